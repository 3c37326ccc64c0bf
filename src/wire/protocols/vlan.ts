/**
 * 802.1Q tag: Customer VLAN Tag. IEEE Std 802.1Q-2018 §9.6; what follows the EtherType 0x8100 (or 0x9100).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | PCP |D|          VID          |          Length/Type          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { lengthTypeFields, pushTyped } from './ethernet.js'

/** Octets, of this tag and of 802.1ad's. */
export const HEADER_LEN = 4

const TYPE = 2

/** VLAN identifier, 12 bits; 0 is a priority tag without one. */
export const id = (v: DataView, o: number): number => v.getUint16(o) & 0xfff
/** Length/Type of what is tagged, 16 bits. */
export const type = (v: DataView, o: number): number => v.getUint16(o + TYPE)
/** Priority code point, 3 bits. */
export const priority = (v: DataView, o: number): number => v.getUint8(o) >> 5
/** DEI: dropped first when queues are full. */
export const isDropEligible = (v: DataView, o: number): boolean => (v.getUint8(o) & 0x10) !== 0

const TCI = 'IEEE 802.1Q §9.6'

/** What the priority code points are for. IEEE Std 802.1Q-2018 table I-2. */
export const PRIORITY_NAMES: Readonly<Record<number, string>> = {
  0: 'Best Effort',
  1: 'Background',
  2: 'Excellent Effort',
  3: 'Critical Applications',
  4: 'Video',
  5: 'Voice',
  6: 'Internetwork Control',
  7: 'Network Control',
}

export const protocol: Protocol = {
  kind: Kind.Vlan,
  name: 'vlan',
  title: '802.1Q Virtual LAN',
  short: 'VLAN',
  etherType: 'vlan.etype',
  reachedBy: { etherTypes: [0x8100, 0x9100] },
  decode,
  fields: [
    {
      name: 'vlan.priority',
      label: 'Priority Code Point',
      bit: 0,
      bits: 3,
      form: Form.Dec,
      names: PRIORITY_NAMES,
      source: TCI,
    },
    { name: 'vlan.dei', label: 'Drop Eligible Indicator', bit: 3, bits: 1, form: Form.Flag, source: TCI },
    { name: 'vlan.id', label: 'VLAN Identifier', bit: 4, bits: 12, form: Form.Dec, get: id, source: TCI },
    ...lengthTypeFields('vlan.etype', 'vlan.len', 16, type),
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Vlan, o, HEADER_LEN, end - o)
  return pushTyped(p, Kind.Vlan, o, o + HEADER_LEN, end)
}
