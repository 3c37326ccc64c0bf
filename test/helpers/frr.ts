/** What FRR and the kernel say of themselves, and the same as packets tell it: lines that can be compared. */
import type { Facts, FdbEntry } from '../../src/analysis/learning/facts.js'
import { Learning } from '../../src/analysis/learning/learning.js'
import { openCapture } from '../../src/capture/file.js'
import { addressText, macText } from '../../src/present/address-text.js'
import { routeTable } from '../../src/present/routes/table.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'

/** What was learned of a capture up to a time, in seconds. */
export async function learnUntil(path: string, until: number): Promise<Learning> {
  const learning = new Learning()
  const [p, stack] = [new Packet(), new TunnelStack()]
  const capture = await openCapture(path)
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

/** `RD prefix next hop communities` of each path of `show bgp l2vpn evpn json`, sorted. */
export function frrRoutes(shown: Readonly<Record<string, Readonly<Record<string, FrrRoute>>>>): readonly string[] {
  return Object.entries(shown)
    .flatMap(([rd, routes]) =>
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
    .sort()
}

/** The same as packets tell it; paths that several speakers tell are one. */
export function toldRoutes({ control, networks }: Learning): readonly string[] {
  const lines = routeTable(control.rib.routes).flatMap(({ route, paths }) =>
    paths.map(({ path: { attributes: a } }) =>
      [
        route.rd,
        route.prefix,
        addressText(networks.addresses, a.nextHop),
        ...[...a.targets].sort(),
        a.routerMac === 0 ? '' : macText(a.routerMac),
        a.sequence,
      ].join(' '),
    ),
  )
  return [...new Set(lines)].sort()
}

interface KernelEntry {
  readonly mac: string
  readonly dst?: string
  readonly ifname: string
  readonly flags: readonly string[]
}

/** `VNI MAC destination` of entries of `bridge -j fdb` on devices that are called for their VNI, `vx7001`; sorted. */
export function kernelEntries(
  fdb: readonly KernelEntry[],
  isWanted: (entry: KernelEntry) => boolean,
): readonly string[] {
  return fdb
    .filter((entry) => entry.dst !== undefined && isWanted(entry))
    .map(({ ifname, mac, dst }) => `${ifname.replace('vx', '')} ${mac} ${dst}`)
    .sort()
}

export const isFromOutside = ({ flags }: KernelEntry): boolean => flags.includes('extern_learn')
export const isDefault = ({ mac }: KernelEntry): boolean => mac === '00:00:00:00:00:00'

/** The same of the entries of a VTEP's table that are wanted. */
export function toldEntries(facts: Facts, vtep: string, isWanted: (entry: FdbEntry) => boolean): readonly string[] {
  const address = (number: number): string => addressText(facts.addresses, number)
  return facts.fdb
    .filter((entry) => address(entry.vtep) === vtep && isWanted(entry))
    .map(({ network, mac, dst }) => `${facts.networks[network]!.id} ${macText(mac)} ${address(dst)}`)
    .sort()
}

type ArpCache = Readonly<Record<string, Readonly<Record<string, { readonly type?: string; readonly mac: string }>>>>

/** `VNI address MAC` of remote ones of `show evpn arp-cache vni all json`; sorted. */
export function frrNeighbours(cache: ArpCache): readonly string[] {
  return Object.entries(cache)
    .flatMap(([vni, of]) =>
      Object.entries(of).flatMap(([ip, { type, mac }]) => (type === 'remote' ? [`${vni} ${ip} ${mac}`] : [])),
    )
    .sort()
}

export function toldNeighbours(facts: Facts, vtep: string): readonly string[] {
  const address = (number: number): string => addressText(facts.addresses, number)
  return facts.neighbours
    .filter(({ how, host }) => how === 'bgp' && address(host) === vtep)
    .map(({ network, ip, mac }) => `${facts.networks[network]!.id} ${address(ip)} ${macText(mac)}`)
    .sort()
}
