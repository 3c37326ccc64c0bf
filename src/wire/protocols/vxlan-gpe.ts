/**
 * Generic Protocol Extension for VXLAN. draft-ietf-nvo3-vxlan-gpe-13 §3.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |R|R|Ver|I|P|B|O|       Reserved                |Next Protocol  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                VXLAN Network Identifier (VNI) |   Reserved    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { NEXT_PROTOCOL_NAMES, nextProtocolKind } from '../registries/next-protocols.js'

/** Octets. */
export const HEADER_LEN = 8

const FLAGS = 0
const RESERVED = 1
const NEXT_PROTOCOL = 3
const VNI = 4
const RESERVED_OCTET = 7

// Masks over the first 8 bits, in the order the diagram draws them.
export const FLAG_I = 0x08
export const FLAG_P = 0x04
export const FLAG_B = 0x02
export const FLAG_O = 0x01

/** The first 8 bits; test with the `FLAG_*` masks. */
export const flags = (v: DataView, o: number): number => v.getUint8(o + FLAGS)
/** 0 is the only version there is. */
const version = (v: DataView, o: number): number => (v.getUint8(o + FLAGS) >> 4) & 3
/** What follows. Meaningful only when `FLAG_P` is set; else it is Ethernet, as in VXLAN. */
export const nextProtocol = (v: DataView, o: number): number => v.getUint8(o + NEXT_PROTOCOL)
/** VXLAN Network Identifier, 24 bits. Meaningful only when `FLAG_I` is set. */
export const vni = (v: DataView, o: number): number => v.getUint32(o + VNI) >>> 8

/** Whether I and P are set, perhaps B, and no reserved bit. VXLAN does not have P. */
export const namesNext = (v: DataView, o: number): boolean =>
  (flags(v, o) & ~FLAG_B) === (FLAG_I | FLAG_P) &&
  v.getUint16(o + RESERVED) === 0 &&
  v.getUint8(o + RESERVED_OCTET) === 0

const DRAFT = 'draft-ietf-nvo3-vxlan-gpe-13 §3'

const NEXT_PROTOCOLS: Readonly<Record<number, string>> = {
  ...NEXT_PROTOCOL_NAMES,
  6: 'Group Based Policy',
  7: 'vBNG',
}

export const protocol: Protocol = {
  kind: Kind.VxlanGpe,
  name: 'vxlan',
  title: 'VXLAN Generic Protocol Extension',
  short: 'VXLAN-GPE',
  wireshark: 'VXLAN',
  // Wireshark's VXLAN-GPE dissector does not put itself in the list.
  path: '',
  reachedBy: { udpPorts: [4790] },
  decode,
  fields: [
    { name: 'vxlan.flags', label: 'Flags', bit: 0, bits: 8, form: Form.Hex, source: DRAFT },
    { name: 'vxlan.flags_reserved', label: 'Reserved bits', bit: 0, bits: 2, form: Form.Hex, source: DRAFT },
    { name: 'vxlan.ver', label: 'Version', bit: 2, bits: 2, form: Form.Dec, source: DRAFT },
    { name: 'vxlan.i_bit', label: 'I: VNI is valid', bit: 4, bits: 1, form: Form.Flag, source: DRAFT },
    { name: 'vxlan.p_bit', label: 'P: Next Protocol is valid', bit: 5, bits: 1, form: Form.Flag, source: DRAFT },
    {
      name: 'vxlan.b_bit',
      label: 'B: broadcast, unknown unicast or multicast',
      bit: 6,
      bits: 1,
      form: Form.Flag,
      source: DRAFT,
    },
    { name: 'vxlan.o_bit', label: 'O: OAM packet', bit: 7, bits: 1, form: Form.Flag, source: DRAFT },
    { name: 'vxlan.reserved_16', label: 'Reserved', bit: 8, bits: 16, form: Form.Dec, source: DRAFT },
    {
      name: 'vxlan.next_proto',
      label: 'Next Protocol',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      get: nextProtocol,
      names: NEXT_PROTOCOLS,
      source: DRAFT,
    },
    {
      name: 'vxlan.vni',
      label: 'VXLAN Network Identifier',
      bit: 32,
      bits: 24,
      form: Form.Dec,
      get: vni,
      source: DRAFT,
    },
    { name: 'vxlan.reserved8', label: 'Reserved', bit: 56, bits: 8, form: Form.Dec, source: DRAFT },
  ] satisfies Field[],
}

/** Without the P bit the header is VXLAN's and an Ethernet frame follows (§3 "P Bit"), whatever Next Protocol says. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.VxlanGpe, o, HEADER_LEN, end - o)
  const v = p.view
  if (version(v, o) !== 0) return p.reject(Reason.BadField, Kind.VxlanGpe, o, HEADER_LEN, end - o)
  const next = (flags(v, o) & FLAG_P) === 0 ? Kind.Ethernet : nextProtocolKind(nextProtocol(v, o))
  return p.push(Kind.VxlanGpe, o, o + HEADER_LEN, end, next)
}
