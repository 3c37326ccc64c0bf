/** Proof that a tunnel's end receives: it answers what came through the tunnel. */
import type { CheckFacts } from '../check-facts.js'
import { arrivals } from './arrivals.js'

/**
 * The last frame in which `to` answered something that `from` had sent through a tunnel of this network; 0 if there is
 * none. It proves that `to` accepts what `from` sends. Both are addresses.
 */
export function lastAnswer(facts: CheckFacts, network: number, from: number, to: number): number {
  return arrivals(facts).lastAnswer(network, from, to)
}
