/** Tunnels on ports that nobody has told: hinted at by every command, and known where the machine has their device. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cannotMakeNetworks, Network } from '../helpers/namespaces.js'
import { vxsniff } from '../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const CASES = fileURLToPath(new URL('../../../shared/cases', import.meta.url))
const UNKNOWN = fixture('vxlan-46354.pcap')
const HINT = 'looks like VXLAN: 2 packets to UDP port 46354; decode with -d udp.port==46354,vxlan or --guess\n'

describe('a capture with VXLAN on a port of its own', () => {
  test.each([
    [['read']],
    [['check']],
    [['check', '--json']],
    [['learn']],
    [['learn', '--json']],
    [['flows']],
    [['flows', '--csv']],
    [['tunnels']],
    [['tunnels', '--json']],
    [['quiz', '--answers']],
    [['explain'], '1'],
    [['report', '-o', '-']],
  ])('%s hints at it once', async (command: readonly string[], frame?: string) => {
    const words = [...command, UNKNOWN, ...(frame === undefined ? [] : [frame])]
    const { stderr, code } = await vxsniff(words)
    expect(stderr.split(HINT)).toHaveLength(2)
    expect(code).toBe(0)
    expect((await vxsniff([...words, '--vxlan-port', '46354'])).stderr).not.toContain('looks like')
  })

  test('in Chinese, and as data', async () => {
    expect((await vxsniff(['check', '--lang', 'zh', UNKNOWN])).stderr).toBe(
      '像是 VXLAN：发往 UDP 端口 46354 的 2 个报文；可用 -d udp.port==46354,vxlan 或 --guess 解码\n',
    )
    const { summary } = JSON.parse((await vxsniff(['check', '--json', UNKNOWN])).stdout.trim().split('\n').at(-1)!)
    expect(summary.hints).toEqual([{ looksLike: 'vxlan', port: 46354, packets: 2 }])
    const { schema, hints } = JSON.parse((await vxsniff(['learn', '--json', UNKNOWN])).stdout)
    expect({ schema, hints }).toEqual({ schema: 2, hints: summary.hints })
  })

  test('what is decoded is not hinted at', async () => {
    const { stdout, stderr } = await vxsniff(['check', '--json', fixture('multicast.pcap')])
    expect(stderr).toBe('')
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!).summary.hints).toEqual([])
    expect(JSON.parse((await vxsniff(['learn', '--json', fixture('multicast.pcap')])).stdout).hints).toEqual([])
  })
})

/** The usual port taken away, so that a fixture has one that nobody knows. */
const away = (port: number): string[] => ['-d', `udp.port==${port},data`]

describe.each([
  { name: 'geneve.pcap', port: 6081, says: 'Geneve', looksLike: 'geneve', packets: 5 },
  // Of the kernel; tshark: G is set in 4 of 12.
  { name: 'gbp.pcap', port: 4789, says: 'VXLAN', looksLike: 'vxlan', packets: 12 },
])('$name to a port that nobody knows', ({ name, port, says, looksLike, packets }) => {
  const words = [...away(port), fixture(name)]
  const hint = `looks like ${says}: ${packets} packets to UDP port ${port}; decode with -d udp.port==${port},${looksLike} or --guess\n`

  test.each([['read'], ['check'], ['learn'], ['flows'], ['tunnels'], ['quiz', '--answers'], ['report', '-o', '-']])(
    '%s hints at it once',
    async (...command: readonly string[]) => {
      expect((await vxsniff([...command, ...words])).stderr.split(hint)).toHaveLength(2)
      expect((await vxsniff([...command, '--guess', ...words])).stderr).not.toContain('looks like')
    },
  )

  test('as data', async () => {
    const { stdout } = await vxsniff(['check', '--json', ...words])
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!).summary.hints).toEqual([{ looksLike, port, packets }])
  })

  test('--guess says what is said of a known port', async () => {
    const known = await vxsniff(['tunnels', '--json', fixture(name)])
    expect((await vxsniff(['tunnels', '--json', '--guess', ...words])).stdout).toBe(known.stdout)
  })
})

describe.skipIf(!existsSync(CASES))('what others have captured', () => {
  test.each([
    ['b21-geneve-port.pcap', 'looks like Geneve: 4 packets to UDP port 7777;'],
    ['b31-aci-ivxlan.pcap', 'looks like VXLAN as Cisco ACI has it (iVXLAN): 4 packets to UDP port 48879;'],
  ])('%s', async (name, hint) => {
    const file = `${CASES}/${name}`
    expect((await vxsniff(['flows', file])).stderr).toContain(hint)
    const { stdout, stderr } = await vxsniff(['check', '--json', '--guess', file])
    // The bits of policy are none that VXLAN reserves.
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ summary: { errors: 0, warnings: 0, infos: 0, tunnels: 1, hints: [] } }])
    expect(stderr).toBe('')
  })
})

const skipped = cannotMakeNetworks()

describe.skipIf(skipped)('live, the ports of the tunnel devices that the machine has', () => {
  let net: Network
  beforeEach(() => {
    net = new Network()
    for (const [ns, host, other] of [
      [net.a, 1, 2],
      [net.b, 2, 1],
    ] as const) {
      const ends = ['local', `10.0.0.${host}`, 'remote', `10.0.0.${other}`]
      net.run(ns, 'ip', 'link', 'add', 'vx9', 'type', 'vxlan', 'id', '9', 'dstport', '4790', ...ends)
      net.run(ns, 'ip', 'address', 'add', `172.17.9.${host}/24`, 'dev', 'vx9')
      net.run(ns, 'ip', 'link', 'set', 'vx9', 'up')
    }
  })
  afterEach(() => net.remove())

  const SAYS = 'vx9 uses UDP port 4790: decoded as VXLAN\n'

  test('are decoded without an option, and said', async () => {
    const running = await net.capture('flows', '-i', 'a0', '--json')
    expect(net.run(net.a, 'ping', '-c', '2', '-i', '0.2', '172.17.9.2')).toMatch(/2 received/)
    await new Promise((resolve) => setTimeout(resolve, 500))
    running.child.kill('SIGINT')
    const { stdout, stderr, code } = await running.ended
    expect(stderr).toContain(SAYS)
    const echo = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .find(({ protocol }) => protocol === 'icmp')
    expect(echo).toMatchObject({ tunnel: 'vxlan', vni: 9, a: '172.17.9.1', echo: { requests: 2, answered: 2 } })
    expect(code).toBe(0)
  })

  test('what -d says of a port outweighs the device, and a known port is no news', async () => {
    net.run(net.a, 'ip', 'link', 'add', 'vx8', 'type', 'vxlan', 'id', '8', 'dstport', '4789', 'dev', 'a0')
    const running = await net.capture('live', '-i', 'a0', '-d', 'udp.port==4790,geneve')
    running.child.kill('SIGINT')
    expect((await running.ended).stderr).not.toContain('decoded as')
  })
})
