/** The size of each file, and a hash of its octets. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FileFacts } from '../present/stats/capture.js'

/** Octets read at a time. */
const AT_ONCE = 1 << 20

/** The facts of each file that can be read again, which standard input and pipes cannot. */
export async function fileFacts(paths: readonly string[]): Promise<readonly FileFacts[]> {
  const files: FileFacts[] = []
  for (const path of paths) {
    if (path === '-' || !(await stat(path)).isFile()) continue
    files.push(await digest(path))
  }
  return files
}

export async function digest(path: string): Promise<FileFacts> {
  const hash = createHash('sha256')
  let octets = 0
  for await (const chunk of createReadStream(path, { highWaterMark: AT_ONCE })) {
    hash.update(chunk as Buffer)
    octets += (chunk as Buffer).length
  }
  return { path, octets, sha256: hash.digest('hex') }
}
