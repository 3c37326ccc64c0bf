/** `routes --json`: one object, each route and session on a line of its own. Null is what there is none of. */
import type { BgpSession } from '../../analysis/control/bgp-sessions.js'
import type { Route } from '../../analysis/control/routes.js'
import { type AddressTable, NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { addressText, macText } from '../address-text.js'
import { epochText } from '../timestamp-text.js'
import type { RouteChange, TableRoute, ToldPath } from './table.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 1

type Item = Readonly<Record<string, unknown>>

export class RoutesJson {
  readonly #addresses: AddressTable

  constructor(addresses: AddressTable) {
    this.#addresses = addresses
  }

  *table(routes: readonly TableRoute[], sessions: readonly BgpSession[], dropped: number): Generator<string> {
    yield `{"schema":${SCHEMA}`
    yield* list(
      'sessions',
      sessions.map((session) => this.#session(session)),
    )
    yield* list(
      'routes',
      routes.map((route) => this.#route(route)),
    )
    yield `,\n"dropped":${dropped}}\n`
  }

  *changes(changes: readonly RouteChange[]): Generator<string> {
    yield `{"schema":${SCHEMA}`
    yield* list(
      'changes',
      changes.map(({ sign, route, before }) => ({
        sign,
        ...this.#route(route),
        before: before === undefined ? null : before.paths.map((path) => this.#path(path, before.route)),
      })),
    )
    yield '}\n'
  }

  #session({ network, ends, as, first, isWhole, isComplete, end }: BgpSession): Item {
    return {
      network,
      speakers: ends.map((address, i) => ({ address: this.#address(address), as: as[i] === 0 ? null : as[i] })),
      frame: first.frame,
      time: epochText(first),
      whole: isWhole,
      complete: isComplete,
      ended:
        end === undefined
          ? null
          : {
              how: end.how,
              by: this.#address(end.by),
              error: end.error === '' ? null : end.error,
              frame: end.at.frame,
              time: epochText(end.at),
            },
    }
  }

  #route({ network, route, paths }: TableRoute): Item {
    const { family, rd, prefix, type, mac, ip } = route
    return {
      network,
      family,
      rd: rd === '' ? null : rd,
      prefix,
      type: type === 0 ? null : type,
      mac: mac === 0 ? null : macText(mac),
      ip: this.#address(ip),
      paths: paths.map((path) => this.#path(path, route)),
    }
  }

  #path({ path, from, to, frames }: ToldPath, { type }: Route): Item {
    const { attributes: a, vni, routedVni, gateway, pathId } = path
    return {
      nexthop: this.#address(a.nextHop),
      from: this.#address(from),
      to: to.map((address) => this.#address(address)),
      vni: vni < 0 ? null : vni,
      l3vni: routedVni < 0 ? null : routedVni,
      routeTargets: a.targets,
      encapsulation: a.encapsulation < 0 ? null : a.encapsulation,
      sequence: a.sequence,
      sticky: a.isSticky,
      defaultGateway: a.isGateway,
      routerMac: a.routerMac === 0 ? null : macText(a.routerMac),
      originator: this.#address(a.originator),
      clusters: a.clusters.map((cluster) => this.#address(cluster)),
      asPath: a.asPath,
      origin: a.origin,
      localPref: a.localPref ?? null,
      med: a.med ?? null,
      ...(type === IP_PREFIX ? { gateway: this.#address(gateway) } : {}),
      pathId: pathId === 0 ? null : pathId,
      frame: path.at.frame,
      time: epochText(path.at),
      frames: [...new Set([...path.frames, ...frames])].sort((x, y) => x - y),
    }
  }

  #address(address: number): string | null {
    return address === NO_ADDRESS ? null : addressText(this.#addresses, address)
  }
}

const IP_PREFIX = 5

function* list(name: string, items: readonly Item[]): Generator<string> {
  yield `,\n"${name}":[`
  for (const [i, item] of items.entries()) yield `${i === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`
  yield ']'
}
