/** What scrapers are told: numbers that tshark counts too, series that only grow, and files beside that name what there is. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { PLAIN } from '../../src/analysis/tunnels/networks.js'
import { exposition } from '../../src/export/metrics/exposition.js'
import { FAMILIES, type Sample } from '../../src/export/metrics/families.js'
import { Metrics, type Watched } from '../../src/export/metrics/metrics.js'
import { SeriesTable } from '../../src/export/metrics/series.js'
import { serveMetrics } from '../../src/export/metrics/server.js'
import { addressText } from '../../src/present/address-text.js'
import { resultsOf } from '../../src/present/check/results.js'
import { factsOfFile } from '../helpers/check.js'
import { isMissing } from '../helpers/programs.js'

const COUNTERS = { received: 50, dropped: 2, droppedByInterface: 1 }

async function watching(path: string, own: readonly string[] = []): Promise<Watched> {
  const facts = await factsOfFile(path)
  return { version: '1.2.3', interface: 'eth0', own: new Set(own), counters: () => COUNTERS, facts: () => facts }
}

/** Values by name and labels, as they are written. */
function read(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

test.skipIf(isMissing('tshark', 'apt-get install tshark'))(
  'packets of each VNI are as many as tshark counts',
  async () => {
    const path = 'fixtures/tenants.pcap'
    const vnis = execFileSync('tshark', [
      '-r',
      path,
      '-Y',
      'vxlan',
      '-T',
      'fields',
      '-e',
      'vxlan.vni',
      '-e',
      'frame.len',
    ])
    const counted = new Map<string, number>()
    for (const line of vnis.toString().trim().split('\n')) {
      const [vni, length] = line.split('\t') as [string, string]
      const packets = `vxsniff_network_packets_total{tunnel="vxlan",vni="${vni}"}`
      const octets = `vxsniff_network_octets_total{tunnel="vxlan",vni="${vni}"}`
      counted.set(packets, (counted.get(packets) ?? 0) + 1)
      counted.set(octets, (counted.get(octets) ?? 0) + Number(length))
    }
    const told = read(new Metrics(await watching(path)).text())
    expect(counted.size).toBeGreaterThan(2)
    for (const [name, value] of counted) expect(told.get(name), name).toBe(value)
  },
)

test('which end is local: the one that this machine has, else the smaller one', async () => {
  const path = 'fixtures/multicast.pcap'
  const [line] = [...read(new Metrics(await watching(path)).text()).keys()].filter((name) =>
    /tunnel_packets/.test(name),
  )
  const [, local, remote] = /local="([^"]+)",remote="([^"]+)"/.exec(line!)!
  const turned = read(new Metrics(await watching(path, [remote!])).text())
  const of = (a: string, b: string, way: string): number | undefined =>
    [...turned].find(([name]) => name.includes(`local="${a}",remote="${b}",direction="${way}"`))?.[1]
  expect(of(remote!, local!, 'sent')).toBeDefined()
  expect(of(local!, remote!, 'sent')).toBeUndefined()
})

test('counters of the kernel, findings and faults are told', async () => {
  const faulty = read(new Metrics(await watching('fixtures/bad-checksum.pcap')).text())
  expect(faulty.get('vxsniff_capture_received_total{interface="eth0"}')).toBe(50)
  expect(faulty.get('vxsniff_capture_dropped_total{interface="eth0"}')).toBe(3)
  expect(faulty.get('vxsniff_build_info{version="1.2.3"}')).toBe(1)
  const names = [...faulty.keys()].join('\n')
  expect(names).toMatch(/vxsniff_findings\{id="checksum\.\S+",severity="error"\}/)
  expect(names).toMatch(/vxsniff_checksum_errors_total\{tunnel="\w+",vni="\d*",layer="\w+"\}/)
})

test('no label is a MAC address or an address inside a tunnel', async () => {
  for (const name of ['tenants', 'multicast', 'gretap', 'bad-checksum', 'vlans']) {
    const path = `fixtures/${name}.pcap`
    const { flows, networks } = await factsOfFile(path)
    const text = new Metrics(await watching(path)).text()
    expect(text).not.toMatch(/([0-9a-f]{2}:){5}/)
    const inside = [...flows.rows()].filter(({ network }) => network !== PLAIN).flatMap(({ a, b }) => [a, b])
    expect(inside.length, name).toBeGreaterThan(1)
    for (const address of inside) expect(text).not.toContain(`"${addressText(networks.addresses, address)}"`)
  }
})

const sample = (vni: string, value: number): Sample => ({ family: 'networkPackets', labels: ['vxlan', vni], value })

test('series only grow, also when the tables begin again or a number falls', () => {
  const series = new SeriesTable()
  series.take([sample('1', 5)])
  series.take([sample('1', 3)])
  series.take([sample('1', 4)])
  expect([...series.of('networkPackets')].map(({ total }) => total)).toEqual([6])
  series.restart()
  series.take([sample('1', 2)])
  expect([...series.of('networkPackets')].map(({ total }) => total)).toEqual([8])
})

test('labels are bounded: what finds no place is counted together, and nothing falls', () => {
  const series = new SeriesTable(3)
  series.take([sample('1', 9), sample('2', 8), sample('3', 7), sample('4', 6)])
  const totals = (): readonly unknown[] =>
    [...series.of('networkPackets')].map(({ labels, total }) => [labels[1], total])
  expect(totals()).toEqual([
    ['1', 9],
    ['2', 8],
    ['other', 13],
  ])
  series.take([sample('4', 60), sample('1', 9), sample('2', 8), sample('3', 7)])
  expect(totals().at(-1)).toEqual(['other', 67])
  const ends = ['vxlan', '1', '10.0.0.1', '10.0.0.2', 'sent']
  const full = new SeriesTable(1)
  full.take([{ family: 'tunnelPackets', labels: ends, value: 4 }])
  expect([...full.of('tunnelPackets')]).toMatchObject([{ labels: ['', '', 'other', 'other', 'other'], total: 4 }])
})

test('findings of tables that are gone stay until others have their say', async () => {
  const metrics = new Metrics(await watching('fixtures/vxlan_vni_1.pcap'))
  metrics.restart(resultsOf(await factsOfFile('fixtures/bad-checksum.pcap'), { only: [], ignore: [] }))
  expect(metrics.text()).toMatch(/vxsniff_findings\{id="checksum/)
})

test('a label may hold anything', () => {
  const text = exposition(new Map([['build', [{ labels: ['a"b\\c\nd'], value: 1 }]]]))
  expect(text).toContain('vxsniff_build_info{version="a\\"b\\\\c\\nd"} 1\n')
})

test('GET /metrics is answered, and nothing else', async () => {
  const url = await serveMetrics({ host: '127.0.0.1', port: 0 }, () => 'vxsniff_x 1\n')
  const answer = await fetch(url)
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'vxsniff_x 1\n',
  ])
  expect((await fetch(new URL('/', url))).status).toBe(404)
  expect((await fetch(new URL('/metricsx', url))).status).toBe(404)
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405)
  const same = new URL(url)
  await expect(serveMetrics({ host: '127.0.0.1', port: Number(same.port) }, () => '')).rejects.toThrow('EADDRINUSE')
  const over = await new Promise((resolve) => {
    request(url, { headers: { x: 'y'.repeat(70_000) } }, ({ statusCode }) => resolve(statusCode)).end()
  })
  expect(over).toBe(431)
})

test('dashboard and rules name what is told', () => {
  const known = new Set(Object.values(FAMILIES).map(({ name }) => name))
  for (const name of readdirSync('contrib').filter((file) => /\.(json|yml)$/.test(file))) {
    const used = [...readFileSync(`contrib/${name}`, 'utf8').matchAll(/vxsniff_[a-z_]+\b(?=[{[ )])/g)].map(
      ([word]) => word,
    )
    expect(used.length, name).toBeGreaterThan(3)
    expect(used.filter((word) => !known.has(word))).toEqual([])
  }
})
