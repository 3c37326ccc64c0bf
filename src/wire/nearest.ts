/** Suggests names for a name that does not exist. */

/** Names close to `wanted`: one of their parts, the same last part, or few typing errors away; the nearest first, five at most. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const last = wanted.slice(wanted.lastIndexOf('.') + 1)
  const protocol = wanted.slice(0, wanted.indexOf('.') + 1)
  // Every short name is two errors away from a single letter.
  const limit = Math.min(Math.max(2, Math.floor(wanted.length / 4)), wanted.length - 1)
  const scored: [number, string][] = []
  for (const name of names) {
    const d = editDistance(wanted, name)
    // Within the same protocol even a name further off is a likely guess.
    if (d <= limit + (protocol !== '' && name.startsWith(protocol) ? 2 : 0)) scored.push([d, name])
    else if (last !== '' && (name.endsWith(`.${last}`) || name.includes(`.${wanted}.`))) scored.push([limit + d, name])
  }
  scored.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
  return scored.slice(0, 5).map(([, name]) => name)
}

/** Insertions, deletions and replacements that turn `a` into `b` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
