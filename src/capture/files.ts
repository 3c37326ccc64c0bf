/** Several files as one capture, in the order of time. */
import type { Capture } from './capture.js'
import { CHUNK_LEN } from './chunk.js'
import { openInChunks } from './file.js'

/** Opens one file or more; `chunkLen` octets are read at a time. */
export async function openFiles(files: readonly string[], chunkLen: number = CHUNK_LEN): Promise<Capture> {
  const captures: Capture[] = []
  for (const file of files) captures.push(await openInChunks(file, chunkLen))
  if (captures.length === 1) return captures[0]!
  const { mergeCaptures } = await import('./merge.js')
  return mergeCaptures(captures)
}
