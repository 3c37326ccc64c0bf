/** Two threads may share a check: what both halves know together is what one knows that does all. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { generate } from '../../../bench/generate.js'
import { CheckHalf } from '../../../src/analysis/check/independent-half.js'
import { factsOf } from '../../helpers/facts.js'
import { CORPUS, type Frame, framesOf, hasCorpus } from '../../helpers/octets.js'
import { fixture } from '../../helpers/packets.js'
import { share } from '../../helpers/share.js'

const LAB = fileURLToPath(new URL('../../../../shared/lab/', import.meta.url))
const HAS_LAB = existsSync(LAB)
if (!HAS_LAB) console.warn(`skipped: halves of a check in the lab's networks: ${LAB} is not there`)
const HAS_CORPUS = hasCorpus('halves of a check in the corpus')
const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url))

const directory = mkdtempSync(join(tmpdir(), 'vxsniff-halves-'))
afterAll(() => rmSync(directory, { recursive: true }))

function compare(frames: readonly Frame[]): void {
  const sightings = frames.map((frame, i) => ({ frame, time: i * 1e6 }))
  const [both, whole] = [factsOf(sightings, undefined, new CheckHalf()), factsOf(sightings)]
  // The others are not shared, and number endpoints as they meet them.
  for (const name of ['findings', 'checksums', 'translations', 'faults', 'loops', 'census', 'others']) {
    expect(both[name]).toBe(whole[name])
  }
}

describe('two halves of a check know together what a whole one knows', () => {
  test('of every fixture, and of all in one', { timeout: 60_000 }, () => {
    const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap'))
    for (const name of names) compare(framesOf(join(FIXTURES, name)))
    compare(names.flatMap((name) => framesOf(join(FIXTURES, name)).filter((f) => f.linkType === 1)))
  })

  test('of traffic of many tunnels', { timeout: 60_000 }, () => {
    const file = join(directory, 'traffic.pcap')
    generate(file, 8000)
    compare(framesOf(file))
  })

  test('of packets in any order, also of damaged ones', { timeout: 60_000 }, () => {
    const names = ['bad-checksum', 'offload', 'ipv6-underlay', 'multicast-3nodes', 'fragments', 'gre-seed']
    const frames = names.flatMap((name) => fixture(name).slice(0, 30))
    const step = fc.record({ n: fc.nat(frames.length - 1), at: fc.nat(400), value: fc.nat(255), damages: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        compare(
          steps.map(({ n, at, value, damages }) => {
            const f = frames[n]!
            if (!damages || at >= f.octets.length) return f
            const octets = Uint8Array.from(f.octets)
            octets[at] = value
            return { ...f, octets }
          }),
        )
      }),
      { numRuns: 20 },
    )
  })

  test.skipIf(!HAS_LAB)("of the lab's networks", { timeout: 120_000 }, () => {
    for (const { name } of share(
      readdirSync(LAB, { withFileTypes: true }).filter((entry) => entry.isDirectory()),
      4,
    )) {
      for (const file of readdirSync(join(LAB, name)))
        if (file.endsWith('.pcap')) compare(framesOf(join(LAB, name, file)))
    }
  })

  test.skipIf(!HAS_CORPUS)('of the corpus', { timeout: 240_000 }, () => {
    for (const file of share(readdirSync(join(CORPUS, 'files')), 4))
      compare(framesOf(join(CORPUS, 'files', file)).slice(0, 2000))
  })
})
