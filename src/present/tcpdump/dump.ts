/** Octets as tcpdump shows them where it knows no protocol, and what it says of headers that are cut. */
import { type Literal, literal, type Writer } from '../writer.js'

const LINE = literal('\n\t0x')
const GAP = literal(':  ')
const INVALID = literal(' (invalid)')
const CUT = literal(' [|')
const CLOSE = 93
const SPACE = 32
const DOT = 46
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

/** The octets [`o`, `end`) as lines of hexadecimal digits and ASCII, each on a line of its own. */
export function writeDump(v: DataView, o: number, end: number, w: Writer): void {
  for (let at = o; at < end; at += PER_LINE) {
    const stop = Math.min(at + PER_LINE, end)
    w.put(LINE)
    w.hex(at - o, 4)
    w.put(GAP)
    const from = w.length
    for (let i = at; i < stop; i++) {
      w.hex(v.getUint8(i), 2)
      if (((i - at) & 1) === 1) w.char(SPACE)
    }
    w.space(HEX_COLUMNS + 1 - (w.length - from))
    for (let i = at; i < stop; i++) {
      const c = v.getUint8(i)
      w.char(c > 0x20 && c < 0x7f ? c : DOT)
    }
  }
}
