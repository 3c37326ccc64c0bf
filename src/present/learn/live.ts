/** Steps as they happen: told one by one, under their sequence's title wherever another one goes on. */
import { type Facts, Missing, type Step, StepKind } from '../../analysis/learning/facts.js'
import { Names } from './names.js'
import { sequenceTitle, stepSentence } from './step-sentences.js'
import { hanging, padEnd, titleLines } from './text.js'
import { type LearnView, usableColumns } from './view.js'

/** Cells of a step's number, its frame and its time; longer ones move what follows. */
const NUMBER_CELLS = 4
const FRAME_CELLS = 6
const TIME_CELLS = 8

interface NewFindings {
  readonly sequence: number
  readonly step: Step
}

export class LiveSteps {
  readonly #view: LearnView
  /** For each sequence: how many of its first steps are told, and which steps behind a packet that may yet come. */
  readonly #told: { first: number; readonly behind: Set<string> }[] = []
  /** The sequence told of last. */
  #current = -1

  constructor(view: LearnView) {
    this.#view = view
  }

  /** What has happened since the last call, as text. A missing packet is told at the end, since it may still come. */
  update(facts: Facts, isEnd = false): string {
    const names = new Names(facts, this.#view)
    const news = this.#news(facts, isEnd).sort((x, y) => x.step.at.frame - y.step.at.frame)
    return news
      .flatMap(({ sequence, step }) => this.#lines(sequence, step, names))
      .map((line) => `${line}\n`)
      .join('')
  }

  #news({ sequences }: Facts, isEnd: boolean): NewFindings[] {
    const news: NewFindings[] = []
    for (const [sequence, { steps }] of sequences.entries()) {
      this.#told[sequence] ??= { first: 0, behind: new Set() }
      const told = this.#told[sequence]
      let isWhole = true
      for (let i = told.first; i < steps.length; i++) {
        const step = steps[i]!
        if (!isEnd && step.kind === StepKind.Missing && step.missing !== Missing.Request) {
          isWhole = false
          continue
        }
        // The step of a missing packet vanishes if the packet comes, so later steps are not known by their index.
        const key = keyOf(steps, i)
        const isNew = !told.behind.delete(key)
        if (isNew) news.push({ sequence, step })
        if (isWhole) told.first = i + 1
        else told.behind.add(key)
      }
    }
    return news
  }

  #lines(index: number, step: Step, names: Names): readonly string[] {
    const { dim, reset } = this.#view.palette
    const sequence = names.facts.sequences[index]!
    const timestamp = `${`#${step.at.frame}`.padEnd(FRAME_CELLS)} ${padEnd(names.since(step.sinceFirst), TIME_CELLS)}`
    const head = `${dim}${String(step.number).padStart(NUMBER_CELLS)}  ${timestamp}${reset}  `
    const told = hanging(head, stepSentence(step, sequence, names), usableColumns(this.#view))
    if (index === this.#current) return told
    this.#current = index
    const title = `${index + 1}. ${sequenceTitle(sequence, names)}`
    const about = `${names.network(sequence.network)}${names.words.comma}${names.clock(step.at)}`
    return [...titleLines(title, about, this.#view, usableColumns(this.#view)), ...told]
  }
}

/** Identifies a step within its sequence, whatever its index. */
function keyOf(steps: readonly Step[], index: number): string {
  const { at, kind } = steps[index]!
  let before = index
  while (before > 0 && steps[before - 1]!.kind === kind && steps[before - 1]!.at.frame === at.frame) before--
  return `${at.frame} ${kind} ${index - before}`
}
