/**
 * `check --json`: a line with an object for each finding, then one for the summary. Frames are numbers; null stands for
 * what does not exist. `repeats` are packets that were sent again, each with the one before. `others` is how many
 * findings this one stands for when there are too many of a kind. Words are in the language that was asked for.
 */
import type { Finding } from '../../analysis/check/finding.js'
import type { FindingId } from '../../analysis/check/finding-ids.js'
import type { Language } from '../../words/language.js'
import type { Note } from '../notes.js'
import type { UtcOffset } from '../time.js'
import { tell } from './finding-sentences.js'
import { findingText } from './finding-text.js'
import { countBySeverity, type Results } from './results.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 2

/** Times of day in its words are in UTC without `utcOffset`. */
export function findingsJson(
  found: readonly Finding[],
  { facts }: Results,
  language: Language,
  utcOffset?: UtcOffset,
): string {
  const text = findingText(facts, true, utcOffset)
  return found
    .map((finding) => {
      const { id, severity, confidence, count, frames, repeats, others } = finding
      const { title, says, why, fix, verify, quotes } = tell(finding, text, language)
      const advice = { fix: orNull(fix), verify: orNull(verify) }
      return line({
        id,
        severity,
        confidence,
        count,
        frames,
        repeats,
        others: others?.length,
        title,
        says,
        why,
        ...advice,
        rfc: quotes,
      })
    })
    .join('')
}

/** Where tables of captures were looked at in place of packets. */
export interface OfTables {
  readonly captures: number
  /** Kinds of findings that tables do not tell. */
  readonly needPackets: readonly FindingId[]
}

/**
 * The last line. `tunnels` are those that `vxsniff tunnels` lists, `networks` are VNIs and keys; `hints` are UDP ports that
 * are not decoded and look like a tunnel's. `dropped` is what found no room, by what it was; `notes` is what there is to
 * say of the files; `damaged` is whether the capture could not be read to its end.
 */
export function summaryJson(
  { found, facts, part }: Results,
  damaged: boolean,
  notes: readonly Note[] = [],
  tables?: OfTables,
): string {
  const { error: errors, warning: warnings, info: infos } = countBySeverity(found)
  const { packets, octets } = facts.census
  const tunnels = facts.tunnels.count
  const networks = facts.networks.overlayCount
  const hints = facts.census.hints()
  return line({
    summary: {
      errors,
      warnings,
      infos,
      packets,
      octets,
      tunnels,
      networks,
      hints,
      dropped: facts.dropped,
      notes,
      damaged,
      ...(part === undefined ? {} : { part }),
      ...tables,
      schema: SCHEMA,
    },
  })
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}
