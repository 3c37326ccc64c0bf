/**
 * Cisco's HDLC framing, LINKTYPE_C_HDLC: https://www.tcpdump.org/linktypes.html; RFC 1547 §4.3.1 describes it.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Address    |    Control    |           Protocol            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

/** Octets. */
const HEADER_LEN = 4

const PROTOCOL = 2

/** Address and Control of a unicast and of a broadcast frame. */
const UNICAST = 0x0f00
const BROADCAST = 0x8f00

const SOURCE = 'RFC 1547 §4.3.1'

export const protocol: Protocol = {
  kind: Kind.Chdlc,
  name: 'chdlc',
  title: 'Cisco HDLC',
  short: 'Cisco HDLC',
  wireshark: 'CHDLC',
  reachedBy: { linkTypes: [104] },
  decode,
  fields: [
    {
      name: 'chdlc.address',
      label: 'Address',
      bit: 0,
      bits: 8,
      form: Form.Hex,
      names: { 0x0f: 'unicast', 0x8f: 'broadcast' },
      source: SOURCE,
    },
    { name: 'chdlc.control', label: 'Control', bit: 8, bits: 8, form: Form.Hex, source: SOURCE },
    {
      name: 'chdlc.protocol',
      label: 'Protocol',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      names: { ...ETHER_TYPE_NAMES, 0x8035: 'SLARP' },
      source: SOURCE,
    },
  ] satisfies Field[],
}

/** Protocol is an EtherType, except that Cisco's serial line ARP uses RARP's number for its own format. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Chdlc, o, HEADER_LEN, end - o)
  const next = p.tables.etherTypes[p.view.getUint16(o + PROTOCOL)] as Kind
  return p.push(Kind.Chdlc, o, o + HEADER_LEN, end, next === Kind.Arp ? Kind.Payload : next)
}

/** Whether a frame on a serial line starts as Cisco's do and not as PPP's. */
export function looksLikeChdlc(v: DataView, o: number, end: number): boolean {
  if (end - o < HEADER_LEN) return false
  const start = v.getUint16(o)
  return start === UNICAST || start === BROADCAST
}
