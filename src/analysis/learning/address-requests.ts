/**
 * How fast stations ask for addresses: ARP requests, neighbour solicitations and announcements, by network, by station,
 * and by question. Each of them has a pace that no healthy station keeps up. Of a flood that a VTEP sends to each of
 * the others one copy counts. Bounded; what found no room is counted.
 */
import type { Packet } from '../../wire/packet.js'
import { type Budget, UNBOUNDED } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type LastTimestamp, stamp, type Timestamp, timestamp, timestampOf } from '../timestamps.js'
import { MessageKind, type NeighbourMessage } from './neighbour-message.js'

/** Whose questions are counted together. */
export const Asking = {
  /** All of a network. */
  All: 'all',
  /** Those of one station. */
  Station: 'station',
  /** One station's for one address. */
  Same: 'same',
} as const
export type Asking = (typeof Asking)[keyof typeof Asking]

/** Questions that came faster than they should. */
export interface StormRow {
  readonly asking: Asking
  readonly network: number
  /** The station's MAC address; 0 of `Asking.All`. */
  readonly mac: number
  /** The sender's address and the one asked for in the first of them, as numbers of `Networks.addresses`. */
  readonly sender: number
  readonly target: number
  /** Questions while it lasted, and the most within the time that the pace is taken in. */
  readonly questions: number
  readonly peak: number
  /** That time, in nanoseconds. */
  readonly within: number
  readonly frames: readonly number[]
  readonly first: Timestamp
  readonly last: Timestamp
}

interface Storm extends StormRow {
  questions: number
  peak: number
  readonly last: LastTimestamp
}

/**
 * So many questions within so many nanoseconds are a storm. Of all it is the pace that Wireshark calls one (30 in 100 ms:
 * `arp.detect_storm_period`), for longer; a kernel asks once a second for an address.
 */
const PACES: Readonly<Record<Asking, { readonly questions: number; readonly within: number }>> = {
  [Asking.All]: { questions: 300, within: 1e9 },
  [Asking.Station]: { questions: 100, within: 5e9 },
  [Asking.Same]: { questions: 20, within: 1e9 },
}
// In the first word of a key, above the network: whose questions the row counts, and what it asks for.
const OF_STATION = 1 << 16
const OF_SAME = 2 << 16
const IS_IPV6 = 1 << 24
const LIMIT = 1 << 15
const STORM_LIMIT = 1 << 10
const MAX_FRAMES = 8

// Columns of a row: when the pace began to be taken, questions since, its storm's number plus one.
const SECONDS = 0
const NANOSECONDS = 1
const COUNT = 2
const STORM = 3
/** The first few frames since. */
const FRAMES = 4
const COLUMNS = FRAMES + MAX_FRAMES

export class AddressRequests {
  /** Network and what it stands for, destination of the tunnel, station, address asked for. */
  readonly #index: RowIndex
  #columns: Float64Array = new Float64Array(64 * COLUMNS)
  /** A station's MAC address in two halves. */
  readonly #stations: RowIndex
  readonly #storms: Storm[] = []
  #stormsDropped = 0

  constructor(budget: Budget = UNBOUNDED) {
    this.#index = new RowIndex(LIMIT, budget, 8 * COLUMNS)
    this.#stations = new RowIndex(LIMIT, budget)
  }

  get storms(): readonly StormRow[] {
    return this.#storms
  }

  /** Stations that asked for anything, by their MAC addresses. */
  get stations(): number {
    return this.#stations.count
  }

  /** Questions and storms that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#stations.dropped + this.#stormsDropped
  }

  /** Takes each message once; `remote` is the endpoint that the tunnel around it leads to. */
  take(p: Packet, m: NeighbourMessage, remote: number): void {
    if (!p.hasTime || m.kind === MessageKind.Reply) return
    const station = this.#stations.row(Math.floor(m.senderMac / 2 ** 24), m.senderMac % 2 ** 24, 0, 0)
    if (station === NO_ROW) return
    const family = m.isIpv6 ? IS_IPV6 : 0
    this.#count(p, m, Asking.All, this.#index.row(m.network, remote, 0, 0))
    this.#count(p, m, Asking.Station, this.#index.row(m.network | OF_STATION, remote, station, 0))
    this.#count(p, m, Asking.Same, this.#index.row(m.network | OF_SAME | family, remote, station, m.target))
  }

  /** Counts the message in a row. */
  #count(p: Packet, m: NeighbourMessage, asking: Asking, row: number): void {
    if (row === NO_ROW) return
    this.#columns = grown(this.#columns, (row + 1) * COLUMNS)
    const c = this.#columns
    const at = row * COLUMNS
    const { questions, within } = PACES[asking]
    const elapsed = (p.tsSec - c[at + SECONDS]!) * 1e9 + (p.tsNsec - c[at + NANOSECONDS]!)
    if (c[at + COUNT] === 0 || elapsed > within || elapsed < 0) {
      c[at + SECONDS] = p.tsSec
      c[at + NANOSECONDS] = p.tsNsec
      c[at + COUNT] = 0
    }
    const count = c[at + COUNT]!
    if (count < MAX_FRAMES) c[at + FRAMES + count] = p.number
    c[at + COUNT] = count + 1
    if (count + 1 === questions) this.#storm(p, m, at, asking)
    if (count + 1 < questions || c[at + STORM] === 0) return
    const storm = this.#storms[c[at + STORM]! - 1]!
    storm.questions += count + 1 === questions ? questions : 1
    storm.peak = Math.max(storm.peak, count + 1)
    stamp(storm.last, p)
  }

  /** The questions of a row have become too many. */
  #storm(p: Packet, m: NeighbourMessage, at: number, asking: Asking): void {
    const c = this.#columns
    if (c[at + STORM] !== 0) return
    if (this.#storms.length === STORM_LIMIT) {
      this.#stormsDropped++
      return
    }
    const frames = [...c.subarray(at + FRAMES, at + FRAMES + MAX_FRAMES)]
    const first = timestamp(frames[0]!, c[at + SECONDS]!, c[at + NANOSECONDS]!)
    this.#storms.push({
      asking,
      network: m.network,
      mac: asking === Asking.All ? 0 : m.senderMac,
      sender: m.sender,
      target: m.target,
      questions: 0,
      peak: 0,
      within: PACES[asking].within,
      frames,
      first,
      last: timestampOf(p),
    })
    c[at + STORM] = this.#storms.length
  }
}
