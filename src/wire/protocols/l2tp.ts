/**
 * Layer Two Tunneling Protocol: version 2 in UDP, RFC 2661 §3.1; version 3 in UDP, RFC 3931 §4.1.2, and straight in IP,
 * protocol 115, RFC 3931 §4.1.1.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |T|L|x|x|S|x|O|P|x|x|x|x|  Ver  |          Length (opt)         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Tunnel ID           |           Session ID          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             Ns (opt)          |             Nr (opt)          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Offset Size (opt)        |    Offset pad... (opt)
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Version 3 has 16 reserved bits and a Session ID of 32 in data, and in control messages a Control Connection ID of 32 in
 * the place of the two. Data straight in IP begin with the Session ID, control messages with 0 in its place. Behind it
 * stand a cookie of 0, 4 or 8 octets and perhaps a sublayer of 4, as the two ends agreed, which no packet says.
 */

import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import * as ethernet from './ethernet.js'
import { dataLength } from './udp.js'

const FLAG_T = 0x8000
const FLAG_L = 0x4000
const FLAG_S = 0x0800
const FLAG_O = 0x0200
/** Bits that a sender MUST leave 0 in version 2. */
const RESERVED_2 = 0x34f0
/** The same in version 3, where O and P are gone. */
const RESERVED_3 = 0x37f0
const VERSION = 0x000f

const MIN_LEN = 6
/** Octets in front of a session's data in version 3, in UDP and in IP. */
const UDP_DATA_LEN = 8
const IP_DATA_LEN = 4
/** Octets of a control message's header in version 3, without the 0 in front of it in IP. */
const CONTROL_LEN = 12
const CONTROL_MARK_LEN = 4
const AVP_HEADER_LEN = 6

const flags = (v: DataView, o: number): number => v.getUint16(o)
/** 2 or 3. */
export const version = (v: DataView, o: number): number => flags(v, o) & VERSION
const has = (flag: number) => (v: DataView, o: number) => (flags(v, o) & flag) !== 0
const isControl = has(FLAG_T)
const hasLength = has(FLAG_L)
const hasSequence = has(FLAG_S)
const hasOffset = has(FLAG_O)

const isVersion2 = (v: DataView, o: number): boolean => version(v, o) === 2
const isVersion3 = (v: DataView, o: number): boolean => version(v, o) === 3
const isData3 = (v: DataView, o: number): boolean => isVersion3(v, o) && !isControl(v, o)
const isControl3 = (v: DataView, o: number): boolean => isVersion3(v, o) && isControl(v, o)

/** Absolute offset of the Tunnel ID, or of what version 3 has in its place. */
const idAt = (v: DataView, o: number): number => o + (hasLength(v, o) ? 4 : 2)
const nsAt = (v: DataView, o: number): number => idAt(v, o) + 4
const offsetAt = (v: DataView, o: number): number => nsAt(v, o) + (hasSequence(v, o) ? 4 : 0)
/** Octets of a header of version 2, with its padding; only where the offset's size is there. */
const headerLen2 = (v: DataView, o: number): number =>
  offsetAt(v, o) - o + (hasOffset(v, o) ? 2 + v.getUint16(offsetAt(v, o)) : 0)

/** Whether the header belongs to a session's data: only these are a tunnel. */
export const isData = (v: DataView, o: number): boolean => !isControl(v, o)
/** Tunnel ID and Session ID of version 2 in 16 bits each, the receiver's numbers. */
export const tunnelAndSession = (v: DataView, o: number): number => v.getUint32(idAt(v, o))
/** Session ID of version 3, the receiver's number, 32 bits. */
export const sessionIdInUdp = (v: DataView, o: number): number => v.getUint32(o + 4)
/** The same in IP; 0 in front of a control message. */
export const sessionIdInIp = (v: DataView, o: number): number => v.getUint32(o)

const RFC2661 = 'RFC 2661 §3.1'
const RFC3931 = 'RFC 3931 §4.1'
const AVP = 'RFC 2661 §4.1'

const MESSAGE_NAMES: Readonly<Record<number, string>> = {
  1: 'SCCRQ',
  2: 'SCCRP',
  3: 'SCCCN',
  4: 'StopCCN',
  6: 'HELLO',
  7: 'OCRQ',
  8: 'OCRP',
  9: 'OCCN',
  10: 'ICRQ',
  11: 'ICRP',
  12: 'ICCN',
  14: 'CDN',
  15: 'WEN',
  16: 'SLI',
  20: 'ACK',
}

/** Octets of the value of an AVP that is not hidden and is of IETF's. */
const avpLen = (v: DataView, at: number): number => v.getUint16(at) & 0x3ff
const isIetf = (v: DataView, at: number): boolean => v.getUint16(at + 2) === 0
const isMessageType = (v: DataView, at: number): boolean =>
  isIetf(v, at) && v.getUint16(at + 4) === 0 && avpLen(v, at) === 8

/** The attribute-value pairs behind a control header; `start` gives the absolute offset of the header's end. */
function avps(start: (v: DataView, o: number, end: number) => number): Group {
  return {
    label: 'AVP',
    start,
    end: (_v, _o, end) => end,
    size: (v, at, end) => (end - at < AVP_HEADER_LEN ? 0 : avpLen(v, at)),
    fields: [
      { name: 'l2tp.avp.mandatory', label: 'M: Mandatory', bit: 0, bits: 1, form: Form.Flag, source: AVP },
      { name: 'l2tp.avp.hidden', label: 'H: Hidden', bit: 1, bits: 1, form: Form.Flag, source: AVP },
      { name: 'l2tp.avp.length', label: 'Length', bit: 6, bits: 10, form: Form.Dec, source: AVP },
      { name: 'l2tp.avp.vendor_id', label: 'Vendor ID', bit: 16, bits: 16, form: Form.Dec, source: AVP },
      {
        name: 'l2tp.avp.type',
        label: 'Attribute Type',
        bit: 32,
        bits: 16,
        form: Form.Dec,
        when: isIetf,
        source: AVP,
      },
      {
        name: 'l2tp.avp.message_type',
        label: 'Message Type',
        bit: 48,
        bits: 16,
        form: Form.Dec,
        names: MESSAGE_NAMES,
        when: isMessageType,
        source: 'RFC 2661 §4.4.1',
      },
    ],
  }
}

const FLAGS: readonly Field[] = [
  { name: 'l2tp.flags', label: 'Flags and Ver', bit: 0, bits: 16, form: Form.Hex, source: RFC2661 },
  {
    name: 'l2tp.type',
    label: 'T: Type',
    bit: 0,
    bits: 1,
    form: Form.Dec,
    names: { 0: 'data', 1: 'control' },
    source: RFC2661,
  },
  { name: 'l2tp.length_bit', label: 'L: Length is there', bit: 1, bits: 1, form: Form.Flag, source: RFC2661 },
  { name: 'l2tp.seq_bit', label: 'S: Ns and Nr are there', bit: 4, bits: 1, form: Form.Flag, source: RFC2661 },
  {
    name: 'l2tp.offset_bit',
    label: 'O: Offset Size is there',
    bit: 6,
    bits: 1,
    form: Form.Flag,
    when: isVersion2,
    source: RFC2661,
  },
  { name: 'l2tp.priority', label: 'P: Priority', bit: 7, bits: 1, form: Form.Flag, when: isVersion2, source: RFC2661 },
  { name: 'l2tp.version', label: 'Ver', bit: 12, bits: 4, form: Form.Dec, get: version, source: RFC2661 },
]
const CONTROL_3: readonly Field[] = [
  { name: 'l2tp.length', label: 'Length', bit: 16, bits: 16, form: Form.Dec, when: isControl3, source: RFC3931 },
  {
    name: 'l2tp.ccid',
    label: 'Control Connection ID',
    bit: 32,
    bits: 32,
    form: Form.Hex,
    when: isControl3,
    source: RFC3931,
  },
  { name: 'l2tp.Ns', label: 'Ns', bit: 64, bits: 16, form: Form.Dec, when: isControl3, source: RFC3931 },
  { name: 'l2tp.Nr', label: 'Nr', bit: 80, bits: 16, form: Form.Dec, when: isControl3, source: RFC3931 },
]

/** What stands between a session's number and its frame. */
function sublayer(start: number, when: (v: DataView, o: number) => boolean): Field {
  return {
    name: 'l2tp.sublayer',
    label: 'Cookie and Sublayer',
    bit: 8 * start,
    bits: 0,
    form: Form.Bytes,
    size: (_, o, end) => end - o - start,
    when: (v, o, end) => when(v, o) && end - o > start,
    source: RFC3931,
  }
}

export const protocol: Protocol = {
  kind: Kind.L2tp,
  name: 'l2tp',
  title: 'Layer Two Tunneling Protocol',
  short: 'L2TP',
  reachedBy: { udpServers: [1701] },
  decode,
  fields: [
    ...FLAGS,
    {
      name: 'l2tp.length',
      label: 'Length',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      when: (v, o) => isVersion2(v, o) && hasLength(v, o),
      source: RFC2661,
    },
    {
      name: 'l2tp.tunnel',
      label: 'Tunnel ID',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      at: idAt,
      when: isVersion2,
      source: RFC2661,
    },
    {
      name: 'l2tp.session',
      label: 'Session ID',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      at: idAt,
      when: isVersion2,
      source: RFC2661,
    },
    {
      name: 'l2tp.Ns',
      label: 'Ns',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      at: nsAt,
      when: (v, o) => isVersion2(v, o) && hasSequence(v, o),
      source: RFC2661,
    },
    {
      name: 'l2tp.Nr',
      label: 'Nr',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      at: nsAt,
      when: (v, o) => isVersion2(v, o) && hasSequence(v, o),
      source: RFC2661,
    },
    {
      name: 'l2tp.offset',
      label: 'Offset Size',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      at: offsetAt,
      when: (v, o) => isVersion2(v, o) && hasOffset(v, o),
      source: RFC2661,
    },
    { name: 'l2tp.res', label: 'Reserved', bit: 16, bits: 16, form: Form.Hex, when: isData3, source: RFC3931 },
    { name: 'l2tp.sid', label: 'Session ID', bit: 32, bits: 32, form: Form.Hex, when: isData3, source: RFC3931 },
    sublayer(UDP_DATA_LEN, isData3),
    ...CONTROL_3,
  ] satisfies Field[],
  groups: [
    avps((v, o, end) => {
      if (!isControl(v, o)) return end
      return isVersion3(v, o) ? o + CONTROL_LEN : offsetAt(v, o)
    }),
  ],
}

const isControlInIp = (v: DataView, o: number): boolean => sessionIdInIp(v, o) === 0
const moved = (f: Field): Field => ({
  ...f,
  bit: f.bit + 8 * CONTROL_MARK_LEN,
  when: (v, o) => isControlInIp(v, o) && f.when?.(v, o + CONTROL_MARK_LEN, 0) !== false,
  ...(f.get === undefined ? {} : { get: (v: DataView, o: number) => f.get!(v, o + CONTROL_MARK_LEN) }),
})

export const ipProtocol: Protocol = {
  kind: Kind.L2tpIp,
  name: 'l2tp',
  title: 'Layer Two Tunneling Protocol, Version 3',
  short: 'L2TPv3',
  wireshark: 'L2TP',
  reachedBy: { ipProtocols: [115] },
  decode: decodeInIp,
  fields: [
    {
      name: 'l2tp.sid',
      label: 'Session ID',
      bit: 0,
      bits: 32,
      form: Form.Hex,
      get: sessionIdInIp,
      source: RFC3931,
    },
    sublayer(IP_DATA_LEN, (v, o) => !isControlInIp(v, o)),
    ...FLAGS.map(moved),
    ...CONTROL_3.map(moved),
  ] satisfies Field[],
  groups: [avps((v, o, end) => (isControlInIp(v, o) ? o + CONTROL_MARK_LEN + CONTROL_LEN : end))],
}

/** The port alone proves nothing: data with another version, reserved bits or lengths that do not fit stay data. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  const length = dataLength(p, o)
  if (end - o < MIN_LEN || length < MIN_LEN) return Kind.Payload
  if (isVersion2(v, o)) return (flags(v, o) & RESERVED_2) === 0 ? decode2(p, o, end, length) : Kind.Payload
  if (!isVersion3(v, o) || (flags(v, o) & RESERVED_3) !== 0) return Kind.Payload
  if (isControl(v, o)) return isWholeControl(v, o, end, length) ? decodeControl(p, Kind.L2tp, o, o, end) : Kind.Payload
  if (length < UDP_DATA_LEN || (flags(v, o) & (FLAG_L | FLAG_S)) !== 0) return Kind.Payload
  if (end - o < UDP_DATA_LEN) return p.reject(Reason.Truncated, Kind.L2tp, o, UDP_DATA_LEN, end - o)
  return pushFrame(p, Kind.L2tp, o, o + UDP_DATA_LEN, end)
}

/** RFC 3931 §4.1.1. */
function decodeInIp(p: Packet, o: number, end: number): Kind {
  if (end - o < IP_DATA_LEN) return p.reject(Reason.Truncated, Kind.L2tpIp, o, IP_DATA_LEN, end - o)
  const v = p.view
  if (!isControlInIp(v, o)) return pushFrame(p, Kind.L2tpIp, o, o + IP_DATA_LEN, end)
  const at = o + CONTROL_MARK_LEN
  const need = CONTROL_MARK_LEN + CONTROL_LEN
  if (end - o < need) return p.reject(Reason.Truncated, Kind.L2tpIp, o, need, end - o)
  if (!isVersion3(v, at) || !isWholeControl(v, at, end, p.claimed - at)) {
    return p.reject(Reason.BadField, Kind.L2tpIp, o, need, end - o)
  }
  return decodeControl(p, Kind.L2tpIp, o, at, end)
}

function decode2(p: Packet, o: number, end: number, length: number): Kind {
  const v = p.view
  if (offsetAt(v, o) + (hasOffset(v, o) ? 2 : 0) > end) return Kind.Payload
  const len = headerLen2(v, o)
  const claimed = hasLength(v, o) ? v.getUint16(o + 2) : length
  if (claimed > length || claimed < len || o + len > end) return Kind.Payload
  if (isControl(v, o)) {
    return hasLength(v, o) && hasSequence(v, o) ? decodeControl(p, Kind.L2tp, o, o, end) : Kind.Payload
  }
  const stop = p.narrow(o + claimed)
  return p.push(Kind.L2tp, o, o + len, stop, o + len === stop ? Kind.None : Kind.Ppp)
}

/** Whether a control message of version 3 has all that it must have. */
function isWholeControl(v: DataView, o: number, end: number, length: number): boolean {
  if (end - o < CONTROL_LEN || !isControl(v, o) || !hasLength(v, o) || !hasSequence(v, o)) return false
  return v.getUint16(o + 2) >= CONTROL_LEN && v.getUint16(o + 2) <= length
}

/** A control message that begins at `at`: its list is part of the header. */
function decodeControl(p: Packet, kind: Kind, o: number, at: number, end: number): Kind {
  const stop = Math.min(end, p.narrow(at + p.view.getUint16(at + 2)))
  return p.push(kind, o, stop, stop, Kind.None)
}

/** A session's data. No field says where the frame begins, so it is searched for; without a frame they stay octets. */
function pushFrame(p: Packet, kind: Kind, o: number, data: number, end: number): Kind {
  for (const skip of SUBLAYERS) {
    if (looksLikeFrame(p, data + skip, end)) return p.push(kind, o, data + skip, end, Kind.Ethernet)
  }
  return p.push(kind, o, data, end, Kind.Payload)
}

/** Octets of cookie and sublayer together, the most common ones first: Linux has the sublayer and no cookie. */
const SUBLAYERS: readonly number[] = [4, 0, 8, 12]

/** Whether a frame with an EtherType that leads on, of a single station (IEEE Std 802 §8.2), stands at `o`. */
function looksLikeFrame(p: Packet, o: number, end: number): boolean {
  if (end - o < ethernet.HEADER_LEN || (p.view.getUint8(o + 6) & 1) !== 0) return false
  return p.tables.etherTypes[ethernet.type(p.view, o)] !== Kind.Payload
}
