/** How fast something goes, in few digits. */

/** `1.2 Mbit/s`: by thousands. */
export function bitRate(bits: number): string {
  return `${thousands(bits)}bit/s`
}

const PREFIXES: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
]

/** `834 `, `1.2 k`, `3.4 G`: the number and the prefix of the unit that follows. */
export function thousands(n: number): string {
  const [least, prefix] = PREFIXES.find(([from]) => n >= from) ?? [1, '']
  return `${threeDigits(n / least)} ${prefix}`
}

/** `412`, `41.2`, `0.5`. */
export function threeDigits(n: number): string {
  return n >= 100 || Number.isInteger(n) ? `${Math.round(n)}` : n.toFixed(n >= 10 ? 1 : 2)
}
