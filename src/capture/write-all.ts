/** Writes all octets to a file descriptor before it returns. */
import { writeSync } from 'node:fs'

/** Milliseconds between two attempts to write to a full pipe. */
const RETRY_MS = 1

/** Writes the first `length` octets. Throws the system's error when they cannot be written. */
export function writeAll(fd: number, bytes: Uint8Array, length: number = bytes.length): void {
  let written = 0
  while (written < length) {
    try {
      written += writeSync(fd, bytes, written, length - written)
    } catch (error) {
      // The descriptor may be a pipe that somebody made non-blocking: wait until its reader has caught up.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}
