/** `npm run conformance [DIR] [PART OF A FILE NAME]`: exit 1 below the bar. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { judge, report } from './report.js'
import { runCorpus } from './run.js'

const corpus = process.argv[2] ?? '../shared/corpus'
if (!existsSync(join(corpus, 'truth'))) {
  process.stderr.write(`conformance: ${corpus}: no corpus here (files/ and truth/ are looked for)\n`)
  process.exit(2)
}
const results = await runCorpus(corpus, process.argv[3])
process.stdout.write(report(results))
const { passed, failures } = judge(results)
for (const failure of failures) process.stdout.write(`${failure}\n`)
process.exit(passed ? 0 : 1)
