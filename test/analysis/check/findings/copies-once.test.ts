/** Whatever is found in a capture is found, and counted, once where the capture is given twice, as two machines would. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFile } from '../../../helpers/check.js'
import { CASES, capturesOf, FIXTURES, NETWORKS } from '../../../helpers/finding-captures.js'

/** What is said of the captures themselves is said of each. */
const counts = (found: readonly Finding[]) =>
  found
    .filter(({ id }) => !id.startsWith('capture.'))
    .map(({ id, severity, count }) => `${severity} ${id} ${count}`)
    .sort()

describe.skipIf(!existsSync(NETWORKS))('networks of the real kernel', () => {
  const files = capturesOf(NETWORKS).filter((name) => /\/n\d+\.pcap$/.test(name))
  test.each(files)('%s', async (file) => {
    expect(counts(await checkFile(file, file))).toEqual(counts(await checkFile(file)))
  })

  // The machines on the way lower the TTL, and so may the second one alone show what is wrong.
  test('what both ends have is counted as one of them has it', async () => {
    const found = await checkFile(...[1, 2, 3, 4, 5].map((n) => `${NETWORKS}20-mc5/n${n}.pcap`))
    const ttl = found.filter(({ id }) => id === 'tunnel.ttl-low').map(({ count }) => count)
    expect(ttl.slice(0, 4)).toEqual([33, 33, 3, 2])
  })
})

/** Captures whose packets cannot be paired, and why. */
const APART: readonly RegExp[] = [
  // Clocks that jump, or packets without a time.
  /w-time\/|tso-len0/,
  // One packet: the second capture goes on where the first one ends.
  /b02-gcp-geneve/,
  // Frames without addresses of IP or ARP.
  /b34-raw-ip-in-vxlan/,
  // Whether VLAN tags differ is not judged where each interface may lie in a VLAN of its own.
  /b15-outer-vlan1/,
  // No captures.
  /x\.(crlf|lfs|zero4)/,
]

describe('captures of one interface', () => {
  const files = [...capturesOf(FIXTURES), ...capturesOf(CASES)].filter((file) => !APART.some((name) => name.test(file)))
  test.each(files)('%s', async (file) => {
    const once = await checkFile(file)
    if (once.some(({ id }) => id === 'capture.duplicates')) return
    expect(counts(await checkFile(file, file))).toEqual(counts(once))
  })
})
