/** All checksums of a packet at once: each octet is read once, and every verdict is as if the layer stood alone. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ethernet, geneve, gre, type Part, tcp, udp, vxlan } from '../../fixtures/make/packets.js'
import { Kind } from '../../src/wire/kind.js'
import type { Packet } from '../../src/wire/packet.js'
import { ChecksumStatus, Checksums, Verdict } from '../../src/wire/verify.js'
import { packetOf } from '../helpers/octets.js'
import { A, B, fixture, frameOf, ping, replay, underlay } from '../helpers/packets.js'

const LINKTYPE_ETHERNET = 1
const { None, Good, Bad } = ChecksumStatus

/** RFC 1071 §4.1, octet by octet. */
function plainSum(octets: Uint8Array): number {
  let total = 0
  for (const [i, octet] of octets.entries()) total += i % 2 === 0 ? octet * 256 : octet
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000)
  return total
}

/** What layer `i` and the pseudo-header in front of it add up to, by themselves; undefined for a layer without a checksum. */
function sumOf(p: Packet, i: number): number | undefined {
  const l = p.layers[i]!
  const own = p.bytes.subarray(l.start, l.end)
  const pseudo = (protocol: number): Uint8Array => {
    const ip = p.layers[i - 1]!
    const length = l.end - l.start
    return Uint8Array.of(
      ...p.bytes.subarray(ip.start + 12, ip.start + 20),
      0,
      protocol,
      length >> 8,
      length & 0xff,
      ...own,
    )
  }
  switch (l.kind) {
    case Kind.Ipv4:
      return plainSum(p.bytes.subarray(l.start, l.payload))
    case Kind.Udp:
      return plainSum(pseudo(17))
    case Kind.Tcp:
      return plainSum(pseudo(6))
    case Kind.Icmp:
      return plainSum(own)
    case Kind.Gre:
      return (p.view.getUint8(l.start) & 0x80) === 0 ? undefined : plainSum(own)
    default:
      return undefined
  }
}

/** Tunnels around a packet, and octets behind what they carry: Ethernet's padding, or a trailer. */
const frames: fc.Arbitrary<Part> = fc
  .tuple(
    fc.oneof(
      fc.nat({ max: 300 }).map((length) => ping(1, length)),
      fc
        .uint8Array({ maxLength: 300 })
        .map((data) =>
          underlay(
            tcp({ source: 1, destination: 2, sequence: 3, acknowledgment: 4, flags: 0x18, data: Buffer.from(data) }),
          ),
        ),
    ),
    fc.array(fc.tuple(fc.constantFrom('vxlan', 'geneve', 'gre', 'gre3'), fc.nat({ max: 9 })), { maxLength: 4 }),
  )
  .map(([packet, tunnels]) => {
    let inner = packet
    for (const [tunnel, padding] of tunnels) {
      const frame = ethernet(B.mac, A.mac, inner)
      const padded = { ...frame, octets: Buffer.concat([frame.octets, Buffer.alloc(padding, 0x77)]) }
      if (tunnel === 'vxlan') inner = underlay(udp({ source: 9, destination: 4789 }, vxlan(1, padded)))
      else if (tunnel === 'geneve') inner = underlay(udp({ source: 9, destination: 6081 }, geneve(1, [], padded)))
      else inner = underlay(gre({ checksum: true, key: 1 }, tunnel === 'gre' ? padded : inner))
    }
    return ethernet(B.mac, A.mac, inner)
  })

test('any packets in any tunnels, damaged anywhere: as if each layer stood alone', () => {
  const checksums = new Checksums()
  const verdict = new Verdict()
  const damage = fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.nat({ max: 255 })), { maxLength: 2 })
  fc.assert(
    fc.property(frames, damage, fc.nat({ max: 3 }), (frame, changes, skip) => {
      const octets = new Uint8Array(skip + frame.octets.length)
      octets.set(frame.octets, skip)
      const p = packetOf(octets.subarray(skip), LINKTYPE_ETHERNET)
      // Behind all headers, so that they still say what they said.
      const innermost = p.layers[p.depth - 1]!
      for (const [at, mask] of changes) {
        const o = innermost.start + (at % Math.max(1, innermost.end - innermost.start))
        if (o < innermost.end && innermost.kind === Kind.Payload) p.bytes[o]! ^= mask
      }
      checksums.verify(p)
      for (let i = 0; i < p.depth; i++) {
        const sum = sumOf(p, i)
        checksums.get(p, i, verdict)
        expect(verdict.status).toBe(sum === undefined ? None : sum === 0xffff ? Good : Bad)
      }
    }),
  )
})

test('the captures of the fixtures: as layer by layer, fragments put together as well', () => {
  const all = new Checksums()
  const one = new Checksums()
  const [a, b] = [new Verdict(), new Verdict()]
  for (const name of ['offload', 'fragments', 'nested', 'bad-checksum', 'ipv6-underlay', 'icmp-quoted', 'gre-seed']) {
    replay(fixture(name), (p) => {
      all.verify(p)
      for (let i = 0; i < all.depth; i++) {
        one.verifyLayer(p, i)
        one.get(p, i, a)
        all.get(p, i, b)
        expect(b).toEqual(a)
      }
    })
  }
})

test('what was found in a packet is forgotten with the next one', () => {
  const checksums = new Checksums()
  const verdict = new Verdict()
  const whole = Uint8Array.from(ethernet(B.mac, A.mac, ping()).octets)
  const damaged = frameOf(whole).octets
  damaged[whole.length - 1]! ^= 1
  checksums.verify(packetOf(damaged, LINKTYPE_ETHERNET))
  expect(checksums.anomalies).toBe(1)
  const p = packetOf(whole, LINKTYPE_ETHERNET)
  checksums.verify(p)
  expect(checksums.anomalies).toBe(0)
  checksums.get(p, 2, verdict)
  expect(verdict.status).toBe(Good)
  checksums.get(p, 7, verdict)
  expect(verdict).toMatchObject({ status: None, stored: 0, computed: 0 })
})
