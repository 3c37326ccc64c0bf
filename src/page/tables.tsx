/** The tunnels and the flows, as tables that can be sorted. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PAGE_FINDINGS } from '../words/screens/page-findings.js'
import { usePage } from './context.js'
import type { PageTable } from './data.js'
import { LeftOut, Scroll } from './section.js'

export function TunnelTable(): JSX.Element {
  const { data, language } = usePage()
  const words = PAGE_FINDINGS[language]
  return (
    <>
      <Sortable table={data.tunnels[language]} caption={words.tableOf.tunnels} empty={words.noTunnels} />
      <LeftOut what="tunnels" count={data.left.tunnels} />
    </>
  )
}

export function FlowTable(): JSX.Element {
  const { data, language } = usePage()
  const words = PAGE_FINDINGS[language]
  return (
    <>
      <Sortable table={data.flows[language]} caption={words.tableOf.flows} empty={words.noFlows} />
      <LeftOut what="flows" count={data.left.flows} />
    </>
  )
}

/** A table that stays as it is; nothing where it has no rows. */
export function PlainTable({ table, caption }: Pick<SortableProps, 'table' | 'caption'>): JSX.Element | null {
  if (table.rows.length === 0) return null
  return (
    <Scroll label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {table.titles.map((title, column) => (
              <th key={column} scope="col" class={table.right[column] === true ? 'right' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, column) => (
                <td key={column} class={table.right[column] === true ? 'right' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface Order {
  readonly column: number
  readonly down: boolean
}

interface SortableProps {
  readonly table: PageTable
  readonly caption: string
  /** What is said where there are no rows. */
  readonly empty: string
}

/** Rows that are shown at first, and in print. */
const SHOWN = 50

function Sortable({ table, caption, empty }: SortableProps): JSX.Element {
  const { language } = usePage()
  const words = PAGE_FINDINGS[language]
  const [isAll, setAll] = useState(false)
  const [order, setOrder] = useState<Order | undefined>()
  if (table.rows.length === 0) return <p>{empty}</p>
  // Empty columns are left out.
  const shown = table.titles.flatMap((title, column) =>
    table.rows.some((row) => row[column] !== '') ? [{ title, column, right: table.right[column] === true }] : [],
  )
  const sort = (column: number): void => {
    const right = table.right[column] === true
    setOrder((o) => ({ column, down: o?.column === column ? !o.down : right }))
  }
  const rows = sorted(table.rows, order, table.right)
  return (
    <>
      <Scroll label={caption}>
        <table>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {shown.map(({ title, column, right }) => (
                <th key={column} scope="col" class={right ? 'right' : ''} aria-sort={sortOf(order, column)}>
                  <button type="button" class="sorter" title={words.sortedBy(title)} onClick={() => sort(column)}>
                    {title}
                    <span aria-hidden="true">{order?.column !== column ? '' : order.down ? ' ↓' : ' ↑'}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, isAll ? rows.length : SHOWN).map((row, i) => (
              <tr key={i}>
                {shown.map(({ column, right }) => (
                  <td key={column} class={right ? 'right' : ''}>
                    {row[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {isAll || rows.length <= SHOWN ? null : (
        <p class="more-rows">
          <button type="button" onClick={() => setAll(true)}>
            {words.allRows(rows.length)}
          </button>
        </p>
      )}
    </>
  )
}

function sortOf(order: Order | undefined, column: number): 'ascending' | 'descending' | 'none' {
  if (order?.column !== column) return 'none'
  return order.down ? 'descending' : 'ascending'
}

function sorted(
  rows: readonly (readonly string[])[],
  order: Order | undefined,
  right: readonly boolean[],
): readonly (readonly string[])[] {
  if (order === undefined) return rows
  const { column, down } = order
  const sign = down ? -1 : 1
  const compare = right[column] === true ? byAmount : byName
  return [...rows].sort((x, y) => sign * compare(x[column] ?? '', y[column] ?? ''))
}

/** Seconds in the units that durations have. */
const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 }

/** `1200` and `+5.08 s`; `3 min 5 s` counts by its parts. */
function byAmount(x: string, y: string): number {
  return amount(x) - amount(y)
}

function amount(text: string): number {
  let sum = 0
  for (const [, number, unit] of text.matchAll(/([\d.]+)\s*(ns|µs|ms|s|min|h)?(?![a-z])/g)) {
    sum += Number(number) * (unit === undefined ? 1 : UNITS[unit]!)
  }
  return text.startsWith('-') ? -sum : sum
}

/** Numbers within names by their value: `vxlan 9` before `vxlan 42`. */
function byName(x: string, y: string): number {
  return x.localeCompare(y, 'en', { numeric: true })
}
