/**
 * Capture files, by path or from standard input: the format is told by its first octets, never by the name.
 *
 * ```ts
 * const capture = await openCapture('trace.pcapng.gz')
 * ```
 */
import type { Capture } from './capture.js'
import { CHUNK_LEN } from './chunk.js'
import { decompressed } from './compressed.js'
import { captureFrom } from './reading.js'
import { openSource } from './source.js'

/**
 * Opens a capture file: pcap, pcapng, snoop or ERF, plain or compressed, `-` for standard input. Waits until a pipe has delivered the file
 * header. Rejects with an `OpenError` when there is no such file, with a `CaptureError` when it is no capture.
 */
export async function openCapture(path: string): Promise<Capture> {
  return openInChunks(path, CHUNK_LEN)
}

/** As `openCapture`, but reads `chunkLen` octets at a time, which must be enough for the file header. */
export async function openInChunks(path: string, chunkLen: number): Promise<Capture> {
  return captureFrom(path, openSource(path), (source, head) => decompressed(path, source, head), chunkLen)
}
