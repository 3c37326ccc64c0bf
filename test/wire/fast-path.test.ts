/**
 * Ordinary packets are decoded in one go, all others layer by layer: both ways fill the same layers, of whole packets and of
 * damaged ones, and find the same of their checksums.
 */
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ethernet, gre, ipv4, udp } from '../../fixtures/make/packets.js'
import { decode, decodeLayers } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { Checksums, Verdict } from '../../src/wire/verify.js'
import { CORPUS, type Frame, framesOf, hasCorpus } from '../helpers/octets.js'
import { fixture, frame, INNER_A, INNER_B, inVni, ping, pong, take, underlay } from '../helpers/packets.js'

const HAS_CORPUS = hasCorpus('both ways of decoding')

const checksums = new Checksums()

/** All that decoding leaves behind, and what is made of the checksums. */
function found(p: Packet): unknown {
  const { depth, quoted, fragment, nextStart, nextEnd, claimed, malformed } = p
  const stack = new TunnelStack()
  stack.fill(p)
  checksums.verify(p)
  return {
    layers: p.layers.slice(0, depth).map((l) => ({ ...l })),
    numbers: [quoted, fragment, nextStart, nextEnd, claimed],
    malformed: malformed.reason === 0 ? 0 : { ...malformed },
    tunnels: Array.from({ length: stack.depth }, (_, n) => [stack.types[n], stack.ids[n], stack.layers[n]]),
    anomalies: checksums.anomalies,
    checksums: Array.from({ length: checksums.depth }, (_, i) => {
      const verdict = new Verdict()
      checksums.get(p, i, verdict)
      return verdict
    }),
  }
}

/** Whether the packet is an ordinary one; both ways have to find the same. */
function compare(p: Packet): boolean {
  decode(p)
  const isOrdinary = p.tunnel > 0
  const whole = found(p)
  decodeLayers(p)
  expect(p.tunnel).toBe(0)
  expect(whole).toEqual(found(p))
  return isOrdinary
}

const data = { octets: Buffer.from('ordinary packets have data') }
const datagram = ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, udp({ source: 7, destination: 9 }, data))
const silent = ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, udp({ source: 7, destination: 9 }, data, true))
const FRAMES: Readonly<Record<string, Frame>> = {
  'VXLAN with a ping': frame(underlay(inVni(42, ping()))),
  'VXLAN with an answer': frame(underlay(inVni(42, pong()))),
  'VXLAN with UDP': frame(underlay(inVni(42, datagram))),
  'VXLAN with UDP without a checksum': frame(underlay(inVni(42, silent))),
  'GRE with IPv4': frame(underlay(gre({}, ping()))),
  'GRE with a frame, key, checksum and sequence number': frame(
    underlay(gre({ checksum: true, key: 7, sequence: 9 }, ethernet(INNER_B.mac, INNER_A.mac, datagram))),
  ),
}

describe('both ways of decoding find the same', () => {
  test.each(Object.keys(FRAMES))('in %s, whole, cut anywhere, and with any octet changed', (name) => {
    const f = FRAMES[name]!
    const p = new Packet()
    expect(compare(take(p, f, 1))).toBe(true)
    for (let length = 0; length < f.octets.length; length++) {
      compare(take(p, { ...f, octets: f.octets.subarray(0, length) }, 1))
    }
    for (let at = 0; at < Math.min(140, f.octets.length); at++) {
      for (const value of [0, 1, 0x11, 0x40, 0x46, 0x80, 0xff]) {
        const octets = Uint8Array.from(f.octets)
        octets[at] = value
        compare(take(p, { ...f, octets }, 1))
      }
    }
  })

  test('in any octets behind the headers of a tunnel', () => {
    const p = new Packet()
    const heads = Object.values(FRAMES)
    fc.assert(
      fc.property(fc.nat(heads.length - 1), fc.nat(120), fc.uint8Array({ maxLength: 120 }), (n, at, tail) => {
        const octets = Buffer.concat([heads[n]!.octets.subarray(0, at), tail])
        compare(take(p, { ...heads[n]!, octets }, 1))
      }),
      { numRuns: 3000 },
    )
  })

  test('in the packets of a real network, of which most are ordinary', () => {
    const p = new Packet()
    const ordinary = fixture('p2p-vni42').filter((f, i) => compare(take(p, f, i + 1)))
    expect(ordinary.length).toBeGreaterThan(0)
  })

  describe.skipIf(!HAS_CORPUS)('in every capture of the corpus', () => {
    test('packet by packet', { timeout: 120_000 }, () => {
      const p = new Packet()
      let ordinary = 0
      for (const file of readdirSync(`${CORPUS}files`)) {
        for (const f of framesOf(`${CORPUS}files/${file}`)) if (compare(take(p, f, 1))) ordinary++
      }
      expect(ordinary).toBeGreaterThan(500)
    })
  })
})
