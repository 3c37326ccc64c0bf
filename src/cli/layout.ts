/** How `--fields` lays out its lines: tshark's `-E`, and options of our own. */
import { LAYOUT, type Layout } from '../present/fields.js'
import { UsageError } from './errors.js'

/** Signs that a shell or a line of options cannot well have. */
const NAMED: Readonly<Record<string, string>> = { '/t': '\t', '/s': ' ' }
const QUOTES: Readonly<Record<string, string>> = { d: '"', s: "'", n: '' }

/** What each key of `-E` changes, by its value; undefined where it has no such value. */
const KEYS: Readonly<Record<string, (value: string) => Partial<Layout> | undefined>> = {
  header: (value) => flag(value, (header) => ({ header })),
  bom: (value) => flag(value, (bom) => ({ bom })),
  separator: (value) => sign(value, (separator) => ({ separator })),
  aggregator: (value) => sign(value, (aggregator) => ({ aggregator })),
  occurrence: (value) => (value === 'a' || value === 'f' || value === 'l' ? { occurrence: value } : undefined),
  quote: (value) => (QUOTES[value] === undefined ? undefined : { quote: QUOTES[value] }),
}

/** Between two items of one word; a separator may be a comma itself. */
const NEXT_KEY = new RegExp(`,(?=(?:${Object.keys(KEYS).join('|')})=)`)

interface LayoutOptions {
  /** Each `KEY=VALUE`. */
  readonly layout?: readonly string[]
  readonly header?: boolean
  readonly innermost?: boolean
}

/** Throws a `UsageError`. */
export function layoutFrom({ layout = [], header, innermost }: LayoutOptions): Layout {
  const changes = layout.flatMap((item) => item.split(NEXT_KEY)).map(changeOf)
  return Object.assign({}, LAYOUT, { innermost: innermost === true }, header === false ? { header } : {}, ...changes)
}

function changeOf(item: string): Partial<Layout> {
  const at = item.indexOf('=')
  const change = at < 0 ? undefined : KEYS[item.slice(0, at)]?.(item.slice(at + 1))
  if (change !== undefined) return change
  throw new UsageError(
    `there is no -E ${item}, but header=y|n, separator=/t|/s|CHARACTER, occurrence=f|l|a, aggregator=, and quote=d|s|n`,
  )
}

function flag(value: string, to: (is: boolean) => Partial<Layout>): Partial<Layout> | undefined {
  return value === 'y' || value === 'n' ? to(value === 'y') : undefined
}

function sign(value: string, to: (text: string) => Partial<Layout>): Partial<Layout> | undefined {
  const text = NAMED[value] ?? value
  return text.length === 1 ? to(text) : undefined
}
