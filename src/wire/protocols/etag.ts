/**
 * E-TAG of bridge port extension: which extended port a frame comes from and goes to. IEEE Std 802.1BR-2012 §7.5; what
 * follows the EtherType 0x893F.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |E-PCP|D|  Ingress_E-CID_base   |Rsv|GRP|       E-CID_base      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Ingr._E-CID_ext|   E-CID_ext   |          Length/Type          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { lengthTypeFields, pushTyped } from './ethernet.js'
import { PRIORITY_NAMES } from './vlan.js'

/** Octets. */
const HEADER_LEN = 8

/** Length/Type of what is tagged, 16 bits. */
const type = (v: DataView, o: number): number => v.getUint16(o + 6)

const TCI = 'IEEE 802.1BR §7.5'

export const protocol: Protocol = {
  kind: Kind.ETag,
  name: 'etag',
  title: '802.1BR E-TAG',
  short: 'E-TAG',
  wireshark: 'ETAG',
  etherType: 'etag.etype',
  reachedBy: { etherTypes: [0x893f] },
  decode,
  fields: [
    { name: 'etag.pcp', label: 'E-PCP', bit: 0, bits: 3, form: Form.Dec, names: PRIORITY_NAMES, source: TCI },
    { name: 'etag.dei', label: 'E-DEI', bit: 3, bits: 1, form: Form.Dec, source: TCI },
    { name: 'etag.iecid_base', label: 'Ingress_E-CID_base', bit: 4, bits: 12, form: Form.Hex, source: TCI },
    { name: 'etag.resv', label: 'Reserved', bit: 16, bits: 2, form: Form.Dec, source: TCI },
    { name: 'etag.group', label: 'GRP', bit: 18, bits: 2, form: Form.Dec, source: TCI },
    { name: 'etag.ecid_base', label: 'E-CID_base', bit: 20, bits: 12, form: Form.Hex, source: TCI },
    { name: 'etag.iecid_ext', label: 'Ingress_E-CID_ext', bit: 32, bits: 8, form: Form.Hex, source: TCI },
    { name: 'etag.ecid_ext', label: 'E-CID_ext', bit: 40, bits: 8, form: Form.Hex, source: TCI },
    ...lengthTypeFields('etag.etype', 'etag.len', 48, type),
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.ETag, o, HEADER_LEN, end - o)
  return pushTyped(p, Kind.ETag, o, o + HEADER_LEN, end)
}
