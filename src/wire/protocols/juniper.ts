/**
 * What JunOS puts in front of the packets that it captures, LINKTYPE_JUNIPER_ETHER and its kin:
 * https://www.tcpdump.org/linktypes.html
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Magic Number 0x4d4743              |E|         |N|D|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Extension length (with E)    |  extensions ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Protocol, 32 bits, little-endian (with N: no link header)   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, newKind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

export const KIND: Kind = newKind()

/** Octets, without extensions. */
const HEADER_LEN = 4
const MAGIC = 0x4d4743
const EXTENSION_LENGTH_LEN = 2
const PROTOCOL_LEN = 4

const FLAGS = 3
/** Extensions follow. */
const FLAG_E = 0x80
/** No link header follows, but the number of a protocol. */
const FLAG_N = 0x02

/** LINKTYPE_ values: what follows the header where a link header does. */
const LINKTYPE_PPP = 179
const LINKTYPE_CHDLC = 181

const flags = (v: DataView, o: number): number => v.getUint8(o + FLAGS)
const hasExtensions = (v: DataView, o: number): boolean => (flags(v, o) & FLAG_E) !== 0
const hasNoLink = (v: DataView, o: number): boolean => (flags(v, o) & FLAG_N) !== 0
/** Absolute offset of what follows the extensions. */
const behindExtensions = (v: DataView, o: number): number =>
  o + HEADER_LEN + (hasExtensions(v, o) ? EXTENSION_LENGTH_LEN + v.getUint16(o + HEADER_LEN) : 0)

const SOURCE = 'LINKTYPE_JUNIPER_ETHER'

export const protocol: Protocol = {
  kind: KIND,
  name: 'juniper',
  title: 'Juniper',
  short: 'Juniper',
  reachedBy: { linkTypes: [178, 179, 181] },
  decode,
  fields: [
    { name: 'juniper.magic-number', label: 'Magic Number', bit: 0, bits: 24, form: Form.Hex, source: SOURCE },
    {
      name: 'juniper.l2hdr',
      label: 'L2 header presence',
      bit: 30,
      bits: 1,
      form: Form.Dec,
      names: { 0: 'present', 1: 'none' },
      source: SOURCE,
    },
    {
      name: 'juniper.direction',
      label: 'Direction',
      bit: 31,
      bits: 1,
      form: Form.Dec,
      names: { 0: 'out', 1: 'in' },
      source: SOURCE,
    },
    {
      name: 'juniper.proto',
      label: 'Protocol',
      bit: 0,
      bits: 32,
      form: Form.Dec,
      at: behindExtensions,
      get: (v, o) => v.getUint32(behindExtensions(v, o), true),
      names: { 2: 'IPv4', 5: 'MPLS', 6: 'IPv6', 200: 'PPP', 204: 'Ethernet', 208: 'C-HDLC' },
      when: hasNoLink,
      source: SOURCE,
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  const head = HEADER_LEN + EXTENSION_LENGTH_LEN
  const v = p.view
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, KIND, o, HEADER_LEN, end - o)
  if (v.getUint32(o) >>> 8 !== MAGIC) return p.reject(Reason.BadField, KIND, o, HEADER_LEN, end - o)
  if (hasExtensions(v, o) && end - o < head) return p.reject(Reason.Truncated, KIND, o, head, end - o)
  const payload = behindExtensions(v, o) + (hasNoLink(v, o) ? PROTOCOL_LEN : 0)
  if (payload > end) return p.reject(Reason.Truncated, KIND, o, payload - o, end - o)
  const next = hasNoLink(v, o) ? protocolKind(v.getUint32(payload - PROTOCOL_LEN, true)) : linkKind(p.linkType)
  return p.push(KIND, o, payload, end, next)
}

function linkKind(linkType: number): Kind {
  return linkType === LINKTYPE_PPP ? Kind.Ppp : linkType === LINKTYPE_CHDLC ? Kind.Chdlc : Kind.Ethernet
}

function protocolKind(number: number): Kind {
  switch (number) {
    case 2:
      return Kind.Ipv4
    case 5:
      return Kind.Mpls
    case 6:
      return Kind.Ipv6
    case 200:
      return Kind.Ppp
    case 204:
      return Kind.Ethernet
    case 208:
      return Kind.Chdlc
    default:
      return Kind.Payload
  }
}
