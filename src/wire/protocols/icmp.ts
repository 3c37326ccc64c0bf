/**
 * Internet Control Message Protocol. RFC 792; next-hop MTU: RFC 1191 §4; router discovery: RFC 1256 §3; address mask:
 * RFC 950 appendix I; length of the quoted datagram: RFC 4884 §4; extended echo: RFC 8335 §2 and §3.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |  every message
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     unused    |    Length     |         Next-Hop MTU*         |  3 Unreachable (* code 4), 11 Time Exceeded
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Pointer    |    Length     |            unused             |  12 Parameter Problem
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Gateway Internet Address                      |  5 Redirect
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Num Addrs   |Addr Entry Size|           Lifetime            |  9 Router Advertisement
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Identifier          |        Sequence Number        |  0, 8 Echo; 13 to 18 Timestamp, Mask ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Types 3, 4, 5, 11 and 12 go on with the packet that caused them: internet header and 64 bits or more of data.
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets of a quoted datagram in front of extensions at least (RFC 4884 §4). Older senders give fewer. */
export const MIN_QUOTE_LEN = 128
/** Octets of every message that RFC 792 defines, without what follows its second word. */
export const HEADER_LEN = 8
/** Octets of a type, code and checksum: all that is known of an unknown type. */
const COMMON_LEN = 4
export const TIMESTAMP_LEN = 20
export const ADDRESS_MASK_LEN = 12

const TYPE = 0
const CODE = 1
const CHECKSUM = 2
const IDENTIFIER = 4
const QUOTE_LENGTH = 5
const SEQUENCE_NUMBER = 6
const NEXT_HOP_MTU = 6

export const TYPE_ECHO_REPLY = 0
export const TYPE_UNREACHABLE = 3
const TYPE_SOURCE_QUENCH = 4
export const TYPE_REDIRECT = 5
export const TYPE_ECHO = 8
export const TYPE_ROUTER_ADVERTISEMENT = 9
const TYPE_ROUTER_SOLICITATION = 10
export const TYPE_TIME_EXCEEDED = 11
export const TYPE_PARAMETER_PROBLEM = 12
export const TYPE_TIMESTAMP = 13
export const TYPE_TIMESTAMP_REPLY = 14
const TYPE_ADDRESS_MASK = 17
export const TYPE_ADDRESS_MASK_REPLY = 18
const TYPE_EXTENDED_ECHO = 42
const TYPE_EXTENDED_ECHO_REPLY = 43

/** Destination Unreachable, code 4: a tunnel's packets do not fit and Don't Fragment is set. */
export const CODE_FRAGMENTATION_NEEDED = 4

export const type = (v: DataView, o: number): number => v.getUint8(o + TYPE)
export const code = (v: DataView, o: number): number => v.getUint8(o + CODE)
/** The checksum over the message as it stands on the wire. */
export const checksum = (v: DataView, o: number): number => v.getUint16(o + CHECKSUM)
/** Meaningful only in the messages for which `hasIdentifier` holds. */
export const identifier = (v: DataView, o: number): number => v.getUint16(o + IDENTIFIER)
/** Meaningful only in the messages for which `hasIdentifier` holds. */
export const sequenceNumber = (v: DataView, o: number): number => v.getUint16(o + SEQUENCE_NUMBER)
/** MTU of the next hop in octets, 0 from routers older than RFC 1191; only with `CODE_FRAGMENTATION_NEEDED`. */
export const nextHopMtu = (v: DataView, o: number): number => v.getUint16(o + NEXT_HOP_MTU)
/** Octets of the quoted datagram, 0 when no extensions follow it (RFC 4884 §4); the wire counts 32-bit words. */
const quoteLen = (v: DataView, o: number): number => v.getUint8(o + QUOTE_LENGTH) * 4

/** Whether the message reports an error and quotes the packet that caused it (RFC 1122 §3.2.2). */
const isError = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_SOURCE_QUENCH || t === TYPE_REDIRECT || hasQuoteLen(v, o)
}

const hasQuoteLen = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_UNREACHABLE || t === TYPE_TIME_EXCEEDED || t === TYPE_PARAMETER_PROBLEM
}
const isExtendedEcho = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_EXTENDED_ECHO || t === TYPE_EXTENDED_ECHO_REPLY
}
const isTimestamp = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_TIMESTAMP || t === TYPE_TIMESTAMP_REPLY
}
const isAddressMask = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_ADDRESS_MASK || t === TYPE_ADDRESS_MASK_REPLY
}
const isRouterAdvertisement = (v: DataView, o: number): boolean => type(v, o) === TYPE_ROUTER_ADVERTISEMENT
const hasMtu = (v: DataView, o: number): boolean =>
  type(v, o) === TYPE_UNREACHABLE && code(v, o) === CODE_FRAGMENTATION_NEEDED
/** Echo, timestamp, information and address mask messages, requests and replies. */
export const hasIdentifier = (v: DataView, o: number): boolean => {
  const t = type(v, o)
  return t === TYPE_ECHO_REPLY || t === TYPE_ECHO || (t >= TYPE_TIMESTAMP && t <= TYPE_ADDRESS_MASK_REPLY)
}
/** Destination Unreachable, code 2. */
export const CODE_PROTOCOL = 2
/** Destination Unreachable, code 3. */
export const CODE_PORT = 3
/** Gateway of a redirect, unsigned 32 bits. */
export const gateway = (v: DataView, o: number): number => v.getUint32(o + 4)
/** Octet of the quoted packet that is the problem. */
export const pointer = (v: DataView, o: number): number => v.getUint8(o + 4)
/** Addresses of a router advertisement (RFC 1256 §3). */
export const addressCount = (v: DataView, o: number): number => v.getUint8(o + 4)
/** 32-bit words of each of them. */
export const addressEntrySize = (v: DataView, o: number): number => v.getUint8(o + 5)
/** Seconds that a router advertisement holds. */
export const lifetime = (v: DataView, o: number): number => v.getUint16(o + 6)
/** Absolute offset of the `n`th address of a router advertisement. */
export const addressEntry = (o: number, n: number): number => o + HEADER_LEN + 8 * n
/** Preference of the `n`th address: a signed number, unsigned here. */
export const preferenceLevel = (v: DataView, o: number, n: number): number => v.getUint32(addressEntry(o, n) + 4)
/** Milliseconds since midnight UT. */
export const originateTimestamp = (v: DataView, o: number): number => v.getUint32(o + 8)
/** Milliseconds since midnight UT. */
export const receiveTimestamp = (v: DataView, o: number): number => v.getUint32(o + 12)
/** Milliseconds since midnight UT. */
export const transmitTimestamp = (v: DataView, o: number): number => v.getUint32(o + 16)
export const addressMask = (v: DataView, o: number): number => v.getUint32(o + 8)

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'echo reply',
  3: 'destination unreachable',
  4: 'source quench',
  5: 'redirect',
  6: 'alternate host address',
  8: 'echo request',
  9: 'router advertisement',
  10: 'router solicitation',
  11: 'time exceeded',
  12: 'parameter problem',
  13: 'timestamp request',
  14: 'timestamp reply',
  15: 'information request',
  16: 'information reply',
  17: 'address mask request',
  18: 'address mask reply',
  30: 'traceroute',
  31: 'datagram conversion error',
  32: 'mobile host redirect',
  33: 'IPv6 where-are-you',
  34: 'IPv6 I-am-here',
  35: 'mobile registration request',
  36: 'mobile registration reply',
  37: 'domain name request',
  38: 'domain name reply',
  39: 'SKIP',
  40: 'Photuris',
  41: 'experimental mobility',
  42: 'extended echo request',
  43: 'extended echo reply',
  253: 'experiment 1',
  254: 'experiment 2',
}

/** Codes by type; a type that is missing has code 0 only. */
export const CODE_NAMES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  3: {
    0: 'net unreachable',
    1: 'host unreachable',
    2: 'protocol unreachable',
    3: 'port unreachable',
    4: 'fragmentation needed',
    5: 'source route failed',
    6: 'destination network unknown',
    7: 'destination host unknown',
    8: 'source host isolated',
    9: 'network administratively prohibited',
    10: 'host administratively prohibited',
    11: 'network unreachable for type of service',
    12: 'host unreachable for type of service',
    13: 'communication administratively prohibited',
    14: 'host precedence violation',
    15: 'precedence cutoff in effect',
  },
  5: {
    0: 'redirect for the network',
    1: 'redirect for the host',
    2: 'redirect for type of service and network',
    3: 'redirect for type of service and host',
  },
  9: { 0: 'normal router advertisement', 16: 'does not route common traffic' },
  11: { 0: 'time to live exceeded in transit', 1: 'fragment reassembly time exceeded' },
  12: { 0: 'pointer indicates the error', 1: 'missing a required option', 2: 'bad length' },
  43: {
    0: 'no error',
    1: 'malformed query',
    2: 'no such interface',
    3: 'no such table entry',
    4: 'multiple interfaces satisfy query',
  },
}

const RFC = 'RFC 792'
const ROUTER = 'RFC 1256 §3'
const EXTENDED_ECHO = 'RFC 8335 §2'

/**
 * The code, once for each type that gives its codes names of their own in `names`, and once for all the others. ICMP and
 * ICMPv6 have it at the same place.
 */
export function codeFields(
  name: string,
  names: Readonly<Record<number, Readonly<Record<number, string>>>>,
  source: string,
): readonly Field[] {
  const code: Field = { name, label: 'Code', bit: 8, bits: 8, form: Form.Dec, source }
  return [
    ...Object.entries(names).map(
      ([t, ofType]): Field => ({ ...code, names: ofType, when: (v, o) => type(v, o) === Number(t) }),
    ),
    { ...code, when: (v, o) => names[type(v, o)] === undefined },
  ]
}

const ROUTER_ADDRESSES: Group = {
  label: 'Router',
  start: (v, o, end) => (isRouterAdvertisement(v, o) ? o + HEADER_LEN : end),
  end: (_, __, end) => end,
  // RFC 1256 §3: the entry's size stands in the header, in 32-bit words; every sender uses 2.
  size: () => 8,
  fields: [
    { name: 'icmp.router_address', label: 'Router Address', bit: 0, bits: 32, form: Form.Ipv4, source: ROUTER },
    { name: 'icmp.pref_level', label: 'Preference Level', bit: 32, bits: 32, form: Form.Hex, source: ROUTER },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Icmp,
  name: 'icmp',
  title: 'Internet Control Message Protocol',
  short: 'ICMP',
  reachedBy: { ipProtocols: [1] },
  decode,
  fields: [
    { name: 'icmp.type', label: 'Type', bit: 0, bits: 8, form: Form.Dec, names: TYPE_NAMES, source: RFC },
    ...codeFields('icmp.code', CODE_NAMES, RFC),
    { name: 'icmp.checksum', label: 'Checksum', bit: 16, bits: 16, form: Form.Hex, source: RFC },
    { name: 'icmp.ident', label: 'Identifier', bit: 32, bits: 16, form: Form.Dec, when: hasIdentifier, source: RFC },
    { name: 'icmp.seq', label: 'Sequence Number', bit: 48, bits: 16, form: Form.Dec, when: hasIdentifier, source: RFC },
    {
      name: 'icmp.pointer',
      label: 'Pointer',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: (v, o) => type(v, o) === TYPE_PARAMETER_PROBLEM,
      source: RFC,
    },
    {
      name: 'icmp.length',
      label: 'Length of the quoted datagram',
      bit: 40,
      bits: 8,
      form: Form.Dec,
      when: (v, o) => hasQuoteLen(v, o) && quoteLen(v, o) > 0,
      source: 'RFC 4884 §4',
    },
    { name: 'icmp.mtu', label: 'Next-Hop MTU', bit: 48, bits: 16, form: Form.Dec, when: hasMtu, source: 'RFC 1191 §4' },
    {
      name: 'icmp.redir_gw',
      label: 'Gateway Internet Address',
      bit: 32,
      bits: 32,
      form: Form.Ipv4,
      when: (v, o) => type(v, o) === TYPE_REDIRECT,
      source: RFC,
    },
    {
      name: 'icmp.num_addrs',
      label: 'Num Addrs',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: isRouterAdvertisement,
      source: ROUTER,
    },
    {
      name: 'icmp.addr_entry_size',
      label: 'Addr Entry Size',
      bit: 40,
      bits: 8,
      form: Form.Dec,
      when: isRouterAdvertisement,
      source: ROUTER,
    },
    {
      name: 'icmp.lifetime',
      label: 'Lifetime',
      bit: 48,
      bits: 16,
      form: Form.Dec,
      when: isRouterAdvertisement,
      source: ROUTER,
    },
    {
      name: 'icmp.originate_timestamp',
      label: 'Originate Timestamp',
      bit: 64,
      bits: 32,
      form: Form.Dec,
      when: isTimestamp,
      source: RFC,
    },
    {
      name: 'icmp.receive_timestamp',
      label: 'Receive Timestamp',
      bit: 96,
      bits: 32,
      form: Form.Dec,
      when: isTimestamp,
      source: RFC,
    },
    {
      name: 'icmp.transmit_timestamp',
      label: 'Transmit Timestamp',
      bit: 128,
      bits: 32,
      form: Form.Dec,
      when: isTimestamp,
      source: RFC,
    },
    {
      name: 'icmp.address_mask',
      label: 'Address Mask',
      bit: 64,
      bits: 32,
      form: Form.Ipv4,
      when: isAddressMask,
      source: 'RFC 950 appendix I',
    },
    {
      name: 'icmp.ident',
      label: 'Identifier',
      bit: 32,
      bits: 16,
      form: Form.Dec,
      when: isExtendedEcho,
      source: EXTENDED_ECHO,
    },
    {
      name: 'icmp.ext.echo.seq',
      label: 'Sequence Number',
      bit: 48,
      bits: 8,
      form: Form.Dec,
      when: isExtendedEcho,
      source: EXTENDED_ECHO,
    },
    {
      name: 'icmp.ext.echo.req.local',
      label: 'L: Local',
      bit: 63,
      bits: 1,
      form: Form.Flag,
      when: (v, o) => type(v, o) === TYPE_EXTENDED_ECHO,
      source: EXTENDED_ECHO,
    },
    {
      name: 'icmp.ext.echo.rsp.state',
      label: 'State',
      bit: 56,
      bits: 3,
      form: Form.Dec,
      when: (v, o) => type(v, o) === TYPE_EXTENDED_ECHO_REPLY,
      source: 'RFC 8335 §3',
    },
    {
      name: 'icmp.ext.echo.rsp.active',
      label: 'A: Active',
      bit: 61,
      bits: 1,
      form: Form.Flag,
      when: (v, o) => type(v, o) === TYPE_EXTENDED_ECHO_REPLY,
      source: 'RFC 8335 §3',
    },
  ] satisfies Field[],
  groups: [ROUTER_ADDRESSES],
}

/** Octets of the message at `o`, of which at least `COMMON_LEN` are there, without its data. */
function headerLen(v: DataView, o: number): number {
  if (isTimestamp(v, o)) return TIMESTAMP_LEN
  if (isAddressMask(v, o)) return ADDRESS_MASK_LEN
  const known = isError(v, o) || hasIdentifier(v, o) || isExtendedEcho(v, o) || isRouterAdvertisement(v, o)
  return known || type(v, o) === TYPE_ROUTER_SOLICITATION ? HEADER_LEN : COMMON_LEN
}

function decode(p: Packet, o: number, end: number): Kind {
  const have = end - o
  if (have < COMMON_LEN) return p.reject(Reason.Truncated, Kind.Icmp, o, COMMON_LEN, have)
  const v = p.view
  let need = headerLen(v, o)
  if (have < need) return p.reject(Reason.Truncated, Kind.Icmp, o, need, have)
  if (isError(v, o)) return decodeError(p, o, end)
  if (isRouterAdvertisement(v, o)) {
    need += 8 * v.getUint8(o + 4)
    if (have < need) return p.reject(Reason.Truncated, Kind.Icmp, o, need, have)
  }
  return p.push(Kind.Icmp, o, o + need, end, need < have ? Kind.Payload : Kind.None)
}

/** The message ends with its packet. The packet that it quotes may end before (RFC 4884 §4). */
function decodeError(p: Packet, o: number, end: number): Kind {
  const quote = o + HEADER_LEN
  const next = p.push(Kind.Icmp, o, quote, end, quote < end ? Kind.Ipv4 : Kind.None)
  p.quote()
  const len = hasQuoteLen(p.view, o) ? quoteLen(p.view, o) : 0
  if (len >= MIN_QUOTE_LEN) p.nextEnd = p.narrow(quote + len)
  return next
}
