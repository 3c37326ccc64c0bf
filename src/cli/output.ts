/** Standard output and standard error, written at once: a batch of lines is one write, and a closed pipe is the end. */
import { isatty } from 'node:tty'
import { writeAll } from '../capture/write-all.js'
import { Exit } from './errors.js'

const STDOUT = 1
const STDERR = 2

export const stdoutIsTerminal: boolean = isatty(STDOUT)
export const stderrIsTerminal: boolean = isatty(STDERR)

/** Columns of the terminal on standard output; 0 when it is none. */
export function terminalColumns(): number {
  if (!stdoutIsTerminal) return 0
  const { COLUMNS } = process.env
  return process.stdout.columns || Number(COLUMNS) || 80
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

export function writeStderr(text: string): void {
  writeOrEnd(STDERR, Buffer.from(text))
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
