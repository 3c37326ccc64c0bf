/**
 * The library. Reading files needs neither libpcap nor a compiler; `openLive` loads libpcap when it is called.
 *
 * ```ts
 * import { check, layersOf, openCapture } from 'vxsniff'
 *
 * const { findings } = await check('capture.pcap')
 * for (const { id, says, frames } of findings) console.log(id, says, frames)
 *
 * for await (const packet of await openCapture('capture.pcap')) console.log(packet.number, layersOf(packet))
 * ```
 *
 * For speed there are the parts that these are made of: `fill`, `next` and `decode` with one `Packet` that each record
 * overwrites, `TunnelStack`, `Learning`, `Tunnels`.
 */

export { FINDING_IDS } from './analysis/check/finding-ids.js'
export { Reassembler, type ReassemblyCounts, type ReassemblyLimits } from './analysis/fragments/reassembly.js'
export type {
  Conflict,
  Facts,
  FdbEntry,
  FdbEvent,
  Move,
  Neighbour,
  NeighbourEvent,
  NetworkFacts,
  Sequence,
  Step,
  Unanswered,
} from './analysis/learning/facts.js'
export { Learning } from './analysis/learning/learning.js'
export type { Timestamp } from './analysis/timestamps.js'
export type { Grouping } from './analysis/totals/order.js'
export type { Network } from './analysis/tunnels/networks.js'
export { type TunnelRow, Tunnels } from './analysis/tunnels/tunnels.js'
export { Direction, type LiveCounters } from './capture/backend.js'
export {
  type Capture,
  CaptureError,
  type Interface,
  type Note,
  OpenError,
  type Section,
  WriteError,
} from './capture/capture.js'
export { FilterError } from './capture/filter.js'
export { type LiveCapture, type LiveOptions, openLive } from './capture/live.js'
export { mergeCaptures } from './capture/merge.js'
export { type Process, type Remarks, remarksOf } from './capture/remarks.js'
export { type CaptureWriter, openWriter } from './capture/write.js'
export { type MemoryWriter, writeCapture } from './capture/write-octets.js'
export { FilterError as DisplayFilterError } from './filter/error.js'
export { filter } from './library/filter.js'
export { type CaptureInput, openCapture, packetsOf, type ReadingOptions } from './library/packets.js'
export type {
  CaptureReport,
  CheckSummary,
  FdbReport,
  FindingId,
  FindingReport,
  FlowReport,
  IntervalReport,
  Json,
  LearnReport,
  LearnRow,
  NeighbourReport,
  StatsRow,
  TunnelReport,
} from './library/reports.js'
export {
  type CheckOptions,
  type CheckResult,
  check,
  type FlowsResult,
  flows,
  type LearnOptions,
  type LearnResult,
  learn,
  type StatsOptions,
  type StatsResult,
  stats,
  type TunnelsResult,
  tunnels,
} from './library/results.js'
export { jsonOf, lineOf, type TextOptions, treeOf } from './library/text.js'
export { macText } from './present/address-text.js'
export { type DecodedLayer, layersOf, type Value } from './present/layers.js'
export * from './wire/index.js'
