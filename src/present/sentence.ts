/**
 * What is inside, in words that tcpdump's users know: `172.17.1.2 > 172.17.1.3 ICMP echo request, id 46810, seq 1`.
 * The only presenter of lines that words protocols by name.
 */

import { isFragment } from '../wire/fragment.js'
import { destinationAt, isIp, isToGroup, sourceAt } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import * as arp from '../wire/protocols/arp.js'
import * as ethernet from '../wire/protocols/ethernet.js'
import * as gre from '../wire/protocols/gre.js'
import * as icmp from '../wire/protocols/icmp.js'
import * as icmpv6 from '../wire/protocols/icmpv6.js'
import * as nd from '../wire/protocols/icmpv6-nd.js'
import * as igmp from '../wire/protocols/igmp.js'
import { protocolOf } from '../wire/protocols/index.js'
import * as ipv4 from '../wire/protocols/ipv4.js'
import * as ipv6 from '../wire/protocols/ipv6.js'
import * as ipv6Fragment from '../wire/protocols/ipv6-fragment.js'
import * as nhrp from '../wire/protocols/nhrp.js'
import * as ppp from '../wire/protocols/ppp.js'
import { CHAP_CODE_NAMES, PAP_CODE_NAMES } from '../wire/protocols/ppp-authentication.js'
import * as pppControl from '../wire/protocols/ppp-control.js'
import * as pppMultilink from '../wire/protocols/ppp-multilink.js'
import * as sll from '../wire/protocols/sll.js'
import * as sll2 from '../wire/protocols/sll2.js'
import * as tcp from '../wire/protocols/tcp.js'
import * as udp from '../wire/protocols/udp.js'
import * as vlan from '../wire/protocols/vlan.js'
import { ETHER_TYPE_NAMES } from '../wire/registries/ether-types.js'
import { GRE_PROTOCOL_NAMES, OSI, OSI_NAMES } from '../wire/registries/gre-protocols.js'
import { IP_PROTOCOL_NAMES } from '../wire/registries/ip-protocols.js'
import { LINK_TYPE_NAMES } from '../wire/registries/link-types.js'
import { PPP_PROTOCOL_NAMES } from '../wire/registries/ppp-protocols.js'
import { quotedTunnelId, quotedTunnelType, TunnelType, tunnelId, tunnelType } from '../wire/tunnel.js'
import { writeApplication, writeApplicationAlone } from './application-words.js'
import type { Glyphs } from './glyphs.js'
import { headerWords } from './header-words.js'
import { tcpFlags } from './tcp-flags.js'
import { writeTunnelName } from './tunnel-name.js'
import { type Literal, literal, type Writer } from './writer.js'

export interface Detail {
  readonly glyphs: Glyphs
  /** Addresses are shortened to what differs, and numbers that matter less are left out. */
  readonly narrow: boolean
  /** Words that matter less are left out for want of room, as always in narrow terminals. */
  readonly brief?: boolean
  readonly quiet: boolean
  readonly linkLevel: boolean
  /** The numbers of the packet's own TCP segment, where they are relative ones. */
  readonly segment?: () => SegmentNumbers | undefined
}

/** Of a TCP segment, counted from where its stream began. */
export interface SegmentNumbers {
  readonly sequence: number
  readonly acknowledgment: number
}

const T = {
  to: literal(' > '),
  arpWhoHas: literal('ARP who-has '),
  tell: literal(' tell '),
  isAt: literal(' is-at '),
  arp: literal('ARP '),
  probe: literal('ARP probe: who has '),
  announcement: literal('ARP announcement: '),
  unicast: literal('  (unicast: refresh)'),
  arpOperation: literal('ARP operation '),
  rarpRequest: literal('RARP who is '),
  rarpReply: literal('RARP '),
  at: literal(' at '),
  seq: literal(', seq '),
  briefAck: literal('ack '),
  request: literal('request'),
  reply: literal('reply'),
  ndWhoHas: literal('ND who-has '),
  ndAdvertises: literal('ND advertises '),
  ack: literal(', ack '),
  win: literal(', win '),
  length: literal(', length '),
  udpLength: literal('UDP, length '),
  udp: literal('UDP'),
  icmp: literal('ICMP '),
  icmp6: literal('ICMP6 '),
  id: literal(', id '),
  mtu: literal(', mtu '),
  port: literal('port '),
  quoted: literal(', for '),
  whoHas: literal(', who has '),
  tgtIs: literal(', '),
  igmp: literal('IGMP '),
  vlan: literal('vlan '),
  fragment: literal('fragment '),
  fragmentOf: literal(' of id '),
  last: literal(', the last'),
  first: literal(', the first'),
  octets: literal(' octets'),
  empty: literal('(empty)'),
  comma: literal(', '),
  colon: literal(':'),
  linkType: literal('link type '),
  type: literal('type '),
  protocol: literal('IP protocol '),
  hex: literal('0x'),
  reassembled: literal('  (put together from'),
  frame: literal(' #'),
  greKeepalive: literal('GRE keepalive'),
  eoipKeepalive: literal('EoIP keepalive'),
  pptpAck: literal('PPTP acknowledgment '),
  nhrp: literal('NHRP '),
  sought: literal(' for '),
  ppp: literal('PPP '),
  code: literal('code '),
  compressed: literal('PPP compressed datagram (MPPE or compression)'),
  multilink: literal('PPP multilink fragment, seq '),
  onlyPart: literal(', in between'),
}

/** Frame numbers of fragments listed at most. */
const FRAMES_LISTED = 4

/** Octets shown of a packet that nobody here can decode. */
const FIRST_OCTETS = 16

const COLON = 58
const DOT = 46
const BRACKET_OPEN = 91
const BRACKET_CLOSE = 93
const SPACE = 32
const PLUS = 43
const PARENTHESIS_CLOSE = 41

/** The first IP header among the first `depth` layers, or -1. */
export function firstIp(p: Packet, depth: number): number {
  for (let i = 0; i < depth; i++) if (isIp(p.layers[i]!.kind)) return i
  return -1
}

/** `10.65.132.187 → 10.65.132.188`, of IP layer `i`; narrow: `.187 → .188`, or `.0.10 → .1.10`. */
export function writeEndpoints(p: Packet, i: number, d: Detail, w: Writer): void {
  const l = p.layers[i]!
  const v = p.view
  const group = isToGroup(v, l)
  const src = sourceAt(l)
  const dst = destinationAt(l)
  const arrow = group ? d.glyphs.multicast : d.glyphs.unicast
  if (!d.narrow) return writeAddresses(v, l.kind, src, arrow, dst, w)
  if (!group && endAlike(v, l.kind, src, dst)) {
    if (l.kind !== Kind.Ipv4 || v.getUint16(src) !== v.getUint16(dst))
      return writeAddresses(v, l.kind, src, arrow, dst, w)
    writeHalf(v, src, w)
    w.put(arrow)
    return writeHalf(v, dst, w)
  }
  const same =
    group || (l.kind === Kind.Ipv4 ? v.getUint16(src) === v.getUint16(dst) : v.getUint32(src) === v.getUint32(dst))
  writeAddressEnd(v, l.kind, src, same, w)
  w.put(arrow)
  writeAddressEnd(v, l.kind, dst, same && !group, w)
}

/** Whether different addresses end in the same number. */
function endAlike(v: DataView, kind: Kind, a: number, b: number): boolean {
  if (kind === Kind.Ipv4) return v.getUint8(a + 3) === v.getUint8(b + 3) && v.getInt32(a) !== v.getInt32(b)
  return v.getUint16(a + 14) === v.getUint16(b + 14) && !samePrefix(v, kind, a, b)
}

/** `.0.10`, of an IPv4 address. */
function writeHalf(v: DataView, at: number, w: Writer): void {
  for (let i = 2; i < 4; i++) {
    w.char(DOT)
    w.dec(v.getUint8(at + i))
  }
}

function writeAddresses(v: DataView, kind: Kind, a: number, between: Literal, b: number, w: Writer): void {
  if (kind === Kind.Ipv4) return w.ipv4Pair(v.getInt32(a), between, v.getInt32(b))
  w.ipv6(v, a)
  w.put(between)
  w.ipv6(v, b)
}

function writeAddress(v: DataView, kind: Kind, at: number, w: Writer): void {
  if (kind === Kind.Ipv4) w.ipv4(v, at)
  else w.ipv6(v, at)
}

/** `.188` or `:2` where `short`, otherwise the address. */
function writeAddressEnd(v: DataView, kind: Kind, at: number, short: boolean, w: Writer): void {
  if (!short) return writeAddress(v, kind, at, w)
  if (kind === Kind.Ipv4) {
    w.char(DOT)
    w.dec(v.getUint8(at + 3))
  } else {
    const last = v.getUint16(at + 14)
    w.char(COLON)
    w.char(COLON)
    w.hex(last, last > 0xfff ? 4 : last > 0xff ? 3 : last > 0xf ? 2 : 1)
  }
}

/**
 * The packet that starts at layer `from`, as far as layer `depth`. Its addresses are left out where they stand in a
 * column of their own: `from` is 0 then.
 */
export function writeInside(p: Packet, from: number, depth: number, d: Detail, w: Writer): void {
  const last = lastHeader(p, from, depth)
  const payload = last < depth - 1 ? p.layers[depth - 1]! : undefined
  let ip = -1
  for (let i = from; i <= last; i++) {
    const { kind } = p.layers[i]!
    if (isIp(kind)) ip = i
    else if (kind === Kind.Ethernet) {
      if (d.linkLevel) writeMacs(p, i, w)
    } else if (isTag(kind)) {
      writeTag(p, i, w)
      w.char(SPACE)
    }
  }
  if (last < from) {
    const around = from > 0 ? p.layers[from - 1]! : undefined
    const words = around && headerWords(p.view, around)
    if (around?.kind === Kind.Gre) writeGre(p.view, around, payload, w)
    else if (words !== undefined) writeWords(words, payload, w)
    else if (payload === undefined) w.put(T.empty)
    else if (from === 0) writeLinkType(p, payload, w)
    else writeOctets(payload, w)
    return
  }
  writeHeader(p, last, ip, from > 0, payload, d, w)
}

/** The last of the layers [`from`, `depth`) that is a header, not a payload; `from - 1` where none is. */
export function lastHeader(p: Packet, from: number, depth: number): number {
  return depth > from && p.layers[depth - 1]!.kind === Kind.Payload ? depth - 2 : depth - 1
}

function writeMacs(p: Packet, eth: number, w: Writer): void {
  const o = p.layers[eth]!.start
  const v = p.view
  w.macValue(ethernet.sourceHi(v, o), ethernet.sourceLo(v, o))
  w.put(T.to)
  w.macValue(ethernet.destinationHi(v, o), ethernet.destinationLo(v, o))
  w.put(T.comma)
}

/** Whether the layer is a VLAN tag: IEEE 802.1Q, 802.1ad. */
export function isTag(kind: Kind): boolean {
  return kind === Kind.Vlan || kind === Kind.Dot1ad
}

/** `vlan 10`, of the tag that is layer `i`. */
export function writeTag(p: Packet, i: number, w: Writer): void {
  w.putDec(T.vlan, vlan.id(p.view, p.layers[i]!.start))
}

function writeHeader(
  p: Packet,
  i: number,
  ip: number,
  addresses: boolean,
  payload: Layer | undefined,
  d: Detail,
  w: Writer,
): void {
  const l = p.layers[i]!
  const v = p.view
  const o = l.start
  switch (l.kind) {
    case Kind.Tcp:
      writePorts(p, ip, addresses, tcp.sourcePort(v, o), tcp.destinationPort(v, o), d, w)
      writeTcp(p, i, v, d, w)
      return d.quiet ? undefined : writeApplication(p, i, d.glyphs, w)
    case Kind.Udp:
      writePorts(p, ip, addresses, udp.sourcePort(v, o), udp.destinationPort(v, o), d, w)
      return writeUdp(p, i, d, w)
    case Kind.Arp:
      return writeArp(p, i, w)
    case Kind.Icmp:
      if (addresses) writePair(p, ip, d, w)
      return writeIcmp(p, l, d, w)
    case Kind.Icmpv6:
      if (addresses) writePair(p, ip, d, w)
      return writeIcmpv6(p, l, d, w)
    case Kind.Igmp:
      if (addresses) writePair(p, ip, d, w)
      return writeIgmp(p, l, w)
    case Kind.Gre:
      return writeGre(v, l, payload, w)
    case Kind.Ethernet:
      if (!d.linkLevel) writeMacs(p, i, w)
      return writeNamed(ETHER_TYPE_NAMES, ethernet.type(v, o), payload, w)
    case Kind.Vlan:
    case Kind.Dot1ad:
      return writeNamed(ETHER_TYPE_NAMES, vlan.type(v, o), payload, w)
    case Kind.Ipv4:
      if (addresses) writePair(p, ip, d, w)
      if (p.fragment === i || isFragment(p, i)) {
        return writeFragment(
          ipv4.fragmentOffset(v, o),
          l,
          (ipv4.flagsFragment(v, o) & ipv4.FLAG_MF) !== 0,
          ipv4.identification(v, o),
          w,
        )
      }
      return writeIpPayload(ipv4.protocolNumber(v, o), payload, w)
    case Kind.Ipv6:
      if (addresses) writePair(p, ip, d, w)
      return writeIpPayload(ipv6.nextHeader(v, o), payload, w)
    case Kind.Ipv6Fragment:
      if (addresses) writePair(p, ip, d, w)
      if (p.isWhole(o) || !(ipv6Fragment.moreFragments(v, o) || ipv6Fragment.fragmentOffset(v, o) > 0)) {
        return writeIpPayload(ipv6Fragment.nextHeader(v, o), payload, w)
      }
      return writeFragment(
        ipv6Fragment.fragmentOffset(v, o),
        l,
        ipv6Fragment.moreFragments(v, o),
        ipv6Fragment.identification(v, o),
        w,
      )
    case Kind.Sll:
      return writeNamed(...sll.cookedName(sll.arphrdType(v, o), sll.protocolType(v, o)), payload, w)
    case Kind.Sll2:
      return writeNamed(...sll.cookedName(sll2.arphrdType(v, o), sll2.protocolType(v, o)), payload, w)
    case Kind.Nhrp:
      if (addresses) writePair(p, ip, d, w)
      w.put(T.nhrp)
      writeNhrp(v, o, l.end, w)
      if (p.quoted < p.depth) writeQuoted(p, d, w)
      return
    case Kind.Ppp:
      w.put(T.ppp)
      return l.payload > o ? writeNamed(PPP_PROTOCOL_NAMES, ppp.protocolNumber(v, o), payload, w) : undefined
    case Kind.PppCompressed:
      w.put(T.compressed)
      w.put(T.comma)
      return writeLength(l.claimed - o, w)
    case Kind.Multilink:
      return writeMultilink(v, l, payload, w)
    case Kind.Lcp:
    case Kind.Ipcp:
    case Kind.Ipv6cp:
    case Kind.Ccp:
      return writePppControl(l, v, pppControl.CODE_NAMES, w)
    case Kind.Pap:
      return writePppControl(l, v, PAP_CODE_NAMES, w)
    case Kind.Chap:
      return writePppControl(l, v, CHAP_CODE_NAMES, w)
    default:
      if (addresses && ip >= 0) writePair(p, ip, d, w)
      writeWords(headerWords(v, l) ?? protocolOf(l.kind).title, payload, w)
  }
}

/** `172.17.1.2 > 172.17.1.3 `; narrow: `172.17.1.2 > .3 `. */
function writePair(p: Packet, ip: number, d: Detail, w: Writer): void {
  if (ip < 0) return
  const l = p.layers[ip]!
  const src = sourceAt(l)
  const dst = destinationAt(l)
  if (d.narrow) {
    writeAddress(p.view, l.kind, src, w)
    w.put(T.to)
    writeAddressEnd(p.view, l.kind, dst, samePrefix(p.view, l.kind, src, dst), w)
  } else writeAddresses(p.view, l.kind, src, T.to, dst, w)
  w.char(SPACE)
}

/** Whether two addresses share their first 24 (IPv6: 64) bits. */
function samePrefix(v: DataView, kind: Kind, a: number, b: number): boolean {
  if (kind === Kind.Ipv4) return v.getUint32(a) >>> 8 === v.getUint32(b) >>> 8
  return v.getUint32(a) === v.getUint32(b) && v.getUint32(a + 4) === v.getUint32(b + 4)
}

/** `172.17.1.2:49152 > 172.17.1.3:80 `, or the ports alone where the addresses have a column. */
function writePorts(
  p: Packet,
  ip: number,
  addresses: boolean,
  source: number,
  destination: number,
  d: Detail,
  w: Writer,
): void {
  if (!addresses || ip < 0) return writePortPair(source, destination, w)
  const l = p.layers[ip]!
  const src = sourceAt(l)
  const dst = destinationAt(l)
  writeSocket(p.view, l.kind, src, source, false, w)
  w.put(T.to)
  writeSocket(p.view, l.kind, dst, destination, d.narrow && samePrefix(p.view, l.kind, src, dst), w)
  w.char(SPACE)
}

/** `49152 > 80 `. */
export function writePortPair(source: number, destination: number, w: Writer): void {
  w.dec(source)
  w.putDec(T.to, destination)
  w.char(SPACE)
}

/** `172.17.1.2:49152 > 172.17.1.3:80 `, the addresses as 32-bit numbers. */
export function writeIpv4Sockets(a: number, source: number, b: number, destination: number, w: Writer): void {
  w.ipv4Socket(a, source)
  w.put(T.to)
  w.ipv4Socket(b, destination)
  w.char(SPACE)
}

/** `172.17.1.2:80`, `[2001:db8::1]:80`. */
function writeSocket(v: DataView, kind: Kind, at: number, port: number, short: boolean, w: Writer): void {
  if (kind === Kind.Ipv4 && !short) return w.ipv4Socket(v.getInt32(at), port)
  if (kind === Kind.Ipv6) w.char(BRACKET_OPEN)
  writeAddressEnd(v, kind, at, short, w)
  if (kind === Kind.Ipv6) w.char(BRACKET_CLOSE)
  w.char(COLON)
  w.dec(port)
}

/** By the flags; each is made when it is needed first. */
const TCP_WORDS: (Literal | undefined)[] = new Array(256).fill(undefined)

function tcpWords(flags: number): Literal {
  const n = flags & 0xff
  TCP_WORDS[n] ??= literal(`TCP [${tcpFlags(n).text}]`)
  return TCP_WORDS[n]
}

function writeTcp(p: Packet, i: number, v: DataView, d: Detail, w: Writer): void {
  const l = p.layers[i]!
  const o = l.start
  const length = l.claimed - l.payload
  const flags = tcp.flags(v, o)
  // Not of a segment that an ICMP error quotes.
  const known = i < p.quoted && !d.quiet ? d.segment?.() : undefined
  if (d.brief === true && known !== undefined) {
    writeSegmentBriefly(flags, known, length, w)
  } else if (!d.quiet && d.brief !== true) {
    const sequence = known === undefined ? tcp.sequenceNumber(v, o) : known.sequence
    const acknowledgment = known === undefined ? tcp.acknowledgmentNumber(v, o) : known.acknowledgment
    writeTcpWords(flags, sequence, acknowledgment, tcp.window(v, o), length, w)
  } else {
    w.put(tcpWords(flags))
    w.putDec(T.length, length)
  }
}

/** `TCP [P.] 1:4001`, `TCP [.] ack 4001`: the numbers that identify a segment. */
function writeSegmentBriefly(
  flags: number,
  { sequence, acknowledgment }: SegmentNumbers,
  length: number,
  w: Writer,
): void {
  w.put(tcpWords(flags))
  w.char(SPACE)
  if (length > 0 || (flags & (tcp.FLAG_SYN | tcp.FLAG_FIN | tcp.FLAG_RST)) !== 0) {
    w.dec(sequence)
    if (length > 0) {
      w.char(COLON)
      w.dec((sequence + length) >>> 0)
    }
  } else {
    w.put(T.briefAck)
    w.dec(acknowledgment)
  }
}

/** `TCP [P.], seq 1, ack 2, win 502, length 3`. */
export function writeTcpWords(
  flags: number,
  sequence: number,
  acknowledgment: number,
  window: number,
  length: number,
  w: Writer,
): void {
  w.put(tcpWords(flags))
  w.putDec(T.seq, sequence)
  if ((flags & tcp.FLAG_ACK) !== 0) w.putDec(T.ack, acknowledgment)
  w.putDec(T.win, window)
  w.putDec(T.length, length)
}

function writeUdp(p: Packet, i: number, d: Detail, w: Writer): void {
  if (d.quiet) return w.put(T.udp)
  if (d.brief === true && writeApplicationAlone(p, i, d.glyphs, w)) return
  const { claimed, payload } = p.layers[i]!
  writeUdpWords(claimed - payload, w)
  if (d.brief !== true) writeApplication(p, i, d.glyphs, w)
}

/** `UDP, length 3`. */
export function writeUdpWords(length: number, w: Writer): void {
  w.putDec(T.udpLength, length)
}

function writeArp(p: Packet, i: number, w: Writer): void {
  const o = p.layers[i]!.start
  const v = p.view
  const operation = arp.operation(v, o)
  if (!arp.isEthernetIpv4(v, o) || operation === 0 || operation > arp.OPERATION_RARP_REPLY) {
    return w.putDec(T.arpOperation, operation)
  }
  if (operation >= arp.OPERATION_RARP_REQUEST) return writeRarp(v, o, operation, w)
  if (arp.isAnnouncement(v, o)) {
    w.put(T.announcement)
    w.ipv4Value(arp.senderIp(v, o))
    w.put(T.isAt)
    return w.macValue(arp.senderMacHi(v, o), arp.senderMacLo(v, o))
  }
  if (operation === arp.OPERATION_REPLY) {
    w.put(T.arp)
    w.ipv4Value(arp.senderIp(v, o))
    w.put(T.isAt)
    return w.macValue(arp.senderMacHi(v, o), arp.senderMacLo(v, o))
  }
  if (arp.isProbe(v, o)) {
    w.put(T.probe)
    return w.ipv4Value(arp.targetIp(v, o))
  }
  w.put(T.arpWhoHas)
  w.ipv4Value(arp.targetIp(v, o))
  w.put(T.tell)
  w.ipv4Value(arp.senderIp(v, o))
  // Linux checks a known neighbour with a unicast request.
  const below = i > 0 ? p.layers[i - 1]! : undefined
  if (below?.kind === Kind.Ethernet && !ethernet.isGroup(v, below.start)) w.put(T.unicast)
}

/** RFC 903: who am I, and who you are. */
function writeRarp(v: DataView, o: number, operation: number, w: Writer): void {
  w.put(operation === arp.OPERATION_RARP_REQUEST ? T.rarpRequest : T.rarpReply)
  w.macValue(arp.targetMacHi(v, o), arp.targetMacLo(v, o))
  if (operation === arp.OPERATION_RARP_REPLY) {
    w.put(T.at)
    w.ipv4Value(arp.targetIp(v, o))
  }
}

const ICMP_WORDS = icmpWords(icmp.TYPE_NAMES, icmp.CODE_NAMES)
const ICMPV6_WORDS = icmpWords(icmpv6.TYPE_NAMES, icmpv6.CODE_NAMES)

type Literals = Readonly<Record<number, Literal>>

/** What messages are called: by type and code where the code has a name, by type otherwise. */
interface IcmpWords {
  readonly types: Literals
  readonly codes: Readonly<Record<number, Literals>>
}

function icmpWords(
  types: Readonly<Record<number, string>>,
  codes: Readonly<Record<number, Readonly<Record<number, string>>>>,
): IcmpWords {
  const named = Object.entries(codes).map(([type, names]) => [type, literals(names)])
  return { types: literals(types), codes: Object.fromEntries(named) }
}

function writeIcmpWords({ types, codes }: IcmpWords, type: number, code: number, w: Writer): void {
  const words = codes[type]?.[code] ?? types[type]
  if (words !== undefined) return w.put(words)
  w.putDec(T.type, type)
}

function literals(names: Readonly<Record<number, string>>): Literals {
  return Object.fromEntries(Object.entries(names).map(([number, name]) => [number, literal(name)]))
}

function writeIcmp(p: Packet, l: Layer, d: Detail, w: Writer): void {
  const v = p.view
  const o = l.start
  const type = icmp.type(v, o)
  w.put(T.icmp)
  if (d.brief === true && type === icmp.TYPE_ECHO) w.put(T.request)
  else if (d.brief === true && type === icmp.TYPE_ECHO_REPLY) w.put(T.reply)
  else writeIcmpWords(ICMP_WORDS, type, icmp.code(v, o), w)
  if (icmp.hasIdentifier(v, o)) writeEcho(icmp.identifier(v, o), icmp.sequenceNumber(v, o), d, w)
  if (type === icmp.TYPE_UNREACHABLE && icmp.code(v, o) === icmp.CODE_FRAGMENTATION_NEEDED) {
    w.putDec(T.mtu, icmp.nextHopMtu(v, o))
  }
  if (p.quoted < p.depth) writeQuoted(p, d, w)
}

function writeEcho(identifier: number, sequence: number, d: Detail, w: Writer): void {
  if (d.brief === true) {
    w.char(SPACE)
    w.dec(sequence)
    return
  }
  w.putDec(T.id, identifier)
  w.putDec(T.seq, sequence)
}

/** By the bits R, S and O. */
const ADVERTISEMENT_FLAGS: readonly Literal[] = ['', ', O', ', S', ', S O', ', R', ', R O', ', R S', ', R S O'].map(
  literal,
)

function writeIcmpv6(p: Packet, l: Layer, d: Detail, w: Writer): void {
  const v = p.view
  const o = l.start
  const type = icmpv6.type(v, o)
  if (d.brief === true && (type === nd.TYPE_NEIGHBOR_SOLICITATION || type === nd.TYPE_NEIGHBOR_ADVERTISEMENT)) {
    w.put(type === nd.TYPE_NEIGHBOR_SOLICITATION ? T.ndWhoHas : T.ndAdvertises)
    return w.ipv6(v, o + nd.TARGET_ADDRESS)
  }
  w.put(T.icmp6)
  if (d.brief === true && type === icmpv6.TYPE_ECHO) w.put(T.request)
  else if (d.brief === true && type === icmpv6.TYPE_ECHO_REPLY) w.put(T.reply)
  else writeIcmpWords(ICMPV6_WORDS, type, icmpv6.code(v, o), w)
  if (type === icmpv6.TYPE_ECHO || type === icmpv6.TYPE_ECHO_REPLY) {
    writeEcho(icmpv6.identifier(v, o), icmpv6.sequenceNumber(v, o), d, w)
  } else if (type === nd.TYPE_NEIGHBOR_SOLICITATION) {
    w.put(T.whoHas)
    w.ipv6(v, o + nd.TARGET_ADDRESS)
  } else if (type === nd.TYPE_NEIGHBOR_ADVERTISEMENT) {
    w.put(T.comma)
    w.ipv6(v, o + nd.TARGET_ADDRESS)
    w.put(ADVERTISEMENT_FLAGS[v.getUint8(o + nd.ADVERTISEMENT_FLAGS) >>> 5]!)
  } else if (type === icmpv6.TYPE_PACKET_TOO_BIG) {
    w.putDec(T.mtu, icmpv6.mtu(v, o))
  }
  if (p.quoted < p.depth) writeQuoted(p, d, w)
}

/** `, for 10.0.0.1:51234 > 10.0.0.2:4789 vxlan 42`: the packet that caused the error, as far as it is quoted. */
function writeQuoted(p: Packet, d: Detail, w: Writer): void {
  w.put(T.quoted)
  let ip = -1
  let last = p.quoted
  for (let i = p.quoted; i < p.depth && p.layers[i]!.kind !== Kind.Payload; i++) {
    last = i
    if (tunnelType(p, i) !== TunnelType.None) break
    if (isIp(p.layers[i]!.kind)) ip = i
  }
  const type = tunnelType(p, last)
  const isTunnel = type !== TunnelType.None
  writeQuotedEnds(p, ip, isTunnel ? last - 1 : last, d, w)
  if (isTunnel) writeTunnelName(type, tunnelId(p, last), w, d.narrow)
  else if (ip < 0 || !writeQuotedProtocol(p, ip, last, d, w)) {
    w.text(protocolOf(p.layers[last]!.kind).name.toUpperCase())
  }
}

/**
 * What a quoted IP packet, layer `ip`, carries if the quote ends within the next header: the tunnel, as far as eight
 * octets tell (RFC 792), or the protocol's name. False if that header is there, or its number is unknown.
 */
function writeQuotedProtocol(p: Packet, ip: number, last: number, d: Detail, w: Writer): boolean {
  const v = p.view
  const { kind, start, payload, end } = p.layers[ip]!
  if (kind === Kind.Ipv4 && ipv4.fragmentOffset(v, start) > 0) return false
  const number = kind === Kind.Ipv4 ? ipv4.protocolNumber(v, start) : ipv6.nextHeader(v, start)
  const type = quotedTunnelType(v, payload, end, number, kind)
  if (type !== TunnelType.None) {
    writeTunnelName(type, quotedTunnelId(v, payload, end, number), w, d.narrow)
    return true
  }
  const name = IP_PROTOCOL_NAMES[number]
  if (last !== ip || name === undefined) return false
  w.text(name)
  return true
}

/** Who speaks to whom in a quoted packet, whose last header of interest is layer `i`. */
function writeQuotedEnds(p: Packet, ip: number, i: number, d: Detail, w: Writer): void {
  const { kind, start } = p.layers[i]!
  const v = p.view
  if (kind === Kind.Udp) writeQuotedPorts(p, ip, udp.sourcePort(v, start), udp.destinationPort(v, start), d, w)
  else if (kind === Kind.Tcp) writeQuotedPorts(p, ip, tcp.sourcePort(v, start), tcp.destinationPort(v, start), d, w)
  else if (!d.narrow) writePair(p, ip, d, w)
}

function writeQuotedPorts(p: Packet, ip: number, source: number, destination: number, d: Detail, w: Writer): void {
  if (!d.narrow) return writePorts(p, ip, true, source, destination, d, w)
  w.putDec(T.port, destination)
  w.char(SPACE)
}

const IGMP_TYPES = literals({
  ...igmp.TYPE_NAMES,
  [igmp.TYPE_QUERY]: 'query',
  [igmp.TYPE_REPORT_V1]: 'v1 report',
  [igmp.TYPE_REPORT_V2]: 'v2 report',
  [igmp.TYPE_LEAVE]: 'leave',
  [igmp.TYPE_REPORT_V3]: 'v3 report',
})

function writeIgmp(p: Packet, l: Layer, w: Writer): void {
  const v = p.view
  const o = l.start
  const type = igmp.type(v, o)
  w.put(T.igmp)
  const words = IGMP_TYPES[type]
  if (words !== undefined) w.put(words)
  else {
    w.put(T.type)
    w.put(T.hex)
    w.hex(type, 2)
  }
  if (type === igmp.TYPE_REPORT_V3) {
    const count = igmp.recordCount(v, o)
    if (count === 0) return
    w.char(SPACE)
    w.ipv4Value(igmp.firstRecordGroup(v, o, l.payload))
    if (count > 1) {
      w.char(SPACE)
      w.char(PLUS)
      w.dec(count - 1)
    }
  } else if (igmp.hasGroup(v, o) && igmp.groupAddress(v, o) !== 0) {
    w.char(SPACE)
    w.ipv4Value(igmp.groupAddress(v, o))
  }
}

/** What GRE carries when no decoder claims it. */
function writeGre(v: DataView, l: Layer, payload: Layer | undefined, w: Writer): void {
  const type = gre.protocolType(v, l.start)
  if (type === 0) w.put(T.greKeepalive)
  else if (gre.isEoip(v, l.start) && l.payload === l.end) w.put(T.eoipKeepalive)
  else if (gre.isEnhanced(v, l.start) && l.payload === l.end) writePptpAck(v, l.start, w)
  else if (type === OSI && payload !== undefined) writeOsi(v, payload, w)
  else writeNamed(GRE_PROTOCOL_NAMES, type, payload, w)
}

/** `Resolution Request for 172.16.0.3, 172.16.0.2 at 192.0.2.2`: what is sought, and where the packet says that somebody is. */
function writeNhrp(v: DataView, o: number, end: number, w: Writer): void {
  const type = nhrp.type(v, o)
  const name = nhrp.TYPE_NAMES[type]
  if (name === undefined) return w.putDec(T.type, type)
  w.text(name)
  const sought = nhrp.destinationAt(v, o, end)
  if (sought >= 0 && (type === nhrp.Type.ResolutionRequest || type === nhrp.Type.PurgeRequest)) {
    w.put(T.sought)
    w.ipv4(v, sought)
  }
  let isTold = false
  nhrp.visitMappings(v, o, end, (protocolAt, octets, nbmaAt) => {
    // An answer has whom it answers in front of what it says.
    const isAsker = type === nhrp.Type.ResolutionReply && protocolAt < sought
    if (isTold || isAsker) return
    isTold = true
    w.put(T.comma)
    writeAddress(v, octets === 4 ? Kind.Ipv4 : Kind.Ipv6, protocolAt, w)
    w.put(T.at)
    w.ipv4(v, nbmaAt)
  })
}

/** `PPP LCP Echo-Request, id 1`. */
function writePppControl(l: Layer, v: DataView, codes: Readonly<Record<number, string>>, w: Writer): void {
  w.put(T.ppp)
  w.text(protocolOf(l.kind).name.toUpperCase())
  w.char(SPACE)
  const code = pppControl.code(v, l.start)
  const name = codes[code]
  if (name !== undefined) w.text(name)
  else w.putDec(T.code, code)
  w.putDec(T.id, pppControl.identifier(v, l.start))
}

/** `PPP multilink fragment, seq 7, the first, 96 octets`. */
function writeMultilink(v: DataView, l: Layer, payload: Layer | undefined, w: Writer): void {
  w.putDec(T.multilink, pppMultilink.sequenceNumber(v, l.start))
  const isFirst = pppMultilink.isFirst(v, l.start)
  if (!isFirst || !pppMultilink.isLast(v, l.start)) {
    w.put(isFirst ? T.first : pppMultilink.isLast(v, l.start) ? T.last : T.onlyPart)
  }
  if (payload === undefined) return
  w.put(T.comma)
  writeOctets(payload, w)
}

function writeOsi(v: DataView, payload: Layer, w: Writer): void {
  w.text(OSI_NAMES[v.getUint8(payload.start)] ?? 'OSI')
  w.put(T.comma)
  writeOctets(payload, w)
}

function writePptpAck(v: DataView, o: number, w: Writer): void {
  w.put(T.pptpAck)
  w.dec((gre.flagsAndVersion(v, o) & gre.FLAG_A) !== 0 ? gre.acknowledgmentNumber(v, o) : 0)
}

/** `fragment 1480+1480 octets of id 0x1c2e, the last`. */
function writeFragment(offset: number, l: Layer, more: boolean, id: number, w: Writer): void {
  w.putDec(T.fragment, offset)
  w.char(PLUS)
  w.dec(l.claimed - l.payload)
  w.put(T.octets)
  w.put(T.fragmentOf)
  w.put(T.hex)
  w.hex(id, id > 0xffff ? 8 : 4)
  if (offset === 0) w.put(T.first)
  else if (!more) w.put(T.last)
}

/** What an IP header carries when no decoder claims it. */
function writeIpPayload(protocol: number, payload: Layer | undefined, w: Writer): void {
  if (IP_PROTOCOL_NAMES[protocol] !== undefined) return writeNamed(IP_PROTOCOL_NAMES, protocol, payload, w)
  w.putDec(T.protocol, protocol)
  if (payload === undefined) return
  w.put(T.comma)
  writeOctets(payload, w)
}

/** What carries no header that is decoded: its name in a registry, or the number, and its length. */
function writeNamed(
  names: Readonly<Record<number, string>>,
  number: number,
  payload: Layer | undefined,
  w: Writer,
): void {
  const name = names[number]
  if (name !== undefined) w.text(name)
  else {
    w.put(T.type)
    w.put(T.hex)
    w.hex(number, 4)
  }
  if (payload === undefined) return
  w.put(T.comma)
  writeOctets(payload, w)
}

/** Words for a header, and how much nobody reads behind it. */
function writeWords(words: string, payload: Layer | undefined, w: Writer): void {
  w.text(words)
  if (payload === undefined) return
  w.put(T.comma)
  writeOctets(payload, w)
}

/** A link type without a decoder: its name, and how its packets begin. */
function writeLinkType(p: Packet, l: Layer, w: Writer): void {
  const name = LINK_TYPE_NAMES[p.linkType]
  if (name !== undefined) w.text(name)
  else {
    w.putDec(T.linkType, p.linkType)
  }
  w.put(T.comma)
  writeOctets(l, w)
  w.put(T.colon)
  for (let o = l.start; o < l.end && o < l.start + FIRST_OCTETS; o++) {
    w.char(SPACE)
    w.hexBytes(p.view, o, 1)
  }
}

/** How long a payload is, which no header starts. */
function writeOctets(l: Layer, w: Writer): void {
  writeLength(l.claimed - l.start, w)
}

function writeLength(octets: number, w: Writer): void {
  w.dec(octets)
  w.put(T.octets)
}

/** `(put together from #5 #6)`: the frames whose fragments made this packet. */
export function writeFragments(p: Packet, d: Detail, w: Writer): void {
  const frames = p.reassembledFrom
  w.put(T.reassembled)
  for (let i = 0; i < frames.length && i < FRAMES_LISTED; i++) {
    w.putDec(T.frame, frames[i]!)
  }
  if (frames.length > FRAMES_LISTED) {
    w.space()
    w.put(d.glyphs.more)
  }
  w.char(PARENTHESIS_CLOSE)
}
