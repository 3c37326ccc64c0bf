/**
 * GPRS Tunnelling Protocol, version 1: of the user plane, 3GPP TS 29.281 §5.1 with extension headers §5.2, and the header
 * that control messages have too, TS 29.060 §6.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Ver |P|R|E|S|N|  Message Type |             Length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Tunnel Endpoint Identifier (TEID)             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Sequence Number (E, S, N)  | N-PDU Number  | Next Ext. Hdr |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * An extension header, in units of 4 octets:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Length     |             Contents          | Next Ext. Hdr |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Group, type Protocol } from '../field.js'
import { fitsIp } from '../ip-length.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import * as ethernet from './ethernet.js'
import { ipKind } from './raw.js'
import { dataLength } from './udp.js'

/** Octets, without optional fields. */
const MIN_HEADER_LEN = 8
/** Octets with them: one of E, S and N makes all three stand there. */
const LONG_HEADER_LEN = 12
/** Octets of an extension header at least. */
const EXTENSION_LEN = 4

const MESSAGE_TYPE = 1
const LENGTH = 2
const TEID = 4
const NEXT_EXTENSION = 11

const FLAG_PT = 0x10
const FLAG_E = 0x04
const FLAG_S = 0x02
const FLAG_PN = 0x01
const VERSION_1 = 1

/** A message that carries a user's packet. */
const T_PDU = 255
/** Extension header that says which flow of a 5G session it is (TS 38.415). */
const PDU_SESSION_CONTAINER = 0x85
const NO_MORE = 0

const flags = (v: DataView, o: number): number => v.getUint8(o)
const version = (v: DataView, o: number): number => flags(v, o) >> 5
const hasOptions = (v: DataView, o: number): boolean => (flags(v, o) & (FLAG_E | FLAG_S | FLAG_PN)) !== 0
/** 8 bits; 255 is a user's packet. */
export const messageType = (v: DataView, o: number): number => v.getUint8(o + MESSAGE_TYPE)
/** Octets behind the first eight. */
const length = (v: DataView, o: number): number => v.getUint16(o + LENGTH)
/** The receiver's number for the tunnel, 32 bits. */
export const tunnelEndpointIdentifier = (v: DataView, o: number): number => v.getUint32(o + TEID)
/** Whether a user's packet follows. */
export const isData = (v: DataView, o: number): boolean => messageType(v, o) === T_PDU

const has = (flag: number) => (v: DataView, o: number) => (flags(v, o) & flag) !== 0

/** Type of the first extension header; 0 where none follows. */
const firstExtension = (v: DataView, o: number): number =>
  has(FLAG_E)(v, o) ? v.getUint8(o + NEXT_EXTENSION) : NO_MORE
/** Octets of the extension header at `at`, which ends in the type of the next one. */
const extensionLen = (v: DataView, at: number): number => v.getUint8(at) * 4
/** Whether the extension header that ends the octets in front of `at` names this one. */
const isPduSession = (v: DataView, at: number): boolean => v.getUint8(at - 1) === PDU_SESSION_CONTAINER
/** TS 38.415 §5.5.2: from the network to the user. */
const isDownlink = (v: DataView, at: number): boolean => isPduSession(v, at) && v.getUint8(at + 1) >> 4 === 0

const HEADER = '3GPP TS 29.281 §5.1'
const EXTENSION = '3GPP TS 29.281 §5.2'
const CONTAINER = '3GPP TS 38.415 §5.5.2'

const EXTENSION_NAMES: Readonly<Record<number, string>> = {
  [NO_MORE]: 'no more',
  0x01: 'MBMS support indication',
  0x02: 'MS Info Change Reporting support indication',
  0x20: 'Service Class Indicator',
  0x40: 'UDP Port',
  0x81: 'RAN Container',
  0x82: 'Long PDCP PDU Number',
  0x83: 'Xw RAN Container',
  0x84: 'NR RAN Container',
  [PDU_SESSION_CONTAINER]: 'PDU Session Container',
  0xc0: 'PDCP PDU Number',
  0xc1: 'Suspend Request',
  0xc2: 'Suspend Response',
}

const MESSAGE_NAMES: Readonly<Record<number, string>> = {
  1: 'Echo Request',
  2: 'Echo Response',
  3: 'Version Not Supported',
  16: 'Create PDP Context Request',
  17: 'Create PDP Context Response',
  18: 'Update PDP Context Request',
  19: 'Update PDP Context Response',
  20: 'Delete PDP Context Request',
  21: 'Delete PDP Context Response',
  26: 'Error Indication',
  31: 'Supported Extension Headers Notification',
  254: 'End Marker',
  [T_PDU]: 'T-PDU',
}

const EXTENSIONS: Group = {
  label: 'Extension Header',
  start: (_, o) => o + LONG_HEADER_LEN,
  end: extensionsEnd,
  size: (v, at, end) => (end - at < EXTENSION_LEN ? 0 : extensionLen(v, at)),
  fields: [
    { name: 'gtp.ext_hdr.length', label: 'Length', bit: 0, bits: 8, form: Form.Dec, source: EXTENSION },
    {
      name: 'gtp.ext_hdr.pdu_ses_con.pdu_type',
      label: 'PDU Type',
      bit: 8,
      bits: 4,
      form: Form.Dec,
      names: { 0: 'downlink', 1: 'uplink' },
      when: isPduSession,
      source: CONTAINER,
    },
    {
      name: 'gtp.ext_hdr.pdu_ses_cont.ppp',
      label: 'PPP: Paging Policy Presence',
      bit: 16,
      bits: 1,
      form: Form.Flag,
      when: isDownlink,
      source: CONTAINER,
    },
    {
      name: 'gtp.ext_hdr.pdu_ses_cont.rqi',
      label: 'RQI: Reflective QoS Indicator',
      bit: 17,
      bits: 1,
      form: Form.Flag,
      when: isDownlink,
      source: CONTAINER,
    },
    {
      name: 'gtp.ext_hdr.pdu_ses_con.qos_flow_id',
      label: 'QFI: QoS Flow Identifier',
      bit: 18,
      bits: 6,
      form: Form.Dec,
      when: isPduSession,
      source: CONTAINER,
    },
    {
      name: 'gtp.ext_hdr.next',
      label: 'Next Extension Header Type',
      bit: 0,
      bits: 8,
      form: Form.Hex,
      at: (v, at) => at + extensionLen(v, at) - 1,
      names: EXTENSION_NAMES,
      source: EXTENSION,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Gtp,
  name: 'gtp',
  title: 'GPRS Tunnelling Protocol',
  short: 'GTP',
  reachedBy: { udpServers: [2123, 2152] },
  decode,
  fields: [
    { name: 'gtp.flags', label: 'Flags', bit: 0, bits: 8, form: Form.Hex, source: HEADER },
    { name: 'gtp.flags.version', label: 'Version', bit: 0, bits: 3, form: Form.Dec, get: version, source: HEADER },
    { name: 'gtp.flags.payload', label: 'PT: Protocol Type', bit: 3, bits: 1, form: Form.Dec, source: HEADER },
    { name: 'gtp.flags.reserved', label: 'Reserved', bit: 4, bits: 1, form: Form.Dec, source: HEADER },
    { name: 'gtp.flags.e', label: 'E: Extension Header', bit: 5, bits: 1, form: Form.Flag, source: HEADER },
    { name: 'gtp.flags.s', label: 'S: Sequence Number', bit: 6, bits: 1, form: Form.Flag, source: HEADER },
    { name: 'gtp.flags.pn', label: 'PN: N-PDU Number', bit: 7, bits: 1, form: Form.Flag, source: HEADER },
    {
      name: 'gtp.message',
      label: 'Message Type',
      bit: 8,
      bits: 8,
      form: Form.Hex,
      get: messageType,
      names: MESSAGE_NAMES,
      source: '3GPP TS 29.281 §6.1',
    },
    { name: 'gtp.length', label: 'Length', bit: 16, bits: 16, form: Form.Dec, source: HEADER },
    {
      name: 'gtp.teid',
      label: 'Tunnel Endpoint Identifier',
      bit: 32,
      bits: 32,
      form: Form.Hex,
      get: tunnelEndpointIdentifier,
      source: HEADER,
    },
    {
      name: 'gtp.seq_number',
      label: 'Sequence Number',
      bit: 64,
      bits: 16,
      form: Form.Hex,
      when: has(FLAG_S),
      source: HEADER,
    },
    {
      name: 'gtp.npdu_number',
      label: 'N-PDU Number',
      bit: 80,
      bits: 8,
      form: Form.Hex,
      when: has(FLAG_PN),
      source: HEADER,
    },
    {
      name: 'gtp.ext_hdr.next',
      label: 'Next Extension Header Type',
      bit: 88,
      bits: 8,
      form: Form.Hex,
      names: EXTENSION_NAMES,
      when: has(FLAG_E),
      source: HEADER,
    },
  ] satisfies Field[],
  groups: [EXTENSIONS],
}

/** The port alone proves nothing: data of another version, or with a length that is not the datagram's, stay data. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  if (end - o < MIN_HEADER_LEN || version(v, o) !== VERSION_1 || (flags(v, o) & FLAG_PT) === 0) return Kind.Payload
  const stop = o + MIN_HEADER_LEN + length(v, o)
  if (stop > o + dataLength(p, o)) return Kind.Payload
  const len = hasOptions(v, o) ? LONG_HEADER_LEN : MIN_HEADER_LEN
  if (o + len > stop) return p.reject(Reason.BadField, Kind.Gtp, o, len, stop - o)
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Gtp, o, len, end - o)
  const within = p.narrow(stop)
  if (!isData(v, o)) return p.push(Kind.Gtp, o, within, within, Kind.None)
  const payload = extensionsEnd(v, o, within)
  if (payload < 0) return p.reject(Reason.BadField, Kind.Gtp, o, len + EXTENSION_LEN, within - o)
  if (payload > within) return p.reject(Reason.Truncated, Kind.Gtp, o, payload - o, within - o)
  return p.push(
    Kind.Gtp,
    o,
    payload,
    within,
    payload === within ? Kind.None : userKind(p, payload, within, stop - payload),
  )
}

/**
 * Where the extension headers end: beyond `end` if they do not end before it; -1 if one has the forbidden length 0
 * (§5.2.1).
 */
function extensionsEnd(v: DataView, o: number, end: number): number {
  let at = o + (hasOptions(v, o) ? LONG_HEADER_LEN : MIN_HEADER_LEN)
  let type = firstExtension(v, o)
  while (type !== NO_MORE) {
    if (at >= end) return at + EXTENSION_LEN
    const len = extensionLen(v, at)
    if (len === 0) return -1
    at += len
    if (at > end) return at
    type = v.getUint8(at - 1)
  }
  return at
}

/**
 * The kind of a user's packet of `claimed` octets, which no field names: IP if version and length fit, else perhaps an
 * Ethernet frame of a 5G session.
 */
function userKind(p: Packet, o: number, end: number, claimed: number): Kind {
  const v = p.view
  const kind = fitsIp(v, o, end, claimed)
  if (kind !== Kind.Payload) return kind
  // A packet with a wrong length that is no frame either is IP that was cut on the way.
  const isFrame = end - o >= ethernet.HEADER_LEN && p.tables.etherTypes[ethernet.type(v, o)] !== Kind.Payload
  return isFrame ? Kind.Ethernet : ipKind(v, o, end)
}
