/**
 * What VTEPs learn, RFC 7348 §4.1: the inner source MAC is reachable in this VNI through the outer source address. Every
 * VTEP that a packet is addressed to learns, one by its address or many by their group; so entries are kept for the outer
 * destination, and `vtep-tables.ts` makes the table of a VTEP of its own and its groups' ones.
 *
 * The kernel's rule (vxlan_snoop): the last packet wins, multicast and zero MAC addresses are not learned, and refused
 * packets teach nothing. A sender to a group does not get its own packet, so for a group the last two senders are kept.
 */

import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import { type TunnelStack, TunnelType, tunnelId } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { Column } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { NEVER, type Timestamp, timestamp, timestampAt, timestampOf } from '../timestamps.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK, PLAIN, portOf } from '../tunnels/networks.js'
import { Acceptance, acceptanceOf } from './acceptance.js'
import { LEAST_IMAGE, REPLICATION_SPAN } from './ingress-replication.js'
import { MacTable } from './mac-table.js'

/** Upper 24 bits of the MAC address that a neighbour solicitation is sent to: RFC 2464 §7, RFC 4291 §2.7.1. */
const SOLICITED_NODE_HI = 0x3333ff
/** The bit of a MAC address's upper 24 bits that says it is a group's. */
const GROUP_BIT = 0x010000

/** What is known of an endpoint in a network; bits. */
export const Member = {
  /** It sends in it. */
  Sends: 1,
  /** Others send to it. */
  Receives: 2,
  /** It says by ICMP that nobody listens there. */
  Refuses: 4,
} as const

export interface MemberRow {
  readonly network: number
  readonly endpoint: number
  /** Bits of `Member`. */
  readonly flags: number
  readonly first: Timestamp
}

/** Where a VTEP sends what it does not know the way for: broadcast, multicast, unknown unicast. */
export interface FloodRow {
  readonly network: number
  readonly vtep: number
  readonly destination: number
  readonly frames: number
  /** ARP requests and neighbour solicitations among them. */
  readonly questions: number
  readonly first: Timestamp
}

/** What an outer destination learned about a station: the VTEP it is behind. */
export interface LearnedRow {
  readonly listener: number
  readonly station: number
  readonly destination: number
  readonly changed: Timestamp
  readonly last: Timestamp
  /** The last frame that spoke for the destination before; 0 when there was none. */
  readonly lastBefore: number
  /** Whether the receiver may have refused all packets that taught it. */
  readonly doubtful: boolean
  /** Whether the packet that taught it asks not to be learned from: the group policy's D bit. */
  readonly dontLearn: boolean
  /** The destination before. It counts for the VTEP that sent the last packet, which does not get its own packets. */
  readonly other?: Pick<LearnedRow, 'destination' | 'changed' | 'last'>
}

/** Who says that a tunnel's packet did not arrive, and who had sent it. */
export interface Refusal {
  network: number
  refuser: number
  sender: number
  /** Whether it is the receiver itself that says so: nobody listens at the port. */
  isPort: boolean
  /** The MAC address, 48 bits, that the packet had its frame from; 0 where the quotation ends before it. */
  mac: number
}

/** A frame for one station of which each of several others gets a copy: its VTEP had no entry for the station. */
export interface FloodCopy {
  network: number
  vtep: number
  /** The frame of the first copy, and where it went. */
  frame: number
  first: number
  destination: number
}

/** A VTEP sent unicast frames for a station to a destination, until it sent them somewhere else or flooded them. */
export interface FormerUse {
  readonly vtep: number
  readonly station: number
  readonly destination: number
  readonly first: Timestamp
  readonly known: boolean
  /** The first packet that went another way. */
  readonly until: Timestamp
  /** Whether that was flooded, so that there was no entry any more. */
  readonly flooded: boolean
}

/** A VTEP sends unicast frames for a station to a destination. */
export interface UseRow {
  readonly vtep: number
  readonly station: number
  readonly destination: number
  readonly first: Timestamp
  /** The first frame for the station that the VTEP flooded, having no entry for it; 0 when there was none. */
  readonly flooded: number
  /** To the second. */
  readonly last: Timestamp
  /** Whether the VTEP can have learned the destination from a packet of the capture. */
  readonly known: boolean
  /** The first frame to another place than packets to this VTEP had told; 0 if there is none. */
  readonly astray: number
}

/** A change of what a listener knows, in the order of frames. */
export interface LearnedEvent {
  readonly listener: number
  readonly station: number
  /** `NO_ENDPOINT` when it is refused from now on. */
  readonly destination: number
  /** `NO_ENDPOINT` when nothing was known, or no more. */
  readonly before: number
  readonly at: Timestamp
  /** The last packet for an entry that was known and has become too old; frame 0 if there is no such entry. */
  readonly expired: Timestamp
  readonly dontLearn: boolean
}

export interface FdbLimits {
  readonly stations: number
  readonly entries: number
  readonly events: number
}

/** Stations: as many MAC addresses as large switches keep. Changes are told one by one: nobody reads so many. */
const DEFAULT_LIMITS: FdbLimits = { stations: 1 << 17, entries: 1 << 16, events: 1 << 15 }
/** Ends of tunnels by network. */
const MEMBER_LIMIT = 1 << 15

// Columns of what is learned and of its use: 64 octets each, a line of the processor's cache.
/** The endpoint; negative as long as the receiver may have refused all packets that taught it. */
const DESTINATION = 0
/** Frame, seconds, nanoseconds of the packet that changed it, and of the last one that confirmed it. */
const CHANGED = 1
const LAST = 4
/** Whether the packet that changed it has the D bit. */
const DONT_LEARN = 7
const LEARNED_COLUMNS = 8
// Columns of the destination before, of rows that have changed: the endpoint, and its first and last packet.
const OTHER_CHANGED = 1
const OTHER_LAST = 4
const OTHER_COLUMNS = 7
/** Seconds within which a refused packet's ICMP error comes. */
const REFUSAL_SPAN = 2
/** Rows that refusals may look at in all, and how many more for each packet of the capture. */
const MAX_CREDIT = 1 << 17
const CREDIT = 8
/** Of a use: frame, seconds, nanoseconds of its last frame, and a number made of that frame's octets. */
const LAST_USE = 1
const IMAGE = 4
const USE_COLUMNS = 5
// Columns of a use that few packets touch: frame, seconds, nanoseconds of the first use of a destination.
const FIRST_USE = 0
const KNOWN = 3
const ASTRAY = 4
/** The first frame that was flooded. */
const FLOODED = 5
/** Of the frame that was flooded last, the first copy's frame and where it went. */
const COPIED = 6
const COPIED_TO = 7
const USE_DETAILS = 8
// Octets of a row: columns, then what is told of it at the end, in the lists that it is sorted into.
const LISTED = 2 * 24
const LEARNED_OCTETS = 8 * LEARNED_COLUMNS + objectOctets(7) + 2 * TIMESTAMP_OCTETS + LISTED
const USE_OCTETS = 8 * (USE_COLUMNS + USE_DETAILS) + objectOctets(8) + TIMESTAMP_OCTETS + 2 * LISTED
const FORMER_OCTETS = objectOctets(7) + 2 * TIMESTAMP_OCTETS + LISTED
const FLOOD_OCTETS = 24 + TIMESTAMP_OCTETS + objectOctets(6) + 2 * LISTED
const MEMBER_OCTETS = 9 + TIMESTAMP_OCTETS + objectOctets(4) + objectOctets(5) + objectOctets(3) + 3 * LISTED
const EVENT_OCTETS = 8 + objectOctets(5) + TIMESTAMP_OCTETS + LISTED
/** Groups of one network that are searched for what a VTEP may know. A VTEP has one. */
const MAX_GROUPS = 16
/** Silent endpoints of one network that are compared: they may be other addresses of VTEPs that send. */
const MAX_SILENT = 16

export class Fdb {
  readonly stations: MacTable
  readonly #networks: Networks
  /** Seconds after which an entry is forgotten. */
  readonly #ageing: number

  /** Listener and station; beside it `LEARNED_COLUMNS` numbers a row. */
  readonly #learned: RowIndex
  #entries: Float64Array = new Float64Array(64 * LEARNED_COLUMNS)
  /** The destinations before, as far as rows that have changed reach. */
  #others: Float64Array = new Float64Array(64 * OTHER_COLUMNS)
  /** The next row of the same listener and network, plus one; the last event of a row, plus one. */
  #nextLearned: Int32Array = new Int32Array(64)
  #lastEvent: Int32Array = new Int32Array(64)

  /** VTEP and station; beside it `USE_COLUMNS` numbers a row. */
  readonly #uses: RowIndex
  #used: Float64Array = new Float64Array(64 * USE_COLUMNS)
  #usedDetails: Float64Array = new Float64Array(64 * USE_DETAILS)
  readonly #formerUses: FormerUse[] = []
  readonly #formerPlaces: Places
  readonly #flooding: FloodCopy = { network: NO_NETWORK, vtep: NO_ENDPOINT, frame: 0, first: 0, destination: 0 }
  #isFlooding = false

  /** Network, VTEP, destination. */
  readonly #floods: RowIndex
  #floodFrames: Float64Array = new Float64Array(64)
  #floodQuestions: Float64Array = new Float64Array(64)
  readonly #floodFirst: Timestamp[] = []

  /** Network and endpoint. */
  readonly #members: RowIndex
  #memberFlags: Uint8Array = new Uint8Array(64)
  readonly #memberFirst: Timestamp[] = []
  /** The first row of what a member was taught, plus one. */
  #memberLearned: Int32Array = new Int32Array(64)

  // The rows of the frame that `#path` took last.
  #station: number = NO_ROW
  #target: number = NO_ROW
  #learnedRow: number = NO_ROW
  #useRow: number = NO_ROW
  /** The groups that a network's packets go to. */
  readonly #groups: Map<number, number[]> = new Map()
  /** Events in the order of frames. Those that were taken back are undefined. */
  readonly #events: (LearnedEvent | undefined)[] = []
  readonly #eventPlaces: Places
  eventsDropped = 0
  #credit = MAX_CREDIT
  #creditedAt = 0
  readonly #refusal: Refusal = { network: NO_NETWORK, refuser: NO_ENDPOINT, sender: NO_ENDPOINT, isPort: false, mac: 0 }

  constructor(networks: Networks, ageing: number, limits: FdbLimits = DEFAULT_LIMITS) {
    this.#networks = networks
    this.#ageing = ageing
    const { budget } = networks
    this.stations = new MacTable(networks, limits.stations)
    this.#learned = new RowIndex(limits.entries, budget, LEARNED_OCTETS)
    this.#uses = new RowIndex(limits.entries, budget, USE_OCTETS)
    this.#floods = new RowIndex(MEMBER_LIMIT, budget, FLOOD_OCTETS)
    this.#members = new RowIndex(MEMBER_LIMIT, budget, MEMBER_OCTETS)
    this.#eventPlaces = new Places(budget, limits.events, EVENT_OCTETS)
    this.#formerPlaces = new Places(budget, limits.events, FORMER_OCTETS)
  }

  /** Entries and uses that found no room. */
  get dropped(): number {
    return this.#learned.dropped + this.#uses.dropped + this.#floods.dropped + this.#members.dropped
  }

  get events(): readonly LearnedEvent[] {
    return this.#events.filter((event) => event !== undefined)
  }

  /** Uses that have ended, in the order of their ends. */
  get formerUses(): readonly FormerUse[] {
    return this.#formerUses
  }

  /** The flooded frame that the last packet is a further copy of; undefined if it is none. */
  get flooding(): FloodCopy | undefined {
    return this.#isFlooding ? this.#flooding : undefined
  }

  /**
   * Hot path: takes a packet whose networks were observed and that is no copy from another interface. If it is an ICMP
   * error about a refused packet, returns that refusal.
   */
  observe(p: Packet, stack: TunnelStack): Refusal | undefined {
    this.#isFlooding = false
    if (this.#networks.copies.kind === Copy.Again) return undefined
    for (let n = 0; n < stack.depth; n++) {
      const network = this.#networks.ids[n]!
      const e = stack.layers[n]! + 1
      if (network === NO_NETWORK || e >= p.depth) continue
      if (p.layers[e]!.kind === Kind.Ethernet)
        this.#frame(p, n, network, stack.layers[n]!, this.#networks.networkIn(n, stack.depth))
      else if (!this.#networks.paths.isKnown) this.#routed(p, network, n)
    }
    return p.quoted < MAX_LAYERS ? this.#unreachable(p) : undefined
  }

  *members(): Generator<MemberRow> {
    for (const [row, first] of this.#memberFirst.entries()) {
      const flags = this.#memberFlags[row]!
      yield { network: this.#members.word(row, 0), endpoint: this.#members.word(row, 1), flags, first }
    }
  }

  /** Whether the capture shows something that others send to an endpoint in this network. */
  receives(network: number, endpoint: number): boolean {
    const row = this.#members.find(network, endpoint, 0, 0)
    return row !== NO_ROW && (this.#memberFlags[row]! & Member.Receives) !== 0
  }

  *floods(): Generator<FloodRow> {
    for (const [row, first] of this.#floodFirst.entries()) {
      yield {
        network: this.#floods.word(row, 0),
        vtep: this.#floods.word(row, 1),
        destination: this.#floods.word(row, 2),
        frames: this.#floodFrames[row]!,
        questions: this.#floodQuestions[row]!,
        first,
      }
    }
  }

  *learned(): Generator<LearnedRow> {
    for (let row = 0; row < this.#learned.count; row++) {
      const n = this.#entries
      const at = row * LEARNED_COLUMNS
      if (n[at + DESTINATION] === NO_ENDPOINT) continue
      const changed = timestampAt(n, at + CHANGED)
      yield {
        listener: this.#learned.word(row, 0),
        station: this.#learned.word(row, 1),
        destination: Math.abs(n[at + DESTINATION]!),
        changed,
        // Of most stations that an attacker invents there is one packet, so both timestamps are the same object.
        last: n[at + LAST] === changed.frame ? changed : timestampAt(n, at + LAST),
        lastBefore: this.#others[row * OTHER_COLUMNS + OTHER_LAST] ?? 0,
        doubtful: n[at + DESTINATION]! < 0,
        dontLearn: n[at + DONT_LEARN] === 1,
        ...this.#other(row),
      }
    }
  }

  #other(row: number): Pick<LearnedRow, 'other'> {
    const o = this.#others
    const at = row * OTHER_COLUMNS
    const destination = o[at] ?? NO_ENDPOINT
    if (destination === NO_ENDPOINT) return {}
    return {
      other: { destination, changed: timestampAt(o, at + OTHER_CHANGED), last: timestampAt(o, at + OTHER_LAST) },
    }
  }

  *uses(): Generator<UseRow> {
    const silent = this.#silent()
    for (let row = 0; row < this.#uses.count; row++) {
      const at = row * USE_COLUMNS
      const n = this.#used
      const details = row * USE_DETAILS
      const d = this.#usedDetails
      yield {
        vtep: this.#uses.word(row, 0),
        station: this.#uses.word(row, 1),
        destination: n[at + DESTINATION]!,
        first: timestampAt(d, details + FIRST_USE),
        last: timestamp(n[at + LAST_USE]!, n[at + LAST_USE + 1]!, 0),
        known: d[details + KNOWN] === 1 || (silent.size > 0 && this.#isKnownByOther(row, silent)),
        astray: d[details + ASTRAY]!,
        flooded: d[details + FLOODED]!,
      }
    }
  }

  /** Endpoints that are sent to and never send, by network. */
  #silent(): ReadonlyMap<number, readonly number[]> {
    const silent = new Map<number, number[]>()
    for (const { network, endpoint, flags } of this.members()) {
      if (flags !== Member.Receives) continue
      const of = silent.get(network)
      if (of === undefined) silent.set(network, [endpoint])
      else if (of.length < MAX_SILENT) of.push(endpoint)
    }
    return silent
  }

  /**
   * Whether the VTEP may have learned the station through another address of its own. The sender floods to a silent
   * address and not to the VTEP's own, and gets answers from the latter: both addresses belong to one VTEP.
   */
  #isKnownByOther(use: number, silent: ReadonlyMap<number, readonly number[]>): boolean {
    const vtep = this.#uses.word(use, 0)
    const station = this.#uses.word(use, 1)
    const network = this.stations.networkOf(station)
    const of = silent.get(network)
    if (of === undefined) return false
    const destination = this.#used[use * USE_COLUMNS + DESTINATION]!
    if (this.#floods.find(network, destination, vtep, 0) !== NO_ROW) return false
    return of.some((other) => {
      if (this.#floods.find(network, destination, other, 0) === NO_ROW) return false
      const row = this.#learned.find(other, station, 0, 0)
      const isEarlier =
        row !== NO_ROW &&
        this.#entries[row * LEARNED_COLUMNS + CHANGED]! < this.#usedDetails[use * USE_DETAILS + FIRST_USE]!
      return isEarlier && this.knows(other, station) === destination
    })
  }

  /** Multicast destinations of a network's packets. */
  groupsOf(network: number): readonly number[] {
    return this.#groups.get(network) ?? []
  }

  /** What `listener` has learned about a station by now; `NO_ENDPOINT` when nothing. */
  knows(listener: number, station: number): number {
    const row = this.#learned.find(listener, station, 0, 0)
    return row === NO_ROW ? NO_ENDPOINT : Math.abs(this.#entries[row * LEARNED_COLUMNS + DESTINATION]!)
  }

  /** Whether the packet that taught `listener` where a station is asks not to be learned from. */
  isDontLearn(listener: number, station: number): boolean {
    const row = this.#learned.find(listener, station, 0, 0)
    return row !== NO_ROW && this.#entries[row * LEARNED_COLUMNS + DONT_LEARN] === 1
  }

  /** Since when `listener`, or a group that it may be in, knows that a station is behind `source`. */
  firstSince(network: number, listener: number, station: number, source: number): Timestamp | undefined {
    let first: Timestamp | undefined
    for (const each of [listener, ...this.groupsOf(network)]) {
      const row = this.#learned.find(each, station, 0, 0)
      if (row === NO_ROW || this.knows(each, station) !== source) continue
      const changed = timestampAt(this.#entries, row * LEARNED_COLUMNS + CHANGED)
      if (first === undefined || changed.frame < first.frame) first = changed
    }
    return first
  }

  /** The frame behind tunnel layer `tunnel`, the `n`th tunnel of the packet; `inside` is its VLAN, or `network` as well. */
  #frame(p: Packet, n: number, network: number, tunnel: number, inside: number): void {
    const { paths } = this.#networks
    if (paths.isKnown && this.canPass(p)) return this.pass(p)
    this.#path(p, n, network, tunnel, inside)
    if (!paths.isThere) return
    const { rows, row } = paths
    rows[row + Column.Station] = this.#station
    rows[row + Column.Target] = this.#target
    rows[row + Column.Learned] = this.#learnedRow
    rows[row + Column.Use] = this.#useRow
  }

  /** Hot path: whether a frame on a known path changes nothing, by the rows that were found for the path. */
  canPass(p: Packet): boolean {
    const { rows, row } = this.#networks.paths
    const source = rows[row + Column.Source]!
    const station = rows[row + Column.Station]!
    const learned = rows[row + Column.Learned]!
    const use = rows[row + Column.Use]!
    if (station === NO_ROW || use === NO_ROW) return false
    if (this.#used[use * USE_COLUMNS + DESTINATION] !== rows[row + Column.Destination]) return false
    if (!this.stations.isAt(station, source)) return false
    if (learned === NO_ROW) return !learns(this.#networks.typeOf(rows[row + Column.Network]!))
    const n = this.#entries
    const at = learned * LEARNED_COLUMNS
    return n[at + DESTINATION] === source && p.tsSec - n[at + LAST + 1]! <= this.#ageing
  }

  /** Hot path: notes such a frame. */
  pass(p: Packet): void {
    const { rows, row } = this.#networks.paths
    const learned = rows[row + Column.Learned]!
    const use = rows[row + Column.Use]! * USE_COLUMNS
    if (learned !== NO_ROW) stamp(p, this.#entries, learned * LEARNED_COLUMNS + LAST)
    this.stations.sentAgain(p, rows[row + Column.Station]!)
    stamp(p, this.#used, use + LAST_USE)
    this.#used[use + IMAGE] = imageOf(p, p.ordinary.inner)
  }

  /** A frame whose rows have to be found. */
  #path(p: Packet, n: number, network: number, tunnel: number, inside: number): void {
    const source = this.#networks.sources[n]!
    const destination = this.#networks.destinations[n]!
    const e = tunnel + 1
    const v = p.view
    const o = p.layers[e]!.start
    this.#station = NO_ROW
    this.#target = NO_ROW
    this.#learnedRow = NO_ROW
    this.#useRow = NO_ROW
    if (ethernet.isFromStation(v, o)) {
      const station = this.stations.station(network, ethernet.sourceHi(v, o), ethernet.sourceLo(v, o))
      this.#station = station
      if (station !== NO_ROW) {
        if (this.stations.sent(p, station, source, e, inside)) {
          this.#member(p, network, source, Member.Sends)
          this.#member(p, network, destination, Member.Receives)
        }
        if (learns(this.#networks.typeOf(network))) this.#listen(p, destination, station, source, network, tunnel)
      }
    }
    const toHi = ethernet.destinationHi(v, o)
    if ((toHi & GROUP_BIT) !== 0 || this.#networks.toGroup[n] === 1) {
      const isQuestion = toHi === SOLICITED_NODE_HI || (e + 1 < p.depth && p.layers[e + 1]!.kind === Kind.Arp)
      this.#flood(p, network, source, destination, isQuestion, this.#networks.toGroup[n] === 1)
      if (this.#station !== NO_ROW) this.stations.toAll(this.#station)
    } else {
      this.#use(p, network, source, destination, o)
    }
  }

  /** A tunnel without Ethernet inside: nothing is learned, but its ends are known. */
  #routed(p: Packet, network: number, n: number): void {
    this.#member(p, network, this.#networks.sources[n]!, Member.Sends)
    this.#member(p, network, this.#networks.destinations[n]!, Member.Receives)
  }

  #member(p: Packet, network: number, endpoint: number, flag: number): number {
    if (endpoint === NO_ENDPOINT) return NO_ROW
    const row = this.#members.row(network, endpoint, 0, 0)
    if (row === NO_ROW) return NO_ROW
    if (row === this.#memberFirst.length) {
      this.#memberFlags = grown(this.#memberFlags, row + 1)
      this.#memberLearned = grown(this.#memberLearned, row + 1)
      this.#memberFirst.push(timestampOf(p))
    }
    this.#memberFlags[row]! |= flag
    return row
  }

  #listen(p: Packet, listener: number, station: number, source: number, network: number, tunnel: number): void {
    const known = this.#learned.count
    const row = this.#learned.row(listener, station, 0, 0)
    if (row === NO_ROW) return
    this.#learnedRow = row
    if (row === known) {
      this.#entries = grown(this.#entries, (row + 1) * LEARNED_COLUMNS)
      this.#nextLearned = grown(this.#nextLearned, row + 1)
      this.#lastEvent = grown(this.#lastEvent, row + 1)
      this.#entries[row * LEARNED_COLUMNS + DESTINATION] = NO_ENDPOINT
      const member = this.#member(p, network, listener, Member.Receives)
      if (member !== NO_ROW) {
        this.#nextLearned[row] = this.#memberLearned[member]!
        this.#memberLearned[member] = row + 1
      }
    }
    const n = this.#entries
    const at = row * LEARNED_COLUMNS
    if (n[at + DESTINATION] !== source || p.tsSec - n[at + LAST + 1]! > this.#ageing || hasOddFlags(p, tunnel)) {
      this.#change(p, row, source, tunnel)
    } else {
      stamp(p, n, at + LAST)
    }
  }

  /** The packet says something else than what is known, or it is not sure that it is taken. */
  #change(p: Packet, row: number, source: number, tunnel: number): void {
    const acceptance = acceptanceOf(p, tunnel)
    const n = this.#entries
    const at = row * LEARNED_COLUMNS
    const before = Math.abs(n[at + DESTINATION]!)
    const isExpired = before !== NO_ENDPOINT && p.tsSec - n[at + LAST + 1]! > this.#ageing
    const isFirm = n[at + DESTINATION]! > 0 && !isExpired
    if (acceptance === Acceptance.Refused || (acceptance === Acceptance.Doubtful && isFirm)) return
    if (before !== source || isExpired) {
      const expired = isExpired ? timestampAt(n, at + LAST) : NEVER
      this.#keep(p, row, before === source || isExpired ? NO_ENDPOINT : before, source, expired, tunnel)
      if (before !== NO_ENDPOINT && before !== source) this.#setAside(row)
      n[at + DONT_LEARN] = asksNotToLearn(p, tunnel) ? 1 : 0
      stamp(p, n, at + CHANGED)
    }
    n[at + DESTINATION] = acceptance === Acceptance.Doubtful ? -source : source
    stamp(p, n, at + LAST)
  }

  /** Keeps the row's current destination as the one before. */
  #setAside(row: number): void {
    this.#others = grown(this.#others, (row + 1) * OTHER_COLUMNS)
    const from = row * LEARNED_COLUMNS
    const to = row * OTHER_COLUMNS
    this.#others[to] = Math.abs(this.#entries[from + DESTINATION]!)
    for (let i = CHANGED; i < OTHER_COLUMNS; i++) this.#others[to + i] = this.#entries[from + i]!
  }

  #keep(p: Packet, row: number, before: number, destination: number, expired: Timestamp, tunnel: number): void {
    if (!this.#eventPlaces.has(this.#events.length)) {
      this.eventsDropped++
      return
    }
    const listener = this.#learned.word(row, 0)
    const station = this.#learned.word(row, 1)
    const dontLearn = tunnel >= 0 && asksNotToLearn(p, tunnel)
    const event = { listener, station, destination, before, at: timestampOf(p), expired, dontLearn }
    this.#lastEvent[row] = this.#events.push(event)
  }

  #flood(p: Packet, network: number, vtep: number, destination: number, isQuestion: boolean, toGroup: boolean): void {
    const row = this.#floodRow(network, vtep, destination)
    if (row === NO_ROW) return
    if (row === this.#floodFirst.length) {
      this.#floodFirst.push(timestampOf(p))
      if (toGroup) this.#group(network, destination)
    }
    this.#floodFrames[row]!++
    if (isQuestion) this.#floodQuestions[row]!++
  }

  #floodRow(network: number, vtep: number, destination: number): number {
    const row = this.#floods.row(network, vtep, destination, 0)
    if (row !== this.#floodFirst.length) return row
    this.#floodFrames = grown(this.#floodFrames, row + 1)
    this.#floodQuestions = grown(this.#floodQuestions, row + 1)
    return row
  }

  #group(network: number, group: number): void {
    const groups = this.#groups.get(network)
    if (groups === undefined) this.#groups.set(network, [group])
    else if (groups.length < MAX_GROUPS && !groups.includes(group)) groups.push(group)
  }

  /** A frame for one station; `o` is where it begins. */
  #use(p: Packet, network: number, vtep: number, destination: number, o: number): void {
    const v = p.view
    const station = this.stations.station(network, ethernet.destinationHi(v, o), ethernet.destinationLo(v, o))
    if (station === NO_ROW) return
    this.#target = station
    const known = this.#uses.count
    const row = this.#uses.row(vtep, station, 0, 0)
    if (row === NO_ROW) return
    this.#useRow = row
    if (row === known) {
      this.#used = grown(this.#used, (row + 1) * USE_COLUMNS)
      this.#usedDetails = grown(this.#usedDetails, (row + 1) * USE_DETAILS)
      this.#used[row * USE_COLUMNS + DESTINATION] = NO_ENDPOINT
    }
    const n = this.#used
    const at = row * USE_COLUMNS
    const image = imageOf(p, o)
    if (n[at + DESTINATION] !== destination) {
      if (n[at + IMAGE] === image && this.#isSoon(p, at)) return this.#copied(p, network, row, destination)
      this.#begin(p, row, destination)
    }
    stamp(p, n, at + LAST_USE)
    n[at + IMAGE] = image
  }

  /** Whether the packet comes right after the last one of the use at `at`. */
  #isSoon(p: Packet, at: number): boolean {
    const n = this.#used
    const since = (p.tsSec - n[at + LAST_USE + 1]!) * 1e9 + (p.tsNsec - n[at + LAST_USE + 2]!)
    return n[at + LAST_USE]! > 0 && since >= 0 && since <= REPLICATION_SPAN
  }

  /** The VTEP of a use sends frames for the station to this destination from now on. */
  #begin(p: Packet, row: number, destination: number): void {
    const at = row * USE_COLUMNS
    const d = this.#usedDetails
    const details = row * USE_DETAILS
    const [vtep, station] = [this.#uses.word(row, 0), this.#uses.word(row, 1)]
    if (this.#used[at + DESTINATION] !== NO_ENDPOINT) this.#end(row, timestampOf(p), false)
    this.#used[at + DESTINATION] = destination
    stamp(p, d, details + FIRST_USE)
    d[details + KNOWN] = this.#canKnow(vtep, station, destination) ? 1 : 0
    if (d[details + ASTRAY] === 0 && this.#isAstray(p, vtep, station, destination)) d[details + ASTRAY] = p.number
  }

  /** Ends the use of a row: its VTEP sends to the station another way from `until` on. */
  #end(row: number, until: Timestamp, flooded: boolean): void {
    const details = row * USE_DETAILS
    const d = this.#usedDetails
    if (!this.#formerPlaces.has(this.#formerUses.length)) {
      this.eventsDropped++
      return
    }
    this.#formerUses.push({
      vtep: this.#uses.word(row, 0),
      station: this.#uses.word(row, 1),
      destination: this.#used[row * USE_COLUMNS + DESTINATION]!,
      first: timestampAt(d, details + FIRST_USE),
      known: d[details + KNOWN] === 1,
      until,
      flooded,
    })
  }

  /**
   * The packet is another copy of the frame before it, sent to another VTEP. So the frame was flooded because its VTEP
   * had no entry for the station, and its first copy was no use of an entry.
   */
  #copied(p: Packet, network: number, row: number, destination: number): void {
    const n = this.#used
    const at = row * USE_COLUMNS
    const d = this.#usedDetails
    const details = row * USE_DETAILS
    const [vtep, station] = [this.#uses.word(row, 0), this.#uses.word(row, 1)]
    const to = n[at + DESTINATION]!
    if (to !== NO_ENDPOINT) {
      const first = timestampAt(n, at + LAST_USE)
      if (d[details + FIRST_USE]! < first.frame) this.#end(row, first, true)
      if (d[details + FLOODED] === 0) d[details + FLOODED] = first.frame
      d[details + COPIED] = first.frame
      d[details + COPIED_TO] = to
      n[at + DESTINATION] = NO_ENDPOINT
      const flood = this.#floodRow(network, vtep, to)
      if (flood === this.#floodFirst.length) this.#floodFirst.push(first)
      if (flood !== NO_ROW) this.#floodFrames[flood]!++
    }
    if (d[details + ASTRAY] === 0 && this.#isAstray(p, vtep, station, destination)) d[details + ASTRAY] = p.number
    this.#flood(p, network, vtep, destination, false, false)
    stamp(p, n, at + LAST_USE)
    this.#isFlooding = true
    this.#flooding.network = network
    this.#flooding.vtep = vtep
    this.#flooding.frame = d[details + COPIED]!
    this.#flooding.first = d[details + COPIED_TO]!
    this.#flooding.destination = destination
  }

  /** Whether the VTEP sends to another place than it was told. */
  #isAstray(p: Packet, vtep: number, station: number, destination: number): boolean {
    const learned = this.knows(vtep, station)
    if (learned !== NO_ENDPOINT) return learned !== destination && !this.#isExpired(p, vtep, station)
    // All VTEPs get what a station sends to all, so all know its place.
    const place = this.stations.vtepOf(station)
    return place !== NO_ENDPOINT && place !== destination && place !== vtep && this.stations.isKnownToAll(station)
  }

  /** Whether what `listener` has learned about a station is too old. */
  #isExpired(p: Packet, listener: number, station: number): boolean {
    const row = this.#learned.find(listener, station, 0, 0)
    return row !== NO_ROW && p.tsSec - this.#entries[row * LEARNED_COLUMNS + LAST + 1]! > this.#ageing
  }

  /** Whether something sent to the VTEP, or to a group, taught that the station is behind `destination`. */
  #canKnow(vtep: number, station: number, destination: number): boolean {
    // A VTEP that does not learn sends everything to the other end.
    if (!learns(this.#networks.typeOf(this.stations.networkOf(station)))) return true
    if (this.knows(vtep, station) === destination) return true
    const groups = this.#groups.get(this.stations.networkOf(station)) ?? []
    return groups.some((group) => this.knows(group, station) === destination)
  }

  /**
   * An ICMP error that quotes a tunnel's packet: that packet taught nothing, because nobody listens at its destination
   * (RFC 792, RFC 4443 §3.1) or it did not get there.
   */
  #unreachable(p: Packet): Refusal | undefined {
    const error = p.layers[p.quoted - 1]
    if (error === undefined || !isUnreachable(p, error.kind, error.start)) return undefined
    const from = ipBelow(p, p.quoted - 1)
    for (let i = p.quoted + 1; i < p.depth; i++) {
      const l = p.layers[i]!
      const carrier = ipBelow(p, i)
      if (l.kind !== Kind.Vxlan || p.layers[i - 1]!.kind !== Kind.Udp || from < 0 || carrier < p.quoted) continue
      const port = udp.destinationPort(p.view, p.layers[i - 1]!.start)
      const network = this.#networks.find(TunnelType.Vxlan, tunnelId(p, i), port, PLAIN)
      if (network === NO_NETWORK) return undefined
      const ip = p.layers[carrier]!
      const { addresses } = this.#networks
      const refuser = this.#networks.endpoint(addresses.number(p.view, destinationAt(ip), ip.kind))
      const sender = this.#networks.endpoint(addresses.number(p.view, sourceAt(ip), ip.kind))
      const speaker = this.#networks.endpoint(addresses.number(p.view, sourceAt(p.layers[from]!), p.layers[from]!.kind))
      const isPort = isPortUnreachable(p, error.kind, error.start)
      if (isPort) this.#member(p, network, speaker, Member.Refuses)
      if (isPort && speaker === refuser) this.#withdraw(p, network, refuser, sender)
      this.#refusal.network = network
      this.#refusal.refuser = refuser
      this.#refusal.sender = sender
      this.#refusal.isPort = isPort
      const inner = p.layers[i + 1]
      const hasFrame = i + 1 < p.depth && inner?.kind === Kind.Ethernet
      this.#refusal.mac = hasFrame
        ? ethernet.sourceHi(p.view, inner.start) * 0x1000000 + ethernet.sourceLo(p.view, inner.start)
        : 0
      return this.#refusal
    }
    return undefined
  }

  /**
   * Takes back what packets of `sender` taught a VTEP that refuses them: without a listening device there is no table.
   * The number of rows looked at is limited so that the whole stays linear.
   */
  #withdraw(p: Packet, network: number, refuser: number, sender: number): void {
    const member = this.#members.find(network, refuser, 0, 0)
    if (member === NO_ROW) return
    this.#credit = Math.min(MAX_CREDIT, this.#credit + (p.number - this.#creditedAt) * CREDIT)
    this.#creditedAt = p.number
    for (let row = this.#memberLearned[member]! - 1; row >= 0; row = this.#nextLearned[row]! - 1) {
      if (this.#credit === 0) {
        this.eventsDropped++
        return
      }
      this.#credit--
      if (Math.abs(this.#entries[row * LEARNED_COLUMNS + DESTINATION]!) === sender) this.#forget(p, row)
    }
  }

  #forget(p: Packet, row: number): void {
    const n = this.#entries
    const at = row * LEARNED_COLUMNS
    const isOnlyOne = n[at + CHANGED] === n[at + LAST] && p.tsSec - n[at + LAST + 1]! <= REFUSAL_SPAN
    const event = this.#lastEvent[row]! - 1
    if (isOnlyOne && event >= 0) this.#events[event] = undefined
    else this.#keep(p, row, Math.abs(n[at + DESTINATION]!), NO_ENDPOINT, NEVER, -1)
    n[at + DESTINATION] = NO_ENDPOINT
  }
}

/**
 * Whether the ends of such a tunnel have a forwarding table of remote ends, as VXLAN's VTEPs do. A GRE tunnel has only
 * two ends, and RFC 7637 does not say how NVGRE's find each other.
 */
export function learns(type: TunnelType): boolean {
  return type === TunnelType.Vxlan || type === TunnelType.VxlanGpe
}

/** Writes frame, seconds and nanoseconds. */
function stamp(p: Packet, numbers: Float64Array, at: number): void {
  numbers[at] = p.number
  numbers[at + 1] = p.tsSec
  numbers[at + 2] = p.tsNsec
}

/** Whether a VXLAN header is anything else than the plain one, so that a receiver may refuse it. */
function hasOddFlags(p: Packet, i: number): boolean {
  const l = p.layers[i]!
  return l.kind === Kind.Vxlan && !vxlan.isPlain(p.view, l.start)
}

/** The draft's D bit asks whoever gets the packet not to learn from it; Linux learns all the same. */
function asksNotToLearn(p: Packet, i: number): boolean {
  const l = p.layers[i]!
  if (l.kind !== Kind.Vxlan || portOf(p, i) === vxlan.IVXLAN_UDP_PORT) return false
  return (vxlan.flags(p.view, l.start) & vxlan.FLAG_D) !== 0
}

/** Whether an error says that a packet did not arrive, whatever the reason. */
function isUnreachable(p: Packet, kind: Kind, o: number): boolean {
  const v = p.view
  if (kind === Kind.Icmp)
    return icmp.type(v, o) === icmp.TYPE_UNREACHABLE && icmp.code(v, o) !== icmp.CODE_FRAGMENTATION_NEEDED
  return kind === Kind.Icmpv6 && icmpv6.type(v, o) === icmpv6.TYPE_UNREACHABLE
}

function isPortUnreachable(p: Packet, kind: Kind, o: number): boolean {
  const v = p.view
  if (kind === Kind.Icmp) return icmp.type(v, o) === icmp.TYPE_UNREACHABLE && icmp.code(v, o) === icmp.CODE_PORT
  if (kind !== Kind.Icmpv6) return false
  return icmpv6.type(v, o) === icmpv6.TYPE_UNREACHABLE && icmpv6.code(v, o) === icmpv6.CODE_PORT
}

/** A number that copies of a frame have in common; `o` is where it begins. */
function imageOf(p: Packet, o: number): number {
  const v = p.view
  const { end } = p
  // Identification, and what stands behind the ports of IPv4, or the target of ARP; and the last octets.
  if (end - o < LEAST_IMAGE) return end - o
  return v.getInt32(o + 18) ^ Math.imul(v.getInt32(o + 38), 0x9e3779b1) ^ Math.imul(v.getInt32(end - 4), 0x85ebca6b)
}
