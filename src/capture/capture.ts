/**
 * What every source of packets is to its reader, whether a file, a pipe, several files in time order or a live
 * interface: batches of octets, walked packet by packet.
 *
 * ```ts
 * while (await capture.fill()) while (capture.next(packet)) { … }
 * ```
 */
import type { Packet } from '../wire/packet.js'

/** One interface that packets were captured on; a pcap file has exactly one. */
export interface Interface {
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Octets kept of a packet at most; 0 for no limit. */
  readonly snapLength: number
  /** `if_name`, where the file tells it. Text from the file: escape it before printing. */
  readonly name?: string
  readonly description?: string
  /** Whether the file's own time stamps are finer than microseconds. */
  readonly nanoseconds: boolean
}

export interface Capture {
  /** The path as it was given, `-` for standard input, or the interface's name. */
  readonly name: string
  /** Grows while reading: pcapng declares interfaces anywhere. `Packet.interfaceId` is an index into it. */
  readonly interfaces: readonly Interface[]
  /** Octets consumed from the source so far, and in all when known, for a progress display. */
  readonly position: number
  readonly size: number | undefined
  /**
   * Gets more octets. False at the orderly end. Rejects with a `CaptureError` where the capture is damaged or cut; every
   * whole packet before it has been handed out by then.
   */
  fill(): Promise<boolean>
  /** Takes up the next packet of this batch; false when another `fill` is needed. The packet is valid until then. */
  next(p: Packet): boolean
  close(): void
}

/** The capture itself cannot be read on: damaged, cut short, or no capture at all. */
export class CaptureError extends Error {
  /** The path as it was given. */
  readonly path: string
  /** Offset in the (decompressed) file of the octets that cannot be understood; undefined when there is no place. */
  readonly offset: number | undefined

  /** `expected` says what stood there and what was expected: `record 57 claims …, at most … are possible`. */
  constructor(path: string, offset: number | undefined, expected: string) {
    super(offset === undefined ? `${path}: ${expected}` : `${path}: octet ${offset}: ${expected}`)
    this.name = 'CaptureError'
    this.path = path
    this.offset = offset
  }
}
