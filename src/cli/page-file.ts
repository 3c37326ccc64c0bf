/** Where a page goes: a file that is there as a whole or not at all, or standard output. */
import { accessSync, closeSync, constants, openSync, realpathSync, renameSync, statSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OpenError, WriteError } from '../capture/capture.js'
import { opening } from '../capture/source.js'
import { writeAll } from '../capture/write-all.js'
import { failBeyondFileLimit } from './file-limit.js'
import { writeStdout } from './output.js'

/** Throws where a page cannot be written there, before anybody waits for it: `sources` are the files being read. */
export function checkPageFile(path: string, sources: readonly string[]): void {
  if (path === '-') return
  const file = opening(path, () => statSync(path, { throwIfNoEntry: false }))
  if (file === undefined) {
    opening(path, () => accessSync(dirname(path), constants.W_OK))
    return
  }
  if (file.isDirectory()) throw new OpenError(path, 'EISDIR', 'is a directory')
  opening(path, () => accessSync(path, constants.W_OK))
  const isSource = sources.some((source) => {
    const from = statSync(source, { throwIfNoEntry: false })
    return from?.isFile() === true && from.dev === file.dev && from.ino === file.ino
  })
  if (isSource) throw new WriteError(path, 'is the file being read; write to another one')
}

export function writePageFile(path: string, page: Uint8Array): void {
  if (path === '-') {
    writeStdout(page)
    return
  }
  const file = statSync(path, { throwIfNoEntry: false })
  // A device or a pipe cannot be replaced.
  if (file !== undefined && !file.isFile()) writeFile(path, 'w', page)
  else replaceFile(file === undefined ? path : realpathSync(path), page)
}

/** Puts the page where the file is, or will be, once it is whole. */
function replaceFile(path: string, page: Uint8Array): void {
  failBeyondFileLimit()
  const beside = join(dirname(path), `.vxsniff-${process.pid}.html`)
  try {
    writeFile(beside, 'wx', page)
    renameSync(beside, path)
  } catch (error) {
    try {
      unlinkSync(beside)
    } catch {
      // It was never there.
    }
    throw error
  }
}

function writeFile(path: string, flags: string, page: Uint8Array): void {
  const fd = opening(path, () => openSync(path, flags))
  try {
    writeAll(fd, page)
  } finally {
    closeSync(fd)
  }
}
