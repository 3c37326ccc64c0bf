/**
 * The forwarding table of each VTEP, made from what was sent to its own address and to its groups: the later packet
 * wins. And the entries that must be in it although no packet taught them.
 */
import { NO_ADDRESS } from '../tables/address-table.js'
import { objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { groupBy } from '../tables/group-by.js'
import { NumberMap } from '../tables/number-map.js'
import { NEVER, type Timestamp } from '../timestamps.js'
import type { Networks } from '../tunnels/networks.js'
import { NO_ENDPOINT } from '../tunnels/networks.js'
import { type Place, placesOf, putIn } from './configured-entries.js'
import { Doubt, type FdbEntry, type FdbEvent, Learns, Origin, type UsedLate } from './facts.js'
import {
  type Fdb,
  type FloodRow,
  type FormerUse,
  type LearnedEvent,
  type LearnedRow,
  learns,
  Member,
  type UseRow,
} from './fdb.js'
import type { Memberships } from './memberships.js'

/** An endpoint that is a VTEP of a network. */
export interface VtepRow {
  readonly network: number
  readonly endpoint: number
  readonly first: Timestamp
  readonly sends: boolean
  /** Whether it certainly has the network: it sends in it, or it joined a group that no other network uses. */
  readonly proven: boolean
  /** The frame in which it joined its group; 0 when it had joined before the capture, or has none. */
  readonly joined: number
}

/** The tables of all VTEPs. */
export interface AllTables {
  readonly fdb: readonly FdbEntry[]
  /** What was there before any packet. */
  readonly configured: readonly FdbEntry[]
  readonly usedLate: readonly UsedLate[]
  readonly events: readonly FdbEvent[]
  /** VTEPs whose tables were not made, since the others filled the room that there is. */
  readonly omitted: number
}

/** More endpoints than there are. */
const ENDPOINTS = 2 ** 21
/** Entries of all tables together. Every VTEP of a group learns the same, so there may be many more than packets. */
const MAX_ENTRIES = 1 << 16
const ENTRY_OCTETS = objectOctets(8) + 2 * TIMESTAMP_OCTETS
/** Senders and other networks that are compared to find silent VTEPs that belong only to other networks. */
const MAX_COMPARED = 64

/** What the tables are made of besides packets. */
interface TableSetting {
  readonly vteps: readonly VtepRow[]
  /** Whether VTEPs learn, by network. */
  readonly learns: (network: number) => Learns
  /** Whether entries may be static where they are taken for learned. */
  readonly mayBeStatic: (network: number) => boolean
  /** The multicast group that all VTEPs of a network flood to; `NO_ENDPOINT` if there is none or more than one. */
  readonly groupOf: (network: number) => number
  /** The first packet from one end that did not arrive at another one any more; undefined where they do arrive. */
  readonly brokenSince: (network: number, from: number, to: number) => Timestamp | undefined
  readonly end: Timestamp
  /** Seconds; entries not refreshed for longer are gone. */
  readonly ageing: number
}

/** The tables as they are at the end, each made when somebody asks for it; `allUses` are those that `fdb` knows. */
export class VtepTables {
  readonly #networks: Networks
  readonly #fdb: Fdb
  readonly #allUses: readonly UseRow[]
  readonly #setting: TableSetting
  #ofAll: AllTables | undefined
  #grouped: Grouped | undefined

  constructor(networks: Networks, fdb: Fdb, allUses: readonly UseRow[], setting: TableSetting) {
    this.#networks = networks
    this.#fdb = fdb
    this.#allUses = allUses
    this.#setting = setting
  }

  get all(): AllTables {
    this.#ofAll ??= this.#makeAll()
    return this.#ofAll
  }

  /** The table of one VTEP of a network at the end. */
  entries(network: number, endpoint: number): readonly FdbEntry[] {
    const vtep = this.#setting.vteps.find((row) => row.network === network && row.endpoint === endpoint)
    return vtep === undefined || !learns(this.#networks.typeOf(network)) ? NONE : this.#table(vtep).entries()
  }

  #makeAll(): AllTables {
    const tables = { fdb: [] as FdbEntry[], configured: [] as FdbEntry[], usedLate: [] as UsedLate[] }
    const changes: FdbEvent[] = []
    let omitted = 0
    const most = this.#networks.budget.most(MAX_ENTRIES, ENTRY_OCTETS)
    for (const vtep of this.#setting.vteps) {
      if (!learns(this.#networks.typeOf(vtep.network))) continue
      if (tables.fdb.length >= most || changes.length >= most) {
        omitted++
        continue
      }
      const table = this.#table(vtep)
      for (const event of table.events) changes.push(event)
      for (const entry of table.configured) tables.configured.push(entry)
      for (const entry of table.entries()) tables.fdb.push(entry)
      for (const late of table.usedLate()) tables.usedLate.push(late)
    }
    return { ...tables, events: changes.sort((x, y) => x.at.frame - y.at.frame), omitted }
  }

  #table(vtep: VtepRow): VtepTable {
    this.#grouped ??= grouped(this.#fdb, this.#allUses)
    const { learned, events, uses, formerUses, places, floods } = this.#grouped
    const { network, endpoint } = vtep
    const own = keyOf(network, endpoint)
    const groups = this.#fdb.groupsOf(network).map((group) => keyOf(network, group))
    return new VtepTable(this.#networks, this.#fdb, vtep, this.#setting, {
      learned: together(learned, own, groups),
      events: together(events, own, groups),
      uses: uses.get(own) ?? NONE,
      formerUses: formerUses.get(own) ?? NONE,
      places,
      floods: floods.get(own) ?? NONE,
    })
  }
}

/** What all VTEPs' tables are made of, by network and endpoint. */
type Grouped = Readonly<{
  [K in Exclude<keyof Rows, 'places'>]: NumberMap<Rows[K]>
}> &
  Pick<Rows, 'places'>

function grouped(fdb: Fdb, allUses: readonly UseRow[]): Grouped {
  const of = (endpoint: number, station: number): number => keyOf(fdb.stations.networkOf(station), endpoint)
  const moves = groupBy(fdb.stations.moves, ({ station }) => station)
  return {
    learned: groupBy(fdb.learned(), (row) => of(row.listener, row.station)),
    events: groupBy(fdb.events, (event) => of(event.listener, event.station)),
    uses: groupBy(allUses, (row) => of(row.vtep, row.station)),
    formerUses: groupBy(fdb.formerUses, (row) => of(row.vtep, row.station)),
    floods: groupBy(fdb.floods(), (row) => keyOf(row.network, row.vtep)),
    places: (station) => placesOf(fdb.stations, station, moves.get(station) ?? NONE),
  }
}

function keyOf(network: number, endpoint: number): number {
  return network * ENDPOINTS + endpoint
}

// There are many VTEPs without any.
const NONE: readonly never[] = []
const NO_STATIONS: ReadonlySet<number> = new Set()
const NOT_USED: ReadonlyMap<number, number> = new Map()

/** The rows of a VTEP and of the groups that it may be in. Most are in none, and have rows of their own alone. */
function together<T>(rows: NumberMap<readonly T[]>, own: number, groups: readonly number[]): readonly T[] {
  const first = rows.get(own) ?? NONE
  const others = groups.flatMap((group) => rows.get(group) ?? NONE)
  return others.length === 0 ? first : [...first, ...others]
}

/** What concerns one VTEP in one network. */
interface Rows {
  /** What its own address was told and what its groups were. */
  readonly learned: readonly LearnedRow[]
  readonly events: readonly LearnedEvent[]
  readonly uses: readonly UseRow[]
  readonly formerUses: readonly FormerUse[]
  readonly floods: readonly FloodRow[]
  /** Where a station has been. */
  readonly places: (station: number) => readonly Place[]
}

/** What a station's packets say of its place. */
interface Teaching {
  readonly station: number
  readonly destination: number
  readonly changed: Timestamp
  readonly last: Timestamp
  /** The last packet that told of another place. */
  readonly lastBefore: number
  readonly dontLearn: boolean
  /** Whether its last packets did not arrive: `last` is the first of those. */
  readonly isCut?: boolean
}

class VtepTable {
  /** Changes in the order of frames. */
  readonly events: readonly FdbEvent[]
  /** What was there before any packet. */
  readonly configured: readonly FdbEntry[]
  /** Entries that are there at the end and that no packet has taught. */
  readonly #standing: FdbEntry[] = []
  /** Earlier changes of such entries, as the VTEP's packets show. */
  readonly #put: FdbEvent[] = []
  readonly #networks: Networks
  readonly #fdb: Fdb
  readonly #vtep: VtepRow
  readonly #setting: TableSetting
  readonly #rows: Rows
  readonly #learns: boolean
  readonly #winners: readonly Teaching[]
  /** Stations that are known only from packets that the VTEP may have refused. */
  readonly #doubtful: ReadonlySet<number> = NO_STATIONS
  /** The last frame that the VTEP sent to a station. If it is later than a doubtful packet, that one was taken. */
  readonly #usedUntil: ReadonlyMap<number, number> = NOT_USED
  /** Since when a station's place holds, from the events. Rows of several listeners may say it wrongly. */
  readonly #since: Map<number, { readonly destination: number; readonly at: Timestamp }> = new Map()

  constructor(networks: Networks, fdb: Fdb, vtep: VtepRow, setting: TableSetting, rows: Rows) {
    this.#networks = networks
    this.#fdb = fdb
    this.#vtep = vtep
    this.#setting = setting
    this.#rows = rows
    this.#learns = setting.learns(vtep.network) === Learns.Yes
    const doubtful = rows.learned.filter((row) => row.doubtful)
    if (doubtful.length > 0) {
      const sure = new Set(rows.learned.filter((row) => !row.doubtful).map(stationOf))
      this.#doubtful = new Set(doubtful.map(stationOf).filter((station) => !sure.has(station)))
      this.#usedUntil = new Map(rows.uses.map((use) => [use.station, use.last.frame]))
    }
    this.#winners = this.#teachings()
    this.configured = this.#configured()
    this.events = this.#changes()
  }

  /** The table at the end. */
  entries(): readonly FdbEntry[] {
    const taught = this.#winners.filter((row) => this.#isFresh(row.last))
    const put = new Set(this.#standing.map(({ mac }) => mac))
    const entries: FdbEntry[] = []
    const macs = new Set<number>()
    for (const row of taught) {
      const mac = this.#fdb.stations.macOf(row.station)
      if (!this.#learns && (put.has(mac) || this.#fdb.stations.isAt(row.station, this.#vtep.endpoint))) continue
      macs.add(mac)
      const since = this.#since.get(row.station)
      const isEarlier = since?.destination === row.destination && since.at.frame < row.changed.frame
      entries.push({
        ...this.#place(mac, row.destination),
        origin: this.#learns ? Origin.Learned : Origin.NotLearned,
        shown: isEarlier ? since.at : row.changed,
        last: row.last,
        ...(row.isCut && { isCut: true }),
        doubt: this.#doubt(row.dontLearn),
        wouldTeach: 0,
      })
    }
    return entries.concat(this.#standing.filter(({ mac }) => !macs.has(mac)))
  }

  /** What kernels before 6.15 would still have at the end. */
  *usedLate(): Generator<UsedLate> {
    if (!this.#learns) return
    const { end, ageing } = this.#setting
    const uses = new Map(this.#rows.uses.map((use) => [use.station, use]))
    for (const { station, destination, last } of this.#winners) {
      const use = uses.get(station)
      if (this.#isFresh(last) || use === undefined || use.destination !== destination) continue
      if (use.last.seconds - last.seconds > ageing || end.seconds - use.last.seconds > ageing) continue
      yield { ...this.#place(this.#fdb.stations.macOf(station), destination), last, used: use.last.frame }
    }
  }

  #isFresh({ seconds }: Timestamp): boolean {
    return this.#setting.end.seconds - seconds <= this.#setting.ageing
  }

  #doubt(dontLearn: boolean): Doubt {
    if (!this.#vtep.proven) return Doubt.SilentVtep
    return this.#doubtOf(dontLearn)
  }

  #doubtOf(dontLearn: boolean): Doubt {
    if (dontLearn) return Doubt.DontLearn
    return this.#learns && this.#setting.mayBeStatic(this.#vtep.network) ? Doubt.MayBeStatic : Doubt.None
  }

  /** Default destinations, and unicast to a place that no packet told of or, where nobody learns, to any place. */
  #configured(): readonly FdbEntry[] {
    const { floods, uses, learned } = this.#rows
    const put = (
      mac: number,
      destination: number,
      shown: Timestamp,
      last: Timestamp,
      more: Partial<FdbEntry>,
    ): FdbEntry => ({
      ...this.#place(mac, destination),
      origin: Origin.Configured,
      shown,
      last,
      doubt: Doubt.None,
      wouldTeach: 0,
      ...more,
    })
    const defaults = floods.map((row) => put(0, row.destination, row.first, row.first, {}))
    const group = this.#setting.groupOf(this.#vtep.network)
    // A member of the group floods to the group.
    if (group !== NO_ENDPOINT && floods.length === 0 && this.#vtep.proven)
      defaults.push(put(0, group, NEVER, NEVER, {}))
    const only = floods.length === 1 ? floods[0]!.destination : NO_ENDPOINT
    const teachers = new Map(learned.map((row) => [row.station, row]))
    const doubt = this.#setting.learns(this.#vtep.network) === Learns.No ? Doubt.None : Doubt.LearnedBefore
    const entryOf = (station: number, destination: number, first: Timestamp, last: Timestamp): FdbEntry => {
      const wouldTeach = this.#learns ? 0 : teacherOf(teachers.get(station), destination)
      return put(this.#fdb.stations.macOf(station), destination, first, last, { doubt, wouldTeach })
    }
    if (this.#learns) {
      const before = uses
        .filter((use) => !use.known && use.destination !== NO_ENDPOINT && use.destination !== only)
        .map(({ station, destination, first, last }) => entryOf(station, destination, first, last))
      this.#standing.push(...before, ...defaults)
      return this.#standing
    }
    const before: FdbEntry[] = []
    for (const { station, changes, last } of putIn(
      uses,
      this.#rows.formerUses,
      only,
      this.#vtep.endpoint,
      this.#rows.places,
    )) {
      let former: number = NO_ENDPOINT
      for (const { destination, at, isBefore } of changes) {
        if (isBefore) before.push(entryOf(station, destination, at, at))
        else this.#put.push(this.#putEvent(station, destination, former, at, doubt))
        former = destination
      }
      const now = changes.at(-1)!
      if (now.destination === NO_ENDPOINT) continue
      const entry = entryOf(station, now.destination, now.at, last)
      this.#standing.push(now.isBefore ? entry : { ...entry, origin: Origin.ControlPlane })
    }
    this.#standing.push(...defaults)
    return before.concat(defaults)
  }

  #putEvent(station: number, destination: number, before: number, at: Timestamp, doubt: Doubt): FdbEvent {
    const event = this.#event(this.#fdb.stations.macOf(station), destination, before, at, false)
    return { ...event, origin: Origin.ControlPlane, doubt }
  }

  #changes(): readonly FdbEvent[] {
    if (!this.#vtep.proven) return this.#put
    const put = new Set(this.#learns ? [] : [...this.configured, ...this.#put].map(({ mac }) => mac))
    const changes: FdbEvent[] = [...this.#put]
    const add = (event: FdbEvent): void => {
      if (!put.has(event.mac)) changes.push(event)
    }
    const inOrder = this.#rows.events
      .filter((event) => event.destination !== this.#vtep.endpoint && this.#isHeard(event))
      .sort((x, y) => x.at.frame - y.at.frame)
    const known = this.#since
    for (const { station, destination, at, expired, dontLearn } of inOrder) {
      const isExpired = expired.frame > 0
      const before = known.get(station)?.destination ?? NO_ENDPOINT
      const mac = this.#fdb.stations.macOf(station)
      if (isExpired && before !== NO_ENDPOINT) add(this.#goes(mac, before, expired))
      if (before === destination && !isExpired) continue
      if (destination === NO_ENDPOINT) known.delete(station)
      else known.set(station, { destination, at })
      add(this.#event(mac, destination, isExpired ? NO_ENDPOINT : before, at, dontLearn))
    }
    for (const { station, destination, last, dontLearn } of this.#winners) {
      const mac = this.#fdb.stations.macOf(station)
      if (known.get(station)?.destination !== destination && this.#fdb.eventsDropped === 0) {
        // The station's place was told before the VTEP could hear it, and again afterwards.
        known.set(station, { destination, at: last })
        add(this.#event(mac, destination, NO_ENDPOINT, last, dontLearn))
      }
      if (!this.#isFresh(last)) add(this.#goes(mac, destination, last))
    }
    return changes
  }

  /** The event in which an entry becomes too old, if nothing refreshes it after `last`. */
  #goes(mac: number, before: number, last: Timestamp): FdbEvent {
    const at = { ...last, seconds: last.seconds + this.#setting.ageing }
    return { ...this.#event(mac, NO_ENDPOINT, before, at, false), aged: true }
  }

  /** For each station the row that spoke last, with the timestamp since when its destination holds. */
  #teachings(): readonly Teaching[] {
    const { endpoint, joined } = this.#vtep
    const winners = new Map<number, Teaching>()
    for (const row of this.#rows.learned) {
      const taught = this.#arrived(row.destination === endpoint ? withoutLast(row) : row)
      if (taught === undefined || (row.doubtful && !this.#isTaken(row.station, row.changed.frame))) continue
      // The VTEP did not hear what came to the group before it joined.
      const since = row.listener === endpoint ? 0 : joined
      if (taught.last.frame < since) continue
      const heard = taught.changed.frame >= since ? taught : { ...taught, changed: taught.last }
      const other = winners.get(row.station)
      winners.set(row.station, other === undefined ? heard : later(heard, other))
    }
    return [...winners.values()]
  }

  /** What a row says, without packets after the way from there broke. */
  #arrived(row: (Teaching & Pick<LearnedRow, 'other'>) | undefined): Teaching | undefined {
    if (row === undefined) return undefined
    const since = this.#brokenSince(row.destination)
    if (since === undefined || row.last.frame < since.frame) return row
    return row.changed.frame < since.frame ? { ...row, last: since, isCut: true } : this.#arrived(withoutLast(row))
  }

  #brokenSince(from: number): Timestamp | undefined {
    return this.#setting.brokenSince(this.#vtep.network, from, this.#vtep.endpoint)
  }

  #isHeard({ station, listener, destination, at }: LearnedEvent): boolean {
    const { endpoint, joined } = this.#vtep
    if (at.frame >= (this.#brokenSince(destination)?.frame ?? Number.POSITIVE_INFINITY)) return false
    return (listener === endpoint || at.frame >= joined) && this.#isTaken(station, at.frame)
  }

  #isTaken(station: number, frame: number): boolean {
    return !this.#doubtful.has(station) || (this.#usedUntil.get(station) ?? 0) > frame
  }

  #place(mac: number, destination: number): Pick<FdbEntry, 'network' | 'vtep' | 'mac' | 'dst'> {
    return { network: this.#vtep.network, vtep: this.#address, mac, dst: this.#networks.addressOf(destination) }
  }

  #event(mac: number, destination: number, before: number, at: Timestamp, dontLearn: boolean): FdbEvent {
    const addressOf = (endpoint: number): number =>
      endpoint === NO_ENDPOINT ? NO_ADDRESS : this.#networks.addressOf(endpoint)
    return {
      network: this.#vtep.network,
      vtep: this.#address,
      mac,
      dst: addressOf(destination),
      before: addressOf(before),
      at,
      aged: false,
      origin: this.#learns ? Origin.Learned : Origin.NotLearned,
      doubt: this.#doubtOf(dontLearn),
    }
  }

  get #address(): number {
    return this.#networks.addressOf(this.#vtep.endpoint)
  }
}

function stationOf({ station }: LearnedRow): number {
  return station
}

/** The frame that would teach a destination to a device that learns; 0 if there is none. */
function teacherOf(teacher: LearnedRow | undefined, destination: number): number {
  if (teacher?.destination === destination) return teacher.changed.frame
  return teacher?.other?.destination === destination ? teacher.other.changed.frame : 0
}

/** What a group knew about a station before the VTEP itself sent for it: a VTEP does not get its own packets. */
function withoutLast({ station, other }: Pick<LearnedRow, 'station' | 'other'>): Teaching | undefined {
  return other === undefined ? undefined : { ...other, station, lastBefore: 0, dontLearn: false }
}

/**
 * Which of two rows about the same station holds: the one that spoke last. Where both say the same, it holds since the
 * first of them said so, unless the other one contradicted it afterwards.
 */
function later(x: Teaching, y: Teaching): Teaching {
  const [last, other] = x.last.frame >= y.last.frame ? [x, y] : [y, x]
  if (other.destination !== last.destination || other.changed.frame > last.changed.frame) return last
  return last.lastBefore > other.changed.frame ? last : { ...last, changed: other.changed }
}

/** The VTEPs of each network: those that send in it or joined its group, and receivers that nothing speaks against. */
export function vtepRows(
  networks: Networks,
  fdb: Fdb,
  memberships: Memberships,
  uses: readonly UseRow[],
): readonly VtepRow[] {
  const members = [...fdb.members()]
  const rows = new NumberMap<VtepRow>()
  const joins = joinsOf(fdb, memberships, uses)
  const add = (row: Omit<VtepRow, 'joined'>): void => {
    const key = keyOf(row.network, row.endpoint)
    if (!rows.has(key)) rows.set(key, { ...row, joined: joins.get(key) ?? 0 })
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

/** The frames in which endpoints joined the group of a network, of those that had been no members before. */
function joinsOf(fdb: Fdb, memberships: Memberships, uses: readonly UseRow[]): ReadonlyMap<number, number> {
  const joins = new Map<number, number>()
  const rows = [...memberships.rows()].filter((row) => row.isNew)
  if (rows.length === 0) return joins
  // An endpoint that sent in this network before has been in it since then.
  const sent = new Map<number, number>()
  const note = (key: number, frame: number): void => {
    sent.set(key, Math.min(frame, sent.get(key) ?? frame))
  }
  for (const { network, vtep, first } of fdb.floods()) note(keyOf(network, vtep), first.frame)
  for (const { station, vtep, first } of uses) note(keyOf(fdb.stations.networkOf(station), vtep), first.frame)
  const networksOf = groupBy(
    [...new Set([...fdb.members()].map(({ network }) => network))].flatMap((network) =>
      fdb.groupsOf(network).map((group) => ({ network, group })),
    ),
    ({ group }) => group,
  )
  for (const { member, group, joined } of rows) {
    for (const { network } of (networksOf.get(group) ?? []).slice(0, MAX_COMPARED)) {
      const key = keyOf(network, member)
      if ((sent.get(key) ?? joined.frame) >= joined.frame) joins.set(key, joined.frame)
    }
  }
  return joins
}

/** Endpoints that joined the groups of these networks. */
function joiners(
  fdb: Fdb,
  memberships: Memberships,
  ofNetworks: ReadonlySet<number>,
): readonly Omit<VtepRow, 'joined'>[] {
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
