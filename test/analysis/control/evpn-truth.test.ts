/**
 * What BGP told, against what FRR and the kernel have written down of themselves: routes against `show bgp l2vpn evpn`,
 * entries against `extern_learn`, neighbours against the ARP cache, Router's MACs, at the time of the dump.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Learning } from '../../../src/analysis/learning/learning.js'
import { openCapture } from '../../../src/capture/file.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { routeTable } from '../../../src/present/routes/table.js'
import { decode } from '../../../src/wire/decode.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import { NETWORKS } from '../../helpers/kernel.js'

const NAMES = ['60-evpn-ibgp', '61-evpn-type5']
const isThere = NAMES.every((name) => existsSync(`${NETWORKS}/${name}`))
if (!isThere) console.warn(`skipped: ${NETWORKS} has no EVPN networks, nothing is compared with FRR's tables`)

const json = (path: string): ReturnType<typeof JSON.parse> => JSON.parse(readFileSync(path, 'utf8'))

/** What was learned of a capture up to the time of the dump. */
async function learnUntilDump(name: string, node: string): Promise<Learning> {
  const notes = readFileSync(`${NETWORKS}/${name}/notes.txt`, 'utf8')
  const until = Number(/\[(\d+\.\d+)\] dump after/.exec(notes)![1])
  const learning = new Learning()
  const [p, stack] = [new Packet(), new TunnelStack()]
  const capture = await openCapture(`${NETWORKS}/${name}/${node}.pcap`)
  while (await capture.fill()) {
    while (capture.next(p)) {
      if (p.tsSec + p.tsNsec / 1e9 > until) continue
      decode(p)
      stack.fill(p)
      learning.observe(p, stack)
    }
  }
  capture.close()
  learning.finish()
  return learning
}

interface FrrPath {
  readonly nexthops: readonly { readonly ip: string }[]
  readonly extendedCommunity?: { readonly string: string }
}
interface FrrRoute {
  readonly paths: readonly (FrrPath | readonly FrrPath[])[]
}

/** `RD prefix next hop communities` of each path, as FRR has them. */
function frrRoutes(path: string): readonly string[] {
  return Object.entries(json(path) as Record<string, Record<string, FrrRoute>>).flatMap(([rd, routes]) =>
    typeof routes !== 'object'
      ? []
      : Object.entries(routes).flatMap(([prefix, { paths }]) =>
          (paths ?? []).flat().map(({ nexthops, extendedCommunity }) => {
            const said = extendedCommunity?.string ?? ''
            const targets = [...said.matchAll(/RT:(\S+)/g)].map(([, target]) => target!)
            const [, mac = ''] = /Rmac:(\S+)/.exec(said) ?? []
            const [, sequence = '0'] = /MM:(\d+)/.exec(said) ?? []
            return [rd, prefix, nexthops[0]!.ip, ...targets.sort(), mac, sequence].join(' ')
          }),
        ),
  )
}

describe.skipIf(!isThere).each(NAMES.flatMap((name) => ['n1', 'n2', 'n3'].map((node) => ({ name, node }))))(
  '$name $node',
  async ({ name, node }) => {
    const dir = `${NETWORKS}/${name}`
    const learning = isThere ? await learnUntilDump(name, node) : new Learning()
    const facts = learning.facts()
    const address = (number: number): string => addressText(facts.addresses, number)
    const own = isThere
      ? new RegExp(`^node ${node} \\S+ (\\S+)`, 'm').exec(readFileSync(`${dir}/topo.txt`, 'utf8'))![1]
      : ''
    const vniOf = (network: number): number => facts.networks[network]!.id

    test('routes are those of `show bgp l2vpn evpn`', () => {
      const ours = routeTable(learning.control.rib.routes).flatMap(({ route, paths }) =>
        paths.map(({ path: { attributes: a } }) =>
          [
            route.rd,
            route.prefix,
            address(a.nextHop),
            ...[...a.targets].sort(),
            a.routerMac === 0 ? '' : macText(a.routerMac),
            a.sequence,
          ].join(' '),
        ),
      )
      const theirs = frrRoutes(`${dir}/${node}.show_bgp_l2vpn_evpn.json`)
      expect(theirs.length).toBeGreaterThan(15)
      expect([...ours].sort()).toEqual([...theirs].sort())
    })

    test('entries that came by BGP are those that the kernel has from outside, and its defaults', () => {
      const mine = facts.fdb.filter(({ vtep }) => address(vtep) === own)
      const line = ({ network, mac, dst }: (typeof mine)[number]): string =>
        `${vniOf(network)} ${macText(mac)} ${address(dst)}`
      const kernel = json(`${dir}/${node}.fdb.json`) as { mac: string; dst?: string; ifname: string; flags: string[] }[]
      const theirs = (of: (entry: (typeof kernel)[number]) => boolean): string[] =>
        kernel
          .filter((entry) => entry.dst !== undefined && of(entry))
          .map(({ ifname, mac, dst }) => `${ifname.replace('vx', '')} ${mac} ${dst}`)
          .sort()
      const told = mine.filter(({ origin }) => origin === 'control-plane').map(line)
      expect(told.sort()).toEqual(theirs(({ flags }) => flags.includes('extern_learn')))
      const defaults = mine.filter(({ mac }) => mac === 0).map(line)
      expect(defaults.sort()).toEqual(theirs(({ mac }) => mac === '00:00:00:00:00:00'))
      expect(mine.every(({ told }) => told !== undefined)).toBe(true)
    })

    test('neighbours are those of the ARP cache', () => {
      const ours = facts.neighbours
        .filter(({ how, host }) => how === 'bgp' && address(host) === own)
        .map(({ network, ip, mac }) => `${vniOf(network)} ${address(ip)} ${macText(mac)}`)
      const cache = json(`${dir}/${node}.show_evpn_arp-cache_vni_all.json`) as Record<
        string,
        Record<string, { type?: string; mac: string }>
      >
      const theirs = Object.entries(cache).flatMap(([vni, of]) =>
        Object.entries(of).flatMap(([ip, { type, mac }]) => (type === 'remote' ? [`${vni} ${ip} ${mac}`] : [])),
      )
      expect(ours.sort()).toEqual(theirs.sort())
    })

    test('the mode is EVPN, and where routed packets go is known', () => {
      const modes = facts.networks.filter(({ network }) => network > 0).map(({ mode, learns }) => `${mode} ${learns}`)
      expect(new Set(modes)).toEqual(new Set(['evpn no']))
      const macs = json(`${dir}/${node}.show_evpn_rmac_vni_all.json`) as Record<
        string,
        Record<string, { vtepIp?: string }>
      >
      for (const [vni, of] of Object.entries(macs)) {
        for (const [mac, { vtepIp }] of Object.entries(of)) {
          if (vtepIp === undefined) continue
          const entry = facts.fdb.find((e) => macText(e.mac) === mac && address(e.vtep) === own)
          expect([entry && vniOf(entry.network), entry && address(entry.dst)]).toEqual([Number(vni), vtepIp])
        }
      }
    })
  },
)
