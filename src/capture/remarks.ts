/**
 * What a capture says of a packet besides its octets: options of pcapng (draft-ietf-opsawg-pcapng §3.5 and §4.3) and, where
 * there is one, the process that sent or received it. Writers put that into an option, into blocks of Apple's, into the
 * header of PKTAP, or into a comment.
 */
import type { Packet } from '../wire/packet.js'
import type { Interface } from './capture.js'
import { type Option, options, textAt } from './pcapng.js'

export interface Process {
  readonly name?: string
  readonly id?: number
  readonly thread?: number
}

/** An option that is no text and no known number: its first octets. */
interface OtherOption {
  readonly code: number
  /** In hexadecimal. */
  readonly value: string
}

/** Text in it comes from the file: escape it before printing. */
export interface Remarks {
  readonly interfaceName?: string
  readonly interfaceDescription?: string
  readonly comments: readonly string[]
  /** `epb_flags` */
  readonly flags?: number
  /** `epb_dropcount`: packets dropped between this one and the one before. */
  readonly dropped?: number
  /** `epb_packetid`, 64 bits in decimal. */
  readonly packetId?: string
  /** `epb_queue` */
  readonly queue?: number
  /** `epb_hash`: the algorithm's number and the value in hexadecimal. */
  readonly hashes: readonly { readonly algorithm: number; readonly value: string }[]
  readonly process?: Process
  readonly others: readonly OtherOption[]
}

const OPT_COMMENT = 1
const EPB_FLAGS = 2
const EPB_HASH = 3
const EPB_DROPCOUNT = 4
const EPB_PACKETID = 5
const EPB_QUEUE = 6
/** A process and, where it is long enough, a thread. */
const EPB_PROCESS = 8
/** Apple's: the index of the section's process block. */
const EPB_DARWIN_PROCESS = 0x8001

/** Octets of an option without words that are kept. */
const MAX_OTHER = 64

const LINKTYPE_PKTAP = 258
const PKTAP_LEN = 108
// bsd/net/pktap.h, little-endian: the process, its name, and the process on whose behalf it acts.
const PKTAP_PID = 52
const PKTAP_COMMAND = 56
const COMMAND_LEN = 20

/** What a reader of options needs to know of the capture. */
interface Source {
  readonly interfaces: readonly Interface[]
}

/** Undefined where the capture says nothing of the packet. */
export function remarksOf({ interfaces }: Source, p: Packet): Remarks | undefined {
  const from = interfaces[p.interfaceId]
  const { name, description } = from ?? {}
  const hasOptions = p.optionsEnd > p.optionsStart
  const isPktap = p.linkType === LINKTYPE_PKTAP && p.captured >= PKTAP_LEN
  if (!hasOptions && !isPktap && name === undefined && description === undefined) return undefined
  return {
    ...(name === undefined ? {} : { interfaceName: name }),
    ...(description === undefined ? {} : { interfaceDescription: description }),
    ...(hasOptions ? optionsOf(p, from) : NO_OPTIONS),
    ...(isPktap ? { process: pktapProcess(p) } : {}),
  }
}

const NO_OPTIONS = { comments: [], hashes: [], others: [] } as const

function optionsOf(p: Packet, from: Interface | undefined): Remarks {
  const { buffer, byteOffset, byteLength } = p.recordBytes
  const v = new DataView(buffer, byteOffset, byteLength)
  const littleEndian = from?.littleEndian !== false
  const found = new Found(v, littleEndian, from)
  for (const option of options(v, p.optionsStart, p.optionsEnd, littleEndian)) found.take(option)
  const { comments, hashes, others, values } = found
  const process = found.process ?? processIn(comments)
  return { comments, hashes, others, ...values, ...(process === undefined ? {} : { process }) }
}

/** The options of one packet so far. */
class Found {
  readonly comments: string[] = []
  readonly hashes: { readonly algorithm: number; readonly value: string }[] = []
  readonly others: OtherOption[] = []
  readonly values: { flags?: number; dropped?: number; packetId?: string; queue?: number } = {}
  process: Process | undefined
  readonly #v: DataView
  readonly #littleEndian: boolean
  readonly #from: Interface | undefined

  constructor(v: DataView, littleEndian: boolean, from: Interface | undefined) {
    this.#v = v
    this.#littleEndian = littleEndian
    this.#from = from
  }

  take(option: Option): void {
    const { code, start, end } = option
    const v = this.#v
    const le = this.#littleEndian
    const length = end - start
    if (code === OPT_COMMENT) this.comments.push(new TextDecoder().decode(textAt(v, option)))
    else if (code === EPB_FLAGS && length === 4) this.values.flags = v.getUint32(start, le)
    else if (code === EPB_HASH && length > 1) {
      this.hashes.push({ algorithm: v.getUint8(start), value: this.#hex(start + 1, end) })
    } else if (code === EPB_DROPCOUNT && length === 8) this.values.dropped = Number(v.getBigUint64(start, le))
    else if (code === EPB_PACKETID && length === 8) this.values.packetId = String(v.getBigUint64(start, le))
    else if (code === EPB_QUEUE && length === 4) this.values.queue = v.getUint32(start, le)
    else if (code === EPB_PROCESS && (length === 4 || length === 8)) {
      const thread = length === 8 ? { thread: v.getUint32(start + 4, le) } : {}
      this.process = { ...this.process, id: v.getUint32(start, le), ...thread }
    } else if (code === EPB_DARWIN_PROCESS && length === 4) {
      this.process ??= this.#from?.section?.processes?.[v.getUint32(start, le)]
    } else this.others.push({ code, value: this.#hex(start, end) })
  }

  #hex(start: number, end: number): string {
    const { buffer, byteOffset } = this.#v
    return Buffer.from(buffer, byteOffset + start, Math.min(end - start, MAX_OTHER)).toString('hex')
  }
}

/**
 * The process in comments of ptcpdump (`PID: 7`, `Command: /usr/bin/curl`, a line each) and etl2pcapng (`PID=7`).
 * etl2pcapng names the process that ran when the packet was captured, which need not be its owner.
 */
function processIn(comments: readonly string[]): Process | undefined {
  for (const comment of comments) {
    const id = /^PID[=:] ?(\d{1,10})\b/m.exec(comment)?.[1]
    if (id === undefined) continue
    const name = /^(?:Cmd|Command): *(\S[^\n\r]*)/m.exec(comment)?.[1]
    return { id: Number(id), ...(name === undefined ? {} : { name: name.trimEnd() }) }
  }
  return undefined
}

function pktapProcess(p: Packet): Process {
  const octets = p.recordBytes.subarray(p.recordStart, p.recordStart + PKTAP_LEN)
  const v = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const command = octets.subarray(PKTAP_COMMAND, PKTAP_COMMAND + COMMAND_LEN)
  const zero = command.indexOf(0)
  const name = new TextDecoder().decode(zero < 0 ? command : command.subarray(0, zero))
  return { id: v.getUint32(PKTAP_PID, true), ...(name === '' ? {} : { name }) }
}
