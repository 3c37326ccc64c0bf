/** What became of packets between two places, told by the forms that they came in, and counted. */
import { MAX_FRAMES } from '../tables/some-frames.js'
import { NO_VLAN } from '../tunnels/networks.js'
import type { Form, Forms, IpForm } from './forms.js'
import { Sum } from './invariant.js'

const CHANGES = [
  'ttl',
  'dscp',
  'ecn',
  'df-cleared',
  'df-set',
  'encapsulated',
  'decapsulated',
  're-encapsulated',
  'tunnel',
  'network',
  'port',
  'source',
  'destination',
  'translated',
  'vlan-added',
  'vlan-removed',
  'vlan',
  'fragmented',
  'reassembled',
  'checksum-filled',
  'checksum-added',
  'checksum-removed',
  'checksum-broken',
  'checksum-rewritten',
  'mss',
  'segmented',
] as const
export type ChangeKind = (typeof CHANGES)[number]

/** Which header it is: the outermost IP header of a tunnel, what the tunnel carries, or of plain packets the only one. */
export type Layer = 'outer' | 'inner' | 'plain'

/** One kind of change, from one value to another. Which numbers these are, `kind` says. */
export interface ChangeOf {
  readonly kind: ChangeKind
  readonly layer: Layer
  /** TTLs: their difference, and 0. */
  readonly from: number
  readonly to: number
  /** Forms that have it: they name tunnels and addresses. */
  readonly before: number
  readonly after: number
}

export interface Change extends ChangeOf {
  readonly packets: number
  /** The first few, each as the sender's place and as the receiver's place number them. */
  readonly frames: readonly (readonly [before: number, after: number])[]
}

interface Tally {
  count: number
  readonly frames: (readonly [number, number])[]
}

/** More than there are forms. */
const FORMS = 2 ** 20
/** A power of two. */
const RECENT = 1 << 10

export class Changes {
  readonly #forms: Forms
  /** By both forms. */
  readonly #pairs = new Map<number, Tally & { readonly key: number }>()
  /** By what is told packet by packet. */
  readonly #others = new Map<string, Tally & { readonly change: ChangeOf }>()
  /** Tallies of pairs that came lately, by a part of their key. */
  readonly #recent: (Tally & { readonly key: number })[] = []

  constructor(forms: Forms) {
    this.#forms = forms
  }

  /** Hot path: a packet that left in one form and arrived in another. */
  add(before: number, after: number, frameBefore: number, frameAfter: number): void {
    const key = before * FORMS + after
    const place = (before ^ (after << 5)) & (RECENT - 1)
    let tally = this.#recent[place]
    if (tally?.key !== key) {
      tally = this.#pairs.get(key) ?? { key, count: 0, frames: [] }
      this.#pairs.set(key, tally)
      this.#recent[place] = tally
    }
    count(tally, frameBefore, frameAfter)
  }

  /** A change that forms do not tell. */
  addOther(change: ChangeOf, frameBefore: number, frameAfter: number): void {
    const key = keyOf(change)
    let tally = this.#others.get(key)
    if (tally === undefined) {
      tally = { change, count: 0, frames: [] }
      this.#others.set(key, tally)
    }
    count(tally, frameBefore, frameAfter)
  }

  /** The most frequent first. */
  list(): readonly Change[] {
    const all = new Map(this.#others)
    for (const [pair, tally] of this.#pairs) {
      const [before, after] = [Math.floor(pair / FORMS), pair % FORMS]
      if (before === after) continue
      for (const change of changesBetween(this.#forms, before, after)) {
        const key = keyOf(change)
        const known = all.get(key) ?? { change, count: 0, frames: [] }
        all.set(key, { change: known.change, count: known.count + tally.count, frames: merged(known, tally) })
      }
    }
    return [...all.values()]
      .map(({ change, count: packets, frames }) => ({ ...change, packets, frames }))
      .sort((x, y) => y.packets - x.packets || CHANGES.indexOf(x.kind) - CHANGES.indexOf(y.kind))
  }
}

function count(tally: Tally, before: number, after: number): void {
  tally.count++
  if (tally.frames.length < MAX_FRAMES) tally.frames.push([before, after])
}

function merged(one: Tally, other: Tally): (readonly [number, number])[] {
  return [...one.frames, ...other.frames].sort(([x], [y]) => x - y).slice(0, MAX_FRAMES)
}

function keyOf({ kind, layer, from, to }: ChangeOf): string {
  return `${kind} ${layer} ${from} ${to}`
}

/** Each thing that differs between two forms of a packet. */
export function changesBetween(forms: Forms, before: number, after: number): readonly ChangeOf[] {
  const [x, y] = [forms.formOf(before), forms.formOf(after)]
  const found: ChangeOf[] = []
  const add = (kind: ChangeKind, layer: Layer, from: number, to: number): void => {
    found.push({ kind, layer, from, to, before, after })
  }
  const layer: Layer = x.depth === 0 && y.depth === 0 ? 'plain' : 'inner'
  ipChanges(x.inner, y.inner, layer, add)
  sumChanges(x.innerSum, y.innerSum, layer, add)
  tags(x.innerTags, y.innerTags, 'inner', add)
  if (x.depth < y.depth) add('encapsulated', 'outer', 0, forms.linkOf(after))
  else if (x.depth > y.depth) add('decapsulated', 'outer', forms.linkOf(before), 0)
  else if (x.depth > 0) tunnelChanges(x, y, forms, before, after, add)
  if (x.depth === y.depth) tags(x.outerTags, y.outerTags, x.depth > 0 ? 'outer' : 'plain', add)
  if (x.isFragmented !== y.isFragmented) {
    const where = y.depth > 0 || x.depth > 0 ? 'outer' : 'plain'
    add(y.isFragmented ? 'fragmented' : 'reassembled', where, 0, 0)
  }
  return found
}

type Add = (kind: ChangeKind, layer: Layer, from: number, to: number) => void

/** What is around packets that are in as many tunnels in both places. */
function tunnelChanges(x: Form, y: Form, forms: Forms, before: number, after: number, add: Add): void {
  if (x.type !== y.type) add('tunnel', 'outer', forms.linkOf(before), forms.linkOf(after))
  else if (x.id !== y.id) add('network', 'outer', forms.linkOf(before), forms.linkOf(after))
  if (x.source !== y.source && x.destination !== y.destination) {
    // A tunnel of its own, with headers of its own.
    add('re-encapsulated', 'outer', forms.endsOf(before), forms.endsOf(after))
    return
  }
  if (x.source !== y.source) add('source', 'outer', x.source, y.source)
  if (x.destination !== y.destination) add('destination', 'outer', x.destination, y.destination)
  if (x.port !== y.port) add('port', 'outer', x.port, y.port)
  ipChanges(x.outer, y.outer, 'outer', add)
  sumChanges(x.outerSum, y.outerSum, 'outer', add)
}

const ECN = 3

function ipChanges(x: IpForm, y: IpForm, layer: Layer, add: Add): void {
  if (x.ttl !== y.ttl) add('ttl', layer, x.ttl - y.ttl, 0)
  if (x.trafficClass >> 2 !== y.trafficClass >> 2) add('dscp', layer, x.trafficClass >> 2, y.trafficClass >> 2)
  if ((x.trafficClass & ECN) !== (y.trafficClass & ECN)) add('ecn', layer, x.trafficClass & ECN, y.trafficClass & ECN)
  if (x.dontFragment !== y.dontFragment) add(x.dontFragment ? 'df-cleared' : 'df-set', layer, 0, 0)
}

function sumChanges(x: Sum, y: Sum, layer: Layer, add: Add): void {
  if (x === y || x === Sum.None || y === Sum.None) return
  if (y === Sum.Absent) add('checksum-removed', layer, 0, 0)
  else if (x === Sum.Absent) add('checksum-added', layer, 0, 0)
  else if (x === Sum.Seed) add('checksum-filled', layer, 0, 0)
}

function tags(x: number, y: number, layer: Layer, add: Add): void {
  if (x === y) return
  if (x === NO_VLAN) add('vlan-added', layer, x, y)
  else if (y === NO_VLAN) add('vlan-removed', layer, x, y)
  else add('vlan', layer, x, y)
}
