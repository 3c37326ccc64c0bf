import { describe, expect, test } from 'vitest'
import { icmpEcho, ipv4Fragments, type Part } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import type { LaterMissing } from '../../../../src/analysis/check/findings/fragment-later-missing.js'
import { checkFrames } from '../../../helpers/check.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../../../helpers/packets.js'
import { hasCases, inCase, saidOfCase } from '../../../helpers/tunnels.js'

type Sent = readonly [at: number, part: Part]

function missing(sent: readonly Sent[], cut = 0): readonly Finding<LaterMissing>[] {
  const frames = sent.map(([at, part]) => {
    const { octets } = frame(part)
    return { octets: octets.subarray(0, octets.length - cut), length: octets.length, at }
  })
  return checkFrames(frames).filter(({ id }) => id === 'fragment.later-missing') as readonly Finding<LaterMissing>[]
}

/** A packet of the underlay in three fragments. */
function pieces(identification: number, source = A.ip, destination = B.ip): readonly Part[] {
  const echo = icmpEcho({ id: 7, sequence: identification, length: 3000 })
  const ranges = [
    [0, 1424],
    [1424, 2848],
    [2848, 3008],
  ] as const
  return ipv4Fragments({ source, destination, identification }, echo, ranges)
}

/** The same of an overlay. */
const inner = (identification: number): readonly Part[] =>
  pieces(identification, INNER_A.ip, INNER_B.ip).map((piece) => underlay(inVni(42, piece)))

const END: Sent = [9000, underlay(inVni(42, ping(2)))]
const at = (time: number, parts: readonly Part[]): readonly Sent[] => parts.map((part, i) => [time + i, part])

test('the last fragment is lost each time', () => {
  const sent = [...at(1000, inner(1).slice(0, 2)), ...at(2000, inner(2).slice(0, 2)), ...at(3000, inner(3)), END]
  expect(missing(sent)).toMatchObject([
    {
      ...{ severity: 'error', confidence: 'high', frames: [1, 3], count: 2 },
      about: { network: 1, source: 0xac110102, destination: 0xac110103, whole: 1, hasLater: true },
    },
  ])
})

test('so is one between the first and the last', () => {
  const [first, , last] = inner(1)
  expect(missing([...at(1000, [first!, last!]), END])).toMatchObject([{ severity: 'warning', count: 1 }])
})

test('one outside of any tunnel is a loss as it happens', () => {
  expect(missing([...at(1000, pieces(1).slice(0, 2)), END])).toMatchObject([{ severity: 'info', count: 1 }])
})

test('what came in whatever order is whole, and what has not come yet may come', () => {
  const [one, two, three] = inner(1)
  expect(missing([...at(1000, [three!, one!, two!]), END])).toEqual([])
  expect(missing(at(8950, inner(2).slice(0, 2)).concat([END]))).toEqual([])
})

test('of what the capture has cut nobody can tell', () => {
  expect(missing([...at(1000, inner(1)), ...at(2000, inner(2)), END], 20)).toEqual([])
})

test('a filter for ports takes first fragments alone, of both sides', () => {
  const forth = [1, 2, 3].flatMap((n) => at(1000 * n, pieces(n).slice(0, 1)))
  const back = [1, 2, 3].flatMap((n) => at(1000 * n + 5, pieces(n, B.ip, A.ip).slice(0, 1)))
  const sent = [...forth, ...back].sort(([x], [y]) => x - y)
  expect(missing([...sent, END]).map(({ severity }) => severity)).toEqual(['info', 'info'])
  expect(missing([...forth, END])).toMatchObject([{ severity: 'error', confidence: 'medium', count: 3 }])
})

/** The fragments as each of two machines captures them, the second one so much later. */
function twice(first: readonly Sent[], second: readonly Sent[], delay = 5): readonly Finding[] {
  const seen = [first, second].flatMap((sent, on) =>
    sent.map(([time, part]) => ({ ...frame(part), at: time + on * delay, on })),
  )
  return checkFrames(seen.sort((x, y) => x.at - y.at))
}
const missingIn = (found: readonly Finding[]) => found.filter(({ id }) => id.startsWith('fragment.'))

describe('in captures of two machines', () => {
  const whole = [1, 2, 3].flatMap((n) => at(1000 * n, inner(n)))
  const short = [1, 2, 3].flatMap((n) => at(1000 * n, inner(n).slice(0, 2)))

  test.each([0.1, 5])('what is whole at both is whole, %d ms apart', (delay) => {
    expect(missingIn(twice([...whole, END], [...whole, END], delay))).toEqual([])
  })

  test.each([0.1, 5])('what is whole nowhere counts once, %d ms apart', (delay) => {
    expect(missingIn(twice([...short, END], [...short, END], delay))).toMatchObject([
      { id: 'fragment.later-missing', count: 3 },
    ])
  })

  test.each([0.1, 5])('what the second one never got was lost between them, %d ms apart', (delay) => {
    expect(missingIn(twice([...whole, END], [...short, END], delay))).toMatchObject([
      { id: 'fragment.later-missing', count: 3 },
    ])
  })
})

test.skipIf(!hasCases)('twelve datagrams in VXLAN, and the later fragment of none', async () => {
  expect(await inCase('b33-last-fragment-lost', 'fragment.later-missing')).toMatchObject([
    { severity: 'error', count: 12, about: { whole: 0, hasLater: false, isMutual: false } },
  ])
  expect(await saidOfCase('b33-last-fragment-lost')).not.toContain('fragment.first-missing error')
})
