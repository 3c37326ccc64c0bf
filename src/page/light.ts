/**
 * What lights up together in the packet view: a field in the tree and its octets, an octet and the fields that have a bit
 * in it, a checksum and all that it covers.
 */
import type { AnnotatedField, AnnotatedPacket, Range } from '../present/explain/annotate.js'
import type { LayerPlace } from '../words/screens/page-packets.js'

/** Something that has octets: a header, a field, or octets that are no header's. */
interface Item extends Range {
  /** Its index among all items. */
  readonly id: number
  /** Wireshark's filter name; for octets of no field empty. */
  readonly name: string
  readonly label: string
  readonly value: string
  readonly means: string
  readonly what: 'header' | 'field' | 'part' | 'rest'
  /** What a checksum covers; empty for all else. */
  readonly covers: readonly Range[]
}

/** The items of a layer: its header's, and where those of its fields begin. */
interface LayerItems {
  readonly header: number
  readonly firstField: number
}

export interface Items {
  readonly all: readonly Item[]
  /** In the order of the packet's layers. */
  readonly layers: readonly LayerItems[]
  /** In the order of `AnnotatedPacket.rest`. */
  readonly firstRest: number
  /** Of what is left of a header that could not be decoded. */
  readonly firstMalformed: number
}

/** How an octet is shown: whose it is. */
export type Look = LayerPlace | 'malformed' | 'other'

/** What is lit: the items and the octets. */
export interface Light {
  readonly items: readonly number[]
  readonly range: Range
  readonly covers: readonly Range[]
}

const NO_RANGES: readonly Range[] = []
/** The fields that hold a layer's checksum. */
const CHECKSUM = /\.checksum$/

export function itemsOf({ layers, rest, malformed }: AnnotatedPacket): Items {
  const all: Item[] = []
  const add = (item: Omit<Item, 'id'>): number => all.push({ ...item, id: all.length }) - 1
  const addField = (f: AnnotatedField, covers: readonly Range[]): number =>
    add({
      start: f.start,
      end: f.start + f.size,
      name: f.name,
      label: f.label,
      value: f.value,
      means: f.means,
      what: f.isPart ? 'part' : 'field',
      covers,
    })
  const found = layers.map(({ start, end, protocol, title, means, fields, checksum }): LayerItems => {
    const header = add({
      start,
      end,
      name: protocol,
      label: title,
      value: '',
      means,
      what: 'header',
      covers: NO_RANGES,
    })
    for (const f of fields) addField(f, checksum !== undefined && CHECKSUM.test(f.name) ? checksum.covers : NO_RANGES)
    return { header, firstField: header + 1 }
  })
  const firstRest = all.length
  for (const { start, end, label } of rest) {
    add({ start, end, name: '', label, value: '', means: '', what: 'rest', covers: NO_RANGES })
  }
  const firstMalformed = all.length
  for (const f of malformed?.fields ?? []) addField(f, NO_RANGES)
  return { all, layers: found, firstRest, firstMalformed }
}

export function lightOfItem({ all }: Items, id: number): Light | undefined {
  const item = all[id]
  return item && { items: [id], range: item, covers: item.covers }
}

/** The fields that have a bit in the octet; where no field has, what else it belongs to. */
export function lightAt({ all }: Items, at: number): Light | undefined {
  const here = all.filter(({ start, end }) => start <= at && at < end)
  const fields = here.filter(({ what }) => what === 'field' || what === 'part')
  const whole = fields.filter(({ what }) => what === 'field')
  const ranges = whole.length > 0 ? whole : here.slice(-1)
  const items = fields.length > 0 ? fields : here.slice(-1)
  if (ranges.length === 0) return undefined
  return {
    items: items.map(({ id }) => id),
    range: { start: Math.min(...ranges.map((r) => r.start)), end: Math.max(...ranges.map((r) => r.end)) },
    covers: ranges.length === 1 ? ranges[0]!.covers : NO_RANGES,
  }
}

/** Which layer each octet belongs to; `size` is the number of octets. */
export function looksOf({ layers, rest }: AnnotatedPacket, size: number): readonly Look[] {
  const looks: Look[] = Array.from({ length: size }, () => 'other')
  for (const { start, end, place } of layers) looks.fill(place, start, end)
  for (const { start, end, what, layer } of rest) {
    const carrier = layers.find(({ index }) => index === layer)?.place ?? 'other'
    if (what === 'malformed') looks.fill('malformed', start, end)
    // Everything that a tunnel carries counts as inside.
    else if (what === 'data') looks.fill(carrier === 'tunnel' ? 'inner' : carrier, start, end)
  }
  return looks
}

/** `.... 1...`: the field's bits where they stand in their octets, from the octets themselves. */
export function bitPattern({ start, size, bit, bits }: AnnotatedField, octets: Uint8Array): string {
  const patterns: string[] = []
  for (let i = 0; i < size; i++) {
    const digits = (octets[start + i] ?? 0).toString(2).padStart(8, '0')
    const shown = [...digits].map((digit, b) => (8 * i + b >= bit && 8 * i + b < bit + bits ? digit : '.')).join('')
    patterns.push(shown.slice(0, 4), shown.slice(4))
  }
  return patterns.join(' ')
}
