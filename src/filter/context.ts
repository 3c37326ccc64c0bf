/** What a filter needs to know and no single packet says. The caller of the filter provides it. */
import type { Packet } from '../wire/packet.js'
import type { ChecksumStatus } from '../wire/verify.js'

export interface FilterContext {
  /** Seconds that the local time is ahead of UTC at a time since 1970; UTC where it is missing. */
  readonly utcOffset?: (seconds: number) => number
  /** The status of layer `index`'s checksum with offload told from damage. Without it, what offload left is bad. */
  readonly checksum?: (p: Packet, index: number) => ChecksumStatus
  /** Answers a word of analysis, `retransmission` or `finding mtu-blackhole`; undefined where it cannot. */
  readonly asked?: (word: string, argument: string) => ((p: Packet) => boolean) | undefined
  /** The texts that a packet has for such a field, in UTF-8; undefined where nobody makes them. */
  readonly texts?: (field: string) => ((p: Packet) => readonly Uint8Array[]) | undefined
  /** The value of a field of analysis, `tcp.stream`; not a number where a packet has none. */
  readonly value?: (field: string) => ((p: Packet) => number) | undefined
}
