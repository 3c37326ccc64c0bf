/**
 * BGP names a next hop, frames go there, and nothing comes back from it: what BGP knows is not what the tunnel's packets meet.
 * The same as `tunnel.one-way`, of which it takes those whose silent end BGP has named.
 */
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { type OneWayTunnel, oneWayTunnels, sureOf } from '../evidence/one-way-tunnels.js'
import { silentNextHop, type ToldNextHop } from '../evidence/told-next-hops.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface EvpnSilentNextHop extends ToldNextHop {
  readonly network: number
  readonly from: number
  readonly to: number
  /** Whether the silent end sends to others in this network. */
  readonly isPair: boolean
  /** The first packet that did not arrive any more; 0 where none ever did. */
  readonly since: number
}

export const evpnSilentNextHop: Finder<EvpnSilentNextHop> = {
  id: 'evpn.silent-next-hop',
  find: (facts) => limited(oneWayTunnels(facts).flatMap((silence) => finding(facts, silence))),
}

function finding(facts: CheckFacts, silence: OneWayTunnel): readonly Finding<EvpnSilentNextHop>[] {
  const told = silentNextHop(facts, silence)
  if (told === undefined) return []
  const { network, from, to, isPair, since, questions } = silence
  return [
    {
      id: 'evpn.silent-next-hop',
      severity: 'error',
      confidence: sureOf(facts, silence),
      frames: someFrames([told.frame, ...questions.flatMap(({ frames }) => frames)]),
      count: questions.reduce((sum, { times }) => sum + times, 0),
      about: { ...told, network, from, to: to[0]!, isPair, since: since?.frame ?? 0 },
    },
  ]
}
