/**
 * A tunnel in a tunnel. Most are meant so, and are told for what they cost. One that carries its own packets again, between
 * the same two ends, is a loop in the making: the underlay's interface is in the overlay's bridge, or the route to the far
 * end leads into the tunnel. No tunnels: labels of MPLS, and GRE keepalives, which carry their own answer.
 */
import { TunnelType } from '../../../wire/tunnel.js'
import { Anomaly } from '../../tunnels/header-anomalies.js'
import { type Network, PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { type AnomalousTunnel, anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { limited } from '../evidence/limit.js'
import { once } from '../evidence/memo.js'
import { merged } from '../evidence/merging.js'
import { tunnelRecords } from '../evidence/tunnel-records.js'
import { type Finder, someFrames } from '../finding.js'

export interface Nested {
  /** The network inside, and the one around it. */
  readonly network: number
  readonly around: number
  /** Addresses of the inner tunnel's ends. */
  readonly from: number
  readonly to: number
  /** Whether the outer tunnel has the same ends, kind and number. */
  readonly isItself: boolean
  /** Octets from the outermost IP header to what the inner tunnel carries. */
  readonly overhead: number
}

export const tunnelNested: Finder<Nested> = {
  id: 'tunnel.nested',
  find(facts) {
    const all = anomaliesByTunnel(facts, Anomaly.Nested).map((way) => {
      const around = aroundOf(facts, way.network)
      const isItself = isSame(facts.networks.network(way.network), around) && hasEnds(facts, around.network, way)
      return {
        id: 'tunnel.nested' as const,
        severity: isItself ? ('warning' as const) : ('info' as const),
        confidence: 'high' as const,
        frames: someFrames(way.frames),
        count: way.packets,
        about: {
          network: way.network,
          around: around.network,
          from: way.from,
          to: way.to,
          isItself,
          overhead: way.value,
        },
      }
    })
    // Many tunnels of one kind inside the same tunnel make one finding.
    const kind = ({ network, around, isItself }: Nested): string =>
      `${facts.networks.typeOf(network)} ${around} ${isItself}`
    return limited(merged(all, kind))
  },
}

/** The tunnel around a network, labels aside. */
function aroundOf({ networks }: CheckFacts, network: number): Network {
  let around = networks.network(networks.network(network).parent)
  while (around.type === TunnelType.Mpls && around.network !== PLAIN) around = networks.network(around.parent)
  return around
}

function isSame(inner: Network, outer: Network): boolean {
  return inner.type === outer.type && inner.id === outer.id && inner.port === outer.port
}

const ends: (facts: CheckFacts) => ReadonlySet<string> = once(
  (facts) =>
    new Set(tunnelRecords(facts).flatMap(({ network, a, b }) => [`${network} ${a} ${b}`, `${network} ${b} ${a}`])),
)

function hasEnds(facts: CheckFacts, network: number, { from, to }: AnomalousTunnel): boolean {
  return ends(facts).has(`${network} ${from} ${to}`)
}
