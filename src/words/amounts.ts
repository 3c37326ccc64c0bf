/** Amounts as people read them. */
const UNITS: readonly (readonly [number, string])[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
]

/** `834 B`, `1.2 kB`, `3.4 GB`: by thousands (IEC 80000-13). */
export function octetsText(octets: number): string {
  const unit = UNITS.find(([least]) => octets >= least)
  if (unit === undefined) return `${octets} B`
  const value = octets / unit[0]
  return `${value.toFixed(value >= 100 ? 0 : 1)} ${unit[1]}`
}

/** Narrow no-break space. */
const THIN_SPACE = '\u202f'

/** `1 000 000`, in both languages (ISO 80000-1 §7.3.1); `isUnicode` is whether more than ASCII can be shown. */
export function countText(count: number, isUnicode: boolean = true): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, isUnicode ? THIN_SPACE : ' ')
}
