/**
 * MPLS label stack entry. RFC 3032 §2.1; the Exp bits are the Traffic Class since RFC 5462. One layer per entry.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                Label                  | Exp |S|       TTL     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
export const HEADER_LEN = 4

/** Bottom of stack, in the third octet. */
const BOTTOM = 2
const FLAG_S = 0x01

/** Label, 20 bits; 0 to 15 are special-purpose (RFC 7274). */
export const label = (v: DataView, o: number): number => v.getUint32(o) >>> 12
export const isBottom = (v: DataView, o: number): boolean => (v.getUint8(o + BOTTOM) & FLAG_S) !== 0
/** Traffic Class, 3 bits (RFC 5462). */
export const trafficClass = (v: DataView, o: number): number => (v.getUint8(o + BOTTOM) >> 1) & 7
export const timeToLive = (v: DataView, o: number): number => v.getUint8(o + 3)

const RFC = 'RFC 3032 §2.1'

export const protocol: Protocol = {
  kind: Kind.Mpls,
  name: 'mpls',
  title: 'MultiProtocol Label Switching Header',
  short: 'MPLS',
  reachedBy: { etherTypes: [0x8847, 0x8848], ipProtocols: [137], udpPorts: [6635] },
  decode,
  fields: [
    {
      name: 'mpls.label',
      label: 'Label',
      bit: 0,
      bits: 20,
      form: Form.Dec,
      get: label,
      names: {
        0: 'IPv4 Explicit NULL',
        1: 'Router Alert',
        2: 'IPv6 Explicit NULL',
        3: 'Implicit NULL',
        7: 'Entropy Label Indicator',
        13: 'Generic Associated Channel',
        14: 'OAM Alert',
        15: 'Extension',
      },
      source: RFC,
    },
    { name: 'mpls.exp', label: 'Exp', bit: 20, bits: 3, form: Form.Dec, source: RFC },
    { name: 'mpls.bottom', label: 'S: Bottom of Stack', bit: 23, bits: 1, form: Form.Dec, source: RFC },
    { name: 'mpls.ttl', label: 'TTL', bit: 24, bits: 8, form: Form.Dec, source: RFC },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Mpls, o, HEADER_LEN, end - o)
  return p.push(Kind.Mpls, o, o + HEADER_LEN, end, isBottom(p.view, o) ? Kind.MplsPayload : Kind.Mpls)
}
