/**
 * Network Service Header. RFC 8300 §2.2 (base header), §2.3 (service path header), §2.4 and §2.5 (context headers).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Ver|O|U|    TTL    |   Length  |U|U|U|U|MD Type| Next Protocol |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Service Path Identifier (SPI)        | Service Index |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * ~                        Context Header(s)                      ~
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Context headers of MD Type 2, each padded to 4 octets (§2.5.1):
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Metadata Class       |      Type     |U|    Length   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   Variable-Length Metadata                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { NEXT_PROTOCOL_NAMES, nextProtocolKind } from '../registries/next-protocols.js'

/** Octets of base and service path header. */
export const MIN_HEADER_LEN = 8

const BASE = 0
const MD_TYPE = 2
const NEXT_PROTOCOL = 3
const SERVICE_PATH = 4

const MD_TYPE_1 = 1
const MD_TYPE_2 = 2
/** Octets of a header with the four fixed context headers of MD Type 1 (§2.4). */
const MD_TYPE_1_LEN = 24
/** Octets of a context header before its metadata (§2.5.1). */
const CONTEXT_HEADER_LEN = 4

/** 0 is the only version there is. */
const version = (v: DataView, o: number): number => v.getUint8(o + BASE) >> 6
/** Header length in octets, context headers included; the wire's Length counts 32-bit words. */
export const headerLen = (v: DataView, o: number): number => (v.getUint16(o + BASE) & 0x3f) * 4
/** Format of the context headers: 1 is fixed, 2 is a list. */
const mdType = (v: DataView, o: number): number => v.getUint8(o + MD_TYPE) & 0xf
export const nextProtocol = (v: DataView, o: number): number => v.getUint8(o + NEXT_PROTOCOL)
/** Service Path Identifier, 24 bits. */
export const servicePathIdentifier = (v: DataView, o: number): number => v.getUint32(o + SERVICE_PATH) >>> 8
/** O: the packet is for the service path itself. */
export const isOam = (v: DataView, o: number): boolean => (v.getUint8(o) & 0x20) !== 0
/** Service Index, 8 bits. */
export const serviceIndex = (v: DataView, o: number): number => v.getUint8(o + 7)

const BASE_HEADER = 'RFC 8300 §2.2'
const PATH_HEADER = 'RFC 8300 §2.3'
const CONTEXT_HEADER = 'RFC 8300 §2.5.1'

/** Octets of metadata, without its padding. */
const metadataLen = (v: DataView, at: number): number => v.getUint8(at + 3) & 0x7f

/** Octets of the context header at `at` of an MD Type 2 list that ends at `end`; 0 where less than its first word is left. */
function contextHeaderSize(v: DataView, at: number, end: number): number {
  return end - at < CONTEXT_HEADER_LEN ? 0 : CONTEXT_HEADER_LEN + ((metadataLen(v, at) + 3) & ~3)
}

/** RFC 8300 §2.4: MD Type 1 has four context headers of 4 octets each, whose meaning the operator sets. */
const FIXED_CONTEXT: Group = {
  label: 'Fixed-Length Context Header',
  start: (_, o) => o + MIN_HEADER_LEN,
  end: (v, o) => o + (mdType(v, o) === MD_TYPE_1 ? MD_TYPE_1_LEN : MIN_HEADER_LEN),
  size: () => 4,
  fields: [
    {
      name: 'nsh.contextheader',
      label: 'Context Header',
      bit: 0,
      bits: 32,
      form: Form.Bytes,
      source: 'RFC 8300 §2.4',
    },
  ],
}

/** RFC 8300 §2.5: MD Type 2 has any number of context headers, none included. */
const VARIABLE_CONTEXT: Group = {
  label: 'Variable-Length Context Header',
  start: (_, o) => o + MIN_HEADER_LEN,
  end: (v, o) => o + (mdType(v, o) === MD_TYPE_2 ? headerLen(v, o) : MIN_HEADER_LEN),
  size: contextHeaderSize,
  fields: [
    { name: 'nsh.metadataclass', label: 'Metadata Class', bit: 0, bits: 16, form: Form.Dec, source: CONTEXT_HEADER },
    { name: 'nsh.metadatatype', label: 'Type', bit: 16, bits: 8, form: Form.Dec, source: CONTEXT_HEADER },
    {
      name: 'nsh.metadataunassignedbit',
      label: 'Unassigned bit',
      bit: 24,
      bits: 1,
      form: Form.Flag,
      source: CONTEXT_HEADER,
    },
    { name: 'nsh.metadatalen', label: 'Length', bit: 25, bits: 7, form: Form.Hex, source: CONTEXT_HEADER },
    {
      name: 'nsh.metadata',
      label: 'Variable-Length Metadata',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: metadataLen,
      when: (v, at) => metadataLen(v, at) > 0,
      source: CONTEXT_HEADER,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Nsh,
  name: 'nsh',
  title: 'Network Service Header',
  short: 'NSH',
  reachedBy: { etherTypes: [0x894f] },
  decode,
  fields: [
    { name: 'nsh.version', label: 'Version', bit: 0, bits: 2, form: Form.Dec, source: BASE_HEADER },
    { name: 'nsh.Obit', label: 'O: OAM packet', bit: 2, bits: 1, form: Form.Flag, source: BASE_HEADER },
    { name: 'nsh.CBit', label: 'Unassigned bit', bit: 3, bits: 1, form: Form.Flag, source: BASE_HEADER },
    { name: 'nsh.ttl', label: 'TTL', bit: 4, bits: 6, form: Form.Dec, source: BASE_HEADER },
    { name: 'nsh.length', label: 'Length (32-bit words)', bit: 10, bits: 6, form: Form.Dec, source: BASE_HEADER },
    {
      name: 'nsh.mdtype',
      label: 'MD Type',
      bit: 20,
      bits: 4,
      form: Form.Dec,
      get: mdType,
      names: { [MD_TYPE_1]: 'fixed length', [MD_TYPE_2]: 'variable length', 15: 'experiment' },
      source: BASE_HEADER,
    },
    {
      name: 'nsh.nextproto',
      label: 'Next Protocol',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      get: nextProtocol,
      names: { ...NEXT_PROTOCOL_NAMES, 254: 'Experiment 1', 255: 'Experiment 2' },
      source: BASE_HEADER,
    },
    {
      name: 'nsh.spi',
      label: 'Service Path Identifier',
      bit: 32,
      bits: 24,
      form: Form.Dec,
      get: servicePathIdentifier,
      source: PATH_HEADER,
    },
    { name: 'nsh.si', label: 'Service Index', bit: 56, bits: 8, form: Form.Dec, source: PATH_HEADER },
  ] satisfies Field[],
  groups: [FIXED_CONTEXT, VARIABLE_CONTEXT],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Nsh, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  if (version(v, o) !== 0) return p.reject(Reason.BadField, Kind.Nsh, o, MIN_HEADER_LEN, end - o)
  const len = headerLen(v, o)
  const need = requiredLen(v, o, Math.min(o + len, end))
  if (len < need || (mdType(v, o) === MD_TYPE_1 && len !== need)) {
    return p.reject(Reason.BadField, Kind.Nsh, o, need, len)
  }
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Nsh, o, len, end - o)
  return p.push(Kind.Nsh, o, o + len, end, nextProtocolKind(nextProtocol(v, o)))
}

/** Octets the header has by its context headers, as far as they lie before `stop`. */
function requiredLen(v: DataView, o: number, stop: number): number {
  const type = mdType(v, o)
  if (type === MD_TYPE_1) return MD_TYPE_1_LEN
  let at = o + MIN_HEADER_LEN
  if (type !== MD_TYPE_2) return at - o
  while (at < stop) {
    const size = contextHeaderSize(v, at, stop)
    if (size === 0) break
    at += size
  }
  return at - o
}
