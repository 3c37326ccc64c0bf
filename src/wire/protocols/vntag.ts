/**
 * VN-Tag: which port of a fabric extender, or which virtual adapter, a frame comes from and goes to. Cisco's proposal to
 * IEEE 802.1Qbh, which 802.1BR replaced; what follows the EtherType 0x8926.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |d|p|          dvif_id          |l|r|ver|        svif_id        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Length/Type          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { lengthTypeFields, pushTyped } from './ethernet.js'

/** Octets. */
const HEADER_LEN = 6

/** Length/Type of what is tagged, 16 bits. */
const type = (v: DataView, o: number): number => v.getUint16(o + 4)

const VNTAG = 'Cisco VN-Tag (IEEE 802.1Qbh)'

export const protocol: Protocol = {
  kind: Kind.VnTag,
  name: 'vntag',
  title: 'VN-Tag',
  short: 'VN-Tag',
  wireshark: 'VNTAG',
  etherType: 'vntag.etype',
  reachedBy: { etherTypes: [0x8926] },
  decode,
  fields: [
    { name: 'vntag.dir', label: 'd: Direction', bit: 0, bits: 1, form: Form.Flag, source: VNTAG },
    { name: 'vntag.ptr', label: 'p: Pointer', bit: 1, bits: 1, form: Form.Flag, source: VNTAG },
    { name: 'vntag.dst', label: 'dvif_id: Destination', bit: 2, bits: 14, form: Form.Dec, source: VNTAG },
    { name: 'vntag.looped', label: 'l: Looped', bit: 16, bits: 1, form: Form.Flag, source: VNTAG },
    { name: 'vntag.r', label: 'r: Reserved', bit: 17, bits: 1, form: Form.Dec, source: VNTAG },
    { name: 'vntag.version', label: 'ver: Version', bit: 18, bits: 2, form: Form.Dec, source: VNTAG },
    { name: 'vntag.src', label: 'svif_id: Source', bit: 20, bits: 12, form: Form.Dec, source: VNTAG },
    ...lengthTypeFields('vntag.etype', 'vntag.len', 32, type),
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.VnTag, o, HEADER_LEN, end - o)
  return pushTyped(p, Kind.VnTag, o, o + HEADER_LEN, end)
}
