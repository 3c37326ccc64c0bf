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

/** Of a page that is new, less the umask: what any program's files have. */
const NEW = 0o666
/** As long as it is not whole, it is nobody else's. */
const UNFINISHED = 0o600
/** Links behind links that Linux follows: path_resolution(7). */
const MOST_LINKS = 40
const STICKY = 0o1000
const OTHERS_WRITE = 0o002

/** Throws where a page cannot be written there, before anybody waits for it: `sources` are the files being read. */
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

/** Throws as `checkPageFile` does: much may have happened since. */
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

/** Puts the page where the file is, or will be, once it is whole; mode and owner stay those of the file before. */
function replaceFile(path: string, before: Stats | undefined, page: Uint8Array): void {
  const folder = dirname(path)
  removeLeftovers(folder, before === undefined ? [] : [before.uid])
  const beside = join(folder, momentaryName())
  let fd: number
  try {
    // Nothing that somebody has put there is opened or followed.
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
    fd = opening(path, () => openSync(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, UNFINISHED))
  } catch (error) {
    // One may be allowed to write to a file and not to its folder.
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

/** Gives a new file the owner and the mode of the one before; false where the owner is not ours to give. */
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
  // After the owner, whose change takes bits away. What it lets programs do is not for a page.
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

/** The new name is on the disk as well. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, constants.O_RDONLY)
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // Not every file system can do that for a folder, and one may be allowed to write there and not to look.
  }
}

/**
 * Where the links lead, also to what is not there yet: the link stays, and the file behind it is replaced. In a folder
 * where everybody may write, links and files of others are not trusted: fs.protected_symlinks and fs.protected_regular of
 * proc_sys_fs(5), which do not hold for a file that is renamed.
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
    // As it is written: behind a link to a folder, `..` is another one.
    place = isAbsolute(target) ? target : `${folder}/${target}`
  }
}

function isPlanted({ uid }: Stats, folder: Stats): boolean {
  const isOpenToAll = (folder.mode & STICKY) !== 0 && (folder.mode & OTHERS_WRITE) !== 0
  return isOpenToAll && uid !== folder.uid && uid !== process.geteuid?.()
}
