import { describe, expect, test } from 'vitest'
import { ethernet, gre, ipv4, type Part, tcp, udp, vxlan } from '../../../fixtures/make/packets.js'
import { ChecksumCause } from '../../../src/analysis/checksums/cause.js'
import { ChecksumCensus, type ChecksumRow } from '../../../src/analysis/checksums/census.js'
import { Networks, PLAIN } from '../../../src/analysis/tunnels/networks.js'
import { Writer } from '../../../src/present/writer.js'
import { Kind } from '../../../src/wire/kind.js'
import { TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, pong, replay, underlay } from '../../helpers/packets.js'

/** What the census makes of frames, with the senders' addresses in words. */
function census(frames: readonly Frame[]): (Omit<ChecksumRow, 'sender'> & { readonly sender: string })[] {
  const networks = new Networks()
  const stack = new TunnelStack()
  const counts = new ChecksumCensus(networks)
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    counts.observe(p, stack)
  })
  expect(counts.dropped).toBe(0)
  const w = new Writer()
  return [...counts.rows()].map((row) => {
    w.clear()
    w.ipv4Value(networks.addressOf(row.sender))
    return { ...row, sender: w.toString() }
  })
}

/** The same frame with an octet changed, counted from its end. */
function damagedAt(f: Frame, fromEnd: number, mask = 0x01): Frame {
  const octets = Uint8Array.from(f.octets)
  octets[octets.length - fromEnd]! ^= mask
  return { ...f, octets }
}

const tunnel = (body: Part): Frame => frame(underlay(inVni(42, body)))

test('checksums are counted by protocol, tunnels around, cause and sender', () => {
  const back = frame(ipv4({ source: B.ip, destination: A.ip }, inVni(42, pong())))
  const rows = census([tunnel(ping()), back, tunnel(ping(2))])
  const row = (kind: Kind, tunnels: number, carries: TunnelType, sender: string, frames: number[]): object =>
    expect.objectContaining({
      kind,
      tunnels,
      carries,
      sender,
      frames,
      packets: frames.length,
      cause: ChecksumCause.Good,
    })
  expect(rows).toEqual([
    row(Kind.Ipv4, 0, TunnelType.None, A.ip, [1, 3]),
    row(Kind.Udp, 0, TunnelType.Vxlan, A.ip, [1, 3]),
    row(Kind.Ipv4, 1, TunnelType.None, INNER_A.ip, [1, 3]),
    row(Kind.Icmp, 1, TunnelType.None, INNER_A.ip, [1, 3]),
    row(Kind.Ipv4, 0, TunnelType.None, B.ip, [2]),
    row(Kind.Udp, 0, TunnelType.Vxlan, B.ip, [2]),
    row(Kind.Ipv4, 1, TunnelType.None, INNER_B.ip, [2]),
    row(Kind.Icmp, 1, TunnelType.None, INNER_B.ip, [2]),
  ])
})

test('tenants with the same addresses are counted apart, and what is outside is in no network', () => {
  const rows = census([tunnel(ping()), frame(underlay(inVni(43, ping())))])
  expect(rows.filter(({ kind }) => kind === Kind.Icmp).map(({ network }) => network)).toEqual([1, 2])
  expect(rows.filter(({ kind }) => kind === Kind.Udp).map(({ network }) => network)).toEqual([PLAIN])
})

test('GRE is counted in front of the tunnel that it makes, IP in IP within', () => {
  const greRows = census([frame(underlay(gre({ checksum: true }, ping())))])
  expect(greRows.map(({ kind, tunnels, carries }) => [kind, tunnels, carries])).toEqual([
    [Kind.Ipv4, 0, TunnelType.None],
    [Kind.Gre, 0, TunnelType.Gre],
    [Kind.Ipv4, 1, TunnelType.None],
    [Kind.Icmp, 1, TunnelType.None],
  ])
  const ipInIp = census([frame(underlay(ping()))])
  expect(ipInIp.map(({ kind, tunnels }) => [kind, tunnels])).toEqual([
    [Kind.Ipv4, 0],
    [Kind.Ipv4, 1],
    [Kind.Icmp, 1],
  ])
})

test('a row names the first eight packets and counts all', () => {
  const [first] = census(Array.from({ length: 20 }, (_, i) => tunnel(ping(i))))
  expect(first).toMatchObject({ packets: 20, frames: [1, 2, 3, 4, 5, 6, 7, 8] })
})

test('real offload: what is left to the card is told from what counts on it', () => {
  const rows = census(fixture('offload'))
  const causes = new Set(rows.map(({ kind, tunnels, cause }) => `${kind}.${tunnels} ${cause}`))
  expect(causes).toContain(`${Kind.Tcp}.1 ${ChecksumCause.Seed}`)
  expect(causes).toContain(`${Kind.Udp}.0 ${ChecksumCause.Outer}`)
  expect(causes).toContain(`${Kind.Udp}.0 ${ChecksumCause.Seed}`)
  expect(rows.filter(({ cause }) => cause === ChecksumCause.Corrupt)).toEqual([])
})

describe('what wrong checksums have in common', () => {
  const segment = (length: number): Frame =>
    frame(
      underlay(
        tcp({ source: 1, destination: 2, sequence: 1, acknowledgment: 1, flags: 0x10, data: Buffer.alloc(length) }),
      ),
    )
  const corrupt = (frames: readonly Frame[]): number[] =>
    census(frames)
      .filter(({ cause }) => cause === ChecksumCause.Corrupt)
      .map(({ difference }) => difference)

  test('a sender that miscounts is off by the same each time', () => {
    // The last octet but one is the upper half of a word: the data grew by 0x0100 behind the checksum's back.
    expect(corrupt([segment(100), segment(50), segment(8)].map((f) => damagedAt(f, 2)))).toEqual([0x0100])
  })

  test('damage is not', () => {
    expect(corrupt([damagedAt(segment(100), 2), damagedAt(segment(50), 7, 0x40)])).toEqual([-1])
  })
})

test('damage in a tunnel is counted where it is', () => {
  const rows = census(fixture('bad-checksum'))
  const corrupt = rows.filter(({ cause }) => cause === ChecksumCause.Corrupt)
  // As tshark sees it: the inner TCP segment of #3 was damaged before the tunnel's checksum was made.
  expect(corrupt.map(({ kind, tunnels, frames }) => [kind, tunnels, frames])).toEqual([
    [Kind.Udp, 0, [2]],
    [Kind.Tcp, 1, [3]],
    [Kind.Ipv4, 0, [4]],
    [Kind.Gre, 0, [5]],
  ])
})

test('a hundred thousand senders leave a bounded census', () => {
  const networks = new Networks()
  const stack = new TunnelStack()
  const counts = new ChecksumCensus(networks)
  const f = frame(underlay(udp({ source: 1, destination: 4789 }, vxlan(1, ethernet(B.mac, A.mac, ping())))))
  const view = new DataView(f.octets.buffer)
  replay([f], (p) => {
    for (let i = 0; i < 100_000; i++) {
      view.setUint32(14 + 12, 0x0b000000 + i)
      stack.fill(p)
      networks.observe(p, stack)
      counts.observe(p, stack)
    }
  })
  expect([...counts.rows()].length).toBeLessThanOrEqual(1 << 16)
  expect(counts.dropped).toBeGreaterThan(0)
})
