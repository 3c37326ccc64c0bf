/** Real captures, strange and damaged ones among them: the page of each opens without a complaint and comes alive. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hasNoBrowser, openFile, writePages } from '../helpers/browser.js'
import { vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const SHARED = fileURLToPath(new URL('../../../shared', import.meta.url))
/** Captures of the corpus that are opened. */
const PICKED = 3
/** Octets of a capture at most: there are many to be opened. */
const MAX_OCTETS = 500_000

const hasShared = existsSync(SHARED)
if (!hasShared) console.warn(`only the fixtures' pages are opened: ${SHARED} is not there`)

const capturesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => join(folder, name))

/** The first capture of every network of the lab, then of the corpus some that have what those before them have not; else the fixtures. */
function captures(): readonly string[] {
  if (!hasShared) return capturesIn(FIXTURES)
  const lab = readdirSync(join(SHARED, 'lab'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? capturesIn(join(SHARED, 'lab', entry.name)).slice(0, 1) : [],
  )
  const [, ...rows] = readFileSync(join(SHARED, 'corpus/MANIFEST.tsv'), 'utf8').trimEnd().split('\n')
  const candidates = rows
    .map((row) => row.split('\t'))
    .filter(([, , , , octets]) => Number(octets) <= MAX_OCTETS)
    .map(([name = '', , , , , , , , features = '']) => ({ name, features: features.split(',') }))
  const seen = new Map<string, number>()
  const novelty = (features: readonly string[]): number =>
    features.reduce((sum, feature) => sum + 1 / (1 + (seen.get(feature) ?? 0)) ** 2, 0)
  const picked: string[] = []
  while (picked.length < PICKED && candidates.length > 0) {
    candidates.sort((x, y) => novelty(x.features) - novelty(y.features) || y.name.localeCompare(x.name))
    const { name, features } = candidates.pop()!
    for (const feature of features) seen.set(feature, (seen.get(feature) ?? 0) + 1)
    picked.push(join(SHARED, 'corpus/files', name))
  }
  return [...share(lab, 3), ...picked]
}

const all = hasNoBrowser ? [] : captures()

test.skipIf(hasNoBrowser)(
  'every page comes alive without a complaint, and asks the network for nothing',
  { timeout: 600_000 },
  async () => {
    const wrong: string[] = []
    for (const [i, path] of writePages(all).entries()) {
      const capture = all[i]!
      try {
        if (!existsSync(path)) {
          if ((await vxsniff(['read', capture])).stdout !== '') wrong.push(`${capture}: no page`)
          continue
        }
        const { page, complaints, requests } = await openFile(path)
        if (complaints.length + requests.length > 0)
          wrong.push(`${capture}: ${[...complaints, ...requests].join('; ')}`)
        if ((await page.locator('h1').textContent()) === '') wrong.push(`${capture}: nothing to read`)
        await page.close()
      } catch (error) {
        wrong.push(`${capture}: ${error}`)
      }
    }
    expect(wrong).toEqual([])
  },
)
