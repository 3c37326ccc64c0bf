/**
 * Copies standard input or a pipe, which can be read only once, to a file for commands that read twice. The file has no
 * name, so it is gone when the program ends, however that happens.
 */
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSource } from '../capture/source.js'
import { writeAll } from '../capture/write-all.js'
import { momentaryName, removeLeftovers } from './leftovers.js'
import { isPlainFile } from './points.js'

/** Octets read at a time. */
const PIECE = 1 << 20

/** Paths to read the octets from, one for each pass. */
export interface Rereadable {
  /** As the user has named it. */
  readonly name: string
  readonly paths: readonly [first: string, second: string]
}

/** Reads standard input or a pipe to its end, into the file. */
export async function rereadable(path: string): Promise<Rereadable> {
  return { name: path, paths: isPlainFile(path) ? [path, path] : await spooled(path) }
}

async function spooled(path: string): Promise<readonly [string, string]> {
  const source = openSource(path)
  const { write, read } = namelessFile()
  try {
    const piece = new Uint8Array(PIECE)
    for (;;) {
      const n = await source.read(piece, 0)
      if (n === 0) break
      writeAll(write, piece, n)
    }
  } finally {
    closeSync(write)
    source.close()
  }
  return [`/dev/fd/${read[0]}`, `/dev/fd/${read[1]}`]
}

/** A file that nobody else can open. Each reader has a descriptor of its own, for each has its own place in it. */
function namelessFile(): { readonly write: number; readonly read: readonly [number, number] } {
  removeLeftovers(tmpdir())
  const folder = join(tmpdir(), momentaryName())
  mkdirSync(folder, 0o700)
  try {
    const path = join(folder, 'spool')
    const write = openSync(path, 'wx', 0o600)
    return { write, read: [openSync(path, 'r'), openSync(path, 'r')] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
