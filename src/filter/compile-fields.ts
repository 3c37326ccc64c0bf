/** Comparisons of fields, as tests over the offsets of a decoded packet. */
import { shownKind } from '../wire/applications.js'
import { checksumStatus } from '../wire/checksum-status.js'
import {
  type Field,
  type FieldVisitor,
  Form,
  fieldValue,
  type Protocol,
  readBits,
  visitFields,
  withFields,
} from '../wire/field.js'
import { KIND_COUNT, Kind } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import { visitMalformed } from '../wire/partial.js'
import { visitLabels } from '../wire/protocols/dns-name.js'
import { spanned } from './comparisons.js'
import { type Clock, isInRanges, kindTest, prefixTest, RELATIONS } from './compile-words.js'
import type { FilterContext } from './context.js'
import { type FieldRef, type FrameValue, type HeaderPart, isShownOnly, type LayerValue, type Slice } from './fields.js'
import { type LayersTest, rest } from './scopes.js'
import type { Comparison, Operand, Relation } from './tree.js'

/** Whether a value passes: `number` for one of at most 48 bits, `octets` for the octets [`at`, `at + size`). */
interface ValueTest {
  readonly number: (value: number) => boolean
  readonly octets: (v: DataView, at: number, size: number) => boolean
}

const ANY: ValueTest = { number: () => true, octets: () => true }

/** Whether the field is there. */
export function existenceTest(field: FieldRef, clock: Clock, context: FilterContext): LayersTest {
  const { source, mask, layer } = field
  if (mask !== undefined) return someValue(field, { ...ANY, number: (value) => value !== 0 }, clock, context)
  if (source.is === 'protocol' && !isShownOnly(source.kinds) && !source.kinds.includes(Kind.Payload) && layer === 0)
    return kindTest(source.kinds)
  // A word of analysis is there where it is true.
  if (source.is === 'analysis')
    return someValue(field, { ...ANY, number: (value) => value > 0 || source.type !== 'flag' }, clock, context)
  return someValue(field, ANY, clock, context)
}

export function comparisonTest(
  field: FieldRef,
  operator: Comparison,
  operand: Operand,
  clock: Clock,
  context: FilterContext,
): LayersTest {
  const test = testOf(field, operator, operand, clock, context)
  if (operand.is !== 'field') return test
  return (p, from, to) => {
    current.packet = p
    current.from = from
    current.to = to
    return test(p, from, to)
  }
}

function testOf(
  field: FieldRef,
  operator: Comparison,
  operand: Operand,
  clock: Clock,
  context: FilterContext,
): LayersTest {
  const some = (test: ValueTest): LayersTest => someValue(field, test, clock, context)
  switch (operator) {
    case '!=':
      return all(some(ANY), some(equality(field, '==', operand, clock, context)))
    case 'all ==':
      return all(some(ANY), some(opposite(equality(field, '==', operand, clock, context))))
    case 'any !=':
      return some(opposite(equality(field, '==', operand, clock, context)))
    case 'not in': {
      const isIn = some(equality(field, '==', operand, clock, context))
      return (p, from, to) => !isIn(p, from, to)
    }
    case 'in':
      return some(equality(field, '==', operand, clock, context))
    case 'contains':
    case 'matches':
      return some({ number: NEVER, octets: within(operand) })
    default:
      return some(equality(field, operator, operand, clock, context))
  }
}

function all(exists: LayersTest, isOne: LayersTest): LayersTest {
  return (p, from, to) => exists(p, from, to) && !isOne(p, from, to)
}

function opposite({ number, octets }: ValueTest): ValueTest {
  return { number: (value) => !number(value), octets: (v, at, size) => !octets(v, at, size) }
}

function equality(
  field: FieldRef,
  relation: Relation,
  operand: Operand,
  clock: Clock,
  context: FilterContext,
): ValueTest {
  const none = (): boolean => false
  switch (operand.is) {
    case 'numbers': {
      if (relation === '==') return { number: isInRanges(operand.ranges), octets: none }
      const holds = RELATIONS[relation]
      const [{ from, to }] = operand.ranges as readonly [{ readonly from: number; readonly to: number }]
      const bound = relation === '>' || relation === '<=' ? to : from
      return { number: (value) => holds(value, bound), octets: none }
    }
    case 'prefixes': {
      const ranges = { is: 'numbers', ranges: operand.prefixes.map(spanned) } as const
      const number =
        operand.prefixes[0]!.octets.length === 16 ? none : equality(field, relation, ranges, clock, context).number
      if (relation === '==') {
        const tests = operand.prefixes.map((prefix) => [prefix.octets.length, prefixTest(prefix)] as const)
        return { number, octets: (v, at, size) => tests.some(([length, test]) => size === length && test(v, at)) }
      }
      return { number, octets: ordered(relation, operand.prefixes[0]!.octets) }
    }
    case 'octets': {
      const [first, ...others] = operand.octets
      if (relation !== '==' || others.length === 0) return { number: none, octets: ordered(relation, first!) }
      const tests = operand.octets.map((octets) => ordered('==', octets))
      return { number: none, octets: (v, at, size) => tests.some((test) => test(v, at, size)) }
    }
    case 'field':
      return pair(operand.field, relation, clock, context)
    default:
      return { number: none, octets: none }
  }
}

/** The test of a value against every value of the other field in the same layers. */
function pair(other: FieldRef, relation: Relation, clock: Clock, context: FilterContext): ValueTest {
  const holds = RELATIONS[relation]
  let value = 0
  let view = NO_VIEW
  let from = 0
  let length = 0
  const values = someValue(
    other,
    {
      number: (b) => holds(value, b),
      octets: (v, at, size) => holds(order(view, from, length, v, at, size), 0),
    },
    clock,
    context,
  )
  return {
    number: (a) => {
      value = a
      return values(current.packet!, current.from, current.to)
    },
    octets: (v, at, size) => {
      view = v
      from = at
      length = size
      return values(current.packet!, current.from, current.to)
    },
  }
}

const NO_VIEW: DataView = new DataView(new ArrayBuffer(0))

/** The layers that the running test looks at: the other field of a comparison is looked for in these. */
const current: { packet: Packet | undefined; from: number; to: number } = { packet: undefined, from: 0, to: 0 }

function ordered(relation: Relation, octets: Uint8Array): ValueTest['octets'] {
  const other = new DataView(octets.buffer, octets.byteOffset, octets.length)
  const { length } = octets
  if (relation === '==') return (v, at, size) => size === length && order(v, at, size, other, 0, length) === 0
  const holds = RELATIONS[relation]
  return (v, at, size) => holds(order(v, at, size, other, 0, length), 0)
}

/** Compares two ranges of octets: less than 0, 0 or more than 0, as `sort` takes it. */
function order(a: DataView, at: number, size: number, b: DataView, other: number, length: number): number {
  const common = Math.min(size, length)
  for (let i = 0; i < common; i++) {
    const difference = a.getUint8(at + i) - b.getUint8(other + i)
    if (difference !== 0) return difference
  }
  return size - length
}

function within(operand: Operand): ValueTest['octets'] {
  if (operand.is === 'pattern') {
    const { pattern } = operand
    return (v, at, size) => pattern.matches(v, at, size)
  }
  const octets = (operand as Extract<Operand, { is: 'octets' }>).octets[0]!
  const { length } = octets
  return (v, at, size) => {
    for (let o = at; o + length <= at + size; o++) {
      let i = 0
      while (i < length && v.getUint8(o + i) === octets[i]) i++
      if (i === length) return true
    }
    return false
  }
}

// Where values are

/** Whether one of the field's values passes. */
function someValue(field: FieldRef, test: ValueTest, clock: Clock, context: FilterContext): LayersTest {
  const { source, mask } = field
  const own = sliced(masked(test, mask), field.slice)
  switch (source.is) {
    case 'frame':
      return frameTest(source.of, own, clock)
    case 'analysis': {
      const value = context.value?.(field.name)
      // Whoever compiles has said so before.
      if (value === undefined) return () => false
      return (p) => {
        const one = value(p)
        return !Number.isNaN(one) && own.number(one)
      }
    }
    case 'told': {
      const texts = context.texts?.(field.name)
      if (texts === undefined) return () => false
      return (p) => texts(p).some((text) => own.octets(new DataView(text.buffer, text.byteOffset), 0, text.length))
    }
    case 'protocol':
      return layersTest(field, source.kinds, (p, l) => own.octets(p.view, l.start, l.end - l.start))
    case 'layer':
      return layersTest(field, source.kinds, layerTest(source.of, own))
    default:
      return headerTest(field, source.parts, own, source.type === 'text', field.slice !== undefined || isOctets(test))
  }
}

/** Whether the test looks at octets, though the field may also have a number. */
function isOctets(test: ValueTest): boolean {
  return test.number === NEVER
}

const NEVER = (): boolean => false

function masked(test: ValueTest, mask: number | undefined): ValueTest {
  if (mask === undefined) return test
  const { number, octets } = test
  return { number: (value) => number((value & mask) >>> 0), octets }
}

function sliced(test: ValueTest, slice: Slice | undefined): ValueTest {
  if (slice === undefined) return test
  const { from, length } = slice
  const { octets } = test
  return {
    number: NEVER,
    octets: (v, at, size) => {
      const start = from < 0 ? size + from : from
      const taken = length ?? size - start
      return start >= 0 && taken > 0 && start + taken <= size && octets(v, at + start, taken)
    },
  }
}

function frameTest(of: FrameValue, { number, octets }: ValueTest, clock: Clock): LayersTest {
  switch (of) {
    case 'number':
      return (p) => number(p.number)
    case 'len':
      return (p) => number(p.length)
    case 'cap_len':
      return (p) => number(p.captured)
    case 'epoch':
      return (p) => p.hasTime && number(p.tsSec + p.tsNsec / 1e9)
    case 'relative':
      return (p) => p.hasTime && number(clock.relative)
    case 'delta':
      return (p) => p.hasTime && number(clock.delta)
    default:
      return (p) => octets(p.view, p.start, p.end - p.start)
  }
}

type LayerTest = (p: Packet, l: Layer, i: number) => boolean

function layerTest(of: LayerValue, { number, octets }: ValueTest): LayerTest {
  switch (of) {
    case 'payload length':
      return (_, l) => number(l.claimed - dataStart(l))
    case 'payload':
      return (p, l) => l.end > dataStart(l) && octets(p.view, dataStart(l), l.end - dataStart(l))
    case 'upper flags':
      return (p, l) => number(p.view.getUint8(l.start + 6) >> 5)
    default:
      return (p, _, i) => {
        const status = checksumStatus(p, i)
        return status >= 0 && number(status)
      }
  }
}

/** Where the data of a layer begin. A payload layer has no header, so its data begin at its start. */
function dataStart(l: Layer): number {
  return l.kind === Kind.Payload ? l.start : l.payload
}

/** Whether one of the layers of these kinds passes the test. */
function layersTest({ layer }: FieldRef, kinds: readonly Kind[], test: LayerTest): LayersTest {
  const isWanted = new Uint8Array(KIND_COUNT)
  for (const kind of kinds) isWanted[kind] = 1
  // Data that belong to an application are shown as that protocol and do not count as plain data.
  const isShown = isShownOnly(kinds) || kinds.includes(Kind.Payload)
  return overLayers(
    layer,
    isShown,
    (kind) => isWanted[kind] === 1,
    (p, i) => test(p, p.layers[i]!, i),
  )
}

/** The layers of a kind, or the n-th of them alone. */
function overLayers(
  layer: number,
  isShown: boolean,
  isWanted: (kind: Kind) => boolean,
  test: (p: Packet, i: number, kind: Kind) => boolean,
): LayersTest {
  const kindOf: (p: Packet, i: number) => Kind = isShown ? shownKind : (p, i) => p.layers[i]!.kind
  if (layer === 0) {
    return (p, from, to) => {
      for (let i = from; i < to; i++) {
        const kind = kindOf(p, i)
        if (isWanted(kind) && test(p, i, kind)) return true
      }
      return false
    }
  }
  const step = layer > 0 ? 1 : -1
  return (p, from, to) => {
    let left = Math.abs(layer)
    for (let i = step > 0 ? from : to - 1; i >= from && i < to; i += step) {
      const kind = kindOf(p, i)
      if (isWanted(kind) && --left === 0) return test(p, i, kind)
    }
    return false
  }
}

type HeaderTest = (v: DataView, o: number, end: number) => boolean

function headerTest(
  field: FieldRef,
  parts: readonly HeaderPart[],
  test: ValueTest,
  isText: boolean,
  asOctets: boolean,
): LayersTest {
  const tests: HeaderTest[][] = []
  const partial: Protocol[] = []
  let isFound = false
  const visit: FieldVisitor = (f, v, at, size, o) => {
    isFound ||= passes(f, v, at, size, o, test, isText, asOctets)
  }
  for (const part of parts) {
    const { kind } = part.protocol
    const protocol = withFields(part.protocol, (f) => part.fields.includes(f))!
    partial[kind] = partial[kind] === undefined ? protocol : merged(partial[kind], protocol)
    const own: HeaderTest =
      simpleTest(part, test, asOctets) ??
      ((v, o, end) => {
        isFound = false
        visitFields(protocol, v, o, end, visit)
        return isFound
      })
    tests[kind] = [...(tests[kind] ?? []), own]
  }
  const byKind = Array.from({ length: KIND_COUNT }, (_, kind) => either(tests[kind]))
  const isShown = isShownOnly(parts.map(({ protocol }) => protocol.kind))
  const layers = overLayers(
    field.layer,
    isShown,
    (kind) => byKind[kind] !== undefined,
    (p, i, kind) => {
      const l = p.layers[i]!
      return byKind[kind]!(p.view, l.start, l.payload)
    },
  )
  return (p, from, to) => {
    if (layers(p, from, to)) return true
    const cut = rest.isSeen && p.malformed.isStop && field.layer === 0 ? partial[p.malformed.kind] : undefined
    if (cut === undefined) return false
    isFound = false
    visitMalformed(p, cut, visit)
    return isFound
  }
}

function merged(a: Protocol, b: Protocol): Protocol {
  return { ...a, fields: [...a.fields, ...b.fields], groups: [...(a.groups ?? []), ...(b.groups ?? [])] }
}

function either(tests: readonly HeaderTest[] | undefined): HeaderTest | undefined {
  if (tests === undefined || tests.length < 2) return tests?.[0]
  const [a, b] = tests as [HeaderTest, HeaderTest]
  if (tests.length === 2) return (v, o, end) => a(v, o, end) || b(v, o, end)
  return (v, o, end) => tests.some((test) => test(v, o, end))
}

/** Forms whose value is not the octets that stand there. */
const WITHOUT_PLACE: readonly Form[] = [Form.Text, Form.DomainName, Form.Ipv6Prefix]

/** Of a field that stands at its place in every header. */
function simpleTest(
  { fields, isGrouped }: HeaderPart,
  { number, octets }: ValueTest,
  asOctets: boolean,
): HeaderTest | undefined {
  const [f, ...others] = fields
  if (f === undefined || others.length > 0 || isGrouped || f.at !== undefined || f.size !== undefined) return undefined
  if (f.when !== undefined || f.count !== undefined || WITHOUT_PLACE.includes(f.form)) return undefined
  const first = f.bit >> 3
  const size = ((f.bit & 7) + f.bits + 7) >> 3
  if (asOctets || !isNumeric(f)) return (v, o, end) => o + first + size <= end && octets(v, o + first, size)
  const read = reader(f)
  return (v, o, end) => o + first + size <= end && number(read(v, o))
}

function reader(f: Field): (v: DataView, o: number) => number {
  if (f.get !== undefined) return f.get
  const first = f.bit >> 3
  const skip = f.bit & 7
  const through = skip + f.bits
  const mask = 2 ** f.bits - 1
  if (through <= 8) return (v, o) => (v.getUint8(o + first) >> (8 - through)) & mask
  if (through <= 16) return (v, o) => (v.getUint16(o + first) >> (16 - through)) & mask
  if (skip === 0 && f.bits === 32) return (v, o) => v.getUint32(o + first)
  if (skip === 0 && f.bits === 48) return (v, o) => v.getUint16(o + first) * 0x100000000 + v.getUint32(o + first + 2)
  return (v, o) => fieldValue(f, v, o)
}

function isNumeric({ form }: Field): boolean {
  return form <= Form.Ipv4
}

/** Room for a domain name with its labels joined by dots: a packet may have it in several pieces. */
const NAME = new DataView(new ArrayBuffer(256))

function passes(
  f: Field,
  v: DataView,
  at: number,
  size: number,
  o: number,
  test: ValueTest,
  isText: boolean,
  asOctets: boolean,
): boolean {
  if (isNumeric(f) && !asOctets) {
    // `get` takes the item's own start here. Only names (`readName`) need the start of their message.
    return test.number(f.get === undefined ? readBits(v, at, f.bit & 7, f.bits) : f.get(v, o))
  }
  if (f.form === Form.DomainName) return test.octets(NAME, 0, readName(v, at, o))
  if (f.form === Form.Ipv6Prefix && !asOctets) return test.octets(PREFIX, 0, readPrefix(v, at, size))
  let length = size
  // A field of fixed width is padded with zeros, which are no part of its text.
  if (isText) while (length > 0 && v.getUint8(at + length - 1) === 0) length--
  return test.octets(v, at, length)
}

/** An IPv6 prefix with the octets that the packet leaves out. */
const PREFIX = new DataView(new ArrayBuffer(16))

/** Writes the prefix at `at` to `PREFIX`. Returns its length. */
function readPrefix(v: DataView, at: number, size: number): number {
  for (let i = 0; i < PREFIX.byteLength; i++) PREFIX.setUint8(i, i < size ? v.getUint8(at + i) : 0)
  return PREFIX.byteLength
}

/** Writes the name at `at` to `NAME`. Returns its length. */
function readName(v: DataView, at: number, message: number): number {
  nameLength = 0
  nameView = v
  visitLabels(v, at, message, v.byteLength, putLabel)
  return nameLength
}

let nameLength = 0
let nameView = NO_VIEW
const DOT = 46

function putLabel(label: number, length: number): void {
  if (nameLength > 0) NAME.setUint8(nameLength++, DOT)
  for (let i = 0; i < length; i++) NAME.setUint8(nameLength++, nameView.getUint8(label + i))
}
