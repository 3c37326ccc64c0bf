/**
 * `-x`: the packet's octets. Each layer starts a new line, so that the eye can tell headers apart.
 *
 * ```
 *   0000  01 00 5e 01 01 01 52 54  00 65 01 87 08 00         ..^...RT.e....    Ethernet
 *   000e  45 00 00 4e 1c 2e 00 00  40 11 00 00 0a 41 84 bb   E..N....@....A..  IPv4
 * ```
 */
import type { Packet } from '../wire/packet.js'
import { NOT_DECODED, shortTitle, TRAILER } from './names.js'
import type { Palette } from './palette.js'
import type { Writer } from './writer.js'

const PER_LINE = 16
const HALF = 8
/** Columns of the sixteen octets as digits. */
const DIGITS_WIDTH = PER_LINE * 3
const DOT = 46
const PRINTABLE_FIRST = 0x20
const PRINTABLE_LAST = 0x7e

/** The colour of each layer, by its index. */
export type LayerColor = (index: number) => string

/** Writes every captured (or reassembled) octet once, with the layer's name where it starts. */
export function writeHex(p: Packet, palette: Palette, color: LayerColor, w: Writer): void {
  let at = p.start
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    if (l.payload > at) {
      part(p, at, l.payload, shortTitle(l.kind), color(i), palette, w)
      at = l.payload
    }
  }
  const end = p.depth === 0 ? p.end : p.layers[p.depth - 1]!.end
  const m = p.malformed
  const rest = m.isStop ? shortTitle(m.kind) : NOT_DECODED
  if (end > at) {
    part(p, at, end, rest, m.isStop ? palette.bad : palette.dim, palette, w)
    at = end
  }
  if (p.end > at) part(p, at, p.end, TRAILER, palette.dim, palette, w)
}

function part(p: Packet, from: number, to: number, title: string, color: string, palette: Palette, w: Writer): void {
  for (let at = from; at < to; at += PER_LINE) {
    const n = Math.min(PER_LINE, to - at)
    w.space(2)
    w.text(palette.dim)
    w.hex(at - p.start, 4)
    w.text(palette.reset)
    w.space(2)
    w.text(color)
    for (let i = 0; i < n; i++) {
      w.hex(p.view.getUint8(at + i), 2)
      w.space(i === HALF - 1 ? 2 : 1)
    }
    w.space(DIGITS_WIDTH + 1 - n * 3 - (n >= HALF ? 1 : 0) + 2)
    for (let i = 0; i < n; i++) {
      const octet = p.view.getUint8(at + i)
      w.char(octet >= PRINTABLE_FIRST && octet <= PRINTABLE_LAST ? octet : DOT)
    }
    w.text(palette.reset)
    if (at === from) {
      w.space(PER_LINE - n + 2)
      w.text(title)
    }
    w.newline()
  }
}
