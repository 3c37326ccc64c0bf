/** A page has what the commands say of the same captures. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { arp, ipv4, ipv4Fragments, udp } from '../../fixtures/make/packets.js'
import { keptOctets, MAX_PACKET_OCTETS } from '../../src/page/chosen-packets.js'
import type { FindingData, ReportData } from '../../src/page/data.js'
import { Packets, restoredFacts, restoredTables } from '../../src/page/restore.js'
import { JsonLines } from '../../src/present/json.js'
import { learnJson } from '../../src/present/learn/json.js'
import type { Remarks } from '../../src/present/remarks.js'
import { Writer } from '../../src/present/writer.js'
import { Reason } from '../../src/wire/kind.js'
import { writePage } from '../helpers/browser.js'
import { pcap, type Rec, temporary } from '../helpers/capture-octets.js'
import { A, B, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../helpers/packets.js'
import { vxsniff } from '../helpers/run.js'
import { dataFrom, dataIn } from '../helpers/written-page.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const LAB = fileURLToPath(new URL('../../../shared/lab', import.meta.url))
const file = temporary()

const CAPTURES: readonly (readonly string[])[] = [
  ...['multicast', 'gre-seed', 'ipv6-underlay', 'nested', 'any-sll2', 'fragments', 'offload', 'port-mismatch'].map(
    (name) => [fixture(`${name}.pcap`)],
  ),
  [fixture('two-sections.pcapng')],
  ...(existsSync(LAB)
    ? [
        [join(LAB, '14-mac-move-garp/n1.pcap')],
        [join(LAB, '12-ipv6-inner/n1.pcap')],
        ['n1.pcap', 'n2.pcap'].map((name) => join(LAB, '02-multicast', name)),
      ]
    : []),
].filter(([first]) => existsSync(first!))
if (!existsSync(LAB)) console.warn(`captures of the lab are NOT compared: ${LAB} is not there`)

const objects = <T = Item>(text: string): readonly T[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
/** A line of JSON of a finding, a flow or a tunnel; what is not known is null. */
interface Item {
  readonly id: string
  readonly severity: string
  readonly confidence: string
  readonly count: number
  readonly frames: readonly number[]
  readonly a: string | null
  readonly portA: number | null
  readonly b: string | null
  readonly portB: number | null
  readonly copyOf: number | null
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

describe.each(CAPTURES)('%s', (...captures: readonly string[]) => {
  const data = dataFrom(...captures)

  test('learned is what `learn` learns', async () => {
    const { stdout } = await vxsniff(['learn', '--json', ...captures])
    expect(JSON.parse([...learnJson(restoredFacts(data), [])].join(''))).toEqual(JSON.parse(stdout))
  })

  // Of several files at once the page knows from the first packet on that there may be copies.
  test('found is what `check` finds', async () => {
    const found = objects((await vxsniff(['check', '--json', ...captures])).stdout).filter((one) => 'id' in one)
    const members = ({ id, severity, confidence, count, frames }: Pick<Item, keyof FindingData & keyof Item>) => ({
      id,
      severity,
      confidence,
      count,
      frames,
    })
    expect(data.findings.map(members)).toEqual(found.map(members))
  })

  test('flows and tunnels are those of the commands, copies left out', async () => {
    const flows = objects((await vxsniff(['flows', '--json', '--sort', 'octets', ...captures])).stdout)
    const own = flows.filter((flow) => flow.copyOf === null)
    const ends = ['a', 'b'].map((title) => data.flows.en.titles.indexOf(title))
    expect(data.flows.en.rows.map((row) => ends.map((i) => row[i]))).toEqual(
      own.map((flow) => [endText(flow.a, flow.portA), endText(flow.b, flow.portB)]),
    )
    const tunnels = objects((await vxsniff(['tunnels', '--json', '--sort', 'octets', ...captures])).stdout)
    const { titles, rows } = data.tunnels.zh
    expect(rows.map((row) => [row[titles.indexOf('a')], row[titles.indexOf('b')]])).toEqual(
      tunnels.map((tunnel) => [tunnel.a ?? '', tunnel.b ?? '']),
    )
  })

  test('the timeline counts every packet once, also one that the capture holds twice', async () => {
    const { series } = data.timeline
    const found = objects<Item & { readonly says?: string }>((await vxsniff(['check', '--json', ...captures])).stdout)
    const duplicates = found.find(({ id }) => id === 'capture.duplicates')?.says ?? ''
    const again = Number(/(\d+) on another interface/.exec(duplicates)?.[1] ?? 0)
    expect(sum(series.flatMap(({ packets }) => packets))).toBe(data.packetCount - again)
    const octets = sum(series.flatMap((one) => one.octets))
    if (again === 0) expect(octets).toBe(data.octetCount)
    else expect(octets).toBeLessThan(data.octetCount)
  })

  test('packets decode to what `read --json` says, those put together from fragments too', async () => {
    const read = objects<Line>((await vxsniff(['read', '--json', ...captures])).stdout)
    const packets = new Packets(data.packets, restoredTables(data))
    const whole = data.packets.filter((packet) => keptOctets(packet) === packet.captured)
    const shown = whole.map(({ frame: number, remarks }) => lineOf(packets, number, remarks))
    const byFrame = new Map(read.map((line) => [line.number, line]))
    expect(shown.length).toBeGreaterThan(0)
    // The page does not say where a packet was captured.
    const nowhere = { interface: 0, interfaceName: undefined, file: undefined, direction: undefined }
    expect(shown.map((line) => ({ ...line, ...nowhere }))).toEqual(
      whole.map(({ frame: number }) => ({ ...byFrame.get(number)!, ...nowhere })),
    )
  })
})

interface Line {
  readonly number: number
  readonly reassembled?: readonly number[]
  readonly layers: readonly {
    readonly protocol: string
    readonly checksum?: { readonly status: string }
    readonly fields: Readonly<Record<string, unknown>>
  }[]
}

function lineOf(packets: Packets, number: number, remarks?: Remarks): Line {
  const p = packets.packet()
  const w = new Writer()
  expect(packets.decode(number, p)).toBe(true)
  new JsonLines({ remarks: () => remarks }).packet(p, w)
  return JSON.parse(w.toString())
}

function endText(address: string | null, port: number | null): string {
  if (port === null) return `${address}`
  return address?.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

describe('packets', () => {
  test('a fragment of a fragment is put together in both', () => {
    const datagram = udp({ source: 4660, destination: 22136 }, { octets: Buffer.alloc(16, 0x2a) })
    const halves = ipv4Fragments({ source: INNER_A.ip, destination: INNER_B.ip, identification: 7 }, datagram, [
      [0, 16],
      [16, 24],
    ])
    const carrier = { source: A.ip, destination: B.ip, identification: 1 }
    const packets = [
      ...ipv4Fragments(carrier, halves[0]!, [
        [0, 24],
        [24, 36],
      ]),
      ipv4(carrier, halves[1]!),
    ]
    const records = packets.map(({ octets }, i): Rec => ({ sec: 1, fraction: i, data: [...octets] }))
    const page = dataFrom(file('twice.pcap', pcap(records, { linkType: 101 })))
    expect(page.packets.map(({ fragments }) => fragments)).toEqual([[], [1, 2], [1, 2, 3]])
    const line = lineOf(new Packets(page.packets, restoredTables(page)), 3)
    expect(line.reassembled).toEqual([1, 2, 3])
    expect(line.layers.find(({ protocol }) => protocol === 'udp')).toMatchObject({
      checksum: { status: 'good' },
      fields: { 'udp.srcport': 4660, 'udp.dstport': 22136 },
    })
  })

  test('of a long packet the page keeps the beginning, says so, and does not call its checksum wrong', () => {
    const long = frame(underlay(inVni(42, ping(1, 6000)))).octets
    const page = dataFrom(file('long.pcap', pcap([{ sec: 1, fraction: 0, data: [...long] }])))
    const [packet] = page.packets
    expect(packet).toMatchObject({ captured: long.length, length: long.length })
    expect(keptOctets(packet!)).toBe(MAX_PACKET_OCTETS)
    const packets = new Packets(page.packets, restoredTables(page))
    const { layers } = lineOf(packets, 1) as unknown as {
      layers: { protocol: string; checksum?: { status: string } }[]
    }
    const statuses = layers.map(({ protocol, checksum }) => [protocol, checksum?.status])
    expect(statuses).toContainEqual(['icmp', 'unverified'])
    expect(statuses.map(([, status]) => status)).not.toContain('bad')
  })

  test('headers beyond what is kept are cut, not malformed', () => {
    const headers = frame(underlay(inVni(42, ping(1, 6000)))).octets.slice(0, 50)
    const page = dataFrom(file('short.pcap', pcap([{ sec: 1, fraction: 0, length: 6000, data: [...headers] }])))
    const packets = new Packets(page.packets, restoredTables(page))
    const p = packets.packet()
    packets.decode(1, p)
    expect(p.malformed.reason).toBe(Reason.Cut)
  })

  test('a packet without a time has none in the page', () => {
    const simple = dataFrom(fixture('two-sections.pcapng')).packets
    expect(simple.length).toBeGreaterThan(0)
    expect(simple.every(({ seconds }) => seconds === undefined || seconds > 1e9)).toBe(true)
  })

  test('what other options decode, the page decodes as well', () => {
    const page = dataIn(
      writePage([fixture('vxlan-46354.pcap')], { args: ['-d', 'udp.port==46354,vxlan', '--no-reassemble', '--guess'] }),
    )
    expect(page.decoders).toEqual([['udpPorts', 46354, expect.any(Number)]])
    expect([page.guess, page.reassemble]).toEqual([true, false])
    const p = new Packets(page.packets, restoredTables(page)).packet()
    new Packets(page.packets, restoredTables(page)).decode(1, p)
    expect(p.tables.udpPorts[46354]).toBe(page.decoders[0]![2])
    expect(page.facts.networks).toHaveLength(2)
  })
})

describe('bounds', () => {
  const VNIS = 1500
  const EACH = 8

  /** Two hosts of each of many networks that ask for each other and then talk. */
  function many(): string {
    const records: Rec[] = []
    for (let vni = 1; vni <= VNIS; vni++) {
      const a = [INNER_A.mac, INNER_A.ip] as const
      const b = [INNER_B.mac, INNER_B.ip] as const
      const nobody = ['00:00:00:00:00:00', INNER_B.ip] as const
      const frames = [
        frame(underlay(inVni(vni, arp({ operation: 'request', sender: a, target: nobody })), A.ip, '239.1.1.1')),
        frame(underlay(inVni(vni, arp({ operation: 'reply', sender: b, target: a })), B.ip, A.ip)),
        ...Array.from({ length: EACH - 2 }, (_, i) => frame(underlay(inVni(vni, ping(i, 1200))))),
      ]
      for (const { octets } of frames) records.push({ sec: 1 + vni, fraction: 0, data: [...octets] })
    }
    return file('many.pcap', pcap(records))
  }

  const path = writePage([many()])
  const page: ReportData = dataIn(path)

  test('the page of a capture with many networks is small', () => {
    expect(readFileSync(path).length).toBeLessThan(10e6)
    expect(page.packetCount).toBe(VNIS * EACH)
    expect(page.packets.length).toBeLessThanOrEqual(2000)
    expect(page.left.packets).toBe(page.packetCount - page.packets.length)
    expect(page.facts.networks.length).toBeLessThanOrEqual(1000)
    expect(page.facts.dropped.networks).toBeGreaterThan(0)
    expect(page.facts.sequences.length + page.left.sequences).toBeGreaterThanOrEqual(VNIS)
    expect(page.timeline.series).toHaveLength(17)
    expect(page.flows.en.rows.length).toBe(500)
    expect(page.flows.en.rows.length + page.left.flows).toBeGreaterThanOrEqual(VNIS)
  })

  test('nothing in it points to a network that is not there', () => {
    const { networks, ...lists } = page.facts
    expect(networks.map(({ network }) => network)).toEqual(networks.map((_, i) => i))
    for (const list of Object.values(lists)) {
      if (!Array.isArray(list)) continue
      for (const { network } of list) expect(networks[network]).toBeDefined()
    }
    for (const { network } of page.links) expect(networks[network]).toBeDefined()
    for (const { network } of page.timeline.series.slice(0, -1)) expect(networks[network]).toBeDefined()
  })

  test('the packets of every step that is told can be looked at', () => {
    const frames = new Set(page.packets.map((packet) => packet.frame))
    const steps = page.facts.sequences.flatMap((sequence) => sequence.steps)
    expect(steps.length).toBeGreaterThan(200)
    expect(steps.filter(({ at }) => !frames.has(at.frame))).toEqual([])
  })

  test('--packets: so many, those that show something first', () => {
    const few = dataIn(writePage([fixture('multicast.pcap')], { args: ['--packets', '3'] }))
    expect(few.packets).toHaveLength(3)
    expect(few.left.packets).toBe(few.packetCount - 3)
    const steps = new Set(few.facts.sequences.flatMap(({ steps: all }) => all.map(({ at }) => at.frame)))
    expect(few.packets.every((packet) => steps.has(packet.frame))).toBe(true)
  })

  test('an ICMP error is there with the packet that it quotes, and no other quotation is told', () => {
    const few = dataIn(writePage([fixture('icmp-quoted.pcap')], { args: ['--packets', '2'] }))
    const frames = few.packets.map(({ frame }) => frame)
    expect(few.quotations).toEqual([frames.toReversed()])
    expect(dataFrom(fixture('icmp-quoted.pcap')).quotations).toEqual([
      [2, 1],
      [4, 3],
      [6, 5],
      [7, 3],
    ])
  })

  test('what is written is what was meant: nothing in it is lost by JSON', () => {
    const text = JSON.stringify(page)
    expect(JSON.parse(text)).toStrictEqual(page)
    expect(text).not.toContain('null')
  })
})
