/** Scopes: the layers [`from`, `to`) of a packet, between tunnels, that a test looks at. */
import type { Packet } from '../wire/packet.js'
import type { TunnelType } from '../wire/tunnel.js'
import { isHeaderless, ownDepth, TunnelStack } from '../wire/tunnel.js'
import type { Scope } from './tree.js'

/** Whether the layers [`from`, `to`) of the packet pass. */
export type LayersTest = (p: Packet, from: number, to: number) => boolean

/** The tunnels of the packet at hand. */
export class Levels {
  readonly stack: TunnelStack = new TunnelStack()
  /** Layers of the packet itself, without those that an ICMP error quotes. */
  own = 0

  fill(p: Packet): void {
    this.stack.fill(p)
    this.own = ownDepth(p)
  }

  /** The first layer of level `n`: below the n-th tunnel. */
  start(n: number): number {
    if (n === 0) return 0
    const { layers, types } = this.stack
    return isHeaderless(types[n - 1] as TunnelType) ? layers[n - 1]! : layers[n - 1]! + 1
  }

  /** The first layer behind level `n`. */
  end(n: number): number {
    return n === this.stack.depth ? this.own : this.start(n + 1)
  }
}

/**
 * Whether the layers that a test looks at include the header that could not be decoded, if there is one. It comes after
 * the last layer and is no layer itself.
 */
export const rest: { isSeen: boolean } = { isSeen: true }

/** Runs the test with `rest.isSeen` set to `isSeen`. */
function withRestSeen(isSeen: boolean, of: LayersTest, p: Packet, from: number, to: number): boolean {
  const before = rest.isSeen
  rest.isSeen = isSeen
  const passes = of(p, from, to)
  rest.isSeen = before
  return passes
}

export function scoped(scope: Scope, of: LayersTest, levels: Levels): LayersTest {
  switch (scope.is) {
    case 'outer':
      return (p, from, to) =>
        withRestSeen(rest.isSeen && levels.stack.depth === 0, of, p, from, Math.min(to, levels.end(0)))
    case 'tunnel': {
      const n = scope.number
      return (p, from, to) => levels.stack.depth >= n && of(p, Math.max(from, levels.start(n)), to)
    }
    case 'innermost':
      return (p, from, to) => of(p, Math.max(from, levels.start(levels.stack.depth)), to)
    case 'quoted':
      return (p) => p.quoted < p.depth && withRestSeen(true, of, p, p.quoted, p.depth)
    default:
      return (p, from, to) => someLevel(p, from, to, of, levels)
  }
}

/** Whether the layers between two tunnels pass; those that an ICMP error quotes count as one level. */
export function someLevel(p: Packet, from: number, to: number, of: LayersTest, levels: Levels): boolean {
  if (from >= levels.own) return of(p, from, to)
  for (let n = 0; n <= levels.stack.depth; n++) {
    const start = Math.max(from, levels.start(n))
    const end = Math.min(to, levels.end(n))
    const isLast = n === levels.stack.depth
    if (start > end || (start === end && !isLast)) continue
    if (withRestSeen(rest.isSeen && isLast, of, p, start, end)) return true
  }
  return false
}
