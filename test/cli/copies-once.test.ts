/** Captures of several interfaces and of several machines: what tables add up to counts a packet once. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ReportData } from '../../src/page/data.js'
import { vxsniff } from '../helpers/run.js'
import { dataOf } from '../helpers/written-page.js'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const fixture = (name: string): string => path(`fixtures/${name}`)
const CASES = path('../shared/cases')
const NETWORKS = path('../shared/networks')

const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const objects = (text: string) => lines(text).map((line) => JSON.parse(line))
/** Packets of the rows, either way. */
const packetsIn = (csv: string): number[] => {
  const [titles, ...rows] = lines(csv).map((line) => line.split(','))
  const cell = (row: string[], title: string): number => Number(row[titles!.indexOf(title)])
  return rows.map((row) => cell(row, 'packetsForth') + cell(row, 'packetsBack'))
}

/** What each command says of the packets of the flow and the tunnel that a capture has, whatever the form. */
async function counted(...files: string[]) {
  const [flows, flowsCsv, tunnels, tunnelsCsv, check] = await Promise.all(
    [
      ['flows', '--json'],
      ['flows', '--csv'],
      ['tunnels', '--json'],
      ['tunnels', '--csv'],
      ['check', '--json'],
    ].map((words) => vxsniff([...words, ...files])),
  )
  const duplicates = objects(check!.stdout).find(({ id }) => id === 'capture.duplicates')
  return {
    flows: objects(flows!.stdout).map(({ packets }) => packets),
    flowsCsv: packetsIn(flowsCsv!.stdout),
    tunnels: objects(tunnels!.stdout).map(({ packets }) => packets),
    tunnelsCsv: packetsIn(tunnelsCsv!.stdout),
    said: [flows, flowsCsv, tunnels, tunnelsCsv].map(
      (run) => /^(\d+) cop(?:y|ies) counted once/m.exec(run!.stderr)?.[1],
    ),
    duplicates: duplicates?.count,
  }
}

describe('one file', () => {
  // The first packet of the capture is there twice as well.
  test.skipIf(!existsSync(CASES))('four packets on two interfaces each', async () => {
    expect(await counted(`${CASES}/dup-arp.pcapng`)).toEqual({
      flows: [2],
      flowsCsv: [2],
      tunnels: [4],
      tunnelsCsv: [4],
      said: ['4', '4', '4', '4'],
      duplicates: 4,
    })
  })

  test.skipIf(!existsSync(CASES))('ten packets on six components of a machine each', async () => {
    const file = `${CASES}/pktmon-echo.pcapng`
    expect(await counted(file)).toEqual({
      flows: [10],
      flowsCsv: [10],
      tunnels: [10],
      tunnelsCsv: [10],
      said: ['50', '50', '50', '50'],
      duplicates: 50,
    })
    const [flow] = objects((await vxsniff(['flows', '--json', file])).stdout)
    expect(flow.echo).toMatchObject({ requests: 5, answered: 5, moreReplies: 0 })
    expect((await vxsniff(['flows', '--lang', 'zh', file])).stderr).toContain('50 个副本只计一次')
  })

  test('on one interface everything is counted, and nothing said of copies', async () => {
    const { stderr } = await vxsniff(['flows', fixture('tenants.pcap')])
    expect(stderr).toBe('10 packets, 2 flows\n')
  })
})

describe('several files', () => {
  test('the same file twice', async () => {
    const file = fixture('tenants.pcap')
    expect(await counted(file, file)).toEqual({
      flows: [5, 5],
      flowsCsv: [5, 5],
      tunnels: [5, 5],
      tunnelsCsv: [5, 5],
      said: ['10', '10', '10', '10'],
      duplicates: 10,
    })
  })

  test('what makes the connection and its retransmissions is not what was seen twice', async () => {
    const file = fixture('tenants.pcap')
    const [once, twice] = await Promise.all(
      [[file], [file, file]].map((files) => vxsniff(['flows', '--json', ...files])),
    )
    const tcp = (text: string) => objects(text).map(({ tcp }) => tcp)
    expect(tcp(twice!.stdout)).toEqual(tcp(once!.stdout))
  })

  const networks = existsSync(NETWORKS) ? readdirSync(NETWORKS).filter((name) => /^\d/.test(name)) : []
  describe.skipIf(networks.length === 0)('networks captured at each of their ends', () => {
    /** Of each tunnel the packets, by its kind, its number and its ends. */
    async function tunnels(...files: string[]): Promise<Map<string, number>> {
      const { stdout } = await vxsniff(['tunnels', '--json', ...files])
      return new Map(
        objects(stdout).map(({ tunnel, vni, key, a, b, packets }) => [
          `${tunnel} ${vni ?? key} ${[a, b].sort().join(' ')}`,
          packets,
        ]),
      )
    }
    const cases = networks.map((name) => {
      const ends = readdirSync(`${NETWORKS}/${name}`).filter((file) => /^n\d+\.pcap$/.test(file))
      return [name, ends.map((file) => `${NETWORKS}/${name}/${file}`)] as const
    })

    // In all of them one of a tunnel's two ends has all of its packets: what is lost is lost behind the one that sends.
    test.each(cases.filter(([, ends]) => ends.length > 1))('%s', async (_name, ends) => {
      const [all, ...each] = await Promise.all([tunnels(...ends), ...ends.map((end) => tunnels(end))])
      const most = new Map<string, number>()
      for (const one of each) for (const [name, n] of one) most.set(name, Math.max(n, most.get(name) ?? 0))
      expect(most.size).toBeGreaterThan(0)
      expect(all).toEqual(most)
    })
  })
})

describe('the summary of read counts what was printed, and says so', () => {
  const SAYS =
    'if a packet was captured at several places it counts at each of them here, and once in vxsniff tunnels\n'

  test('of several files', async () => {
    const file = fixture('tenants.pcap')
    expect((await vxsniff(['read', file, file])).stderr).toContain(SAYS)
    expect((await vxsniff(['read', file])).stderr).not.toContain(SAYS)
  })

  test.skipIf(!existsSync(CASES))('of several interfaces, whatever the threads', async () => {
    const words = ['read', '--batch', '200', `${CASES}/dup-arp.pcapng`]
    const [one, three] = await Promise.all(['1', '3'].map((jobs) => vxsniff([...words, '--jobs', jobs])))
    expect(one!.stderr).toContain(`8 packets (4 →, 4 ←)\n  ${SAYS}`)
    expect(three).toEqual(one)
  })
})

test('the page', async () => {
  const file = fixture('tenants.pcap')
  const [once, twice] = await Promise.all(
    [[file], [file, file]].map(async (files) => dataOf((await vxsniff(['report', '-o', '-', ...files])).stdout)),
  )
  expect([once!.packetCount, twice!.packetCount]).toEqual([10, 20])
  const packets = ({ flows, tunnels, facts, timeline }: ReportData) => ({
    flows: flows.en.rows,
    tunnels: tunnels.en.rows,
    networks: facts.networks.map(({ id, packets }) => [id, packets]),
    time: timeline.series.map((one) => one.packets.reduce((sum, n) => sum + n, 0)),
  })
  expect(packets(twice!)).toEqual(packets(once!))
  expect(packets(twice!).networks).toContainEqual([42, 5])
})
