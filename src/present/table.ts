/** Tables for a terminal. Their columns line up even when characters are two columns wide. */
import Table from 'cli-table3'
import type { Palette } from './palette.js'

export interface TableOptions {
  readonly palette: Palette
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean
  /** By column; `left` where there is none. */
  readonly align?: readonly ('left' | 'right')[]
}

const ASCII_FRAME = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
}
/** No rules between rows: they would take too much room. */
const NO_RULES = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

/** The table with a newline at its end. Cells may hold colours and newlines. */
export function tableText(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { palette, unicode, align = [] }: TableOptions,
): string {
  const rule = unicode ? '─' : '-'
  const table = new Table({
    chars: { ...(unicode ? {} : ASCII_FRAME), ...NO_RULES },
    colAligns: titles.map((_, i) => align[i] ?? 'left'),
    style: { head: [], border: [], compact: false },
  })
  table.push(titles.map((title) => `${palette.dim}${title}${palette.reset}`))
  for (const row of rows) table.push([...row])
  const lines = table.toString().split('\n')
  // The rule under the titles, which `NO_RULES` took away with the others.
  const top = lines[0] ?? ''
  const under = unicode ? top.replace('┌', '├').replace('┐', '┤').replaceAll('┬', '┼') : top.replaceAll(/[^+]/g, rule)
  lines.splice(2, 0, under)
  return `${lines.join('\n')}\n`
}
