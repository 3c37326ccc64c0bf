import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkFile } from '../../../helpers/check.js'
import { capturesOf, NETWORKS } from '../../../helpers/finding-captures.js'
import { found, inTunnel, pings, pongs, type Sent } from '../../../helpers/overlay.js'
import { told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'icmp.loss'
const NETWORK = fileURLToPath(new URL('../../../../../shared/networks/37-lossy/', import.meta.url))
const hasNetwork = existsSync(NETWORK)
if (!hasNetwork) console.warn(`skipped: loss in ${NETWORK}, which is not there`)

/** So many pings, a second apart, of which these (from 0 on) have no answer. */
const addressMessages = (count: number, lost: readonly number[]): readonly Sent[] =>
  Array.from({ length: count }, (_, n): readonly Sent[] => {
    const ping = { at: 1000 * n, frame: inTunnel(X.at, Y.at, pings(X, Y, n)) }
    const pong = { at: 1000 * n + 0.2, frame: inTunnel(Y.at, X.at, pongs(Y, X, n)) }
    return lost.includes(n) ? [ping] : [ping, pong]
  }).flat()

test('here and there: a warning with the share, and the frames', () => {
  const [finding] = found(ID, addressMessages(40, [4, 5, 24, 27, 32]))
  expect(finding).toMatchObject({
    severity: 'warning',
    count: 5,
    about: { requests: 40, lost: 5, gaps: 4 },
    // Two frames for each ping before: the 5th is #9, then #10; the 25th is 2 behind.
    frames: [9, 10, 47, 52, 61],
  })
})

test.skipIf(!hasNetwork)('8 % are dropped at each end: what the captures show of it comes first', async () => {
  // The kernel counted 40 sent, 35 received; two answers were dropped behind the capture of n1.
  for (const node of ['n1', 'n2']) {
    const [first] = await checkFile(`${NETWORK}${node}.pcap`)
    expect(first, node).toMatchObject({ id: ID, severity: 'warning', about: { requests: 42 } })
  }
})

test.skipIf(!hasNetwork)('captures of both ends in which all is there: it was lost behind them', async () => {
  const [alone] = await checkFile(`${NETWORK}n1.pcap`)
  expect(alone).toMatchObject({ id: ID, about: { isBehind: false } })
  const [both] = await checkFile(`${NETWORK}n1.pcap`, `${NETWORK}n2.pcap`)
  expect(both).toMatchObject({ id: ID, count: 3, about: { requests: 42, isBehind: true } })
})

describe('no alarm', () => {
  test('a single one, or the first', () => {
    expect(told(ID, addressMessages(20, [7]))).toEqual([])
    expect(told(ID, addressMessages(20, [0]))).toEqual([])
  })

  test('in one piece: an outage, told as information', () => {
    expect(found(ID, addressMessages(20, [7, 8, 9, 10]))).toMatchObject([{ severity: 'info', about: { gaps: 1 } }])
  })

  test('answers that come one after the next request', () => {
    const frames = Array.from({ length: 20 }, (_, n): readonly Sent[] => [
      { at: 1000 * n, frame: inTunnel(X.at, Y.at, pings(X, Y, n)) },
      { at: 1000 * n + 1500, frame: inTunnel(Y.at, X.at, pongs(Y, X, n)) },
    ])
    expect(
      told(
        ID,
        frames.flat().sort((x, y) => x.at - y.at),
      ),
    ).toEqual([])
  })

  test('those at the end may yet be answered, and none at all is no loss', () => {
    expect(told(ID, addressMessages(20, [17, 18, 19]))).toEqual([])
    expect(told(ID, addressMessages(5, [0, 1, 2, 3, 4]))).toEqual([])
  })
})

test.skipIf(capturesOf(NETWORKS).length === 0)(
  'those at the end count as soon as an answer would have come',
  async () => {
    const files = [1, 2, 3].map((n) => `${NETWORKS}46-move-silent/n${n}.pcap`)
    const [loss] = (await checkFile(...files)).filter(({ id }) => id === 'icmp.loss')
    expect(loss).toMatchObject({ count: 7, about: { requests: 11, lost: 7, gaps: 1, atEnd: 3 } })
    expect(loss!.frames).toEqual([90, 92, 94, 96, 116, 118, 120])
  },
)
