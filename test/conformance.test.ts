import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { judge } from './conformance/report.js'
import { runCorpus } from './conformance/run.js'

describe.each(['corpus', 'corpus-more'])('every capture of %s, compared with tshark 4.0', (name) => {
  const corpus = fileURLToPath(new URL(`../../shared/${name}`, import.meta.url))
  const isThere = existsSync(corpus)
  if (!isThere) console.warn(`conformance is NOT tested: ${corpus} is not there`)

  test.skipIf(!isThere)(
    'at least 99.95 % of the values are equal, and none differs without a named cause',
    async () => {
      const results = await runCorpus(corpus)
      expect(results.map((r) => r.folder)).toEqual(['truth', 'truth-defrag'])
      expect(judge(results).failures).toEqual([])
    },
    120_000,
  )
})
