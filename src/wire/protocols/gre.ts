/**
 * Generic Routing Encapsulation. RFC 2784 §2; Key and Sequence Number from RFC 2890 §2; Routing from RFC 1701.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |C|R|K|S|s|Recur|  Flags  | Ver |         Protocol Type         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Checksum (optional)      |       Offset (optional)       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Key (optional)                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Sequence Number (optional)                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Routing (optional)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * PPTP's version 1 (RFC 2637 §4.1) has A in the Flags and reads the key as two halves:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |C|R|K|S|s|Recur|A| Flags | Ver |         Protocol Type         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Key (HW) Payload Length    |       Key (LW) Call ID        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Sequence Number (Optional)                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |               Acknowledgment Number (Optional)                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * and NVGRE (RFC 7637 §3.2) reads it as a Virtual Subnet ID of 24 bits and a FlowID of 8.
 *
 * MikroTik's Ethernet over IP has no RFC. It is of version 1 with K alone, and reads the key as two halves too, the second
 * one with its octets the other way round:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0|0|1|0 0 0 0 0 0 0 0 0 0|  1  |             0x6400            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Frame Length          |   Tunnel ID, little-endian    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { GRE_PROTOCOL_NAMES } from '../registries/gre-protocols.js'

/** Octets, without optional fields. */
export const MIN_HEADER_LEN = 4

const FLAGS_VERSION = 0
const PROTOCOL_TYPE = 2
const CHECKSUM = 4

// Masks over the 16 bits of flags and version.
export const FLAG_C = 0x8000
export const FLAG_R = 0x4000
export const FLAG_K = 0x2000
export const FLAG_S = 0x1000
/** An acknowledgment number is there; in version 1 alone, RFC 2637 §4.1. */
export const FLAG_A = 0x0080
const VERSION = 0x0007
const MAX_VERSION = 1

/** Protocol Type of an Ethernet frame: gretap, NVGRE. */
export const ETHERNET = 0x6558
/** Protocol Type of PPP: PPTP, in version 1. */
export const PPP = 0x880b
/** Protocol Type of ERSPAN types I and II. */
export const ERSPAN = 0x88be
/** Protocol Type of ERSPAN type III. */
export const ERSPAN3 = 0x22eb
/** Protocol Type of MikroTik's Ethernet over IP. */
const EOIP = 0x6400
/** Protocol Type of a packet that WCCP redirects, IPv4. */
const WCCP = 0x883e

/** Octets of a source route entry before its routing information, RFC 1701. */
const SRE_HEADER_LEN = 4
/** Octets that WCCP version 2 puts in front of a redirected packet. */
const REDIRECT_LEN = 4

/** The first 16 bits; test with the `FLAG_*` masks. */
export const flagsAndVersion = (v: DataView, o: number): number => v.getUint16(o + FLAGS_VERSION)
/** 0, or 1 in PPTP. */
export const version = (v: DataView, o: number): number => flagsAndVersion(v, o) & VERSION
/** EtherType of what follows, or one of GRE's own numbers. */
export const protocolType = (v: DataView, o: number): number => v.getUint16(o + PROTOCOL_TYPE)
/** Whether checksum and offset are there: C or R is set (RFC 1701). */
export const hasChecksumWord = (v: DataView, o: number): boolean => (flagsAndVersion(v, o) & (FLAG_C | FLAG_R)) !== 0
/** Over header and payload (RFC 2784 §2.5). There only with `hasChecksumWord`, meaningful only with `FLAG_C`. */
export const checksum = (v: DataView, o: number): number => v.getUint16(o + CHECKSUM)
/** Absolute offset of the key, whether it is there or not. */
export const keyOffset = (v: DataView, o: number): number => o + MIN_HEADER_LEN + (hasChecksumWord(v, o) ? 4 : 0)
/** Absolute offset of the sequence number, whether it is there or not. */
export const sequenceOffset = (v: DataView, o: number): number => keyOffset(v, o) + optional(v, o, FLAG_K)
/** Absolute offset of the acknowledgment number, whether it is there or not. */
export const acknowledgmentOffset = (v: DataView, o: number): number => sequenceOffset(v, o) + optional(v, o, FLAG_S)
/** Header length in octets by its flags, without routing and without WCCP's redirect header. */
export const headerLen = (v: DataView, o: number): number =>
  acknowledgmentOffset(v, o) + (isEnhanced(v, o) ? optional(v, o, FLAG_A) : 0) - o
/** 32 bits. There only with `FLAG_K`. */
export const key = (v: DataView, o: number): number => v.getUint32(keyOffset(v, o))
/** 32 bits. There only with `FLAG_S`. */
export const sequenceNumber = (v: DataView, o: number): number => v.getUint32(sequenceOffset(v, o))
/** 32 bits. There only with `FLAG_A` in PPTP's header. */
export const acknowledgmentNumber = (v: DataView, o: number): number => v.getUint32(acknowledgmentOffset(v, o))
/** Whether this is PPTP's enhanced header (RFC 2637 §4.1). */
export const isEnhanced = (v: DataView, o: number): boolean => version(v, o) === 1 && protocolType(v, o) === PPP
/** Whether this is MikroTik's Ethernet over IP: https://wiki.mikrotik.com/wiki/Manual:Interface/EoIP. */
export const isEoip = (v: DataView, o: number): boolean =>
  protocolType(v, o) === EOIP &&
  (flagsAndVersion(v, o) & (FLAG_C | FLAG_R | FLAG_K | FLAG_S | VERSION)) === (FLAG_K | 1)
/** Which EoIP tunnel between its two ends it is, 16 bits. Meaningful only when `isEoip`. */
export const eoipTunnelId = (v: DataView, o: number): number => v.getUint16(keyOffset(v, o) + 2, true)
/** Octets of payload, the upper half of the key. There only with `FLAG_K` in version 1. */
const payloadLength = (v: DataView, o: number): number => v.getUint16(keyOffset(v, o))
/** The peer's Call ID, the lower half of the key. There only with `FLAG_K` in version 1. */
export const callId = (v: DataView, o: number): number => v.getUint16(keyOffset(v, o) + 2)
/** Whether the header is one that NVGRE prescribes (RFC 7637 §3.2). A gretap tunnel with a key has the same. */
export const isNvgre = (v: DataView, o: number): boolean =>
  (flagsAndVersion(v, o) & (FLAG_C | FLAG_R | FLAG_K | FLAG_S | VERSION)) === FLAG_K && protocolType(v, o) === ETHERNET
/** Virtual Subnet ID, 24 bits. Meaningful only when `isNvgre`. */
export const vsid = (v: DataView, o: number): number => key(v, o) >>> 8
/** 8 bits of entropy. Meaningful only when `isNvgre`. */
export const flowId = (v: DataView, o: number): number => v.getUint8(keyOffset(v, o) + 3)
/** Offset, in octets, of the active source route entry. There with `FLAG_C` or `FLAG_R`. */
export const routingOffset = (v: DataView, o: number): number => v.getUint16(o + 6)
/** Absolute offset of the first source route entry. There only with `FLAG_R`. */
export const routingStart = (v: DataView, o: number): number => o + headerLen(v, o)
/** Address Family of the source route entry at `at`. */
export const sreAddressFamily = (v: DataView, at: number): number => v.getUint16(at)
/** Octets from the entry's routing information to its active address. */
export const sreOffset = (v: DataView, at: number): number => v.getUint8(at + 2)
/** Absolute offset of the entry's routing information. */
export const sreData = (at: number): number => at + SRE_HEADER_LEN
/** Octets of the entry, header included. */
export const sreSize = (v: DataView, at: number): number => SRE_HEADER_LEN + sreLength(v, at)
/** Whether the entry ends the list: it routes nothing. */
export const isLastSre = (v: DataView, at: number): boolean => sreLength(v, at) === 0

function has(v: DataView, o: number, flag: number): boolean {
  return (flagsAndVersion(v, o) & flag) !== 0
}

/** Octets of the 32-bit field that `flag` announces. */
function optional(v: DataView, o: number, flag: number): number {
  return has(v, o, flag) ? 4 : 0
}

/**
 * Absolute offset of the first octet after the source route entries, the last of which has SRE Length 0 (RFC 1701).
 * Beyond `end` when they do not end before it.
 */
function routingEnd(v: DataView, o: number, end: number): number {
  let at = o + headerLen(v, o)
  if (!has(v, o, FLAG_R)) return at
  for (;;) {
    if (at + SRE_HEADER_LEN > end) return at + SRE_HEADER_LEN
    const len = sreLength(v, at)
    at += SRE_HEADER_LEN + len
    if (len === 0) return at
  }
}

/** Octets of a source route entry's routing information. */
const sreLength = (v: DataView, at: number): number => v.getUint8(at + 3)

/**
 * Whether WCCP's redirect header stands in front of the packet. Both versions have the same Protocol Type, so the first
 * octet decides: that of the redirect header cannot begin an IPv4 header (draft-wilson-wrec-wccp-v2-01).
 */
function isRedirected(v: DataView, o: number, end: number): boolean {
  if (protocolType(v, o) !== WCCP || has(v, o, FLAG_R)) return false
  const at = redirectOffset(v, o)
  return at < end && v.getUint8(at) >> 4 !== 4
}

const redirectOffset = (v: DataView, o: number): number => o + headerLen(v, o)

const RFC1701 = 'RFC 1701'
const RFC2784 = 'RFC 2784 §2.1'
const RFC2890 = 'RFC 2890 §2'
const RFC2637 = 'RFC 2637 §4.1'
const RFC7637 = 'RFC 7637 §3.2'
const WCCP2 = 'draft-wilson-wrec-wccp-v2-01'
const MIKROTIK = 'MikroTik: Manual:Interface/EoIP'

const hasPlainKey = (v: DataView, o: number): boolean => has(v, o, FLAG_K) && !isEnhanced(v, o)
const hasEnhancedKey = (v: DataView, o: number): boolean => has(v, o, FLAG_K) && isEnhanced(v, o)
const hasSequenceNumber = (v: DataView, o: number): boolean => has(v, o, FLAG_S)
const hasAcknowledgment = (v: DataView, o: number): boolean => has(v, o, FLAG_A) && isEnhanced(v, o)

const ROUTING: Group = {
  label: 'Source Route Entry',
  start: (v, o) => o + headerLen(v, o),
  end: routingEnd,
  size: (v, at, end) => (end - at < SRE_HEADER_LEN ? 0 : SRE_HEADER_LEN + sreLength(v, at)),
  fields: [
    {
      name: 'gre.routing.address_family',
      label: 'Address Family',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      source: RFC1701,
    },
    { name: 'gre.routing.sre_offset', label: 'SRE Offset', bit: 16, bits: 8, form: Form.Dec, source: RFC1701 },
    { name: 'gre.routing.src_length', label: 'SRE Length', bit: 24, bits: 8, form: Form.Dec, source: RFC1701 },
    {
      name: 'gre.routing.information',
      label: 'Routing Information',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: sreLength,
      when: (v, at) => sreLength(v, at) > 0,
      source: RFC1701,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Gre,
  name: 'gre',
  title: 'Generic Routing Encapsulation',
  short: 'GRE',
  reachedBy: { ipProtocols: [47], udpPorts: [4754] },
  decode,
  fields: [
    { name: 'gre.flags_and_version', label: 'Flags and Version', bit: 0, bits: 16, form: Form.Hex, source: RFC2784 },
    { name: 'gre.flags.checksum', label: 'C: Checksum Present', bit: 0, bits: 1, form: Form.Flag, source: RFC2784 },
    { name: 'gre.flags.routing', label: 'R: Routing Present', bit: 1, bits: 1, form: Form.Flag, source: RFC1701 },
    { name: 'gre.flags.key', label: 'K: Key Present', bit: 2, bits: 1, form: Form.Flag, source: RFC2890 },
    {
      name: 'gre.flags.sequence_number',
      label: 'S: Sequence Number Present',
      bit: 3,
      bits: 1,
      form: Form.Flag,
      source: RFC2890,
    },
    {
      name: 'gre.flags.strict_source_route',
      label: 's: Strict Source Route',
      bit: 4,
      bits: 1,
      form: Form.Flag,
      source: RFC1701,
    },
    { name: 'gre.flags.recursion_control', label: 'Recur', bit: 5, bits: 3, form: Form.Dec, source: RFC1701 },
    {
      name: 'gre.flags.ack',
      label: 'A: Acknowledgment Number Present',
      bit: 8,
      bits: 1,
      form: Form.Flag,
      when: isEnhanced,
      source: RFC2637,
    },
    {
      name: 'gre.flags.reserved',
      label: 'Flags',
      bit: 9,
      bits: 4,
      form: Form.Dec,
      when: isEnhanced,
      source: RFC2637,
    },
    {
      name: 'gre.flags.reserved',
      label: 'Flags',
      bit: 8,
      bits: 5,
      form: Form.Dec,
      when: (v, o) => !isEnhanced(v, o),
      source: RFC2784,
    },
    {
      name: 'gre.flags.version',
      label: 'Version',
      bit: 13,
      bits: 3,
      form: Form.Dec,
      names: { 0: 'GRE', 1: 'Enhanced GRE' },
      source: RFC2784,
    },
    {
      name: 'gre.proto',
      label: 'Protocol Type',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      names: GRE_PROTOCOL_NAMES,
      source: RFC2784,
    },
    {
      name: 'gre.checksum',
      label: 'Checksum',
      bit: 32,
      bits: 16,
      form: Form.Hex,
      when: hasChecksumWord,
      source: 'RFC 2784 §2.5',
    },
    { name: 'gre.offset', label: 'Offset', bit: 48, bits: 16, form: Form.Dec, when: hasChecksumWord, source: RFC1701 },
    {
      name: 'gre.key',
      label: 'Key',
      bit: 0,
      bits: 32,
      form: Form.Hex,
      at: keyOffset,
      when: hasPlainKey,
      source: RFC2890,
    },
    {
      name: 'gre.key.vsid',
      label: 'VSID, if this is NVGRE',
      bit: 0,
      bits: 24,
      form: Form.Dec,
      at: keyOffset,
      when: isNvgre,
      source: RFC7637,
    },
    {
      name: 'gre.key.flowid',
      label: 'FlowID, if this is NVGRE',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      at: keyOffset,
      when: isNvgre,
      source: RFC7637,
    },
    {
      name: 'gre.key.eoip_length',
      label: 'Frame Length, of EoIP',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      at: keyOffset,
      when: isEoip,
      source: MIKROTIK,
    },
    {
      name: 'gre.key.eoip_tunnel_id',
      label: 'Tunnel ID, of EoIP',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      at: keyOffset,
      get: eoipTunnelId,
      when: isEoip,
      source: MIKROTIK,
    },
    {
      name: 'gre.key.payload_length',
      label: 'Payload Length',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      at: keyOffset,
      when: hasEnhancedKey,
      source: RFC2637,
    },
    {
      name: 'gre.key.call_id',
      label: 'Call ID',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      at: keyOffset,
      when: hasEnhancedKey,
      source: RFC2637,
    },
    {
      name: 'gre.sequence_number',
      label: 'Sequence Number',
      bit: 0,
      bits: 32,
      form: Form.Dec,
      at: sequenceOffset,
      when: hasSequenceNumber,
      source: RFC2890,
    },
    {
      name: 'gre.ack_number',
      label: 'Acknowledgment Number',
      bit: 0,
      bits: 32,
      form: Form.Dec,
      at: acknowledgmentOffset,
      when: hasAcknowledgment,
      source: RFC2637,
    },
    {
      name: 'gre.wccp.redirect_header_valid',
      label: 'Redirect header is to be ignored',
      bit: 5,
      bits: 1,
      form: Form.Flag,
      at: redirectOffset,
      when: isRedirected,
      source: WCCP2,
    },
    {
      name: 'gre.wccp.alternative_bucket_used',
      label: 'Alternative bucket used',
      bit: 6,
      bits: 1,
      form: Form.Flag,
      at: redirectOffset,
      when: isRedirected,
      source: WCCP2,
    },
    {
      name: 'gre.wccp.dynamic_service',
      label: 'Dynamic service',
      bit: 7,
      bits: 1,
      form: Form.Flag,
      at: redirectOffset,
      when: isRedirected,
      source: WCCP2,
    },
    {
      name: 'gre.wccp.service_id',
      label: 'Service ID',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      at: redirectOffset,
      when: isRedirected,
      source: WCCP2,
    },
    {
      name: 'gre.wccp.alternative_bucket',
      label: 'Alternative Bucket',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      at: redirectOffset,
      when: isRedirected,
      source: WCCP2,
    },
    {
      name: 'gre.wccp.primary_bucket',
      label: 'Primary Bucket',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      at: redirectOffset,
      when: isRedirected,
      source: WCCP2,
    },
  ] satisfies Field[],
  groups: [ROUTING],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Gre, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  if (version(v, o) > MAX_VERSION) return p.reject(Reason.BadField, Kind.Gre, o, MIN_HEADER_LEN, end - o)
  const len = headerLen(v, o)
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Gre, o, len, end - o)
  let payload = routingEnd(v, o, end)
  if (isRedirected(v, o, end)) payload += REDIRECT_LEN
  if (payload > end) return p.reject(Reason.Truncated, Kind.Gre, o, payload - o, end - o)
  const hasLength = hasEnhancedKey(v, o) || isEoip(v, o)
  const stop = hasLength ? p.narrow(payload + payloadLength(v, o)) : end
  // A keepalive, its answer and a PPTP acknowledgment have no payload, whatever their Protocol Type says.
  if (payload === stop) return p.push(Kind.Gre, o, payload, stop, Kind.None)
  const next = p.tables.greProtocols[protocolType(v, o)] as Kind
  if (next === Kind.Erspan2 && !hasSequenceNumber(v, o)) return p.push(Kind.Gre, o, payload, stop, Kind.Erspan1)
  return p.push(Kind.Gre, o, payload, stop, next)
}
