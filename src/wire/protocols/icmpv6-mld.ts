/**
 * Multicast Listener Discovery. Version 2: RFC 3810 §5; version 1: RFC 2710 §3.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |           Checksum            |  130 Query, 131 Report and 132 Done of version 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Maximum Response Code      |           Reserved            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Multicast Address                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Resv  |S| QRV |     QQIC      |     Number of Sources (N)     |  version 2 query only
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Source Address [1..N]                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Type = 143   |    Reserved   |           Checksum            |  version 2 report
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Reserved            |Nr of Mcast Address Records (M)|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group } from '../field.js'
import { RECORD_NAMES, recordSize, recordsEnd } from './multicast-record.js'

export const TYPE_QUERY = 130
export const TYPE_REPORT_V1 = 131
export const TYPE_DONE = 132
export const TYPE_REPORT_V2 = 143

/** Octets of a version 1 message. */
export const V1_LEN = 24
/** Octets of a version 2 query without sources: a query this long is version 2 (RFC 3810 §8.1). */
export const QUERY_V2_LEN = 28
/** Octets of a version 2 report without its records. */
const REPORT_V2_LEN = 8
const ADDRESS_LEN = 16

const RECORD_COUNT = 6
/** Octets from the message's first to the multicast address of a version 1 message or a query. */
export const MULTICAST_ADDRESS = 8
const SOURCE_COUNT = 26
/** Milliseconds; of a version 1 message. */
export const maximumResponseDelay = (v: DataView, o: number): number => v.getUint16(o + 4)
/** Multicast address records of a version 2 report. */
export const recordCount = (v: DataView, o: number): number => v.getUint16(o + RECORD_COUNT)
/** Absolute offset of a version 2 report's first record. */
export const recordsStart = (o: number): number => o + REPORT_V2_LEN
/** Sources of a version 2 query. */
export const sourceCount = (v: DataView, o: number): number => v.getUint16(o + SOURCE_COUNT)

const isV1Layout = (v: DataView, o: number): boolean => {
  const t = v.getUint8(o)
  return t >= TYPE_QUERY && t <= TYPE_DONE
}
const isQueryV2 = (v: DataView, o: number, end: number): boolean =>
  v.getUint8(o) === TYPE_QUERY && end - o >= QUERY_V2_LEN
const isReportV2 = (v: DataView, o: number): boolean => v.getUint8(o) === TYPE_REPORT_V2

/**
 * Octets needed of the message [`o`, `end`), of which at least a type is there; 0 when it is none of these. It ends on
 * the wire at `claimed`, which tells the versions of a query apart.
 */
export function mldLen(v: DataView, o: number, end: number, claimed: number): number {
  if (isReportV2(v, o)) {
    if (end - o < REPORT_V2_LEN) return REPORT_V2_LEN
    return recordsEnd(v, o + REPORT_V2_LEN, end, v.getUint16(o + RECORD_COUNT), ADDRESS_LEN) - o
  }
  if (!isV1Layout(v, o)) return 0
  if (!isQueryV2(v, o, claimed)) return V1_LEN
  return end - o < QUERY_V2_LEN ? QUERY_V2_LEN : QUERY_V2_LEN + ADDRESS_LEN * v.getUint16(o + SOURCE_COUNT)
}

const QUERY = 'RFC 3810 §5.1'
const REPORT = 'RFC 3810 §5.2'
const RECORD = 'RFC 3810 §5.2.4'

/** Fields of the messages. */
export const mldFields: readonly Field[] = [
  {
    name: 'icmpv6.mld.maximum_response_delay',
    label: 'Maximum Response Delay (ms)',
    bit: 32,
    bits: 16,
    form: Form.Dec,
    when: (v, o, end) => isV1Layout(v, o) && !isQueryV2(v, o, end),
    source: 'RFC 2710 §3.4',
  },
  {
    name: 'icmpv6.mld.maximum_response_code',
    label: 'Maximum Response Code',
    bit: 32,
    bits: 16,
    form: Form.Dec,
    when: isQueryV2,
    source: 'RFC 3810 §5.1.3',
  },
  {
    name: 'icmpv6.mld.multicast_address',
    label: 'Multicast Address',
    bit: 64,
    bits: 128,
    form: Form.Ipv6,
    when: isV1Layout,
    source: QUERY,
  },
  {
    name: 'icmpv6.mld.flag.s',
    label: 'S: Suppress Router-Side Processing',
    bit: 196,
    bits: 1,
    form: Form.Flag,
    when: isQueryV2,
    source: QUERY,
  },
  {
    name: 'icmpv6.mld.flag.qrv',
    label: "QRV: Querier's Robustness Variable",
    bit: 197,
    bits: 3,
    form: Form.Dec,
    when: isQueryV2,
    source: QUERY,
  },
  {
    name: 'icmpv6.mld.qqi',
    label: "QQIC: Querier's Query Interval Code",
    bit: 200,
    bits: 8,
    form: Form.Dec,
    when: isQueryV2,
    source: QUERY,
  },
  {
    name: 'icmpv6.mld.nb_sources',
    label: 'Number of Sources',
    bit: 208,
    bits: 16,
    form: Form.Dec,
    when: isQueryV2,
    source: QUERY,
  },
  {
    name: 'icmpv6.mld.source_address',
    label: 'Source Address',
    bit: 224,
    bits: 128,
    form: Form.Ipv6,
    when: isQueryV2,
    count: (v, o) => v.getUint16(o + SOURCE_COUNT),
    source: QUERY,
  },
  {
    name: 'icmpv6.mldr.nb_mcast_records',
    label: 'Nr of Mcast Address Records',
    bit: 48,
    bits: 16,
    form: Form.Dec,
    when: isReportV2,
    source: REPORT,
  },
]

/** Records of a version 2 report. */
export const mldRecords: Group = {
  label: 'Multicast Address Record',
  start: (v, o, end) => (isReportV2(v, o) ? o + REPORT_V2_LEN : end),
  end: (_, __, end) => end,
  size: (v, at, end) => recordSize(v, at, end, ADDRESS_LEN),
  fields: [
    {
      name: 'icmpv6.mldr.mar.record_type',
      label: 'Record Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: RECORD_NAMES,
      source: RECORD,
    },
    {
      name: 'icmpv6.mldr.mar.aux_data_len',
      label: 'Aux Data Len',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      source: RECORD,
    },
    {
      name: 'icmpv6.mldr.mar.nb_sources',
      label: 'Number of Sources',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      source: RECORD,
    },
    {
      name: 'icmpv6.mldr.mar.multicast_address',
      label: 'Multicast Address',
      bit: 32,
      bits: 128,
      form: Form.Ipv6,
      source: RECORD,
    },
    {
      name: 'icmpv6.mldr.mar.source_address',
      label: 'Source Address',
      bit: 160,
      bits: 128,
      form: Form.Ipv6,
      count: (v, o) => v.getUint16(o + 2),
      source: RECORD,
    },
    {
      name: 'icmpv6.mldr.mar.auxiliary_data',
      label: 'Auxiliary Data',
      bit: 0,
      bits: 0,
      form: Form.Bytes,
      at: (v, o) => o + 4 + ADDRESS_LEN * (1 + v.getUint16(o + 2)),
      size: (v, o) => 4 * v.getUint8(o + 1),
      when: (v, o) => v.getUint8(o + 1) > 0,
      source: RECORD,
    },
  ],
}
