/** Answers that come late, come another way or do not come, and who is a neighbour where nobody asks. */
import { expect, test } from 'vitest'
import { ethernet, gre, ipv4, type Part } from '../../../fixtures/make/packets.js'
import type { Facts } from '../../../src/analysis/learning/facts.js'
import { addressText } from '../../../src/present/address-text.js'
import { inShort, learnFrames } from '../../helpers/learn.js'
import {
  answers,
  asks,
  between,
  type Host,
  host,
  pings,
  pongs,
  type Sent,
  toGroup,
  vtep,
} from '../../helpers/overlay.js'

const learn = (sent: readonly Sent[]): Facts =>
  learnFrames(sent.map(({ at, frame }) => ({ at: 1_700_000_000_000 + at, octets: Uint8Array.from(frame.octets) })))

const X = host(2, 1)
const Y = host(3, 2)
const Z = host(4, 3)
const inVain = (who: Host, ip: string, at = 0): readonly Sent[] =>
  [0, 1000, 2000].map((after) => toGroup(at + after, who, asks(who, ip)))

const missing = (facts: Facts) =>
  facts.sequences.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.missing === undefined ? [] : [[step.missing, step.proof?.kind, step.proof?.at.frame]],
    ),
  )

test('who is not there when it is asked for, and is later, is said to be there later', () => {
  expect(missing(learn(inVain(X, Y.ip)))).toEqual([['reply', undefined, undefined]])
  const later = [toGroup(5000, Y, asks(Y, X.ip)), between(5000.1, X, Y, answers(X, Y))]
  expect(missing(learn([...inVain(X, Y.ip), ...later]))).toContainEqual(['reply', 'later', 4])
  // Somebody else learns of it.
  const other = [toGroup(5000, Z, asks(Z, Y.ip)), between(5000.1, Y, Z, answers(Y, Z))]
  expect(missing(learn([...inVain(X, Y.ip), ...other]))).toContainEqual(['reply', 'later', 5])
  // Who was known before is not new.
  expect(missing(learn([...other, ...inVain(X, Y.ip, 9000)]))).toContainEqual(['reply', undefined, undefined])
})

/** Between two ends of a GRE tunnel. */
const byGre = (at: number, from: Host, to: Host, inner: Part): Sent => ({
  at,
  frame: ethernet(
    '52:54:00:00:00:02',
    '52:54:00:00:00:01',
    ipv4({ source: from.at, destination: to.at }, gre({ key: 7 }, inner)),
  ),
})

test('a bridge asks through all of its tunnels, and is answered through one', () => {
  // Seen at X: Y asks for Z, which X knows by another tunnel with the same key.
  const facts = learn([
    byGre(0, Z, X, asks(Z, X.ip)),
    byGre(0.1, X, Z, answers(X, Z)),
    byGre(0.2, Z, X, pings(Z, X)),
    byGre(0.3, X, Z, pongs(X, Z)),
    byGre(10, Y, X, asks(Y, X.ip)),
    byGre(10.1, X, Y, answers(X, Y)),
    byGre(10.2, Y, X, pings(Y, X)),
    byGre(10.3, X, Y, pongs(X, Y)),
    byGre(1000, Y, X, asks(Y, Z.ip)),
    byGre(2000, Y, X, asks(Y, Z.ip)),
  ])
  const told = facts.sequences.find((s) => addressText(facts.addresses, s.target) === Z.ip)!
  expect(inShort(facts, told)).toContain('no answered-elsewhere 9')
  expect(told.steps.at(-1)!.proof).toMatchObject({ kind: 'other-vtep' })
  expect(addressText(facts.addresses, told.steps.at(-1)!.proof!.vtep)).toBe(vtep(3))
})

test('where nobody asks, hosts of different links are no neighbours: each knows its next hop', () => {
  const far: Host = { ...Y, ip: '172.19.77.3' }
  const neighbours = (other: Host): readonly string[] => {
    const facts = learn([between(0, X, other, pings(X, other)), between(1, other, X, pongs(other, X))])
    return facts.neighbours.map(({ host, ip }) => [host, ip].map((a) => addressText(facts.addresses, a)).join(' '))
  }
  expect(neighbours(Y)).toEqual([`${X.ip} ${Y.ip}`, `${Y.ip} ${X.ip}`])
  expect(neighbours(far)).toEqual([])
})
