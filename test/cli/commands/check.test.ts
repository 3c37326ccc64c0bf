/** `vxsniff check` as a user meets it: the built program, its output, its exit codes, and a live capture. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FINDERS } from '../../../src/present/check/kinds.js'
import { cannotMakeNetworks, ip, Network, type Running } from '../../helpers/namespaces.js'
import { vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}.pcap`, import.meta.url))
/** ARP, pings and a refresh, all answered. */
const HEALTHY = fixture('vxlan_vni_1')
/** One VTEP on 4789, the other on 8472. */
const MISMATCH = fixture('port-mismatch')
/** A good frame, then one bit turned over in each of four checksummed headers. */
const CORRUPT = fixture('bad-checksum')
const lines = (text: string): string[] => text.split('\n').slice(0, -1)

interface Found {
  readonly id: string
  readonly severity: string
  readonly frames: readonly number[]
}
/** What `--json` says: the findings, and the summary behind them. */
function parsed(stdout: string): { found: Found[]; summary: Record<string, unknown> } {
  const objects = lines(stdout).map((line) => JSON.parse(line) as Found & { summary?: Record<string, unknown> })
  return { found: objects.slice(0, -1), summary: objects.at(-1)!.summary! }
}

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('the screen', () => {
  test('a network that works: nothing is wrong, and what was looked at', async () => {
    const { stdout, stderr, code } = await vxsniff(['check', HEALTHY])
    expect(lines(stdout)[0]).toMatch(
      /^✓ Nothing is wrong as far as this capture shows: 1 tunnel, \d+ conversations?, 2 neighbours found\.$/,
    )
    expect(lines(stdout).at(-1)).toMatch(
      /^0 errors, 0 warnings, \d+ notes?\. {2}10 packets, \d+ checksums verified(, \d+ left to the NIC)?\./,
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('a fault: the verdict, then the findings, the worst first, then how many', async () => {
    const { stdout, code } = await vxsniff(['check', MISMATCH])
    const [verdict] = lines(stdout)
    expect(verdict).toMatch(/^✗ /)
    const list = stdout.slice(stdout.indexOf('\n\n') + 2)
    expect(list).toMatch(/^error +vxlan\.port-mismatch +\S/)
    expect(list).toMatch(/\n +why +\S.*\n/)
    expect(list).toMatch(/\n +fix +\S.*\n/)
    expect(lines(stdout).at(-1)).toMatch(
      /^[1-9]\d* errors?, \d+ warnings?, \d+ notes?\. {2}14 packets, \d+ checksums verified(, \d+ left to the NIC)?\. {2}details: -v/,
    )
    expect(code).toBe(0)
  })

  test('-v adds how to verify it, what the standard says, the frames, and how sure it is', async () => {
    const { stdout } = await vxsniff(['check', '-v', '--only', 'vxlan.port-mismatch', MISMATCH])
    for (const label of ['why', 'fix', 'verify', 'rfc', 'frames', 'sure']) {
      expect(stdout).toMatch(new RegExp(`\\n +${label} +\\S`))
    }
  })

  test('in Chinese all of it is Chinese', async () => {
    const { stdout } = await vxsniff(['check', '--lang', 'zh', MISMATCH])
    expect(stdout).toMatch(/\n错误 +vxlan\.port-mismatch/)
    expect(stdout).toMatch(/\n +原因 +\S/)
    expect(lines(stdout).at(-1)).toMatch(/个错误，\d+ 个警告，\d+ 个提示。 {2}14 个报文，/)
  })

  test('colours where they are asked for', async () => {
    expect((await vxsniff(['check', MISMATCH])).stdout).not.toContain('\x1b')
    expect((await vxsniff(['check', '--color', 'always', MISMATCH])).stdout).toContain('\x1b[31m✗\x1b[0m')
  })

  test('a capture without a packet is no good news', async () => {
    const empty = join(dir, 'empty.pcap')
    writeFileSync(empty, readFileSync(HEALTHY).subarray(0, 24))
    const { stdout, code } = await vxsniff(['check', empty])
    expect(lines(stdout)[0]).toMatch(/^! There are no packets/)
    expect(code).toBe(0)
  })
})

describe('--json', () => {
  test('an object a finding, then the summary', async () => {
    const { stdout, code } = await vxsniff(['check', '--json', CORRUPT])
    const { found, summary } = parsed(stdout)
    const count = (severity: string): number => found.filter((finding) => finding.severity === severity).length
    expect(found.map(({ id }) => id)).toContain('checksum.corrupt')
    for (const finding of found) {
      expect(Object.keys(finding).filter((key) => key !== 'repeats')).toEqual([
        'id',
        'severity',
        'confidence',
        'count',
        'frames',
        'title',
        'says',
        'why',
        'fix',
        'verify',
        'rfc',
      ])
    }
    expect(summary).toMatchObject({
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
      packets: 5,
      damaged: false,
      schema: 2,
    })
    expect(code).toBe(0)
  })

  test('its words are those of --lang', async () => {
    const { stdout } = await vxsniff(['check', '--json', '--lang', 'zh', MISMATCH])
    expect(parsed(stdout).found[0]).toMatchObject({ title: expect.stringMatching(/[\u4e00-\u9fff]/) })
  })
})

describe('which findings', () => {
  const idsWith = async (...args: readonly string[]): Promise<string[]> =>
    parsed((await vxsniff(['check', '--json', ...args, CORRUPT])).stdout).found.map(({ id }) => id)

  test('--only takes ids and what they begin with, --ignore takes them away', async () => {
    const all = await idsWith()
    expect(all.some((id) => !id.startsWith('checksum.'))).toBe(true)
    expect(await idsWith('--only', 'checksum')).toEqual(all.filter((id) => id.startsWith('checksum.')))
    expect(await idsWith('--ignore', 'checksum')).toEqual(all.filter((id) => !id.startsWith('checksum.')))
    expect(await idsWith('--only', 'checksum,gre', '--ignore', 'checksum.corrupt')).toEqual(
      all.filter((id) => /^(checksum|gre)\./.test(id) && id !== 'checksum.corrupt'),
    )
  })

  test.each(['--only', '--ignore'])(
    'an id that is none: exit 2, with those like it, or what all begin with (%s)',
    async (option) => {
      const { stdout, stderr, code } = await vxsniff(['check', option, 'checksum.corupt', CORRUPT])
      expect(stdout).toBe('')
      expect(stderr).toBe('vxsniff: no finding "checksum.corupt"; did you mean checksum.corrupt?\n')
      expect(code).toBe(2)
      const other = await vxsniff(['check', option, 'foo', CORRUPT])
      expect(other.stderr).toMatch(/^vxsniff: no finding "foo"; they begin with [a-z]+(, [a-z]+)*\n$/)
      for (const { id } of FINDERS) expect(other.stderr).toContain(id.slice(0, id.indexOf('.')))
    },
  )

  test('the verdict speaks of those alone, and says that errors were left out', async () => {
    const { stdout } = await vxsniff(['check', '--only', 'mtu', MISMATCH])
    expect(lines(stdout)[0]).toMatch(
      /^! Not all was asked for: 1 error and \d warnings? (is|are) left out by --only or --ignore\.$/,
    )
  })
})

describe('exit codes', () => {
  test.each([
    ['an error', [], 0],
    ['an error under --fail-on error', ['--fail-on', 'error'], 1],
    ['an error under --fail-on warning', ['--fail-on', 'warning'], 1],
    ['an error that is ignored', ['--fail-on', 'error', '--only', 'mtu'], 0],
  ] as const)('%s', async (_, args, exit) => {
    expect((await vxsniff(['check', ...args, CORRUPT])).code).toBe(exit)
  })

  test('nothing under --fail-on warning', async () => {
    expect((await vxsniff(['check', '--fail-on', 'warning', HEALTHY])).code).toBe(0)
  })

  test('a damaged file: all that was found before, then the octet, exit 3', async () => {
    const cut = join(dir, 'cut.pcap')
    writeFileSync(cut, readFileSync(CORRUPT))
    truncateSync(cut, statSync(CORRUPT).size - 1)
    const { stdout, stderr, code } = await vxsniff(['check', '--json', '--fail-on', 'error', cut])
    const { found, summary } = parsed(stdout)
    expect(found.map(({ id }) => id)).toContain('checksum.corrupt')
    expect(summary).toMatchObject({ packets: 4, damaged: true })
    expect(stderr).toMatch(/^vxsniff: .*cut\.pcap: octet \d+: .*4 packets were read/)
    expect(code).toBe(3)
  })

  test.each([
    ['a file that is not there', ['nowhere.pcap'], /^vxsniff: nowhere\.pcap: .*no such file/i],
    ['no file', [], /^vxsniff: missing required argument 'file'; give a capture, .*\n$/],
    ['a severity that is none', ['--fail-on', 'note', HEALTHY], /^vxsniff: .*error, warning/],
    ['an id of nothing', ['--only', '', HEALTHY], /^vxsniff: .*ids separated by commas/],
  ] as const)('%s: exit 2', async (_, args, message) => {
    const { stdout, stderr, code } = await vxsniff(['check', ...args])
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

describe('where packets come from', () => {
  test('standard input is read like the file', async () => {
    const { stdout } = await vxsniff(['check', '-'], readFileSync(MISMATCH))
    expect(stdout).toBe((await vxsniff(['check', MISMATCH])).stdout)
  })

  test('several files are one capture, in order of time', async () => {
    const { found, summary } = parsed((await vxsniff(['check', '--json', HEALTHY, MISMATCH])).stdout)
    expect(found.map(({ id }) => id)).toContain('vxlan.port-mismatch')
    expect(summary).toMatchObject({ packets: 24 })
  })

  test('-c looks at so many packets', async () => {
    expect(parsed((await vxsniff(['check', '--json', '-c', '3', MISMATCH])).stdout).summary).toMatchObject({
      packets: 3,
    })
  })
})

const skipped = cannotMakeNetworks()
/** Sends the octets that it is given as one VXLAN datagram. */
const SEND_ONE = `
const socket = require('node:dgram').createSocket('udp4')
socket.send(Buffer.from(process.argv[1], 'hex'), 4789, '10.0.0.2', () => socket.close())`

describe.skipIf(skipped)('a live capture', () => {
  let net: Network
  beforeEach(() => {
    net = new Network()
  })
  afterEach(() => net.remove())

  /** A VTEP whose remote has none, and a host that looks for another one through it: ICMP says port unreachable. */
  const lookForNobody = (): Running => {
    const vxlan = ['type', 'vxlan', 'id', '42', 'dstport', '4789', 'remote', '10.0.0.2', 'dev', 'a0']
    ip('-n', net.a, 'link', 'add', 'vxlan0', ...vxlan)
    ip('-n', net.a, 'address', 'add', '172.17.1.2/24', 'dev', 'vxlan0')
    ip('-n', net.a, 'link', 'set', 'vxlan0', 'up')
    return net.start(net.a, 'ping', '-n', '-c', '4', '-W', '1', '172.17.1.3')
  }

  test('a finding is printed while the capture goes on, once; the verdict when it ends', async () => {
    const running = await net.capture('check', '-i', 'a0', '--lang', 'en')
    const ping = lookForNobody()
    await running.says(/^error +tunnel\.unreachable .*\n +why /m, 'stdout')
    expect(running.out.stdout).not.toMatch(/^[✗!✓]/m)
    await ping.ended
    running.child.kill('SIGINT')
    const { stdout, code } = await running.ended
    // Once as a hint, and once when it goes on.
    expect(stdout.match(/ tunnel\.unreachable /g)).toHaveLength(2)
    expect(stdout).toMatch(/\n\n✗ [\s\S]*\n1 error, /)
    expect(code).toBe(0)
  })

  test('what one packet proves is printed before another one is sent', async () => {
    const running = await net.capture('check', '-i', 'a0', '--lang', 'en', 'udp', 'port', '4789')
    // VNI 42 without the flag that says that it is one, and an ARP request in it (RFC 7348 §5).
    const octets = `0000000000002a00${'ff'.repeat(6)}02000000420108060001080006040001020000004201ac110102${'00'.repeat(6)}ac110103`
    net.run(net.a, process.execPath, '-e', SEND_ONE, octets)
    await running.says(/ vxlan\.i-flag-clear /, 'stdout')
    running.child.kill('SIGINT')
    const { stderr } = await running.ended
    expect(stderr).toContain('1 packet captured')
  })

  test('--fail-on and --json hold at its end; what has not held for a second is told there', async () => {
    const running = await net.capture('check', '-i', 'a0', '--json', '--fail-on', 'warning', '-c', '2')
    const ping = lookForNobody()
    const { stdout, code } = await running.ended
    await ping.ended
    const { found, summary } = parsed(stdout)
    expect(found.map(({ id }) => id)).toContain('tunnel.unreachable')
    expect(summary).toMatchObject({ packets: 2, damaged: false })
    expect(code).toBe(1)
  })
})
