/** What stands where something is to be written: what of it must not be lost. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { WriteError } from './capture.js'
import { compressionOf } from './compressed.js'
import { pcapByteOrder, SECTION_HEADER_BLOCK } from './magic.js'
import { opening } from './source.js'

const STDIN = 0
const STDOUT = 1
const STDERR = 2
const STANDARD: Readonly<Record<string, number>> = { stdin: STDIN, stdout: STDOUT, stderr: STDERR }

/**
 * The descriptor that the caller has opened and names by a path: `-` is standard output, `/dev/fd/N` descriptor N where
 * that is a file. It is written through as it is: at its place, behind what is there when it appends. What is no file is
 * opened by its path like any other.
 */
export function descriptorOf(path: string): number | undefined {
  if (path === '-') return STDOUT
  const [, word, number] = /^\/dev\/(?:(stdin|stdout|stderr)|fd\/(\d+))$/.exec(path) ?? []
  if (word !== undefined) return STANDARD[word]
  const digits = number ?? /^\/proc\/(?:self|thread-self)\/fd\/(\d+)$/.exec(path)?.[1]
  if (digits === undefined) return undefined
  const fd = Number(digits)
  // Descriptors that are no files may be our own, of events and signals.
  return fd <= STDERR || statOf(path)?.isFile() === true ? fd : undefined
}

/** Whether what is written to `path` would go into what is read from `source`, `-` being standard output and input. */
function isSameFile(path: string, source: string): boolean {
  const to = statOf(path)
  return to !== undefined && isSource(to, source)
}

function statOf(path: string): Stats | undefined {
  return opening(path, () => statSync(pathOf(path), { throwIfNoEntry: false }))
}

function pathOf(path: string): string {
  return path === '-' ? '/dev/stdout' : path
}

/** Throws a `WriteError` where `path` is one of the files that are being read, by whatever name. */
export function refuseSource(path: string, sources: readonly string[]): void {
  if (sources.some((source) => isSameFile(path, source))) throw isBeingRead(path)
}

/** The same of a descriptor that is open, which nobody can exchange any more. */
export function refuseSourceAt(fd: number, path: string, sources: readonly string[]): void {
  const to = fstatSync(fd)
  if (sources.some((source) => isSource(to, source))) throw isBeingRead(path)
}

function isSource(to: Stats, source: string): boolean {
  // Two ends of a socket and a terminal are one file, and reading from it does not see what is written to it.
  if (!to.isFile() && !to.isFIFO() && !to.isBlockDevice()) return false
  const from = source === '-' ? fstatSync(STDIN) : statSync(source, { throwIfNoEntry: false })
  return from !== undefined && to.dev === from.dev && to.ino === from.ino
}

function isBeingRead(path: string): WriteError {
  return new WriteError(nameOf(path), 'is the file being read; write to another one')
}

function nameOf(path: string): string {
  return path === '-' ? 'standard output' : path
}

/** Octets that tell a capture. */
const HEAD_LEN = 16
/** Numbers of pcap that libpcap knows and we do not read: sf-pcap.c. */
const OTHER_PCAP: readonly string[] = ['a1b234cd', 'cd34b2a1', 'a12b3c4d', '4d3c2ba1']
/** What captures of other programs begin with: Wireshark's wiretap. */
const OTHER_CAPTURES: readonly string[] = ['snoop\0', 'btsnoop\0', 'TRSNIFF data', 'GMBU', 'RTSS', 'XCP\0', 'iptrace ']

/**
 * Throws a `WriteError` where `path` is a file that begins as a capture does: only `-w` replaces captures. Compressed data
 * may be one. Throws an `OpenError` where that cannot be seen.
 */
export function refuseCapture(path: string): void {
  const file = statOf(path)
  // Opening a device or a pipe to look at it would take something out of it.
  if (file?.isFile() !== true || file.size === 0) return
  const head = headOf(path)
  if (isCapture(head)) throw new WriteError(nameOf(path), 'is a capture, which only -w replaces; write to another file')
  const compression = compressionOf(head)
  if (compression === undefined) return
  throw new WriteError(nameOf(path), `is ${compression} data, which may be a capture; write to another file`)
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(HEAD_LEN)
  let fd: number
  try {
    fd = opening(path, () => openSync(pathOf(path), constants.O_RDONLY | constants.O_NONBLOCK))
  } catch (error) {
    // Who has opened it for us knows what it is.
    if (descriptorOf(path) !== undefined) return head
    throw error
  }
  try {
    return head.subarray(0, readSync(fd, head, 0, HEAD_LEN, 0))
  } finally {
    closeSync(fd)
  }
}

function isCapture(head: Buffer): boolean {
  if (head.length < 4) return false
  const isOurs = head.readUInt32BE(0) === SECTION_HEADER_BLOCK || pcapByteOrder(viewOf(head), 0) !== undefined
  if (isOurs || OTHER_PCAP.includes(head.toString('hex', 0, 4))) return true
  const text = head.toString('latin1')
  return OTHER_CAPTURES.some((magic) => text.startsWith(magic))
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
