/** Captures in a queue, by a path or a `file:` URL. */
import { fileURLToPath } from 'node:url'
import { UsageError } from './errors.js'

/** Throws a `UsageError` for what is no file of this machine. */
export function pathOf(text: string): string {
  if (!/^[a-z]+:\/\//.test(text)) return text
  try {
    return fileURLToPath(text)
  } catch (e) {
    throw new UsageError(`${text}: give a path or file:///…, on storage that all workers see`, { cause: e })
  }
}
