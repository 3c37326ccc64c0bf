/**
 * The default output: a line a packet, made for tunnels. The tunnel comes first, the inner packet last:
 *
 * ```
 *   #  time             tunnel    underlay                        inside
 *   1  10:31:34.560469  vxlan 42  10.65.132.187 ⇒ 224.1.1.1       ARP who-has 172.17.1.3 tell 172.17.1.2
 * ```
 *
 * A line is made of cells. The first lines are held back until their widths are known, so that columns line up.
 */
import type { Packet } from '../wire/packet.js'
import { ownDepth, TunnelStack } from '../wire/tunnel.js'
import type { Language } from '../words/language.js'
import { LINE_WORDS } from '../words/screens/lines.js'
import { hasAliases } from './aliases.js'
import { LateCells } from './deferred-cells.js'
import type { Glyphs } from './glyphs.js'
import { OFFLOAD_MARK, writeMarks } from './marks.js'
import { decimals, insideOf, writeDelta, writeInsideCell, writeTunnelCell, writeUnderlayCell } from './packet-cells.js'
import type { Palette } from './palette.js'
import type { Detail, SegmentNumbers } from './sentence.js'
import { type Clock, epoch, since, TimeStyle } from './time.js'
import { type Literal, literal, Writer } from './writer.js'

export interface LineOptions {
  readonly palette: Palette
  readonly glyphs: Glyphs
  readonly clock: Clock
  readonly time: TimeStyle
  /** Columns of the terminal; 0 for no limit. */
  readonly width: number
  /** `-e`: the Ethernet addresses too. */
  readonly linkLevel: boolean
  /** `-q`: less of each protocol. */
  readonly quiet: boolean
  /** Whether the columns' titles come first. */
  readonly titles: boolean
  /** As in `Detail`. */
  readonly segment?: () => SegmentNumbers | undefined
  /** The name of an interface by `Packet.interfaceId`, where packets of several are shown; they get a column then. */
  readonly interfaceName?: (id: number, frame: number) => string
  /** What that column is called. */
  readonly interfaceTitle?: string
}

/** With fewer columns, addresses are shortened to the part that differs. */
const NARROW = 120
/** Below this many columns there is no room for all words of a TCP segment. */
const BRIEF = 150
/** Lines held back until the columns' widths are known. */
const HELD = 256
/** Lines held back after that: enough for an efficient loop, few enough for their data to stay in the cache. */
const LATE = 64
/** Octets of held lines beyond which they are written, to bound the memory. */
const HELD_OCTETS = 1 << 17

// Cells of a line, in their order.
const TIME = 0
const INTERFACE = 1
const TUNNEL = 2
const UNDERLAY = 3
const INSIDE = 4
const MARKS = 5
const CELLS = 6

const TITLES = ['time', 'interface', 'tunnel', 'underlay', 'inside']
const NUMBER_TITLE = literal('#')
/** A pcapng simple packet block tells none. */
const NO_TIME = literal('-')
/** Characters that are left to what is inside, however wide the other columns are. */
const MIN_INSIDE = 16
/** Characters of a file's or an interface's name where there is little room. */
const NARROW_PLACE = 8
/** Spaces before the marks. */
const GAP = 2
/** Characters of `10:31:34.560469`, and of elapsed time below 10 seconds. */
const CLOCK_WIDTH = 15
const ELAPSED_WIDTH = 9
const PARENTHESIS = 40
const STAR = 42
/** First characters of marks about things that look wrong but are right. */
const OFFLOADS: readonly number[] = [PARENTHESIS, STAR]
const SPACE = 32
const COLON = 58
const ZERO = 48

export class Lines {
  readonly #o: LineOptions
  readonly #detail: Detail
  readonly #color: { readonly [cell: number]: Literal }
  /** The text in front of each cell: the end of the cell before, the gap, the colour. */
  readonly #leads: readonly Literal[]
  readonly #reset: Literal
  readonly #dim: Literal
  readonly #bad: Literal
  readonly #titleOf: readonly Literal[]
  /** Cells of the held lines, one after the other. */
  readonly #cells: Writer = new Writer()
  /** Where each cell starts, `CELLS` a line and the end; frame numbers beside. */
  readonly #starts: Int32Array = new Int32Array(HELD * CELLS + 1)
  readonly #numbers: Float64Array = new Float64Array(HELD)
  /** Whether a line has the mark of a checksum that was left to the network card. */
  #hasOffload = false
  #held = 0
  #settled = false
  /** Lines that are held back before they are printed. */
  #capacity: number = HELD
  /** Whether cells may be kept as numbers, and which cells of the held lines are: a bit for each. */
  #isLate = false
  readonly #late: LateCells
  readonly #lateOf: Uint8Array = new Uint8Array(HELD)
  /** Whether what is inside is told in the usual words. */
  readonly #isPlain: boolean
  /** The cells in front of `INSIDE` that are shown. */
  readonly #columns: readonly number[]
  // Of the packet whose line is being written.
  #stack: TunnelStack = new TunnelStack()
  #depth = 0
  #roundTrip = -1
  #numberWidth: number
  /** The first frame number of so many digits. */
  #fullNumber: number
  readonly #elapsedWidth: number
  /** Spaces between columns. */
  readonly #gap: number
  readonly #widths: Int32Array = new Int32Array(CELLS)
  #minute = -1
  #first: readonly [number, number] | undefined
  #lastSec = 0
  #lastNsec = 0

  constructor(options: LineOptions) {
    this.#o = options
    this.#columns = [TIME, INTERFACE, TUNNEL, UNDERLAY].filter(
      (cell) =>
        (cell !== TIME || options.time !== TimeStyle.None) &&
        (cell !== INTERFACE || options.interfaceName !== undefined),
    )
    this.#isPlain = !options.quiet && !options.linkLevel
    this.#late = new LateCells(LATE, options)
    this.#detail = {
      glyphs: options.glyphs,
      narrow: options.width > 0 && options.width < NARROW,
      brief: options.width > 0 && options.width < BRIEF,
      quiet: options.quiet,
      linkLevel: options.linkLevel,
      ...(options.segment === undefined ? {} : { segment: options.segment }),
    }
    this.#elapsedWidth = options.time === TimeStyle.SincePrevious || this.#detail.narrow ? ELAPSED_WIDTH : CLOCK_WIDTH
    this.#gap = this.#detail.narrow ? 1 : 2
    this.#numberWidth = this.#detail.narrow ? 2 : 3
    this.#fullNumber = 10 ** (this.#numberWidth - 1)
    const { palette } = options
    this.#color = {
      [TIME]: literal(palette.dim),
      [INTERFACE]: literal(palette.dim),
      [TUNNEL]: literal(palette.tunnel),
      [UNDERLAY]: literal(palette.underlay),
      [INSIDE]: literal(palette.inner),
    }
    this.#leads = Array.from({ length: MARKS }, (_, cell) =>
      literal(`${palette.reset}${' '.repeat(this.#gap)}${this.#color[cell]!.text}`),
    )
    this.#reset = literal(palette.reset)
    this.#dim = literal(palette.dim)
    this.#bad = literal(palette.bad)
    this.#titleOf = TITLES.map((title, cell) =>
      cell === INTERFACE ? literal(options.interfaceTitle ?? title) : literal(title),
    )
    for (const [i, title] of this.#titleOf.entries()) this.#widths[i] = title.length
  }

  /** Whether the first lines have been written, and none is held back any more. */
  get isSettled(): boolean {
    return this.#settled
  }

  /** Widths of the columns, which only grow; borrowed. The width of frame numbers is not among them. */
  get widths(): Int32Array {
    return this.#widths
  }

  /** Goes on with these widths, below lines that were written elsewhere. */
  set widths(widths: Int32Array) {
    this.#stand()
    this.#widths.set(widths)
  }

  /** The packet's line was written elsewhere. The next line's times count from this packet. */
  pass(p: Packet): void {
    this.#widenNumbers(decimals(p.number))
    const { clock, time } = this.#o
    if (!p.hasTime || time === TimeStyle.None) return
    this.#first ??= [p.tsSec, p.tsNsec]
    this.#minute = clock.minute(p)
    this.#lastSec = p.tsSec
    this.#lastNsec = p.tsNsec
  }

  /** Takes a decoded packet; `roundTrip` in nanoseconds, or -1. The line may come with a later call or with `flush`. */
  write(p: Packet, tunnels: TunnelStack, w: Writer, roundTrip: number): void {
    this.#stack = tunnels
    this.#depth = ownDepth(p)
    this.#roundTrip = roundTrip
    if (this.#isLate) this.#note(p)
    else this.#compose(p)
    if (this.#held === this.#capacity || this.#cells.length > HELD_OCTETS) this.flush(w)
  }

  /** The colour by the marks' first character: things that look wrong but are right stand in parentheses. */
  #markColor(first: number): Literal {
    return OFFLOADS.includes(first) ? this.#dim : this.#bad
  }

  /** What is to be said of the lines below them; empty for most captures. */
  legend(language: Language): readonly string[] {
    if (!this.#hasOffload) return []
    return [LINE_WORDS[language].offload(this.#detail.brief ? OFFLOAD_MARK : '(offload)')]
  }

  /** Writes what was held back. */
  flush(w: Writer): void {
    if (this.#held > 0 && !this.#settled) this.#settle(w)
    if (this.#o.width === 0) for (let line = 0; line < this.#held; line++) this.#printWhole(line, w)
    else this.#printFitted(w)
    this.#held = 0
    this.#cells.clear()
  }

  /** The first lines show how wide the columns are to be. */
  #settle(w: Writer): void {
    for (let line = 0; line < this.#held; line++) this.#measure(line)
    this.#stand()
    if (this.#o.titles) this.#titles(w)
  }

  /** Fixes the columns: from now on they only grow. */
  #stand(): void {
    this.#settled = true
    this.#isLate = this.#o.width === 0 && !hasAliases()
    this.#capacity = this.#isLate ? LATE : 1
  }

  #titles(w: Writer): void {
    w.put(this.#dim)
    w.space(this.#numberWidth - 1)
    w.put(NUMBER_TITLE)
    let column = this.#numberWidth
    for (const cell of [...this.#columns, INSIDE]) {
      const title = this.#titleOf[cell]!
      const shown = cell < INSIDE ? this.#shown(cell, column) : title.length
      if (column + this.#gap + shown > this.#room()) break
      w.space(this.#gap)
      if (shown >= title.length) w.put(title)
      w.space(shown >= title.length ? shown - title.length : shown)
      column += this.#gap + shown
    }
    w.put(this.#reset)
    w.newline()
  }

  #compose(p: Packet): void {
    const c = this.#cells
    const at = this.#held * CELLS
    this.#numbers[this.#held] = p.number
    this.#lateOf[this.#held] = 0
    for (let cell = 0; cell < CELLS; cell++) {
      this.#starts[at + cell] = c.length
      if (cell >= INSIDE || this.#columns.includes(cell)) this.#writeCell(cell, p, c)
    }
    this.#starts[at + CELLS] = c.length
    this.#held++
  }

  /** The same, where cells may wait as numbers. */
  #note(p: Packet): void {
    const line = this.#held
    const at = line * CELLS
    const c = this.#cells
    const starts = this.#starts
    this.#numbers[line] = p.number
    this.#lateOf[line] = 0
    starts[at + TIME] = c.length
    this.#time(p, c)
    starts[at + INTERFACE] = c.length
    if (this.#o.interfaceName !== undefined) this.#writeCell(INTERFACE, p, c)
    starts[at + TUNNEL] = c.length
    if (this.#late.noteTunnel(line, p, this.#stack)) this.#lateOf[line]! |= 1 << TUNNEL
    else this.#writeCell(TUNNEL, p, c)
    starts[at + UNDERLAY] = c.length
    if (this.#late.noteUnderlay(line, p, this.#stack, this.#depth)) this.#lateOf[line]! |= 1 << UNDERLAY
    else this.#writeCell(UNDERLAY, p, c)
    starts[at + INSIDE] = c.length
    if (this.#isPlain && this.#roundTrip < 0 && this.#late.noteInside(line, p, this.#stack, this.#depth)) {
      this.#lateOf[line]! |= 1 << INSIDE
    } else this.#writeCell(INSIDE, p, c)
    starts[at + MARKS] = c.length
    this.#marks(p, c)
    starts[at + CELLS] = c.length
    this.#held++
  }

  #writeCell(cell: number, p: Packet, c: Writer): void {
    switch (cell) {
      case TIME:
        return this.#time(p, c)
      case INTERFACE:
        return c.text(this.#o.interfaceName?.(p.interfaceId, p.number) ?? '')
      case TUNNEL:
        return writeTunnelCell(p, this.#stack, this.#detail, c)
      case UNDERLAY:
        return writeUnderlayCell(p, this.#stack, this.#depth, this.#detail, c)
      case INSIDE:
        return writeInsideCell(p, insideOf(this.#stack), this.#depth, this.#roundTrip, this.#detail, c)
      default:
        return this.#marks(p, c)
    }
  }

  #marks(p: Packet, c: Writer): void {
    const start = c.length
    writeMarks(p, c, this.#detail.brief)
    if (c.length > start && !this.#hasOffload) this.#hasOffload = OFFLOADS.includes(c.bytes[start]!)
  }

  #time(p: Packet, c: Writer): void {
    const { clock, time } = this.#o
    if (!p.hasTime) {
      c.put(NO_TIME)
      return
    }
    this.#first ??= [p.tsSec, p.tsNsec]
    switch (time) {
      case TimeStyle.None:
        break
      case TimeStyle.Epoch:
        epoch(p, c)
        break
      case TimeStyle.DateTime:
        clock.dateTime(p, c)
        break
      case TimeStyle.SinceFirst:
        writeDelta(since(p, this.#first[0], this.#first[1]), ELAPSED_WIDTH, c)
        break
      default: {
        const minute = clock.minute(p)
        const delta = since(p, this.#lastSec, this.#lastNsec)
        if (this.#minute !== -1 && (time === TimeStyle.SincePrevious || (minute === this.#minute && delta >= 0))) {
          this.#elapsed(delta, c)
        } else if (time === TimeStyle.SincePrevious) {
          writeDelta(0, this.#elapsedWidth, c)
        } else {
          clock.time(p, c, this.#detail.narrow ? 0 : 6)
        }
        this.#minute = minute
      }
    }
    this.#lastSec = p.tsSec
    this.#lastNsec = p.tsNsec
  }

  #elapsed(delta: number, c: Writer): void {
    if (!this.#isLate) return writeDelta(delta, this.#elapsedWidth, c)
    this.#late.noteElapsed(this.#held, delta)
    this.#lateOf[this.#held]! |= 1 << TIME
  }

  #widenNumbers(digits: number): void {
    if (digits <= this.#numberWidth) return
    this.#numberWidth = digits
    this.#fullNumber = 10 ** (digits - 1)
  }

  #measure(line: number): void {
    const at = line * CELLS
    for (const cell of this.#columns) {
      const width = visible(this.#cells.bytes, this.#starts[at + cell]!, this.#starts[at + cell + 1]!)
      if (width > this.#widths[cell]!) this.#widths[cell] = width
    }
    this.#widenNumbers(decimals(this.#numbers[line]!))
  }

  /** Columns only grow from now on: there is room for lines of any length. */
  #printWhole(line: number, w: Writer): void {
    const at = line * CELLS
    const number = this.#numbers[line]!
    w.put(this.#dim)
    if (number < this.#fullNumber) w.space(this.#numberWidth - decimals(number))
    else if (number >= 10 * this.#fullNumber) this.#widenNumbers(decimals(number))
    w.dec(number)
    for (let i = 0; i < this.#columns.length; i++) {
      const cell = this.#columns[i]!
      w.put(this.#leads[cell]!)
      const start = w.length - w.continuation
      this.#printCell(cell, line, w)
      const width = w.length - w.continuation - start
      if (width < this.#widths[cell]!) w.space(this.#widths[cell]! - width)
      else this.#widths[cell] = width
    }
    w.put(this.#leads[INSIDE]!)
    this.#printCell(INSIDE, line, w)
    w.put(this.#reset)
    const marks = this.#starts[at + MARKS]!
    const end = this.#starts[at + CELLS]!
    if (end > marks) {
      w.space(GAP)
      w.put(this.#markColor(this.#cells.bytes[marks]!))
      w.bytesFrom(this.#cells, marks, end)
      w.put(this.#reset)
    }
    w.newline()
  }

  #printCell(cell: number, line: number, w: Writer): void {
    if ((this.#lateOf[line]! & (1 << cell)) === 0) {
      const at = line * CELLS + cell
      return w.textFrom(this.#cells, this.#starts[at]!, this.#starts[at + 1]!)
    }
    switch (cell) {
      case TIME:
        return this.#late.writeElapsed(line, this.#elapsedWidth, w)
      case TUNNEL:
        return this.#late.writeTunnel(line, w)
      case UNDERLAY:
        return this.#late.writeUnderlay(line, w)
      case INSIDE:
        return this.#late.writeInside(line, w)
    }
  }

  #printFitted(w: Writer): void {
    for (let line = 0; line < this.#held; line++) this.#measure(line)
    for (let line = 0; line < this.#held; line++) this.#print(line, w)
  }

  #print(line: number, w: Writer): void {
    const at = line * CELLS
    const number = this.#numbers[line]!
    w.put(this.#dim)
    w.space(this.#numberWidth - decimals(number))
    w.dec(number)
    let column = this.#numberWidth
    for (const cell of this.#columns) {
      const start = this.#starts[at + cell]!
      const end = this.#starts[at + cell + 1]!
      const shown = this.#shown(cell, column)
      w.put(this.#reset)
      w.space(this.#gap)
      w.put(this.#color[cell]!)
      w.space(shown - this.#clip(start, end, shown, w))
      column += this.#gap + shown
    }
    w.put(this.#reset)
    w.space(this.#gap)
    this.#printInside(at, column + this.#gap, w)
    w.newline()
  }

  /** The last two cells. At the terminal's edge the words are cut before the marks are. */
  #printInside(at: number, column: number, w: Writer): void {
    const { bytes } = this.#cells
    const start = this.#starts[at + INSIDE]!
    const end = this.#starts[at + MARKS]!
    const marksEnd = this.#starts[at + CELLS]!
    const marks = marksEnd === end ? 0 : GAP + visible(bytes, end, marksEnd)
    const room = Math.max(0, this.#room() - column)
    w.put(this.#color[INSIDE]!)
    const inside = this.#clip(start, end, Math.max(room - marks, Math.min(room, MIN_INSIDE)), w)
    w.put(this.#reset)
    if (marks === 0 || room < inside + GAP) return
    w.space(GAP)
    w.put(this.#markColor(bytes[end]!))
    this.#clip(end, marksEnd, room - inside - GAP, w)
    w.put(this.#reset)
  }

  /** Columns of a line at most. */
  #room(): number {
    return this.#o.width === 0 ? Number.MAX_SAFE_INTEGER : this.#o.width
  }

  /** Characters of a cell that starts behind `column`: its width, unless that leaves too little to what is inside. */
  #shown(cell: number, column: number): number {
    const asked = cell === INTERFACE && this.#detail.narrow ? NARROW_PLACE : Number.MAX_SAFE_INTEGER
    return Math.max(0, Math.min(asked, this.#widths[cell]!, this.#room() - MIN_INSIDE - 2 * this.#gap - column))
  }

  /** Writes the held octets [`start`, `end`) in at most `room` characters; returns how many it wrote. */
  #clip(start: number, end: number, room: number, w: Writer): number {
    const { bytes } = this.#cells
    const all = visible(bytes, start, end)
    if (all <= room) {
      w.bytesFrom(this.#cells, start, end)
      return all
    }
    const kept = room - width(this.#o.glyphs.more)
    if (kept < 0) return 0
    const cut = wholeWords(bytes, start, end, cutAt(bytes, start, end, kept))
    w.bytesFrom(this.#cells, start, cut)
    w.put(this.#o.glyphs.more)
    return visible(bytes, start, cut) + width(this.#o.glyphs.more)
  }
}

/** Characters shown for UTF-8 octets that hold no wide ones: the continuation octets do not count. */
function visible(bytes: Uint8Array, start: number, end: number): number {
  let n = 0
  for (let i = start; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) n++
  return n
}

/** Characters of a literal. */
function width(text: Literal): number {
  return text.length - text.continuation
}

/**
 * Where to cut: at `cut`, or before a number or address there, since a part of one would say something else. Of a segment's
 * numbers, `132221:168569`, the first may stand alone.
 */
function wholeWords(bytes: Uint8Array, start: number, end: number, cut: number): number {
  if (cut === end || bytes[cut] === SPACE) return cut
  let from = cut
  while (from > start && bytes[from - 1] !== SPACE) from--
  let hasNumber = false
  let colons = 0
  for (let i = from; i < end && bytes[i] !== SPACE; i++) {
    hasNumber ||= bytes[i]! >= ZERO && bytes[i]! <= COLON
    if (bytes[i] === COLON) colons++
  }
  if (!hasNumber || from === start) return cut
  // Addresses of IPv6 and MAC have more colons.
  if (colons !== 1) return from
  let digits = from
  while (digits < cut && bytes[digits]! >= ZERO && bytes[digits]! < COLON) digits++
  return digits > from && digits < cut && bytes[digits] === COLON ? digits + 1 : from
}

/** The offset at which the first `characters` characters end. */
function cutAt(bytes: Uint8Array, start: number, end: number, characters: number): number {
  let left = characters
  let i = start
  while (i < end && (left > 0 || (bytes[i]! & 0xc0) === 0x80)) if ((bytes[i++]! & 0xc0) !== 0x80) left--
  return i
}
