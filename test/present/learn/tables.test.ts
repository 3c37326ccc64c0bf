import { expect, test } from 'vitest'
import { Doubt, type FdbEntry, Origin } from '../../../src/analysis/learning/facts.js'
import { changesBetween, diffText } from '../../../src/present/learn/diff.js'
import { finalSnapshot, snapshotAt } from '../../../src/present/learn/snapshot.js'
import { tablesText } from '../../../src/present/learn/tables.js'
import { tablesAt, tablesBetween } from '../../../src/present/learn/tables-at.js'
import { crowd, ipv6, moved, multicast, names, replicated } from '../../helpers/stories.js'

test('the tables at a frame are those of the packets up to it', () => {
  expect(tablesAt({ frame: 4 }, names(multicast()))).toBe(`Tables as of #4

FDB of 10.65.132.187, vxlan 42 (as bridge fdb would show it)
┌───────────────────┬───────────┬────────┬─────────────────────────┐
│ MAC               │ dst       │  since │ evidence                │
├───────────────────┼───────────┼────────┼─────────────────────────┤
│ 00:00:00:00:00:00 │ 224.1.1.1 │ before │ configured: the default │
└───────────────────┴───────────┴────────┴─────────────────────────┘
`)
  expect(tablesAt({ frame: 5 }, names(multicast()))).toBe(`Tables as of #5

FDB of 10.65.132.187, vxlan 42 (as bridge fdb would show it)
┌───────────────────┬───────────┬────────┬────────────────────────────────────┐
│ MAC               │ dst       │  since │ evidence                           │
├───────────────────┼───────────┼────────┼────────────────────────────────────┤
│ 00:00:00:00:00:00 │ 224.1.1.1 │ before │ configured: the default, seen used │
│                   │           │        │ at #5                              │
└───────────────────┴───────────┴────────┴────────────────────────────────────┘

FDB of 10.65.132.188, vxlan 42 (as bridge fdb would show it)
┌───────────────────┬───────────────┬───────┬─────────────────┐
│ MAC               │ dst           │ since │ evidence        │
├───────────────────┼───────────────┼───────┼─────────────────┤
│ 4e:92:72:79:59:ed │ 10.65.132.187 │    #5 │ learned from #5 │
└───────────────────┴───────────────┴───────┴─────────────────┘

Neighbours, vxlan 42 (as ip neigh would show them)
┌────────────┬────────────┬───────────────────┬────────────┐
│ host       │ neighbour  │ lladdr            │ evidence   │
├────────────┼────────────┼───────────────────┼────────────┤
│ 172.17.1.3 │ 172.17.1.2 │ 4e:92:72:79:59:ed │ #5 request │
└────────────┴────────────┴───────────────────┴────────────┘
`)
})

test('a time counts as a frame does', () => {
  const n = names(multicast())
  const just = { seconds: 1795245154, nanoseconds: 121_191_000 }
  expect(snapshotAt(just, n)).toEqual(snapshotAt({ frame: 6 }, n))
  expect(snapshotAt({ ...just, nanoseconds: 121_190_999 }, n)).toEqual(snapshotAt({ frame: 5 }, n))
  expect(tablesAt(just, n)).toMatch(/^Tables as of 07:12:34\.121191\n/)
})

test('what came between two moments', () => {
  expect(tablesBetween({ frame: 5 }, { frame: 12 }, names(multicast()))).toBe(`Changes from #5 to #12

FDB of 10.65.132.187, vxlan 42 (as bridge fdb would show it)
  +  ba:d8:43:67:8d:fb  dst 10.65.132.188  #6
Neighbours, vxlan 42 (as ip neigh would show them)
  +  172.17.1.2  172.17.1.3  lladdr ba:d8:43:67:8d:fb  #6
`)
  expect(tablesBetween({ frame: 6 }, { frame: 12 }, names(multicast(), 80, 'zh'))).toBe(
    '从 #6 到 #12 的变化\n\n没有变化。\n',
  )
})

test('what moved says where it was; backwards, what came has gone', () => {
  const n = names(moved())
  const [before, after] = [snapshotAt({ frame: 24 }, n), snapshotAt({ frame: 25 }, n)]
  expect(diffText(changesBetween(before, after), n)).toBe(
    'FDB of 10.65.132.187, vxlan 42 (as bridge fdb would show it)\n' +
      '  ~  02:fd:f9:7f:61:a7  dst 10.65.132.189  #25  (was 10.65.132.188)\n',
  )
  expect(diffText(changesBetween(after, { fdb: [], neighbours: [] }), n)).toBe(
    'FDB of 10.65.132.187, vxlan 42 (as bridge fdb would show it)\n  -  02:fd:f9:7f:61:a7  dst 10.65.132.189\n',
  )
})

test('two captures are compared by what things are called, not by their numbers', () => {
  const [one, other] = [multicast(), multicast()]
  const shifted = { ...other, networks: [other.networks[0]!, other.networks[0]!, other.networks[1]!] }
  const renumbered = { ...shifted, fdb: other.fdb.map((entry) => ({ ...entry, network: 2 })), neighbours: [] }
  const changes = changesBetween(finalSnapshot(names(one)), finalSnapshot(names(renumbered)))
  expect(changes.fdb).toEqual([])
  expect(changes.neighbours.map(({ sign }) => sign)).toEqual(['-', '-'])
})

test('an entry that no packet taught says why it must be there', () => {
  const text = tablesText(finalSnapshot(names(replicated())), names(replicated()))
  expect(text).toMatch(/00:00:00:00:00:00 │ 192\.168\.8\.101 │ before │ +#2 │ configured: the/)
  expect(text).toMatch(/02:00:0a:14:01:02 │ 192\.168\.8\.100 │ +#2 │ +#2 │ learned from #2, if/)
  const facts = multicast()
  const entryOf = (about: Partial<FdbEntry>): string => {
    const fdb = facts.fdb.map((entry) => ({ ...entry, ...about }))
    return tablesText(finalSnapshot(names({ ...facts, fdb })), names(facts, 140))
  }
  const configured = { origin: Origin.Configured, doubt: Doubt.LearnedBefore }
  expect(entryOf(configured)).toMatch(/│ +before │ +#\d+ │ configured, or learned before, seen used at #\d+/)
  expect(entryOf({ origin: Origin.Configured, wouldTeach: 4 })).toContain('; #4 would teach it to a device that learns')
  expect(entryOf({ origin: Origin.NotLearned })).toMatch(
    /│ +│ +#\d+ │ not learned: #\d+ would teach it to a device that/,
  )
  expect(entryOf({ doubt: Doubt.DontLearn })).toContain('whose D bit asks not to (Linux learns all the same)')
})

test('what refreshed a line last, where nothing arrives any more, came before the first packet that did not', () => {
  const facts = replicated()
  const cut = { last: { ...facts.end, frame: 9 }, isCut: true } as const
  const fdb = facts.fdb.map((entry) => ({ ...entry, ...(entry.mac === 0 ? {} : cut) }))
  const neighbours = facts.neighbours.map((neighbour) => ({ ...neighbour, ...cut }))
  const rows = (language: 'en' | 'zh'): readonly string[] => {
    const own = names({ ...facts, fdb, neighbours }, 200, language)
    return tablesText(finalSnapshot(own), own).split('\n')
  }
  const [entry] = rows('en').filter((row) => row.includes('from #9 on nothing from there arrives'))
  expect(entry).toContain('│ before #9 │')
  expect(rows('en').filter((row) => row.includes('before #9'))).toHaveLength(
    fdb.filter(({ mac }) => mac > 0).length + neighbours.length,
  )
  expect(rows('zh').some((row) => row.includes('│ #9 之前 │') && row.includes('自 #9 起那边发来的都没有到达'))).toBe(
    true,
  )
})

test('a neighbour that does not answer any more has failed', () => {
  const facts = multicast()
  const neighbours = facts.neighbours.map((neighbour) => ({ ...neighbour, failed: true }))
  const text = tablesText(finalSnapshot(names({ ...facts, neighbours })), names(facts, 120))
  expect(text).toContain('│ #6 reply, FAILED later')
})

test('IPv6 addresses are broken where the table would be wider than the terminal', () => {
  const long = ipv6().neighbours.map((neighbour) => ({
    ...neighbour,
    learned: { ...neighbour.learned, frame: 1234567 },
  }))
  const text = tablesText(finalSnapshot(names({ ...ipv6(), neighbours: long }, 72)), names(ipv6(), 72))
  expect(text.split('\n').every((line) => line.length <= 72)).toBe(true)
})

test('a long table is cut, and says how much is left', () => {
  const text = tablesText(finalSnapshot(names(crowd(100))), names(crowd(100)))
  expect(text.match(/02:00:00:00:00/g)).toHaveLength(40)
  expect(text).toMatch(/\n60 more; --all shows them\n$/)
})
