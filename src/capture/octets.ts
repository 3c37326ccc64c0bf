/** A capture file whose octets are in memory, as a browser has them of a file that was dropped on a page. */
import type { Capture } from './capture.js'
import { captureFrom } from './reading.js'
import type { Source } from './source.js'

/**
 * Reads pcap, pcapng, snoop or ERF, not compressed, from its octets; `name` is what errors call it. Rejects with a
 * `CaptureError` when it is no capture.
 */
export async function captureOf(octets: Uint8Array, name: string = 'octets'): Promise<Capture> {
  return captureFrom(name, new MemorySource(octets), () => undefined)
}

class MemorySource implements Source {
  position = 0
  // Not `size`: whoever reads a file on disk may read it twice and in another thread.
  readonly size: undefined = undefined
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  read(into: Uint8Array, at: number): number {
    const n = Math.min(this.#octets.length - this.position, into.length - at)
    into.set(this.#octets.subarray(this.position, this.position + n), at)
    this.position += n
    return n
  }

  seek(position: number): boolean {
    this.position = position
    return true
  }

  close(): void {}
}
