import { expect, test } from 'vitest'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFrames } from '../../../helpers/check.js'
import { A, B, frame, inVni, ping, pong, underlay } from '../../../helpers/packets.js'

/** Three pings, and their answers. */
const HEALTHY = [1, 2, 3]
  .flatMap((n) => [underlay(inVni(42, ping(n))), underlay(inVni(42, pong(n)), B.ip, A.ip)])
  .map((part, i) => ({ ...frame(part), at: i }))

const told = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ id }) => id === 'capture.truncated')

test('packets of which octets are missing, and of which headers are', () => {
  const cut = HEALTHY.map((f, i) => ({
    ...f,
    octets: f.octets.subarray(0, i < 2 ? 40 : 110).slice(),
    length: f.octets.length,
  }))
  expect(told(checkFrames(cut))).toMatchObject([{ severity: 'info', count: 6, about: { packets: 6, headersCut: 2 } }])
})

test('whole packets', () => {
  expect(told(checkFrames(HEALTHY))).toEqual([])
})
