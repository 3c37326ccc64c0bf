/** `learn --at` and `learn --diff`: the tables at a moment, and what is different between two. */
import { changesBetween, diffText } from './diff.js'
import type { Names } from './names.js'
import { snapshotAt } from './snapshot.js'
import type { When } from './table-lines.js'
import { tablesText } from './tables.js'
import { outsideText, whenText } from './timestamp-argument.js'

/** The tables as they were then, under a title; a newline at its end. */
export function tablesAt(when: When, names: Names): string {
  return `${names.words.asOf(timestampText(when, names))}\n\n${tablesText(snapshotAt(when, names), names)}`
}

/** What came, went and moved from one moment to the other, under a title. */
export function tablesBetween(from: When, to: When, names: Names): string {
  const title = names.words.fromTo(timestampText(from, names), timestampText(to, names))
  const changes = changesBetween(snapshotAt(from, names), snapshotAt(to, names))
  return `${title}\n\n${diffText(changes, names)}`
}

function timestampText(when: When, names: Names): string {
  return whenText(when, names) + outsideText(when, names)
}
