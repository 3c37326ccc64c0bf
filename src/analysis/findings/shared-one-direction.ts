/**
 * How much of its conversations a capture shows. One that was taken in one direction everywhere shows no answer to
 * anything, though there were answers: whatever seems to be unanswered in it is no fault of a tunnel.
 */
import { FLAG_ACK } from '../../wire/tcp.js'
import type { CheckFacts } from '../check/check-facts.js'
import { type Sequence, StepKind } from '../learning/facts.js'
import { PLAIN } from '../networks.js'
import { NO_ROW, RowIndex } from '../row-index.js'
import { once } from './shared-once.js'
import { tunnelRecords } from './shared-records.js'

export const Sight = {
  /** Some two hosts, or ends of a tunnel, were seen to send to each other. */
  Both: 'both',
  /** Nobody was, and something shows that there were answers. */
  One: 'one',
  /** Nobody was, and nothing shows that anybody answered: silence, or a capture of one direction. */
  Silent: 'silent',
} as const
export type Sight = (typeof Sight)[keyof typeof Sight]

/** Pairs of hosts that are compared at most: where none of so many answers, none does. */
const LIMIT = 1 << 14

export const sightOf: (facts: CheckFacts) => Sight = once((facts) => {
  if (isAnswered(facts)) return Sight.Both
  return impliesAnswers(facts) ? Sight.One : Sight.Silent
})

/** Whether the whole capture shows no answered conversation, though there were answers. */
export function isOneDirection(facts: CheckFacts): boolean {
  return sightOf(facts) === Sight.One
}

function isAnswered(facts: CheckFacts): boolean {
  // Who is asked learns from the question, if it was answered: both were seen.
  if (facts.learned.neighbours.some((entry) => entry.how === 'request')) return true
  const pairs = new RowIndex(LIMIT)
  const { addresses } = facts.networks
  const isBack = (from: number, to: number): boolean => {
    const family = addresses.isIpv6(from) ? 1 : 0
    pairs.row(from, to, family, 0)
    return from !== to && pairs.find(to, from, family, 0) !== NO_ROW
  }
  for (const { a, b, forth, back, network } of tunnelRecords(facts)) {
    if (forth.packets > 0 && back.packets > 0) return true
    if (facts.networks.parentOf(network) === PLAIN && isBack(a, b)) return true
  }
  for (const { a, b, forth, back, network } of facts.flows.rows()) {
    if (forth.packets > 0 && back.packets > 0) return true
    // An ICMP error, say, that comes back from the end of a tunnel.
    if (network === PLAIN && (forth.packets > 0 ? isBack(a, b) : isBack(b, a))) return true
  }
  return false
}

/** Acknowledgments of what was not seen, echo replies without their requests, packets that needed an unseen ARP reply. */
function impliesAnswers(facts: CheckFacts): boolean {
  for (const { tcp, echo, back } of facts.flows.rows()) {
    if (tcp !== undefined && ((tcp.flags[0] | tcp.flags[1]) & FLAG_ACK) !== 0) return true
    if (echo !== undefined && back.packets > 0) return true
  }
  return facts.learned.sequences.some(lacksHalf)
}

function lacksHalf({ steps }: Sequence): boolean {
  const has = (kind: StepKind): boolean => steps.some((step) => step.kind === kind)
  const request = steps.find((step) => step.kind === StepKind.Request)
  if (request === undefined) return has(StepKind.Reply)
  // Who has to ask again has no answer; what it sends later on it knows the way for from somewhere else.
  return request.retries === 0 && !has(StepKind.Reply) && has(StepKind.Unicast)
}
