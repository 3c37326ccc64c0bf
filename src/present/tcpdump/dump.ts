/** Octets as tcpdump shows them where it knows no protocol, and what it says of headers that are cut. */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { type Literal, literal, type Writer } from '../writer.js'

const LINE = literal('\n\t0x')
const GAP = literal(':  ')
const INVALID = literal(' (invalid)')
const CUT = literal(' [|')
const CLOSE = 93
const SPACE = 32
const DOT = 46
const TAB = 9
const LINE_FEED = 10
const RETURN = 13
/** Layers of a link. */
const LINKS: readonly Kind[] = [Kind.Ethernet, Kind.Null, Kind.Sll, Kind.Sll2, Kind.Ppp]
const NO_LAYER = { kind: Kind.None, payload: 0 }
/** Octets of a line. */
const PER_LINE = 16
/** Columns of a line's hexadecimal digits: eight groups of four, a space after each. */
const HEX_COLUMNS = 40

/** ` (invalid)` */
export function writeInvalid(w: Writer): void {
  w.put(INVALID)
}

/** ` [|tcp]`: the capture cut the protocol that tcpdump calls `name`. */
export function writeCut(w: Writer, name: Literal): void {
  w.put(CUT)
  w.put(name)
  w.char(CLOSE)
}

/** The octets [`o`, `end`) as lines of hexadecimal digits, and of ASCII beside them, each on a line of its own. */
export function writeDump(v: DataView, o: number, end: number, w: Writer, hasText: boolean = true): void {
  for (let at = o; at < end; at += PER_LINE) {
    const stop = Math.min(at + PER_LINE, end)
    w.put(LINE)
    w.hex(at - o, 4)
    w.put(GAP)
    const from = w.length
    for (let i = at; i < stop; i++) {
      w.hex(v.getUint8(i), 2)
      const isLast = i + 1 === stop && !hasText
      if (((i - at) & 1) === 1 && !isLast) w.char(SPACE)
    }
    if (!hasText) continue
    w.space(HEX_COLUMNS + 1 - (w.length - from))
    for (let i = at; i < stop; i++) {
      const c = v.getUint8(i)
      w.char(isVisible(c) ? c : DOT)
    }
  }
}

/** `-A`: the octets [`o`, `end`) as text. Its lines stay, without the carriage returns at their ends. */
export function writeAscii(v: DataView, o: number, end: number, w: Writer): void {
  w.char(LINE_FEED)
  for (let i = o; i < end; i++) {
    const c = v.getUint8(i)
    if (c === RETURN && (i + 1 === end || v.getUint8(i + 1) === LINE_FEED)) continue
    w.char(isVisible(c) || c === SPACE || c === TAB || c === LINE_FEED ? c : DOT)
  }
}

/** The first octet behind the link layer, where `-x`, `-X` and `-A` begin when they are given once. */
export function behindLink(p: Packet): number {
  const { kind, payload } = p.depth === 0 ? NO_LAYER : p.layers[0]!
  return LINKS.includes(kind) ? payload : p.start
}

function isVisible(c: number): boolean {
  return c > 0x20 && c < 0x7f
}
