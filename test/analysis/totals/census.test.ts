import { describe, expect, test } from 'vitest'
import { geneve, ipv4, ipv4Fragments, type Part, udp, vxlan, vxlanGpe } from '../../../fixtures/make/packets.js'
import { capwap, capwapDtls, IKE, macsec, NAT_KEEPALIVE, wireguard } from '../../../fixtures/make/tunnels.js'
import { Census, Space } from '../../../src/analysis/totals/census.js'
import { decode } from '../../../src/wire/decode.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, fixture, frame, frameOf, inVni, ping, replay, take, underlay } from '../../helpers/packets.js'

function censusOf(...frames: Frame[]): Census {
  const census = new Census()
  replay(frames, (p) => census.observe(p))
  return census
}

const unknown = (protocol: number): Part => ({ octets: Buffer.alloc(20, 1), protocol, etherType: 0x1234 })

test('packets and their octets on the wire', () => {
  const f = frame(underlay(inVni(42, ping())))
  const census = censusOf(f, { ...f, length: 9000 })
  expect([census.packets, census.octets]).toEqual([2, f.octets.length + 9000])
  expect([census.malformed, census.cut, census.undecoded()]).toEqual([0, 0, []])
})

test('a packet that contradicts itself is malformed, one that the snapshot length cut is not', () => {
  const whole = frame(underlay(inVni(42, ping()))).octets
  const short = frameOf(whole.subarray(0, 30))
  const census = censusOf(short, { ...short, length: whole.length })
  expect([census.malformed, census.cut]).toEqual([1, 1])
})

test('a short quote in an ICMP error is normal (RFC 792)', () => {
  const census = censusOf(...fixture('icmp-quoted'))
  expect([census.malformed, census.cut]).toEqual([0, 0])
})

test('what nobody decodes is counted by its registry, most frequent first', () => {
  const esp = frame(underlay(unknown(50)))
  const census = censusOf(frame(unknown(0)), esp, esp, frame(underlay(inVni(42, unknown(0)))))
  expect(census.undecoded()).toEqual([
    { space: Space.EtherType, number: 0x1234, packets: 2 },
    { space: Space.Protocol, number: Kind.Esp, packets: 2 },
  ])
})

test('what nobody but its receiver can read has a name; keepalives carry nothing', () => {
  const inUdp = (port: number, body: Part) => frame(underlay(udp({ source: port, destination: port }, body)))
  const census = censusOf(
    inUdp(51820, wireguard(4)),
    inUdp(4500, IKE),
    inUdp(4500, NAT_KEEPALIVE),
    inUdp(5247, capwapDtls(23, 1)),
    inUdp(5247, capwap({ native: true }, unknown(0))),
    inUdp(5247, capwap({ keepalive: true }, unknown(0))),
    inUdp(5246, capwap({}, unknown(0))),
    frame(macsec(1)),
  )
  const kinds = [Kind.UdpEncap, Kind.WireGuard, Kind.Macsec, Kind.Dtls, Kind.CapwapData]
  expect(census.undecoded()).toEqual(kinds.map((number) => ({ space: Space.Protocol, number, packets: 1 })))
})

test('a link type without a decoder', () => {
  expect(censusOf({ ...frameOf(Buffer.alloc(8)), linkType: 147 }).undecoded()).toEqual([
    { space: Space.LinkType, number: 147, packets: 1 },
  ])
})

describe('UDP that looks like a tunnel', () => {
  const to = (destination: number, body: Part) => frame(underlay(udp({ source: 9, destination }, body)))
  const inner = { octets: Buffer.from(frame(ping()).octets), etherType: 0x6558 }

  test('is told by its port, other UDP is not', () => {
    const census = censusOf(to(46354, vxlan(42, inner)), to(53, unknown(0)))
    expect(census.undecoded()).toEqual([])
    expect(census.hints()).toEqual([{ looksLike: 'vxlan', port: 46354, packets: 1 }])
  })

  test('is told by its kind, most frequent first', () => {
    const some = to(7777, geneve(5, [], inner))
    const other = to(7777, vxlanGpe(5, 3, inner))
    expect(censusOf(some, some, some, other).hints()).toEqual([
      { looksLike: 'geneve', port: 7777, packets: 3 },
      { looksLike: 'vxlan-gpe', port: 7777, packets: 1 },
    ])
  })

  test('is not told of one or two packets that look like Geneve', () => {
    const some = to(7777, geneve(5, [], inner))
    const census = censusOf(some, some, to(7778, geneve(5, [], inner)))
    expect([census.hints(), census.undecoded()]).toEqual([[], []])
  })
})

test('the later fragments of what is not put together are not undecoded protocols', () => {
  const frames = ipv4Fragments({ source: A.ip, destination: B.ip }, inVni(42, ping()), [
    [0, 64],
    [64, 134],
  ]).map(frame)
  const census = new Census()
  const p = new Packet({ ...defaultTables(), reassemble: false })
  for (const [i, f] of frames.entries()) {
    take(p, f, i)
    decode(p)
    census.observe(p)
  }
  expect(census.undecoded()).toEqual([])
})

test('kinds beyond 1024 are counted together', () => {
  const census = new Census()
  const p = new Packet()
  for (let type = 0; type < 1030; type++) {
    const { octets } = frame({ ...ipv4({ source: A.ip, destination: B.ip }, unknown(50)), etherType: 0xa000 + type })
    census.observe(take(p, frameOf(octets), type))
  }
  expect(census.undecoded()).toHaveLength(1024)
  expect(census.otherUndecoded).toBe(6)
})
