/** Connections that nobody answered. The client shows it: with an answer it would not repeat its SYN. RFC 6298 §5. */
import type { FlowRow } from '../../flows/flows.js'
import { TcpState } from '../../flows/tcp-connections.js'

/** Repeated SYNs that are enough: after a single one the answer may just be late. */
const MIN_RETRIES = 2

/** Whether the same SYN was repeated and repeated: the client got no answer, even if the capture shows one. */
export function isInVain({ tcp, back }: FlowRow): boolean {
  return tcp !== undefined && tcp.state === TcpState.SynSent && tcp.synRetries >= MIN_RETRIES && back.packets === 0
}
