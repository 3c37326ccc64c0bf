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
import type { Route } from './routes.js'

/** What taught an entry: a route of this type, in this frame, told by this speaker. */
export interface Told {
  readonly type: number
  readonly at: Timestamp
  readonly from: number
  /** MAC mobility's sequence number, 0 without. */
  readonly sequence: number
  readonly isSticky: boolean
  /** The station's address, where the route has it; or the prefix, and its length, -1 of a station. */
  readonly ip: number
  readonly prefixLength: number
  /** The route targets that it was told with: who imports one of them takes it (RFC 7432 §7.10). */
  readonly targets: readonly string[]
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
  /** Whether the station is a router, for packets that are routed into the network (Router's MAC, RFC 9135 §4). */
  readonly isRouter: boolean
  readonly told: Told
  /**
   * The frame since which the listener tells of the station itself; 0 if it does not. Its bridge sends to the port then, and
   * the tunnel's device keeps the entry: FRR takes out what is withdrawn alone, and nobody withdraws from who has it.
   */
  readonly overtaken: number
}

/** A change of such a line; `dst` is `NO_ADDRESS` when it goes, and `before` when it is overtaken. */
export interface ToldChange extends ToldEntry {
  readonly before: number
  readonly macBefore: number
  readonly at: Timestamp
}

/** A station that BGP tells is behind another VTEP than before. */
export interface ToldMove {
  readonly network: number
  readonly vni: number
  readonly mac: number
  readonly from: number
  readonly to: number
  /** When the old place was told. */
  readonly before: Timestamp
  /** Whom it was told first. */
  readonly listener: number
  readonly told: Told
}

/** A MAC address that two VTEPs tell of at a time. */
export interface Rivals {
  readonly network: number
  readonly vni: number
  readonly mac: number
  readonly first: Claimant
  readonly second: Claimant
}

interface Claimant {
  readonly hop: number
  readonly told: Told
}

/** Where a station is, by all that is told. */
interface Home {
  hop: number
  told: Told
  /** The segment of a station with several ways, which several VTEPs tell of. */
  segment: string
  /** Whether another VTEP told of it while it was to stay. */
  isStray: boolean
  /** How many paths there are to it by each next hop. */
  readonly hops: Map<number, number>
}

/** A network in which a speaker has told routes of its own: how many there are, and when the last one went. */
interface OwnNetwork extends Counted {
  readonly speaker: number
  gone: Timestamp
}

/** Routes of a VTEP in a network. */
interface Counted {
  readonly network: number
  readonly vni: number
  routes: number
  /** Of them those that say where floods go, and when the last of those went; frame 0 while one is there, or was never. */
  floods: number
  floodsGone: Timestamp
  /** The frame of the first. */
  readonly first: Timestamp
}

/** The same of a VTEP whose routes others tell alone, as a reflector does. */
interface PassedOn extends Counted {
  readonly vtep: number
}

/** A VNI, and whose routes were told in it. */
export interface ToldNetwork {
  readonly network: number
  readonly vni: number
  readonly members: Omit<PassedOn, 'network' | 'vni'>[]
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
  readonly isRouter: boolean
  readonly claims: Claim[]
  now: ToldEntry | undefined
}

const MAX_LINES = 1 << 17
const MAX_CHANGES = 1 << 15
const LINE_OCTETS = 160 + objectOctets(8) + objectOctets(3) + objectOctets(8) + objectOctets(5) + TIMESTAMP_OCTETS
/** The map of next hops is most of it. */
const HOME_OCTETS = 100 + objectOctets(3) + objectOctets(5) + TIMESTAMP_OCTETS + 200
const MAX_MOVES = 1 << 12
const NO_ROUTES = { routes: 0, floods: 0, floodsGone: NEVER } as const
const MAX_PASSED_ON = 1 << 12
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
  /** By network, speaker and VNI. */
  readonly #own: Map<string, OwnNetwork> = new Map()
  /** By network, VTEP and VNI. */
  readonly #passedOn: Map<string, PassedOn> = new Map()
  /** By network, VNI and MAC address. */
  readonly #homes: Map<string, Home> = new Map()
  readonly #homePlaces: Places
  readonly #moves: ToldMove[] = []
  readonly #rivals: Rivals[] = []
  readonly #strays: Rivals[] = []

  constructor(budget: Budget) {
    this.#places = new Places(budget, MAX_LINES, LINE_OCTETS)
    this.#changePlaces = new Places(budget, MAX_CHANGES, CHANGE_OCTETS)
    this.#homePlaces = new Places(budget, MAX_LINES, HOME_OCTETS)
  }

  /** The VTEP that a speaker is, as far as it has told; `NO_ADDRESS` for one that has told no route of its own. */
  vtepOf(network: number, speaker: number): number {
    return this.#vteps.get(`${network} ${speaker}`) ?? NO_ADDRESS
  }

  /** Moves, in the order of frames. */
  get moves(): readonly ToldMove[] {
    return this.#moves
  }

  /** Stations that one VTEP tells to be in their place for good, and the first other one that tells of them all the same. */
  get strays(): readonly Rivals[] {
    return this.#strays
  }

  /** Those of which none has a higher sequence number than the other, and that both still tell of the station. */
  get rivals(): readonly Rivals[] {
    return this.#rivals.filter(({ network, vni, mac, first, second }) => {
      const hops = this.#homes.get(`${network} ${vni} ${mac}`)?.hops
      return hops?.has(first.hop) === true && hops.has(second.hop)
    })
  }

  /** The networks in which routes were told, each with the VTEPs that have them and where floods go. */
  get networks(): readonly ToldNetwork[] {
    const found = new Map<string, ToldNetwork>()
    const add = ({ network, vni, routes, floods, floodsGone, first }: Counted, vtep: number): void => {
      const name = `${network} ${vni}`
      const of = found.get(name) ?? { network, vni, members: [] }
      if (of.members.length === 0) found.set(name, of)
      // What a VTEP tells itself comes first: it has told more than others may pass on.
      if (of.members.some((one) => one.vtep === vtep)) return
      of.members.push({ vtep, routes, floods, floodsGone, first })
    }
    for (const own of this.#own.values()) {
      const vtep = this.#vteps.get(`${own.network} ${own.speaker}`)
      if (vtep !== undefined) add(own, vtep)
    }
    for (const one of this.#passedOn.values()) add(one, one.vtep)
    return [...found.values()]
  }

  /** Whether a speaker has told routes of its own in a network; when the last of them went, where they are gone. */
  hasNetwork(network: number, speaker: number, vni: number): boolean | Timestamp {
    const own = this.#own.get(`${network} ${speaker} ${vni}`)
    if (own === undefined) return false
    return own.routes > 0 ? true : own.gone
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
    this.#settleHome(network, route, path, before, kind)
    const isGone = kind === 'withdrawn' || kind === 'ended'
    if (!isGone && isOwn(path)) this.#vteps.set(`${network} ${speaker}`, path.attributes.nextHop)
    if (before !== undefined) this.#count(network, speaker, route.type, before, -1, at)
    if (!isGone) this.#count(network, speaker, route.type, path, 1, at)
    for (const listener of [listenerOf(path), speaker]) {
      // What a speaker tells of itself counts in its own tables alone.
      if (listener === speaker && !isOwn(path)) continue
      if (before !== undefined) this.#each(network, listener, route, before, (key) => this.#drop(key, before))
      if (!isGone)
        this.#each(network, listener, route, path, (key, line, mac) => this.#claim(key, line, path, route, mac))
      const keys = new Set<string>()
      if (before !== undefined) this.#each(network, listener, route, before, (key) => keys.add(key))
      this.#each(network, listener, route, path, (key) => keys.add(key))
      for (const key of keys) this.#settle(key, at)
    }
  }

  #count(network: number, speaker: number, type: number, path: Path, by: number, at: Timestamp): void {
    for (const vni of [path.vni, path.routedVni]) {
      if (vni < 0) continue
      const counted = isOwn(path)
        ? this.#ownOf(network, speaker, vni, at)
        : this.#passedOnOf(network, path.attributes.nextHop, vni, at)
      if (counted === undefined) continue
      counted.routes = Math.max(0, counted.routes + by)
      if (type === RouteType.InclusiveMulticast) {
        counted.floods = Math.max(0, counted.floods + by)
        counted.floodsGone = counted.floods === 0 && by < 0 ? at : NEVER
      }
      if ('gone' in counted && counted.routes === 0) counted.gone = at
    }
  }

  #ownOf(network: number, speaker: number, vni: number, at: Timestamp): OwnNetwork {
    const key = `${network} ${speaker} ${vni}`
    const own = this.#own.get(key) ?? { network, vni, speaker, ...NO_ROUTES, first: at, gone: at }
    this.#own.set(key, own)
    return own
  }

  #passedOnOf(network: number, vtep: number, vni: number, at: Timestamp): PassedOn | undefined {
    const key = `${network} ${vtep} ${vni}`
    const known = this.#passedOn.get(key)
    if (known !== undefined || this.#passedOn.size === MAX_PASSED_ON) return known
    const one = { network, vni, vtep, ...NO_ROUTES, first: at }
    this.#passedOn.set(key, one)
    return one
  }

  /** Keeps where a station is, by all that is told: who reflects a route does not change that. */
  #settleHome(network: number, route: Route, path: Path, before: Path | undefined, kind: RibEvent['kind']): void {
    const { type, mac } = route
    const { vni, attributes } = path
    if (type !== RouteType.MacIp || vni < 0) return
    const key = `${network} ${vni} ${mac}`
    const home = this.#homes.get(key)
    if (home !== undefined && before !== undefined && before.vni === vni) {
      const left = (home.hops.get(before.attributes.nextHop) ?? 0) - 1
      if (left > 0) home.hops.set(before.attributes.nextHop, left)
      else home.hops.delete(before.attributes.nextHop)
    }
    if (kind === 'withdrawn' || kind === 'ended') return
    const { nextHop, sequence, isSticky, isGateway } = attributes
    const told = toldOf(route, path)
    if (home === undefined) {
      if (this.#homePlaces.has(this.#homes.size))
        this.#homes.set(key, {
          hop: nextHop,
          told,
          segment: path.segment,
          isStray: false,
          hops: new Map([[nextHop, 1]]),
        })
      else this.dropped++
      return
    }
    const isNew = !home.hops.has(nextHop)
    home.hops.set(nextHop, (home.hops.get(nextHop) ?? 0) + 1)
    if (home.hop === nextHop) {
      if (sequence > home.told.sequence) home.told = told
      return
    }
    const isAlike = path.segment !== '' && path.segment === home.segment
    if (home.hops.has(home.hop) && home.told.isSticky && !isSticky) {
      if (isNew && !isGateway && !isAlike && !home.isStray && this.#strays.length < MAX_MOVES) {
        home.isStray = true
        this.#strays.push({
          network,
          vni,
          mac,
          first: { hop: home.hop, told: home.told },
          second: { hop: nextHop, told },
        })
      }
      return
    }
    if (home.hops.has(home.hop) && sequence <= home.told.sequence) {
      const isRival = isNew && sequence === home.told.sequence && !isGateway && mac !== attributes.routerMac && !isAlike
      const claimants = { first: { hop: home.hop, told: home.told }, second: { hop: nextHop, told } }
      if (isRival && this.#rivals.length < MAX_MOVES) this.#rivals.push({ network, vni, mac, ...claimants })
      return
    }
    if (this.#moves.length < MAX_MOVES)
      this.#moves.push({
        network,
        vni,
        mac,
        from: home.hop,
        to: nextHop,
        before: home.told.at,
        listener: listenerOf(path),
        told,
      })
    else this.changesDropped++
    home.hop = nextHop
    home.told = told
    home.segment = path.segment
  }

  /** The lines that a path is about. */
  #each(
    network: number,
    listener: number,
    { type, mac, ip }: Route,
    { vni, routedVni, attributes }: Path,
    visit: (key: string, line: Omit<Line, 'claims' | 'now'>, mac: number) => void,
  ): void {
    const add = (subject: Subject, of: number, station: number, address: number, isRouter = false): void => {
      const about = subject === Subject.Neighbour ? address : station
      const hop = subject === Subject.Flood ? ` ${attributes.nextHop}` : ''
      const key = `${subject} ${network} ${listener} ${of} ${about}${hop}`
      visit(key, { subject, network, vni: of, listener, mac: station, ip: address, isRouter }, station)
    }
    if (type === RouteType.MacIp && vni >= 0) {
      add(Subject.Station, vni, mac, NO_ADDRESS)
      if (ip !== NO_ADDRESS) add(Subject.Neighbour, vni, mac, ip)
    }
    if (type === RouteType.InclusiveMulticast && vni >= 0) add(Subject.Flood, vni, 0, NO_ADDRESS)
    const { routerMac } = attributes
    if (routedVni >= 0 && routerMac !== 0) add(Subject.Station, routedVni, routerMac, NO_ADDRESS, true)
  }

  #claim(key: string, of: Omit<Line, 'claims' | 'now'>, path: Path, route: Route, mac: number): void {
    let line = this.#lines.get(key)
    if (line === undefined) {
      if (!this.#places.has(this.#lines.size)) {
        this.dropped++
        return
      }
      line = { ...of, claims: [], now: undefined }
      this.#lines.set(key, line)
    }
    line.claims.push({ path, mac, told: toldOf(route, path) })
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
    const { subject, network, vni, listener, ip, isRouter, now: before } = line
    const dst = best === undefined ? NO_ADDRESS : best.path.attributes.nextHop
    const isLocal = best !== undefined && (tellerOf(best.path) === listener || dst === this.vtepOf(network, listener))
    if (
      before !== undefined &&
      subject === Subject.Station &&
      (isLocal || (before.overtaken > 0 && best === undefined))
    ) {
      if (before.overtaken > 0) return
      line.now = { ...before, overtaken: at.frame }
      this.#note({ ...line.now, before: before.dst, macBefore: before.mac, at })
      return
    }
    const now =
      best !== undefined && !isLocal
        ? { subject, network, vni, listener, ip, isRouter, mac: best.mac, dst, told: best.told, overtaken: 0 }
        : undefined
    if (line.claims.length === 0) this.#lines.delete(key)
    line.now = now
    if (now?.dst === before?.dst && now?.mac === before?.mac && now?.told.sequence === before?.told.sequence) {
      // Told again, by somebody else or of another address: it is there since the first time.
      if (before === undefined) return
      line.now = { ...before, overtaken: 0 }
      if (before.overtaken > 0) this.#note({ ...line.now, before: before.dst, macBefore: before.mac, at })
      return
    }
    this.#note({
      ...(now ?? before!),
      dst: now?.dst ?? NO_ADDRESS,
      before: before?.dst ?? NO_ADDRESS,
      macBefore: before?.mac ?? 0,
      at,
    })
  }

  #note(change: ToldChange): void {
    if (this.#changePlaces.has(this.#changes.length)) this.#changes.push(change)
    else this.changesDropped++
  }
}

export function toldOf({ type, ip, prefixLength }: Route, path: Path): Told {
  const { sequence, isSticky, targets } = path.attributes
  return { type, at: path.at, from: tellerOf(path), sequence, isSticky, ip, prefixLength, targets }
}

/** Which of two claims counts (RFC 7432 §15.1). */
function better(x: Claim | undefined, y: Claim): Claim {
  if (x === undefined) return y
  if (x.told.isSticky !== y.told.isSticky) return x.told.isSticky ? x : y
  if (x.told.sequence !== y.told.sequence) return x.told.sequence > y.told.sequence ? x : y
  const [hop, other] = [x.path.attributes.nextHop, y.path.attributes.nextHop]
  return other < hop ? y : x
}
