/** `vxsniff flows` and `vxsniff tunnels` as a user meets them: the built program, its output, its exit codes. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cannotMakeNetworks, Network } from '../../helpers/namespaces.js'
import { vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url))
const TENANTS = fixture('tenants.pcap')
const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const objects = (text: string) => lines(text).map((line) => JSON.parse(line))
/** Rows of a table, without its frame and titles. */
const rows = (text: string): string[] => lines(text).slice(3, -1)

describe('what goes where', () => {
  test('the table goes to standard output, what it adds up to goes to standard error', async () => {
    const { stdout, stderr, code } = await vxsniff(['flows', TENANTS])
    expect(rows(stdout)).toEqual([
      expect.stringMatching(/^│ vxlan 42 │ TCP .*172\.17\.1\.2:40000 │ 172\.17\.1\.3:80 .* established │$/),
      expect.stringMatching(/^│ vxlan 43 │ TCP .*172\.17\.1\.2:40000 │ 172\.17\.1\.3:80 .* established │$/),
    ])
    expect(stderr).toBe('10 packets, 2 flows\n')
    expect(code).toBe(0)
  })

  test('tunnels: one row for both directions, with both keys', async () => {
    const { stdout, stderr, code } = await vxsniff(['tunnels', fixture('gre-seed.pcap')])
    expect(rows(stdout)[0]).toMatch(
      /^│ gre {2}│ keys │ 172\.16\.0\.3 │ 172\.16\.0\.5 │ .* key 0x222222 \/ 0x111111 {4}│$/,
    )
    expect(stderr).toBe('6 packets, 1 tunnel\n')
    expect(code).toBe(0)
  })

  test('without a terminal there is no colour, unless it is asked for', async () => {
    expect((await vxsniff(['flows', TENANTS])).stdout).not.toContain('\x1b')
    expect((await vxsniff(['flows', '--color', 'always', TENANTS])).stdout).toContain('\x1b[36mvxlan 42')
  })

  test('a capture without anything has no table', async () => {
    const { stdout, stderr, code } = await vxsniff(['tunnels', '-c', '2', fixture('multicast.pcap')])
    expect([stdout, stderr, code]).toEqual(['', '2 packets, no tunnels\n', 0])
  })

  test('in Chinese, by --lang or by the locale', async () => {
    expect((await vxsniff(['flows', '--lang', 'zh', TENANTS])).stderr).toBe('10 个报文，2 条流\n')
    const { stdout } = await vxsniff(['tunnels', TENANTS], '', { LANG: 'zh_CN.UTF-8' })
    expect(lines(stdout)[1]).toMatch(/^│ 类型 /)
  })
})

describe('forms', () => {
  test('--json: an object a flow, and nothing on standard error', async () => {
    const { stdout, stderr } = await vxsniff(['flows', '--json', TENANTS])
    expect(objects(stdout)).toMatchObject([
      {
        vni: 42,
        a: '172.17.1.2',
        portA: 40000,
        b: '172.17.1.3',
        portB: 80,
        forth: { packets: 3 },
        back: { packets: 2 },
      },
      {
        vni: 43,
        a: '172.17.1.2',
        portA: 40000,
        b: '172.17.1.3',
        portB: 80,
        forth: { packets: 3 },
        back: { packets: 2 },
      },
    ])
    expect(stderr).toBe('')
    expect(objects((await vxsniff(['tunnels', '--json', TENANTS])).stdout).map(({ vni }) => vni)).toEqual([42, 43])
  })

  test('--csv: titles, and a line a row', async () => {
    const flows = lines((await vxsniff(['flows', '--csv', TENANTS])).stdout)
    expect(flows).toHaveLength(3)
    expect(flows[0]).toMatch(/^flow,tunnel,vni,protocol,a,portA,b,portB,/)
    expect(flows[1]).toMatch(/^0,vxlan 42,42,tcp,172\.17\.1\.2,40000,172\.17\.1\.3,80,/)
    const tunnels = lines((await vxsniff(['tunnels', '--csv', TENANTS])).stdout)
    expect(tunnels[1]).toMatch(/^vxlan,42,.*,10\.65\.132\.187,10\.65\.132\.188,false,4789,3,/)
  })

  test('--sort and --top', async () => {
    const firstFrames = async (...options: string[]) =>
      objects((await vxsniff(['flows', '--json', ...options, fixture('multicast.pcap')])).stdout).map(
        (f) => f.firstFrame,
      )
    // Frames as tshark shows them: 1 to 4 IGMP of two routers by turns, then a ping in 7 and one in 11.
    expect(await firstFrames('--sort', 'start')).toEqual([1, 2, 7, 11])
    expect(await firstFrames('--sort', 'octets')).toEqual([7, 11, 1, 2])
    expect(await firstFrames('--sort', 'duration', '--top', '2')).toEqual([2, 1])
    const { stdout, stderr } = await vxsniff(['flows', '--top', '1', TENANTS])
    expect(rows(stdout)).toHaveLength(1)
    expect(lines(stderr)).toEqual(['10 packets, 2 flows', '1 more row; see --top, --json or --csv'])
  })

  test.each([
    [['--json', '--csv'], /--json' cannot be used with option '--csv'/],
    [['--sort', 'size'], /Allowed choices are packets, octets, start/],
    [['--top', '0'], /whole number from 1/],
  ])('%s is a mistake', async (options, message) => {
    const { stderr, stdout, code } = await vxsniff(['flows', ...options, TENANTS])
    expect(stderr).toMatch(message)
    expect([stdout, code]).toEqual(['', 2])
  })

  test('no file', async () => {
    const { stderr, code } = await vxsniff(['flows'])
    expect([stderr, code]).toEqual([
      "vxsniff: missing required argument 'file'; give a capture, - for standard input, or -i NAME\n",
      2,
    ])
  })
})

describe('what is in the table', () => {
  test('of an -i any capture the flow in the tunnel; its copy outside is in the JSON', async () => {
    const any = fixture('any-sll2.pcap')
    const { stdout, stderr } = await vxsniff(['flows', any])
    expect(rows(stdout)).toEqual([expect.stringMatching(/^│ vxlan 42 │ ICMP /)])
    expect(stderr).toMatch(/^1 flow hidden: /m)
    const flows = objects((await vxsniff(['flows', '--json', any])).stdout)
    const original = flows.find(({ copyOf }) => copyOf === null)
    expect(flows.filter(({ copyOf }) => copyOf !== null)).toMatchObject([{ tunnel: null, copyOf: original.flow }])
  })

  test('on one interface nothing is a copy', async () => {
    const bytes = readFileSync(fixture('tenants.pcap'))
    const flows = objects((await vxsniff(['flows', '--json', '-'], bytes)).stdout)
    expect(flows.every(({ copyOf }) => copyOf === null)).toBe(true)
  })

  test('several files add up; a port that is told to be VXLAN is', async () => {
    const both = objects((await vxsniff(['flows', '--json', TENANTS, fixture('vxlan-46354.pcap')])).stdout)
    expect(both.slice(0, 2).map(({ packets }) => packets)).toEqual([5, 5])
    expect(both.length).toBeGreaterThan(2)
    const port = fixture('vxlan-46354.pcap')
    expect(objects((await vxsniff(['tunnels', '--json', port])).stdout)).toEqual([])
    expect(objects((await vxsniff(['tunnels', '--json', '--vxlan-port', '46354', port])).stdout)).toMatchObject([
      { tunnel: 'vxlan', ports: [46354] },
    ])
  })

  test('a damaged file: what was read, then the error, and exit code 3', async () => {
    const { stdout, stderr, code } = await vxsniff(['flows', '-'], readFileSync(TENANTS).subarray(0, 700))
    expect(rows(stdout)).toHaveLength(2)
    expect(lines(stderr)).toEqual([
      '5 packets, 2 flows',
      expect.stringMatching(/^vxsniff: -: octet 624: the file ends .* 5 packets were read$/),
    ])
    expect(code).toBe(3)
  })
})

const skipped = cannotMakeNetworks()

describe.skipIf(skipped)('live', () => {
  let net: Network
  beforeEach(() => {
    net = new Network()
  })
  afterEach(() => net.remove())

  test('Ctrl-C ends it with the table: the answers that ping has counted', async () => {
    const running = await net.capture('flows', '-i', 'a0', '--json', 'icmp')
    const ping = net.run(net.a, 'ping', '-c', '3', '-i', '0.2', '10.0.0.2')
    expect(ping).toMatch(/3 packets transmitted, 3 received/)
    // The kernel hands packets over some milliseconds later.
    await new Promise((resolve) => setTimeout(resolve, 500))
    running.child.kill('SIGINT')
    const { stdout, code } = await running.ended
    expect(objects(stdout)).toMatchObject([
      { protocol: 'icmp', a: '10.0.0.1', b: '10.0.0.2', echo: { requests: 3, answered: 3, unanswered: 0 } },
    ])
    expect(code).toBe(0)
  })
})
