/** Rows by one of their numbers. */
import { NumberMap } from './number-map.js'

export function groupBy<T>(rows: Iterable<T>, keyOf: (row: T) => number): NumberMap<T[]> {
  const groups = new NumberMap<T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
