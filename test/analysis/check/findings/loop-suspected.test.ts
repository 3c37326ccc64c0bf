import { expect, test } from 'vitest'
import { arp, ethernet, icmpEcho, ipv4 } from '../../../../fixtures/make/packets.js'
import type { Loop } from '../../../../src/analysis/check/findings/loop-suspected.js'
import { LoopKind } from '../../../../src/analysis/check/loops.js'
import {
  ALL,
  asks,
  between,
  found,
  greeting,
  host,
  inTunnel,
  opens,
  pings,
  type Sent,
  says,
  toGroup,
  vtep,
} from '../../../helpers/overlay.js'

const [X, Y] = [host(2, 1), host(3, 2)]

const loops = (sent: readonly Sent[]): readonly string[] =>
  found('loop.suspected', sent).map(({ severity, count, about }) => `${(about as Loop).kind} ${severity} ${count}`)

/** A ping that two routers send to each other, as a capture of a real loop of two kernels has it: 63, 62, 61 and so on. */
const rounds = (passes: number): readonly Sent[] =>
  Array.from({ length: passes }, (_, n) => {
    const packet = ipv4(
      { source: '10.8.0.2', destination: '10.9.9.9', identification: 0x31f9, ttl: 63 - n },
      icmpEcho({ id: 1, sequence: 1 }),
    )
    const [from, to] = n % 2 === 0 ? [X, Y] : [Y, X]
    return between(n / 100, from, to, ethernet(to.mac, from.mac, packet))
  })

test('a packet that comes by with a lower TTL each time is in a loop of routes', () => {
  expect(loops(rounds(32))).toEqual([`${LoopKind.Routed} error 32`])
  expect(found('loop.suspected', rounds(32))).toMatchObject([
    { frames: [1, 2, 3, 4, 5, 6, 7, 8], about: { ttl: 63, lastTtl: 32, different: 1 } },
  ])
})

test('a packet that a router sends back once (an ICMP redirect follows) is not', () => {
  expect(loops(rounds(2))).toEqual([])
  expect(loops([...rounds(2), ...rounds(2).map((s) => ({ ...s, at: s.at + 2000 }))])).toEqual([])
})

test('traceroute sends with a higher TTL each time', () => {
  const probes = Array.from({ length: 30 }, (_, n) => between(n, X, Y, says(X, Y.ip, Y.mac, 7, n + 1)))
  expect(loops(probes)).toEqual([])
})

/** A broadcast that goes round over the tunnel and a second link between the bridges. */
const storm = (passes: number): readonly Sent[] =>
  Array.from({ length: passes }, (_, n) => {
    const [from, to] = n % 2 === 0 ? [X, Y] : [Y, X]
    return { at: n / 50, frame: inTunnel(from.at, to.at, asks(X, '172.19.1.9')) }
  })

test('a broadcast that the other VTEP sends back again and again is in a loop of bridges', () => {
  expect(loops(storm(50))).toEqual([`${LoopKind.Bridged} error 50`])
  expect(found('loop.suspected', storm(50))).toMatchObject([
    { frames: [1, 2, 3, 4, 5, 6, 7, 8], about: { isArp: true, different: 1 } },
  ])
})

test('the same through a group', () => {
  const sent = storm(50).map(({ at }, n) => toGroup(at, n % 2 === 0 ? X : Y, asks(X, '172.19.1.9')))
  expect(loops(sent)).toEqual([`${LoopKind.Bridged} error 50`])
})

test('what goes round explains MAC addresses that flap, questions in a storm, and those that nobody answers', () => {
  for (const id of ['mac.flapping', 'arp.storm', 'arp.unanswered']) expect(found(id, storm(500))).toEqual([])
})

test('a question that is asked again once a second, and passed on by a replicator, is not', () => {
  const sent = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((second) => [
    { at: 1000 * second, frame: inTunnel(vtep(1), vtep(9), asks(X, '172.19.1.9')) },
    { at: 1000 * second + 0.1, frame: inTunnel(vtep(9), vtep(2), asks(X, '172.19.1.9')) },
    { at: 1000 * second + 0.2, frame: inTunnel(vtep(9), vtep(3), asks(X, '172.19.1.9')) },
  ])
  expect(loops([...greeting(-1000, X, Y), ...sent])).toEqual([])
})

test('a broadcast that comes without pause from one VTEP may be one', () => {
  const sent = Array.from({ length: 100 }, (_, n) => toGroup(n, X, says(X, '172.19.1.255', ALL, 77)))
  expect(loops(sent)).toEqual([`${LoopKind.Repeated} warning 100`])
})

test('a program that sends the same again has its packets numbered, or says that it does not care', () => {
  const numbered = Array.from({ length: 100 }, (_, n) => toGroup(n, X, says(X, '172.19.1.255', ALL, n + 1)))
  const careless = Array.from({ length: 100 }, (_, n) => toGroup(n, X, says(X, '172.19.1.255', ALL, 0)))
  const direct = Array.from({ length: 100 }, (_, n) => between(n, X, Y, says(X, Y.ip, Y.mac, 77)))
  for (const sent of [numbered, careless, direct]) expect(loops(sent)).toEqual([])
})

test('a copy for each of many VTEPs, a retransmission, a frame that two interfaces saw', () => {
  const copies = Array.from({ length: 100 }, (_, n) => ({
    at: n / 1000,
    frame: inTunnel(vtep(1), `10.66.0.${n}`, says(X, '172.19.1.255', ALL, 77)),
  }))
  const syns = [0, 1000, 3000, 7000, 15000].map((at) => between(at, X, Y, opens(X, Y, 80)))
  const twice = [0, 1, 2].flatMap((at) => [
    between(at, X, Y, pings(X, Y, at)),
    between(at + 0.01, X, Y, pings(X, Y, at)),
  ])
  for (const sent of [copies, syns, twice]) expect(loops(sent)).toEqual([])
})

test('gratuitous ARP for many addresses from one host is many frames', () => {
  const sent = Array.from({ length: 200 }, (_, n) => {
    const ip = `172.19.1.${n}`
    return toGroup(
      n / 10,
      X,
      ethernet(ALL, X.mac, arp({ operation: 'request', sender: [X.mac, ip], target: [X.mac, ip] })),
    )
  })
  expect(loops(sent)).toEqual([])
})
