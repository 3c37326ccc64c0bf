import { describe, expect, test } from 'vitest'
import { ethernet, gre, icmpEcho, ipv4, mpls, type Part } from '../../fixtures/make/packets.js'
import { UNICODE } from '../../src/present/glyphs.js'
import {
  decimals,
  insideOf,
  writeDelta,
  writeInsideCell,
  writeTunnelAt,
  writeTunnelCell,
  writeUnderlayCell,
} from '../../src/present/packet-cells.js'
import type { Detail } from '../../src/present/sentence.js'
import { Writer } from '../../src/present/writer.js'
import { Packet } from '../../src/wire/packet.js'
import { ownDepth, TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, fixture, frame, frameOf, inVni, ping, take, underlay } from '../helpers/packets.js'

const DETAIL: Detail = { glyphs: UNICODE, narrow: false, quiet: false, linkLevel: false }

const written = (write: (w: Writer) => void): string => {
  const w = new Writer(64)
  write(w)
  return w.toString()
}

function taken(f: Frame): { readonly p: Packet; readonly stack: TunnelStack } {
  const p = take(new Packet(), f, 1)
  const stack = new TunnelStack()
  stack.fill(p)
  return { p, stack }
}

const tunnels = (f: Frame): string => {
  const { p, stack } = taken(f)
  return written((w) => writeTunnelCell(p, stack, DETAIL, w))
}
const underlayOf = (f: Frame): string => {
  const { p, stack } = taken(f)
  return written((w) => writeUnderlayCell(p, stack, ownDepth(p), DETAIL, w))
}
const inside = (f: Frame, roundTrip = -1): string => {
  const { p, stack } = taken(f)
  return written((w) => writeInsideCell(p, insideOf(stack), ownDepth(p), roundTrip, DETAIL, w))
}

test('tunnels stand outermost first, and each can be had alone', () => {
  const [first, second, third] = fixture('nested').map(tunnels)
  expect([first, second, third]).toEqual(['gre 7 › vxlan 42', 'vxlan 42 › gre 7', 'vxlan 42 › vxlan 43'])
  const { p, stack } = taken(fixture('nested')[2]!)
  expect([0, 1].map((n) => written((w) => writeTunnelAt(p, stack, n, DETAIL, w)))).toEqual(['vxlan 42', 'vxlan 43'])
})

test('a packet in no tunnel has an empty cell, and is inside of nothing', () => {
  const plain = frame(ping())
  expect(tunnels(plain)).toBe('')
  expect(insideOf(taken(plain).stack)).toBe(0)
})

test('the underlay is the outermost IP packet, however deep the tunnels are', () => {
  for (const f of fixture('nested')) expect(underlayOf(f)).toBe('10.65.132.187 → 10.65.132.188')
  expect(underlayOf(fixture('multicast')[4]!)).toBe('10.65.132.187 ⇒ 224.1.1.1')
})

describe('VLAN tags around the outermost IP packet', () => {
  /** In tags with these identifiers, the outer one first. */
  const tagged = (ids: readonly number[], body: Part): Frame =>
    frameOf(ethernet(B.mac, A.mac, body, ...ids.map((id) => ({ type: 0x8100, id }))).octets)

  test('of a tunnel stand behind its addresses, the outer one first', () => {
    const underlayIn = (...ids: number[]): string => underlayOf(tagged(ids, underlay(inVni(42, ping()))))
    expect(underlayIn()).toBe('10.0.0.1 → 10.0.0.2')
    expect(underlayIn(1)).toBe('10.0.0.1 → 10.0.0.2 vlan 1')
    expect(underlayIn(100, 20)).toBe('10.0.0.1 → 10.0.0.2 vlan 100 vlan 20')
  })

  test('of labels without an IP header stand alone', () => {
    expect(underlayOf(tagged([5], mpls(16, ping())))).toBe('vlan 5')
  })

  test('of a packet in no tunnel stand before what is inside, once', () => {
    const plain = tagged([7], underlay(icmpEcho({ id: 7, sequence: 1 })))
    expect(underlayOf(plain)).toBe('10.0.0.1 → 10.0.0.2')
    expect(inside(plain)).toMatch(/^vlan 7 ICMP echo request/)
  })
})

test('what is inside starts behind the header of the tunnel, in IP in IP with the inner header itself', () => {
  const inGre = frame(underlay(gre({}, ipv4({ source: '172.17.1.2', destination: '172.17.1.3' }, ping()))))
  const { p, stack } = taken(inGre)
  // Ethernet, IPv4, GRE, IPv4, IPv4: IP in IP is the innermost tunnel, and its header is the packet inside.
  expect(insideOf(stack)).toBe(4)
  expect(p.layers[insideOf(stack)]!.start - p.start).toBe(14 + 20 + 4 + 20)
  expect(insideOf(taken(frame(underlay(inVni(42, ping())))).stack)).toBe(4)
})

test('the round trip stands behind the words, in milliseconds rounded down', () => {
  const f = frame(underlay(inVni(42, ping())))
  expect(inside(f)).toBe('172.17.1.2 > 172.17.1.3 ICMP echo request, id 7, seq 1')
  expect(inside(f, 116_999)).toBe('172.17.1.2 > 172.17.1.3 ICMP echo request, id 7, seq 1  0.116 ms')
  expect(inside(f, 12_345_678_901)).toMatch(/ {2}12345\.678 ms$/)
})

test('elapsed time has a sign, and is flush right where it has the room', () => {
  expect(written((w) => writeDelta(147_000, 0, w))).toBe('+0.000147')
  expect(written((w) => writeDelta(147_999, 15, w))).toBe('      +0.000147')
  expect(written((w) => writeDelta(-1_500_000_000, 0, w))).toBe('-1.500000')
  expect(written((w) => writeDelta(0, 9, w))).toBe('+0.000000')
})

test('digits of a number', () => {
  expect([0, 9, 10, 99_999, 100_000, 2 ** 53].map(decimals)).toEqual([1, 1, 2, 5, 6, 16])
})
