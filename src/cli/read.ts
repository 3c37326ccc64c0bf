/** `vxsniff read` and `vxsniff live`: from files or interfaces to lines, and a summary. */
import { setImmediate } from 'node:timers/promises'
import { Census } from '../analysis/census.js'
import { TUNNELS_KEPT, Tunnels } from '../analysis/tunnels.js'
import { type FileOnDisk, isFileOnDisk } from '../capture/capture.js'
import type { CaptureWriter } from '../capture/write.js'
import { summary } from '../present/summary.js'
import { expectManyPackets } from './engine.js'
import { Exit, UsageError } from './errors.js'
import { failBeyondFileLimit } from './file-limit.js'
import { becomeUser, type Input, openInput } from './input.js'
import type { Thread } from './jobs/pool.js'
import { type Output, STANDARD, stderrIsTerminal, stdoutIsTerminal } from './output.js'
import { PacketLoop } from './packet-loop.js'
import { glyphs, type Printer, printerFor } from './printers.js'
import type { ReadOptions } from './read-options.js'
import { budgetFrom, isWorthSharing, readsAtLeast, tablesFrom } from './shared-options.js'

/** Octets of a file from which on it pays to compile more thoroughly. */
const MANY = 300e6
/** What a shell reports for a program that a signal ended is this and the signal's number. */
const SIGNALLED = 128
const STOP_SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

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

/** Reads what is open already; `threads` starts those that pay. */
export async function readInput(
  input: Input,
  o: ReadOptions,
  output: Output = STANDARD,
  threads?: (count: number) => readonly Thread[],
): Promise<number> {
  const { capture, live } = input
  const silent = o.write !== undefined && !o.print
  const printer = silent ? undefined : await printerFor(o, capture, live !== undefined)
  const open = o.write === undefined ? undefined : await writerFor(o.write, input, o)
  // Files are written as the user of -Z, as tcpdump does; our own code may not be readable for that user.
  if (live !== undefined && o.relinquishPrivileges !== undefined) await becomeUser(o.relinquishPrivileges)
  if (open !== undefined) failBeyondFileLimit()
  const writer = open?.()
  const census = new Census()
  const tunnels = new Tunnels(TUNNELS_KEPT, budgetFrom(o))
  const tables = tablesFrom(o)
  // tcpdump knows no reassembly, and its text is wanted.
  if (o.format === 'tcpdump') tables.reassemble = false
  const isWritten = writer !== undefined && live === undefined
  const loop = new PacketLoop(
    input,
    { ...o, tables },
    {
      begin: (w) => printer?.begin(w),
      record: (p) => {
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
        if (live !== undefined) writer?.flush()
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
      loop.finish()
      const facts = { census, tunnels, fragments: loop.fragments }
      output.stderr(`${stdoutIsTerminal && stderrIsTerminal ? '\n' : ''}${summary(facts, glyphs())}`)
    }
  }
  if (isWritten) endOnSignals(finish)
  if (isFileOnDisk(capture) && readsAtLeast(MANY, capture.size, o)) expectManyPackets()
  try {
    if (printer !== undefined && isFileOnDisk(capture) && paysToShare(capture, printer, o)) {
      const { readOnThreads } = await import('./jobs/parallel-read.js')
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
  if (o.write !== undefined || printer.sharedFrom === undefined || stdoutIsTerminal) return false
  return isWorthSharing(capture.size, o, printer.sharedFrom)
}

/**
 * Whoever ends the program gets all that it has read, and no packet without its end. A live capture sees to that itself.
 * Handlers are called between two batches.
 */
function endOnSignals(finish: () => void): void {
  for (const [signal, number] of Object.entries(STOP_SIGNALS)) {
    process.once(signal, () => {
      finish()
      process.exit(SIGNALLED + number)
    })
  }
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
