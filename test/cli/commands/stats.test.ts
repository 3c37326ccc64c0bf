/** `vxsniff stats` as a user meets it; numbers are capinfos' and tshark's. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isMissing } from '../../helpers/programs.js'
import { vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url))
const TENANTS = fixture('tenants.pcap')
const MULTICAST = fixture('multicast.pcap')
const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const stats = async (...args: string[]) => lines((await vxsniff(['stats', ...args])).stdout)
const objects = async (...args: string[]) => (await stats('--json', ...args)).map((line) => JSON.parse(line))

const withoutTshark = isMissing('tshark', 'apt-get install tshark')
const run = (program: string, ...args: string[]): readonly string[] =>
  lines(execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))

describe.skipIf(withoutTshark)('the numbers are those of others', () => {
  test.concurrent.each(['multicast.pcap', 'two-sections.pcapng'])('of the capture capinfos: %s', async (name) => {
    const file = fixture(name)
    const [titles, values] = run('capinfos', '-T', '-M', '-S', file).map((line) => line.replaceAll('"', '').split('\t'))
    const said = new Map(titles!.map((title, i) => [title, values![i]!]))
    const time = (title: string): string => {
      const [seconds, fraction = ''] = said.get(title)!.split('.')
      return `${seconds}.${fraction.padEnd(9, '0')}`
    }
    const [{ capture }] = await objects(file)
    const seconds = capture.durationNs / 1e9
    expect([
      capture.packets,
      capture.files[0].octets,
      capture.files[0].sha256,
      capture.octets,
      seconds,
      capture.firstTime,
      capture.lastTime,
      capture.bitsPerSecond.toFixed(2),
      capture.averageOctets.toFixed(2),
      capture.packetsPerSecond.toFixed(2),
      capture.inOrder,
    ]).toEqual([
      Number(said.get('Number of packets')),
      Number(said.get('File size (bytes)')),
      said.get('SHA256'),
      Number(said.get('Data size (bytes)')),
      Number(said.get('Capture duration (seconds)')),
      time('Start time'),
      time('End time'),
      said.get('Data bit rate (bits/sec)'),
      said.get('Average packet size (bytes)'),
      said.get('Average packet rate (packets/sec)'),
      said.get('Strict time order') === 'True',
    ])
  })

  test.concurrent('of VNIs tshark', async () => {
    const sums = new Map<number, [packets: number, octets: number]>()
    for (const line of run('tshark', '-r', TENANTS, '-T', 'fields', '-e', 'vxlan.vni', '-e', 'frame.len')) {
      const [vni, octets] = line.split('\t').map(Number) as [number, number]
      const before = sums.get(vni) ?? [0, 0]
      sums.set(vni, [before[0] + 1, before[1] + octets])
    }
    const [, ...rows] = await objects('--by', 'vni', TENANTS)
    expect(rows.map(({ vni, packets, octets }) => [vni, [packets, octets]])).toEqual([...sums])
    expect(rows.map(({ flows, hosts }) => [flows, hosts])).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  test.concurrent('of intervals and sizes tshark', async () => {
    const said = run('tshark', '-r', MULTICAST, '-q', '-z', 'io,stat,0.5', '-z', 'plen,tree')
    const numbers = (pattern: RegExp) => said.flatMap((line) => [pattern.exec(line)?.slice(1).map(Number) ?? []])
    const [, ...rows] = await objects('--by', 'size', '--sort', 'key', '--interval', '500ms', MULTICAST)
    const sizes = rows.filter(({ by }) => by === 'size')
    expect(sizes.map(({ from, packets }) => [from, packets])).toEqual(
      numbers(/^ (\d+)(?:-\d+| and greater) +(\d+)/).filter(([, packets = 0]) => packets > 0),
    )
    const all = rows.filter(({ interval, row }) => interval !== undefined && row === null)
    expect(all.map(({ packets, octets }) => [packets, octets])).toEqual(
      numbers(/<> +[\d.]+ \| +(\d+) \| +(\d+) \|/).filter(({ length }) => length > 0),
    )
  })
})

describe('forms', () => {
  test('a table under the facts of the capture', async () => {
    const { stdout, stderr, code } = await vxsniff(['stats', MULTICAST])
    const [title, rest, when, where, file, , titles, , first, second] = lines(stdout)
    expect(`${title} ${rest!.trim()}`).toMatch(
      /multicast\.pcap {2}7\.02 s, 12 packets, 1\.2 kB on the wire, 98 B a packet/,
    )
    expect([when, where, file, titles].join('\n')).toMatch(
      /2026-11-21 07:12:32\.609450 to .*\n.*1 interface: EN10MB, snaplen 262144, times in µs\n.*sha256 6c34318f[0-9a-f]{56}\n│ network /,
    )
    expect(first).toMatch(/^│ vxlan 42 │ +8 │ 66\.7 % │ +960 B │ +2 │ +2 │ +1 │ +0 │ +0 │ +0 │/)
    expect(second).toMatch(/^│ underlay │ +4 │ 33\.3 % /)
    expect({ stderr, code }).toEqual({ stderr: '12 packets, 2 rows\n', code: 0 })
  })

  test.concurrent('--by finding: what check tells, by kind', async () => {
    const [, ...rows] = await objects('--by', 'finding', fixture('port-mismatch.pcap'))
    expect(rows[0]).toMatchObject({ by: 'finding', id: 'vxlan.port-mismatch', severity: 'error' })
  })

  test.concurrent('in Chinese', async () => {
    const { stdout, stderr } = await vxsniff(['stats', '--lang', 'zh', '--interval', '5s', TENANTS])
    expect(stdout).toMatch(/^[^\n]*10 个报文，线路上 1\.2 kB[\s\S]*│ 网络 [\s\S]*│ +起始 │ +报文 /)
    expect(stderr).toBe('10 个报文，2 行\n每段 5.00 s，从首个报文算起\n')
  })

  test.concurrent('findings are not counted by packets', async () => {
    const { stderr, code } = await vxsniff(['stats', '--by', 'finding', '--interval', '1s', TENANTS])
    expect({ stderr, code }).toEqual({
      stderr: 'vxsniff: --interval counts packets; it does not go with --by finding\n',
      code: 2,
    })
  })
})
