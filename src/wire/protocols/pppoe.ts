/**
 * PPP over Ethernet. RFC 2516 §4; its discovery stage (EtherType 0x8863, §5) carries tags, its session stage
 * (EtherType 0x8864, §6) PPP without Address and Control.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  VER  | TYPE  |      CODE     |          SESSION_ID           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            LENGTH             |           payload             ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * A tag:
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          TAG_TYPE             |        TAG_LENGTH             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          TAG_VALUE ...                                        ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
const HEADER_LEN = 6

const CODE = 1
const LENGTH = 4
/** CODE of the session stage (§6). */
const SESSION_DATA = 0
const TAG_HEADER_LEN = 4

/** Octets of payload (§4). */
const length = (v: DataView, o: number): number => v.getUint16(o + LENGTH)
/** SESSION_ID, 16 bits. */
export const sessionId = (v: DataView, o: number): number => v.getUint16(o + 2)

const RFC = 'RFC 2516 §4'
const TAG_RFC = 'RFC 2516 appendix A'

const FIELDS: readonly Field[] = [
  { name: 'pppoe.version', label: 'VER', bit: 0, bits: 4, form: Form.Dec, source: RFC },
  { name: 'pppoe.type', label: 'TYPE', bit: 4, bits: 4, form: Form.Dec, source: RFC },
  {
    name: 'pppoe.code',
    label: 'CODE',
    bit: 8,
    bits: 8,
    form: Form.Hex,
    names: { 0x00: 'Session Data', 0x07: 'PADO', 0x09: 'PADI', 0x19: 'PADR', 0x65: 'PADS', 0xa7: 'PADT' },
    source: RFC,
  },
  { name: 'pppoe.session_id', label: 'SESSION_ID', bit: 16, bits: 16, form: Form.Hex, source: RFC },
  { name: 'pppoe.payload_length', label: 'LENGTH', bit: 32, bits: 16, form: Form.Dec, source: RFC },
]

const TAG_NAMES: Readonly<Record<number, string>> = {
  0x0000: 'End-Of-List',
  0x0101: 'Service-Name',
  0x0102: 'AC-Name',
  0x0103: 'Host-Uniq',
  0x0104: 'AC-Cookie',
  0x0105: 'Vendor-Specific',
  0x0110: 'Relay-Session-Id',
  0x0120: 'PPP-Max-Payload',
  0x0201: 'Service-Name-Error',
  0x0202: 'AC-System-Error',
  0x0203: 'Generic-Error',
}

const isText = (type: number): boolean => type === 0x0101 || type === 0x0102 || (type >= 0x0201 && type <= 0x0203)

const TAGS: Group = {
  label: 'Tag',
  start: (_, o) => o + HEADER_LEN,
  end: (_v, _o, end) => end,
  size: (v, at, end) => (end - at < TAG_HEADER_LEN ? 0 : TAG_HEADER_LEN + v.getUint16(at + 2)),
  fields: [
    { name: 'pppoed.tag', label: 'TAG_TYPE', bit: 0, bits: 16, form: Form.Hex, names: TAG_NAMES, source: TAG_RFC },
    { name: 'pppoed.tag_length', label: 'TAG_LENGTH', bit: 16, bits: 16, form: Form.Dec, source: TAG_RFC },
    {
      name: 'pppoed.tag_text',
      label: 'TAG_VALUE',
      bit: 32,
      bits: 0,
      form: Form.Text,
      size: (_, o, end) => end - o - TAG_HEADER_LEN,
      when: (v, o) => isText(v.getUint16(o)),
      source: TAG_RFC,
    },
    {
      name: 'pppoed.tag_value',
      label: 'TAG_VALUE',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - TAG_HEADER_LEN,
      when: (v, o) => !isText(v.getUint16(o)),
      source: TAG_RFC,
    },
  ],
}

export const discoveryProtocol: Protocol = {
  kind: Kind.PppoeDiscovery,
  name: 'pppoed',
  title: 'PPP-over-Ethernet Discovery',
  short: 'PPPoE',
  wireshark: 'PPPoED',
  reachedBy: { etherTypes: [0x8863] },
  decode: decodeDiscovery,
  fields: FIELDS,
  groups: [TAGS],
}

export const sessionProtocol: Protocol = {
  kind: Kind.PppoeSession,
  name: 'pppoes',
  title: 'PPP-over-Ethernet Session',
  short: 'PPPoE',
  wireshark: 'PPPoES',
  reachedBy: { etherTypes: [0x8864], linkTypes: [51] },
  decode: decodeSession,
  fields: FIELDS,
}

/** The discovery stage: the tags are the header's. */
function decodeDiscovery(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.PppoeDiscovery, o, HEADER_LEN, end - o)
  const stop = p.narrow(o + HEADER_LEN + length(p.view, o))
  return p.push(Kind.PppoeDiscovery, o, stop, stop, Kind.None)
}

function decodeSession(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.PppoeSession, o, HEADER_LEN, end - o)
  const v = p.view
  const stop = p.narrow(o + HEADER_LEN + length(v, o))
  const next = v.getUint8(o + CODE) === SESSION_DATA ? Kind.Ppp : Kind.Payload
  return p.push(Kind.PppoeSession, o, o + HEADER_LEN, stop, next)
}
