/**
 * Control And Provisioning of Wireless Access Points, control on port 5246 and data on 5247. RFC 5415 §4.1 (preamble),
 * §4.2 (DTLS) and §4.3 (header).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Type  |  HLEN   |   RID   | WBID    |T|F|L|W|M|K|Flags|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Fragment ID          |     Frag Offset         |Rsvd |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 (optional) Radio MAC Address                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            (optional) Wireless Specific Information           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * In front of DTLS (type 1) the preamble and 24 reserved bits stand alone.
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { dataLength } from './udp.js'

/** Octets of the header, without what is optional; and of what stands in front of DTLS. */
const MIN_HEADER_LEN = 8
const DTLS_PREAMBLE_LEN = 4

const TYPE_DTLS = 1
// Masks over the second octet to the fourth, in the order the diagram draws them.
const FLAG_T = 0x000100
const FLAG_F = 0x000080
const FLAG_M = 0x000010
const FLAG_K = 0x000008

const version = (v: DataView, o: number): number => v.getUint8(o) >> 4
const preambleType = (v: DataView, o: number): number => v.getUint8(o) & 0xf
const isDtls = (v: DataView, o: number): boolean => preambleType(v, o) === TYPE_DTLS
const isPlain = (v: DataView, o: number): boolean => preambleType(v, o) === 0
const flags = (v: DataView, o: number): number => v.getUint32(o) & 0xffffff
const hasFlag = (v: DataView, o: number, mask: number): boolean => isPlain(v, o) && (flags(v, o) & mask) !== 0
/** Octets of the header; the wire's HLEN counts 32-bit words. */
const headerLen = (v: DataView, o: number): number => (v.getUint8(o + 1) >> 3) * 4
/** Whether it is the message by which the two ends show that they are up. */
export const isKeepalive = (v: DataView, o: number): boolean => hasFlag(v, o, FLAG_K)
/** Whether the frame has the format of the wireless link, and not Ethernet's. */
const isNative = (v: DataView, o: number): boolean => hasFlag(v, o, FLAG_T)
/** Whether the packet is a part of a larger one. */
export const isFragment = (v: DataView, o: number): boolean => hasFlag(v, o, FLAG_F)
const hasRadio = (v: DataView, o: number): boolean => hasFlag(v, o, FLAG_M)
/** Whether data follow in the clear, or a part of them: only these are a tunnel. */
export const isData = (v: DataView, o: number): boolean => isPlain(v, o) && !isKeepalive(v, o)

const PREAMBLE = 'RFC 5415 §4.1'
const HEADER = 'RFC 5415 §4.3'

function header(name: string, label: string, bit: number, bits: number, form: Form): Field {
  return { name: `capwap.${name}`, label, bit, bits, form, when: isPlain, source: HEADER }
}

const FIELDS: readonly Field[] = [
  { name: 'capwap.preamble.version', label: 'Version', bit: 0, bits: 4, form: Form.Dec, source: PREAMBLE },
  {
    name: 'capwap.preamble.type',
    label: 'Type',
    bit: 4,
    bits: 4,
    form: Form.Dec,
    names: { 0: 'CAPWAP header', [TYPE_DTLS]: 'DTLS' },
    source: PREAMBLE,
  },
  {
    name: 'capwap.preamble.reserved',
    label: 'Reserved',
    bit: 8,
    bits: 24,
    form: Form.Dec,
    when: isDtls,
    source: 'RFC 5415 §4.2',
  },
  header('header.length', 'HLEN (32-bit words)', 8, 5, Form.Dec),
  header('header.rid', 'RID: Radio ID', 13, 5, Form.Dec),
  {
    ...header('header.wbid', 'WBID: Wireless Binding ID', 18, 5, Form.Dec),
    names: { 0: 'reserved', 1: 'IEEE 802.11', 2: 'reserved', 3: 'EPCGlobal' },
  },
  header('header.flags.t', 'T: native frame format', 23, 1, Form.Flag),
  header('header.flags.f', 'F: Fragment', 24, 1, Form.Flag),
  header('header.flags.l', 'L: Last fragment', 25, 1, Form.Flag),
  header('header.flags.w', 'W: Wireless information is there', 26, 1, Form.Flag),
  header('header.flags.m', 'M: Radio MAC address is there', 27, 1, Form.Flag),
  header('header.flags.k', 'K: Keepalive', 28, 1, Form.Flag),
  header('header.fragment.id', 'Fragment ID', 32, 16, Form.Dec),
  header('header.fragment.offset', 'Frag Offset (8 octets)', 48, 13, Form.Dec),
  header('header.fragment.reserved', 'Rsvd', 61, 3, Form.Dec),
  {
    name: 'capwap.header.mac.length',
    label: 'Length of the Radio MAC Address',
    bit: 64,
    bits: 8,
    form: Form.Dec,
    when: hasRadio,
    source: HEADER,
  },
  {
    name: 'capwap.header.mac.eui48',
    label: 'Radio MAC Address',
    bit: 72,
    bits: 48,
    form: Form.Mac,
    when: (v, o, end) => hasRadio(v, o) && end - o >= MIN_HEADER_LEN + 7 && v.getUint8(o + MIN_HEADER_LEN) === 6,
    source: HEADER,
  },
]

export const controlProtocol: Protocol = {
  kind: Kind.CapwapControl,
  name: 'capwap',
  title: 'CAPWAP Control',
  short: 'CAPWAP control',
  wireshark: 'CAPWAP',
  reachedBy: { udpServers: [5246] },
  decode: decodeControl,
  fields: FIELDS,
}

export const dataProtocol: Protocol = {
  kind: Kind.CapwapData,
  name: 'capwap.data',
  title: 'CAPWAP Data',
  short: 'CAPWAP',
  wireshark: 'CAPWAP',
  reachedBy: { udpServers: [5247] },
  decode: decodeData,
  fields: FIELDS,
}

function decodeControl(p: Packet, o: number, end: number): Kind {
  return decode(p, Kind.CapwapControl, o, end)
}

function decodeData(p: Packet, o: number, end: number): Kind {
  return decode(p, Kind.CapwapData, o, end)
}

/** The port alone proves nothing: data with another version or type, or with lengths that do not fit, stay data. */
function decode(p: Packet, kind: Kind, o: number, end: number): Kind {
  const v = p.view
  if (end - o < DTLS_PREAMBLE_LEN || version(v, o) !== 0) return Kind.Payload
  if (isDtls(v, o)) return flags(v, o) === 0 ? p.push(kind, o, o + DTLS_PREAMBLE_LEN, end, Kind.Dtls) : Kind.Payload
  const len = headerLen(v, o)
  if (!isPlain(v, o) || len < MIN_HEADER_LEN || len > dataLength(p, o)) return Kind.Payload
  if (len > end - o) return p.reject(Reason.Truncated, kind, o, len, end - o)
  const isFrame = kind === Kind.CapwapData && isData(v, o) && !isNative(v, o) && !isFragment(v, o)
  return p.push(kind, o, o + len, end, isFrame ? Kind.Ethernet : Kind.Payload)
}
