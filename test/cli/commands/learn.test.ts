/** `vxsniff learn` as a user runs it: forms of output, moments, damaged files, a terminal, a live network. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cannotMakeNetworks, ip, startIn } from '../../helpers/namespaces.js'
import { MAIN, vxsniff } from '../../helpers/run.js'
import { Screen, tmuxIsMissing } from '../../helpers/tmux.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}.pcap`, import.meta.url))
const MULTICAST = fixture('multicast')

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-learn-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

test('the story: network, sequence, ladder, tables', async () => {
  const { stdout, stderr, code } = await vxsniff(['learn', MULTICAST])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^vxlan 42: multicast flood and learn, group 224\.1\.1\.1; 2 VTEPs, 2 hosts/)
  expect(stdout).toContain('1. 172.17.1.2 looks for 172.17.1.3')
  expect(stdout).toContain('learns 4e:92:72:79:59:ed behind 10.65.132.187')
  expect(stdout).toContain('as bridge fdb would show it')
  expect(stdout).toMatch(/│ ba:d8:43:67:8d:fb │ 10\.65\.132\.188 │ +#6 │ +#12 │/)
})

test('--lang zh tells the same in Chinese', async () => {
  const { stdout } = await vxsniff(['learn', '--lang', 'zh', MULTICAST])
  expect(stdout).toContain('广播 ARP 请求')
  expect(stdout).toContain('转发表')
  const { stdout: byLocale } = await vxsniff(['learn', MULTICAST], '', { LANG: 'zh_CN.UTF-8' })
  expect(byLocale).toBe(stdout)
})

test('--json is one object with what a program needs', async () => {
  const { stdout } = await vxsniff(['learn', '--json', MULTICAST])
  const facts = JSON.parse(stdout)
  expect(facts.modes).toMatchObject([{ vni: 42, mode: 'multicast', confidence: 'high' }])
  expect(facts.fdb).toContainEqual(
    expect.objectContaining({
      vtep: '10.65.132.188',
      vni: 42,
      mac: '4e:92:72:79:59:ed',
      dst: '10.65.132.187',
      origin: 'learned',
      frame: 5,
      lastFrame: 11,
      doubt: null,
    }),
  )
  expect(facts.neighbours).toContainEqual(
    expect.objectContaining({ vni: 42, host: '172.17.1.2', ip: '172.17.1.3', mac: 'ba:d8:43:67:8d:fb', frame: 6 }),
  )
  expect(facts.steps.slice(0, 8).map((step: { kind: string }) => step.kind)).toEqual([
    'on-link',
    'request',
    'flood',
    'receive',
    'learn',
    'reply',
    'learn',
    'unicast',
  ])
})

test('--at and --diff: the tables at a moment, by frame or time, wherever the files stand', async () => {
  const at = (timestamp: string) => vxsniff(['learn', '--at', timestamp, MULTICAST])
  expect((await at('#5')).stdout).not.toContain('ba:d8:43:67:8d:fb')
  expect((await at('6')).stdout).toContain('ba:d8:43:67:8d:fb')
  const tables = (text: string): string => text.slice(text.indexOf('\n'))
  expect(tables((await at('+1.6')).stdout)).toBe(tables((await at('8')).stdout))
  const before = await vxsniff(['learn', '--diff', '5', '6', MULTICAST])
  const after = await vxsniff(['learn', MULTICAST, '--diff', '5', '6'])
  expect(before.stdout).toMatch(/\+ +ba:d8:43:67:8d:fb +dst 10\.65\.132\.188 +#6/)
  expect(after.stdout).toBe(before.stdout)
})

test.each([
  [['--at', 'yesterday'], '"yesterday" is no moment'],
  [['--diff', '5'], "missing required argument 'file'|--diff takes two moments"],
  [['--json', '--mermaid'], '--json and --mermaid are different forms of output; choose one'],
  [['--ageing', '0'], 'Give a whole number from 1 on'],
])('%j is one clear line and exit 2', async (args, message) => {
  const { stderr, code } = await vxsniff(['learn', MULTICAST, ...args])
  expect(code).toBe(2)
  expect(stderr).toMatch(new RegExp(message))
  expect(stderr.split('\n').length).toBe(2)
})

test('--mermaid is a sequence diagram', async () => {
  const { stdout } = await vxsniff(['learn', '--mermaid', MULTICAST])
  expect(stdout).toMatch(/^sequenceDiagram\n {4}participant /)
  expect(stdout).toContain('Note over')
})

test('a damaged file: all that could be learned, then where it broke, exit 3', async () => {
  const path = join(dir, 'cut.pcap')
  writeFileSync(path, readFileSync(MULTICAST).subarray(0, -20))
  const { stdout, stderr, code } = await vxsniff(['learn', path])
  expect(code).toBe(3)
  expect(stdout).toContain('172.17.1.2 looks for 172.17.1.3')
  expect(stderr).toMatch(/octet \d+/)
})

test('a capture without any tunnel says so and shows the neighbours it has', async () => {
  const path = join(dir, 'empty.pcap')
  writeFileSync(path, readFileSync(MULTICAST).subarray(0, 24))
  const { stdout, code } = await vxsniff(['learn', path])
  expect(code).toBe(0)
  expect(stdout.length).toBeGreaterThan(0)
})

describe.skipIf(tmuxIsMissing())('in a terminal', () => {
  test('--step walks on with n and back with p, and q puts the terminal back', async () => {
    const screen = new Screen(100, 40)
    try {
      await screen.run(`${process.execPath} ${MAIN} learn --step ${MULTICAST}`)
      const first = await screen.until((text) => text.includes('172.17.1.3') && !text.includes('--step'))
      await screen.type('n')
      const second = await screen.until((text) => text !== first)
      await screen.type('p')
      expect(await screen.until((text) => text !== second)).toBe(first)
      await screen.type('q')
      await screen.until((text) => /^over 0$/m.test(text))
    } finally {
      await screen.close()
    }
  })
})

const skipped = cannotMakeNetworks()

describe.skipIf(skipped)('live', () => {
  const [a, b] = [`vxt-${process.pid}-la`, `vxt-${process.pid}-lb`]
  const run = (ns: string, ...command: readonly string[]) => ip('netns', 'exec', ns, ...command)

  beforeAll(() => {
    for (const ns of [a, b]) {
      ip('netns', 'add', ns)
      for (const which of ['all', 'default']) {
        run(ns, 'sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${which}/disable_ipv6`)
      }
    }
    ip('-n', a, 'link', 'add', 'u0', 'type', 'veth', 'peer', 'name', 'u0', 'netns', b)
    for (const [ns, host] of [
      [a, 1],
      [b, 2],
    ] as const) {
      ip('-n', ns, 'address', 'add', `10.9.0.${host}/24`, 'dev', 'u0')
      ip('-n', ns, 'link', 'set', 'u0', 'up')
      const options = ['id', '42', 'dstport', '4789', 'remote', `10.9.0.${3 - host}`, 'dev', 'u0']
      ip('-n', ns, 'link', 'add', 'vxlan0', 'address', `02:00:00:00:42:0${host}`, 'type', 'vxlan', ...options)
      ip('-n', ns, 'address', 'add', `172.17.9.${host}/24`, 'dev', 'vxlan0')
      ip('-n', ns, 'link', 'set', 'vxlan0', 'up')
    }
  })
  afterAll(() => {
    for (const ns of [a, b]) ip('netns', 'del', ns)
  })

  test('steps are told as they happen, the tables when it ends; they are the kernel’s', async () => {
    const live = startIn(a, process.execPath, MAIN, 'learn', '-i', 'u0')
    await live.says(/listening on/)
    run(a, 'ping', '-c', '2', '-i', '0.3', '172.17.9.2')
    await live.says('172.17.9.1 looks for 172.17.9.2', 'stdout')
    await live.says('learns', 'stdout')
    live.child.kill('SIGINT')
    const { stdout, code } = await live.ended
    expect(code).toBe(0)
    const table = JSON.parse(run(a, 'bridge', '-j', 'fdb', 'show', 'dev', 'vxlan0')) as {
      readonly mac: string
      readonly dst?: string
      readonly state: string
    }[]
    const learned = table.filter((entry) => entry.dst !== undefined && entry.state !== 'permanent')
    expect(learned.length).toBeGreaterThan(0)
    for (const { mac, dst } of learned)
      expect(stdout).toMatch(new RegExp(`│ ${mac} │ ${dst?.replaceAll('.', '\\.')} +│`))
  })

  test('a step is told although no packet follows it, also one that comes right after the step before', async () => {
    for (const ns of [a, b]) {
      ip('-n', ns, 'neigh', 'flush', 'dev', 'vxlan0')
      // No refresh after 5 s.
      run(ns, 'sh', '-c', 'echo 600 > /proc/sys/net/ipv4/neigh/vxlan0/delay_first_probe_time')
    }
    const live = startIn(a, process.execPath, MAIN, 'learn', '-i', 'u0', 'udp', 'port', '4789')
    await live.says(/listening on/)
    run(a, 'ping', '-c', '1', '172.17.9.2')
    ip('-n', a, 'neigh', 'flush', 'dev', 'vxlan0')
    run(a, 'ping', '-c', '1', '172.17.9.2')
    await live.says(
      /^2\. 172\.17\.9\.1 looks for 172\.17\.9\.2[\s\S]*172\.17\.9\.2 answers after[\s\S]*172\.17\.9\.2 answers after/m,
      'stdout',
    )
    const told = Math.max(...[...live.out.stdout.matchAll(/ #(\d+) /g)].map(([, frame]) => Number(frame)))
    live.child.kill('SIGINT')
    const { stderr } = await live.ended
    expect(stderr).toContain(`${told} packets captured`)
  })
})

const LAB = fileURLToPath(new URL('../../../../shared/lab', import.meta.url))
if (!existsSync(LAB)) console.warn(`skipped: both ends' captures of the same packets: ${LAB} is not there`)

test.skipIf(!existsSync(LAB))('several files of the same packets, and -i any: nothing is counted twice', async () => {
  const files = ['n1.pcap', 'n2.pcap'].map((name) => join(LAB, '02-multicast', name))
  const { stdout } = await vxsniff(['learn', '--json', ...files])
  const facts = JSON.parse(stdout)
  expect(facts.copies).toBeGreaterThan(0)
  expect(facts.moves).toEqual([])
})
