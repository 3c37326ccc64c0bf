/** `vxsniff decap`: packets out of their tunnels, into files. */
import { setImmediate } from 'node:timers/promises'
import { type Capture, type Interface, WriteError } from '../../capture/capture.js'
import { SplitWriter } from '../../capture/split.js'
import { type Described, formatOf, openWriter } from '../../capture/write.js'
import { TUNNEL_TYPES } from '../../filter/compile-words.js'
import { splitName, writeNote } from '../../present/decap.js'
import { Writer } from '../../present/writer.js'
import { Decapsulator, Fate, LINKTYPE_ETHERNET, LINKTYPE_RAW } from '../../transform/decap.js'
import { HeldFragments } from '../../transform/held-fragments.js'
import type { Packet } from '../../wire/packet.js'
import type { Tables } from '../../wire/tables.js'
import { TunnelStack } from '../../wire/tunnel.js'
import { DECAP } from '../../words/screens/decap.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit } from '../errors.js'
import { failBeyondFileLimit } from '../file-limit.js'
import { openInput } from '../input.js'
import { writeStderr } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { tablesFrom } from '../shared-options.js'
import { endOnSignals } from '../signals.js'
import type { DecapOptions } from './decap-options.js'

/** Writes what the tunnels carry; the exit code. Throws a `CaptureError` after all that a damaged capture has is written. */
export async function decap(words: readonly string[], o: DecapOptions): Promise<number> {
  expectGarbageAtTheEnd()
  const input = await openInput(words, o)
  failBeyondFileLimit()
  const { capture, live, files } = input
  const tables = tablesFrom(o)
  const output = new Output(capture, o, tables, files)
  const loop = new PacketLoop(
    input,
    { ...o, tables },
    {
      hints: true,
      packet: (p, stack) => output.packet(p, stack),
      batch: () => {
        if (live !== undefined) output.flush()
      },
      // Signals come through between two batches.
      ...(live === undefined ? { pause: () => setImmediate() } : {}),
    },
  )
  const finish = (): void => {
    try {
      output.close()
    } finally {
      loop.finish()
      writeStderr(output.summary())
    }
  }
  if (live === undefined) endOnSignals(finish)
  try {
    await loop.run()
  } finally {
    finish()
    capture.close()
  }
  return Exit.Fine
}

const NO_TUNNELS: TunnelStack = new TunnelStack()

/** Link types of packets that are frames of Ethernet, or become such with `--link ethernet`: LINKTYPE_ values. */
const GETS_HEADER: ReadonlySet<number> = new Set([LINKTYPE_ETHERNET, LINKTYPE_RAW])

/** Takes packets out and writes them, and counts what became of each. */
class Output {
  readonly #options: DecapOptions
  readonly #decapsulator: Decapsulator
  readonly #interfaces: OutputInterfaces
  readonly #writer: ReturnType<typeof openWriter> | SplitWriter
  /** Fragments that may be plain packets; undefined where those are not kept. */
  readonly #held: HeldFragments | undefined
  readonly #note: Writer = new Writer(256)
  readonly #fates: number[] = Object.values(Fate).map(() => 0)
  /** Fragments of datagrams that were put together. */
  #joined = 0
  /** Of what was written first. */
  #linkType = -1

  constructor(capture: Capture, o: DecapOptions, tables: Tables, sources: readonly string[]) {
    const types = o.only?.flatMap((word) => TUNNEL_TYPES[word]!)
    this.#options = o
    this.#decapsulator = new Decapsulator(tables, {
      most: o.depth ?? Number.POSITIVE_INFINITY,
      ...(types === undefined ? {} : { types: new Set(types) }),
      ethernet: o.link === 'ethernet',
      finishChecksums: o.finishChecksums,
    })
    this.#interfaces = new OutputInterfaces(capture)
    this.#writer =
      o.splitBy === undefined
        ? openWriter(o.write, this.#interfaces, sources)
        : new SplitWriter(o.write, this.#interfaces, sources)
    this.#held = o.keep ? new HeldFragments(tables) : undefined
  }

  packet(p: Packet, stack: TunnelStack): void {
    const taker = this.#decapsulator
    const fate = taker.take(p, stack)
    const held = this.#held
    if (p.reassembledFrom.length > 0) {
      const others = p.reassembledFrom.filter((frame) => frame !== p.number)
      if (fate === Fate.Plain) held?.release(others, this.#plain)
      else held?.drop(others)
      this.#joined += fate === Fate.Plain ? 0 : others.length
    }
    if (fate === Fate.Taken) {
      if (this.#options.note) this.#comment(p, stack)
      this.#write(taker.packet, p, stack, taker.tunnels)
    } else if (fate === Fate.Waiting) held?.hold(p, this.#plain)
    else if (fate === Fate.Plain && this.#options.keep) this.#plain(p)
    // Last: what could not be written is not counted as taken.
    this.#fates[fate]!++
  }

  flush(): void {
    this.#writer.flush()
  }

  /** The writer refuses another link type as well, but knows less of what helps. */
  #refuseAnother({ number, linkType }: Packet): void {
    const { write, link } = this.#options
    if (this.#linkType < 0) this.#linkType = linkType
    if (linkType === this.#linkType || formatOf(write) === 'pcapng') return
    const what = `what is in packet ${number} has link type ${linkType}, what was before ${this.#linkType}; pcap holds one`
    const helps = link === 'own' && [linkType, this.#linkType].every((type) => GETS_HEADER.has(type))
    const advice = `write to a .pcapng file${helps ? ', or give --link ethernet' : ''}`
    throw new WriteError(write, `${what}; ${advice} (the packets before it are written)`)
  }

  close(): void {
    this.#held?.releaseAll(this.#plain)
    this.#writer.close()
  }

  /** What became of the packets, a line each. */
  summary(): string {
    const words = DECAP[this.#options.lang]
    const fates = this.#fates
    const { keep } = this.#options
    const [plain, waiting] = [fates[Fate.Plain]!, fates[Fate.Waiting]!]
    const [empty, unknown] = [fates[Fate.Empty]!, fates[Fate.Unknown]!]
    const writer = this.#writer
    const lines = [
      words.packets(
        fates.reduce((sum, n) => sum + n, 0),
        fates[Fate.Taken]!,
      ),
    ]
    if (writer instanceof SplitWriter && writer.files > 0) lines.push(words.files(writer.files, writer.isFull))
    if (plain > 0) lines.push(words.plain(plain, keep))
    if (empty > 0) lines.push(words.empty(empty))
    if (unknown > 0) lines.push(words.unknown(unknown))
    if (waiting > this.#joined && !keep) lines.push(words.incomplete(waiting - this.#joined))
    const { finished } = this.#decapsulator
    if (finished > 0) lines.push(words.finished(finished))
    return lines.map((line) => `${line}\n`).join('')
  }

  #comment(p: Packet, stack: TunnelStack): void {
    const note = this.#note
    note.clear()
    writeNote(p, stack, this.#decapsulator.tunnels, note)
    const { littleEndian } = this.#interfaces.sourceOf(p)
    this.#decapsulator.comment(note.bytes, note.length, littleEndian)
  }

  readonly #plain = (p: Packet): void => this.#write(p, p, NO_TUNNELS, 0)

  /** Writes `written`, which was in the first so many tunnels of `p`. */
  #write(written: Packet, p: Packet, stack: TunnelStack, tunnels: number): void {
    const before = written.interfaceId
    written.interfaceId = this.#interfaces.of(written)
    const writer = this.#writer
    if (writer instanceof SplitWriter) writer.write(written, splitName(this.#options.splitBy!, p, stack, tunnels))
    else {
      this.#refuseAnother(written)
      writer.write(written)
    }
    written.interfaceId = before
  }
}

/** The source's interfaces as the output has them: one for each link type of what was taken out of packets of each. */
class OutputInterfaces implements Described {
  readonly interfaces: Interface[] = []
  readonly #source: Capture
  /** By the source's interface, and by link type. */
  readonly #numbers: Map<number, number>[] = []

  constructor(source: Capture) {
    this.#source = source
  }

  sourceOf({ interfaceId }: Packet): Interface {
    return this.#source.interfaces[interfaceId]!
  }

  /** The number of the interface that the packet is written under. */
  of(p: Packet): number {
    this.#numbers[p.interfaceId] ??= new Map()
    const numbers = this.#numbers[p.interfaceId]!
    const known = numbers.get(p.linkType)
    if (known !== undefined) return known
    const number = this.interfaces.length
    const nanoseconds = this.#source.interfaces.some((i) => i.nanoseconds)
    this.interfaces.push({ ...this.sourceOf(p), id: number, linkType: p.linkType, snapLength: 0, nanoseconds })
    numbers.set(p.linkType, number)
    return number
  }
}
