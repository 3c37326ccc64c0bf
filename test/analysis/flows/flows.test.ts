import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  ethernet,
  gre,
  icmpEcho,
  icmpUnreachable,
  icmpv6Echo,
  ipv4,
  ipv4Fragments,
  ipv6,
  type Part,
  tcp,
  udp,
} from '../../../fixtures/make/packets.js'
import { type FlowRow, Flows, NO_PORT, Seen } from '../../../src/analysis/flows/flows.js'
import { TcpState } from '../../../src/analysis/flows/tcp-connections.js'
import { Reassembler } from '../../../src/analysis/fragments/reassembly.js'
import { NO_ROW } from '../../../src/analysis/tables/row-index.js'
import { BACK, FORTH } from '../../../src/analysis/totals/traffic.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { ownDepth, TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import { CORPUS, type Frame, framesOf, hasCorpus, truthOf } from '../../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, pong, take, underlay } from '../../helpers/packets.js'
import { isMissing } from '../../helpers/programs.js'

/** Takes packets as a capture has them. */
class Story {
  readonly networks = new Networks()
  readonly flows: Flows
  readonly #reassembler = new Reassembler()
  readonly #packet: Packet
  readonly #stack = new TunnelStack()
  #number = 0

  constructor(limit?: number, tables = defaultTables()) {
    this.flows = limit === undefined ? new Flows(this.networks) : new Flows(this.networks, { flows: limit })
    this.#packet = new Packet(tables)
  }

  /** A frame, so many nanoseconds after the first; a millisecond lies between frames unless told. */
  take(f: Frame, nanoseconds = this.#number * 1e6): Seen {
    const p = take(this.#packet, f, ++this.#number, nanoseconds)
    this.#reassembler.offer(p)
    this.#stack.fill(p)
    this.networks.observe(p, this.#stack)
    return this.flows.observe(p, this.#stack)
  }

  get rows(): FlowRow[] {
    return [...this.flows.rows()]
  }

  /** `a` and `b` with ports, packets each way, and the tunnels around. */
  get lines(): string[] {
    return this.rows.map((row) => {
      const { type, id } = this.networks.network(row.network)
      const tunnel = type === TunnelType.None ? '' : ` in ${id}`
      return `${this.end(row.a, row.portA)} ${row.forth.packets}/${row.back.packets} ${this.end(row.b, row.portB)}${tunnel}`
    })
  }

  end(address: number, port: number): string {
    const octets = new Uint8Array(this.flows.addresses.isIpv6(address) ? 16 : 4)
    this.flows.addresses.copyTo(address, new DataView(octets.buffer), 0)
    const text = octets.length === 4 ? octets.join('.') : Buffer.from(octets).toString('hex')
    return port === NO_PORT ? text : `${text}:${port}`
  }
}

function storyOf(frames: readonly Frame[]): Story {
  const story = new Story()
  for (const f of frames) story.take(f)
  return story
}

const there = (body: Part): Frame => frame(underlay(body))
const back = (body: Part): Frame => frame(underlay(body, B.ip, A.ip))

const forthHeader = { source: INNER_A.ip, destination: INNER_B.ip }
const backHeader = { source: INNER_B.ip, destination: INNER_A.ip }
const data = (length = 0): Part => ({ octets: Buffer.alloc(length, 7) })

/** A TCP segment between INNER_A, port 40000, and INNER_B, port 80. */
function segment(direction: typeof FORTH | typeof BACK, flags: number, sequence = 1): Part {
  const rest = { sequence, acknowledgment: 0, flags }
  return direction === FORTH
    ? ipv4(forthHeader, tcp({ source: 40000, destination: 80, ...rest }))
    : ipv4(backHeader, tcp({ source: 80, destination: 40000, ...rest }))
}

const SYN = 0x02
const ACK = 0x10
const SYN_ACK = SYN | ACK
const FIN = 0x01 | ACK
const RST = 0x04

describe('what is one flow', () => {
  test('both directions of a 5-tuple are one row, whoever has the lower address; a has sent first', () => {
    const story = storyOf([
      back(inVni(42, segment(BACK, ACK))),
      there(inVni(42, segment(FORTH, ACK))),
      back(inVni(42, segment(BACK, ACK))),
    ])
    expect(story.lines).toEqual(['172.17.1.3:80 2/1 172.17.1.2:40000 in 42'])
  })

  test('two tenants with the same addresses, ports and sequence numbers are two flows', () => {
    expect(storyOf(fixture('tenants')).lines).toEqual([
      '172.17.1.2:40000 3/2 172.17.1.3:80 in 42',
      '172.17.1.2:40000 3/2 172.17.1.3:80 in 43',
    ])
  })

  test('a tunnel in another tunnel is another network', () => {
    const nested = (vni: number) => inVni(vni, ipv4({ source: A.ip, destination: B.ip }, inVni(7, segment(FORTH, ACK))))
    expect(storyOf([there(nested(1)), there(nested(2)), there(nested(1))]).rows.map((r) => r.forth.packets)).toEqual([
      2, 1,
    ])
  })

  test('a GRE tunnel has one flow although each direction has a key of its own (RFC 2890 §2.1)', () => {
    expect(storyOf(fixture('gre-seed')).lines).toEqual(['10.1.1.1 3/3 10.1.1.2 in 2236962'])
  })

  test('TCP and UDP between the same ports, and UDP between ports 0, are different flows', () => {
    const story = storyOf([
      frame(segment(FORTH, ACK)),
      frame(ipv4(forthHeader, udp({ source: 40000, destination: 80 }, data(8)))),
      frame(ipv4(forthHeader, udp({ source: 0, destination: 0 }, data(8)))),
      frame(ipv4(forthHeader, { octets: Buffer.alloc(8), protocol: 17 + 33 })),
    ])
    expect(story.rows.map((r) => [r.protocol, r.portA, r.portB])).toEqual([
      [6, 40000, 80],
      [17, 40000, 80],
      [17, 0, 0],
      [50, NO_PORT, NO_PORT],
    ])
  })

  test('a host that talks with itself: the ports tell the directions', () => {
    const self = { source: INNER_A.ip, destination: INNER_A.ip }
    const story = storyOf([
      frame(ipv4(self, udp({ source: 5000, destination: 53 }, data()))),
      frame(ipv4(self, udp({ source: 53, destination: 5000 }, data()))),
    ])
    expect(story.lines).toEqual(['172.17.1.2:5000 1/1 172.17.1.2:53'])
  })

  test('IPv6, inside and outside', () => {
    const outer = { source: A.ip6, destination: B.ip6 }
    const inner = ipv6(
      { source: INNER_B.ip6, destination: INNER_A.ip6 },
      udp({ source: 53, destination: 5000 }, data(4)),
    )
    const answer = ipv6(
      { source: INNER_A.ip6, destination: INNER_B.ip6 },
      udp({ source: 5000, destination: 53 }, data(4)),
    )
    const story = storyOf([
      frame(ipv6(outer, inVni(42, inner))),
      frame(ipv6({ source: B.ip6, destination: A.ip6 }, inVni(42, answer))),
    ])
    expect(story.lines).toEqual([`fd000042${'0'.repeat(23)}3:53 1/1 fd000042${'0'.repeat(23)}2:5000 in 42`])
    // RFC 8200 §3: 40 octets and the payload.
    expect(story.rows[0]!.forth.octets).toBe(40 + 8 + 4)
  })

  test('what an ICMP error quotes is no flow, the error is', () => {
    const quoted = segment(FORTH, SYN).octets
    const story = storyOf([frame(ipv4(backHeader, icmpUnreachable(3, 0, quoted)))])
    expect(story.rows.map((r) => [r.protocol, r.portA, r.identifier])).toEqual([[1, NO_PORT, NO_PORT]])
  })

  test('what holds no IP packet is counted beside the flows: ARP in the tunnel', () => {
    const story = storyOf(fixture('p2p-vni42'))
    const total = story.rows.reduce((sum, r) => sum + r.forth.packets + r.back.packets, 0)
    expect(total + story.flows.others).toBe(fixture('p2p-vni42').length)
    expect(story.lines).toHaveLength(1)
  })
})

describe('octets and moments', () => {
  test('octets are what the IP header claims: not the padding, and what the snapshot length has cut', () => {
    const part = ethernet(B.mac, A.mac, ipv4(forthHeader, udp({ source: 1, destination: 2 }, data(100))))
    const padded = Uint8Array.from([...part.octets, ...Buffer.alloc(20)])
    const cut = { octets: padded.slice(0, 50), length: padded.length, linkType: 1 }
    const story = storyOf([{ octets: padded, length: padded.length, linkType: 1 }, cut])
    // RFC 791 §3.1, Total Length: header and data.
    expect(story.rows[0]!.forth).toMatchObject({ packets: 2, octets: 2 * (20 + 8 + 100) })
  })

  test('frame and time of the first and the last packet of each direction', () => {
    const story = new Story()
    story.take(frame(segment(FORTH, ACK)), 0)
    story.take(frame(segment(BACK, ACK)), 1_999_999_999)
    story.take(frame(segment(FORTH, ACK)), 5_000_000_001)
    const [row] = story.rows
    const at = (frame: number, seconds: number, nanoseconds: number) => ({
      frame,
      seconds: 1_700_000_000 + seconds,
      nanoseconds,
    })
    expect(row!.forth).toMatchObject({ first: at(1, 0, 0), last: at(3, 5, 1) })
    expect(row!.back).toMatchObject({ first: at(2, 1, 999_999_999), last: at(2, 1, 999_999_999) })
    expect([row!.first, row!.last]).toEqual([at(1, 0, 0), at(3, 5, 1)])
    expect(story.flows.duration(0)).toBe(5_000_000_001)
  })

  test('a direction without packets has no moments', () => {
    expect(storyOf([frame(segment(FORTH, ACK))]).rows[0]!.back).toEqual({
      packets: 0,
      octets: 0,
      first: undefined,
      last: undefined,
    })
  })

  test('frame numbers beyond 32 bits are kept', () => {
    const networks = new Networks()
    const flows = new Flows(networks)
    const stack = new TunnelStack()
    const p = take(new Packet(), frame(ping()), 2 ** 32 + 5)
    stack.fill(p)
    networks.observe(p, stack)
    flows.observe(p, stack)
    expect(flows.row(0).last.frame).toBe(2 ** 32 + 5)
  })
})

describe('what a packet is to its flow', () => {
  test('the first of it, the first back, another one; nothing for what is in no flow', () => {
    const story = new Story()
    const { flows } = story
    const seen = (f: Frame): (number | Seen)[] => [story.take(f), flows.lastRow, flows.lastDirection]
    expect(seen(there(inVni(42, segment(FORTH, SYN))))).toEqual([Seen.First, 0, FORTH])
    expect(seen(back(inVni(42, segment(BACK, SYN_ACK))))).toEqual([Seen.FirstBack, 0, BACK])
    expect(seen(there(inVni(42, segment(FORTH, ACK))))).toEqual([Seen.Again, 0, FORTH])
    expect(seen(there(inVni(43, segment(FORTH, SYN))))).toEqual([Seen.First, 1, FORTH])
    expect(story.take(frame({ octets: Buffer.alloc(50), etherType: 0x88b5 }))).toBe(Seen.Nothing)
    expect(flows.lastRow).toBe(NO_ROW)
  })

  test('an echo reply before any request is the first of the flow, on the way back', () => {
    const story = new Story()
    expect(story.take(frame(pong()))).toBe(Seen.First)
    expect(story.flows.lastDirection).toBe(BACK)
    expect(story.take(frame(ping(2)))).toBe(Seen.FirstBack)
    expect(story.lines).toEqual(['172.17.1.2 1/1 172.17.1.3'])
  })
})

describe('fragments', () => {
  const big = udp({ source: 5000, destination: 53 }, data(2992))
  const parts = (identification: number) =>
    ipv4Fragments({ ...forthHeader, identification }, big, [
      [0, 1480],
      [1480, 2960],
      [2960, 3000],
    ])

  test('what is put together is one packet of its flow, with the octets of the datagram', () => {
    const story = storyOf(parts(1).map((part) => there(inVni(42, part))))
    expect(story.lines).toEqual(['172.17.1.2:5000 1/0 172.17.1.3:53 in 42'])
    expect(story.rows[0]!.forth.octets).toBe(20 + 3000)
  })

  test('what is not is counted in a flow without ports', () => {
    const [first, second] = parts(1)
    const story = storyOf([there(inVni(42, first!)), there(inVni(42, second!))])
    expect(story.lines).toEqual(['172.17.1.2 2/0 172.17.1.3 in 42'])
    expect(story.rows[0]).toMatchObject({ protocol: 17, forth: { octets: 2 * 1500 } })
  })

  test("a tunnel's fragments are no flow of the underlay once they are put together", () => {
    const outer = inVni(42, ipv4(forthHeader, big))
    const fragments = ipv4Fragments({ source: A.ip, destination: B.ip, identification: 9 }, outer, [
      [0, 1480],
      [1480, outer.octets.length],
    ])
    expect(storyOf(fragments.map(frame)).lines).toEqual(['172.17.1.2:5000 1/0 172.17.1.3:53 in 42'])
  })

  test('without reassembly all fragments of a datagram are in one flow, the first one too', () => {
    const story = new Story(undefined, { ...defaultTables(), reassemble: false })
    for (const part of parts(1)) story.take(frame(part))
    expect(story.lines).toEqual(['172.17.1.2 3/0 172.17.1.3'])
  })

  test("the kernel's fragments, outer and inner: nothing is left outside the tunnel", () => {
    const story = storyOf(fixture('fragments'))
    expect(story.rows.filter((r) => r.network === 0)).toEqual([])
    expect(story.rows.every((r) => r.echo !== undefined && r.echo.answered === r.echo.requests)).toBe(true)
  })
})

describe('TCP as far as a capture tells (RFC 9293 §3.3.2)', () => {
  const forth = (flags: number, sequence?: number) => frame(segment(FORTH, flags, sequence))
  const reply = (flags: number, sequence?: number) => frame(segment(BACK, flags, sequence))
  const tcpOf = (...frames: Frame[]) => storyOf(frames).rows[0]!.tcp!

  test.each([
    ['a SYN', [forth(SYN)], TcpState.SynSent],
    ['SYN, SYN/ACK', [forth(SYN), reply(SYN_ACK)], TcpState.SynReceived],
    ['the handshake', [forth(SYN), reply(SYN_ACK), forth(ACK)], TcpState.Established],
    ['a handshake of which one side is not in the capture', [forth(SYN), forth(ACK)], TcpState.Established],
    ['SYN/ACK without its SYN', [reply(SYN_ACK), forth(ACK)], TcpState.Established],
    ['both sides open at once (§3.5)', [forth(SYN), reply(SYN)], TcpState.SynReceived],
    ['a segment in the middle', [forth(ACK), reply(ACK)], TcpState.Midway],
    ['one FIN', [forth(ACK), forth(FIN), reply(ACK)], TcpState.Closing],
    ['both FIN', [forth(ACK), forth(FIN), reply(FIN), forth(ACK)], TcpState.Closed],
    ['RST', [forth(SYN), reply(RST | ACK)], TcpState.Reset],
    ['RST after both FIN', [forth(ACK), forth(FIN), reply(FIN), forth(RST)], TcpState.Closed],
    ['a new SYN after the end', [forth(FIN), reply(FIN), forth(SYN, 9)], TcpState.SynSent],
  ])('%s', (_, frames, state) => expect(tcpOf(...frames).state).toBe(state))

  test('the flags of each side', () => {
    expect(tcpOf(forth(SYN), reply(SYN_ACK), forth(ACK), forth(FIN)).flags).toEqual([SYN | ACK | 0x01, SYN | ACK])
  })

  test('another sequence number in a SYN is another connection of the same ports', () => {
    const connection = tcpOf(forth(SYN, 1), reply(RST | ACK), forth(SYN, 2))
    expect(connection).toMatchObject({ connections: 2, synRetries: 0 })
  })

  test('a SYN again after 1, 2, 4, 8, 16 and 32 s: retries, with all their moments', () => {
    const story = new Story()
    const seconds = [0, 1, 3, 7, 15, 31, 63]
    for (const second of seconds) story.take(there(inVni(42, segment(FORTH, SYN, 77))), second * 1e9)
    const { tcp: connection } = story.rows[0]!
    expect(connection).toMatchObject({ state: TcpState.SynSent, connections: 1, synRetries: 6 })
    expect(connection!.syns.map((syn) => syn.seconds - 1_700_000_000)).toEqual(seconds)
    expect(connection!.syns.map((syn) => syn.frame)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(story.flows.synRetries(0)).toBe(6)
  })

  test('the same SYN a moment later is the same packet captured twice, not a retry (RFC 6298 §2.1)', () => {
    const story = new Story()
    for (const at of [0, 20_000, 1e9, 1e9 + 20_000]) story.take(frame(segment(FORTH, SYN, 77)), at)
    expect(story.rows[0]!.tcp).toMatchObject({ synRetries: 1, connections: 1 })
    expect(story.rows[0]!.tcp!.syns.map((syn) => syn.frame)).toEqual([1, 3])
  })

  test('eight SYNs are listed, all are counted', () => {
    const story = new Story()
    for (let i = 0; i < 12; i++) story.take(frame(segment(FORTH, SYN, 77)), i * 1e9)
    expect(story.rows[0]!.tcp).toMatchObject({ synRetries: 11 })
    expect(story.rows[0]!.tcp!.syns).toHaveLength(8)
  })
})

describe('ICMP echo', () => {
  const request = (id: number, sequence: number) => frame(ipv4(forthHeader, icmpEcho({ id, sequence })))
  const reply = (id: number, sequence: number) => frame(ipv4(backHeader, icmpEcho({ reply: true, id, sequence })))

  test('the identifier tells exchanges apart, and so does who asks', () => {
    const mutual = frame(ipv4(backHeader, icmpEcho({ id: 1, sequence: 1 })))
    const story = storyOf([request(1, 1), request(2, 1), reply(1, 1), mutual])
    expect(story.rows.map((r) => [r.identifier, story.end(r.a, NO_PORT), r.forth.packets, r.back.packets])).toEqual([
      [1, '172.17.1.2', 1, 1],
      [2, '172.17.1.2', 1, 0],
      [1, '172.17.1.3', 1, 0],
    ])
  })

  test('least, average and most round trip; what has no answer', () => {
    const story = new Story()
    for (const [f, at] of [
      [request(1, 1), 0],
      [reply(1, 1), 100],
      [request(1, 2), 1000],
      [request(1, 3), 2000],
      [reply(1, 3), 2300],
    ] as const) {
      story.take(f, at)
    }
    expect(story.rows[0]!.echo).toEqual({
      requests: 3,
      answered: 2,
      moreReplies: 0,
      roundTrips: { count: 2, min: 100, average: 200, max: 300 },
    })
  })

  test('a request or reply that is seen twice counts once', () => {
    const { rows } = storyOf([request(1, 1), request(1, 1), reply(1, 1), reply(1, 1)])
    expect(rows[0]!.echo).toMatchObject({ requests: 1, answered: 1, moreReplies: 1 })
  })

  test('many requests on the way at once, answered in another order, around the end of the numbers', () => {
    const numbers = Array.from({ length: 200 }, (_, i) => (65_436 + i) % 65_536)
    const story = storyOf([...numbers.map((n) => request(1, n)), ...numbers.reverse().map((n) => reply(1, n))])
    expect(story.rows[0]!.echo).toMatchObject({ requests: 200, answered: 200, moreReplies: 0 })
  })

  test('a reply to nothing answers nothing', () => {
    expect(storyOf([reply(1, 5), request(1, 6), reply(1, 4)]).rows[0]!.echo).toMatchObject({ requests: 1, answered: 0 })
  })

  test("another tenant's reply is not the answer, nor that of another GRE tunnel", () => {
    const { rows } = storyOf([there(inVni(42, ping())), back(inVni(43, pong()))])
    expect(rows.map((r) => r.echo!.answered)).toEqual([0, 0])
    const other = (body: Part) => frame(underlay(body, '10.0.0.9', A.ip))
    expect(storyOf([there(gre({ key: 1 }, ping())), other(gre({ key: 2 }, pong()))]).rows).toHaveLength(2)
  })

  test('the reply through a gretap tunnel with another key', () => {
    const l2 = (key: number, body: Part) => gre({ key, sequence: 0 }, ethernet(INNER_B.mac, INNER_A.mac, body))
    const { rows } = storyOf([there(l2(0x222222, ping())), back(l2(0x111111, pong()))])
    expect(rows[0]!.echo).toMatchObject({ answered: 1, roundTrips: { count: 1, min: 1e6 } })
  })

  test('ICMPv6 (RFC 4443 §4)', () => {
    const { rows } = storyOf([
      frame(ipv6({ source: INNER_A.ip6, destination: INNER_B.ip6 }, icmpv6Echo({ id: 7, sequence: 1 }))),
      frame(ipv6({ source: INNER_B.ip6, destination: INNER_A.ip6 }, icmpv6Echo({ reply: true, id: 7, sequence: 1 }))),
    ])
    expect(rows).toMatchObject([{ protocol: 58, identifier: 7, echo: { requests: 1, answered: 1 } }])
  })

  test('ping in the kernel: 3 transmitted, 3 received', () => {
    expect(storyOf(fixture('p2p-vni42')).rows[0]!.echo).toMatchObject({ requests: 3, answered: 3 })
  })
})

describe('a packet that is seen outside the tunnel too', () => {
  const copiesOf = (...frames: readonly (readonly [Frame, number])[]) => {
    const story = new Story()
    for (const [f, at] of frames) story.take(f, at)
    return [...story.flows.copies()]
  }
  const plain = frame(ping())
  const tunnelled = there(inVni(42, ping()))

  test("the kernel's -i any: the plain flow is a copy of the one in the tunnel", () => {
    const story = storyOf(fixture('any-sll2'))
    const copies = story.flows.copies()
    const originals = story.rows.filter((r) => copies[r.row] === NO_ROW)
    expect(originals.map((r) => r.network > 0)).toEqual([true])
    const copied = story.rows.filter((r) => copies[r.row] !== NO_ROW)
    expect(copied.map((r) => [r.network, copies[r.row]])).toEqual([[0, originals[0]!.row]])
  })

  test('before the tunnel where it is sent, after it where it is received', () => {
    expect(copiesOf([plain, 0], [tunnelled, 20_000])).toEqual([1, NO_ROW])
    expect(copiesOf([tunnelled, 0], [plain, 20_000])).toEqual([NO_ROW, 0])
  })

  test('not at another time, nor with a direction that the tunnel has not', () => {
    expect(copiesOf([plain, 0], [tunnelled, 1e9])).toEqual([NO_ROW, NO_ROW])
    expect(copiesOf([tunnelled, 0], [plain, 0], [frame(pong()), 1000])).toEqual([NO_ROW, NO_ROW])
  })
})

describe('beside others', () => {
  test('1,000,000 flows stay under the limit, what found no room is counted, what has its row goes on', () => {
    const story = new Story()
    const f = there(inVni(42, segment(FORTH, SYN)))
    const view = new DataView(f.octets.buffer)
    const ports = 14 + 20 + 8 + 8 + 14 + 20
    for (let i = 0; i < 1_000_000; i++) {
      view.setUint32(ports, i)
      story.take(f)
    }
    expect(story.flows.count).toBe(2 ** 18)
    expect(story.flows.dropped).toBe(1_000_000 - 2 ** 18)
    view.setUint32(ports, 5)
    expect(story.take(f)).toBe(Seen.Again)
  })

  test('30,000 packets of 5,000 flows agree with a plain Map', () => {
    const story = new Story()
    const oracle = new Map<string, number>()
    const f = there(inVni(42, segment(FORTH, ACK)))
    const view = new DataView(f.octets.buffer)
    const ip = 14 + 20 + 8 + 8 + 14
    for (let i = 0; i < 30_000; i++) {
      const n = (i * 7919) % 5000
      view.setUint32(14 + 20 + 8 + 4, (n % 3) << 8)
      view.setUint32(ip + 12, n % 100)
      view.setUint16(ip + 20, n)
      story.take(f)
      const key = `0.0.0.${n % 100}:${n} in ${n % 3}`
      add(oracle, key, 1)
    }
    const found = story.rows.map((r): [string, number] => [
      `${story.end(r.a, r.portA)} in ${story.networks.network(r.network).id}`,
      r.forth.packets,
    ])
    expect(new Map(found)).toEqual(oracle)
  })

  const hasFiles = hasCorpus('TCP flows compared with the fields that tshark gives for each packet')
  test.skipIf(!hasFiles)('TCP flows of real captures, tenant by tenant, as the fields of tshark add up', () => {
    const tables = { ...defaultTables(), reassemble: false }
    const packet = new Packet(tables)
    let compared = 0
    for (const file of readdirSync(`${CORPUS}files/`)) {
      const frames = framesOf(`${CORPUS}files/${file}`)
      if (frames.length === 0) continue
      const truth = truthOf(file)
      const oracle = new Map<string, number>()
      const story = new Story(undefined, tables)
      for (const [i, f] of frames.entries()) {
        const key = truth[i] && tcpKey(truth[i])
        if (key === undefined || !isTcpInside(packet, f)) continue
        story.take(f)
        add(oracle, key, 1)
        compared++
      }
      const found = new Map<string, number>()
      for (const row of story.rows) {
        const vni = vniOf(story.networks, row.network)
        const [a, b] = [story.end(row.a, row.portA), story.end(row.b, row.portB)]
        // A VNI on another UDP port is another network, which the fields do not tell.
        add(found, `${vni} ${a} ${b}`, row.forth.packets)
        if (row.back.packets > 0) add(found, `${vni} ${b} ${a}`, row.back.packets)
      }
      expect(found, file).toEqual(oracle)
    }
    expect(compared).toBeGreaterThan(5000)
  })

  const noTshark = isMissing('tshark', 'apt install tshark')
  test.skipIf(noTshark)('conversations of a capture with one tenant, as `tshark -z conv` counts them', () => {
    const path = fileURLToPath(new URL('../../../fixtures/p2p-vni42.pcap', import.meta.url))
    // Of what it lists, the conversation of the innermost addresses.
    const table = execFileSync('tshark', ['-r', path, '-q', '-z', 'conv,ip'], { encoding: 'utf8' })
    const line = table.split('\n').find((l) => l.startsWith('172.17.1.'))!
    const [from, , to, back, , , forth] = line.split(/\s+/)
    const story = storyOf(fixture('p2p-vni42'))
    const [row] = story.rows
    const ways = new Map([
      [story.end(row!.a, NO_PORT), row!.forth.packets],
      [story.end(row!.b, NO_PORT), row!.back.packets],
    ])
    expect(ways).toEqual(
      new Map([
        [from!, Number(forth)],
        [to!, Number(back)],
      ]),
    )
  })
})

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

/** Source and destination of the innermost TCP segment of a row of fields, with the VNIs around it. */
function tcpKey(row: Record<string, string>): string | undefined {
  const last = (name: string): string => row[name]!.split('|').at(-1)!
  // A first fragment's ports would not be those of the others' flow.
  if (!row['tcp.srcport'] || row['ip.flags.mf']?.includes('1')) return undefined
  if (row['icmp.type'] !== '' || row['icmpv6.type'] !== '') return undefined
  const isIpv6 =
    last('ip.version') === '' ||
    row['frame.protocols']!.lastIndexOf(':ipv6') > row['frame.protocols']!.lastIndexOf(':ip:')
  if (isIpv6 || row['_ws.malformed'] !== '' || row['_ws.short'] !== '') return undefined
  const vni = `${row['vxlan.vni']}|${row['geneve.vni']}`.split('|').filter((text) => text !== '')
  return `${vni.map(Number).join('|')} ${last('ip.src')}:${last('tcp.srcport')} ${last('ip.dst')}:${last('tcp.dstport')}`
}

/** Whether the innermost packet is TCP for us as well: not every protocol that tshark knows is decoded here. */
function isTcpInside(p: Packet, f: Frame): boolean {
  take(p, f, 1)
  return p.layers.slice(0, ownDepth(p)).some(({ kind }) => kind === Kind.Tcp)
}

function vniOf(networks: Networks, network: number): string {
  const { type, id, parent } = networks.network(network)
  if (type === TunnelType.None) return ''
  const hasVni = type === TunnelType.Vxlan || type === TunnelType.VxlanGpe || type === TunnelType.Geneve
  return [vniOf(networks, parent), hasVni ? String(id) : ''].filter((text) => text !== '').join('|')
}

describe('answers in another network of the same two ends', () => {
  const routed = (id: number, sequence: number, reply: boolean, ttl: number): Part =>
    ipv4(
      reply
        ? { source: INNER_B.ip, destination: INNER_A.ip, ttl }
        : { source: INNER_A.ip, destination: INNER_B.ip, ttl },
      icmpEcho({ reply, id, sequence }),
    )
  const pinged = (ttl: number, times: number): Frame[] =>
    Array.from({ length: times }, (_, n) => [
      there(inVni(20, routed(1, n, false, ttl))),
      back(inVni(10, routed(1, n, true, ttl))),
    ]).flat()

  test('RFC 9135 §4.2: routed packets take the network of their destination', () => {
    const story = storyOf(pinged(63, 3))
    expect(story.rows[0]!.echo).toMatchObject({ requests: 3, answered: 3, roundTrips: { count: 3, min: 1e6 } })
    expect([...story.flows.across()]).toEqual([1, 0])
  })

  test('of packets that were not routed it takes two answers, as one may be another tenant’s', () => {
    expect(storyOf(pinged(64, 1)).rows[0]!.echo).toMatchObject({ answered: 0 })
    expect(storyOf(pinged(64, 3)).rows[0]!.echo).toMatchObject({ answered: 3, roundTrips: { count: 3 } })
  })

  test('of other ends they answer nothing', () => {
    const elsewhere = (n: number): Frame => frame(underlay(inVni(10, routed(1, n, true, 63)), '10.0.0.9', A.ip))
    const story = storyOf([0, 1, 2].flatMap((n) => [there(inVni(20, routed(1, n, false, 63))), elsewhere(n)]))
    expect(story.rows[0]!.echo).toMatchObject({ requests: 3, answered: 0, roundTrips: undefined })
    expect([...story.flows.across()]).toEqual([NO_ROW, NO_ROW])
  })

  test('a connection has its two halves, and a third flow of the same ports has none', () => {
    const half = (vni: number, turned: boolean): Frame => {
      const [source, destination] = turned ? [INNER_B.ip, INNER_A.ip] : [INNER_A.ip, INNER_B.ip]
      const ports = turned ? { source: 80, destination: 40000 } : { source: 40000, destination: 80 }
      const segment = tcp({ ...ports, sequence: 1, acknowledgment: 1, flags: 0x12 })
      return (turned ? back : there)(inVni(vni, ipv4({ source, destination }, segment)))
    }
    expect([...storyOf([half(20, false), half(10, true), half(30, true)]).flows.across()]).toEqual([1, 0, NO_ROW])
    expect([...storyOf([half(20, false), half(20, true)]).flows.across()]).toEqual([NO_ROW])
  })
})
