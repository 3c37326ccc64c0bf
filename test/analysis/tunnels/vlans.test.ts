/** VLANs in an overlay: networks of their own, by one table of places. The kernel's own tables stand beside the capture. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Part, u16 } from '../../../fixtures/make/packets.js'
import type { Facts } from '../../../src/analysis/learning/facts.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { networkName } from '../../../src/present/network-name.js'
import { factsOfFile, factsOfFrames } from '../../helpers/check.js'
import { inShort, learnedBy, learnFile } from '../../helpers/learn.js'
import {
  alarms,
  answers,
  asks,
  between,
  found,
  greeting,
  type Host,
  host,
  pings,
  pongs,
  type Sent,
  toGroup,
} from '../../helpers/overlay.js'

const CAPTURE = fileURLToPath(new URL('../../../fixtures/vlans.pcap', import.meta.url))

interface Tables {
  readonly fdb: { readonly n1: readonly { readonly mac: string; readonly dst?: string; readonly state: string }[] }
  readonly neigh: Readonly<Record<'a0' | 'a10' | 'a20', readonly Neighbour[]>>
}

interface Neighbour {
  readonly dst: string
  readonly lladdr?: string
  readonly state: readonly string[]
}

/** `bridge -j fdb` of the node and `ip -j neigh` of its hosts, when the capture ended. */
const TABLES: Tables = JSON.parse(readFileSync(CAPTURE.replace('.pcap', '.tables.json'), 'utf8'))

const HOSTS = [
  ['a0', 'vxlan 700'],
  ['a10', 'vxlan 700 vlan 10'],
  ['a20', 'vxlan 700 vlan 20'],
] as const

function neighboursIn(facts: Facts, name: string, host: string): readonly string[] {
  return facts.neighbours
    .filter((n) => networkName(facts.networks[n.network]!) === name && addressText(facts.addresses, n.host) === host)
    .filter(({ failed }) => !failed)
    .map(({ ip, mac }) => `${addressText(facts.addresses, ip)} ${macText(mac)}`)
    .sort()
}

test("the device's forwarding table is one for all VLANs, as the kernel's is", async () => {
  const facts = await learnFile(CAPTURE)
  const kernel = TABLES.fdb.n1.filter(({ dst, state }) => dst !== undefined && state !== 'permanent')
  expect(learnedBy(facts, '10.65.7.1', 700)).toEqual(kernel.map(({ mac, dst }) => `${mac}@${dst}`).sort())
  expect(kernel).toHaveLength(4)
})

test.each(HOSTS)("neighbours of %s are those of %s, as the kernel's are", async (name, network) => {
  const facts = await learnFile(CAPTURE)
  const kernel = TABLES.neigh[name].filter(({ lladdr }) => lladdr !== undefined)
  expect(neighboursIn(facts, network, '192.168.7.1')).toEqual(
    kernel.map(({ dst, lladdr }) => `${dst} ${lladdr}`).sort(),
  )
  expect(kernel.length).toBeGreaterThan(0)
})

test('sequences and what nobody answers are of one VLAN', async () => {
  const facts = await learnFile(CAPTURE)
  const failed = TABLES.neigh.a20.filter(({ state }) => state.includes('FAILED')).map(({ dst }) => dst)
  const named = facts.unanswered.map(
    ({ network, ip }) => `${networkName(facts.networks[network]!)} ${addressText(facts.addresses, ip)}`,
  )
  expect(named).toEqual(failed.map((ip) => `vxlan 700 vlan 20 ${ip}`))
  const told = facts.sequences.map((s) => `${networkName(facts.networks[s.network]!)} ${inShort(facts, s)}`)
  expect(told.filter((text) => text.startsWith('vxlan 700 vlan 20 192.168.7.1 192.168.7.3'))).toEqual([
    expect.stringContaining('no reply 27'),
  ])
  expect(told.filter((text) => text.includes('no '))).toHaveLength(1)
})

test('the same address in three VLANs is no conflict, and nothing is an alarm', async () => {
  const facts = await factsOfFile(CAPTURE)
  expect(facts.learned.conflicts).toEqual([])
  expect(facts.networks.overlayCount).toBe(1)
})

/** The frame with 802.1Q tags, the outer one first. */
const tagged = (frame: Part, ...vids: readonly number[]): Part => ({
  ...frame,
  octets: Buffer.concat([
    frame.octets.subarray(0, 12),
    ...vids.map((vid) => Buffer.from(u16(0x8100, vid))),
    frame.octets.subarray(12),
  ]),
})

const X = host(2, 1)
const Y = host(3, 2)
/** The address of Y once more, elsewhere. */
const OTHER = host(3, 3, 9)

const ASKER = host(4, 1)

/** X finds somebody in a VLAN and pings. */
const talk = (at: number, who: Host, whom: Host, ...vids: readonly number[]): readonly Sent[] => [
  toGroup(at, who, tagged(asks(who, whom.ip), ...vids)),
  between(at + 0.1, whom, who, tagged(answers(whom, who), ...vids)),
  between(at + 0.2, who, whom, tagged(pings(who, whom), ...vids)),
  between(at + 0.3, whom, who, tagged(pongs(whom, who), ...vids)),
]

test('two stations with one address are a conflict in one VLAN, and none in two', () => {
  const turns = (one: readonly number[], other: readonly number[]): readonly Sent[] => [
    ...talk(0, X, Y, ...one),
    ...talk(1000, X, OTHER, ...other),
    ...talk(2000, X, Y, ...one),
    ...talk(3000, X, OTHER, ...other),
  ]
  expect(found('arp.conflict', turns([10], [10]))).toMatchObject([{ severity: 'error' }])
  expect(found('arp.conflict', turns([10], [20]))).toEqual([])
  expect(found('arp.conflict', turns([10], []))).toEqual([])
  expect(found('arp.conflict', turns([100, 10], [200, 10]))).toEqual([])
  // A tag that gives a priority alone is no VLAN.
  expect(found('arp.conflict', turns([0], []))).toMatchObject([{ severity: 'error' }])
})

test('who has an address in another VLAN is not the one that is asked for', () => {
  const inVain = [0, 1000, 2000].map((at) => toGroup(5000 + at, ASKER, tagged(asks(ASKER, Y.ip), 20)))
  const [ours] = found('arp.unanswered', [...talk(0, X, Y, 10), ...talk(4000, ASKER, host(5, 2), 20), ...inVain])
  expect(ours).toMatchObject({ severity: 'info', about: { absent: 'unknown' } })
  const [same] = found('arp.unanswered', [...talk(0, X, Y, 20), ...inVain])
  expect(same).toMatchObject({ about: { absent: 'known' } })
})

test('answers without the tag of their questions are answers', () => {
  const sent = [0, 1000, 2000, 3000].flatMap((at) => [
    toGroup(at, X, tagged(asks(X, Y.ip), 10)),
    between(at + 0.1, Y, X, answers(Y, X)),
    between(at + 0.2, X, Y, tagged(pings(X, Y, at + 1), 10)),
    between(at + 0.3, Y, X, pongs(Y, X, at + 1)),
  ])
  const frames = sent.map(({ at, frame }) => ({ at: 1_700_000_000_000 + at, octets: Uint8Array.from(frame.octets) }))
  const { learned } = factsOfFrames(frames)
  expect(learned.networks.map(networkName)).toEqual(['', 'vxlan 42', 'vxlan 42 vlan 10'])
  for (const id of ['arp.unanswered', 'icmp.unanswered', 'tunnel.one-way']) expect(alarms(found(id, sent))).toEqual([])
})

test('without tags there is but one network for each VNI', () => {
  const frames = greeting(0, X, Y).map(({ at, frame }) => ({ at, octets: Uint8Array.from(frame.octets) }))
  const { networks } = factsOfFrames(frames)
  expect([networks.count, networks.overlayCount]).toEqual([2, 1])
})
