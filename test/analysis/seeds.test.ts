/** What is known does not depend on the seed of the hashes, which is another one in every run. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { randomSeed, useSeed } from '../../src/analysis/tables/hash.js'
import { factsOf } from '../helpers/facts.js'
import { CORPUS, type Frame, framesOf, hasCorpus } from '../helpers/octets.js'
import { fixture } from '../helpers/packets.js'
import { knownSeed } from '../helpers/seeds.js'
import { share } from '../helpers/share.js'

const LAB = fileURLToPath(new URL('../../../shared/lab/', import.meta.url))
const HAS_LAB = existsSync(LAB)
if (!HAS_LAB) console.warn(`skipped: seeds in the lab's networks: ${LAB} is not there`)
const HAS_CORPUS = hasCorpus('seeds in the corpus')
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

afterAll(() => useSeed(randomSeed()))

function compare(frames: readonly Frame[]): void {
  const sightings = frames.map((frame, i) => ({ frame, time: i * 1e5 }))
  const [expected, ...others] = [1, 2, 3].map((number) => {
    useSeed(knownSeed(number))
    return factsOf(sightings)
  })
  for (const other of others) expect(other).toEqual(expected)
}

describe('is the same with three seeds', () => {
  test('of every fixture, and of all in one', { timeout: 120_000 }, () => {
    const captures = readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap'))
    const all = captures.map((name) => fixture(name.replace('.pcap', '')))
    for (const frames of all) compare(frames)
    compare(all.flat())
  })

  test.skipIf(!HAS_LAB)("of the lab's networks", { timeout: 240_000 }, () => {
    for (const { name: network } of readdirSync(LAB, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      for (const file of readdirSync(join(LAB, network)).filter((name) => name.endsWith('.pcap'))) {
        compare(framesOf(join(LAB, network, file)))
      }
    }
  })

  test.skipIf(!HAS_CORPUS)('of the corpus', { timeout: 480_000 }, () => {
    let all: Frame[] = []
    for (const file of share(readdirSync(join(CORPUS, 'files')), 4)) {
      // Each adds to what is remembered of those before.
      all.push(...framesOf(join(CORPUS, 'files', file)).slice(0, 2000))
      if (all.length < 20_000) continue
      compare(all)
      all = []
    }
    compare(all)
  })
})
