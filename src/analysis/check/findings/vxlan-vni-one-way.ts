/**
 * What one VTEP asks in a VNI, nobody answers, and the other VTEP sends in another VNI: they were given different numbers,
 * and a VTEP drops without a word what comes in a VNI that it does not have. Where only the silence is seen, it is a guess,
 * and `tunnel.one-way` tells of the silence. No fault: VNIs that say who sends and not where to (Cilium's identities), so
 * that questions in one are answered in the other; and packets that are routed between two networks at the VTEP that they
 * come from, so that each way takes the network of its destination (RFC 9135 §4.2, asymmetric IRB).
 */
import { Kind } from '../../../wire/kind.js'
import { TunnelType } from '../../../wire/tunnel.js'
import type { Confidence } from '../../learning/facts.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { NO_NETWORK } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { opaqueFrom } from '../evidence/encrypted-traffic.js'
import { limited } from '../evidence/limit.js'
import { isAlive, membersOf } from '../evidence/liveness.js'
import { merged } from '../evidence/merging.js'
import { lacksChecksum, type OneWayTunnel, oneWayTunnels } from '../evidence/one-way-tunnels.js'
import { type Mismatch, Proof, vniMismatches } from '../evidence/port-and-vni-mismatches.js'
import type { Way } from '../evidence/tunnel-directions.js'
import { vlanTagMismatches } from '../evidence/vlan-tag-mismatches.js'
import { type Finder, type Finding, type Severity, someFrames } from '../finding.js'

export interface VniOneWay {
  /** The network that was asked in, and its VNI. */
  readonly network: number
  readonly vni: number
  /** The network that comes back and its VNI; `NO_NETWORK` and 0 where none does. */
  readonly networkBack: number
  readonly vniBack: number
  /** Addresses of the two VTEPs: the one that asks first, and the other, which may be a group or several. */
  readonly from: number
  readonly to: readonly number[]
  /** Whether that is a group, and who else has joined it. */
  readonly isGroup: boolean
  readonly members: readonly number[]
  /** What was asked for first; `NO_ADDRESS` where nothing was. */
  readonly asked: number
  readonly proof: Proof
  /** For `Proof.Answered`: whether a packet of either direction had passed a router before. */
  readonly isRouted: boolean
  /** Whether the silent VTEP is seen to send anything at all. */
  readonly isAlive: boolean
}

const VERDICTS: Readonly<Record<Proof, readonly [Severity, Confidence]>> = {
  [Proof.SameHosts]: ['error', 'high'],
  [Proof.Unanswered]: ['error', 'medium'],
  [Proof.None]: ['info', 'low'],
  [Proof.Answered]: ['info', 'high'],
}

export const vxlanVniOneWay: Finder<VniOneWay> = {
  id: 'vxlan.vni-one-way',
  find(facts) {
    const guesses = oneWayTunnels(facts)
      // An end that talks with others in this VNI does have the VNI.
      .filter(({ network, from, isPair }) => !isPair && isVxlan(facts, network) && !lacksChecksum(facts, network, from))
      .filter(({ from, to }) => opaqueFrom(facts, to, from) === Kind.None)
      .filter(({ network, from, to }) => vlanTagMismatches(facts, network, from, to[0]!) === undefined)
      .map((silence) => guess(facts, silence))
    return limited([...mismatchedVnis(facts), ...merged(guesses, ({ network, to }) => `${network} ${to.join(' ')}`)])
  },
}

/** Two VTEPs that are both seen, each in a VNI of its own: one finding for each pair, which may have many such numbers. */
export function mismatchedVnis(facts: CheckFacts): readonly Finding<VniOneWay>[] {
  const seen = vniMismatches(facts)
  const identities = new Set(seen.filter(({ proof }) => proof === Proof.Answered).map(linkKey))
  const pairs = seen.map((mismatch) => mismatched(facts, mismatch, identities.has(linkKey(mismatch))))
  return merged(pairs, ({ from, to: [to] }) => `${Math.min(from, to!)} ${Math.max(from, to!)}`)
}

function mismatched(
  facts: CheckFacts,
  { there, back, proof, questions }: Mismatch,
  isIdentity: boolean,
): Finding<VniOneWay> {
  const [severity, confidence] = isIdentity ? VERDICTS[Proof.Answered] : VERDICTS[proof]
  const [first] = questions
  const isAskedBack = first !== undefined && facts.networks.overlayOf(first.network) === back.network
  const [way, other] = isAskedBack ? [back, there] : [there, back]
  return {
    id: 'vxlan.vni-one-way',
    severity,
    confidence,
    frames: someFrames([way.first.frame, other.first.frame, ...questions.flatMap((question) => question.frames)]),
    count: there.packets + back.packets,
    about: {
      network: way.network,
      vni: way.id,
      networkBack: other.network,
      vniBack: other.id,
      from: way.from,
      to: [way.to],
      isGroup: false,
      members: [],
      asked: first?.asked ?? NO_ADDRESS,
      proof: isIdentity ? Proof.Answered : proof,
      isRouted: [there, back].some((way) => hasRouter(facts, way)),
      isAlive: true,
    },
  }
}

/** Only questions in one VNI are seen. The other machine drops them if it is running, or nobody is meant. */
function guess(facts: CheckFacts, silence: OneWayTunnel): Finding<VniOneWay> {
  const { network, from, to, isOthersTurn, questions } = silence
  const alive = isAlive(facts, silence)
  const isLikely = alive && !isOthersTurn
  return {
    id: 'vxlan.vni-one-way',
    severity: isLikely ? 'warning' : 'info',
    confidence: isLikely ? 'medium' : 'low',
    frames: someFrames(questions.flatMap((question) => question.frames)),
    count: questions.reduce((sum, question) => sum + question.times, 0),
    about: {
      network,
      vni: facts.networks.network(network).id,
      networkBack: NO_NETWORK,
      vniBack: 0,
      from,
      to,
      isGroup: to.some((end) => facts.networks.addresses.isMulticast(end)),
      members: membersOf(facts, silence),
      asked: questions[0]!.asked,
      proof: Proof.Unanswered,
      isRouted: false,
      isAlive: alive,
    },
  }
}

/** Whether a station behind the end that a way comes from forwards packets of others. */
function hasRouter({ networks, addressMessages }: CheckFacts, { network, from }: Way): boolean {
  return addressMessages.routers.hasRouter(network, networks.endpoint(from))
}

function isVxlan({ networks }: CheckFacts, network: number): boolean {
  return networks.typeOf(network) === TunnelType.Vxlan
}

function linkKey({ there: { from, to } }: Mismatch): string {
  return `${from} ${to}`
}
