/**
 * Linux netfilter's log, LINKTYPE_NFLOG: https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html. What iptables' NFLOG target
 * saw: attributes of the packet, among them its octets.
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Family     |    Version    |          Resource ID          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * An attribute; Length and Type are in the byte order of the machine that captured, values in the network's:
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Length             |             Type              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Value, padded to a multiple of 4 octets
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

/** Octets of Family, Version and Resource ID. */
const HEADER_LEN = 4
/** Octets of an attribute's Length and Type, which Length counts. */
const TLV_HEADER_LEN = 4
const ALIGNMENT = 4

const PACKET_HEADER = 1
const IN_DEVICE = 4
const OUT_DEVICE = 5
const PAYLOAD = 9
const PREFIX = 10

const FAMILY_IPV4 = 2
const FAMILY_IPV6 = 10

/** Whether the attribute at `at` is little-endian: no attribute's type is 256 or more. */
const isLittle = (v: DataView, at: number): boolean => v.getUint8(at + 3) === 0
const tlvLen = (v: DataView, at: number): number => v.getUint16(at, isLittle(v, at))
/** The upper bit says that the value is in network order. */
const tlvType = (v: DataView, at: number): number => v.getUint16(at + 2, isLittle(v, at)) & 0x7fff

/** Octets of the attribute with its padding. Only the head counts for the payload's, which is the next layer. */
function tlvSize(v: DataView, at: number): number {
  if (tlvType(v, at) === PAYLOAD) return TLV_HEADER_LEN
  return Math.ceil(Math.max(tlvLen(v, at), TLV_HEADER_LEN) / ALIGNMENT) * ALIGNMENT
}

const SOURCE = 'LINKTYPE_NFLOG'
const isTlv =
  (type: number, octets: number) =>
  (v: DataView, at: number, end: number): boolean =>
    tlvType(v, at) === type && end - at >= TLV_HEADER_LEN + octets

const device = (name: string, label: string, type: number): Field => ({
  name,
  label,
  bit: 32,
  bits: 32,
  form: Form.Dec,
  when: isTlv(type, 4),
  source: SOURCE,
})

const TLVS: Group = {
  label: 'Attribute',
  start: (_, o) => o + HEADER_LEN,
  end: (_v, _o, end) => end,
  size: (v, at, end) => (end - at < TLV_HEADER_LEN ? 0 : Math.min(tlvSize(v, at), end - at)),
  fields: [
    { name: 'nflog.tlv_length', label: 'Length', bit: 0, bits: 16, form: Form.Dec, get: tlvLen, source: SOURCE },
    {
      name: 'nflog.tlv_type',
      label: 'Type',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      get: tlvType,
      names: {
        1: 'NFULA_PACKET_HDR',
        2: 'NFULA_MARK',
        3: 'NFULA_TIMESTAMP',
        4: 'NFULA_IFINDEX_INDEV',
        5: 'NFULA_IFINDEX_OUTDEV',
        6: 'NFULA_IFINDEX_PHYSINDEV',
        7: 'NFULA_IFINDEX_PHYSOUTDEV',
        8: 'NFULA_HWADDR',
        9: 'NFULA_PAYLOAD',
        10: 'NFULA_PREFIX',
        11: 'NFULA_UID',
        12: 'NFULA_SEQ',
        13: 'NFULA_SEQ_GLOBAL',
        14: 'NFULA_GID',
        15: 'NFULA_HWTYPE',
        16: 'NFULA_HWHEADER',
        17: 'NFULA_HWLEN',
      },
      source: SOURCE,
    },
    {
      name: 'nflog.protocol',
      label: 'HW protocol',
      bit: 32,
      bits: 16,
      form: Form.Hex,
      names: ETHER_TYPE_NAMES,
      when: isTlv(PACKET_HEADER, 3),
      source: SOURCE,
    },
    {
      name: 'nflog.hook',
      label: 'Netfilter hook',
      bit: 48,
      bits: 8,
      form: Form.Dec,
      names: { 0: 'Pre-routing', 1: 'Local in', 2: 'Forward', 3: 'Local out', 4: 'Post-routing' },
      when: isTlv(PACKET_HEADER, 3),
      source: SOURCE,
    },
    device('nflog.ifindex_indev', 'IFINDEX_INDEV', IN_DEVICE),
    device('nflog.ifindex_outdev', 'IFINDEX_OUTDEV', OUT_DEVICE),
    {
      name: 'nflog.prefix',
      label: 'Prefix',
      bit: 32,
      bits: 0,
      form: Form.Text,
      size: (v, at) => tlvLen(v, at) - TLV_HEADER_LEN,
      when: isTlv(PREFIX, 1),
      source: SOURCE,
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Nflog,
  name: 'nflog',
  title: 'Linux Netfilter NFLOG',
  short: 'NFLOG',
  reachedBy: { linkTypes: [239] },
  decode,
  fields: [
    {
      name: 'nflog.family',
      label: 'Family',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: { 0: 'unspecified', 1: 'IPv4/IPv6', 2: 'IPv4', 3: 'ARP', 5: 'netdev', 7: 'bridge', 10: 'IPv6' },
      source: SOURCE,
    },
    { name: 'nflog.version', label: 'Version', bit: 8, bits: 8, form: Form.Dec, source: SOURCE },
    { name: 'nflog.res_id', label: 'Resource id', bit: 16, bits: 16, form: Form.Dec, source: SOURCE },
  ],
  groups: [TLVS],
}

/** The header is all attributes up to the head of the payload's, or everything if there is no payload. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Nflog, o, HEADER_LEN, end - o)
  const v = p.view
  let at = o + HEADER_LEN
  while (end - at >= TLV_HEADER_LEN) {
    const len = tlvLen(v, at)
    if (len < TLV_HEADER_LEN) return p.reject(Reason.BadField, Kind.Nflog, o, at + TLV_HEADER_LEN - o, end - o)
    if (tlvType(v, at) === PAYLOAD) {
      const payload = at + TLV_HEADER_LEN
      return p.push(Kind.Nflog, o, payload, p.narrow(at + len), familyKind(v.getUint8(o)))
    }
    if (len > end - at) return p.reject(Reason.Truncated, Kind.Nflog, o, at + len - o, end - o)
    at += tlvSize(v, at)
  }
  return p.push(Kind.Nflog, o, end, end, Kind.None)
}

function familyKind(family: number): Kind {
  return family === FAMILY_IPV4 ? Kind.Ipv4 : family === FAMILY_IPV6 ? Kind.Ipv6 : Kind.Payload
}
