/** The lab on the real kernel: every network, every fault, and that nothing is left behind. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits, probe } from '../../src/lab/kernel.js'
import type { FaultName, Host } from '../../src/lab/network.js'
import { NETWORKS } from '../../src/lab/networks.js'
import { frrRoutes, isFromOutside, kernelEntries, learnUntil, toldRoutes } from '../helpers/frr.js'
import { cannotMakeVxlan, startIn } from '../helpers/namespaces.js'
import { isMissing } from '../helpers/programs.js'
import { type Finished, MAIN, vxsniff } from '../helpers/run.js'
import { isWhole, share } from '../helpers/share.js'

const PROGRAMS = { ip: 'iproute2', ethtool: 'ethtool', ping: 'iputils-ping', sysctl: 'procps', tcpdump: 'tcpdump' }

/** Why labs cannot be built here; undefined when they can. */
function obstacle(): string | undefined {
  for (const [program, name] of Object.entries(PROGRAMS)) {
    if (isMissing(program, `apt-get install ${name}`)) return `${program} is missing`
  }
  return cannotMakeVxlan()
}

const reason = obstacle()
const kernel = await probe(process.getuid?.() === 0)
/** Those that can be built here. */
const HERE = NETWORKS.filter((network) => limits(network, kernel).missing.length === 0)
if (reason !== undefined) console.warn(`the lab is not tested on the real kernel: ${reason}`)

const namespaces = (): string[] =>
  spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .stdout.split('\n')
    .map((line) => line.split(' ')[0]!)
    .filter((ns) => ns.startsWith('vxl-'))
    .sort()

/** Names of the root namespace's interfaces. */
const interfaces = (): string[] =>
  (JSON.parse(spawnSync('ip', ['-j', 'link'], { encoding: 'utf8' }).stdout) as { ifname: string }[]).map(
    (l) => l.ifname,
  )

/** Command lines of running programs that a lab starts, those of the workshop's lessons aside: they are tried meanwhile. */
function helpers(): string[] {
  const lines: string[] = []
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      const isLesson = readFileSync(`/proc/${pid}/environ`, 'utf8').includes('vxsniff-workshop-test-')
      if (!isLesson && (line.includes('lab/endpoint.js') || line.includes('/run/vxl-') || line.includes(dir)))
        lines.push(line)
    } catch {
      // It has ended.
    }
  }
  return lines
}

let dir = ''
let before: { namespaces: string[]; interfaces: string[]; helpers: string[] }
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-lab-test-'))
  before = { namespaces: namespaces(), interfaces: interfaces(), helpers: helpers() }
})
afterAll(() => rmSync(dir, { recursive: true }))

const runs = new Map<string, Promise<Finished>>()

/** Runs a network once, whoever asks; its files are in `place`. */
function labRun(name: string, fault?: FaultName): Promise<Finished> {
  const key = place(name, fault)
  let finished = runs.get(key)
  if (finished === undefined) {
    const options = fault === undefined ? [] : ['--fault', fault]
    finished = vxsniff(['lab', 'run', name, ...options, '-w', key, '--lang', 'en'])
    runs.set(key, finished)
  }
  return finished
}

const place = (name: string, fault?: FaultName): string => join(dir, `${name}${fault === undefined ? '' : `-${fault}`}`)

/** What a capture's lines say, without what differs from run to run, and without the gossip of IGMP, MLD and BGP. */
async function story(file: string): Promise<string[]> {
  const { stdout, stderr, code } = await vxsniff(['read', file])
  expect({ code, stderr: stderr.includes('vxsniff:') }).toEqual({ code: 0, stderr: false })
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^ *\d+ +\S+ +/, '').replace(/ {2,}/g, '  '))
    .map((line) =>
      line
        .replace(/ {2}\(offload\)$/, '')
        .replace(/ {2}[\d.]+ ms$/, '')
        .replace(/, id \d+/, ''),
    )
    .filter((line) => !/IGMP|listener|: BGP/.test(line))
}

/** One of the kernel's tables that a run has saved. */
function truth<T>(run: string, node: string, table: 'fdb' | 'neigh' | 'link', timestamp: string): T[] {
  return JSON.parse(readFileSync(join(run, `${node}.${table}.${timestamp}.json`), 'utf8')) as T[]
}

/** Where the kernel sends a MAC address. */
function vtepOf(run: string, node: string, mac: string, timestamp: string): string[] {
  return truth<{ mac: string; dst?: string }>(run, node, 'fdb', timestamp).flatMap((e) =>
    e.mac === mac && e.dst !== undefined ? [e.dst] : [],
  )
}

/** The MAC address that the kernel knows an address by. */
function macOf(run: string, node: string, address: string, timestamp: string): string | undefined {
  return truth<{ dst: string; lladdr?: string }>(run, node, 'neigh', timestamp).find((e) => e.dst === address)?.lladdr
}

const question = (tunnel: string, a: string, to: string, b: string, who: string, tell: string): string =>
  `${tunnel}  ${a} ${to} ${b}  ARP who-has ${who} tell ${tell}`
const answer = (tunnel: string, a: string, b: string, who: string, mac: string): string =>
  `${tunnel}  ${a} → ${b}  ARP ${who} is-at ${mac}`
const echo = (tunnel: string, a: string, b: string, from: string, to: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => [
    `${tunnel}  ${a} → ${b}  ${from} > ${to} ICMP echo request, seq ${i + 1}`,
    `${tunnel}  ${b} → ${a}  ${to} > ${from} ICMP echo reply, seq ${i + 1}`,
  ]).flat()

interface Expected {
  readonly story: readonly string[]
  /** Node, MAC address, the VTEPs it is sent to; learned in the run unless it is there from the start. */
  readonly fdb?: readonly (readonly [string, string, string])[]
  /** Node, IP address, MAC address. */
  readonly neighbours?: readonly (readonly [string, string, string])[]
  readonly static?: boolean
}

const ends = (a: string, b: string) => [a, b] as const
const [E187, E188] = ends('10.65.132.187', '10.65.132.188')
const [E250, E251] = ends('10.0.0.250', '10.0.0.251')
const [E106, E107] = ends('172.31.0.106', '172.31.0.107')
const [G3, G5] = ends('172.16.0.3', '172.16.0.5')
const V6 = ends('fd00:65:132::187', 'fd00:65:132::188')
const [S100, S101, S102] = ['192.168.8.100', '192.168.8.101', '192.168.8.102'] as const
const [M2, M3] = ends('c2:a1:4e:56:7d:eb', '3a:84:39:cc:05:93')
const [MC2, MC3] = ends('4e:92:72:79:59:ed', 'ba:d8:43:67:8d:fb')
const [VRF2, VRF3] = ends('02:00:ac:12:01:02', '02:00:ac:12:01:03')

/** ARP between two ends, then pings. */
const resolved = (
  tunnel: string,
  [a, b]: readonly [string, string],
  [ipA, ipB]: readonly [string, string],
  macB: string,
  count: number,
): string[] => [
  question(tunnel, a, '→', b, ipB, ipA),
  answer(tunnel, b, a, ipB, macB),
  ...echo(tunnel, a, b, ipA, ipB, count),
]

const VIA_NETNS = resolved('vxlan 40', [E250, E251], ['172.18.1.2', '172.18.1.3'], VRF3, 3)

const EXPECTED: Readonly<Record<string, Expected>> = {
  p2p: {
    story: [
      ...resolved('vxlan 42', [E187, E188], ['172.17.1.2', '172.17.1.3'], M3, 3),
      `${question('vxlan 42', E188, '→', E187, '172.17.1.2', '172.17.1.3')}  (unicast: refresh)`,
      answer('vxlan 42', E187, E188, '172.17.1.2', M2),
    ],
    fdb: [
      ['n1', M3, E188],
      ['n2', M2, E187],
    ],
    neighbours: [
      ['n1', '172.17.1.3', M3],
      ['n2', '172.17.1.2', M2],
    ],
  },
  'p2p-vni1': {
    story: [
      ...resolved('vxlan 1', [E106, E107], ['10.0.0.106', '10.0.0.107'], '02:00:0a:00:00:6b', 3),
      `${question('vxlan 1', E107, '→', E106, '10.0.0.106', '10.0.0.107')}  (unicast: refresh)`,
      answer('vxlan 1', E106, E107, '10.0.0.106', '02:00:0a:00:00:6a'),
    ],
    fdb: [['vm1', '02:00:0a:00:00:6b', E107]],
    neighbours: [['vm2', '10.0.0.106', '02:00:0a:00:00:6a']],
  },
  multicast: {
    story: [
      question('vxlan 42', E187, '⇒', '224.1.1.1', '172.17.1.3', '172.17.1.2'),
      answer('vxlan 42', E188, E187, '172.17.1.3', MC3),
      ...echo('vxlan 42', E187, E188, '172.17.1.2', '172.17.1.3', 1),
      `${question('vxlan 42', E188, '→', E187, '172.17.1.2', '172.17.1.3')}  (unicast: refresh)`,
      answer('vxlan 42', E187, E188, '172.17.1.2', MC2),
      ...echo('vxlan 42', E187, E188, '172.17.1.2', '172.17.1.3', 1),
    ],
    fdb: [
      ['n1', MC3, E188],
      ['n2', MC2, E187],
    ],
    neighbours: [['n1', '172.17.1.3', MC3]],
  },
  'multicast-3nodes': {
    story: [
      question('vxlan 42', S100, '⇒', '239.1.1.1', '10.20.1.3', '10.20.1.2'),
      answer('vxlan 42', S101, S100, '10.20.1.3', '02:00:0a:14:01:03'),
      ...echo('vxlan 42', S100, S101, '10.20.1.2', '10.20.1.3', 1),
      question('vxlan 42', S100, '⇒', '239.1.1.1', '10.20.1.4', '10.20.1.2'),
      answer('vxlan 42', S102, S100, '10.20.1.4', '02:00:0a:14:01:04'),
      ...echo('vxlan 42', S100, S102, '10.20.1.2', '10.20.1.4', 1),
      question('vxlan 42', S101, '⇒', '239.1.1.1', '10.20.1.4', '10.20.1.3'),
    ],
    fdb: [
      ['node1', '02:00:0a:14:01:04', S102],
      ['node3', '02:00:0a:14:01:03', S101],
    ],
    neighbours: [['node1', '10.20.1.3', '02:00:0a:14:01:03']],
  },
  'multicast-bridge': {
    story: [
      question('vxlan 42', E187, '⇒', '224.1.1.1', '172.19.1.3', '172.19.1.2'),
      answer('vxlan 42', E188, E187, '172.19.1.3', '02:fd:f9:7f:61:a7'),
      ...echo('vxlan 42', E187, E188, '172.19.1.2', '172.19.1.3', 2),
    ],
    fdb: [['n1', '02:fd:f9:7f:61:a7', E188]],
    neighbours: [['net1', '172.19.1.3', '02:fd:f9:7f:61:a7']],
  },
  vrf: {
    story: [
      ...resolved('vxlan 40', [E250, E251], ['172.18.1.2', '172.18.1.3'], VRF3, 3),
      ...resolved('vxlan 40', [E250, E251], ['172.18.1.2', '192.168.0.10'], VRF3, 1),
    ],
    fdb: [['host250', VRF3, E251]],
    neighbours: [['host250', '192.168.0.10', VRF3]],
  },
  netns: {
    story: VIA_NETNS,
    fdb: [['client', VRF3, E251]],
    neighbours: [['host251', '172.18.1.2', VRF2]],
  },
  'docker-bridge': {
    story: resolved('vxlan 200', [E106, E107], ['172.18.0.2', '172.18.0.3'], '02:42:ac:12:00:03', 2),
    fdb: [['vm1', '02:42:ac:12:00:03', E107]],
    neighbours: [['c2', '172.18.0.2', '02:42:ac:12:00:02']],
  },
  'static-fdb': {
    // Each question leaves twice: head-end replication.
    story: (
      [
        [S102, '10.20.1.3', 'd6:d9:cd:0a:a4:28'],
        [S101, '10.20.1.4', '52:5e:55:58:9a:ab'],
      ] as const
    ).flatMap(([vtep, ip, mac]) => [
      question('vxlan 42', S100, '→', S102, ip, '10.20.1.2'),
      question('vxlan 42', S100, '→', S101, ip, '10.20.1.2'),
      answer('vxlan 42', vtep, S100, ip, mac),
      ...echo('vxlan 42', S100, vtep, '10.20.1.2', ip, 1),
    ]),
    static: true,
    fdb: [['node1', 'd6:d9:cd:0a:a4:28', S102]],
  },
  'arp-proxy': {
    story: [
      ...echo('vxlan 42', S100, S102, '10.20.1.2', '10.20.1.3', 2),
      ...echo('vxlan 42', S100, S101, '10.20.1.2', '10.20.1.4', 2),
    ],
    static: true,
    fdb: [['node1', 'd6:d9:cd:0a:a4:28', S102]],
    neighbours: [['node1', '10.20.1.3', 'd6:d9:cd:0a:a4:28']],
  },
  flannel: {
    story: [
      ...echo('vxlan/8472 1', '10.168.0.2', '10.168.0.3', '10.244.0.2', '10.244.1.2', 3),
      ...echo('vxlan/8472 1', '10.168.0.2', '10.168.0.3', '10.244.0.0', '10.244.1.2', 1),
    ],
    static: true,
    fdb: [['node1', '5e:f8:4f:00:e3:37', '10.168.0.3']],
    neighbours: [['node1', '10.244.1.0', '5e:f8:4f:00:e3:37']],
  },
  'flannel-udp': { story: echo('flannel-udp', '10.168.0.2', '10.168.0.3', '10.244.0.2', '10.244.1.2', 3) },
  gre: {
    story: [...echo('gre', G3, G5, '10.1.1.1', '10.1.1.2', 3), ...echo('gre', G5, G3, '10.1.1.2', '10.1.1.1', 1)].map(
      (line) => line.replace('gre', line.startsWith(`gre  ${G3}`) ? 'gre 0x222222' : 'gre 0x111111'),
    ),
  },
  gretap: {
    story: resolved('gretap 42', [G3, G5], ['10.1.1.1', '10.1.1.2'], '02:00:0a:01:01:02', 3),
    neighbours: [['a', '10.1.1.2', '02:00:0a:01:01:02']],
  },
  gbp: {
    story: [
      ...resolved('vxlan 42', [E187, E188], ['172.17.1.2', '172.17.1.3'], M3, 1),
      ...[1, 2, 3].flatMap(() => echo('vxlan 42', E187, E188, '172.17.1.2', '172.17.1.3', 1)),
      ...echo('vxlan 42', E188, E187, '172.17.1.3', '172.17.1.2', 1),
    ],
    fdb: [['n1', M3, E188]],
  },
  'ipv6-underlay': {
    story: [
      ...resolved('vxlan 42', V6, ['172.17.1.2', '172.17.1.3'], M3, 2),
      `vxlan 42  ${V6[0]} → ${V6[1]}  fd00:42::2 > ff02::1:ff00:3 ICMP6 neighbor solicitation, who has fd00:42::3`,
      `vxlan 42  ${V6[1]} → ${V6[0]}  fd00:42::3 > fd00:42::2 ICMP6 neighbor advertisement, fd00:42::3, S O`,
      ...echo('vxlan 42', ...V6, 'fd00:42::2', 'fd00:42::3', 2).map((line) => line.replace('ICMP', 'ICMP6')),
    ],
    // What MLD says before the traffic teaches the FDB already.
    neighbours: [['n1', 'fd00:42::3', M3]],
  },
  evpn: {
    // No ARP: each leaf answers its own hosts.
    story: [
      ...echo('vxlan 10', '192.0.2.1', '192.0.2.2', '10.1.1.1', '10.1.1.2', 2),
      ...echo('vxlan 4001', '192.0.2.1', '192.0.2.2', '10.1.1.1', '172.30.2.10', 2),
      ...echo('vxlan 10', '192.0.2.1', '192.0.2.2', '10.1.1.2', '10.1.1.3', 2),
    ],
    neighbours: [['h1', '10.1.1.2', '02:00:0a:01:01:02']],
  },
}

describe.skipIf(reason !== undefined)('the networks on this kernel', () => {
  test.concurrent.each(HERE.map((n) => [n.name, n] as const))('%s', async (name, network) => {
    const expected = EXPECTED[name]!
    const { stdout, stderr, code } = await labRun(name)
    expect(stderr).not.toContain('vxsniff:')
    expect(code).toBe(0)
    expect(stdout).not.toContain('not as expected')

    const run = place(name)
    expect(await story(join(run, `${network.watch}.pcap`))).toEqual(expected.story)
    const nodes = [...network.hosts, ...network.containers].map((node) => node.name)
    expect(readdirSync(run).filter((file) => file.endsWith('.pcap'))).toHaveLength(nodes.length)
    // As any new file's, and nobody else's to change.
    const modes = readdirSync(run).map((file) => statSync(join(run, file)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o666 & ~process.umask()]))
    for (const [node, mac, vtep] of expected.fdb ?? []) {
      expect(vtepOf(run, node, mac, 'before')).toEqual(expected.static ? [vtep] : [])
      expect(vtepOf(run, node, mac, 'after')).toEqual([vtep])
    }
    for (const [node, address, mac] of expected.neighbours ?? []) {
      expect(macOf(run, node, address, 'before')).toBe(expected.static ? mac : undefined)
      expect(macOf(run, node, address, 'after')).toBe(mac)
    }
  })

  test('the kernel’s tables are saved after every step', async () => {
    await labRun('multicast-3nodes')
    const knows = (timestamp: string) => vtepOf(place('multicast-3nodes'), 'node1', '02:00:0a:14:01:04', timestamp)
    expect(['before', 'step1', 'step2', 'after'].map(knows)).toEqual([[], [], [S102], [S102]])
  })

  test('what the kernel has learned is told', async () => {
    const { stdout } = await labRun('p2p')
    expect(stdout).toContain(`
What the kernels have learned:
  n1  vxlan0  ${M3}  behind ${E188}  172.17.1.3
  n2  vxlan0  ${M2}  behind ${E187}  172.17.1.2
`)
  })

  test('GRE: checksums are right, and each end counts its own packets', async () => {
    await labRun('gre')
    const fields = 'ip.src,gre.key,gre.sequence_number'
    const { stdout } = await vxsniff(['read', '--fields', fields, join(place('gre'), 'a.pcap')])
    const rows = stdout
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split('\t'))
    for (const end of [G3, G5]) {
      const own = rows.filter(([source]) => source!.startsWith(end))
      expect(own.map((row) => row[1])).toEqual(Array(4).fill(end === G3 ? '0x00222222' : '0x00111111'))
      expect(own.map((row) => row[2])).toEqual(['0', '1', '2', '3'])
    }
    const json = await vxsniff(['read', '--json', join(place('gre'), 'a.pcap')])
    expect(json.stdout).not.toMatch(/"status":"(?!good)/)
  })

  test('GBP: the mark is the policy, with A and D where they were set', async () => {
    await labRun('gbp')
    const { stdout } = await vxsniff([
      'read',
      '--fields',
      'vxlan.flags,vxlan.gbp,icmp.type',
      join(place('gbp'), 'n1.pcap'),
    ])
    const asked = stdout
      .split('\n')
      .flatMap((row) => (row.endsWith('\t8') ? [row.split('\t').slice(0, 2).join(' ')] : []))
    expect(asked).toEqual(['0x0800 0', '0x8800 291', '0x8808 291', '0x8840 546', '0x8800 65535'])
  })

  test('flannel: a pod’s TTL falls by two on the way, through VXLAN and through UDP', async () => {
    for (const name of ['flannel', 'flannel-udp']) {
      await labRun(name)
      const { stdout } = await vxsniff(['read', '--fields', 'ip.dst,ip.ttl', join(place(name), 'pod2.pcap')])
      const [ttl] = stdout.split('\n').flatMap((row) => (row.startsWith('10.244.1.2\t') ? [row.split('\t')[1]] : []))
      // flanneld routes too.
      expect(ttl).toBe(name === 'flannel' ? '62' : '61')
    }
  })
})

const pairs = HERE.flatMap((n) => n.faults.map((f) => [n.name, f] as const))
/**
 * Each fault in the first network that has it, and a share of all others. Those that start daemons take as long as five others:
 * a lesson of the workshop has one, the others wait for `npm run test:all`.
 */
const FAULTS = pairs.filter((pair, i) =>
  pair[0] === 'evpn'
    ? isWhole
    : pairs.findIndex(([, fault]) => fault === pair[1]) === i || share(pairs, 8).includes(pair),
)

describe.skipIf(reason !== undefined)('the faults on this kernel', () => {
  test.concurrent.each(FAULTS)('%s with %s fails as it should', async (name, fault) => {
    const { stdout, stderr, code } = await labRun(name, fault)
    expect(stderr).not.toContain('vxsniff:')
    expect(code).toBe(0)
    expect(stdout).not.toContain('not as expected')
  })

  const seen = async (name: string, fault: FaultName, node: string): Promise<string[]> => {
    await labRun(name, fault)
    return story(join(place(name, fault), `${node}.pcap`))
  }
  const ask = question('vxlan 42', E187, '→', E188, '172.17.1.3', '172.17.1.2')

  test('VNI mismatch: the question arrives and nobody answers', async () => {
    const lines = await seen('p2p', 'vni-mismatch', 'n2')
    expect(lines.length).toBeGreaterThan(0)
    expect(new Set(lines)).toEqual(new Set([ask]))
  })

  test('port mismatch: the question arrives, and ICMP says that nobody listens', async () => {
    const [first, second] = await seen('p2p', 'port-mismatch', 'n2')
    expect(first).toBe(ask)
    expect(second).toMatch(/^10\.65\.132\.188 → 10\.65\.132\.187 {2}ICMP port unreachable, for .*:4789 vxlan 42$/)
  })

  test('remote down: the question leaves and does not arrive', async () => {
    expect((await seen('p2p', 'remote-down', 'n1'))[0]).toBe(ask)
    expect(await seen('p2p', 'remote-down', 'n2')).toEqual([])
  })

  test('MTU too large: a VTEP fragments, a bridge drops', async () => {
    const lines = await seen('p2p', 'mtu-too-large', 'n2')
    expect(lines.filter((line) => line.includes('(put together from'))).toHaveLength(4)
    const requests = (of: readonly string[]): number => of.filter((line) => line.includes('echo request')).length
    expect(requests(await seen('docker-bridge', 'mtu-too-large', 'c1'))).toBe(4)
    expect(requests(await seen('docker-bridge', 'mtu-too-large', 'vm1'))).toBe(2)
  })

  test('checksum offload: seeds where it is on, right checksums where it is off', async () => {
    const statuses = async (run: string, node: string): Promise<string[]> => {
      const { stdout } = await vxsniff(['read', '--json', join(run, `${node}.pcap`)])
      return [...new Set([...stdout.matchAll(/"status":"([\w-]+)"/g)].map((match) => match[1]!))].sort()
    }
    await Promise.all([labRun('p2p'), labRun('vrf')])
    await Promise.all([labRun('p2p', 'checksum-offload-on'), labRun('vrf', 'checksum-offload-off')])
    expect(await statuses(place('p2p'), 'n1')).toEqual(['good'])
    expect(await statuses(place('p2p', 'checksum-offload-on'), 'n1')).toEqual(['good', 'offload-outer', 'offload-seed'])
    expect(await statuses(place('vrf'), 'host250')).toEqual(['good', 'offload-seed'])
    expect(await statuses(place('vrf', 'checksum-offload-off'), 'host250')).toEqual(['good'])
  })

  test('MAC move: the old VTEP is asked until the moved host speaks', async () => {
    await labRun('multicast-bridge', 'mac-move')
    const moved = '02:fd:f9:7f:61:a7'
    const run = place('multicast-bridge', 'mac-move')
    expect(vtepOf(run, 'n1', moved, 'step2')).toEqual([E188])
    expect(vtepOf(run, 'n1', moved, 'after')).toEqual(['10.65.132.189'])
  })

  test('GRE key mismatch: ICMP answers what no tunnel takes', async () => {
    const [first, second] = await seen('gre', 'gre-key-mismatch', 'a')
    expect(first).toContain('gre 0x222222')
    expect(second).toMatch(
      /^172\.16\.0\.5 → 172\.16\.0\.3 {2}ICMP port unreachable, for 172\.16\.0\.3 > 172\.16\.0\.5 gre 0x222222/,
    )
  })
})

/** The extern_learn entries of the kernel's VXLAN devices: `VNI MAC destination`. */
function toldToKernel(run: string, node: string, timestamp: string): string[] {
  return kernelEntries(
    truth<Parameters<typeof kernelEntries>[0][number]>(run, node, 'fdb', timestamp).map((entry) => ({
      ...entry,
      ifname: entry.ifname.replace('vxlan', ''),
    })),
    isFromOutside,
  ).slice()
}

describe.skipIf(reason !== undefined)('what `vxsniff learn` says of them', () => {
  interface Told {
    readonly modes: readonly { readonly mode: string }[]
    readonly fdb: readonly { vtep: string; vni: number; mac: string; dst: string; origin: string }[]
  }
  interface VxlanLink {
    readonly ifname: string
    readonly linkinfo?: { info_kind?: string; info_data?: { id?: number; learning?: boolean; external?: boolean } }
  }
  const told = async (run: string, host: string): Promise<Told> => {
    const { stdout, code } = await vxsniff(['learn', '--json', join(run, `${host}.pcap`)])
    expect(code).toBe(0)
    return JSON.parse(stdout) as Told
  }

  /** How the networks are set up; of static entries a capture may show no more than the copies. */
  const MODES: Readonly<Record<string, readonly string[]>> = {
    multicast: ['multicast'],
    'multicast-3nodes': ['multicast'],
    'multicast-bridge': ['multicast'],
    'static-fdb': ['static-fdb', 'head-end-replication'],
    'arp-proxy': ['arp-proxy'],
    flannel: ['routed'],
    'flannel-udp': ['routed'],
    evpn: ['evpn', 'evpn-routed'],
  }
  test.concurrent.each(HERE.map((n) => [n.name, n] as const))('%s: its mode', async (name, network) => {
    await labRun(name)
    const { modes } = await told(place(name), network.watch)
    const overlay = modes.filter(({ mode }) => mode !== 'unknown')
    expect(overlay).not.toEqual([])
    for (const { mode } of overlay) expect(MODES[name] ?? ['point-to-point']).toContain(mode)
  })

  test.concurrent.each(HERE.map((n) => [n.name, n] as const))('%s: what the kernel learned', async (name, network) => {
    await labRun(name)
    const run = place(name)
    for (const home of network.hosts) {
      // A container without a port into a bridge has the device itself.
      const moved = home.devices.flatMap((d) => (d.type === 'vxlan' && d.movedTo !== undefined ? [d.movedTo] : []))
      for (const node of [home.name, ...moved]) await compare(run, home, node)
    }
  })

  test.runIf(HERE.some(({ name }) => name === 'evpn'))('evpn: what BGP told, as kernel and FRR have it', async () => {
    await labRun('evpn')
    const run = place('evpn')
    for (const leaf of ['l1', 'l2']) {
      const { fdb } = await told(run, leaf)
      const address = `192.0.2.${leaf.slice(1)}`
      const ours = fdb.filter(({ vtep, origin }) => vtep === address && origin === 'control-plane')
      expect(ours.map(({ vni, mac, dst }) => `${vni} ${mac} ${dst}`).sort()).toEqual(toldToKernel(run, leaf, 'after'))
      const shown = JSON.parse(readFileSync(join(run, `${leaf}.routes.after.json`), 'utf8'))
      const learning = await learnUntil(join(run, `${leaf}.pcap`), Number.POSITIVE_INFINITY)
      expect(toldRoutes(learning)).toEqual(frrRoutes(shown))
    }
    expect(toldToKernel(run, 'l1', 'before')).toContain('10 02:00:0a:01:01:02 192.0.2.2')
    expect(toldToKernel(run, 'l2', 'after')).toContain('10 02:00:0a:01:01:02 192.0.2.1')
  })

  /** What the devices of a node have learned, whose tunnels' packets the host `home` sees. */
  async function compare(run: string, home: Host, node: string): Promise<void> {
    const vtep = home.underlay.address.split('/')[0]!
    for (const { ifname, linkinfo } of truth<VxlanLink>(run, node, 'link', 'after')) {
      const { id, learning = true, external = false } = linkinfo?.info_data ?? {}
      if (linkinfo?.info_kind !== 'vxlan' || !learning || external) continue
      const rows = truth<{ mac: string; ifname: string; dst?: string; state: string }>(run, node, 'fdb', 'after')
      const mine = rows.filter((row) => row.ifname === ifname && row.dst !== undefined)
      const permanent = new Set(mine.filter((row) => row.state === 'permanent').map((row) => row.mac))
      const learned = mine.filter((row) => !permanent.has(row.mac)).map((row) => `${row.mac} ${row.dst}`)
      const { fdb } = await told(run, home.name)
      const ours = fdb.filter((e) => e.vtep === vtep && e.vni === id && e.origin === 'learned' && !permanent.has(e.mac))
      expect(ours.map((e) => `${e.mac} ${e.dst}`).sort()).toEqual(learned.sort())
    }
  }
})

describe.skipIf(reason !== undefined)('what `vxsniff check` says of them', () => {
  /** Findings in all captures of a run. */
  async function findingsOf(run: string): Promise<readonly { id: string; severity: string; says: string }[]> {
    // What BGP tells is seen between hosts.
    const hasRoutes = readdirSync(run).some((file) => file.includes('.routes.'))
    const files = readdirSync(run).filter((file) => (hasRoutes ? /^(l\d|rr)\.pcap$/ : /\.pcap$/).test(file))
    const outputs = await Promise.all(
      files.map((file) => vxsniff(['check', '--json', '--lang', 'en', join(run, file)])),
    )
    return outputs.flatMap(({ stdout, code }) => {
      expect(code).toBe(0)
      const lines = stdout.split('\n').slice(0, -2)
      return lines.map((line) => JSON.parse(line) as { id: string; severity: string; says: string })
    })
  }

  test.concurrent.each(HERE.map((n) => n.name))('%s: nothing is wrong', async (name) => {
    await labRun(name)
    const found = await findingsOf(place(name))
    expect(found.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  /** One of these is found in one of the captures. */
  const EXPLAINS: Readonly<Record<FaultName, readonly string[]>> = {
    'vni-mismatch': ['vxlan.vni-one-way', 'evpn.one-sided'],
    // No ICMP tells of what was sent to a group (RFC 1122 §3.2.2).
    'port-mismatch': ['vxlan.port-mismatch', 'tunnel.unreachable', 'tunnel.one-way'],
    'remote-down': ['tunnel.one-way', 'arp.unanswered'],
    'mtu-too-large': ['mtu.outer-fragments', 'mtu.blackhole'],
    'checksum-offload-on': ['checksum.offload'],
    'checksum-offload-off': [],
    'mac-move': ['mac.moved'],
    'gre-key-mismatch': ['gre.key-unanswered'],
    'route-filter': ['evpn.flood-missing'],
    'target-mismatch': ['evpn.route-target'],
    'reflector-down': ['bgp.session-ended'],
  }
  test.concurrent.each(FAULTS)('%s with %s is explained', async (name, fault) => {
    await labRun(name, fault)
    const ids = (await findingsOf(place(name, fault))).map(({ id }) => id)
    const wanted = EXPLAINS[fault]
    if (wanted.length === 0) expect(ids.filter((id) => id.startsWith('checksum.'))).toEqual([])
    else
      expect(
        ids.filter((id) => wanted.includes(id)),
        `found ${ids}`,
      ).not.toEqual([])
  })
})

describe.skipIf(reason !== undefined)('commands', () => {
  interface Link {
    readonly ifname: string
    readonly mtu: number
    readonly operstate: string
    readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> }
  }

  /** What a node's devices are, without what differs from run to run. */
  const shape = (run: string, node: string): unknown =>
    truth<Link>(run, node, 'link', 'before').map(({ ifname, mtu, operstate, linkinfo }) => {
      const { id, port, remote, local, learning, proxy } = linkinfo?.info_data ?? {}
      return { ifname, mtu, operstate, kind: linkinfo?.info_kind, id, port, remote, local, learning, proxy }
    })

  test.each(['docker-bridge'])('--dry-run of %s, pasted into a shell, does the same', async (name) => {
    const pasted = join(dir, `pasted-${name}`)
    const { stdout } = await vxsniff(['lab', 'run', name, '--dry-run', '-w', pasted])
    const { status, stderr } = spawnSync('bash', ['-e'], { input: stdout, encoding: 'utf8', timeout: 100_000 })
    expect({ status, stderr: /error|cannot/i.exec(stderr) }).toEqual({ status: 0, stderr: null })
    await labRun(name)
    const { watch, hosts, containers } = NETWORKS.find((n) => n.name === name)!
    expect(await story(join(pasted, `${watch}.pcap`))).toEqual(EXPECTED[name]!.story)
    for (const node of [...hosts, ...containers])
      expect(shape(pasted, node.name)).toEqual(shape(place(name), node.name))
  })

  test('up, status, up again, down, down again', async () => {
    expect((await vxsniff(['lab', 'up', 'gre'])).stdout).toMatch(/^gre is up\n/)
    expect((await vxsniff(['lab', 'status'])).stdout).toMatch(/^gre +[ab] [ab] +stands$/m)
    const again = await vxsniff(['lab', 'up', 'gre'])
    expect(again.stderr).toBe('vxsniff: gre is up, or was left half way: vxsniff lab down gre\n')
    expect(again.code).toBe(2)
    expect(spawnSync('ip', ['netns', 'exec', 'vxl-gre-a', 'ping', '-c', '1', '-W', '1', '10.1.1.2']).status).toBe(0)
    expect((await vxsniff(['lab', 'down', 'gre'])).stdout).toBe('gre  taken down\n')
    expect((await vxsniff(['lab', 'down', 'gre'])).stdout).toBe('no lab stands\n')
  })

  test('two runs of one network and one of another do not meet', async () => {
    const all = [1, 2].map((i) => vxsniff(['lab', 'run', 'netns', '-w', join(dir, `twin${i}`)]))
    all.push(vxsniff(['lab', 'run', 'arp-proxy', '-w', join(dir, 'other')]))
    for (const { code } of await Promise.all(all)) expect(code).toBe(0)
    for (const i of [1, 2]) expect(await story(join(dir, `twin${i}`, 'host250.pcap'))).toEqual(VIA_NETNS)
  })

  /** A run that waits for the refresh, from when it waits. */
  async function waitingRun(name: string, options: readonly string[] = []) {
    const child = spawn(process.execPath, [MAIN, 'lab', 'run', name, '-w', join(dir, `ended-${name}`), ...options])
    child.stderr.resume()
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('wait 5.5 s')) resolve()
      })
    })
    return child
  }
  const of = (pid: number): string[] => namespaces().filter((ns) => ns.includes(`.${pid}-`))

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s takes all down and ends the run with %i', async (signal, code) => {
    const child = await waitingRun('multicast')
    expect(of(child.pid!)).toHaveLength(3)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([code, null])
    expect(of(child.pid!)).toEqual([])
  })

  test('of two at once only one can be up, and it is whole', async () => {
    const both = await Promise.all([1, 2].map(() => vxsniff(['lab', 'up', 'gbp'])))
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2])
    expect(namespaces().filter((ns) => ns.startsWith('vxl-gbp-'))).toEqual([
      'vxl-gbp-n1',
      'vxl-gbp-n2',
      'vxl-gbp-switch',
    ])
    expect((await vxsniff(['lab', 'down', 'gbp'])).stdout).toBe('gbp  taken down\n')
  })

  test('a reader who has seen enough ends the run, and all is taken down', async () => {
    const child = spawn(process.execPath, [MAIN, 'lab', 'run', 'netns', '-w', join(dir, 'closed')])
    await once(child.stdout, 'data')
    child.stdout.destroy()
    await once(child, 'exit')
    expect(of(child.pid!)).toEqual([])
  })

  test('what SIGKILL leaves half way, `down` cleans, and a run in progress it leaves alone', async () => {
    const killed = await waitingRun('multicast')
    const alive = await waitingRun('multicast')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const { stdout } = await vxsniff(['lab', 'status'])
    expect(stdout).toMatch(new RegExp(`^multicast\\.${killed.pid} .* left by a run that was killed`, 'm'))
    await vxsniff(['lab', 'down', 'multicast'])
    expect(of(killed.pid!)).toEqual([])
    expect(of(alive.pid!)).toHaveLength(3)
    alive.kill('SIGINT')
    await once(alive, 'exit')
  })

  test('what is half built is called so, whatever is missing, until it is down', async () => {
    // Killed at its first namespace, in the middle, and where all of them are there.
    for (const until of ['vxl-gre-building', 'vxl-gre-switch', 'vxl-gre-b']) {
      const child = spawn(process.execPath, [MAIN, 'lab', 'up', 'gre'], { stdio: 'ignore' })
      while (!namespaces().includes(until)) await new Promise((resolve) => setTimeout(resolve, 1))
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect((await vxsniff(['lab', 'status'])).stdout).toMatch(/^gre +.*half built: vxsniff lab down gre$/m)
      expect((await vxsniff(['lab', 'list'])).stdout).toMatch(/^gre .*\(half built: vxsniff lab down gre\)$/m)
      expect((await vxsniff(['lab', 'up', 'gre'])).stderr).toContain('vxsniff lab down gre\n')
      expect((await vxsniff(['lab', 'down', 'gre'])).stdout).toBe('gre  taken down\n')
      expect(namespaces().filter((ns) => ns.startsWith('vxl-gre-'))).toEqual([])
    }
    await vxsniff(['lab', 'up', 'gre'])
    expect((await vxsniff(['lab', 'list'])).stdout).toMatch(/^gre .*\(stands\)$/m)
    // With what runs in it, which nobody would find otherwise.
    spawnSync('sh', ['-c', 'ip netns pids vxl-gre-b | xargs -r kill; ip netns del vxl-gre-b'])
    expect((await vxsniff(['lab', 'status'])).stdout).toMatch(/^gre +.* +half built: vxsniff lab down gre$/m)
    await vxsniff(['lab', 'down', 'gre'])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a build with %i, and all is taken down', async (signal, code) => {
    const child = spawn(process.execPath, [MAIN, 'lab', 'up', 'gre'], { stdio: 'ignore' })
    while (!namespaces().includes('vxl-gre-switch')) await new Promise((resolve) => setTimeout(resolve, 1))
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([code, null])
    expect(namespaces().filter((ns) => ns.startsWith('vxl-gre-'))).toEqual([])
  })

  test('without root it is one line, and how to get it', () => {
    const nobody = { uid: 65534, gid: 65534, encoding: 'utf8' as const }
    if (spawnSync('test', ['-r', MAIN], nobody).status !== 0) return console.warn(`nobody may not read ${MAIN}`)
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'lab', 'up', 'p2p'], nobody)
    expect(stderr).toBe('vxsniff: network namespaces need root: sudo vxsniff lab up p2p\n')
    expect(status).toBe(4)
  })
})

describe.skipIf(reason !== undefined)('a live capture inside a network', () => {
  /** Lines without numbers, widths of columns and round trips, which are cut to microseconds in tcpdump's file. */
  const bare = (text: string): string[] =>
    text.split('\n').map((line) =>
      line
        .replace(/ {2}\(offload\)$/, '')
        .replace(/ +[\d.]+ ms$/, '')
        .trim()
        .split(/\s+/)
        .slice(1)
        .join(' '),
    )

  test.each(share(HERE, 4).map((n) => [n.name, n] as const))(
    '%s: the lines and times of tcpdump’s packets',
    async (name, network) => {
      const saved = join(dir, `live-${name}.pcap`)
      const watched = network.hosts.find((host) => host.name === network.watch)!
      const ns = (node: string): string => `vxl-${name}-${node}`
      expect((await vxsniff(['lab', 'up', name])).code).toBe(0)
      try {
        const underlay = watched.underlay.device
        const theirs = startIn(
          ns(watched.name),
          'tcpdump',
          '--immediate-mode',
          '-i',
          underlay,
          '-Z',
          'root',
          '-U',
          '-w',
          saved,
        )
        await theirs.says('listening on')
        // Numbers of TCP as they are: relative ones begin where each capture does.
        const ours = startIn(ns(watched.name), process.execPath, MAIN, '-i', underlay, '-tt', '-S')
        await ours.says('listening on')
        for (const step of network.traffic) {
          if (step.do !== 'ping' || !step.answered) continue
          const device = step.device === undefined ? [] : ['-I', step.device]
          const ping = startIn(ns(step.from), 'ping', '-n', '-c', '1', '-W', '2', ...device, step.to)
          expect((await ping.ended).code).toBe(0)
          break
        }
        await ours.says(/echo reply/, 'stdout')
        ours.child.kill('SIGINT')
        const { stdout, code } = await ours.ended
        theirs.child.kill('SIGINT')
        await theirs.ended
        expect(code).toBe(0)
        const lines = bare(stdout).filter((line) => line !== '')
        const read = bare((await vxsniff(['read', '-tt', '-S', saved])).stdout)
        // tcpdump began first and ends last.
        expect(read.join('\n')).toContain(lines.join('\n'))
        expect(lines.filter((line) => line.includes('echo'))).toHaveLength(2)
      } finally {
        expect((await vxsniff(['lab', 'down', name])).code).toBe(0)
      }
    },
  )
})

describe('words', () => {
  test('the list names every network, in both languages', async () => {
    for (const lang of ['en', 'zh'] as const) {
      const { stdout, code } = await vxsniff(['lab', 'list', '--lang', lang])
      expect(code).toBe(0)
      for (const { name, title } of NETWORKS) {
        const line = stdout.split('\n').find((text) => text.startsWith(`${name} `))
        expect(line).toContain(title[lang])
      }
    }
  })

  test('an unknown network or fault is answered with those that there are', async () => {
    const network = await vxsniff(['lab', 'list', 'p3p'])
    expect(network.stderr).toMatch(/^vxsniff: no network "p3p"; there are p2p, /)
    expect(network.code).toBe(2)
    const fault = await vxsniff(['lab', 'run', 'gre', '--fault', 'vni-mismatch', '--dry-run'])
    expect(fault.stderr).toBe('vxsniff: gre has no fault "vni-mismatch"; there are gre-key-mismatch, remote-down\n')
    expect(fault.code).toBe(2)
  })
})

// Last, when all the others have ended.
describe.skipIf(reason !== undefined)('afterwards', () => {
  test('no namespace, no process and no interface is left', () => {
    expect(namespaces()).toEqual(before.namespaces)
    expect(helpers()).toEqual(before.helpers)
    expect(interfaces()).toEqual(before.interfaces)
    expect(readdirSync('/run').filter((name) => name.startsWith('vxl-'))).toEqual([])
  })
})
