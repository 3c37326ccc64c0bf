/** Standard output and standard error, written at once: a batch of lines is one write, and a closed pipe is the end. */
import { fstatSync } from 'node:fs'
import { createRequire } from 'node:module'
import { WriteError } from '../capture/capture.js'
import { writeAll } from '../capture/write-all.js'
import { escapeLines, escapeText } from '../present/value.js'
import { Exit } from './errors.js'

const STDOUT = 1
const STDERR = 2

export const stdoutIsTerminal: boolean = isTerminal(STDOUT)
export const stderrIsTerminal: boolean = isTerminal(STDERR)

/** Asks `node:tty` only if this may be a terminal: loading `node:tty` takes as long as reading ten packets. */
function isTerminal(fd: number): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false
  } catch {
    // Closed by the caller.
    return false
  }
  const { isatty } = createRequire(import.meta.url)('node:tty') as typeof import('node:tty')
  return isatty(fd)
}

/** Columns of the terminal on standard output; 0 when it is none. */
export function terminalColumns(): number {
  if (!stdoutIsTerminal) return 0
  const { COLUMNS } = process.env
  return Math.min(process.stdout.columns || columnsFrom(COLUMNS), mostColumns)
}

let mostColumns = Number.POSITIVE_INFINITY

/** Lays text out for at most so many columns, however wide the terminal is. */
export function limitColumns(columns: number): void {
  mostColumns = columns
}

/** Of standard error; without end where it is no terminal. */
export function stderrColumns(): number {
  if (!stderrIsTerminal) return Number.POSITIVE_INFINITY
  const { COLUMNS } = process.env
  return process.stderr.columns || columnsFrom(COLUMNS)
}

/** The width in `COLUMNS`, for terminals that do not tell theirs; a usual width if the value makes no sense. */
function columnsFrom(text = ''): number {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 80
}

/** Whether the locale of the environment can show more than ASCII. */
export function terminalIsUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = process.env
  return TERM !== 'linux' && /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

/** Where a command's text goes. */
export interface Output {
  stdout(bytes: Uint8Array): void
  stderr(text: string): void
}

export const STANDARD: Output = { stdout: writeStdout, stderr: writeStderr }

/** Characters gathered before they are written. */
const WRITE_AT = 1 << 16

/** Writes text that comes in many pieces, without a write for each. */
export function writePieces(pieces: Iterable<string>): void {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < WRITE_AT) continue
    writeStdout(Buffer.from(text))
    text = ''
  }
  writeStdout(Buffer.from(text))
}

export function writeStdout(bytes: Uint8Array): void {
  writeOrEnd(STDOUT, bytes)
}

/** Text for people. It is escaped, since names of files and words of the command line may hold control characters. */
export function writeStderr(text: string): void {
  writeOrEnd(STDERR, Buffer.from(escapeLines(text)))
}

/** Shows a line of progress in place of the one before it. Without a text it only clears that line. */
export function writeProgress(text = ''): void {
  writeOrEnd(STDERR, Buffer.from(`\r${escapeText(text)}\x1b[K`))
}

/** Ends the program quietly when the reader of the pipe has gone. */
function writeOrEnd(fd: number, bytes: Uint8Array): void {
  try {
    writeAll(fd, bytes)
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException
    if (code === 'EPIPE') process.exit(Exit.Fine)
    throw new WriteError(fd === STDOUT ? 'standard output' : 'standard error', `cannot be written: ${message}`)
  }
}
