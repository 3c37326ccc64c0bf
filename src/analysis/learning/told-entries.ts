/**
 * What BGP told, in the words of the tables: entries of VTEPs, neighbours that they answer for, moves. What packets alone
 * let one guess gives way to it; what BGP has not told in this capture stays as packets show it.
 */
import { RouteType } from '../../wire/protocols/evpn.js'
import type { Control } from '../control/control.js'
import { Subject, type ToldChange, type ToldEntry } from '../control/told-tables.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { NumberMap } from '../tables/number-map.js'
import type { Timestamp } from '../timestamps.js'
import { elapsed } from '../totals/traffic.js'
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
  type Step,
  StepKind,
  Via,
} from './facts.js'
import type { AllTables, VtepRow } from './vtep-tables.js'

/** What was told of a network. */
export interface ToldNetwork {
  /** VTEPs in the order in which they were told of, and when. */
  readonly vteps: Map<number, Timestamp>
  /** Frames of the first routes, and how many times a table changed by them. */
  readonly frames: number[]
  count: number
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
    for (const change of control.tables.changes) if (change.dst !== NO_ADDRESS) this.#note(change, change.at)
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
      })
    }
    events.push(...this.#withdrawnTables(events))
    const isGuess = (entry: Place, frame: number): boolean =>
      frame >= (since.get(keyOf(entry)) ?? Number.POSITIVE_INFINITY)
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
      configured: tables.configured.filter((e) => !isGuess(e, e.shown.frame === 0 ? Number.MAX_VALUE : e.shown.frame)),
      events: [...tables.events.filter((event) => !isGuess(event, event.at.frame)), ...events].sort(
        (x, y) => x.at.frame - y.at.frame,
      ),
    }
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
    const left = this.#control.tables.moves.flatMap(({ network: carrier, vni, mac, from, to, before, told }) => {
      const network = this.#number(carrier, vni, told.at)
      return network === NO_NETWORK ? [] : [{ network, mac, from, to, before, told }]
    })
    const known = moves.map((move) => {
      const place = left.findIndex(
        ({ network, mac, from, to }) =>
          network === move.network && mac === move.mac && from === move.from && to === move.to,
      )
      return place < 0 ? move : { ...move, told: left.splice(place, 1)[0]!.told }
    })
    const others = left.map(({ before, told, ...place }): Move => {
      return {
        ...place,
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

  /** Sequences with what BGP told of their stations, where it did: what a VTEP was told before is told first. */
  sequences(sequences: readonly Sequence[]): readonly Sequence[] {
    if (!this.isThere) return sequences
    const changes = new Map<string, Teaching[]>()
    for (const change of this.#control.tables.changes) {
      const place = change.subject === Subject.Station && change.dst !== NO_ADDRESS ? this.#place(change) : undefined
      if (place === undefined) continue
      const key = `${place.network} ${place.mac}`
      const of = changes.get(key) ?? []
      if (of.length === 0) changes.set(key, of)
      of.push({ change, vtep: place.vtep })
    }
    const said = new Set<ToldChange>()
    return sequences.map((sequence) => this.#withTold(sequence, changes, said))
  }

  #withTold(sequence: Sequence, changes: ReadonlyMap<string, readonly Teaching[]>, said: Set<ToldChange>): Sequence {
    const [first, last] = [sequence.steps[0], sequence.steps.at(-1)]
    if (first === undefined || last === undefined) return sequence
    const overlay = this.#networks.overlayOf(sequence.network)
    const ends = new Set(sequence.steps.flatMap(({ fromVtep, toVteps }) => [fromVtep, ...toVteps]))
    const macs = new Set([sequence.targetMac, sequence.initiatorMac])
    const told = [...macs].flatMap((mac) => {
      const of = (changes.get(`${overlay} ${mac}`) ?? []).filter(
        ({ change, vtep }) => ends.has(vtep) && change.at.frame <= last.at.frame && !said.has(change),
      )
      // Of what was told before, the last counts.
      return of.filter(
        ({ change, vtep }) =>
          change.at.frame >= first.at.frame ||
          !of.some((one) => one.vtep === vtep && one.change !== change && isBetween(change, one.change, first)),
      )
    })
    if (told.length === 0) return sequence
    told.sort((x, y) => x.change.at.frame - y.change.at.frame)
    const shown = told.slice(0, MAX_TOLD)
    for (const { change } of shown) said.add(change)
    return inOrder(
      sequence,
      shown.map((teaching) => this.#step(teaching)),
    )
  }

  #step({ change, vtep }: Teaching): Step {
    const { told, dst, mac, at } = change
    const speaker = this.#control.tables.vtepOf(change.network, told.from)
    const { type, sequence } = told
    return {
      number: 0,
      kind: StepKind.Told,
      at,
      sinceFirst: 0,
      sincePrevious: 0,
      from: told.from,
      to: NO_ADDRESS,
      fromMac: 0,
      toMac: 0,
      fromVtep: speaker === NO_ADDRESS ? told.from : speaker,
      toVteps: [vtep],
      via: Via.Plain,
      mac,
      protocol: 0,
      roundTrip: -1,
      retries: 0,
      told: { type, sequence, hop: dst, ip: told.ip },
    }
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
      of = { vteps: new Map(), frames: [], count: 0 }
      this.#of.set(network, of)
    }
    of.count++
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
    const own = this.#control.tables.vtepOf(carrier, listener)
    const vtep = own === NO_ADDRESS ? listener : own
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

/** What a VTEP was told. */
interface Teaching {
  readonly change: ToldChange
  readonly vtep: number
}

/** Steps of a sequence at most that tell what BGP told. */
const MAX_TOLD = 6

/** Whether `later` came between a change and the first step. */
function isBetween(change: ToldChange, later: ToldChange, first: Step): boolean {
  return later.at.frame >= change.at.frame && later.at.frame < first.at.frame
}

/** A sequence with more steps, by their frames, with numbers and times as they are then. */
function inOrder(sequence: Sequence, more: readonly Step[]): Sequence {
  const steps = [...sequence.steps]
  for (const step of more) {
    const behind = steps.findIndex(({ at, kind }) => at.frame > step.at.frame && kind !== StepKind.Missing)
    steps.splice(behind < 0 ? steps.length : behind, 0, step)
  }
  const [first] = steps
  return {
    ...sequence,
    steps: steps.map((step, i) => ({
      ...step,
      number: i + 1,
      sinceFirst: Math.max(0, elapsed(first!.at, step.at)),
      sincePrevious: i === 0 ? 0 : Math.max(0, elapsed(steps[i - 1]!.at, step.at)),
    })),
  }
}

/** The default entry is configured, whoever does it: nobody learns where floods go. */
const originOf = (mac: number): Origin => (mac === 0 ? Origin.Configured : Origin.ControlPlane)

/** Names an entry: of the default one there may be several. */
function keyOf({ network, vtep, mac, dst }: Place): string {
  return `${network} ${vtep} ${mac}${mac === 0 ? ` ${dst}` : ''}`
}
