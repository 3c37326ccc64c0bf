import { expect, test } from 'vitest'
import { ipv4, type Part, tcp } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { checkFrames } from '../../../helpers/check.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, pong, underlay } from '../../../helpers/packets.js'

const framesOf = (parts: readonly Part[]) => parts.map((part, i) => ({ ...frame(part), at: i }))

const told = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ id }) => id === 'capture.one-direction')

const segment = (sequence: number): Part =>
  ipv4(
    { source: INNER_A.ip, destination: INNER_B.ip },
    tcp({ source: 40000, destination: 80, sequence, acknowledgment: 7000 + sequence, flags: 0x10 }),
  )
const forth = [1, 2, 3, 4, 5].map((n) => underlay(inVni(42, segment(n))))

test('segments acknowledge what is not there', () => {
  expect(told(checkFrames(framesOf(forth)))).toMatchObject([
    { severity: 'info', frames: [1], count: 5, about: { conversations: 1 } },
  ])
})

test('one answer, and it shows both', () => {
  const both = framesOf([...forth, underlay(inVni(42, ping())), underlay(inVni(42, pong()), B.ip, A.ip)])
  expect(told(checkFrames(both))).toEqual([])
})

test('silence is no proof: requests that nobody answers', () => {
  const requests = [1, 2, 3, 4, 5].map((n) => underlay(inVni(42, ping(n))))
  expect(told(checkFrames(framesOf(requests)))).toEqual([])
})
