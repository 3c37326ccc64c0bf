import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { StaleUse } from '../../../../src/analysis/check/findings/mac-stale-use.js'
import { checkFile } from '../../../helpers/check.js'
import { capturesOf, LAB, NETWORKS } from '../../../helpers/finding-captures.js'
import {
  alarms,
  announces,
  between,
  found,
  greeting,
  host,
  pings,
  pongs,
  type Sent,
  toGroup,
} from '../../../helpers/overlay.js'
import { hasCases, saidOfCase } from '../../../helpers/tunnels.js'

const [X, Y, Z] = [host(2, 1), host(3, 2), host(4, 4)]
const MOVED = host(3, 3)

const stale = (sent: readonly Sent[]) =>
  found('mac.stale-use', sent).map(({ severity, frames, about }) => {
    const { before, beforeFor, after, afterFor } = about as StaleUse
    return {
      severity,
      frames,
      before: [before, Math.round(beforeFor / 1e6)],
      after: [after, Math.round(afterFor / 1e6)],
    }
  })

/** Pings to the old place, a second apart. */
const pingsToOld = (from: number, times: number): readonly Sent[] =>
  Array.from({ length: times }, (_, n) => between(from + 1000 * n, X, Y, pings(X, Y, 10 + n)))
const speaks = (at: number): Sent => between(at, MOVED, X, pings(MOVED, X))

test('what went to the old place until the station spoke', () => {
  expect(stale([...greeting(0, X, Y), ...pingsToOld(1000, 3), speaks(6000)])).toEqual([
    { severity: 'warning', frames: [5, 6, 7], before: [3, 5000], after: [0, 0] },
  ])
})

test('a station that announces itself was away, and is not to blame', () => {
  const sent = [...greeting(0, X, Y), ...pingsToOld(1000, 3), toGroup(6000, MOVED, announces(MOVED))]
  expect(stale(sent)).toMatchObject([{ severity: 'info' }])
})

test('one frame, or a second’s worth, is what any move costs', () => {
  expect(stale([...greeting(0, X, Y), ...pingsToOld(1000, 1), speaks(6000)])).toEqual([])
  const quick = [100, 200, 300].map((at) => between(1000 + at, X, Y, pings(X, Y, at)))
  expect(stale([...greeting(0, X, Y), ...quick, speaks(1500)])).toEqual([])
})

test('a station that seldom answers is no worse off than before', () => {
  const usual = [...pingsToOld(1000, 3), between(4500, Y, X, pongs(Y, X, 12))]
  expect(stale([...greeting(0, X, Y), ...usual, ...pingsToOld(5000, 3), speaks(9000)])).toEqual([])
})

test('a VTEP that has not heard of the move goes on', () => {
  const before = [...greeting(0, X, Y), ...greeting(10, Z, Y), toGroup(5000, MOVED, announces(MOVED))]
  const astray = [0, 1, 2].map((n) => between(6000 + 1000 * n, Z, Y, pings(Z, Y, 20 + n)))
  expect(stale([...before, ...astray])).toEqual([
    { severity: 'warning', frames: [10, 11, 12], before: [0, 0], after: [3, 3000] },
  ])
})

test('what was under way when it moved is none', () => {
  const before = [...greeting(0, X, Y), toGroup(5000, MOVED, announces(MOVED))]
  const underWay = [1, 2].map((n) => between(5000 + n, X, Y, pings(X, Y, n)))
  expect(stale([...before, ...underWay])).toEqual([])
})

const GARP = `${LAB}14-mac-move-garp/n1.pcap`

test.skipIf(!existsSync(GARP))('the container of the real network announces itself', async () => {
  expect(alarms((await checkFile(GARP)).filter(({ id }) => id === 'mac.stale-use'))).toEqual([])
})

test('copies of a flooded frame use no entry, and an answer right behind the last word was not astray', () => {
  // X knows no way to Y: each of the other VTEPs gets a copy, in whatever order.
  const flooded = (at: number): readonly Sent[] => [
    between(at, X, Z, pings(X, Y, at)),
    between(at + 0.01, X, Y, pings(X, Y, at)),
    between(at + 0.02, X, host(5, 5), pings(X, Y, at)),
  ]
  const turned = (at: number): readonly Sent[] => [
    between(at, X, Y, pings(X, Y, at)),
    between(at + 0.01, X, Z, pings(X, Y, at)),
  ]
  const last = [between(1000, Y, X, pings(Y, X, 7)), between(1000.05, X, Y, pongs(X, Y, 7))]
  const before = [...greeting(0, X, Y), ...last]
  expect(stale([...before, ...flooded(4000), ...turned(5000), ...flooded(6000), speaks(8000)])).toEqual([])
  // Two frames that no other VTEP got are those of an entry.
  const used = [between(4000, X, Y, pings(X, Y, 1)), between(5000, X, Y, pings(X, Y, 2))]
  expect(stale([...before, ...used, speaks(8000)])).toMatchObject([{ severity: 'warning', before: [2, 4000] }])
})

test('nor do copies that are flooded after the move', () => {
  const moved = [...greeting(0, X, Y), toGroup(5000, MOVED, announces(MOVED))]
  const copies = [1, 2, 3].flatMap((n) => [
    between(5000 + 1000 * n, Z, Y, pings(Z, Y, 20 + n)),
    between(5000.01 + 1000 * n, Z, MOVED, pings(Z, Y, 20 + n)),
  ])
  expect(stale([...moved, ...copies])).toEqual([])
})

test.skipIf(!hasCases)('an EVPN station that moves while its neighbour floods', async () => {
  const said = await saidOfCase('stale-use-flood-copies')
  expect(said).toContain('mac.moved info')
  expect(said.filter((line) => line.startsWith('mac.stale-use') || !line.endsWith(' info'))).toEqual([])
})

test.skipIf(capturesOf(NETWORKS).length === 0)(
  'what the VTEP at the new place sends away itself did not go astray',
  async () => {
    // The station had moved there, and spoken.
    const files = [1, 2, 3].map((n) => `${NETWORKS}46-move-silent/n${n}.pcap`)
    const found = (await checkFile(...files)).filter(({ id }) => id === 'mac.stale-use')
    expect(found[0]).toMatchObject({ frames: [92, 94, 96], about: { before: 3, after: 0 } })
  },
)

/** Stations that are gone, with where their own VTEP sends what is for them. */
const left = (sent: readonly Sent[]) =>
  found('mac.stale-use', sent).flatMap(({ severity, frames, about }) => {
    const { sentFirst, before } = about as StaleUse
    return sentFirst === 0 ? [] : [{ severity, frames, sentFirst, before }]
  })

// Behind the VTEP that the station moves to, where it is still known as a station of the old place.
const W = host(5, 3)
const moved = [...greeting(0, X, Y), ...greeting(10, W, Y), ...greeting(2000, MOVED, X)]
const sendsAway = (from: number, times: number): readonly Sent[] =>
  Array.from({ length: times }, (_, n) => between(from + 500 * n, W, Y, pings(W, Y, 40 + n)))

describe('a station that leaves without a word', () => {
  test('is gone from where it spoke last when the VTEP there sends what is for it away', () => {
    const waiting = [0, 1, 2].map((n) => between(4000 + 500 * n, X, MOVED, pings(X, MOVED, 30 + n)))
    expect(left([...moved, ...waiting, ...sendsAway(6000, 2)])).toEqual([
      { severity: 'warning', frames: [13, 14, 15, 16, 17], sentFirst: 16, before: 5 },
    ])
  })

  test('is there when it speaks from there afterwards, or when one frame alone is sent away', () => {
    expect(left([...moved, ...sendsAway(6000, 1)])).toEqual([])
    expect(left([...moved, ...sendsAway(6000, 2), between(8000, MOVED, X, pings(MOVED, X, 50))])).toEqual([])
  })

  test('what is flooded goes by no entry', () => {
    const copies = sendsAway(6000, 2).flatMap(({ at }, n) => [
      between(at, W, Y, pings(W, Y, 60 + n)),
      between(at + 0.01, W, X, pings(W, Y, 60 + n)),
    ])
    expect(left([...moved, ...copies])).toEqual([])
  })

  test.skipIf(capturesOf(NETWORKS).length === 0)(
    'as notes.txt has it: back behind n2, whom n3 sends the pings of h3 to; none of them is answered',
    async () => {
      const of = async (...nodes: readonly string[]) =>
        (await checkFile(...nodes.map((node) => `${NETWORKS}46-move-silent/${node}.pcap`)))
          .filter(({ id, about }) => id === 'mac.stale-use' && (about as StaleUse).sentFirst > 0)
          .map(({ frames, severity }) => [severity, ...frames])
      expect(await of('n1')).toEqual([])
      expect(await of('n2')).toEqual([['warning', 38, 39]])
      expect(await of('n3')).toEqual([['warning', 38, 39, 40, 41, 42]])
      expect(await of('n1', 'n2', 'n3')).toEqual([['warning', 116, 118, 120, 122, 124]])
    },
  )

  test.skipIf(capturesOf(NETWORKS).length === 0)(
    'n1, which sees pings without an answer alone, counts all seven, and says that the station may have moved again',
    async () => {
      const all = await checkFile(`${NETWORKS}46-move-silent/n1.pcap`)
      expect(all.find(({ id }) => id === 'icmp.loss')).toMatchObject({ count: 7, about: { requests: 11, atEnd: 3 } })
      expect(all.find(({ id }) => id === 'icmp.unanswered')).toMatchObject({ count: 3, about: { hasMoved: true } })
    },
  )
})
