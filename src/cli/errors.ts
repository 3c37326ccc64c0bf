/** How the command line fails: one line on stderr and an exit code that scripts can rely on. */
import { CaptureError, OpenError, WriteError } from '../capture/capture.js'
import { FilterError } from '../capture/filter.js'

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
} as const

/** The caller's mistake; the message says what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The caller may not do this; the message says how to get the right. */
export class PermissionError extends Error {
  override readonly name = 'PermissionError'
}

/** The line to print for an error, and the exit code. Errors that are ours are not caught here: they keep their stack. */
export function explainError(e: unknown): { readonly line: string; readonly code: number } | undefined {
  if (e instanceof PermissionError) return { line: e.message, code: Exit.Permission }
  if (e instanceof CaptureError) return { line: e.message, code: Exit.Damaged }
  if (e instanceof OpenError && e.code === 'EPERM') return { line: e.message, code: Exit.Permission }
  if (e instanceof FilterError) return { line: pointAt(e), code: Exit.Usage }
  if (e instanceof OpenError || e instanceof WriteError || e instanceof UsageError) {
    return { line: e.message, code: Exit.Usage }
  }
  // A full disk, a file that vanished: the system says it well enough.
  if (e instanceof Error && 'syscall' in e) return { line: e.message, code: Exit.Usage }
  return undefined
}

/** The message, the filter, and carets under the word that is to blame. */
function pointAt({ message, text, at, length }: FilterError): string {
  const carets = ' '.repeat(at) + '^'.repeat(Math.max(1, length))
  return `the filter cannot be compiled: ${message}\n  ${text}\n  ${carets}`
}
