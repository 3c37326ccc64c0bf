/** The tables of a network before and after each step. What a frame taught appears at the step that tells of it. */
import { type Sequence, type Step, StepKind } from '../../analysis/learning/facts.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import type { Names } from './names.js'
import { fdbAt, neighboursAt } from './snapshot.js'
import type { Snapshot } from './table-lines.js'

/** The tables at a step, and as they were when the step before it was over. */
interface StepSnapshot {
  readonly before: Snapshot
  readonly after: Snapshot
}

/** `index` counts the sequence's steps from 0 on. */
export function stepSnapshot(sequence: Sequence, index: number, names: Names): StepSnapshot {
  const after = snapshotOf(sequence, index, names)
  if (index > 0 && timestampOf(sequence, index - 1).frame === timestampOf(sequence, index).frame) {
    return { before: snapshotOf(sequence, index - 1, names), after }
  }
  // The tables just before the frame: what other packets taught since the last step is not this step's doing.
  const before = justBefore(timestampOf(sequence, index))
  return { before: tables({ fdb: before, neighbours: before }, sequence.network, names), after }
}

/** When a step happens. A missing packet is shown by an earlier frame, but its step comes last. */
function timestampOf({ steps }: Sequence, index: number): Timestamp {
  return steps.slice(0, index + 1).reduce((last, { at }) => (at.frame > last.frame ? at : last), steps[0]!.at)
}

function justBefore(at: Timestamp): Timestamp {
  return { ...at, frame: at.frame - 1 }
}

function snapshotOf(sequence: Sequence, index: number, names: Names): Snapshot {
  const at = timestampOf(sequence, index)
  const later = sequence.steps.slice(index + 1).filter((step: Step) => step.at.frame === at.frame)
  const isStillToLearn = later.some(({ kind }) => kind === StepKind.Learn || kind === StepKind.Move)
  const isStillToReceive = later.some(({ kind }) => kind === StepKind.Receive)
  return tables(
    // A receiver's device learns before it hands the frame on (vxlan_snoop), so before its host does.
    { fdb: isStillToLearn ? justBefore(at) : at, neighbours: isStillToReceive || isStillToLearn ? justBefore(at) : at },
    sequence.network,
    names,
  )
}

/** Up to which frame each table has learned. */
interface UpTo {
  readonly fdb: Timestamp
  readonly neighbours: Timestamp
}

function tables({ fdb, neighbours }: UpTo, network: number, names: Names): Snapshot {
  // VTEPs learn where stations are by overlay, not by VLAN.
  return { fdb: fdbAt(fdb, names, names.overlay(network)), neighbours: neighboursAt(neighbours, names, network) }
}
