/** Who stands where on the stage, and the ways of a packet between them. */
import { describe, expect, test } from 'vitest'
import { type Facts, Missing } from '../../src/analysis/learning/facts.js'
import { type StageLayout, stageLayout } from '../../src/page/stage-layout.js'
import { ipv6, manyVteps, moved, multicast, names, plain, replicated, unanswered } from '../helpers/stories.js'

const layout = (facts: Facts): StageLayout => stageLayout(facts.sequences[0]!, names(facts, 120))

const STORIES: readonly (readonly [string, () => Facts])[] = [
  ['multicast', multicast],
  ['replicated', replicated],
  ['moved', moved],
  ['IPv6', ipv6],
  ['plain', plain],
  ['too many VTEPs', () => manyVteps(40)],
  ...Object.values(Missing).map((missing) => [missing, () => unanswered(missing)] as const),
]

describe.each(STORIES)('%s', (_, facts) => {
  test('nobody stands on another, or beyond the stage', () => {
    const { width, height, nodes } = layout(facts())
    for (const [i, a] of nodes.entries()) {
      expect(Math.abs(a.x - width / 2) + a.width / 2, a.name).toBeLessThanOrEqual(width / 2)
      expect(Math.abs(a.y - height / 2) + a.height / 2, a.name).toBeLessThanOrEqual(height / 2)
      for (const b of nodes.slice(i + 1)) {
        const apart = Math.max(
          Math.abs(a.x - b.x) - (a.width + b.width) / 2,
          Math.abs(a.y - b.y) - (a.height + b.height) / 2,
        )
        expect(apart, `${a.name} and ${b.name}`).toBeGreaterThan(0)
      }
    }
  })

  test('between a host and its VTEP a packet is bare, between VTEPs it is wrapped', () => {
    const { nodes, moves } = layout(facts())
    for (const { from, to, wraps } of [...moves.values()].flat()) {
      const touchesHost = [from, to].some((node) => nodes[node]!.kind === 'host')
      expect(wraps.length > 0).toBe(!touchesHost)
    }
  })
})

test('a packet goes from host to VTEP, group, members and host, one way after another', () => {
  const { nodes, moves } = layout(multicast())
  const told = [...moves].map(([step, own]) => [
    step,
    own.map(({ from, to, turn }) => `${turn} ${nodes[from]!.kind} ${nodes[to]!.kind}`),
  ])
  expect(told.slice(0, 3)).toEqual([
    [2, ['0 host vtep']],
    [3, ['0 vtep group']],
    [4, ['0 group vtep', '1 vtep host']],
  ])
  expect(told[3]).toEqual([6, ['0 host vtep', '1 vtep vtep', '2 vtep host']])
})

test('of many VTEPs three stand by themselves beside the host’s own, all others together', () => {
  const { nodes, height } = layout(manyVteps(40))
  expect(nodes.filter(({ kind }) => kind === 'others').length).toBe(1)
  expect(height).toBeLessThan(350)
})
