/** Merges findings about the same subject into one. */
import { type Finding, type Severity, someFrames } from '../finding.js'

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** One finding for each subject: the worst, of equals the first, with the packets of all. */
export function merged<About>(
  findings: readonly Finding<About>[],
  subjectOf: (about: About) => string,
): readonly Finding<About>[] {
  const bySubject = new Map<string, Finding<About>>()
  for (const finding of findings) {
    const subject = subjectOf(finding.about)
    const other = bySubject.get(subject)
    if (other === undefined) bySubject.set(subject, finding)
    else {
      const worst = RANK[finding.severity] < RANK[other.severity] ? finding : other
      const frames = someFrames([...other.frames, ...finding.frames])
      bySubject.set(subject, { ...worst, frames, count: other.count + finding.count })
    }
  }
  return [...bySubject.values()]
}
