/**
 * What we say of whole networks, against what the kernel has written down of itself, for every capture of the lab and of
 * the networks: forwarding tables, neighbours, how VTEPs find each other, which questions were answered. Counted network
 * by network as equal and not, and the counts are shown.
 */
import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { type Facts, Missing, Origin, StepKind } from '../../../src/analysis/learning/facts.js'
import { PLAIN } from '../../../src/analysis/tunnels/networks.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { TunnelType } from '../../../src/wire/tunnel.js'
import {
  capturesIn,
  type Device,
  devicesOf,
  type Holder,
  holdersOf,
  LAB,
  NETWORKS,
  networksIn,
} from '../../helpers/kernel.js'
import { learnFile } from '../../helpers/learn.js'

const isThere = existsSync(LAB) && existsSync(NETWORKS)
if (!isThere)
  console.warn(`skipped: ${LAB} and ${NETWORKS} are not both there, nothing is compared with the kernel's tables`)

interface Count {
  equal: number
  readonly others: string[]
}
type Subject = 'fdb' | 'neighbours' | 'modes' | 'sequences'
type Counts = Readonly<Record<Subject, Count>>

const count = (): Count => ({ equal: 0, others: [] })

function compare(to: Count, isEqual: boolean, what: string): void {
  if (isEqual) to.equal++
  else to.others.push(what)
}

/** Neighbours of namespaces that were made anew in between: their kernel's table began anew, too. */
const RENEWED: Readonly<Record<string, readonly string[]>> = {
  '46-move-rarp': ['vm'],
  '46-move-silent': ['vm'],
  '60-evpn-ibgp': ['h2'],
  '61-evpn-type5': ['h2'],
}

/** What its own capture does not tell of a network, and why. */
const NOT_TOLD: Readonly<Record<string, readonly string[]>> = {
  // Of what n1 floods one copy each comes by n2 and n3, which flood nothing: it looks like one remote.
  '39-acl': ['n2 1313: point-to-point', 'n3 1313: point-to-point'],
}

/** Open vSwitch asks for its tunnels' ends itself, past the kernel. */
const asksItself = (name: string): boolean => name.includes('ovs')

function compareFdb(facts: Facts, device: Device, to: Count): void {
  const { addresses, vni, learning, learned, configured } = device
  const ours = facts.fdb
    .filter(({ network, vtep, mac, origin }) => {
      const { id } = facts.networks[network]!
      const isHis = (id === vni || vni === 0) && addresses.includes(addressText(facts.addresses, vtep))
      return isHis && mac !== 0 && origin === Origin.Learned && !configured.has(macText(mac))
    })
    .map(({ mac, dst }) => `${macText(mac)}@${addressText(facts.addresses, dst)}`)
  const theirs = learning ? learned : []
  const said = new Set(ours)
  for (const entry of theirs) compare(to, said.has(entry), `${device.node} lacks ${entry}`)
  for (const entry of ours) if (!theirs.includes(entry)) compare(to, false, `${device.node} has not ${entry}`)
}

function compareModes(facts: Facts, { vni, node, learning, modes }: Device, to: Count): void {
  for (const { id, type, mode, learns } of facts.networks) {
    if (type !== TunnelType.Vxlan || (id !== vni && vni !== 0)) continue
    // What packets do not tell is said so.
    const isRight = learns === 'unsure' || (modes.includes(mode) && (learns === 'yes') === learning)
    compare(to, isRight || (mode !== 'static-fdb' && modes.includes(mode)), `${node} ${vni}: ${mode}`)
  }
}

/** The MAC addresses that a host has for an address, by its devices; none where it has no entry, or that one has failed. */
function knownTo(holders: readonly Holder[], who: string, whom: string): readonly string[] {
  return holders
    .filter(({ addresses }) => addresses.includes(who))
    .flatMap(({ neighbours }) => neighbours)
    .filter(({ dst, state }) => dst === whom && !state.includes('FAILED'))
    .flatMap(({ lladdr }) => lladdr ?? [])
}

function compareNeighbours(facts: Facts, holders: readonly Holder[], name: string, to: Count): void {
  for (const { network, host, ip, mac, failed } of facts.neighbours) {
    const [who, whom] = [addressText(facts.addresses, host), addressText(facts.addresses, ip)]
    if (failed || !holders.some(({ addresses }) => addresses.includes(who))) continue
    if (network === PLAIN && facts.networks.length > 1 && asksItself(name)) continue
    const isKnown = knownTo(holders, who, whom).includes(macText(mac))
    compare(to, isKnown, `${who} has not ${whom} at ${macText(mac)}`)
  }
}

/** Who is said to get no answer has none in its kernel's table, or what taught it later is named; and the other way round. */
function compareSequences(facts: Facts, holders: readonly Holder[], to: Count): void {
  for (const { network, initiator, target, steps } of facts.sequences) {
    const [who, whom] = [addressText(facts.addresses, initiator), addressText(facts.addresses, target)]
    if (network === PLAIN || !holders.some(({ addresses }) => addresses.includes(who))) continue
    const known = knownTo(holders, who, whom)
    const vain = steps.find(({ missing }) => missing === Missing.Reply)
    const isAnswered = steps.some(({ kind }) => kind === StepKind.Reply)
    if (vain !== undefined)
      compare(to, known.length === 0 || vain.proof?.kind === 'later', `${whom} does answer ${who}`)
    else if (isAnswered)
      compare(to, known.length > 0 || isAskedAgain(facts, network, initiator, target), `${whom} does not answer ${who}`)
  }
}

/** Whether the host asked again later, and got no answer then. */
function isAskedAgain({ unanswered, neighbours }: Facts, network: number, host: number, ip: number): boolean {
  return [...unanswered, ...neighbours.filter(({ failed }) => failed)].some(
    (one) => one.network === network && one.host === host && one.ip === ip,
  )
}

/** `VNI VTEP > destination` of the default entries that are told, with the frame that shows one; 0 where none need. */
function defaultsOf({ addresses, networks, fdb }: Facts): ReadonlyMap<string, number> {
  const name = (address: number): string => addressText(addresses, address)
  const told = fdb.filter(({ mac }) => mac === 0)
  return new Map(
    told.map(({ network, vtep, dst, shown }) => [`${networks[network]!.id} ${name(vtep)} > ${name(dst)}`, shown.frame]),
  )
}

describe.skipIf(!isThere)('default entries', () => {
  const all = [LAB, NETWORKS].flatMap((root) => networksIn(root).map((name) => ({ root, name })))

  test.each(all)('$name: what is told stands in the kernel’s tables', async ({ root, name }) => {
    const devices = devicesOf(root, name)
    for (const path of capturesIn(root, name)) {
      const facts = await learnFile(path)
      for (const entry of defaultsOf(facts).keys()) {
        const [vni, vtep, , destination] = entry.split(' ')
        const of = devices.filter((device) => device.vni === Number(vni) && device.addresses.includes(vtep!))
        if (of.length > 0)
          expect(
            of.flatMap(({ defaults }) => defaults),
            `${path} ${entry}`,
          ).toContain(destination)
      }
    }
  })

  test('who joined the group of one VNI alone floods to it, and who sends in a VNI that has one', async () => {
    // n2 floods nothing in VNI 200; n1 and n5 answer alone, in 70000 and in 100.
    for (const [node, entry] of [
      ['n2', '200 10.9.8.12 > 239.9.2.2'],
      ['n4', '200 10.9.8.12 > 239.9.2.2'],
      ['n5', '200 10.9.8.12 > 239.9.2.2'],
      ['n1', '70000 10.9.8.11 > 239.9.1.1'],
      ['n5', '100 10.9.8.15 > 239.9.1.1'],
    ] as const)
      expect(defaultsOf(await learnFile(`${NETWORKS}/20-mc5/${node}.pcap`)).get(entry), `${node} ${entry}`).toBe(0)
  })

  test('a member of a group that two VNIs flood to need not have both: n4 and n5 have not, and n2 says nothing in 100', async () => {
    const told = defaultsOf(await learnFile(`${NETWORKS}/20-mc5/n2.pcap`))
    for (const entry of ['100 10.9.8.12', '70000 10.9.8.14', '70000 10.9.8.15'])
      expect([...told.keys()].filter((key) => key.startsWith(`${entry} `))).toEqual([])
  })

  test('of a member of head-end replication that floods nothing no packet tells where to', async () => {
    // n2 and n3 answer alone: their kernels have the others, and 25-missfdb shows that a VTEP need not.
    const told = defaultsOf(await learnFile(`${NETWORKS}/39-acl/n1.pcap`))
    expect([...told.keys()].sort()).toEqual(['1313 10.131.1.1 > 10.131.1.2', '1313 10.131.1.1 > 10.131.1.3'])
    const missing = devicesOf(NETWORKS, '25-missfdb')
    expect(missing.map(({ defaults }) => defaults.length)).toContain(0)
  })
})

describe.skipIf(!isThere)("what is said of a network is what its kernel's tables say", () => {
  const all = [LAB, NETWORKS].flatMap((root) => networksIn(root).map((name) => ({ root, name })))
  const counted = new Map<string, Counts>()

  test.each(all)('$name', async ({ root, name }) => {
    const counts: Counts = { fdb: count(), neighbours: count(), modes: count(), sequences: count() }
    const devices = devicesOf(root, name)
    const holders = holdersOf(root, name).filter((holder) => !RENEWED[name]?.includes(holder.name))
    for (const path of capturesIn(root, name)) {
      const facts = await learnFile(path)
      for (const device of devices) {
        if (device.path !== path) continue
        compareFdb(facts, device, counts.fdb)
        compareModes(facts, device, counts.modes)
      }
      compareNeighbours(facts, holders, name, counts.neighbours)
      compareSequences(facts, holders, counts.sequences)
    }
    counted.set(name, counts)
    const others = Object.values(counts).flatMap((one: Count) => one.others)
    expect(others.filter((what) => !NOT_TOLD[name]?.includes(what))).toEqual([])
  })

  test('there was something to compare, of every kind', () => {
    const sum = (of: Subject): number => [...counted.values()].reduce((total, counts) => total + counts[of].equal, 0)
    expect(sum('fdb')).toBeGreaterThan(150)
    expect(sum('neighbours')).toBeGreaterThan(400)
    expect(sum('modes')).toBeGreaterThan(80)
    expect(sum('sequences')).toBeGreaterThan(100)
  })

  afterAll(() => {
    const cell = ({ equal, others }: Count): string => `${equal}/${equal + others.length}`
    for (const [name, counts] of counted) {
      const cells = Object.entries(counts).map(([subject, of]) => `${subject} ${cell(of)}`)
      console.info(`${name.padEnd(24)} ${cells.join('  ')}`)
    }
  })
})
