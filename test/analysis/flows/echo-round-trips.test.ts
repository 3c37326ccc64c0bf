import { expect, test } from 'vitest'
import { ethernet, gre, icmpEcho, icmpv6Echo, ipv4, ipv6, type Part } from '../../../fixtures/make/packets.js'
import { EchoTable } from '../../../src/analysis/flows/echo-round-trips.js'
import { Packet } from '../../../src/wire/packet.js'
import {
  A,
  B,
  fixture,
  frame,
  INNER_A,
  INNER_B,
  inVni,
  ping,
  pong,
  replay,
  take,
  underlay,
} from '../../helpers/packets.js'

/** Round trips of packets at times in nanoseconds. */
function roundTrips(...packets: ReadonlyArray<readonly [at: number, body: Part]>): number[] {
  const table = new EchoTable()
  const p = new Packet()
  return packets.map(([at, body], i) => table.observe(take(p, frame(body), i + 1, at)))
}

const there = (body: Part) => underlay(body)
const back = (body: Part) => underlay(body, B.ip, A.ip)

test('from a request to its reply', () => {
  expect(roundTrips([5, there(inVni(42, ping()))], [116_005, back(inVni(42, pong()))])).toEqual([-1, 116_000])
})

test('across the second', () => {
  expect(roundTrips([999_999_999, ping()], [1_000_000_001, pong()])).toEqual([-1, 2])
})

test('a reply in another tunnel is not the answer', () => {
  expect(roundTrips([0, there(inVni(42, ping()))], [1, back(inVni(43, pong()))], [2, pong()])).toEqual([-1, -1, -1])
})

test('a GRE key names one direction (RFC 2890 §2.1): the way back may have another', () => {
  expect(roundTrips([0, there(gre({ key: 1 }, ping()))], [9, back(gre({ key: 2 }, pong()))])).toEqual([-1, 9])
})

test('up to seven tunnels around a ping are told apart', () => {
  const around = (vnis: readonly number[], body: Part): Part =>
    vnis.reduce((inner, vni) => ipv4({ source: A.ip, destination: B.ip }, inVni(vni, inner)), body)
  const seven = [1, 2, 3, 4, 5, 6, 7]
  const other = [9, ...seven.slice(1)]
  const request = around(seven, ping())
  expect(roundTrips([0, request], [5, around(other, pong())], [9, around(seven, pong())])).toEqual([-1, -1, 9])
  expect(roundTrips([0, around([...seven, 8], ping())], [9, around([...seven, 8], pong())])).toEqual([-1, -1])
})

test('the last 4096 requests are remembered, whatever they are', () => {
  const many = Array.from({ length: 4096 }, (_, n) => [n, ping(n)] as const)
  expect(roundTrips(...many, [5000, pong(0)], [5001, pong(4095)])).toMatchObject({ 4096: 5000, 4097: 906 })
  expect(roundTrips(...many, [4096, ping(5000)], [5000, pong(0)], [5001, pong(1)])).toMatchObject({
    4097: -1,
    4098: 5000,
  })
})

test('so may gretap, whose keys differ by direction as well', () => {
  const l2 = (key: number, body: Part): Part => gre({ key, sequence: 0 }, ethernet(INNER_B.mac, INNER_A.mac, body))
  expect(roundTrips([0, there(l2(1, ping()))], [9, back(l2(2, pong()))])).toEqual([-1, 9])
})

test('where the networks are known, they tell the tunnels apart', () => {
  const table = new EchoTable()
  const p = new Packet()
  expect(table.observe(take(p, frame(there(gre({ key: 1 }, ping()))), 1, 0), 1)).toBe(-1)
  expect(table.observe(take(p, frame(back(gre({ key: 2 }, pong()))), 2, 5), 2)).toBe(-1)
  expect(table.observe(take(p, frame(back(gre({ key: 2 }, pong()))), 3, 7), 1)).toBe(7)
})

test('a reply the same way as its request answers nothing', () => {
  const same = ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, icmpEcho({ reply: true, id: 7, sequence: 1 }))
  expect(roundTrips([0, ping()], [1, same])).toEqual([-1, -1])
})

test('another sequence number or identifier is another ping', () => {
  const other = ipv4({ source: INNER_B.ip, destination: INNER_A.ip }, icmpEcho({ reply: true, id: 8, sequence: 1 }))
  expect(roundTrips([0, ping(1)], [1, pong(2)], [2, other])).toEqual([-1, -1, -1])
})

test('a repeated reply counts from the request, a repeated request anew', () => {
  expect(roundTrips([0, ping()], [10, pong()], [30, pong()], [40, ping()], [45, pong()])).toEqual([-1, 10, 30, -1, 5])
})

test.each([
  [60e9, 60e9],
  [60e9 + 1, -1],
  [-1, -1],
])('after %i ns: %i', (at, expected) => {
  expect(roundTrips([0, ping()], [at, pong()])).toEqual([-1, expected])
})

test('ICMPv6 (RFC 4443 §4)', () => {
  const request = ipv6({ source: INNER_A.ip6, destination: INNER_B.ip6 }, icmpv6Echo({ id: 7, sequence: 1 }))
  const reply = ipv6({ source: INNER_B.ip6, destination: INNER_A.ip6 }, icmpv6Echo({ reply: true, id: 7, sequence: 1 }))
  expect(roundTrips([0, there(inVni(42, request))], [7, back(inVni(42, reply))])).toEqual([-1, 7])
})

test("every reply of the kernel's capture has its request", () => {
  const table = new EchoTable()
  const found: number[] = []
  replay(fixture('p2p-vni42'), (p) => found.push(table.observe(p)))
  expect(found.filter((n) => n >= 0)).toHaveLength(3)
})
