/**
 * Two VTEPs that do not agree on their tunnel: each sends to a UDP port, or in a VNI, that the other does not use.
 * Ports are the subject of `vxlan.port-mismatch`, VNIs of `vxlan.vni-one-way`. Other findings ask here whether this
 * explains what they see.
 */
import { TunnelType } from '../../../wire/tunnel.js'
import type { CheckFacts } from '../check-facts.js'
import { Across } from './cross-network-answers.js'
import { once } from './memo.js'
import { type Link, links, type Way } from './tunnel-directions.js'
import { type Question, questionsOf } from './unanswered-requests.js'

/** What proves that the two do not understand each other. */
export const Proof = {
  /** A host that was asked for in one VNI is heard in the other, behind the VTEP that does not answer. */
  SameHosts: 'same-hosts',
  /** Questions that nobody answers. */
  Unanswered: 'unanswered',
  /** No question was asked: the traffic needs no answers. */
  None: 'none',
  /** They do understand each other: questions in one VNI or port are answered in the other. */
  Answered: 'answered',
} as const
export type Proof = (typeof Proof)[keyof typeof Proof]

export interface Mismatch {
  readonly there: Way
  readonly back: Way
  readonly proof: Proof
  readonly questions: readonly Question[]
}

/** VNIs, or ports, of one link that are compared. */
const MAX_COMPARED = 16
/** Pairs of ways that are looked into. */
const MAX_PAIRS = 1024

/** In the same VNI to different ports. */
export const portMismatches: (facts: CheckFacts) => readonly Mismatch[] = once((facts) =>
  mismatches(
    facts,
    (way) => way.id,
    (way) => way.port,
  ),
)

/** To the same port in different VNIs. */
export const vniMismatches: (facts: CheckFacts) => readonly Mismatch[] = once((facts) =>
  mismatches(
    facts,
    (way) => way.port,
    (way) => way.id,
  ),
)

/** Whether two ends, by their addresses, do not agree. That explains what is wrong between them. */
export function isMismatched(facts: CheckFacts, x: number, y: number): boolean {
  return isPortMismatched(facts, x, y) || endsOfVnis(facts).has(endsKey(x, y))
}

/** Whether they do not agree on the UDP port. */
export function isPortMismatched(facts: CheckFacts, x: number, y: number): boolean {
  return endsOfPorts(facts).has(endsKey(x, y))
}

const endsOfPorts: (facts: CheckFacts) => ReadonlySet<string> = once((facts) => endsOf(portMismatches(facts)))
const endsOfVnis: (facts: CheckFacts) => ReadonlySet<string> = once((facts) => endsOf(vniMismatches(facts)))

function endsOf(found: readonly Mismatch[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ proof, there }) => (proof === Proof.Answered ? [] : [endsKey(there.from, there.to)])))
}

function endsKey(x: number, y: number): string {
  return `${Math.min(x, y)} ${Math.max(x, y)}`
}

/** Ways of a link without a counterpart: both directions have `same` in common and differ in `other`. */
function mismatches(facts: CheckFacts, same: (way: Way) => number, other: (way: Way) => number): readonly Mismatch[] {
  const candidates = links(facts)
    .flatMap((link) => unpaired(link, same, other))
    .slice(0, MAX_PAIRS)
  if (candidates.length === 0) return []
  const across = new Across(facts, new Set(candidates.flatMap(({ there, back }) => [there.network, back.network])))
  return candidates.map((pair) => proven(facts, pair, across))
}

interface Pair {
  readonly there: Way
  readonly back: Way
}

function unpaired({ there, back }: Link, same: (way: Way) => number, other: (way: Way) => number): readonly Pair[] {
  if (there.length === 0 || back.length === 0) return []
  const isAlone = (way: Way, ways: readonly Way[]): boolean =>
    way.type === TunnelType.Vxlan && !ways.some((w) => same(w) === same(way) && other(w) === other(way))
  const [forth, returning] = [there.slice(0, MAX_COMPARED), back.slice(0, MAX_COMPARED)]
  const alone = returning.filter((way) => isAlone(way, there))
  return forth
    .filter((way) => isAlone(way, back))
    .flatMap((way) => alone.filter((w) => same(w) === same(way)).map((w) => ({ there: way, back: w })))
}

function proven(facts: CheckFacts, { there, back }: Pair, across: Across): Mismatch {
  const isAnswered =
    across.isAnsweredIn(there.network, back.network) || across.isAnsweredIn(back.network, there.network)
  if (isAnswered) return { there, back, proof: Proof.Answered, questions: [] }
  const reached = ({ network, from, to }: Way): readonly Question[] =>
    questionsOf(facts, network, from).filter((question) => question.to.includes(to))
  const [asked, askedBack] = [reached(there), reached(back)]
  const questions = [...asked, ...askedBack]
  const isSame =
    asked.some((q) => isHostOf(facts, back, q.asked)) || askedBack.some((q) => isHostOf(facts, there, q.asked))
  const proof = isSame ? Proof.SameHosts : questions.length > 0 ? Proof.Unanswered : Proof.None
  return { there, back, proof, questions }
}

/** Whether a host with this address is behind the end that a way comes from. */
function isHostOf({ learned }: CheckFacts, { network, from }: Way, address: number): boolean {
  const hosts = learned.networks[network]?.hosts ?? []
  return hosts.some((host) => host.vtep === from && host.addresses.includes(address))
}
