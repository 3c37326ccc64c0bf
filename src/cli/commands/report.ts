/** `vxsniff report`: from files to a page, in two passes: one for what was found, one for the packets that show it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Check } from '../../analysis/check/check.js'
import { type Timestamp, timestampOf } from '../../analysis/timestamps.js'
import { Timeline } from '../../analysis/totals/timeline.js'
import { type Capture, CaptureError } from '../../capture/capture.js'
import { openCapture } from '../../capture/file.js'
import { mergeCaptures } from '../../capture/merge.js'
import { remarksOf } from '../../capture/remarks.js'
import { ErrorFrames, evidence, FragmentFrames, PacketCollector } from '../../page/chosen-packets.js'
import { reportData, withPackets } from '../../page/collect.js'
import type { PacketData, Quotation } from '../../page/data.js'
import { type PageParts, renderPage, scriptText } from '../../page/render.js'
import { type Results, resultsOf } from '../../present/check/results.js'
import { noteLines } from '../../present/notes.js'
import { escapeText } from '../../present/value.js'
import { Packet } from '../../wire/packet.js'
import type { Tables } from '../../wire/tables.js'
import { REPORT } from '../../words/screens/report.js'
import { captureFacts } from '../capture-facts.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit } from '../errors.js'
import { isLanguageAsked } from '../language.js'
import { writeStderr } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { checkPageFile, writePageFile } from '../page-file.js'
import { comparePoints, isPlainFile } from '../points.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import { type Rereadable, rereadable } from '../spool.js'
import { localTime } from '../utc-offset.js'
import { VERSION } from '../version.js'
import type { ReportOptions } from './report-options.js'

/** The part of the memory for tables that the page is made in. */
const PAGES_PART = 2 / 5

const NEVER: Timestamp = { frame: 0, seconds: 0, nanoseconds: 0 }

/**
 * Writes the page; the exit code. Throws a `CaptureError` after the page of all that a damaged capture shows was written.
 */
export async function report(files: readonly string[], o: ReportOptions): Promise<number> {
  expectGarbageAtTheEnd()
  checkPageFile(o.output, files)
  const sources: Rereadable[] = []
  for (const file of files) sources.push(await rereadable(file))
  const tables = tablesFrom(o)
  const { found, damage } = await firstPass(sources, tables, o)
  const { results, timeline, fragments, quotations, first, last } = found
  const data = reportData(results, timeline, {
    version: VERSION,
    files: sources.map(({ name }) => titleOf(name)),
    damage:
      damage === undefined ? '' : `${titleOf(damage.path)}${escapeText(damage.message.slice(damage.path.length))}`,
    notes: { en: noteLines(noted(found.noted, sources), 'en'), zh: noteLines(noted(found.noted, sources), 'zh') },
    utcOffset: localTime()(first?.seconds ?? 0),
    tables,
    quotations,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  })
  const collector = new PacketCollector(evidence(data), fragments, data.packetCount, o.packets)
  const packets = await secondPass(sources, collector)
  const page = Buffer.from(renderPage(withPackets(data, packets), o.lang, pageParts(), !isLanguageAsked()))
  writePageFile(o.output, page, files)
  const { written } = REPORT[o.lang]
  writeStderr(`${written(escapeText(o.output), data.packetCount, packets.length, sizeText(page.length))}\n`)
  if (damage !== undefined) throw damage
  return Exit.Fine
}

/** What the first pass has found. */
interface Found {
  readonly results: Results
  readonly timeline: Timeline
  readonly fragments: FragmentFrames
  readonly quotations: readonly Quotation[]
  readonly first: Timestamp | undefined
  readonly last: Timestamp | undefined
  readonly noted: Noted
}

type Noted = Pick<Capture, 'texts' | 'notes'>

/** Takes all packets; `damage` is what broke the reading off. */
async function firstPass(
  sources: readonly Rereadable[],
  tables: Tables,
  o: ReportOptions,
): Promise<{ readonly found: Found; readonly damage: CaptureError | undefined }> {
  const capture = await opened(sources, 0)
  const check = new Check(o.ageing, undefined, false, budgetFrom(o, 1 - PAGES_PART))
  const timeline = new Timeline(check.learning.networks)
  const fragments = new FragmentFrames()
  const errors = new ErrorFrames()
  let first: Timestamp | undefined
  const last = { ...NEVER }
  const loop = new PacketLoop(
    { capture, live: undefined, files: [] },
    { ...o, tables },
    {
      copies: check.learning.copies,
      census: check.census,
      packet(p, stack) {
        first ??= timestampOf(p)
        last.frame = p.number
        last.seconds = p.tsSec
        last.nanoseconds = p.tsNsec
        check.observe(p, stack)
        timeline.observe(p)
        fragments.observe(p)
        errors.observe(p)
      },
    },
  )
  let damage: CaptureError | undefined
  try {
    await loop.run()
  } catch (error) {
    damage = damageOf(error, sources)
  } finally {
    capture.close()
    loop.finish()
  }
  check.finish()
  const { part } = loop
  const isWhole = part === undefined && loop.left > 0 && sources.every(({ name }) => isPlainFile(name))
  const { budget } = check.learning.networks
  const points = isWhole ? await comparePoints(capture, () => opened(sources, 1), tables, budget) : undefined
  const facts = check.facts(captureFacts({ capture, live: undefined }, undefined, last, points), loop.fragments)
  const results = { ...resultsOf(facts, { only: [], ignore: [] }), ...(part === undefined ? {} : { part }) }
  const { texts, notes = [] } = capture
  const { quotations } = errors
  return {
    found: { results, timeline, fragments, quotations, first, last: first && last, noted: { texts, notes } },
    damage,
  }
}

/** Collects the packets that were chosen. Nothing has to be decoded for that. */
async function secondPass(sources: readonly Rereadable[], collector: PacketCollector): Promise<readonly PacketData[]> {
  const capture = await opened(sources, 1)
  const p = new Packet()
  let isDone = collector.lastFrame === 0
  try {
    while (!isDone && (await capture.fill())) {
      while (!isDone && capture.next(p)) {
        collector.record(p, (one) => remarksOf(capture, one))
        isDone = p.number >= collector.lastFrame
      }
    }
  } catch (error) {
    // The first pass has met the same damage and noted it.
    damageOf(error, sources)
  } finally {
    capture.close()
  }
  return collector.packets()
}

async function opened(sources: readonly Rereadable[], pass: 0 | 1): Promise<Capture> {
  const captures: Capture[] = []
  try {
    for (const { paths } of sources) captures.push(await openCapture(paths[pass]))
  } catch (error) {
    for (const capture of captures) capture.close()
    throw damageOf(error, sources)
  }
  return mergeCaptures(captures)
}

/** The damage, with the file's name as the user gave it. Throws every other error again. */
function damageOf(error: unknown, sources: readonly Rereadable[]): CaptureError {
  if (!(error instanceof CaptureError)) throw error
  const { path, message } = error
  const source = sources.find(({ paths }) => paths.some((one) => one === path))
  if (source === undefined || source.name === path) return error
  return new CaptureError(source.name, undefined, message.slice(`${path}: `.length).replaceAll(path, source.name))
}

/** The notes, with what a page calls the files. */
function noted({ texts, notes = [] }: Noted, sources: readonly Rereadable[]): Noted {
  const nameOf = (path: string): string =>
    titleOf(sources.find(({ paths }) => paths.some((one) => one === path))?.name ?? path)
  return { texts, notes: notes.map((note) => ({ ...note, path: nameOf(note.path) })) }
}

/** A file's name without its folders, which the readers of the page need not know. */
function titleOf(path: string): string {
  return path === '-' ? 'stdin' : escapeText(basename(path))
}

/** The browser's part of the program, as the package was built with it. */
function pageParts(): PageParts {
  const asset = (name: string): string => readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8')
  const script = scriptText(asset('page.js'))
  const scriptHash = `sha256-${createHash('sha256').update(script).digest('base64')}`
  return { script, style: asset('page.css'), scriptHash }
}

/** `113 kB`, `4.2 MB`. */
function sizeText(octets: number): string {
  return octets < 1e6 ? `${Math.ceil(octets / 1e3)} kB` : `${(octets / 1e6).toFixed(1)} MB`
}
