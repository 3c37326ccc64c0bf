/**
 * Generic UDP Encapsulation, port 6080. draft-ietf-intarea-gue-09 §3. Variant 1 has no header: an IP packet follows UDP,
 * whose version nibble reads as a variant of 1.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | 0 |C|   Hlen  |  Proto/ctype  |             Flags             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~                  Extensions Fields (optional)                 ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { fitsIp } from '../ip-length.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'
import { dataLength } from './udp.js'

/** Octets, without extension fields. */
const MIN_HEADER_LEN = 4
const FLAG_C = 0x20
const HLEN = 0x1f

const variant = (v: DataView, o: number): number => v.getUint8(o) >> 6
const isControl = (v: DataView, o: number): boolean => (v.getUint8(o) & FLAG_C) !== 0
/** Octets of the header; the wire's Hlen counts the 32-bit words of extension fields. */
const headerLen = (v: DataView, o: number): number => MIN_HEADER_LEN + (v.getUint8(o) & HLEN) * 4
const protocolNumber = (v: DataView, o: number): number => v.getUint8(o + 1)

/** Whether there is a header: [`o`, `end`) is empty in variant 1. */
const isThere = (_: DataView, o: number, end: number): boolean => end > o

/** Whether the header [`o`, `end`) belongs to a message of the two ends themselves: there is none in variant 1. */
export const isMessage = (v: DataView, o: number, end: number): boolean => end > o && isControl(v, o)

const DRAFT = 'draft-ietf-intarea-gue-09 §3'

/** Wireshark has no dissector for it: the names are our own. */
export const protocol: Protocol = {
  kind: Kind.Gue,
  name: 'gue',
  title: 'Generic UDP Encapsulation',
  short: 'GUE',
  reachedBy: { udpPorts: [6080] },
  decode,
  fields: [
    { name: 'gue.variant', label: 'Variant', bit: 0, bits: 2, form: Form.Dec, when: isThere, source: DRAFT },
    { name: 'gue.control', label: 'C: Control', bit: 2, bits: 1, form: Form.Flag, when: isThere, source: DRAFT },
    { name: 'gue.hlen', label: 'Hlen (32-bit words)', bit: 3, bits: 5, form: Form.Dec, when: isThere, source: DRAFT },
    {
      name: 'gue.proto',
      label: 'Proto',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      names: IP_PROTOCOL_NAMES,
      when: (v, o, end) => end > o && !isControl(v, o),
      source: DRAFT,
    },
    {
      name: 'gue.ctype',
      label: 'ctype',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      when: isMessage,
      source: DRAFT,
    },
    { name: 'gue.flags', label: 'Flags', bit: 16, bits: 16, form: Form.Hex, when: isThere, source: DRAFT },
    {
      name: 'gue.extensions',
      label: 'Extension Fields',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - MIN_HEADER_LEN,
      when: (_, o, end) => end - o > MIN_HEADER_LEN,
      source: DRAFT,
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: data with an unknown protocol or a length that does not fit stay data. */
function decode(p: Packet, o: number, end: number): Kind {
  if (o >= end) return Kind.Payload
  const v = p.view
  if (variant(v, o) !== 0) return decodeDirect(p, o, end)
  if (end - o < MIN_HEADER_LEN) return Kind.Payload
  const len = headerLen(v, o)
  if (len > dataLength(p, o)) return Kind.Payload
  // Flags announce extension fields (§3.2), so a header without extensions has none.
  if (len === MIN_HEADER_LEN && v.getUint16(o + 2) !== 0) return Kind.Payload
  const next = p.tables.ipProtocols[protocolNumber(v, o)] as Kind
  if (!isControl(v, o) && !isCarried(p, next, o, o + len, end)) return Kind.Payload
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Gue, o, len, end - o)
  return p.push(Kind.Gue, o, o + len, end, isControl(v, o) ? Kind.Payload : next)
}

/** Whether a tunnel carries this: a frame, labels, another tunnel, or an IP packet whose length fits. */
function isCarried(p: Packet, next: Kind, o: number, at: number, end: number): boolean {
  if (next !== Kind.Ipv4 && next !== Kind.Ipv6) return TUNNELLED.has(next)
  return at >= end || fitsIp(p.view, at, end, dataLength(p, o) - (at - o)) === next
}

const TUNNELLED: ReadonlySet<Kind> = new Set([Kind.Gre, Kind.Mpls, Kind.Ethernet, Kind.EtherIp, Kind.Esp, Kind.L2tpIp])

/** §3.3 "Variant 1". */
function decodeDirect(p: Packet, o: number, end: number): Kind {
  const kind = fitsIp(p.view, o, end, dataLength(p, o))
  return kind === Kind.Payload ? kind : p.push(Kind.Gue, o, o, end, kind)
}
