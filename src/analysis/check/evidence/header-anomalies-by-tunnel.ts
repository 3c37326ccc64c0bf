/** Odd headers by the tunnel's ends, and whether the far end accepts the packets anyway. */

import type { Anomaly, AnomalyRow } from '../../tunnels/header-anomalies.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { lastAnswer } from './received-answers.js'
import { links } from './tunnel-directions.js'
import { type Question, questionsOf } from './unanswered-requests.js'

export interface AnomalousTunnel extends AnomalyRow {
  /** Addresses of the sender and of where it sends to. */
  readonly from: number
  readonly to: number
  /** Packets of this tunnel that went the same way, odd or not; 0 to a group. */
  readonly sent: number
  /** Whether all of them are odd, and the far end answers what they carry. */
  readonly isAnswered: boolean
  /** What the sender asks and nobody answers. */
  readonly questions: readonly Question[]
}

/** Packets of tunnels to a single end, by `network from to`. */
export const sentPackets: (facts: CheckFacts) => ReadonlyMap<string, number> = once((facts) => {
  const ways = links(facts).flatMap(({ there, back }) => [...there, ...back])
  return new Map(ways.map(({ network, from, to, packets }) => [wayKey(network, from, to), packets]))
})

export function anomaliesByTunnel(facts: CheckFacts, oddity: Anomaly): readonly AnomalousTunnel[] {
  return facts.anomalies.rows
    .filter((row) => row.oddity === oddity)
    .map((row) => {
      const { network } = row
      const [from, to] = [facts.networks.addressOf(row.source), facts.networks.addressOf(row.destination)]
      const sent = sentPackets(facts).get(wayKey(network, from, to)) ?? 0
      const isAnswered = row.packets >= sent && lastAnswer(facts, network, from, to) > row.first.frame
      const questions = questionsOf(facts, network, from).filter((question) => question.to.includes(to))
      return { ...row, from, to, sent, isAnswered, questions }
    })
}

function wayKey(network: number, from: number, to: number): string {
  return `${network} ${from} ${to}`
}
