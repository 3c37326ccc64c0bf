/** Captures of several nodes of one network: cables of the kernel lose nothing, so that nobody may claim a loss. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compareFrames } from '../../helpers/places.js'
import { recordsOf } from '../../helpers/records.js'
import { share } from '../../helpers/share.js'

const SHARED = fileURLToPath(new URL('../../../../shared/', import.meta.url))
const NODES = ['n1', 'n2', 'n3', 'n4', 'n5']

const networks = ['networks', 'lab'].flatMap((room) => {
  const directory = `${SHARED}${room}/`
  return existsSync(directory) ? readdirSync(directory).map((name) => `${directory}${name}/`) : []
})
const captures = networks
  .map((path) => NODES.map((node) => `${path}${node}.pcap`).filter((file) => existsSync(file)))
  .filter((files) => files.length > 1)

if (captures.length === 0) console.warn(`captures of several nodes are SKIPPED: ${SHARED} does not exist`)

test.skipIf(captures.length === 0)('all that passes two nodes arrives', { timeout: 300_000 }, async () => {
  for (const files of share(captures, 4)) {
    const all = await Promise.all(files.map(recordsOf))
    let pairs = 0
    for (const [i, a] of all.entries()) {
      for (const [j, b] of all.slice(i + 1).entries()) {
        const { clocks, directions } = compareFrames(a, b).comparison
        pairs += clocks.pairs
        const wrong = directions.map(({ lost, missed }) => [...lost.frames, ...missed.frames])
        expect(wrong, `${files[i]} ${files[i + 1 + j]}`).toEqual([[], []])
      }
    }
    expect(pairs, files[0]).toBeGreaterThan(0)
  }
})
