import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { type Facts, Missing, Mode, type NetworkFacts, StepKind } from '../../../src/analysis/learning/facts.js'
import { Ladder } from '../../../src/present/learn/ladder.js'
import { stepSentence } from '../../../src/present/learn/step-sentences.js'
import { PLAIN } from '../../../src/present/palette.js'
import type { Language } from '../../../src/words/language.js'
import { ipv6, manyVteps, moved, multicast, names, plain, replicated, unanswered } from '../../helpers/stories.js'

function ladder(facts: Facts, columns: number, language: Language = 'en', upTo?: number): readonly string[] {
  const made = new Ladder(facts.sequences[0]!, names(facts, columns, language), upTo)
  return [...made.head(), ...made.rows.flatMap((row) => row.lines)].map((line) => line.text(PLAIN))
}

/** Cells at which a line has a lane, whatever its signs take. */
function lanesIn(line: string): readonly number[] {
  const cells: number[] = []
  for (const [i, sign] of [...line].entries()) if (sign === '│') cells.push(stringWidth([...line].slice(0, i).join('')))
  return cells
}

test('replicated floods have an arrow to each VTEP, the farther ones below', () => {
  expect(ladder(replicated(), 80)).toEqual([
    ' 10.20.1.2     192.168.8.100  192.168.8.101 192.168.8.102     10.20.1.3',
    '   host            VTEP           VTEP          VTEP            host',
    '1-3  │ ARP request ─►│═════════ vxlan 42 ════════►│──────────────►│  #1  +0',
    '     │               │══ vxlan 42 ═►│             │               │',
    '4    │               │              │             ○ FDB + 02:00:0a:14:01:02',
    '5    │               │              ○ FDB + 02:00:0a:14:01:02?    │',
    '6    │◄──────────────│◄════════ vxlan 42 ═════════│◄─── ARP reply │  #3  +235 µs',
    '7    │               ○ learns d6:d9:cd:0a:a4:28 behind 192.168.8.102',
    '8    │ ICMP ────────►│═════════ vxlan 42 ════════►│──────────────►│  #4  +311 µs',
    '9    │◄──────────────│◄════════ vxlan 42 ═════════│◄──────── ICMP │  #5  +403 µs',
  ])
})

test('a group hands on to all its members; without a target there is no lane for it', () => {
  expect(ladder(moved(), 80)).toEqual([
    '172.19.1.3   10.65.132.189   224.1.1.1   10.65.132.187 10.65.132.188',
    '   host          VTEP          group         VTEP          VTEP',
    '1    │ announce ──►│═ vxlan 42 ═►│════════════►│════════════►│  #25  +0  unasked',
    '2    │             │  FDB ~ 02:fd:f9:7f:61:a7  ●             ●',
  ])
})

test('names that do not fit lose what they share', () => {
  expect(ladder(unanswered(Missing.Reply), 80).slice(0, 3)).toEqual([
    '    .3             .101       239.1.1.1   .100      .102             .4',
    '   host            VTEP         group     VTEP      VTEP            host',
    '1-3  │ ARP request ─►│═ vxlan 42 ►│════════►│════════►│               │  #15  +0',
  ])
})

test('without a tunnel there are two lanes', () => {
  expect(ladder(plain(), 80)).toEqual([
    '10.0.0.1              10.0.0.2',
    '  host                  host',
    '1   │ ARP request ───────►│  #1  +0',
    '2   │◄───────── ARP reply │  #2  +500 µs',
    '3   │ UDP ───────────────►│  #3  +1.00 ms',
  ])
})

test('VTEPs for which there is no room share a lane', () => {
  expect(ladder(manyVteps(12), 80)).toEqual([
    '172.17.1.2       10.65.133.1       11 others     10.65.132.12     172.17.1.3',
    '   host             VTEP             VTEPs           VTEP            host',
    '1-3  │ ARP request ──►│═══ vxlan 42 ══►│               │               │  #1  +0',
    '     │                │═══════════ vxlan 42 ══════════►│──────────────►│',
    '4    │◄───────────────│◄══════════ vxlan 42 ═══════════│◄─── ARP reply │  #1  +0',
  ])
})

test('what was taught before is no news', () => {
  expect(ladder(ipv6(), 80)[3]).toMatch(/● knows c2:a1:4e:56:7d:eb \(#1\)$/)
})

test('what was taught before is no surer than when it was taught', () => {
  const facts = ipv6()
  const of = (about: Partial<NetworkFacts>): Facts => ({
    ...facts,
    networks: facts.networks.map((network) => ({ ...network, ...about })),
  })
  const copies = of({ mode: Mode.HeadEndReplication })
  expect(ladder(copies, 120)[3]).toMatch(/○ knows c2:a1:4e:56:7d:eb \(#1\), unless static/)
  expect(ladder(copies, 120, 'zh')[3]).toMatch(/○ 已知 c2:a1:4e:56:7d:eb（#1），除非是静态的/)
  const silent = of({
    vteps: facts.sequences[0]!.steps.flatMap(({ toVteps }) =>
      toVteps.map((address) => ({ address, first: facts.end, sends: false })),
    ),
  })
  expect(ladder(silent, 120)[3]).toMatch(/○ knows c2:a1:4e:56:7d:eb \(#1\), if it has this VNI/)
})

test('who does not ask must know whom it sends to: that is inferred, and not where packets are routed', () => {
  const facts = unanswered(Missing.Request)
  const unasked = (mode: Mode): Facts => ({
    ...facts,
    networks: facts.networks.map((network) => ({ ...network, mode })),
    sequences: facts.sequences.map((sequence) => ({
      ...sequence,
      steps: sequence.steps.filter(({ kind }) => kind === StepKind.Missing),
    })),
  })
  const row = (mode: Mode, language: Language): string => ladder(unasked(mode), 80, language).join('\n')
  expect(row(Mode.ArpProxy, 'en')).toContain(' does not ask: must know it ')
  expect(row(Mode.ArpProxy, 'zh')).toContain(' 没有询问：必定已知 ')
  expect(row(Mode.Routed, 'en')).toContain(' routed: nobody asks here ')
  const own = names(unasked(Mode.ArpProxy), 80)
  const sequence = own.facts.sequences[0]!
  expect(stepSentence(sequence.steps[0]!, sequence, own)).toMatch(/ must know .* already, as it does not ask: /)
})

test('a row grows step by step', () => {
  const rows = [1, 2, 3, 4].map((step) => ladder(multicast(), 80, 'en', step).slice(2))
  expect(rows).toEqual([
    ['1    ● on the link   │             │             │               │'],
    ['1-2  │ ARP request ─►│             │             │               │  #5   +0'],
    ['1-3  │ ARP request ─►│═ vxlan 42 ═►│             │               │  #5   +0'],
    ['1-4  │ ARP request ─►│═ vxlan 42 ═►│════════════►│──────────────►│  #5   +0'],
  ])
})

describe.each([
  ['multicast', multicast()],
  ['replicated', replicated()],
  ['IPv6', ipv6()],
  ['many VTEPs', manyVteps(6)],
  ['unanswered', unanswered(Missing.Reply, 1)],
])('%s', (_, facts) => {
  test.each([
    [80, 'en'],
    [80, 'zh'],
    [110, 'zh'],
    [140, 'en'],
    [140, 'zh'],
  ] as const)('lanes stand below each other at %i columns in %s', (columns, language) => {
    const [names = '', roles = '', ...rows] = ladder(facts, columns, language)
    const lanes = lanesIn(rows.find((row) => !/[●┄]/.test(row)) ?? '')
    const all = new Set(rows.flatMap(lanesIn))
    expect(lanes.length).toBeGreaterThan(1)
    expect([...all].filter((cell) => !allLanes(facts, columns, language).has(cell))).toEqual([])
    for (const line of [names, roles, ...rows]) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
  })
})

/** Cells of all lanes: those in the row of a step that draws nothing over them. */
function allLanes(facts: Facts, columns: number, language: Language): ReadonlySet<number> {
  const [, roles = ''] = ladder(facts, columns, language)
  const cells = [...roles.matchAll(/\S+(?: \S+)*/g)].map((role) => {
    const start = stringWidth(roles.slice(0, role.index))
    return start + (stringWidth(role[0]) >> 1)
  })
  return new Set(cells)
}
