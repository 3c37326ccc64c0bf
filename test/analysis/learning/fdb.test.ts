/** What a VTEP learns, as stories of frames: the rule of RFC 7348 §4.1 and of Linux (vxlan_snoop), and what it refuses. */
import { describe, expect, test } from 'vitest'
import { ethernet, icmpEcho, ipv4, type Part, udp, vxlan } from '../../../fixtures/make/packets.js'
import { learnedBy, learnFrames, overlays } from '../../helpers/learn.js'

const [VTEP1, VTEP2, VTEP3] = ['10.0.0.1', '10.0.0.2', '10.0.0.3']
const [MAC1, MAC2, MAC3] = ['02:00:00:00:01:01', '02:00:00:00:01:02', '02:00:00:00:01:03']
const [IP1, IP2] = ['172.17.1.2', '172.17.1.3']
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const GROUP = '239.1.1.1'

interface Sent {
  readonly from: string
  readonly to: string
  readonly source: string
  readonly destination?: string
  readonly vni?: number
  /** Octets to write over those of the VXLAN header, by offset. */
  readonly header?: Readonly<Record<number, number>>
  /** What is written in the place of the outer UDP checksum. */
  readonly checksum?: number
  /** Milliseconds. */
  readonly at?: number
}

const ping = ipv4({ source: IP1, destination: IP2 }, icmpEcho({ id: 7, sequence: 1, length: 8 }))
/** Outer Ethernet, IPv4 and UDP. */
const VXLAN_AT = 14 + 20 + 8
const UDP_CHECKSUM_AT = 14 + 20 + 6

function frames(...sent: readonly Sent[]): { readonly octets: Uint8Array; readonly at: number }[] {
  return sent.map(({ from, to, source, destination = BROADCAST, vni = 42, header = {}, checksum, at }, i) => {
    const inner: Part = vxlan(vni, ethernet(destination, source, ping))
    const outer = ipv4({ source: from, destination: to }, udp({ source: 50000, destination: 4789 }, inner))
    const octets = Uint8Array.from(ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', outer).octets)
    for (const [offset, octet] of Object.entries(header)) octets[VXLAN_AT + Number(offset)] = octet
    if (Object.keys(header).length > 0 || checksum === 0) octets.fill(0, UDP_CHECKSUM_AT, UDP_CHECKSUM_AT + 2)
    else if (checksum !== undefined) new DataView(octets.buffer).setUint16(UDP_CHECKSUM_AT, checksum)
    return { octets, at: at ?? i }
  })
}

/** Something that shows that a VTEP has the network. */
const alive = (vtep: string, source: string): Sent => ({ from: vtep, to: '10.0.0.9', source })

test('the inner source is behind the outer source, for the receiver and for nobody else', () => {
  const facts = learnFrames(
    frames(
      alive(VTEP2, MAC2),
      alive(VTEP3, MAC3),
      { from: VTEP1, to: VTEP2, source: MAC1 },
      { from: VTEP2, to: VTEP1, source: MAC2, destination: MAC1 },
    ),
  )
  expect(learnedBy(facts, VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
  expect(learnedBy(facts, VTEP1, 42)).toEqual([`${MAC2}@${VTEP2}`])
  expect(learnedBy(facts, VTEP3, 42)).toEqual([])
})

test('what goes to the group, all VTEPs of the network learn, but for the sender', () => {
  const facts = learnFrames(frames(alive(VTEP2, MAC2), alive(VTEP3, MAC3), { from: VTEP1, to: GROUP, source: MAC1 }))
  expect(learnedBy(facts, VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
  expect(learnedBy(facts, VTEP3, 42)).toEqual([`${MAC1}@${VTEP1}`])
  expect(learnedBy(facts, VTEP1, 42)).toEqual([])
})

test('a VTEP that speaks only later has heard what went to the group before', () => {
  const facts = learnFrames(frames({ from: VTEP1, to: GROUP, source: MAC1 }, alive(VTEP2, MAC2)))
  expect(learnedBy(facts, VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
})

test('the last one wins, and the change is a move', () => {
  const facts = learnFrames(
    frames(
      alive(VTEP3, MAC3),
      { from: VTEP1, to: VTEP3, source: MAC1 },
      { from: VTEP3, to: VTEP1, source: MAC3, destination: MAC1 },
      { from: VTEP2, to: VTEP3, source: MAC1 },
      { from: VTEP3, to: VTEP1, source: MAC3, destination: MAC1 },
    ),
  )
  expect(learnedBy(facts, VTEP3, 42)).toEqual([`${MAC1}@${VTEP2}`])
  // Two single packets, one before and one right after it, may have been under way.
  expect(facts.moves).toMatchObject([{ at: { frame: 4 }, lastBefore: { frame: 2 }, staleUses: 0, staleFrames: [] }])
})

test('networks of other numbers are other networks', () => {
  const facts = learnFrames(
    frames(
      alive(VTEP2, MAC2),
      { ...alive(VTEP2, MAC2), vni: 43 },
      { from: VTEP1, to: VTEP2, source: MAC1 },
      { from: VTEP3, to: VTEP2, source: MAC1, vni: 43 },
    ),
  )
  expect(learnedBy(facts, VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
  expect(learnedBy(facts, VTEP2, 43)).toEqual([`${MAC1}@${VTEP3}`])
  expect(facts.moves).toEqual([])
})

test.each([
  ['a multicast MAC address', { source: '03:00:00:00:01:01' }],
  ['the MAC address that is all zeros', { source: '00:00:00:00:00:00' }],
  ['a header without I', { source: MAC1, header: { 0: 0x00 } }],
  ['a checksum that does not fit', { source: MAC1, checksum: 0x1234 }],
  ['a header that says not to learn (D of the group policy draft)', { source: MAC1, header: { 0: 0x88, 1: 0x40 } }],
  ['reserved bits, which Linux refuses', { source: MAC1, header: { 7: 0x01 } }],
])('nothing is learned from %s', (_, what) => {
  const facts = learnFrames(frames(alive(VTEP2, MAC2), { from: VTEP1, to: VTEP2, ...what }))
  expect(learnedBy(facts, VTEP2, 42)).toEqual([])
})

test('reserved bits were accepted by who answers', () => {
  const facts = learnFrames(
    frames(
      alive(VTEP2, MAC2),
      { from: VTEP1, to: VTEP2, source: MAC1, header: { 7: 0x01 } },
      { from: VTEP2, to: VTEP1, source: MAC2, destination: MAC1 },
    ),
  )
  expect(learnedBy(facts, VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
})

test('an entry is gone 300 s after the last packet, and a packet makes it stay', () => {
  const first = { from: VTEP1, to: VTEP2, source: MAC1, at: 0 }
  const seen = (at: number): Sent => ({ ...alive(VTEP2, MAC2), at })
  expect(learnedBy(learnFrames(frames(first, seen(299_000))), VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
  expect(learnedBy(learnFrames(frames(first, seen(301_000))), VTEP2, 42)).toEqual([])
  const again = { ...first, at: 200_000 }
  expect(learnedBy(learnFrames(frames(first, again, seen(450_000))), VTEP2, 42)).toEqual([`${MAC1}@${VTEP1}`])
  expect(learnedBy(learnFrames(frames(first, seen(10_000)), 5), VTEP2, 42)).toEqual([])
})

test('unicast before anything could be learned: the entry was there, and whether anybody learns is not sure', () => {
  const facts = learnFrames(
    frames(
      { from: VTEP1, to: VTEP2, source: MAC1, destination: MAC2 },
      { from: VTEP2, to: VTEP1, source: MAC3, destination: MAC1 },
    ),
  )
  expect(overlays(facts)).toMatchObject([{ mode: 'unknown', learns: 'unsure' }])
  expect(facts.fdb.filter((entry) => entry.vtep === 0x0a000001)).toMatchObject([
    { mac: 0x020000000103, dst: 0x0a000002, origin: 'not-learned', shown: { frame: 2 } },
    { mac: 0x020000000102, dst: 0x0a000002, origin: 'configured', doubt: 'learned-before', shown: { frame: 1 } },
  ])
})

test('where everything unknown goes is the entry of the MAC address 00:00:00:00:00:00', () => {
  const facts = learnFrames(frames(alive(VTEP2, MAC2), { from: VTEP1, to: VTEP2, source: MAC1 }))
  expect(facts.fdb.filter((entry) => entry.vtep === 0x0a000001)).toMatchObject([
    { mac: 0, dst: 0x0a000002, origin: 'configured', shown: { frame: 2 } },
  ])
})

test('who never sends in a network may not have it: what he learned, he learned if he has it', () => {
  const facts = learnFrames(frames({ from: VTEP1, to: VTEP2, source: MAC1 }))
  expect(facts.fdb.filter((entry) => entry.vtep === 0x0a000002)).toMatchObject([
    { mac: 0x020000000101, origin: 'learned', doubt: 'silent-vtep' },
  ])
})

test('who sends in another VNI alone has not the one that is sent to him', () => {
  const facts = learnFrames(
    frames({ from: VTEP1, to: VTEP2, source: MAC1 }, { from: VTEP2, to: VTEP1, source: MAC2, vni: 43 }),
  )
  expect(facts.fdb.filter((entry) => entry.mac !== 0)).toEqual([])
})

describe('bounded', () => {
  test('a million stations stay under the caps, with a count of what was let go', () => {
    const body = frames({ from: VTEP1, to: VTEP2, source: MAC1, destination: MAC2 })[0]!.octets
    const view = new DataView(body.buffer)
    body.fill(0, UDP_CHECKSUM_AT, UDP_CHECKSUM_AT + 2)
    const before = process.memoryUsage().rss
    const facts = learnFrames(
      (function* () {
        for (let i = 0; i < 1_000_000; i++) {
          view.setUint32(VXLAN_AT + 8 + 8, i)
          yield { octets: body, at: i / 1000 }
        }
      })(),
    )
    expect(facts.dropped.stations).toBeGreaterThan(800_000)
    expect(facts.networks[1]!.hosts.length + facts.networks[1]!.moreHosts).toBeLessThanOrEqual(1 << 17)
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
  })
})

test('ARP is asked for again by a VTEP that does not learn: the copies give it away', () => {
  const all = (source: string, from: string, others: readonly string[], destination?: string): Sent[] =>
    others.map((to) => ({ from, to, source, ...(destination === undefined ? {} : { destination }) }))
  const facts = learnFrames(
    frames(
      ...all(MAC1, VTEP1, [VTEP2, VTEP3]),
      ...all(MAC2, VTEP2, [VTEP1, VTEP3]),
      ...all(MAC3, VTEP3, [VTEP1, VTEP2]),
      ...all(MAC3, VTEP3, [VTEP1, VTEP2], MAC1),
    ),
  )
  expect(facts.networks[1]).toMatchObject({ mode: 'static-fdb', confidence: 'high' })
})
