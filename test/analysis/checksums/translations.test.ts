import { describe, expect, test } from 'vitest'
import { ethernet, icmpUnreachable, ipv4, ipv6, type Part, tcp, udp } from '../../../fixtures/make/packets.js'
import { ChecksumCause } from '../../../src/analysis/checksums/cause.js'
import { ChecksumCensus } from '../../../src/analysis/checksums/census.js'
import type { Translation } from '../../../src/analysis/checksums/translations.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { Kind } from '../../../src/wire/kind.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, frame, inVni, replay, underlay } from '../../helpers/packets.js'

interface Words {
  readonly source: string
  readonly destination: string
  readonly ports: readonly [number, number]
}

const BEFORE: Words = { source: '10.244.1.7', destination: '192.0.2.80', ports: [40000, 80] }
const MASQUERADED: Words = { source: '198.51.100.1', destination: '192.0.2.80', ports: [61001, 80] }
const DATA = Buffer.from('some octets of data that are the same')
const IDENTIFICATION = 0x1c2e

type Transport = (words: Words) => Part
const overTcp: Transport = ({ ports: [source, destination] }) =>
  tcp({ source, destination, sequence: 99, acknowledgment: 7, flags: 0x18, data: DATA })
const overUdp: Transport = ({ ports: [source, destination] }) => udp({ source, destination }, { octets: DATA })

function packet(words: Words, transport: Transport, identification = IDENTIFICATION): Part {
  return ipv4({ source: words.source, destination: words.destination, identification }, transport(words))
}

const checksumAt = (transport: Transport): number => 20 + transport(BEFORE).checksumAt!

function checksumOf(of: Part, transport: Transport): number {
  return of.octets.readUInt16BE(checksumAt(transport))
}

function withChecksum(of: Part, transport: Transport, checksum: number): Part {
  const octets = Buffer.from(of.octets)
  octets.writeUInt16BE(checksum, checksumAt(transport))
  return { ...of, octets }
}

/** As a translator leaves the packet that forgets the checksum altogether. */
function forgotten(before: Words, after: Words, transport: Transport): Part {
  return withChecksum(packet(after, transport), transport, checksumOf(packet(before, transport), transport))
}

interface Found {
  readonly translations: readonly Translation[]
  readonly causes: ReadonlyMap<ChecksumCause, readonly number[]>
  readonly address: (endpoint: number) => number
}

/** What a census finds; frames by cause, of TCP and UDP in the underlay or the innermost network. */
function census(frames: readonly Frame[], layer: Kind): Found {
  const networks = new Networks()
  const stack = new TunnelStack()
  const counts = new ChecksumCensus(networks)
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    counts.observe(p, stack)
  })
  const causes = new Map<ChecksumCause, readonly number[]>()
  for (const { kind, cause, frames: some } of counts.rows()) {
    if (kind === layer) causes.set(cause, [...(causes.get(cause) ?? []), ...some])
  }
  return { translations: counts.translations, causes, address: (endpoint) => networks.addressOf(endpoint) }
}

const number = (address: string): number => Buffer.from(address.split('.').map(Number)).readUInt32BE()

describe.each([
  ['TCP', overTcp, Kind.Tcp],
  ['UDP', overUdp, Kind.Udp],
] as const)('a translator that leaves the checksum behind, %s', (_, transport, kind) => {
  const before = frame(packet(BEFORE, transport))
  const after = frame(forgotten(BEFORE, MASQUERADED, transport))

  test('is found by the packet as it was before, seen first', () => {
    const { translations, causes, address } = census([before, after], kind)
    expect(causes).toEqual(
      new Map([
        [ChecksumCause.Good, [1]],
        [ChecksumCause.Translated, [2]],
      ]),
    )
    expect(translations).toMatchObject([{ kind, frame: 2, evidence: 1, isQuote: false }])
    const [{ words, others }] = translations as [Translation]
    expect([address(words.source), words.sourcePort]).toEqual([number(MASQUERADED.source), 61001])
    expect([address(others.source), others.sourcePort]).toEqual([number(BEFORE.source), 40000])
    expect([address(words.destination), words.destinationPort]).toEqual([number(BEFORE.destination), 80])
  })

  test('and seen later', () => {
    const { translations, causes } = census([after, before], kind)
    expect(causes).toEqual(
      new Map([
        [ChecksumCause.Good, [2]],
        [ChecksumCause.Translated, [1]],
      ]),
    )
    expect(translations).toMatchObject([{ frame: 1, evidence: 2 }])
  })

  test('or by what an ICMP error quotes', () => {
    const quoted = packet(BEFORE, transport).octets.subarray(0, 28)
    const error = frame(ipv4({ source: '192.0.2.80', destination: '10.244.1.7' }, icmpUnreachable(3, 0, quoted)))
    const { translations, causes } = census([after, error, error], kind)
    expect(causes).toEqual(new Map([[ChecksumCause.Translated, [1]]]))
    expect(translations).toMatchObject([{ frame: 1, evidence: 2, isQuote: true }])
  })

  test('a destination that was translated', () => {
    const service: Words = { ...BEFORE, destination: '10.96.0.10', ports: [40000, 443] }
    const { causes } = census([frame(packet(service, transport)), frame(forgotten(service, BEFORE, transport))], kind)
    expect(causes.get(ChecksumCause.Translated)).toEqual([2])
  })

  test('in a tunnel as well', () => {
    const frames = [before, after].map((f) =>
      frame(underlay(inVni(42, { octets: Buffer.from(f.octets.slice(14)), etherType: 0x0800 }))),
    )
    expect(census(frames, kind).causes.get(ChecksumCause.Translated)).toEqual([2])
  })

  test('one that adapts the addresses and forgets the ports, or the other way round', () => {
    const addressesOnly: Words = { ...BEFORE, source: MASQUERADED.source }
    const portsOnly: Words = { ...BEFORE, ports: MASQUERADED.ports }
    for (const half of [addressesOnly, portsOnly]) {
      const { causes } = census([before, frame(forgotten(half, MASQUERADED, transport))], kind)
      expect(causes.get(ChecksumCause.Translated)).toEqual([2])
    }
  })

  test('a right translation needs no explanation', () => {
    const { translations, causes } = census([before, frame(packet(MASQUERADED, transport))], kind)
    expect(translations).toEqual([])
    expect(causes).toEqual(new Map([[ChecksumCause.Good, [1, 2]]]))
  })

  test('nothing is claimed without the other words', () => {
    const { translations, causes } = census([after], kind)
    expect(translations).toEqual([])
    expect(causes).toEqual(new Map([[ChecksumCause.Corrupt, [1]]]))
  })

  test('nothing is claimed for a difference that is not that of the words', () => {
    const wrong = withChecksum(packet(MASQUERADED, transport), transport, 0x1234)
    const { causes } = census([before, frame(wrong)], kind)
    expect(causes.get(ChecksumCause.Corrupt)).toEqual([2])
  })

  test('nothing is claimed by another packet', () => {
    const other = frame(packet(BEFORE, transport, IDENTIFICATION + 1))
    expect(census([other, after], kind).causes.get(ChecksumCause.Corrupt)).toEqual([2])
  })

  test('nothing is claimed by a connection between others', () => {
    const others: Words = { source: '10.244.1.8', destination: '192.0.2.81', ports: [40001, 81] }
    const { causes } = census(
      [frame(packet(others, transport)), frame(forgotten(others, MASQUERADED, transport))],
      kind,
    )
    expect(causes.get(ChecksumCause.Corrupt)).toEqual([2])
  })
})

test('a seed that was left behind', () => {
  const seedOf = (words: Words): number => {
    const octets = packet(words, overTcp).octets
    let sum = 6 + octets.length - 20
    for (let o = 12; o < 20; o += 2) sum += octets.readUInt16BE(o)
    return (sum & 0xffff) + (sum >>> 16)
  }
  const before = frame(withChecksum(packet(BEFORE, overTcp), overTcp, seedOf(BEFORE)))
  const after = frame(withChecksum(packet(MASQUERADED, overTcp), overTcp, seedOf(BEFORE)))
  const { causes } = census([before, after], Kind.Tcp)
  expect(causes).toEqual(
    new Map([
      [ChecksumCause.Seed, [1]],
      [ChecksumCause.Translated, [2]],
    ]),
  )
})

test('over IPv6, RFC 6296 §2.6', () => {
  const over6 = (source: string): Part => ipv6({ source, destination: B.ip6 }, overTcp(BEFORE))
  const [before, right] = [over6(A.ip6), over6('2001:db8::99')]
  const octets = Buffer.from(right.octets)
  octets.writeUInt16BE(before.octets.readUInt16BE(40 + 16), 40 + 16)
  const frames = [before, { ...right, octets }].map((part) => frame(part))
  expect(census(frames, Kind.Tcp).causes.get(ChecksumCause.Translated)).toEqual([2])
})

test('ten thousand wrong checksums and as many quotes leave bounded tables', () => {
  const networks = new Networks()
  const stack = new TunnelStack()
  const counts = new ChecksumCensus(networks)
  const wrong = forgotten(BEFORE, MASQUERADED, overUdp)
  const quoted = packet(BEFORE, overUdp).octets.subarray(0, 28)
  const error = ethernet(B.mac, A.mac, ipv4({ source: B.ip, destination: A.ip }, icmpUnreachable(3, 0, quoted)))
  const pair = [frame(wrong), { octets: Uint8Array.from(error.octets), length: error.octets.length, linkType: 1 }]
  const frames = Array.from({ length: 20_000 }, (_, i) => pair[i % 2]!)
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    counts.observe(p, stack)
  })
  expect(counts.translations.length).toBe(1024)
  expect(counts.dropped).toBe(10_000 - 1024)
  const translated = [...counts.rows()].find(({ cause }) => cause === ChecksumCause.Translated)
  expect(translated?.packets).toBe(10_000)
})
