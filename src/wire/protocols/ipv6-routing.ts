/**
 * IPv6 Routing header. RFC 8200 §4.4; the Segment Routing header, type 4, is RFC 8754 §2.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Next Header  |  Hdr Ext Len  |  Routing Type | Segments Left |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       type-specific data                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Type 4:
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Last Entry   |     Flags     |              Tag              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Segment List[0] (128-bit IPv6 address) ...         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'
import { decodeExtension } from './ipv6-options.js'

const ROUTING_TYPE = 2
const LAST_ENTRY = 4
/** Where the addresses of the types decoded here start. */
const ADDRESSES = 8
const ADDRESS_LEN = 16

const SOURCE_ROUTE = 0
const MOBILITY = 2
const SEGMENT_ROUTING = 4
/** Hdr Ext Len: units of 8 octets, without the first. */
export const extensionLength = (v: DataView, o: number): number => v.getUint8(o + 1)
/** Routing Type: 0 deprecated (RFC 5095), 2 Mobile IPv6, 4 Segment Routing. */
export const routingType = (v: DataView, o: number): number => v.getUint8(o + ROUTING_TYPE)
/** Nodes still to be visited. */
export const segmentsLeft = (v: DataView, o: number): number => v.getUint8(o + 3)
/** Index of the last segment, of a Segment Routing header. */
export const lastEntry = (v: DataView, o: number): number => v.getUint8(o + LAST_ENTRY)
/** Flags of a Segment Routing header. */
export const srhFlags = (v: DataView, o: number): number => v.getUint8(o + 5)
/** Tag of a Segment Routing header. */
export const tag = (v: DataView, o: number): number => v.getUint16(o + 6)
/** Absolute offset of the `n`th address of types 0, 2 and 4. */
export const address = (o: number, n: number): number => o + ADDRESSES + n * ADDRESS_LEN

const RFC = 'RFC 8200 §4.4'
const SRH_RFC = 'RFC 8754 §2'

const isSegmentRouting = (v: DataView, o: number): boolean => v.getUint8(o + ROUTING_TYPE) === SEGMENT_ROUTING

/** The addresses of one routing type; no items in a header of another type. `count` limits them where it is told. */
function addresses(
  type: number,
  label: string,
  name: string,
  source: string,
  count: (v: DataView, o: number) => number,
) {
  return {
    label,
    start: (_, o) => o + ADDRESSES,
    end: (v, o) => (v.getUint8(o + ROUTING_TYPE) === type ? o + ADDRESSES + count(v, o) * ADDRESS_LEN : o + ADDRESSES),
    size: () => ADDRESS_LEN,
    fields: [{ name, label, bit: 0, bits: 128, form: Form.Ipv6, source }],
  } satisfies Group
}

/** As many addresses as the header's own length leaves room for. */
const fitting = (v: DataView, o: number): number => v.getUint8(o + 1) >> 1

export const protocol: Protocol = {
  kind: Kind.Ipv6Routing,
  name: 'ipv6.routing',
  title: 'Routing Header for IPv6',
  short: 'Routing',
  wireshark: 'IPv6 Routing',
  reachedBy: { ipProtocols: [43] },
  decode,
  fields: [
    {
      name: 'ipv6.routing.nxt',
      label: 'Next Header',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: IP_PROTOCOL_NAMES,
      source: RFC,
    },
    { name: 'ipv6.routing.len', label: 'Hdr Ext Len', bit: 8, bits: 8, form: Form.Dec, source: RFC },
    {
      name: 'ipv6.routing.type',
      label: 'Routing Type',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      names: { 0: 'Source Route (deprecated)', 1: 'Nimrod', 2: 'Mobile IPv6', 3: 'RPL', 4: 'Segment Routing' },
      source: RFC,
    },
    { name: 'ipv6.routing.segleft', label: 'Segments Left', bit: 24, bits: 8, form: Form.Dec, source: RFC },
    {
      name: 'ipv6.routing.srh.last_entry',
      label: 'Last Entry',
      bit: 32,
      bits: 8,
      form: Form.Dec,
      when: isSegmentRouting,
      source: SRH_RFC,
    },
    {
      name: 'ipv6.routing.srh.flags',
      label: 'Flags',
      bit: 40,
      bits: 8,
      form: Form.Hex,
      when: isSegmentRouting,
      source: SRH_RFC,
    },
    {
      name: 'ipv6.routing.srh.tag',
      label: 'Tag',
      bit: 48,
      bits: 16,
      form: Form.Bytes,
      when: isSegmentRouting,
      source: SRH_RFC,
    },
  ] satisfies Field[],
  groups: [
    addresses(SOURCE_ROUTE, 'Address', 'ipv6.routing.src.addr', 'RFC 2460 §4.4', fitting),
    addresses(MOBILITY, 'Home Address', 'ipv6.routing.mipv6.home_address', 'RFC 6275 §6.4', () => 1),
    addresses(SEGMENT_ROUTING, 'Segment', 'ipv6.routing.srh.addr', SRH_RFC, (v, o) => v.getUint8(o + LAST_ENTRY) + 1),
  ],
}

function decode(p: Packet, o: number, end: number): Kind {
  return decodeExtension(p, Kind.Ipv6Routing, o, end)
}
