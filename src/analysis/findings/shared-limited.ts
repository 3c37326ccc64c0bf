/** A kind of finding does not drown the others. */
import { type Finding, MAX_OF_ONE_KIND } from '../check/finding.js'

/** The first of them; the last one that is told counts the rest with its own. */
export function limited<About>(all: readonly Finding<About>[]): readonly Finding<About>[] {
  const told = all.slice(0, MAX_OF_ONE_KIND)
  const last = told.pop()
  if (last === undefined) return told
  const rest = all.slice(MAX_OF_ONE_KIND).reduce((count, finding) => count + finding.count, 0)
  return [...told, { ...last, count: last.count + rest }]
}
