/** What a command prints, without a process of its own: where hundreds are called, starting them would take the longest. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { programFor } from '../../src/cli/program.js'

const STDOUT = 1
const STDERR = 2

/** Standard output; undefined where the command refuses, or ends with another code than 0. */
export async function printedBy(words: readonly string[]): Promise<string | undefined> {
  const { writeSync } = fs
  const pieces: Buffer[] = []
  const caught = (fd: number, octets: NodeJS.ArrayBufferView, from = 0, length = octets.byteLength - from): number => {
    if (fd === STDOUT) pieces.push(Buffer.from(Buffer.from(octets.buffer, octets.byteOffset + from, length)))
    return fd === STDOUT || fd === STDERR ? length : writeSync(fd, octets, from, length)
  }
  fs.writeSync = caught as typeof writeSync
  syncBuiltinESMExports()
  const before = process.exitCode
  try {
    await programFor(words[0]).parseAsync(words, { from: 'user' })
    return process.exitCode === 0 ? Buffer.concat(pieces).toString() : undefined
  } catch {
    return undefined
  } finally {
    fs.writeSync = writeSync
    syncBuiltinESMExports()
    process.exitCode = before
  }
}
