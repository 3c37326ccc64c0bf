/**
 * Internet Protocol version 4. RFC 791 §3.1; the type of service octet by RFC 2474 §3 and RFC 3168 §5.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version|  IHL  |Type of Service|          Total Length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Identification        |Flags|      Fragment Offset    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Time to Live |    Protocol   |         Header Checksum       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Source Address                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Destination Address                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Options                    |    Padding    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { foldedSum } from '../checksum.js'
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'

/** Octets, without options. */
export const MIN_HEADER_LEN = 20

const VERSION_IHL = 0
const TYPE_OF_SERVICE = 1
const TOTAL_LENGTH = 2
const IDENTIFICATION = 4
const FLAGS_FRAGMENT = 6
const TIME_TO_LIVE = 8
const PROTOCOL = 9
const HEADER_CHECKSUM = 10
export const SOURCE = 12
export const DESTINATION = 16

// Masks over the 16 bits of flags and fragment offset.
export const FLAG_MF = 0x2000
const FRAGMENT_OFFSET = 0x1fff

/** 4 in an IPv4 header. */
export const version = (v: DataView, o: number): number => v.getUint8(o + VERSION_IHL) >> 4
/** Header length in octets; the wire's IHL counts 32-bit words. */
export const headerLen = (v: DataView, o: number): number => (v.getUint8(o + VERSION_IHL) & 0xf) * 4
/** 8 bits: DSCP (RFC 2474 §3) and ECN (RFC 3168 §5). */
export const typeOfService = (v: DataView, o: number): number => v.getUint8(o + TYPE_OF_SERVICE)
/** Octets of header and payload. */
export const totalLength = (v: DataView, o: number): number => v.getUint16(o + TOTAL_LENGTH)
export const identification = (v: DataView, o: number): number => v.getUint16(o + IDENTIFICATION)
/** The 16 bits of flags and fragment offset; test with the `FLAG_*` masks. */
export const flagsFragment = (v: DataView, o: number): number => v.getUint16(o + FLAGS_FRAGMENT)
/** Fragment offset in octets; the wire counts units of 8. */
export const fragmentOffset = (v: DataView, o: number): number => (flagsFragment(v, o) & FRAGMENT_OFFSET) * 8
/** Whether the packet is one of several fragments: more follow, or it does not start at 0. */
export const isFragment = (v: DataView, o: number): boolean => (flagsFragment(v, o) & (FLAG_MF | FRAGMENT_OFFSET)) !== 0
export const timeToLive = (v: DataView, o: number): number => v.getUint8(o + TIME_TO_LIVE)
/** Assigned Internet Protocol Number of the payload. */
export const protocolNumber = (v: DataView, o: number): number => v.getUint8(o + PROTOCOL)
export const headerChecksum = (v: DataView, o: number): number => v.getUint16(o + HEADER_CHECKSUM)
/** Source address, unsigned 32 bits. */
export const source = (v: DataView, o: number): number => v.getUint32(o + SOURCE)
/** Destination address, unsigned 32 bits. */
export const destination = (v: DataView, o: number): number => v.getUint32(o + DESTINATION)

const RFC = 'RFC 791 §3.1'

/** RFC 791 §3.1 "Options"; type 0 ends the list and type 1 has no length octet. */
const OPTIONS: Group = {
  label: 'Option',
  start: (_, o) => o + MIN_HEADER_LEN,
  end: (v, o) => o + headerLen(v, o),
  size: (v, at, end) => {
    const t = v.getUint8(at)
    if (t < 2) return 1
    return at + 1 < end ? Math.max(2, v.getUint8(at + 1)) : 0
  },
  fields: [
    {
      name: 'ip.opt.type',
      label: 'Option Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: {
        0: 'end of options',
        1: 'no operation',
        7: 'record route',
        68: 'timestamp',
        130: 'security',
        131: 'loose source route',
        136: 'stream id',
        137: 'strict source route',
        148: 'router alert',
      },
      source: RFC,
    },
    {
      name: 'ip.opt.len',
      label: 'Option Length',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      when: (_, o, end) => end - o > 1,
      source: RFC,
    },
    {
      name: 'ip.opt.data',
      label: 'Option Data',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 2,
      when: (_, o, end) => end - o > 2,
      source: RFC,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Ipv4,
  name: 'ip',
  title: 'Internet Protocol Version 4',
  short: 'IPv4',
  // WCCP redirects IPv4.
  reachedBy: { etherTypes: [0x0800], greProtocols: [0x883e], ipProtocols: [4], linkTypes: [228] },
  decode,
  fields: [
    { name: 'ip.version', label: 'Version', bit: 0, bits: 4, form: Form.Dec, source: RFC },
    { name: 'ip.hdr_len', label: 'IHL', bit: 4, bits: 4, form: Form.Dec, get: headerLen, source: RFC },
    { name: 'ip.dsfield', label: 'Differentiated Services', bit: 8, bits: 8, form: Form.Hex, source: 'RFC 2474 §3' },
    { name: 'ip.dsfield.dscp', label: 'DSCP', bit: 8, bits: 6, form: Form.Dec, source: 'RFC 2474 §3' },
    {
      name: 'ip.dsfield.ecn',
      label: 'ECN',
      bit: 14,
      bits: 2,
      form: Form.Dec,
      names: { 0: 'Not-ECT', 1: 'ECT(1)', 2: 'ECT(0)', 3: 'CE' },
      source: 'RFC 3168 §5',
    },
    { name: 'ip.len', label: 'Total Length', bit: 16, bits: 16, form: Form.Dec, source: RFC },
    { name: 'ip.id', label: 'Identification', bit: 32, bits: 16, form: Form.Hex, source: RFC },
    { name: 'ip.flags.rb', label: 'Reserved bit', bit: 48, bits: 1, form: Form.Flag, source: RFC },
    { name: 'ip.flags.df', label: "Don't Fragment", bit: 49, bits: 1, form: Form.Flag, source: RFC },
    { name: 'ip.flags.mf', label: 'More Fragments', bit: 50, bits: 1, form: Form.Flag, source: RFC },
    { name: 'ip.frag_offset', label: 'Fragment Offset / 8', bit: 51, bits: 13, form: Form.Dec, source: RFC },
    { name: 'ip.ttl', label: 'Time to Live', bit: 64, bits: 8, form: Form.Dec, source: RFC },
    { name: 'ip.proto', label: 'Protocol', bit: 72, bits: 8, form: Form.Dec, names: IP_PROTOCOL_NAMES, source: RFC },
    { name: 'ip.checksum', label: 'Header Checksum', bit: 80, bits: 16, form: Form.Hex, source: RFC },
    { name: 'ip.src', label: 'Source Address', bit: 96, bits: 32, form: Form.Ipv4, source: RFC },
    { name: 'ip.dst', label: 'Destination Address', bit: 128, bits: 32, form: Form.Ipv4, source: RFC },
  ] satisfies Field[],
  groups: [OPTIONS],
}

export function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  // The version is judged first: what is no IPv4 header is not a short one.
  if (o < end && (version(v, o) !== 4 || headerLen(v, o) < MIN_HEADER_LEN)) {
    return p.reject(Reason.BadField, Kind.Ipv4, o, MIN_HEADER_LEN, end - o)
  }
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Ipv4, o, MIN_HEADER_LEN, end - o)
  const hl = headerLen(v, o)
  if (hl > end - o) return p.reject(Reason.Truncated, Kind.Ipv4, o, hl, end - o)
  const next = p.tables.ipProtocols[protocolNumber(v, o)] as Kind
  if (isFragment(v, o)) return decodeFragment(p, o, end, hl, next)
  const total = totalLength(v, o)
  // 0 is a super-frame that segmentation offload has not cut yet: its length is the frame's.
  if (total === 0) return p.push(Kind.Ipv4, o, o + hl, end, next)
  if (total < hl) return p.reject(Reason.BadField, Kind.Ipv4, o, hl, total)
  return p.push(Kind.Ipv4, o, o + hl, p.narrow(o + total), next)
}

/** RFC 791 §3.2 "Fragmentation and Reassembly": a fragment's payload is octets until all fragments are there. */
function decodeFragment(p: Packet, o: number, end: number, hl: number, next: Kind): Kind {
  const v = p.view
  if (p.isWhole(o)) return p.push(Kind.Ipv4, o, o + hl, end, next)
  const total = totalLength(v, o)
  if (total !== 0 && total < hl) return p.reject(Reason.BadField, Kind.Ipv4, o, hl, total)
  // A fragment whose length is not known cannot be put together with others.
  const stop = total === 0 ? end : p.narrow(o + total)
  // A fragment that is cut itself is of no use for reassembly.
  if (p.tables.reassemble && stop === o + total && p.depth < p.quoted && foldedSum(v, o, hl, 0) === 0xffff) {
    p.fragment = p.depth
    return p.push(Kind.Ipv4, o, o + hl, stop, Kind.Payload)
  }
  return p.push(Kind.Ipv4, o, o + hl, stop, fragmentOffset(v, o) === 0 ? next : Kind.Payload)
}
