/**
 * Packets on known paths are not looked up again: whatever is known of a capture is the same as if every packet had been
 * looked at in full. So everything is taken twice, with paths and without.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { generate } from '../../../bench/generate.js'
import { PathCache } from '../../../src/analysis/tables/path-cache.js'
import { factsOf, type Sighting } from '../../helpers/facts.js'
import { CORPUS, type Frame, framesOf, hasCorpus } from '../../helpers/octets.js'
import { fixture } from '../../helpers/packets.js'
import { share } from '../../helpers/share.js'

const LAB = fileURLToPath(new URL('../../../../shared/lab/', import.meta.url))
const HAS_LAB = existsSync(LAB)
if (!HAS_LAB) console.warn(`skipped: paths in the lab's networks: ${LAB} is not there`)
const HAS_CORPUS = hasCorpus('paths in the corpus')

const MILLISECOND = 1e6
const directory = mkdtempSync(join(tmpdir(), 'vxsniff-paths-'))
afterAll(() => rmSync(directory, { recursive: true }))

function apart(frames: readonly Frame[], gap = MILLISECOND): Sighting[] {
  return frames.map((frame, i) => ({ frame, time: i * gap }))
}

/** Compares what is known with so many paths and without any. */
function compare(sightings: readonly Sighting[], limits: readonly number[] = [1 << 15]): void {
  const expected = factsOf(sightings, new PathCache(0))
  for (const limit of limits) expect(factsOf(sightings, new PathCache(limit))).toEqual(expected)
}

/** Behind 14 octets of Ethernet, 20 of IPv4, 8 of UDP and 8 of VXLAN: a frame, and its IP packet. */
const INNER = 50
const INNER_IP = 64

function isUdpInVxlan({ octets, length }: Frame): boolean {
  if (octets.length < length || length < 100) return false
  const v = new DataView(octets.buffer, octets.byteOffset, octets.length)
  return v.getUint8(23) === 17 && v.getUint16(36) === 4789 && v.getUint8(INNER_IP) === 0x45 && v.getUint8(73) === 17
}

/** The same datagram back: as addresses and ports only change places, all checksums stay right. */
function answerTo({ octets, ...rest }: Frame): Frame {
  const back = Uint8Array.from(octets)
  const swap = (at: number, length: number): void => {
    back.set(octets.subarray(at, at + length), at + length)
    back.set(octets.subarray(at + length, at + 2 * length), at)
  }
  for (const mac of [0, INNER]) swap(mac, 6)
  for (const address of [26, INNER_IP + 12]) swap(address, 4)
  swap(INNER_IP + 20, 2)
  return { ...rest, octets: back }
}

/** Lets frames through whose stations are behind the VTEPs that they were first behind. */
function inOnePlace(): (frame: Frame) => boolean {
  const places = new Map<string, string>()
  return ({ octets }) => {
    const text = (at: number, length: number): string => Buffer.from(octets.subarray(at, at + length)).toString('hex')
    return [[text(INNER + 6, 6), text(26, 4)] as const, [text(INNER, 6), text(30, 4)] as const].every(([mac, vtep]) => {
      if (!places.has(mac)) places.set(mac, vtep)
      return places.get(mac) === vtep
    })
  }
}

describe('what is known is the same with and without paths', () => {
  test('of traffic of many tunnels, also where there is no room for all paths', { timeout: 120_000 }, () => {
    const file = join(directory, 'traffic.pcap')
    generate(file, 8000)
    const frames = framesOf(file)
    compare(apart(frames, 1200), [1, 64, 1 << 15])
    const paths = new PathCache()
    let known = 0
    const { observe } = paths
    paths.observe = (p) => {
      observe.call(paths, p)
      if (paths.isKnown) known++
    }
    factsOf(apart(frames, 1200), paths)
    expect(known).toBeGreaterThan(frames.length / 4)
  })

  test('of datagrams one after the other, most of which need not be decoded', () => {
    const file = join(directory, 'datagrams.pcap')
    generate(file, 2000)
    const datagrams = framesOf(file).filter(isUdpInVxlan).filter(inOnePlace())
    expect(datagrams.length).toBeGreaterThan(3)
    const both = datagrams.flatMap((frame) => [frame, answerTo(frame)])
    // With each datagram the identification grows and the header's checksum shrinks, so that all others still fit.
    const frames = Array.from({ length: 60 }, (_, i) =>
      both.map(({ octets, ...rest }) => {
        const copy = Uint8Array.from(octets)
        const v = new DataView(copy.buffer)
        v.setUint16(INNER_IP + 4, v.getUint16(INNER_IP + 4) + i)
        v.setUint16(INNER_IP + 10, v.getUint16(INNER_IP + 10) - i)
        return { ...rest, octets: copy }
      }),
    ).flat()
    compare(apart(frames))
    const paths = new PathCache()
    let observed = 0
    const { observe } = paths
    paths.observe = (p) => {
      observe.call(paths, p)
      observed++
    }
    factsOf(apart(frames), paths)
    expect(observed).toBeLessThan((2 * frames.length) / 3)
  })

  const NAMES = [
    'p2p-vni42',
    'multicast-3nodes',
    'gretap',
    'gre-plain',
    'gre-seed',
    'static-fdb',
    'bad-checksum',
    'tenants',
    'offload',
  ]
  test('of real packets again and again, in any order and pace', { timeout: 120_000 }, () => {
    const frames = NAMES.flatMap((name) => fixture(name).slice(0, 40))
    const step = fc.record({
      at: fc.nat(frames.length - 1),
      gap: fc.constantFrom(0, 1000, MILLISECOND, 2e8, 2e9, 400e9),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        let time = 0
        const sightings = steps.map(({ at, gap }) => {
          time += gap
          return { frame: frames[at]!, time }
        })
        compare([...sightings, ...sightings.map((s) => ({ ...s, time: s.time + time }))], [4, 1 << 10])
      }),
      { numRuns: 20 },
    )
  })

  test('of packets that change on a path: TTL, ports, flags, MAC addresses, VTEPs', { timeout: 120_000 }, () => {
    const frames = NAMES.flatMap((name) => fixture(name).slice(0, 20))
    fc.assert(
      fc.property(
        fc.nat(frames.length - 1),
        fc.array(fc.tuple(fc.nat(110), fc.nat(255)), { maxLength: 30 }),
        (at, changes) => {
          const { octets, ...rest } = frames[at]!
          const changed = changes.map(([where, value]) => {
            const copy = Uint8Array.from(octets)
            if (where < copy.length) copy[where] = value
            return { ...rest, octets: copy }
          })
          compare(apart([...changed, frames[at]!, ...changed, frames[at]!, ...changed]), [1 << 10])
        },
      ),
      { numRuns: 50 },
    )
  })

  test.skipIf(!HAS_LAB)("of the lab's networks", { timeout: 240_000 }, () => {
    for (const { name: network } of share(
      readdirSync(LAB, { withFileTypes: true }).filter((entry) => entry.isDirectory()),
      4,
    )) {
      for (const file of readdirSync(join(LAB, network)).filter((name) => name.endsWith('.pcap'))) {
        const frames = framesOf(join(LAB, network, file))
        compare(apart([...frames, ...frames]))
      }
    }
  })

  test.skipIf(!HAS_CORPUS)('of the corpus', { timeout: 240_000 }, () => {
    for (const file of share(readdirSync(join(CORPUS, 'files')), 4))
      compare(apart(framesOf(join(CORPUS, 'files', file)).slice(0, 2000)))
  })
})
