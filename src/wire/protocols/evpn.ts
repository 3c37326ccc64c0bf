/**
 * BGP EVPN routes: RFC 7432 §7, type 5 RFC 9136 §3.1. Each is a type, a length and what the type has.
 *
 * +-----------------------------------+  +-----------------------------------+
 * |    Route Type (1 octet)           |  | MAC/IP Advertisement, type 2:     |
 * +-----------------------------------+  |  RD (8 octets)                    |
 * |     Length (1 octet)              |  |  Ethernet Segment Identifier (10) |
 * +-----------------------------------+  |  Ethernet Tag ID (4 octets)       |
 * | Route Type specific (variable)    |  |  MAC Address Length (1 octet)     |
 * +-----------------------------------+  |  MAC Address (6 octets)           |
 *                                        |  IP Address Length (1 octet)      |
 *                                        |  IP Address (0, 4, or 16 octets)  |
 *                                        |  MPLS Label1 (3 octets)           |
 *                                        |  MPLS Label2 (0 or 3 octets)      |
 *                                        +-----------------------------------+
 *
 * With an encapsulation that has VNIs, the 24 bits of a label are the VNI (RFC 8365 §5.1.3).
 */
import { type Field, Form } from '../field.js'
import { hasWholeLabels } from './bgp-message.js'

export const RouteType = {
  EthernetAutoDiscovery: 1,
  MacIp: 2,
  InclusiveMulticast: 3,
  EthernetSegment: 4,
  IpPrefix: 5,
} as const

const ROUTE_TYPES: Readonly<Record<number, string>> = {
  1: 'Ethernet Auto-Discovery',
  2: 'MAC/IP Advertisement',
  3: 'Inclusive Multicast Ethernet Tag',
  4: 'Ethernet Segment',
  5: 'IP Prefix',
  6: 'Selective Multicast Ethernet Tag',
  7: 'Multicast Membership Report Synch',
  8: 'Multicast Leave Synch',
}

/** Octets of type and length, and of a Route Distinguisher. */
const HEADER_LEN = 2
const RD_LEN = 8

export const routeType = (v: DataView, at: number): number => v.getUint8(at)
/** Absolute offset of the Route Distinguisher, which all types have first (§7.9). */
export const rdAt = (at: number): number => at + HEADER_LEN
export const hasRd = (at: number, end: number): boolean => end - at >= HEADER_LEN + RD_LEN

/** Absolute offset of a part of the route at `at`, or -1. */
type Place = (v: DataView, at: number, end: number) => number

// Where parts of the route at `at` stand, by its type; -1 in those that have none, or where the route ends before.
const place =
  (of: Readonly<Record<number, number>>, octets: number): Place =>
  (v, at, end) => {
    const offset = at + HEADER_LEN > end ? undefined : of[routeType(v, at)]
    return offset === undefined || at + HEADER_LEN + offset + octets > end ? -1 : at + HEADER_LEN + offset
  }

/** Ethernet Segment Identifier (§5): zero for a station with one way. */
export const esiAt: Place = place({ 1: 8, 2: 8, 4: 8, 5: 8 }, 10)
export const ethernetTagAt: Place = place({ 1: 18, 2: 18, 3: 8, 5: 18 }, 4)
export const macAt: Place = place({ 2: 23 }, 6)
const macLenAt = place({ 2: 22 }, 1)
/** Octet with the bits of the IP address, or of the prefix. */
export const ipLenAt: Place = place({ 2: 29, 3: 12, 4: 18, 5: 22 }, 1)

/** Octets of the IP address that stands behind its length: 0, 4 or 16. A prefix has all of its octets (RFC 9136 §3.1). */
export function ipSize(v: DataView, at: number, end: number): number {
  const lengthAt = ipLenAt(v, at, end)
  if (lengthAt < 0) return 0
  if (routeType(v, at) === RouteType.IpPrefix) {
    const octets = end - at - HEADER_LEN
    return octets === IPV4_PREFIX_LEN ? 4 : octets === IPV6_PREFIX_LEN ? 16 : 0
  }
  const octets = v.getUint8(lengthAt) / 8
  return (octets === 4 || octets === 16) && lengthAt + 1 + octets <= end ? octets : 0
}

/** Octets of a type 5 route of each family, without type and length. */
const IPV4_PREFIX_LEN = 34
const IPV6_PREFIX_LEN = 58
const LABEL_LEN = 3

/** Absolute offset of the gateway's address in a type 5 route, -1 without one. */
export function gatewayAt(v: DataView, at: number, end: number): number {
  const size = routeType(v, at) === RouteType.IpPrefix ? ipSize(v, at, end) : 0
  return size === 0 ? -1 : ipLenAt(v, at, end) + 1 + size
}

/** Absolute offset of the `n`th label, 0 or 1; -1 where there is none. */
export function labelAt(v: DataView, at: number, end: number, n: number): number {
  const first = firstLabelAt(v, at, end)
  const label = first + n * LABEL_LEN
  return first < 0 || label + LABEL_LEN > end || (n > 0 && routeType(v, at) !== RouteType.MacIp) ? -1 : label
}

function firstLabelAt(v: DataView, at: number, end: number): number {
  switch (end - at < HEADER_LEN ? 0 : routeType(v, at)) {
    case RouteType.EthernetAutoDiscovery:
      return at + HEADER_LEN + 22
    case RouteType.MacIp: {
      const lengthAt = ipLenAt(v, at, end)
      return lengthAt < 0 ? -1 : lengthAt + 1 + (v.getUint8(lengthAt) >> 3)
    }
    case RouteType.IpPrefix: {
      const gateway = gatewayAt(v, at, end)
      return gateway < 0 ? -1 : gateway + ipSize(v, at, end)
    }
    default:
      return -1
  }
}

const RFC = 'RFC 7432 §7'
const PREFIX_RFC = 'RFC 9136 §3.1'
const VNI_RFC = 'RFC 8365 §5.1.3'

const isThere = (at: Place) => (v: DataView, o: number, end: number) => at(v, o, end) >= 0

/** A place that `when` has found to be there. */
const known = (at: Place) => (v: DataView, o: number) => at(v, o, routeEnd(v, o))

const routeEnd = (v: DataView, o: number): number => o + HEADER_LEN + v.getUint8(o + 1)

/** A part whose place depends on the route's type. */
function part(name: string, label: string, bits: number, form: Form, at: Place, source = RFC): Field {
  return { name: `bgp.evpn.nlri.${name}`, label, bit: 0, bits, form, at: known(at), when: isThere(at), source }
}

/** The address behind its length, of a family and only in some types. */
function address(name: string, label: string, octets: number, form: Form, types: readonly number[]): Field {
  return {
    name: `bgp.evpn.nlri.${name}`,
    label,
    bit: 8,
    bits: octets * 8,
    form,
    at: known(ipLenAt),
    when: (v, o, end) => end - o >= HEADER_LEN && types.includes(routeType(v, o)) && ipSize(v, o, end) === octets,
    source: RFC,
  }
}

function gateway(name: string, label: string, octets: number, form: Form): Field {
  return {
    ...part(name, label, octets * 8, form, gatewayAt, PREFIX_RFC),
    when: (v, o, end) => end - o >= HEADER_LEN && gatewayAt(v, o, end) >= 0 && ipSize(v, o, end) === octets,
  }
}

/** A label as what it is with the encapsulation of its message: all 24 bits, or 20 and others. */
function label(n: number): readonly Field[] {
  const at: Place = (v, o, end) => labelAt(v, o, end, n)
  return [
    {
      ...part('vni', n === 0 ? 'MPLS Label1 as VNI' : 'MPLS Label2 as VNI', 24, Form.Dec, at, VNI_RFC),
      within: hasWholeLabels,
    },
    {
      ...part(`mpls_ls${n + 1}`, `MPLS Label${n + 1}`, 20, Form.Dec, at),
      within: (v, outer) => !hasWholeLabels(v, outer),
    },
  ]
}

/** The fields of a route, whose first octet is its type. */
export const ROUTE_FIELDS: readonly Field[] = [
  { name: 'bgp.evpn.nlri.rt', label: 'Route Type', bit: 0, bits: 8, form: Form.Dec, names: ROUTE_TYPES, source: RFC },
  { name: 'bgp.evpn.nlri.len', label: 'Length', bit: 8, bits: 8, form: Form.Dec, source: RFC },
  {
    name: 'bgp.evpn.nlri.rd',
    label: 'Route Distinguisher',
    bit: 16,
    bits: 64,
    form: Form.Bytes,
    when: (v, o, end) => hasRd(o, end) && ROUTE_TYPES[routeType(v, o)] !== undefined,
    source: 'RFC 4364 §4.2',
  },
  part('esi', 'Ethernet Segment Identifier', 80, Form.Colons, esiAt, 'RFC 7432 §5'),
  part('esi.type', 'ESI: type', 8, Form.Dec, esiAt, 'RFC 7432 §5'),
  part('etag', 'Ethernet Tag ID', 32, Form.Dec, ethernetTagAt),
  part('maclen', 'MAC Address Length', 8, Form.Dec, macLenAt),
  part('mac_addr', 'MAC Address', 48, Form.Mac, macAt),
  {
    ...part('iplen', 'IP Address Length', 8, Form.Dec, ipLenAt),
    when: (v, o, end) => ipLenAt(v, o, end) >= 0 && routeType(v, o) !== RouteType.IpPrefix,
  },
  {
    ...part('prefix_len', 'IP Prefix Length', 8, Form.Dec, ipLenAt, PREFIX_RFC),
    when: (v, o, end) => ipLenAt(v, o, end) >= 0 && routeType(v, o) === RouteType.IpPrefix,
  },
  address('ip.addr', 'IP Address', 4, Form.Ipv4, [2, 3, 4, 5]),
  address('ipv6.addr', 'IP Address', 16, Form.Ipv6, [2, 3, 4, 5]),
  gateway('ipv4.gtw_addr', 'GW IP Address', 4, Form.Ipv4),
  gateway('ipv6.gtw_addr', 'GW IP Address', 16, Form.Ipv6),
  ...label(0),
  ...label(1),
]
