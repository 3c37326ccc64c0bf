/** A capture's own facts, as capinfos has them: in front of a table, and as a JSON object. */
import type { Extent } from '../../analysis/totals/extent.js'
import { LINK_TYPE_NAMES } from '../../wire/registries/link-types.js'
import { countText, octetsText } from '../../words/amounts.js'
import type { Language } from '../../words/language.js'
import { STATS, type StatsWords } from '../../words/screens/stats.js'
import { durationText, momentText, width } from '../learn/text.js'
import { bitRate, threeDigits } from '../rate-text.js'
import type { UtcOffset } from '../time.js'
import { epochText } from '../timestamp-text.js'
import { escapeText } from '../value.js'

/** What a capture says of one of its interfaces. Text in it comes from the file. */
interface Source {
  readonly name?: string
  readonly linkType: number
  /** Octets kept of a packet at most; 0 for no limit. */
  readonly snapLength: number
  readonly nanoseconds: boolean
  /** `if_tsresol`, where the file has it. */
  readonly resolution?: number
  /** Packets dropped, where the capture tells. */
  readonly drops?: number | undefined
}

/** The facts of a file: its path, size and hash. */
export interface FileFacts {
  readonly path: string
  readonly octets: number
  readonly sha256: string
}

export interface CaptureStats {
  /** A path, several of them, or the interface. */
  readonly name: string
  /** None for standard input and live captures. */
  readonly files: readonly FileFacts[]
  readonly extent: Extent
  readonly interfaces: readonly Source[]
}

export interface CaptureView {
  readonly language: Language
  readonly unicode: boolean
  readonly columns: number
  readonly utcOffset: UtcOffset
}

/** Interfaces that have a line of their own. */
const LISTED = 8
const WIDEST = 100

/** Lines about the capture: what it is, when and where it was taken, and of which files; each with a newline. */
export function captureText(stats: CaptureStats, view: CaptureView): string {
  const words = STATS[view.language]
  const cells = Math.min(view.columns || WIDEST, WIDEST) - INDENT.length
  const { extent, interfaces, files } = stats
  const [title, ...rest] = inLines(amounts(stats, view, words), words.comma, cells)
  const lines = [
    ...rest,
    ...inLines(when(extent, view, words), words.comma, cells),
    ...where(interfaces, extent, view, words).flatMap((parts) => inLines(parts, words.comma, cells)),
    ...files.flatMap((file) => inLines(fileParts(file, files.length > 1), words.comma, cells)),
  ]
  return `${title}\n${lines.map((line) => `${INDENT}${line}\n`).join('')}`
}

const INDENT = '  '

/** Joins parts that belong together in one line. */
function inLines(parts: readonly string[], comma: string, cells: number): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)}${comma}${part}`
    if (lines.length === 0 || width(longer) > cells) lines.push(part)
    else lines[lines.length - 1] = longer
  }
  return lines
}

function amounts({ name, extent }: CaptureStats, view: CaptureView, words: StatsWords): readonly string[] {
  const { packets, octets, captured, duration } = extent
  const n = (count: number): string => countText(count, view.unicode)
  const seconds = duration / 1e9
  const [first, ...rest] = [
    ...(extent.timed > 0 ? [durationText(duration, view.unicode)] : []),
    words.packets(n(packets)),
    words.octets(octetsText(octets)),
    ...(captured === octets ? [] : [words.captured(octetsText(captured))]),
    ...(packets > 0 ? [words.average(octetsText(Math.round(octets / packets)))] : []),
    ...(seconds > 0 ? [words.packetRate(rateText(packets / seconds, n)), bitRate((8 * octets) / seconds)] : []),
  ]
  return [`${escapeText(name)}  ${first}`, ...rest]
}

function rateText(rate: number, n: (count: number) => string): string {
  return rate >= 100 ? n(Math.round(rate)) : threeDigits(rate)
}

function when({ earliest, latest, isInOrder }: Extent, view: CaptureView, words: StatsWords): readonly string[] {
  if (earliest === undefined || latest === undefined) return [words.noTime]
  const span = words.span(momentText(earliest, view), momentText(latest, view))
  return isInOrder ? [span] : [span, words.notInOrder]
}

/** One interface in a line, several in a line each. */
function where(
  interfaces: readonly Source[],
  { byInterface }: Extent,
  view: CaptureView,
  words: StatsWords,
): readonly (readonly string[])[] {
  const n = (count: number): string => countText(count, view.unicode)
  const told = interfaces.slice(0, LISTED).map((source, id) => {
    const { name, linkType, snapLength, drops } = source
    return [
      ...(name === undefined ? [] : [escapeText(name)]),
      LINK_TYPE_NAMES[linkType] ?? `${linkType}`,
      snapLength === 0 ? words.noSnapLength : words.snapLength(snapLength),
      words.resolution(unitOf(source)),
      ...(drops === undefined ? [] : [words.dropped(n(drops))]),
      ...(interfaces.length > 1 ? [words.packets(n(byInterface[id] ?? 0))] : []),
    ]
  })
  if (told.length === 1) return told.map(([first, ...rest]) => [words.oneInterface(first!), ...rest])
  const more = interfaces.length - LISTED
  const each = told.map(([first, ...rest], id) => [`${id}: ${first}`, ...rest])
  return [[words.interfaces(interfaces.length)], ...each, ...(more > 0 ? [[words.moreInterfaces(more)]] : [])]
}

function fileParts({ path, octets, sha256 }: FileFacts, isNamed: boolean): readonly string[] {
  const size = octetsText(octets)
  return [isNamed ? `${escapeText(path)}  ${size}` : size, `sha256 ${sha256}`]
}

const DECIMALS: Readonly<Record<number, string>> = { 0: 's', 3: 'ms', 6: 'µs', 9: 'ns', 12: 'ps' }
const BINARY = 0x80

/** The unit of an interface's times: draft-ietf-opsawg-pcapng §4.2 (`if_tsresol`). */
function unitOf({ nanoseconds, resolution }: Source): string {
  if (resolution === undefined) return nanoseconds ? 'ns' : 'µs'
  if ((resolution & BINARY) !== 0) return `2^-${resolution - BINARY} s`
  return DECIMALS[resolution] ?? `10^-${resolution} s`
}

/** The same facts and more as JSON; null stands for what is not there. */
export function captureJson({ name, files, extent, interfaces }: CaptureStats): Readonly<Record<string, unknown>> {
  const { packets, timed, octets, captured, isInOrder, earliest, latest, duration, byInterface } = extent
  const seconds = duration / 1e9
  const rate = (count: number): number | null => (seconds > 0 ? count / seconds : null)
  return {
    name,
    files,
    packets,
    octets,
    capturedOctets: captured,
    averageOctets: packets === 0 ? null : octets / packets,
    firstTime: earliest === undefined ? null : epochText(earliest),
    lastTime: latest === undefined ? null : epochText(latest),
    durationNs: timed === 0 ? null : duration,
    inOrder: isInOrder,
    packetsPerSecond: rate(packets),
    octetsPerSecond: rate(octets),
    bitsPerSecond: rate(8 * octets),
    interfaces: interfaces.map((source, id) => ({
      name: source.name ?? null,
      linkType: LINK_TYPE_NAMES[source.linkType] ?? `${source.linkType}`,
      snapLength: source.snapLength,
      resolution: unitOf(source).replace('µ', 'u'),
      dropped: source.drops ?? null,
      packets: byInterface[id] ?? 0,
    })),
  }
}
