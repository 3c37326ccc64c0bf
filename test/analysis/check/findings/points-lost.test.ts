import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CheckFacts } from '../../../../src/analysis/check/check-facts.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { pointsLost } from '../../../../src/analysis/check/findings/points-lost.js'
import { pointsRewritten } from '../../../../src/analysis/check/findings/points-rewritten.js'
import { Budget } from '../../../../src/analysis/tables/budget.js'
import { openFiles } from '../../../../src/capture/files.js'
import { comparePoints } from '../../../../src/cli/points.js'
import { Packet } from '../../../../src/wire/packet.js'
import { defaultTables } from '../../../../src/wire/protocols/index.js'
import { LAB, NETWORKS } from '../../../helpers/finding-captures.js'
import { between, datagram, hop, outOfTunnel, talk, type Way } from '../../../helpers/on-the-way.js'
import { checkPlaces } from '../../../helpers/points.js'
import { share } from '../../../helpers/share.js'

const TALK = talk(800)
const lost = (found: readonly Finding[]) => found.filter(({ id }) => id === 'points.lost')
/** Forth alone packets are lost. */
const without = (isLost: (n: number, octets: Uint8Array) => boolean): NonNullable<Way['pass']> => {
  return (octets, n, { isForth }) => (isForth && isLost(n, octets) ? [] : [octets])
}

describe('what two files prove', () => {
  test('every seventh packet forth is lost, whatever the clocks say', () => {
    const found = checkPlaces(...between(TALK, { offset: 0.3, pass: without((n) => n % 14 === 0) }))
    expect(lost(found)).toMatchObject([{ severity: 'warning', confidence: 'high', count: 57, about: { direction: 0 } }])
    // Frames of the place where they left, numbered through both; the first packet came before the other capture's first one.
    expect(lost(found)[0]!.frames.slice(0, 2)).toEqual([15, 29])
    // It is not told twice.
    expect(found.some(({ id }) => id === 'tunnel.lost-between')).toBe(false)
  })

  test('all to one port, and all that are long', () => {
    const ports = Array.from({ length: 200 }, (_, n) => datagram(n, n % 2 === 0, 64, n % 6 === 2 ? 8472 : 4789))
    const [taken] = lost(checkPlaces(...between(ports, { pass: without((n) => n % 6 === 2) })))
    expect(taken).toMatchObject({ severity: 'warning', count: 33 })
    const [long] = lost(checkPlaces(...between(TALK, { pass: without((_, octets) => octets.length > 1000) })))
    expect(long).toMatchObject({ severity: 'warning' })
  })

  test('nothing where nothing is lost, whatever is changed and however late it comes', () => {
    const pass: Way['pass'] = (octets, _, { isForth }) => [isForth ? hop(octets) : outOfTunnel(octets)]
    expect(lost(checkPlaces(...between(TALK, { offset: -0.2, delay: (n) => 1e6 * (n % 50), pass })))).toEqual([])
  })

  test('nothing of a capture that began later and ended earlier, nor of one of another time', () => {
    const [a, b] = between(TALK)
    expect(lost(checkPlaces(a, b.slice(100, -100)))).toEqual([])
    expect(lost(checkPlaces(...between(TALK, { offset: 3600, pass: without((n) => n % 14 === 0) })))).toEqual([])
  })

  test('one alone and a whole conversation are information', () => {
    expect(lost(checkPlaces(...between(TALK, { pass: without((n) => n === 400) })))).toMatchObject([
      { severity: 'info', count: 1 },
    ])
    const two = Array.from({ length: 400 }, (_, n) => datagram(n, n % 2 === 0, 64, 4789, 42, n % 6 === 2 ? 5001 : 5000))
    expect(lost(checkPlaces(...between(two, { pass: without((n) => n % 6 === 2) })))).toMatchObject([
      { severity: 'info', about: { isElsewhere: true } },
    ])
  })

  test('of three points on one way the two between which packets were lost', () => {
    const [a, b] = between(TALK, { pass: without((n) => n % 14 === 0) })
    const [, c] = between(TALK, { delay: () => 90_000, pass: without((n) => n % 14 === 0 || n % 22 === 0) })
    const told = lost(checkPlaces(a, b, c)).map(({ about, count }) => [
      (about as { pair: { points: readonly number[] } }).pair.points,
      count,
    ])
    expect(told).toEqual([
      [[0, 1], 57],
      [[1, 2], 31],
    ])
  })
})

/** The captures of each network of the kernel two by two, and all of one together. */
const networks = [NETWORKS, LAB].filter(existsSync).flatMap((room) => readdirSync(room).map((name) => room + name))
const sets = networks.flatMap((folder): string[][] => {
  const isCapture = (name: string): boolean => name.endsWith('.pcap') && !name.includes('nano')
  const files = existsSync(`${folder}/n1.pcap`) ? readdirSync(folder).filter(isCapture) : []
  const paths = files.map((name) => `${folder}/${name}`)
  const pairs = paths.flatMap((one, i) => paths.slice(i + 1).map((other) => [one, other]))
  return paths.length > 2 ? [...pairs, paths] : pairs
})
if (sets.length === 0) console.warn('skipped: capture points of real networks, which are not there')

test.skipIf(sets.length === 0)('real networks, where nothing is lost between the captures nor rewritten', async () => {
  const found: string[] = []
  for (const files of share(sets, 6)) {
    const capture = await openFiles(files)
    const p = new Packet()
    while (await capture.fill()) while (capture.next(p));
    capture.close()
    const points = await comparePoints(capture, () => openFiles(files), defaultTables(), new Budget())
    const facts = { capture: { live: false, interfaces: capture.interfaces, points } } as unknown as CheckFacts
    const all = [...pointsLost.find(facts), ...pointsRewritten.find(facts)]
    found.push(...all.map(({ id, frames }) => `${files.join(' ')}: ${id} ${frames}`))
  }
  expect(found).toEqual([])
})
