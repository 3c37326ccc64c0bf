/** One pass over a capture, for every command that reads packets: decode, put fragments together, hand on, stop. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Copies, mayHoldCopies } from '../analysis/capture-points/copies.js'
import type { TunnelPort } from '../analysis/capture-points/devices.js'
import { limitsWithin, Reassembler, type ReassemblyCounts } from '../analysis/fragments/reassembly.js'
import { Census, type TunnelHint } from '../analysis/totals/census.js'
import { type Capture, OpenError, WriteError } from '../capture/capture.js'
import { openFiles } from '../capture/files.js'
import { hintLines, ownPortLine } from '../present/hints.js'
import { clipped, fitted, wrap } from '../present/learn/text.js'
import { notesText } from '../present/notes.js'
import { PLAIN } from '../present/palette.js'
import { partLine } from '../present/part.js'
import { escapeText } from '../present/value.js'
import { Writer } from '../present/writer.js'
import { decode } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'
import { TunnelStack } from '../wire/tunnel.js'
import type { Language } from '../words/language.js'
import type { Part } from '../words/screens/filter.js'
import { defectText, noteDefect } from './defects.js'
import type { Input } from './input.js'
import { LiveSession } from './live-session.js'
import type { Observer } from './observer.js'
import {
  type Output,
  STANDARD,
  stderrColumns,
  stderrIsTerminal,
  stdoutIsTerminal,
  terminalIsUnicode,
  writeProgress,
} from './output.js'
import { adoptPorts } from './own-ports.js'
import type { Selection } from './selection.js'
import { budgetFrom } from './shared-options.js'

/** Octets of text gathered before they are written. */
const WRITE_AT = 1 << 16
/** Text of this many octets and more is written at once, for that takes no longer than copying it. */
const WRITE_APART = 1 << 14
/** `WRITE_AT` for live captures, whose batches end soon. */
const WRITE_LIVE_AT = 1 << 23
/** Milliseconds between two lines of progress. */
const PROGRESS_EVERY = 500

/** What a command does with the packets; it writes text for standard output to the writer that it is given. */
export interface PacketHandler {
  /** The search for copies of packets. It is started before the first packet if the capture may hold copies. */
  readonly copies?: Copies
  /** Whether the loop leaves it to others to tell which ports look like a tunnel's. */
  readonly hints?: boolean
  /** Whether the handler itself says that it was given only a part of the packets. */
  readonly tellsPart?: boolean
  /** The handler's own census, which observes each packet. The loop reads its ports and keeps no census itself. */
  readonly census?: Census
  /** Before the first packet. */
  begin?(w: Writer): void
  /** When an expression picks packets: takes each record, whether it is wanted or not. */
  seen?(p: Packet): void
  /** Takes the record as it was read, before it is decoded. True ends the pass before this record. */
  record?(p: Packet): boolean
  /** Takes a record that is wanted, before it is decoded, and gives the one that is taken in its place. */
  rewrite?: ((p: Packet) => Packet) | undefined
  /** Takes a packet that has not been decoded, if it tells nothing but that it came; false leaves it to `packet`. */
  pass?: ((p: Packet) => boolean) | undefined
  /** Takes a decoded packet. */
  packet(p: Packet, stack: TunnelStack, w: Writer): void
  /** After each batch of packets, which of a live capture come some milliseconds apart. */
  batch?(w: Writer): void
  /** Also after each batch: lets signals come through, which otherwise wait until the file is read. */
  pause?(): Promise<void>
  /** Of a handler that writes nothing before the end: the line of progress; `percent` where the size is known. */
  progress?: ((packets: number, percent: number | undefined) => string) | undefined
  /** After the last packet, however the pass ended: writes what was held back. */
  end?(w: Writer): void
}

export interface PassOptions {
  readonly tables: Tables
  /** Packets after which to stop. */
  readonly max?: number
  readonly backend?: string
  /** The expression of `-Y`. */
  readonly displayFilter?: string
  /** Only this many packets at the capture's end are taken; undefined for all. */
  readonly tail?: number
  /** What the user has given for the expression, where it is not `-Y`. */
  readonly selectedBy?: string
  readonly autostop?: { readonly seconds?: number }
  /** As in `SharedOptions`. */
  readonly memory?: number
  readonly lang?: Language
}

export class PacketLoop {
  /** Text for standard output that has not been written yet. */
  readonly out: Writer = new Writer(2 * WRITE_AT)
  readonly #capture: Capture
  readonly #files: readonly string[]
  readonly #live: Input['live']
  readonly #session: LiveSession | undefined
  readonly #handler: PacketHandler
  readonly #observer: Observer | undefined
  readonly #limit: number
  readonly #packet: Packet
  readonly #reassembler: Reassembler
  /** Picks the packets; undefined when all are wanted. */
  #selection: Selection | undefined
  #options: PassOptions
  readonly #isLive: boolean
  readonly #stack: TunnelStack = new TunnelStack()
  /** Undefined when the handler has a census, or when others tell which ports look like a tunnel's. */
  readonly #census: Census | undefined
  readonly #output: Output
  readonly #language: Language
  /** Once there are this many octets of text, they are written although the batch has not ended. */
  readonly #writeAt: number
  /** When the next line of progress is due, in milliseconds; whether one stands on the terminal. */
  #progress = 0
  #hasProgress = false
  #taken = 0
  #defects = 0
  /** Whether nobody but the handler takes the packets. */
  readonly #mayPass: boolean

  constructor(
    { capture, live, ownPorts = [], files, observer }: Input,
    o: PassOptions,
    handler: PacketHandler,
    output: Output = STANDARD,
  ) {
    this.#capture = capture
    this.#files = files
    this.#handler = handler
    this.#observer = observer
    this.#output = output
    this.#language = o.lang ?? 'en'
    this.#writeAt = live === undefined ? WRITE_AT : WRITE_LIVE_AT
    this.#live = live
    this.#session = live && new LiveSession(live, () => this.#taken)
    this.#session?.announce(o.backend === 'cap')
    this.#limit = o.max ?? Number.POSITIVE_INFINITY
    this.#census = handler.hints === true || handler.census !== undefined ? undefined : new Census()
    this.#output.stderr(ownPortsText(adoptPorts(ownPorts, o.tables), this.#language))
    this.#packet = new Packet(o.tables)
    this.#reassembler = new Reassembler(limitsWithin(budgetFrom(o)))
    observer?.begin(this.#reassembler.counts)
    this.#mayPass = this.#census === undefined && observer === undefined
    this.#options = o
    this.#isLive = live !== undefined
  }

  /** Which part of the packets was taken; undefined where all were. */
  get part(): Part | undefined {
    const { displayFilter: expression, selectedBy, tail } = this.#options
    if (expression === undefined && tail === undefined) return undefined
    const { seen, wanted, isDone } = this.#selection ?? { seen: 0, wanted: 0, isDone: false }
    const first = isDone || this.left === 0 ? ({ first: true } as const) : {}
    return {
      ...(expression === undefined ? {} : { expression }),
      ...(selectedBy === undefined ? {} : { selectedBy }),
      ...(tail === undefined ? {} : { tail }),
      ...first,
      ...(this.#isLive ? { live: true } : {}),
      seen,
      wanted,
    }
  }

  get fragments(): ReassemblyCounts {
    return this.#reassembler.counts
  }

  /** The ports that look like a tunnel's so far; none when others tell them. */
  get hints(): readonly TunnelHint[] {
    return (this.#handler.census ?? this.#census)?.hints() ?? []
  }

  /** Packets that are still to be taken. */
  get left(): number {
    return this.#limit - this.#taken
  }

  /** Reads to the end, or to where it is told to stop. Throws a `CaptureError` where the capture is damaged. */
  async run(): Promise<void> {
    await this.#select()
    this.begin()
    const { seconds } = this.#options.autostop ?? {}
    const timer = seconds === undefined ? undefined : setTimeout(() => this.#live?.stop(), seconds * 1000)
    try {
      while (this.#selection?.isDone !== true && (await this.#capture.fill())) {
        if (!this.batch()) return
        if (this.#handler.pause !== undefined) await this.#handler.pause()
      }
    } finally {
      clearTimeout(timer)
    }
    if (this.#selection === undefined) return
    this.#selection.end()
    this.batch()
  }

  /** Takes other packets from now on: those that pass an expression, or all. */
  async select(displayFilter: string | undefined): Promise<void> {
    const { displayFilter: _, selectedBy: __, ...others } = this.#options
    this.#options = displayFilter === undefined ? others : { ...others, displayFilter }
    await this.#select()
  }

  /** The selection is loaded only when there is something to select. */
  async #select(): Promise<void> {
    const { displayFilter, tail, tables } = this.#options
    if (displayFilter === undefined && tail === undefined) {
      this.#selection = undefined
      return
    }
    const { selectionOf } = await import('./filter.js')
    const from = {
      capture: this.#capture,
      reopen: () => openFiles(this.#files),
      tables,
      budget: budgetFrom(this.#options),
    }
    this.#selection = await selectionOf(displayFilter, { tail, head: this.#options.max }, from, this.#isLive)
  }

  /** Before the first packet. */
  begin(): void {
    this.#handler.begin?.(this.out)
    this.#progress = performance.now() + PROGRESS_EVERY
  }

  /** Takes the packets that the capture has at hand; false when it is told to stop. */
  batch(): boolean {
    for (let p = this.#next(); p !== undefined; p = this.#next()) {
      if (this.#handler.record?.(p)) return false
      this.take(this.#handler.rewrite?.(p) ?? p)
      if (this.left === 0) return false
    }
    this.pause()
    return true
  }

  /** The next packet that is wanted, of those that the capture has at hand. */
  #next(): Packet | undefined {
    const p = this.#packet
    const selection = this.#selection
    if (selection === undefined) return this.#capture.next(p) ? p : undefined
    for (;;) {
      const waited = selection.released()
      if (waited !== undefined) return waited
      if (selection.isDone || !this.#capture.next(p)) return undefined
      this.#handler.seen?.(p)
      if (selection.admits(p)) return p
    }
  }

  /** After each batch of packets: writes the text, so that nothing is held back for long. */
  pause(): void {
    this.#handler.batch?.(this.out)
    this.#write()
    this.#showProgress()
  }

  /** Writes what is left; call it however the pass ended. */
  finish(): void {
    this.#handler.end?.(this.out)
    this.#write()
    if (this.#hasProgress) writeProgress()
    const hints = hintLines(this.hints, this.#language)
    const tells = this.part !== undefined && this.#handler.tellsPart !== true
    const parts = tells ? wrap(partLine(this.part, this.#language), stderrColumns()) : []
    const part = parts.map((line) => `${line}\n`).join('')
    const said = hints.map((line) => `${line}\n`).join('') + notesText(this.#capture, this.#language)
    this.#output.stderr(fitted(said, stderrColumns()) + part)
    this.#session?.finish()
  }

  /** Takes a packet, in the order of frames; false when the program fails on it. */
  take(p: Packet): boolean {
    if (this.#taken++ === 0 && mayHoldCopies(this.#capture)) this.#handler.copies?.start()
    const succeeded = this.handle(p, this.#handler)
    if (this.out.length >= this.#writeAt) this.#write()
    return succeeded
  }

  /** Decodes a packet and hands it on. A packet on which the program fails is reported and kept; reading goes on. */
  handle(p: Packet, handler: Pick<PacketHandler, 'packet' | 'pass'>): boolean {
    try {
      if (this.#mayPass && handler.pass?.(p) === true) return true
      decode(p)
      if (p.fragment !== -1) this.#reassembler.offer(p)
      this.#stack.fill(p)
      this.#census?.observe(p)
      this.#observer?.observe(p, this.#stack)
      handler.packet(p, this.#stack, this.out)
      return true
    } catch (e) {
      // What goes wrong with a file that is written is none of the packet's fault.
      if (e instanceof WriteError || e instanceof OpenError || (e as NodeJS.ErrnoException).code === 'EPIPE') throw e
      this.#report(p, e)
      return false
    }
  }

  /** Writes text that was made elsewhere; it follows the text in `out`. */
  write(text: Uint8Array): void {
    if (text.length < WRITE_APART) {
      this.out.append(text)
    } else {
      this.#write()
      this.#output.stdout(text)
    }
  }

  /** Counts packets that were taken elsewhere. Their text has been written, or is in `out`. */
  passed(packets: number): void {
    this.#taken += packets
    if (this.out.length >= this.#writeAt) this.#write()
    this.#showProgress()
  }

  /** Another thread has failed on a packet: prints its report, unless this thread has reported a defect already. */
  adoptDefect(text: string): void {
    noteDefect()
    if (this.#defects++ === 0) this.#output.stderr(text)
  }

  #report(p: Packet, e: unknown): void {
    noteDefect()
    if (this.#defects++ > 0) return
    const path = join(mkdtempSync(join(tmpdir(), 'vxsniff-')), `frame-${p.number}.hex`)
    const frame = p.recordBytes.subarray(p.recordStart, p.recordStart + p.captured)
    writeFileSync(path, `link type ${p.linkType}\n${Buffer.from(frame).toString('hex')}\n`)
    this.#output.stderr(defectText(e, ` at frame ${p.number}`, path))
  }

  #write(): void {
    if (this.out.length === 0) return
    this.#output.stdout(this.out.borrow())
    this.out.clear()
  }

  /** Only where nothing else is being printed to the terminal. */
  #showProgress(): void {
    const { progress = progressText } = this.#handler
    if (!stderrIsTerminal || (stdoutIsTerminal && progress === progressText)) return
    const now = performance.now()
    if (now < this.#progress) return
    this.#progress = now + PROGRESS_EVERY
    const { position, size } = this.#capture
    const percent = size === undefined || size === 0 ? undefined : Math.floor((100 * position) / size)
    this.#hasProgress = true
    const text = escapeText(progress(this.#taken, percent))
    // A line that the terminal breaks cannot be written over.
    writeProgress(clipped(text, stderrColumns() - 1, { unicode: terminalIsUnicode(), palette: PLAIN }))
  }
}

function progressText(packets: number, percent: number | undefined): string {
  return `${percent === undefined ? '' : `${percent} %, `}${packets} packets`
}

function ownPortsText(ports: readonly TunnelPort[], language: Language): string {
  return ports.map((port) => `${ownPortLine(port, language)}\n`).join('')
}
