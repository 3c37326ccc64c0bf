/** A decoded packet as text: a line, a tree, an object. */
import { ASCII, UNICODE } from '../present/glyphs.js'
import { insideText } from '../present/inside-text.js'
import { JsonLines } from '../present/json.js'
import { writeTunnelCell, writeUnderlayCell } from '../present/packet-cells.js'
import { PLAIN } from '../present/palette.js'
import { Clock } from '../present/time.js'
import { Tree } from '../present/tree.js'
import { Writer } from '../present/writer.js'
import type { Packet } from '../wire/packet.js'
import { ownDepth, TunnelStack } from '../wire/tunnel.js'

export interface TextOptions {
  /** Arrows as on a terminal that has no others: `->`. */
  readonly ascii?: boolean
}

/**
 * What `vxsniff read` has of it on a line, without number, time and marks: the tunnels, the addresses of the outermost IP
 * packet, the innermost packet in words. Two spaces between them.
 *
 * `vxlan 42  10.65.132.187 → 10.65.132.188  ARP who-has 172.17.1.3 tell 172.17.1.2`
 */
export function lineOf(packet: Packet, { ascii = false }: TextOptions = {}): string {
  const stack = new TunnelStack()
  stack.fill(packet)
  const inside = insideText(packet, stack, !ascii)
  if (stack.depth === 0) return inside
  const detail = { glyphs: ascii ? ASCII : UNICODE, narrow: false, quiet: false, linkLevel: false }
  const w = new Writer()
  writeTunnelCell(packet, stack, detail, w)
  w.space(2)
  writeUnderlayCell(packet, stack, ownDepth(packet), detail, w)
  return `${w.toString()}  ${inside}`
}

/** The packet with every field, in lines, as `vxsniff read -vv` prints it; times in UTC. */
export function treeOf(packet: Packet, { ascii = false }: TextOptions = {}): string {
  const w = new Writer()
  const glyphs = ascii ? ASCII : UNICODE
  new Tree({ palette: PLAIN, glyphs, clock: new Clock(() => 0), fields: true, hex: false }).write(packet, w)
  return w.toString()
}

/** The packet as a line of JSON, as `vxsniff read --json` prints it, without what only its capture knows. */
export function jsonOf(packet: Packet): string {
  const w = new Writer()
  new JsonLines({}).packet(packet, w)
  return w.toString()
}
