import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  gre,
  icmpEcho,
  icmpUnreachable,
  ipv4,
  ipv4Fragments,
  type Part,
  tcp,
} from '../../../../fixtures/make/packets.js'
import { Shown, type TooLarge } from '../../../../src/analysis/check/evidence/path-mtu.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import type { IcmpErrorRow } from '../../../../src/analysis/tunnels/icmp-errors.js'
import { NO_ID, TunnelType } from '../../../../src/wire/tunnel.js'
import { checkFile, checkFrames, factsOfFrames } from '../../../helpers/check.js'
import { FIXTURES, LAB } from '../../../helpers/finding-captures.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../../../helpers/packets.js'
import { caseFacts, hasCases, inCase } from '../../../helpers/tunnels.js'

type Sent = readonly [at: number, part: Part]

const holes = (sent: readonly Sent[]): readonly Finding<TooLarge>[] =>
  found(checkFrames(sent.map(([at, part]) => ({ ...frame(part), at }))))

function found(findings: readonly Finding[]): readonly Finding<TooLarge>[] {
  return findings.filter(({ id }) => id === 'mtu.blackhole') as readonly Finding<TooLarge>[]
}

const FORTH = { source: INNER_A.ip, destination: INNER_B.ip }
const BACK = { source: INNER_B.ip, destination: INNER_A.ip }

/** Something of the overlay, from A's VTEP to B's or back. */
const forth = (body: Part, dontFragment = true): Part => underlay(inVni(42, ipv4({ ...FORTH, dontFragment }, body)))
const back = (body: Part): Part => underlay(inVni(42, ipv4(BACK, body)), B.ip, A.ip)

const asks = (at: number, sequence: number, length: number, dontFragment = true): Sent => [
  at,
  forth(icmpEcho({ id: 7 + (length > 100 ? 1 : 0), sequence, length }), dontFragment),
]
const answers = (at: number, sequence: number, length: number): Sent => [
  at,
  back(icmpEcho({ reply: true, id: 7 + (length > 100 ? 1 : 0), sequence, length })),
]
const answered = (at: number, sequence: number, length: number): readonly Sent[] => [
  asks(at, sequence, length),
  answers(at + 1, sequence, length),
]
const SMALL = 56
/** Octets of ICMP data that make a packet of 1450: with VXLAN it is 1500. */
const LARGE = 1450 - 28
/** The capture goes on. */
const LATER: Sent = [9000, underlay(inVni(43, ping()))]

describe('a router says so', () => {
  test('and the message is matched to the inner flow of the tunnel’s packet that it quotes', async () => {
    // tshark: #4 is fragmentation needed, MTU 1400, and quotes 1478 octets of VXLAN 42, in which 172.17.1.2 pings 172.17.1.3.
    const [finding, ...others] = found(await checkFile(`${FIXTURES}icmp-quoted.pcap`))
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 'high',
      frames: [4],
      about: {
        ...{ shown: Shown.Told, network: 1, source: 0xac110102, destination: 0xac110103, protocol: 1 },
        ...{ teller: 0x0a418401, mtu: 1400, lostSize: 1428, overhead: 50, fits: 1350 },
      },
    })
  })

  test('to a host that sends without a tunnel: that is path MTU discovery, and no fault', () => {
    const packet = ipv4({ ...FORTH, dontFragment: true }, icmpEcho({ id: 7, sequence: 1, length: 1472 }))
    const told = ipv4(
      { source: '172.17.1.1', destination: INNER_A.ip },
      icmpUnreachable(4, 1400, packet.octets.subarray(0, 548)),
    )
    expect(
      holes([
        [0, packet],
        [1, told],
      ]),
    ).toEqual([])
  })

  test('in the name of the host itself: it was a tunnel on the way', () => {
    const packet = ipv4({ ...FORTH, dontFragment: true }, icmpEcho({ id: 7, sequence: 1, length: 1472 }))
    const told = ipv4(BACK, icmpUnreachable(4, 1450, packet.octets.subarray(0, 548)))
    const [finding] = holes([
      [0, packet],
      [1, told],
    ])
    expect(finding).toMatchObject({
      severity: 'warning',
      about: { shown: Shown.ToldByTunnel, mtu: 1450, lostSize: 1500, fits: 1450 },
    })
  })
})

describe('large echo requests are not answered, small ones are', () => {
  const small = [...answered(0, 1, SMALL), ...answered(200, 2, SMALL)]
  const large = [asks(1000, 1, LARGE), asks(2000, 2, LARGE)]

  test('before and after', () => {
    const [finding] = holes([...small, ...large, ...answered(4000, 3, SMALL)])
    expect(finding).toMatchObject({
      ...{ severity: 'error', confidence: 'high', frames: [5, 6], count: 2 },
      about: { shown: Shown.Unanswered, network: 1, lostSize: 1450, passedSize: 84, overhead: 50 },
    })
  })

  test('and nothing is heard afterwards: less sure', () => {
    expect(holes([...small, ...large, LATER])).toMatchObject([{ severity: 'error', confidence: 'medium' }])
  })

  test('but others of that size are answered: a loss like any other', () => {
    expect(holes([...small, ...large, ...answered(3000, 3, LARGE), LATER])).toEqual([])
  })

  test('and neither are small ones: the other side is gone', () => {
    const gone = [5, 6, 7].map((sequence): Sent => asks(1000 + sequence, sequence, SMALL))
    expect(holes([...answered(0, 1, SMALL), ...gone, ...large, LATER])).toEqual([])
  })

  test('and may be cut on the way: not lost for its size', () => {
    expect(holes([...small, asks(1000, 1, LARGE, false), asks(2000, 2, LARGE, false), LATER])).toEqual([])
  })

  test('yet: the capture ends too soon', () => {
    expect(holes([...small, asks(1000, 1, LARGE), asks(1020, 2, LARGE)])).toEqual([])
  })
})

describe('a TCP segment is sent again and again', () => {
  const PORTS = { source: 8000, destination: 40000 }
  const segment = (at: number, sequence: number, length: number): Sent => [
    at,
    forth(tcp({ ...PORTS, sequence, acknowledgment: 500, flags: 0x10, data: Buffer.alloc(length) })),
  ]
  const acknowledges = (at: number, acknowledgment: number): Sent => [
    at,
    back(tcp({ source: 40000, destination: 8000, sequence: 500, acknowledgment, flags: 0x10 })),
  ]
  const opening = [
    [0, back(tcp({ source: 40000, destination: 8000, sequence: 499, acknowledgment: 0, flags: 0x02 }))],
    [1, forth(tcp({ ...PORTS, sequence: 999, acknowledgment: 500, flags: 0x12 }))],
    acknowledges(2, 1000),
  ] as const satisfies readonly Sent[]
  /** The first segment is too large; the second, which is small, arrives and is answered by a repeated acknowledgment. */
  const stalls = [segment(10, 1000, 1410), segment(11, 2410, 100), acknowledges(12, 1000)]
  const again = [segment(210, 1000, 1410), segment(620, 1000, 1410)]

  test('while the other side acknowledges all before it', () => {
    const [finding] = holes([...opening, ...stalls, ...again, LATER])
    expect(finding).toMatchObject({
      ...{ severity: 'error', frames: [4, 7, 8], count: 3 },
      about: { shown: Shown.Stuck, lostSize: 1450, overhead: 50, sourcePort: 8000, destinationPort: 40000 },
    })
  })

  test('until it arrives: a loss like any other', () => {
    expect(holes([...opening, ...stalls, ...again, acknowledges(700, 2510), LATER])).toEqual([])
  })

  test('and the other side says nothing at all: it is gone', () => {
    expect(holes([...opening, segment(10, 1000, 1410), segment(11, 2410, 100), ...again, LATER])).toEqual([])
  })

  test('and nothing is heard since, though all before was answered: most likely, sent four times or more', () => {
    const silent = [segment(10, 1000, 1410), ...again, segment(1420, 1000, 1410)]
    expect(holes([...opening, ...silent, LATER])).toMatchObject([
      { severity: 'error', confidence: 'medium', count: 4, about: { shown: Shown.Stuck, lostSize: 1450 } },
    ])
    // It was never heard.
    expect(holes([...silent, LATER])).toEqual([])
  })

  test.skipIf(!hasCases)('of a public report: the answer to a GET, six times', async () => {
    expect(found(await inCase('gre-bh-get-one'))).toMatchObject([
      { severity: 'error', count: 6, frames: [6, 7, 8, 9, 10, 11], about: { shown: Shown.Stuck, lostSize: 1500 } },
    ])
  })

  test('after others as large got through', () => {
    const before = [segment(5, 1000, 1410), acknowledges(6, 2410)]
    const then = [segment(10, 2410, 1410), segment(11, 3820, 100), acknowledges(12, 2410)]
    expect(holes([...opening, ...before, ...then, segment(210, 2410, 1410), segment(620, 2410, 1410), LATER])).toEqual(
      [],
    )
  })

  test('as a super-frame first and then as offload cut it: its size is that of the segment', () => {
    const merged = [segment(10, 1000, 5000), acknowledges(12, 1000), segment(13, 6000, 10)]
    expect(holes([...opening, ...merged, ...again, LATER])).toMatchObject([{ about: { lostSize: 1450 } }])
  })
})

describe('what the eight octets of RFC 792 tell of a tunnel', () => {
  const quoting = (packet: Part): Part =>
    ipv4({ source: '10.65.0.254', destination: A.ip }, icmpUnreachable(4, 1400, packet.octets.subarray(0, 28)))
  const long: Part = ipv4({ ...FORTH, dontFragment: true }, icmpEcho({ id: 7, sequence: 1, length: 1400 }))
  const outer = (body: Part): Part => ipv4({ source: A.ip, destination: B.ip, dontFragment: true }, body)
  const rowOf = (packet: Part): IcmpErrorRow => factsOfFrames([{ ...frame(quoting(packet)), at: 0 }]).errors.rows[0]!

  test.each([
    ['a key', gre({ key: 0x222222, sequence: 1 }, long), TunnelType.Gre, 0x222222],
    ['a key behind a checksum, which they do not reach', gre({ key: 7, checksum: true }, long), TunnelType.Gre, NO_ID],
    ['no key', gre({ sequence: 1 }, long), TunnelType.Gre, NO_ID],
    ['IP in IP', long, TunnelType.Ipv4InIpv4, NO_ID],
  ] as const)('%s', (_, body, tunnel, tunnelId) => {
    expect(rowOf(outer(body.octets[0] === 0x45 ? { ...body, protocol: 4 } : body))).toMatchObject({ tunnel, tunnelId })
    expect(holes([[0, quoting(outer(body.octets[0] === 0x45 ? { ...body, protocol: 4 } : body))]])).toMatchObject([
      { severity: 'error', about: { shown: Shown.Told, mtu: 1400 } },
    ])
  })

  test.skipIf(!hasCases)('of GRE, gretap, ERSPAN, PPTP, IP in IP and VXLAN', async () => {
    const { errors } = await caseFacts('icmp-quote8')
    expect(errors.rows.map(({ frames: [at], tunnel, tunnelId }) => [at, tunnel, tunnelId])).toEqual([
      [1, TunnelType.Gre, 0x222222],
      [2, TunnelType.Gre, NO_ID],
      [3, TunnelType.Gretap, 5],
      [4, TunnelType.Erspan2, NO_ID],
      [5, TunnelType.Pptp, 99],
      [6, TunnelType.Ipv4InIpv4, NO_ID],
      [7, TunnelType.Ipv6InIpv4, NO_ID],
      [8, TunnelType.Vxlan, NO_ID],
    ])
    const all = await inCase('icmp-quote8')
    expect(found(all)).toMatchObject([{ severity: 'error', frames: [1, 2, 3, 4, 5, 6, 7, 8] }])
    expect(all.filter(({ id }) => id === 'icmp.errors')).toEqual([])
  })
})

describe('a router in the open says how large packets may be', () => {
  const ports = { source: 40000, destination: 80 }
  const open = (at: number, sequence: number, length: number): Sent => [
    at,
    ipv4(
      { ...FORTH, dontFragment: true },
      tcp({ ...ports, sequence, acknowledgment: 500, flags: 0x18, data: Buffer.alloc(length) }),
    ),
  ]
  /** RFC 792: the IP header and 8 octets. */
  const says = (at: number, [, packet]: Sent): Sent => [
    at,
    ipv4({ source: '172.17.1.1', destination: INNER_A.ip }, icmpUnreachable(4, 1476, packet.octets.subarray(0, 28))),
  ]
  const tries = (times: readonly number[]): readonly Sent[] =>
    times.flatMap((at) => [open(at, 100, 1460), says(at + 1, open(at, 100, 1460))])

  test('and the host sends the same segment again and again', () => {
    expect(holes([...tries([0, 200, 600, 1400]), LATER])).toMatchObject([
      {
        ...{ severity: 'error', confidence: 'high', count: 4 },
        about: { shown: Shown.Unheeded, mtu: 1476, lostSize: 1500, fits: 1476, sourcePort: 40000 },
      },
    ])
  })

  test('and the host sends smaller ones: it has learned', () => {
    const burst = [0, 1, 2, 3].map((n) => open(n, 100 + 1460 * n, 1460))
    const learned = [open(20, 100, 1436), open(21, 1536, 1436), open(300, 2972, 1436)]
    expect(holes([...burst, ...burst.map((sent) => says(sent[0] + 10, sent)), ...learned, LATER])).toEqual([])
  })

  test.skipIf(!hasCases)('of a public report', async () => {
    const all = await inCase('gre-icmp-outside')
    expect(found(all)).toMatchObject([
      { severity: 'error', count: 6, about: { shown: Shown.Unheeded, mtu: 1476, lostSize: 1500 } },
    ])
    // The note that the sender learns from it would be false.
    expect(all.filter(({ id }) => id === 'icmp.errors')).toEqual([])
  })
})

describe('the first large packet is lost, and later ones come cut to fit', () => {
  /** A packet of 1500 octets, as its sender cuts it when it knows that the path takes 1450. */
  const pieces = (header: typeof FORTH, body: Part): Part[] =>
    ipv4Fragments({ ...header, identification: 5 }, body, [
      [0, 1424],
      [1424, body.octets.length],
    ])
  const exchange = (at: number, sequence: number, isAnswered: boolean): readonly Sent[] => {
    const echo = { id: 8, sequence, length: 1472 }
    const request = pieces(FORTH, icmpEcho(echo)).map((piece): Sent => [at, unbroken(piece, A.ip, B.ip)])
    const reply = pieces(BACK, icmpEcho({ ...echo, reply: true })).map(
      (piece): Sent => [at + 1, unbroken(piece, B.ip, A.ip)],
    )
    return isAnswered ? [...request, ...reply] : request
  }

  test('the tunnel’s packets may not be cut: a VTEP learned it from the loss', () => {
    const sent = [...answered(0, 1, SMALL), ...exchange(1000, 1, false), ...exchange(2000, 2, true), LATER]
    expect(holes(sent)).toMatchObject([
      { severity: 'warning', about: { shown: Shown.FirstLost, lostSize: 1500, lost: 1, fits: 1444 } },
    ])
  })

  test('none is lost: the overlay cuts as it should', () => {
    expect(holes([...answered(0, 1, SMALL), ...exchange(1000, 1, true), ...exchange(2000, 2, true), LATER])).toEqual([])
  })

  test.skipIf(!existsSync(LAB))('the kernel, without Don’t Fragment: fragments, and no loss', async () => {
    expect(found(await checkFile(`${LAB}10-fault-mtu-frag/n1.pcap`))).toEqual([])
  })
})

/** In VXLAN, with Don't Fragment on the outside. */
function unbroken(body: Part, source: string, destination: string): Part {
  return ipv4({ source, destination, dontFragment: true }, inVni(42, body))
}
