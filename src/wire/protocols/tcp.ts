/**
 * Transmission Control Protocol. RFC 9293 §3.1; the AE flag is draft-ietf-tcpm-accurate-ecn §3.1 (once NS of RFC 3540).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Source Port          |       Destination Port        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Sequence Number                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Acknowledgment Number                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Data |     |A|C|E|U|A|P|R|S|F|                               |
 * | Offset|Rsrvd|E|W|C|R|C|S|S|Y|I|            Window             |
 * |       |     | |R|E|G|K|H|T|N|N|                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Checksum            |         Urgent Pointer        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           [Options]                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets, without options. */
export const MIN_HEADER_LEN = 20

const SOURCE_PORT = 0
const DESTINATION_PORT = 2
const SEQUENCE_NUMBER = 4
const ACKNOWLEDGMENT_NUMBER = 8
const DATA_OFFSET_FLAGS = 12
const WINDOW = 14
const CHECKSUM = 16

// Masks over the 12 bits after the data offset, in the order the diagram draws them.
const RESERVED = 0xe00
export const FLAG_AE = 0x100
export const FLAG_CWR = 0x080
export const FLAG_ECE = 0x040
export const FLAG_URG = 0x020
export const FLAG_ACK = 0x010
export const FLAG_PSH = 0x008
export const FLAG_RST = 0x004
export const FLAG_SYN = 0x002
export const FLAG_FIN = 0x001

export const sourcePort = (v: DataView, o: number): number => v.getUint16(o + SOURCE_PORT)
export const destinationPort = (v: DataView, o: number): number => v.getUint16(o + DESTINATION_PORT)
/** Sequence number as it stands on the wire, unsigned 32 bits. */
export const sequenceNumber = (v: DataView, o: number): number => v.getUint32(o + SEQUENCE_NUMBER)
/** Acknowledgment number as it stands on the wire, unsigned 32 bits; meaningful only when `FLAG_ACK` is set. */
export const acknowledgmentNumber = (v: DataView, o: number): number => v.getUint32(o + ACKNOWLEDGMENT_NUMBER)
/** Header length in octets; the wire's Data Offset counts 32-bit words. */
export const headerLen = (v: DataView, o: number): number => (v.getUint8(o + DATA_OFFSET_FLAGS) >> 4) * 4
/** The three reserved bits and the control bits, 12 bits; test with the `FLAG_*` masks. */
export const flags = (v: DataView, o: number): number => v.getUint16(o + DATA_OFFSET_FLAGS) & 0xfff
/** Receive window before scaling (RFC 7323 §2). */
export const window = (v: DataView, o: number): number => v.getUint16(o + WINDOW)
/** The checksum over pseudo-header, header and data as it stands on the wire. */
export const checksum = (v: DataView, o: number): number => v.getUint16(o + CHECKSUM)
/** Octets needed for the header's length to be known. */
export const OFFSET_KNOWN_LEN = 13
/** Meaningful only with `FLAG_URG`. */
export const urgentPointer = (v: DataView, o: number): number => v.getUint16(o + 18)
/** Kind of the option at absolute offset `at`. */
export const optionKind = (v: DataView, at: number): number => v.getUint8(at)
/** Octets of the option at `at`, kind and length included; kinds 0 and 1 have none. */
export const optionLength = (v: DataView, at: number): number => v.getUint8(at + 1)
/** Absolute offset of the data of the option at `at`. */
export const optionData = (at: number): number => at + 2
/** The `n`th octet of the data of the option at `at`. */
export const optionData8 = (v: DataView, at: number, n: number): number => v.getUint8(optionData(at) + n)
/** The first 16 bits of the data of the option at `at`. */
export const optionData16 = (v: DataView, at: number): number => v.getUint16(optionData(at))
/** The `n`th 32 bits of the data of the option at `at`. */
export const optionData32 = (v: DataView, at: number, n: number): number => v.getUint32(optionData(at) + 4 * n)

const RFC = 'RFC 9293 §3.1'
const ACCECN = 'draft-ietf-tcpm-accurate-ecn §3.1'
const MSS = 'RFC 9293 §3.7.1'
const WINDOW_SCALE = 'RFC 7323 §2.2'
const TIMESTAMPS = 'RFC 7323 §3.2'

const OPTION_NAMES: Readonly<Record<number, string>> = {
  0: 'end of option list',
  1: 'no operation',
  2: 'maximum segment size',
  3: 'window scale',
  4: 'SACK permitted',
  5: 'SACK',
  6: 'echo',
  7: 'echo reply',
  8: 'timestamps',
  14: 'alternate checksum request',
  15: 'alternate checksum data',
  19: 'MD5 signature',
  27: 'quick-start response',
  28: 'user timeout',
  29: 'authentication (TCP-AO)',
  30: 'multipath TCP',
  34: 'fast open cookie',
  69: 'encryption negotiation (TCP-ENO)',
  172: 'accurate ECN order 0',
  174: 'accurate ECN order 1',
  253: 'experiment 1',
  254: 'experiment 2',
}

/** Kinds whose octets have fields of their own below. */
const KNOWN_OPTIONS: readonly number[] = [0, 1, 2, 3, 4, 5, 8, 19, 28, 29, 30, 34]

/** Whether the option at `o` is of this kind. */
function isKind(kind: number): (v: DataView, o: number) => boolean {
  return (v, o) => v.getUint8(o) === kind
}

/** RFC 2018 §3: as many pairs of edges as the option's length says, at most four. */
const SACK_EDGES: readonly Field[] = [0, 1, 2, 3].flatMap((block): Field[] => [
  {
    name: 'tcp.options.sack_le',
    label: `Left Edge of Block ${block + 1}`,
    bit: 16 + 64 * block,
    bits: 32,
    form: Form.Dec,
    when: isKind(5),
    source: 'RFC 2018 §3',
  },
  {
    name: 'tcp.options.sack_re',
    label: `Right Edge of Block ${block + 1}`,
    bit: 48 + 64 * block,
    bits: 32,
    form: Form.Dec,
    when: isKind(5),
    source: 'RFC 2018 §3',
  },
])

/**
 * RFC 9293 §3.1 "Options". Kind 0 ends the list, what is behind it is padding; kind 1 has no length octet; a length
 * below 2 makes the rest unreadable.
 */
const OPTIONS: Group = {
  label: 'Option',
  start: (_, o) => o + MIN_HEADER_LEN,
  end: (v, o) => o + headerLen(v, o),
  size: (v, at, end) => {
    const kind = v.getUint8(at)
    if (kind === 0) return end - at
    if (kind === 1) return 1
    if (at + 1 >= end) return 0
    const len = v.getUint8(at + 1)
    return len < 2 ? end - at : len
  },
  fields: [
    { name: 'tcp.option_kind', label: 'Kind', bit: 0, bits: 8, form: Form.Dec, names: OPTION_NAMES, source: RFC },
    {
      name: 'tcp.option_len',
      label: 'Length',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      when: (v, o) => v.getUint8(o) > 1,
      source: RFC,
    },
    {
      name: 'tcp.options.mss_val',
      label: 'Maximum Segment Size',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      when: isKind(2),
      source: MSS,
    },
    {
      name: 'tcp.options.wscale.shift',
      label: 'Shift Count',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      when: isKind(3),
      source: WINDOW_SCALE,
    },
    ...SACK_EDGES,
    {
      name: 'tcp.options.timestamp.tsval',
      label: 'TS Value',
      bit: 16,
      bits: 32,
      form: Form.Dec,
      when: isKind(8),
      source: TIMESTAMPS,
    },
    {
      name: 'tcp.options.timestamp.tsecr',
      label: 'TS Echo Reply',
      bit: 48,
      bits: 32,
      form: Form.Dec,
      when: isKind(8),
      source: TIMESTAMPS,
    },
    {
      name: 'tcp.options.md5.digest',
      label: 'MD5 Digest',
      bit: 16,
      bits: 128,
      form: Form.Bytes,
      when: isKind(19),
      source: 'RFC 2385 §3.0',
    },
    {
      name: 'tcp.options.user_to_granularity',
      label: 'G: minutes',
      bit: 16,
      bits: 1,
      form: Form.Flag,
      when: isKind(28),
      source: 'RFC 5482 §2',
    },
    {
      name: 'tcp.options.user_to_val',
      label: 'User Timeout',
      bit: 17,
      bits: 15,
      form: Form.Dec,
      when: isKind(28),
      source: 'RFC 5482 §2',
    },
    {
      name: 'tcp.options.ao.keyid',
      label: 'KeyID',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      when: isKind(29),
      source: 'RFC 5925 §2.2',
    },
    {
      name: 'tcp.options.ao.rnextkeyid',
      label: 'RNextKeyID',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      when: isKind(29),
      source: 'RFC 5925 §2.2',
    },
    {
      name: 'tcp.options.ao.mac',
      label: 'MAC',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 4,
      when: (v, o, end) => v.getUint8(o) === 29 && end - o > 4,
      source: 'RFC 5925 §2.2',
    },
    {
      name: 'tcp.options.mptcp.subtype',
      label: 'Subtype',
      bit: 16,
      bits: 4,
      form: Form.Dec,
      when: isKind(30),
      source: 'RFC 8684 §3',
    },
    {
      name: 'tcp.options.tfo.cookie',
      label: 'Cookie',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 2,
      when: (v, o, end) => v.getUint8(o) === 34 && end - o > 2,
      source: 'RFC 7413 §4.1.1',
    },
    {
      name: 'tcp.options.unknown.payload',
      label: 'Option Data',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 2,
      when: (v, o, end) => !KNOWN_OPTIONS.includes(v.getUint8(o)) && end - o > 2,
      source: RFC,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Tcp,
  name: 'tcp',
  title: 'Transmission Control Protocol',
  short: 'TCP',
  reachedBy: { ipProtocols: [6] },
  decode,
  fields: [
    { name: 'tcp.srcport', label: 'Source Port', bit: 0, bits: 16, form: Form.Dec, source: RFC },
    { name: 'tcp.dstport', label: 'Destination Port', bit: 16, bits: 16, form: Form.Dec, source: RFC },
    { name: 'tcp.seq_raw', label: 'Sequence Number', bit: 32, bits: 32, form: Form.Dec, source: RFC },
    { name: 'tcp.ack_raw', label: 'Acknowledgment Number', bit: 64, bits: 32, form: Form.Dec, source: RFC },
    { name: 'tcp.hdr_len', label: 'Data Offset', bit: 96, bits: 4, form: Form.Dec, get: headerLen, source: RFC },
    { name: 'tcp.flags', label: 'Control Bits', bit: 96, bits: 16, form: Form.Hex, get: flags, source: RFC },
    {
      name: 'tcp.flags.res',
      label: 'Reserved bits',
      bit: 100,
      bits: 3,
      form: Form.Flag,
      get: (v, o) => ((flags(v, o) & RESERVED) === 0 ? 0 : 1),
      source: RFC,
    },
    { name: 'tcp.flags.ae', label: 'AE: Accurate ECN', bit: 103, bits: 1, form: Form.Flag, source: ACCECN },
    {
      name: 'tcp.flags.cwr',
      label: 'CWR: Congestion Window Reduced',
      bit: 104,
      bits: 1,
      form: Form.Flag,
      source: 'RFC 3168 §6.1.2',
    },
    { name: 'tcp.flags.ece', label: 'ECE: ECN-Echo', bit: 105, bits: 1, form: Form.Flag, source: 'RFC 3168 §6.1.3' },
    { name: 'tcp.flags.urg', label: 'URG: Urgent Pointer counts', bit: 106, bits: 1, form: Form.Flag, source: RFC },
    { name: 'tcp.flags.ack', label: 'ACK: Acknowledgment counts', bit: 107, bits: 1, form: Form.Flag, source: RFC },
    { name: 'tcp.flags.push', label: 'PSH: Push', bit: 108, bits: 1, form: Form.Flag, source: RFC },
    { name: 'tcp.flags.reset', label: 'RST: Reset the connection', bit: 109, bits: 1, form: Form.Flag, source: RFC },
    { name: 'tcp.flags.syn', label: 'SYN: Synchronize', bit: 110, bits: 1, form: Form.Flag, source: RFC },
    { name: 'tcp.flags.fin', label: 'FIN: No more data', bit: 111, bits: 1, form: Form.Flag, source: RFC },
    { name: 'tcp.window_size_value', label: 'Window', bit: 112, bits: 16, form: Form.Dec, get: window, source: RFC },
    { name: 'tcp.checksum', label: 'Checksum', bit: 128, bits: 16, form: Form.Hex, source: RFC },
    { name: 'tcp.urgent_pointer', label: 'Urgent Pointer', bit: 144, bits: 16, form: Form.Dec, source: RFC },
  ] satisfies Field[],
  groups: [OPTIONS],
}

export function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Tcp, o, MIN_HEADER_LEN, end - o)
  const hl = headerLen(p.view, o)
  if (hl < MIN_HEADER_LEN) return p.reject(Reason.BadField, Kind.Tcp, o, MIN_HEADER_LEN, hl)
  if (hl > end - o) return p.reject(Reason.Truncated, Kind.Tcp, o, hl, end - o)
  return p.push(Kind.Tcp, o, o + hl, end, o + hl < end ? Kind.Payload : Kind.None)
}
