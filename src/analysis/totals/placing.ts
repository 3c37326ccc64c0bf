/** Where a packet is counted, by what it has in common with others; in two places where both its ends count. */
import { destinationAt, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { type Layer, MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import { NO_ID, networkId, ownDepth, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK } from '../tunnels/networks.js'
import type { Grouping } from './order.js'
import { BACK, FORTH } from './traffic.js'

/** A row's key, and which way the packet goes in it. */
export interface Place {
  a: number
  b: number
  c: number
  d: number
  way: number
}

/** The first `count` of `at` are of the packet placed last. */
interface Places {
  readonly at: readonly Place[]
  count: number
}

export type PlaceOf = (p: Packet, stack: TunnelStack) => Places

/** No DSCP: no IP header there. */
export const NO_DSCP = -1
/** No number of an IP protocol: the header is one that is known. */
export const NO_PROTOCOL = -1
/** tshark's sizes (`-z plen,tree`): each class begins with one of these octets. */
export const SIZES: readonly number[] = [0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120]

/**
 * What the numbers of a key are, by the grouping. network: its number. vni: the identifier, or `NO_ID`. tunnel: the network
 * and its two ends as `Networks` numbers them, the lower number first. vtep: an end. host: network, low 32 bits of
 * the address and 1 for IPv6. protocol: kind of the innermost header, and where that is IP the number of what it carries.
 * dscp: outermost and innermost. size: number of the class.
 */
export function placing(by: Grouping, networks: Networks): PlaceOf {
  const at = Array.from({ length: 2 * MAX_LAYERS }, (): Place => ({ a: 0, b: 0, c: 0, d: 0, way: FORTH }))
  const places: Places = { at, count: 0 }
  const add = (a: number, b = 0, c = 0, d = 0, way: number = FORTH): void => {
    const place = at[places.count++]!
    place.a = a
    place.b = b
    place.c = c
    place.d = d
    place.way = way
  }
  const fill = filling(by, networks, add)
  return (p, stack) => {
    places.count = 0
    fill(p, stack)
    return places
  }
}

type Add = (a: number, b?: number, c?: number, d?: number, way?: number) => void

function filling(by: Grouping, networks: Networks, add: Add): (p: Packet, stack: TunnelStack) => void {
  switch (by) {
    case 'network':
      return () => {
        if (networks.inner !== NO_NETWORK) add(networks.inner)
      }
    case 'vni':
      return (_, { depth, types, ids }) =>
        add(depth === 0 ? NO_ID : vniOf(types[depth - 1] as TunnelType, ids[depth - 1]!))
    case 'tunnel':
      return (_, { depth }) => placeTunnels(networks, depth, add)
    case 'vtep':
      return (_, { depth }) => placeEnds(networks, depth, add)
    case 'host':
      return (p, stack) => placeHosts(networks, p, stack, add)
    case 'protocol':
      return (p) => placeProtocol(p, add)
    case 'dscp':
      return (p) => placeDscp(p, add)
    case 'size':
      return ({ length }) => add(SIZES.findLastIndex((least) => length >= least))
  }
}

const WITH_VNI: ReadonlySet<TunnelType> = new Set([
  TunnelType.Vxlan,
  TunnelType.VxlanGpe,
  TunnelType.Geneve,
  TunnelType.GretapOrNvgre,
])

/** The VNI or VSID of a tunnel; `NO_ID` of what has none. */
export function vniOf(type: TunnelType, id: number): number {
  return WITH_VNI.has(type) ? networkId(type, id) : NO_ID
}

/** A packet counts in each of its tunnels. */
function placeTunnels(networks: Networks, depth: number, add: Add): void {
  const { ids, sources, destinations } = networks
  for (let n = 0; n < depth; n++) {
    const [source, destination] = [sources[n]!, destinations[n]!]
    if (ids[n] === NO_NETWORK) continue
    if (source <= destination) add(ids[n]!, source, destination, 0, FORTH)
    else add(ids[n]!, destination, source, 0, BACK)
  }
}

/** Of tunnels in each other each end counts once. */
function placeEnds({ sources, destinations }: Networks, depth: number, add: Add): void {
  for (let n = 0; n < depth; n++) {
    if (sources[n] !== NO_ENDPOINT && isFirst(sources, n)) add(sources[n]!, 0, 0, 0, FORTH)
    if (destinations[n] !== NO_ENDPOINT && isFirst(destinations, n)) add(destinations[n]!, 0, 0, 0, BACK)
  }
}

function isFirst(ends: Int32Array, n: number): boolean {
  return ends.indexOf(ends[n]!) === n
}

/** The innermost IP packet's own: what a tunnel is between is no host of the network inside. */
function placeHosts(networks: Networks, p: Packet, { depth, layers }: TunnelStack, add: Add): void {
  const ip = innermostIp(p, depth > 0 ? layers[depth - 1]! : 0)
  if (ip === undefined || networks.inner === NO_NETWORK) return
  const { addresses, inner } = networks
  const isIpv6 = ip.kind === Kind.Ipv6 ? 1 : 0
  const source = addresses.number(p.view, sourceAt(ip), ip.kind)
  const destination = addresses.number(p.view, destinationAt(ip), ip.kind)
  if (source !== NO_ADDRESS) add(inner, source, isIpv6, 0, FORTH)
  if (destination !== NO_ADDRESS) add(inner, destination, isIpv6, 0, BACK)
}

function placeProtocol(p: Packet, add: Add): void {
  let last = ownDepth(p) - 1
  while (last > 0 && p.layers[last]!.kind === Kind.Payload) last--
  if (last < 0) return
  const { kind, start } = p.layers[last]!
  add(kind, isIp(kind) ? protocolOf(p, p.layers[last]!, start) : NO_PROTOCOL)
}

function protocolOf({ view }: Packet, { kind }: Layer, start: number): number {
  return kind === Kind.Ipv4 ? ipv4.protocolNumber(view, start) : ipv6.nextHeader(view, start)
}

function placeDscp(p: Packet, add: Add): void {
  const own = ownDepth(p)
  let outer = NO_DSCP
  let inner = NO_DSCP
  for (let i = 0; i < own; i++) {
    const l = p.layers[i]!
    if (!isIp(l.kind)) continue
    inner = (l.kind === Kind.Ipv4 ? ipv4.typeOfService(p.view, l.start) : ipv6.trafficClass(p.view, l.start)) >> 2
    if (outer === NO_DSCP) outer = inner
  }
  add(outer, inner)
}

function innermostIp(p: Packet, from: number): Layer | undefined {
  for (let i = ownDepth(p) - 1; i >= from; i--) if (isIp(p.layers[i]!.kind)) return p.layers[i]!
  return undefined
}
