/** Connections that nobody answered, as the client itself shows: it would not repeat its SYN. RFC 6298 §5. */
import type { FlowRow } from '../../flows/flows.js'
import { TcpState } from '../../flows/tcp-connections.js'

/** SYNs sent again that are enough: of one the answer may be late. */
const MIN_RETRIES = 2

/** Whether the same SYN, by its sequence number, was sent again and again: no answer has reached the client, whatever the capture shows. */
export function isInVain({ tcp, back }: FlowRow): boolean {
  return tcp !== undefined && tcp.state === TcpState.SynSent && tcp.synRetries >= MIN_RETRIES && back.packets === 0
}
