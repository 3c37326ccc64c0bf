/**
 * Multiple Registration Protocol, IEEE Std 802.1Q-2018 §10.8: what came after GARP, with EtherTypes of its own. MVRP (§11.2)
 * registers VLANs, MMRP (§10.12) group addresses.
 *
 * +-+-+-+-+-+-+-+-+
 * | Protocol Vers.|  then messages, then an End Mark of 0x0000
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Attribute Type|Attribute Len. |  a message: then vectors, then an End Mark of 0x0000
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |LvAll|   Number Of Values    |  First Value (Attribute Len.)  |   Events     ~  a vector: three events an octet
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Where the octets end, a missing End Mark is as good as there (§10.8.1.2).
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets of the Protocol Version. */
const HEADER_LEN = 1
/** Octets of Attribute Type and Attribute Length. */
const MESSAGE_HEADER_LEN = 2
/** Octets. */
const VECTOR_HEADER_LEN = 2
const END_MARK = 0x0000
const END_MARK_LEN = 2
/** Events that one octet holds, in base 6 (§10.8.2.10.1). */
const EVENTS_AN_OCTET = 3

const numberOfValues = (v: DataView, at: number): number => v.getUint16(at) & 0x1fff

/** Octets of the vector at `at` whose values have `length` octets. */
const vectorLen = (v: DataView, at: number, length: number): number =>
  VECTOR_HEADER_LEN + length + Math.ceil(numberOfValues(v, at) / EVENTS_AN_OCTET)

/** Absolute offset of the End Mark of the message at `at`; `end` or beyond it where there is none. */
function vectorsEnd(v: DataView, at: number, end: number): number {
  const length = v.getUint8(at + 1)
  let next = at + MESSAGE_HEADER_LEN
  while (next + END_MARK_LEN <= end && v.getUint16(next) !== END_MARK) next += vectorLen(v, next, length)
  return next + END_MARK_LEN > end ? Math.max(end, next) : next
}

/** Absolute offset of the first message of a type, or of the final End Mark without a type; `end` where there is none. */
function messageAt(v: DataView, o: number, end: number, type = 0): number {
  let at = o + HEADER_LEN
  while (at + MESSAGE_HEADER_LEN <= end && v.getUint8(at) !== type && v.getUint8(at) !== 0) {
    at = vectorsEnd(v, at, end) + END_MARK_LEN
  }
  return at + MESSAGE_HEADER_LEN <= end && v.getUint8(at) === type ? at : Math.max(end, at)
}

const SOURCE = 'IEEE 802.1Q §10.8'

/** An application's attribute: its type, and the octets and form of its value. */
interface Attribute {
  readonly type: number
  readonly length: number
  readonly value: Pick<Field, 'name' | 'label' | 'form' | 'names' | 'source'>
}

const EVENT_NAMES: Readonly<Record<number, string>> = {
  0: 'New',
  1: 'JoinIn',
  2: 'In',
  3: 'JoinMt',
  4: 'Mt',
  5: 'Lv',
}

function messageTable(
  name: string,
  types: Field['names'],
  all: readonly Attribute[],
): Pick<Protocol, 'fields' | 'groups'> {
  const version: Field = {
    name: `${name}.protocol_version`,
    label: 'Protocol Version',
    bit: 0,
    bits: 8,
    form: Form.Dec,
    source: SOURCE,
  }
  const perMessage = (field: Omit<Field, 'at' | 'when' | 'source'>, { type }: Attribute): Field => ({
    ...field,
    at: (v, o) => messageAt(v, o, v.byteLength, type),
    when: (v, o, end) => messageAt(v, o, end, type) < end,
    source: SOURCE,
  })
  const typeField = { name: `${name}.attribute_type`, label: 'Attribute Type', bit: 0, bits: 8, form: Form.Dec }
  const lengthField = { name: `${name}.attribute_length`, label: 'Attribute Length', bit: 8, bits: 8, form: Form.Dec }
  return {
    fields: [
      version,
      ...all.flatMap((a) => [
        perMessage(types === undefined ? typeField : { ...typeField, names: types }, a),
        perMessage(lengthField, a),
      ]),
    ],
    groups: all.map((a) => vectors(name, a)),
  }
}

/** The vectors of the first message of the attribute's type, where its Attribute Length is the standard's. */
function vectors(name: string, { type, length, value }: Attribute): Group {
  const isPlain = (v: DataView, at: number, end: number): boolean => at < end && v.getUint8(at + 1) === length
  return {
    label: 'Vector',
    start: (v, o, end) => messageAt(v, o, end, type) + MESSAGE_HEADER_LEN,
    end: (v, o, end) => {
      const at = messageAt(v, o, end, type)
      return isPlain(v, at, end) ? vectorsEnd(v, at, end) : at
    },
    size: (v, at, end) => (end - at < VECTOR_HEADER_LEN ? 0 : vectorLen(v, at, length)),
    fields: [
      { name: `${name}.vector_header`, label: 'Vector Header', bit: 0, bits: 16, form: Form.Hex, source: SOURCE },
      {
        name: `${name}.leave_all_event`,
        label: 'Leave All Event',
        bit: 0,
        bits: 3,
        form: Form.Dec,
        names: { 0: 'Null', 1: 'Leave All' },
        source: SOURCE,
      },
      { name: `${name}.number_of_values`, label: 'Number Of Values', bit: 3, bits: 13, form: Form.Dec, source: SOURCE },
      { ...value, bit: VECTOR_HEADER_LEN * 8, bits: length * 8 },
      ...[36, 6, 1].map((weight, n) => event(name, length, weight, n)),
    ],
  }
}

/** The event of value `n` of the first three, whose octet holds 36 times the first, 6 times the second and the third. */
const event = (name: string, length: number, weight: number, n: number): Field => ({
  name: `${name}.three_packed_event`,
  label: 'Attribute Event',
  bit: (VECTOR_HEADER_LEN + length) * 8,
  bits: 8,
  form: Form.Dec,
  get: (v, at) => Math.floor(v.getUint8(at + VECTOR_HEADER_LEN + length) / weight) % 6,
  names: EVENT_NAMES,
  when: (v, at) => numberOfValues(v, at) > n,
  source: SOURCE,
})

export const mvrpProtocol: Protocol = {
  kind: Kind.Mvrp,
  name: 'mrp-mvrp',
  title: 'Multiple VLAN Registration Protocol',
  short: 'MVRP',
  wireshark: 'MRP-MVRP',
  reachedBy: { etherTypes: [0x88f5] },
  decode,
  ...messageTable('mrp-mvrp', { 1: 'VLAN Identifier' }, [
    {
      type: 1,
      length: 2,
      value: { name: 'mrp-mvrp.vid', label: 'VLAN id', form: Form.Dec, source: 'IEEE 802.1Q §11.2.3' },
    },
  ]),
}

const FIRST_VALUE = { name: 'mrp-mmrp.first_value', label: 'First Value', source: 'IEEE 802.1Q §10.12' }

export const mmrpProtocol: Protocol = {
  kind: Kind.Mmrp,
  name: 'mrp-mmrp',
  title: 'Multiple MAC Registration Protocol',
  short: 'MMRP',
  wireshark: 'MRP-MMRP',
  reachedBy: { etherTypes: [0x88f6] },
  decode,
  ...messageTable('mrp-mmrp', { 1: 'Service Requirement', 2: 'MAC' }, [
    {
      type: 1,
      length: 1,
      value: { ...FIRST_VALUE, form: Form.Hex, names: { 0: 'All Groups', 1: 'All Unregistered Groups' } },
    },
    { type: 2, length: 6, value: { ...FIRST_VALUE, form: Form.Mac } },
  ]),
}

function decode(p: Packet, o: number, end: number, kind: Kind): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, kind, o, HEADER_LEN, end - o)
  const last = messageAt(p.view, o, end)
  if (last > end + END_MARK_LEN) return p.reject(Reason.Truncated, kind, o, last - END_MARK_LEN - o, end - o)
  const payload = Math.min(last + END_MARK_LEN, end)
  // An Ethernet frame of the smallest size is padded.
  return p.push(kind, o, payload, end, Kind.None)
}
