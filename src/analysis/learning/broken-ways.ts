/**
 * Ways from one VTEP to another that worked until some packet. A host that had answered pings answers none of several
 * more, though it still sends; and nobody behind its VTEP answers the other VTEP any more. Packets on such a way teach
 * nobody anything.
 */
import { NEVER, type Timestamp } from '../timestamps.js'
import { elapsed } from '../totals/traffic.js'
import type { Arrivals } from './arrivals.js'
import { type BrokenWay, type Facts, type Neighbour, type NeighbourEvent, StepKind } from './facts.js'
import type { Pings } from './pings.js'

/** Pings without an answer after some that had one, and the nanoseconds from the first of them to the capture's end. */
const MANY_OPEN = 3
const LONG_ENOUGH = 1e9
/** Octets. Every link under a tunnel takes packets up to this size. */
export const LARGE = 1200
/** Nanoseconds after which Linux gives up a neighbour that does not answer. */
const GIVE_UP = 3e9

/** In the order of the pings that show them; several may show the same way. */
export function brokenWays(pings: readonly Pings[], arrivals: Arrivals, end: Timestamp): readonly BrokenWay[] {
  return pings.flatMap((pair) => {
    const { network, a, b, open, since, lastAnswer, openFrames, openSize, answeredSize } = pair
    if (since === undefined || lastAnswer === undefined || open < MANY_OPEN) return []
    const [from, to] = [arrivals.placeOf(network, a), arrivals.placeOf(network, b)]
    if (from === undefined || to === undefined || from === to) return []
    if (elapsed(since, end) < LONG_ENOUGH) return []
    const proof = arrivals.lastProof(network, from, to)
    if (proof > since.frame || arrivals.lastSpoke(network, b) <= since.frame) return []
    if (arrivals.movedAfter(network, a, 0) || arrivals.movedAfter(network, b, 0)) return []
    const mayBeTooLarge = openSize >= LARGE && openSize > answeredSize
    return [{ network, from, to, since, proof, asker: a, asked: b, open, openFrames, mayBeTooLarge }]
  })
}

/** Since when nothing arrives, by network and the two ends. */
export class Breaks {
  readonly #since: ReadonlyMap<string, Timestamp>

  constructor(ways: readonly BrokenWay[]) {
    const since = new Map<string, Timestamp>()
    for (const way of ways) {
      if (way.mayBeTooLarge) continue
      const key = `${way.network} ${way.from} ${way.to}`
      const before = since.get(key)
      if (before === undefined || way.since.frame < before.frame) since.set(key, way.since)
    }
    this.#since = since
  }

  get any(): boolean {
    return this.#since.size > 0
  }

  /** The first packet from one end that did not arrive at the other any more; undefined where they do arrive. */
  since(network: number, from: number, to: number): Timestamp | undefined {
    return this.#since.get(`${network} ${from} ${to}`)
  }

  arrives(network: number, from: number, to: number, frame: number): boolean {
    return frame < (this.since(network, from, to)?.frame ?? Number.POSITIVE_INFINITY)
  }
}

/** The neighbour entries that are left when packets on broken ways taught nothing. */
export function cutNeighbours(
  { neighbours, neighbourEvents }: Pick<Facts, 'neighbours' | 'neighbourEvents'>,
  { sequences, end }: Pick<Facts, 'sequences' | 'end'>,
  breaks: Breaks,
  arrivals: Arrivals,
): Pick<Facts, 'neighbours' | 'neighbourEvents'> {
  const sinceOf = ({ network, host, ip, how }: Pick<NeighbourEvent, 'network' | 'host' | 'ip' | 'how'>): Timestamp => {
    const [from, to] = [arrivals.placeOf(network, ip), arrivals.placeOf(network, host)]
    // A host that sends to the neighbour does know it.
    if (how === 'unicast' || from === undefined || to === undefined) return NEVER
    return breaks.since(network, from, to) ?? NEVER
  }
  const isTaught = (since: Timestamp, at: Timestamp): boolean => since === NEVER || at.frame < since.frame
  const asked = lastAskedLongAgo(sequences, end)
  const isAskedInVain = ({ network, host, ip }: Neighbour, since: Timestamp): boolean =>
    (asked.get(`${network} ${host} ${ip}`) ?? 0) > since.frame
  return {
    neighbours: neighbours.flatMap((neighbour) => {
      const since = sinceOf(neighbour)
      if (!isTaught(since, neighbour.learned)) return []
      if (isTaught(since, neighbour.last)) return [neighbour]
      const failed = neighbour.failed || isAskedInVain(neighbour, since)
      return [{ ...neighbour, last: since, isCut: true, failed }]
    }),
    neighbourEvents: neighbourEvents.filter((event) => isTaught(sinceOf(event), event.at)),
  }
}

/** The frame of the last question that left enough time for an answer, by network, asker and asked host. */
function lastAskedLongAgo(sequences: Facts['sequences'], end: Timestamp): ReadonlyMap<string, number> {
  const last = new Map<string, number>()
  for (const { network, steps } of sequences) {
    for (const { kind, from, to, at } of steps) {
      if ((kind !== StepKind.Refresh && kind !== StepKind.Request) || elapsed(at, end) < GIVE_UP) continue
      const key = `${network} ${from} ${to}`
      last.set(key, Math.max(last.get(key) ?? 0, at.frame))
    }
  }
  return last
}
