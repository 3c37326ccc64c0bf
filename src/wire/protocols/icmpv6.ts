/**
 * Internet Control Message Protocol for IPv6. RFC 4443 §2.1; length of the quoted datagram: RFC 4884 §4.
 * Neighbor Discovery is in `icmpv6-nd.ts`, Multicast Listener Discovery in `icmpv6-mld.ts`.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |  every message
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Length*    |                   Unused                      |  1 Destination Unreachable, 3 Time Exceeded
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             MTU                               |  2 Packet Too Big
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                            Pointer                            |  4 Parameter Problem
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Identifier          |        Sequence Number        |  128 Echo Request, 129 Echo Reply
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Types 1 to 4 go on with as much of the packet that caused them as fits in. (* RFC 4884, in 64-bit words.)
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { codeFields, MIN_QUOTE_LEN } from './icmp.js'
import { mldFields, mldLen, mldRecords } from './icmpv6-mld.js'
import { ndFields, ndLen, ndOptions } from './icmpv6-nd.js'

/** Octets of an error or echo message, without what follows its second word. */
export const HEADER_LEN = 8
/** Octets of a type, code and checksum: all that is known of an unknown type. */
export const COMMON_LEN = 4

const TYPE = 0
const CODE = 1
const CHECKSUM = 2
const QUOTE_LENGTH = 4
const IDENTIFIER = 4
const MTU = 4
const SEQUENCE_NUMBER = 6

export const TYPE_UNREACHABLE = 1
export const TYPE_PACKET_TOO_BIG = 2
export const TYPE_TIME_EXCEEDED = 3
export const TYPE_PARAMETER_PROBLEM = 4
export const TYPE_ECHO = 128
export const TYPE_ECHO_REPLY = 129

export const type = (v: DataView, o: number): number => v.getUint8(o + TYPE)
export const code = (v: DataView, o: number): number => v.getUint8(o + CODE)
/** The checksum over pseudo-header and message (§2.3) as it stands on the wire. */
export const checksum = (v: DataView, o: number): number => v.getUint16(o + CHECKSUM)
/** Of an echo message. */
export const identifier = (v: DataView, o: number): number => v.getUint16(o + IDENTIFIER)
/** Of an echo message. */
export const sequenceNumber = (v: DataView, o: number): number => v.getUint16(o + SEQUENCE_NUMBER)
/** Octets that the next hop's link takes, of a Packet Too Big message. */
export const mtu = (v: DataView, o: number): number => v.getUint32(o + MTU)
/** Octets of the quoted datagram, 0 when no extensions follow it (RFC 4884 §4); the wire counts 64-bit words. */
const quoteLen = (v: DataView, o: number): number => v.getUint8(o + QUOTE_LENGTH) * 8
/** Destination Unreachable, code 4: nobody listens at the port. */
export const CODE_PORT = 4
/** Octet of the quoted packet that is the problem, of a Parameter Problem message. */
export const pointer = (v: DataView, o: number): number => v.getUint32(o + 4)

const isEcho = (v: DataView, o: number): boolean => type(v, o) === TYPE_ECHO || type(v, o) === TYPE_ECHO_REPLY
/** Whether the message reports an error and quotes the packet that caused it (§2.1). */
const isError = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t >= TYPE_UNREACHABLE && t <= TYPE_PARAMETER_PROBLEM
}
const hasQuoteLen = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_UNREACHABLE || t === TYPE_TIME_EXCEEDED
}

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded',
  4: 'parameter problem',
  100: 'private experimentation',
  101: 'private experimentation',
  128: 'echo request',
  129: 'echo reply',
  130: 'multicast listener query',
  131: 'multicast listener report',
  132: 'multicast listener done',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbor solicitation',
  136: 'neighbor advertisement',
  137: 'redirect',
  138: 'router renumbering',
  139: 'node information query',
  140: 'node information response',
  141: 'inverse neighbor discovery solicitation',
  142: 'inverse neighbor discovery advertisement',
  143: 'version 2 multicast listener report',
  144: 'home agent address discovery request',
  145: 'home agent address discovery reply',
  146: 'mobile prefix solicitation',
  147: 'mobile prefix advertisement',
  148: 'certification path solicitation',
  149: 'certification path advertisement',
  151: 'multicast router advertisement',
  152: 'multicast router solicitation',
  153: 'multicast router termination',
  154: 'FMIPv6',
  155: 'RPL control',
  156: 'ILNPv6 locator update',
  157: 'duplicate address request',
  158: 'duplicate address confirmation',
  159: 'MPL control',
  160: 'extended echo request',
  161: 'extended echo reply',
  200: 'private experimentation',
  201: 'private experimentation',
}

/** Codes by type; a type that is missing has code 0 only. */
export const CODE_NAMES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: {
    0: 'no route to destination',
    1: 'communication administratively prohibited',
    2: 'beyond scope of source address',
    3: 'address unreachable',
    4: 'port unreachable',
    5: 'source address failed ingress/egress policy',
    6: 'reject route to destination',
    7: 'error in source routing header',
    8: 'headers too long',
  },
  3: { 0: 'hop limit exceeded in transit', 1: 'fragment reassembly time exceeded' },
  4: {
    0: 'erroneous header field',
    1: 'unrecognized next header type',
    2: 'unrecognized IPv6 option',
    3: 'first fragment has incomplete header chain',
    4: 'SR upper-layer header error',
  },
}

const RFC = 'RFC 4443 §2.1'
const ECHO = 'RFC 4443 §4.1'

export const protocol: Protocol = {
  kind: Kind.Icmpv6,
  name: 'icmpv6',
  title: 'Internet Control Message Protocol v6',
  short: 'ICMPv6',
  reachedBy: { ipProtocols: [58] },
  decode,
  fields: [
    { name: 'icmpv6.type', label: 'Type', bit: 0, bits: 8, form: Form.Dec, names: TYPE_NAMES, source: RFC },
    ...codeFields('icmpv6.code', CODE_NAMES, RFC),
    { name: 'icmpv6.checksum', label: 'Checksum', bit: 16, bits: 16, form: Form.Hex, source: 'RFC 4443 §2.3' },
    {
      name: 'icmpv6.length',
      label: 'Length of the quoted datagram',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: (v, o) => hasQuoteLen(v, o) && quoteLen(v, o) > 0,
      source: 'RFC 4884 §4',
    },
    {
      name: 'icmpv6.mtu',
      label: 'MTU',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: (v, o) => type(v, o) === TYPE_PACKET_TOO_BIG,
      source: 'RFC 4443 §3.2',
    },
    {
      name: 'icmpv6.pointer',
      label: 'Pointer',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: (v, o) => type(v, o) === TYPE_PARAMETER_PROBLEM,
      source: 'RFC 4443 §3.4',
    },
    {
      name: 'icmpv6.echo.identifier',
      label: 'Identifier',
      bit: 32,
      bits: 16,
      form: Form.Hex,
      when: isEcho,
      source: ECHO,
    },
    {
      name: 'icmpv6.echo.sequence_number',
      label: 'Sequence Number',
      bit: 48,
      bits: 16,
      form: Form.Dec,
      when: isEcho,
      source: ECHO,
    },
    ...ndFields,
    ...mldFields,
  ] satisfies Field[],
  groups: [ndOptions, mldRecords],
}

function decode(p: Packet, o: number, end: number): Kind {
  const have = end - o
  if (have < COMMON_LEN) return p.reject(Reason.Truncated, Kind.Icmpv6, o, COMMON_LEN, have)
  const v = p.view
  if (isError(v, o)) return decodeError(p, o, end)
  const nd = ndLen(v, o)
  if (nd > have) return p.reject(Reason.Truncated, Kind.Icmpv6, o, nd, have)
  // The options of Neighbor Discovery go on to the message's end.
  if (nd > 0) return p.push(Kind.Icmpv6, o, end, end, Kind.None)
  const need = isEcho(v, o) ? HEADER_LEN : Math.max(COMMON_LEN, mldLen(v, o, end, p.claimed))
  if (have < need) return p.reject(Reason.Truncated, Kind.Icmpv6, o, need, have)
  return p.push(Kind.Icmpv6, o, o + need, end, need < have ? Kind.Payload : Kind.None)
}

/** The message ends with its packet. The packet that it quotes may end before (RFC 4884 §4). */
function decodeError(p: Packet, o: number, end: number): Kind {
  const quote = o + HEADER_LEN
  if (quote > end) return p.reject(Reason.Truncated, Kind.Icmpv6, o, HEADER_LEN, end - o)
  const next = p.push(Kind.Icmpv6, o, quote, end, quote < end ? Kind.Ipv6 : Kind.None)
  p.quote()
  const len = hasQuoteLen(p.view, o) ? quoteLen(p.view, o) : 0
  if (len >= MIN_QUOTE_LEN) p.nextEnd = p.narrow(quote + len)
  return next
}
