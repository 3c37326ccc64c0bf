/** Text in cells of a terminal: how wide it is, where a line of it may end, and how long a time is in words. */
import stringWidth from 'string-width'
import type { Timestamp } from '../../analysis/timestamps.js'
import { Packet } from '../../wire/packet.js'
import { Clock } from '../time.js'
import { Writer } from '../writer.js'
import type { LearnView } from './view.js'

/** Chinese text has no spaces: a line may end after each sign, but not in front of punctuation that closes. */
const PIECES = /\s*[（「《]*(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef])[，。、；：？！）」》]*/gu
/** Frames named before the rest is left out. */
const FRAMES_LISTED = 4
const TITLE_INDENT = '   '
const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
]

/** Text in which every character takes one cell: most of it, and it need not be looked through for others. */
const PLAIN_TEXT = /^[ -~]*$/

/** Cells that a terminal gives a text, colours aside. */
export function width(text: string): number {
  return PLAIN_TEXT.test(text) ? text.length : stringWidth(text)
}

export function padEnd(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - width(text)))
}

export function padStart(text: string, cells: number): string {
  return ' '.repeat(Math.max(0, cells - width(text))) + text
}

/** ECMA-48's colours, which take no cells. */
const COLORS = /(\p{Cc}\[[0-9;]*m)/u

/** A line in so many cells, colours aside; where it is longer it ends with the sign for more. */
export function clipped(
  text: string,
  cells: number,
  { unicode, palette }: Pick<LearnView, 'unicode' | 'palette'>,
): string {
  if (width(text) <= cells) return text
  const end = more(unicode)
  let left = cells - width(end)
  let shown = ''
  // Text and colours alternate.
  for (const [i, piece] of text.split(COLORS).entries()) {
    for (const character of i % 2 === 0 ? piece : [piece]) {
      if (i % 2 === 0) left -= width(character)
      if (left < 0) return shown + end + palette.reset
      shown += character
    }
  }
  return shown
}

/** The text in lines of so many cells; a longer word is broken behind a colon, as addresses have them. */
export function wrap(text: string, cells: number): readonly string[] {
  const lines = ['']
  const words = text.match(PIECES) ?? []
  for (const piece of words.flatMap((word) => (width(word) > cells ? word.split(/(?<=:)(?!:)/) : word))) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = piece.trimStart()
    else if (width(line + piece) <= cells) lines[lines.length - 1] = line + piece
    else lines.push(piece.trimStart())
  }
  return lines
}

/** The text with `head` in front of its first line; the other lines are indented below the first. */
export function hanging(head: string, text: string, columns: number): readonly string[] {
  const indent = width(head)
  return wrap(text, columns - indent).map((line, i) => `${i === 0 ? head : ' '.repeat(indent)}${line}`)
}

/** Lines with their newlines, each no wider than the terminal: what goes on in the next one is indented below it. */
export function fitted(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => (width(line) <= columns ? line : broken(line, columns)))
    .join('\n')
}

function broken(line: string, columns: number): readonly string[] {
  const indent = line.length - line.trimStart().length
  return wrap(line.trimStart(), columns - indent - 2).map(
    (part, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${part}`,
  )
}

/** A title and what it is about, side by side where that fits. */
export function titleLines(title: string, about: string, { palette }: LearnView, columns: number): readonly string[] {
  const { inner, dim, reset } = palette
  const where = wrap(about, columns - TITLE_INDENT.length).map((line) => `${dim}${line}${reset}`)
  if (width(title) + 2 + width(about) <= columns) return [`${inner}${title}${reset}  ${where[0]}`]
  return [
    ...wrap(title, columns).map((line) => `${inner}${line}${reset}`),
    ...where.map((line) => `${TITLE_INDENT}${line}`),
  ]
}

/** `173 µs`, `5.08 s`, `3 min 5 s`: three significant digits. */
export function durationText(nanoseconds: number, unicode: boolean): string {
  if (nanoseconds === 0) return '0'
  if (nanoseconds >= 60e9) return longDuration(Math.round(nanoseconds / 1e9))
  const [unit, name] = UNITS.find(([least]) => nanoseconds >= least) ?? UNITS.at(-1)!
  const value = nanoseconds / unit
  const decimals = unit < 1e6 || value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(decimals)} ${unicode ? name : name.replace('µ', 'u')}`
}

function longDuration(seconds: number): string {
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `+173 µs`; clocks of captures may go back. */
export function sinceText(nanoseconds: number, unicode: boolean): string {
  return `${nanoseconds < 0 ? '-' : '+'}${durationText(Math.abs(nanoseconds), unicode)}`
}

/** `10:31:34.560469`, the clock of the viewer's zone. */
export function clockText(timestamp: Timestamp, { utcOffset }: Pick<LearnView, 'utcOffset'>, decimals = 6): string {
  const w = new Writer(32)
  new Clock(utcOffset).time(packetAt(timestamp), w, decimals)
  return w.toString()
}

/** `2023-05-22 10:31:34`; a time that no calendar has is shown as seconds since 1970. */
export function dateText(timestamp: Timestamp, view: Pick<LearnView, 'utcOffset'>): string {
  return momentText(timestamp, view, 0)
}

/** The same with parts of the second: `2023-05-22 10:31:34.560469`. */
export function momentText(timestamp: Timestamp, { utcOffset }: Pick<LearnView, 'utcOffset'>, decimals = 6): string {
  const w = new Writer(40)
  new Clock(utcOffset).dateTime(packetAt(timestamp), w, decimals)
  return w.toString()
}

function packetAt({ seconds, nanoseconds }: Timestamp): Packet {
  const p = new Packet()
  p.tsSec = seconds
  p.tsNsec = nanoseconds
  return p
}

/** `#5 #6 #9 …`, the first few of these frames. */
export function framesText(frames: readonly number[], unicode: boolean): string {
  const some = frames.slice(0, FRAMES_LISTED).map((frame) => `#${frame}`)
  if (frames.length > FRAMES_LISTED) some.push(more(unicode))
  return some.join(' ')
}

/** What stands for what was left out. */
export function more(unicode: boolean): string {
  return unicode ? '…' : '..'
}

/** Rows whose cells stand below each other, two spaces apart, each with a newline. */
export function alignedText(rows: readonly (readonly string[])[], indent: string): string {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell))
  return rows
    .map((row) => `${indent}${row.map((cell, i) => padEnd(cell, widths[i]!)).join('  ')}`)
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}
