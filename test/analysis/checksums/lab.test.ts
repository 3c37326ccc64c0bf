/**
 * The checksums of a real Linux kernel, with and without offload, against what an independent verifier counted in the same
 * captures (`cksum.txt` and `truth.json` beside them).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ChecksumCause } from '../../../src/analysis/checksums/cause.js'
import { ChecksumCensus, type ChecksumRow } from '../../../src/analysis/checksums/census.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { decode } from '../../../src/wire/decode.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import { framesOf } from '../../helpers/octets.js'

const LAB = new URL('../../../../shared/lab/', import.meta.url)
const NETWORKS = existsSync(LAB) ? readdirSync(LAB).filter((name) => existsSync(new URL(`${name}/cksum.txt`, LAB))) : []
if (NETWORKS.length === 0) console.warn('skipped: checksums of real kernels: the lab captures are not there')

/** How the lab's verifier calls a layer, and one that carries a tunnel. */
const LAYERS: Readonly<Partial<Record<Kind, string>>> = {
  [Kind.Ipv4]: 'ipv4',
  [Kind.Udp]: 'udp',
  [Kind.Tcp]: 'tcp',
  [Kind.Icmp]: 'icmp',
  [Kind.Icmpv6]: 'icmp6',
  [Kind.Igmp]: 'igmp',
  [Kind.Gre]: 'gre_csum',
}
const CARRIERS: Readonly<Partial<Record<TunnelType, string>>> = {
  [TunnelType.Vxlan]: 'outer_vxlan',
  [TunnelType.VxlanGpe]: 'outer_gpe',
  [TunnelType.Geneve]: 'outer_geneve',
}
/** How it calls a cause; it has no name for the others, which must not occur. */
const CAUSES: Readonly<Partial<Record<ChecksumCause, string>>> = {
  [ChecksumCause.Good]: 'ok',
  [ChecksumCause.Corrupt]: 'bad',
  [ChecksumCause.Absent]: 'zero',
  [ChecksumCause.AbsentTunnel]: 'zero',
  [ChecksumCause.Seed]: 'pseudo',
  [ChecksumCause.Outer]: 'lco',
}
/** Its counts of checksums; it counts other things besides. */
const CHECKSUM = /^d\d\.(ipv4|udp|tcp|icmp|icmp6|igmp|gre_csum|outer_\w+)\.(ok|bad|zero|pseudo|lco|n-a)$/

type Counts = Readonly<Record<string, number>>

function checksumsAmong(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([key]) => CHECKSUM.test(key)))
}

function labKey({ kind, tunnels, carries, cause }: ChecksumRow): string {
  const layer = CARRIERS[carries] ?? LAYERS[kind]
  return `d${tunnels}.${layer}.${CAUSES[cause]}`
}

/** `d<tunnels around it>.<layer>.<cause>`, as the lab's verifier counts: it puts no fragments together. */
function count(path: string): Counts {
  const p = new Packet()
  const stack = new TunnelStack()
  const networks = new Networks()
  const census = new ChecksumCensus(networks)
  for (const { octets, length, linkType } of framesOf(path)) {
    p.record(new DataView(octets.buffer), octets, 0, octets.length, length)
    p.linkType = linkType
    p.number++
    decode(p)
    stack.fill(p)
    networks.observe(p, stack)
    // The verifier counts each sighting of a packet.
    const { active } = networks.copies
    networks.copies.active = false
    census.observe(p, stack)
    networks.copies.active = active
  }
  const counts: Record<string, number> = {}
  for (const row of census.rows()) counts[labKey(row)] = (counts[labKey(row)] ?? 0) + row.packets
  expect(census.dropped).toBe(0)
  return counts
}

describe.skipIf(NETWORKS.length === 0)('checksums of real kernels', () => {
  test('there are many networks', () => expect(NETWORKS.length).toBeGreaterThan(20))

  describe.each(NETWORKS)('%s', (network) => {
    const dir = new URL(`${network}/`, LAB)
    const lines = readFileSync(new URL('cksum.txt', dir), 'utf8').trim().split('\n')
    const truth = JSON.parse(readFileSync(new URL('truth.json', dir), 'utf8'))
    // Not all captures that were counted have been kept.
    const expected = lines
      .map((line) => [line.slice(0, line.indexOf(' ')), JSON.parse(line.slice(line.indexOf(' ')))] as const)
      .filter(([name]) => existsSync(new URL(name, dir)))

    test.each(expected)('%s has as many checksums of each kind', (name, told) => {
      const counts = count(new URL(name, dir).pathname)
      expect(counts).toEqual(checksumsAmong(told))
      expect(counts).toEqual(checksumsAmong(truth.pcaps[name].classes))
    })
  })
})
