/**
 * Frames for stations that say nothing: how many went to the place where a station was last heard, until it was heard
 * at another one; how long its old place was still sent to afterwards; and those for stations that were never heard,
 * which go to all VTEPs. What a VTEP sends to several others at once is flooded, and uses no entry; what comes right
 * after a station's own frame is the answer to it. If a station's own VTEP sends its frames away, the station has left.
 * Bounded; what found no room is counted.
 */

import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { FRAMES_OCTETS, objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { hash, type Seed, seed } from '../tables/hash.js'
import { Column } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type LastTimestamp, stamp, type Timestamp, timestamp, timestampOf } from '../timestamps.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK } from '../tunnels/networks.js'
import { LEAST_IMAGE, REPLICATION_SPAN } from './ingress-replication.js'
import type { MacMove, MacTable } from './mac-table.js'

/** What a station was sent to its old place since it was last heard there. */
export interface Unheard {
  readonly packets: number
  /** The first few of them. */
  readonly frames: readonly number[]
  readonly first: Timestamp
  /** The most frames that were sent to it before without a frame from it: what is usual. */
  readonly usual: number
}

/** What still went to the old place after a station had shown that it moved. */
export interface Stale {
  readonly packets: number
  /** The first few of them. */
  readonly frames: readonly number[]
  readonly last: Timestamp
}

/**
 * Unicast frames for a MAC address, which a VTEP sends to a group or to several others, as it does not know the way.
 */
export interface FloodedRow {
  readonly network: number
  readonly mac: number
  /** The VTEP that floods, and where to: the group, or the first of the others. */
  readonly vtep: number
  readonly destination: number
  readonly toGroup: boolean
  /** Whether each of several others got a copy. Of those one counts. */
  readonly isReplicated: boolean
  readonly packets: number
  readonly frames: readonly number[]
  readonly first: Timestamp
  readonly last: Timestamp
}

/** A station that says nothing any more and whose own VTEP sends its frames to another VTEP. */
export interface Gone {
  readonly network: number
  readonly mac: number
  /** A row of `MacTable`. */
  readonly station: number
  /** The VTEP that it spoke from last, and where that one sends its frames. */
  readonly from: number
  readonly to: number
  readonly packets: number
  /** The first few of them. */
  readonly frames: readonly number[]
  readonly first: Timestamp
  readonly last: Timestamp
  /** What others sent to where it spoke last, since then; undefined when nothing did. */
  readonly waiting: Unheard | undefined
}

interface Away {
  readonly to: number
  packets: number
  readonly frames: number[]
  readonly first: Timestamp
  last: Timestamp
}

interface StaleNow extends Stale {
  packets: number
  readonly frames: number[]
  last: LastTimestamp
  /** The one before. */
  previous: LastTimestamp
}

interface Flooded extends FloodedRow {
  isReplicated: boolean
  packets: number
  readonly frames: number[]
  readonly last: LastTimestamp
}

const FLOOD_LIMIT = 1 << 14
/** Stations whose own VTEP sends their frames away. */
const AWAY_LIMIT = 1 << 10
const MAX_FRAMES = 8
const FLOOD_OCTETS = objectOctets(10) + FRAMES_OCTETS + 2 * TIMESTAMP_OCTETS

/** Nanoseconds after a station's own frame in which it is certainly still there. */
const STILL_THERE = 5e8
/** Makes one number of a frame's octets and of the VTEP that has sent it. */
const UPPER = 2 ** 32
const VTEP_BITS = 0xfffff

// Columns of a station: 64 octets, a line of the processor's cache.
/** Frames for it since it was last heard; and the most such frames before it spoke again at the same place. */
const WAITING = 0
const USUAL = 1
/** When the first of those came; while there is none, when the station was last heard. */
const SECONDS = 2
const NANOSECONDS = 3
/** The last frame for it, by its octets and its sender; when it came, and what it was counted as. */
const IMAGE = 4
const IMAGE_SECONDS = 5
const IMAGE_NANOSECONDS = 6
const COUNTED = 7
const COLUMNS = 8
// Values of the column `COUNTED`.
const AS_NOTHING = 0
const AS_WAITING = 1
const AS_STALE = 2
const AS_AWAY = 3
/** The first few of them stand beside. */
const FRAMES_KEPT = 4

// Columns of the last frame for a station that went to a new place: its number, 0 for none, and the VTEP there.
const AHEAD_FRAME = 0
const AHEAD_VTEP = 1
const AHEAD_COLUMNS = 2

export class SilentHosts {
  readonly #seed: Seed = seed()
  readonly #networks: Networks
  readonly #stations: MacTable
  readonly #copies: Copies
  #columns: Float64Array = new Float64Array(64 * COLUMNS)
  #frames: Float64Array = new Float64Array(64 * FRAMES_KEPT)
  readonly #unheard: Map<MacMove, Unheard> = new Map()
  readonly #stale: Map<MacMove, StaleNow> = new Map()
  readonly #away: Map<number, Away> = new Map()
  #awayDropped = 0
  #ahead: Float64Array = new Float64Array(64 * AHEAD_COLUMNS)
  /** Of a move, the frame that went there already. */
  readonly #expected: Map<MacMove, number> = new Map()
  /** Network, upper and lower 24 bits of the MAC address, the VTEP that floods. */
  readonly #floodIndex: RowIndex
  readonly #flooded: Flooded[] = []

  /** `networks`, `stations` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, stations: MacTable, copies: Copies) {
    this.#networks = networks
    this.#floodIndex = new RowIndex(FLOOD_LIMIT, networks.budget, FLOOD_OCTETS)
    this.#stations = stations
    this.#copies = copies
  }

  /** Flooded frames, and stations that are gone, that found no room. */
  get dropped(): number {
    return this.#floodIndex.dropped + this.#awayDropped
  }

  /** What went to the old place before a move showed; undefined when nothing did. */
  before(move: MacMove): Unheard | undefined {
    return this.#unheard.get(move)
  }

  /** What went to the old place after it; undefined when nothing did. */
  after(move: MacMove): Stale | undefined {
    return this.#stale.get(move)
  }

  /** The frame for it alone that went to the new place before the station was heard there; 0 when none did. */
  expected(move: MacMove): number {
    return this.#expected.get(move) ?? 0
  }

  /** Stations that are gone from where they spoke last, in the order in which that showed. */
  gone(): readonly Gone[] {
    const stations = this.#stations
    return [...this.#away].map(([station, away]) => {
      const packets = this.#columns[this.#at(station) + WAITING]!
      const waiting = packets > 0 ? this.#unheardAt(station, packets) : undefined
      const [network, mac] = [stations.networkOf(station), stations.macOf(station)]
      return { ...away, network, mac, station, from: stations.vtepOf(station), waiting }
    })
  }

  /** Flooded unicast frames for stations that have not been heard by now. */
  floodedInVain(): readonly FloodedRow[] {
    return this.#flooded.filter((row) => {
      if (!row.toGroup && !row.isReplicated) return false
      const station = this.#stations.find(row.network, row.mac)
      return station === NO_ROW || this.#stations.vtepOf(station) === NO_ENDPOINT
    })
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    if (stack.depth === 0 || (this.#copies.active && this.#copies.kind !== Copy.None)) return
    // A station that has just moved needs the full path.
    if (this.#networks.paths.isKnown && this.#stations.placed !== p.number && this.#isThere()) return this.pass(p)
    for (let n = 0; n < stack.depth; n++) {
      const network = this.#networks.ids[n]!
      const e = stack.layers[n]! + 1
      if (network === NO_NETWORK || e >= p.depth || p.layers[e]!.kind !== Kind.Ethernet) continue
      const o = p.layers[e]!.start
      this.#heard(p, network, o)
      if (!ethernet.isGroup(p.view, o)) this.#sent(p, n, network, o)
    }
  }

  /** Hot path: whether a frame on a known path is for a station that is where it was, and no copy of a flooded one. */
  canPass(p: Packet): boolean {
    const { rows, row } = this.#networks.paths
    if (!this.#isThere()) return false
    const at = this.#at(rows[row + Column.Target]!)
    return !this.#isCopy(p, at, imageOf(p, p.ordinary.inner, rows[row + Column.Source]!, this.#seed))
  }

  /** Hot path: notes a frame on a known path whose two stations are where they were. */
  pass(p: Packet): void {
    const { rows, row } = this.#networks.paths
    const station = rows[row + Column.Station]!
    const at = this.#at(station)
    const c = this.#columns
    const waiting = c[at + WAITING]!
    if (waiting > c[at + USUAL]!) c[at + USUAL] = waiting
    this.#listen(p, station, at)
    const image = imageOf(p, p.ordinary.inner, rows[row + Column.Source]!, this.#seed)
    this.#wait(p, rows[row + Column.Target]!, image)
  }

  /** Whether both stations of a known path are known, and the one that the frame is for is where it goes to. */
  #isThere(): boolean {
    const { rows, row } = this.#networks.paths
    const target = rows[row + Column.Target]!
    if (rows[row + Column.Station] === NO_ROW || target === NO_ROW) return false
    return this.#stations.isAt(target, rows[row + Column.Destination]!)
  }

  /** The frame's sender says something. */
  #heard(p: Packet, network: number, o: number): void {
    const station = this.#stations.find(
      network,
      ethernet.sourceHi(p.view, o) * 0x1000000 + ethernet.sourceLo(p.view, o),
    )
    if (station === NO_ROW) return
    const at = this.#at(station)
    if (this.#ahead[station * AHEAD_COLUMNS + AHEAD_FRAME] !== 0) this.#arrive(p, station)
    const c = this.#columns
    const waiting = c[at + WAITING]!
    if (waiting > 0) {
      const move = this.#stations.lastMove(station)
      if (move === undefined || move.at.frame !== p.number) c[at + USUAL] = Math.max(c[at + USUAL]!, waiting)
      else this.#unheard.set(move, this.#unheardAt(station, waiting))
    }
    this.#listen(p, station, at)
  }

  /** Notes whether the station is at a new place that somebody has already sent to. */
  #arrive(p: Packet, station: number): void {
    const ahead = this.#ahead
    const at = station * AHEAD_COLUMNS
    const move = this.#stations.lastMove(station)
    if (move?.at.frame === p.number && move.to === ahead[at + AHEAD_VTEP])
      this.#expected.set(move, ahead[at + AHEAD_FRAME]!)
    ahead[at + AHEAD_FRAME] = 0
  }

  /** The station has sent a frame, so no frames wait for it any more. */
  #listen(p: Packet, station: number, at: number): void {
    if (this.#away.size > 0) this.#away.delete(station)
    const c = this.#columns
    c[at + WAITING] = 0
    c[at + SECONDS] = p.tsSec
    c[at + NANOSECONDS] = p.tsNsec
  }

  /** A frame for one station. */
  #sent(p: Packet, n: number, network: number, o: number): void {
    const hi = ethernet.destinationHi(p.view, o)
    const lo = ethernet.destinationLo(p.view, o)
    const station = this.#stations.find(network, hi * 0x1000000 + lo)
    const destination = this.#networks.destinations[n]!
    const place = station === NO_ROW ? NO_ENDPOINT : this.#stations.vtepOf(station)
    if (place === NO_ENDPOINT) return this.#flood(p, n, network, hi, lo)
    const image = imageOf(p, o, this.#networks.sources[n]!, this.#seed)
    if (place === destination) this.#wait(p, station, image)
    else this.#sentAstray(p, n, station, place, image)
  }

  #sentAstray(p: Packet, n: number, station: number, place: number, image: number): void {
    if (this.#isFlooded(p, station, image)) return
    const { sources, destinations, toGroup } = this.#networks
    if (sources[n] === place && toGroup[n] === 0) this.#sentAway(p, station, destinations[n]!)
    const move = this.#stations.lastMove(station)
    // Its own VTEP has sent its frame away, so the station is not behind it any more.
    if (move === undefined || move.from !== destinations[n]) {
      this.#ahead[station * AHEAD_COLUMNS + AHEAD_FRAME] = p.number
      this.#ahead[station * AHEAD_COLUMNS + AHEAD_VTEP] = destinations[n]!
      return
    }
    if (move.to === sources[n]) return
    let stale = this.#stale.get(move)
    if (stale === undefined) {
      stale = { packets: 0, frames: [], last: timestampOf(p), previous: timestampOf(p) }
      this.#stale.set(move, stale)
    }
    stale.packets++
    if (stale.frames.length < MAX_FRAMES) stale.frames.push(p.number)
    const { previous } = stale
    stale.previous = stale.last
    stale.last = previous
    stamp(stale.last, p)
    this.#columns[this.#at(station) + COUNTED] = AS_STALE
  }

  /** The VTEP that it is behind has sent its frame to another one. */
  #sentAway(p: Packet, station: number, to: number): void {
    const before = this.#away.get(station)
    if (before === undefined && this.#away.size === AWAY_LIMIT) {
      this.#awayDropped++
      return
    }
    const away =
      before?.to === to ? before : { to, packets: 0, frames: [], first: timestampOf(p), last: timestampOf(p) }
    if (away !== before) this.#away.set(station, away)
    away.packets++
    away.last = timestampOf(p)
    if (away.frames.length < MAX_FRAMES) away.frames.push(p.number)
    this.#columns[this.#at(station) + COUNTED] = AS_AWAY
  }

  #wait(p: Packet, station: number, image: number): void {
    if (this.#isFlooded(p, station, image)) return
    const at = this.#at(station)
    const c = this.#columns
    const waiting = c[at + WAITING]!
    if (waiting === 0) {
      const heard = (p.tsSec - c[at + SECONDS]!) * 1e9 + (p.tsNsec - c[at + NANOSECONDS]!)
      if (heard >= 0 && heard <= STILL_THERE) return
      c[at + SECONDS] = p.tsSec
      c[at + NANOSECONDS] = p.tsNsec
    }
    if (waiting < FRAMES_KEPT) this.#frames[station * FRAMES_KEPT + waiting] = p.number
    c[at + WAITING] = waiting + 1
    c[at + COUNTED] = AS_WAITING
  }

  /** Whether the frame is another copy of the last one for the station. Then neither copy used an entry. */
  #isFlooded(p: Packet, station: number, image: number): boolean {
    const at = this.#at(station)
    const c = this.#columns
    const isCopy = this.#isCopy(p, at, image)
    if (isCopy && c[at + COUNTED] === AS_WAITING) c[at + WAITING] = Math.max(0, c[at + WAITING]! - 1)
    else if (isCopy && c[at + COUNTED] === AS_STALE) this.#takeBack(station)
    // A VTEP that floods has no entry: one flooded frame shows that the earlier ones were flooded too.
    else if (isCopy && c[at + COUNTED] === AS_AWAY) this.#away.delete(station)
    if (isCopy) this.#ahead[station * AHEAD_COLUMNS + AHEAD_FRAME] = 0
    c[at + IMAGE] = image
    c[at + IMAGE_SECONDS] = p.tsSec
    c[at + IMAGE_NANOSECONDS] = p.tsNsec
    c[at + COUNTED] = AS_NOTHING
    return isCopy
  }

  #isCopy(p: Packet, at: number, image: number): boolean {
    const c = this.#columns
    if (c[at + IMAGE] !== image) return false
    const elapsed = (p.tsSec - c[at + IMAGE_SECONDS]!) * 1e9 + (p.tsNsec - c[at + IMAGE_NANOSECONDS]!)
    return elapsed >= 0 && elapsed <= REPLICATION_SPAN
  }

  /** Takes back the last frame to the old place, because it was flooded. */
  #takeBack(station: number): void {
    const move = this.#stations.lastMove(station)
    const stale = move === undefined ? undefined : this.#stale.get(move)
    if (move === undefined || stale === undefined) return
    stale.packets--
    if (stale.packets < stale.frames.length) stale.frames.pop()
    stale.last = stale.previous
    if (stale.packets === 0) this.#stale.delete(move)
  }

  #flood(p: Packet, n: number, network: number, hi: number, lo: number): void {
    const known = this.#floodIndex.count
    const vtep = this.#networks.sources[n]!
    const destination = this.#networks.destinations[n]!
    const row = this.#floodIndex.row(network, hi, lo, vtep)
    if (row === NO_ROW) return
    if (row === known) {
      this.#flooded.push({
        network,
        mac: hi * 2 ** 24 + lo,
        vtep,
        destination,
        toGroup: this.#networks.toGroup[n] === 1,
        isReplicated: false,
        packets: 0,
        frames: [],
        first: timestampOf(p),
        last: timestampOf(p),
      })
    }
    const entry = this.#flooded[row]!
    if (entry.destination !== destination) {
      const elapsed = (p.tsSec - entry.last.seconds) * 1e9 + (p.tsNsec - entry.last.nanoseconds)
      if (elapsed >= 0 && elapsed <= REPLICATION_SPAN) entry.isReplicated = true
      return
    }
    entry.packets++
    if (entry.frames.length < MAX_FRAMES) entry.frames.push(p.number)
    stamp(entry.last, p)
  }

  #unheardAt(station: number, packets: number): Unheard {
    const c = this.#columns
    const at = station * COLUMNS
    const from = station * FRAMES_KEPT
    const frames = [...this.#frames.subarray(from, from + Math.min(packets, FRAMES_KEPT))]
    return {
      packets,
      frames,
      first: timestamp(frames[0]!, c[at + SECONDS]!, c[at + NANOSECONDS]!),
      usual: c[at + USUAL]!,
    }
  }

  #at(station: number): number {
    const at = station * COLUMNS
    if (at >= this.#columns.length) {
      this.#columns = grown(this.#columns, at + COLUMNS)
      this.#frames = grown(this.#frames, (station + 1) * FRAMES_KEPT)
      this.#ahead = grown(this.#ahead, (station + 1) * AHEAD_COLUMNS)
    }
    return at
  }
}

/** A number that the copies of a frame have in common which a VTEP sends to several others; `o` is where the frame begins. */
function imageOf(p: Packet, o: number, vtep: number, seed: Seed): number {
  const v = p.view
  const { end } = p
  // Identification, and what stands behind the ports of IPv4, or the target of ARP; and the last octets.
  const isLong = end - o >= LEAST_IMAGE
  const hashed = isLong ? hash(seed, v.getInt32(o + 18), v.getInt32(o + 38), v.getInt32(end - 4), end - o) : end - o
  return (hashed >>> 0) + (vtep & VTEP_BITS) * UPPER
}
