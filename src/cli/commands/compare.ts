/** `vxsniff compare`: captures of the same traffic at several places. */
import { Comparer, type Comparison } from '../../analysis/compare/comparison.js'
import { Forms } from '../../analysis/compare/forms.js'
import { COMPARED, Invariant } from '../../analysis/compare/invariant.js'
import { sideBySide } from '../../analysis/compare/side-by-side.js'
import { Sightings } from '../../analysis/compare/sightings.js'
import { CaptureError } from '../../capture/capture.js'
import { comparisonCsv, comparisonJson } from '../../present/compare/data.js'
import { besideCsv, besideJson, besideText, type PacketWords, seenAt } from '../../present/compare/lines.js'
import { type CompareView, comparisonText, type PlaceName } from '../../present/compare/text.js'
import { insideText } from '../../present/inside-text.js'
import { ANSI, PLAIN } from '../../present/palette.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { openInput } from '../input.js'
import { stdoutIsTerminal, terminalColumns, terminalIsUnicode, writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { namesOf } from '../points.js'
import { budgetFrom, tablesFrom, wantsColor } from '../shared-options.js'
import { localTime } from '../utc-offset.js'
import { COMPARE_MEMORY, type CompareOptions } from './compare-options.js'

/** One of the captures. */
interface Place extends PlaceName {
  readonly path: string
  readonly sightings: Sightings
}

/** Prints what each two captures say; the exit code. Throws a `CaptureError` after that where one is damaged. */
export async function compare(words: readonly string[], o: CompareOptions): Promise<number> {
  if (words.length < 2) throw new UsageError('compare takes two captures or more: vxsniff compare a.pcap b.pcap')
  if (words.filter((word) => word === '-').length > 1) throw new UsageError('- can be one of the captures only')
  expectGarbageAtTheEnd()
  const options = { ...o, memory: o.memory ?? COMPARE_MEMORY }
  const budget = budgetFrom(options)
  const forms = new Forms(budget)
  const inside = new Invariant(forms.addresses)
  const damages: CaptureError[] = []
  const read = async (compared: number): Promise<readonly Place[]> => {
    const places: Place[] = []
    const names = namesOf(words)
    for (const [i, word] of words.entries()) {
      const sightings = new Sightings(forms, inside, budget, compared)
      const drops = await readInto(word, options, sightings, damages)
      places.push({ path: word, name: names[i]!, drops, sightings })
    }
    return places
  }
  let places = await read(COMPARED)
  const reach = Math.min(...places.map(({ sightings }) => sightings.reach))
  if (reach < COMPARED) {
    if (words.includes('-')) {
      throw new UsageError('these captures are cut, so each is read twice, which - cannot be: save it to a file first')
    }
    for (const { sightings } of places) sightings.release()
    places = await read(reach)
  }
  for (const [first, second, steps] of pairsOf(places)) {
    const given = o.clockOffset === undefined ? undefined : o.clockOffset * steps
    const comparer = new Comparer(first.sightings, second.sightings, forms, given)
    if (o.lines === undefined) write(textsOf(comparer.compare(), [first, second], forms, o))
    else write(await linesOf(comparer, [first, second], forms, options))
  }
  if (damages.length > 0) throw damages[0]!
  return Exit.Fine
}

/** Packets that the capture has dropped by its own count. */
async function readInto(
  word: string,
  o: CompareOptions,
  sightings: Sightings,
  damages: CaptureError[],
): Promise<number> {
  const input = await openInput([word], { ...o, ...FILES })
  try {
    const loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      { packet: (p: Packet, stack: TunnelStack) => sightings.observe(p, stack) },
    )
    try {
      await loop.run()
    } catch (e) {
      if (!(e instanceof CaptureError)) throw e
      damages.push(e)
    } finally {
      loop.finish()
    }
    return input.capture.interfaces.reduce((sum, { drops }) => sum + (drops ?? 0), 0)
  } finally {
    input.capture.close()
  }
}

/** Rows of a table for each kind of thing, and packets side by side, unless `--limit` says otherwise. */
const ROWS_SHOWN = 5
const LINES_SHOWN = 200

/** Nothing of what belongs to `-i`. */
const FILES = { promiscuousMode: true, direction: 'inout', backend: 'libpcap' } as const

/** Each with the next one; of several also the first with the last. How many steps apart they are. */
function pairsOf(places: readonly Place[]): readonly (readonly [Place, Place, number])[] {
  const pairs = places.slice(1).map((place, i): readonly [Place, Place, number] => [places[i]!, place, 1])
  const isSeveral = places.length > 2
  return isSeveral ? [...pairs, [places[0]!, places.at(-1)!, places.length - 1]] : pairs
}

/** The packets side by side. What they are is read once more, of those that are shown alone. */
async function linesOf(
  comparer: Comparer,
  places: readonly [Place, Place],
  forms: Forms,
  o: CompareOptions,
): Promise<Iterable<string>> {
  const [a, b] = places
  const which = o.lines ?? 'all'
  const limit = o.limit ?? LINES_SHOWN
  const { packets, more } = sideBySide(a.sightings, b.sightings, comparer, forms, which, limit)
  const seen = packets.map(seenAt)
  const texts = await Promise.all(
    places.map(({ path }, place) =>
      packetTexts(path, o, new Set(seen.filter(([at]) => at === place).map(([, frame]) => frame))),
    ),
  )
  const words: PacketWords = (place, frame) => texts[place]?.get(frame) ?? ''
  if (o.json) return besideJson(packets, places, forms, words)
  if (o.csv) return besideCsv(packets, places, forms, words)
  return [besideText(packets, more, places, forms, words, viewOf(o))]
}

/** What these frames of a capture are, in words. */
async function packetTexts(
  path: string,
  o: CompareOptions,
  frames: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>()
  if (frames.size === 0) return texts
  if (path === '-') throw new UsageError('--lines reads captures twice, which - cannot be: save it to a file first')
  const last = Math.max(...frames)
  const unicode = !stdoutIsTerminal || terminalIsUnicode()
  const input = await openInput([path], { ...o, ...FILES })
  try {
    const { displayFilter: _, tail: __, max: ___, ...all } = o
    const loop = new PacketLoop(
      input,
      { ...all, tables: tablesFrom(o) },
      {
        hints: true,
        record: ({ number }) => number > last,
        packet(p, stack) {
          if (frames.has(p.number)) texts.set(p.number, insideText(p, stack, unicode))
        },
      },
    )
    await loop.run()
  } catch (e) {
    // Said when it was read first.
    if (!(e instanceof CaptureError)) throw e
  } finally {
    input.capture.close()
  }
  return texts
}

function textsOf(
  comparison: Comparison,
  names: readonly [PlaceName, PlaceName],
  forms: Forms,
  o: CompareOptions,
): Iterable<string> {
  if (o.json) return [comparisonJson(comparison, names, forms)]
  if (o.csv) return comparisonCsv(comparison, names, forms)
  return [comparisonText(comparison, names, forms, viewOf(o))]
}

function viewOf(o: CompareOptions): CompareView {
  return {
    language: o.lang,
    palette: wantsColor(o) ? ANSI : PLAIN,
    unicode: !stdoutIsTerminal || terminalIsUnicode(),
    columns: terminalColumns(),
    utcOffset: localTime(),
    limit: o.limit ?? ROWS_SHOWN,
  }
}

function write(pieces: Iterable<string>): void {
  writeStdout(Buffer.from([...pieces].join('')))
}
