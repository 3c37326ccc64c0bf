/**
 * What BGP told, in the words of the tables: entries of VTEPs, neighbours that they answer for, moves. What packets alone
 * let one guess gives way to it; what BGP has not told in this capture stays as packets show it.
 */
import { RouteType } from '../../wire/protocols/evpn.js'
import type { Control } from '../control/control.js'
import { listenerOf, tellerOf } from '../control/rib.js'
import { Subject, type Told, type ToldChange, type ToldEntry, type ToldMove, toldOf } from '../control/told-tables.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { NumberMap } from '../tables/number-map.js'
import type { Timestamp } from '../timestamps.js'
import { type Networks, NO_NETWORK } from '../tunnels/networks.js'
import {
  Doubt,
  type Facts,
  type FdbEntry,
  type FdbEvent,
  type Move,
  type Neighbour,
  Origin,
  type Sequence,
} from './facts.js'
import { type Teaching, ToldRoutes, withTold } from './told-steps.js'
import type { AllTables, VtepRow } from './vtep-tables.js'

/** What was told of a network. */
export interface ToldNetwork {
  /** VTEPs in the order in which they were told of, and when. */
  readonly vteps: Map<number, Timestamp>
  /** Frames of the first routes, and how many times a table changed by them. */
  readonly frames: number[]
  count: number
  /** Whether anything was told of stations or floods; else of routers alone, that packets are routed to. */
  isBridged: boolean
}

/** Frames named as evidence. */
const MAX_FRAMES = 8

type Place = Pick<FdbEntry, 'network' | 'vtep' | 'mac' | 'dst'>
type Neighbours = Pick<Facts, 'neighbours' | 'neighbourEvents'>

/** Made when somebody asks for the facts: it gives networks a number of which no packet came yet. */
export class ToldEntries {
  readonly #control: Control
  readonly #networks: Networks
  readonly #numbers: Map<string, number> = new Map()
  readonly #of: NumberMap<ToldNetwork> = new NumberMap()
  /** By network and VTEP: those that packets or routes show. */
  #vteps: ReadonlySet<string> = new Set()

  constructor(control: Control, networks: Networks) {
    this.#control = control
    this.#networks = networks
    for (const change of control.tables.changes) {
      if (change.dst !== NO_ADDRESS && change.dst !== change.before) this.#note(change, change.at)
    }
    // Changes that found no room are among what there is now.
    if (control.tables.changesDropped > 0) for (const entry of control.tables.entries) this.#note(entry, entry.told.at)
  }

  /** Whether BGP told anything. */
  get isThere(): boolean {
    return this.#of.size > 0
  }

  of(network: number): ToldNetwork | undefined {
    return this.#of.get(network)
  }

  /** The VTEPs that packets show, and those that BGP told of. */
  vteps(known: readonly VtepRow[]): readonly VtepRow[] {
    if (!this.isThere) return known
    const there = new Set(known.map(({ network, endpoint }) => `${network} ${this.#networks.addressOf(endpoint)}`))
    const rows: VtepRow[] = []
    for (const [network, { vteps }] of this.#of) {
      for (const [address, first] of vteps) {
        if (there.has(`${network} ${address}`)) continue
        there.add(`${network} ${address}`)
        const endpoint = this.#networks.endpoint(address)
        rows.push({ network, endpoint, first, sends: false, proven: true, joined: 0 })
      }
    }
    this.#vteps = there
    return [...known, ...rows].sort((x, y) => x.network - y.network || x.first.frame - y.first.frame)
  }

  /** The tables with what BGP told in place of what was guessed of the same entry. */
  tables(tables: AllTables): AllTables {
    if (!this.isThere) return tables
    return this.#withToldOthers(this.#withTold(tables))
  }

  #withTold(tables: AllTables): AllTables {
    const own = this.#ownTargets()
    // Packets that went there prove an entry, whatever targets were told.
    const shown = new Set(tables.fdb.map(keyOf))
    const doubtOf = (entry: ToldEntry, place: Place): Doubt =>
      isForeign(own, this.#control, entry) && !shown.has(keyOf(place)) ? Doubt.OtherTarget : Doubt.None
    const since = new Map<string, number>()
    const events: FdbEvent[] = []
    for (const change of this.#control.tables.changes) {
      const place = change.subject === Subject.Neighbour ? undefined : this.#place(change)
      if (place === undefined) continue
      const key = keyOf({ ...place, dst: change.dst === NO_ADDRESS ? change.before : change.dst })
      if (!since.has(key)) since.set(key, change.at.frame)
      const { before, at, told } = change
      events.push({
        ...place,
        before,
        at,
        aged: false,
        origin: originOf(place.mac),
        doubt: doubtOf(change, place),
        told,
        ...(change.overtaken > 0 && { overtaken: change.overtaken }),
      })
    }
    events.push(...this.#withdrawnTables(events))
    const isGuess = (entry: Place, frame: number): boolean =>
      frame >= (since.get(keyOf(entry)) ?? Number.POSITIVE_INFINITY)
    // Where the capture has all that was told, what went there before was a copy of a flooded frame.
    const isCopy = (entry: Place): boolean => this.#isWhole && since.has(keyOf(entry))
    const entries = this.#control.tables.entries.flatMap((entry): readonly FdbEntry[] => {
      const place =
        entry.subject === Subject.Neighbour || this.#isGone(entry) !== undefined ? undefined : this.#place(entry)
      if (place === undefined) return []
      const { told, overtaken } = entry
      return [
        {
          ...place,
          origin: originOf(place.mac),
          shown: told.at,
          last: told.at,
          doubt: doubtOf(entry, place),
          wouldTeach: 0,
          told,
          ...(overtaken > 0 && { overtaken }),
        },
      ]
    })
    return {
      ...tables,
      fdb: [...tables.fdb.filter((entry) => !since.has(keyOf(entry))), ...entries],
      configured: tables.configured.filter(
        (e) => !isCopy(e) && !isGuess(e, e.shown.frame === 0 ? Number.MAX_VALUE : e.shown.frame),
      ),
      events: [...tables.events.filter((event) => !isGuess(event, event.at.frame)), ...events].sort(
        (x, y) => x.at.frame - y.at.frame,
      ),
    }
  }

  /**
   * The tables in which no entry was there before BGP told anybody of its station: who passed that on to its VTEP is not in
   * the capture, so the first use is what shows it.
   */
  #withToldOthers(tables: AllTables): AllTables {
    const told = this.#firstTold()
    const find = ({ network, mac, dst, shown }: Omit<Place, 'vtep'> & Pick<FdbEntry, 'shown'>): Told | undefined => {
      const one = shown.frame === 0 ? undefined : told.get(`${network} ${mac} ${dst}`)
      return one !== undefined && (one.at.frame <= shown.frame || this.#isWhole) ? one : undefined
    }
    /** The first packet that shows the entry: one before BGP told anybody may be a copy of a flooded frame. */
    const usedAfter = ({ at }: Told, { shown, last }: FdbEntry): Timestamp | undefined =>
      [shown, last].find(({ frame }) => frame >= at.frame)
    const events: FdbEvent[] = []
    const configured = tables.configured.filter((entry) => {
      const toldOthers = find(entry)
      if (toldOthers === undefined) return true
      const { network, vtep, mac, dst, doubt } = entry
      const at = usedAfter(toldOthers, entry)
      const origin = originOf(mac)
      if (at !== undefined)
        events.push({ network, vtep, mac, dst, before: NO_ADDRESS, at, aged: false, origin, doubt, toldOthers })
      return false
    })
    const fdb = tables.fdb.flatMap((entry) => {
      const isGuess = entry.told === undefined && entry.origin !== Origin.NotLearned
      const toldOthers = isGuess ? find(entry) : undefined
      if (toldOthers === undefined) return [entry]
      const shown = usedAfter(toldOthers, entry)
      return shown === undefined ? [] : [{ ...entry, origin: originOf(entry.mac), shown, toldOthers }]
    })
    for (const event of tables.events) {
      const isGuess = event.told === undefined && event.origin === Origin.ControlPlane && event.dst !== NO_ADDRESS
      const toldOthers = isGuess ? find({ ...event, shown: event.at }) : undefined
      if (toldOthers === undefined) events.push(event)
      else if (toldOthers.at.frame <= event.at.frame) events.push({ ...event, toldOthers })
    }
    return { ...tables, fdb, configured, events: events.sort((x, y) => x.at.frame - y.at.frame) }
  }

  /** Whether the capture has all that was told in its sessions. */
  get #isWhole(): boolean {
    return this.#control.sessionsInPart.length === 0
  }

  /** What was told first of each station, router and VTEP that wants floods, whoever was told; by network, MAC and next hop. */
  #firstTold(): ReadonlyMap<string, Told> {
    const first = new Map<string, Told>()
    for (const { network: carrier, route, path, kind } of this.#control.rib.events) {
      if (route.family !== 'evpn' || (kind !== 'told' && kind !== 'changed')) continue
      const { vni, routedVni, at } = path
      const { nextHop, routerMac } = path.attributes
      const { type } = route
      const add = (of: number, mac: number): void => {
        const network = of < 0 ? NO_NETWORK : this.#number(carrier, of, at)
        const key = `${network} ${mac} ${nextHop}`
        if (network !== NO_NETWORK && !first.has(key)) first.set(key, toldOf(route, path))
      }
      if (type === RouteType.MacIp) add(vni, route.mac)
      if (type === RouteType.InclusiveMulticast) add(vni, 0)
      if (routerMac !== 0) add(routedVni, routerMac)
    }
    return first
  }

  /** The neighbours that hosts know, and those that VTEPs answer for because BGP told them. */
  neighbours({ neighbours, neighbourEvents }: Neighbours): Neighbours {
    if (!this.isThere) return { neighbours, neighbourEvents }
    const own = this.#ownTargets()
    const told = this.#control.tables.entries.flatMap((entry): readonly Neighbour[] => {
      const place =
        entry.subject !== Subject.Neighbour || this.#isGone(entry) !== undefined ? undefined : this.#place(entry)
      if (place === undefined || isForeign(own, this.#control, entry)) return []
      const { network, vtep: host, mac } = place
      const { at } = entry.told
      return [
        {
          network,
          host,
          hostMac: 0,
          ip: entry.ip,
          mac,
          learned: at,
          last: at,
          how: 'bgp',
          failed: false,
          stale: false,
          told: entry.told,
        },
      ]
    })
    const events = this.#control.tables.changes.flatMap((change) => {
      const place = change.subject === Subject.Neighbour ? this.#place(change) : undefined
      if (place === undefined || isForeign(own, this.#control, change)) return []
      const mac = change.dst === NO_ADDRESS ? 0 : change.mac
      const { network, vtep: host } = place
      return [{ network, host, ip: change.ip, mac, before: change.macBefore, at: change.at, how: 'bgp' } as const]
    })
    return {
      neighbours: [...neighbours, ...told],
      neighbourEvents: [...neighbourEvents, ...events].sort((x, y) => x.at.frame - y.at.frame),
    }
  }

  /** Moves that packets show, with what BGP says of them, and those that BGP alone tells. */
  moves(moves: readonly Move[]): readonly Move[] {
    if (this.#control.tables.moves.length === 0) return moves
    const left = this.#toldMoves()
    const known = moves.map((move) => {
      const place = left.findIndex(
        ({ network, mac, from, to }) =>
          network === move.network && mac === move.mac && from === move.from && to === move.to,
      )
      return place < 0 ? move : { ...move, told: left.splice(place, 1)[0]!.told }
    })
    const others = left.map(({ network, mac, from, to, before, told }): Move => {
      return {
        network,
        mac,
        from,
        to,
        lastBefore: before,
        at: told.at,
        isRestless: false,
        staleUses: 0,
        staleFrames: [],
        told,
        isByBgpAlone: true,
      }
    })
    return [...known, ...others].sort((x, y) => x.at.frame - y.at.frame)
  }

  #toldMoves(): (Omit<ToldMove, 'vni'> & { readonly carrier: number })[] {
    return this.#control.tables.moves.flatMap(({ vni, ...move }) => {
      const network = this.#number(move.network, vni, move.told.at)
      return network === NO_NETWORK ? [] : [{ ...move, network, carrier: move.network }]
    })
  }

  /** Sequences with what BGP told of their stations, where it did. */
  sequences(sequences: readonly Sequence[]): readonly Sequence[] {
    if (!this.isThere) return sequences
    const teachings = new Map<string, Teaching[]>()
    const moved = new Set<string>()
    const add = (network: number, teaching: Teaching): void => {
      const key = `${network} ${teaching.mac}`
      const of = teachings.get(key) ?? []
      if (of.length === 0) teachings.set(key, of)
      of.push(teaching)
    }
    for (const change of this.#control.tables.changes) {
      const { subject, isRouter, dst: hop, overtaken, mac, told, at, before } = change
      if (subject !== Subject.Station || isRouter || hop === NO_ADDRESS || overtaken > 0) continue
      const place = this.#place(change)
      if (place === undefined) continue
      const { network, vtep } = place
      const speaker = this.#speaker(change.network, told.from)
      if (before !== NO_ADDRESS) moved.add(`${network} ${mac} ${at.frame}`)
      add(network, { speaker, vtep, mac, hop, before, told, at })
    }
    for (const { network, carrier, mac, from: before, to: hop, told, listener } of this.#toldMoves()) {
      if (moved.has(`${network} ${mac} ${told.at.frame}`)) continue
      const [speaker, vtep] = [this.#speaker(carrier, told.from), this.#speaker(carrier, listener)]
      add(network, { speaker, vtep, mac, hop, before, told, at: told.at })
    }
    const routes = new ToldRoutes(this.#networks.addresses)
    for (const { network: carrier, route, path, kind } of this.#control.rib.events) {
      if (path.routedVni < 0 || (kind !== 'told' && kind !== 'changed')) continue
      const [speaker, vtep] = [this.#speaker(carrier, tellerOf(path)), this.#speaker(carrier, listenerOf(path))]
      const { nextHop: hop, routerMac: mac } = path.attributes
      const told = toldOf(route, path)
      const network = this.#number(carrier, path.routedVni, path.at)
      // What a reflector tells a VTEP of its own routes is no news to it.
      if (vtep !== hop) routes.add(network, { speaker, vtep, mac, hop, before: NO_ADDRESS, told, at: path.at })
    }
    return withTold(sequences, (network) => this.#networks.overlayOf(network), teachings, routes)
  }

  /** The VTEP that a speaker is, or its own address. */
  #speaker(carrier: number, speaker: number): number {
    const vtep = this.#control.tables.vtepOf(carrier, speaker)
    return vtep === NO_ADDRESS ? speaker : vtep
  }

  /** The numbers of the targets that each VTEP itself tells a VNI with, when it asks for floods there (type 3). */
  #ownTargets(): OwnTargets {
    const own = new Map<string, Set<string>>()
    for (const { network, route, path, kind } of this.#control.rib.events) {
      if (route.type !== RouteType.InclusiveMulticast || (kind !== 'told' && kind !== 'changed')) continue
      const key = `${network} ${path.vni} ${path.attributes.nextHop}`
      const numbers = own.get(key) ?? new Set()
      if (numbers.size === 0) own.set(key, numbers)
      for (const target of path.attributes.targets) numbers.add(targetNumber(target))
    }
    return own
  }

  /** What a VTEP loses with the network itself: its own routes there are gone. */
  #withdrawnTables(events: readonly FdbEvent[]): readonly FdbEvent[] {
    return this.#control.tables.entries.flatMap((entry) => {
      const gone = entry.subject === Subject.Neighbour ? undefined : this.#isGone(entry)
      const place = gone === undefined ? undefined : this.#place(entry)
      if (gone === undefined || place === undefined) return []
      const last = events.findLast((event) => keyOf(event) === keyOf(place) && event.dst !== NO_ADDRESS)
      return last === undefined ? [] : [{ ...last, dst: NO_ADDRESS, before: last.dst, at: gone }]
    })
  }

  /** When the speaker that was told has given up the network; undefined for one that has it. */
  #isGone({ network, listener, vni }: ToldEntry): Timestamp | undefined {
    const has = this.#control.tables.hasNetwork(network, listener, vni)
    return typeof has === 'boolean' ? undefined : has
  }

  #note(entry: ToldEntry, at: Timestamp): void {
    const network = this.#number(entry.network, entry.vni, at)
    if (network === NO_NETWORK) return
    let of = this.#of.get(network)
    if (of === undefined) {
      of = { vteps: new Map(), frames: [], count: 0, isBridged: false }
      this.#of.set(network, of)
    }
    of.count++
    if (!entry.isRouter) of.isBridged = true
    if (!of.frames.includes(at.frame) && of.frames.length < MAX_FRAMES) of.frames.push(at.frame)
    if (!of.vteps.has(entry.dst)) of.vteps.set(entry.dst, at)
    const own = this.#control.tables.vtepOf(entry.network, entry.listener)
    const has = this.#control.tables.hasNetwork(entry.network, entry.listener, entry.vni)
    if (own !== NO_ADDRESS && has !== false && !of.vteps.has(own)) of.vteps.set(own, at)
  }

  #number(carrier: number, vni: number, at: Timestamp): number {
    const key = `${carrier} ${vni}`
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#networks.told(vni, carrier, at)
      this.#numbers.set(key, number)
    }
    return number
  }

  /** Where an entry stands; undefined for a speaker that is no VTEP of the network, as a reflector is none. */
  #place({ network: carrier, vni, listener, mac, dst, told }: ToldEntry | ToldChange): Place | undefined {
    const network = this.#number(carrier, vni, told.at)
    const vtep = this.#speaker(carrier, listener)
    return network !== NO_NETWORK && this.#vteps.has(`${network} ${vtep}`) ? { network, vtep, mac, dst } : undefined
  }
}

/** By the network that BGP runs in, VNI and VTEP. */
type OwnTargets = ReadonlyMap<string, ReadonlySet<string>>

/** The last number of a target: the AS in front may be another for each leaf (RFC 8365 §5.1.2.1). */
const targetNumber = (target: string): string => target.slice(target.lastIndexOf(':') + 1)

/** Whether the VTEP that was told tells the VNI itself, and with none of the targets that this was told with. */
function isForeign(own: OwnTargets, { tables }: Control, { network, vni, listener, told }: ToldEntry): boolean {
  const vtep = tables.vtepOf(network, listener)
  const numbers = own.get(`${network} ${vni} ${vtep === NO_ADDRESS ? listener : vtep}`)
  if (numbers === undefined || numbers.size === 0 || told.targets.length === 0) return false
  return !told.targets.some((target) => numbers.has(targetNumber(target)))
}

/** The default entry is configured, whoever does it: nobody learns where floods go. */
const originOf = (mac: number): Origin => (mac === 0 ? Origin.Configured : Origin.ControlPlane)

/** Names an entry: of the default one there may be several. */
function keyOf({ network, vtep, mac, dst }: Place): string {
  return `${network} ${vtep} ${mac}${mac === 0 ? ` ${dst}` : ''}`
}
