/** Takes a capture through everything that reads one, and holds what must hold whatever its octets are. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Check } from '../../src/analysis/check/check.js'
import { EchoTable } from '../../src/analysis/flows/echo-round-trips.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { timestampOf } from '../../src/analysis/timestamps.js'
import { Timeline } from '../../src/analysis/totals/timeline.js'
import { type Capture, CaptureError } from '../../src/capture/capture.js'
import { openCapture } from '../../src/capture/file.js'
import { remarksOf } from '../../src/capture/remarks.js'
import { resultsOf } from '../../src/present/check/results.js'
import { FieldColumns, fieldNames } from '../../src/present/fields.js'
import { UNICODE } from '../../src/present/glyphs.js'
import { JsonLines } from '../../src/present/json.js'
import { Lines } from '../../src/present/line.js'
import { PLAIN } from '../../src/present/palette.js'
import { TunnelPackets } from '../../src/present/quiz/tunnel-packets.js'
import { TcpdumpLines } from '../../src/present/tcpdump.js'
import { Clock, TimeStyle } from '../../src/present/time.js'
import { Tree } from '../../src/present/tree.js'
import { Writer } from '../../src/present/writer.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { CORPUS, type Frame, framesOf } from './octets.js'
import { mustBeClean, tellAll } from './tell.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
/** Octets of a file that serves as a seed. */
const MAX_SEED_FILE = 1 << 16
/** Kinds of packets that are remembered as new at most. */
const MAX_NOVEL = 1 << 14

const COLUMNS = new FieldColumns(fieldNames())

/** How the packets of a capture are shown. */
interface Form {
  readonly name: string
  show(p: Packet, stack: TunnelStack, w: Writer): void
  /** After each batch of packets: what was held back. */
  rest(w: Writer): void
}

export class Exercise {
  packets = 0
  /** Frames unlike all before them, by their layers and by what is wrong with them: worth damaging further. */
  readonly frames: Frame[]
  readonly #seen: Set<string> = new Set()

  constructor(frames: readonly Frame[]) {
    this.frames = [...frames]
  }

  /** Throws where something does not hold. `turn` chooses what the packets are shown as, and with which options. */
  async capture(path: string, turn: number): Promise<void> {
    let capture: Capture
    try {
      capture = await openCapture(path)
    } catch (e) {
      return refused(e)
    }
    try {
      await this.#pass(capture, turn)
    } finally {
      capture.close()
    }
  }

  async #pass(capture: Capture, turn: number): Promise<void> {
    const p = new Packet({ ...defaultTables(), reassemble: turn % 3 > 0, guess: turn % 5 === 0 })
    const reassembler = new Reassembler()
    const stack = new TunnelStack()
    const check = new Check()
    const timeline = new Timeline(check.learning.networks)
    const quizzed = new TunnelPackets()
    if (turn % 2 === 0) check.learning.copies.start()
    const w = new Writer()
    const { name, show, rest } = formOf(turn, capture)
    try {
      while (await capture.fill()) {
        while (capture.next(p)) {
          decode(p)
          if (p.fragment !== -1) reassembler.offer(p)
          stack.fill(p)
          check.observe(p, stack)
          timeline.observe(p)
          quizzed.observe(p, stack, check.learning.networks)
          this.packets++
          this.#remember(p)
          show(p, stack, w)
          if (w.length > 0) mustBeClean(w.toString(), name)
          w.clear()
        }
        rest(w)
        mustBeClean(w.toString(), name)
        w.clear()
      }
    } catch (e) {
      refused(e)
    }
    check.finish()
    const { interfaces } = capture
    const facts = check.facts({ live: false, interfaces, end: timestampOf(p) }, reassembler.counts)
    const results = resultsOf(facts, { only: [], ignore: [] })
    tellAll({ check, results, timeline, quizzed, packet: p, stack }, turn)
  }

  #remember(p: Packet): void {
    if (this.#seen.size >= MAX_NOVEL) return
    let key = `${p.malformed.reason} ${p.malformed.kind}`
    for (let i = 0; i < p.depth; i++) key += ` ${p.layers[i]!.kind}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    if (p.captured > MAX_SEED_FILE) return
    const octets = p.recordBytes.slice(p.recordStart, p.recordStart + p.captured)
    this.frames.push({ octets, length: p.length, linkType: p.linkType })
  }
}

/** Damage that we speak of; everything else is a defect. */
function refused(e: unknown): void {
  if (!(e instanceof CaptureError)) throw e
  mustBeClean(e.message, 'the error')
}

/** What the packets are shown as in this turn, and what is held back until the end of a batch. */
function formOf(turn: number, capture: Capture): Form {
  const clock = new Clock(() => 0)
  const common = { palette: PLAIN, glyphs: UNICODE, clock, linkLevel: turn % 2 === 0, quiet: turn % 4 === 1 }
  const time = (turn % 6) as TimeStyle
  switch (turn % 7) {
    case 0: {
      const echoes = new EchoTable()
      const lines = new Lines({ ...common, time, width: turn % 3 === 0 ? 80 : 0, titles: turn % 3 === 1 })
      return {
        name: 'lines',
        show: (p, stack, w) => lines.write(p, stack, w, echoes.observe(p)),
        rest: (w) => lines.flush(w),
      }
    }
    case 1: {
      const json = new JsonLines()
      return {
        name: 'JSON',
        show(p, _, w) {
          json.packet(p, w)
          JSON.parse(w.toString())
        },
        rest: nothing,
      }
    }
    case 2: {
      const tree = new Tree({ ...common, fields: true, hex: turn % 2 === 0 })
      return { name: 'tree', show: (p, _, w) => tree.write(p, w), rest: nothing }
    }
    case 3: {
      COLUMNS.source = { interfaces: capture.interfaces, remarks: (p) => remarksOf(capture, p) }
      return { name: 'fields', show: (p, _, w) => COLUMNS.row(p, w), rest: nothing }
    }
    case 4: {
      const lines = new TcpdumpLines({ ...common, time: time === TimeStyle.SinceFirst ? TimeStyle.Readable : time })
      return { name: 'tcpdump', show: (p, _, w) => lines.write(p, w), rest: nothing }
    }
    default:
      return { name: 'nothing', show: nothing, rest: nothing }
  }
}

function nothing(): void {}

/** What is damaged: captures of this repository, and more of them where they are at hand. */
export function seeds(): { readonly files: readonly Uint8Array[]; readonly frames: readonly Frame[] } {
  const paths = [FIXTURES, `${CORPUS}files/`].flatMap(captures)
  return { files: paths.map((path) => readFileSync(path)), frames: paths.flatMap(framesOf) }
}

function captures(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw e
  }
  return names
    .filter((name) => !/\.(jsonl|txt|md)$/.test(name))
    .map((name) => folder + name)
    .filter((path) => statSync(path).isFile() && statSync(path).size <= MAX_SEED_FILE)
    .sort()
}
