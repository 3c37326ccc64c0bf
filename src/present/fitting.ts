/** Layouts of a table that has room for fewer and fewer of its columns: the least needed go first, the one it is sorted by never. */
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

/** The column that rows are sorted by is in every layout: where none of those that show it is, `column` stands behind the numbers. */
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
