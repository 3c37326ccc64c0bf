/**
 * Internet Group Management Protocol. Version 3: RFC 3376 §4; version 2: RFC 2236 §2; version 1: RFC 1112 appendix I.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Type     | Max Resp Code |           Checksum            |  all versions; version 1 has 0 as the code
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Group Address                         |  all but the version 3 report
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Resv  |S| QRV |     QQIC      |     Number of Sources (N)     |  version 3 query, RFC 3376 §4.1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Source Address [1..N]                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Type = 0x22  |    Reserved   |           Checksum            |  version 3 report, RFC 3376 §4.2
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Reserved            |  Number of Group Records (M)  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Record Type  |  Aux Data Len |     Number of Sources (N)     |  each of M group records, RFC 3376 §4.2.3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Multicast Address                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Source Address [1..N]                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Auxiliary Data                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { RECORD_NAMES, recordSize, recordsEnd } from './multicast-record.js'

/** Octets of every message but the version 3 query; of a version 3 report without its records. */
export const MIN_HEADER_LEN = 8
/** Octets of a version 3 query without sources: a longer query is version 3 (RFC 3376 §7.1). */
export const QUERY_V3_LEN = 12
/** Octets of a type, code and checksum: all that is known of an unknown type. */
const COMMON_LEN = 4
const ADDRESS_LEN = 4

export const TYPE_QUERY = 0x11
export const TYPE_REPORT_V1 = 0x12
export const TYPE_REPORT_V2 = 0x16
export const TYPE_LEAVE = 0x17
export const TYPE_REPORT_V3 = 0x22

const MAX_RESP_CODE = 1
const GROUP_ADDRESS = 4
const RECORD_COUNT = 6
const SOURCE_COUNT = 10
const CHECKSUM = 2

export const type = (v: DataView, o: number): number => v.getUint8(o)
/** The checksum over the message as it stands on the wire. */
export const checksum = (v: DataView, o: number): number => v.getUint16(o + CHECKSUM)
/** Group address, unsigned 32 bits; 0 in a general query. Not in a version 3 report. */
export const groupAddress = (v: DataView, o: number): number => v.getUint32(groupAt(o))
/** Absolute offset of `groupAddress`. */
export const groupAt = (o: number): number => o + GROUP_ADDRESS
/** Max Resp Code of a query, 8 bits. */
export const maxRespCode = (v: DataView, o: number): number => v.getUint8(o + 1)
/** Sources of a version 3 query. */
export const sourceCount = (v: DataView, o: number): number => v.getUint16(o + SOURCE_COUNT)

/** Number of group records in a version 3 report. */
export const recordCount = (v: DataView, o: number): number => v.getUint16(o + RECORD_COUNT)

/** Absolute offset of a version 3 report's first record. */
export const recordsStart = (o: number): number => o + MIN_HEADER_LEN

/** Group of a version 3 report's first record, unsigned 32 bits; 0 where `end` cuts it off. */
export const firstRecordGroup = (v: DataView, o: number, end: number): number =>
  o + MIN_HEADER_LEN + 8 <= end ? v.getUint32(o + MIN_HEADER_LEN + 4) : 0

/** Of a version 3 query, in tenths of a second: from 128 on the code is a floating-point number (RFC 3376 §4.1.1). */
const maxRespTime = (v: DataView, o: number): number => {
  const maxRespCode = v.getUint8(o + MAX_RESP_CODE)
  return maxRespCode < 128 ? maxRespCode : ((maxRespCode & 0x0f) | 0x10) << (((maxRespCode >> 4) & 7) + 3)
}

/** Octets of the header and the sources of a version 3 query. */
const queryLen = (v: DataView, o: number): number => QUERY_V3_LEN + ADDRESS_LEN * v.getUint16(o + SOURCE_COUNT)

const isReportV3 = (v: DataView, o: number): boolean => type(v, o) === TYPE_REPORT_V3
const isQueryV3 = (v: DataView, o: number, end: number): boolean => type(v, o) === TYPE_QUERY && end - o >= QUERY_V3_LEN
/** Whether `groupAddress` is there: a type that is not known has only its first four octets for sure. */
export const hasGroup = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_QUERY || t === TYPE_REPORT_V1 || t === TYPE_REPORT_V2 || t === TYPE_LEAVE
}

const RFC = 'RFC 3376 §4'
const QUERY = 'RFC 3376 §4.1'
const REPORT = 'RFC 3376 §4.2'
const RECORD = 'RFC 3376 §4.2.4'

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  0x11: 'membership query',
  0x12: 'version 1 membership report',
  0x13: 'DVMRP',
  0x14: 'PIM version 1',
  0x16: 'version 2 membership report',
  0x17: 'leave group',
  0x1e: 'multicast traceroute response',
  0x1f: 'multicast traceroute',
  0x22: 'version 3 membership report',
  0x30: 'multicast router advertisement',
  0x31: 'multicast router solicitation',
  0x32: 'multicast router termination',
}

const RECORDS: Group = {
  label: 'Group Record',
  start: (v, o, end) => (isReportV3(v, o) ? o + MIN_HEADER_LEN : end),
  end: (_, __, end) => end,
  size: (v, at, end) => recordSize(v, at, end, ADDRESS_LEN),
  fields: [
    {
      name: 'igmp.record_type',
      label: 'Record Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: RECORD_NAMES,
      source: RECORD,
    },
    { name: 'igmp.aux_data_len', label: 'Aux Data Len', bit: 8, bits: 8, form: Form.Dec, source: RECORD },
    { name: 'igmp.num_src', label: 'Number of Sources', bit: 16, bits: 16, form: Form.Dec, source: RECORD },
    { name: 'igmp.maddr', label: 'Multicast Address', bit: 32, bits: 32, form: Form.Ipv4, source: RECORD },
    {
      name: 'igmp.saddr',
      label: 'Source Address',
      bit: 64,
      bits: 32,
      form: Form.Ipv4,
      count: (v, o) => v.getUint16(o + 2),
      source: RECORD,
    },
    {
      name: 'igmp.aux_data',
      label: 'Auxiliary Data',
      bit: 0,
      bits: 0,
      form: Form.Bytes,
      at: (v, o) => o + 8 + ADDRESS_LEN * v.getUint16(o + 2),
      size: (v, o) => 4 * v.getUint8(o + 1),
      when: (v, o) => v.getUint8(o + 1) > 0,
      source: RECORD,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Igmp,
  name: 'igmp',
  title: 'Internet Group Management Protocol',
  short: 'IGMP',
  // Wireshark's IGMP dissector hands the message to a second dissector of the same name.
  path: 'igmp:igmp',
  reachedBy: { ipProtocols: [2] },
  decode,
  fields: [
    { name: 'igmp.type', label: 'Type', bit: 0, bits: 8, form: Form.Hex, names: TYPE_NAMES, source: RFC },
    {
      name: 'igmp.max_resp',
      label: 'Max Resp Time (1/10 s)',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      get: maxRespTime,
      when: isQueryV3,
      source: 'RFC 3376 §4.1.1',
    },
    {
      name: 'igmp.max_resp',
      label: 'Max Resp Time (1/10 s)',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      when: (v, o, end) => hasGroup(v, o) && type(v, o) !== TYPE_REPORT_V1 && !isQueryV3(v, o, end),
      source: 'RFC 2236 §2.2',
    },
    { name: 'igmp.checksum', label: 'Checksum', bit: 16, bits: 16, form: Form.Hex, source: 'RFC 3376 §4.1.2' },
    {
      name: 'igmp.maddr',
      label: 'Group Address',
      bit: 32,
      bits: 32,
      form: Form.Ipv4,
      when: hasGroup,
      source: 'RFC 3376 §4.1.3',
    },
    {
      name: 'igmp.s',
      label: 'S: Suppress Router-Side Processing',
      bit: 68,
      bits: 1,
      form: Form.Flag,
      when: isQueryV3,
      source: QUERY,
    },
    {
      name: 'igmp.qrv',
      label: "QRV: Querier's Robustness Variable",
      bit: 69,
      bits: 3,
      form: Form.Dec,
      when: isQueryV3,
      source: QUERY,
    },
    {
      name: 'igmp.qqic',
      label: "QQIC: Querier's Query Interval Code",
      bit: 72,
      bits: 8,
      form: Form.Dec,
      when: isQueryV3,
      source: QUERY,
    },
    {
      name: 'igmp.num_src',
      label: 'Number of Sources',
      bit: 80,
      bits: 16,
      form: Form.Dec,
      when: isQueryV3,
      source: QUERY,
    },
    {
      name: 'igmp.saddr',
      label: 'Source Address',
      bit: 96,
      bits: 32,
      form: Form.Ipv4,
      when: isQueryV3,
      count: (v, o) => v.getUint16(o + SOURCE_COUNT),
      source: QUERY,
    },
    {
      name: 'igmp.num_grp_recs',
      label: 'Number of Group Records',
      bit: 48,
      bits: 16,
      form: Form.Dec,
      get: recordCount,
      when: isReportV3,
      source: REPORT,
    },
  ] satisfies Field[],
  groups: [RECORDS],
}

/** Octets behind the last field are allowed, count for the checksum and mean nothing (RFC 2236 §2.5). */
function decode(p: Packet, o: number, end: number): Kind {
  const have = end - o
  if (have < COMMON_LEN) return p.reject(Reason.Truncated, Kind.Igmp, o, COMMON_LEN, have)
  const v = p.view
  let need = hasGroup(v, o) || isReportV3(v, o) ? MIN_HEADER_LEN : COMMON_LEN
  if (type(v, o) === TYPE_QUERY && p.claimed - o >= QUERY_V3_LEN) need = QUERY_V3_LEN
  if (have < need) return p.reject(Reason.Truncated, Kind.Igmp, o, need, have)
  if (need === QUERY_V3_LEN) need = queryLen(v, o)
  else if (isReportV3(v, o)) need = recordsEnd(v, o + MIN_HEADER_LEN, end, recordCount(v, o), ADDRESS_LEN) - o
  if (have < need) return p.reject(Reason.Truncated, Kind.Igmp, o, need, have)
  return p.push(Kind.Igmp, o, o + need, end, need < have ? Kind.Payload : Kind.None)
}
