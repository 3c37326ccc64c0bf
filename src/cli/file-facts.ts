/** The size of each file, and a hash of its octets. */
import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
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
  // One buffer for all: a stream takes new memory for each piece, which stays until it is collected.
  const buffer = Buffer.allocUnsafe(AT_ONCE)
  const file = await open(path)
  let octets = 0
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, AT_ONCE, null)
      if (bytesRead === 0) break
      hash.update(bytesRead === AT_ONCE ? buffer : buffer.subarray(0, bytesRead))
      octets += bytesRead
    }
  } finally {
    await file.close()
  }
  return { path, octets, sha256: hash.digest('hex') }
}

/** When a file was written last, by all that its file system says of it. */
export interface Written {
  readonly text: string
  /** Whether it was written so short a time ago that one more time might be the same. */
  readonly isRecent: boolean
}

/** Nanoseconds. File systems have times of two seconds at worst. */
const COARSE = 5_000_000_000n

/** Of a file that is opened for it: over NFS that asks the server. */
export async function written(path: string): Promise<Written> {
  const file = await open(path)
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true })
    const age = BigInt(Date.now()) * 1_000_000n - ctimeNs
    return { text: [dev, ino, size, mtimeNs, ctimeNs].join(' '), isRecent: age < COARSE }
  } finally {
    await file.close()
  }
}
