/**
 * Ethernet pseudowire control word. RFC 4448 §4.6.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0 0 0|   Reserved            |       Sequence Number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
export const HEADER_LEN = 4

const RFC = 'RFC 4448 §4.6'

export const protocol: Protocol = {
  kind: Kind.PwControlWord,
  name: 'pwethcw',
  title: 'PW Ethernet Control Word',
  short: 'PW control',
  wireshark: 'Ethernet PW (with CW)',
  path: 'pwethheuristic:pwethcw',
  decode,
  fields: [
    { name: 'pweth.cw.sequence_number', label: 'Sequence Number', bit: 16, bits: 16, form: Form.Dec, source: RFC },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.PwControlWord, o, HEADER_LEN, end - o)
  return p.push(Kind.PwControlWord, o, o + HEADER_LEN, end, Kind.Ethernet)
}
