/** The innermost packet in words, as lines have it, for whoever shows it elsewhere. */
import type { Packet } from '../wire/packet.js'
import { ownDepth, type TunnelStack } from '../wire/tunnel.js'
import { ASCII, UNICODE } from './glyphs.js'
import { insideOf, writeInsideCell } from './packet-cells.js'
import { Writer } from './writer.js'

const WRITER = new Writer()
const NO_ROUND_TRIP = -1

/** `ARP 172.17.1.3 is-at ba:d8:43:67:8d:fb`. */
export function insideText(p: Packet, stack: TunnelStack, unicode: boolean): string {
  WRITER.clear()
  const detail = { glyphs: unicode ? UNICODE : ASCII, narrow: false, quiet: false, linkLevel: false }
  writeInsideCell(p, insideOf(stack), ownDepth(p), NO_ROUND_TRIP, detail, WRITER)
  return WRITER.toString()
}
