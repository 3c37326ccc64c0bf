/**
 * A client sends its SYN again and again, each time later, and nothing comes back: no SYN/ACK, no RST, no ICMP error.
 * The way there or back is broken for this connection, or a firewall drops it silently.
 *
 * One SYN more than the first is no evidence: the answer may be late, or behind the capture's end. It is told as
 * information where another finding tells the cause (frames that go round, checksums that the receiver does not take,
 * an overlay of which one VTEP alone is heard, a tunnel that is one-way), and outside of overlays, as nobody knows whether
 * the server should be there. A capture that shows one direction only does not show whether anything was sent back, but
 * that the client did not get it. Not told of mirrored frames.
 */

import { type FlowRow, NO_PORT } from '../../flows/flows.js'
import { elapsed } from '../../totals/traffic.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { isLooping } from '../evidence/loop-effects.js'
import { once } from '../evidence/memo.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { isOneDirection } from '../evidence/one-direction.js'
import { isOneWayTunnel } from '../evidence/one-way-tunnels.js'
import { isLonely } from '../evidence/speakers.js'
import { isInVain } from '../evidence/unanswered-syns.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface SynBackoff {
  readonly network: number
  /** Addresses of the first client and of the server, and the server's port. */
  readonly client: number
  readonly server: number
  readonly port: number
  /** Connections to this server and port that were tried so. */
  readonly connections: number
  /** Nanoseconds between the SYNs of the first one. */
  readonly gaps: readonly number[]
  /** SYNs of it, and nanoseconds from the first to the last. */
  readonly syns: number
  readonly tried: number
  /** Whether `tunnel.one-way` tells why. */
  readonly isSilent: boolean
  /** Whether the capture shows one direction: what came back would not be in it. */
  readonly isHalf: boolean
}

const PROTOCOL_TCP = 6

export const tcpSynBackoff: Finder<SynBackoff> = {
  id: 'tcp.syn-backoff',
  find(facts) {
    const tried: FlowRow[] = []
    const refused = refusedServers(facts)
    for (const flow of facts.flows.rows()) {
      if (!isInVain(flow) || isMonitored(facts, flow.network)) continue
      const isRefused = refused.has(serverKey(flow)) || refused.has(serverKey({ ...flow, portB: NO_PORT }))
      if (!isRefused) tried.push(flow)
    }
    return limited(groupsOf(tried, serverKey).map((flows) => finding(facts, flows)))
  },
}

/** Servers that somebody has said by ICMP cannot be reached; by `NO_PORT` where the error quotes no ports. */
function refusedServers({ errors }: CheckFacts): ReadonlySet<string> {
  const refused = new Set<string>()
  for (const { network, destination, protocol, destinationPort } of errors.rows) {
    if (protocol === PROTOCOL_TCP) refused.add(serverKey({ network, b: destination, portB: destinationPort }))
  }
  return refused
}

/** Servers to which SYNs go with a checksum that is not taken: `checksum.kernel-ffff`. */
const discardedServers: (facts: CheckFacts) => ReadonlySet<string> = once(
  ({ checksums, networks }) =>
    new Set(
      checksums.kernelFaults.map(({ network, destination, destinationPort }) =>
        serverKey({ network, b: networks.addressOf(destination), portB: destinationPort }),
      ),
    ),
)

function serverKey({ network, b, portB }: Pick<FlowRow, 'network' | 'b' | 'portB'>): string {
  return `${network} ${b} ${portB}`
}

function finding(facts: CheckFacts, flows: readonly [FlowRow, ...FlowRow[]]): Finding<SynBackoff> {
  const { network, a, b, portB, tcp, forth } = flows[0]
  const { syns } = tcp!
  const isDiscarded = discardedServers(facts).has(serverKey(flows[0]))
  const isSilent = isOneWayTunnel(facts, network, a, b)
  const isHalf = isOneDirection(facts)
  // Where one direction is seen, one VTEP is heard, and the others send all the same.
  const isOfTunnel = isSilent || (!isHalf && isLonely(facts, network))
  const isExplained = network === PLAIN || isDiscarded || isOfTunnel || isLooping(facts, network)
  return {
    id: 'tcp.syn-backoff',
    severity: isExplained ? 'info' : 'warning',
    confidence: 'high',
    frames: someFrames(flows.flatMap((flow) => flow.tcp!.syns.map((syn) => syn.frame))),
    count: flows.reduce((count, flow) => count + flow.tcp!.synRetries + 1, 0),
    about: {
      network,
      client: a,
      server: b,
      port: portB,
      connections: flows.length,
      gaps: syns.slice(1).map((syn, i) => elapsed(syns[i]!, syn)),
      syns: tcp!.synRetries + 1,
      tried: elapsed(forth.first!, forth.last!),
      isSilent,
      isHalf,
    },
  }
}
