/**
 * Generic Attribute Registration Protocol, IEEE Std 802.1D-2004 §12.10, and its applications: GVRP (IEEE Std 802.1Q-2005
 * §11.2) registers VLANs, GMRP (802.1D §10.3) group addresses. It shares the LLC address of the spanning tree; the
 * Protocol Identifier tells them apart, and the destination address which application it is.
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Protocol Identifier = 1     |  then messages, then an End Mark of 0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Attribute Type|                  a message: its type, then attributes, then an End Mark of 0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Length     |     Event     |     Value     ~  an attribute: Length counts all three
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Where the octets end, a missing End Mark is as good as there (§12.10.2.5).
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Protocol Identifier of all applications (§12.10.1.1); that of the spanning tree is 0. */
export const PROTOCOL_ID = 1
/** Octets of the Protocol Identifier. */
const HEADER_LEN = 2
const END_MARK = 0
/** Octets of Length and Event, which every attribute has. */
const MIN_ATTRIBUTE_LEN = 2

/** The last octet of the applications' group addresses 01-80-c2-00-00-2x (§12.4). */
const GMRP_ADDRESS = 0x20
const GVRP_ADDRESS = 0x21

/** Attribute Types: GVRP has one, GMRP has two. */
const VID = 1
const GROUP_MEMBERSHIP = 1
const SERVICE_REQUIREMENT = 2

const EVENT_NAMES: Readonly<Record<number, string>> = {
  0: 'Leave All',
  1: 'Join Empty',
  2: 'Join In',
  3: 'Leave Empty',
  4: 'Leave In',
  5: 'Empty',
}

/** Octets of the attribute at `at`. One that claims less than the minimum is taken to have the minimum. */
const attributeLen = (v: DataView, at: number): number => Math.max(v.getUint8(at), MIN_ATTRIBUTE_LEN)

/** Absolute offset of the End Mark of the attributes from `at` on; `end` or beyond it where there is none. */
function attributesEnd(v: DataView, at: number, end: number): number {
  let next = at
  while (next < end && v.getUint8(next) !== END_MARK) next += attributeLen(v, next)
  return next
}

/** Absolute offset of the first message of a type, or of the final End Mark without a type; `end` where there is none. */
function messageAt(v: DataView, o: number, end: number, type = END_MARK): number {
  let at = o + HEADER_LEN
  while (at < end && v.getUint8(at) !== type && v.getUint8(at) !== END_MARK) at = attributesEnd(v, at + 1, end) + 1
  return at < end && v.getUint8(at) === type ? at : Math.max(end, at)
}

const SOURCE = 'IEEE 802.1D §12.10'

/** The fields of the messages of one type: the attribute's value has a form of its own. */
function messages(prefix: string, type: number, names: Readonly<Record<number, string>>, value: Field): [Field, Group] {
  const field: Field = {
    name: `${prefix}.attribute_type`,
    label: 'Attribute Type',
    bit: 0,
    bits: 8,
    form: Form.Hex,
    names,
    at: (v, o) => messageAt(v, o, v.byteLength, type),
    when: (v, o, end) => messageAt(v, o, end, type) < end,
    source: SOURCE,
  }
  const group: Group = {
    label: 'Attribute',
    start: (v, o, end) => messageAt(v, o, end, type) + 1,
    end: (v, o, end) => attributesEnd(v, messageAt(v, o, end, type) + 1, end),
    size: attributeLen,
    fields: [
      { name: `${prefix}.attribute_length`, label: 'Length', bit: 0, bits: 8, form: Form.Dec, source: SOURCE },
      {
        name: `${prefix}.attribute_event`,
        label: 'Event',
        bit: 8,
        bits: 8,
        form: Form.Dec,
        names: EVENT_NAMES,
        source: SOURCE,
      },
      value,
    ],
  }
  return [field, group]
}

const protocolId = (prefix: string): Field => ({
  name: `${prefix}.protocol_id`,
  label: 'Protocol Identifier',
  bit: 0,
  bits: 16,
  form: Form.Hex,
  names: { [PROTOCOL_ID]: 'GARP' },
  source: SOURCE,
})

/** Whether the attribute has octets of a value. */
const hasValue = (v: DataView, at: number): boolean => attributeLen(v, at) > MIN_ATTRIBUTE_LEN

const [VLANS, VLAN_ATTRIBUTES] = messages(
  'gvrp',
  VID,
  { [VID]: 'VID' },
  {
    name: 'gvrp.attribute_value',
    label: 'VLAN id',
    bit: 16,
    bits: 16,
    form: Form.Dec,
    when: hasValue,
    source: 'IEEE 802.1Q §11.2.3',
  },
)

const GMRP_TYPES = { [GROUP_MEMBERSHIP]: 'Group Membership', [SERVICE_REQUIREMENT]: 'Service Requirement' }
const [GROUPS, GROUP_ATTRIBUTES] = messages('gmrp', GROUP_MEMBERSHIP, GMRP_TYPES, {
  name: 'gmrp.attribute_value_group_membership',
  label: 'Group address',
  bit: 16,
  bits: 48,
  form: Form.Mac,
  when: hasValue,
  source: 'IEEE 802.1D §10.3',
})
const [SERVICES, SERVICE_ATTRIBUTES] = messages('gmrp', SERVICE_REQUIREMENT, GMRP_TYPES, {
  name: 'gmrp.attribute_value_service_requirement',
  label: 'Service requirement',
  bit: 16,
  bits: 8,
  form: Form.Hex,
  names: { 0: 'All Groups', 1: 'All Unregistered Groups' },
  when: hasValue,
  source: 'IEEE 802.1D §10.3',
})

export const gvrpProtocol: Protocol = {
  kind: Kind.Gvrp,
  name: 'gvrp',
  title: 'GARP VLAN Registration Protocol',
  short: 'GVRP',
  // Wireshark's STP dissector puts itself in the list before it sees that the message is not its own.
  path: 'stp:gvrp',
  fields: [protocolId('gvrp'), VLANS],
  groups: [VLAN_ATTRIBUTES],
}

export const gmrpProtocol: Protocol = {
  kind: Kind.Gmrp,
  name: 'gmrp',
  title: 'GARP Multicast Registration Protocol',
  short: 'GMRP',
  path: 'stp:gmrp',
  fields: [protocolId('gmrp'), GROUPS, SERVICES],
  groups: [GROUP_ATTRIBUTES, SERVICE_ATTRIBUTES],
}

/** An application of its own address; Wireshark has no name for the header. */
export const protocol: Protocol = {
  kind: Kind.Garp,
  name: 'garp',
  title: 'Generic Attribute Registration Protocol',
  short: 'GARP',
  path: '',
  decode,
  fields: [protocolId('garp')],
}

function decode(p: Packet, o: number, end: number): Kind {
  const kind = application(p)
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, kind, o, HEADER_LEN, end - o)
  const last = messageAt(p.view, o, end)
  // A missing End Mark would stand one octet beyond `end`.
  if (last > end + 1) return p.reject(Reason.Truncated, kind, o, last - 1 - o, end - o)
  const payload = Math.min(last + 1, end)
  return p.push(kind, o, payload, end, payload < end ? Kind.Payload : Kind.None)
}

/** The application, by the destination address of the frame. */
function application(p: Packet): Kind {
  for (let i = p.depth - 1; i >= 0; i--) {
    const { kind, start } = p.layers[i]!
    if (kind !== Kind.Ethernet) continue
    const address = p.view.getUint8(start + 5)
    if (p.view.getUint32(start) !== 0x0180c200 || p.view.getUint8(start + 4) !== 0) return Kind.Garp
    return address === GVRP_ADDRESS ? Kind.Gvrp : address === GMRP_ADDRESS ? Kind.Gmrp : Kind.Garp
  }
  return Kind.Garp
}
