/** The fault behind "63 seconds": flannel issues 1266, 1268 and 1279, Calico issue 3145. */
import { describe, expect, test } from 'vitest'
import { ethernet, ipv4, type Part, tcp, udp, vxlan } from '../../../fixtures/make/packets.js'
import { ChecksumCause } from '../../../src/analysis/checksums/cause.js'
import { ChecksumCensus } from '../../../src/analysis/checksums/census.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, frame, INNER_A, INNER_B, take } from '../../helpers/packets.js'

const SECOND = 1e9
/** Octets in front of the outer UDP header's checksum. */
const CHECKSUM_AT = 14 + 20 + 6
const SYN = 0x02
const SYN_ACK = 0x12
const PORT = 8472
/** When Linux sends a SYN that nobody answers, in seconds: the wait doubles (RFC 6298 §5.5). */
const SYNS = [0, 1, 3, 7, 15, 31] as const

function tunnelled(body: Part, from = A, to = B): Frame {
  const inner = ethernet(INNER_B.mac, INNER_A.mac, body)
  const outer = udp({ source: 50000, destination: PORT }, vxlan(1, inner))
  return frame(ipv4({ source: from.ip, destination: to.ip }, outer))
}

/** The SYN of a connection, with what stands in its tunnel's checksum field; the right checksum when that is not given. */
function syn(checksum?: number, sequence = 1000): Frame {
  const segment = tcp({ source: 40000, destination: 443, sequence, acknowledgment: 0, flags: SYN })
  const f = tunnelled(ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, segment))
  if (checksum !== undefined) new DataView(f.octets.buffer).setUint16(CHECKSUM_AT, checksum)
  return f
}

const RIGHT = new DataView(syn().octets.buffer).getUint16(CHECKSUM_AT)

const answer: Frame = tunnelled(
  ipv4(
    { source: INNER_B.ip, destination: INNER_A.ip },
    tcp({ source: 443, destination: 40000, sequence: 77, acknowledgment: 1001, flags: SYN_ACK }),
  ),
  B,
  A,
)

/** A census of frames with their times in nanoseconds. */
function census(frames: readonly (readonly [time: number, f: Frame])[]): {
  counts: ChecksumCensus
  networks: Networks
  causes: Map<ChecksumCause, number>
} {
  const networks = new Networks()
  const stack = new TunnelStack()
  const counts = new ChecksumCensus(networks)
  const p = new Packet()
  for (const [i, [time, f]] of frames.entries()) {
    take(p, f, i + 1, time)
    stack.fill(p)
    networks.observe(p, stack)
    counts.observe(p, stack)
  }
  const outer = [...counts.rows()].filter(({ kind, tunnels }) => kind === Kind.Udp && tunnels === 0)
  const causes = new Map<ChecksumCause, number>()
  for (const { cause, packets } of outer) causes.set(cause, (causes.get(cause) ?? 0) + packets)
  return { counts, networks, causes }
}

const faulty = SYNS.map((second) => [second * SECOND, syn(0xffff)] as const)

describe('a connection that takes 63 seconds', () => {
  const { counts, networks, causes } = census([...faulty, [63 * SECOND, syn(0x0000)], [63 * SECOND + 4e5, answer]])

  test('is told with its packets, the waits, and what the checksum should have been', () => {
    const endpoint = (address: string): number =>
      networks.endpoint(Buffer.from(address.split('.').map(Number)).readUInt32BE())
    expect(counts.kernelFaults).toEqual([
      {
        network: 1,
        sender: endpoint(A.ip),
        receiver: endpoint(B.ip),
        source: endpoint(INNER_A.ip),
        destination: endpoint(INNER_B.ip),
        sourcePort: 40000,
        destinationPort: 443,
        syns: 6,
        frames: [1, 2, 3, 4, 5, 6],
        waits: [1, 2, 4, 8, 16, 32].map((seconds) => seconds * SECOND),
        computed: RIGHT,
        withoutChecksum: 7,
        answer: 8,
        delay: 63 * SECOND + 4e5,
      },
    ])
  })

  test('has no corrupt checksums', () => {
    expect(causes).toEqual(
      new Map([
        [ChecksumCause.KernelFault, 6],
        [ChecksumCause.Absent, 1],
        [ChecksumCause.Good, 1],
      ]),
    )
  })
})

test('a capture that ends before the last retransmission tells it as well', () => {
  const { counts, causes } = census(faulty.slice(0, 2))
  expect(counts.kernelFaults).toMatchObject([{ syns: 2, withoutChecksum: 0, answer: 0, delay: SECOND }])
  expect(causes).toEqual(new Map([[ChecksumCause.KernelFault, 2]]))
})

describe('no fault is claimed', () => {
  test('for one wrong checksum of 0xffff: damage may look so', () => {
    const { counts, causes } = census(faulty.slice(0, 1))
    expect(counts.kernelFaults).toEqual([])
    expect(causes).toEqual(new Map([[ChecksumCause.Corrupt, 1]]))
  })

  test('for copies of one packet, as a capture of several interfaces has them', () => {
    const { counts, causes } = census([
      [0, syn(0xffff)],
      [2e4, syn(0xffff)],
    ])
    expect(counts.kernelFaults).toEqual([])
    expect(causes).toEqual(new Map([[ChecksumCause.Corrupt, 2]]))
  })

  test('where the SYN is answered: the receiver has taken it', () => {
    const { counts } = census([
      [0, syn(0xffff)],
      [4e5, answer],
      [SECOND, syn(0xffff)],
    ])
    expect(counts.kernelFaults).toEqual([])
  })

  test('for other wrong checksums, and for SYNs that are repeated for other reasons', () => {
    for (const checksum of [0x1234, 0x0000, undefined]) {
      expect(census(SYNS.map((second) => [second * SECOND, syn(checksum)])).counts.kernelFaults).toEqual([])
    }
  })

  test('across connections of the same ports', () => {
    const { counts } = census([
      [0, syn(0xffff, 1000)],
      [5 * SECOND, syn(0xffff, 2000)],
    ])
    expect(counts.kernelFaults).toEqual([])
  })
})
