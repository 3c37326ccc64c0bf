import { describe, expect, test } from 'vitest'
import { ethernet, gre, ipv4, ipv4Fragments, mpls, type Part, tcp, udp, vxlan } from '../../../fixtures/make/packets.js'
import { Flows } from '../../../src/analysis/flows/flows.js'
import { NO_ADDRESS } from '../../../src/analysis/tables/address-table.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { type TunnelRecord, TunnelTraffic } from '../../../src/analysis/tunnels/tunnel-traffic.js'
import * as greHeader from '../../../src/wire/protocols/gre.js'
import { NO_ID, TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import { CORPUS, type Frame, framesOf, hasCorpus } from '../../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, pong, replay, underlay } from '../../helpers/packets.js'

class Story {
  readonly networks = new Networks()
  readonly traffic: TunnelTraffic

  constructor(frames: readonly Frame[], limit?: number) {
    this.traffic = new TunnelTraffic(this.networks, limit)
    const flows = new Flows(this.networks)
    const stack = new TunnelStack()
    replay(frames, (p) => {
      stack.fill(p)
      this.networks.observe(p, stack)
      this.traffic.observe(p, stack, flows.observe(p, stack))
    })
  }

  get records(): TunnelRecord[] {
    return [...this.traffic.records()]
  }

  /** `10.0.0.1 2/1 10.0.0.2`: the ends, and packets each way. */
  get lines(): string[] {
    return this.records.map((r) => `${address(r.a)} ${r.forth.packets}/${r.back.packets} ${address(r.b)}`)
  }
}

function address(number: number): string {
  return number === NO_ADDRESS ? '-' : [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.')
}

const there = (body: Part): Frame => frame(underlay(body))
const back = (body: Part): Frame => frame(underlay(body, B.ip, A.ip))
/** A VXLAN packet from a source port. */
const from = (source: number, body: Part = ping()): Part =>
  udp({ source, destination: 4789 }, vxlan(42, ethernet(INNER_B.mac, INNER_A.mac, body)))

describe('what is one tunnel', () => {
  test('both directions between two ends; another VNI or another end is another one', () => {
    const frames = [
      there(inVni(42, ping())),
      back(inVni(42, pong())),
      there(inVni(43, ping())),
      frame(underlay(inVni(42, ping()), '10.0.0.3')),
      there(inVni(42, ping(2))),
    ]
    expect(new Story(frames).lines).toEqual(['10.0.0.1 2/1 10.0.0.2', '10.0.0.1 1/0 10.0.0.2', '10.0.0.3 1/0 10.0.0.2'])
  })

  test('a GRE tunnel with a key for each direction, and the key of each (RFC 2890 §2.1)', () => {
    const { records } = new Story(fixture('gre-seed'))
    expect(records).toMatchObject([
      { type: TunnelType.Gre, forth: { packets: 3, id: 0x222222 }, back: { packets: 3, id: 0x111111 } },
    ])
  })

  test('NVGRE: a VSID with several FlowIDs (RFC 7637 §3.2)', () => {
    const { records } = new Story(fixture('nvgre'))
    expect(records).toMatchObject([
      {
        type: TunnelType.GretapOrNvgre,
        forth: { packets: 2, id: (5001 << 8) | 7, spread: { distinct: 2, lowest: 7, highest: 42 } },
      },
    ])
  })

  test('of nested tunnels each, with the addresses right around it', () => {
    const nested = inVni(42, ipv4({ source: '192.0.2.1', destination: '192.0.2.2' }, gre({ key: 7 }, ping())))
    const story = new Story([there(nested)])
    expect(story.lines).toEqual(['10.0.0.1 1/0 10.0.0.2', '192.0.2.1 1/0 192.0.2.2'])
    expect(story.networks.network(story.records[1]!.network).parent).toBe(story.records[0]!.network)
  })

  test('MPLS on Ethernet has no ends', () => {
    expect(new Story([frame(mpls(100, ping()))]).records).toMatchObject([
      { type: TunnelType.Mpls, a: NO_ADDRESS, b: NO_ADDRESS, forth: { id: 100 }, back: { id: NO_ID } },
    ])
  })
})

describe('groups', () => {
  const toGroup = (vni: number, source: string): Frame => frame(underlay(inVni(vni, ping()), source, '239.1.1.1'))

  test('what goes to a group is a record of its own, and the group stands with the tunnels of who sends to it', () => {
    const story = new Story([toGroup(42, A.ip), there(inVni(42, ping())), there(inVni(43, ping()))])
    const group = 0xef010101
    expect(story.records).toMatchObject([
      { toGroup: true, groups: [], b: group },
      { toGroup: false, groups: [group] },
      { toGroup: false, groups: [] },
    ])
  })

  test("the kernel's three nodes", () => {
    const { records } = new Story(fixture('multicast-3nodes'))
    const unicast = records.filter((r) => !r.toGroup)
    expect(records.length - unicast.length).toBe(2)
    expect(unicast.every((r) => r.groups.map(address).join() === '239.1.1.1')).toBe(true)
  })
})

describe('what went each way', () => {
  test('octets on the wire, first and last moment', () => {
    const frames = [there(inVni(42, ping())), back(inVni(42, pong())), there(inVni(42, ping(2)))]
    const [record] = new Story(frames).records
    const at = (frame: number) => ({ frame, seconds: 1_700_000_000, nanoseconds: (frame - 1) * 1e6 })
    expect(record!.forth).toMatchObject({ octets: frames[0]!.length * 2, first: at(1), last: at(3) })
    expect(record!.back).toMatchObject({ octets: frames[1]!.length, first: at(2), last: at(2) })
    expect([record!.first, record!.last]).toEqual([at(1), at(3)])
  })

  test('destination ports, and how the source ports vary (RFC 7348 §5)', () => {
    const frames = [50_003, 50_001, 50_003, 50_002, 50_001].map((port) => there(from(port)))
    expect(new Story(frames).records[0]!.forth).toMatchObject({
      ports: [4789],
      spread: { distinct: 3, isAtLeast: false, lowest: 50_001, highest: 50_003 },
    })
  })

  test('1024 source ports are told apart, then it is at least so many', () => {
    const frames = Array.from({ length: 1500 }, (_, i) => there(from(40_000 + ((i * 7) % 1500))))
    expect(new Story(frames.slice(0, 1024)).records[0]!.forth.spread).toMatchObject({
      distinct: 1024,
      isAtLeast: false,
    })
    expect(new Story(frames).records[0]!.forth.spread).toEqual({
      distinct: 1024,
      isAtLeast: true,
      lowest: 40_000,
      highest: 41_499,
    })
  })

  test('flows that began in a direction', () => {
    const segment = (source: number) =>
      ipv4(
        { source: INNER_A.ip, destination: INNER_B.ip },
        tcp({ source, destination: 80, sequence: 1, acknowledgment: 0, flags: 2 }),
      )
    const [record] = new Story([
      there(from(50_000, segment(1000))),
      there(from(50_000, segment(1001))),
      there(from(50_000, segment(1000))),
      back(from(50_000, pong())),
    ]).records
    expect([record!.forth.flows, record!.back.flows]).toEqual([2, 1])
  })

  test("GRE's flags: which any packet has, and which all have", () => {
    const { FLAG_C, FLAG_K, FLAG_S } = greHeader
    const [record] = new Story([
      there(gre({ key: 1, checksum: true }, ping())),
      there(gre({ key: 1, sequence: 1 }, ping())),
    ]).records
    expect(record!.forth).toMatchObject({ anyFlags: FLAG_C | FLAG_K | FLAG_S, allFlags: FLAG_K })
  })

  test('a packet that was fragmented has the octets of all its fragments', () => {
    const outer = inVni(42, ping(1, 2000))
    const frames = ipv4Fragments({ source: A.ip, destination: B.ip, identification: 9 }, outer, [
      [0, 1480],
      [1480, outer.octets.length],
    ]).map(frame)
    const octets = frames[0]!.length + frames[1]!.length
    expect(new Story(frames).records).toMatchObject([{ forth: { packets: 1, fragmented: 1, octets } }])
  })

  test("the kernel's fragments, inner ones in outer ones: no octet of the capture is left out", () => {
    const frames = fixture('fragments')
    const counted = new Story(frames).records.reduce((sum, r) => sum + r.forth.octets + r.back.octets, 0)
    expect(counted).toBe(frames.reduce((sum, f) => sum + f.length, 0))
  })

  const hasLab = hasCorpus("packets of a tunnel compared with the other end's capture")
  test.skipIf(!hasLab)('Open vSwitch: both ends have captured the same tunnel', () => {
    const lines = ['n1', 'n2'].map((n) => new Story(framesOf(`${CORPUS}../lab/15-ovs-geneve/${n}.pcap`)).lines)
    expect(lines[0]).toHaveLength(1)
    expect(lines[1]).toEqual(lines[0])
  })
})

describe('bounded', () => {
  test('what finds no room is counted, what has its row goes on', () => {
    const story = new Story(
      [1, 2, 1, 3].map((vni) => there(inVni(vni, ping()))),
      1,
    )
    expect(story.lines).toEqual(['10.0.0.1 2/0 10.0.0.2'])
    expect(story.traffic.dropped).toBe(2)
  })

  test('10,000 tunnels agree with a plain Map', () => {
    const oracle = new Map<string, number>()
    const frames: Frame[] = []
    for (let i = 0; i < 20_000; i++) {
      const n = (i * 7919) % 10_000
      const [end, vni] = [`10.0.1.${n % 100}`, Math.floor(n / 100)]
      frames.push(frame(underlay(inVni(vni, ping()), i % 2 === 0 ? end : B.ip, i % 2 === 0 ? B.ip : end)))
      oracle.set(`${end} ${vni}`, (oracle.get(`${end} ${vni}`) ?? 0) + 1)
    }
    const { records, networks } = new Story(frames)
    const found = records.map((r): [string, number] => {
      const end = [r.a, r.b].map(address).find((text) => text !== B.ip)
      return [`${end} ${networks.network(r.network).id}`, r.forth.packets + r.back.packets]
    })
    expect(new Map(found)).toEqual(oracle)
  })
})
