/**
 * Tunnels that nothing comes back through. One end asks more than once, and the other sends nothing in this network, or
 * nothing to the asker, or gets only what it may refuse and answers none of it. Or it did answer, and from some packet
 * on no more, though it is there. Left out is what has another explanation: a mirror, a capture of one direction, ends
 * that do not agree, an ICMP error with the reason, answers through a tunnel with another number, answers that somebody
 * acknowledges.
 */
import { TunnelType } from '../../../wire/tunnel.js'
import { TcpState } from '../../flows/tcp-connections.js'
import type { Confidence, NetworkFacts, Vtep } from '../../learning/facts.js'
import { distinct } from '../../tables/number-map.js'
import type { Timestamp } from '../../timestamps.js'
import { Anomaly } from '../../tunnels/header-anomalies.js'
import type { CheckFacts } from '../check-facts.js'
import { someFrames } from '../finding.js'
import { Across } from './cross-network-answers.js'
import { isRefused } from './icmp-refusals.js'
import { once } from './memo.js'
import { isMirror } from './mirror-tunnels.js'
import { isAcknowledged, isOneDirection, Sight, sightOf } from './one-direction.js'
import { isTooLarge } from './path-mtu.js'
import { isMismatched } from './port-and-vni-mismatches.js'
import { lastAnswer } from './received-answers.js'
import { links, type Way } from './tunnel-directions.js'
import { type Question, unansweredQuestions } from './unanswered-requests.js'
import { lastSpoke, placeOf, sentBetween } from './vtep-pairs.js'

export interface OneWayTunnel {
  readonly network: number
  /** Addresses: the asker, and those that should have answered; the group itself if none of its members ever sends. */
  readonly from: number
  readonly to: readonly number[]
  /** Whether others that were asked too do send in this network: the host that is asked for may be behind them. */
  readonly isOthersTurn: boolean
  /** Whether the silent end sends to others in this network. */
  readonly isPair: boolean
  /** The first packet that no longer arrived, and the last frame that proves an arrival; undefined and 0 if none. */
  readonly since: Timestamp | undefined
  readonly lastProof: number
  readonly questions: readonly Question[]
}

/** Mirrors and MPLS labels, through which nobody answers. */
const NO_CONVERSATION: ReadonlySet<TunnelType> = new Set([
  TunnelType.Erspan1,
  TunnelType.Erspan2,
  TunnelType.Erspan3,
  TunnelType.Tzsp,
  TunnelType.Mpls,
])
/** Questions kept of one silent tunnel, and silent tunnels at most. */
const MAX_QUESTIONS = 64
const MAX_SILENCES = 1024
/** Ways back of other networks that are looked at. */
const MAX_WAYS = 16

export const oneWayTunnels: (facts: CheckFacts) => readonly OneWayTunnel[] = once((facts) => {
  if (isOneDirection(facts)) return []
  const found = new Map<string, OneWayTunnel & { readonly questions: Question[] }>()
  for (const question of unansweredQuestions(facts)) {
    const { network, from } = question
    if (NO_CONVERSATION.has(facts.networks.typeOf(network))) continue
    const { to, isOthersTurn } = silentOf(facts, facts.learned.networks[network]!, question)
    if (to.length === 0 || to.some((end) => isExplained(facts, from, end))) continue
    if (isAcknowledged(facts, network, question.asker, question.asked)) continue
    const key = `${network} ${from} ${to.join(' ')} ${isOthersTurn}`
    const silence = found.get(key)
    if (silence === undefined && found.size < MAX_SILENCES) {
      const isPair = speaksIn(facts, network, to[0]!)
      found.set(key, { network, from, to, isOthersTurn, isPair, since: undefined, lastProof: 0, questions: [question] })
    } else if (silence !== undefined && silence.questions.length < MAX_QUESTIONS) silence.questions.push(question)
  }
  return unlessAnsweredAcross(facts, [...unlessPassing(facts, [...found.values()]), ...ended(facts)])
})

/** How sure it is: a question that a host repeats by itself, in a capture that shows both directions. */
export function sureOf(facts: CheckFacts, { isOthersTurn, since, questions }: OneWayTunnel): Confidence {
  // Ping does not tell whether it got an answer. If the capture shows nobody's answers, it may have missed them.
  const isSeen = sightOf(facts) === Sight.Both
  // A host that goes on by itself is running, and had answered before.
  const isSure = questions.some((question) => question.isRepeated) || since !== undefined
  return isOthersTurn || !(isSure || isSeen) ? 'low' : isSure && isSeen ? 'high' : 'medium'
}

/** Whether a conversation of these two, by their addresses, is among those of a tunnel that is silent. */
export function isOneWayTunnel(facts: CheckFacts, network: number, asker: number, asked: number): boolean {
  return silenced(facts).has(hostsKey(network, asker, asked))
}

const silenced: (facts: CheckFacts) => ReadonlySet<string> = once((facts) => {
  const told = oneWayTunnels(facts).filter((silence) => !silence.isOthersTurn)
  return new Set(
    told.flatMap(({ questions }) =>
      questions.flatMap(({ network, asker, asked }) => [
        hostsKey(network, asker, asked),
        hostsKey(network, asked, asker),
      ]),
    ),
  )
})

/** Ways that worked until some packet, unless something else explains the silence. */
function ended(facts: CheckFacts): readonly OneWayTunnel[] {
  const found = new Map<string, OneWayTunnel & { readonly questions: Question[] }>()
  for (const { network, from, to, since, proof, asker, asked, open, openFrames } of facts.learned.brokenWays) {
    if (NO_CONVERSATION.has(facts.networks.typeOf(network)) || isExplained(facts, from, to)) continue
    if (isTooLarge(facts, network, asker, asked)) continue
    const syns = openSyns(facts, network, asker, asked, since)
    const question: Question = {
      ...{ network, asker, asked, from, to: [to] },
      times: open + syns.length,
      isRepeated: syns.length > 1,
      frames: someFrames([...openFrames, ...syns]),
    }
    const key = `${network} ${from} ${to}`
    const silence = found.get(key)
    if (silence === undefined) {
      const way = { network, from, to: [to], since, lastProof: proof }
      found.set(key, { ...way, isOthersTurn: false, isPair: true, questions: [question] })
    } else if (silence.questions.length < MAX_QUESTIONS) silence.questions.push(question)
  }
  return [...found.values()]
}

/** SYNs from one host to another without an answer since some time: their number, and the frames that are known. */
function openSyns({ flows }: CheckFacts, network: number, a: number, b: number, since: Timestamp): readonly number[] {
  const frames: number[] = []
  for (const flow of flows.rows()) {
    const { tcp, back } = flow
    if (tcp === undefined || flow.network !== network || flow.a !== a || flow.b !== b || back.packets > 0) continue
    if (tcp.state === TcpState.SynSent && flow.first.frame > since.frame) {
      for (let n = 0; n <= tcp.synRetries; n++) frames.push((tcp.syns[n] ?? flow.last).frame)
    }
  }
  return frames
}

function speaksIn({ learned }: CheckFacts, network: number, address: number): boolean {
  return learned.networks[network]!.vteps.some((vtep) => vtep.sends && vtep.address === address)
}

/** Whether UDP over IPv6 goes there without a checksum, which a receiver may refuse (RFC 6935 §5). */
export function lacksChecksum(facts: CheckFacts, network: number, from: number): boolean {
  return unsummed(facts).has(senderKey(facts.networks.overlayOf(network), from))
}

const unsummed: (facts: CheckFacts) => ReadonlySet<string> = once(
  ({ anomalies, networks }) =>
    new Set(
      anomalies.rows
        .filter((row) => row.oddity === Anomaly.NoChecksum)
        .map((row) => senderKey(row.network, networks.addressOf(row.source))),
    ),
)

function isExplained(facts: CheckFacts, from: number, to: number): boolean {
  return isRefused(facts, from, to) || isMismatched(facts, from, to) || isMirror(facts, from, to)
}

/** Those of the asked ends that never send in the question's network. */
function silentOf(
  facts: CheckFacts,
  { vteps, groups }: NetworkFacts,
  question: Question,
): Pick<OneWayTunnel, 'to' | 'isOthersTurn'> {
  const { network, from, to } = question
  const isDoubtful = lacksChecksum(facts, network, from)
  const speaks = ({ sends, address }: Vtep): boolean =>
    sends && address !== from && !(isDoubtful && lastAnswer(facts, network, from, address) === 0)
  const others = new Set(vteps.filter(speaks).map((vtep) => vtep.address))
  const asked = groups.filter((group) => to.includes(group.address))
  if (asked.length > 0 && others.size === 0) return { to: asked.map((group) => group.address), isOthersTurn: false }
  const members = asked.flatMap((group) => group.members.map((member) => member.address))
  const single = to.filter((address) => !asked.some((group) => group.address === address))
  const all = distinct([...single, ...members]).filter((address) => address !== from)
  const [only, ...more] = all
  if (asked.length === 0 && only !== undefined && more.length === 0 && isSilentTo(facts, question, only)) {
    return { to: [only], isOthersTurn: false }
  }
  return {
    to: all.filter((address) => !others.has(address)),
    isOthersTurn: asked.length > 0 || all.some((address) => others.has(address)),
  }
}

/** Whether a VTEP sends nothing to the asker, though the asked host is behind it and is heard. */
function isSilentTo(facts: CheckFacts, { network, from, asked }: Question, to: number): boolean {
  return (
    sentBetween(facts, network, to, from) === 0 &&
    placeOf(facts, network, asked) === to &&
    lastSpoke(facts, network, asked) > 0
  )
}

/**
 * Leaves out tunnels whose askers receive something through the same tunnel: such an asker is not behind the end that
 * its question comes from. A machine that inspects packets sends them through such a tunnel.
 */
function unlessPassing({ flows, learned }: CheckFacts, found: readonly OneWayTunnel[]): readonly OneWayTunnel[] {
  const isOneSender = (network: number): boolean =>
    learned.networks[network]!.vteps.filter((vtep) => vtep.sends).length === 1
  const suspects = found.filter(({ network }) => isOneSender(network))
  const askers = suspects.flatMap(({ network, questions }) => questions.map((q) => senderKey(network, q.asker)))
  const open = new Set(askers)
  if (open.size === 0) return found
  for (const { network, a, b, forth, back } of flows.rows()) {
    if (forth.packets > 0) open.delete(senderKey(network, b))
    if (back.packets > 0) open.delete(senderKey(network, a))
  }
  const isPassing = ({ network, questions }: OneWayTunnel): boolean =>
    isOneSender(network) && questions.every(({ asker }) => !open.has(senderKey(network, asker)))
  return found.filter((silence) => !isPassing(silence))
}

/** Leaves out tunnels whose questions are answered through a tunnel with another number between the same ends. */
function unlessAnsweredAcross(facts: CheckFacts, found: readonly OneWayTunnel[]): readonly OneWayTunnel[] {
  const wanted = new Map<string, Way[]>()
  for (const { from, to } of found) if (to.length === 1) wanted.set(wayKey(to[0]!, from), [])
  if (wanted.size === 0) return found
  for (const { there, back } of links(facts)) {
    for (const way of [...there.slice(0, MAX_WAYS), ...back.slice(0, MAX_WAYS)]) {
      wanted.get(wayKey(way.from, way.to))?.push(way)
    }
  }
  const waysBack = ({ from, to, network }: OneWayTunnel): readonly Way[] =>
    (wanted.get(wayKey(to[0]!, from)) ?? []).filter((way) => way.network !== facts.networks.overlayOf(network))
  const asked = found.filter((silence) => waysBack(silence).length > 0)
  const networks = asked.flatMap((silence) => [silence.network, ...waysBack(silence).map((way) => way.network)])
  const across = new Across(facts, new Set(networks))
  return found.filter((silence) => !waysBack(silence).some((way) => across.isAnsweredIn(silence.network, way.network)))
}

function hostsKey(network: number, asker: number, asked: number): string {
  return `${network} ${asker} ${asked}`
}

function senderKey(network: number, address: number): string {
  return `${network} ${address}`
}

function wayKey(from: number, to: number): string {
  return `${from} ${to}`
}
