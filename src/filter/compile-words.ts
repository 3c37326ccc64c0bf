/** tcpdump's words and ours, as tests over the offsets of a decoded packet. */
import { isFragment } from '../wire/fragment.js'
import { ipBelow, isExtension, isIp, isToGroup } from '../wire/ip.js'
import { Kind, Reason } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as ethernet from '../wire/protocols/ethernet.js'
import * as gre from '../wire/protocols/gre.js'
import * as ipv4 from '../wire/protocols/ipv4.js'
import * as ipv6Fragment from '../wire/protocols/ipv6-fragment.js'
import * as mpls from '../wire/protocols/mpls.js'
import * as vlan from '../wire/protocols/vlan.js'
import * as vxlan from '../wire/protocols/vxlan.js'
import { networkId, TunnelType, tunnelType } from '../wire/tunnel.js'
import { ChecksumStatus, Verdict, verifyAny } from '../wire/verify.js'
import type { FilterContext } from './context.js'
import { type LayersTest, type Levels, rest, someLevel } from './scopes.js'
import type { Arithmetic, Direction, Instant, PathStep, PortOf, Prefix, Range, Relation, State, Test } from './tree.js'

/** Seconds of a day. */
const DAY = 86_400

/** The times of the packets so far: those of the first and of the last one. */
export class Clock {
  #isKnown = false
  #sec = 0
  #nsec = 0
  #lastSec = 0
  #lastNsec = 0
  /** Seconds from the packet before to this one, and from the first one. */
  delta = 0
  relative = 0

  /** Takes each packet of the capture, in order. */
  take(p: Packet): void {
    if (!p.hasTime) {
      this.relative = Number.NaN
      this.delta = Number.NaN
      return
    }
    if (!this.#isKnown) {
      this.#isKnown = true
      this.#sec = this.#lastSec = p.tsSec
      this.#nsec = this.#lastNsec = p.tsNsec
    }
    this.relative = p.tsSec - this.#sec + (p.tsNsec - this.#nsec) / 1e9
    this.delta = p.tsSec - this.#lastSec + (p.tsNsec - this.#lastNsec) / 1e9
    this.#lastSec = p.tsSec
    this.#lastNsec = p.tsNsec
  }
}

type WordTest = Exclude<Test, { readonly is: 'field' | 'compare' | 'asked' | 'protocol' }>

export function compileWord(test: WordTest, levels: Levels, clock: Clock, context: FilterContext): LayersTest {
  switch (test.is) {
    case 'host':
      return hostTest(test)
    case 'port':
      return portTest(test.of, test.way, test.range)
    case 'proto':
      return test.of === 'ether' ? etherTypeTest(test.number) : protocolTest(test.of, test.number)
    case 'cast':
      return castTest(test)
    case 'length': {
      const { from, to } = test.range
      return (p) => p.length >= from && p.length <= to
    }
    case 'relation':
      return relationTest(test.left, test.operator, test.right, levels)
    case 'tag':
      return tagTest(test.of, test.ids)
    case 'tunnel':
      return tunnelTest(test.of)
    case 'id':
      return idTest(test.of, test.ids)
    case 'vtep':
      return vtepTest(test.way, test.prefix, levels)
    case 'group':
      return groupTest(test.prefix, levels)
    case 'network':
      return networkTest(test.path, levels)
    case 'frame': {
      const isIn = isInRanges(test.ranges)
      return (p) => isIn(p.number)
    }
    case 'time':
      return timeTest(test.from, test.to, clock, context)
    case 'state':
      return stateTest(test.name, levels, context)
  }
}

export function isInRanges(ranges: readonly Range[]): (value: number) => boolean {
  if (ranges.length === 1) {
    const { from, to } = ranges[0]!
    if (from === to) return (value) => value === from
    return (value) => value >= from && value <= to
  }
  return (value) => {
    for (let i = 0; i < ranges.length; i++) if (value >= ranges[i]!.from && value <= ranges[i]!.to) return true
    return false
  }
}

/** Whether a header of such a kind is there, also one that could not be decoded. */
export function kindTest(kinds: readonly Kind[]): LayersTest {
  const [first, ...others] = kinds
  const isKind: (kind: Kind) => boolean =
    others.length === 0 ? (kind) => kind === first : (kind) => kinds.includes(kind)
  return (p, from, to) => {
    for (let i = from; i < to; i++) if (isKind(p.layers[i]!.kind)) return true
    return rest.isSeen && p.malformed.isStop && isKind(p.malformed.kind)
  }
}

// Addresses

type OctetsAt = (v: DataView, at: number) => boolean

/** Whether the octets at an offset match the prefix. */
export function prefixTest({ octets, bits }: Prefix): OctetsAt {
  const v = new DataView(octets.buffer, octets.byteOffset)
  if (octets.length === 4) {
    const mask = bits === 0 ? 0 : -1 << (32 - bits)
    const value = v.getInt32(0) & mask
    return (view, at) => (view.getInt32(at) & mask) === value
  }
  if (octets.length === 6 && bits === 48) {
    const hi = v.getUint16(0)
    const lo = v.getInt32(2)
    return (view, at) => view.getInt32(at + 2) === lo && view.getUint16(at) === hi
  }
  const whole = bits >> 3
  const mask = 0xff & (0xff00 >> (bits & 7))
  return (view, at) => {
    for (let i = 0; i < whole; i++) if (view.getUint8(at + i) !== octets[i]) return false
    return mask === 0 || (view.getUint8(at + whole) & mask) === (octets[whole]! & mask)
  }
}

/** Whether source and destination, whose offsets are given, pass the test in the way that was asked for. */
function ways(way: Direction, test: OctetsAt): (v: DataView, source: number, destination: number) => boolean {
  switch (way) {
    case 'src':
      return (v, source) => test(v, source)
    case 'dst':
      return (v, _, destination) => test(v, destination)
    case 'src or dst':
      return (v, source, destination) => test(v, source) || test(v, destination)
    default:
      return (v, source, destination) => test(v, source) && test(v, destination)
  }
}

/** Octets of an ARP message between Ethernet and IPv4, and of its addresses' places: RFC 826. */
const ARP_LEN = 28
const ARP_SENDER = 14
const ARP_TARGET = 24
const ARP = 0x0806
const RARP = 0x8035

function hostTest({ of, way, prefix }: Extract<Test, { is: 'host' }>): LayersTest {
  const test = ways(way, prefixTest(prefix))
  if (prefix.octets.length === 6) {
    return (p, from, to) => {
      for (let i = from; i < to; i++) {
        const l = p.layers[i]!
        if (l.kind === Kind.Ethernet && test(p.view, l.start + 6, l.start)) return true
      }
      return false
    }
  }
  if (prefix.octets.length === 16) {
    return (p, from, to) => {
      for (let i = from; i < to; i++) {
        const l = p.layers[i]!
        if (l.kind === Kind.Ipv6 && test(p.view, l.start + 8, l.start + 24)) return true
      }
      return false
    }
  }
  const isIpv4 = of === 'any' || of === 'ip'
  const inArp = of === 'ip' ? 0 : of === 'rarp' ? RARP : of === 'arp' ? ARP : -1
  return (p, from, to) => {
    for (let i = from; i < to; i++) {
      const l = p.layers[i]!
      if (l.kind === Kind.Ipv4) {
        if (isIpv4 && test(p.view, l.start + ipv4.SOURCE, l.start + ipv4.DESTINATION)) return true
      } else if (l.kind === Kind.Arp && inArp !== 0 && isArpOf(p, i, inArp)) {
        if (test(p.view, l.start + ARP_SENDER, l.start + ARP_TARGET)) return true
      }
    }
    return false
  }
}

/** Whether layer `i` has IPv4's addresses behind such an EtherType, or any where that is -1. */
function isArpOf(p: Packet, i: number, etherType: number): boolean {
  const l = p.layers[i]!
  if (l.end - l.start < ARP_LEN || p.view.getUint16(l.start + 4) !== 0x0604) return false
  return etherType === -1 || (i > 0 && typeAt(p, i - 1) === etherType)
}

/** The EtherType that layer `i` has for what it carries; -1 where it has none. */
function typeAt(p: Packet, i: number): number {
  const l = p.layers[i]!
  const v = p.view
  switch (l.kind) {
    case Kind.Ethernet: {
      const type = ethernet.type(v, l.start)
      return type < ethernet.MIN_ETHER_TYPE ? -1 : type
    }
    case Kind.Vlan:
    case Kind.Dot1ad:
      return v.getUint16(l.start + 2)
    case Kind.Sll:
      return v.getUint16(l.start + 14)
    case Kind.Sll2:
      return v.getUint16(l.start)
    default:
      return -1
  }
}

const IP_KINDS: Readonly<Record<number, Kind>> = { 0x0800: Kind.Ipv4, 0x86dd: Kind.Ipv6 }

function etherTypeTest(number: number): LayersTest {
  const kind = IP_KINDS[number]
  // A kind test also finds IP without an EtherType in front, as in a capture of bare IP packets.
  if (kind !== undefined) return kindTest([kind])
  return (p, from, to) => {
    for (let i = from; i < to; i++) if (typeAt(p, i) === number) return true
    return false
  }
}

// What IP carries

/** Where the transport header of the IP layer asked for last begins; -1 where the packet has none. */
let transportAt = -1

/** The protocol behind IP layer `i` and its extension headers. */
function transport(p: Packet, i: number): number {
  const v = p.view
  let l = p.layers[i]!
  let next = l.kind === Kind.Ipv4 ? ipv4.protocolNumber(v, l.start) : v.getUint8(l.start + 6)
  transportAt = l.payload
  if (l.kind === Kind.Ipv4 && ipv4.fragmentOffset(v, l.start) > 0 && !p.isWhole(l.start)) {
    transportAt = -1
    return next
  }
  for (let n = i + 1; n < p.depth && isExtension(p.layers[n]!.kind); n++) {
    l = p.layers[n]!
    next = v.getUint8(l.start)
    transportAt = l.payload
    if (l.kind === Kind.Ipv6Fragment && ipv6Fragment.fragmentOffset(v, l.start) > 0 && !p.isWhole(l.start)) {
      transportAt = -1
      return next
    }
  }
  return next
}

function protocolTest(of: 'any' | 'ip' | 'ip6', number: number): LayersTest {
  return (p, from, to) => {
    for (let i = from; i < to; i++) {
      const { kind, start } = p.layers[i]!
      const isIpv4 = kind === Kind.Ipv4
      if (isIpv4 ? of === 'ip6' : kind !== Kind.Ipv6 || of === 'ip') continue
      if (p.view.getUint8(start + (isIpv4 ? PROTOCOL : NEXT_HEADER)) === number) return true
      for (let n = i + 1; n < to && isExtension(p.layers[n]!.kind); n++) {
        if (p.view.getUint8(p.layers[n]!.start) === number) return true
      }
    }
    return false
  }
}

/** Offset of the number that names the payload's protocol: RFC 791 §3.1 (IPv4), RFC 8200 §3 (IPv6). */
const PROTOCOL = 9
const NEXT_HEADER = 6
const TCP = 6
const UDP = 17
const SCTP = 132
const TRANSPORTS: Readonly<Record<PortOf, readonly [number, number, number]>> = {
  any: [TCP, UDP, SCTP],
  tcp: [TCP, TCP, TCP],
  udp: [UDP, UDP, UDP],
  sctp: [SCTP, SCTP, SCTP],
}

function portTest(of: PortOf, way: Direction, { from: least, to: most }: Range): LayersTest {
  const [a, b, c] = TRANSPORTS[of]
  const test = ways(way, (v, at) => {
    const port = v.getUint16(at)
    return port >= least && port <= most
  })
  return (p, from, to) => {
    for (let i = from; i < to; i++) {
      const l = p.layers[i]!
      if (!isIp(l.kind)) continue
      const protocol = transport(p, i)
      if (protocol !== a && protocol !== b && protocol !== c) continue
      const at = transportAt
      if (at >= 0 && at + 4 <= l.end && test(p.view, at, at + 2)) return true
    }
    return false
  }
}

function castTest({ of, to: cast }: Extract<Test, { is: 'cast' }>): LayersTest {
  if (of === 'ether') {
    const isIt: OctetsAt =
      cast === 'multicast'
        ? (v, at) => (v.getUint8(at) & 1) === 1
        : (v, at) => v.getInt32(at) === -1 && v.getUint16(at + 4) === 0xffff
    return (p, from, to) => {
      for (let i = from; i < to; i++) {
        const l = p.layers[i]!
        if (l.kind === Kind.Ethernet && isIt(p.view, l.start)) return true
      }
      return false
    }
  }
  if (of === 'ip6') {
    return (p, from, to) => {
      for (let i = from; i < to; i++) {
        const l = p.layers[i]!
        if (l.kind === Kind.Ipv6 && p.view.getUint8(l.start + 24) === 0xff) return true
      }
      return false
    }
  }
  // A network's own broadcast address depends on its mask, which no packet has. So only 255.255.255.255 counts.
  const isIt: OctetsAt = cast === 'multicast' ? (v, at) => v.getUint8(at) >= 224 : (v, at) => v.getInt32(at) === -1
  return (p, from, to) => {
    for (let i = from; i < to; i++) {
      const l = p.layers[i]!
      if (l.kind === Kind.Ipv4 && isIt(p.view, l.start + ipv4.DESTINATION)) return true
    }
    return false
  }
}

// tcpdump's expressions over octets

/** A value of the packet. NaN where the packet does not have it. */
type Value = (p: Packet, from: number, to: number) => number

const LAYER_KINDS: Readonly<Record<string, readonly Kind[]>> = {
  ip: [Kind.Ipv4],
  ip6: [Kind.Ipv6],
  arp: [Kind.Arp],
  rarp: [Kind.Arp],
  gre: [Kind.Gre],
  vxlan: [Kind.Vxlan, Kind.VxlanGpe],
  geneve: [Kind.Geneve],
}
const TRANSPORT_NUMBERS: Readonly<Record<string, number>> = { tcp: TCP, udp: UDP, icmp: 1, igmp: 2, icmp6: 58 }

function relationTest(left: Arithmetic, operator: Relation, right: Arithmetic, levels: Levels): LayersTest {
  const a = arithmetic(left)
  const b = arithmetic(right)
  const holds = RELATIONS[operator]
  const test: LayersTest = (p, from, to) => {
    const x = a(p, from, to)
    if (Number.isNaN(x)) return false
    const y = b(p, from, to)
    return !Number.isNaN(y) && holds(x, y)
  }
  return (p, from, to) => someLevel(p, from, to, test, levels)
}

export const RELATIONS: Readonly<Record<Relation, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Unsigned 32-bit arithmetic, as BPF does it. */
const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => (a + b) >>> 0,
  '-': (a, b) => (a - b) >>> 0,
  '*': (a, b) => Math.imul(a, b) >>> 0,
  '/': (a, b) => (b === 0 ? Number.NaN : Math.floor(a / b)),
  '%': (a, b) => (b === 0 ? Number.NaN : a % b),
  '&': (a, b) => (a & b) >>> 0,
  '|': (a, b) => (a | b) >>> 0,
  '^': (a, b) => (a ^ b) >>> 0,
  '<<': (a, b) => (b > 31 ? 0 : (a << b) >>> 0),
  '>>': (a, b) => (b > 31 ? 0 : a >>> b),
}

function arithmetic(a: Arithmetic): Value {
  switch (a.op) {
    case 'number':
      return () => a.value
    case 'length':
      return (p) => p.length
    case 'octets':
      return octetsValue(a.of, arithmetic(a.offset), a.size)
    default: {
      const left = arithmetic(a.left)
      const right = arithmetic(a.right)
      const operation = OPERATIONS[a.op]!
      return (p, from, to) => {
        const x = left(p, from, to)
        const y = right(p, from, to)
        return Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : operation(x, y)
      }
    }
  }
}

function octetsValue(of: string, offset: Value, size: 1 | 2 | 4): Value {
  const start = startOf(of)
  return (p, from, to) => {
    const at = start(p, from, to) + offset(p, from, to)
    // Both comparisons are false for NaN, so an offset that is not there ends here.
    if (!(at + size <= p.end) || at < p.start) return Number.NaN
    return size === 1 ? p.view.getUint8(at) : size === 2 ? p.view.getUint16(at) : p.view.getUint32(at)
  }
}

/** Absolute offset of the header. NaN where there is none. */
function startOf(of: string): Value {
  const number = TRANSPORT_NUMBERS[of]
  if (number !== undefined) {
    return (p, from, to) => {
      for (let i = from; i < to; i++) {
        if (isIp(p.layers[i]!.kind) && transport(p, i) === number && transportAt >= 0) return transportAt
      }
      return Number.NaN
    }
  }
  if (of === 'ether') {
    return (p, from, to) => {
      if (from === 0) return p.start
      for (let i = from; i < to; i++) if (p.layers[i]!.kind === Kind.Ethernet) return p.layers[i]!.start
      return Number.NaN
    }
  }
  const kinds = LAYER_KINDS[of]!
  return (p, from, to) => {
    for (let i = from; i < to; i++) if (kinds.includes(p.layers[i]!.kind)) return p.layers[i]!.start
    return Number.NaN
  }
}

// Tags and tunnels

interface Id {
  readonly kinds: readonly Kind[]
  readonly read: (v: DataView, o: number) => number
}

const TAG_IDS: Readonly<Record<string, Id>> = {
  vlan: { kinds: [Kind.Vlan, Kind.Dot1ad], read: vlan.id },
  mpls: { kinds: [Kind.Mpls], read: mpls.label },
  pppoes: { kinds: [Kind.PppoeSession], read: (v, o) => v.getUint16(o + 2) },
  geneve: { kinds: [Kind.Geneve], read: vxlan.vni },
  vxlan: { kinds: [Kind.Vxlan, Kind.VxlanGpe], read: vxlan.vni },
}

/** The VNI stands in the same place in VXLAN and Geneve: RFC 7348 §5, RFC 8926 §3.4. */
const IDS: Readonly<Record<'vni' | 'key' | 'vsid', Id>> = {
  vni: { kinds: [Kind.Vxlan, Kind.VxlanGpe, Kind.Geneve], read: vxlan.vni },
  key: {
    kinds: [Kind.Gre],
    read: (v, o) => ((gre.flagsAndVersion(v, o) & gre.FLAG_K) === 0 || gre.isEnhanced(v, o) ? -1 : gre.key(v, o)),
  },
  vsid: { kinds: [Kind.Gre], read: (v, o) => (gre.isNvgre(v, o) ? gre.vsid(v, o) : -1) },
}

function tagTest(of: string, ids: readonly Range[]): LayersTest {
  const id = TAG_IDS[of]!
  return ids.length === 0 ? kindTest(id.kinds) : numbered(id, ids)
}

function idTest(of: 'vni' | 'key' | 'vsid', ids: readonly Range[]): LayersTest {
  return numbered(IDS[of], ids)
}

function numbered({ kinds, read }: Id, ids: readonly Range[]): LayersTest {
  const isIn = isInRanges(ids)
  const [a, b = a, c = a] = kinds
  return (p, from, to) => {
    for (let i = from; i < to; i++) {
      const { kind, start } = p.layers[i]!
      if ((kind === a || kind === b || kind === c) && isIn(read(p.view, start))) return true
    }
    return false
  }
}

/** The types of tunnels that a word names. */
export const TUNNEL_TYPES: Readonly<Record<string, readonly TunnelType[]>> = {
  vxlan: [TunnelType.Vxlan],
  'vxlan-gpe': [TunnelType.VxlanGpe],
  geneve: [TunnelType.Geneve],
  gre: [TunnelType.Gre, TunnelType.Gretap, TunnelType.GretapOrNvgre],
  gretap: [TunnelType.Gretap, TunnelType.GretapOrNvgre],
  nvgre: [TunnelType.GretapOrNvgre],
  pptp: [TunnelType.Pptp],
  erspan: [TunnelType.Erspan1, TunnelType.Erspan2, TunnelType.Erspan3],
  flannel: [TunnelType.FlannelUdp],
  mpls: [TunnelType.Mpls],
  ipip: [
    TunnelType.Ipv4InIpv4,
    TunnelType.Ipv6InIpv4,
    TunnelType.Ipv4InIpv6,
    TunnelType.Ipv6InIpv6,
    TunnelType.SixToFour,
  ],
  eoip: [TunnelType.Eoip],
  etherip: [TunnelType.EtherIp],
  gtp: [TunnelType.Gtp],
  l2tp: [TunnelType.L2tp, TunnelType.L2tpv3],
  gue: [TunnelType.Gue],
  teredo: [TunnelType.Teredo],
  tzsp: [TunnelType.Tzsp],
  lisp: [TunnelType.Lisp],
  ayiya: [TunnelType.Ayiya],
  capwap: [TunnelType.Capwap],
}

function tunnelTest(of: string): LayersTest {
  const types = TUNNEL_TYPES[of]!
  return (p, from, to) => {
    for (let i = from; i < to; i++) if (types.includes(tunnelType(p, i))) return true
    return false
  }
}

function vtepTest(way: 'any' | 'from' | 'to', prefix: Prefix, levels: Levels): LayersTest {
  const of = prefix.octets.length === 4 ? Kind.Ipv4 : Kind.Ipv6
  const test = ways(way === 'any' ? 'src or dst' : way === 'from' ? 'src' : 'dst', prefixTest(prefix))
  return outerHeaderTest(levels, (p, i) => {
    const { kind, start } = p.layers[i]!
    if (kind !== of) return false
    return kind === Kind.Ipv4
      ? test(p.view, start + ipv4.SOURCE, start + ipv4.DESTINATION)
      : test(p.view, start + 8, start + 24)
  })
}

function groupTest(prefix: Prefix | undefined, levels: Levels): LayersTest {
  const isIt = prefix === undefined ? undefined : vtepTest('to', prefix, levels)
  const isGroup = outerHeaderTest(levels, (p, i) => isToGroup(p.view, p.layers[i]!))
  return (p, from, to) => isGroup(p, from, to) && (isIt === undefined || isIt(p, from, to))
}

/** Whether the IP header around a tunnel passes. */
function outerHeaderTest({ stack }: Levels, test: (p: Packet, i: number) => boolean): LayersTest {
  return (p, from, to) => {
    for (let n = 0; n < stack.depth; n++) {
      const ip = ipBelow(p, stack.layers[n]!)
      if (ip >= from && ip < to && test(p, ip)) return true
    }
    return false
  }
}

function networkTest(path: readonly PathStep[], { stack }: Levels): LayersTest {
  const types = path.map(({ type }) => TUNNEL_TYPES[type]!)
  return () => {
    if (stack.depth !== path.length) return false
    for (let n = 0; n < path.length; n++) {
      const type = stack.types[n] as TunnelType
      if (!types[n]!.includes(type)) return false
      const id = path[n]!.id
      if (id !== undefined && stack.ids[n] !== id && networkId(type, stack.ids[n]!) !== id) return false
    }
    return true
  }
}

// The packet as a whole

/** `from` or `to` is missing where that end is open. */
function timeTest(
  from: Instant | undefined,
  to: Instant | undefined,
  clock: Clock,
  { utcOffset }: FilterContext,
): LayersTest {
  const start = from?.seconds ?? Number.NEGATIVE_INFINITY
  const end = to?.seconds ?? Number.POSITIVE_INFINITY
  const first = instantValue(from?.since ?? '1970', clock, utcOffset)
  const last = from?.since === to?.since ? first : instantValue(to?.since ?? '1970', clock, utcOffset)
  // A single time stands for the span that it names: 10:31 for the whole minute, 10:31:34 for the second.
  const until = from === to ? end + (Number.isInteger(end) ? (end % 60 === 0 ? 60 : 1) : 0) : end
  const isOpen = from === to && until !== end
  return (p) => {
    if (!p.hasTime) return false
    const time = last(p)
    return first(p) >= start && (isOpen ? time < until : time <= until)
  }
}

function instantValue(
  since: Instant['since'],
  clock: Clock,
  utcOffset: FilterContext['utcOffset'] = () => 0,
): (p: Packet) => number {
  switch (since) {
    case 'first':
      return () => clock.relative
    case '1970':
      return (p) => p.tsSec + p.tsNsec / 1e9
    default:
      return (p) => ((((p.tsSec + utcOffset(p.tsSec)) % DAY) + DAY) % DAY) + p.tsNsec / 1e9
  }
}

const verdict = new Verdict()

/** The bare verdict of the checksum, for a context that does not tell offload from damage. */
function plainChecksum(p: Packet, i: number): ChecksumStatus {
  verifyAny(p, i, verdict)
  return verdict.status
}

function stateTest(name: State, levels: Levels, { checksum = plainChecksum }: FilterContext): LayersTest {
  switch (name) {
    case 'flood':
      return (p, from, to) => {
        for (let i = Math.max(from, levels.start(Math.min(1, levels.stack.depth))); i < to; i++) {
          const l = p.layers[i]!
          if (levels.stack.depth > 0 && l.kind === Kind.Ethernet && ethernet.isGroup(p.view, l.start)) return true
        }
        return false
      }
    case 'malformed':
      return (p) => {
        const { reason } = p.malformed
        return rest.isSeen && p.malformed.isStop && reason !== Reason.Cut && reason !== Reason.Quoted
      }
    case 'fragment':
      return (p, from, to) => {
        for (let i = from; i < to; i++) {
          const { kind, start } = p.layers[i]!
          // A reassembled packet still shows the header of its last fragment.
          if (isFragment(p, i) || ((kind === Kind.Ipv4 || kind === Kind.Ipv6Fragment) && p.isWhole(start))) return true
        }
        return false
      }
    default: {
      const isIt: (status: ChecksumStatus) => boolean =
        name === 'checksum bad'
          ? (status) => status === ChecksumStatus.Bad
          : (status) => status === ChecksumStatus.OffloadSeed || status === ChecksumStatus.OffloadOuter
      return (p, from, to) => {
        for (let i = from; i < to; i++) if (p.layers[i]!.kind >= Kind.Ipv4 && isIt(checksum(p, i))) return true
        return false
      }
    }
  }
}
