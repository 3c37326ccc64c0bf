/**
 * What a VTEP has put into its tables because BGP told it: where stations are (EVPN type 2), where floods go (type 3),
 * where routed packets go (Router's MAC), and which address is which station's. By the speaker that is told; which VTEP it
 * is, is known once it has told routes of its own.
 *
 * Of several that claim a station the sticky one counts, then the one with the higher sequence number, then the lower
 * address (RFC 7432 §15.1). A station that the VTEP tells of itself is not put in.
 */
import { RouteType } from '../../wire/protocols/evpn.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { type Budget, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NEVER, type Timestamp } from '../timestamps.js'
import { isOwn, listenerOf, type Path, type RibEvent, tellerOf } from './rib.js'

/** What taught an entry: a route of this type, in this frame, told by this speaker. */
export interface Told {
  readonly type: number
  readonly at: Timestamp
  readonly from: number
  /** MAC mobility's sequence number, 0 without. */
  readonly sequence: number
  readonly isSticky: boolean
}

/** What an entry is about. */
export const Subject = { Station: 'station', Flood: 'flood', Neighbour: 'neighbour' } as const
export type Subject = (typeof Subject)[keyof typeof Subject]

/** A line of a speaker's tables. */
export interface ToldEntry {
  readonly subject: Subject
  /** The network that BGP runs in, and the VNI. */
  readonly network: number
  readonly vni: number
  /** The speaker that was told. */
  readonly listener: number
  /** 0 for floods. */
  readonly mac: number
  /** Of a neighbour. */
  readonly ip: number
  /** The next hop: where frames go. */
  readonly dst: number
  readonly told: Told
}

/** A change of such a line; `dst` is `NO_ADDRESS` when it goes. */
export interface ToldChange extends ToldEntry {
  readonly before: number
  readonly macBefore: number
  readonly at: Timestamp
}

interface Claim {
  readonly path: Path
  readonly mac: number
  readonly told: Told
}

interface Line {
  readonly subject: Subject
  readonly network: number
  readonly vni: number
  readonly listener: number
  readonly mac: number
  readonly ip: number
  readonly claims: Claim[]
  now: ToldEntry | undefined
}

const MAX_LINES = 1 << 17
const MAX_CHANGES = 1 << 15
const LINE_OCTETS = 160 + objectOctets(8) + objectOctets(3) + objectOctets(8) + objectOctets(5) + TIMESTAMP_OCTETS
const CHANGE_OCTETS = objectOctets(11) + TIMESTAMP_OCTETS

export class ToldTables {
  dropped = 0
  changesDropped = 0
  readonly #lines: Map<string, Line> = new Map()
  readonly #places: Places
  readonly #changes: ToldChange[] = []
  readonly #changePlaces: Places
  /** The VTEP that a speaker is: the next hop of the routes that it has itself. */
  readonly #vteps: Map<string, number> = new Map()

  constructor(budget: Budget) {
    this.#places = new Places(budget, MAX_LINES, LINE_OCTETS)
    this.#changePlaces = new Places(budget, MAX_CHANGES, CHANGE_OCTETS)
  }

  /** The VTEP that a speaker is, as far as it has told; `NO_ADDRESS` for one that has told no route of its own. */
  vtepOf(network: number, speaker: number): number {
    return this.#vteps.get(`${network} ${speaker}`) ?? NO_ADDRESS
  }

  get entries(): readonly ToldEntry[] {
    return [...this.#lines.values()].flatMap(({ now }) => (now === undefined ? [] : [now]))
  }

  /** In the order of frames. */
  get changes(): readonly ToldChange[] {
    return this.#changes
  }

  /** Takes a change of the routes; `before` is the path that was there. */
  observe({ network, route, path, kind, at }: RibEvent, before: Path | undefined): void {
    if (route.family !== 'evpn') return
    const speaker = tellerOf(path)
    const isGone = kind === 'withdrawn' || kind === 'ended'
    if (!isGone && isOwn(path)) this.#vteps.set(`${network} ${speaker}`, path.attributes.nextHop)
    for (const listener of [listenerOf(path), speaker]) {
      // What a speaker tells of itself counts in its own tables alone.
      if (listener === speaker && !isOwn(path)) continue
      if (before !== undefined) this.#each(network, listener, route, before, (key) => this.#drop(key, before))
      if (!isGone) this.#each(network, listener, route, path, (key, line, mac) => this.#claim(key, line, path, route.type, mac))
      const keys = new Set<string>()
      if (before !== undefined) this.#each(network, listener, route, before, (key) => keys.add(key))
      this.#each(network, listener, route, path, (key) => keys.add(key))
      for (const key of keys) this.#settle(key, at)
    }
  }

  /** The lines that a path is about. */
  #each(
    network: number,
    listener: number,
    { type, mac, ip }: RibEvent['route'],
    { vni, routedVni, attributes }: Path,
    visit: (key: string, line: Omit<Line, 'claims' | 'now'>, mac: number) => void,
  ): void {
    const add = (subject: Subject, of: number, station: number, address: number): void => {
      const about = subject === Subject.Neighbour ? address : station
      const hop = subject === Subject.Flood ? ` ${attributes.nextHop}` : ''
      const key = `${subject} ${network} ${listener} ${of} ${about}${hop}`
      visit(key, { subject, network, vni: of, listener, mac: station, ip: address }, station)
    }
    if (type === RouteType.MacIp && vni >= 0) {
      add(Subject.Station, vni, mac, NO_ADDRESS)
      if (ip !== NO_ADDRESS) add(Subject.Neighbour, vni, mac, ip)
    }
    if (type === RouteType.InclusiveMulticast && vni >= 0) add(Subject.Flood, vni, 0, NO_ADDRESS)
    if (routedVni >= 0 && attributes.routerMac !== 0) add(Subject.Station, routedVni, attributes.routerMac, NO_ADDRESS)
  }

  #claim(key: string, of: Omit<Line, 'claims' | 'now'>, path: Path, type: number, mac: number): void {
    let line = this.#lines.get(key)
    if (line === undefined) {
      if (!this.#places.has(this.#lines.size)) {
        this.dropped++
        return
      }
      line = { ...of, claims: [], now: undefined }
      this.#lines.set(key, line)
    }
    const { sequence, isSticky } = path.attributes
    const told = { type, at: path.at, from: tellerOf(path), sequence, isSticky }
    line.claims.push({ path, mac, told })
  }

  #drop(key: string, path: Path): void {
    const line = this.#lines.get(key)
    const place = line?.claims.findIndex((claim) => claim.path === path) ?? -1
    if (place >= 0) line!.claims.splice(place, 1)
  }

  /** Finds out what a line says now. */
  #settle(key: string, at: Timestamp): void {
    const line = this.#lines.get(key)
    if (line === undefined) return
    const best = line.claims.reduce<Claim | undefined>((one, other) => better(one, other), undefined)
    const isLocal = best !== undefined && tellerOf(best.path) === line.listener
    const dst = best === undefined || isLocal ? NO_ADDRESS : best.path.attributes.nextHop
    const before = line.now
    const isThere = dst !== NO_ADDRESS && dst !== this.vtepOf(line.network, line.listener)
    const { subject, network, vni, listener, ip } = line
    const now = isThere ? { subject, network, vni, listener, ip, mac: best!.mac, dst, told: best!.told } : undefined
    if (line.claims.length === 0) this.#lines.delete(key)
    line.now = now
    if (now?.dst === before?.dst && now?.mac === before?.mac && now?.told.sequence === before?.told.sequence) {
      // Told again, by somebody else or of another address: it is there since the first time.
      if (before !== undefined) line.now = before
      return
    }
    if (!this.#changePlaces.has(this.#changes.length)) {
      this.changesDropped++
      return
    }
    this.#changes.push({
      ...(now ?? before!),
      dst: now?.dst ?? NO_ADDRESS,
      before: before?.dst ?? NO_ADDRESS,
      macBefore: before?.mac ?? 0,
      at,
    })
  }
}

/** Which of two claims counts (RFC 7432 §15.1). */
function better(x: Claim | undefined, y: Claim): Claim {
  if (x === undefined) return y
  if (x.told.isSticky !== y.told.isSticky) return x.told.isSticky ? x : y
  if (x.told.sequence !== y.told.sequence) return x.told.sequence > y.told.sequence ? x : y
  const [hop, other] = [x.path.attributes.nextHop, y.path.attributes.nextHop]
  return other < hop ? y : x
}

/** When something was told, or never. */
export const toldAt = (told: Told | undefined): Timestamp => told?.at ?? NEVER
