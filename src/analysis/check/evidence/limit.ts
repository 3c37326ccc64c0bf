/** Limits the findings of one kind, so that they do not hide the others. */
import { type Finding, MAX_OF_ONE_KIND, type Severity } from '../finding.js'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** The first `limit` findings, the worst first, then one per severity that stands for the rest; all findings for 0. */
export function limited<About>(
  all: readonly Finding<About>[],
  limit: number = MAX_OF_ONE_KIND,
): readonly Finding<About>[] {
  if (limit === 0 || all.length <= limit) return all
  const inOrder = SEVERITIES.flatMap((severity) => all.filter((finding) => finding.severity === severity))
  const rest = inOrder.slice(limit)
  return [
    ...inOrder.slice(0, limit),
    ...SEVERITIES.flatMap((severity) => restOf(rest.filter((finding) => finding.severity === severity))),
  ]
}

/** All findings, including those that another one stands for. */
export function unlimited<About>(findings: readonly Finding<About>[]): readonly Finding<About>[] {
  return findings.flatMap((finding) => finding.others ?? [finding])
}

function restOf<About>(others: readonly Finding<About>[]): readonly Finding<About>[] {
  const [first] = others
  if (first === undefined) return []
  return [{ ...first, frames: [], count: others.reduce((count, finding) => count + finding.count, 0), others }]
}
