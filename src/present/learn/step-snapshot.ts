/** The tables of a network at each step of a sequence, and before it: what a frame taught shows in the step that tells of it. */
import { Inferred, type Sequence, type Step, StepKind } from '../../analysis/learning/facts.js'
import type { Names } from './names.js'
import { fdbAt, neighboursAt, type Snapshot } from './snapshot.js'

/** The tables at a step, and as they were when the step before it was over. */
interface StepSnapshot {
  readonly before: Snapshot
  readonly after: Snapshot
}

/** `index` counts the sequence's steps from 0 on. */
export function stepSnapshot(sequence: Sequence, index: number, names: Names): StepSnapshot {
  const after = snapshotOf(sequence, index, names)
  if (index > 0 && frameOf(sequence, index - 1) === frameOf(sequence, index)) {
    return { before: snapshotOf(sequence, index - 1, names), after }
  }
  // What other packets taught in the meantime was not this step's doing.
  const frame = frameOf(sequence, index)
  return { before: tables({ fdb: frame - 1, neighbours: frame - 1, shown: frame }, sequence.network, names), after }
}

/** What is missing at the end is shown by an earlier packet, and comes last all the same. */
function frameOf({ steps }: Sequence, index: number): number {
  return steps.slice(0, index + 1).reduce((frame, step) => Math.max(frame, step.at.frame), 0)
}

function snapshotOf(sequence: Sequence, index: number, names: Names): Snapshot {
  const frame = frameOf(sequence, index)
  const later = sequence.steps.slice(index + 1).filter((step: Step) => step.at.frame === frame)
  const isStillToLearn = later.some(({ kind }) => kind === StepKind.Learn || kind === StepKind.Move)
  const isStillToReceive = later.some(({ kind }) => kind === StepKind.Receive)
  return tables(
    { fdb: isStillToLearn ? frame - 1 : frame, neighbours: isStillToReceive ? frame - 1 : frame, shown: frame },
    sequence.network,
    names,
  )
}

/** Up to which frame each table has learned; `shown` is the last one seen, which shows the default entries it uses. */
interface UpTo {
  readonly fdb: number
  readonly neighbours: number
  readonly shown: number
}

function tables({ fdb, neighbours, shown }: UpTo, network: number, names: Names): Snapshot {
  return {
    fdb: fdbAt({ frame: fdb }, names, network, { frame: shown }).filter(
      (line) => line.inferred !== Inferred.SilentVtep || line.learned <= fdb,
    ),
    neighbours: neighboursAt({ frame: neighbours }, names, network),
  }
}
