/** What is at a path before something is written there, and what of it must not be lost. */
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
 * The descriptor that a path names and the caller has opened: `-` is standard output, `/dev/fd/N` is descriptor N if
 * that is a file. Output goes to the descriptor as it is, at its current place, or at the end if it appends. Other
 * paths are opened as usual.
 */
export function descriptorOf(path: string): number | undefined {
  if (path === '-') return STDOUT
  const [, word, number] = /^\/dev\/(?:(stdin|stdout|stderr)|fd\/(\d+))$/.exec(path) ?? []
  if (word !== undefined) return STANDARD[word]
  const digits = number ?? /^\/proc\/(?:self|thread-self)\/fd\/(\d+)$/.exec(path)?.[1]
  if (digits === undefined) return undefined
  const fd = Number(digits)
  // Other descriptors may be this program's own, such as those for events and signals.
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

/** The same for a descriptor that is open: nobody can put another file in its place. */
export function refuseSourceAt(fd: number, path: string, sources: readonly string[]): void {
  const to = fstatSync(fd)
  if (sources.some((source) => isSource(to, source))) throw isBeingRead(path)
}

function isSource(to: Stats, source: string): boolean {
  // Both ends of a socket or terminal are one file, but reading from it does not see what is written to it.
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
 * Throws a `WriteError` where `path` is a file that begins like a capture or like compressed data, which may be one:
 * only `-w` replaces captures. Throws an `OpenError` where the file cannot be read.
 */
export function refuseCapture(path: string): void {
  const file = statOf(path)
  // Reading from a device or a pipe would take octets out of it.
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
    // The caller has opened the file for writing only and knows what is in it.
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
