/** Who watches what a command reads. */
import type { ReassemblyCounts } from '../analysis/fragments/reassembly.js'
import type { Packet } from '../wire/packet.js'
import type { TunnelStack } from '../wire/tunnel.js'

/** Takes every packet that a command takes, beside it. */
export interface Observer {
  /** Before the first packet; `fragments` goes on counting. */
  begin(fragments: ReassemblyCounts): void
  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void
}
