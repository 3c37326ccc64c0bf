import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  ethernet,
  gre,
  icmpEcho,
  ipv4,
  ipv4Fragments,
  ipv6Fragments,
  type Part,
  tcp,
  udp,
  vxlan,
} from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import { Cut, type OuterFragments } from '../../../../src/analysis/check/findings/mtu-outer-fragments.js'
import { checkFile, checkFrames } from '../../../helpers/check.js'
import { FIXTURES, LAB } from '../../../helpers/finding-captures.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../../../helpers/packets.js'

const OUTER = { source: A.ip, destination: B.ip, identification: 77 }
/** Octets of ICMP data that make an IPv4 packet of 1500. */
const FULL = 1500 - 20 - 8

/** What a capture of these packets is told about fragments, a millisecond between each two. */
const fragments = (parts: readonly Part[]): readonly Finding<OuterFragments>[] =>
  found(checkFrames(parts.map((part, i) => ({ ...frame(part), at: i }))))

function found(findings: readonly Finding[]): readonly Finding<OuterFragments>[] {
  return findings.filter(({ id }) => id === 'mtu.outer-fragments') as readonly Finding<OuterFragments>[]
}

/** The sum that is told: inner, overhead, both, what the underlay takes, what is left. */
function sum({ about }: Finding<OuterFragments>): readonly number[] {
  return [about.inner, about.overhead, about.length, about.underlay, about.fits]
}

/** A tunnel's packet in two fragments, as a link of 1500 octets makes them: 1480 is a multiple of 8. */
const cut = (body: Part): Part[] =>
  ipv4Fragments(OUTER, body, [
    [0, 1480],
    [1480, body.octets.length],
  ])

const SUM = [1500, 50, 1550, 1500, 1450]

test.skipIf(!existsSync(LAB))('the kernel: a VXLAN device with the MTU of its underlay', async () => {
  const [finding, ...others] = found(await checkFile(`${LAB}10-fault-mtu-frag/n1.pcap`))
  expect(others).toEqual([])
  expect(sum(finding!)).toEqual(SUM)
  // tshark: first fragments are #7 and #9, one each way; both are answered, so it works.
  expect(finding).toMatchObject({ severity: 'warning', frames: [7, 9], count: 2, about: { bothWays: true, whole: 2 } })
})

test.skipIf(!existsSync(LAB))('what offload has merged is longer than the MTU, and no fragment', async () => {
  expect(found(await checkFile(`${LAB}11-offload-udpcsum-on/n1.pcap`))).toEqual([])
})

test('a packet of the overlay in two fragments: its length, the headers, what is left', () => {
  const [finding] = fragments(cut(inVni(42, ping(1, FULL))))
  expect(sum(finding!)).toEqual(SUM)
  expect(finding).toMatchObject({
    severity: 'warning',
    frames: [1],
    about: { cut: Cut.TooLong, bothWays: false, whole: 1 },
  })
})

test('the tag of an inner VLAN takes 4 octets more', () => {
  const inner = ethernet(INNER_B.mac, INNER_A.mac, ping(1, FULL), { type: 0x8100, id: 7 })
  const [finding] = fragments(cut(udp({ source: 50000, destination: 4789 }, vxlan(42, inner))))
  expect(sum(finding!)).toEqual([1500, 54, 1554, 1500, 1446])
})

test('GRE takes what its flags say: 20 of IP, 4, and 4 each for checksum, key and sequence number', () => {
  const [finding] = fragments(cut(gre({ checksum: true, key: 9, sequence: 1 }, ping(1, FULL))))
  expect(sum(finding!)).toEqual([1500, 36, 1536, 1500, 1464])
})

test('IPv6 takes 70; the header for fragments is none of it, and an uncut packet tells what fits exactly', () => {
  const outer = { source: A.ip6, destination: B.ip6, identification: 77 }
  const large = inVni(42, ping(1, FULL))
  const uncut = inVni(42, ping(2, 1500 - 70 - 28))
  const whole = ipv6Fragments(outer, uncut, [[0, uncut.octets.length]])[0]!
  // 1448 is the largest multiple of 8 that fits behind 40 + 8 octets into 1500.
  const [finding] = fragments([
    ...ipv6Fragments(outer, large, [
      [0, 1448],
      [1448, large.octets.length],
    ]),
    { ...whole, octets: withoutFragmentHeader(whole.octets) },
  ])
  expect(sum(finding!)).toEqual([1500, 70, 1570, 1500, 1430])
})

test('the first fragment alone tells it, where a filter for the port has left out the others', () => {
  const [first] = cut(inVni(42, ping(1, FULL)))
  const [finding] = fragments([underlay(inVni(42, ping())), first!])
  expect(sum(finding!)).toEqual(SUM)
  expect(finding).toMatchObject({ frames: [2], about: { whole: 0, network: 1 } })
})

test('fragments in the other order say the same', () => {
  const [finding] = fragments(cut(inVni(42, ping(1, FULL))).reverse())
  expect(sum(finding!)).toEqual(SUM)
})

test('a snapshot length that cuts them says the same', () => {
  const sent = cut(inVni(42, ping(1, FULL))).map((part, i) => {
    const { octets } = frame(part)
    return { octets: octets.subarray(0, 96).slice(), length: octets.length, at: i }
  })
  const [finding] = found(checkFrames(sent))
  expect(sum(finding!)).toEqual(SUM)
})

test('an overlay that cuts its own packets before they enter the tunnel is healthy', () => {
  const inner = { source: INNER_A.ip, destination: INNER_B.ip, identification: 5 }
  const pieces = ipv4Fragments(inner, icmpEcho({ id: 7, sequence: 1, length: 3000 }), [
    [0, 1424],
    [1424, 2848],
    [2848, 3008],
  ])
  expect(fragments(pieces.map((piece) => underlay(inVni(42, piece))))).toEqual([])
})

test('a super-frame of segmentation offload is no fragment', () => {
  const data = Buffer.alloc(40_000)
  const segment = tcp({ source: 5201, destination: 40000, sequence: 1, acknowledgment: 1, flags: 0x10, data })
  expect(fragments([underlay(inVni(42, ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, segment)))])).toEqual([])
})

test('fragments of what is no tunnel are somebody else’s', () => {
  expect(fragments(cut(udp({ source: 5000, destination: 2049 }, { octets: Buffer.alloc(3000) })))).toEqual([])
})

test('what a mirror port sends is told, and is no fault', () => {
  const forth = ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, icmpEcho({ id: 7, sequence: 1, length: FULL }))
  const back = ipv4(
    { source: INNER_B.ip, destination: INNER_A.ip },
    icmpEcho({ reply: true, id: 7, sequence: 1, length: FULL }),
  )
  const [finding] = fragments([
    ...cut(gre({}, ethernet(INNER_B.mac, INNER_A.mac, forth))),
    ...cut(gre({}, ethernet(INNER_A.mac, INNER_B.mac, back))),
  ])
  expect(finding).toMatchObject({ severity: 'info', about: { cut: Cut.Mirror, overhead: 38 } })
})

test('fragments shorter than any link asks for were made on purpose', async () => {
  const [finding] = found(await checkFile(`${FIXTURES}overlap-fragments.pcap`))
  expect(finding).toMatchObject({ severity: 'info', about: { cut: Cut.OnPurpose } })
})

/** The same IPv6 packet without its fragment header: the payload is 8 octets shorter, and UDP follows at once. */
function withoutFragmentHeader(octets: Buffer): Buffer {
  const header = Buffer.from(octets.subarray(0, 40))
  header.writeUInt16BE(octets.length - 48, 4)
  header[6] = 17
  return Buffer.concat([header, octets.subarray(48)])
}
