/** All tables of one capture, made from what the trackers of a check have seen. */
import type { CheckFacts } from '../analysis/check/check-facts.js'
import type { Learning } from '../analysis/learning/learning.js'
import { type LastTimestamp, NEVER, stamp, type Timestamp, timestampOf } from '../analysis/timestamps.js'
import type { Results } from '../present/check/results.js'
import type { Packet } from '../wire/packet.js'
import { timeCell } from './cells.js'
import { NetworkKeys } from './network-keys.js'
import type { Row, TableName } from './schema.js'
import { findingFrameRows, findingRows } from './tables/findings.js'
import { flowRows } from './tables/flows.js'
import { fdbEventRows, hostRows, neighbourEventRows } from './tables/learned.js'
import { tunnelRows } from './tables/tunnels.js'

/** What the tables say of the capture as a whole, besides what its packets say. */
export interface CaptureAbout {
  /** 16 hexadecimal digits of `sha256`. */
  readonly capture: string
  readonly sha256: string
  readonly isDamaged: boolean
  readonly version: string
  readonly options: string
}

/** Times of packets, as they come. */
export class Span {
  first: Timestamp | undefined
  readonly last: LastTimestamp = { ...NEVER }

  observe(p: Packet): void {
    this.first ??= timestampOf(p)
    stamp(this.last, p)
  }
}

/** The rows of each table, made as they are taken, in the order in which they are to be written. */
export function captureTables(
  about: CaptureAbout,
  { networks, flows }: Learning,
  results: Results,
  span: Span,
  twins: Int32Array | undefined,
): ReadonlyMap<TableName, Iterable<Row>> {
  const { capture } = about
  const { facts } = results
  const keys = new NetworkKeys(networks)
  return new Map<TableName, Iterable<Row>>([
    ['flows', flowRows(capture, keys, { networks, flows, segments: facts.segments, twins })],
    ['tunnels', tunnelRows(capture, keys, networks, facts.tunnels)],
    ['hosts', hostRows(capture, keys, facts.learned)],
    ['fdb_events', fdbEventRows(capture, keys, facts.learned)],
    ['neighbour_events', neighbourEventRows(capture, keys, facts.learned)],
    ['findings', findingRows(capture, results)],
    ['finding_frames', findingFrameRows(capture, results)],
    ['captures', [captureRow(about, facts, span)]],
  ])
}

function captureRow(
  { capture, sha256, isDamaged, version, options }: CaptureAbout,
  { census, dropped, learned, capture: { interfaces } }: CheckFacts,
  { first, last }: Span,
): Row {
  const drops = interfaces.flatMap((source) => (source.drops === undefined ? [] : [source.drops]))
  return [
    capture,
    sha256,
    interfaces[0]?.linkType ?? null,
    interfaces.length,
    timeCell(first),
    timeCell(last),
    census.packets,
    census.octets,
    drops.length === 0 ? null : drops.reduce((sum, one) => sum + one, 0),
    interfaces[0]?.snapLength ?? null,
    learned.copies,
    Object.values(dropped).reduce((sum, one) => sum + one, 0) + learned.dropped.tables,
    isDamaged,
    version,
    options,
  ]
}
