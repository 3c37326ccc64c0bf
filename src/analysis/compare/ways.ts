/**
 * Which way packets went between two places, and what the clocks of the places differ by.
 *
 * A packet of a conversation and the next one back tell the way without any clock: what the second place's clock is ahead by
 * is larger for what goes there than for what comes from there, by the sum of both delays. A router's TTL tells it too. With
 * both ways known, the difference of the clocks lies between the smallest delay of one and of the other; with one way only
 * the sum of difference and delay is known.
 */
import { NO_ROW } from '../tables/row-index.js'
import type { Forms } from './forms.js'
import { ALONE, type Sightings } from './sightings.js'

/** From the first place to the second, and back. */
export const FORTH = 1
export const BACK = -1
/** Nobody can say. */
export const UNKNOWN = 0
export type Way = typeof FORTH | typeof BACK | typeof UNKNOWN

/** How the difference of the clocks is known. */
export const Known = {
  /** No packet was seen in both places. */
  Not: 0,
  /** From the delays of both ways. */
  Both: 1,
  /** Packets went one way only: the difference holds their smallest delay. */
  OneWay: 2,
  /** Somebody has said it. */
  Given: 3,
} as const
export type Known = (typeof Known)[keyof typeof Known]

/** Nanoseconds. */
const LONGEST_DELAY = 10e9
/** Clocks that differ by less may be equal, where nothing else tells the way. */
const NEARLY_EQUAL = 1e9
/** Spans of time for which the smallest delays are looked at, to find how much faster one clock runs. */
const SPANS = 64
const FEWEST_SPANS = 8
/** What is not explained by a drift, in parts of what the drift explains: beyond it there is none to be seen. */
const STEADY = 1 / 10
/** The part of packets forth and back that have to agree on the way. */
const AGREED = 0.8
/** Pairs of which the middle is found. */
const SAMPLE = 1 << 12
/** Beside what a packet took at most, nanoseconds. */
const LEAST_SLACK = 1e6

export class Ways {
  known: Known = Known.Not
  /** The second clock minus the first, both counted from their epochs, at the first one's 0; nanoseconds. */
  offset = 0
  /** Either way. */
  uncertainty = 0
  /** Nanoseconds a nanosecond by which the second clock is faster; 0 where none was seen. */
  drift = 0
  /** Pairs whose time was believed. */
  pairs = 0
  /** Whether the way was told by the clocks alone, which were taken as equal. */
  isByClocks = false
  /** Whether even that failed: the way is the order in which the places were named. */
  isByOrder = false

  readonly #a: Sightings
  readonly #b: Sightings
  readonly #forms: Forms
  readonly #given: number | undefined
  /** By hosts: those the other way, the way that was told, and whether a packet of theirs was seen in both places. */
  #back: Int32Array = new Int32Array(0)
  #told: Int8Array = new Int8Array(0)
  #ofHosts: Float64Array = new Float64Array(0)
  #ofEnds: Float64Array = new Float64Array(0)
  /** What packets took, at most and at least, by way. */
  #most: readonly [forth: number, back: number] = [0, 0]

  /** `given` is what somebody has said of the second clock minus the first; nanoseconds. */
  constructor(a: Sightings, b: Sightings, forms: Forms, given: number | undefined) {
    this.#a = a
    this.#b = b
    this.#forms = forms
    this.#given = given === undefined ? undefined : given - this.epochs
  }

  /** Nanoseconds between the epochs of the two places. */
  get epochs(): number {
    return (this.#b.epoch - this.#a.epoch) * 1e9
  }

  /** From the pairs that there are. */
  estimate(): void {
    this.#refuseFar()
    const { hosts } = this.#forms
    this.#back = Int32Array.from({ length: hosts }, (_, h) => this.#forms.hostsBack(h))
    this.#told = this.#tellWays(hosts)
    this.#setClocks()
    this.vote()
  }

  /** The difference of the clocks at a time of the first place. */
  offsetAt(time: number): number {
    return this.offset + this.drift * time
  }

  /** The way of a pair. `UNKNOWN` of what is for all and came to both places from a third one: at the same time, nearly. */
  wayOf(rowA: number): Way {
    const flow = this.#a.flow(rowA)
    const told = this.#toldOf(flow)
    if (told !== UNKNOWN) return told
    const elapsed = this.elapsed(rowA) - this.offsetAt(this.#a.time(rowA))
    if (Math.abs(elapsed) < this.uncertainty && this.#forms.isToGroup(this.#a.form(rowA), flow)) return UNKNOWN
    return elapsed >= 0 ? FORTH : BACK
  }

  /** What the two clocks say that a packet took. */
  elapsed(rowA: number): number {
    return this.#b.time(this.#a.partner(rowA)) - this.#a.time(rowA)
  }

  /** What a pair took on its way, as far as the clocks are known. */
  delay(rowA: number, way: Way): number {
    return way * (this.elapsed(rowA) - this.offsetAt(this.#a.time(rowA)))
  }

  /** The most that a packet took. */
  most(way: Way): number {
    return way === BACK ? this.#most[1] : this.#most[0]
  }

  /** The way of a packet that only one place has seen, if packets between these ends were seen in both. */
  wayAlone(side: Sightings, row: number): Way {
    // Switches keep it from all but routers (RFC 4541 §2.1.1).
    if (this.#forms.isMembership(side.flow(row))) return UNKNOWN
    const ends = this.#forms.endsOf(side.form(row))
    if (ends !== NO_ROW && this.#forms.isUnspecified(ends)) return UNKNOWN
    const hasEnds = ends !== NO_ROW && this.#forms.hasAddresses(ends)
    if (hasEnds) return this.#ofEnds[ends] !== 0 ? signOf(this.#ofEnds[ends]!) : this.#turnedEnds(ends)
    const hosts = this.#forms.hostsOf(side.flow(row))
    if (hosts === NO_ROW) return UNKNOWN
    if (this.#ofHosts[hosts] !== 0) return signOf(this.#ofHosts[hosts]!)
    const back = this.#back[hosts]!
    return back === NO_ROW ? UNKNOWN : signOf(-this.#ofHosts[back]!)
  }

  #turnedEnds(ends: number): Way {
    const back = this.#forms.endsBack(ends)
    return back === NO_ROW ? UNKNOWN : signOf(-this.#ofEnds[back]!)
  }

  /** How long after a packet of the first place one of the second may be the same. */
  least(rowA: number): number {
    const way = this.#toldOf(this.#a.flow(rowA))
    const base = this.#base(rowA)
    if (way === FORTH) return base - this.#slack(0)
    return base - this.most(BACK) - this.#slack(this.most(BACK))
  }

  latest(rowA: number): number {
    const way = this.#toldOf(this.#a.flow(rowA))
    const base = this.#base(rowA)
    if (way === BACK) return base + this.#slack(0)
    return base + this.most(FORTH) + this.#slack(this.most(FORTH))
  }

  #base(rowA: number): number {
    if (this.known === Known.Not) return this.#given ?? -this.epochs
    return this.offsetAt(this.#a.time(rowA))
  }

  #slack(most: number): number {
    if (this.known === Known.Not) return NEARLY_EQUAL
    return Math.max(LEAST_SLACK, most / 2, this.uncertainty)
  }

  /** Unpairs what cannot be the same packet, by time. */
  #refuseFar(): void {
    const center = this.#center()
    if (center === undefined) return
    for (let row = 0; row < this.#a.count; row++) {
      const partner = this.#a.partner(row)
      if (partner === ALONE || Math.abs(this.elapsed(row) - center) <= LONGEST_DELAY) continue
      this.#a.setPartner(row, ALONE)
      this.#b.setPartner(partner, ALONE)
    }
  }

  /** What most pairs say; of those that come again and again, as ARP does, only if there are no others. */
  #center(): number | undefined {
    if (this.#given !== undefined) return this.#given
    const telling = this.#sample((flow) => this.#forms.isTelling(flow))
    if (telling.length > 0) return telling[telling.length >> 1]!
    return this.#sample(() => true).length > 0 ? -this.epochs : undefined
  }

  /** What the clocks say of some pairs, ascending. */
  #sample(wanted: (flow: number) => boolean): Float64Array {
    const { count } = this.#a
    const found: number[] = []
    // A prime step, so that nothing that comes in turn is left out.
    const step = count > SAMPLE ? nextPrime(Math.floor(count / SAMPLE)) : 1
    for (let n = 0, row = 0; n < count && found.length < SAMPLE; n++, row = (row + step) % count) {
      if (this.#a.partner(row) !== ALONE && wanted(this.#a.flow(row))) found.push(this.elapsed(row))
    }
    return Float64Array.from(found).sort()
  }

  /** By hosts, which way their packets go: by the TTL, else by what the clocks say of packets forth and back. */
  #tellWays(hosts: number): Int8Array {
    const a = this.#a
    const ahead = new Float64Array(hosts).fill(Number.NaN)
    const byTtl = new Float64Array(hosts)
    const byTime = new Float64Array(hosts)
    const turns = new Float64Array(hosts)
    for (let row = 0; row < a.count; row++) {
      if (a.partner(row) === ALONE) continue
      const h = this.#forms.hostsOf(a.flow(row))
      if (h === NO_ROW) continue
      byTtl[h] = byTtl[h]! + this.#hops(row)
      const elapsed = this.elapsed(row)
      ahead[h] = elapsed
      const back = this.#back[h]!
      if (back === NO_ROW || back === h || Number.isNaN(ahead[back]!)) continue
      const sign = Math.sign(elapsed - ahead[back]!)
      byTime[h] = byTime[h]! + sign
      byTime[back] = byTime[back]! - sign
      turns[h] = turns[h]! + 1
      turns[back] = turns[back]! + 1
    }
    return Int8Array.from({ length: hosts }, (_, h) => {
      const back = this.#back[h]!
      const ttl = byTtl[h]! || (back === NO_ROW ? 0 : -byTtl[back]!)
      // What went the same way both times, as a mirror sends it, comes out now so, now so.
      return Math.sign(ttl) || (Math.abs(byTime[h]!) >= AGREED * turns[h]! ? Math.sign(byTime[h]!) : UNKNOWN)
    })
  }

  /** The sign of the hops between both places. */
  #hops(row: number): number {
    const x = this.#a.form(row)
    const y = this.#b.form(this.#a.partner(row))
    if (x === y || x === NO_ROW || y === NO_ROW) return 0
    const inner = this.#forms.innerTtl(x) - this.#forms.innerTtl(y)
    if (inner !== 0) return Math.sign(inner)
    if (this.#forms.endsOf(x) !== this.#forms.endsOf(y)) return 0
    return Math.sign(this.#forms.ttl(x) - this.#forms.ttl(y))
  }

  #toldOf(flow: number): Way {
    const hosts = this.#forms.hostsOf(flow)
    return hosts === NO_ROW || hosts >= this.#told.length ? UNKNOWN : (this.#told[hosts]! as Way)
  }

  #setClocks(): void {
    this.known = Known.Not
    this.drift = 0
    this.uncertainty = 0
    this.pairs = 0
    if (!this.#told.includes(FORTH) && !this.#told.includes(BACK)) this.#assume()
    const spans = new Spans(this.#a.first, this.#a.last)
    for (let row = 0; row < this.#a.count; row++) {
      if (this.#a.partner(row) === ALONE) continue
      this.pairs++
      spans.add(this.#a.time(row), this.elapsed(row), this.#toldOf(this.#a.flow(row)))
    }
    if (this.pairs === 0) return
    if (this.#given === undefined) this.#fit(spans)
    else {
      this.known = Known.Given
      this.offset = this.#given
    }
    this.#measure()
  }

  /** Nothing tells the way. The clocks do if they are equal, or nearly; else the order of the places has to. */
  #assume(): void {
    const sample = this.#sample(() => true)
    if (sample.length === 0) return
    const middle = sample[sample.length >> 1]! - (this.#given ?? -this.epochs)
    this.isByClocks = Math.abs(middle) < NEARLY_EQUAL
    this.isByOrder = !this.isByClocks
    const ahead = new Float64Array(this.#told.length)
    for (let row = 0; row < this.#a.count; row++) {
      if (this.#a.partner(row) === ALONE) continue
      const h = this.#forms.hostsOf(this.#a.flow(row))
      if (h !== NO_ROW) ahead[h] = ahead[h]! + Math.sign(this.elapsed(row) - (this.#given ?? -this.epochs))
    }
    this.#told = Int8Array.from(ahead, (n) => (this.isByOrder ? FORTH : Math.sign(n) || FORTH))
  }

  #fit(spans: Spans): void {
    this.drift = 0
    const steady = this.#bounds()
    // Where one difference fits all packets, nothing proves a drift.
    if (!steady.isBoth || steady.forth < steady.back) {
      const { xs, ys } = spans.points()
      this.drift = slopeOf(xs, ys)
    }
    const { forth, back, isBoth } = this.drift === 0 ? steady : this.#bounds()
    this.known = isBoth ? Known.Both : Known.OneWay
    this.offset = isBoth ? (forth + back) / 2 : Number.isFinite(forth) ? forth : back
    this.uncertainty = isBoth ? Math.abs(forth - back) / 2 : 0
  }

  /** Between which differences of the clocks, at the first packet, that of each pair lies. */
  #bounds(): { readonly forth: number; readonly back: number; readonly isBoth: boolean } {
    let forth = Number.POSITIVE_INFINITY
    let back = Number.NEGATIVE_INFINITY
    for (let row = 0; row < this.#a.count; row++) {
      if (this.#a.partner(row) === ALONE) continue
      const way = this.#toldOf(this.#a.flow(row))
      const rest = this.elapsed(row) - this.drift * this.#a.time(row)
      if (way === FORTH) forth = Math.min(forth, rest)
      if (way === BACK) back = Math.max(back, rest)
    }
    return { forth, back, isBoth: Number.isFinite(forth) && Number.isFinite(back) }
  }

  #measure(): void {
    const most: [number, number] = [0, 0]
    for (let row = 0; row < this.#a.count; row++) {
      if (this.#a.partner(row) === ALONE) continue
      const way = this.wayOf(row)
      const i = way === BACK ? 1 : 0
      most[i] = Math.max(most[i], this.delay(row, way))
    }
    this.#most = most
  }

  /** What was seen in both places tells where hosts and ends are. The clocks stay as they were estimated. */
  vote(): void {
    this.#ofHosts = new Float64Array(this.#forms.hosts)
    this.#ofEnds = new Float64Array(this.#forms.ends)
    for (let row = 0; row < this.#a.count; row++) {
      const partner = this.#a.partner(row)
      if (partner === ALONE) continue
      const way = this.wayOf(row)
      this.#count(this.#a, row, way)
      this.#count(this.#b, partner, way)
    }
  }

  #count(side: Sightings, row: number, way: Way): void {
    const hosts = this.#forms.hostsOf(side.flow(row))
    if (hosts !== NO_ROW) this.#ofHosts[hosts] = this.#ofHosts[hosts]! + way
    const ends = this.#forms.endsOf(side.form(row))
    if (ends !== NO_ROW && !this.#forms.isMembership(side.flow(row))) this.#ofEnds[ends] = this.#ofEnds[ends]! + way
  }
}

function nextPrime(from: number): number {
  let n = Math.max(2, from)
  for (let d = 2; d * d <= n; d++) {
    if (n % d === 0) {
      n++
      d = 1
    }
  }
  return n
}

function signOf(n: number): Way {
  return Math.sign(n) as Way
}

/** The smallest differences forth and the largest back, by spans of time. */
class Spans {
  readonly #first: number
  readonly #length: number
  readonly #forth: Float64Array = new Float64Array(SPANS).fill(Number.POSITIVE_INFINITY)
  readonly #back: Float64Array = new Float64Array(SPANS).fill(Number.NEGATIVE_INFINITY)

  constructor(first: number, last: number) {
    this.#first = first
    this.#length = Math.max(1, last - first) / SPANS
  }

  add(time: number, elapsed: number, way: Way): void {
    const n = Math.min(SPANS - 1, Math.floor((time - this.#first) / this.#length))
    if (way === FORTH) this.#forth[n] = Math.min(this.#forth[n]!, elapsed)
    else if (way === BACK) this.#back[n] = Math.max(this.#back[n]!, elapsed)
  }

  /** The middle of both ways where there are both in enough spans, else the way with more. */
  points(): { readonly xs: readonly number[]; readonly ys: readonly number[] } {
    const of = (at: (n: number) => number) => {
      const spans = Array.from({ length: SPANS }, (_, n) => n).filter((n) => Number.isFinite(at(n)))
      return { xs: spans.map((n) => this.#first + (n + 0.5) * this.#length), ys: spans.map(at) }
    }
    const forth = of((n) => this.#forth[n]!)
    const back = of((n) => this.#back[n]!)
    const both = of((n) => (this.#forth[n]! + this.#back[n]!) / 2)
    if (both.xs.length >= FEWEST_SPANS) return both
    return forth.xs.length >= back.xs.length ? forth : back
  }
}

/** The middle of the slopes between any two points (Theil and Sen), or 0 where the points are not on a line. */
function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  if (xs.length < FEWEST_SPANS) return 0
  const slopes: number[] = []
  for (let i = 0; i < xs.length; i++) {
    for (let j = i + 1; j < xs.length; j++) slopes.push((ys[j]! - ys[i]!) / (xs[j]! - xs[i]!))
  }
  const slope = middle(slopes)
  const explained = Math.abs(slope) * (xs.at(-1)! - xs[0]!)
  const level = middle(ys.map((y, i) => y - slope * xs[i]!))
  const rest = middle(ys.map((y, i) => Math.abs(y - slope * xs[i]! - level)))
  return rest <= STEADY * explained ? slope : 0
}

function middle(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[sorted.length >> 1] ?? 0
}
