/**
 * A tunnel's packets have so few hops left that they do not get far, or a router says that they had none left. Packets to
 * a group are meant not to get far, and are not told. A TTL that the packet inside has as well may have been taken from
 * there (`ttl inherit`), as that of a traceroute through the tunnel is. As long as answers come, it is far enough.
 */
import type { TunnelType } from '../../../wire/tunnel.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { Anomaly } from '../../tunnels/header-anomalies.js'
import type { CheckFacts } from '../check-facts.js'
import { type AnomalousTunnel, anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { Refusal, type Refused, refusals } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { merged } from '../evidence/merging.js'
import { isOneDirection } from '../evidence/one-direction.js'
import { lastProof } from '../evidence/vtep-pairs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface LowTtl {
  readonly type: TunnelType
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** TTL or Hop Limit of the first packet that has a low one; undefined where only an ICMP error tells. */
  readonly ttl: number | undefined
  /** Whether what is inside has a low one, too. */
  readonly isInherited: boolean
  /** Whether the far end answers: it reaches so far. */
  readonly isEnough: boolean
  /** The router that dropped packets, by its ICMP error; `NO_ADDRESS` where none tells. */
  readonly router: number
}

export const tunnelTtlLow: Finder<LowTtl> = {
  id: 'tunnel.ttl-low',
  find(facts) {
    const lows = anomaliesByTunnel(facts, Anomaly.LowTtl)
    const inherited = anomaliesByTunnel(facts, Anomaly.InheritedTtl)
    const traced = new Set(inherited.map(endsKey))
    const ttls = new Map([...inherited, ...lows].map((way) => [endsKey(way), way.value]))
    const expired = refusals(facts)
      .filter(({ refusal }) => refusal === Refusal.Ttl)
      .map((refused) => exceeded(refused, ttls.get(endsKey(refused)), traced.has(endsKey(refused))))
    const all = [
      ...lows.map((way) => low(facts, way, false)),
      ...inherited.map((way) => low(facts, way, true)),
      ...expired,
    ]
    return limited(merged(all, endsKey))
  },
}

function low(facts: CheckFacts, way: AnomalousTunnel, isInherited: boolean): Finding<LowTtl> {
  const isAlways = way.packets >= way.sent
  const { network, from, to } = way
  // Where the capture has one direction, what was sent shows that there were answers.
  const isProven = lastProof(facts, network, from, to) > 0 || lastProof(facts, network, to, from) > 0
  const isEnough = isProven || isOneDirection(facts)
  return {
    id: 'tunnel.ttl-low',
    severity: isInherited || isEnough || !isAlways ? 'info' : 'warning',
    confidence: 'high',
    frames: someFrames(way.frames),
    count: way.packets,
    about: {
      type: facts.networks.typeOf(way.network),
      from: way.from,
      to: way.to,
      ttl: way.value,
      isInherited,
      isEnough,
      router: NO_ADDRESS,
    },
  }
}

function exceeded(refused: Refused, ttl: number | undefined, isInherited: boolean): Finding<LowTtl> {
  const { type, from, to, sender: router, isOver, packets, frames } = refused
  return {
    id: 'tunnel.ttl-low',
    severity: isInherited || isOver ? 'info' : 'error',
    confidence: 'high',
    frames: someFrames(frames),
    count: packets,
    about: { type, from, to, ttl, isInherited, isEnough: false, router },
  }
}

function endsKey({ from, to }: Pick<LowTtl, 'from' | 'to'>): string {
  return `${from} ${to}`
}
