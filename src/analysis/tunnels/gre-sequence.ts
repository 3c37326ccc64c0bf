/**
 * Sequence numbers of GRE (RFC 2890 §2.2), of PPTP (RFC 2637 §4.1) and of ERSPAN's GRE, for each direction of a tunnel by
 * itself: a sender counts from 0 and adds 1 for each packet, until 2^32 - 1 is followed by 0.
 *
 * What is missing here may have been lost on the way, or by the capture: the numbers cannot tell. One that comes late was
 * missing until then. A receiver that checks the order drops what comes late or again (RFC 2890 §2.2), and after its peer
 * has started anew it drops everything until the numbers have caught up.
 */

import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as gre from '../../wire/protocols/gre.js'
import { NO_ID, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { Column } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { SequenceWindows, WINDOW } from '../tables/sequence-windows.js'
import { type Timestamp, timestampOf } from '../timestamps.js'
import { type Networks, PLAIN } from './networks.js'

/** What a packet did that its number should not. */
export type SequenceFault =
  /** Numbers were left out in front of it, and have not come since. */
  | 'gap'
  /** It came after a packet with a higher number. */
  | 'reordered'
  /** Its number was there before. */
  | 'duplicate'
  /** The sender has started anew. */
  | 'reset'
  /** It has no number, though others of the tunnel have one. */
  | 'unnumbered'

interface SequenceEvent {
  readonly fault: SequenceFault
  readonly at: Timestamp
  /** The number that should have come. */
  readonly expected: number
  /** The number that came; `expected` too where it has none. */
  readonly found: number
  /** Of a gap: how many of its numbers have not come since. */
  readonly missing: number
}

/** The numbers of a direction. */
export interface SequenceFacts {
  /** Packets with a number, and without. */
  readonly numbered: number
  readonly unnumbered: number
  readonly newest: number
  /** Whether the numbers count: some senders set the flag and always write the same number. */
  readonly counts: boolean
  /** Numbers that were left out and have not come since. */
  readonly missing: number
  readonly reordered: number
  readonly duplicates: number
  readonly resets: number
  /** The first few of each fault, in the order of frames. */
  readonly events: readonly SequenceEvent[]
}

// What GRE is used for: each has numbers of its own.
const NO_USE = 0
const PACKETS = 1
const FRAMES = 2
const PPTP = 3
const ERSPAN = 4
/** By tunnel type. That a key may be NVGRE's says nothing here: NVGRE has no numbers (RFC 7637 §3.2). */
const USES: Readonly<Partial<Record<number, number>>> = {
  [TunnelType.Gre]: PACKETS,
  [TunnelType.Gretap]: FRAMES,
  [TunnelType.GretapOrNvgre]: FRAMES,
  [TunnelType.Pptp]: PPTP,
  [TunnelType.Erspan2]: ERSPAN,
  [TunnelType.Erspan3]: ERSPAN,
}
// The first word of a key has the use, whether there is an identifier, and the network that carries the tunnel.
const HAS_ID = 8
const CARRIER_SHIFT = 4

const LIMIT = 1 << 14
/** Events kept of a fault in a direction. */
const EVENTS = 4
/** A number below it, far from the one before, is that of a sender that has started anew. */
const NEAR_START = 16
/** Numbers that senders start with: 0 by RFC 2890, 1 in older versions of Linux. */
const MAX_FIRST = 1

// Columns of a direction.
const NUMBERED = 0
const UNNUMBERED = 1
/** The first number since the sender has started, as far as is known. */
const FIRST = 2
const NEWEST = 3
const MISSING = 4
const REORDERED = 5
const DUPLICATES = 6
const RESETS = 7
/** The number that shows, if it comes next, that the one before came from a sender that has started anew. */
const SUSPECT = 8
const GAPS = 9
const COLUMNS = 10
const NO_SUSPECT = -1

/** Octets of a direction: its columns, the window of its newest numbers, and its list of events. */
const DIRECTION_OCTETS = 8 * COLUMNS + 32 + 40
const EVENT_OCTETS = objectOctets(5) + TIMESTAMP_OCTETS + 32
/** Events of all directions. */
const EVENT_LIMIT = 1 << 17

/** A gap may close later. */
interface NotedEvent extends SequenceEvent {
  missing: number
}

export class GreSequences {
  readonly #networks: Networks
  /** Use and carrier, key or session, endpoints. */
  readonly #index: RowIndex
  #numbers: Float64Array = new Float64Array(64 * COLUMNS)
  readonly #seen: SequenceWindows = new SequenceWindows()
  readonly #events: NotedEvent[][] = []
  readonly #eventPlaces: Places
  #eventCount = 0
  /** Events that found no room; they are counted all the same. */
  #eventsDropped = 0

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks, limit: number = LIMIT) {
    this.#networks = networks
    this.#index = new RowIndex(limit, networks.budget, DIRECTION_OCTETS)
    this.#eventPlaces = new Places(networks.budget, EVENT_LIMIT, EVENT_OCTETS)
  }

  /** Packets of directions, and events, that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#eventsDropped
  }

  /** Hot path: takes the number of every GRE header that the packet has. */
  observe(p: Packet, stack: TunnelStack): void {
    const { paths, copies } = this.#networks
    if (copies.kind === Copy.Again) return
    if (paths.isKnown) {
      const row = paths.rows[paths.row + Column.Sequence]!
      if (row !== NO_ROW) this.#count(row, p, p.ordinary.outer)
      return
    }
    for (let n = 0; n < stack.depth; n++) {
      const type = stack.types[n] as TunnelType
      const use = useOf(type)
      if (use === NO_USE) continue
      const at = stack.layers[n]! - (use === ERSPAN ? 1 : 0)
      if (at < 0 || p.layers[at]!.kind !== Kind.Gre) continue
      const o = p.layers[at]!.start
      // In PPTP what carries no data has no number.
      if (use === PPTP && !isNumbered(p, o)) continue
      const { sources, destinations, ids } = this.#networks
      const carrier = n === 0 ? PLAIN : ids[n - 1]!
      const known = this.#index.count
      const id = stack.ids[n]!
      const row = this.#index.row(keyOf(use, id, carrier), id, sources[n]!, destinations[n]!)
      if (row === NO_ROW) {
        paths.refuse()
        continue
      }
      if (row === known) this.#add(row)
      if (paths.isThere) paths.rows[paths.row + Column.Sequence] = row
      this.#count(row, p, o)
    }
  }

  /** Hot path: whether a packet on a known path through GRE has the number that comes next, or none where none has. */
  canPass(p: Packet): boolean {
    const { paths } = this.#networks
    const row = paths.rows[paths.row + Column.Sequence]!
    if (row === NO_ROW) return true
    const { outer } = p.ordinary
    if (!isNumbered(p, outer)) return false
    const n = this.#numbers
    const at = row * COLUMNS
    return n[at + NUMBERED]! > 0 && ((gre.sequenceNumber(p.view, outer) - n[at + NEWEST]!) | 0) === 1
  }

  /** Hot path: counts such a packet. */
  pass(p: Packet): void {
    const { paths } = this.#networks
    const row = paths.rows[paths.row + Column.Sequence]!
    if (row !== NO_ROW) this.#take(row, gre.sequenceNumber(p.view, p.ordinary.outer), p)
  }

  /** The GRE header at `o` belongs to direction `row`. */
  #count(row: number, p: Packet, o: number): void {
    if (isNumbered(p, o)) this.#take(row, gre.sequenceNumber(p.view, o), p)
    else this.#unnumbered(row, p)
  }

  /**
   * What is known of a direction: tunnel and identifier as `TunnelStack` has them, the network that carries it, and the
   * addresses of the two ends. Undefined where no packet had a number.
   */
  facts(type: TunnelType, id: number, carrier: number, source: number, destination: number): SequenceFacts | undefined {
    const networks = this.#networks
    const key = keyOf(useOf(type), id, carrier)
    const row = this.#index.find(key, id, networks.endpoint(source), networks.endpoint(destination))
    if (row === NO_ROW || this.#numbers[row * COLUMNS + NUMBERED] === 0) return undefined
    const n = this.#numbers.subarray(row * COLUMNS, (row + 1) * COLUMNS)
    return {
      numbered: n[NUMBERED]!,
      unnumbered: n[UNNUMBERED]!,
      newest: n[NEWEST]!,
      counts: n[NUMBERED]! < 3 || n[DUPLICATES]! < n[NUMBERED]! - 1,
      missing: n[MISSING]!,
      reordered: n[REORDERED]!,
      duplicates: n[DUPLICATES]!,
      resets: n[RESETS]!,
      events: this.#events[row]!.filter((e) => e.fault !== 'gap' || e.missing > 0),
    }
  }

  #add(row: number): void {
    this.#numbers = grown(this.#numbers, (row + 1) * COLUMNS)
    this.#seen.add(row)
    this.#events.push([])
  }

  #unnumbered(row: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    const expected = n[at + NUMBERED] === 0 ? 0 : (n[at + NEWEST]! + 1) >>> 0
    if (n[at + UNNUMBERED]!++ < EVENTS) this.#note(row, 'unnumbered', p, expected, expected)
  }

  #take(row: number, number: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    if (n[at + NUMBERED]!++ === 0) {
      this.#start(row, number)
      return
    }
    const newest = n[at + NEWEST]!
    const ahead = (number - newest) | 0
    const isFar = ahead > WINDOW || ahead <= -WINDOW
    if (isFar && number < NEAR_START) this.#reset(row, number, p)
    else if (ahead > 0) this.#forward(row, number, ahead, p)
    else if (isFar) this.#farBack(row, number, p)
    else if (!this.#seen.has(row, number)) this.#late(row, number, p)
    // The sender's first number, after others: another start.
    else if (ahead < 0 && number === n[at + FIRST] && number <= MAX_FIRST) this.#reset(row, number, p)
    else if (n[at + DUPLICATES]!++ < EVENTS) this.#note(row, 'duplicate', p, (newest + 1) >>> 0, number)
  }

  #start(row: number, number: number): void {
    const at = row * COLUMNS
    this.#numbers[at + FIRST] = number
    this.#numbers[at + NEWEST] = number
    this.#numbers[at + SUSPECT] = NO_SUSPECT
    this.#seen.advance(row, number, WINDOW)
    this.#seen.set(row, number)
  }

  #forward(row: number, number: number, ahead: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    const expected = (n[at + NEWEST]! + 1) >>> 0
    this.#seen.advance(row, expected, ahead)
    this.#seen.set(row, number)
    n[at + NEWEST] = number
    n[at + SUSPECT] = NO_SUSPECT
    if (ahead === 1) return
    n[at + MISSING]! += ahead - 1
    if (n[at + GAPS]!++ < EVENTS) this.#note(row, 'gap', p, expected, number, ahead - 1)
  }

  #late(row: number, number: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    this.#seen.set(row, number)
    // What comes in front of the first one was not missed.
    if (((number - n[at + FIRST]!) | 0) > 0) {
      n[at + MISSING]!--
      const gap = this.#events[row]!.find((e) => e.fault === 'gap' && isBetween(e.expected, number, e.found))
      if (gap !== undefined) gap.missing--
    }
    this.#reordered(row, number, p)
  }

  /** Very late; but where the next one follows it, the sender has started anew. */
  #farBack(row: number, number: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    if (n[at + SUSPECT] === number) {
      n[at + REORDERED]!--
      const events = this.#events[row]!
      if (events.at(-1)?.fault === 'reordered') {
        events.pop()
        this.#eventCount--
      }
      this.#reset(row, number, p)
      return
    }
    this.#reordered(row, number, p)
    n[at + SUSPECT] = (number + 1) >>> 0
  }

  #reordered(row: number, number: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    if (n[at + REORDERED]!++ < EVENTS) this.#note(row, 'reordered', p, (n[at + NEWEST]! + 1) >>> 0, number)
  }

  #reset(row: number, number: number, p: Packet): void {
    const n = this.#numbers
    const at = row * COLUMNS
    if (n[at + RESETS]!++ < EVENTS) this.#note(row, 'reset', p, (n[at + NEWEST]! + 1) >>> 0, number)
    this.#start(row, number)
  }

  #note(row: number, fault: SequenceFault, p: Packet, expected: number, found: number, missing = 0): void {
    if (!this.#eventPlaces.has(this.#eventCount)) {
      this.#eventsDropped++
      return
    }
    this.#eventCount++
    const at = timestampOf(p)
    this.#events[row]!.push({ fault, at, expected, found, missing })
  }
}

function isNumbered(p: Packet, o: number): boolean {
  return (gre.flagsAndVersion(p.view, o) & gre.FLAG_S) !== 0
}

function useOf(type: TunnelType): number {
  return USES[type] ?? NO_USE
}

function keyOf(use: number, id: number, carrier: number): number {
  return use | (id === NO_ID ? 0 : HAS_ID) | (carrier << CARRIER_SHIFT)
}

/** Whether a number is one of those from `first` on, `end` not among them; they may go round. */
function isBetween(first: number, number: number, end: number): boolean {
  return (number - first) >>> 0 < (end - first) >>> 0
}
