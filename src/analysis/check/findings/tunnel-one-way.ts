/**
 * A tunnel that nothing comes back through: one end asks, again and again, and hears nothing. Seen by questions that were
 * repeated without an answer; datagrams that need none prove nothing, nor does a single question. What is known to have
 * another cause is told there: `vxlan.port-mismatch`, `vxlan.vni-one-way`, `tunnel.unreachable`, `gre.key-unanswered`,
 * `evpn.silent-next-hop`.
 * Where others that were asked as well do answer, it is no more than a hint, unless several ask in vain and the silent
 * one is there.
 *
 * It is judged for each two ends and each network: who talks with others may be silent to one, and a way that worked may
 * do so no more from some packet on.
 */
import type { Kind } from '../../../wire/kind.js'
import type { TunnelType } from '../../../wire/tunnel.js'
import { distinct } from '../../tables/number-map.js'
import type { Timestamp } from '../../timestamps.js'
import type { CheckFacts } from '../check-facts.js'
import { opaqueFrom } from '../evidence/encrypted-traffic.js'
import { limited } from '../evidence/limit.js'
import { isAlive, membersOf } from '../evidence/liveness.js'
import { merged } from '../evidence/merging.js'
import { lacksChecksum, type OneWayTunnel, oneWayTunnels, sureOf } from '../evidence/one-way-tunnels.js'
import { silentNextHop } from '../evidence/told-next-hops.js'
import { type VlanTagMismatch, vlanTagMismatches } from '../evidence/vlan-tag-mismatches.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface OneWay {
  readonly network: number
  readonly type: TunnelType
  /** Addresses: the end that asks, and those that are silent; a group where all of it is. */
  readonly from: number
  readonly to: readonly number[]
  /** Whether that is a group, and who else has joined it. */
  readonly isGroup: boolean
  readonly members: readonly number[]
  /** The host that was asked for first, and how many were. */
  readonly asked: number
  readonly hosts: number
  /** Whether others were asked as well, and do send. */
  readonly isOthersTurn: boolean
  /** Whether it is silent to this one alone, and talks with others. */
  readonly isPair: boolean
  /** The first packet that did not arrive any more, and the last frame that showed that one did; undefined, 0 without. */
  readonly since: Timestamp | undefined
  readonly lastProof: number
  /** Whether the silent end is seen to send anything elsewhere: its machine is there. */
  readonly isAlive: boolean
  /** UDP over IPv6 without a checksum, which a receiver refuses unless it is told otherwise (RFC 6935 §5). */
  readonly lacksChecksum: boolean
  /** What the silent end sends to the one that asks and nobody else can read, such as ESP: the answers may be in it. */
  readonly opaque: Kind
  /** The tunnel's VLAN tags if other packets to the same end have different ones; undefined if it does arrive. */
  readonly tags: VlanTagMismatch | undefined
}

export const tunnelOneWay: Finder<OneWay> = {
  id: 'tunnel.one-way',
  find(facts) {
    const all = oneWayTunnels(facts).filter((silence) => silentNextHop(facts, silence) === undefined)
    const askers = new Map<string, Set<number>>()
    for (const silence of all) {
      const key = subjectOf(silence)
      askers.set(key, (askers.get(key) ?? new Set()).add(silence.from))
    }
    const told = all.map((silence) => finding(facts, silence, askers.get(subjectOf(silence))!.size))
    return limited(merged(told, subjectOf))
  },
}

/** If one of several ends is silent, it does not matter who asks. */
function subjectOf({
  network,
  from,
  to,
  isOthersTurn,
  since,
}: Pick<OneWay, 'network' | 'from' | 'to' | 'isOthersTurn' | 'since'>): string {
  return `${network} ${isOthersTurn ? '' : from} ${to.join(' ')} ${since?.frame ?? 0}`
}

/** `askers` is the number of ends that ask the same silent ones. */
function finding(facts: CheckFacts, silence: OneWayTunnel, askers: number): Finding<OneWay> {
  const { network, from, to, isOthersTurn, isPair, since, lastProof, questions } = silence
  const alive = isAlive(facts, silence)
  return {
    id: 'tunnel.one-way',
    severity: isOthersTurn ? (alive && askers > 1 ? 'warning' : 'info') : 'error',
    confidence: sureOf(facts, silence),
    frames: someFrames(questions.flatMap((question) => question.frames)),
    count: questions.reduce((sum, question) => sum + question.times, 0),
    about: {
      network,
      type: facts.networks.typeOf(network),
      from,
      to,
      isGroup: to.some((end) => facts.networks.addresses.isMulticast(end)),
      members: membersOf(facts, silence),
      asked: questions[0]!.asked,
      hosts: distinct(questions.map((question) => question.asked)).length,
      isOthersTurn,
      isPair,
      since,
      lastProof,
      isAlive: alive,
      lacksChecksum: lacksChecksum(facts, network, from),
      opaque: opaqueFrom(facts, to, from),
      tags: since === undefined ? vlanTagMismatches(facts, network, from, to[0]!) : undefined,
    },
  }
}
