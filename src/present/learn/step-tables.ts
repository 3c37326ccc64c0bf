/** The tables of a network beside a step, a line for each entry. What the step changed is marked and in sight. */
import { type Changes, fdbKey, neighbourKey, signText } from './diff.js'
import { briefCells } from './evidence.js'
import type { Names } from './names.js'
import type { FdbLine, NeighbourLine, Snapshot } from './table-lines.js'
import { alignedText, hanging } from './text.js'
import { usableColumns } from './view.js'

/** Entries of a table that are made into lines: no screen has more. */
const ENTRIES = 100

export interface MarkedTable {
  readonly title: string
  readonly lines: readonly string[]
  /** The last line that is marked, or -1. */
  readonly marked: number
  /** How many entries have no line. */
  readonly hidden: number
}

/** The forwarding tables of all VTEPs, and the neighbours of all hosts; none without entries. */
export function markedTables({ fdb, neighbours }: Snapshot, changes: Changes, names: Names): readonly MarkedTable[] {
  const { words } = names
  const fdbSigns = new Map(changes.fdb.map((c) => [fdbKey(c.line), c.sign]))
  const neighbourSigns = new Map(changes.neighbours.map(({ sign, line }) => [neighbourKey(line), sign]))
  const fdbCells = (line: FdbLine): readonly string[] => {
    return [line.vtep, line.mac, `dst ${line.dst}`, ...briefCells(line, names)]
  }
  const neighbourCells = ({ host, ip, mac, learned, how }: NeighbourLine): readonly string[] => {
    return [host, ip, `lladdr ${mac}`, `#${learned}`, words.sources[how]]
  }
  const fdbSign = (line: FdbLine): string | undefined => {
    const sign = fdbSigns.get(fdbKey(line))
    return sign === undefined ? undefined : signText(sign, line, names)
  }
  return [
    ...markedTable(fdb, (line) => names.fdbIn(line), fdbCells, fdbSign, names),
    ...markedTable(
      neighbours,
      (line) => words.neighboursIn(line.network),
      neighbourCells,
      (l) => neighbourSigns.get(neighbourKey(l)),
      names,
    ),
  ]
}

/** The tables' lines, at most `room` of them: of each those around what is marked. */
export function fittedTables(tables: readonly MarkedTable[], room: number, names: Names): readonly string[] {
  if (tables.length === 0) return [names.emptyTables]
  let left = Math.max(0, room - tables.length)
  const shown: string[] = []
  for (const [i, table] of tables.entries()) {
    const others = tables.slice(i + 1)
    const wanted = others.reduce((sum, { lines }) => sum + lines.length, 0)
    const all = table.lines.length + (table.hidden > 0 ? 1 : 0)
    const share = Math.min(all, Math.max(left - wanted, Math.ceil(left / (others.length + 1))))
    shown.push(table.title, ...around(table, share, names))
    left -= share
  }
  return shown
}

/** At most `count` lines, the marked one among them. The last line says how many are left out. */
function around({ lines, marked, hidden }: MarkedTable, count: number, names: Names): readonly string[] {
  if (lines.length <= count && hidden === 0) return lines
  if (count < 1) return []
  const start = Math.max(0, Math.min(marked - count + 2, lines.length - count + 1))
  const shown = lines.slice(start, start + count - 1)
  return [...shown, `    ${names.words.andMore(lines.length - shown.length + hidden)}`]
}

function markedTable<T extends { readonly network: string }>(
  entries: readonly T[],
  titleOf: (entry: T) => string,
  cellsOf: (entry: T) => readonly string[],
  signOf: (entry: T) => string | undefined,
  names: Names,
): readonly MarkedTable[] {
  const [first] = entries
  if (first === undefined) return []
  const { inner, reset } = names.view.palette
  const last = entries.findLastIndex((entry) => signOf(entry) !== undefined)
  const start = Math.max(0, Math.min(last - (ENTRIES >> 1), entries.length - ENTRIES))
  const near = entries.slice(start, start + ENTRIES)
  const rows = alignedText(near.map(cellsOf), '').trimEnd().split('\n')
  const lines: string[] = []
  let marked = -1
  for (const [i, entry] of near.entries()) {
    const sign = signOf(entry)
    const wrapped = hanging(`  ${sign ?? ' '} `, rows[i]!, usableColumns(names.view))
    if (sign === undefined) lines.push(...wrapped)
    else lines.push(...wrapped.map((line) => `${inner}${line}${reset}`))
    if (sign !== undefined) marked = lines.length - 1
  }
  const title = `${inner}${titleOf(first)}${reset}`
  return [{ title, lines, marked, hidden: entries.length - near.length }]
}
