/**
 * VXLAN header. RFC 7348 §5; G, D, A and Group Policy ID from draft-smith-vxlan-group-policy §2.1.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |G|R|R|R|I|R|R|R|R|D|R|R|A|R|R|R|        Group Policy ID        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          VXLAN Network Identifier (VNI)       |   Reserved    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { MIN_ETHER_TYPE } from './ethernet.js'

/** IANA UDP destination port (§5). Linux's older default is 8472. */
export const UDP_PORT = 4789
/** The port of iVXLAN, which Cisco ACI's switches send: VXLAN's reserved bits are policy. Not registered. */
export const IVXLAN_UDP_PORT = 48879
/** Octets. */
export const HEADER_LEN = 8

const FLAGS = 0
const GROUP_POLICY_ID = 2
const VNI = 4
const RESERVED_OCTET = 7

// Masks over the first 16 bits, in the order the diagram draws them.
export const FLAG_G = 0x8000
export const FLAG_I = 0x0800
export const FLAG_D = 0x0040
export const FLAG_A = 0x0008
const RESERVED = 0xffff & ~(FLAG_G | FLAG_I | FLAG_D | FLAG_A)

/** The first 16 bits; test with the `FLAG_*` masks. */
export const flags = (v: DataView, o: number): number => v.getUint16(o + FLAGS)
/** VXLAN Network Identifier, 24 bits. Meaningful only when `FLAG_I` is set. */
export const vni = (v: DataView, o: number): number => v.getUint32(o + VNI) >>> 8
/** Group Policy ID, 16 bits. Meaningful only when `FLAG_G` is set. */
const groupPolicyId = (v: DataView, o: number): number => v.getUint16(o + GROUP_POLICY_ID)
/** Reserved bits a sender MUST zero and a receiver MUST ignore (§5): reported, never rejected. */
export const reservedBits = (v: DataView, o: number): number => flags(v, o) & RESERVED
/** The last octet: reserved, to be zero and ignored (§5). */
export const reserved = (v: DataView, o: number): number => v.getUint8(o + RESERVED_OCTET)

/** Whether the header has a group policy: G and I without reserved bits, or on iVXLAN's port I with any bits. */
export function hasPolicy(v: DataView, o: number, port: number): boolean {
  if (port === IVXLAN_UDP_PORT) return (flags(v, o) & FLAG_I) !== 0
  return (flags(v, o) & ~(FLAG_D | FLAG_A)) === (FLAG_G | FLAG_I) && reserved(v, o) === 0
}

const RFC = 'RFC 7348 §5'
const GBP = 'draft-smith-vxlan-group-policy §2.1'

/** Whether nothing is set but I and the VNI. */
export const isPlain = (v: DataView, o: number): boolean =>
  v.getInt32(o) === FLAG_I << 16 && v.getUint8(o + RESERVED_OCTET) === 0

export const protocol: Protocol = {
  kind: Kind.Vxlan,
  name: 'vxlan',
  title: 'Virtual eXtensible Local Area Network',
  short: 'VXLAN',
  reachedBy: { udpPorts: [4789, 8472] },
  decode,
  fields: [
    { name: 'vxlan.flags', label: 'Flags', bit: 0, bits: 16, form: Form.Hex, get: flags, source: RFC },
    { name: 'vxlan.flag_g', label: 'G: Group Based Policy', bit: 0, bits: 1, form: Form.Flag, source: GBP },
    { name: 'vxlan.flag_i', label: 'I: VNI is valid', bit: 4, bits: 1, form: Form.Flag, source: RFC },
    { name: 'vxlan.flag_d', label: "D: Don't Learn", bit: 9, bits: 1, form: Form.Flag, source: GBP },
    { name: 'vxlan.flag_a', label: 'A: Policy Applied', bit: 12, bits: 1, form: Form.Flag, source: GBP },
    {
      name: 'vxlan.flags_reserved',
      label: 'Reserved bits',
      bit: 0,
      bits: 16,
      form: Form.Hex,
      get: reservedBits,
      source: RFC,
    },
    { name: 'vxlan.gbp', label: 'Group Policy ID', bit: 16, bits: 16, form: Form.Dec, get: groupPolicyId, source: GBP },
    { name: 'vxlan.vni', label: 'VXLAN Network Identifier', bit: 32, bits: 24, form: Form.Dec, get: vni, source: RFC },
    { name: 'vxlan.reserved8', label: 'Reserved', bit: 56, bits: 8, form: Form.Dec, source: RFC },
  ] satisfies Field[],
}

/** The payload is always an Ethernet frame (§5), even when I is clear: show it, then complain. */
export function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Vxlan, o, HEADER_LEN, end - o)
  return p.push(Kind.Vxlan, o, o + HEADER_LEN, end, Kind.Ethernet)
}

/** Octets of a VXLAN header and the smallest inner header that can be judged. */
const GUESS_LEN = HEADER_LEN + 14

/**
 * Whether UDP data at an unknown port looks like VXLAN: I alone is set, every reserved bit is 0 and the inner frame
 * comes from a single station and is IPv4, ARP, IPv6 or tagged.
 */
export function looksLikeVxlan(v: DataView, o: number, end: number): boolean {
  if (end - o < GUESS_LEN || v.getUint32(o) !== 0x08000000 || v.getUint8(o + 7) !== 0) return false
  const inner = o + HEADER_LEN
  if ((v.getUint8(inner + 6) & 1) !== 0) return false
  const t = v.getUint16(inner + 12)
  if (t < MIN_ETHER_TYPE) return false
  return t === 0x0800 || t === 0x0806 || t === 0x86dd || t === 0x8100 || t === 0x88a8
}
