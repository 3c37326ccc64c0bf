/**
 * BGP path attributes, RFC 4271 §4.3: RFC 4271 §5.1, RFC 1997, RFC 4456 §8, RFC 4760 §3, RFC 4360, RFC 6793 §3, RFC 6514 §5,
 * RFC 8092 §3. What routes are of is told by a family: IPv4 and IPv6 unicast, EVPN; routes of others stay octets.
 *
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |O|T|P|E|   0   |Attr. Type Code|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * An octet of length, or with E two, and the value.
 */
import { type Field, Form, type Group } from '../field.js'
import { COMMUNITY_FIELDS, COMMUNITY_LEN } from './bgp-communities.js'
import {
  Afi,
  AttributeType,
  afi,
  attributeHeaderLen,
  attributeSize,
  attributeType,
  evpnSize,
  hasPathIds,
  hasWholeLabels,
  hasWideAs,
  nextHopLen,
  PATH_ID_LEN,
  prefixSize,
  type RouteSize,
  routesStart,
  Safi,
  safi,
} from './bgp-message.js'
import { ROUTE_FIELDS } from './evpn.js'

const TYPES: Readonly<Record<number, string>> = {
  1: 'ORIGIN',
  2: 'AS_PATH',
  3: 'NEXT_HOP',
  4: 'MULTI_EXIT_DISC',
  5: 'LOCAL_PREF',
  6: 'ATOMIC_AGGREGATE',
  7: 'AGGREGATOR',
  8: 'COMMUNITIES',
  9: 'ORIGINATOR_ID',
  10: 'CLUSTER_LIST',
  14: 'MP_REACH_NLRI',
  15: 'MP_UNREACH_NLRI',
  16: 'EXTENDED COMMUNITIES',
  17: 'AS4_PATH',
  18: 'AS4_AGGREGATOR',
  22: 'PMSI_TUNNEL',
  23: 'Tunnel Encapsulation',
  26: 'AIGP',
  32: 'LARGE_COMMUNITY',
  35: 'OTC',
  40: 'BGP Prefix-SID',
}

export const AFIS: Readonly<Record<number, string>> = { 1: 'IPv4', 2: 'IPv6', 25: 'L2VPN' }
export const SAFIS: Readonly<Record<number, string>> = {
  1: 'unicast',
  2: 'multicast',
  4: 'labeled unicast',
  5: 'MCAST-VPN',
  65: 'VPLS',
  70: 'EVPN',
  128: 'VPN unicast',
}

const ORIGINS: Readonly<Record<number, string>> = { 0: 'IGP', 1: 'EGP', 2: 'INCOMPLETE' }
const SEGMENTS: Readonly<Record<number, string>> = {
  1: 'AS_SET',
  2: 'AS_SEQUENCE',
  3: 'AS_CONFED_SEQUENCE',
  4: 'AS_CONFED_SET',
}
const PMSI_TUNNELS: Readonly<Record<number, string>> = {
  0: 'no tunnel information',
  1: 'RSVP-TE P2MP LSP',
  2: 'mLDP P2MP LSP',
  3: 'PIM-SSM tree',
  4: 'PIM-SM tree',
  5: 'BIDIR-PIM tree',
  6: 'ingress replication',
  7: 'mLDP MP2MP LSP',
}
/** IANA, BGP Well-known Communities. */
const WELL_KNOWN: Readonly<Record<number, string>> = {
  0xffff0000: 'GRACEFUL_SHUTDOWN',
  0xffff0006: 'LLGR_STALE',
  0xffff0007: 'NO_LLGR',
  0xffff029a: 'BLACKHOLE',
  0xffffff01: 'NO_EXPORT',
  0xffffff02: 'NO_ADVERTISE',
  0xffffff03: 'NO_EXPORT_SUBCONFED',
  0xffffff04: 'NOPEER',
}

const RFC = 'RFC 4271 §4.3'
const MP_RFC = 'RFC 4760 §3'
const PMSI_RFC = 'RFC 6514 §5'
const EVPN_PMSI = 6

const valueAt = (v: DataView, o: number): number => o + attributeHeaderLen(v, o)

const isType =
  (...types: number[]) =>
  (v: DataView, o: number): boolean =>
    types.includes(attributeType(v, o))

/** A field of a fixed place in the value of an attribute of some types. */
function valueField(
  name: string,
  label: string,
  [bit, bits]: readonly [number, number],
  form: Form,
  types: readonly number[],
  source: string = RFC,
): Field {
  return { name: `bgp.${name}`, label, bit, bits, form, at: valueAt, when: isType(...types), source }
}

const named = (field: Field, names: Readonly<Record<number, string>>): Field => ({ ...field, names })

const UPDATE = 'update.path_attribute.'

const isAggregator = (octets: number) => (v: DataView, o: number, end: number) =>
  isType(AttributeType.Aggregator, AttributeType.As4Aggregator)(v, o) && end - valueAt(v, o) === octets

/** Whether the next hop of a MP_REACH_NLRI has so many octets, an address behind so many of a Route Distinguisher. */
const hasNextHop =
  (...lengths: number[]) =>
  (v: DataView, o: number, end: number) =>
    attributeType(v, o) === AttributeType.MpReach && lengths.includes(nextHopLen(v, valueAt(v, o), end))

/** The next hop's address: at its end, for a Route Distinguisher may stand in front of it. */
const nextHop = (name: string, octets: number, form: Form, ...lengths: number[]): Field => ({
  name: `bgp.${UPDATE}mp_reach_nlri.next_hop.${name}`,
  label: 'Network Address of Next Hop',
  bit: 0,
  bits: octets * 8,
  form,
  at: (v, o) => {
    const at = valueAt(v, o) + 4
    const length = v.getUint8(at - 1)
    return length % 16 === 0 || length === 4 ? at : at + RD_LEN
  },
  when: hasNextHop(...lengths),
  source: MP_RFC,
})

/** Octets of a Route Distinguisher. */
const RD_LEN = 8

const isPmsi = (v: DataView, o: number, end: number): boolean =>
  attributeType(v, o) === AttributeType.Pmsi && end - valueAt(v, o) >= 5

const FIELDS: readonly Field[] = [
  { name: `bgp.${UPDATE}flags`, label: 'Attribute Flags', bit: 0, bits: 8, form: Form.Hex, source: RFC },
  { name: `bgp.${UPDATE}flags.optional`, label: 'O: optional', bit: 0, bits: 1, form: Form.Flag, source: RFC },
  { name: `bgp.${UPDATE}flags.transitive`, label: 'T: transitive', bit: 1, bits: 1, form: Form.Flag, source: RFC },
  { name: `bgp.${UPDATE}flags.partial`, label: 'P: partial', bit: 2, bits: 1, form: Form.Flag, source: RFC },
  {
    name: `bgp.${UPDATE}flags.extended_length`,
    label: 'E: extended length',
    bit: 3,
    bits: 1,
    form: Form.Flag,
    source: RFC,
  },
  {
    name: `bgp.${UPDATE}flags.unused`,
    label: 'Unused bits',
    bit: 0,
    bits: 8,
    form: Form.Hex,
    get: (v, o) => v.getUint8(o) & 0x0f,
    source: RFC,
  },
  {
    name: `bgp.${UPDATE}type_code`,
    label: 'Attribute Type Code',
    bit: 8,
    bits: 8,
    form: Form.Dec,
    names: TYPES,
    source: RFC,
  },
  {
    name: `bgp.${UPDATE}length`,
    label: 'Attribute Length',
    bit: 16,
    bits: 8,
    form: Form.Dec,
    when: (v, o) => attributeHeaderLen(v, o) === 3,
    source: RFC,
  },
  {
    name: `bgp.${UPDATE}length`,
    label: 'Attribute Length',
    bit: 16,
    bits: 16,
    form: Form.Dec,
    when: (v, o) => attributeHeaderLen(v, o) === 4,
    source: RFC,
  },
  named(valueField(`${UPDATE}origin`, 'ORIGIN', [0, 8], Form.Dec, [1]), ORIGINS),
  valueField(`${UPDATE}next_hop`, 'NEXT_HOP', [0, 32], Form.Ipv4, [3]),
  valueField(`${UPDATE}multi_exit_disc`, 'MULTI_EXIT_DISC', [0, 32], Form.Dec, [4]),
  valueField(`${UPDATE}local_pref`, 'LOCAL_PREF', [0, 32], Form.Dec, [5]),
  { ...valueField(`${UPDATE}aggregator_as`, 'AGGREGATOR: AS', [0, 16], Form.Dec, []), when: isAggregator(6) },
  {
    ...valueField(`${UPDATE}aggregator_origin`, 'AGGREGATOR: address', [16, 32], Form.Ipv4, []),
    when: isAggregator(6),
  },
  { ...valueField(`${UPDATE}aggregator_as`, 'AGGREGATOR: AS', [0, 32], Form.Dec, []), when: isAggregator(8) },
  {
    ...valueField(`${UPDATE}aggregator_origin`, 'AGGREGATOR: address', [32, 32], Form.Ipv4, []),
    when: isAggregator(8),
  },
  valueField(`${UPDATE}originator_id`, 'ORIGINATOR_ID', [0, 32], Form.Ipv4, [9], 'RFC 4456 §8'),
  named(valueField(`${UPDATE}mp_reach_nlri.afi`, 'Address Family Identifier', [0, 16], Form.Dec, [14], MP_RFC), AFIS),
  named(
    valueField(`${UPDATE}mp_reach_nlri.safi`, 'Subsequent Address Family Identifier', [16, 8], Form.Dec, [14], MP_RFC),
    SAFIS,
  ),
  {
    ...valueField(`${UPDATE}mp_reach_nlri.next_hop`, 'Length and address of next hop', [24, 0], Form.Bytes, [], MP_RFC),
    size: (v, o, end) => 1 + nextHopLen(v, valueAt(v, o), end),
    when: (v, o, end) => attributeType(v, o) === AttributeType.MpReach && nextHopLen(v, valueAt(v, o), end) > 0,
  },
  nextHop('ipv4', 4, Form.Ipv4, 4, 12),
  nextHop('ipv6', 16, Form.Ipv6, 16, 24, 32, 48),
  {
    name: `bgp.${UPDATE}mp_reach_nlri.next_hop.ipv6.link_local`,
    label: 'Link-local address of next hop',
    bit: 0,
    bits: 128,
    form: Form.Ipv6,
    at: (v, o) => valueAt(v, o) + 20,
    when: hasNextHop(32),
    source: 'RFC 2545 §3',
  },
  {
    ...valueField(`${UPDATE}mp_reach_nlri.nbr_snpa`, 'Reserved', [0, 8], Form.Dec, [], MP_RFC),
    at: (v, o) => valueAt(v, o) + 4 + v.getUint8(valueAt(v, o) + 3),
    when: (v, o, end) =>
      attributeType(v, o) === AttributeType.MpReach &&
      valueAt(v, o) + 4 <= end &&
      nextHopLen(v, valueAt(v, o), end) > 0,
  },
  named(
    valueField(`${UPDATE}mp_unreach_nlri.afi`, 'Address Family Identifier', [0, 16], Form.Dec, [15], 'RFC 4760 §4'),
    AFIS,
  ),
  named(
    valueField(
      `${UPDATE}mp_unreach_nlri.safi`,
      'Subsequent Address Family Identifier',
      [16, 8],
      Form.Dec,
      [15],
      'RFC 4760 §4',
    ),
    SAFIS,
  ),
  { ...valueField(`${UPDATE}pmsi.tunnel.flags`, 'Flags', [0, 8], Form.Dec, [], PMSI_RFC), when: isPmsi },
  named(
    { ...valueField(`${UPDATE}pmsi.tunnel.type`, 'Tunnel Type', [8, 8], Form.Dec, [], PMSI_RFC), when: isPmsi },
    PMSI_TUNNELS,
  ),
  {
    ...valueField('evpn.nlri.vni', 'MPLS Label as VNI', [16, 24], Form.Dec, [], 'RFC 8365 §5.1.3'),
    when: isPmsi,
    within: hasWholeLabels,
  },
  {
    ...valueField(`${UPDATE}mpls_label_value_20bits`, 'MPLS Label', [16, 20], Form.Dec, [], PMSI_RFC),
    when: isPmsi,
    within: (v, outer) => !hasWholeLabels(v, outer),
  },
  {
    ...valueField(`${UPDATE}pmsi.ingress_rep_ip`, 'Tunnel Identifier', [40, 32], Form.Ipv4, [], PMSI_RFC),
    when: (v, o, end) => isPmsi(v, o, end) && v.getUint8(valueAt(v, o) + 1) === EVPN_PMSI && end - valueAt(v, o) === 9,
  },
]

/** The numbers of a path segment: two octets each, or four. */
function asNumber(octets: number): Field {
  return {
    name: `bgp.${UPDATE}as_path_segment.as${octets}`,
    label: 'AS number',
    bit: 16,
    bits: octets * 8,
    form: Form.Dec,
    count: (v, o) => v.getUint8(o + 1),
    source: octets === 2 ? RFC : 'RFC 6793 §3',
  }
}

function segments(isWide: boolean): Group {
  const octets = isWide ? 4 : 2
  const isHere = (v: DataView, o: number, end: number): boolean =>
    isType(AttributeType.AsPath, AttributeType.As4Path)(v, o) && hasWideAs(v, valueAt(v, o), end) === isWide
  return {
    label: 'Path segment',
    start: (v, o, end) => (isHere(v, o, end) ? valueAt(v, o) : end),
    end: (_, __, end) => end,
    size: (v, at, end) => (at + 2 > end ? 0 : 2 + octets * v.getUint8(at + 1)),
    fields: [
      {
        name: `bgp.${UPDATE}as_path_segment.type`,
        label: 'Path Segment Type',
        bit: 0,
        bits: 8,
        form: Form.Dec,
        names: SEGMENTS,
        source: RFC,
      },
      {
        name: `bgp.${UPDATE}as_path_segment.length`,
        label: 'Path Segment Length',
        bit: 8,
        bits: 8,
        form: Form.Dec,
        source: RFC,
      },
      asNumber(octets),
    ],
  }
}

/** A list of items of one size that fills the value of an attribute. */
function list(type: number, label: string, octets: number, fields: readonly Field[]): Group {
  return {
    label,
    start: (v, o, end) => (attributeType(v, o) === type ? valueAt(v, o) : end),
    end: (_, __, end) => end,
    size: () => octets,
    fields,
  }
}

const isWellKnown = (v: DataView, o: number): boolean => WELL_KNOWN[v.getUint32(o)] !== undefined

const COMMUNITIES = list(AttributeType.Communities, 'Community', 4, [
  {
    name: `bgp.${UPDATE}community_wellknown`,
    label: 'Well-known community',
    bit: 0,
    bits: 32,
    form: Form.Hex,
    names: WELL_KNOWN,
    when: isWellKnown,
    source: 'RFC 1997',
  },
  {
    name: `bgp.${UPDATE}community_as`,
    label: 'Community: AS',
    bit: 0,
    bits: 16,
    form: Form.Dec,
    when: (v, o) => !isWellKnown(v, o),
    source: 'RFC 1997',
  },
  {
    name: `bgp.${UPDATE}community_value`,
    label: 'Community: value',
    bit: 16,
    bits: 16,
    form: Form.Dec,
    when: (v, o) => !isWellKnown(v, o),
    source: 'RFC 1997',
  },
])

const LARGE = 'RFC 8092 §3'
const LARGE_COMMUNITIES = list(AttributeType.LargeCommunities, 'Large community', 12, [
  { name: 'bgp.large_communities.ga', label: 'Global Administrator', bit: 0, bits: 32, form: Form.Dec, source: LARGE },
  { name: 'bgp.large_communities.ldp1', label: 'Local Data Part 1', bit: 32, bits: 32, form: Form.Dec, source: LARGE },
  { name: 'bgp.large_communities.ldp2', label: 'Local Data Part 2', bit: 64, bits: 32, form: Form.Dec, source: LARGE },
])

const CLUSTER_LIST = list(AttributeType.ClusterList, 'Cluster', 4, [
  {
    name: 'bgp.path_attribute.cluster_id',
    label: 'CLUSTER_ID',
    bit: 0,
    bits: 32,
    form: Form.Ipv4,
    source: 'RFC 4456 §8',
  },
])

const PATH_ID: Field = {
  name: 'bgp.nlri_path_id',
  label: 'Path Identifier',
  bit: 0,
  bits: 32,
  form: Form.Dec,
  source: 'RFC 7911 §3',
}

/** Routes that stand in [`start`, `end`), as a list with path identifiers and as one without: the one that fits has items. */
export function routeLists(
  label: string,
  start: Group['start'],
  end: Group['end'],
  size: RouteSize,
  fields: readonly Field[],
): readonly Group[] {
  return [0, PATH_ID_LEN].map((skip) => ({
    label,
    start: (v: DataView, o: number, stop: number) => {
      const from = start(v, o, stop)
      const to = end(v, o, stop)
      return from < to && hasPathIds(v, from, to, size) === skip > 0 ? from : to
    },
    end,
    size: (v: DataView, at: number, stop: number) => {
      const octets = size(v, at + skip, stop)
      return octets < 1 ? 0 : skip + octets
    },
    fields: skip === 0 ? fields : [PATH_ID, ...fields.map((f) => behind(f, skip))],
  }))
}

/** The same field in a route that stands behind so many octets. */
function behind(f: Field, octets: number): Field {
  const { at, when, size, get } = f
  return {
    ...f,
    at: at === undefined ? (_, o) => o + octets : (v, o) => at(v, o + octets),
    ...(when === undefined ? {} : { when: (v, o, end) => when(v, o + octets, end) }),
    ...(size === undefined ? {} : { size: (v, o, end) => size(v, o + octets, end) }),
    ...(get === undefined ? {} : { get: (v, o) => get(v, o + octets) }),
  }
}

export const IPV4_BITS = 32
export const IPV6_BITS = 128

/** Octets that the prefix at `o` has. */
const prefixOctets = (v: DataView, o: number): number => (v.getUint8(o) + 7) >> 3

/** The IPv4 prefix at `o` with all of its octets. */
function ipv4Prefix(v: DataView, o: number): number {
  let address = 0
  for (let i = 0; i < 4; i++) address = address * 0x100 + (i < prefixOctets(v, o) ? v.getUint8(o + 1 + i) : 0)
  return address
}

/** A prefix: its bits, and its octets, of which there may be none. */
export function prefixFields(name: string, label: string, widest: number, source: string): readonly Field[] {
  const prefix = { name: `bgp.${name}`, label, bit: 8, bits: 0, size: prefixOctets, source }
  return [
    { name: 'bgp.prefix_length', label: 'Length', bit: 0, bits: 8, form: Form.Dec, source },
    widest === IPV4_BITS ? { ...prefix, form: Form.Ipv4, get: ipv4Prefix } : { ...prefix, form: Form.Ipv6Prefix },
  ]
}

export const prefixSizeOf =
  (widest: number): RouteSize =>
  (v, at, end) =>
    prefixSize(v, at, end, widest)

/** The routes of a family in a MP_REACH_NLRI or MP_UNREACH_NLRI. */
function familyRoutes(
  type: number,
  family: readonly [number, number],
  size: RouteSize,
  fields: readonly Field[],
): readonly Group[] {
  return routeLists(
    type === AttributeType.MpReach ? 'Route' : 'Withdrawn route',
    (v, o, end) => {
      const from = valueAt(v, o)
      const isHere = attributeType(v, o) === type && afi(v, from, end) === family[0] && safi(v, from, end) === family[1]
      return isHere ? routesStart(v, type, from, end) : end
    },
    (_, __, end) => end,
    size,
    fields,
  )
}

const FAMILY_ROUTES: readonly Group[] = (
  [
    [AttributeType.MpReach, 'mp_reach', MP_RFC],
    [AttributeType.MpUnreach, 'mp_unreach', 'RFC 4760 §4'],
  ] as const
).flatMap(([type, name, source]) => [
  ...familyRoutes(
    type,
    [Afi.Ipv4, Safi.Unicast],
    prefixSizeOf(IPV4_BITS),
    prefixFields(`${name}_nlri_ipv4_prefix`, 'Prefix', IPV4_BITS, source),
  ),
  ...familyRoutes(
    type,
    [Afi.Ipv6, Safi.Unicast],
    prefixSizeOf(IPV6_BITS),
    prefixFields(`${name}_nlri_ipv6_prefix`, 'Prefix', IPV6_BITS, source),
  ),
  ...familyRoutes(type, [Afi.L2vpn, Safi.Evpn], evpnSize, ROUTE_FIELDS),
])

/** An attribute of an UPDATE, with the lists that its value may be. */
export const ATTRIBUTE: Omit<Group, 'start' | 'end'> = {
  label: 'Path attribute',
  size: attributeSize,
  fields: FIELDS,
  groups: [
    segments(false),
    segments(true),
    COMMUNITIES,
    CLUSTER_LIST,
    list(AttributeType.ExtendedCommunities, 'Extended community', COMMUNITY_LEN, COMMUNITY_FIELDS),
    LARGE_COMMUNITIES,
    ...FAMILY_ROUTES,
  ],
}
