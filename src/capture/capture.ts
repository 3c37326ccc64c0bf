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
  /** Its options as they stand in the file, in the byte order of its interfaces. */
  readonly options?: Uint8Array
  /** Of Apple's process blocks so far, by their index; grows while reading. */
  readonly processes?: readonly { readonly id: number; readonly name?: string }[]
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
  /** Its options as they stand in the file, for copies of the capture. Missing where a file has too many. */
  readonly options?: Uint8Array
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

/** Something about a file that people should know: it can be read, but is not as it should be or not what it seems. */
export type Note =
  /** `octets` of other data stand behind the end of the compressed ones and were left out. */
  | { readonly id: 'other-data'; readonly path: string; readonly octets: number; readonly compression: string }
  /** Captures stand behind one another; the second begins at `offset` of the (decompressed) octets, with packet `frame`. */
  | Follows
  /** What somebody has written of the whole capture or of an interface. Text from the file: escape it before printing. */
  | { readonly id: 'comment'; readonly path: string; readonly of: 'capture' | 'interface'; readonly text: string }
  /** The file's times are said to be microseconds and are nanoseconds: too many fractions exceed a second. */
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
  /** How many captures this one is merged from; 1 if it is missing. */
  readonly parts?: number
  /**
   * The path of the merged capture that a packet of this interface is from, by its number: one capture may continue
   * another. Without a number that of the interface's first packet.
   */
  pathOf?(interfaceId: number, frame?: number): string | undefined
  /** How many texts of interfaces and sections were cut so far; undefined where the format has no texts. */
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

/** A plain file on disk: it never waits, and packets handed out by one `fill` can outlive the next. */
export interface FileOnDisk extends Capture {
  readonly size: number
  /** Makes the next `fill` read into this memory. From then on the memory of the packets so far is the caller's. */
  continueIn(bytes: Uint8Array): void
}

export function isFileOnDisk(capture: Capture): capture is FileOnDisk {
  return 'continueIn' in capture
}

/** The capture itself cannot be read on: damaged, cut short, or no capture at all. */
export class CaptureError extends Error {
  readonly code = 'CAPTURE_DAMAGED'
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

  /** The same as `offset`: where errors of all kinds say what is wrong. */
  get at(): number | undefined {
    return this.offset
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
