/**
 * What is sent to one address of a VTEP is answered from another one: a machine with two addresses that takes packets at
 * either and sends from the one that its route prefers. It works; but filters, IPsec policies and a `remote` that names the
 * first address meet the second one, and what is learned from the answers leads to the second one as well.
 *
 * Seen by questions that went to certain ends alone, one of which never sends in any tunnel, and whose answers come from an
 * end that was not asked. Not told of stations that moved, nor where the question went to a group.
 */

import { type Sequence, type Step, StepKind } from '../../learning/facts.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { once } from '../evidence/memo.js'
import { tunnelRecords } from '../evidence/tunnel-records.js'
import { hasMoved, sentBetween } from '../evidence/vtep-pairs.js'
import { type Finder, someFrames } from '../finding.js'

export interface OtherSource {
  readonly network: number
  /** Addresses of the VTEPs: who asks, which one was asked, and where the answers come from. */
  readonly from: number
  readonly asked: number
  readonly source: number
}

const QUESTIONS: ReadonlySet<StepKind> = new Set([StepKind.Request, StepKind.Flood, StepKind.Unicast])
const ANSWERS: ReadonlySet<StepKind> = new Set([StepKind.Reply, StepKind.Answer])

export const tunnelOtherSource: Finder<OtherSource> = {
  id: 'tunnel.other-source',
  find(facts) {
    const found = new Map<string, OtherSource & { readonly frames: number[] }>()
    for (const sequence of facts.learned.sequences) {
      const one = otherSource(facts, sequence)
      if (one === undefined) continue
      const key = `${one.network} ${one.from} ${one.asked} ${one.source}`
      const before = found.get(key)
      if (before === undefined) found.set(key, one)
      else before.frames.push(...one.frames)
    }
    return limited(
      [...found.values()].map(({ frames, ...about }) => ({
        id: 'tunnel.other-source',
        severity: 'info',
        confidence: 'medium',
        frames: someFrames(frames),
        count: sentBetween(facts, about.network, about.source, about.from),
        about,
      })),
    )
  },
}

function otherSource(
  facts: CheckFacts,
  { network, initiator, target, steps }: Sequence,
): (OtherSource & { readonly frames: number[] }) | undefined {
  if (network === PLAIN || hasMoved(facts, network, initiator) || hasMoved(facts, network, target)) return undefined
  let question: Step | undefined
  for (const step of steps) {
    if (QUESTIONS.has(step.kind) && step.toVteps.length > 0) {
      const isToGroup = step.toVteps.some((end) => facts.networks.addresses.isMulticast(end))
      question = isToGroup ? undefined : step
    }
    if (question === undefined || !ANSWERS.has(step.kind) || step.roundTrip < 0) continue
    const [from, source] = [question.fromVtep, step.fromVtep]
    if (source === from || source === NO_ADDRESS || question.toVteps.includes(source)) continue
    const asked = question.toVteps.find((end) => !senders(facts).has(end))
    if (asked !== undefined) return { network, from, asked, source, frames: [question.at.frame, step.at.frame] }
  }
  return undefined
}

/** Ends that send in some tunnel. */
const senders: (facts: CheckFacts) => ReadonlySet<number> = once((facts) => {
  const found = new Set<number>()
  for (const { a, b, forth, back } of tunnelRecords(facts)) {
    if (forth.packets > 0) found.add(a)
    if (back.packets > 0) found.add(b)
  }
  return found
})
