/** The common part of `vxsniff flows`, `tunnels` and `stats`: a pass over the packets, then a table of their totals. */
import type { Copies } from '../../analysis/capture-points/copies.js'
import { type Timestamp, timestampOf } from '../../analysis/timestamps.js'
import type { Networks } from '../../analysis/tunnels/networks.js'
import type { TableView } from '../../present/fitted-table.js'
import { wrap } from '../../present/learn/text.js'
import { ANSI, PLAIN } from '../../present/palette.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { FLOWS } from '../../words/screens/flows.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit } from '../errors.js'
import { type Input, openInput } from '../input.js'
import {
  stderrIsTerminal,
  stdoutIsTerminal,
  terminalColumns,
  terminalIsUnicode,
  writePieces,
  writeStderr,
  writeStdout,
} from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { tablesFrom, wantsColor } from '../shared-options.js'
import { Watch } from '../watch.js'
import type { TableOptions } from './table-options.js'

/** Takes packets and adds them up to rows. */
export interface Tabulator {
  /** What stands under the table: so many packets, in so many rows. */
  readonly total: (packets: number, rows: number) => string
  /** Finds the packets that are copies of others. */
  readonly copies: Copies
  /** Hot path: takes a decoded packet. */
  packet(p: Packet, stack: TunnelStack): void
  /** For a table that is shown as it grows: `seconds` have passed since the last call. */
  tick?(seconds: number): void
  /** After the last packet, if there is more to find out. */
  finish?(): Promise<void>
  /** What the packets so far add up to. */
  rows(loop: PacketLoop): Rows
}

/** Rows in the order that was asked for. */
export interface Rows {
  /** How many a table has. */
  readonly count: number
  /** How many more rows stay out of the table, since another row has all that is in them. */
  readonly twins: number
  /** Packets that cannot belong to any row. */
  readonly others: number
  /** What else there is to say of the rows, a line each. */
  readonly remarks?: readonly string[]
  /** What found no room, by the table that was full. */
  readonly dropped: Readonly<Partial<Record<keyof (typeof FLOWS)['en']['dropped'], number>>>
  /** What stands in front of the table. */
  head?(view: TableView): string
  /** The first `limit` as a table; times count from `start`. `isGrowing` while packets come. */
  table(limit: number, start: Timestamp, view: TableView, isGrowing: boolean): string
  /** The first `limit` rows, copies included, as JSON, a line each. */
  json(limit: number): Iterable<string>
  /** The same as comma-separated values, under a line of titles. */
  csv(limit: number): Iterable<string>
}

/** Ends of tunnels and IPv6 addresses that found no room. */
export function addressesDropped({ endpointsDropped, addresses }: Networks): number {
  return endpointsDropped + addresses.dropped
}

/** Rows that a table shows unless `--top` says otherwise. */
const TABLE_ROWS = 1000
/** Milliseconds between two tables of a live capture on a terminal. */
const REFRESH_EVERY = 1000
/** ECMA-48 §8.3.21 and §8.3.39: to the upper left, and away with what is there. */
const CLEAR = '\x1b[H\x1b[J'

/**
 * Reads the files or interfaces and prints what they add up to; the exit code. Throws a `CaptureError` after what could
 * be read was printed.
 */
export async function tabulate(
  words: readonly string[],
  o: TableOptions<string>,
  tabulatorOf: (input: Input) => Tabulator,
): Promise<number> {
  expectGarbageAtTheEnd()
  const input = await openInput(words, o)
  try {
    const tabulator = tabulatorOf(input)
    const view = viewFrom(o)
    const isTable = !o.json && !o.csv
    const refreshes = input.live !== undefined && isTable && stdoutIsTerminal
    let start: Timestamp | undefined
    let packets = 0
    let ticked = performance.now()
    const refresh = (): number => {
      if (start === undefined) return Number.POSITIVE_INFINITY
      const room = process.stdout.rows - 1
      const now = performance.now()
      tabulator.tick?.((now - ticked) / 1000)
      ticked = now
      const rows = tabulator.rows(loop)
      const lines = `${rows.head?.(view) ?? ''}${rows.table(room, start, view, true)}`.split('\n')
      writeStdout(Buffer.from(`${CLEAR}${lines.slice(0, room).join('\n')}\n`))
      // After the last packet nothing grows, so no rates are shown.
      return REFRESH_EVERY
    }
    const watch = refreshes ? new Watch(refresh, REFRESH_EVERY) : undefined
    const loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        copies: tabulator.copies,
        packet(p, stack) {
          if (packets++ === 0) start = timestampOf(p)
          tabulator.packet(p, stack)
        },
        batch() {
          watch?.packets()
        },
      },
    )
    try {
      await loop.run()
    } finally {
      watch?.stop()
      if (refreshes) writeStdout(Buffer.from(CLEAR))
      loop.finish()
      await tabulator.finish?.()
      const rows = tabulator.rows(loop)
      const limit = o.top ?? (isTable ? TABLE_ROWS : Number.POSITIVE_INFINITY)
      if (o.json) writePieces(rows.json(limit))
      else if (o.csv) writePieces(rows.csv(limit))
      else if (start !== undefined) writePieces([rows.head?.(view) ?? '', rows.table(limit, start, view, false)])
      writeStderr(remarks(tabulator, rows, packets, limit, o))
    }
  } finally {
    input.capture.close()
  }
  return Exit.Fine
}

/** The text under the table. Under JSON and CSV it names only what is missing. */
function remarks(
  { total, copies }: Tabulator,
  { count, twins, others, dropped, remarks: more = [] }: Rows,
  packets: number,
  limit: number,
  { lang, json, csv }: TableOptions<string>,
): string {
  const words = FLOWS[lang]
  const lines: string[] = []
  if (!json && !csv) {
    lines.push([total(packets, count), ...(others > 0 ? [words.others(others)] : [])].join(words.semicolon), ...more)
    if (count > limit) lines.push(words.more(count - limit))
    if (twins > 0) lines.push(words.copies(twins))
  }
  if (copies.count > 0) lines.push(words.once(copies.count))
  for (const [table, count] of Object.entries(dropped)) {
    if (count > 0) lines.push(words.dropped[table as keyof typeof dropped](count))
  }
  const gap = stdoutIsTerminal && stderrIsTerminal && lines.length > 0 ? '\n' : ''
  const columns = terminalColumns()
  const fitted = columns === 0 ? lines : lines.flatMap((line) => wrap(line, columns))
  return gap + fitted.map((line) => `${line}\n`).join('')
}

function viewFrom(o: TableOptions<string>): TableView {
  return {
    language: o.lang,
    palette: wantsColor(o) ? ANSI : PLAIN,
    unicode: !stdoutIsTerminal || terminalIsUnicode(),
    columns: terminalColumns(),
  }
}
