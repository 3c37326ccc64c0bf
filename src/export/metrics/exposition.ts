/** Prometheus' text format, version 0.0.4. */
import { FAMILIES, type FamilyName, type Sample } from './families.js'

/** What a scraper is told that it gets. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Families without any number are left out. */
export function exposition(samples: ReadonlyMap<FamilyName, readonly Pick<Sample, 'labels' | 'value'>[]>): string {
  const lines: string[] = []
  for (const [key, { name, help, type, labels: names }] of Object.entries(FAMILIES)) {
    const all = samples.get(key as FamilyName) ?? []
    if (all.length > 0) lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
    for (const { labels, value } of all) lines.push(`${name}${labelsText(names, labels)} ${value}`)
  }
  return `${lines.join('\n')}\n`
}

/** `{tunnel="vxlan",vni="42"}`. */
function labelsText(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return ''
  return `{${names.map((name, i) => `${name}="${escaped(values[i]!)}"`).join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
