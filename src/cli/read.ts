/** `vxsniff read` and `vxsniff live`: from files or interfaces to lines, and a summary. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Census } from '../analysis/census.js'
import { Reassembler } from '../analysis/reassembly.js'
import { Tunnels } from '../analysis/tunnels.js'
import type { Capture } from '../capture/capture.js'
import type { CaptureWriter } from '../capture/write.js'
import { summary } from '../present/summary.js'
import { Writer } from '../present/writer.js'
import { decode } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import { TunnelStack } from '../wire/tunnel.js'
import { Exit, UsageError } from './errors.js'
import { becomeUser, type Input, openInput } from './input.js'
import { LiveSession } from './live-session.js'
import { stderrIsTerminal, stdoutIsTerminal, writeStderr, writeStdout } from './output.js'
import { glyphs, type Printer, printerFor } from './printers.js'
import type { ReadOptions } from './read-options.js'
import { tablesFrom } from './shared-options.js'

/** Octets of text gathered before they are written. */
const WRITE_AT = 1 << 16
/** The same for live captures, whose batches end soon. */
const WRITE_LIVE_AT = 1 << 23
/** Milliseconds between two lines of progress. */
const PROGRESS_EVERY = 500

/**
 * Prints the packets of the files or interfaces; the exit code. Throws a `CaptureError` after all that could be read was
 * printed.
 */
export async function read(words: readonly string[], o: ReadOptions): Promise<number> {
  if (o.write === undefined && o.print) throw new UsageError('--print goes with -w')
  checkRotation(o)
  const input = await openInput(words, o)
  try {
    return await readInput(input, o)
  } finally {
    input.capture.close()
  }
}

async function readInput(input: Input, o: ReadOptions): Promise<number> {
  const { capture, live } = input
  const silent = o.write !== undefined && !o.print
  const printer = silent ? undefined : await printerFor(o, capture, live !== undefined)
  const open = o.write === undefined ? undefined : await writerFor(o.write, input, o)
  // Files are written as the user of -Z, as tcpdump does; our own code may not be readable for that user.
  if (live !== undefined && o.relinquishPrivileges !== undefined) becomeUser(o.relinquishPrivileges)
  const writer = open?.()
  const loop = new PacketLoop(input, o, printer, writer)
  try {
    await loop.run()
  } finally {
    try {
      writer?.close()
    } finally {
      loop.finish()
    }
  }
  return Exit.Fine
}

function checkRotation({ rotateSize, rotateSeconds, rotateFiles, write, interface: interfaces }: ReadOptions): void {
  const given = [rotateSize && '-C', rotateSeconds && '-G', rotateFiles && '-W'].filter((letter) => letter)
  if (given.length === 0) return
  if (write === undefined) throw new UsageError(`${given[0]} goes with -w`)
  if (write === '-') throw new UsageError(`${given[0]} needs a file to begin with; -w - is standard output`)
  if (interfaces === undefined) throw new UsageError(`${given[0]} goes with -i`)
  if (rotateSize === undefined && rotateSeconds === undefined) throw new UsageError('-W goes with -C or -G')
}

/** Loads what writes the packets; opens the file when it is called. */
async function writerFor(path: string, { capture, files }: Input, o: ReadOptions): Promise<() => PacketWriter> {
  const { rotateSize: size, rotateSeconds: seconds, rotateFiles } = o
  if (size === undefined && seconds === undefined) {
    const { openWriter } = await import('../capture/write.js')
    return () => openWriter(path, capture, files)
  }
  const { openRotating } = await import('../capture/rotate.js')
  const rotation = {
    ...(size === undefined ? {} : { size }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(rotateFiles === undefined ? {} : { files: rotateFiles }),
  }
  return () => openRotating(path, capture, rotation, new Date())
}

/** Takes packets until it is full, if ever. */
type PacketWriter = CaptureWriter & { readonly isFull?: boolean }

/** One pass over a capture: decode, reassemble, count, print. */
class PacketLoop {
  readonly #capture: Capture
  readonly #session: LiveSession | undefined
  readonly #printer: Printer | undefined
  readonly #writer: PacketWriter | undefined
  readonly #limit: number
  readonly #packet: Packet
  readonly #reassembler: Reassembler = new Reassembler()
  readonly #census: Census = new Census()
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #tunnels: Tunnels = new Tunnels()
  readonly #out: Writer = new Writer(2 * WRITE_AT)
  /** Octets of text after which it is written although the batch has not ended. */
  readonly #writeAt: number
  /** When the next line of progress is due, in milliseconds; whether one stands on the terminal. */
  #progress = 0
  #hasProgress = false
  #defects = 0

  constructor(
    { capture, live }: Input,
    o: ReadOptions,
    printer: Printer | undefined,
    writer: PacketWriter | undefined,
  ) {
    this.#capture = capture
    this.#printer = printer
    this.#writer = writer
    this.#writeAt = live === undefined ? WRITE_AT : WRITE_LIVE_AT
    this.#session = live && new LiveSession(live, () => this.#taken)
    this.#session?.announce(o.backend === 'cap')
    this.#limit = o.count ?? Number.POSITIVE_INFINITY
    const tables = tablesFrom(o)
    // tcpdump knows no reassembly, and its text is wanted.
    if (o.format === 'tcpdump') tables.reassemble = false
    this.#packet = new Packet(tables)
  }

  /** Packets taken up. */
  get #taken(): number {
    return this.#census.packets + this.#defects
  }

  async run(): Promise<void> {
    const p = this.#packet
    this.#printer?.begin(this.#out)
    this.#progress = Date.now() + PROGRESS_EVERY
    while (await this.#capture.fill()) {
      while (this.#capture.next(p)) {
        this.#writer?.write(p)
        if (this.#writer?.isFull) return
        this.#take(p)
        if (this.#out.length >= this.#writeAt) this.#write()
        if (this.#taken >= this.#limit) return
      }
      this.#printer?.batch(this.#out)
      this.#write()
      if (this.#session !== undefined) this.#writer?.flush()
      this.#showProgress()
    }
  }

  /** Writes what is left, and the summary. */
  finish(): void {
    this.#printer?.batch(this.#out)
    this.#write()
    if (this.#hasProgress) writeStderr('\r\x1b[K')
    this.#session?.finish()
    const facts = { census: this.#census, tunnels: this.#tunnels, fragments: this.#reassembler.counts }
    writeStderr(`${stdoutIsTerminal && stderrIsTerminal ? '\n' : ''}${summary(facts, glyphs())}`)
  }

  /** A packet on which the program fails is reported and kept, and the next one is read. */
  #take(p: Packet): void {
    try {
      decode(p)
      if (p.fragment !== -1) this.#reassembler.offer(p)
      this.#census.observe(p)
      this.#stack.fill(p)
      this.#tunnels.observe(p, this.#stack)
      this.#printer?.packet(p, this.#stack, this.#out)
    } catch (e) {
      this.#report(p, e)
    }
  }

  #report(p: Packet, e: unknown): void {
    if (this.#defects++ > 0) return
    const path = join(mkdtempSync(join(tmpdir(), 'vxsniff-')), `frame-${p.number}.hex`)
    const frame = p.recordBytes.subarray(p.recordStart, p.recordStart + p.captured)
    writeFileSync(path, `link type ${p.linkType}\n${Buffer.from(frame).toString('hex')}\n`)
    const what = e instanceof Error ? e.stack : String(e)
    writeStderr(`vxsniff: a defect of vxsniff at frame ${p.number}; please report it with ${path}\n${what}\n`)
  }

  #write(): void {
    if (this.#out.length === 0) return
    writeStdout(this.#out.borrow())
    this.#out.clear()
  }

  /** Only where nothing else is being printed to the terminal. */
  #showProgress(): void {
    if (!stderrIsTerminal || stdoutIsTerminal) return
    const now = Date.now()
    if (now < this.#progress) return
    this.#progress = now + PROGRESS_EVERY
    const { position, size } = this.#capture
    const part = size === undefined || size === 0 ? '' : `${Math.floor((100 * position) / size)} %, `
    this.#hasProgress = true
    writeStderr(`\r${part}${this.#census.packets} packets\x1b[K`)
  }
}
