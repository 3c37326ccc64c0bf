import { addressText, macText } from '../../../src/present/address-text.js'
import { devicesOf, LAB, NETWORKS, networksIn } from './kernel.js'
import { learnFile } from './learn.js'

async function main() {
  for (const root of [LAB, NETWORKS])
    for (const n of networksIn(root))
      for (const d of devicesOf(root, n)) {
        const f = await learnFile(d.path)
        const nets = f.networks.filter((x) => x.id === d.vni || (d.vni === 0 && x.network > 0))
        const ours = f.fdb.filter(
          (e) => nets.some((x) => x.network === e.network) && d.addresses.includes(addressText(f.addresses, e.vtep)),
        )
        const isL = (e: any) => e.mac !== 0 && e.origin === 'learned'
        const l = ours
          .filter(isL)
          .map((e) => `${macText(e.mac)}@${addressText(f.addresses, e.dst)}`)
          .filter((x) => !d.configured.has(x.split('@')[0]!))
          .sort()
        const ok = d.learning ? JSON.stringify(l) === JSON.stringify(d.learned) : ours.filter(isL).length === 0
        console.log(
          ok ? 'ok ' : 'NO ',
          n,
          d.path.split('/').at(-1),
          d.vni,
          'learning',
          d.learning,
          nets
            .map((x) => x.mode + '/' + x.confidence + '/' + x.learns + ' ' + x.evidence.map((e) => e.kind).join('+'))
            .join('; '),
          ok ? '' : 'KERNEL ' + d.learned + ' OURS ' + l,
        )
      }
}
main()
