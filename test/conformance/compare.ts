/**
 * Compares one capture, frame by frame and value by value, with what tshark said of it.
 *
 * A value is one element of a cell: `10.0.0.1|10.0.0.2` are two. Cells that are empty on both sides count for nothing.
 */

import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import type { Capture } from '../../src/capture/capture.js'
import { CaptureError } from '../../src/capture/capture.js'
import { remarksOf } from '../../src/capture/remarks.js'
import type { FieldColumns } from '../../src/present/fields.js'
import { pathNames } from '../../src/present/protocol-path.js'
import { Writer } from '../../src/present/writer.js'
import { isApplication } from '../../src/wire/applications.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { PROTOCOLS } from '../../src/wire/protocols/index.js'
import type { Tables } from '../../src/wire/tables.js'
import type { Difference } from './known.js'

/** What data may be called that are shown as an application's; tshark has more to say of those. */
const APPLICATIONS: ReadonlySet<string> = new Set(
  PROTOCOLS.filter(({ kind }) => isApplication(kind)).map(({ name }) => name),
)

/** The names in `frame.protocols` that are this project's. Behind any other one, tshark is not compared with. */
const OWN_PROTOCOLS: ReadonlySet<string> = new Set([...pathNames()].filter((name) => !APPLICATIONS.has(name)))

/** Which names in `frame.protocols` may have a field whose name starts otherwise. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  vlan: ['vlan', 'ieee8021ad'],
  // `ip.version` is IPv6's as well.
  ip: ['ip', 'ipv6'],
}

type Context = Omit<Difference, 'field' | 'ours' | 'theirs'>

/** What a foreign dissector may raise anywhere in the frame. */
const VERDICTS: ReadonlySet<string> = new Set(['_ws.malformed', '_ws.short'])

export interface Tally {
  captures: number
  frames: number
  compared: number
  equal: number
  /** By field. */
  readonly byField: Map<string, { compared: number; equal: number }>
  readonly differences: Difference[]
  /** Values not compared, by the foreign protocol they lie behind (or another reason in parentheses). */
  readonly notCompared: Map<string, number>
}

export function newTally(): Tally {
  return {
    captures: 0,
    frames: 0,
    compared: 0,
    equal: 0,
    byField: new Map(),
    differences: [],
    notCompared: new Map(),
  }
}

export interface Truth {
  readonly fields: readonly string[]
  /** A cell per field, in the order of `fields`. */
  readonly rows: readonly (readonly string[])[]
  /** tshark gave up on the file: the rows are those before it did. */
  readonly incomplete: boolean
}

export function parseTruth(text: string, incomplete: boolean): Truth {
  const lines = text.split('\n')
  const fields = (lines.shift() ?? '').split('\t')
  const rows = lines.filter((l) => l !== '').map((l) => l.split('\t'))
  return { fields, rows, incomplete }
}

/** The rows of `FieldColumns` for the whole capture; what could be read of a damaged one. */
export async function ourRows(capture: Capture, columns: FieldColumns, tables: Tables): Promise<string[][]> {
  const p = new Packet(tables)
  const w = new Writer()
  const reassembler = new Reassembler()
  columns.source = { interfaces: capture.interfaces, remarks: (q) => remarksOf(capture, q) }
  const rows: string[][] = []
  try {
    while (await capture.fill()) {
      while (capture.next(p)) {
        decode(p)
        if (p.fragment !== -1) reassembler.offer(p)
        w.clear()
        columns.row(p, w)
        rows.push(w.toString().slice(0, -1).split('\t'))
      }
    }
  } catch (e) {
    if (!(e instanceof CaptureError)) throw e
  } finally {
    capture.close()
  }
  return rows
}

export function compareRows(file: string, truth: Truth, ours: readonly (readonly string[])[], tally: Tally): void {
  tally.captures++
  const encapsulation = truth.fields.indexOf('frame.encap_type')
  // tshark numbers pcapng's custom and unknown blocks as frames; they have no link type (TRUTH.md, caveats).
  const theirs = truth.rows.filter((r) => r[encapsulation] !== '')
  const renumbered = theirs.length !== truth.rows.length
  const count = truth.incomplete ? theirs.length : Math.max(theirs.length, ours.length)
  tally.frames += count
  for (let i = 0; i < count; i++) {
    compareFrame(file, i + 1, truth.fields, theirs[i] ?? [], ours[i] ?? [], renumbered, tally)
  }
}

function compareFrame(
  file: string,
  frame: number,
  fields: readonly string[],
  theirs: readonly string[],
  ours: readonly string[],
  renumbered: boolean,
  tally: Tally,
): void {
  const column = fields.indexOf('frame.protocols')
  const theirProtocols = theirs[column] ?? ''
  const ourProtocols = asData(ours[column] ?? '')
  const path = theirProtocols.split(':')
  const cellOf = (row: readonly string[], name: string): string => row[fields.indexOf(name)] ?? ''
  const context: Context = {
    file,
    frame,
    ourProtocols,
    theirProtocols,
    theirVerdict: cellOf(theirs, '_ws.malformed') + cellOf(theirs, '_ws.short'),
    isFragment: cellOf(theirs, 'ip.flags.mf').includes('1') || path.includes('ipv6.fraghdr'),
    udpLengths: cellOf(ours, 'udp.length').split('|'),
    udpPorts: [...cellOf(theirs, 'udp.srcport').split('|'), ...cellOf(theirs, 'udp.dstport').split('|')],
  }
  const foreignAt = path.findIndex((name) => !OWN_PROTOCOLS.has(name))
  const foreign = foreignAt === -1 ? undefined : path[foreignAt]!
  const behind = foreign === undefined ? [] : path.slice(foreignAt)

  for (let c = 0; c < fields.length; c++) {
    const field = fields[c]!
    const cell = theirs[c] ?? ''
    const ourCell = field === 'frame.protocols' ? asData(ours[c] ?? '') : (ours[c] ?? '')
    if (cell === '' && ourCell === '') continue
    if (field === 'frame.number' && renumbered) {
      skip(tally, '(tshark numbers custom blocks as frames)', 1)
      continue
    }
    if (VERDICTS.has(field) && foreign !== undefined && cell !== ourCell) {
      skip(tally, foreign, 1)
      continue
    }
    let a = ourCell === '' ? [] : ourCell.split('|')
    let b = cell === '' ? [] : cell.split('|')
    if (field === 'frame.protocols') {
      a = [comparablePath(ourCell, foreign !== undefined)]
      b = [comparablePath((foreign === undefined ? path : path.slice(0, foreignAt)).join(':'), foreign !== undefined)]
    } else if (VERDICTS.has(field) || field === 'frame.comment') {
      a = ourCell === '' ? [] : [ourCell]
      b = cell === '' ? [] : [cell]
    } else if (b.length > a.length && foreign !== undefined) {
      const prefix = field.slice(0, field.indexOf('.'))
      const owners = OWNERS[prefix] ?? [prefix]
      const surplus = b.length - a.length
      if (surplus <= behind.filter((name) => owners.includes(name)).length) {
        skip(tally, foreign, surplus)
        b = b.slice(0, a.length)
      }
    }
    compareValues(context, field, a, b, tally)
  }
}

function compareValues(
  context: Context,
  field: string,
  a: readonly string[],
  b: readonly string[],
  tally: Tally,
): void {
  let perField = tally.byField.get(field)
  if (perField === undefined) {
    perField = { compared: 0, equal: 0 }
    tally.byField.set(field, perField)
  }
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    tally.compared++
    perField.compared++
    if (a[i] === b[i]) {
      tally.equal++
      perField.equal++
    } else {
      tally.differences.push({ ...context, field, ours: a[i], theirs: b[i] })
    }
  }
}

/**
 * A path up to where a foreign protocol would stand: `data` at its end says only that no other dissector was found.
 * Behind TCP it says nothing at all, as tshark keeps segments for a stream it reassembles.
 */
/** A path that ends with an application, as it would be without. */
function asData(path: string): string {
  const last = path.slice(path.lastIndexOf(':') + 1)
  return APPLICATIONS.has(last) ? `${path.slice(0, -last.length)}data` : path
}

function comparablePath(path: string, isCut: boolean): string {
  if (path.endsWith('tcp:data') || (isCut && path.endsWith(':data'))) return path.slice(0, -':data'.length)
  return isCut && path === 'data' ? '' : path
}

function skip(tally: Tally, reason: string, values: number): void {
  tally.notCompared.set(reason, (tally.notCompared.get(reason) ?? 0) + values)
}
