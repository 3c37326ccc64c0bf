/**
 * The routes that speakers have told each other, as far as the capture shows it: by network, family, Route Distinguisher
 * and what the route is about, each with its paths. A path goes when it is withdrawn or when its session ends. Bounded: what
 * finds no room is counted.
 */
import type { AddressTable } from '../tables/address-table.js'
import { type Budget, FRAMES_OCTETS, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import type { Timestamp } from '../timestamps.js'
import type { BgpSession, SessionEnd } from './bgp-sessions.js'
import { type Attributes, type Route, readUpdate, type Told } from './routes.js'

/** What one speaker tells another of a route. */
export interface Path extends Told {
  readonly session: BgpSession
  readonly way: number
  /** The frame with the last octet of its UPDATE; all frames of it where it spans several. */
  readonly at: Timestamp
  readonly frames: readonly number[]
}

export interface RibRoute {
  readonly network: number
  readonly route: Route
  readonly paths: Path[]
}

/** A change, in the order of frames. */
export interface RibEvent {
  readonly network: number
  readonly route: Route
  readonly path: Path
  readonly kind: 'told' | 'changed' | 'withdrawn' | 'ended'
  readonly at: Timestamp
  /** Of `ended`, how its session did. */
  readonly end: SessionEnd | undefined
}

const MAX_ROUTES = 1 << 17
const MAX_PATHS = 1 << 18
const MAX_EVENTS = 1 << 15
const ATTRIBUTES_OCTETS = objectOctets(20)
// Names are some hundred characters, once as a key and once as a text of the route.
const ROUTE_OCTETS = objectOctets(3) + objectOctets(6) + 2 * 100 + 64
const PATH_OCTETS = objectOctets(9) + TIMESTAMP_OCTETS + FRAMES_OCTETS + ATTRIBUTES_OCTETS
const EVENT_OCTETS = objectOctets(6) + TIMESTAMP_OCTETS

export class Rib {
  /** What found no room: routes, paths, changes. */
  dropped = 0
  eventsDropped = 0
  /** Changes so far, of which the first are kept. */
  changes = 0
  readonly #addresses: AddressTable
  readonly #routes: Map<string, RibRoute> = new Map()
  readonly #routePlaces: Places
  readonly #pathPlaces: Places
  readonly #eventPlaces: Places
  #paths = 0
  readonly #events: RibEvent[] = []
  /** By session: the routes that it has paths to. */
  readonly #bySession: Map<BgpSession, Set<string>> = new Map()
  readonly #onChange: (event: RibEvent, before: Path | undefined) => void

  constructor(addresses: AddressTable, budget: Budget, onChange: (event: RibEvent, before: Path | undefined) => void) {
    this.#addresses = addresses
    this.#onChange = onChange
    this.#routePlaces = new Places(budget, MAX_ROUTES, ROUTE_OCTETS)
    this.#pathPlaces = new Places(budget, MAX_PATHS, PATH_OCTETS)
    this.#eventPlaces = new Places(budget, MAX_EVENTS, EVENT_OCTETS)
  }

  get routes(): Iterable<RibRoute> {
    return this.#routes.values()
  }

  get events(): readonly RibEvent[] {
    return this.#events
  }

  /** Takes an UPDATE. */
  update(
    session: BgpSession,
    way: number,
    v: DataView,
    o: number,
    end: number,
    at: Timestamp,
    frames: readonly number[],
  ): void {
    const of = [...frames]
    readUpdate(this.#addresses, v, o, end, (route, told, pathId) => {
      const key = `${session.network} ${route.family} ${route.rd} ${route.prefix}`
      if (told === undefined) this.#withdraw(key, session, way, pathId, at)
      else this.#tell(key, route, { ...told, session, way, at, frames: of })
    })
  }

  /** A session has ended: what was told in it is so no more (RFC 4271 §8.2.2). */
  ended(session: BgpSession): void {
    const keys = this.#bySession.get(session) ?? []
    this.#bySession.delete(session)
    for (const key of keys) {
      const known = this.#routes.get(key)
      if (known === undefined) continue
      for (const path of known.paths.filter((one) => one.session === session)) {
        this.#remove(key, known, path, 'ended', session.end!.at)
      }
    }
  }

  #tell(key: string, route: Route, path: Path): void {
    let known = this.#routes.get(key)
    if (known === undefined) {
      if (!this.#routePlaces.has(this.#routes.size)) {
        this.dropped++
        return
      }
      known = { network: path.session.network, route, paths: [] }
      this.#routes.set(key, known)
    }
    const place = known.paths.findIndex((one) => isSame(one, path.session, path.way, path.pathId))
    const before = known.paths[place]
    if (before !== undefined && isAlike(before, path)) return
    if (before === undefined && !this.#pathPlaces.has(this.#paths)) {
      this.dropped++
      if (known.paths.length === 0) this.#routes.delete(key)
      return
    }
    if (before === undefined) {
      this.#paths++
      known.paths.push(path)
      const keys = this.#bySession.get(path.session) ?? new Set()
      if (keys.size === 0) this.#bySession.set(path.session, keys)
      keys.add(key)
    } else known.paths[place] = path
    this.#note(known, path, before === undefined ? 'told' : 'changed', path.at, before)
  }

  #withdraw(key: string, session: BgpSession, way: number, pathId: number, at: Timestamp): void {
    const known = this.#routes.get(key)
    const path = known?.paths.find((one) => isSame(one, session, way, pathId))
    if (known !== undefined && path !== undefined) this.#remove(key, known, path, 'withdrawn', at)
  }

  #remove(key: string, known: RibRoute, path: Path, kind: 'withdrawn' | 'ended', at: Timestamp): void {
    known.paths.splice(known.paths.indexOf(path), 1)
    this.#paths--
    if (known.paths.length === 0) this.#routes.delete(key)
    this.#note(known, path, kind, at, path)
  }

  #note(
    { network, route }: RibRoute,
    path: Path,
    kind: RibEvent['kind'],
    at: Timestamp,
    before: Path | undefined,
  ): void {
    const event = { network, route, path, kind, at, end: kind === 'ended' ? path.session.end : undefined }
    this.changes++
    if (this.#eventPlaces.has(this.#events.length)) this.#events.push(event)
    else this.eventsDropped++
    this.#onChange(event, before)
  }
}

function isSame(path: Path, session: BgpSession, way: number, pathId: number): boolean {
  return path.session === session && path.way === way && path.pathId === pathId
}

/** Whether a route told again says nothing new, as after a route refresh. */
function isAlike(x: Path, y: Path): boolean {
  return (
    x.vni === y.vni &&
    x.routedVni === y.routedVni &&
    x.gateway === y.gateway &&
    x.segment === y.segment &&
    (x.attributes === y.attributes || attributesText(x.attributes) === attributesText(y.attributes))
  )
}

const attributesText = (attributes: Attributes): string => JSON.stringify(attributes)

/** The speaker that tells a path, and the one that it is told. */
export const tellerOf = ({ session, way }: Path): number => session.ends[way]!
export const listenerOf = ({ session, way }: Path): number => session.ends[way ^ 1]!

/** Whether the teller has the route itself: it came from no reflector and from no other autonomous system. */
export function isOwn({ attributes, session, way }: Path): boolean {
  if (attributes.originator !== -1) return false
  const { asPath } = attributes
  // Where both ends are in one AS its number is not in the path.
  return asPath.length === 0 || (asPath.length === 1 && (session.as[way] === 0 || session.as[way] === asPath[0]))
}
