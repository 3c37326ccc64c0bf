/**
 * PPP Multilink Protocol, RFC 1990 §3, with the long sequence numbers that hold unless LCP agrees on short ones; the class is
 * RFC 2686 §3's.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |B|E| class |0 0|              sequence number                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
const HEADER_LEN = 4
const FLAG_B = 0x80
const FLAG_E = 0x40

/** (B)eginning: the fragment is the first of its packet. */
export const isFirst = (v: DataView, o: number): boolean => (v.getUint8(o) & FLAG_B) !== 0
/** (E)nding: the fragment is the last of its packet. */
export const isLast = (v: DataView, o: number): boolean => (v.getUint8(o) & FLAG_E) !== 0
/** 24 bits. */
export const sequenceNumber = (v: DataView, o: number): number => v.getUint32(o) & 0xffffff

const RFC = 'RFC 1990 §3'

export const protocol: Protocol = {
  kind: Kind.Multilink,
  name: 'mp',
  title: 'PPP Multilink Protocol',
  short: 'Multilink',
  wireshark: 'PPP MP',
  decode,
  fields: [
    { name: 'mp.frag', label: 'Fragment', bit: 0, bits: 6, form: Form.Hex, source: RFC },
    { name: 'mp.first', label: 'B: first fragment', bit: 0, bits: 1, form: Form.Flag, source: RFC },
    { name: 'mp.last', label: 'E: last fragment', bit: 1, bits: 1, form: Form.Flag, source: RFC },
    { name: 'mp.sequence_num_cls', label: 'Class', bit: 2, bits: 4, form: Form.Dec, source: 'RFC 2686 §3' },
    {
      name: 'mp.sequence_num_reserved',
      label: 'Reserved: any bit set',
      bit: 6,
      bits: 2,
      form: Form.Flag,
      get: (v, o) => ((v.getUint8(o) & 3) === 0 ? 0 : 1),
      source: RFC,
    },
    { name: 'mp.seq', label: 'Sequence number', bit: 8, bits: 24, form: Form.Dec, source: RFC },
  ] satisfies Field[],
}

/** Only a fragment that is a whole packet is decoded. Parts would have to be put together, which nobody does here. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Multilink, o, HEADER_LEN, end - o)
  const isWhole = isFirst(p.view, o) && isLast(p.view, o)
  return p.push(Kind.Multilink, o, o + HEADER_LEN, end, isWhole ? Kind.Ppp : Kind.Payload)
}
