/**
 * The overhead of an encapsulation: the headers around the carried packet, tunnel by tunnel, and their share of the
 * whole; as data, and as bars to scale.
 */
import type { Language } from '../../words/language.js'
import { EXPLAIN } from '../../words/screens/explain.js'
import type { LayerPlace } from '../../words/screens/page-packets.js'
import { padEnd, padStart, width, wrap } from '../learn/text.js'
import { type LearnView, usableColumns } from '../learn/view.js'
import type { Palette } from '../palette.js'
import type { AnnotatedLayer, AnnotatedPacket } from './annotate.js'

interface OverheadPart {
  /** The layer's number, and its short name. */
  readonly layer: number
  readonly short: string
  readonly place: LayerPlace
  readonly octets: number
}

/** The headers that one tunnel puts in front. */
interface Encapsulation {
  /** The short name of the layer that makes the tunnel. */
  readonly tunnel: string
  readonly headers: readonly OverheadPart[]
  readonly octets: number
}

export interface Overhead {
  /** Outermost first. */
  readonly encapsulations: readonly Encapsulation[]
  /** What is carried: the layer that it begins with, if one was decoded, and whether that is a frame. */
  readonly inner: { readonly short: string; readonly isFrame: boolean; readonly octets: number }
  /** Octets behind those that the length fields claim, outside of the carried packet. */
  readonly padding: number
  /** Octets of all outer headers, and of the whole packet; octets that the capture cut off are counted. */
  readonly outside: number
  readonly octets: number
  /** Octets left for the inner IP packet when the outer one may have 1500; undefined if the outside is not IP. */
  readonly mtu?: number
}

/** RFC 894: octets of the longest IP packet on Ethernet. */
const ETHERNET_MTU = 1500
/** The layers that carry no frame but a packet. */
const IP: ReadonlySet<string> = new Set(['ip', 'ipv6'])

/** The overhead of a packet; undefined if it is in no tunnel. */
export function overheadOf(packet: AnnotatedPacket): Overhead | undefined {
  const own = packet.layers.filter((l) => !l.quoted)
  const last = own.findLastIndex((l) => l.place === 'tunnel')
  if (last < 0) return undefined
  // IP in IP has no header of its own: the inner packet itself is inside.
  const from = IP.has(own[last]!.protocol) ? last : last + 1
  const inside = own.slice(from)
  const start = inside[0]?.start ?? own[last]!.end
  const padding = packet.rest.filter((r) => r.what === 'padding' && !inside.some((l) => l.index === r.layer))
  const isWhole = packet.captured >= packet.octets || packet.reassembledFrom.length > 0
  const octets = isWhole ? packet.size : packet.octets
  const behind = isWhole ? padding.reduce((sum, { start: s, end }) => sum + end - s, 0) : 0
  const encapsulations = encapsulationsOf(own.slice(0, from), own[last]!)
  const outerIp = own.find((l) => IP.has(l.protocol))
  const link = inside.findIndex((l) => IP.has(l.protocol) || l.protocol === 'arp')
  const innerLink = inside.slice(0, Math.max(0, link)).reduce((sum, l) => sum + l.end - l.start, 0)
  const left = ETHERNET_MTU - (start - (outerIp?.start ?? 0)) - innerLink
  return {
    encapsulations,
    inner: {
      short: inside[0]?.short ?? '',
      isFrame: inside[0] !== undefined && !IP.has(inside[0].protocol),
      octets: octets - start - behind,
    },
    padding: behind,
    outside: start,
    octets,
    ...(outerIp === undefined || outerIp.start >= start || link < 0 || left < 1 ? {} : { mtu: left }),
  }
}

/** The layers of one level belong to one tunnel. With IP in IP, the header of the next level makes the tunnel. */
function encapsulationsOf(outside: readonly AnnotatedLayer[], innermost: AnnotatedLayer): Encapsulation[] {
  const found: Encapsulation[] = []
  for (let i = 0; i < outside.length; ) {
    const { level } = outside[i]!
    const next = outside.findIndex((l, j) => j > i && l.level !== level)
    const headers = outside.slice(i, next < 0 ? outside.length : next)
    const maker = headers.findLast((l) => l.place === 'tunnel' && !IP.has(l.protocol))
    const parts = headers
      .map((l) => ({ layer: l.index, short: l.short, place: l.place, octets: l.end - l.start }))
      .filter(({ octets }) => octets > 0)
    const opener = next < 0 ? innermost : outside[next]!
    found.push({
      tunnel: (maker ?? opener).short,
      headers: parts,
      octets: parts.reduce((sum, { octets }) => sum + octets, 0),
    })
    i += headers.length
  }
  return found
}

interface Bar {
  readonly name: string
  readonly octets: number
  readonly place: LayerPlace | 'dim'
}

/** Cells of a bar, and what stands for them without Unicode. */
const BLOCK = '█'
const ASCII_BLOCK = '#'
const INDENT = '  '
/** The longest bar: the eye compares best what is close together. */
const LONGEST = 84

/** A line for each header, its bar behind the one above, then the sum in words. */
export function overheadLines(o: Overhead, view: LearnView): readonly string[] {
  const words = EXPLAIN[view.language].overhead
  const bars = barsOf(o, view.language)
  const names = Math.max(...bars.map(({ name }) => width(name)))
  const digits = Math.max(...bars.map(({ octets }) => String(octets).length))
  const columns = usableColumns(view)
  const room = Math.min(LONGEST, columns - INDENT.length - names - digits - 4)
  const cells = cellsOf(
    bars.map(({ octets }) => octets),
    room,
  )
  let at = 0
  const lines = bars.map(({ name, octets, place }, i) => {
    const bar = (view.unicode ? BLOCK : ASCII_BLOCK).repeat(cells[i]!)
    // With very many headers the last ones share a cell.
    const indent = ' '.repeat(Math.min(at, Math.max(0, room - cells[i]!)))
    const line = `${INDENT}${padEnd(name, names)}  ${padStart(String(octets), digits)}  ${indent}`
    at += cells[i]!
    return `${line}${paint(bar, place, view.palette)}`
  })
  const adds = o.encapsulations.map(({ tunnel, octets }) => words.adds(tunnel, octets))
  const percent = Math.round((100 * o.outside) / o.octets)
  const told = [words.sum(adds, o.outside, o.inner.octets, percent)]
  if (o.mtu !== undefined) told.push(words.mtu(ETHERNET_MTU, o.mtu))
  return [...lines, ...told.flatMap((text) => wrap(text, columns - INDENT.length)).map((line) => INDENT + line)]
}

function barsOf(o: Overhead, language: Language): Bar[] {
  const words = EXPLAIN[language].overhead
  const bars: Bar[] = o.encapsulations.flatMap(({ headers }) =>
    headers.map(({ short, octets, place }) => ({ name: short, octets, place })),
  )
  if (o.inner.octets > 0) {
    bars.push({ name: words.inner(o.inner.isFrame, o.inner.short), octets: o.inner.octets, place: 'inner' })
  }
  if (o.padding > 0) bars.push({ name: words.padding, octets: o.padding, place: 'dim' })
  return bars
}

/** Shares the cells out by octets; each gets one at least. */
function cellsOf(octets: readonly number[], room: number): number[] {
  const sum = octets.reduce((a, b) => a + b, 0)
  const cells = octets.map((n) => Math.max(1, Math.floor((n * room) / sum)))
  // Short bars were rounded up to one cell, so the longest bar gives those cells back.
  for (let used = cells.reduce((a, b) => a + b, 0); used > room; used--) {
    const longest = cells.indexOf(Math.max(...cells))
    if (cells[longest]! <= 1) break
    cells[longest]!--
  }
  return cells
}

function paint(text: string, place: LayerPlace | 'dim', palette: Palette): string {
  return `${palette[place]}${text}${palette.reset}`
}
