/**
 * What every source of packets is to its reader, whether a file, a pipe, several files in time order or a live
 * interface: batches of octets, walked packet by packet.
 *
 * ```ts
 * while (await capture.fill()) while (capture.next(packet)) { … }
 * ```
 */
import type { Packet } from '../wire/packet.js'
import type { TextCounts } from './texts.js'

/** What a pcapng section says of the machine that captured it. Text from the file: escape it before printing. */
export interface Section {
  /** `shb_hardware` */
  readonly hardware?: string
  /** `shb_os` */
  readonly os?: string
  /** `shb_userappl` */
  readonly application?: string
  /** Of Apple's process blocks so far, by their index; grows while reading. */
  readonly processes?: readonly { readonly id: number; readonly name?: string }[]
}

/** Texts as they stand in the file. */
export interface TextsInFull {
  readonly name?: Uint8Array
  readonly description?: Uint8Array
}

/** One interface that packets were captured on; a pcap file has exactly one. */
export interface Interface {
  /**
   * Its number as the file counts and tshark shows it (`frame.interface_id`). pcapng starts again at 0 with every
   * section, so only the index in `Capture.interfaces` is unique.
   */
  readonly id: number
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Octets kept of a packet at most; 0 for no limit. */
  readonly snapLength: number
  /** `if_name`, where the file tells it. Text from the file: escape it before printing. */
  readonly name?: string
  readonly description?: string
  /** The octets of those of them that were cut, for who copies the capture; not of all where they are too many. */
  readonly inFull?: TextsInFull
  /** Whether the file's own time stamps are finer than microseconds. */
  readonly nanoseconds: boolean
  /** `if_tsresol`, where the file tells it: the unit of its time stamps as draft-ietf-opsawg-pcapng §4.2 writes it. */
  readonly resolution?: number
  /** `if_tsoffset`, likewise: seconds that every time stamp is short of. */
  readonly timeOffset?: bigint
  /** Byte order of the options that the interface's packets carry. */
  readonly littleEndian: boolean
  /** `isb_ifdrop`: packets the interface dropped, by the last statistics block read so far. */
  readonly drops?: number | undefined
  readonly section?: Section
}

/** Something of a file that is read and is not as it should be, or not what it seems: people should know. */
export type Note =
  /** `octets` of other data stand behind the end of the compressed ones and were left out. */
  | { readonly id: 'other-data'; readonly path: string; readonly octets: number; readonly compression: string }
  /** Captures stand behind one another; the second begins at `offset` of the (decompressed) octets, with packet `frame`. */
  | Follows
  /** What somebody has written of the whole capture or of an interface. Text from the file: escape it before printing. */
  | { readonly id: 'comment'; readonly path: string; readonly of: 'capture' | 'interface'; readonly text: string }
  /** The file says that its times are in microseconds, and they are in nanoseconds, as fractions beyond a second show. */
  | { readonly id: 'nanoseconds'; readonly path: string }

export interface Follows {
  readonly id: 'follows'
  readonly path: string
  readonly offset: number
  readonly frame: number
  /** How many captures there are, so far. */
  captures: number
}

export interface Capture {
  /** The path as it was given, `-` for standard input, or the interface's name. */
  readonly name: string
  /** Grows while reading: pcapng declares interfaces anywhere. `Packet.interfaceId` is an index into it. */
  readonly interfaces: readonly Interface[]
  /** Captures that it is put together of; 1 without. */
  readonly parts?: number
  /** Texts of interfaces and sections so far that are not whole; undefined where the format has none. */
  readonly texts?: TextCounts | undefined
  /** What there is to say of the file so far. */
  readonly notes?: readonly Note[]
  /** Octets consumed from the source so far, and in all when known, for a progress display. */
  readonly position: number
  readonly size: number | undefined
  /**
   * Gets more octets. False at the orderly end. Rejects with a `CaptureError` where the capture is damaged or cut; every
   * whole packet before it has been handed out by then.
   */
  fill(): Promise<boolean>
  /** Takes up the next packet of this batch; false when another `fill` is needed. The packet is valid until then. */
  next(p: Packet): boolean
  close(): void
}

/** A plain file: all its octets are there, and the packets of one filling can outlive the next. */
export interface FileOnDisk extends Capture {
  readonly size: number
  /** The next `fill` reads into this memory; that of the packets handed out so far is the caller's from then on. */
  continueIn(bytes: Uint8Array): void
}

export function isFileOnDisk(capture: Capture): capture is FileOnDisk {
  return 'continueIn' in capture
}

/** The capture itself cannot be read on: damaged, cut short, or no capture at all. */
export class CaptureError extends Error {
  /** The path as it was given. */
  readonly path: string
  /** Offset in the (decompressed) file of the octets that cannot be understood; undefined when there is no place. */
  readonly offset: number | undefined

  /** `expected` says what stood there and what was expected: `record 57 claims …, at most … are possible`. */
  constructor(path: string, offset: number | undefined, expected: string) {
    super(offset === undefined ? `${path}: ${expected}` : `${path}: octet ${offset}: ${expected}`)
    this.name = 'CaptureError'
    this.path = path
    this.offset = offset
  }
}

/** The source cannot be opened at all: the user named the wrong thing, nothing is damaged. */
export class OpenError extends Error {
  /** The path as it was given. */
  readonly path: string
  /** The system's code: `ENOENT`, `EACCES`, `EISDIR`, … */
  readonly code: string

  constructor(path: string, code: string, what: string) {
    super(`${path}: ${what}`)
    this.name = 'OpenError'
    this.path = path
    this.code = code
  }
}

/** Packets cannot be written as asked: to this path, or in this format. */
export class WriteError extends Error {
  /** The path as it was given. */
  readonly path: string

  constructor(path: string, what: string) {
    super(`${path}: ${what}`)
    this.name = 'WriteError'
    this.path = path
  }
}
