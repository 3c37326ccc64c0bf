/**
 * Findings that the tables of many captures bear out: what two ends of a tunnel do not agree on, what captures have lost, and
 * what they show from one side alone. All other kinds are told by packets.
 */
import type { CheckFacts } from '../analysis/check/check-facts.js'
import type { Finder, Finding } from '../analysis/check/finding.js'
import { FINDING_IDS, type FindingId } from '../analysis/check/finding-ids.js'
import { captureDropped } from '../analysis/check/findings/capture-dropped.js'
import { captureOneDirection } from '../analysis/check/findings/capture-one-direction.js'
import { vxlanPortMismatch } from '../analysis/check/findings/vxlan-port-mismatch.js'
import { mismatchedVnis, type VniOneWay } from '../analysis/check/findings/vxlan-vni-one-way.js'

/** No table says which packet it was. */
function withoutFrames<About>(found: readonly Finding<About>[]): readonly Finding<About>[] {
  return found.map((finding) => ({ ...finding, frames: [] }))
}

/** What was asked by ARP is not in the tables: it is not known to be without an answer. */
function withoutQuestions(facts: CheckFacts): CheckFacts {
  return { ...facts, learned: { ...facts.learned, sequences: [] } }
}

function vniMismatches(facts: CheckFacts): readonly Finding<VniOneWay>[] {
  // Whether a router or the sender's number is the reason for what is answered, headers say.
  return mismatchedVnis(facts).filter(({ about: { proof } }) => proof !== 'answered')
}

/** In alphabetical order, for facts of `mergedFacts`. */
export const TABLE_FINDERS: readonly Finder[] = [
  captureDropped,
  { id: captureOneDirection.id, find: (facts) => withoutFrames(captureOneDirection.find(withoutQuestions(facts))) },
  { id: vxlanPortMismatch.id, find: (facts) => withoutFrames(vxlanPortMismatch.find(facts)) },
  { id: 'vxlan.vni-one-way', find: (facts) => withoutFrames(vniMismatches(facts)) },
]

/** Kinds that only packets tell. */
export const PACKET_KINDS: readonly FindingId[] = FINDING_IDS.filter(
  (id) => !TABLE_FINDERS.some((one) => one.id === id),
)
