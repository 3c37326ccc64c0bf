/**
 * Writes the pages of this folder, one a finding and a list of them, from the words that `vxsniff check` has for it and
 * from what it says of a capture of `fixtures/`: `npx tsx docs/findings/make.ts`.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { KINDS } from '../../src/present/check/kinds.js'
import { report } from '../../src/present/check/report.js'
import { type Results, resultsOf } from '../../src/present/check/results.js'
import { PLAIN } from '../../src/present/palette.js'
import type { FindingWords, Quote } from '../../src/words/findings/finding-words.js'
import type { Language, Words } from '../../src/words/language.js'
import { factsOfFile } from '../../test/helpers/check.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const HEADER = '<!-- Made by docs/findings/make.ts; the words are in src/words/findings. -->\n'
/** Columns of an example. */
const COLUMNS = 100

const TITLE: Words = {
  en: 'What `vxsniff check` finds',
  zh: '`vxsniff check` 能发现的问题',
}
const EXAMPLE: Words = { en: 'Example', zh: '示例' }

/** Every page by its file name. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const examples = await findExamples()
  const words = KINDS.map((kind) => kind.words).sort((x, y) => (x.id < y.id ? -1 : 1))
  const made = new Map<string, string>([['README.md', listPage(words)]])
  for (const finding of words) made.set(`${finding.id}.md`, page(finding, examples.get(finding.id)))
  return made
}

interface Example {
  readonly file: string
  readonly results: Results
}

/** For each finding the capture of `fixtures/` that shows it best: where it is worst, and most certain. */
async function findExamples(): Promise<ReadonlyMap<string, Example>> {
  const examples = new Map<string, Example>()
  for (const file of readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name))) {
    const facts = await factsOfFile(FIXTURES + file)
    for (const { id } of resultsOf(facts, { only: [], ignore: [] }).found) {
      const example = { file, results: resultsOf(facts, { only: [id], ignore: [] }) }
      const before = examples.get(id)
      if (before === undefined || weight(example) > weight(before)) examples.set(id, example)
    }
  }
  return examples
}

function weight({ results }: Example): number {
  const [worst] = results.found
  if (worst === undefined) return 0
  const severity = { error: 20, warning: 10, info: 0 }[worst.severity]
  return severity + { high: 2, medium: 1, low: 0 }[worst.confidence]
}

function listPage(words: readonly FindingWords<unknown>[]): string {
  const rows = words.map(({ id, title }) => `| [\`${id}\`](${id}.md) | ${title.en} | ${title.zh} |`)
  return `${HEADER}# ${TITLE.en}\n\n${TITLE.zh}\n\n| id | English | 中文 |\n|---|---|---|\n${rows.join('\n')}\n`
}

function page({ id, title, meaning, quotes }: FindingWords<unknown>, example: Example | undefined): string {
  const part = (language: Language): string => {
    const shown = example === undefined ? '' : `\n### ${EXAMPLE[language]}\n\n${exampleText(id, example, language)}`
    return `## ${title[language]}\n\n${meaning[language]}\n${shown}`
  }
  const quoted = quotes.map(quoteText).join('\n')
  return `${HEADER}# \`${id}\`\n\n${part('en')}\n${part('zh')}${quoted === '' ? '' : `\n## RFC\n\n${quoted}`}`
}

function exampleText(id: string, { file, results }: Example, language: Language): string {
  const option = language === 'en' ? '' : ` --lang ${language}`
  const view = { language, palette: PLAIN, unicode: true, columns: COLUMNS, verbose: true }
  return `\`\`\`\n$ vxsniff check -v --only ${id}${option} fixtures/${file}\n${report(results, view)}\`\`\`\n`
}

function quoteText({ source, sentence }: Quote): string {
  return `> ${sentence}\n>\n> ${linked(source)}\n`
}

/** Standards of the IETF are a click away. */
function linked(source: string): string {
  const [, number, section] = /^RFC (\d+)(?: §([\d.]+))?$/.exec(source) ?? []
  if (number === undefined) return source
  return `[${source}](https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? '' : `#section-${section}`})`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const old of readdirSync(FOLDER).filter((name) => name.endsWith('.md'))) rmSync(FOLDER + old)
  for (const [name, text] of await pages()) writeFileSync(FOLDER + name, text)
}
