/**
 * The field tables, made ready for `read --json` when it starts.
 *
 * Each protocol's table becomes a list of members, in the table's order. A member holds, prepared at the start,
 * - its name as octets, twice: as the first of an object, `"ip.ttl":`, and as a later one, `,"ip.ttl":`;
 * - the way its value is written: most are some bits within one to four octets, and then it holds how many octets, how far
 *   to shift them and which bits to keep, so that a value is one read of the packet and no look at the table;
 * - where it starts and how many octets it takes, where that is the same in every packet.
 * A packet's layer is then a walk along the list that copies a name and writes a number (`JsonLines`). What a table can say
 * besides (`when`, `at`, `size`, `get`, texts, IPv6) goes the way that all other presenters go, with the same field.
 */
import { allGroups, type Field, Form, type Group, mapGroups, type Protocol, withFields } from '../wire/field.js'
import { KIND_COUNT, type Kind } from '../wire/kind.js'
import { protocolOf } from '../wire/protocols/index.js'
import { type Literal, literal } from './writer.js'

/** How a member's value is written. */
export const Way = {
  /** `(octets >>> shift) & mask` as a decimal. */
  Bits: 0,
  /** As `numberOf` reads it. */
  Number: 1,
  /** Addresses in quotes, the first of which the name ends with. */
  Ipv4: 2,
  Mac: 3,
  /** As `writeJson` writes it. */
  Other: 4,
} as const
export type Way = (typeof Way)[keyof typeof Way]

/** A field with what is known of it beforehand. */
export interface Member extends Field {
  /** Its name as the first member of an object, and as a later one. */
  readonly first: Literal
  readonly later: Literal
  readonly way: Way
  /** The field's first octet, from where `at` points, and how many octets it touches where `size` does not tell. */
  readonly octet: number
  readonly octets: number
  readonly shift: number
  readonly mask: number
  /** Which of the protocol's `shared` it is one of; -1 for none. */
  readonly shared: number
}

/** The fields that share a name, in the header and in its groups. */
interface SharedMember {
  readonly key: Literal
  /** By contract a list, even with one element. */
  readonly list: boolean
  readonly fields: Protocol
}

/** A protocol's table, cut by how its members are written. */
export interface Members {
  /** `{"protocol":"eth","offset":`, as the first layer and as a later one. */
  readonly first: Literal
  readonly later: Literal
  readonly name: Literal
  readonly groups: readonly Group[]
  /** Fields whose name occurs once. */
  readonly single: readonly Member[]
  /** The same as a table of their own. */
  readonly singleTable: Protocol
  readonly shared: readonly SharedMember[]
  /** All of their fields as one table. */
  readonly sharedTable: Protocol
  /** Whether all that is shared stands in groups: without an item there is no value. */
  readonly sharedInGroups: boolean
}

const BY_KIND: (Members | undefined)[] = new Array<Members | undefined>(KIND_COUNT).fill(undefined)

/** The members of a kind's layers, made when the first of them comes. */
export function membersFor(kind: Kind): Members {
  return BY_KIND[kind] ?? made(kind)
}

function made(kind: Kind): Members {
  const members = membersOf(protocolOf(kind))
  BY_KIND[kind] = members
  return members
}

function membersOf(p: Protocol): Members {
  const groups = p.groups ?? []
  const inGroups = allGroups(groups).flatMap((g) => g.fields)
  const all = [...p.fields, ...inGroups]
  const listed = new Set([...inGroups, ...p.fields.filter((f) => f.count !== undefined)].map((f) => f.name))
  const isSingle = (f: Field): boolean => !listed.has(f.name) && all.filter((g) => g.name === f.name).length === 1
  const names = [...new Set(all.filter((f) => !isSingle(f)).map((f) => f.name))]
  const noted = (f: Field): Member => member(f, names.indexOf(f.name))
  const single = p.fields.filter(isSingle).map((f) => member(f))
  const sharedTable = {
    ...p,
    fields: p.fields.filter((f) => !isSingle(f)).map(noted),
    groups: mapGroups(groups, (g) => ({ ...g, fields: g.fields.map(noted) })),
  }
  const shared = names.map((name) => ({
    key: literal(`"${name}":`),
    list: listed.has(name),
    fields: withFields(sharedTable, (f) => f.name === name)!,
  }))
  return {
    first: literal(`{"protocol":"${p.name}","offset":`),
    later: literal(`,{"protocol":"${p.name}","offset":`),
    name: literal(p.name),
    groups,
    single,
    singleTable: { ...p, fields: single, groups: [] },
    shared,
    sharedTable,
    sharedInGroups: p.fields.every(isSingle),
  }
}

/** All members have the same properties in the same order, and so one hidden class: that halves the time of a line. */
function member(f: Field, shared = -1): Member {
  const way = wayOf(f)
  const name = `"${f.name}":${way === Way.Ipv4 || way === Way.Mac ? '"' : ''}`
  const octets = ((f.bit & 7) + f.bits + 7) >> 3
  const uniform: Record<keyof Member, unknown> = {
    name: f.name,
    label: f.label,
    bit: f.bit,
    bits: f.bits,
    form: f.form,
    source: f.source,
    get: f.get,
    names: f.names,
    at: f.at,
    size: f.size,
    when: f.when,
    within: f.within,
    count: f.count,
    first: literal(name),
    later: literal(`,${name}`),
    way,
    octet: f.bit >> 3,
    octets,
    shift: way === Way.Bits ? 8 * octets - (f.bit & 7) - f.bits : 0,
    shared,
    mask: way === Way.Bits ? (2 ** f.bits - 1) | 0 : 0,
  }
  return uniform as unknown as Member
}

function wayOf(f: Field): Way {
  switch (f.form) {
    case Form.Ipv4:
      return f.get === undefined ? Way.Ipv4 : Way.Other
    case Form.Mac:
      return Way.Mac
    case Form.Dec:
    case Form.Hex:
    case Form.Flag:
      return f.get === undefined && f.size === undefined && (f.bit & 7) + f.bits <= 32 ? Way.Bits : Way.Number
    default:
      return Way.Other
  }
}
