import { expect, test } from 'vitest'
import { icmpEcho, ipv4 } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFrames } from '../../../helpers/check.js'
import { frame, INNER_A, INNER_B, inVni, underlay } from '../../../helpers/packets.js'

const told = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ id }) => id === 'capture.clock-backwards')

const pings = [1, 2, 3, 4].map((n) =>
  underlay(inVni(42, ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, icmpEcho({ id: 7, sequence: n })))),
)
const at = (times: readonly number[]) => pings.map((part, i) => ({ ...frame(part), at: times[i]! }))

test('a step of two seconds', () => {
  expect(told(checkFrames(at([5000, 6000, 4000, 4100])))).toMatchObject([
    { severity: 'info', frames: [3], count: 1, about: { largestStep: 2e9 } },
  ])
})

test('packets that cards and CPUs hand over in another order', () => {
  expect(told(checkFrames(at([5000, 5000.5, 5000.4, 5001])))).toEqual([])
})

test('time goes on', () => {
  expect(told(checkFrames(at([5000, 5000, 5001, 9000])))).toEqual([])
})
