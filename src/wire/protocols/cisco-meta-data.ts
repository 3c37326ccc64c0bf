/**
 * Cisco MetaData in GRE: the Security Group Tag of TrustSec before the packet. No public specification; the layout is
 * what Cisco routers send and Wireshark shows.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |              Type             |    Version    |     Length    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Options            |       Security Group Tag      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

const HEADER_LEN = 8

const TYPE = 0

/** EtherType of what follows. */
const type = (v: DataView, o: number): number => v.getUint16(o + TYPE)

const SOURCE = 'Cisco TrustSec'

export const protocol: Protocol = {
  kind: Kind.CiscoMetaData,
  name: 'cmd',
  title: 'Cisco MetaData',
  short: 'Cisco MD',
  wireshark: 'Cisco MetaData',
  etherType: 'cmd.type',
  // In Ethernet the tag of the same type has another layout.
  reachedBy: { greProtocols: [0x8909] },
  decode,
  fields: [
    {
      name: 'cmd.type',
      label: 'Type',
      bit: 0,
      bits: 16,
      form: Form.Hex,
      get: type,
      names: ETHER_TYPE_NAMES,
      source: SOURCE,
    },
    { name: 'cmd.version', label: 'Version', bit: 16, bits: 8, form: Form.Dec, source: SOURCE },
    { name: 'cmd.length', label: 'Length', bit: 24, bits: 8, form: Form.Dec, source: SOURCE },
    { name: 'cmd.options', label: 'Options', bit: 32, bits: 16, form: Form.Hex, source: SOURCE },
    { name: 'cmd.sgt', label: 'Security Group Tag', bit: 48, bits: 16, form: Form.Dec, source: SOURCE },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.CiscoMetaData, o, HEADER_LEN, end - o)
  return p.push(Kind.CiscoMetaData, o, o + HEADER_LEN, end, p.tables.etherTypes[type(p.view, o)] as Kind)
}
