/**
 * The forwarding table of each VTEP, out of what its own address and its groups were sent: the later packet wins. And
 * what must stand in it although no packet taught it.
 */
import { NO_ADDRESS } from '../address-table.js'
import { MOMENT_OCTETS, objectOctets } from '../budget.js'
import type { Moment } from '../moments.js'
import type { Networks } from '../networks.js'
import { NO_ENDPOINT } from '../networks.js'
import { type FdbEntry, type FdbEvent, Inferred } from './facts.js'
import { type Fdb, type FloodRow, type LearnedEvent, type LearnedRow, learns, Member, type UseRow } from './fdb.js'
import { groupBy } from './group-by.js'
import type { Memberships } from './memberships.js'

/** An endpoint that is a VTEP of a network. */
export interface VtepRow {
  readonly network: number
  readonly endpoint: number
  readonly first: Moment
  readonly sends: boolean
  /** Whether it has the network for sure: it sends in it, or it joined a group that no other network uses. */
  readonly proven: boolean
}

export interface VtepTables {
  readonly vteps: readonly VtepRow[]
  readonly fdb: readonly FdbEntry[]
  readonly events: readonly FdbEvent[]
  /** VTEPs whose tables were not made, since the others filled the room that there is. */
  readonly omitted: number
}

/** More endpoints than there are. */
const ENDPOINTS = 2 ** 21
/** Entries of all tables together. Every VTEP of a group learns the same, so there may be many more than packets. */
const MAX_ENTRIES = 1 << 16
const ENTRY_OCTETS = objectOctets(8) + 2 * MOMENT_OCTETS
/** Senders, and other networks, that are looked at for whether a silent VTEP belongs to other networks only. */
const MAX_COMPARED = 64

/** The tables as they are at `end`; `allUses` are those that `fdb` knows. Entries not refreshed for `ageing` seconds are gone. */
export function vtepTables(
  networks: Networks,
  fdb: Fdb,
  allUses: readonly UseRow[],
  memberships: Memberships,
  end: Moment,
  ageing: number,
): VtepTables {
  const vteps = vtepRows(networks, fdb, memberships)
  const key = (network: number, endpoint: number): number => network * ENDPOINTS + endpoint
  const of = (endpoint: number, station: number): number => key(fdb.stations.networkOf(station), endpoint)
  const learned = groupBy(fdb.learned(), (row) => of(row.listener, row.station))
  const events = groupBy(fdb.events, (event) => of(event.listener, event.station))
  const uses = groupBy(allUses, (row) => of(row.vtep, row.station))
  const floods = groupBy(fdb.floods(), (row) => key(row.network, row.vtep))
  const entries: FdbEntry[] = []
  const changes: FdbEvent[] = []
  let omitted = 0
  const most = networks.budget.most(MAX_ENTRIES, ENTRY_OCTETS)
  for (const vtep of vteps) {
    if (!learns(networks.typeOf(vtep.network))) continue
    if (entries.length >= most || changes.length >= most) {
      omitted++
      continue
    }
    const { network, endpoint } = vtep
    const own = key(network, endpoint)
    const groups = fdb.groupsOf(network).map((group) => key(network, group))
    const table = new VtepTable(networks, fdb, vtep, {
      listeners: 1 + groups.length,
      learned: together(learned, own, groups),
      events: together(events, own, groups),
      uses: uses.get(own) ?? NONE,
      floods: floods.get(own) ?? NONE,
    })
    for (const entry of table.entries(end, ageing)) entries.push(entry)
    for (const event of table.events()) changes.push(event)
  }
  return { vteps, fdb: entries, events: changes.sort((x, y) => x.at.frame - y.at.frame), omitted }
}

// There are many VTEPs without any.
const NONE: readonly never[] = []
const NO_STATIONS: ReadonlySet<number> = new Set()
const NOT_USED: ReadonlyMap<number, number> = new Map()

/** The rows of a VTEP and of the groups that it may be in. Most are in none, and have rows of their own alone. */
function together<T>(rows: ReadonlyMap<number, readonly T[]>, own: number, groups: readonly number[]): readonly T[] {
  const first = rows.get(own) ?? NONE
  const others = groups.flatMap((group) => rows.get(group) ?? NONE)
  return others.length === 0 ? first : [...first, ...others]
}

/** What concerns one VTEP in one network. */
interface Rows {
  /** Addresses that it gets packets by: its own, and its groups'. */
  readonly listeners: number
  readonly learned: readonly LearnedRow[]
  readonly events: readonly LearnedEvent[]
  readonly uses: readonly UseRow[]
  readonly floods: readonly FloodRow[]
}

class VtepTable {
  readonly #networks: Networks
  readonly #fdb: Fdb
  readonly #vtep: VtepRow
  readonly #rows: Rows
  /** Stations of which only packets tell that the VTEP may have refused. */
  readonly #doubtful: ReadonlySet<number> = NO_STATIONS
  /** The last frame that the VTEP sent to a station. If it is later than a doubtful packet, that one was taken. */
  readonly #usedUntil: ReadonlyMap<number, number> = NOT_USED
  /** Unicast to a place that no packet told of, and that is not where everything unknown is sent. */
  readonly #before: readonly UseRow[]

  constructor(networks: Networks, fdb: Fdb, vtep: VtepRow, rows: Rows) {
    this.#networks = networks
    this.#fdb = fdb
    this.#vtep = vtep
    this.#rows = rows
    this.#before = knownBefore(rows)
    const doubtful = rows.learned.filter((row) => row.doubtful)
    if (doubtful.length === 0) return
    const sure = new Set(rows.learned.filter((row) => !row.doubtful).map(stationOf))
    this.#doubtful = new Set(doubtful.map(stationOf).filter((station) => !sure.has(station)))
    this.#usedUntil = new Map(rows.uses.map((use) => [use.station, use.lastFrame]))
  }

  entries(end: Moment, ageing: number): readonly FdbEntry[] {
    const learned = this.#winners().filter((row) => end.seconds - row.last.seconds <= ageing)
    const inferred: Inferred = this.#vtep.proven ? Inferred.No : Inferred.SilentVtep
    const taught = learned.map((row) =>
      this.#entry(this.#fdb.stations.macOf(row.station), row.destination, row.changed, row.last, inferred),
    )
    const stations = this.#before.length === 0 ? NO_STATIONS : new Set(learned.map(stationOf))
    const before = this.#before.filter((use) => !stations.has(use.station))
    const known = before.map((use) =>
      this.#entry(
        this.#fdb.stations.macOf(use.station),
        use.destination,
        use.first,
        { ...use.first, frame: use.lastFrame },
        Inferred.KnownBefore,
      ),
    )
    const defaults = this.#rows.floods.map((row) =>
      this.#entry(0, row.destination, row.first, row.first, Inferred.DefaultDestination),
    )
    return taught.concat(known, defaults)
  }

  events(): readonly FdbEvent[] {
    if (!this.#vtep.proven) return []
    const changes: FdbEvent[] = []
    const inOrder = this.#rows.events
      .filter((event) => event.destination !== this.#vtep.endpoint && this.#isTaken(event.station, event.at.frame))
      .sort((x, y) => x.at.frame - y.at.frame)
    const known = new Map<number, number>()
    for (const { station, destination, at } of inOrder) {
      const before = known.get(station) ?? NO_ENDPOINT
      if (before === destination) continue
      known.set(station, destination)
      changes.push(this.#event(this.#fdb.stations.macOf(station), destination, before, at, Inferred.No))
    }
    const inferred = this.#before.map((use) =>
      this.#event(this.#fdb.stations.macOf(use.station), use.destination, NO_ENDPOINT, use.first, Inferred.KnownBefore),
    )
    return changes.concat(inferred)
  }

  /** For each station the row that spoke last, with the moment since when its destination holds. */
  #winners(): readonly LearnedRow[] {
    const rows = this.#rows.learned.filter(
      (row) =>
        row.destination !== this.#vtep.endpoint && (!row.doubtful || this.#isTaken(row.station, row.changed.frame)),
    )
    // One listener has one row about a station.
    if (this.#rows.listeners === 1) return rows
    const winners = new Map<number, LearnedRow>()
    for (const row of rows) {
      const other = winners.get(row.station)
      winners.set(row.station, other === undefined ? row : later(row, other))
    }
    return [...winners.values()]
  }

  #isTaken(station: number, frame: number): boolean {
    return !this.#doubtful.has(station) || (this.#usedUntil.get(station) ?? 0) > frame
  }

  #entry(mac: number, destination: number, learned: Moment, last: Moment, inferred: Inferred): FdbEntry {
    const { network } = this.#vtep
    return { network, vtep: this.#address, mac, dst: this.#networks.addressOf(destination), learned, last, inferred }
  }

  #event(mac: number, destination: number, before: number, at: Moment, inferred: Inferred): FdbEvent {
    return {
      network: this.#vtep.network,
      vtep: this.#address,
      mac,
      dst: this.#networks.addressOf(destination),
      before: before === NO_ENDPOINT ? NO_ADDRESS : this.#networks.addressOf(before),
      at,
      inferred,
    }
  }

  get #address(): number {
    return this.#networks.addressOf(this.#vtep.endpoint)
  }
}

function stationOf({ station }: LearnedRow): number {
  return station
}

/** Unicast to a place that no packet told of, and that is not where everything unknown is sent. */
function knownBefore({ uses, floods }: Rows): readonly UseRow[] {
  const unknown = uses.filter((use) => !use.known)
  if (unknown.length === 0 || floods.length === 0) return unknown
  const defaults = new Set(floods.map((row) => row.destination))
  return unknown.filter((use) => !defaults.has(use.destination))
}

/**
 * Which of two rows about the same station holds: the one that spoke last. Where both say the same, it holds since the
 * first of them said so, unless the other one contradicted it afterwards.
 */
function later(x: LearnedRow, y: LearnedRow): LearnedRow {
  const [last, other] = x.last.frame >= y.last.frame ? [x, y] : [y, x]
  if (other.destination !== last.destination || other.changed.frame > last.changed.frame) return last
  return last.lastBefore > other.changed.frame ? last : { ...last, changed: other.changed }
}

/** Who is a VTEP of which network: it sends in it, it joined its group, or others send to it and nothing speaks against. */
function vtepRows(networks: Networks, fdb: Fdb, memberships: Memberships): readonly VtepRow[] {
  const members = [...fdb.members()]
  const rows = new Map<number, VtepRow>()
  const add = (row: VtepRow): void => {
    const key = row.network * ENDPOINTS + row.endpoint
    if (!rows.has(key)) rows.set(key, row)
  }
  const senders = members.filter((m) => (m.flags & Member.Sends) !== 0)
  for (const { network, endpoint, first } of senders) add({ network, endpoint, first, sends: true, proven: true })
  for (const row of joiners(fdb, memberships, new Set(members.map((m) => m.network)))) {
    // MLD speaks with a link-local address, which is not the VTEP's (RFC 3810 §5).
    if (!networks.addresses.isLocal(networks.addressOf(row.endpoint))) add(row)
  }
  const sendersIn = new Map<number, Set<number>>()
  for (const [network, of] of groupBy(senders, (m) => m.network)) {
    sendersIn.set(network, new Set(of.map((m) => m.endpoint)))
  }
  const networksOf = groupBy(senders, (m) => m.endpoint)
  for (const { network, endpoint, first, flags } of members) {
    if (flags !== Member.Receives || networks.addresses.isMulticast(networks.addressOf(endpoint))) continue
    const others = (networksOf.get(endpoint) ?? []).slice(0, MAX_COMPARED).map((m) => m.network)
    if (isElsewhere(networks, network, others, sendersIn)) continue
    add({ network, endpoint, first, sends: false, proven: false })
  }
  return [...rows.values()].sort((x, y) => x.network - y.network || x.first.frame - y.first.frame)
}

/** Endpoints that joined the groups of these networks. */
function joiners(fdb: Fdb, memberships: Memberships, ofNetworks: ReadonlySet<number>): readonly VtepRow[] {
  const joined = groupBy(memberships.rows(), (m) => m.group)
  const uses = groupBy(
    [...ofNetworks].flatMap((network) => fdb.groupsOf(network).map((group) => ({ network, group }))),
    (use) => use.group,
  )
  return [...uses].flatMap(([group, networks]) =>
    networks.slice(0, MAX_COMPARED).flatMap(({ network }) =>
      (joined.get(group) ?? []).map((m) => ({
        network,
        endpoint: m.member,
        first: m.joined,
        sends: false,
        proven: networks.length === 1,
      })),
    ),
  )
}

/** Whether an endpoint sends in networks of the same kind but of other numbers, where nobody of `network` sends. */
function isElsewhere(
  networks: Networks,
  network: number,
  others: readonly number[],
  sendersIn: ReadonlyMap<number, ReadonlySet<number>>,
): boolean {
  const { type, port, parent } = networks.network(network)
  const here = firstFew(sendersIn.get(network) ?? [])
  const alike = others.filter((other) => {
    const n = networks.network(other)
    return n.type === type && n.port === port && n.parent === parent
  })
  const isShared = (other: number): boolean => here.some((endpoint) => sendersIn.get(other)?.has(endpoint))
  return learns(type) && alike.length > 0 && !alike.some(isShared)
}

function firstFew(endpoints: Iterable<number>): readonly number[] {
  const few: number[] = []
  for (const endpoint of endpoints) if (few.push(endpoint) === MAX_COMPARED) break
  return few
}
