import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { arp, ethernet, icmpEcho, ipv4, type Part } from '../../../../fixtures/make/packets.js'
import { type AddressConflict, Rivals } from '../../../../src/analysis/check/findings/arp-conflict.js'
import { checkFile } from '../../../helpers/check.js'
import { LAB } from '../../../helpers/finding-captures.js'
import {
  announces,
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
} from '../../../helpers/overlay.js'
import { hasCases, inCase, saidOfCase } from '../../../helpers/tunnels.js'

const X = host(2, 1)
const Y = host(3, 2)
const Z = host(4, 4)
/** The address of Y once more. */
const OTHER_PLACE = host(3, 3, 9)
const SAME_PLACE = host(3, 2, 9)

const rivals = (sent: readonly Sent[]): readonly string[] =>
  found('arp.conflict', sent).map(({ severity, about }) => `${(about as AddressConflict).rivals} ${severity}`)

/** Both answer the same question. */
const both = (at: number, who: Host, one: Host, other: Host): readonly Sent[] => [
  toGroup(at, who, asks(who, one.ip)),
  between(at + 0.1, one, who, answers(one, who)),
  between(at + 0.2, other, who, answers(other, who)),
]

test('stations behind different VTEPs are two machines', () => {
  const sent = [...both(0, X, Y, OTHER_PLACE), between(1, X, Y, pings(X, Y))]
  expect(rivals(sent)).toEqual([`${Rivals.Places} error`])
  expect(found('arp.conflict', sent)).toMatchObject([{ frames: [2, 3], count: 1 }])
})

test('two that answer the same question from one place are one machine, until both speak for themselves', () => {
  const sent = [...both(0, X, Y, SAME_PLACE), ...both(60000, X, Y, SAME_PLACE), between(60001, Y, X, pongs(Y, X))]
  expect(rivals(sent)).toEqual([`${Rivals.Machine} info`])
  const asking = [toGroup(70000, Y, asks(Y, X.ip)), toGroup(70001, SAME_PLACE, asks(SAME_PLACE, X.ip))]
  expect(rivals([...sent, ...asking])).toEqual([`${Rivals.Speakers} error`])
  expect(rivals([...sent, between(60002, SAME_PLACE, X, pongs(SAME_PLACE, X))])).toEqual([`${Rivals.Speakers} error`])
})

test('a router that answers for a host sends on what is from it', () => {
  const reply = icmpEcho({ reply: true, id: 7, sequence: 1 })
  const forwarded = ethernet(X.mac, SAME_PLACE.mac, ipv4({ source: Y.ip, destination: X.ip, ttl: 63 }, reply))
  const sent = [...both(0, X, Y, SAME_PLACE), between(1, Y, X, pongs(Y, X)), between(2, Y, X, forwarded)]
  expect(rivals(sent)).toEqual([`${Rivals.Machine} info`])
})

test('who takes an address over says so, and the other is silent from then on', () => {
  const sent = [
    ...greeting(0, X, Y),
    toGroup(20000, OTHER_PLACE, announces(OTHER_PLACE)),
    ...greeting(21000, X, OTHER_PLACE),
  ]
  expect(rivals(sent)).toEqual([])
})

test('virtual routers answer with an address of their own each', () => {
  const one = { ...host(1, 2), mac: '00:07:b4:00:01:01' }
  const other = { ...host(1, 3), mac: '00:07:b4:00:01:02' }
  expect(rivals(both(0, X, one, other))).toEqual([`${Rivals.Virtual} info`])
})

test('169.254.1.1 is the nearest router’s', () => {
  const one = { ...host(1, 2), ip: '169.254.1.1' }
  const other = { ...host(9, 3), ip: '169.254.1.1' }
  expect(rivals(both(0, X, one, other))).toEqual([`${Rivals.Shared} info`])
})

test('two machines with many addresses in common are told once', () => {
  const sent = Array.from({ length: 70 }, (_, n) => {
    const ip = `172.19.2.${n}`
    return both(1000 * n, X, { ...Y, ip }, { ...OTHER_PLACE, ip })
  }).flat()
  expect(found('arp.conflict', sent)).toMatchObject([{ count: 70, about: { addressCount: 70 } }])
})

test('a proxy that answers for a host seconds later may be meant so', () => {
  const reply = (who: Host): Sent => between(0, who, X, answers(who, X))
  const later = { ...reply(SAME_PLACE), at: 30000 }
  const again = { ...reply(Y), at: 50000 }
  expect(rivals([...greeting(0, X, Y), later, again])).toEqual([`${Rivals.Answerers} warning`])
})

const OVS = ['15-ovs-geneve', '15-ovs-gretap-seq'].map((network) => `${LAB}${network}/n1.pcap`)

// Kernel and Open vSwitch answer for 172.16.0.5, each with the MAC address of its own device.
test.skipIf(!existsSync(OVS[0]!)).each(OVS)('two network stacks of one machine: %s', async (path) => {
  const findings = (await checkFile(path)).filter(({ id }) => id === 'arp.conflict')
  expect(findings).toMatchObject([{ severity: 'info', frames: [2, 3], about: { rivals: Rivals.Machine } }])
})

test('RARP and replies without an owner claim nothing', () => {
  const empty = ethernet(X.mac, Y.mac, arp({ operation: 'reply', sender: [Y.mac, '0.0.0.0'], target: [X.mac, X.ip] }))
  expect(rivals([...greeting(0, X, Y), between(10, OTHER_PLACE, X, empty)])).toEqual([])
})

/** A packet from Y's address that a router has passed on. */
const passedOn = (who: Host, whom: Host): Part => {
  const reply = icmpEcho({ reply: true, id: 7, sequence: 1 })
  return ethernet(whom.mac, who.mac, ipv4({ source: Y.ip, destination: whom.ip, ttl: 63 }, reply))
}

test('who answers for an address elsewhere, never speaks from it, and forwards, is a proxy', () => {
  const claims = [toGroup(-10, Y, asks(Y, Z.ip)), ...both(0, X, Y, OTHER_PLACE)]
  expect(rivals(claims)).toEqual([`${Rivals.Places} error`])
  const forwards = between(5001, OTHER_PLACE, X, passedOn(OTHER_PLACE, X))
  expect(rivals([...claims, forwards])).toEqual([`${Rivals.Forwarder} info`])
  // Whoever asks from the address has it.
  expect(rivals([...claims, forwards, toGroup(6000, OTHER_PLACE, asks(OTHER_PLACE, X.ip))])).toEqual([
    `${Rivals.Places} error`,
  ])
})

test.skipIf(!hasCases)('a director that forwards for its clients', async () => {
  const said = await saidOfCase('dsr-or-forwarded-claim')
  expect(said).toContain('arp.conflict info')
  expect(said.filter((line) => !line.endsWith(' info'))).toEqual([])
  const [note] = await inCase('dsr-or-forwarded-claim', 'arp.conflict')
  expect(note).toMatchObject({ frames: [7, 18], about: { rivals: Rivals.Forwarder, forwarder: 1 } })
})
