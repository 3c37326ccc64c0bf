/** Layouts of a table for ever less room. The least needed columns go first; the column of the order stays. */
import type { Column } from './fitted-table.js'

/** A column, and how early it goes: the highest number first; 0 for one that always stays. */
export interface Ranked<T> extends Column<T> {
  readonly rank: number
}

/** From all columns to those that stay. */
export function layoutsOf<T>(columns: readonly Ranked<T>[]): readonly (readonly Column<T>[])[] {
  const ranks = [...new Set(columns.map(({ rank }) => rank))].sort((x, y) => y - x)
  const layouts = ranks.map((most) => columns.filter(({ rank }) => rank <= most))
  return layouts.length === 0 ? [columns] : layouts
}

/** Every layout shows what rows are sorted by. If none of its columns does, `column` is added behind the numbers. */
export function withSorted<T>(
  layouts: readonly (readonly Column<T>[])[],
  shownBy: readonly Column<T>[],
  column: Column<T>,
): readonly (readonly Column<T>[])[] {
  return layouts.map((layout) => {
    if (layout.some((one) => shownBy.includes(one))) return layout
    const behind = layout.findLastIndex(({ align }) => align === 'right') + 1
    return [...layout.slice(0, behind), column, ...layout.slice(behind)]
  })
}
