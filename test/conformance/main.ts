/** `npm run conformance [--only PART OF A FILE NAME] [DIR…]`: exit 1 where one of the corpora is below the bar. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judge, report } from './report.js'
import { runCorpus } from './run.js'

const CORPORA = ['../shared/corpus', '../shared/corpus-more']

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
const corpora = positionals.length > 0 ? positionals : CORPORA
const missing = corpora.filter((corpus) => !existsSync(join(corpus, 'truth')))
if (missing.length > 0) {
  process.stderr.write(`conformance: no corpus in ${missing.join(', ')} (files/ and truth/ are looked for)\n`)
  process.exit(2)
}
let isPassed = true
for (const corpus of corpora) {
  const results = await runCorpus(corpus, values.only)
  process.stdout.write(`${corpus}\n${report(results)}`)
  const { passed, failures } = judge(results)
  for (const failure of failures) process.stdout.write(`${corpus}: ${failure}\n`)
  isPassed &&= passed
}
process.exit(isPassed ? 0 : 1)
