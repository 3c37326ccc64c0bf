import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { classify } from '../../src/analysis/checksum.js'
import { decode } from '../../src/wire/decode.js'
import { Kind } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { ChecksumStatus, Verdict } from '../../src/wire/verify.js'
import { bytes, packetOf } from '../wire/octets.js'

const LINKTYPE_IPV4 = 228
const { Good, Bad, Absent, OffloadSeed, OffloadOuter } = ChecksumStatus

function statusesOf(hex: string): ChecksumStatus[] {
  const p = packetOf(bytes(hex), LINKTYPE_IPV4)
  const verdict = new Verdict()
  const statuses: ChecksumStatus[] = []
  for (let i = 0; i < p.depth; i++) {
    classify(p, i, verdict)
    statuses.push(verdict.status)
  }
  return statuses
}

describe('a single packet', () => {
  test('the sum of the pseudo-header alone is offload’s seed', () => {
    const ip = '4500 001e 0000 0000 40 11 66cd 0a000001 0a000002'
    expect(statusesOf(`${ip} 0001 0002 000a 141e 6162`)).toEqual([Good, OffloadSeed, ChecksumStatus.None])
  })

  test('anything else is bad', () => {
    const ip = '4500 001e 0000 0000 40 11 66cd 0a000001 0a000002'
    expect(statusesOf(`${ip} 0001 0002 000a 141f 6162`)).toEqual([Good, Bad, ChecksumStatus.None])
  })
})

const LAB = new URL('../../../shared/lab/', import.meta.url)
const OFFLOAD = existsSync(LAB) ? readdirSync(LAB).filter((name) => name.startsWith('11-offload-')) : []
if (OFFLOAD.length === 0) console.warn('checksums of real offload are not compared: the lab captures are not there')

/** How the lab's own verifier calls a status; `bad` is what it must never find here. */
const LAB_NAMES: ReadonlyMap<ChecksumStatus, string> = new Map([
  [Good, 'ok'],
  [Bad, 'bad'],
  [Absent, 'zero'],
  [OffloadSeed, 'pseudo'],
  [OffloadOuter, 'lco'],
  [ChecksumStatus.Unverified, 'n-a'],
])

/** What a layer is called in the lab's counts. */
function labLayer(p: Packet, index: number): string | undefined {
  switch (p.layers[index]!.kind) {
    case Kind.Ipv4:
      return 'ipv4'
    case Kind.Tcp:
      return 'tcp'
    case Kind.Icmp:
      return 'icmp'
    case Kind.Udp:
      return p.layers[index + 1]?.kind === Kind.Vxlan && index + 1 < p.depth ? 'outer_vxlan' : 'udp'
    default:
      return undefined
  }
}

/** Counts of `d<tunnels around it>.<layer>.<status>` over a little-endian pcap file. */
function count(file: URL): Record<string, number> {
  const octets = readFileSync(file)
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const p = new Packet()
  p.linkType = view.getUint32(20, true)
  const verdict = new Verdict()
  const counts: Record<string, number> = {}
  for (let o = 24; o < octets.length; o += 16 + view.getUint32(o + 8, true)) {
    p.record(view, octets, o + 16, view.getUint32(o + 8, true), view.getUint32(o + 12, true))
    decode(p)
    let tunnels = 0
    for (let i = 0; i < p.depth; i++) {
      if (p.layers[i]!.kind === Kind.Vxlan) tunnels++
      const layer = labLayer(p, i)
      if (layer === undefined) continue
      classify(p, i, verdict)
      const key = `d${tunnels}.${layer}.${LAB_NAMES.get(verdict.status)}`
      counts[key] = (counts[key] ?? 0) + 1
    }
  }
  return counts
}

describe.skipIf(OFFLOAD.length === 0).each(OFFLOAD)('a kernel’s own offload: %s', (scenario) => {
  const dir = new URL(`${scenario}/`, LAB)
  const expected = readFileSync(new URL('cksum.txt', dir), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(' ')), JSON.parse(line.slice(line.indexOf(' ')))] as const)

  test.each(expected)('%s has as many checksums of each kind as an independent verifier found', (name, told) => {
    const counts = Object.entries(told as Record<string, number>).filter(
      ([key]) => /^d\d\..*\./.test(key) && !key.endsWith('.DF'),
    )
    expect(count(new URL(name, dir))).toEqual(Object.fromEntries(counts))
  })
})
