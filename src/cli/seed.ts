/** The seed of the tables' hashes, for the whole process. */
import { closeSync, openSync, readSync } from 'node:fs'
import { SEED_WORDS, useSeed } from '../analysis/tables/hash.js'

/** The kernel's random numbers as a file: `node:crypto` takes longer to load than ten packets take to be read. */
const RANDOM = '/dev/urandom'

/** Chooses the seed. Where there is no such file, the tables ask `crypto` for one. */
export function chooseSeed(): void {
  const words = new Int32Array(SEED_WORDS)
  let fd: number
  try {
    fd = openSync(RANDOM, 'r')
  } catch {
    return
  }
  try {
    if (readSync(fd, words) === words.byteLength) useSeed(words)
  } finally {
    closeSync(fd)
  }
}
