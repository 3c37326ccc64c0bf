/**
 * IPv6 Fragment header. RFC 8200 §4.5.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Identification                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'
import * as ipv6 from './ipv6.js'

/** Octets. */
const HEADER_LEN = 8

const NEXT_HEADER = 0
const OFFSET_FLAGS = 2
const IDENTIFICATION = 4

// Masks over the 16 bits of fragment offset and flags.
const FLAG_M = 0x0001
const FRAGMENT_OFFSET = 0xfff8

/** Assigned Internet Protocol Number of what was fragmented. */
export const nextHeader = (v: DataView, o: number): number => v.getUint8(o + NEXT_HEADER)
const offsetFlags = (v: DataView, o: number): number => v.getUint16(o + OFFSET_FLAGS)
/** Fragment offset in octets; the wire's unit of 8 stands 3 bits from the right, so it is the masked value itself. */
export const fragmentOffset = (v: DataView, o: number): number => offsetFlags(v, o) & FRAGMENT_OFFSET
/** Whether this is not the last fragment: M. */
export const moreFragments = (v: DataView, o: number): boolean => (offsetFlags(v, o) & FLAG_M) !== 0
export const identification = (v: DataView, o: number): number => v.getUint32(o + IDENTIFICATION)

const RFC = 'RFC 8200 §4.5'

export const protocol: Protocol = {
  kind: Kind.Ipv6Fragment,
  name: 'ipv6.fraghdr',
  title: 'Fragment Header for IPv6',
  short: 'Fragment',
  wireshark: 'IPv6 Fragment',
  reachedBy: { ipProtocols: [44] },
  decode,
  fields: [
    {
      name: 'ipv6.fraghdr.nxt',
      label: 'Next Header',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: IP_PROTOCOL_NAMES,
      source: RFC,
    },
    { name: 'ipv6.fraghdr.reserved_octet', label: 'Reserved', bit: 8, bits: 8, form: Form.Hex, source: RFC },
    {
      name: 'ipv6.fraghdr.offset',
      label: 'Fragment Offset / 8',
      bit: 16,
      bits: 13,
      form: Form.Dec,
      source: RFC,
    },
    { name: 'ipv6.fraghdr.reserved_bits', label: 'Res', bit: 29, bits: 2, form: Form.Dec, source: RFC },
    { name: 'ipv6.fraghdr.more', label: 'M: More Fragments', bit: 31, bits: 1, form: Form.Flag, source: RFC },
    { name: 'ipv6.fraghdr.ident', label: 'Identification', bit: 32, bits: 32, form: Form.Hex, source: RFC },
  ] satisfies Field[],
}

/** A fragment's payload is octets until the others are there; an atomic fragment (RFC 6946) is whole by itself. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Ipv6Fragment, o, HEADER_LEN, end - o)
  const v = p.view
  const payload = o + HEADER_LEN
  const next = p.tables.ipProtocols[nextHeader(v, o)] as Kind
  const isAtomic = (offsetFlags(v, o) & (FRAGMENT_OFFSET | FLAG_M)) === 0
  if (isAtomic || p.isWhole(o)) return p.push(Kind.Ipv6Fragment, o, payload, end, next)
  if (p.tables.reassemble && p.depth < p.quoted && end === claimedEnd(p)) {
    p.fragment = p.depth
    return p.push(Kind.Ipv6Fragment, o, payload, end, Kind.Payload)
  }
  return p.push(Kind.Ipv6Fragment, o, payload, end, fragmentOffset(v, o) === 0 ? next : Kind.Payload)
}

/** Where the payload of the IPv6 header below ends by its length field; -1 when there is none. */
function claimedEnd(p: Packet): number {
  for (let i = p.depth - 1; i >= 0; i--) {
    const l = p.layers[i]!
    if (l.kind === Kind.Ipv6) return l.payload + ipv6.payloadLength(p.view, l.start)
  }
  return -1
}
