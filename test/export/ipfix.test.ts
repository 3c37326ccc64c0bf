/** IPFIX messages, read by tshark: fields and counters are those of `flows --json`; and how they get to a collector. */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { ethernet, icmpEcho, ipv4, udp, vxlan } from '../../fixtures/make/packets.js'
import { mayHoldCopies } from '../../src/analysis/capture-points/copies.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { Budget } from '../../src/analysis/tables/budget.js'
import { openCapture } from '../../src/capture/file.js'
import { FlowCache, type Timeouts } from '../../src/export/ipfix/flow-cache.js'
import { Messages } from '../../src/export/ipfix/messages.js'
import { End, type IpfixRecord } from '../../src/export/ipfix/record.js'
import { connect } from '../../src/export/ipfix/transport.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { pcap } from '../helpers/capture-octets.js'
import { isMissing } from '../helpers/programs.js'
import { vxsniff } from '../helpers/run.js'

const dir = mkdtempSync(join(tmpdir(), 'vxsniff-ipfix-'))
afterAll(() => rmSync(dir, { recursive: true }))
const tsharkMissing = isMissing('tshark', 'apt-get install tshark')
const TIMEOUTS: Timeouts = { active: 60, inactive: 15 }
const NEVER: Timeouts = { active: 1e9, inactive: 1e9 }

interface Sent {
  readonly messages: readonly Uint8Array[]
  readonly reasons: readonly End[]
  readonly total: number
  readonly lost: number
}

/** Sends the flows of a file, a message for each record where `isEach`. */
async function sent(
  path: string,
  timeouts: Timeouts,
  hasTunnel = false,
  isEach = true,
  megabytes = 300,
): Promise<Sent> {
  const capture = await openCapture(path)
  const cache = new FlowCache(timeouts, () => new Budget(megabytes * 1e6), mayHoldCopies(capture))
  const sink: Uint8Array[] = []
  const messages = new Messages({
    domain: 7,
    hasTunnel,
    repeats: true,
    now: () => 0x12345678_000,
    send: (m) => sink.push(m),
  })
  const reasons: End[] = []
  const tell = (records: Iterable<IpfixRecord>): void => {
    for (const record of records) {
      reasons.push(record.reason)
      messages.add(record, cache.addresses)
      if (isEach) messages.flush()
    }
  }
  const p = new Packet()
  const stack = new TunnelStack()
  const reassembler = new Reassembler()
  while (await capture.fill()) {
    while (capture.next(p)) {
      decode(p)
      if (p.fragment !== -1) reassembler.offer(p)
      stack.fill(p)
      tell(cache.due(p.tsSec * 1000 + p.tsNsec / 1e6))
      cache.observe(p, stack)
    }
  }
  capture.close()
  tell(cache.rest())
  messages.flush()
  return { messages: sink, reasons, total: messages.records, lost: cache.lost }
}

/** Rows of these fields, one for each message with records. */
function tshark(messages: readonly Uint8Array[], fields: readonly string[]): string[][] {
  const path = join(dir, 'ipfix.pcap')
  const octets = messages.map((message) => {
    const datagram = ipv4(
      { source: '192.0.2.1', destination: '192.0.2.2' },
      udp({ source: 4739, destination: 4739 }, { octets: Buffer.from(message) }),
    )
    return ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', datagram).octets
  })
  writeFileSync(path, pcap(octets.map((data) => ({ sec: 0, fraction: 0, data: [...data] }))))
  const args = ['-r', path, '-Y', 'cflow.octets', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])]
  const text = execFileSync('tshark', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

interface Way {
  readonly packets: number
  readonly octets: number
  readonly firstTime: string | null
  readonly lastTime: string | null
}

interface FlowJson {
  readonly copyOf: number | null
  readonly vni: number | null
  readonly a: string
  readonly portA: number | null
  readonly b: string
  readonly portB: number | null
  readonly forth: Way
  readonly back: Way
}

const FIELDS = ['srcaddr', 'srcaddrv6', 'dstaddr', 'dstaddrv6', 'srcport', 'dstport', 'packets', 'octets']

describe.skipIf(tsharkMissing)('as tshark reads it', () => {
  test.each(['tenants', 'ipv6-underlay', 'vlans', 'fragments', 'any-sll2'])(
    '%s: ends, ports, counters, VNI and times are those of flows --json',
    async (name) => {
      const path = `fixtures/${name}.pcap`
      const { messages, total } = await sent(path, NEVER)
      const fields = [...FIELDS, 'ingress_vrfid', 'abstimestart', 'abstimeend'].map((field) => `cflow.${field}`)
      const told = tshark(messages, [...fields, '_ws.malformed']).map(
        ([from4, from6, to4, to6, portFrom, portTo, packets, octets, id, first, last, malformed]) => {
          expect(malformed).toBe('')
          return [from4 || from6, to4 || to6, portFrom, portTo, packets, octets, id, stamp(first!), stamp(last!)].join(
            ' ',
          )
        },
      )
      expect(told).toHaveLength(total)
      const { stdout } = await vxsniff(['flows', '--json', path])
      const flows = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as FlowJson)
      const wanted = flows
        .filter(({ copyOf }) => copyOf === null)
        .flatMap(({ vni, a, portA, b, portB, forth, back }) => [
          wayOf(a, portA, b, portB, vni, forth),
          wayOf(b, portB, a, portA, vni, back),
        ])
        .filter((way) => way !== undefined)
      expect(total).toBeGreaterThan(0)
      expect(told.sort()).toEqual(wanted.sort())
    },
  )

  function wayOf(
    from: string,
    portFrom: number | null,
    to: string,
    portTo: number | null,
    vni: number | null,
    way: Way,
  ) {
    if (way.packets === 0) return undefined
    const times = [way.firstTime, way.lastTime].map((time) => time!.slice(0, -6))
    return [from, to, portFrom ?? 0, portTo ?? 0, way.packets, way.octets, vni ?? 0, ...times].join(' ')
  }

  /** `1969-12-31T…` or `Jan  1, 2026 …` to seconds with milliseconds. */
  function stamp(text: string): string {
    return (Date.parse(text.replace(/(\.\d{3})\d* UTC$/, '$1 UTC')) / 1000).toFixed(3)
  }

  test('the tunnel: segment, both ends, MAC addresses, flags and why it ended', async () => {
    const { messages, reasons } = await sent('fixtures/tenants.pcap', NEVER, true)
    const fields = ['layer2_segment_id', 'nexthop', 'bgpnexthop', 'srcmac', 'tcpflags', 'flow_end_reason', 'od_id']
    const [row] = tshark(
      messages,
      fields.map((field) => `cflow.${field}`),
    )
    expect(row).toEqual([
      String(0x0100000000000000n + 42n),
      '10.65.132.188',
      '10.65.132.187',
      'c2:a1:4e:56:7d:eb',
      expect.stringMatching(/^0x0*1a$/),
      '4',
      '7',
    ])
    expect(new Set(reasons)).toEqual(new Set([End.Forced]))
    // Open vSwitch's elements, which this tshark has no names for: kind 1 and a key of 3 octets.
    const record = Buffer.from(messages.at(1)!)
    expect(record.subarray(record.indexOf('04010300002a', 'hex')).toString('hex')).toMatch(
      /^04010300002a0a4184bb0a4184bc11[0-9a-f]{4}12b5/,
    )
  })

  test('both keys of a GRE tunnel, each in its direction; NVGRE says so', async () => {
    const gre = tshark((await sent('fixtures/gre-seed.pcap', NEVER)).messages, [
      'cflow.ingress_vrfid',
      'cflow.layer2_segment_id',
    ])
    expect(new Set(gre.map(([id, segment]) => `${id} ${segment}`))).toEqual(new Set([`${0x111111} 0`, `${0x222222} 0`]))
    const nvgre = tshark((await sent('fixtures/nvgre.pcap', NEVER)).messages, ['cflow.layer2_segment_id'])
    expect(new Set(nvgre.flat().map((id) => BigInt(id) >> 56n))).toEqual(new Set([2n]))
  })

  test('records share messages of 1400 octets at most, numbered by records, templates first and again', async () => {
    const { messages, total } = await sent('fixtures/multicast.pcap', { active: 1e-3, inactive: 1e-3 }, false, true)
    const heads = messages.map((message) => new DataView(message.buffer))
    const isTemplates = heads.map((v) => v.getUint16(16) === 2)
    let records = 0
    for (const [i, v] of heads.entries()) {
      expect(v.getUint16(0)).toBe(10)
      expect(v.getUint16(2)).toBe(messages[i]!.length)
      expect(messages[i]!.length).toBeLessThanOrEqual(1400)
      expect(v.getUint32(8)).toBe(records)
      if (!isTemplates[i]) records++
    }
    expect(records).toBe(total)
    expect(isTemplates[0]).toBe(true)
  })
})

/** A ping each second for so many seconds, in VNI 5. */
function pings(seconds: number): string {
  const path = join(dir, `${seconds}.pcap`)
  const frames = Array.from({ length: seconds }, (_, i) => {
    const echo = ipv4({ source: '10.0.0.1', destination: '10.0.0.2' }, icmpEcho({ id: 1, sequence: i + 1 }))
    const inside = ethernet('02:00:00:00:00:02', '02:00:00:00:00:01', echo)
    const outer = ipv4(
      { source: '192.0.2.1', destination: '192.0.2.2' },
      udp({ source: 50_000, destination: 4789 }, vxlan(5, inside)),
    )
    return {
      data: [...ethernet('02:ff:00:00:00:02', '02:ff:00:00:00:01', outer).octets],
      sec: i + 1,
      fraction: 0,
    }
  })
  writeFileSync(path, pcap(frames))
  return path
}

test('a flow that goes on is told each minute, and the sums are the whole', async () => {
  const { reasons, messages } = await sent(pings(150), TIMEOUTS)
  expect(reasons).toEqual([End.Active, End.Active, End.Forced])
  if (tsharkMissing) return
  const rows = tshark(messages, ['cflow.packets', 'cflow.icmp_type_code_ipv4', 'cflow.icmp_ipv4_type'])
  expect(rows.reduce((sum, [packets]) => sum + Number(packets), 0)).toBe(150)
  expect(rows[0]!.slice(1).join()).toMatch(/0x0800|8/)
})

test('templates come again after twenty messages', async () => {
  const { messages } = await sent(pings(150), { active: 1, inactive: 1e9 })
  const templates = messages.flatMap((message, i) => (new DataView(message.buffer).getUint16(16) === 2 ? [i] : []))
  expect(templates.slice(0, 3)).toEqual([0, 21, 42])
})

test('many records fill messages', async () => {
  const { messages, total } = await sent(pings(150), { active: 1, inactive: 1e9 }, false, false)
  expect(messages.length).toBeLessThan(total / 8)
  expect(Math.max(...messages.map(({ length }) => length))).toBeGreaterThan(1200)
})

test('a table that is full tells all that it has and begins again', async () => {
  const path = join(dir, 'many.pcap')
  const flows = 30_000
  const frames = Array.from({ length: flows }, (_, i) => {
    const data = [...ethernet('02:ff:00:00:00:02', '02:ff:00:00:00:01', ASKED).octets]
    // Another source port, whatever the checksum says then.
    data.splice(34, 2, i >> 8, i & 0xff)
    return { sec: 1, fraction: i, data }
  })
  writeFileSync(path, pcap(frames))
  const { reasons, total, lost } = await sent(path, NEVER, false, false, 30)
  expect(new Set(reasons)).toEqual(new Set([End.NoRoom, End.Forced]))
  expect(total + lost).toBe(flows)
  // Those that filled the tables.
  expect(lost).toBeLessThan(flows / 1000)
})

const ASKED = ipv4(
  { source: '10.0.0.1', destination: '10.0.0.2' },
  udp({ source: 1, destination: 53 }, { octets: Buffer.alloc(4) }),
)

test('UDP: a collector gets what was sent, and one that is not there is told of', async () => {
  const socket = createSocket('udp4')
  const got: Buffer[] = []
  socket.on('message', (message) => got.push(message))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  const { stderr, code } = await vxsniff(['flows', 'fixtures/tenants.pcap', '--ipfix', `127.0.0.1:${port}`])
  expect([code, stderr]).toEqual([0, `4 records in 2 messages to udp://127.0.0.1:${port}\n`])
  await vi.waitFor(() => expect(got.map((message) => message.readUInt16BE(16))).toEqual([2, 300]))
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  const gone = await connect({ protocol: 'udp', host: '127.0.0.1', port })
  await vi.waitFor(async () => {
    // ICMP's answer to one datagram comes before the next.
    await gone.send([new Uint8Array(16)])
    expect(gone.failure?.message).toContain('ECONNREFUSED')
  })
  await gone.close()
})

test('TCP: templates once, and all octets in order', async () => {
  const octets: Buffer[] = []
  const server = createServer((socket) => socket.on('data', (piece) => octets.push(piece)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const to = `tcp://127.0.0.1:${port}`
  const { stderr, code } = await vxsniff(['flows', 'fixtures/tenants.pcap', '--ipfix', to, '--ipfix-tunnel'])
  expect([code, stderr]).toEqual([0, `4 records in 2 messages to ${to}\n`])
  server.close()
  const all = Buffer.concat(octets)
  const first = all.readUInt16BE(2)
  expect([all.readUInt16BE(16), all.readUInt16BE(first + 16), first + all.readUInt16BE(first + 2)]).toEqual([
    2,
    300,
    all.length,
  ])
  const { stderr: refused, code: failed } = await vxsniff(['flows', 'fixtures/tenants.pcap', '--ipfix', to])
  expect([failed, refused]).toEqual([2, expect.stringContaining('ECONNREFUSED')])
})
