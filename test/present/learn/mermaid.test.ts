import { describe, expect, test } from 'vitest'
import { Missing } from '../../../src/analysis/learning/facts.js'
import { mermaid } from '../../../src/present/learn/mermaid.js'
import {
  crowd,
  ipv6,
  manyVteps,
  moved,
  multicast,
  names,
  plain,
  replicated,
  unanswered,
} from '../../helpers/stories.js'

test('the multicast network', () => {
  const lines = mermaid(names(multicast())).split('\n')
  expect(lines.slice(0, 12)).toEqual([
    'sequenceDiagram',
    '    participant h1 as 172.17.1.2',
    '    participant v2 as VTEP 10.65.132.187',
    '    participant v3 as group 224.1.1.1',
    '    participant v4 as VTEP 10.65.132.188',
    '    participant h5 as 172.17.1.3',
    '    Note over h1,h5: 1. 172.17.1.2 looks for 172.17.1.3, vxlan 42',
    '    h1->>v2: ARP request #35;5 +0',
    '    v2->>v3: ARP request (vxlan 42)',
    '    v3->>v4: ARP request (vxlan 42)',
    '    v4->>h5: ARP request',
    '    Note over v4: learns 4e:92:72:79:59:ed behind 10.65.132.187',
  ])
})

describe.each([
  ['multicast', multicast(), 'zh'],
  ['replicated', replicated(), 'en'],
  ['unanswered', unanswered(Missing.Reply), 'zh'],
  ['moved', moved(), 'en'],
  ['IPv6', ipv6(), 'en'],
  ['without a tunnel', plain(), 'zh'],
  ['many VTEPs', manyVteps(12), 'en'],
  ['many sequences', crowd(20), 'en'],
] as const)('%s', (_, facts, language) => {
  // https://mermaid.js.org/syntax/sequenceDiagram.html: what stands behind the colon ends at a # or ; that is no entity.
  const TEXT = /(?:[^#;<>%{}\n]|#\d+;)+/.source
  const LINE = new RegExp(
    `^(?:participant \\w+ as ${TEXT}|Note over \\w+(?:,\\w+)?: ${TEXT}|\\w+->>\\w+: ${TEXT}|%% .*)$`,
  )

  test('every line is one of the diagram, and whoever acts was introduced', () => {
    const [first, ...lines] = mermaid(names(facts, 80, language))
      .trimEnd()
      .split('\n')
    expect(first).toBe('sequenceDiagram')
    const known = new Set<string>()
    for (const line of lines.map((l) => l.trim())) {
      expect(line).toMatch(LINE)
      const participant = /^participant (\w+)/.exec(line)?.[1]
      if (participant !== undefined) known.add(participant)
      const actors = /^Note over ([\w,]+):|^(\w+)->>(\w+):/.exec(line)?.slice(1) ?? []
      for (const actor of actors.flatMap((a) => a?.split(',') ?? [])) expect(known, line).toContain(actor)
    }
  })
})

test('hosts of two networks may have the same address', () => {
  const facts = multicast()
  const sequence = facts.sequences[0]!
  const networks = [...facts.networks, { ...facts.networks[1]!, network: 2, id: 43 }]
  const text = mermaid(names({ ...facts, networks, sequences: [sequence, { ...sequence, network: 2 }] }))
  expect(text).toContain('participant h1 as 172.17.1.2 vxlan 42\n')
  expect(text).toMatch(/participant h\d as 172\.17\.1\.2 vxlan 43\n/)
  expect(text.match(/as VTEP 10\.65\.132\.187/g)).toHaveLength(1)
})

test('a diagram has ten sequences at most, unless all are wanted', () => {
  expect(mermaid(names(crowd(12)))).toMatch(/\n {4}%% 2 more; --all shows them\n$/)
  expect(mermaid(names(crowd(12), 80, 'en', { all: true }))).toContain('Note over h15,h4: 12. ')
})
