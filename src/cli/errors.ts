/** How the command line fails: one line on stderr and an exit code that scripts can rely on. */
import { CaptureError, OpenError, WriteError } from '../capture/capture.js'
import { FilterError as CompileError } from '../capture/filter.js'
import { FilterError, type Place } from '../filter/error.js'
import { width } from '../present/learn/text.js'
import { escapeText } from '../present/value.js'
import { filterProblem } from '../words/screens/filter.js'
import { spokenLanguage } from './language.js'

export const Exit = {
  Fine: 0,
  /** Findings at or above `--fail-on`. */
  Findings: 1,
  /** Arguments that make no sense, a file that is not there, an interface that does not exist. */
  Usage: 2,
  /** A capture is damaged; what could be read was printed before. */
  Damaged: 3,
  /** It takes root, or a capability. */
  Permission: 4,
  /** A defect of the program: `EX_SOFTWARE` of sysexits.h. */
  Defect: 70,
} as const

/** The caller's mistake; the message says what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The caller may not do this; the message says how to get the right. */
export class PermissionError extends Error {
  override readonly name = 'PermissionError'
}

/**
 * The line to print for an error, with what users have written in it fit for a terminal of so many columns, and the exit
 * code. Undefined for a defect of ours.
 */
export function explainError(
  e: unknown,
  columns: number = Number.POSITIVE_INFINITY,
): { readonly line: string; readonly code: number } | undefined {
  const code = codeOf(e)
  if (code === undefined) return undefined
  return { line: lineOf(e as Error, columns), code }
}

function codeOf(e: unknown): number | undefined {
  if (e instanceof PermissionError) return Exit.Permission
  if (e instanceof CaptureError) return Exit.Damaged
  if (e instanceof OpenError && e.code === 'EPERM') return Exit.Permission
  if (
    e instanceof CompileError ||
    e instanceof FilterError ||
    e instanceof OpenError ||
    e instanceof WriteError ||
    e instanceof UsageError
  ) {
    return Exit.Usage
  }
  // A full disk, a file that vanished: the system says it well enough.
  if (e instanceof Error && 'syscall' in e) return Exit.Usage
  return undefined
}

function lineOf(e: Error, columns: number): string {
  const message = escapeText(e.message)
  if (e instanceof CompileError) return `the filter cannot be compiled: ${message}${pointedAt(e, columns)}`
  if (e instanceof FilterError)
    return `-Y, column ${e.column}: ${escapeText(filterProblem(e, spokenLanguage()))}${pointedAt(e, columns)}`
  return message
}

const INDENT = 2

/** The filter on a line of its own, and carets under the word that is to blame. */
function pointedAt({ text, at, length }: Place & { readonly text: string }, columns: number): string {
  const before = escapeText(text.slice(0, at))
  const word = escapeText(text.slice(at, at + length))
  const all = escapeText(text)
  // A line that the terminal breaks has its carets under other words: then the beginning stays out, and the end.
  const room = columns - INDENT
  const out = width(all) <= room ? 0 : Math.max(0, before.length - Math.floor(room / 2))
  const shown = out === 0 ? all : `…${all.slice(out + 1)}`
  const carets =
    ' '.repeat(width(out === 0 ? before : `…${before.slice(out + 1)}`)) + '^'.repeat(Math.max(1, width(word)))
  return `\n  ${shown.slice(0, room)}\n  ${carets.slice(0, room)}`
}

/** What commander says of arguments: one line, and one more where it knows what was meant. */
export function argumentError(text: string): string {
  const hint = text.lastIndexOf('\n(Did you mean ')
  const message = (hint < 0 ? text : text.slice(0, hint)).replace(/\n$/, '').replace(/^error: /, 'vxsniff: ')
  const letter = /unknown option '-(\d+)'$/.exec(message)
  if (letter !== null) return `${escapeText(message)}; a number stands behind the option that takes it, as in -v -c 5\n`
  return `${escapeText(message)}\n${hint < 0 ? '' : `${escapeText(text.slice(hint).trim())}\n`}`
}
