/**
 * Capture points of the same traffic: several captures that are read as one, each compared with each other one. Frames are
 * numbered through all of them.
 */
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { ChecksumStatus, Checksums } from '../../wire/verify.js'
import type { Budget } from '../tables/budget.js'
import { NO_ROW } from '../tables/row-index.js'
import { Comparer, type Comparison, type Direction } from './comparison.js'
import { Forms } from './forms.js'
import { COMPARED, Invariant } from './invariant.js'
import { Sightings } from './sightings.js'
import { BACK, FORTH, type Ways } from './ways.js'

/** Two points whose captures ran at the same time. */
export interface PointPair {
  readonly points: readonly number[]
  readonly comparison: Comparison
  readonly forms: Forms
  /** By direction: whether a third point shows where the lost packets were lost more closely. */
  readonly isToldCloser: readonly boolean[]
}

export interface ComparedPoints {
  readonly pairs: readonly PointPair[]
  /** What each point is called, and the packets that its capture has dropped by its own count. */
  readonly names: readonly string[]
  readonly drops: readonly number[]
  /** The point of each interface of the whole capture. */
  readonly pointOf: readonly number[]
}

export class Points {
  readonly #forms: Forms
  readonly #places: readonly Sightings[]
  readonly #inside: Invariant
  /** How many octets from the transport header on count. */
  readonly compared: number
  readonly #checksums: Checksums = new Checksums()

  constructor(count: number, budget: Budget, compared: number = COMPARED) {
    this.compared = compared
    this.#forms = new Forms(budget)
    this.#inside = new Invariant(this.#forms.addresses)
    const place = (): Sightings => new Sightings(this.#forms, this.#inside, budget, compared)
    this.#places = Array.from({ length: count }, place)
  }

  /** Octets from the transport header on that are there of all packets. */
  get reach(): number {
    return Math.min(...this.#places.map(({ reach }) => reach))
  }

  /** Takes a decoded packet of one of the points. */
  observe(p: Packet, stack: TunnelStack, point: number): void {
    const place = this.#places[point]!
    const row = place.observe(p, stack)
    const { transport } = this.#inside
    if (row < 0 || transport < 0) return
    this.#checksums.verify(p)
    if (this.#checksums.statuses[transport] === ChecksumStatus.Bad) place.setWrong(row)
  }

  /** Gives the room of the packets back. */
  release(): void {
    for (const place of this.#places) place.release()
  }

  /** Each two points that saw packets at the same time by their own clocks. */
  pairs(): readonly PointPair[] {
    const pairs: Compared[] = []
    for (const [j, second] of this.#places.entries()) {
      for (const [i, first] of this.#places.slice(0, j).entries()) {
        if (!areAtOnce(first, second)) continue
        const comparer = new Comparer(first, second, this.#forms)
        pairs.push({ points: [i, j], comparison: comparer.compare(), ways: comparer.ways })
      }
    }
    return pairs.map(({ points, comparison }) => ({
      points,
      comparison,
      forms: this.#forms,
      isToldCloser: comparison.directions.map((direction) =>
        this.#isToldCloser(direction, points[direction.from]!, points[direction.to]!, pairs),
      ),
    }))
  }

  /** Whether each lost packet was seen at a point between the two, or was lost on the way to one. */
  #isToldCloser({ lost: { frames } }: Direction, from: number, to: number, pairs: readonly Compared[]): boolean {
    const before = new Set(pairs.flatMap((pair) => lostFrom(pair, from, to)))
    return frames.length > 0 && frames.every((frame) => before.has(frame) || this.#isBetween(frame, from, to, pairs))
  }

  /** Whether a third point, where such packets go from here, has seen this one. */
  #isBetween(frame: number, from: number, to: number, pairs: readonly Compared[]): boolean {
    const row = this.#places[from]!.rowOf(frame)
    return pairs.some(({ points: [first, second], ways }) => {
      const other = first === from ? second! : second === from ? first! : to
      if (other === to) return false
      const way = ways.wayAlone(this.#places[from]!, row)
      return way === (first === from ? FORTH : BACK) && this.#hasSeen(this.#places[other]!, this.#places[from]!, row)
    })
  }

  /** Whether a point has seen a packet of another one, between the same outer addresses or in another tunnel. */
  #hasSeen(place: Sightings, sender: Sightings, row: number): boolean {
    const form = sender.form(row)
    for (let other = 0; other < place.count; other++) {
      if (place.low(other) !== sender.low(row) || place.high(other) !== sender.high(row)) continue
      const seen = place.form(other)
      if (form === NO_ROW || seen === NO_ROW) continue
      if (this.#forms.endsOf(seen) === this.#forms.endsOf(form)) return true
      if (this.#forms.depth(seen) !== this.#forms.depth(form)) return true
    }
    return false
  }
}

/** Two points, and what tells which way packets go between them. */
interface Compared extends Pick<PointPair, 'points' | 'comparison'> {
  readonly ways: Ways
}

/** Frames that were lost between a point and others than this one. */
function lostFrom({ points, comparison }: Compared, from: number, to: number): readonly number[] {
  const isFrom = (direction: Direction): boolean =>
    points[direction.from] === from && points[direction.to] !== to && direction.lost.packets > 0
  return comparison.directions.filter(isFrom).flatMap(({ lost }) => lost.frames)
}

/** Whether both captures ran at some moment, if their clocks are right. */
function areAtOnce(one: Sightings, other: Sightings): boolean {
  if (one.count === 0 || other.count === 0) return false
  const shift = (other.epoch - one.epoch) * 1e9
  return one.first <= other.last + shift && other.first + shift <= one.last
}
