/**
 * Where a page goes: a file that is there as a whole or not at all, or what the caller has opened. A capture is never
 * replaced by a page.
 */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
} from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { OpenError } from '../capture/capture.js'
import { opening } from '../capture/source.js'
import { descriptorOf, refuseCapture, refuseSource } from '../capture/target.js'
import { writeAll } from '../capture/write-all.js'
import { failBeyondFileLimit } from './file-limit.js'
import { momentaryName, removeLeftovers } from './leftovers.js'
import { writeStdout } from './output.js'

/** The mode of a new page, less the umask: the same as any program's files have. */
const NEW = 0o666
/** The mode of a page that is not whole yet: nobody else may read it. */
const UNFINISHED = 0o600
/** How many links in a row Linux follows: path_resolution(7). */
const MOST_LINKS = 40
const STICKY = 0o1000
const OTHERS_WRITE = 0o002

/** Throws if the page cannot be written there, before anybody waits for it. `sources` are the files being read. */
export function checkPageFile(path: string, sources: readonly string[]): void {
  refuseSource(path, sources)
  refuseCapture(path)
  if (descriptorOf(path) !== undefined) return
  const there = opening(path, () => statSync(path, { throwIfNoEntry: false }))
  if (there?.isDirectory() || path.endsWith('/')) throw new OpenError(path, 'EISDIR', 'is a directory')
  if (there === undefined) {
    const place = placeOf(path)
    opening(path, () => accessSync(dirname(place), constants.W_OK))
  } else {
    if (there.isFile()) placeOf(path)
    opening(path, () => accessSync(path, constants.W_OK))
  }
}

/** Checks again, as `checkPageFile` does: the file may have changed while the page was made. */
export function writePageFile(path: string, page: Uint8Array, sources: readonly string[]): void {
  checkPageFile(path, sources)
  failBeyondFileLimit()
  const descriptor = descriptorOf(path)
  if (path === '-') {
    writeStdout(page)
  } else if (descriptor !== undefined) {
    writeAll(descriptor, page)
  } else {
    const before = statSync(path, { throwIfNoEntry: false })
    // A device or a pipe cannot be replaced.
    if (before !== undefined && !before.isFile()) writeInto(path, page)
    else replaceFile(placeOf(path), before, page)
  }
}

/** Writes the page beside the file and renames it when it is whole. It gets the mode and owner of the old file. */
function replaceFile(path: string, before: Stats | undefined, page: Uint8Array): void {
  const folder = dirname(path)
  removeLeftovers(folder, before === undefined ? [] : [before.uid])
  const beside = join(folder, momentaryName())
  let fd: number
  try {
    // A file or link that somebody else has put there is neither opened nor followed.
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
    fd = opening(path, () => openSync(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, UNFINISHED))
  } catch (error) {
    // The user may be allowed to write to the file, but not to its folder.
    if (before === undefined) throw error
    writeInto(path, page)
    return
  }
  let isInPlace = false
  try {
    writeAll(fd, page)
    if (takesAfter(fd, before)) {
      fsyncSync(fd)
      renameSync(beside, path)
      isInPlace = true
    }
  } finally {
    closeSync(fd)
    if (!isInPlace) unlinkSync(beside)
  }
  if (isInPlace) syncFolder(folder)
  else writeInto(path, page)
}

/** Gives the new file the owner and mode of the file before it; false if we may not set the owner. */
function takesAfter(fd: number, before: Stats | undefined): boolean {
  if (before === undefined) {
    fchmodSync(fd, NEW & ~process.umask())
    return true
  }
  try {
    fchownSync(fd, before.uid, before.gid)
  } catch {
    return false
  }
  // The mode is set after the owner, since chown(2) clears bits. The set-user-ID bits of a program are not for a page.
  fchmodSync(fd, before.mode & 0o777)
  return true
}

/** Writes over what is there: a device or pipe, or a file that cannot be replaced by one with its owner. */
function writeInto(path: string, page: Uint8Array): void {
  const fd = opening(path, () => openSync(path, constants.O_WRONLY | constants.O_TRUNC))
  try {
    writeAll(fd, page)
  } finally {
    closeSync(fd)
  }
}

/** Makes sure that the new name is on the disk, too. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, constants.O_RDONLY)
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // Not every file system can sync a folder, and the user may be allowed to write to a folder but not to read it.
  }
}

/**
 * The file that a link leads to, even if it is not there yet: the link stays, and the file behind it is replaced. In a
 * folder where everybody may write, links and files of other users are refused. The kernel does so too, but not for a
 * file that is renamed: fs.protected_symlinks and fs.protected_regular of proc_sys_fs(5).
 */
function placeOf(path: string): string {
  let place = path
  for (let links = 0; ; links++) {
    const folder = dirname(place)
    const file = opening(path, () => lstatSync(place, { throwIfNoEntry: false }))
    if (file === undefined) return place
    const isLink = file.isSymbolicLink()
    if (
      (isLink || file.isFile()) &&
      isPlanted(
        file,
        opening(path, () => statSync(folder)),
      )
    ) {
      throw new OpenError(path, 'EACCES', `${isLink ? 'a link' : 'a file'} of another user, where everybody may write`)
    }
    if (!isLink) return place
    if (links === MOST_LINKS) throw new OpenError(path, 'ELOOP', 'is a link to itself')
    const target = readlinkSync(place)
    // The target is not normalized: behind a link to a folder, `..` means another folder.
    place = isAbsolute(target) ? target : `${folder}/${target}`
  }
}

function isPlanted({ uid }: Stats, folder: Stats): boolean {
  const isOpenToAll = (folder.mode & STICKY) !== 0 && (folder.mode & OTHERS_WRITE) !== 0
  return isOpenToAll && uid !== folder.uid && uid !== process.geteuid?.()
}
