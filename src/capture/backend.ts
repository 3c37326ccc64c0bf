/** What live.ts asks of a library that captures packets: libpcap.ts and cap-backend.ts are two. */
import type { Chunk } from './chunk.js'

export const Direction = { Both: 'inout', In: 'in', Out: 'out' } as const
export type Direction = (typeof Direction)[keyof typeof Direction]

/** What the kernel counted. Undefined is what a backend cannot tell. */
export interface LiveCounters {
  /** Packets that the filter let through, those that were lost included. */
  readonly received: number | undefined
  /** Packets that were lost because they were not read in time. */
  readonly dropped: number | undefined
  /** Packets that the interface lost before they got to the kernel's buffer. */
  readonly droppedByInterface: number | undefined
}

/** What a backend is asked for. */
export interface PortOptions {
  readonly filter: string
  readonly snapLength: number
  readonly bufferSize: number
  readonly promiscuous: boolean
  readonly direction: Direction
}

/** A port has two memories for records; a slot is one of them. */
export type Slot = 0 | 1

/** One interface that a backend captures on. */
export interface Port {
  readonly name: string
  /** A pcap file header that describes the records. */
  readonly header: DataView
  /**
   * Writes the records that have arrived into a slot, without waiting for more, and points the chunk at them. What the
   * slot held before is overwritten. Resolves to the records' octets; rejects with a `CaptureError` if the interface is
   * gone.
   */
  take(slot: Slot, chunk: Chunk): Promise<number>
  counters(): LiveCounters
  /** Stops the arrival of packets. Those that have arrived can still be taken. False where this cannot be done. */
  halt(): boolean
  /** Throws away packets that have arrived and were not taken. Resolves to their number. No take may be under way. */
  discard(): Promise<number>
  /** The name of the interface with this number, for packets captured on `any`. */
  deviceName(index: number): string
  close(): void
}

export interface Backend {
  /** Rejects with an `OpenError` or a `FilterError`. */
  open(name: string, o: PortOptions): Promise<Port>
  /** Resolves to the ports that may have packets, as soon as there are any, after `ms` milliseconds at the latest. */
  wait(ports: readonly Port[], ms: number): Promise<readonly Port[]>
}
