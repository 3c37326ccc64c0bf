/** `vxsniff explain`: from a file and the number of a packet to all there is to say of it. */

import { Learning } from '../../analysis/learning/learning.js'
import { Quotations } from '../../analysis/tunnels/icmp-quotations.js'
import { PLAIN } from '../../analysis/tunnels/networks.js'
import type { Capture } from '../../capture/capture.js'
import { openCapture } from '../../capture/file.js'
import { remarksOf } from '../../capture/remarks.js'
import { refuseSource } from '../../capture/target.js'
import { explain as explanationOf, type Subject } from '../../present/explain/explain.js'
import { explainJson } from '../../present/explain/json.js'
import { screen } from '../../present/explain/screen.js'
import { Names } from '../../present/learn/names.js'
import { droppedLines } from '../../present/learn/story.js'
import { decode } from '../../wire/decode.js'
import { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { EXPLAIN } from '../../words/screens/explain.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { writeStderr, writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import type { ExplainOptions } from './explain-options.js'
import { learnView } from './learn-view.js'

/** Prints what there is to say; the exit code. Throws a `CaptureError` after that where the capture is damaged. */
export async function explain(file: string, frame: string | undefined, o: ExplainOptions): Promise<number> {
  const { displayFilter, ...all } = o
  if (frame === undefined && displayFilter === undefined) throw new UsageError("missing required argument 'frame'")
  if (o.tail !== undefined) throw new UsageError('--tail is not for explain, which takes one packet; give its number')
  const number = frame === undefined ? 1 : frameNumber(frame)
  if (o.max !== undefined && number > o.max) throw new UsageError(`-c ${o.max} stops in front of #${number}`)
  refuseSource('-', [file])
  expectGarbageAtTheEnd()
  const capture = await openCapture(file)
  // The tables learn from all packets, whichever is explained.
  const tables = tablesFrom(o)
  const from = { capture, reopen: () => openCapture(file), tables, budget: budgetFrom(o) }
  const passes =
    displayFilter === undefined
      ? undefined
      : (await (await import('../filter.js')).filterFor(displayFilter, from)).accepts
  const lesson = new Lesson(capture, number, o, passes)
  const loop = new PacketLoop(
    { capture, live: undefined, files: [file] },
    { ...all, tables },
    { packet: (p, stack) => lesson.packet(p, stack) },
  )
  try {
    await loop.run()
  } catch (e) {
    loop.finish()
    if (lesson.subject !== undefined) lesson.print()
    throw e
  } finally {
    capture.close()
  }
  loop.finish()
  if (lesson.subject === undefined) {
    const words = EXPLAIN[o.lang]
    throw new UsageError(
      displayFilter === undefined
        ? words.noFrame(file, number, lesson.packets)
        : words.nonePasses(file, number, displayFilter),
    )
  }
  lesson.print()
  return Exit.Fine
}

/** `4` or `#4`. */
function frameNumber(text: string): number {
  const [, digits] = /^#?(\d+)$/.exec(text) ?? []
  const number = Number(digits)
  if (number >= 1) return number
  throw new UsageError(`"${text}" is no packet's number; give one from 1 on, for example 5 or '#5'`)
}

/** One pass over a capture, in which one packet is kept. */
class Lesson {
  subject: Subject | undefined
  packets = 0
  readonly #capture: Capture
  /** The number of the explained packet; beyond all numbers until one has passed `-Y`. */
  #number: number
  /** The first that may be explained. */
  readonly #from: number
  readonly #passes: ((p: Packet) => boolean) | undefined
  readonly #options: ExplainOptions
  readonly #learning: Learning
  readonly #quotations: Quotations
  /** The frame that made a kept fragment whole, or 0. */
  #wholeIn = 0
  /** The first ICMP error that quotes the packet. */
  #error: Packet | undefined

  constructor(capture: Capture, number: number, o: ExplainOptions, passes: ((p: Packet) => boolean) | undefined) {
    this.#capture = capture
    this.#number = passes === undefined ? number : Number.POSITIVE_INFINITY
    this.#from = number
    this.#passes = passes
    this.#options = o
    this.#quotations = new Quotations(this.#number)
    this.#learning = new Learning(o.ageing, undefined, budgetFrom(o))
  }

  packet(p: Packet, stack: TunnelStack): void {
    this.packets = p.number
    this.#learning.observe(p, stack)
    // The filter must see every packet: some tests depend on earlier packets.
    const passes = this.#passes?.(p) === true && p.number >= this.#from
    if (passes && this.subject === undefined) this.#choose(p.number)
    if (this.#quotations.observe(p)) this.#error ??= copyOf(p)
    if (p.number === this.#number) this.#keep(p, stack)
    else if (p.number > this.#number && this.#wholeIn === 0 && p.reassembledFrom.includes(this.#number)) {
      this.#wholeIn = p.number
    }
  }

  #choose(number: number): void {
    this.#number = number
    this.#quotations.choose(number)
  }

  print(): void {
    const o = this.#options
    this.#learning.finish()
    const names = new Names(this.#learning.facts(), learnView(o, o.all))
    writeStderr(droppedLines(names))
    const { packet } = this.subject!
    const explanation = explanationOf(
      {
        ...this.subject!,
        quoted: this.#quotations.quoted,
        ...(this.#error === undefined ? {} : { error: this.#error }),
        ...(packet.fragment === -1 ? {} : { wholeIn: this.#wholeIn }),
      },
      names,
    )
    writeStdout(Buffer.from(o.json ? explainJson(explanation, names) : screen(explanation, names)))
  }

  #keep(p: Packet, { depth }: TunnelStack): void {
    const { ids, inner } = this.#learning.networks
    // The hosts in a VLAN belong to the VLAN's own network.
    const networks = depth === 0 ? [PLAIN] : [...new Set([...ids.subarray(0, depth), inner])]
    const remarks = remarksOf(this.#capture, p)
    this.subject = { packet: copyOf(p), networks, ...(remarks === undefined ? {} : { remarks }) }
  }
}

/** The same packet on octets of its own, decoded again. */
function copyOf(p: Packet): Packet {
  const copy = new Packet(p.tables)
  copy.borrow(p)
  copy.linkType = p.linkType
  const record = p.recordBytes.slice(p.recordStart, p.recordStart + p.captured)
  copy.record(viewOf(record), record, 0, p.captured, p.length)
  copy.hasTime = p.hasTime
  const whole = p.bytes.slice(p.start, p.end)
  for (const { start } of p.layers.slice(0, p.depth)) {
    if (!p.isWhole(start)) continue
    copy.reassembled(viewOf(whole), whole, whole.length, start - p.start, p.reassembledFrom)
  }
  decode(copy)
  return copy
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
