import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { judge } from './conformance/report.js'
import { runCorpus } from './conformance/run.js'

const CORPUS = fileURLToPath(new URL('../../shared/corpus', import.meta.url))
const isThere = existsSync(CORPUS)
if (!isThere) console.warn(`conformance is NOT tested: ${CORPUS} is not there`)

describe.skipIf(!isThere)('every capture of the corpus, compared with tshark 4.0', () => {
  test('at least 99.9 % of the values are equal, and no tunnel field differs without a named cause', async () => {
    const results = await runCorpus(CORPUS)
    expect(results.map((r) => r.folder)).toEqual(['truth', 'truth-defrag'])
    expect(judge(results).failures).toEqual([])
  }, 60_000)
})
