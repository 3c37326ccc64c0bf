/**
 * Who learned what, from which packet. This is the one place that takes every packet of a capture and hands it to the
 * forwarding tables, neighbour tables, flows and sequences. `facts` tells what they know so far.
 */

import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import { isPair, ownDepth, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { Control } from '../control/control.js'
import { EchoLosses } from '../flows/echo-losses.js'
import { type FlowRow, Flows, Seen } from '../flows/flows.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { Budget } from '../tables/budget.js'
import { groupBy } from '../tables/group-by.js'
import type { NumberMap } from '../tables/number-map.js'
import { PathCache } from '../tables/path-cache.js'
import { NO_ROW } from '../tables/row-index.js'
import { NEVER, type Timestamp, timestampOf } from '../timestamps.js'
import { elapsed, FORTH } from '../totals/traffic.js'
import { type Network, Networks, NO_ENDPOINT, NO_VLAN, PLAIN } from '../tunnels/networks.js'
import { Arrivals } from './arrivals.js'
import { Breaks, brokenWays, cutNeighbours } from './broken-ways.js'
import { placesOf } from './configured-entries.js'
import {
  type Facts,
  type Group,
  type Host,
  type LearnedFacts,
  Missing,
  Mode,
  type Move,
  type Neighbour,
  type NetworkFacts,
  type Sequence,
  type Step,
  type Unanswered,
} from './facts.js'
import { Fdb, type FloodRow, Member, type MemberRow, type UseRow } from './fdb.js'
import type { MacMove } from './mac-table.js'
import { type Membership, Memberships } from './memberships.js'
import { modeOf, wayKey } from './modes.js'
import { MoveRate, moveRateOf } from './move-rate.js'
import { MessageKind, type NeighbourMessage } from './neighbour-message.js'
import { Neighbours } from './neighbours.js'
import { pingsOf } from './pings.js'
import { type Passage, Sequences, type Setting } from './sequences.js'
import { SilentHosts } from './silent-hosts.js'
import { staleUseOf } from './stale-use.js'
import { ToldEntries } from './told-entries.js'
import { type AllTables, type VtepRow, VtepTables, vtepRows } from './vtep-tables.js'

/** Seconds after which Linux forgets what a VTEP learned (`ageing`). */
const DEFAULT_AGEING = 300
const PROTOCOL_IGMP = 2
const PROTOCOL_ICMPV6 = 58
/** Hosts listed of one network. */
const MAX_HOSTS = 1000
/** Networks in which the last packet from one address to another is kept. */
const MAX_WAYS = 64

const MAX_UNICASTS = 1 << 12
/** Frames kept of the uses of an old place. */
const MAX_STALE_FRAMES = 8

/** A host that sends to another one alone. */
interface Unicast {
  readonly network: number
  readonly host: number
  readonly hostMac: number
  readonly ip: number
  readonly mac: number
  readonly learned: Timestamp
  last: Timestamp
}

interface StationCount {
  /** Stations that were heard; and those that are hosts here, not in a VLAN as senders of tagged frames are. */
  all: number
  count: number
  /** The first of the hosts. */
  readonly listed: number[]
}

/** Nanoseconds in which Linux gives up, after three questions a second apart. */
const GIVE_UP = 3e9
const NOTHING_HEARD: ReadonlySet<number> = new Set()
const NO_STATIONS: Omit<StationCount, 'all'> = { count: 0, listed: [] }

export class Learning {
  readonly networks: Networks
  readonly copies: Copies
  readonly flows: Flows
  /** Pings that nobody answers, and since when. */
  readonly echoLosses: EchoLosses
  readonly fdb: Fdb
  /** What BGP tells. */
  readonly control: Control
  /** Frames for stations that say nothing. */
  readonly silentHosts: SilentHosts
  readonly #ageing: number
  readonly #memberships: Memberships
  readonly #neighbours: Neighbours
  readonly #sequences: Sequences
  /** Who sent to whom by the MAC address: network, MAC address of the sender, address of the receiver. */
  readonly #unicasts: Map<string, Unicast> = new Map()
  #unicastsDropped = 0
  #endFrame = 0
  #endSeconds = 0
  #endNanoseconds = 0

  /** `ageing` in seconds; all tables together take no more than `budget` has. */
  constructor(ageing: number = DEFAULT_AGEING, paths: PathCache = new PathCache(), budget: Budget = new Budget()) {
    this.#ageing = ageing
    this.networks = new Networks(budget, paths)
    this.copies = this.networks.copies
    this.flows = new Flows(this.networks)
    this.echoLosses = new EchoLosses(this.flows, this.copies)
    this.#memberships = new Memberships(this.networks)
    this.fdb = new Fdb(this.networks, ageing)
    this.control = new Control(this.networks)
    this.silentHosts = new SilentHosts(this.networks, this.fdb.stations, this.copies)
    this.#sequences = new Sequences(this.networks, this.fdb)
    this.#neighbours = new Neighbours(this.networks, this.copies, (m) => this.#message(m))
  }

  /** Hot path: takes a decoded packet; what it is to its flow. */
  observe(p: Packet, stack: TunnelStack): Seen {
    this.#endFrame = p.number
    this.#endSeconds = p.tsSec
    this.#endNanoseconds = p.tsNsec
    this.networks.observe(p, stack)
    this.control.observe(p)
    const refusal = this.fdb.observe(p, stack)
    if (refusal !== undefined) {
      this.#sequences.refused(refusal, timestampOf(p))
    }
    const { flooding } = this.fdb
    if (flooding !== undefined) this.#sequences.flooded(flooding, timestampOf(p))
    this.silentHosts.observe(p, stack)
    if (stack.depth === 0) this.#memberships.observe(p)
    this.#neighbours.observe(p, stack)
    const seen = this.flows.observe(p, stack)
    // On a known path most packets are no pings.
    if (!this.networks.paths.isKnown || p.ordinary.segmentKind === Kind.Icmp) this.echoLosses.observe(p)
    if (seen >= Seen.First && this.copies.kind === Copy.None) this.#flow(p, stack, seen === Seen.FirstBack)
    return seen
  }

  /** Hot path: whether a packet on a known path tells nothing new here; its headers are `p.ordinary`. */
  canPass(p: Packet): boolean {
    if (!this.copies.isIdle(p) || this.#neighbours.isHolding || !this.control.canPass(p)) return false
    if (p.ordinary.hasFrame && !(this.fdb.canPass(p) && this.silentHosts.canPass(p))) return false
    return this.flows.canPass(p)
  }

  /** Hot path: counts such a packet. */
  pass(p: Packet): void {
    this.#endFrame = p.number
    this.#endSeconds = p.tsSec
    this.#endNanoseconds = p.tsNsec
    this.networks.recall()
    this.networks.paths.count(p)
    if (p.ordinary.hasFrame) {
      this.fdb.pass(p)
      this.silentHosts.pass(p)
    }
    this.flows.pass(p)
  }

  /** Steps of sequences so far: a number that grows when there is something new to tell. */
  get steps(): number {
    return this.#sequences.steps
  }

  /** The last packet. */
  get end(): Timestamp {
    return { frame: this.#endFrame, seconds: this.#endSeconds, nanoseconds: this.#endNanoseconds }
  }

  /**
   * What is known at `end`, which no packet comes before; the capture may go on afterwards. Tables are made when they are
   * asked for, so whoever wants those of now asks before the next packet.
   */
  facts(end: Timestamp = this.end): LearnedFacts {
    // There may be a hundred thousand uses, so their objects are made once.
    const allUses = [...this.fdb.uses()]
    const told = new ToldEntries(this.control, this.networks)
    const vteps = told.vteps(vtepRows(this.networks, this.fdb, this.#memberships, allUses))
    const endpoints = groupBy(vteps, (vtep) => vtep.network)
    const uses = groupBy(allUses, (use) => this.fdb.stations.networkOf(use.station))
    const networks = this.#networkFacts(endpoints, uses, told)
    const allNeighbours = this.#neighbourFacts(end)
    const known = firstKnown(allNeighbours.neighbours)
    let breaks = new Breaks([])
    const traffic = new PairTraffic(this.flows)
    const here = watched(allUses)
    let owners: ((network: number, address: number) => number) | undefined
    let moves: NumberMap<readonly MacMove[]> | undefined
    let siblings: ReadonlyMap<string, readonly number[]> | undefined
    const setting = (network: number): Setting => {
      // VTEPs and what they learn are the overlay's, whatever VLANs it carries.
      const overlay = this.networks.overlayOf(network)
      const rows = endpoints.get(overlay) ?? []
      const joined = new Map(rows.map((vtep) => [vtep.endpoint, vtep.joined]))
      return {
        mode: networks[network]!.mode,
        learns: networks[network]!.learns,
        vteps: new Set(rows.map((vtep) => vtep.endpoint)),
        watched: narrowed(watched(uses.get(overlay) ?? []), here),
        joined: (vtep) => joined.get(vtep) ?? 0,
        arrives: (from, to, frame) => {
          if (!breaks.any) return true
          return breaks.arrives(network, this.networks.addressOf(from), this.networks.addressOf(to), frame)
        },
        lastTraffic: (from, to) => traffic.last(network, from, to),
        lastElsewhere: (from, to) => traffic.elsewhere(network, from, to),
        learned: (host, ip) => known.get(`${network} ${host} ${ip}`) ?? known.get(`${network} ${ip}`),
        placesOf: (mac) => {
          const { stations } = this.fdb
          moves ??= groupBy(stations.moves, ({ station }) => station)
          const station = stations.find(overlay, mac)
          return station === NO_ROW ? [] : placesOf(stations, station, moves.get(station) ?? []).map(({ vtep }) => vtep)
        },
        placeOf: (address, frame) => {
          const { stations } = this.fdb
          moves ??= groupBy(stations.moves, ({ station }) => station)
          owners ??= stations.owners()
          siblings ??= siblingsOf(networks)
          for (const one of [network, ...(siblings.get(siblingKey(networks[network]!)) ?? [])]) {
            const station = owners(one, address)
            const places = station === NO_ROW ? [] : placesOf(stations, station, moves.get(station) ?? [])
            const place = places.findLast(({ from }) => from.frame <= frame) ?? places[0]
            if (place !== undefined) return { vtep: place.vtep, first: place.from }
          }
          return undefined
        },
      }
    }
    const sequencesOf = (): readonly Sequence[] =>
      this.#sequences.sequences(setting, this.networks.count === 1 ? PLAIN : PLAIN + 1)
    const moved = told.moves(this.#moves(), (network, mac, vtep) => {
      const { stations } = this.fdb
      const station = stations.find(network, mac)
      const isThere = station !== NO_ROW && this.networks.addressOf(stations.vtepOf(station)) === vtep
      return isThere ? stations.last(station) : undefined
    })
    let sequences = sequencesOf()
    const pings = pingsOf(this.flows, this.echoLosses, this.copies.count > 0)
    const arrivals = new Arrivals({ networks, sequences, moves: moved }, this.flows, pings)
    const broken = brokenWays(pings, arrivals, end)
    breaks = new Breaks(broken)
    // Packets on broken ways taught nothing, so the sequences are told again without them.
    if (breaks.any) sequences = sequencesOf()
    const neighbours = breaks.any ? cutNeighbours(allNeighbours, { sequences, end }, breaks, arrivals) : allNeighbours
    const guessed = new VtepTables(this.networks, this.fdb, allUses, {
      vteps,
      learns: (network) => networks[network]!.learns,
      mayBeStatic: (network) => networks[network]!.mode === Mode.HeadEndReplication,
      groupOf: (network) => this.#groupOf(networks[network]!),
      brokenSince: (network, from, to) =>
        breaks.any ? breaks.since(network, this.networks.addressOf(from), this.networks.addressOf(to)) : undefined,
      end,
      ageing: this.#ageing,
    })
    let tables: AllTables | undefined
    const all = (): AllTables => {
      tables ??= told.tables(guessed.all)
      return tables
    }
    return {
      addresses: this.networks.addresses,
      networks: told.hosts(networks, moved),
      get fdb() {
        return all().fdb
      },
      get configured() {
        return all().configured
      },
      get fdbEvents() {
        return all().events
      },
      get usedLate() {
        return all().usedLate
      },
      entriesOf: (network, endpoint) => {
        if (!told.isThere) return guessed.entries(network, endpoint)
        const vtep = this.networks.addressOf(endpoint)
        return all().fdb.filter((entry) => entry.network === network && entry.vtep === vtep)
      },
      moves: moved,
      ...told.neighbours(neighbours),
      mappings: this.control.nhrp.mappings,
      unanswered: this.#unanswered(sequences, traffic),
      brokenWays: broken,
      conflicts: this.#neighbours.conflicts(),
      sequences: told.sequences(sequences),
      end,
      ageing: this.#ageing,
      dropped: {
        ...this.dropped(),
        get tables() {
          return all().omitted
        },
      },
      copies: this.copies.count,
    }
  }

  /** What found no room, but for tables that `facts` makes. */
  dropped(): Omit<Facts['dropped'], 'tables'> {
    return {
      networks: this.networks.dropped,
      endpoints: this.networks.endpointsDropped + this.networks.addresses.dropped,
      stations: this.fdb.stations.dropped + this.fdb.stations.movesDropped,
      entries: this.fdb.dropped + this.#memberships.dropped,
      events: this.fdb.eventsDropped,
      neighbours: this.#neighbours.dropped + this.#unicastsDropped,
      sequences: this.#sequences.dropped,
      routes: this.control.dropped,
    }
  }

  /** Questions that nobody answered, without those that other packets show were answered on another way. */
  #unanswered(sequences: readonly Sequence[], traffic: PairTraffic): readonly Unanswered[] {
    const answered = new Set(
      sequences
        .filter(({ network, steps }) => steps.some((step) => this.#isAnswered(network, step)))
        .map(({ network, initiator, target }) => `${network} ${initiator} ${target}`),
    )
    return this.#neighbours.unanswered().filter(({ network, host, hostMac, ip, first, last, requests, isRefresh }) => {
      if (answered.has(`${network} ${host} ${ip}`)) return false
      const used = traffic.lastIn(network, host, ip)
      // A host without an answer for so long stops sending. This one sends, so it got an answer.
      if (used !== undefined && used.frame > last.frame && elapsed(first, used) >= GIVE_UP) return false
      // The last question may have been answered in a place that the capture does not see.
      return isRefresh !== true || requests > 2 || network === PLAIN || this.#isReached(network, hostMac)
    })
  }

  /** Whether a question was answered on another way. In a network with another number it was another question. */
  #isAnswered(network: number, { missing, proof }: Step): boolean {
    if (missing === Missing.ReplyUnseen) return true
    if (missing !== Missing.AnsweredElsewhere) return false
    if (proof?.kind !== 'other-network') return true
    return siblingKey(this.networks.network(proof.network)) === siblingKey(this.networks.network(network))
  }

  /** Whether the capture shows anything that is sent to the VTEP that a station is behind. */
  #isReached(network: number, mac: number): boolean {
    const overlay = this.networks.overlayOf(network)
    const station = this.fdb.stations.find(overlay, mac)
    return station === NO_ROW || this.fdb.receives(overlay, this.fdb.stations.vtepOf(station))
  }

  #moves(): readonly Move[] {
    const { stations } = this.fdb
    const moveRate = new Map(
      [...groupBy(stations.moves, ({ station }) => station)].map(([station, moves]) => [
        station,
        moveRateOf(moves.map(({ at }) => at)),
      ]),
    )
    return stations.moves.map((noted) => {
      const { station, from, to, lastBefore, at } = noted
      const network = stations.networkOf(station)
      const isRestless = moveRate.get(station) !== MoveRate.None
      // A station in two places at once has not left either. Geneve's ends are told where stations are.
      const isMove = !isRestless && this.networks.typeOf(network) !== TunnelType.Geneve
      const { before, after } = isMove ? staleUseOf(this.silentHosts, noted) : {}
      return {
        network,
        mac: stations.macOf(station),
        from: this.networks.addressOf(from),
        to: this.networks.addressOf(to),
        lastBefore,
        at,
        isRestless,
        staleUses: (before?.packets ?? 0) + (after?.packets ?? 0),
        staleFrames: [...(before?.frames ?? []), ...(after?.frames ?? [])].slice(0, MAX_STALE_FRAMES),
      }
    })
  }

  /** After the last packet. */
  finish(): void {
    this.#neighbours.finish()
  }

  #message(m: NeighbourMessage): void {
    if (m.network === PLAIN && this.networks.count > 1) {
      if (m.kind === MessageKind.Request) this.#sought(m)
      return
    }
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
      flags: m.flags,
      namesNoMac: !m.namesMac,
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

  /** A question in the underlay: it may ask for the end of a tunnel. */
  #sought({ target, sender, frame, seconds, nanoseconds }: NeighbourMessage): void {
    const at = { frame, seconds, nanoseconds }
    this.#sequences.sought(this.networks.endpoint(target), this.networks.endpoint(sender), at)
  }

  /** Neighbours that ARP and ND prove, and those that only packets to them prove. */
  #neighbourFacts(end: Timestamp): Pick<Facts, 'neighbours' | 'neighbourEvents'> {
    const asked = this.#neighbours.entries(end)
    const events = this.#neighbours.events()
    const isOwner = (unicast: Unicast): boolean => {
      const { stations } = this.fdb
      const { network } = unicast
      const overlay = this.networks.overlayOf(network)
      const [from, to] = [unicast.hostMac, unicast.mac].map((mac) => stations.find(overlay, mac))
      return stations.hasOwn(from!, unicast.host, network) && stations.hasOwn(to!, unicast.ip, network)
    }
    const known = new Set(asked.map(({ network, hostMac, ip }) => `${network} ${hostMac} ${ip}`))
    // In a network without questions packets may be routed between VTEPs: the MAC address is the next hop's then.
    const asking = new Set(asked.map(({ network }) => network))
    const areNeighbours = ({ network, host, ip }: Unicast): boolean => asking.has(network) || this.#areNear(host, ip)
    const seen = [...this.#unicasts.values()].filter(
      (unicast) =>
        !known.has(`${unicast.network} ${unicast.hostMac} ${unicast.ip}`) && isOwner(unicast) && areNeighbours(unicast),
    )
    if (seen.length === 0) return { neighbours: asked, neighbourEvents: [...events] }
    const how = 'unicast'
    const neighbours = seen.map((unicast) => ({ ...unicast, how, failed: false, stale: false }) as const)
    const changes = seen.map(
      ({ network, host, ip, mac, learned }) => ({ network, host, ip, mac, before: 0, at: learned, how }) as const,
    )
    return {
      neighbours: asked.concat(neighbours),
      neighbourEvents: [...events, ...changes].sort((x, y) => x.at.frame - y.at.frame),
    }
  }

  /** Whether two addresses look like those of one link: the first 24 bits of IPv4, 64 of IPv6 are the same. */
  #areNear(x: number, y: number): boolean {
    const { addresses } = this.networks
    if (!addresses.isIpv6(x) || !addresses.isIpv6(y)) return Math.floor(x / 2 ** 8) === Math.floor(y / 2 ** 8)
    const [one, other] = [new DataView(new ArrayBuffer(16)), new DataView(new ArrayBuffer(16))]
    addresses.copyTo(x, one, 0)
    addresses.copyTo(y, other, 0)
    return one.getBigUint64(0) === other.getBigUint64(0)
  }

  /** A frame from one station to another: its sender knows the MAC address of whom it is for. */
  #unicast({ network, from, to, fromMac, toMac, at }: Passage): void {
    if (network === PLAIN || fromMac === 0 || Math.floor(toMac / 2 ** 40) % 2 === 1 || toMac === 0) return
    const key = `${network} ${fromMac} ${to}`
    const known = this.#unicasts.get(key)
    if (known !== undefined) known.last = at
    else if (this.#unicasts.size === MAX_UNICASTS) this.#unicastsDropped++
    else this.#unicasts.set(key, { network, host: from, hostMac: fromMac, ip: to, mac: toMac, learned: at, last: at })
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
    // Most flows are no news to the sequences and to hosts that know each other.
    const awaits = this.#sequences.awaits(networks.inner, from, to)
    if (!awaits && this.#unicasts.size === MAX_UNICASTS) return
    const row = flows.row(flows.lastRow)
    if (isControl(row)) return
    const isForth = flows.lastDirection === FORTH
    const passage: Passage = {
      network: networks.inner,
      at: timestampOf(p),
      from,
      to,
      fromMac: hasMacs ? ethernet.sourceHi(v, e.start) * 0x1000000 + ethernet.sourceLo(v, e.start) : 0,
      toMac: hasMacs ? ethernet.destinationHi(v, e.start) * 0x1000000 + ethernet.destinationLo(v, e.start) : 0,
      source: n < 0 ? NO_ENDPOINT : networks.sources[n]!,
      destination: n < 0 ? NO_ENDPOINT : networks.destinations[n]!,
      toGroup: n >= 0 && networks.toGroup[n] === 1,
    }
    this.#unicast(passage)
    if (!awaits) return
    this.#sequences.spoke(passage, {
      protocol: row.protocol,
      isBack,
      elapsed: isBack && row.forth.first !== undefined ? elapsed(row.forth.first, passage.at) : -1,
      asks: isForth && (row.echo !== undefined || row.tcp !== undefined),
      hasMacs,
      ipv6: networks.addresses.isIpv6(row.a),
    })
  }

  #networkFacts(vtepsOf: NumberMap<VtepRow[]>, uses: NumberMap<UseRow[]>, told: ToldEntries): readonly NetworkFacts[] {
    const floods = groupBy(this.fdb.floods(), (flood) => flood.network)
    const members = groupBy(this.fdb.members(), (member) => member.network)
    const joins = groupBy(this.#memberships.rows(), (m) => m.group)
    const heard = this.#heard()
    const stations = this.#stations()
    const all = new Set([...stations.values()].flatMap(({ listed }) => listed))
    const addresses = this.fdb.stations.addressesOf(all, placeKey)
    const inPart = this.control.sessionsInPart
    const facts: NetworkFacts[] = []
    for (let number = 0; number < this.networks.count; number++) {
      const network = this.networks.network(number)
      if (network.vlan !== NO_VLAN) {
        const { count, listed } = stations.get(number) ?? NO_STATIONS
        const hosts = listed.map((station) => this.#host(station, addresses.get(placeKey(station, number))))
        facts.push(vlanFacts(network, facts[network.overlay]!, hosts, count - listed.length))
        continue
      }
      const groups = this.fdb.groupsOf(number)
      const joined = groups.flatMap((group) => joins.get(group) ?? [])
      const { count, listed } = stations.get(number) ?? NO_STATIONS
      const traces = {
        network,
        vteps: vtepsOf.get(number) ?? [],
        floods: floods.get(number) ?? [],
        uses: uses.get(number) ?? [],
        memberships: joined,
        heard: heard.get(number) ?? NOTHING_HEARD,
        stations: stations.get(number)?.all ?? 0,
        answeredElsewhere: isAnsweredElsewhere(members.get(number) ?? [], vtepsOf.get(number) ?? []),
      }
      // Member by member: objects made of others take three times the room, and there may be many.
      const { type, id, idBack, port, parent, vlan, overlay, a, b, packets, octets, first, last } = network
      const { mode, confidence, evidence, learns } = modeOf(this.networks, this.fdb, traces, {
        told: told.of(number),
        nhrp: this.control.nhrp.seen.get(number),
        inPart,
      })
      facts.push({
        network: number,
        type,
        id,
        idBack,
        port,
        parent,
        vlan,
        overlay,
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
        hosts: listed.map((station) => this.#host(station, addresses.get(placeKey(station, 0)))),
        moreHosts: count - listed.length,
        mode,
        confidence,
        evidence,
        learns,
      })
    }
    return facts
  }

  /** From which VTEPs frames came to which others, by network. */
  #heard(): ReadonlyMap<number, ReadonlySet<number>> {
    const heard = new Map<number, Set<number>>()
    for (const { listener, station, destination } of this.fdb.learned()) {
      const network = this.fdb.stations.networkOf(station)
      const of = heard.get(network) ?? new Set()
      if (of.size === 0) heard.set(network, of)
      of.add(wayKey(destination, listener))
    }
    return heard
  }

  /** The one group that all VTEPs of a network flood to. */
  #groupOf({ network, mode }: NetworkFacts): number {
    const groups = this.fdb.groupsOf(network)
    return mode === Mode.Multicast && groups.length === 1 ? groups[0]! : NO_ENDPOINT
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

  /** Stations that sent something, by network and VLAN: how many, and the first of them. */
  #stations(): Map<number, StationCount> {
    const { stations } = this.fdb
    const all = new Map<number, StationCount>()
    const countIn = (network: number): StationCount => {
      const of = all.get(network) ?? { all: 0, count: 0, listed: [] }
      if (of.all++ === 0) all.set(network, of)
      return of
    }
    const list = (of: StationCount, station: number): void => {
      of.count++
      if (of.listed.length < MAX_HOSTS) of.listed.push(station)
    }
    for (let station = 0; station < stations.count; station++) {
      if (stations.vtepOf(station) === NO_ENDPOINT) continue
      const of = countIn(stations.networkOf(station))
      if (stations.isUntagged(station)) list(of, station)
    }
    for (const { station, network } of stations.vlans()) list(countIn(network), station)
    return all
  }

  #host(station: number, addresses: readonly number[] = []): Host {
    const { stations } = this.fdb
    return {
      mac: stations.macOf(station),
      addresses,
      vtep: this.networks.addressOf(stations.vtepOf(station)),
      first: stations.first(station),
      last: stations.last(station),
    }
  }
}

/** A VLAN has hosts of its own; what carries it, and how that finds its ends, is the overlay's. */
function vlanFacts(
  network: Network,
  { vteps, groups, mode, confidence, evidence, learns }: NetworkFacts,
  hosts: readonly Host[],
  moreHosts: number,
): NetworkFacts {
  return { ...network, vteps, groups, hosts, moreHosts, mode, confidence, evidence, learns }
}

/** More networks than there are. */
const NETWORKS = 2 ** 15

/** A station in a VLAN, or for 0 in none. */
function placeKey(station: number, vlan: number): number {
  return station * NETWORKS + vlan
}

/**
 * Networks of two ends that have the same number, the first few of each: a bridge floods to all of its tunnels, and who is
 * asked for may be behind any of them.
 */
function siblingsOf(networks: readonly NetworkFacts[]): ReadonlyMap<string, readonly number[]> {
  const siblings = new Map<string, number[]>()
  for (const n of networks) {
    if (!isPair(n.type)) continue
    const of = siblings.get(siblingKey(n))
    if (of === undefined) siblings.set(siblingKey(n), [n.network])
    else if (of.length < MAX_WAYS) of.push(n.network)
  }
  return siblings
}

function siblingKey({ type, id, parent, vlan }: Network): string {
  return `${type} ${id} ${parent} ${vlan}`
}

/** When a host learned who has an address, and when the first of all did; by network, host and address. */
function firstKnown(neighbours: readonly Neighbour[]): ReadonlyMap<string, Timestamp> {
  const known = new Map<string, Timestamp>()
  for (const { network, host, ip, learned } of neighbours) {
    known.set(`${network} ${host} ${ip}`, learned)
    const first = known.get(`${network} ${ip}`)
    if (first === undefined || learned.frame < first.frame) known.set(`${network} ${ip}`, learned)
  }
  return known
}

/** Whether nobody answers in this network, and all its receivers send in networks with other numbers. */
function isAnsweredElsewhere(members: readonly MemberRow[], vteps: readonly VtepRow[]): boolean {
  const both = Member.Sends | Member.Receives
  if (members.some((member) => (member.flags & both) === both)) return false
  const known = new Set(vteps.map((vtep) => vtep.endpoint))
  const receivers = members.filter((member) => member.flags === Member.Receives)
  return receivers.length > 0 && receivers.every((member) => !known.has(member.endpoint))
}

/** Ends that all unicast packets of a network come from or go to. */
function watched(allUses: readonly UseRow[]): readonly number[] {
  const uses = allUses.filter(({ destination }) => destination !== NO_ENDPOINT)
  const [first] = uses
  if (first === undefined) return []
  return [first.vtep, first.destination].filter((end) =>
    uses.every((use) => use.vtep === end || use.destination === end),
  )
}

/** Combines one network's watched ends with those of all networks, which narrows down where the capture was taken. */
function narrowed(own: readonly number[], all: readonly number[]): readonly number[] {
  if (own.length === 0) return all
  const both = own.filter((end) => all.includes(end))
  return both.length === 0 ? own : both
}

interface LastPacket {
  readonly network: number
  readonly at: Timestamp
}

/** When one address sent IP packets to another last, also outside of the tunnel, as `-i any` shows it. */
class PairTraffic {
  readonly #flows: Flows
  /** By the two addresses, a packet for each network; made when it is asked for. */
  #last: Map<string, LastPacket[]> | undefined

  constructor(flows: Flows) {
    this.#flows = flows
  }

  /** The frame; 0 when there was none. */
  last(network: number, from: number, to: number): number {
    return this.lastIn(network, from, to)?.frame ?? 0
  }

  /** The same as a timestamp; undefined when there was none. */
  lastIn(network: number, from: number, to: number): Timestamp | undefined {
    let latest: Timestamp | undefined
    for (const { network: where, at } of this.#of(from, to)) {
      if ((where === network || where === PLAIN) && at.frame > (latest?.frame ?? 0)) latest = at
    }
    return latest
  }

  elsewhere(network: number, from: number, to: number): LastPacket | undefined {
    return this.#of(from, to).findLast((last) => last.network !== network && last.network !== PLAIN)
  }

  #of(from: number, to: number): readonly LastPacket[] {
    this.#last ??= this.#count()
    return this.#last.get(`${from} ${to}`) ?? []
  }

  #count(): Map<string, LastPacket[]> {
    const last = new Map<string, LastPacket[]>()
    const note = (network: number, from: number, to: number, at: Timestamp): void => {
      const of = last.get(`${from} ${to}`) ?? []
      if (of.length === 0) last.set(`${from} ${to}`, of)
      const same = of.findIndex((other) => other.network === network)
      if (same < 0 && of.length < MAX_WAYS) of.push({ network, at })
      else if (same >= 0 && of[same]!.at.frame < at.frame) of[same] = { network, at }
    }
    for (const row of this.#flows.rows()) {
      if (isControl(row)) continue
      if (row.forth.last !== undefined) note(row.network, row.a, row.b, row.forth.last)
      if (row.back.last !== undefined) note(row.network, row.b, row.a, row.back.last)
    }
    return last
  }
}

/** What hosts tell the network and not each other: neighbour discovery, group memberships. */
function isControl({ protocol, echo }: FlowRow): boolean {
  return protocol === PROTOCOL_IGMP || (protocol === PROTOCOL_ICMPV6 && echo === undefined)
}
