/**
 * Encapsulated Remote SPAN: mirrored frames in GRE. draft-foschiano-erspan-03.
 *
 * Type I has no header: the frame follows GRE. Type II:
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Ver  |          VLAN         | COS | En|T|    Session ID     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Reserved         |                  Index                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Type III, with eight octets more when O is set:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Ver  |          VLAN         | COS |BSO|T|     Session ID    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          Timestamp                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             SGT               |P|    FT   |   Hw ID   |D|Gra|O|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Platf ID |               Platform Specific Info              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Platform Specific Info                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ipKind } from './raw.js'

/** Octets of a type II header. */
export const TYPE_II_LEN = 8
/** Octets of a type III header without its platform specific subheader. */
export const TYPE_III_LEN = 12
const SUBHEADER_LEN = 8

const VERSION_VLAN = 0
const SESSION = 2
const FRAME_WORD = 10
const PLATFORM = 12

/** Versions in the header; the types are one more. */
const VERSION_II = 1
const VERSION_III = 2

const FRAME_ETHERNET = 0
const FRAME_IP = 2

/** 1 in type II, 2 in type III. */
const version = (v: DataView, o: number): number => v.getUint8(o + VERSION_VLAN) >> 4
/** Which mirror session it is, 10 bits. */
export const sessionId = (v: DataView, o: number): number => v.getUint16(o + SESSION) & 0x3ff
/** Type III: what is mirrored, 0 an Ethernet frame and 2 an IP packet. */
const frameType = (v: DataView, o: number): number => (v.getUint16(o + FRAME_WORD) >> 10) & 0x1f
/** Type III: whether a platform specific subheader follows. */
const hasSubheader = (v: DataView, o: number): boolean => (v.getUint16(o + FRAME_WORD) & 1) !== 0
/** Type III with a subheader: whose format that is, 6 bits. */
const platformId = (v: DataView, o: number): number => v.getUint8(o + PLATFORM) >> 2

const TYPE_II = 'draft-foschiano-erspan-03 Type II'
const TYPE_III = 'draft-foschiano-erspan-03 Type III'

const TRUNCATED_NAMES: Readonly<Record<number, string>> = { 0: 'whole frame', 1: 'truncated frame' }
const VERSION_NAMES: Readonly<Record<number, string>> = { [VERSION_II]: 'Type II', [VERSION_III]: 'Type III' }

/** The first 32 bits, which both types share but for two bits of their own. */
function sessionFields(source: string, middle: Field): Field[] {
  return [
    { name: 'erspan.version', label: 'Version', bit: 0, bits: 4, form: Form.Dec, names: VERSION_NAMES, source },
    { name: 'erspan.vlan', label: 'VLAN', bit: 4, bits: 12, form: Form.Dec, source },
    { name: 'erspan.cos', label: 'COS', bit: 16, bits: 3, form: Form.Dec, source },
    middle,
    { name: 'erspan.truncated', label: 'T', bit: 21, bits: 1, form: Form.Dec, names: TRUNCATED_NAMES, source },
    { name: 'erspan.spanid', label: 'Session ID', bit: 22, bits: 10, form: Form.Dec, get: sessionId, source },
  ]
}

/** A field of the platform specific subheader that the platforms in `ids` have. */
function platformField(ids: readonly number[], name: string, label: string, bit: number, bits: number): Field {
  const when = (v: DataView, o: number): boolean => hasSubheader(v, o) && ids.includes(platformId(v, o))
  return { name, label, bit, bits, form: Form.Dec, when, source: TYPE_III }
}

export const protocol1: Protocol = {
  kind: Kind.Erspan1,
  name: 'erspan',
  title: 'ERSPAN Type I',
  short: 'ERSPAN I',
  wireshark: 'ERSPAN',
  decode: decode1,
  fields: [],
}

export const protocol2: Protocol = {
  kind: Kind.Erspan2,
  name: 'erspan',
  title: 'ERSPAN Type II',
  short: 'ERSPAN II',
  wireshark: 'ERSPAN',
  reachedBy: { greProtocols: [0x88be] },
  decode,
  fields: [
    ...sessionFields(TYPE_II, {
      name: 'erspan.encap',
      label: 'En',
      bit: 19,
      bits: 2,
      form: Form.Dec,
      names: { 0: 'originally untagged', 1: 'originally ISL', 2: 'originally 802.1Q', 3: 'tag kept in the frame' },
      source: TYPE_II,
    }),
    { name: 'erspan.reserved', label: 'Reserved', bit: 32, bits: 12, form: Form.Dec, source: TYPE_II },
    { name: 'erspan.index', label: 'Index', bit: 44, bits: 20, form: Form.Dec, source: TYPE_II },
  ] satisfies Field[],
}

export const protocol3: Protocol = {
  kind: Kind.Erspan3,
  name: 'erspan',
  title: 'ERSPAN Type III',
  short: 'ERSPAN III',
  wireshark: 'ERSPAN',
  reachedBy: { greProtocols: [0x22eb] },
  decode,
  fields: [
    ...sessionFields(TYPE_III, {
      name: 'erspan.bso',
      label: 'BSO',
      bit: 19,
      bits: 2,
      form: Form.Dec,
      names: { 0: 'good or unknown', 1: 'short frame', 2: 'oversized frame', 3: 'bad CRC or alignment' },
      source: TYPE_III,
    }),
    { name: 'erspan.timestamp', label: 'Timestamp', bit: 32, bits: 32, form: Form.Dec, source: TYPE_III },
    { name: 'erspan.sgt', label: 'SGT', bit: 64, bits: 16, form: Form.Dec, source: TYPE_III },
    { name: 'erspan.p', label: 'P: Ethernet frame', bit: 80, bits: 1, form: Form.Dec, source: TYPE_III },
    {
      name: 'erspan.ft',
      label: 'FT',
      bit: 81,
      bits: 5,
      form: Form.Dec,
      get: frameType,
      names: { [FRAME_ETHERNET]: 'Ethernet', [FRAME_IP]: 'IP' },
      source: TYPE_III,
    },
    { name: 'erspan.hw', label: 'Hw ID', bit: 86, bits: 6, form: Form.Dec, source: TYPE_III },
    {
      name: 'erspan.direction',
      label: 'D',
      bit: 92,
      bits: 1,
      form: Form.Flag,
      names: { 0: 'ingress', 1: 'egress' },
      source: TYPE_III,
    },
    {
      name: 'erspan.gra',
      label: 'Gra',
      bit: 93,
      bits: 2,
      form: Form.Dec,
      names: { 0: '100 microseconds', 1: '100 nanoseconds', 2: 'IEEE 1588', 3: 'user configurable' },
      source: TYPE_III,
    },
    { name: 'erspan.o', label: 'O: subheader follows', bit: 95, bits: 1, form: Form.Dec, source: TYPE_III },
    {
      name: 'erspan.platid',
      label: 'Platf ID',
      bit: 96,
      bits: 6,
      form: Form.Dec,
      get: platformId,
      when: hasSubheader,
      source: TYPE_III,
    },
    platformField([1], 'erspan.pid1.vsmid', 'VSM Domain ID', 116, 12),
    platformField([1], 'erspan.pid1.port_index', 'Port ID/Index', 128, 32),
    platformField([3], 'erspan.pid3.port_index', 'Port ID/Index', 114, 14),
    platformField([3], 'erspan.pid3.timestamp', 'Upper 32 bits of the timestamp', 128, 32),
    platformField([5, 6], 'erspan.pid5.switchid', 'Switch ID', 102, 10),
    platformField([5, 6], 'erspan.pid5.port_index', 'Port ID/Index', 112, 16),
    platformField([5, 6], 'erspan.pid5.timestamp', 'Timestamp (seconds)', 128, 32),
    // Some senders write 0 for 7.
    platformField([0, 7], 'erspan.pid7.source_index', 'Source Index', 108, 20),
    platformField([0, 7], 'erspan.pid7.timestamp', 'Upper 32 bits of the timestamp', 128, 32),
  ] satisfies Field[],
}

/**
 * Type I, or a type with a header, when GRE's flags are not there to tell. The first four bits decide: a type I frame
 * begins with its destination address, which seldom looks like a version.
 */
export function kindByVersion(v: DataView, o: number, end: number): Kind {
  return o < end && (version(v, o) === VERSION_II || version(v, o) === VERSION_III) ? Kind.Erspan2 : Kind.Erspan1
}

/** Type I: the mirrored frame follows GRE at once. */
function decode1(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Erspan1, o, o, end, Kind.Ethernet)
}

/** Types II and III: the version in the header tells which, whatever GRE's Protocol Type was. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < TYPE_II_LEN) return p.reject(Reason.Truncated, Kind.Erspan2, o, TYPE_II_LEN, end - o)
  const v = p.view
  switch (version(v, o)) {
    case VERSION_II:
      return p.push(Kind.Erspan2, o, o + TYPE_II_LEN, end, Kind.Ethernet)
    case VERSION_III:
      return decode3(p, o, end)
    default:
      return p.reject(Reason.BadField, Kind.Erspan2, o, TYPE_II_LEN, end - o)
  }
}

function decode3(p: Packet, o: number, end: number): Kind {
  if (end - o < TYPE_III_LEN) return p.reject(Reason.Truncated, Kind.Erspan3, o, TYPE_III_LEN, end - o)
  const v = p.view
  const len = TYPE_III_LEN + (hasSubheader(v, o) ? SUBHEADER_LEN : 0)
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Erspan3, o, len, end - o)
  const payload = o + len
  return p.push(Kind.Erspan3, o, payload, end, mirroredKind(v, o, payload, end))
}

function mirroredKind(v: DataView, o: number, payload: number, end: number): Kind {
  switch (frameType(v, o)) {
    case FRAME_ETHERNET:
      return Kind.Ethernet
    case FRAME_IP:
      return ipKind(v, payload, end)
    default:
      return Kind.Payload
  }
}
