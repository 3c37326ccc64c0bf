/**
 * What two captures of the same traffic say about the way between the places where they were taken: what was lost on it, how
 * long it took, in which order packets came out of it and what was changed.
 *
 * Nothing counts as lost that may never have been to pass: only packets between ends of which some were seen in both places,
 * while both captures ran.
 */
import { NO_ROW } from '../tables/row-index.js'
import { MAX_FRAMES } from '../tables/some-frames.js'
import { type Timestamp, timestamp } from '../timestamps.js'
import { type Change, type ChangeOf, Changes } from './changes.js'
import { type Delays, delaysOf } from './delays.js'
import type { Forms } from './forms.js'
import { Groups } from './groups.js'
import { Sum } from './invariant.js'
import { LossCount, type Losses } from './losses.js'
import { Segments } from './segments.js'
import { ALONE, type Sightings } from './sightings.js'
import { translate } from './translations.js'
import { BACK, FORTH, Known, UNKNOWN, type Way, Ways } from './ways.js'

/** Packets of which the first few are named. */
export interface Some {
  readonly packets: number
  readonly frames: readonly number[]
}

/** One way between two places. */
export interface Direction {
  /** Of the two places, 0 and 1. */
  readonly from: number
  readonly to: number
  /** Packets that were seen where they come from, and of them those that were seen where they go, or not. */
  readonly sent: number
  readonly arrived: number
  readonly lost: Some
  /** Packets that only one place can have seen: the other capture had not begun, or had ended. */
  readonly outside: Some
  /** Packets that arrived and were not seen where they come from: that capture has missed them. */
  readonly missed: Some
  readonly delays: Delays | undefined
  /** Packets that came after one of their flow that was sent later. */
  readonly reordered: Some
  readonly losses: Losses
  readonly changes: readonly Change[]
}

export interface Clocks {
  readonly known: Known
  /** The second clock minus the first at the first packet, nanoseconds. */
  readonly offset: number
  readonly uncertainty: number
  /** Nanoseconds a nanosecond; 0 where none was seen. */
  readonly drift: number
  readonly pairs: number
  readonly isByClocks: boolean
  readonly isByOrder: boolean
}

/** One of the two captures. */
export interface Place {
  readonly packets: number
  /** The whole second that nanoseconds of this place count from. */
  readonly epoch: number
  readonly first: Timestamp | undefined
  readonly last: Timestamp | undefined
  /** Packets of which nobody can say that they were to pass at the other place. */
  readonly alone: Some
  /** Those of a packet that other rows are of too. */
  readonly copies: number
  readonly cut: number
  readonly unreadable: number
  readonly pieces: number
  readonly timeless: number
  readonly dropped: number
}

export interface Comparison {
  readonly places: readonly [Place, Place]
  readonly clocks: Clocks
  /** There, and back. */
  readonly directions: readonly [Direction, Direction]
  /** Packets for all that came to both places from a third one. */
  readonly elsewhere: number
  /** All pairs have the same time and the same form, and there is nothing else: it is one capture. */
  readonly isSame: boolean
  /** Whether the captures ran at the same time, if their clocks are right. */
  readonly isApart: boolean
  /** Octets from the transport header on that were compared. */
  readonly compared: number
}

/** So small a part more of the pairs does not make the clocks better known. */
const FEW = 0.05
/** Nanoseconds that one of many packets that are alike may take longer than others did. */
const LATE = 1e9

class DirectionCount {
  readonly losses: LossCount
  readonly changes: Changes
  readonly outside: SomeCount = new SomeCount()
  readonly missed: SomeCount = new SomeCount()
  readonly reordered: SomeCount = new SomeCount()

  constructor(forms: Forms, sender: Sightings) {
    this.losses = new LossCount(forms, sender.first, sender.last)
    this.changes = new Changes(forms)
  }
}

class SomeCount implements Some {
  packets = 0
  readonly frames: number[] = []

  add(frame: number): void {
    this.packets++
    if (this.frames.length < MAX_FRAMES) this.frames.push(frame)
  }
}

/** What became of a row: which way it went, and whether it is of a pair. */
export const Fate = {
  Pair: 0,
  Lost: 1,
  /** Only one capture can have seen it. */
  Outside: 2,
  /** The capture where it comes from has missed it. */
  Missed: 3,
  /** Nobody knows whether it was to pass. */
  Alone: 4,
  /** Another row has the packet. */
  Copy: 5,
} as const
export type Fate = (typeof Fate)[keyof typeof Fate]

export class Comparer {
  readonly #a: Sightings
  readonly #b: Sightings
  readonly #forms: Forms
  readonly ways: Ways
  readonly #segments: Segments

  /** `offset` is what somebody has said of the second clock minus the first; nanoseconds. */
  constructor(a: Sightings, b: Sightings, forms: Forms, offset?: number) {
    this.#a = a
    this.#b = b
    this.#forms = forms
    a.clear()
    b.clear()
    const groups = new Groups(a, b, forms)
    this.ways = new Ways(a, b, forms, offset)
    this.ways.estimate()
    // First what took as long as others did, then what took longer.
    let found = 0
    for (const slack of [0, LATE]) {
      found += groups.resolve({
        least: (row) => this.ways.least(row) - slack,
        most: (row) => this.ways.latest(row) + slack,
      })
    }
    found += translate(a, b, forms, this.ways)
    if (found > FEW * this.ways.pairs) this.ways.estimate()
    else this.ways.vote()
    this.#segments = new Segments(a, b, forms)
  }

  /** What became of a row of the first place, or of the second. */
  fate(place: 0 | 1, row: number): readonly [fate: Fate, way: Way] {
    const [side, other] = place === 0 ? [this.#a, this.#b] : [this.#b, this.#a]
    if (side.isCopy(row)) return [Fate.Copy, UNKNOWN]
    const partner = side.partner(row)
    if (partner !== ALONE) return [Fate.Pair, this.ways.wayOf(place === 0 ? row : partner)]
    const way = this.ways.wayAlone(side, row)
    if (way === UNKNOWN) return [Fate.Alone, way]
    const isSender = (way === FORTH) === (place === 0)
    if (this.#segments.isFound(place, row)) return [Fate.Pair, way]
    if (this.#isOutside(place, side.time(row), other, way, isSender)) return [Fate.Outside, way]
    return [isSender ? Fate.Lost : Fate.Missed, way]
  }

  /** Whether the other capture had not begun, or had ended, when the packet may have been there. */
  #isOutside(place: 0 | 1, time: number, other: Sightings, way: Way, isSender: boolean): boolean {
    const there = place === 0 ? time + this.ways.offsetAt(time) : time - this.ways.offsetAt(time)
    const most = this.ways.most(way)
    const [earliest, latest] = isSender ? [there, there + most] : [there - most, there]
    return earliest < other.first || latest > other.last
  }

  compare(): Comparison {
    const [a, b] = [this.#a, this.#b]
    const forth = new DirectionCount(this.#forms, a)
    const back = new DirectionCount(this.#forms, b)
    const alone: readonly [SomeCount, SomeCount] = [new SomeCount(), new SomeCount()]
    let same = 0
    let elsewhere = 0
    for (let row = 0; row < a.count; row++) {
      if (a.isCopy(row)) continue
      if (a.partner(row) !== ALONE) {
        if (same === row && this.#isSame(row)) same++
        const way = this.ways.wayOf(row)
        if (way === UNKNOWN) elsewhere++
        else if (way === FORTH) this.#pair(forth, a, row, b, a.partner(row))
        else this.#pair(back, b, a.partner(row), a, row)
      } else {
        this.#single(0, row, [forth, back], alone[0])
      }
    }
    for (let row = 0; row < b.count; row++) {
      if (b.partner(row) === ALONE && !b.isCopy(row)) this.#single(1, row, [forth, back], alone[1])
    }
    const isSame = a.count > 0 && same === a.count && a.count === b.count && this.ways.epochs === 0
    return {
      places: [this.#place(a, alone[0]), this.#place(b, alone[1])],
      clocks: this.#clocks(),
      elsewhere,
      directions: [this.#direction(forth, FORTH), this.#direction(back, BACK)],
      isSame,
      isApart: this.#isApart(),
      compared: Math.min(a.compared, b.compared),
    }
  }

  #isSame(rowA: number): boolean {
    return this.ways.elapsed(rowA) === 0 && this.#a.form(rowA) === this.#b.form(this.#a.partner(rowA))
  }

  /** Whether one capture had ended before the other one began, by their clocks. */
  #isApart(): boolean {
    const [a, b] = [this.#a, this.#b]
    if (a.count === 0 || b.count === 0) return false
    const offset = this.ways.known === Known.Not ? 0 : this.ways.offset + this.ways.epochs
    const shift = this.ways.epochs - offset
    return a.last < b.first + shift || b.last + shift < a.first
  }

  #pair(count: DirectionCount, from: Sightings, row: number, to: Sightings, arrival: number): void {
    const form = from.form(row)
    const length = from.length(row)
    count.losses.add(form, from.flow(row), length, from.time(row))
    count.losses.addArrived(length)
    const after = to.form(arrival)
    if (form === NO_ROW || after === NO_ROW) return
    const [frame, frameAfter] = [from.frame(row), to.frame(arrival)]
    if (form !== after) count.changes.add(form, after, frame, frameAfter)
    this.#packetChanges(count.changes, from, row, to, arrival)
  }

  /** What forms do not tell. */
  #packetChanges(changes: Changes, from: Sightings, row: number, to: Sightings, arrival: number): void {
    const [before, after] = [from.form(row), to.form(arrival)]
    const layer = this.#forms.depth(before) === 0 && this.#forms.depth(after) === 0 ? 'plain' : 'inner'
    const frames = [from.frame(row), to.frame(arrival)] as const
    const size = from.maximumSegmentSize(row)
    const sizeAfter = to.maximumSegmentSize(arrival)
    const isNat = this.#isTranslated(from.flow(row), to.flow(arrival))
    if (isNat) {
      changes.addOther(
        { kind: 'translated', layer, from: from.flow(row), to: to.flow(arrival), before, after },
        ...frames,
      )
    }
    const isBroken = !from.isWrong(row) && to.isWrong(arrival) && this.#areSet(before, after)
    if (isBroken) {
      changes.addOther({ kind: 'checksum-broken', layer, from: 0, to: 0, before, after }, ...frames)
    }
    if (size !== sizeAfter) {
      changes.addOther({ kind: 'mss', layer, from: size, to: sizeAfter, before, after }, ...frames)
    } else if (!isNat && !isBroken && from.checksum(row) !== to.checksum(arrival) && this.#areSet(before, after)) {
      changes.addOther({ kind: 'checksum-rewritten', layer, from: 0, to: 0, before, after }, ...frames)
    }
  }

  #areSet(before: number, after: number): boolean {
    return this.#forms.innerSum(before) === Sum.Set && this.#forms.innerSum(after) === Sum.Set
  }

  #isTranslated(before: number, after: number): boolean {
    if (before === after || before === NO_ROW || after === NO_ROW || !this.#forms.isTelling(before)) return false
    return !this.#forms.isSameConversation(before, after)
  }

  /** A row without a partner. */
  #single(place: 0 | 1, row: number, counts: readonly [DirectionCount, DirectionCount], alone: SomeCount): void {
    const side = place === 0 ? this.#a : this.#b
    const [fate, way] = this.fate(place, row)
    const { losses, changes, outside, missed } = way === BACK ? counts[1] : counts[0]
    const [form, flow, length] = [side.form(row), side.flow(row), side.length(row)]
    const frame = side.frame(row)
    switch (fate) {
      case Fate.Pair: {
        // In other segments than at the other place: those of the sender's place count.
        if ((way === FORTH) !== (place === 0)) return
        losses.add(form, flow, length, side.time(row))
        changes.addOther(segmentation(form), frame, NO_FRAME)
        return
      }
      case Fate.Lost:
        losses.add(form, flow, length, side.time(row))
        losses.addLost(form, flow, length, side.time(row), frame)
        return
      case Fate.Outside:
        outside.add(frame)
        return
      case Fate.Missed:
        missed.add(frame)
        return
      case Fate.Alone:
        alone.add(frame)
    }
  }

  /** Once it is known when packets were lost: what arrived in between, how long it took, and what came too late. */
  #arrivals(count: DirectionCount, way: Way): Delays | undefined {
    const [from, to] = way === FORTH ? [this.#a, this.#b] : [this.#b, this.#a]
    const delays = new Float64Array(Math.min(from.count, to.count))
    const latest = new Int32Array(this.#forms.flows)
    let arrived = 0
    for (let arrival = 0; arrival < to.count; arrival++) {
      const row = to.partner(arrival)
      if (row === ALONE || to.isCopy(arrival)) continue
      const rowA = way === FORTH ? row : arrival
      if (this.ways.wayOf(rowA) !== way) continue
      delays[arrived++] = this.ways.delay(rowA, way)
      count.losses.addArrival(from.time(row))
      const flow = from.flow(row)
      if (flow === NO_ROW) continue
      if (row < latest[flow]!) count.reordered.add(to.frame(arrival))
      else latest[flow] = row
    }
    return delaysOf(delays.subarray(0, arrived))
  }

  #direction(count: DirectionCount, way: Way): Direction {
    const delays = this.#arrivals(count, way)
    const { losses, changes, outside, missed, reordered } = count
    return {
      from: way === FORTH ? 0 : 1,
      to: way === FORTH ? 1 : 0,
      sent: losses.sent,
      arrived: losses.sent - losses.lost,
      lost: { packets: losses.lost, frames: losses.frames },
      outside,
      missed,
      delays,
      reordered,
      losses: losses.facts(),
      changes: changes.list(),
    }
  }

  #clocks(): Clocks {
    const { known, offset, uncertainty, drift, pairs, isByClocks, isByOrder, epochs } = this.ways
    return { known, offset: offset + epochs, uncertainty, drift, pairs, isByClocks, isByOrder }
  }

  #place(side: Sightings, alone: SomeCount): Place {
    const { copies, cut, unreadable, pieces, timeless, dropped, count, first, last } = side
    return {
      packets: count + dropped + cut + unreadable + pieces + timeless,
      epoch: side.epoch,
      first: count === 0 ? undefined : side.timestamp(0, first),
      last: count === 0 ? undefined : side.timestamp(0, last),
      alone,
      copies,
      cut,
      unreadable,
      pieces,
      timeless,
      dropped,
    }
  }
}

/** A moment of a place. */
export function momentOf({ epoch }: Place, nanoseconds: number): Timestamp {
  const seconds = Math.floor(nanoseconds / 1e9)
  return timestamp(0, epoch + seconds, nanoseconds - seconds * 1e9)
}

/** No frame at the other place is the packet's own. */
const NO_FRAME = 0

function segmentation(form: number): ChangeOf {
  return { kind: 'segmented', layer: 'inner', from: 0, to: 0, before: form, after: form }
}
