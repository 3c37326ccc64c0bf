/** Captures that are written to memory, where there are no files: in a browser. */
import { type CaptureWriter, type Described, type Format, type Output, viewOf, writerTo } from './packet-writers.js'

/** Takes packets; `octets` has the capture file once there are no more. */
export interface MemoryWriter extends Pick<CaptureWriter, 'size' | 'write'> {
  /** The file so far, valid after every packet: the caller's own octets. */
  octets(): Uint8Array
}

/**
 * Begins a capture file in memory for packets of `capture`: pcap, or pcapng, which holds what pcap cannot. Packets are written as
 * they were captured. `write` throws a `WriteError` for a packet that the format cannot hold.
 *
 * ```ts
 * const writer = writeCapture(capture, 'pcapng')
 * while (await capture.fill()) while (capture.next(packet)) writer.write(packet)
 * const file = new Blob([writer.octets()])
 * ```
 */
export function writeCapture(capture: Described, format: Format = 'pcapng'): MemoryWriter {
  const out = new MemoryOutput()
  const writer = writerTo(out, format, 'octets', capture)
  return {
    get size() {
      return writer.size
    },
    write: (p) => writer.write(p),
    octets() {
      // A file without packets has its header all the same.
      writer.close()
      return out.bytes.slice(0, out.size)
    },
  }
}

const FIRST_LEN = 1 << 16

class MemoryOutput implements Output {
  bytes: Uint8Array = new Uint8Array(FIRST_LEN)
  view: DataView = viewOf(this.bytes)
  size = 0

  take(length: number): number {
    const at = this.size
    this.size += length
    if (this.size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.size, 2 * this.bytes.length))
      larger.set(this.bytes)
      this.bytes = larger
      this.view = viewOf(larger)
    }
    return at
  }

  patch(position: number, value: number): boolean {
    this.view.setUint32(position, value, true)
    return true
  }

  flush(): void {}

  rest(): void {}

  close(): void {}
}
