/**
 * The field table: a protocol's fields as data, from which tree, JSON, `--fields`, annotated hex and filters follow.
 *
 * A field says where its bits stand in the diagram; a value is read from there unless `get` says otherwise (a header
 * length in octets where the wire counts words). Nothing here is on the hot path and nothing here makes text.
 */
import type { Kind } from './kind.js'
import type { Packet } from './packet.js'
import type { Tables } from './tables.js'

/** Reads from `v` at absolute octet offset `o`. */
type Getter = (v: DataView, o: number) => number

/** How a value reads as text. */
export const Form = {
  /** Unsigned decimal. */
  Dec: 0,
  /** `0x` and as many digits as the width needs. */
  Hex: 1,
  /** One bit: 1 or 0. */
  Flag: 2,
  /** 48 bits: `02:42:ac:11:00:02`. */
  Mac: 3,
  /** 32 bits: `172.17.0.2`. */
  Ipv4: 4,
  /** 128 bits, RFC 5952. */
  Ipv6: 5,
  /** Octets as hexadecimal digits without separators. */
  Bytes: 6,
  /** Octets that are text by the protocol; what is no printable ASCII is escaped. */
  Text: 7,
  /** 64 bits, unsigned decimal; a string in JSON. */
  Dec64: 8,
  /** Labels and pointers into the message that starts where the header does (RFC 1035 §3.1, §4.1.4). */
  DomainName: 9,
  /** The octets that an IPv6 prefix has; those behind them are 0. */
  Ipv6Prefix: 10,
  /** Octets as hexadecimal digits with colons between them. */
  Colons: 11,
} as const
export type Form = (typeof Form)[keyof typeof Form]

export interface Field {
  /** Wireshark's filter name where it has one: `vxlan.vni`. */
  readonly name: string
  /** What the RFC's diagram calls it. */
  readonly label: string
  /** First bit, counted from the header's (in a group: the item's) first, or from where `at` points. */
  readonly bit: number
  /** Width in bits; 0 when `size` tells it. */
  readonly bits: number
  readonly form: Form
  /** Where it is defined: `RFC 7348 §5`. */
  readonly source: string
  /** The value, where it is not simply the field's bits. `o` is the header's (the item's) first octet. */
  readonly get?: Getter
  /** What the values are called by their registry. */
  readonly names?: Readonly<Record<number, string>>
  /** Absolute offset that `bit` counts from, for a field behind optional ones. */
  readonly at?: Getter
  /** Octets of a field of variable length that ends no later than `end`. */
  readonly size?: (v: DataView, o: number, end: number) => number
  /** Whether the field is there at all; `end` is the first octet after the header (the item). */
  readonly when?: (v: DataView, o: number, end: number) => boolean
  /** The same by what is told elsewhere in the outermost item around, whose first octet `outer` is. */
  readonly within?: (v: DataView, outer: number) => boolean
  /** How often the field stands there, back to back: a list of addresses in an item. Once where this is missing. */
  readonly count?: (v: DataView, o: number, end: number) => number
}

/** A list inside a header: options, records, labels. Its fields may occur any number of times. */
export interface Group {
  readonly label: string
  /** Absolute offset of the first item; `end` is the first octet after the header. */
  readonly start: (v: DataView, o: number, end: number) => number
  /** Absolute offset of the first octet after the last item. */
  readonly end: (v: DataView, o: number, end: number) => number
  /** Octets of the item at absolute offset `at`. Ends the list if it is less than 1 or reaches beyond `end`. */
  readonly size: (v: DataView, at: number, end: number) => number
  /** Whether an item may refer to octets before it. A visitor then gets the header's start instead of the item's. */
  readonly isRelative?: boolean
  readonly fields: readonly Field[]
  /** Lists inside each item, whose `start` and `end` get the item's first octet and the one behind it. */
  readonly groups?: readonly Group[]
}

/**
 * Decodes the header at `o`, which ends before `end`. Notes it as a layer of `p`, or the reason why it is none. Returns
 * the kind of what follows at `p.nextStart`. `kind` is the kind that was expected, for decoders of several.
 */
export type Decoder = (p: Packet, o: number, end: number, kind: Kind) => Kind

/** The tables in which a number leads to a decoder. */
export type NumberTable = Exclude<keyof Tables, 'reassemble' | 'guess' | 'verify'>

/** How one protocol is declared: to the decoder, and to everything that shows it. */
export interface Protocol {
  readonly kind: Kind
  /** Wireshark's name: `vxlan`. */
  readonly name: string
  /** In words: `Virtual eXtensible Local Area Network`. */
  readonly title: string
  /** What people call it, short enough for a column: `VXLAN`. */
  readonly short: string
  /** Wireshark's short name, which `_ws.malformed` and `_ws.short` show, where it is not `short`. */
  readonly wireshark?: string
  /** How Wireshark's list of a frame's protocols names it, where that is not `name`; empty where it is not listed. */
  readonly path?: string
  /** The field with an EtherType, if Wireshark's list of protocols names the EtherType's table behind the header. */
  readonly etherType?: string
  /**
   * The registries' numbers that lead to it. An EtherType counts in GRE too, and a server's port counts as a
   * destination too.
   */
  readonly reachedBy?: Readonly<Partial<Record<NumberTable, readonly number[]>>>
  /** Missing for a protocol that is never a layer, or that another protocol's decoder decodes. */
  readonly decode?: Decoder
  readonly fields: readonly Field[]
  readonly groups?: readonly Group[]
}

/** The protocol with only the fields that are wanted; undefined if it has none of them. */
export function withFields(p: Protocol, isWanted: (f: Field) => boolean): Protocol | undefined {
  const fields = p.fields.filter(isWanted)
  const groups = groupsWith(p.groups ?? [], isWanted)
  return fields.length + groups.length === 0 ? undefined : { ...p, fields, groups }
}

function groupsWith(groups: readonly Group[], isWanted: (f: Field) => boolean): readonly Group[] {
  return groups.flatMap((g): Group[] => {
    const fields = g.fields.filter(isWanted)
    const inside = groupsWith(g.groups ?? [], isWanted)
    return fields.length + inside.length === 0 ? [] : [{ ...g, fields, groups: inside }]
  })
}

/** All groups of a list, at every depth, each in front of those inside it. */
export function allGroups(groups: readonly Group[] | undefined): readonly Group[] {
  return (groups ?? []).flatMap((g) => [g, ...allGroups(g.groups)])
}

/** The same lists with each group changed, at every depth. */
export function mapGroups(groups: readonly Group[] | undefined, change: (g: Group) => Group): readonly Group[] {
  return (groups ?? []).map((g) => ({ ...change(g), groups: mapGroups(g.groups, change) }))
}

/**
 * Called for every field that is there, in table order, groups last. `at` is its first octet (absolute), `size` the
 * octets it touches, `o` the start of its header or item, and `item` the item's number within its group or -1. In a
 * group that `isRelative`, `o` is the header's start. For a field that occurs several times `o` moves along with `at`,
 * so that `fieldValue(field, v, o)` reads this occurrence.
 */
export type FieldVisitor = (field: Field, v: DataView, at: number, size: number, o: number, item: number) => void

/** Absolute offset of the first octet that holds a bit of the field. */
export function fieldStart(f: Field, v: DataView, o: number): number {
  return (f.at === undefined ? o : f.at(v, o)) + (f.bit >> 3)
}

/** Octets that hold the field's bits. */
export function fieldSize(f: Field, v: DataView, o: number, end: number): number {
  if (f.size !== undefined) return Math.max(0, f.size(v, o, end))
  return ((f.bit & 7) + f.bits + 7) >> 3
}

/** The value of a field of at most 48 bits; an unsigned number. */
export function fieldValue(f: Field, v: DataView, o: number): number {
  if (f.get !== undefined) return f.get(v, o)
  return readBits(v, f.at === undefined ? o : f.at(v, o), f.bit, f.bits)
}

/** Reads `bits` (at most 48) bits, most significant first, from bit `bit` after absolute offset `o`. */
export function readBits(v: DataView, o: number, bit: number, bits: number): number {
  let value = 0
  let at = o + (bit >> 3)
  let left = bits
  let skip = bit & 7
  while (left > 0) {
    const take = Math.min(8 - skip, left)
    value = value * 2 ** take + ((v.getUint8(at) >> (8 - skip - take)) & ((1 << take) - 1))
    left -= take
    skip = 0
    at++
  }
  return value
}

/** Inverse of `readBits`: leaves the bits around the field alone. */
export function writeBits(v: DataView, o: number, bit: number, bits: number, value: number): void {
  let left = bits
  for (let i = bit + bits; i > bit; ) {
    const take = Math.min(i & 7 || 8, left)
    const at = o + ((i - 1) >> 3)
    const shift = -i & 7
    const mask = ((1 << take) - 1) << shift
    v.setUint8(at, (v.getUint8(at) & ~mask) | (((value % 2 ** take) << shift) & mask))
    value = Math.floor(value / 2 ** take)
    i -= take
    left -= take
  }
}

/**
 * Visits the fields of the header [`o`, `end`) whose octets all lie in it. A header that was cut shows what is left of
 * it.
 */
export function visitFields(protocol: Protocol, v: DataView, o: number, end: number, visit: FieldVisitor): void {
  visitTable(protocol.fields, v, o, end, -1, visit, 0, o)
  if (protocol.groups !== undefined) visitGroups(protocol.groups, v, o, end, visit, o, -1)
}

/** `outer` is the first octet of the outermost item around, -1 where there is none. */
function visitGroups(
  groups: readonly Group[],
  v: DataView,
  o: number,
  end: number,
  visit: FieldVisitor,
  header: number,
  outer: number,
): void {
  for (const g of groups) {
    let at = g.start(v, o, end)
    const stop = Math.min(g.end(v, o, end), end)
    for (let item = 0; at < stop; item++) {
      const size = g.size(v, at, stop)
      if (size < 1 || at + size > stop) break
      const around = outer < 0 ? at : outer
      visitTable(g.fields, v, at, at + size, item, visit, g.isRelative === true ? header - at : 0, around)
      if (g.groups !== undefined) visitGroups(g.groups, v, at, at + size, visit, header, around)
      at += size
    }
  }
}

/**
 * Visits what is left of a header that could not be decoded: [`o`, `end`) is too short for it or contradicts itself.
 * A field whose place depends on octets that are missing is left out.
 */
export function visitPartial(protocol: Protocol, v: DataView, o: number, end: number, visit: FieldVisitor): void {
  const rest = new DataView(v.buffer, v.byteOffset, end)
  try {
    visitFields(protocol, rest, o, end, (f, _, at, size, item0, item) => visit(f, v, at, size, item0, item))
  } catch (e) {
    if (!(e instanceof RangeError)) throw e
  }
}

function visitTable(
  fields: readonly Field[],
  v: DataView,
  o: number,
  end: number,
  item: number,
  visit: FieldVisitor,
  base: number,
  outer: number,
): void {
  for (const f of fields) {
    if (f.when !== undefined && !f.when(v, o, end)) continue
    if (f.within !== undefined && !f.within(v, outer)) continue
    const at = fieldStart(f, v, o)
    const size = fieldSize(f, v, o, end)
    const count = f.count === undefined ? 1 : f.count(v, o, end)
    for (let i = 0, skip = 0; i < count; i++, skip += size) {
      if (at < o || at + skip + size > end || (size < 1 && f.bits > 0)) break
      visit(f, v, at + skip, size, o + base + skip, item)
    }
  }
}
