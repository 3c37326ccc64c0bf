/** `vxsniff read` as a user meets it: the built program, its output, its exit codes. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAIN, vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url))
const CAPTURE = fixture('vxlan_vni_1.pcap')
const GOLDEN = readFileSync(`${CAPTURE}.txt`, 'utf8')
const lines = (text: string): string[] => text.split('\n').slice(0, -1)

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('what goes where', () => {
  test('facts go to standard output, the summary to standard error', async () => {
    const { stdout, stderr, code } = await vxsniff(['read', CAPTURE])
    expect(stdout).toBe(GOLDEN)
    expect(stderr).toMatch(
      /^10 packets, 1 tunnel\n {2}vxlan 1 {2}172\.31\.0\.106 ⇄ 172\.31\.0\.107 {2}10 packets \(5 →, 5 ←\)\n$/,
    )
    expect(code).toBe(0)
  })

  test('without a terminal there is no colour, unless it is asked for', async () => {
    expect((await vxsniff(['read', CAPTURE], '', { TERM: 'xterm' })).stdout).not.toContain('\x1b')
    expect((await vxsniff(['read', '--color', 'always', CAPTURE])).stdout).toContain('\x1b[36mvxlan 1')
    expect((await vxsniff(['read', CAPTURE], '', { FORCE_COLOR: '1' })).stdout).toContain('\x1b[36mvxlan 1')
    expect((await vxsniff(['read', CAPTURE], '', { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).toBe(GOLDEN)
  })

  test('the clock is that of the zone', async () => {
    const { stdout } = await vxsniff(['read', fixture('seed-p2p-transcript.pcap')], '', { TZ: 'Asia/Shanghai' })
    expect(lines(stdout)[0]).toContain(' 03:23:36.705418 ')
  })
})

describe('where packets come from', () => {
  test('standard input is read like the file', async () => {
    const { stdout, code } = await vxsniff(['read', '-'], readFileSync(CAPTURE))
    expect(stdout).toBe(GOLDEN)
    expect(code).toBe(0)
  })

  test('gzip is told by its magic', async () => {
    const { stdout } = await vxsniff(['read', '-'], gzipSync(readFileSync(CAPTURE)))
    expect(stdout).toBe(GOLDEN)
  })

  test('several files come in order of time', async () => {
    const both = await vxsniff([
      'read',
      '-t',
      '-t',
      fixture('seed-p2p-transcript.pcap'),
      fixture('seed-multicast-transcript.pcap'),
    ])
    const times = lines(both.stdout).map((line) => Number(/\d+\.\d+/.exec(line)?.[0]))
    expect(times).toHaveLength(18)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(lines(both.stdout).map((line) => Number.parseInt(line, 10))).toEqual(times.map((_, i) => i + 1))
  })

  test('a pipe that is still being written gives its lines at once', async () => {
    const bytes = readFileSync(CAPTURE)
    const child = spawn(process.execPath, [MAIN, 'read', '-'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const first = new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    )
    // The header, and the first record but for its last octet; then that one.
    child.stdin.write(bytes.subarray(0, 24 + 16 + 91))
    await new Promise((resolve) => setTimeout(resolve, 50))
    child.stdin.write(bytes.subarray(24 + 16 + 91, 24 + 16 + 92))
    expect(await first).toMatch(/ARP who-has 10\.0\.0\.107 tell 10\.0\.0\.106\n$/)
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.stdin.end()
    expect(await closed).toBe(0)
  })

  test('-c stops after so many packets', async () => {
    const { stdout } = await vxsniff(['read', '-c', '3', CAPTURE])
    expect(lines(stdout)).toEqual(lines(GOLDEN).slice(0, 3))
  })
})

describe('what goes wrong is one line with the way out, and an exit code', () => {
  test.each([
    ['a file that is not there', ['read', 'nowhere.pcap'], 2, /^vxsniff: nowhere\.pcap: .*no such file.*\n$/i],
    ['a directory', ['read', tmpdir()], 2, /^vxsniff: .*: .*director.*\n$/i],
    ['no file', ['read'], 2, /^vxsniff: missing required argument 'file'; give a capture, .*\n$/],
    ['an unknown command', ['reed', 'x'], 2, /^vxsniff: .*unknown command.*\n.*read/],
    ['an unknown option', ['read', '--jsno', CAPTURE], 2, /^vxsniff: unknown option '--jsno'\n.*--json/],
    ['a count of nothing', ['read', '-c', '0', CAPTURE], 2, /^vxsniff: .*whole number from 1 on.*\n$/],
    ['a port beyond 65535', ['read', '--vxlan-port', '70000', CAPTURE], 2, /^vxsniff: .*"70000" is no UDP port.*\n$/],
    ['a rule without a protocol', ['read', '-d', 'udp.port==1', CAPTURE], 2, /^vxsniff: .*TABLE==NUMBER,PROTOCOL.*\n$/],
    ['a rule for no table', ['read', '-d', 'tcp.port==1,vxlan', CAPTURE], 2, /^vxsniff: .*udp\.port, ethertype.*\n$/],
    [
      'a rule for no protocol',
      ['read', '-d', 'udp.port==1,vxlam', CAPTURE],
      2,
      /^vxsniff: .*No protocol "vxlam".*vxlan.*\n$/,
    ],
    [
      'a rule for a range that begins behind its end',
      ['read', '-d', 'udp.port==46360-46354,vxlan', CAPTURE],
      2,
      /^vxsniff: [^\n]*46360-46354 is no range: 46360 is larger than 46354\.\n$/,
    ],
    [
      'a rule for a range without an end',
      ['read', '-d', 'udp.port==46354-,vxlan', CAPTURE],
      2,
      /^vxsniff: [^\n]*"46354-" is no number and no range; give 46354 or 46354-46360\.\n$/,
    ],
    [
      'a rule for more ports than there are',
      ['read', '-d', 'udp.port==65530-65540,vxlan', CAPTURE],
      2,
      /^vxsniff: [^\n]*65540 is too large for udp\.port\.\n$/,
    ],
    [
      'a rule for more protocols than there are',
      ['read', '-d', 'ip.proto==0xfd-0x100,gre', CAPTURE],
      2,
      /^vxsniff: [^\n]*0x100 is too large for ip\.proto\.\n$/,
    ],
    [
      'a field that does not exist',
      ['read', '--fields', 'vxlan.vnj', CAPTURE],
      2,
      /^vxsniff: .*vxlan\.vnj.*vxlan\.vni.*\n$/,
    ],
    ['two forms of output', ['read', '--json', '-v', CAPTURE], 2, /^vxsniff: --json and -v .*choose one\n$/],
    ['an unknown format', ['read', '--format', 'xml', CAPTURE], 2, /^vxsniff: .*'xml'.*lines and tcpdump\n$/],
    ['writing onto the file being read', ['read', '-w', CAPTURE, CAPTURE], 2, /^vxsniff: .*the file being read.*\n$/],
    [
      'writing where there is no folder',
      ['read', '-w', '/nowhere/x.pcap', CAPTURE],
      2,
      /^vxsniff: \/nowhere\/x\.pcap: .*\n$/,
    ],
  ] as const)('%s', async (_, args, exit, message) => {
    const { stdout, stderr, code } = await vxsniff(args)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(code).toBe(exit)
  })

  test('what is no capture is named, exit 3', async () => {
    const { stderr, code } = await vxsniff(['read', '-'], 'hello, world; this is no capture')
    expect(stderr).toMatch(/no capture but text/)
    expect(lines(stderr)).toHaveLength(1)
    expect(code).toBe(3)
  })

  test('a cut file gives all whole packets, then the octet, exit 3', async () => {
    const cut = join(dir, 'cut.pcap')
    writeFileSync(cut, readFileSync(CAPTURE))
    truncateSync(cut, statSync(CAPTURE).size - 10)
    const { stdout, stderr, code } = await vxsniff(['read', cut])
    expect(lines(stdout)).toEqual(lines(GOLDEN).slice(0, 9))
    expect(lines(stderr).at(-1)).toMatch(/^vxsniff: .*cut\.pcap: octet \d+: .*9 packets were read/)
    expect(code).toBe(3)
  })

  test('a reader that has seen enough ends the program quietly', async () => {
    const big = Buffer.concat([readFileSync(CAPTURE), ...Array(2000).fill(readFileSync(CAPTURE).subarray(24))])
    const path = join(dir, 'big.pcap')
    writeFileSync(path, big)
    const out = execFileSync(
      'bash',
      ['-c', `"$0" "$1" read "$2" 2>&1 | head -n 1; echo "exit \${PIPESTATUS[0]}"`, process.execPath, MAIN, path],
      {
        encoding: 'utf8',
        env: { ...process.env, TZ: 'UTC' },
      },
    )
    expect(lines(out)).toEqual([expect.stringContaining('ARP who-has'), 'exit 0'])
  })
})

describe('-w writes what was captured', () => {
  test('octet for octet, and nothing is printed', async () => {
    const to = join(dir, 'copy.pcap')
    const { stdout, code } = await vxsniff(['read', '-w', to, CAPTURE])
    expect(stdout).toBe('')
    expect(code).toBe(0)
    expect(readFileSync(to).subarray(24)).toEqual(readFileSync(CAPTURE).subarray(24))
  })

  test('with --print the lines appear too; -c chooses', async () => {
    const to = join(dir, 'two.pcap')
    const { stdout } = await vxsniff(['read', '--print', '-c', '2', '-w', to, CAPTURE])
    expect(lines(stdout)).toEqual(lines(GOLDEN).slice(0, 2))
    expect((await vxsniff(['read', to])).stdout).toBe(
      lines(GOLDEN)
        .slice(0, 2)
        .map((line) => `${line}\n`)
        .join(''),
    )
  })

  test('pcapng takes interfaces of every kind, and to standard output it is a pipe', async () => {
    const to = join(dir, 'copy.pcapng')
    const from = fixture('two-sections.pcapng')
    await vxsniff(['read', '-w', to, from])
    expect((await vxsniff(['read', to])).stdout).toBe(readFileSync(`${from}.txt`, 'utf8'))
  })

  test('fragments are written as they were, though they are read as one', async () => {
    const to = join(dir, 'fragments.pcap')
    const from = fixture('fragments.pcap')
    await vxsniff(['read', '-w', to, from])
    expect(readFileSync(to).subarray(24)).toEqual(readFileSync(from).subarray(24))
  })
})

describe('which port is which tunnel is user data', () => {
  const odd = fixture('vxlan-46354.pcap')

  test('an unknown port is hinted at and not decoded', async () => {
    const { stdout, stderr } = await vxsniff(['read', odd])
    expect(stdout).toContain('looks like vxlan 42')
    expect(stdout).not.toContain('ICMP')
    expect(stderr).toMatch(
      /looks like VXLAN: 2 packets to UDP port 46354; decode with -d udp\.port==46354,vxlan or --guess/,
    )
  })

  test.each([
    [['--guess']],
    [['--vxlan-port', '46354']],
    [['-d', 'udp.port==46354,vxlan']],
    [['-d', 'udp.port==0xb512,vxlan']],
    [['-d', 'udp.port==46354-46360,vxlan']],
    [['-d', 'udp.port==46300-0xb512,vxlan']],
    [['-d', 'udp.port==0-65535,vxlan']],
  ])('%s decodes it', async (args) => {
    const { stdout } = await vxsniff(['read', ...args, odd])
    expect(lines(stdout)[0]).toMatch(/vxlan\/46354 42 .*ICMP echo request/)
  })

  test.each([['udp.port==46355-46360,vxlan'], ['udp.port==46300-46353,vxlan'], ['udp.port==46353-46353,vxlan']])(
    '-d %s has its ends in it and nothing else',
    async (rule) => {
      const { stdout } = await vxsniff(['read', '-d', rule, odd])
      expect(stdout).not.toContain('ICMP')
    },
  )

  test('a known port can be taken away', async () => {
    const { stdout } = await vxsniff(['read', '-d', 'udp.port==4789,data', CAPTURE])
    expect(lines(stdout)[0]).toContain('UDP, length 50')
  })
})

describe('forms of output', () => {
  test('--fields gives a line of titles and tab-separated values, layers joined by a bar', async () => {
    const { stdout } = await vxsniff(['read', '--fields', 'frame.number,ip.src,vxlan.vni', '-c', '3', CAPTURE])
    expect(stdout).toBe(
      'frame.number\tip.src\tvxlan.vni\n1\t172.31.0.106\t1\n2\t172.31.0.107\t1\n3\t172.31.0.106|10.0.0.106\t1\n',
    )
  })

  test('--json gives an object a packet', async () => {
    const { stdout } = await vxsniff(['read', '--json', CAPTURE])
    const packets = lines(stdout).map((line) => JSON.parse(line) as { number: number; layers: { protocol: string }[] })
    expect(packets.map((p) => p.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(packets[0]!.layers.map((l) => l.protocol)).toEqual(['eth', 'ip', 'udp', 'vxlan', 'eth', 'arp'])
  })

  test.each([
    [[], '07:12:16.408768', '       +0.000248'],
    [['-tt'], '1795245136.408768', '1795245136.409016'],
    [['-ttt'], ' +0.000000', ' +0.000248'],
    [['-tttt'], '2026-11-21 07:12:16.408768', '2026-11-21 07:12:16.409016'],
    [['-ttttt'], ' +0.000000', ' +0.000248'],
  ])('%s chooses the time', async (args, first, second) => {
    const { stdout } = await vxsniff(['read', ...args, CAPTURE])
    expect(lines(stdout)[0]).toContain(`${first}  vxlan 1`)
    expect(lines(stdout)[1]).toContain(`${second}  vxlan 1`)
  })

  test('-t leaves the time out', async () => {
    expect(lines((await vxsniff(['read', '-t', CAPTURE])).stdout)[0]).toMatch(/^ {2}1 {2}vxlan 1 {2}172/)
  })

  test('-e shows the Ethernet addresses', async () => {
    expect(lines((await vxsniff(['read', '-e', CAPTURE])).stdout)[0]).toContain(
      '02:00:0a:00:00:6a > ff:ff:ff:ff:ff:ff, ARP who-has',
    )
  })

  test('-v names every layer, -vv every field, -x the octets', async () => {
    expect((await vxsniff(['read', '-v', '-c', '1', CAPTURE])).stdout).toMatch(
      /\n {2}VXLAN +vni 1, flags 0x0800 \(I\)\n/,
    )
    expect((await vxsniff(['read', '-vv', '-c', '1', CAPTURE])).stdout).toMatch(/vxlan\.vni/)
    expect((await vxsniff(['read', '-v', '-x', '-c', '1', CAPTURE])).stdout).toMatch(/0000 .*52 ?54 ?00 ?00/)
  })

  test('--help shows examples, --version the version of the package', async () => {
    expect((await vxsniff(['read', '--help'])).stdout).toContain('Examples:')
    const { version } = JSON.parse(
      readFileSync(fileURLToPath(new URL('../../../package.json', import.meta.url)), 'utf8'),
    ) as { version: string }
    expect((await vxsniff(['--version'])).stdout).toBe(`${version}\n`)
  })
})
