/** The findings that were asked for: `--only` and `--ignore` take ids, or the part of ids before the dot. */
import { findings } from '../../analysis/check/check.js'
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import type { Finder, Finding, Severity } from '../../analysis/check/finding.js'
import { FINDING_IDS } from '../../analysis/check/finding-ids.js'
import type { Confidence } from '../../analysis/learning/facts.js'
import type { Part } from '../../words/screens/filter.js'
import { FINDERS } from './kinds.js'

export interface Selection {
  /** None for all. */
  readonly only: readonly string[]
  readonly ignore: readonly string[]
  /** Findings of a kind that are told one by one: all if 0, the usual number if undefined. */
  readonly limit?: number
}

export interface Results extends Selection {
  readonly facts: CheckFacts
  /** The worst first. */
  readonly found: readonly Finding[]
  /** How many findings were left out because they were not asked for. */
  readonly leftOut: Readonly<Record<Severity, number>>
  /** Where not all packets were looked at. */
  readonly part?: Part
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']
const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low']

/** Whether a finding has this id, or begins with it: `mtu.blackhole`, `mtu`. */
export function isFindingId(name: string): boolean {
  return FINDING_IDS.some((id) => isOf(id, name))
}

/** Looks for all kinds, or for those of `finders`. */
export function resultsOf(
  facts: CheckFacts,
  { only, ignore, limit }: Selection,
  finders: readonly Finder[] = FINDERS,
): Results {
  const isWanted = ({ id }: Finding): boolean =>
    (only.length === 0 || only.some((name) => isOf(id, name))) && !ignore.some((name) => isOf(id, name))
  const all = findings(facts, finders, limit)
  const leftOut = countBySeverity(all.filter((finding) => !isWanted(finding)))
  return { facts, only, ignore, found: inOrder(all.filter(isWanted)), leftOut }
}

/**
 * Puts findings of one kind and severity together. Of two equally severe kinds the more certain one comes first, then
 * the one that more packets show, then the one that appears first.
 */
function inOrder(found: readonly Finding[]): readonly Finding[] {
  const kinds = new Map<string, Finding[]>()
  for (const finding of found) {
    const key = `${finding.severity} ${finding.id}`
    const kind = kinds.get(key)
    if (kind === undefined) kinds.set(key, [finding])
    else kind.push(finding)
  }
  const severity = (kind: readonly Finding[]): number => SEVERITIES.indexOf(kind[0]!.severity)
  const confidence = (kind: readonly Finding[]): number =>
    Math.min(...kind.map((finding) => CONFIDENCES.indexOf(finding.confidence)))
  const packets = (kind: readonly Finding[]): number => kind.reduce((sum, { count }) => sum + count, 0)
  return [...kinds.values()]
    .sort((x, y) => severity(x) - severity(y) || confidence(x) - confidence(y) || packets(y) - packets(x))
    .flat()
}

export function countBySeverity(found: readonly Finding[]): Readonly<Record<Severity, number>> {
  const of = (severity: Severity): readonly Finding[] => found.filter((finding) => finding.severity === severity)
  const count = (severity: Severity): number => of(severity).reduce((sum, { others }) => sum + (others?.length ?? 1), 0)
  return { error: count('error'), warning: count('warning'), info: count('info') }
}

function isOf(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`)
}
