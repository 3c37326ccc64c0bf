/**
 * The part of the library that needs no Node: captures whose octets are in memory, decoded.
 *
 * ```ts
 * import { captureOf, decode, layersOf, Packet } from 'vxsniff/browser'
 *
 * const capture = await captureOf(new Uint8Array(await file.arrayBuffer()), file.name)
 * const packet = new Packet()
 * while (await capture.fill()) {
 *   while (capture.next(packet)) {
 *     decode(packet)
 *     console.log(packet.number, layersOf(packet))
 *   }
 * }
 * ```
 */
export { type Capture, CaptureError, type Interface, type Note, type Section } from './capture/capture.js'
export { captureOf } from './capture/octets.js'
export { type MemoryWriter, writeCapture } from './capture/write-octets.js'
export { FilterError as DisplayFilterError } from './filter/error.js'
export { filter } from './library/filter.js'
export { jsonOf, lineOf, type TextOptions, treeOf } from './library/text.js'
export { macText } from './present/address-text.js'
export { type DecodedLayer, layersOf, type Value } from './present/layers.js'
export * from './wire/index.js'
