/**
 * Generic Network Virtualization Encapsulation. RFC 8926 §3.4; options §3.5.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Ver|  Opt Len  |O|C|    Rsvd.  |          Protocol Type        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |        Virtual Network Identifier (VNI)       |    Reserved   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~                    Variable-Length Options                    ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * An option:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Option Class         |      Type     |R|R|R| Length  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~                  Variable-Length Option Data                  ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'
import { CILIUM, GCP, GWLB, OPTION_CLASS_NAMES, OPTION_TYPES, OVN } from '../registries/geneve-options.js'

/** Octets, without options. */
export const MIN_HEADER_LEN = 8

const VERSION_OPT_LEN = 0
const FLAGS = 1
const PROTOCOL_TYPE = 2
const VNI = 4

/** Octets of an option without its data. */
const OPTION_HEADER_LEN = 4

// Masks over the octet of flags.
/** Control packet: not the tenant's, for operations and management. */
export const FLAG_O = 0x80
/** One of the options is critical. */
export const FLAG_C = 0x40
const RESERVED = 0xff & ~(FLAG_O | FLAG_C)
/** The octet behind the VNI that a sender MUST zero. */
export const reserved = (v: DataView, o: number): number => v.getUint8(o + 7)

/** 0 is the only version there is. */
export const version = (v: DataView, o: number): number => v.getUint8(o + VERSION_OPT_LEN) >> 6
/** Octets of all options together; the wire's Opt Len counts 32-bit words. */
export const optionsLen = (v: DataView, o: number): number => (v.getUint8(o + VERSION_OPT_LEN) & 0x3f) * 4
/** O, C and reserved bits; test with the `FLAG_*` masks. */
export const flags = (v: DataView, o: number): number => v.getUint8(o + FLAGS)
/** EtherType of what follows. */
export const protocolType = (v: DataView, o: number): number => v.getUint16(o + PROTOCOL_TYPE)
/** Virtual Network Identifier, 24 bits. */
export const vni = (v: DataView, o: number): number => v.getUint32(o + VNI) >>> 8

/** Octets of the option at `at` with its header; the wire's Length counts the 32-bit words of data. */
const optionLen = (v: DataView, at: number): number => OPTION_HEADER_LEN + (v.getUint8(at + 3) & 0x1f) * 4

const HEADER = 'RFC 8926 §3.4'
const OPTION = 'RFC 8926 §3.5'

const optionClass = (v: DataView, at: number): number => v.getUint16(at)
const optionType = (v: DataView, at: number): number => v.getUint8(at + 2)

/** A field that the data of an option of one class and type has, where the data reach as far. */
function dataField(
  { optionClass: owner, source }: (typeof OPTION_TYPES)[number],
  type: number,
  field: Pick<Field, 'name' | 'label' | 'bits' | 'form' | 'get'> & { readonly bit?: number },
): Field {
  const bit = OPTION_HEADER_LEN * 8 + (field.bit ?? 0)
  return {
    ...field,
    bit,
    when: (v, at) =>
      optionClass(v, at) === owner && optionType(v, at) === type && bit + field.bits <= optionLen(v, at) * 8,
    source,
  }
}

/** Octets that hold the service's address and port in Cilium's option: IPv4 or IPv6, a port and padding. */
const DSR_IPV4_LEN = 8
const DSR = 0x81

/** An address of Cilium's option, whose length tells the IP version, and the port behind it. */
function serviceFields(bits: number, form: Form): Field[] {
  const isIpv4 = bits === 32
  const isVersion = (v: DataView, at: number): boolean =>
    (optionLen(v, at) === OPTION_HEADER_LEN + DSR_IPV4_LEN) === isIpv4
  const fields = [
    dataField(CILIUM, DSR, { name: 'geneve.option.cilium.address', label: 'Service address', bits, form }),
    dataField(CILIUM, DSR, {
      name: 'geneve.option.cilium.port',
      label: 'Service port',
      bit: bits,
      bits: 16,
      form: Form.Dec,
    }),
  ]
  return fields.map((f) => ({ ...f, when: (v, at, end) => isVersion(v, at) && f.when!(v, at, end) }))
}

/** Wireshark has names for those of GCP alone. */
const DATA_FIELDS: readonly Field[] = [
  dataField(GCP, 1, { name: 'geneve.option.gcp.vnid', label: 'GCP Virtual Network ID', bits: 28, form: Form.Dec }),
  dataField(GCP, 1, {
    name: 'geneve.option.gcp.reserved',
    label: 'GCP reserved: any bit set',
    bit: 28,
    bits: 3,
    form: Form.Flag,
    get: (v, at) => ((v.getUint8(at + OPTION_HEADER_LEN + 3) & 0x0e) === 0 ? 0 : 1),
  }),
  {
    ...dataField(GCP, 1, {
      name: 'geneve.option.gcp.direction',
      label: 'GCP traffic direction',
      bit: 31,
      bits: 1,
      form: Form.Flag,
    }),
    names: { 0: 'ingress', 1: 'egress' },
  },
  dataField(GCP, 2, { name: 'geneve.option.gcp.endpoint', label: 'GCP Endpoint ID', bits: 128, form: Form.Bytes }),
  dataField(GCP, 3, { name: 'geneve.option.gcp.profile', label: 'GCP Profile ID', bits: 64, form: Form.Dec64 }),
  dataField(OVN, 0x80, {
    name: 'geneve.option.ovn.ingress',
    label: 'Logical ingress port',
    bit: 1,
    bits: 15,
    form: Form.Dec,
  }),
  dataField(OVN, 0x80, {
    name: 'geneve.option.ovn.egress',
    label: 'Logical egress port',
    bit: 16,
    bits: 16,
    form: Form.Dec,
  }),
  dataField(GWLB, 1, { name: 'geneve.option.gwlb.endpoint', label: 'GWLB endpoint ID', bits: 64, form: Form.Bytes }),
  dataField(GWLB, 2, {
    name: 'geneve.option.gwlb.attachment',
    label: 'GWLB attachment ID',
    bits: 64,
    form: Form.Bytes,
  }),
  dataField(GWLB, 3, { name: 'geneve.option.gwlb.flow_cookie', label: 'GWLB flow cookie', bits: 32, form: Form.Hex }),
  ...serviceFields(32, Form.Ipv4),
  ...serviceFields(128, Form.Ipv6),
]

const TYPE = { name: 'geneve.option.type', label: 'Type', bit: 16, bits: 8, form: Form.Hex, source: OPTION }

/** The meaning of a type depends on the class. */
const TYPE_FIELDS: readonly Field[] = [
  ...OPTION_TYPES.map(
    ({ optionClass: owner, names, source }): Field => ({
      ...TYPE,
      names,
      when: (v, at) => optionClass(v, at) === owner,
      source,
    }),
  ),
  { ...TYPE, when: (v, at) => OPTION_TYPES.every(({ optionClass: owner }) => optionClass(v, at) !== owner) },
]

const OPTIONS: Group = {
  label: 'Option',
  start: (_, o) => o + MIN_HEADER_LEN,
  end: (v, o) => o + MIN_HEADER_LEN + optionsLen(v, o),
  size: (v, at, end) => (end - at < OPTION_HEADER_LEN ? 0 : optionLen(v, at)),
  fields: [
    {
      name: 'geneve.option.class',
      label: 'Option Class',
      bit: 0,
      bits: 16,
      form: Form.Hex,
      names: OPTION_CLASS_NAMES,
      source: OPTION,
    },
    ...TYPE_FIELDS,
    { name: 'geneve.option.type.critical', label: 'C: critical', bit: 16, bits: 1, form: Form.Flag, source: OPTION },
    { name: 'geneve.option.flags', label: 'R: reserved', bit: 24, bits: 3, form: Form.Hex, source: OPTION },
    {
      name: 'geneve.option.length',
      label: 'Length (octets, with the option header)',
      bit: 27,
      bits: 5,
      form: Form.Dec,
      get: optionLen,
      source: OPTION,
    },
    {
      name: 'geneve.option.unknown.data',
      label: 'Variable-Length Option Data',
      bit: 32,
      bits: 0,
      form: Form.Bytes,
      size: (v, at) => optionLen(v, at) - OPTION_HEADER_LEN,
      when: (v, at) => optionLen(v, at) > OPTION_HEADER_LEN && optionClass(v, at) !== GCP.optionClass,
      source: OPTION,
    },
    ...DATA_FIELDS,
  ],
}

export const protocol: Protocol = {
  kind: Kind.Geneve,
  name: 'geneve',
  title: 'Generic Network Virtualization Encapsulation',
  short: 'Geneve',
  reachedBy: { udpPorts: [6081] },
  decode,
  fields: [
    { name: 'geneve.version', label: 'Version', bit: 0, bits: 2, form: Form.Dec, source: HEADER },
    {
      name: 'geneve.option.length',
      label: 'Opt Len (octets)',
      bit: 2,
      bits: 6,
      form: Form.Dec,
      get: optionsLen,
      source: HEADER,
    },
    { name: 'geneve.flags', label: 'Flags', bit: 8, bits: 8, form: Form.Hex, get: flags, source: HEADER },
    { name: 'geneve.flags.oam', label: 'O: control packet', bit: 8, bits: 1, form: Form.Flag, source: HEADER },
    {
      name: 'geneve.flags.critical',
      label: 'C: critical options present',
      bit: 9,
      bits: 1,
      form: Form.Flag,
      source: HEADER,
    },
    {
      name: 'geneve.flags.reserved',
      label: 'Rsvd.: any bit set',
      bit: 10,
      bits: 6,
      form: Form.Flag,
      get: (v, o) => ((flags(v, o) & RESERVED) !== 0 ? 1 : 0),
      source: HEADER,
    },
    {
      name: 'geneve.proto_type',
      label: 'Protocol Type',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      get: protocolType,
      names: ETHER_TYPE_NAMES,
      source: HEADER,
    },
    {
      name: 'geneve.vni',
      label: 'Virtual Network Identifier',
      bit: 32,
      bits: 24,
      form: Form.Hex,
      get: vni,
      source: HEADER,
    },
    { name: 'geneve.reserved', label: 'Reserved', bit: 56, bits: 8, form: Form.Hex, source: HEADER },
    {
      name: 'geneve.options',
      label: 'Variable-Length Options',
      bit: 64,
      bits: 0,
      form: Form.Bytes,
      size: optionsLen,
      when: (v, o) => optionsLen(v, o) > 0,
      source: OPTION,
    },
  ] satisfies Field[],
  groups: [OPTIONS],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Geneve, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  if (version(v, o) !== 0) return p.reject(Reason.BadField, Kind.Geneve, o, MIN_HEADER_LEN, end - o)
  const len = MIN_HEADER_LEN + optionsLen(v, o)
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Geneve, o, len, end - o)
  const payload = o + len
  const stop = lastOptionEnd(v, o + MIN_HEADER_LEN, payload)
  if (stop !== payload) return p.reject(Reason.BadField, Kind.Geneve, o, stop - o, len)
  return p.push(Kind.Geneve, o, payload, end, p.tables.etherTypes[protocolType(v, o)] as Kind)
}

/** Whether a correct sender may have made the header: version 0, options that fit, no reserved bit. */
export function isSound(v: DataView, o: number, end: number): boolean {
  if (end - o < MIN_HEADER_LEN || version(v, o) !== 0) return false
  if ((flags(v, o) & RESERVED) !== 0 || reserved(v, o) !== 0) return false
  const payload = o + MIN_HEADER_LEN + optionsLen(v, o)
  return payload <= end && lastOptionEnd(v, o + MIN_HEADER_LEN, payload) === payload
}

/** Where the options from `at` on end: at `end`, or beyond it in a packet that receivers MUST drop (§3.5). */
function lastOptionEnd(v: DataView, at: number, end: number): number {
  let next = at
  while (next < end) next += optionLen(v, next)
  return next
}
