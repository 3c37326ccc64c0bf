/** `vxsniff follow`: the octets of a conversation, beside tcpflow's of the packets without their tunnels. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { isMissing } from '../../helpers/programs.js'
import { MAIN, vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}.pcap`, import.meta.url))
const LOSSY = fileURLToPath(new URL('../../../../shared/networks/37-lossy/n1.pcap', import.meta.url))
const TENANTS = fixture('tenants')
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-follow-'))
afterAll(() => rmSync(dir, { recursive: true }))

const follow = (...args: readonly string[]) => vxsniff(['follow', ...args])

test('tenants with the same addresses and ports stay apart, each side in its turn', async () => {
  const { stdout, stderr, code } = await follow(TENANTS, '1')
  expect(code).toBe(0)
  expect(stdout).toBe(`vxlan 43  TCP  a 172.17.1.2:40000  b 172.17.1.3:80
→ a  #8  +0
GET /tenant-43 HTTP/1.0

← b  #10  +2.00 ms
HTTP/1.0 200 OK

tenant 43
`)
  expect(stderr).toBe('27 octets from a to b, 30 from b to a\n')
  expect((await follow(TENANTS, '-Y', 'vni 43')).stdout).toBe(stdout)
})

test('the ladder shows what was said when, and over which tunnel', async () => {
  const { stdout } = await follow(TENANTS, '0', '--ladder')
  const rows = stdout.split('\n').slice(2, -1)
  expect(rows.map((row) => /│[─◀]─* (.*?) ─*[─▶]│/.exec(row)?.[1])).toEqual([
    'SYN',
    'SYN, ACK',
    '27 octets',
    '30 octets',
  ])
  expect(rows[0]).toContain('vxlan 42, 10.65.132.187 > 10.65.132.188')
  expect(rows[2]).not.toContain('vxlan')
})

test('--json has the octets, --hex the digits, in both languages a total', async () => {
  const pieces = (await follow(TENANTS, '0', '--json')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(pieces.map(({ from, frame, offset, length }) => [from, frame, offset, length])).toEqual([
    ['a', 7, 0, 27],
    ['b', 9, 0, 30],
  ])
  expect(Buffer.from(pieces[0].data, 'base64').toString()).toBe('GET /tenant-42 HTTP/1.0\r\n\r\n')
  const hex = await follow(TENANTS, '0', '--hex', '--lang', 'zh')
  expect(hex.stdout).toContain('  00000010  54 54 50 2f 31 2e 30 0d  0a 0d 0a                 TTP/1.0....')
  expect(hex.stderr).toBe('a 到 b 27 字节，b 到 a 30 字节\n')
})

test('datagrams of UDP come one by one', async () => {
  const { stdout } = await follow(fixture('applications'), '-Y', 'inner udp port 53', '--json')
  expect(stdout.trim().split('\n').length).toBeGreaterThan(1)
})

test('without a number the flows are listed; several that pass are, and one has to be chosen', async () => {
  const all = await follow(TENANTS)
  expect(all.stdout).toMatch(/│ +1 │ vxlan 43 │ TCP │ 172.17.1.2:40000 │ 172.17.1.3:80 │ +5 │ +257 │/)
  expect(all).toMatchObject({ code: 0, stderr: `2 flows; choose one by its number: vxsniff follow ${TENANTS} 0\n` })
  const several = await follow(TENANTS, '-Y', 'tcp')
  expect(several).toMatchObject({ code: 2, stdout: all.stdout })
})

test('a flow of fragments alone is one, and has nothing to follow', async () => {
  const { stdout, stderr, code } = await vxsniff(['follow', 'fixtures/overlap-fragments.pcap', '0'])
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
  expect(stderr).toMatch(
    /^vxsniff: flow 0 is fragments of datagrams that are not whole; vxsniff follow .* can be followed\n$/,
  )
})

test.each([
  [['7'], /^vxsniff: there is no flow 7; vxsniff follow .* lists those that can be followed\n$/],
  [['x'], /^vxsniff: "x" is no number of a flow; vxsniff flows --json has them\n$/],
  [['-Y', 'vni 9'], /^vxsniff: no flow passes\n$/],
  [['1', '-Y', 'vni 9'], /^vxsniff: either the number 1 or -Y says which flow; leave one out\n$/],
  [['1', '--hex', '--json'], /^vxsniff: --hex and --json are two forms; choose one\n$/],
])('%j is refused', async (args, says) => {
  const { stdout, stderr, code } = await follow(TENANTS, ...args)
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
  expect(stderr).toMatch(says)
})

test('nothing that a capture holds is obeyed by a terminal', async () => {
  const capture = join(dir, 'spite.pcap')
  const octets = readFileSync(TENANTS)
  const place = octets.indexOf('GET /tenant-43')
  octets.write('\x1b]0;x\x07\x9b31m', place, 'latin1')
  writeFileSync(capture, octets)
  const { stdout } = await follow(capture, '1')
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
})

describe.skipIf(isMissing('tcpflow', 'apt-get install tcpflow'))('the octets are those of tcpflow', () => {
  const cases = [
    [TENANTS, 'vni 42'],
    [TENANTS, 'vni 43'],
    [fixture('applications'), 'inner tcp port 8080'],
    [LOSSY, 'tcp port 40904'],
    [LOSSY, 'tcp port 40908'],
  ] as const
  test.each(cases.filter(([path]) => existsSync(path)))('%s, %s', async (path, expression) => {
    const folder = mkdtempSync(join(dir, 'tcpflow-'))
    const bare = join(folder, 'bare.pcap')
    await vxsniff(['decap', path, '-Y', expression, '-w', bare])
    const flows = join(folder, 'flows')
    mkdirSync(flows)
    spawnSync('tcpflow', ['-r', bare, '-o', flows])
    const theirs = readdirSync(flows)
      .filter((name) => /^[\d.]+-[\d.]+$/.test(name))
      .map((name) => readFileSync(join(flows, name)).toString('hex'))
    const ours = (['a', 'b'] as const)
      .map((side) => spawnSync(process.execPath, [MAIN, 'follow', path, '-Y', expression, '--raw', side]).stdout)
      .filter((octets) => octets.length > 0)
      .map((octets) => octets.toString('hex'))
    expect(theirs.length).toBeGreaterThan(0)
    expect(ours.sort()).toEqual(theirs.sort())
  })
})
