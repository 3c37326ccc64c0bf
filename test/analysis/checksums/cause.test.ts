import { describe, expect, test } from 'vitest'
import {
  ethernet,
  geneve,
  gre,
  icmpEcho,
  ipv4,
  ipv6,
  type Part,
  tcp,
  udp,
  vxlan,
} from '../../../fixtures/make/packets.js'
import { ChecksumCause, causeOf, classify } from '../../../src/analysis/checksums/cause.js'
import { Kind } from '../../../src/wire/kind.js'
import type { Packet } from '../../../src/wire/packet.js'
import { ChecksumReason, ChecksumStatus, Verdict } from '../../../src/wire/verify.js'
import { bytes, packetOf } from '../../helpers/octets.js'
import { A, B, INNER_A, INNER_B, ping, underlay } from '../../helpers/packets.js'

const LINKTYPE_ETHERNET = 1
const LINKTYPE_IPV4 = 228
const LINKTYPE_IPV6 = 229
const { None, Good, Bad, OffloadSeed, OffloadOuter, Unverified } = ChecksumStatus

function verdictOf(p: Packet, index: number): Verdict {
  const verdict = new Verdict()
  classify(p, index, verdict)
  return verdict
}

/** The status of every layer that has a checksum, outermost first. */
function statusesOf(p: Packet): ChecksumStatus[] {
  const statuses = Array.from({ length: p.depth }, (_, i) => verdictOf(p, i).status)
  return statuses.filter((status) => status !== None)
}

/** RFC 1071, word by word. */
function sum(...words: readonly number[]): number {
  let total = words.reduce((a, b) => a + b, 0)
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000)
  return total
}

/** The pseudo-header's sum of layer `index`, whose IP header is the layer in front: what a kernel leaves to its card. */
function pseudoHeader(p: Packet, index: number, length: number): number {
  const ip = p.layers[index - 1]!
  const [from, octets] = ip.kind === Kind.Ipv4 ? [12, 8] : [8, 32]
  const words = Array.from({ length: octets / 2 }, (_, i) => p.view.getUint16(ip.start + from + 2 * i))
  const protocol = p.layers[index]!.kind === Kind.Tcp ? 6 : 17
  return sum(...words, protocol, length % 0x10000, Math.floor(length / 0x10000))
}

/** Puts a checksum into layer `index`. */
function store(p: Packet, index: number, checksum: number): void {
  const l = p.layers[index]!
  p.view.setUint16(l.start + (l.kind === Kind.Tcp ? 16 : 6), checksum)
}

/** Makes the checksum of layer `index` the seed that a kernel leaves. */
function seed(p: Packet, index: number): void {
  const l = p.layers[index]!
  store(p, index, pseudoHeader(p, index, l.end - l.start))
}

const indexOf = (p: Packet, kind: Kind, from = 0): number =>
  p.layers.findIndex((l, i) => i >= from && i < p.depth && l.kind === kind)
const lastOf = (p: Packet, kind: Kind): number => p.layers.slice(0, p.depth).findLastIndex((l) => l.kind === kind)

const decoded = (part: Part, linkType = LINKTYPE_ETHERNET): Packet => packetOf(Uint8Array.from(part.octets), linkType)

/** The same packet as the capture has it when it keeps `length` octets of it. */
function cutAt(p: Packet, length: number): Packet {
  return packetOf(p.bytes.slice(p.start, p.start + length), p.linkType, p.end - p.start)
}

const segment = (length: number): Part =>
  tcp({ source: 1234, destination: 80, sequence: 7, acknowledgment: 0, flags: 0x18, data: Buffer.alloc(length, 0x5a) })
const overlay = (body: Part): Part =>
  ethernet(INNER_B.mac, INNER_A.mac, ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, body))
const inVxlan = (body: Part): Part => udp({ source: 50000, destination: 4789 }, vxlan(42, body))
const onWire = (body: Part): Part => ethernet(B.mac, A.mac, underlay(body))

describe('a checksum that was left to the network card', () => {
  const ip = '4500 001e 0000 0000 40 11 66cd 0a000001 0a000002'

  test('is the sum of the pseudo-header, not complemented', () => {
    const p = packetOf(bytes(`${ip} 0001 0002 000a 141e 6162`), LINKTYPE_IPV4)
    expect(statusesOf(p)).toEqual([Good, OffloadSeed])
    expect(verdictOf(p, 1)).toMatchObject({ stored: 0x141e, computed: 0x8a72, isComputed: true })
  })

  test('any other one is bad', () => {
    expect(statusesOf(packetOf(bytes(`${ip} 0001 0002 000a 141f 6162`), LINKTYPE_IPV4))).toEqual([Good, Bad])
  })

  test('a right one that happens to be the seed is right', () => {
    // The data that make it so: what is covered besides them and the seed is 0002 and 000a and 0001.
    const data = (0xffff - sum(0x0001, 0x0002, 0x000a, 0x141e, 0x141e)).toString(16)
    expect(statusesOf(packetOf(bytes(`${ip} 0001 0002 000a 141e ${data}`), LINKTYPE_IPV4))).toEqual([Good, Good])
  })

  test('over IPv6', () => {
    const p = decoded(ipv6({ source: A.ip6, destination: B.ip6 }, segment(100)), LINKTYPE_IPV6)
    seed(p, 1)
    expect(statusesOf(p)).toEqual([OffloadSeed])
  })

  test('of a super-frame has the length of the super-frame', () => {
    const p = decoded(onWire(segment(30_000)))
    seed(p, 2)
    expect(statusesOf(p)).toEqual([Good, OffloadSeed])
  })

  test('has a length of more than 16 bits where IPv4’s Total Length is 0: a super-frame beyond 64 KiB', () => {
    const octets = Uint8Array.from(onWire(segment(0)).octets)
    const frame = new Uint8Array(octets.length + 180_000).fill(0x5a)
    frame.set(octets)
    const p = packetOf(frame, LINKTYPE_ETHERNET)
    p.view.setUint16(14 + 2, 0)
    store(p, 2, pseudoHeader(p, 2, 20 + 180_000))
    expect(verdictOf(packetOf(frame, LINKTYPE_ETHERNET), 2).status).toBe(OffloadSeed)
  })

  test('has a length of more than 16 bits where UDP’s and IPv6’s lengths are 0', () => {
    const data: Part = { octets: Buffer.alloc(100_000, 0x5a) }
    const whole = ipv6(
      { source: A.ip6, destination: B.ip6 },
      udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(0) }),
    )
    const frame = Uint8Array.from(Buffer.concat([whole.octets, data.octets]))
    const view = new DataView(frame.buffer)
    view.setUint16(4, 0)
    view.setUint16(40 + 4, 0)
    const p = packetOf(frame, LINKTYPE_IPV6)
    store(p, 1, pseudoHeader(p, 1, 100_008))
    expect(statusesOf(p)).toEqual([OffloadSeed])
  })

  test('has IP’s length where UDP’s is that of one segment', () => {
    const p = decoded(onWire(udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(5000, 0x5a) })))
    store(p, 2, pseudoHeader(p, 2, 5008))
    p.view.setUint16(p.layers[2]!.start + 4, 1008)
    expect(statusesOf(packetOf(p.bytes, LINKTYPE_ETHERNET))).toEqual([Good, OffloadSeed])
  })

  test('has no length where Windows leaves the cutting of a segment to the card, and only there', () => {
    const large = decoded(onWire(segment(4000)))
    store(large, 2, pseudoHeader(large, 2, 0))
    expect(statusesOf(large)).toEqual([Good, OffloadSeed])
    const small = decoded(onWire(segment(400)))
    store(small, 2, pseudoHeader(small, 2, 0))
    expect(statusesOf(small)).toEqual([Good, Bad])
  })

  test('is found in a packet that the capture has cut, by the lengths that it claims', () => {
    const p = decoded(onWire(segment(4000)))
    seed(p, 2)
    const cut = cutAt(p, 14 + 20 + 20)
    expect(statusesOf(cut)).toEqual([Good, OffloadSeed])
    expect(verdictOf(cut, 2)).toMatchObject({ reason: ChecksumReason.Cut, isComputed: false, computed: 0 })
  })

  test('is not looked for in fragments: kernels finish checksums before they fragment', () => {
    const p = decoded(onWire(udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(100) })))
    seed(p, 2)
    p.view.setUint16(14 + 6, 0x2000)
    const tables = { ...p.tables, reassemble: false }
    expect(verdictOf(packetOf(p.bytes, LINKTYPE_ETHERNET, p.bytes.length, tables), 2)).toMatchObject({
      status: Unverified,
      reason: ChecksumReason.Fragment,
    })
  })
})

describe('a tunnel’s checksum that counts on the one inside to be finished', () => {
  /** Right in every layer, until the innermost TCP checksum is replaced by its seed. */
  function unfinished(frame: Part): Packet {
    const p = decoded(frame)
    expect(statusesOf(p).filter((status) => status !== Good)).toEqual([])
    seed(p, lastOf(p, Kind.Tcp))
    return p
  }

  test('VXLAN', () => {
    const p = unfinished(onWire(inVxlan(overlay(segment(500)))))
    expect(statusesOf(p)).toEqual([Good, OffloadOuter, Good, OffloadSeed])
  })

  test('VXLAN over IPv6, Geneve with an option of 4 octets', () => {
    const over6 = (body: Part): Part => ethernet(B.mac, A.mac, ipv6({ source: A.ip6, destination: B.ip6 }, body))
    expect(statusesOf(unfinished(over6(inVxlan(overlay(segment(501))))))).toEqual([OffloadOuter, Good, OffloadSeed])
    const option = { class: 0x102, type: 1, data: Buffer.from('01020304', 'hex') }
    const inGeneve = udp({ source: 50000, destination: 6081 }, geneve(42, [option], overlay(segment(501))))
    expect(statusesOf(unfinished(over6(inGeneve)))).toEqual([OffloadOuter, Good, OffloadSeed])
  })

  test('GRE with a checksum, RFC 2784 §2.5', () => {
    const p = unfinished(onWire(gre({ checksum: true, key: 7 }, overlay(segment(99)))))
    expect(statusesOf(p)).toEqual([Good, OffloadOuter, Good, OffloadSeed])
  })

  test('tunnels in tunnels: every one around the unfinished checksum', () => {
    const inner = inVxlan(overlay(segment(500)))
    expect(statusesOf(unfinished(onWire(gre({ checksum: true }, overlay(inner)))))).toEqual([
      Good,
      OffloadOuter,
      Good,
      OffloadOuter,
      Good,
      OffloadSeed,
    ])
    expect(statusesOf(unfinished(onWire(inVxlan(overlay(inVxlan(overlay(inner)))))))).toEqual([
      Good,
      OffloadOuter,
      Good,
      OffloadOuter,
      Good,
      OffloadOuter,
      Good,
      OffloadSeed,
    ])
  })

  test('the unfinished one may be a tunnel’s itself, around an ARP or a ping', () => {
    const p = decoded(onWire(gre({ checksum: true }, overlay(inVxlan(ethernet(B.mac, A.mac, ping()))))))
    seed(p, indexOf(p, Kind.Udp))
    expect(statusesOf(p)).toEqual([Good, OffloadOuter, Good, OffloadSeed, Good, Good])
  })

  test('is told from headers alone, of a cut packet too', () => {
    const p = unfinished(onWire(inVxlan(overlay(segment(1300)))))
    const l = p.layers[lastOf(p, Kind.Tcp)]!
    const cut = cutAt(p, l.payload - p.start)
    expect(statusesOf(cut)).toEqual([Good, OffloadOuter, Good, OffloadSeed])
    expect(verdictOf(cut, indexOf(cut, Kind.Udp))).toMatchObject({ reason: ChecksumReason.Cut, isComputed: false })
  })

  test('a bit turned over in a header is damage', () => {
    const p = unfinished(onWire(inVxlan(overlay(segment(500)))))
    const inner = p.layers[indexOf(p, Kind.Ethernet, 1)]!
    p.view.setUint8(inner.start, p.view.getUint8(inner.start) ^ 1)
    expect(statusesOf(p)).toEqual([Good, Bad, Good, OffloadSeed])
  })

  test('without an unfinished one inside it is damage', () => {
    const p = decoded(onWire(inVxlan(overlay(segment(500)))))
    store(p, 2, 0x1234)
    expect(statusesOf(p)).toEqual([Good, Bad, Good, Good])
  })

  test('a packet quoted by an ICMP error has no verdict, and finishes nothing', () => {
    const quoted = underlay(segment(8)).octets
    const error = Buffer.concat([Buffer.from('0303000000000000', 'hex'), quoted])
    const p = decoded(onWire(udp({ source: 1, destination: 2 }, { octets: error })))
    store(p, 2, 0x1234)
    expect(statusesOf(p)).toEqual([Good, Bad])
  })
})

test.each([
  ['good', ping(), ChecksumCause.Good],
  [
    'an empty checksum over IPv4',
    underlay(udp({ source: 1, destination: 2 }, icmpEcho({ id: 1, sequence: 1 }), true)),
    ChecksumCause.Absent,
  ],
])('%s', (_, body, cause) => {
  const p = decoded(ethernet(B.mac, A.mac, body))
  expect(causeOf(verdictOf(p, 2))).toBe(cause)
})

test('an empty checksum over IPv6 is a tunnel’s right (RFC 6935 §5), and nobody else’s (RFC 8200 §8.1)', () => {
  const over6 = (body: Part): Packet => decoded(ipv6({ source: A.ip6, destination: B.ip6 }, body), LINKTYPE_IPV6)
  const frame = ethernet(B.mac, A.mac, ping())
  const causeIn = (p: Packet): ChecksumCause => causeOf(verdictOf(p, 1))
  expect(causeIn(over6(udp({ source: 1, destination: 4789 }, vxlan(42, frame), true)))).toBe(ChecksumCause.AbsentTunnel)
  expect(causeIn(over6(udp({ source: 1, destination: 6081 }, geneve(42, [], frame), true)))).toBe(
    ChecksumCause.AbsentTunnel,
  )
  expect(causeIn(over6(udp({ source: 1, destination: 4754 }, gre({}, frame), true)))).toBe(ChecksumCause.AbsentTunnel)
  expect(causeIn(over6(udp({ source: 1, destination: 53 }, frame, true)))).toBe(ChecksumCause.AbsentForbidden)
})
