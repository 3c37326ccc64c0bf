/** `vxsniff read` and `vxsniff live`: from files or interfaces to lines, and a summary. */
import { setImmediate } from 'node:timers/promises'
import { mayHoldCopies } from '../../analysis/capture-points/copies.js'
import { Census } from '../../analysis/totals/census.js'
import { TUNNELS_KEPT, Tunnels } from '../../analysis/tunnels/tunnels.js'
import { type FileOnDisk, isFileOnDisk } from '../../capture/capture.js'
import type { CaptureWriter } from '../../capture/write.js'
import { hasAliases } from '../../present/aliases.js'
import { fitted } from '../../present/learn/text.js'
import { summary } from '../../present/summary.js'
import { expectManyPackets } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { failBeyondFileLimit } from '../file-limit.js'
import { type Input, openInput } from '../input.js'
import type { Thread } from '../jobs/pool.js'
import { type Output, STANDARD, stderrColumns, stderrIsTerminal, stdoutIsTerminal } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { glyphs, loadPrinter, type Printer, type PrinterMaker } from '../printers.js'
import { budgetFrom, isWorthSharing, readsAtLeast, tablesFrom } from '../shared-options.js'
import { endOnSignals } from '../signals.js'
import { localTime } from '../utc-offset.js'
import type { ReadOptions } from './read-options.js'

/** Octets of a file from which on it pays to compile more thoroughly. */
const MANY = 300e6

/**
 * Prints the packets of the files or interfaces; the exit code. Throws a `CaptureError` after all that could be read was
 * printed.
 */
export async function read(words: readonly string[], o: ReadOptions): Promise<number> {
  if (o.listInterfaces) return (await import('./interfaces.js')).interfaces(o)
  if (o.listDataLinkTypes) return (await import('./link-types.js')).linkTypes(o.interface)
  if (o.write === undefined && o.print) throw new UsageError('--print goes with -w')
  if (o.write === undefined && o.packetBuffered) throw new UsageError('-U goes with -w')
  if (o.count && o.interface !== undefined)
    throw new UsageError('--count is for files; without it a capture ends with its counters')
  checkRotation(o)
  const parts = await loadParts(o)
  const input = await openInput(o.captureFilter === undefined ? (o.readFile ?? words) : [o.captureFilter], o)
  try {
    return await readInput(input, o, parts)
  } finally {
    input.capture.close()
  }
}

/** The same of interfaces, of which there must be one. */
export async function live(words: readonly string[], o: ReadOptions): Promise<number> {
  if (o.interface === undefined && !o.listInterfaces && !o.listDataLinkTypes) {
    const { listDevices } = await import('../devices.js')
    throw new UsageError(`which interface? Give one with -i. There are: ${listDevices()}`)
  }
  return read(words, o)
}

/** Prepares the printer and the writer of packets, which opens its file. */
interface Parts {
  readonly printer: PrinterMaker | undefined
  readonly writer: ((input: Input) => PacketWriter) | undefined
}

/** Loads all that is needed after the input is open. */
export async function loadParts(o: ReadOptions): Promise<Parts> {
  const silent = o.write !== undefined && !o.print
  return {
    printer: silent ? undefined : await loadPrinter(o),
    writer: o.write === undefined ? undefined : await loadWriter(o.write, o),
  }
}

/** Reads the open input; `threads` starts the threads, if they pay. */
export async function readInput(
  input: Input,
  o: ReadOptions,
  parts: Parts,
  output: Output = STANDARD,
  threads?: (count: number) => readonly Thread[],
): Promise<number> {
  const { capture, live } = input
  const printer = parts.printer?.(capture, live !== undefined)
  if (parts.writer !== undefined) failBeyondFileLimit()
  const writer = parts.writer?.(input)
  const census = new Census()
  const tunnels = new Tunnels(TUNNELS_KEPT, budgetFrom(o))
  const tables = tablesFrom(o)
  // tcpdump does not reassemble, so its format must show fragments as they are.
  if (o.format === 'tcpdump') tables.reassemble = false
  const { octets = Number.POSITIVE_INFINITY } = o.autostop ?? {}
  const isWritten = writer !== undefined && live === undefined
  const loop = new PacketLoop(
    input,
    { ...o, tables },
    {
      hints: true,
      begin: (w) => printer?.begin(w),
      ...(printer?.seen === undefined ? {} : { seen: printer.seen }),
      record: (p) => {
        if (writer !== undefined && writer.size >= octets) return true
        writer?.write(p)
        return writer?.isFull === true
      },
      packet: (p, stack, w) => {
        census.observe(p)
        tunnels.observe(p, stack)
        printer?.packet(p, stack, w)
      },
      batch: (w) => {
        printer?.batch(w)
        if (live !== undefined || o.packetBuffered) writer?.flush()
      },
      ...(isWritten ? { pause: () => setImmediate() } : {}),
      end: (w) => printer?.batch(w),
    },
    output,
  )
  const finish = (): void => {
    try {
      writer?.close()
    } finally {
      if (o.count) loop.out.text(packetsText(census.packets))
      loop.finish()
      const legend = (printer?.legend?.() ?? []).map((line) => `${line}\n`).join('')
      const facts = {
        census,
        tunnels,
        fragments: loop.fragments,
        mayHoldCopies: mayHoldCopies({ interfaces: capture.interfaces }),
      }
      if (!o.count)
        output.stderr(
          fitted(
            `${stdoutIsTerminal && stderrIsTerminal ? '\n' : ''}${summary(facts, glyphs(), o.lang)}${legend}`,
            stderrColumns(),
          ),
        )
    }
  }
  if (isWritten) endOnSignals(finish)
  if (isFileOnDisk(capture) && readsAtLeast(MANY, capture.size, o)) expectManyPackets()
  try {
    if (printer !== undefined && isFileOnDisk(capture) && paysToShare(capture, printer, o)) {
      const { readOnThreads } = await import('../jobs/parallel-read.js')
      await readOnThreads({ capture, loop, printer, census, tunnels, tables }, o, threads)
    } else {
      await loop.run()
    }
  } finally {
    finish()
  }
  return Exit.Fine
}

/** Whether several threads can print the packets, and are sooner done than this one. */
function paysToShare(capture: FileOnDisk, printer: Printer, o: ReadOptions): boolean {
  // The filter must see packets in their order.
  if (o.write !== undefined || o.displayFilter !== undefined || o.tail !== undefined) return false
  // Threads do not know the user's names.
  if (printer.sharedFrom === undefined || stdoutIsTerminal || hasAliases()) return false
  return isWorthSharing(capture.size, o, printer.sharedFrom)
}

/** tcpdump's words. */
function packetsText(n: number): string {
  return `${n} packet${n === 1 ? '' : 's'}\n`
}

function checkRotation({ rotateSize, rotateSeconds, rotateFiles, write, interface: interfaces }: ReadOptions): void {
  const given = [rotateSize && '-C', rotateSeconds && '-G', rotateFiles && '-W'].filter((letter) => letter)
  if (given.length === 0) return
  if (write === undefined) throw new UsageError(`${given[0]} goes with -w`)
  if (write === '-') throw new UsageError(`${given[0]} needs a file to begin with; -w - is standard output`)
  if (interfaces === undefined) throw new UsageError(`${given[0]} goes with -i`)
  if (rotateSize === undefined && rotateSeconds === undefined) throw new UsageError('-W goes with -C or -G')
}

async function loadWriter(path: string, o: ReadOptions): Promise<(input: Input) => PacketWriter> {
  const { rotateSize: size, rotateSeconds: seconds, rotateFiles } = o
  if (size === undefined && seconds === undefined) {
    const { openWriter } = await import('../../capture/write.js')
    return ({ capture, files }) => openWriter(path, capture, files)
  }
  const { openRotating } = await import('../../capture/rotate.js')
  const rotation = {
    ...(size === undefined ? {} : { size }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(rotateFiles === undefined ? {} : { files: rotateFiles }),
    utcOffset: localTime(),
  }
  return ({ capture }) => openRotating(path, capture, rotation, Math.floor(Date.now() / 1000))
}

/** Takes packets until it is full, if ever. */
type PacketWriter = CaptureWriter & { readonly isFull?: boolean }
