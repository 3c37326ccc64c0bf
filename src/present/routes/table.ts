/**
 * The routes that BGP told: a table of all, as they are at a moment, and what changed between two. A path that one speaker
 * tells several others is one path.
 */
import type { BgpSession } from '../../analysis/control/bgp-sessions.js'
import { listenerOf, type Path, type RibEvent, type RibRoute, tellerOf } from '../../analysis/control/rib.js'
import type { Family, Route } from '../../analysis/control/routes.js'
import { isUpTo } from '../learn/snapshot.js'
import type { When } from '../learn/table-lines.js'

/** A path, and whom its teller has told it. */
export interface ToldPath {
  readonly path: Path
  readonly from: number
  readonly to: readonly number[]
  readonly frames: readonly number[]
}

export interface TableRoute {
  readonly network: number
  readonly route: Route
  readonly paths: readonly ToldPath[]
}

const FAMILIES: readonly Family[] = ['evpn', 'ipv4', 'ipv6']

/** In the order of family, Route Distinguisher and route. */
export function routeTable(routes: Iterable<RibRoute>): readonly TableRoute[] {
  return [...routes]
    .map(({ network, route, paths }) => ({ network, route, paths: toldPaths(paths) }))
    .sort(
      (x, y) =>
        x.network - y.network ||
        FAMILIES.indexOf(x.route.family) - FAMILIES.indexOf(y.route.family) ||
        natural(x.route.rd, y.route.rd) ||
        natural(x.route.prefix, y.route.prefix),
    )
}

/** The routes that there were at a moment, by their changes until then. */
export function routesAt(events: readonly RibEvent[], when: When): readonly TableRoute[] {
  const routes = new Map<string, RibRoute>()
  for (const { network, route, path, kind, at } of events) {
    if (!isUpTo(at, when)) continue
    const key = nameOf(network, route)
    const known = routes.get(key) ?? { network, route, paths: [] }
    const paths = known.paths.filter((one) => !isSame(one, path))
    if (kind === 'told' || kind === 'changed') paths.push(path)
    if (paths.length === 0) routes.delete(key)
    else routes.set(key, { network, route, paths })
  }
  return routeTable(routes.values())
}

/** A route that is new, gone, or has other paths than before. */
export interface RouteChange {
  readonly sign: '+' | '-' | '~'
  readonly route: TableRoute
  readonly before: TableRoute | undefined
}

export function routeChanges(before: readonly TableRoute[], after: readonly TableRoute[]): readonly RouteChange[] {
  const was = new Map(before.map((route) => [nameOf(route.network, route.route), route]))
  const changes: RouteChange[] = []
  for (const route of after) {
    const key = nameOf(route.network, route.route)
    const old = was.get(key)
    was.delete(key)
    if (old === undefined) changes.push({ sign: '+', route, before: undefined })
    else if (hopsOf(old) !== hopsOf(route)) changes.push({ sign: '~', route, before: old })
  }
  for (const route of was.values()) changes.push({ sign: '-', route, before: route })
  return changes
}

const hopsOf = ({ paths }: TableRoute): string =>
  [
    ...new Set(
      paths.map(({ path, from }) => `${from} ${path.attributes.nextHop} ${path.vni} ${path.attributes.sequence}`),
    ),
  ]
    .sort()
    .join()

const nameOf = (network: number, { family, rd, prefix }: Route): string => `${network} ${family} ${rd} ${prefix}`

/** The sessions that had begun by a moment, as they were then. */
export function sessionsAt(sessions: readonly BgpSession[], when: When): readonly BgpSession[] {
  return sessions
    .filter(({ first }) => isUpTo(first, when))
    .map((session) =>
      session.end === undefined || isUpTo(session.end.at, when) ? session : { ...session, end: undefined },
    )
}

const isSame = (x: Path, y: Path): boolean => x.session === y.session && x.way === y.way && x.pathId === y.pathId

function toldPaths(paths: readonly Path[]): readonly ToldPath[] {
  const told = new Map<string, { path: Path; from: number; to: number[]; frames: number[] }>()
  for (const path of paths) {
    const { attributes, vni, routedVni, gateway, pathId } = path
    const from = tellerOf(path)
    const key = JSON.stringify([from, attributes, vni, routedVni, gateway, pathId])
    const known = told.get(key)
    if (known === undefined) told.set(key, { path, from, to: [listenerOf(path)], frames: [path.at.frame] })
    else {
      known.to.push(listenerOf(path))
      known.frames.push(path.at.frame)
    }
  }
  return [...told.values()]
}

/** Numbers by what they count: `10.0.0.9:2` in front of `10.0.0.10:2`. */
function natural(x: string, y: string): number {
  return COLLATOR.compare(x, y)
}

const COLLATOR = new Intl.Collator('en', { numeric: true })
