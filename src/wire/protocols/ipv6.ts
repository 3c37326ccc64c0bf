/**
 * Internet Protocol version 6. RFC 8200 §3; Traffic Class by RFC 2474 §3 and RFC 3168 §5.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Traffic Class |           Flow Label                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Payload Length        |  Next Header  |   Hop Limit   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                         Source Address                        +
 * |                           (128 bits)                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                      Destination Address                      +
 * |                           (128 bits)                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'

/** Octets. */
export const HEADER_LEN = 40
/** Octets from the header's first to each address of 16. */
export const SOURCE = 8
export const DESTINATION = 24

const PAYLOAD_LENGTH = 4
const NEXT_HEADER = 6
const HOP_LIMIT = 7

/** Next Header of a packet that ends behind its headers (§4.7). */
const NO_NEXT_HEADER = 59

/** 6 in an IPv6 header. */
export const version = (v: DataView, o: number): number => v.getUint8(o) >> 4
/** Octets behind this header; 0 in a jumbogram (RFC 2675 §3) and in a super-frame that offload has not cut yet. */
export const payloadLength = (v: DataView, o: number): number => v.getUint16(o + PAYLOAD_LENGTH)
/** Assigned Internet Protocol Number of what follows. */
export const nextHeader = (v: DataView, o: number): number => v.getUint8(o + NEXT_HEADER)

export const hopLimit = (v: DataView, o: number): number => v.getUint8(o + HOP_LIMIT)
/** 8 bits: DSCP (RFC 2474 §3) and ECN (RFC 3168 §5). */
export const trafficClass = (v: DataView, o: number): number => (v.getUint16(o) >> 4) & 0xff

const RFC = 'RFC 8200 §3'

export const protocol: Protocol = {
  kind: Kind.Ipv6,
  name: 'ipv6',
  title: 'Internet Protocol Version 6',
  short: 'IPv6',
  reachedBy: { etherTypes: [0x86dd], ipProtocols: [41], linkTypes: [229] },
  decode,
  fields: [
    { name: 'ipv6.version', label: 'Version', bit: 0, bits: 4, form: Form.Dec, source: RFC },
    { name: 'ipv6.tclass', label: 'Traffic Class', bit: 4, bits: 8, form: Form.Hex, source: RFC },
    { name: 'ipv6.tclass.dscp', label: 'DSCP', bit: 4, bits: 6, form: Form.Dec, source: 'RFC 2474 §3' },
    {
      name: 'ipv6.tclass.ecn',
      label: 'ECN',
      bit: 10,
      bits: 2,
      form: Form.Dec,
      names: { 0: 'Not-ECT', 1: 'ECT(1)', 2: 'ECT(0)', 3: 'CE' },
      source: 'RFC 3168 §5',
    },
    { name: 'ipv6.flow', label: 'Flow Label', bit: 12, bits: 20, form: Form.Hex, source: RFC },
    { name: 'ipv6.plen', label: 'Payload Length', bit: 32, bits: 16, form: Form.Dec, source: RFC },
    { name: 'ipv6.nxt', label: 'Next Header', bit: 48, bits: 8, form: Form.Dec, names: IP_PROTOCOL_NAMES, source: RFC },
    { name: 'ipv6.hlim', label: 'Hop Limit', bit: 56, bits: 8, form: Form.Dec, source: RFC },
    { name: 'ipv6.src', label: 'Source Address', bit: 64, bits: 128, form: Form.Ipv6, source: RFC },
    { name: 'ipv6.dst', label: 'Destination Address', bit: 192, bits: 128, form: Form.Ipv6, source: RFC },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Ipv6, o, HEADER_LEN, end - o)
  const v = p.view
  if (version(v, o) !== 6) return p.reject(Reason.BadField, Kind.Ipv6, o, HEADER_LEN, end - o)
  const payload = o + HEADER_LEN
  const len = payloadLength(v, o)
  const nxt = nextHeader(v, o)
  // Length 0 stands for a jumbogram or super-frame, as long as the frame. If no header follows, it means 0.
  const stop = len === 0 && nxt !== NO_NEXT_HEADER ? end : p.narrow(payload + len)
  return p.push(Kind.Ipv6, o, payload, stop, p.tables.ipProtocols[nxt] as Kind)
}
