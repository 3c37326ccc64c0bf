/**
 * The parts of a BGP message, RFC 4271 §4: where they stand and how long they are. All of it is bounded by the end that is
 * handed in: lengths that lie give less, never more.
 */

/** IANA, RFC 4271 §8: the TCP port. */
export const PORT = 179
/** Octets of the header that every message has (§4.1). */
export const HEADER_LEN = 19
/** Octets of the marker, each 0xff. */
export const MARKER_LEN = 16

const LENGTH = 16
const TYPE = 18

export const MessageType = {
  Open: 1,
  Update: 2,
  Notification: 3,
  Keepalive: 4,
  RouteRefresh: 5,
} as const

/** Path attributes that somebody asks for by their type (RFC 4271 §5.1, RFC 4760, RFC 4360, RFC 6514 §5). */
export const AttributeType = {
  Origin: 1,
  AsPath: 2,
  NextHop: 3,
  MultiExitDisc: 4,
  LocalPref: 5,
  AtomicAggregate: 6,
  Aggregator: 7,
  Communities: 8,
  OriginatorId: 9,
  ClusterList: 10,
  MpReach: 14,
  MpUnreach: 15,
  ExtendedCommunities: 16,
  As4Path: 17,
  As4Aggregator: 18,
  Pmsi: 22,
  LargeCommunities: 32,
} as const

/** IANA, Address Family Numbers; Subsequent Address Family Identifiers. */
export const Afi = { Ipv4: 1, Ipv6: 2, L2vpn: 25 } as const
export const Safi = { Unicast: 1, Evpn: 70 } as const

/** IANA, BGP Tunnel Encapsulation Attribute Tunnel Types; those whose label is a whole VNI (RFC 8365 §5.1.3). */
const WHOLE_LABELS: readonly number[] = [8, 9, 12, 19]

/** The attribute's length has two octets. */
const FLAG_EXTENDED = 0x10

export const messageLength = (v: DataView, o: number): number => v.getUint16(o + LENGTH)
export const messageType = (v: DataView, o: number): number => v.getUint8(o + TYPE)

/** Whether 16 octets of ones stand at `o`. */
const hasMarker = (v: DataView, o: number): boolean =>
  v.getInt32(o) === -1 && v.getInt32(o + 4) === -1 && v.getInt32(o + 8) === -1 && v.getInt32(o + 12) === -1

/** Whether a message begins at `o`, as far as its header tells. */
export function isHeader(v: DataView, o: number, end: number): boolean {
  if (end - o < HEADER_LEN || !hasMarker(v, o) || messageLength(v, o) < HEADER_LEN) return false
  return messageType(v, o) >= MessageType.Open && messageType(v, o) <= MessageType.RouteRefresh
}

/** Octets of the message at `o`; 0 where none begins, or none that is whole. */
export function messageSize(v: DataView, o: number, end: number): number {
  if (!isHeader(v, o, end)) return 0
  const length = messageLength(v, o)
  return o + length > end ? 0 : length
}

/** The 16 bits at `at`, 0 where they are not there. */
const count16 = (v: DataView, at: number, end: number): number => (at + 2 <= end ? v.getUint16(at) : 0)

// The parts of an UPDATE (§4.3).
export const withdrawnStart = (o: number): number => o + HEADER_LEN + 2
export const withdrawnEnd = (v: DataView, o: number, end: number): number =>
  Math.min(end, withdrawnStart(o) + count16(v, o + HEADER_LEN, end))
export const attributesStart = (v: DataView, o: number, end: number): number => withdrawnEnd(v, o, end) + 2
export const attributesEnd = (v: DataView, o: number, end: number): number =>
  Math.min(end, attributesStart(v, o, end) + count16(v, withdrawnEnd(v, o, end), end))

/** Octets in front of an attribute's value (§4.3). */
export const attributeHeaderLen = (v: DataView, at: number): number => ((v.getUint8(at) & FLAG_EXTENDED) === 0 ? 3 : 4)
export const attributeType = (v: DataView, at: number): number => v.getUint8(at + 1)

/** Octets of the attribute at `at`; 0 where its header is not whole. */
export function attributeSize(v: DataView, at: number, end: number): number {
  if (at + 3 > end) return 0
  const header = attributeHeaderLen(v, at)
  if (at + header > end) return 0
  return header + (header === 3 ? v.getUint8(at + 2) : v.getUint16(at + 2))
}

/** Calls back for each attribute of an UPDATE with its type and where its value begins and ends. */
export function visitAttributes(
  v: DataView,
  o: number,
  end: number,
  visit: (type: number, from: number, to: number) => void,
): void {
  const stop = attributesEnd(v, o, end)
  for (let at = attributesStart(v, o, end); at < stop; ) {
    const size = attributeSize(v, at, stop)
    if (size < 1 || at + size > stop) return
    visit(attributeType(v, at), at + attributeHeaderLen(v, at), at + size)
    at += size
  }
}

/** Whether the labels of the message at `o` are whole VNIs: it names an encapsulation that has them. */
export function hasWholeLabels(v: DataView, o: number): boolean {
  if (!isHeader(v, o, v.byteLength) || messageType(v, o) !== MessageType.Update) return false
  let found = false
  visitAttributes(v, o, Math.min(v.byteLength, o + messageLength(v, o)), (type, from, to) => {
    if (type !== AttributeType.ExtendedCommunities) return
    for (let at = from; at + 8 <= to; at += 8) found ||= WHOLE_LABELS.includes(encapsulation(v, at))
  })
  return found
}

/** The tunnel type that an extended community names (RFC 9012 §4.1), or -1. */
export const encapsulation = (v: DataView, at: number): number =>
  v.getUint16(at) === 0x030c ? v.getUint16(at + 6) : -1

/** The family of a MP_REACH_NLRI or MP_UNREACH_NLRI whose value is [`from`, `to`) (RFC 4760 §3, §4); 0 if it is cut. */
export const afi = (v: DataView, from: number, to: number): number => (to - from >= 3 ? v.getUint16(from) : 0)
export const safi = (v: DataView, from: number, to: number): number => (to - from >= 3 ? v.getUint8(from + 2) : 0)

/** Octets of the next hop in a MP_REACH_NLRI, which stands at `from + 4`. */
export const nextHopLen = (v: DataView, from: number, to: number): number => {
  const length = to - from >= 4 ? v.getUint8(from + 3) : 0
  return from + 4 + length > to ? 0 : length
}

/** Where the routes begin. An octet that must be ignored stands in front of those that can be reached. */
export const routesStart = (v: DataView, type: number, from: number, to: number): number =>
  type === AttributeType.MpReach ? Math.min(to, from + 5 + nextHopLen(v, from, to)) : Math.min(to, from + 3)

/** Octets of a path identifier in front of each route, where both speakers agree on them (RFC 7911 §3). */
export const PATH_ID_LEN = 4

/** Octets of the prefix at `at`, a length in bits and the octets that hold them (RFC 4271 §4.3); 0 where it is none. */
export function prefixSize(v: DataView, at: number, end: number, widest: number): number {
  if (at >= end || v.getUint8(at) > widest) return 0
  return 1 + ((v.getUint8(at) + 7) >> 3)
}

/** Octets of the EVPN route at `at`, its type and length included (RFC 7432 §7); 0 where it is none. */
export function evpnSize(v: DataView, at: number, end: number): number {
  if (at + 2 > end || v.getUint8(at) === 0 || v.getUint8(at) > 11) return 0
  return 2 + v.getUint8(at + 1)
}

/** How long a route is without its path identifier. */
export type RouteSize = (v: DataView, at: number, end: number) => number

/** Whether [`from`, `to`) is a list of such routes, each behind `skip` octets; nothing is none, or one default route. */
function isList(v: DataView, from: number, to: number, skip: number, size: RouteSize): boolean {
  let at = from
  let defaults = 0
  while (at < to) {
    const octets = size(v, at + skip, to)
    if (octets < 1) return false
    // Path identifiers are small numbers: read as prefixes, they are several default routes.
    if (octets === 1 && ++defaults > 1) return false
    at += skip + octets
  }
  return at === to
}

/** Whether the routes in [`from`, `to`) have path identifiers. The message does not say; what fits does. */
export function hasPathIds(v: DataView, from: number, to: number, size: RouteSize): boolean {
  return !isList(v, from, to, 0, size) && isList(v, from, to, PATH_ID_LEN, size)
}

/** Whether the numbers in the path at [`from`, `to`) have four octets (RFC 6793 §3), as far as its segments tell. */
export function hasWideAs(v: DataView, from: number, to: number): boolean {
  let at = from
  while (at + 2 <= to) at += 2 + 4 * v.getUint8(at + 1)
  return at === to
}
