/** The comparison's outcome in words: figures first, then the differences by cause, the most frequent first. */
import type { Tally } from './compare.js'
import { type Cause, type Difference, KNOWN_CAUSES } from './known.js'
import type { Result } from './run.js'

/** At least this part of the compared values must be equal. */
const BAR = 0.9995
const FILES_SHOWN = 6

interface Bucket {
  readonly cause: Cause | undefined
  readonly title: string
  readonly differences: Difference[]
}

export interface IndependentHalf {
  readonly passed: boolean
  /** Why not, one sentence each. */
  readonly failures: readonly string[]
}

export function judge(results: readonly Result[]): IndependentHalf {
  const failures: string[] = []
  for (const { folder, tally } of results) {
    if (tally.equal < tally.compared * BAR) {
      failures.push(
        `${folder}: ${percent(tally.equal, tally.compared)} of the values are equal, the bar is ${BAR * 100} %`,
      )
    }
    const unnamed = tally.differences.filter((d) => causeOf(d) === undefined)
    if (unnamed.length > 0) failures.push(`${folder}: ${unnamed.length} values differ without a named cause`)
  }
  return { passed: failures.length === 0, failures }
}

export function report(results: readonly Result[]): string {
  return results.map(({ folder, reassemble, tally }) => section(folder, reassemble, tally)).join('\n')
}

function section(folder: string, reassemble: boolean, tally: Tally): string {
  const lines = [
    `${folder} (reassembly ${reassemble ? 'on' : 'off'}): ${tally.captures} captures, ${tally.frames} frames`,
    `  values compared  ${tally.compared}`,
    `  values equal     ${tally.equal}  (${percent(tally.equal, tally.compared)})`,
    `  not compared     ${sum(tally.notCompared)}  behind protocols that are not ours`,
    ...columns([...tally.notCompared].sort((a, b) => b[1] - a[1])),
    `  different        ${tally.compared - tally.equal}`,
  ]
  for (const bucket of buckets(tally.differences)) lines.push(...describe(bucket))
  return `${lines.join('\n')}\n`
}

function describe({ cause, title, differences }: Bucket): string[] {
  const files = [...new Set(differences.map((d) => d.file))]
  const shown = files.slice(0, FILES_SHOWN).join(' ') + (files.length > FILES_SHOWN ? ` … ${files.length} files` : '')
  const d = differences[0]!
  const example = `${d.file} #${d.frame} ${d.field}: ours ${d.ours ?? '(none)'}, tshark ${d.theirs ?? '(none)'}`
  const lines = [`  ${String(differences.length).padStart(6)}  ${title}`, `          ${example}  [${d.theirProtocols}]`]
  if (d.ourProtocols !== d.theirProtocols) lines.push(`          our layers ${d.ourProtocols}`)
  if (cause !== undefined) lines.push(`          right: ${cause.right}. ${cause.why}`)
  lines.push(`          in ${shown}`)
  return lines
}

function buckets(differences: readonly Difference[]): Bucket[] {
  const found = new Map<string, Bucket>()
  for (const d of differences) {
    const cause = causeOf(d)
    const title = cause?.id ?? `${d.field} ${pattern(d)}`
    const bucket = found.get(title)
    if (bucket === undefined) found.set(title, { cause, title, differences: [d] })
    else bucket.differences.push(d)
  }
  return [...found.values()].sort((a, b) => b.differences.length - a.differences.length)
}

function causeOf(d: Difference): Cause | undefined {
  return KNOWN_CAUSES.find((c) => c.matches(d))
}

function pattern(d: Difference): string {
  if (d.ours === undefined) return 'is missing'
  if (d.theirs === undefined) return 'is too many'
  return d.field.endsWith('.status') ? `is ${d.ours}, tshark has ${d.theirs}` : 'differs'
}

function columns(counts: readonly (readonly [string, number])[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < counts.length; i += 6) {
    lines.push(
      `      ${counts
        .slice(i, i + 6)
        .map(([name, n]) => `${name} ${n}`.padEnd(18))
        .join(' ')}`.trimEnd(),
    )
  }
  return lines
}

function sum(counts: ReadonlyMap<string, number>): number {
  let n = 0
  for (const c of counts.values()) n += c
  return n
}

/** Rounded down, so that 100 % means all. */
function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${(Math.floor((part / whole) * 1_000_000) / 10_000).toFixed(4)} %`
}
