/**
 * What goes through each tunnel between two ends, either way: packets and octets on the wire, first and last timestamp,
 * identifiers, UDP ports, GRE's flags, and how much the tunnel's header varies for those who spread load by it. The two
 * directions of a GRE tunnel with different keys are one tunnel. Bounded; what found no room is counted.
 */

import { Kind } from '../../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as gre from '../../wire/protocols/gre.js'
import * as udp from '../../wire/protocols/udp.js'
import { NO_ID, networkId, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { Seen } from '../flows/flows.js'
import { WaitingFragments } from '../fragments/pending.js'
import { FRAMES_OCTETS, objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NumberMap } from '../tables/number-map.js'
import { Column, Sum } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Timestamp } from '../timestamps.js'
import { BACK, FORTH, Traffic, type Way, wayOf } from '../totals/traffic.js'
import { type Networks, NO_NETWORK } from './networks.js'

/** Different values of what the sender varies by flow: UDP source ports (RFC 7348 §5), or NVGRE's FlowIDs. */
export interface Spread {
  /** How many different ones; 0 for a tunnel without. */
  readonly distinct: number
  /** Whether there may be more of them. */
  readonly isAtLeast: boolean
  readonly lowest: number
  readonly highest: number
}

export interface TunnelWay extends Way {
  /** VNI, key, call id, session id or label of the first packet; `NO_ID` where it has none, or nothing went this way. */
  readonly id: number
  /** UDP destination ports, the first `PORTS_KEPT` of them. */
  readonly ports: readonly number[]
  readonly spread: Spread
  /** Flows of what is inside that had their first packet of this direction here. */
  readonly flows: number
  /** Flags of GRE that any packet has, and that all packets have, as `protocols/gre.ts` has them. */
  readonly anyFlags: number
  readonly allFlags: number
  /** Packets that were fragmented on the way, and put together here. */
  readonly fragmented: number
}

export interface TunnelRecord {
  readonly network: number
  readonly type: TunnelType
  /** Addresses as numbers of `Networks.addresses`, `NO_ADDRESS` where no IP header carries it. `a` has sent first. */
  readonly a: number
  readonly b: number
  /** Whether `b` is a multicast or broadcast address. */
  readonly toGroup: boolean
  /** Groups that `a` or `b` send to in this network; none for a record that is itself to a group. */
  readonly groups: readonly number[]
  readonly forth: TunnelWay
  readonly back: TunnelWay
  readonly first: Timestamp
  readonly last: Timestamp
}

const PORTS_KEPT = 4
const GROUPS_KEPT = 4
/** Twice as many as there may be networks. */
const LIMIT = 1 << 15
/** Different source ports kept of a direction, and of all. */
const SPREAD_LIMIT = 1024
const SPREAD_LIMIT_OF_ALL = 1 << 18
const FLAGS = gre.FLAG_C | gre.FLAG_R | gre.FLAG_K | gre.FLAG_S | gre.FLAG_A

// Columns of a direction.
const PORT_COUNT = 0
const PORTS = 1
const DISTINCT = 5
const IS_AT_LEAST = 6
const LOWEST = 7
const HIGHEST = 8
const FLOWS = 9
const ANY_FLAGS = 10
const ALL_FLAGS = 11
const FRAGMENTED = 12
const COLUMNS = 13

/** Octets of a tunnel: its columns, the same again as they grow, and its record with both ways. */
const TUNNEL_OCTETS =
  112 +
  5 +
  2 * (8 + 4 * COLUMNS + 4) +
  objectOctets(11) +
  objectOctets(11) +
  objectOctets(4) +
  FRAMES_OCTETS +
  6 * TIMESTAMP_OCTETS

export class TunnelTraffic {
  readonly #networks: Networks
  /** Network, then its two ends, the smaller number first. */
  readonly #index: RowIndex
  readonly #traffic: Traffic = new Traffic()
  /** Endpoint of `a`, by row. */
  #a: Int32Array = new Int32Array(64)
  #toGroup: Uint8Array = new Uint8Array(64)
  /** By direction, two a row. */
  #ids: Float64Array = new Float64Array(2 * 64)
  #columns: Int32Array = new Int32Array(2 * 64 * COLUMNS)
  /** The UDP ports of the last packet, or what else varies: most packets have those of the packet before. */
  #lastPorts: Int32Array = new Int32Array(2 * 64)
  /** Direction and value, of everything that varies. */
  readonly #varied: RowIndex
  readonly #fragments: WaitingFragments = new WaitingFragments()
  /** Of the packet observed last: row and direction of each of its tunnels, `NO_ROW` where it has none. */
  readonly #rows: Int32Array = new Int32Array(MAX_LAYERS)
  readonly #directions: Int32Array = new Int32Array(MAX_LAYERS)
  /** Packets whose network found no room. */
  #unplaced = 0

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks, limit: number = LIMIT) {
    this.#networks = networks
    this.#index = new RowIndex(limit, networks.budget, TUNNEL_OCTETS)
    this.#varied = new RowIndex(SPREAD_LIMIT_OF_ALL, networks.budget)
    const { paths } = networks
    paths.onSettle((row, sum) => {
      this.#traffic.add(paths.rows[row + Column.Tunnel]!, paths.sums, sum, paths.sums[sum + Sum.Octets]!)
    })
  }

  get count(): number {
    return this.#index.count
  }

  /** Packets of tunnels that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#unplaced
  }

  /** Hot path: counts the packet in each of its tunnels. `seen` is what it is to its flow, as `Flows.observe` tells. */
  observe(p: Packet, stack: TunnelStack, seen: Seen): void {
    const { paths, copies } = this.#networks
    // Its ports and flags were counted with the original or with the path's first packet.
    if (paths.isKnown || copies.kind === Copy.Again) return
    for (let n = 0; n < stack.depth; n++) this.#observe(p, stack, n, seen)
    if (paths.isThere) {
      if (this.#rows[0] === NO_ROW) paths.refuse()
      else paths.rows[paths.row + Column.Tunnel] = wayOf(this.#rows[0]!, this.#directions[0]!)
    }
    if (p.isReassembled) this.#addFragments(p, stack.depth)
    // That a fragment belongs to a tunnel is known only when the others have come.
    if (p.fragment !== -1) this.#fragments.note(p.number, stack.depth, 0, p.length)
  }

  /** The tunnels of these rows, or all; rows are numbered from 0 in the order of their first packet. */
  *records(rows: Iterable<number> = Array(this.count).keys()): Generator<TunnelRecord> {
    this.#networks.paths.settle()
    const groups = this.#groups()
    for (const row of rows) yield this.#record(row, groups)
  }

  #observe(p: Packet, stack: TunnelStack, n: number, seen: Seen): void {
    const { ids, sources, destinations, toGroup } = this.#networks
    const network = ids[n]!
    this.#rows[n] = NO_ROW
    if (network === NO_NETWORK) {
      this.#unplaced++
      return
    }
    const source = sources[n]!
    const destination = destinations[n]!
    const known = this.#index.count
    const row =
      source < destination
        ? this.#index.row(network, source, destination, 0)
        : this.#index.row(network, destination, source, 0)
    if (row === NO_ROW) return
    if (row === known) this.#add(row, source, toGroup[n]!)
    const direction = this.#a[row] === source ? FORTH : BACK
    this.#rows[n] = row
    this.#directions[n] = direction
    const way = wayOf(row, direction)
    const isFirst = this.#traffic.note(row, direction, p.length, p)
    if (isFirst) {
      const type = stack.types[n] as TunnelType
      // A tunnel that may be NVGRE shows the FlowID as long as all packets have the same.
      this.#ids[way] = type === TunnelType.GretapOrNvgre ? stack.ids[n]! : networkId(type, stack.ids[n]!)
      this.#columns[way * COLUMNS + ALL_FLAGS] = FLAGS
    }
    this.#header(p, way, isFirst, stack.types[n] as TunnelType, stack.layers[n]!)
    if (seen >= Seen.First) this.#columns[way * COLUMNS + FLOWS]!++
  }

  #add(row: number, source: number, toGroup: number): void {
    this.#a = grown(this.#a, row + 1)
    this.#toGroup = grown(this.#toGroup, row + 1)
    this.#ids = grown(this.#ids, 2 * row + 2)
    this.#columns = grown(this.#columns, (2 * row + 2) * COLUMNS)
    this.#lastPorts = grown(this.#lastPorts, 2 * row + 2)
    this.#a[row] = source
    this.#toGroup[row] = toGroup
    this.#ids[2 * row] = NO_ID
    this.#ids[2 * row + 1] = NO_ID
  }

  /** What the tunnel's own header says, and that of UDP in front of it. */
  #header(p: Packet, way: number, isFirst: boolean, type: TunnelType, layer: number): void {
    const v = p.view
    const at = way * COLUMNS
    const l = p.layers[layer]!
    if (p.isReassembled && p.isReassembledBefore(l.start)) this.#columns[at + FRAGMENTED]!++
    const below = layer > 0 ? p.layers[layer - 1]! : l
    if (below.kind === Kind.Udp) {
      const source = udp.sourcePort(v, below.start)
      const destination = udp.destinationPort(v, below.start)
      const ports = (source << 16) | destination
      if (isFirst || this.#lastPorts[way] !== ports) {
        this.#lastPorts[way] = ports
        this.#port(at, destination)
        this.#vary(way, source)
      }
    } else if (type === TunnelType.GretapOrNvgre) {
      this.#vary(way, gre.flowId(v, l.start))
    }
    if (l.kind === Kind.Gre) this.#flags(at, gre.flagsAndVersion(v, l.start))
    else if (below.kind === Kind.Gre && type !== TunnelType.Mpls) this.#flags(at, gre.flagsAndVersion(v, below.start))
  }

  #flags(at: number, flags: number): void {
    this.#columns[at + ANY_FLAGS]! |= flags & FLAGS
    this.#columns[at + ALL_FLAGS]! &= flags
  }

  #port(at: number, port: number): void {
    const c = this.#columns
    const count = c[at + PORT_COUNT]!
    for (let i = 0; i < count; i++) if (c[at + PORTS + i] === port) return
    if (count === PORTS_KEPT) return
    c[at + PORTS + count] = port
    c[at + PORT_COUNT] = count + 1
  }

  #vary(way: number, value: number): void {
    const c = this.#columns
    const at = way * COLUMNS
    const distinct = c[at + DISTINCT]!
    if (distinct === 0 || value < c[at + LOWEST]!) c[at + LOWEST] = value
    if (value > c[at + HIGHEST]!) c[at + HIGHEST] = value
    const isFull = distinct === SPREAD_LIMIT
    const known = this.#varied.count
    const row = isFull ? this.#varied.find(way, value, 0, 0) : this.#varied.row(way, value, 0, 0)
    if (row === NO_ROW) c[at + IS_AT_LEAST] = 1
    if (row === known || distinct === 0) c[at + DISTINCT] = distinct + 1
  }

  /** Adds what the fragments of the packet have on the wire, its last one aside, to the tunnels that they carried. */
  #addFragments({ reassembledFrom }: Packet, depth: number): void {
    const waiting = this.#fragments
    for (let i = 0; i < reassembledFrom.length; i++) {
      if (!waiting.take(reassembledFrom[i]!)) continue
      for (let n = waiting.row; n < depth; n++) {
        if (this.#rows[n] !== NO_ROW) this.#traffic.addOctets(this.#rows[n]!, this.#directions[n]!, waiting.octets)
      }
    }
  }

  #record(row: number, groups: NumberMap<number[]>): TunnelRecord {
    const networks = this.#networks
    const network = this.#index.word(row, 0)
    const [low, high] = [this.#index.word(row, 1), this.#index.word(row, 2)]
    const a = this.#a[row]!
    const b = a === low ? high : low
    const toGroup = this.#toGroup[row] === 1
    return {
      network,
      type: networks.typeOf(network),
      a: networks.addressOf(a),
      b: networks.addressOf(b),
      toGroup,
      groups: toGroup || groups.size === 0 ? NONE : this.#groupsOf(network, a, b, groups),
      forth: this.#way(row, FORTH),
      back: this.#way(row, BACK),
      first: this.#traffic.first(row),
      last: this.#traffic.last(row),
    }
  }

  #groupsOf(network: number, a: number, b: number, groups: NumberMap<number[]>): readonly number[] {
    const own = [a, b].flatMap((end) => groups.get(memberKey(network, end)) ?? [])
    return [...new Set(own)].map((end) => this.#networks.addressOf(end))
  }

  /** Copies members one by one. For a hundred thousand of them, spreading would double the garbage. */
  #way(row: number, direction: number): TunnelWay {
    const way = wayOf(row, direction)
    const c = this.#columns
    const at = way * COLUMNS
    const { packets, octets, first, last } = this.#traffic.way(row, direction)
    if (packets === 0) return NOTHING
    return {
      packets,
      octets,
      first,
      last,
      id: this.#ids[way]!,
      ports: this.#ports(at),
      spread: {
        distinct: c[at + DISTINCT]!,
        isAtLeast: c[at + IS_AT_LEAST] === 1,
        lowest: c[at + LOWEST]!,
        highest: c[at + HIGHEST]!,
      },
      flows: c[at + FLOWS]!,
      anyFlags: c[at + ANY_FLAGS]!,
      allFlags: c[at + ALL_FLAGS]!,
      fragmented: c[at + FRAGMENTED]!,
    }
  }

  #ports(at: number): readonly number[] {
    const count = this.#columns[at + PORT_COUNT]!
    const ports: number[] = []
    for (let i = 0; i < count; i++) ports.push(this.#columns[at + PORTS + i]!)
    return ports
  }

  /** The groups that each endpoint sends to in each network, by `memberKey`. */
  #groups(): NumberMap<number[]> {
    const groups = new NumberMap<number[]>()
    for (let row = 0; row < this.count; row++) {
      if (this.#toGroup[row] === 0) continue
      const a = this.#a[row]!
      const [low, high] = [this.#index.word(row, 1), this.#index.word(row, 2)]
      const key = memberKey(this.#index.word(row, 0), a)
      const list = groups.get(key)
      if (list === undefined) groups.set(key, [a === low ? high : low])
      else if (list.length < GROUPS_KEPT) list.push(a === low ? high : low)
    }
    return groups
  }
}

/** What most tunnels have of groups. */
const NONE: readonly number[] = []

/** What goes back through a tunnel of one direction. */
const NOTHING: TunnelWay = {
  packets: 0,
  octets: 0,
  first: undefined,
  last: undefined,
  id: NO_ID,
  ports: NONE,
  spread: { distinct: 0, isAtLeast: false, lowest: 0, highest: 0 },
  flows: 0,
  anyFlags: 0,
  allFlags: 0,
  fragmented: 0,
}

/** Both fit into 32 bits, together into a double. */
function memberKey(network: number, endpoint: number): number {
  return endpoint * 0x10000 + network
}
