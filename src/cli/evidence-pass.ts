/**
 * The packets that findings and steps rest on, for `finding` and `step` of `-Y`. Only the whole capture tells them, so
 * its files are read once beforehand.
 */

import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import { Check } from '../analysis/check/check.js'
import { limitsWithin, Reassembler } from '../analysis/fragments/reassembly.js'
import type { Budget } from '../analysis/tables/budget.js'
import { NEVER, timestampOf } from '../analysis/timestamps.js'
import { type Capture, CaptureError } from '../capture/capture.js'
import { resultsOf } from '../present/check/results.js'
import { decode } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'
import { TunnelStack } from '../wire/tunnel.js'
import { comparePoints } from './points.js'

export interface EvidencePackets {
  /** Frames of the findings of this id, or of all whose ids begin with it. */
  finding(id: string): ReadonlySet<number>
  /** Frames of the steps of this number, in every sequence. */
  step(number: number): ReadonlySet<number>
}

/** Reads all of a capture; of a damaged one as much as can be read. `reopen` opens its files once more. */
export async function evidencePackets(
  capture: Capture,
  reopen: () => Promise<Capture>,
  tables: Tables,
  budget: Budget,
): Promise<EvidencePackets> {
  const check = new Check(undefined, undefined, false, budget)
  const reassembler = new Reassembler(limitsWithin(budget))
  const p = new Packet(tables)
  const stack = new TunnelStack()
  let end = NEVER
  if (mayHoldCopies(capture)) check.learning.copies.start()
  try {
    while (await capture.fill()) {
      while (capture.next(p)) {
        decode(p)
        if (p.fragment !== -1) reassembler.offer(p)
        stack.fill(p)
        check.observe(p, stack)
        end = timestampOf(p)
      }
    }
  } catch (e) {
    // The second pass reports where the file is damaged.
    if (!(e instanceof CaptureError)) throw e
  }
  check.finish()
  const points = await comparePoints(capture, reopen, tables, budget)
  const told = points === undefined ? {} : { points }
  const facts = check.facts({ live: false, interfaces: capture.interfaces, end, ...told }, reassembler.counts)
  return {
    finding: (id) => {
      const { found } = resultsOf(facts, { only: [id], ignore: [], limit: 0 })
      return new Set(found.flatMap(({ frames }) => frames))
    },
    step: (number) => {
      const steps = facts.learned.sequences.flatMap((sequence) => sequence.steps)
      return new Set(steps.filter((step) => step.number === number).map(({ at }) => at.frame))
    },
  }
}
