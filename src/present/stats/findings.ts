/** `vxsniff stats --by finding`: a row a kind of finding, as `check` tells them one by one. */
import type { Finding, Severity } from '../../analysis/check/finding.js'
import { countText } from '../../words/amounts.js'
import { STATS } from '../../words/screens/stats.js'
import { tell } from '../check/finding-sentences.js'
import { findingText } from '../check/finding-text.js'
import type { Results } from '../check/results.js'
import { csvLine } from '../csv.js'
import { fittedTable, painted } from '../fitted-table.js'
import { layoutsOf, type Ranked } from '../fitting.js'
import { framesText } from '../learn/text.js'
import type { StatsView } from './table.js'

export interface FindingKind {
  readonly id: string
  readonly severity: Severity
  /** How many findings of this kind there are, and the sum of the packets (or whatever else) that they count. */
  readonly findings: number
  readonly count: number
  readonly frames: readonly number[]
  readonly example: Finding
}

/** Those of one kind and severity together, the worst first. */
export function findingKinds({ found }: Results): readonly FindingKind[] {
  const kinds = new Map<string, FindingKind>()
  for (const finding of found) {
    const { id, severity, count, frames, others } = finding
    const key = `${severity} ${id}`
    const before = kinds.get(key)
    kinds.set(key, {
      id,
      severity,
      findings: (before?.findings ?? 0) + (others?.length ?? 1),
      count: (before?.count ?? 0) + count,
      frames: [...new Set([...(before?.frames ?? []), ...frames])].sort((x, y) => x - y).slice(0, MAX_FRAMES),
      example: before?.example ?? finding,
    })
  }
  return [...kinds.values()]
}

const MAX_FRAMES = 8

export function findingTable(kinds: readonly FindingKind[], { facts }: Results, view: StatsView): string {
  const words = STATS[view.language]
  const { bad, warn, dim } = view.palette
  const colors = { error: bad, warning: warn, info: dim }
  const text = findingText(facts, view.unicode, view.utcOffset)
  const n = (count: number): string => countText(count, view.unicode)
  const columns: readonly Ranked<FindingKind>[] = [
    {
      title: words.columns.severity,
      rank: 0,
      cell: ({ severity }) => painted(words.severities[severity], colors[severity], view.palette),
    },
    { title: words.columns.finding, rank: 0, cell: ({ id }) => id },
    { title: words.columns.findings, rank: 0, align: 'right', cell: ({ findings }) => n(findings) },
    { title: words.columns.count, rank: 0, align: 'right', cell: ({ count }) => n(count) },
    { title: words.columns.frames, rank: 2, cell: ({ frames }) => framesText(frames, view.unicode) },
    {
      title: words.columns.about,
      rank: 1,
      wrapsTo: 20,
      cell: ({ example }) => tell(example, text, view.language).title,
    },
  ]
  return fittedTable(kinds, layoutsOf(columns), view)
}

export function* findingKindsJson(kinds: readonly FindingKind[]): Generator<string> {
  for (const { example: _, ...kind } of kinds) yield `${JSON.stringify({ by: 'finding', ...kind })}\n`
}

export function* findingKindsCsv(kinds: readonly FindingKind[]): Generator<string> {
  yield csvLine(['severity', 'finding', 'findings', 'count', 'firstFrame'])
  for (const { severity, id, findings, count, frames } of kinds) {
    yield csvLine([severity, id, findings, count, frames[0]])
  }
}
