/**
 * EtherIP: an Ethernet frame in IP, protocol 97. RFC 3378 §3.
 *
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version|        Reserved       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
const HEADER_LEN = 2
/** The only version there is (§3). */
const VERSION = 3

const version = (v: DataView, o: number): number => v.getUint8(o) >> 4

const RFC = 'RFC 3378 §3'

export const protocol: Protocol = {
  kind: Kind.EtherIp,
  name: 'etherip',
  title: 'Ethernet over IP',
  short: 'EtherIP',
  wireshark: 'ETHERIP',
  reachedBy: { ipProtocols: [97] },
  decode,
  fields: [
    { name: 'etherip.ver', label: 'Version', bit: 0, bits: 4, form: Form.Dec, get: version, source: RFC },
    { name: 'etherip.reserved', label: 'Reserved', bit: 4, bits: 12, form: Form.Hex, source: RFC },
  ] satisfies Field[],
}

/** §3: receivers MUST discard what has another version. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.EtherIp, o, HEADER_LEN, end - o)
  if (version(p.view, o) !== VERSION) return p.reject(Reason.BadField, Kind.EtherIp, o, HEADER_LEN, end - o)
  return p.push(Kind.EtherIp, o, o + HEADER_LEN, end, Kind.Ethernet)
}
