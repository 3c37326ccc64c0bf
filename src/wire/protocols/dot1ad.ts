/**
 * 802.1ad tag: Service VLAN Tag. IEEE Std 802.1Q-2018 §9.6; what follows the EtherType 0x88a8.
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
import { HEADER_LEN, id, PRIORITY_NAMES, type } from './vlan.js'

const TCI = 'IEEE 802.1Q §9.6'

/** Wireshark takes the type's name from its 802.1ah dissector, and has none for a length here. */
export const protocol: Protocol = {
  kind: Kind.Dot1ad,
  name: 'ieee8021ad',
  title: '802.1ad Service VLAN',
  short: 'VLAN (S)',
  wireshark: 'IEEE 802.1AD',
  etherType: 'ieee8021ah.etype',
  reachedBy: { etherTypes: [0x88a8] },
  decode,
  fields: [
    {
      name: 'ieee8021ad.priority',
      label: 'Priority Code Point',
      bit: 0,
      bits: 3,
      form: Form.Dec,
      names: PRIORITY_NAMES,
      source: TCI,
    },
    { name: 'ieee8021ad.dei', label: 'Drop Eligible Indicator', bit: 3, bits: 1, form: Form.Dec, source: TCI },
    { name: 'ieee8021ad.id', label: 'VLAN Identifier', bit: 4, bits: 12, form: Form.Dec, get: id, source: TCI },
    ...lengthTypeFields('ieee8021ah.etype', 'ieee8021ad.len', 16, type),
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Dot1ad, o, HEADER_LEN, end - o)
  return pushTyped(p, Kind.Dot1ad, o, o + HEADER_LEN, end)
}
