/** The innermost packet in words, as lines show it, for other places than lines. */
import type { Packet } from '../wire/packet.js'
import { ownDepth, type TunnelStack } from '../wire/tunnel.js'
import { ASCII, UNICODE } from './glyphs.js'
import { insideOf, writeInsideCell, writeUnderlayCell } from './packet-cells.js'
import type { SegmentNumbers } from './sentence.js'
import { Writer } from './writer.js'

const WRITER = new Writer()
const NO_ROUND_TRIP = -1

/**
 * `ARP 172.17.1.3 is-at ba:d8:43:67:8d:fb`. Without a tunnel, with the addresses that lines have in a column. `segment` has
 * the relative numbers of its TCP segment.
 */
export function insideText(p: Packet, stack: TunnelStack, unicode: boolean, segment?: SegmentNumbers): string {
  WRITER.clear()
  const relative = segment === undefined ? {} : { segment: () => segment }
  const detail = { glyphs: unicode ? UNICODE : ASCII, narrow: false, quiet: false, linkLevel: false, ...relative }
  const depth = ownDepth(p)
  if (stack.depth === 0) {
    writeUnderlayCell(p, stack, depth, detail, WRITER)
    if (WRITER.length > 0) WRITER.space()
  }
  writeInsideCell(p, insideOf(stack), depth, NO_ROUND_TRIP, detail, WRITER)
  return WRITER.toString()
}
