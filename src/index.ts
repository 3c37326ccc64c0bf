/**
 * The library. Reading files needs neither libpcap nor a compiler; `openLive` loads libpcap when it is called.
 *
 * ```ts
 * import { decode, layersOf, openCapture, Packet } from 'vxsniff'
 *
 * const capture = await openCapture('capture.pcap')
 * const packet = new Packet()
 * while (await capture.fill()) {
 *   while (capture.next(packet)) {
 *     decode(packet)
 *     console.log(packet.number, layersOf(packet))
 *   }
 * }
 * ```
 */

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
export { openCapture } from './capture/file.js'
export { FilterError } from './capture/filter.js'
export { type LiveCapture, type LiveOptions, openLive } from './capture/live.js'
export { mergeCaptures } from './capture/merge.js'
export { type Process, type Remarks, remarksOf } from './capture/remarks.js'
export { type CaptureWriter, openWriter } from './capture/write.js'
export { type DecodedLayer, layersOf } from './present/layers.js'
export * from './wire/index.js'
