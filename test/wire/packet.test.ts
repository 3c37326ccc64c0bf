import { describe, expect, test } from 'vitest'
import { decode } from '../../src/wire/decode.js'
import { Kind, Reason } from '../../src/wire/kind.js'
import { MAX_LAYERS, Packet } from '../../src/wire/packet.js'
import { frame, inVni, ping, take, underlay } from '../helpers/packets.js'

const FRAME = frame(underlay(inVni(42, ping())))

/** A packet of so many octets, of which so many were captured. */
function packet(captured: number, length: number): Packet {
  const p = new Packet()
  const octets = new Uint8Array(captured)
  p.record(new DataView(octets.buffer), octets, 0, captured, length)
  p.reset()
  return p
}

describe('narrow', () => {
  test('a shorter claim ends the octets, a longer one does not', () => {
    const p = packet(100, 100)
    expect([p.narrow(120), p.claimed]).toEqual([100, 100])
    expect([p.narrow(60), p.claimed]).toEqual([60, 60])
  })

  test('what the snapshot length cut is still claimed', () => {
    const p = packet(50, 100)
    expect([p.narrow(80), p.claimed]).toEqual([50, 80])
  })
})

describe('reject', () => {
  test.each([
    ['the wire had the octets', 50, 100, Reason.Cut],
    ['the wire had none either', 50, 50, Reason.Truncated],
  ])('%s', (_, captured, length, expected) => {
    const p = packet(captured, length)
    expect(p.reject(Reason.Truncated, Kind.Udp, 48, 8, 2)).toBe(Kind.None)
    expect(p.malformed).toMatchObject({ reason: expected, kind: Kind.Udp, offset: 48, need: 8, have: 2 })
  })

  test('a quote that ends early is normal (RFC 792)', () => {
    const p = packet(50, 50)
    p.quote()
    p.reject(Reason.Truncated, Kind.Udp, 48, 8, 2)
    expect(p.malformed.reason).toBe(Reason.Quoted)
  })

  test('a bad field stays one', () => {
    const p = packet(50, 100)
    p.reject(Reason.BadField, Kind.Ipv4, 14, 20, 12)
    expect(p.malformed.reason).toBe(Reason.BadField)
  })
})

test('one layer too many is refused, the others stay', () => {
  const p = packet(10, 10)
  for (let i = 0; i < MAX_LAYERS; i++) expect(p.push(Kind.Vlan, 0, 4, 10, Kind.Vlan)).toBe(Kind.Vlan)
  expect(p.push(Kind.Vlan, 0, 4, 10, Kind.Vlan)).toBe(Kind.None)
  expect([p.depth, p.malformed.reason]).toEqual([MAX_LAYERS, Reason.TooDeep])
})

test('a second decoding finds the same, and the next record nothing of it', () => {
  const p = take(new Packet(), FRAME, 1)
  const first = p.layers.slice(0, p.depth).map((l) => ({ ...l }))
  decode(p)
  expect(p.layers.slice(0, p.depth)).toEqual(first)
  take(p, { ...FRAME, octets: FRAME.octets.slice(0, 20) }, 2)
  expect([p.depth, p.malformed.reason]).toEqual([1, Reason.Cut])
})

test('a borrowed record decodes alike', () => {
  const p = take(new Packet(), FRAME, 9, 5)
  const q = new Packet()
  q.borrow(p)
  decode(q)
  expect([q.number, q.tsSec, q.tsNsec, q.depth]).toEqual([p.number, p.tsSec, p.tsNsec, p.depth])
})

test('lengths in front of reassembled octets do not cut them', () => {
  const p = packet(40, 40)
  const octets = new Uint8Array(100)
  p.reassembled(new DataView(octets.buffer), octets, 100, 14, [1, 2])
  p.reset()
  expect([p.isReassembled, p.isWhole(14), p.isWhole(15)]).toEqual([true, true, false])
  p.push(Kind.Ethernet, 0, 14, p.nextEnd, Kind.Ipv4)
  expect([p.narrow(40), p.claimed]).toEqual([100, 100])
  p.push(Kind.Ipv4, 14, 34, p.nextEnd, Kind.Udp)
  expect([p.narrow(90), p.claimed]).toEqual([90, 90])
})
