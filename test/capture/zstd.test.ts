/** zstd by the package `fzstd`, docs/decisions/0029. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as zlib from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { hasFzstd } from '../../src/capture/zstd.js'
import { pcap, readAll, temporary } from '../helpers/capture-octets.js'

const path = temporary()
const isNative = 'createZstdDecompress' in zlib
if (!isNative && !hasFzstd()) console.warn('tests of zstd are SKIPPED: npm install fzstd')

const records = Array.from({ length: 5000 }, (_, i) => ({
  sec: i,
  fraction: i,
  data: Array.from({ length: 60 + (i % 40) }, (_, k) => (k * 7919 + i * 104_729) % 251),
}))
const capture = pcap(records)

function zstd(octets: Uint8Array, ...options: readonly string[]): Buffer {
  return execFileSync('zstd', ['-q', '-c', ...options], { input: octets })
}
const hasProgram = ((): boolean => {
  try {
    execFileSync('zstd', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!hasProgram || (!isNative && !hasFzstd()))('zstd, RFC 8878', () => {
  it('reads frames one after the other, of any level', async () => {
    const { rows } = await readAll(path('plain.pcap', capture))
    for (const options of [['-1'], ['-19', '--long=24'], ['--no-check'], ['--fast=5']]) {
      const frames = [capture.subarray(0, 2), capture.subarray(2, 100_000), capture.subarray(100_000)]
      const name = path('a.zst', Buffer.concat(frames.map((octets) => zstd(octets, ...options))))
      const { rows: ours, error } = await readAll(name)
      expect(error).toBeUndefined()
      expect(ours).toEqual(rows)
    }
  })

  it('reads all in front of a cut, then says so', async () => {
    const whole = zstd(capture)
    const name = path('cut.zst', whole.subarray(0, whole.length - 20))
    const { rows, error } = await readAll(name)
    expect(rows.length).toBeGreaterThan(2000)
    expect(error?.message).toMatch(/: the zstd data are (cut|damaged or cut): /)
  })
})

const CORPUS = fileURLToPath(new URL('../../../shared/corpus-more/files', import.meta.url))
test.skipIf(!existsSync(CORPUS) || (!isNative && !hasFzstd()))('a capture of the corpus', async () => {
  const { rows, error } = await readAll(`${CORPUS}/LightPcapNg__caneth.pcapng.zst`)
  expect(error).toBeUndefined()
  expect(rows.length).toBeGreaterThan(0)
})
