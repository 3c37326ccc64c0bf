/** Whether a tunnel's end was heard: whoever answers what came through the tunnel has received it. */
import type { CheckFacts } from '../check-facts.js'
import { arrivals } from './arrivals.js'

/**
 * The last frame in which `to` answered what had come from `from` through a tunnel of this network, 0 without any: proof
 * that it took what `from` sends. Both are addresses.
 */
export function lastAnswer(facts: CheckFacts, network: number, from: number, to: number): number {
  return arrivals(facts).lastAnswer(network, from, to)
}
