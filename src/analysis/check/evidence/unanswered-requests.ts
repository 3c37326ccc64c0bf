/**
 * Questions in an overlay that nobody answered, and the way they took: ARP requests, neighbour solicitations, echo
 * requests and TCP's SYNs. Only those asked more than once, because a single one proves nothing.
 */
import { FLAG_ACK, FLAG_SYN } from '../../../wire/protocols/tcp.js'
import type { FlowRow } from '../../flows/flows.js'
import { StepKind, type Unanswered } from '../../learning/facts.js'
import { groupBy } from '../../tables/group-by.js'
import { NO_ROW } from '../../tables/row-index.js'
import type { Timestamp } from '../../timestamps.js'
import { elapsed } from '../../totals/traffic.js'
import { NO_ENDPOINT, PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

export interface Question {
  readonly network: number
  /** Addresses of the overlay; the asker's may be none. */
  readonly asker: number
  readonly asked: number
  /** Addresses of the VTEP that sent it, and of those it was sent to: several, or a group, where it was flooded. */
  readonly from: number
  readonly to: readonly number[]
  /** How often it was asked. */
  readonly times: number
  /** Whether asking again proves that no answer came. It does for ARP and TCP; ping repeats in any case. */
  readonly isRepeated: boolean
  readonly frames: readonly number[]
}

/** Echo requests without a reply that are enough, and nanoseconds from the first of them to the capture's end. */
const MANY_ECHOES = 3
const PATIENCE = 3e8
/** The nanoseconds that must pass if there are only two. */
const LONG_PATIENCE = 1e9
/** Places that a question may have gone to. */
const MAX_PLACES = 64
/** Flows of two hosts that are kept. */
const MAX_FLOWS = 64
/** Questions of one VTEP in one network. */
const MAX_QUESTIONS = 64

export const unansweredQuestions: (facts: CheckFacts) => readonly Question[] = once((facts) => [
  ...neighbourQuestions(facts),
  ...directQuestions(facts),
])

/** The first few questions that one VTEP sent in an overlay, whatever the VLAN: enough to judge by. */
export function questionsOf(facts: CheckFacts, network: number, from: number): readonly Question[] {
  return questionsBySender(facts).get(senderKey(network, from)) ?? []
}

const questionsBySender: (facts: CheckFacts) => ReadonlyMap<string, readonly Question[]> = once((facts) => {
  const found = new Map<string, Question[]>()
  for (const question of unansweredQuestions(facts)) {
    const key = senderKey(facts.networks.overlayOf(question.network), question.from)
    const others = found.get(key)
    if (others === undefined) found.set(key, [question])
    else if (others.length < MAX_QUESTIONS) others.push(question)
  }
  return found
})

function neighbourQuestions(facts: CheckFacts): readonly Question[] {
  const floods = groupBy(facts.fdb.floods(), (flood) => memberKey(flood.network, flood.vtep))
  return facts.learned.unanswered.flatMap((unanswered) => {
    const vtep = vtepOf(facts, unanswered)
    if (vtep === NO_ENDPOINT) return []
    const { network, host, ip, requests, frames } = unanswered
    const to = (floods.get(memberKey(facts.networks.overlayOf(network), vtep)) ?? []).slice(0, MAX_PLACES)
    return {
      network,
      asker: host,
      asked: ip,
      from: facts.networks.addressOf(vtep),
      to: to.map((flood) => facts.networks.addressOf(flood.destination)),
      times: requests,
      isRepeated: true,
      frames,
    }
  })
}

/** The endpoint that the asker is behind. */
function vtepOf({ fdb, networks }: CheckFacts, { network, hostMac }: Unanswered): number {
  if (network === PLAIN) return NO_ENDPOINT
  const station = fdb.stations.find(networks.overlayOf(network), hostMac)
  return station === NO_ROW ? NO_ENDPOINT : fdb.stations.vtepOf(station)
}

/** Questions that were sent to one place because the sender believed that the asked host is there. */
function directQuestions(facts: CheckFacts): readonly Question[] {
  const pairs = talkingPairs(facts)
  if (pairs.size === 0) return []
  for (const flow of facts.flows.rows()) {
    if (flow.network === PLAIN) continue
    const pair = pairs.get(pairKey(flow.network, flow.a, flow.b))
    if (pair === undefined) continue
    if (flow.forth.packets > 0 && flow.back.packets > 0) pair.isAnswered = true
    else if (flow.back.packets === 0 && timesAsked(flow) > 0 && pair.open.length < MAX_FLOWS) pair.open.push(flow)
  }
  return [...pairs.values()].flatMap((pair) => {
    const question = questionOf(pair, facts.learned.end)
    return question === undefined ? [] : [question]
  })
}

/** One host that sends to another, and the way that its packets take. */
interface TalkingPair extends Pick<Question, 'network' | 'asker' | 'asked' | 'from' | 'to'> {
  /** Flows without an answer, and whether any other flow has one. */
  readonly open: FlowRow[]
  isAnswered: boolean
}

function talkingPairs({ learned }: CheckFacts): ReadonlyMap<string, TalkingPair> {
  const pairs = new Map<string, TalkingPair>()
  for (const { network, steps } of learned.sequences) {
    if (network === PLAIN) continue
    for (const { kind, from, to, fromVtep, toVteps } of steps) {
      // What looks like an answer may be the other host's own question.
      if (kind !== StepKind.Unicast && kind !== StepKind.Answer) continue
      const key = pairKey(network, from, to)
      if (pairs.has(key)) continue
      pairs.set(key, { network, asker: from, asked: to, from: fromVtep, to: toVteps, open: [], isAnswered: false })
    }
  }
  return pairs
}

function questionOf({ open, isAnswered, ...pair }: TalkingPair, end: Timestamp): Question | undefined {
  const [first] = open
  if (first === undefined || isAnswered) return undefined
  const times = open.reduce((sum, flow) => sum + timesAsked(flow), 0)
  const isRepeated = open.some((flow) => (flow.tcp?.synRetries ?? 0) > 0)
  const waited = elapsed(first.first, end)
  const isEnough = isRepeated || (waited >= PATIENCE && times >= MANY_ECHOES) || (waited >= LONG_PATIENCE && times > 1)
  if (!isEnough) return undefined
  const frames = open.flatMap((flow) => [flow.first.frame, flow.last.frame])
  return { ...pair, times, isRepeated, frames }
}

/** Echo requests and SYNs, those that were sent again among them. */
function timesAsked({ echo, tcp }: FlowRow): number {
  if (echo !== undefined) return echo.requests
  const isOpening = tcp !== undefined && (tcp.flags[0] & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN
  return isOpening ? 1 + tcp.synRetries : 0
}

function memberKey(network: number, endpoint: number): number {
  return endpoint * 0x10000 + network
}

function senderKey(network: number, from: number): string {
  return `${network} ${from}`
}

function pairKey(network: number, a: number, b: number): string {
  return `${network} ${a} ${b}`
}
