/**
 * Border Gateway Protocol 4, RFC 4271 §4: messages one behind the other in a TCP connection. Capabilities are RFC 5492,
 * route refresh RFC 2918 and RFC 7313, error codes RFC 4271 §4.5, RFC 4486, RFC 9003.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                                                               |
 * +                           Marker                              +
 * |                                                               |
 * +                                                               +
 * |                                                               |
 * +                                                               +
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Length               |      Type     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * An UPDATE (§4.3) has the octets of withdrawn routes in 16 bits and these routes, the octets of path attributes in 16 bits and
 * these attributes, and the routes that they are of.
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import {
  AFIS,
  ATTRIBUTE,
  IPV4_BITS,
  IPV6_BITS,
  prefixFields,
  prefixSizeOf,
  routeLists,
  SAFIS,
} from './bgp-attributes.js'
import {
  Afi,
  AttributeType,
  afi,
  attributesEnd,
  attributesStart,
  evpnSize,
  HEADER_LEN,
  hasPathIds,
  isHeader,
  MARKER_LEN,
  MessageType,
  messageLength,
  messageSize,
  messageType,
  PATH_ID_LEN,
  type RouteSize,
  routesStart,
  Safi,
  safi,
  visitAttributes,
  withdrawnEnd,
  withdrawnStart,
} from './bgp-message.js'

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'OPEN',
  2: 'UPDATE',
  3: 'NOTIFICATION',
  4: 'KEEPALIVE',
  5: 'ROUTE-REFRESH',
}

/** RFC 4271 §4.5; 7 RFC 7313 §5. */
const ERRORS: Readonly<Record<number, string>> = {
  1: 'Message Header Error',
  2: 'OPEN Message Error',
  3: 'UPDATE Message Error',
  4: 'Hold Timer Expired',
  5: 'Finite State Machine Error',
  6: 'Cease',
  7: 'ROUTE-REFRESH Message Error',
}

/** What the codes of an error say more exactly, and which field of Wireshark's has them (RFC 4271 §4.5, RFC 6608, RFC 4486). */
const SUBCODES: Readonly<Record<number, readonly [string, Readonly<Record<number, string>>]>> = {
  1: ['minor_error', { 1: 'Connection Not Synchronized', 2: 'Bad Message Length', 3: 'Bad Message Type' }],
  2: [
    'minor_error_open',
    {
      1: 'Unsupported Version Number',
      2: 'Bad Peer AS',
      3: 'Bad BGP Identifier',
      4: 'Unsupported Optional Parameter',
      6: 'Unacceptable Hold Time',
      7: 'Unsupported Capability',
      11: 'Role Mismatch',
    },
  ],
  3: [
    'minor_error_update',
    {
      1: 'Malformed Attribute List',
      2: 'Unrecognized Well-known Attribute',
      3: 'Missing Well-known Attribute',
      4: 'Attribute Flags Error',
      5: 'Attribute Length Error',
      6: 'Invalid ORIGIN Attribute',
      8: 'Invalid NEXT_HOP Attribute',
      9: 'Optional Attribute Error',
      10: 'Invalid Network Field',
      11: 'Malformed AS_PATH',
    },
  ],
  4: ['minor_error_expired', {}],
  5: [
    'minor_error_state',
    {
      1: 'Unexpected message in OpenSent',
      2: 'Unexpected message in OpenConfirm',
      3: 'Unexpected message in Established',
    },
  ],
  6: [
    'minor_error_cease',
    {
      1: 'Maximum Number of Prefixes Reached',
      2: 'Administrative Shutdown',
      3: 'Peer De-configured',
      4: 'Administrative Reset',
      5: 'Connection Rejected',
      6: 'Other Configuration Change',
      7: 'Connection Collision Resolution',
      8: 'Out of Resources',
      9: 'Hard Reset',
      10: 'BFD Down',
    },
  ],
  7: ['minor_error_capability', { 1: 'Invalid Message Length' }],
}

/** What error the NOTIFICATION at `o` names, 0 where it is cut; and what it says more exactly. */
export const errorCode = (v: DataView, o: number, end: number): number =>
  end - o >= HEADER_LEN + 2 ? v.getUint8(o + HEADER_LEN) : 0
export function errorName(v: DataView, o: number, end: number): string {
  const code = errorCode(v, o, end)
  const sub = code === 0 ? 0 : v.getUint8(o + HEADER_LEN + 1)
  const name = ERRORS[code] ?? `error ${code}`
  return sub === 0 ? name : `${name}: ${SUBCODES[code]?.[1][sub] ?? sub}`
}

/** IANA, Capability Codes. */
const CAPABILITIES: Readonly<Record<number, string>> = {
  1: 'multiprotocol extensions',
  2: 'route refresh',
  5: 'extended next hop encoding',
  6: 'BGP extended message',
  9: 'BGP role',
  64: 'graceful restart',
  65: '4-octet AS number',
  66: 'dynamic capability',
  69: 'ADD-PATH',
  70: 'enhanced route refresh',
  71: 'long-lived graceful restart',
  73: 'FQDN',
  75: 'software version',
  128: 'route refresh (Cisco)',
}
const SEND_RECEIVE: Readonly<Record<number, string>> = { 1: 'receive', 2: 'send', 3: 'both' }

const RFC = 'RFC 4271 §4.1'
const OPEN_RFC = 'RFC 4271 §4.2'
const UPDATE_RFC = 'RFC 4271 §4.3'
const ERROR_RFC = 'RFC 4271 §4.5'

const isType =
  (type: number) =>
  (v: DataView, o: number): boolean =>
    messageType(v, o) === type

function field(
  name: string,
  label: string,
  [octet, octets]: readonly [number, number],
  form: Form,
  type: number,
  source: string,
): Field {
  return { name: `bgp.${name}`, label, bit: octet * 8, bits: octets * 8, form, when: isType(type), source }
}

const { Open, Update, Notification, RouteRefresh } = MessageType

function subcode([code, [name, names]]: [string, (typeof SUBCODES)[number]]): Field {
  return {
    ...field(`notify.${name}`, 'Error subcode', [20, 1], Form.Dec, Notification, ERROR_RFC),
    names,
    when: (v, o, end) => isType(Notification)(v, o) && errorCode(v, o, end) === Number(code),
  }
}

const FIELDS: readonly Field[] = [
  { name: 'bgp.marker', label: 'Marker', bit: 0, bits: MARKER_LEN * 8, form: Form.Bytes, source: RFC },
  { name: 'bgp.length', label: 'Length', bit: 128, bits: 16, form: Form.Dec, source: RFC },
  { name: 'bgp.type', label: 'Type', bit: 144, bits: 8, form: Form.Dec, names: TYPE_NAMES, source: RFC },
  field('open.version', 'Version', [19, 1], Form.Dec, Open, OPEN_RFC),
  field('open.myas', 'My Autonomous System', [20, 2], Form.Dec, Open, OPEN_RFC),
  field('open.holdtime', 'Hold Time', [22, 2], Form.Dec, Open, OPEN_RFC),
  field('open.identifier', 'BGP Identifier', [24, 4], Form.Ipv4, Open, OPEN_RFC),
  field('open.opt.len', 'Optional Parameters Length', [28, 1], Form.Dec, Open, OPEN_RFC),
  field('update.withdrawn_routes.length', 'Withdrawn Routes Length', [19, 2], Form.Dec, Update, UPDATE_RFC),
  {
    ...field('update.path_attributes.length', 'Total Path Attribute Length', [0, 2], Form.Dec, Update, UPDATE_RFC),
    at: (v, o) => withdrawnStart(o) + v.getUint16(o + HEADER_LEN),
    when: (v, o, end) => isType(Update)(v, o) && end - o >= HEADER_LEN + 4,
  },
  { ...field('notify.major_error', 'Error code', [19, 1], Form.Dec, Notification, ERROR_RFC), names: ERRORS },
  ...Object.entries(SUBCODES).map(([code, names]) => subcode([code, names])),
  {
    ...field('notify.minor_data', 'Data', [21, 0], Form.Bytes, Notification, ERROR_RFC),
    size: (_, o, end) => end - o - 21,
    when: (v, o, end) => isType(Notification)(v, o) && end - o > 21,
  },
  { ...field('route_refresh.afi', 'AFI', [19, 2], Form.Dec, RouteRefresh, 'RFC 2918 §3'), names: AFIS },
  {
    ...field('route_refresh.subtype', 'Message Subtype', [21, 1], Form.Dec, RouteRefresh, 'RFC 7313 §3.2'),
    names: { 0: 'request', 1: 'beginning', 2: 'end' },
  },
  { ...field('route_refresh.safi', 'SAFI', [22, 1], Form.Dec, RouteRefresh, 'RFC 2918 §3'), names: SAFIS },
]

const isCapability =
  (code: number, octets = 0) =>
  (v: DataView, o: number, end: number): boolean =>
    v.getUint8(o) === code && end - o >= 2 + octets

function capability(
  name: string,
  label: string,
  [octet, octets]: readonly [number, number],
  code: number,
  source: string,
  names?: Readonly<Record<number, string>>,
): Field {
  return {
    name: `bgp.cap.${name}`,
    label,
    bit: octet * 8,
    bits: octets * 8,
    form: Form.Dec,
    ...(names === undefined ? {} : { names }),
    when: isCapability(code, octet - 2 + octets),
    source,
  }
}

const CAPABILITY: Group = {
  label: 'Capability',
  start: (v, o, end) => (end - o > 2 && v.getUint8(o) === PARAMETER_CAPABILITIES ? o + 2 : end),
  end: (_, __, end) => end,
  size: (v, at, end) => (at + 2 > end ? 0 : 2 + v.getUint8(at + 1)),
  fields: [
    {
      name: 'bgp.cap.type',
      label: 'Capability Code',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: CAPABILITIES,
      source: 'RFC 5492 §4',
    },
    { name: 'bgp.cap.length', label: 'Capability Length', bit: 8, bits: 8, form: Form.Dec, source: 'RFC 5492 §4' },
    capability('mp.afi', 'AFI', [2, 2], 1, 'RFC 4760 §8', AFIS),
    capability('mp.safi', 'SAFI', [5, 1], 1, 'RFC 4760 §8', SAFIS),
    capability('4as', 'AS number', [2, 4], 65, 'RFC 6793 §3'),
  ],
  groups: [
    {
      label: 'Address family',
      start: (v, o, end) => (v.getUint8(o) === CAPABILITY_ADD_PATH ? o + 2 : end),
      end: (_, __, end) => end,
      size: () => 4,
      fields: [
        { name: 'bgp.cap.ap.afi', label: 'AFI', bit: 0, bits: 16, form: Form.Dec, names: AFIS, source: 'RFC 7911 §4' },
        {
          name: 'bgp.cap.ap.safi',
          label: 'SAFI',
          bit: 16,
          bits: 8,
          form: Form.Dec,
          names: SAFIS,
          source: 'RFC 7911 §4',
        },
        {
          name: 'bgp.cap.ap.sendreceive',
          label: 'Send/Receive',
          bit: 24,
          bits: 8,
          form: Form.Dec,
          names: SEND_RECEIVE,
          source: 'RFC 7911 §4',
        },
      ],
    },
  ],
}

const PARAMETER_CAPABILITIES = 2
const CAPABILITY_ADD_PATH = 69
/** Octets of an OPEN in front of its optional parameters. */
const OPEN_LEN = 29

const PARAMETER: Group = {
  label: 'Optional parameter',
  start: (v, o, end) => (isType(Open)(v, o) && end - o > OPEN_LEN ? o + OPEN_LEN : end),
  end: (v, o, end) => (end - o > OPEN_LEN ? o + OPEN_LEN + v.getUint8(o + OPEN_LEN - 1) : end),
  size: (v, at, end) => (at + 2 > end ? 0 : 2 + v.getUint8(at + 1)),
  fields: [
    {
      name: 'bgp.open.opt.param.type',
      label: 'Parameter Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: { 2: 'capabilities' },
      source: OPEN_RFC,
    },
    { name: 'bgp.open.opt.param.len', label: 'Parameter Length', bit: 8, bits: 8, form: Form.Dec, source: OPEN_RFC },
  ],
  groups: [CAPABILITY],
}

const ipv4Routes = (label: string, name: string, start: Group['start'], end: Group['end']): readonly Group[] =>
  routeLists(label, start, end, prefixSizeOf(IPV4_BITS), prefixFields(name, 'Prefix', IPV4_BITS, UPDATE_RFC))

/** A part of an UPDATE; of other messages it is empty. */
const ofUpdate =
  (part: Group['start']): Group['start'] =>
  (v, o, end) =>
    isType(Update)(v, o) ? part(v, o, end) : end

const MESSAGE: Group = {
  label: 'Message',
  start: (_, o) => o,
  end: (_, __, end) => end,
  size: messageSize,
  fields: FIELDS,
  groups: [
    PARAMETER,
    ...ipv4Routes(
      'Withdrawn route',
      'withdrawn_prefix',
      ofUpdate((_, o) => withdrawnStart(o)),
      ofUpdate(withdrawnEnd),
    ),
    { ...ATTRIBUTE, start: ofUpdate(attributesStart), end: ofUpdate(attributesEnd) },
    ...ipv4Routes('Route', 'nlri_prefix', ofUpdate(attributesEnd), (_, __, end) => end),
  ],
}

/** Where an OPEN has the sender's AS, and its identifier. */
export const OPEN_AS = 20
export const OPEN_IDENTIFIER = 24

/** What a route of an UPDATE is of. */
export interface RouteOf {
  readonly family: 'ipv4' | 'ipv6' | 'evpn'
  readonly isWithdrawn: boolean
  /** Where the value of the MP_REACH_NLRI stands that it is in; -1 for one that is in none. */
  readonly reachAt: number
  /** Its path identifier, 0 without. */
  readonly pathId: number
}

/**
 * Calls back for each route of the UPDATE [`o`, `end`) of a family that is known here, with where it stands: those that are
 * withdrawn and those that are there. What does not fit ends its list.
 */
export function visitRoutes(
  v: DataView,
  o: number,
  end: number,
  visit: (route: RouteOf, at: number, to: number) => void,
): void {
  const list = (route: Omit<RouteOf, 'pathId'>, from: number, to: number, size: RouteSize): void => {
    const skip = hasPathIds(v, from, to, size) ? PATH_ID_LEN : 0
    for (let at = from; at < to; ) {
      const octets = size(v, at + skip, to)
      if (octets < 1 || at + skip + octets > to) return
      visit({ ...route, pathId: skip === 0 ? 0 : v.getUint32(at) }, at + skip, at + skip + octets)
      at += skip + octets
    }
  }
  const ipv4 = prefixSizeOf(IPV4_BITS)
  list({ family: 'ipv4', isWithdrawn: true, reachAt: -1 }, withdrawnStart(o), withdrawnEnd(v, o, end), ipv4)
  visitAttributes(v, o, end, (type, from, to) => {
    const isWithdrawn = type === AttributeType.MpUnreach
    if (!isWithdrawn && type !== AttributeType.MpReach) return
    const family = FAMILIES.find((known) => known.afi === afi(v, from, to) && known.safi === safi(v, from, to))
    if (family === undefined) return
    const { name, size } = family
    list({ family: name, isWithdrawn, reachAt: isWithdrawn ? -1 : from }, routesStart(v, type, from, to), to, size)
  })
  list({ family: 'ipv4', isWithdrawn: false, reachAt: -1 }, attributesEnd(v, o, end), end, ipv4)
}

const FAMILIES = [
  { name: 'ipv4', afi: Afi.Ipv4, safi: Safi.Unicast, size: prefixSizeOf(IPV4_BITS) },
  { name: 'ipv6', afi: Afi.Ipv6, safi: Safi.Unicast, size: prefixSizeOf(IPV6_BITS) },
  { name: 'evpn', afi: Afi.L2vpn, safi: Safi.Evpn, size: evpnSize },
] as const

/** Calls back for each message that begins in [`o`, `end`), back to back; the last may be cut. */
export function visitMessages(v: DataView, o: number, end: number, visit: (at: number, end: number) => void): void {
  for (let at = o; isHeader(v, at, end); at += messageLength(v, at)) visit(at, Math.min(end, at + messageLength(v, at)))
}

export const protocol: Protocol = {
  kind: Kind.Bgp,
  name: 'bgp',
  title: 'Border Gateway Protocol',
  short: 'BGP',
  fields: [],
  groups: [MESSAGE],
}
