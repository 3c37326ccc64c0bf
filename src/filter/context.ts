/** What a filter is told by whoever uses it: what no single packet says. */
import type { Packet } from '../wire/packet.js'
import type { ChecksumStatus } from '../wire/verify.js'

export interface FilterContext {
  /** Seconds that the local time is ahead of UTC at a time since 1970; UTC where it is missing. */
  readonly utcOffset?: (seconds: number) => number
  /** The cause of layer `index`'s checksum, with what offload leaves told apart; without it such are bad. */
  readonly checksum?: (p: Packet, index: number) => ChecksumStatus
  /** Answers a word of analysis, `retransmission` or `finding mtu-blackhole`; undefined where it cannot. */
  readonly asked?: (word: string, argument: string) => ((p: Packet) => boolean) | undefined
  /** The value of a field of analysis, `tcp.stream`; not a number where a packet has none. */
  readonly value?: (field: string) => ((p: Packet) => number) | undefined
}
