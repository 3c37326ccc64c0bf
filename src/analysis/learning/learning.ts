/**
 * Who learned what, from which packet: the one place that takes every packet of a capture and hands it to those who keep
 * forwarding tables, neighbour tables, flows and the sequence of steps. `facts` is what they know by then.
 */
import * as ethernet from '../../wire/ethernet.js'
import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { NO_ADDRESS } from '../address-table.js'
import { Budget } from '../budget.js'
import { Copies, Copy } from '../copies.js'
import { type FlowRow, Flows, Seen } from '../flows.js'
import { type Moment, momentOf } from '../moments.js'
import { Networks, NO_ENDPOINT, PLAIN } from '../networks.js'
import { Paths } from '../paths.js'
import { RowIndex } from '../row-index.js'
import { elapsed, FORTH } from '../traffic.js'
import type { Facts, Group, Host, NetworkFacts } from './facts.js'
import { Fdb, type FloodRow, Member, type MemberRow, type UseRow } from './fdb.js'
import { groupBy } from './group-by.js'
import { type Membership, Memberships } from './memberships.js'
import { modeOf } from './modes.js'
import { MessageKind, type NeighbourMessage } from './neighbour-message.js'
import { Neighbours } from './neighbours.js'
import { type Passage, Sequences, type Setting } from './sequences.js'
import { type VtepRow, vtepTables } from './vtep-tables.js'

/** Seconds after which Linux forgets what a VTEP learned (`ageing`). */
const DEFAULT_AGEING = 300
const PROTOCOL_IGMP = 2
const PROTOCOL_ICMPV6 = 58
const NEVER: Moment = { frame: 0, seconds: 0, nanoseconds: 0 }
/** Hosts listed of one network. */
const MAX_HOSTS = 1000

export class Learning {
  readonly networks: Networks
  readonly copies: Copies = new Copies()
  readonly flows: Flows
  readonly fdb: Fdb
  readonly #ageing: number
  readonly #memberships: Memberships
  readonly #neighbours: Neighbours
  readonly #sequences: Sequences
  #endFrame = 0
  #endSeconds = 0
  #endNanoseconds = 0

  /** `ageing` in seconds; all tables together take no more than `budget` has. */
  constructor(ageing: number = DEFAULT_AGEING, paths: Paths = new Paths(), budget: Budget = new Budget()) {
    this.#ageing = ageing
    this.networks = new Networks(budget, paths)
    this.flows = new Flows(this.networks)
    this.#memberships = new Memberships(this.networks)
    this.fdb = new Fdb(this.networks, ageing)
    this.#sequences = new Sequences(this.networks, this.fdb)
    this.#neighbours = new Neighbours(this.networks, this.copies, (m) => this.#message(m))
  }

  /** Hot path: takes a decoded packet; what it is to its flow. */
  observe(p: Packet, stack: TunnelStack): Seen {
    this.#endFrame = p.number
    this.#endSeconds = p.tsSec
    this.#endNanoseconds = p.tsNsec
    this.networks.observe(p, stack)
    const copy = this.copies.observe(p, stack, this.networks)
    this.fdb.observe(p, stack)
    if (stack.depth === 0) this.#memberships.observe(p)
    this.#neighbours.observe(p, stack)
    const seen = this.flows.observe(p, stack)
    if (seen >= Seen.First && copy === Copy.None) this.#flow(p, stack, seen === Seen.FirstBack)
    return seen
  }

  /** Steps of sequences so far: a number that grows when there is something new to tell. */
  get steps(): number {
    return this.#sequences.steps
  }

  /** What is known by now; the capture may go on afterwards. */
  facts(): Facts {
    const end: Moment = { frame: this.#endFrame, seconds: this.#endSeconds, nanoseconds: this.#endNanoseconds }
    // Of a hundred thousand of them objects are made once.
    const allUses = [...this.fdb.uses()]
    const tables = vtepTables(this.networks, this.fdb, allUses, this.#memberships, end, this.#ageing)
    const endpoints = groupBy(tables.vteps, (vtep) => vtep.network)
    const uses = groupBy(allUses, (use) => this.fdb.stations.networkOf(use.station))
    const networks = this.#networkFacts(endpoints, uses)
    const traffic = new PairTraffic(this.flows)
    const setting = (network: number): Setting => ({
      mode: networks[network]!.mode,
      vteps: new Set((endpoints.get(network) ?? []).map((vtep) => vtep.endpoint)),
      watched: watched(uses.get(network) ?? []),
      lastTraffic: (a, b) => traffic.last(network, a, b),
    })
    const address = (endpoint: number): number => this.networks.addressOf(endpoint)
    return {
      addresses: this.networks.addresses,
      networks,
      fdb: tables.fdb,
      fdbEvents: tables.events,
      moves: this.fdb.stations.moves.map((move) => ({
        network: this.fdb.stations.networkOf(move.station),
        mac: this.fdb.stations.macOf(move.station),
        from: address(move.from),
        to: address(move.to),
        lastBefore: move.lastBefore,
        at: move.at,
        staleUses: move.staleUses,
        staleFrames: [...move.staleFrames],
      })),
      neighbours: this.#neighbours.entries(end),
      neighbourEvents: [...this.#neighbours.events()],
      unanswered: this.#neighbours.unanswered(),
      conflicts: this.#neighbours.conflicts(),
      sequences: this.#sequences.sequences(setting, this.networks.count === 1 ? PLAIN : PLAIN + 1),
      end,
      dropped: {
        networks: this.networks.dropped,
        endpoints: this.networks.endpointsDropped + this.networks.addresses.dropped,
        stations: this.fdb.stations.dropped + this.fdb.stations.movesDropped,
        entries: this.fdb.dropped + this.#memberships.dropped,
        events: this.fdb.eventsDropped,
        neighbours: this.#neighbours.dropped,
        sequences: this.#sequences.dropped,
        tables: tables.omitted,
      },
      copies: this.copies.count,
    }
  }

  /** After the last packet. */
  finish(): void {
    this.#neighbours.finish()
  }

  #message(m: NeighbourMessage): void {
    if (m.network === PLAIN && this.networks.count > 1) return
    const passage: Passage = {
      network: m.network,
      at: { frame: m.frame, seconds: m.seconds, nanoseconds: m.nanoseconds },
      from: m.sender,
      to: m.target,
      fromMac: m.senderMac,
      toMac: m.targetMac,
      source: this.networks.endpoint(m.vtep),
      destination: this.networks.endpoint(m.remote),
      toGroup: m.toGroup,
    }
    switch (m.kind) {
      case MessageKind.Request:
        this.#sequences.asked(passage, m.isIpv6)
        break
      case MessageKind.Reply:
      case MessageKind.RefreshReply:
        if (m.target !== NO_ADDRESS) this.#sequences.replied(passage, m.isIpv6, m.elapsed)
        break
      case MessageKind.Refresh:
        this.#sequences.refreshed(passage, m.isIpv6)
        break
      case MessageKind.Announcement:
      case MessageKind.GratuitousReply:
        if (!m.isReplica) this.#sequences.announced(passage, m.isIpv6)
        break
      case MessageKind.Probe:
        break
    }
  }

  /** The first packet of a flow, or the first one back. */
  #flow(p: Packet, stack: TunnelStack, isBack: boolean): void {
    if (stack.depth === 0 && this.networks.count > 1) return
    const { flows, networks } = this
    const n = stack.depth - 1
    const at = n < 0 ? 0 : stack.layers[n]! + 1
    const e = p.layers[at]!
    const hasMacs = e.kind === Kind.Ethernet
    const v = p.view
    const ip = ipBelow(p, ownDepth(p))
    const { kind } = p.layers[ip]!
    const from = networks.addresses.number(v, sourceAt(p.layers[ip]!), kind)
    const to = networks.addresses.number(v, destinationAt(p.layers[ip]!), kind)
    // Of many flows few are news to the sequences.
    if (!this.#sequences.awaits(networks.inner, from, to)) return
    const row = flows.row(flows.lastRow)
    if (isControl(row)) return
    const isForth = flows.lastDirection === FORTH
    const passage: Passage = {
      network: networks.inner,
      at: momentOf(p),
      from,
      to,
      fromMac: hasMacs ? ethernet.sourceHi(v, e.start) * 0x1000000 + ethernet.sourceLo(v, e.start) : 0,
      toMac: hasMacs ? ethernet.destinationHi(v, e.start) * 0x1000000 + ethernet.destinationLo(v, e.start) : 0,
      source: n < 0 ? NO_ENDPOINT : networks.sources[n]!,
      destination: n < 0 ? NO_ENDPOINT : networks.destinations[n]!,
      toGroup: n >= 0 && networks.toGroup[n] === 1,
    }
    this.#sequences.spoke(passage, {
      protocol: row.protocol,
      isBack,
      elapsed: isBack && row.forth.first !== undefined ? elapsed(row.forth.first, passage.at) : -1,
      asks: isForth && (row.echo !== undefined || row.tcp !== undefined),
      hasMacs,
      ipv6: networks.addresses.isIpv6(row.a),
    })
  }

  #networkFacts(
    vtepsOf: ReadonlyMap<number, readonly VtepRow[]>,
    uses: ReadonlyMap<number, readonly UseRow[]>,
  ): readonly NetworkFacts[] {
    const floods = groupBy(this.fdb.floods(), (flood) => flood.network)
    const members = groupBy(this.fdb.members(), (member) => member.network)
    const joins = groupBy(this.#memberships.rows(), (m) => m.group)
    const stations = this.#stations()
    const addresses = this.fdb.stations.addressesOf(new Set([...stations.values()].flatMap(({ listed }) => listed)))
    const facts: NetworkFacts[] = []
    for (let number = 0; number < this.networks.count; number++) {
      const network = this.networks.network(number)
      const groups = this.fdb.groupsOf(number)
      const joined = groups.flatMap((group) => joins.get(group) ?? [])
      const { count, listed } = stations.get(number) ?? { count: 0, listed: [] }
      const traces = {
        network,
        vteps: vtepsOf.get(number) ?? [],
        floods: floods.get(number) ?? [],
        uses: uses.get(number) ?? [],
        memberships: joined,
        stations: count,
        answeredElsewhere: isAnsweredElsewhere(members.get(number) ?? [], vtepsOf.get(number) ?? []),
      }
      // Member by member: objects made of others take three times the room, and there may be many.
      const { type, id, idBack, port, parent, a, b, packets, octets, first, last } = network
      const { mode, confidence, evidence } = modeOf(this.networks, this.fdb, traces)
      facts.push({
        network: number,
        type,
        id,
        idBack,
        port,
        parent,
        a,
        b,
        packets,
        octets,
        first,
        last,
        vteps: traces.vteps.map(({ endpoint, first, sends }) => ({
          address: this.networks.addressOf(endpoint),
          first,
          sends,
        })),
        groups: groups.map((group) => this.#group(group, traces.floods, joined)),
        hosts: listed.map((station) => this.#host(station, addresses)),
        moreHosts: count - listed.length,
        mode,
        confidence,
        evidence,
      })
    }
    return facts
  }

  #group(group: number, floods: readonly FloodRow[], joined: readonly Membership[]): Group {
    const first = floods.find((flood) => flood.destination === group)?.first ?? NEVER
    const members = joined.filter((m) => m.group === group)
    return {
      address: this.networks.addressOf(group),
      first,
      members: members.map(({ member, joined: at }) => ({ address: this.networks.addressOf(member), joined: at })),
    }
  }

  /** Stations that sent something, by network: how many, and the first of them. */
  #stations(): Map<number, { count: number; readonly listed: number[] }> {
    const { stations } = this.fdb
    const all = new Map<number, { count: number; readonly listed: number[] }>()
    for (let station = 0; station < stations.count; station++) {
      if (stations.vtepOf(station) === NO_ENDPOINT) continue
      const network = stations.networkOf(station)
      const of = all.get(network) ?? { count: 0, listed: [] }
      if (of.count++ === 0) all.set(network, of)
      if (of.listed.length < MAX_HOSTS) of.listed.push(station)
    }
    return all
  }

  #host(station: number, addresses: ReadonlyMap<number, readonly number[]>): Host {
    const { stations } = this.fdb
    return {
      mac: stations.macOf(station),
      addresses: addresses.get(station) ?? [],
      vtep: this.networks.addressOf(stations.vtepOf(station)),
      first: stations.first(station),
      last: stations.last(station),
    }
  }
}

/** Whether nobody answers in this network, but all who get its packets send in networks of other numbers. */
function isAnsweredElsewhere(members: readonly MemberRow[], vteps: readonly VtepRow[]): boolean {
  const both = Member.Sends | Member.Receives
  if (members.some((member) => (member.flags & both) === both)) return false
  const known = new Set(vteps.map((vtep) => vtep.endpoint))
  const receivers = members.filter((member) => member.flags === Member.Receives)
  return receivers.length > 0 && receivers.every((member) => !known.has(member.endpoint))
}

/** Ends that all unicast packets of a network come from or go to. */
function watched(uses: readonly UseRow[]): readonly number[] {
  const [first] = uses
  if (first === undefined) return []
  return [first.vtep, first.destination].filter((end) =>
    uses.every((use) => use.vtep === end || use.destination === end),
  )
}

/** When two addresses exchanged IP packets last, also outside of the tunnel, as `-i any` shows it. */
class PairTraffic {
  readonly #flows: Flows
  /** Network and family, and the two addresses; made when it is asked for. */
  #pairs: RowIndex | undefined
  #frames: Float64Array = new Float64Array(0)

  constructor(flows: Flows) {
    this.#flows = flows
  }

  last(network: number, a: number, b: number): number {
    this.#pairs ??= this.#count()
    return Math.max(this.#frame(this.#pairs, network, a, b), this.#frame(this.#pairs, PLAIN, a, b))
  }

  #count(): RowIndex {
    const { count } = this.#flows
    const pairs = new RowIndex(count)
    this.#frames = new Float64Array(count)
    for (const row of this.#flows.rows()) {
      if (isControl(row)) continue
      const [low, high] = [Math.min(row.a, row.b), Math.max(row.a, row.b)]
      const pair = pairs.row(row.network, this.#family(low), low, high)
      this.#frames[pair] = Math.max(this.#frames[pair]!, row.last.frame)
    }
    return pairs
  }

  #frame(pairs: RowIndex, network: number, a: number, b: number): number {
    const low = Math.min(a, b)
    return this.#frames[pairs.find(network, this.#family(low), low, Math.max(a, b))] ?? 0
  }

  /** Both addresses of a packet are of one. */
  #family(address: number): number {
    return this.#flows.addresses.isIpv6(address) ? 1 : 0
  }
}

/** What hosts tell the network and not each other: neighbour discovery, group memberships. */
function isControl({ protocol, echo }: FlowRow): boolean {
  return protocol === PROTOCOL_IGMP || (protocol === PROTOCOL_ICMPV6 && echo === undefined)
}
