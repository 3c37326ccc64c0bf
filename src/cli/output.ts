/** Standard output and standard error, written at once: a batch of lines is one write, and a closed pipe is the end. */
import { fstatSync } from 'node:fs'
import { createRequire } from 'node:module'
import { writeAll } from '../capture/write-all.js'
import { escapeLines, escapeText } from '../present/value.js'
import { Exit } from './errors.js'

const STDOUT = 1
const STDERR = 2

export const stdoutIsTerminal: boolean = isTerminal(STDOUT)
export const stderrIsTerminal: boolean = isTerminal(STDERR)

/** Asks `node:tty` only where it may be one: loading that takes as long as reading ten packets. */
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
  return process.stdout.columns || columnsFrom(COLUMNS)
}

/** What `COLUMNS` says where the terminal itself does not know; a usual width where it makes no sense. */
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

export function writeStdout(bytes: Uint8Array): void {
  writeOrEnd(STDOUT, bytes)
}

/** Text for people. Names of files and interfaces are in it, and words of the command line: no terminal acts on them. */
export function writeStderr(text: string): void {
  writeOrEnd(STDERR, Buffer.from(escapeLines(text)))
}

/** A line that stands on the terminal until the next one does; nothing but what stood there goes away without a text. */
export function writeProgress(text = ''): void {
  writeOrEnd(STDERR, Buffer.from(`\r${escapeText(text)}\x1b[K`))
}

/** Ends the program quietly when the reader of the pipe has gone. */
function writeOrEnd(fd: number, bytes: Uint8Array): void {
  try {
    writeAll(fd, bytes)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EPIPE') process.exit(Exit.Fine)
    throw e
  }
}
