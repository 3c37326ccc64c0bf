/** Two captures of the same traffic, on a screen: the verdict, the clocks, both ways, what was changed and what was lost. */
import type { Change } from '../../analysis/compare/changes.js'
import type { Comparison, Direction } from '../../analysis/compare/comparison.js'
import type { Forms } from '../../analysis/compare/forms.js'
import { COMPARED } from '../../analysis/compare/invariant.js'
import { FEATURES, type Feature, type LossRow } from '../../analysis/compare/losses.js'
import { type Verdict, verdictOf } from '../../analysis/compare/verdict.js'
import { Known } from '../../analysis/compare/ways.js'
import { countText } from '../../words/amounts.js'
import { COMPARE, type CompareWords } from '../../words/screens/compare.js'
import { inAscii } from '../check/ascii.js'
import { fittedTable, type TableView } from '../fitted-table.js'
import { layoutsOf, type Ranked } from '../fitting.js'
import { durationText, framesText, hanging } from '../learn/text.js'
import { sparkLine } from '../spark.js'
import { type TableCells, tableCells } from '../table-cells.js'
import type { UtcOffset } from '../time.js'
import { lossSentence, percent } from './loss-sentence.js'
import { CompareValues } from './values.js'

export interface CompareView extends TableView {
  readonly utcOffset: UtcOffset
  /** Rows that a table shows. */
  readonly limit: number
}

/** What is known of a capture besides its packets. */
export interface PlaceName {
  readonly name: string
  /** Packets that its capture has dropped by its own count. */
  readonly drops: number
}

/** Columns where there is no terminal. */
const COLUMNS = 120
const HISTOGRAM_CELLS = 12
const TIME_CELLS = 20
/** Losses by what is lost so much more often than the rest are shown. */
const MORE_OFTEN = 1.2
/** Frames of a change that are named. */
const FRAMES = 3

/** The sign of a verdict, in Unicode and in ASCII, and its colour. */
const SIGNS: Readonly<Record<Verdict['kind'], readonly [string, string, 'bad' | 'warn' | 'dim']>> = {
  same: ['!', '!', 'warn'],
  empty: ['!', '!', 'warn'],
  apart: ['!', '!', 'warn'],
  cut: ['!', '!', 'warn'],
  strangers: ['!', '!', 'warn'],
  missed: ['!', '!', 'warn'],
  loss: ['✗', 'x', 'bad'],
  fine: ['✓', 'ok', 'dim'],
}

/** All of it, with a newline at its end. */
export function comparisonText(
  comparison: Comparison,
  names: readonly [PlaceName, PlaceName],
  forms: Forms,
  view: CompareView,
): string {
  return new ComparisonText(comparison, names, forms, view).text()
}

/** The same as data, for pages that draw tables themselves. */
export interface ComparisonParts {
  readonly kind: Verdict['kind']
  readonly verdict: string
  /** Empty where nothing is known of them. */
  readonly clocks: string
  readonly ways: TableCells
  readonly changes: TableCells
  readonly losses: TableCells
  readonly notes: readonly string[]
}

export function comparisonParts(
  comparison: Comparison,
  names: readonly [PlaceName, PlaceName],
  forms: Forms,
  view: CompareView,
): ComparisonParts {
  return new ComparisonText(comparison, names, forms, view).parts()
}

interface LossLine extends LossRow {
  readonly by: Feature
  readonly direction: Direction
}

interface ChangeLine {
  readonly change: Change
  readonly direction: Direction
}

interface Table<T> {
  readonly rows: readonly T[]
  readonly columns: readonly Ranked<T>[]
}

class ComparisonText {
  readonly #comparison: Comparison
  readonly #names: readonly [PlaceName, PlaceName]
  readonly #values: CompareValues
  readonly #forms: Forms
  readonly #view: CompareView
  readonly #words: CompareWords

  constructor(comparison: Comparison, names: readonly [PlaceName, PlaceName], forms: Forms, view: CompareView) {
    this.#comparison = comparison
    this.#names = names
    this.#forms = forms
    this.#values = new CompareValues(forms, view.language)
    this.#view = view
    this.#words = COMPARE[view.language]
  }

  text(): string {
    const verdict = verdictOf(this.#comparison)
    const parts = [this.#verdict(verdict)]
    if (this.#isTold(verdict)) {
      const clocks = this.#clocks()
      if (clocks !== '') parts.push(lines(hanging(`  ${this.#words.clocks}  `, clocks, this.#columns())))
      const [ways, changes, losses] = [this.#ways(), this.#changes(), this.#losses()]
      parts.push(fittedTable(ways.rows, layoutsOf(ways.columns), this.#view))
      parts.push(this.#limited(changes), this.#limited(losses))
    }
    parts.push(...this.#notes().map((text) => lines(hanging('  ', text, this.#columns()))))
    return this.#plain(parts.join(''))
  }

  parts(): ComparisonParts {
    const verdict = verdictOf(this.#comparison)
    const isTold = this.#isTold(verdict)
    const cells = <T>({ rows, columns }: Table<T>): TableCells =>
      tableCells(isTold ? rows.slice(0, this.#most()) : [], columns)
    return {
      kind: verdict.kind,
      verdict: this.verdictSentence(verdict),
      clocks: isTold ? this.#clocks() : '',
      ways: cells(this.#ways()),
      changes: cells(this.#changes()),
      losses: cells(this.#losses()),
      notes: this.#notes(),
    }
  }

  /** Whether there is a way between the two places of which something is to be told. */
  #isTold({ kind }: Verdict): boolean {
    return this.#comparison.clocks.pairs > 0 && kind !== 'same'
  }

  #plain(text: string): string {
    return this.#view.unicode ? text : inAscii(text)
  }

  #verdict(verdict: Verdict): string {
    const { palette } = this.#view
    const [sign, ascii, color] = SIGNS[verdict.kind]
    const head = `${palette[color]}${this.#view.unicode ? sign : ascii}${palette.reset} `
    const sentence = this.verdictSentence(verdict)
    return lines(hanging(head, `${palette.inner}${sentence}${palette.reset}`, this.#columns()))
  }

  /** What is said first. */
  verdictSentence(verdict: Verdict): string {
    const words = this.#words
    const [a, b] = [this.#names[0].name, this.#names[1].name]
    switch (verdict.kind) {
      case 'same':
        return words.same(a, b)
      case 'apart':
        return words.apart(a, b)
      case 'strangers':
        return words.strangers(a, b)
      case 'empty':
        return words.empty(this.#name(verdict.place))
      case 'cut':
        return words.allCut(this.#name(verdict.place))
      case 'missed':
        return words.onlyMissed(this.#count(verdict.packets), this.#name(verdict.place))
      case 'fine':
        return words.fine(this.#count(verdict.packets), a, b)
      case 'loss':
        return this.#lossSentence(verdict.direction)
    }
  }

  #lossSentence(n: 0 | 1): string {
    const words = this.#words
    const direction = this.#comparison.directions[n]
    const other = this.#comparison.directions[1 - n]!
    const sentence = lossSentence(direction, this.#comparison, [this.#name(0), this.#name(1)], this.#values, this.#view)
    if (other.lost.packets === 0) return sentence
    const { lost, sent, from, to } = other
    const also = words.timesLost(this.#count(lost.packets), this.#count(sent), this.#name(from), this.#name(to))
    return sentence + words.semicolon + also
  }

  #clocks(): string {
    const { known, offset, uncertainty, drift, pairs, isByClocks, isByOrder } = this.#comparison.clocks
    if (known === Known.Not) return ''
    const words = this.#words
    const [a, b] = [this.#names[0].name, this.#names[1].name]
    const said: string[] = []
    if (known === Known.OneWay) {
      said.push(words.oneWay(this.#signed(offset)))
    } else {
      const text = this.#duration(Math.abs(offset))
      const isEqual = Math.abs(offset) <= uncertainty
      const sentence = isEqual ? words.equal(b, a) : offset > 0 ? words.ahead(b, a, text) : words.behind(b, a, text)
      const within = known === Known.Given ? '' : ` ${words.within(this.#duration(uncertainty))}`
      const how = known === Known.Given ? words.given : words.bothWays(this.#count(pairs))
      const when = drift === 0 ? '' : words.atFirst
      said.push(`${sentence}${within}${when} (${how})`)
    }
    if (drift !== 0) said.push(words.drift(`${(drift * 1e6).toPrecision(2)} ppm`))
    if (isByOrder) said.push(words.byOrder)
    else if (isByClocks) said.push(known === Known.Given ? words.byGiven : words.byClocks)
    return said.join(words.semicolon)
  }

  #ways(): Table<Direction> {
    const { columns } = this.#words
    const rows = this.#comparison.directions.filter(({ sent, missed }) => sent > 0 || missed.packets > 0)
    const delay = (of: (delays: NonNullable<Direction['delays']>) => number) => {
      return ({ delays }: Direction): string => (delays === undefined ? '' : this.#signed(of(delays), ''))
    }
    const right = 'right'
    const ranked: readonly Ranked<Direction>[] = [
      { title: columns.way, rank: 0, cell: (d) => this.#way(d) },
      { title: columns.sent, align: right, rank: 0, cell: ({ sent }) => this.#count(sent) },
      { title: columns.arrived, align: right, rank: 2, cell: ({ arrived }) => this.#count(arrived) },
      {
        title: columns.lost,
        align: right,
        rank: 0,
        cell: ({ lost: { packets }, sent }) =>
          packets === 0 ? '0' : `${this.#count(packets)} (${percent(packets, sent)})`,
      },
      { title: columns.least, align: right, rank: 1, cell: delay(({ least }) => least) },
      { title: columns.median, align: right, rank: 0, cell: delay(({ median }) => median) },
      { title: columns.most, align: right, rank: 1, cell: delay(({ most99 }) => most99) },
      {
        title: columns.delays,
        rank: 3,
        cell: ({ delays }) =>
          delays === undefined ? '' : sparkLine(delays.histogram.slice(0, -1), HISTOGRAM_CELLS, this.#view.unicode),
      },
      { title: columns.reordered, align: right, rank: 4, cell: ({ reordered }) => this.#count(reordered.packets) },
      {
        title: columns.overTime,
        rank: 5,
        cell: ({ losses: { lostOverTime }, lost }) =>
          lost.packets === 0 ? '' : sparkLine(lostOverTime, TIME_CELLS, this.#view.unicode),
      },
    ]
    return { rows, columns: ranked }
  }

  #changes(): Table<ChangeLine> {
    const { columns } = this.#words
    const rows = this.#comparison.directions.flatMap((direction) =>
      direction.changes.map((change) => ({ change, direction })),
    )
    const frames = ({ change }: ChangeLine): string =>
      change.frames
        .slice(0, FRAMES)
        .map(([before, after]) => (after === 0 ? `#${before}` : `#${before} → #${after}`))
        .join(this.#words.comma)
    const ranked: readonly Ranked<ChangeLine>[] = [
      { title: columns.way, rank: 0, cell: ({ direction }) => this.#way(direction) },
      { title: columns.change, rank: 0, wrapsTo: 24, cell: ({ change }) => this.#values.change(change) },
      {
        title: columns.packets,
        align: 'right',
        rank: 0,
        cell: ({ change }) => this.#count(change.packets),
      },
      {
        title: columns.share,
        align: 'right',
        rank: 2,
        cell: ({ change, direction }) => percent(change.packets, direction.arrived),
      },
      { title: columns.frames, rank: 1, wrapsTo: 16, cell: frames },
    ]
    return { rows, columns: ranked }
  }

  #losses(): Table<LossLine> {
    const { columns, by } = this.#words
    const rows = this.#comparison.directions.flatMap((direction) =>
      FEATURES.flatMap((feature) => this.#rows(direction, feature)),
    )
    const ranked: readonly Ranked<LossLine>[] = [
      { title: columns.way, rank: 1, cell: ({ direction }) => this.#way(direction) },
      { title: columns.by, rank: 0, cell: (row) => by[row.by] },
      { title: columns.value, rank: 0, wrapsTo: 24, cell: (row) => this.#values.of(row.by, row.value) },
      { title: columns.sent, align: 'right', rank: 0, cell: ({ sent }) => this.#count(sent) },
      { title: columns.lost, align: 'right', rank: 0, cell: ({ lost }) => this.#count(lost) },
      { title: columns.share, align: 'right', rank: 3, cell: ({ lost, sent }) => percent(lost, sent) },
      { title: columns.frames, rank: 2, cell: ({ frames }) => framesText(frames, this.#view.unicode) },
    ]
    return { rows, columns: ranked }
  }

  /** What is lost more often than the rest. */
  #rows(direction: Direction, by: Feature): readonly LossLine[] {
    return direction.losses.by[by]
      .filter(({ sent, lost }) => lost * direction.sent > MORE_OFTEN * direction.lost.packets * sent)
      .slice(0, this.#view.limit)
      .map((row) => ({ ...row, by, direction }))
  }

  #limited<T>({ rows, columns }: Table<T>): string {
    const rest = rows.length - this.#most()
    const table = fittedTable(rows.slice(0, this.#most()), layoutsOf(columns), this.#view)
    return table + (rest > 0 ? `${this.#words.more(rest)}\n` : '')
  }

  /** Rows of a table of all kinds of things. */
  #most(): number {
    return FEATURES.length * this.#view.limit
  }

  #notes(): readonly string[] {
    const words = this.#words
    const { places, directions, clocks, elsewhere, compared, isSame } = this.#comparison
    const notes: string[] = []
    const note = (packets: number, text: (n: string) => string): void => {
      if (packets > 0) notes.push(text(this.#count(packets)))
    }
    if (clocks.known === Known.OneWay && !isSame) notes.push(words.delaysAbove)
    if (clocks.pairs > 0) {
      for (const { from, to, outside, missed } of directions) {
        const [a, b] = [this.#name(from), this.#name(to)]
        note(outside.packets, (n) => words.outside(n, a, b, this.#frames(outside.frames)))
        note(missed.packets, (n) => words.missed(n, a, b, this.#frames(missed.frames)))
      }
    }
    note(elsewhere, (n) => words.elsewhere(n))
    for (const [i, place] of places.entries()) {
      const { name, drops } = this.#names[i]!
      if (clocks.pairs > 0) note(place.alone.packets, (n) => words.alone(n, name, this.#frames(place.alone.frames)))
      note(drops, (n) => words.droppedByCapture(n, name))
      note(place.copies, (n) => words.copies(n, name))
      note(place.cut, (n) => words.cut(n, name))
      note(place.unreadable, (n) => words.unreadable(n, name))
      note(place.pieces, (n) => words.pieces(n, name))
      note(place.timeless, (n) => words.timeless(n, name))
      note(place.dropped, (n) => words.dropped(n, name))
    }
    note(this.#forms.dropped, words.formsDropped)
    if (compared < COMPARED) notes.push(words.comparedLess(compared))
    return notes
  }

  #frames(frames: readonly number[]): string {
    return framesText(frames, this.#view.unicode)
  }

  #way({ from, to }: Direction): string {
    return `${this.#name(from)} → ${this.#name(to)}`
  }

  #name(place: number): string {
    return this.#names[place]!.name
  }

  #count(n: number): string {
    return countText(n, this.#view.unicode)
  }

  #duration(nanoseconds: number): string {
    return durationText(Math.round(nanoseconds), this.#view.unicode)
  }

  #signed(nanoseconds: number, plus = '+'): string {
    const rounded = Math.round(nanoseconds)
    return `${rounded < 0 ? '−' : plus}${this.#duration(Math.abs(rounded))}`
  }

  #columns(): number {
    return this.#view.columns || COLUMNS
  }
}

function lines(some: readonly string[]): string {
  return some.map((line) => `${line}\n`).join('')
}
