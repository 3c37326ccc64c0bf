/** What is wrong with a capture, on a screen: the verdict in a sentence, the findings, the worst first, and how many. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import type { Finding, Severity } from '../../analysis/check/finding.js'
import type { FindingId } from '../../analysis/check/finding-ids.js'
import { ChecksumCause } from '../../analysis/checksums/cause.js'
import type { Language } from '../../words/language.js'
import { CHECK, type CheckWords } from '../../words/screens/check.js'
import { CHECK_TABLES } from '../../words/screens/check-tables.js'
import { hanging, more, padEnd, width } from '../learn/text.js'
import type { Palette } from '../palette.js'
import { inAscii } from './ascii.js'
import { type ToldFinding, tell } from './finding-sentences.js'
import { findingText } from './finding-text.js'
import { countBySeverity, type Results } from './results.js'
import { verdictOf } from './verdict.js'
import type { CheckView } from './view.js'

/** Findings of one kind that are shown unless everything is. */
const OF_ONE_KIND = 5
/** Frames named behind a sentence. */
const FRAMES = 4
/** Cells that a sentence needs beside the columns in front of it; with less it goes below them. */
const LEAST_CELLS = 36
const GAP = '  '

/** The sign of a verdict, in Unicode and in ASCII. */
const SIGNS: Readonly<Record<Severity, readonly [string, string]>> = {
  error: ['✗', 'x'],
  warning: ['!', '!'],
  info: ['✓', 'ok'],
}

/** The whole of it: verdict, findings, counts. */
export function report(results: Results, view: CheckView): string {
  const list = findingsText(results.found, results, view)
  return `${verdict(results, view)}\n${list}${list === '' ? '' : '\n'}${counts(results, view)}`
}

/** The same of the tables of so many captures; `elsewhere` are the kinds of findings that they do not tell. */
export function tablesReport(
  results: Results,
  captures: number,
  elsewhere: readonly FindingId[],
  view: CheckView,
): string {
  const { found, facts } = results
  const words = CHECK_TABLES[view.language]
  const [worst] = found
  const text = findingText(facts, view.unicode, view.utcOffset)
  const isFault = worst !== undefined && worst.severity !== 'info'
  const told = isFault ? tell(worst, text, view.language) : undefined
  const says =
    told !== undefined
      ? CHECK[view.language].worst(told.title, told.says)
      : captures === 0
        ? words.empty
        : words.healthy(captures)
  const severity = told?.finding.severity ?? (captures === 0 ? 'warning' : 'info')
  const list = findingsText(found, results, view)
  const looked = `${CHECK[view.language].counts(countBySeverity(found))}${GAP}${words.looked(captures, facts.census.packets)}`
  const end = [looked, incompleteText(facts, view.language)].filter((line) => line !== '')
  const { dim, reset } = view.palette
  const others = hung(`${dim}${words.elsewhere}${reset} `, elsewhere.join(' '), view)
  const lines = [...end.flatMap((line) => hung('', line, view)), ...others].map((line) => `${line}\n`).join('')
  return `${sentence(severity, says, view)}\n${list}${list === '' ? '' : '\n'}${lines}`
}

/** The end of a live capture: findings not told yet, those that no longer hold, verdict, counts. */
export function liveEnd(
  news: readonly Finding[],
  withdrawn: readonly Finding[],
  results: Results,
  view: CheckView,
): string {
  const { withdrawn: label } = CHECK[view.language]
  const text = findingText(results.facts, view.unicode, view.utcOffset)
  const { dim, reset } = view.palette
  const gone = withdrawn.flatMap((finding) => {
    const { says } = tell(finding, text, view.language)
    return hung(`${dim}${label}${reset}${GAP}`, `${finding.id}${GAP}${says}`, view)
  })
  const lines = gone.map((line) => `${line}\n`).join('')
  return `${findingsText(news, results, view)}${lines}\n${verdict(results, view)}${counts(results, view)}`
}

/** Findings, three lines each. */
export function findingsText(found: readonly Finding[], { facts }: Results, view: CheckView): string {
  const text = findingText(facts, view.unicode, view.utcOffset)
  const layout = new Layout(found, view)
  const seen = new Map<string, number>()
  const lines: string[] = []
  for (const finding of found) {
    const before = seen.get(finding.id) ?? 0
    seen.set(finding.id, before + (finding.others?.length ?? 1))
    if (view.verbose || (before < OF_ONE_KIND && finding.others === undefined))
      lines.push(...layout.finding(tell(finding, text, view.language)))
  }
  for (const [id, count] of seen) {
    if (!view.verbose && count > OF_ONE_KIND) lines.push(...layout.rest(id, count - OF_ONE_KIND))
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** The verdict: the worst finding, or what was looked at. */
function verdict(results: Results, view: CheckView): string {
  const { severity, text } = verdictOf(results, view)
  return sentence(severity, text, view)
}

function sentence(severity: Severity, text: string, view: CheckView): string {
  const { palette, unicode } = view
  const [sign, ascii] = SIGNS[severity]
  const head = `${colourOf(severity, palette)}${unicode ? sign : ascii}${palette.reset} `
  return hung(head, `${palette.inner}${text}${palette.reset}`, view)
    .map((line) => `${line}\n`)
    .join('')
}

/** How many there are, and of how many packets. */
function counts({ found, facts }: Results, view: CheckView): string {
  const { palette } = view
  const words = CHECK[view.language]
  const verified = checksumsOf(facts, ChecksumCause.Good)
  const offloaded = checksumsOf(facts, ChecksumCause.Seed) + checksumsOf(facts, ChecksumCause.Outer)
  const line = `${words.counts(countBySeverity(found))}${GAP}${words.packets(facts.census.packets, verified, offloaded)}`
  const hint = found.length === 0 || view.verbose ? '' : `${GAP}${palette.dim}${words.hint}${palette.reset}`
  const isOne = width(line + hint) <= view.columns
  return [
    ...hung('', isOne ? line + hint : line, view),
    ...(isOne ? [] : hung('', hint, view)),
    ...incomplete(facts, view),
  ]
    .map((text) => `${text}\n`)
    .join('')
}

function incomplete(facts: CheckFacts, view: CheckView): readonly string[] {
  const text = incompleteText(facts, view.language)
  return text === '' ? [] : hung('', text, view)
}

/** What found no room; empty where all did. */
export function incompleteText({ dropped }: Pick<CheckFacts, 'dropped'>, language: Language): string {
  const words = CHECK[language]
  const kinds = Object.entries(dropped).flatMap(([what, count]) =>
    count === 0 ? [] : [words.dropped[what as keyof typeof dropped](count)],
  )
  return kinds.length === 0 ? '' : words.incomplete(kinds)
}

function checksumsOf({ checksums }: CheckFacts, cause: ChecksumCause): number {
  let count = 0
  for (const { packets } of checksums.rows([cause])) count += packets
  return count
}

/** The text behind its head, in as many lines as it needs. */
function hung(head: string, text: string, { unicode, columns }: CheckView): readonly string[] {
  return hanging(head, unicode ? text : inAscii(text), columns)
}

function colourOf(severity: Severity, { bad, warn, dim }: Palette): string {
  if (severity === 'error') return bad
  return severity === 'warning' ? warn : dim
}

/** Where the columns of findings stand. */
class Layout {
  readonly #view: CheckView
  readonly #words: CheckWords
  /** Cells in front of a sentence, including the gap. */
  readonly #severity: number
  readonly #id: number
  readonly #label: number
  #before: ToldFinding | undefined

  constructor(found: readonly Finding[], view: CheckView) {
    this.#view = view
    this.#words = CHECK[view.language]
    this.#severity = Math.max(...Object.values(this.#words.severities).map(width)) + GAP.length
    this.#id = Math.max(0, ...found.map(({ id }) => id.length)) + GAP.length
    this.#label = Math.max(...Object.values(this.#words.labels).map(width)) + 1
  }

  finding(told: ToldFinding): readonly string[] {
    const { labels, confidence, quoted } = this.#words
    const { finding, why, fix, verify, quotes } = told
    const lines = [...this.#first(told)]
    const before = this.#before?.finding.id === finding.id ? this.#before : undefined
    this.#before = told
    // Text that is the same as that of the finding before is not repeated.
    if (why !== before?.why) lines.push(...this.#labelled(labels.why, why))
    if (fix !== before?.fix) lines.push(...this.#labelled(labels.fix, fix))
    if (!this.#view.verbose) return lines
    if (verify !== before?.verify) lines.push(...this.#labelled(labels.verify, verify))
    if (before === undefined)
      lines.push(...quotes.flatMap((q) => this.#labelled(labels.quote, quoted(q.sentence, q.source))))
    lines.push(...this.#labelled(labels.frames, finding.frames.map(frameName).join(' ')))
    lines.push(...this.#labelled(labels.confidence, confidence[finding.confidence]))
    return lines
  }

  /** How many of a kind are not shown. */
  rest(id: string, count: number): readonly string[] {
    return hung(this.#indent, this.#words.moreOfKind(id, count), this.#view)
  }

  get #indent(): string {
    return ' '.repeat(this.#severity)
  }

  /** Severity, id, what happened, and the frames that show it. */
  #first({ finding, says }: ToldFinding): readonly string[] {
    const { columns, palette } = this.#view
    const severity = padEnd(this.#words.severities[finding.severity], this.#severity)
    const head = `${colourOf(finding.severity, palette)}${severity}${palette.reset}${palette.tunnel}${finding.id}${palette.reset}`
    const before = this.#severity + this.#id
    if (columns - before >= LEAST_CELLS)
      return this.#withFrames(hung(padEnd(head, before), says, this.#view), before, finding)
    return [head, ...this.#withFrames(hung(this.#indent, says, this.#view), this.#severity, finding)]
  }

  /** Frames behind the last line, or below it if there is no room. In full, all frames have a line of their own. */
  #withFrames(lines: readonly string[], indent: number, { frames }: Finding): readonly string[] {
    const { palette, unicode, verbose, columns } = this.#view
    if (frames.length === 0 || verbose) return lines
    const named = frames.slice(0, FRAMES).map(frameName)
    if (frames.length > FRAMES) named.push(more(unicode))
    const text = `${palette.dim}${named.join(' ')}${palette.reset}`
    const last = `${lines.at(-1)}${GAP}${text}`
    return width(last) <= columns ? [...lines.slice(0, -1), last] : [...lines, `${' '.repeat(indent)}${text}`]
  }

  /** Wraps a text, whose commands may stand on lines of their own. Empty for an empty text. */
  #labelled(label: string, text: string): readonly string[] {
    if (text === '') return []
    const { palette } = this.#view
    const head = `${this.#indent}${palette.dim}${padEnd(label, this.#label)}${palette.reset}`
    const below = ' '.repeat(this.#severity + this.#label)
    return text.split('\n').flatMap((line, i) => hung(i === 0 ? head : below, line, this.#view))
  }
}

function frameName(frame: number): string {
  return `#${frame}`
}
