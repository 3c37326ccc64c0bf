/**
 * TaZmen Sniffer Protocol: mirrored frames in UDP, port 37008. No RFC: https://web.archive.org/web/20050404125022/
 * http://www.networkchemistry.com/support/appnotes/an001_tzsp.html, and Wireshark's dissector.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Version    |      Type     |         Encapsulation         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Tags, of which 0 (padding) and 1 (the end) are one octet:
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Tag      |     Length    |  Value
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets, without tags. */
const HEADER_LEN = 4
const VERSION = 1
const RECEIVED = 0
const TO_TRANSMIT = 1
const MAX_TYPE = 5
const ETHERNET = 1
const PADDING = 0
const END = 1
const PACKET_ID = 40
const ORIGINAL_LENGTH = 41
const SENSOR = 60

export const messageType = (v: DataView, o: number): number => v.getUint8(o + 1)
/** What the frame is: 1 is Ethernet. */
export const encapsulation = (v: DataView, o: number): number => v.getUint16(o + 2)
/** Whether a frame follows: only then are there tags. */
export const isData = (v: DataView, o: number): boolean =>
  messageType(v, o) === RECEIVED || messageType(v, o) === TO_TRANSMIT

const SOURCE = 'TZSP'

const tag = (v: DataView, at: number): number => v.getUint8(at)
const isLong = (v: DataView, at: number): boolean => tag(v, at) > END
const valueLen = (v: DataView, at: number): number => v.getUint8(at + 1)
const isTag = (number: number, length: number) => (v: DataView, at: number) =>
  tag(v, at) === number && valueLen(v, at) === length
const isKnown = (v: DataView, at: number): boolean =>
  isTag(PACKET_ID, 4)(v, at) || isTag(ORIGINAL_LENGTH, 2)(v, at) || isTag(SENSOR, 6)(v, at)

const TAGS: Group = {
  label: 'Tag',
  start: (_, o) => o + HEADER_LEN,
  end: (_v, _o, end) => end,
  size: (v, at, end) => {
    if (!isLong(v, at)) return 1
    return end - at < 2 ? 0 : 2 + valueLen(v, at)
  },
  fields: [
    {
      name: 'tzsp.option_tag',
      label: 'Tag',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: {
        [PADDING]: 'padding',
        [END]: 'end',
        10: 'signal',
        11: 'noise',
        12: 'rate',
        13: 'time',
        17: 'check sequence',
        18: 'channel',
        [PACKET_ID]: 'packet id',
        [ORIGINAL_LENGTH]: 'original length',
        [SENSOR]: 'sensor',
      },
      source: SOURCE,
    },
    { name: 'tzsp.option_length', label: 'Length', bit: 8, bits: 8, form: Form.Dec, when: isLong, source: SOURCE },
    {
      name: 'tzsp.packet_id',
      label: 'Packet ID',
      bit: 16,
      bits: 32,
      form: Form.Dec,
      when: isTag(PACKET_ID, 4),
      source: SOURCE,
    },
    {
      name: 'tzsp.original_length',
      label: 'Original Length',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      when: isTag(ORIGINAL_LENGTH, 2),
      source: SOURCE,
    },
    {
      name: 'tzsp.sensormac',
      label: 'Sensor',
      bit: 16,
      bits: 48,
      form: Form.Mac,
      when: isTag(SENSOR, 6),
      source: SOURCE,
    },
    {
      name: 'tzsp.value',
      label: 'Value',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: valueLen,
      when: (v, at) => isLong(v, at) && valueLen(v, at) > 0 && !isKnown(v, at),
      source: SOURCE,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Tzsp,
  name: 'tzsp',
  title: 'TaZmen Sniffer Protocol',
  short: 'TZSP',
  reachedBy: { udpPorts: [37008] },
  decode,
  fields: [
    { name: 'tzsp.version', label: 'Version', bit: 0, bits: 8, form: Form.Dec, source: SOURCE },
    {
      name: 'tzsp.type',
      label: 'Type',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      get: messageType,
      names: {
        [RECEIVED]: 'received packet',
        [TO_TRANSMIT]: 'packet for transmit',
        3: 'configuration',
        4: 'keepalive',
        5: 'port opener',
      },
      source: SOURCE,
    },
    {
      name: 'tzsp.encap',
      label: 'Encapsulation',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      get: encapsulation,
      names: { [ETHERNET]: 'Ethernet', 18: 'IEEE 802.11', 119: 'Prism header', 127: 'AVS header' },
      source: SOURCE,
    },
  ] satisfies Field[],
  groups: [TAGS],
}

/** The port alone proves nothing: version and type must be known, and a frame's tag list must have an end. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  if (end - o < HEADER_LEN || v.getUint8(o) !== VERSION || messageType(v, o) > MAX_TYPE) return Kind.Payload
  if (!isData(v, o)) return p.push(Kind.Tzsp, o, o + HEADER_LEN, end, Kind.None)
  const frame = tagsEnd(v, o + HEADER_LEN, end)
  if (frame < 0) return Kind.Payload
  return p.push(Kind.Tzsp, o, frame, end, encapsulation(v, o) === ETHERNET ? Kind.Ethernet : Kind.Payload)
}

/** Absolute offset behind the tag that ends the list; -1 where it is not there. */
function tagsEnd(v: DataView, start: number, end: number): number {
  let at = start
  while (at < end) {
    if (tag(v, at) === END) return at + 1
    if (tag(v, at) === PADDING) at++
    else if (at + 1 < end) at += 2 + valueLen(v, at)
    else return -1
  }
  return -1
}
