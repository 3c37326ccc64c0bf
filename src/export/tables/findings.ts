/** What `check` finds in the capture alone: a row a finding, and a row for each packet that shows it. */
import { tell } from '../../present/check/finding-sentences.js'
import { findingText } from '../../present/check/finding-text.js'
import type { Results } from '../../present/check/results.js'
import type { Row } from '../schema.js'

export function* findingRows(capture: string, { found, facts }: Results): Generator<Row> {
  const text = findingText(facts, true)
  for (const [i, finding] of found.entries()) {
    const { id, severity, confidence, count, frames } = finding
    yield [capture, i + 1, id, severity, confidence, count, tell(finding, text, 'en').says, frames[0] ?? null]
  }
}

export function* findingFrameRows(capture: string, { found }: Results): Generator<Row> {
  for (const [i, { frames }] of found.entries()) {
    for (const [n, frame] of frames.entries()) yield [capture, i + 1, n + 1, frame]
  }
}
