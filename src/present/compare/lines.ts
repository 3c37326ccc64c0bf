/** Packets of two places side by side: a table, JSON, comma-separated values. */
import { Fate } from '../../analysis/compare/comparison.js'
import type { Forms } from '../../analysis/compare/forms.js'
import type { Beside } from '../../analysis/compare/side-by-side.js'
import { BACK, FORTH } from '../../analysis/compare/ways.js'
import { COMPARE, type CompareWords } from '../../words/screens/compare.js'
import { inAscii } from '../check/ascii.js'
import { csvLine } from '../csv.js'
import { fittedTable } from '../fitted-table.js'
import { layoutsOf, type Ranked } from '../fitting.js'
import { clockText, durationText } from '../learn/text.js'
import { epochText } from '../timestamp-text.js'
import type { CompareView, PlaceName } from './text.js'
import { CompareValues } from './values.js'

/** A packet in words, by the place that it was seen at and the frame. */
export type PacketWords = (place: 0 | 1, frame: number) => string

type Names = readonly [PlaceName, PlaceName]

const FATES: Readonly<Record<Fate, keyof CompareWords['fates'] | undefined>> = {
  [Fate.Pair]: undefined,
  [Fate.Lost]: 'lost',
  [Fate.Outside]: 'outside',
  [Fate.Missed]: 'missed',
  [Fate.Alone]: 'alone',
  [Fate.Copy]: undefined,
}

export function besideText(
  packets: readonly Beside[],
  more: number,
  names: Names,
  forms: Forms,
  words: PacketWords,
  view: CompareView,
): string {
  const { columns, fates, comma, more: rest } = COMPARE[view.language]
  const values = new CompareValues(forms, view.language)
  const { palette } = view
  const fate = (one: Beside): string => {
    const told = FATES[one.fate]
    const changes = one.changes.map((change) => values.change(change))
    return told === undefined ? changes.join(comma) : `${palette.bad}${fates[told]}${palette.reset}`
  }
  const ranked: readonly Ranked<Beside>[] = [
    { title: names[0].name, align: 'right', rank: 0, cell: ({ frames }) => frameText(frames[0]) },
    { title: '', rank: 0, cell: ({ way }) => (way === BACK ? '←' : way === FORTH ? '→' : '') },
    { title: names[1].name, align: 'right', rank: 0, cell: ({ frames }) => frameText(frames[1]) },
    { title: columns.time, rank: 2, cell: ({ at }) => clockText(at, view) },
    {
      title: columns.delay,
      align: 'right',
      rank: 1,
      cell: ({ delay }) => (delay === undefined ? '' : signed(delay, view.unicode)),
    },
    { title: columns.packet, rank: 0, wrapsTo: 24, cell: (one) => words(...seenAt(one)) },
    { title: columns.fate, rank: 0, wrapsTo: 16, cell: fate },
  ]
  const table = fittedTable(packets, layoutsOf(ranked), view) + (more > 0 ? `${rest(more)}\n` : '')
  return view.unicode ? table : inAscii(table)
}

export function* besideJson(
  packets: readonly Beside[],
  names: Names,
  forms: Forms,
  words: PacketWords,
): Generator<string> {
  for (const one of packets) yield `${JSON.stringify({ packet: rowOf(one, names, forms, words) })}\n`
}

export function* besideCsv(
  packets: readonly Beside[],
  names: Names,
  forms: Forms,
  words: PacketWords,
): Generator<string> {
  yield csvLine(['frame_a', 'frame_b', 'time', 'from', 'to', 'delay_ns', 'fate', 'packet', 'changes'])
  for (const one of packets) {
    const { frames, time, from, to, delay, fate, packet, changes } = rowOf(one, names, forms, words)
    yield csvLine([frames[0], frames[1], time, from, to, delay, fate, packet, changes.join('; ')])
  }
}

function rowOf(one: Beside, names: Names, forms: Forms, words: PacketWords) {
  const values = new CompareValues(forms, 'en')
  const { frames, at, way, delay, fate, changes } = one
  const ends = way === BACK ? [names[1], names[0]] : way === FORTH ? names : undefined
  return {
    frames: frames.map((frame) => frame || null),
    time: epochText(at),
    from: ends?.[0]?.name ?? null,
    to: ends?.[1]?.name ?? null,
    delay: delay === undefined ? null : Math.round(delay),
    fate: FATES[fate] ?? 'arrived',
    packet: words(...seenAt(one)),
    changes: changes.map((change) => values.change(change)),
  }
}

/** Where the packet was seen, the first place if at both. */
export function seenAt({ frames: [a, b] }: Beside): readonly [place: 0 | 1, frame: number] {
  return a > 0 ? [0, a] : [1, b]
}

function frameText(frame: number): string {
  return frame === 0 ? '' : `#${frame}`
}

function signed(nanoseconds: number, unicode: boolean): string {
  const rounded = Math.round(nanoseconds)
  return `${rounded < 0 ? '−' : ''}${durationText(Math.abs(rounded), unicode)}`
}
