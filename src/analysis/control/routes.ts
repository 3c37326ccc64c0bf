/**
 * Routes that BGP tells, as plain data: what an UPDATE says of them. An EVPN route is named as FRR names it,
 * `[2]:[0]:[48]:[02:…]:[32]:[10.1.1.2]`, behind its Route Distinguisher.
 */
import { Kind } from '../../wire/kind.js'
import { type RouteOf, visitRoutes } from '../../wire/protocols/bgp.js'
import {
  Community,
  communityType,
  isSticky,
  mobilitySequence,
  routerMacAt,
} from '../../wire/protocols/bgp-communities.js'
import {
  AttributeType,
  encapsulation,
  hasWholeLabels,
  hasWideAs,
  nextHopLen,
  visitAttributes,
} from '../../wire/protocols/bgp-message.js'
import * as evpn from '../../wire/protocols/evpn.js'
import { type AddressTable, NO_ADDRESS } from '../tables/address-table.js'

export type Family = RouteOf['family']

/** What a route is about: the same in all paths to it. */
export interface Route {
  readonly family: Family
  /** Route Distinguisher as `10.0.0.1:2`; empty for unicast. */
  readonly rd: string
  /** `[3]:[0]:[32]:[10.0.0.1]`, or `10.0.0.0/8`. */
  readonly prefix: string
  /** Of EVPN its type; 0 for unicast. */
  readonly type: number
  /** The MAC address of type 2; 0 for others. */
  readonly mac: number
  /** The station's address (type 2), the VTEP's (3, 4), or the prefix (5); `NO_ADDRESS` without. */
  readonly ip: number
  /** Bits of a prefix (5, unicast); -1 without. */
  readonly prefixLength: number
}

/** A route target, or another community that tells importers, as text: `65000:10`. */
type Target = string

/** What an UPDATE says of all of its routes. */
export interface Attributes {
  readonly nextHop: number
  /** Of each number how many octets; `IGP`, `EGP`, `INCOMPLETE`. */
  readonly asPath: readonly number[]
  readonly origin: string
  readonly localPref: number | undefined
  readonly med: number | undefined
  /** Who told it to a reflector, `NO_ADDRESS` where no reflector was passed; and the reflectors passed. */
  readonly originator: number
  readonly clusters: readonly number[]
  readonly targets: readonly Target[]
  /** The tunnel type of the encapsulation community, -1 without. */
  readonly encapsulation: number
  /** MAC mobility: how often the station has moved; 0 without the community (RFC 7432 §7.7). */
  readonly sequence: number
  readonly isSticky: boolean
  readonly isGateway: boolean
  /** Router's MAC, 0 without. */
  readonly routerMac: number
  /** The VNI of the PMSI tunnel, -1 without, and where its copies go. */
  readonly floodVni: number
  readonly floodTo: number
}

/** A path to a route. */
export interface Told {
  readonly attributes: Attributes
  /** The VNI that frames to it go with, of type 2 the second one too; -1 without. Of MPLS the labels count for nothing here. */
  readonly vni: number
  readonly routedVni: number
  readonly gateway: number
  readonly pathId: number
  /** The segment of a station with several ways (RFC 7432 §5), as hexadecimal digits; empty for one way. */
  readonly segment: string
}

const ORIGINS: readonly string[] = ['IGP', 'EGP', 'INCOMPLETE']
const NO_VNI = -1
/** Octets of an Ethernet Segment Identifier. */
const ESI_LEN = 10
/** Numbers of a path that are kept. */
const MAX_PATH = 64
const MAX_TARGETS = 32

/** What is read of an UPDATE: each route that is told, and each that is withdrawn (`told` is undefined). */
export function readUpdate(
  addresses: AddressTable,
  v: DataView,
  o: number,
  end: number,
  visit: (route: Route, told: Told | undefined, pathId: number) => void,
): void {
  const isVxlan = hasWholeLabels(v, o)
  let common: Attributes | undefined
  visitRoutes(v, o, end, (of, at, to) => {
    const route = of.family === 'evpn' ? evpnRoute(addresses, v, at, to) : unicastRoute(addresses, v, at, of.family)
    if (route === undefined) return
    if (of.isWithdrawn) return visit(route, undefined, of.pathId)
    common ??= attributesOf(addresses, v, o, end)
    // Each family of an UPDATE may have a next hop of its own.
    const nextHop = of.reachAt < 0 ? common.nextHop : nextHopAt(addresses, v, of.reachAt, end)
    if (nextHop === NO_ADDRESS) return
    const attributes = nextHop === common.nextHop ? common : { ...common, nextHop }
    if (attributes !== common && common.nextHop === NO_ADDRESS) common = attributes
    const isEvpn = of.family === 'evpn'
    visit(
      route,
      {
        attributes,
        vni: isEvpn && isVxlan ? vniAt(v, at, to, 0, attributes) : NO_VNI,
        routedVni: isEvpn && isVxlan ? routedVniAt(v, at, to) : NO_VNI,
        gateway: isEvpn ? gatewayOf(addresses, v, at, to) : NO_ADDRESS,
        pathId: of.pathId,
        segment: isEvpn ? segmentOf(v, at, to) : '',
      },
      of.pathId,
    )
  })
}

function vniAt(v: DataView, at: number, to: number, n: number, { floodVni }: Attributes): number {
  if (evpn.routeType(v, at) === evpn.RouteType.InclusiveMulticast) return floodVni
  if (evpn.routeType(v, at) === evpn.RouteType.IpPrefix) return NO_VNI
  return label(v, evpn.labelAt(v, at, to, n))
}

/** The network that packets are routed in: type 2's second label, type 5's first (RFC 9135 §4, RFC 9136 §3.1). */
function routedVniAt(v: DataView, at: number, to: number): number {
  const isPrefix = evpn.routeType(v, at) === evpn.RouteType.IpPrefix
  return label(v, evpn.labelAt(v, at, to, isPrefix ? 0 : 1))
}

const label = (v: DataView, at: number): number => (at < 0 ? NO_VNI : v.getUint32(at - 1) & 0xffffff)

function segmentOf(v: DataView, at: number, to: number): string {
  const esi = evpn.esiAt(v, at, to)
  const digits = esi < 0 ? '' : colons(v, esi, ESI_LEN)
  return /[1-9a-f]/.test(digits) ? digits : ''
}

function gatewayOf(addresses: AddressTable, v: DataView, at: number, to: number): number {
  const gateway = evpn.gatewayAt(v, at, to)
  if (gateway < 0) return NO_ADDRESS
  const address = addressAt(addresses, v, gateway, evpn.ipSize(v, at, to))
  return addresses.isLocal(address) ? NO_ADDRESS : address
}

function addressAt(addresses: AddressTable, v: DataView, at: number, octets: number): number {
  if (octets === 4) return addresses.number(v, at, Kind.Ipv4)
  return octets === 16 ? addresses.number(v, at, Kind.Ipv6) : NO_ADDRESS
}

function nextHopAt(addresses: AddressTable, v: DataView, from: number, end: number): number {
  const octets = nextHopLen(v, from, end)
  // A Route Distinguisher may stand in front, a link-local address behind.
  if (octets === 12 || octets === 24) return addressAt(addresses, v, from + 12, octets - 8)
  return addressAt(addresses, v, from + 4, octets === 32 ? 16 : octets)
}

function attributesOf(addresses: AddressTable, v: DataView, o: number, end: number): Attributes {
  const found: { -readonly [K in keyof Attributes]: Attributes[K] } = {
    nextHop: NO_ADDRESS,
    asPath: [],
    origin: '',
    localPref: undefined,
    med: undefined,
    originator: NO_ADDRESS,
    clusters: [],
    targets: [],
    encapsulation: -1,
    sequence: 0,
    isSticky: false,
    isGateway: false,
    routerMac: 0,
    floodVni: NO_VNI,
    floodTo: NO_ADDRESS,
  }
  visitAttributes(v, o, end, (type, from, to) => {
    const octets = to - from
    switch (type) {
      case AttributeType.Origin:
        if (octets === 1) found.origin = ORIGINS[v.getUint8(from)] ?? ''
        break
      case AttributeType.AsPath:
        found.asPath = pathOf(v, from, to)
        break
      case AttributeType.NextHop:
        if (found.nextHop === NO_ADDRESS) found.nextHop = addressAt(addresses, v, from, octets)
        break
      case AttributeType.MpReach:
        found.nextHop = nextHopAt(addresses, v, from, to)
        break
      case AttributeType.MultiExitDisc:
        if (octets === 4) found.med = v.getUint32(from)
        break
      case AttributeType.LocalPref:
        if (octets === 4) found.localPref = v.getUint32(from)
        break
      case AttributeType.OriginatorId:
        if (octets === 4) found.originator = v.getUint32(from)
        break
      case AttributeType.ClusterList:
        found.clusters = Array.from({ length: Math.min(MAX_PATH, octets >> 2) }, (_, i) => v.getUint32(from + 4 * i))
        break
      case AttributeType.ExtendedCommunities:
        for (let at = from; at + 8 <= to; at += 8) community(v, at, found)
        break
      case AttributeType.Pmsi:
        if (octets >= 5) found.floodVni = v.getUint32(from + 1) & 0xffffff
        if (octets >= 9) found.floodTo = addressAt(addresses, v, from + 5, octets - 5)
    }
  })
  return found
}

function community(v: DataView, at: number, found: { -readonly [K in keyof Attributes]: Attributes[K] }): void {
  const add = (target: Target): void => {
    if (found.targets.length < MAX_TARGETS) found.targets = [...found.targets, target]
  }
  switch (communityType(v, at)) {
    case Community.RouteTargetAs2:
      return add(`${v.getUint16(at + 2)}:${v.getUint32(at + 4)}`)
    case Community.RouteTargetIpv4:
      return add(`${dotted(v, at + 2)}:${v.getUint16(at + 6)}`)
    case Community.RouteTargetAs4:
      return add(`${v.getUint32(at + 2)}:${v.getUint16(at + 6)}`)
    case Community.MacMobility:
      found.sequence = mobilitySequence(v, at)
      found.isSticky = isSticky(v, at)
      return
    case Community.DefaultGateway:
      found.isGateway = true
      return
    case Community.RouterMac:
      found.routerMac = macAt(v, routerMacAt(at))
      return
    default:
      if (encapsulation(v, at) >= 0) found.encapsulation = encapsulation(v, at)
  }
}

function pathOf(v: DataView, from: number, to: number): readonly number[] {
  const octets = hasWideAs(v, from, to) ? 4 : 2
  const path: number[] = []
  for (let at = from; at + 2 <= to; at += 2 + octets * v.getUint8(at + 1)) {
    for (let i = 0; i < v.getUint8(at + 1) && path.length < MAX_PATH; i++) {
      const number = at + 2 + octets * i
      if (number + octets > to) return path
      path.push(octets === 4 ? v.getUint32(number) : v.getUint16(number))
    }
  }
  return path
}

const macAt = (v: DataView, at: number): number => v.getUint16(at) * 2 ** 32 + v.getUint32(at + 2)
const dotted = (v: DataView, at: number): string =>
  `${v.getUint8(at)}.${v.getUint8(at + 1)}.${v.getUint8(at + 2)}.${v.getUint8(at + 3)}`
const colons = (v: DataView, at: number, octets: number): string =>
  Array.from({ length: octets }, (_, i) =>
    v
      .getUint8(at + i)
      .toString(16)
      .padStart(2, '0'),
  ).join(':')

/** Address and number of a Route Distinguisher (RFC 4364 §4.2), as FRR writes it. */
function distinguisher(v: DataView, at: number): string {
  switch (v.getUint16(at)) {
    case 0:
      return `${v.getUint16(at + 2)}:${v.getUint32(at + 4)}`
    case 1:
      return `${dotted(v, at + 2)}:${v.getUint16(at + 6)}`
    default:
      return `${v.getUint32(at + 2)}:${v.getUint16(at + 6)}`
  }
}

/** The eight groups of an IPv6 address, the longest run of zeros left out (RFC 5952 §4). */
function ipText(v: DataView, at: number, octets: number): string {
  if (octets === 4) return dotted(v, at)
  const groups = Array.from({ length: 8 }, (_, i) => v.getUint16(at + 2 * i).toString(16))
  const runs = groups.join(':').match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? []
  const longest = runs.reduce((most, run) => (run.length > most.length ? run : most), '')
  if (longest === '') return groups.join(':')
  const text = groups.join(':').replace(longest, '::')
  return text.replace(/:{3,}/g, '::')
}

function evpnRoute(addresses: AddressTable, v: DataView, at: number, to: number): Route | undefined {
  if (!evpn.hasRd(at, to)) return undefined
  const type = evpn.routeType(v, at)
  const tagAt = evpn.ethernetTagAt(v, at, to)
  const tag = tagAt < 0 ? 0 : v.getUint32(tagAt)
  const octets = evpn.ipSize(v, at, to)
  const lengthAt = evpn.ipLenAt(v, at, to)
  const mac = evpn.macAt(v, at, to)
  const esi = evpn.esiAt(v, at, to)
  const ip = octets === 0 ? '' : ipText(v, lengthAt + 1, octets)
  const parts: string[] = [`[${type}]`]
  switch (type) {
    case evpn.RouteType.MacIp:
      if (mac < 0) return undefined
      parts.push(`[${tag}]`, '[48]', `[${colons(v, mac, 6)}]`)
      if (octets > 0) parts.push(`[${octets * 8}]`, `[${ip}]`)
      break
    case evpn.RouteType.InclusiveMulticast:
      if (octets === 0) return undefined
      parts.push(`[${tag}]`, `[${octets * 8}]`, `[${ip}]`)
      break
    case evpn.RouteType.IpPrefix:
      if (octets === 0) return undefined
      parts.push(`[${tag}]`, `[${v.getUint8(lengthAt)}]`, `[${ip}]`)
      break
    case evpn.RouteType.EthernetAutoDiscovery:
      if (esi < 0) return undefined
      parts.push(`[${tag}]`, `[${colons(v, esi, ESI_LEN)}]`)
      break
    case evpn.RouteType.EthernetSegment:
      if (esi < 0 || octets === 0) return undefined
      parts.push(`[${colons(v, esi, ESI_LEN)}]`, `[${octets * 8}]`, `[${ip}]`)
      break
    default:
      return undefined
  }
  return {
    family: 'evpn',
    rd: distinguisher(v, evpn.rdAt(at)),
    prefix: parts.join(':'),
    type,
    mac: mac < 0 ? 0 : macAt(v, mac),
    ip: octets === 0 ? NO_ADDRESS : addressAt(addresses, v, lengthAt + 1, octets),
    prefixLength: type === evpn.RouteType.IpPrefix ? v.getUint8(lengthAt) : -1,
  }
}

/** Room for a prefix with the octets that the packet leaves out. */
const WHOLE = new DataView(new ArrayBuffer(16))

function unicastRoute(addresses: AddressTable, v: DataView, at: number, family: 'ipv4' | 'ipv6'): Route {
  const bits = v.getUint8(at)
  for (let i = 0; i < 16; i++) WHOLE.setUint8(i, i < (bits + 7) >> 3 ? v.getUint8(at + 1 + i) : 0)
  const octets = family === 'ipv4' ? 4 : 16
  return {
    family,
    rd: '',
    prefix: `${ipText(WHOLE, 0, octets)}/${bits}`,
    type: 0,
    mac: 0,
    ip: addressAt(addresses, WHOLE, 0, octets),
    prefixLength: bits,
  }
}
