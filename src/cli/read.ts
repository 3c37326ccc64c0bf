/** `vxsniff read`: from files to lines, and a summary. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Census } from '../analysis/census.js'
import { Reassembler } from '../analysis/reassembly.js'
import { Tunnels } from '../analysis/tunnels.js'
import type { Capture } from '../capture/capture.js'
import { openCapture } from '../capture/file.js'
import { summary } from '../present/summary.js'
import { Writer } from '../present/writer.js'
import { decode } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import { TunnelStack } from '../wire/tunnel.js'
import { Exit, UsageError } from './errors.js'
import { stderrIsTerminal, stdoutIsTerminal, writeStderr, writeStdout } from './output.js'
import { glyphs, type Printer, printerFor } from './printers.js'
import type { ReadOptions } from './read-options.js'
import { tablesFrom } from './shared-options.js'

/** Octets of text gathered before they are written. */
const WRITE_AT = 1 << 16
/** Milliseconds between two lines of progress. */
const PROGRESS_EVERY = 500

/** Prints the packets of the files; the exit code. Throws a `CaptureError` after all that could be read was printed. */
export async function read(files: readonly string[], o: ReadOptions): Promise<number> {
  if (o.write === undefined && o.print) throw new UsageError('--print goes with -w')
  const capture = await openAll(files)
  try {
    return await readCapture(capture, files, o)
  } finally {
    capture.close()
  }
}

async function openAll(files: readonly string[]): Promise<Capture> {
  const [first, ...others] = files
  const captures = [await openCapture(first!)]
  if (others.length === 0) return captures[0]!
  for (const file of others) captures.push(await openCapture(file))
  const { mergeCaptures } = await import('../capture/merge.js')
  return mergeCaptures(captures)
}

async function readCapture(capture: Capture, files: readonly string[], o: ReadOptions): Promise<number> {
  const silent = o.write !== undefined && !o.print
  const printer = silent ? undefined : await printerFor(o, capture)
  const writer = o.write === undefined ? undefined : await openWriter(o.write, capture, files)
  const reader = new PacketLoop(capture, o, printer)
  try {
    await reader.run((p) => writer?.write(p))
  } finally {
    writer?.close()
    reader.finish()
  }
  return Exit.Fine
}

async function openWriter(path: string, capture: Capture, files: readonly string[]) {
  const writers = await import('../capture/write.js')
  return writers.openWriter(path, capture, files)
}

/** One pass over a capture: decode, reassemble, count, print. */
class PacketLoop {
  readonly #capture: Capture
  readonly #printer: Printer | undefined
  readonly #limit: number
  readonly #packet: Packet
  readonly #reassembler: Reassembler = new Reassembler()
  readonly #census: Census = new Census()
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #tunnels: Tunnels = new Tunnels()
  readonly #out: Writer = new Writer(2 * WRITE_AT)
  #progress = 0
  #defects = 0

  constructor(capture: Capture, o: ReadOptions, printer: Printer | undefined) {
    this.#capture = capture
    this.#printer = printer
    this.#limit = o.count ?? Number.POSITIVE_INFINITY
    const tables = tablesFrom(o)
    // tcpdump knows no reassembly, and its text is wanted.
    if (o.format === 'tcpdump') tables.reassemble = false
    this.#packet = new Packet(tables)
  }

  async run(selected: (p: Packet) => void): Promise<void> {
    const p = this.#packet
    this.#printer?.begin(this.#out)
    this.#progress = Date.now() + PROGRESS_EVERY
    while (await this.#capture.fill()) {
      while (this.#capture.next(p)) {
        this.#take(p)
        selected(p)
        if (this.#out.length >= WRITE_AT) this.#write()
        if (this.#census.packets + this.#defects >= this.#limit) return
      }
      this.#printer?.batch(this.#out)
      this.#write()
      this.#showProgress()
    }
  }

  /** Writes what is left, and the summary. */
  finish(): void {
    this.#printer?.batch(this.#out)
    this.#write()
    if (this.#progress === 0) writeStderr('\r\x1b[K')
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
    const path = join(tmpdir(), `vxsniff-frame-${p.number}.hex`)
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
    writeStderr(`\r${part}${this.#census.packets} packets\x1b[K`)
  }
}
