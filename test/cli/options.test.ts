/**
 * Every option of every command, as they are declared: it changes what the command does, or it is refused with one line.
 * A new option fails here until its line in `VALUES` says what is to be seen. What only captures have is in
 * live-options.test.ts.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError, type Option } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { ethernet, icmpEcho, ipv4, udp, vxlan } from '../../fixtures/make/packets.js'
import { Exit, explainError } from '../../src/cli/errors.js'
import { programFor } from '../../src/cli/program.js'
import { COMMANDS, commandsWith, type Declared, flagOf, ownOptions } from '../helpers/declared.js'
import { type Finished, MAIN, vxsniff } from '../helpers/run.js'
import { share } from '../helpers/share.js'

const { CI } = process.env
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
afterAll(() => rmSync(dir, { recursive: true }))

const PLAIN = fixture('vxlan_vni_1.pcap')
const OTHER_PORT = fixture('vxlan-46354.pcap')
const FRAGMENTS = fixture('fragments.pcap')
const FINDINGS = fixture('port-mismatch.pcap')

/** Geneve to port 6001. */
const GENEVE = join(dir, 'geneve.pcap')
const octets = readFileSync(fixture('geneve.pcap'))
for (let at = octets.indexOf('17c1', 0, 'hex'); at >= 0; at = octets.indexOf('17c1', at + 2, 'hex')) {
  octets.writeUInt16BE(6001, at)
}
writeFileSync(GENEVE, octets)

/** Names for the ends of a tunnel. */
const NAMES = join(dir, 'names.txt')
writeFileSync(NAMES, '10.65.132.187 rack-1\n10.65.132.188 rack-2\n')

/** 120 networks of two hosts each. */
const MANY = join(dir, 'many.pcap')
writeFileSync(MANY, manyNetworks())

function manyNetworks(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(1, 20)
  const records = Array.from({ length: 120 }, (_, i) => [false, true].map((reply) => inTunnel(100 + i, reply))).flat()
  return Buffer.concat([header, ...records.flatMap((octets) => [recordHeader(octets.length), octets])])
}

function recordHeader(length: number): Buffer {
  const record = Buffer.alloc(16)
  record.writeUInt32LE(length, 8)
  record.writeUInt32LE(length, 12)
  return record
}

/** A ping, or the answer to it. */
function inTunnel(vni: number, reply: boolean): Uint8Array {
  const hosts = [1, 2].map((n) => ({
    mac: `02:00:00:00:${vni.toString(16)}:0${n}`,
    ip: `10.0.${vni}.${n}`,
    vtep: `192.0.2.${n}`,
  }))
  const [from, to] = (reply ? hosts.reverse() : hosts) as [(typeof hosts)[0], (typeof hosts)[0]]
  const echo = ipv4({ source: from.ip, destination: to.ip }, icmpEcho({ reply, id: 1, sequence: 1 }))
  const tunnel = udp({ source: 50_000, destination: 4789 }, vxlan(vni, ethernet(to.mac, from.mac, echo)))
  return ethernet('02:ff:00:00:00:02', '02:ff:00:00:00:01', ipv4({ source: from.vtep, destination: to.vtep }, tunnel))
    .octets
}

/** An option's value, and the capture in which it can be seen, where that is another one for some commands. */
interface Value {
  readonly words?: readonly string[]
  readonly file?: string
  readonly files?: Readonly<Record<string, string>>
}

const VALUES: Readonly<Record<string, Value>> = {
  '--verbose': { file: FINDINGS },
  '--hex': {},
  '--json': {},
  '--fields': { words: ['ip.src'] },
  '--format': { words: ['tcpdump'] },
  '-t': {},
  '--link-level': {},
  '--quiet': { file: fixture('bad-checksum.pcap') },
  '--interface': { words: ['no-such-device'] },
  '--max': { words: ['3'] },
  '--count': {},
  '--dont-verify-checksums': { file: fixture('bad-checksum.pcap') },
  '--autostop': { words: ['packets:3'] },
  '--list-interfaces': {},
  '--display-filter': { words: ['icmp'], files: { explain: FRAGMENTS } },
  '--frames': { words: ['3'], files: { explain: FRAGMENTS } },
  '--after': { words: ['+0.1'], files: { explain: FRAGMENTS } },
  '--before': { words: ['+0.0001'], files: { explain: FRAGMENTS } },
  '--head': { words: ['3'] },
  '--tail': { words: ['2'] },
  '--vxlan-port': { words: ['46354'], file: OTHER_PORT },
  '--geneve-port': { words: ['6001'], file: GENEVE },
  '--decode-as': { words: ['udp.port==46354,vxlan'], file: OTHER_PORT },
  '--guess': { file: OTHER_PORT },
  '--no-reassemble': { file: FRAGMENTS, files: { learn: fixture('overlap-fragments.pcap') } },
  '--color': { words: ['always'], file: FINDINGS },
  '--names': { words: [NAMES], file: FINDINGS },
  '--sort': { words: ['octets'], files: { flows: FRAGMENTS, tunnels: fixture('gre-mpls.pcap') } },
  '--top': { words: ['1'], file: fixture('arp-proxy.pcap') },
  '--csv': {},
  '--by': { words: ['protocol'] },
  '--interval': { words: ['1s'] },
  '--lang': { words: ['zh'], file: FINDINGS },
  '--limit': { words: ['1'], file: fixture('bad-checksum.pcap') },
  '--only': { words: ['mtu'], file: FINDINGS },
  '--ignore': { words: ['tunnel'], file: FINDINGS },
  '--fail-on': { words: ['warning'], file: FINDINGS },
  '--ageing': { words: ['1'], files: { explain: fixture('multicast.pcap') } },
  '--mermaid': {},
  '--step': {},
  '--at': { words: ['#3'] },
  '--diff': { words: ['1', '3'] },
  '--all': { file: MANY },
  '--questions': { words: ['2'] },
  '--seed': { words: ['2'] },
  '--answers': {},
  '--packets': { words: ['1'] },
}

/** How a command is called without the option. */
const CALLS: Readonly<Record<string, (file: string, flag: string) => readonly string[]>> = {
  read: (file) => ['read', file],
  flows: (file) => ['flows', file],
  tunnels: (file) => ['tunnels', file],
  stats: (file) => ['stats', file],
  check: (file) => ['check', file],
  learn: (file) => ['learn', file],
  quiz: (file, flag) => ['quiz', file, '--seed', '1', ...(['--json', '--answers'].includes(flag) ? [] : ['--answers'])],
  explain: (file) => ['explain', file, file === OTHER_PORT || file === GENEVE ? '1' : '5'],
  report: (file) => ['report', file, '-o', '-'],
  interfaces: () => ['interfaces'],
}

/** What changes nothing, by the declaration's own words. */
const WITHOUT_EFFECT = new Set(['-n'])
/** What belongs to `-i`, and what `-w` and it have between them. */
const LIVE = new Set(['-L', '-s', '-B', '-p', '-Q', '-Z', '--metrics', '--backend'])
const LIVE_VALUES: Readonly<Record<string, string>> = {
  '-s': '60',
  '-B': '64',
  '-Q': 'in',
  '-Z': 'root',
  '--metrics': '9464',
  '--backend': 'cap',
}

/** So many commands share an option that not each is tried. */
const MANY_COMMANDS = 5

const long = (option: Option): string => option.long ?? option.short!
const files = COMMANDS.filter(({ name }) => name in CALLS)
const pairs = files.flatMap((command) =>
  ownOptions(command).map((option): [string, string, Option] => [command.name, flagOf(option), option]),
)

/** What many commands take, by the same code, is tried with `read` and with a share of the others. */
const tried = pairs.filter(
  (pair) => pair[0] === 'read' || commandsWith(pair[1]).length < MANY_COMMANDS || share(pairs, 6).includes(pair),
)

const known = new Map<string, Promise<Finished>>()
/** The same call is made once. */
function call(args: readonly string[]): Promise<Finished> {
  const key = JSON.stringify(args)
  const before = known.get(key)
  if (before !== undefined) return before
  const result = vxsniff(args)
  known.set(key, result)
  return result
}

function expectRefusal({ stdout, stderr, code }: Finished, why: string | RegExp): void {
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
  expect(stderr).toMatch(/^vxsniff: [^\n]+\n$/)
  expect(stderr).toMatch(why)
}

/** What is refused before anything is done is so without a process of its own. */
async function refused(args: readonly string[]): Promise<Finished> {
  let stderr = ''
  const program = programFor(args[0])
  const writeErr = (text: string): void => {
    stderr += text
  }
  for (const command of [program, ...program.commands.flatMap((sub) => [sub, ...sub.commands])]) {
    command.configureOutput({ ...command.configureOutput(), writeErr })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (e) {
    if (e instanceof CommanderError) return { stdout: '', stderr, code: e.exitCode === 0 ? 0 : Exit.Usage }
    const { line, code } = explainError(e)!
    return { stdout: '', stderr: `vxsniff: ${line}\n`, code }
  }
  return { stdout: 'it ran', stderr, code: 0 }
}

/** Counts the threads that a command starts. */
const COUNT_WORKERS = 'let n=0;process.on("worker",()=>n++);process.on("exit",()=>console.error("workers",n))'
async function workers(args: readonly string[]): Promise<number> {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(COUNT_WORKERS)}`
  const { stderr } = await vxsniff(args, '', { NODE_OPTIONS })
  // The threads count as well, and start none.
  return Math.max(...[...stderr.matchAll(/^workers (\d+)$/gm)].map(([, n]) => Number(n)))
}

/** Options whose effect is not another text. */
const SHOWN: Readonly<Record<string, (name: string) => Promise<void>>> = {
  '-n': async (name) => {
    const args = CALLS[name]!(PLAIN, '-n')
    expect(await call([...args, '-n'])).toEqual(await call(args))
  },
  '-w': async () => {
    const out = join(dir, 'written.pcap')
    expect(await vxsniff(['read', PLAIN, '-w', out])).toMatchObject({ stdout: '', code: 0 })
    expect(readFileSync(out)).toEqual(readFileSync(PLAIN))
  },
  '-r': async (name) => {
    expect(await call([name, '-r', PLAIN])).toEqual(await call([name, PLAIN]))
  },
  '-F': async (name) => {
    const file = join(dir, 'filter')
    writeFileSync(file, 'icmp # inside and outside\n')
    expect(await call([name, PLAIN, '-F', file])).toEqual(await call([name, PLAIN, '-Y', 'icmp']))
  },
  '-U': async (name) => {
    expectRefusal(await call([name, PLAIN, '-U']), /-U goes with -w/)
    const out = join(dir, 'buffered.pcap')
    expect(await vxsniff([name, PLAIN, '-U', '-w', out])).toMatchObject({ stdout: '', code: 0 })
  },
  '-S': async (name) => {
    const args = [name, fixture('tenants.pcap'), '--format', 'tcpdump']
    expect(await call([...args, '-S'])).not.toEqual(await call(args))
  },
  ...Object.fromEntries(
    ['--no-header', '--innermost'].map((flag) => [
      flag,
      async (name: string) => {
        expectRefusal(await call([name, PLAIN, flag]), `${flag} goes with --fields`)
        const args = [name, PLAIN, '--fields', 'ip.src']
        expect(await call([...args, flag])).not.toEqual(await call(args))
      },
    ]),
  ),
  '--payload': async (name) => {
    expectRefusal(await call([name, PLAIN, '--payload']), '--payload goes with --json')
    expect(await call([name, PLAIN, '--json', '--payload'])).not.toEqual(await call([name, PLAIN, '--json']))
  },
  '-P': async (name) => {
    expectRefusal(await call([name, PLAIN, '--print']), /--print goes with -w/)
    const written = await vxsniff([name, PLAIN, '-w', join(dir, 'printed.pcap'), '--print'])
    expect(written.stdout).toBe((await call([name, PLAIN])).stdout)
  },
  '--explain-filter': async (name) => {
    const args = [name, PLAIN, ...(name === 'explain' ? ['1'] : [])]
    expectRefusal(await call([...args, '--explain-filter']), /--explain-filter goes with -Y/)
    const { stdout, code } = await call([...args, '-Y', 'arp', '--explain-filter'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^is read as\n {2}arp\nthe kernel hands up\n {2}less /)
  },
  '-o': async (name) => {
    const out = join(dir, 'page.html')
    expect(await vxsniff([name, PLAIN, '-o', out])).toMatchObject({ stdout: '', code: 0 })
    expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/i)
  },
  // What is sent is read in test/export/ipfix.test.ts.
  '--ipfix': async (name) => {
    expectRefusal(await call([name, PLAIN, '--ipfix', 'nowhere']), /Give host:4739/)
    expectRefusal(await call([name, PLAIN, '--ipfix', '127.0.0.1:9', '--json']), /cannot be used with/)
  },
  ...Object.fromEntries(
    [['--ipfix-tunnel'], ['--active-timeout', '30'], ['--inactive-timeout', '5']].map((words) => [
      words[0],
      async (name: string) => expectRefusal(await call([name, PLAIN, ...words]), `${words[0]} goes with --ipfix`),
    ]),
  ),
  // What they do is compared in test/export/anonymous.test.ts.
  '--anonymise': async (name) =>
    expectRefusal(await call([name, PLAIN, '--anonymise']), /--anonymise goes with --ipfix/),
  ...Object.fromEntries(
    [
      ['--key', 'x'],
      ['--key-file', 'x'],
      ['--keep-subnets', '10.0.0.0/8'],
      ['--keep-vendor'],
      ['--groups'],
      ['--ids'],
    ].map((words) => [
      words[0]!,
      async (name: string) => expectRefusal(await call([name, PLAIN, ...words]), `${words[0]} goes with --anonymise`),
    ]),
  ),
  // That packets are taken without being decoded is seen in test/analysis/tables/path-cache.test.ts.
  '--no-kernel': async (name) => {
    const args = [name, fixture('tenants.pcap'), '--json']
    expect(await call([...args, '--no-kernel'])).toEqual(await call(args))
  },
  // What tables tell is compared in test/export/table-findings.test.ts.
  '--from': async (name) => {
    expectRefusal(await call([name, PLAIN, '--from', dir]), /two questions; give one/)
    expectRefusal(await call([name, '--from', dir]), /has no tables/)
  },
  // What finds no room is looked at in test/hostile/budget.test.ts.
  '--memory': async (name) => expectRefusal(await call([name, PLAIN, '--memory', '1']), /--memory .*at least/),
  '--jobs': async (name) => {
    const args = [name, FRAGMENTS, '--batch', '2000']
    expect(await workers([...args, '--jobs', '1'])).toBe(0)
    expect(await workers([...args, '--jobs', '3'])).toBe(name === 'check' ? 1 : 2)
    expectRefusal(await call([name, '-i', 'lo', '--jobs', '1']), /--jobs is for files/)
  },
  '--batch': async (name) => {
    expect(await workers([name, FRAGMENTS, '--jobs', '2'])).toBe(0)
    expect(await workers([name, FRAGMENTS, '--jobs', '2', '--batch', '2000'])).toBe(1)
    expectRefusal(await call([name, '-i', 'lo', '--batch', '2000']), /--batch is for files/)
  },
  ...Object.fromEntries(
    ['-C', '-G', '-W'].map((flag) => [
      flag,
      async (name: string) => {
        expectRefusal(await call([name, PLAIN, flag, '1']), `${flag} goes with -w`)
        expectRefusal(await call([name, PLAIN, flag, '1', '-w', join(dir, 'x.pcap')]), `${flag} goes with -i`)
      },
    ]),
  ),
}

describe('on files', () => {
  test.concurrent.each(tried)('%s %s', async (name, flag, option) => {
    if (LIVE.has(flag)) {
      const value = LIVE_VALUES[flag]
      const args = [name, ...(value === undefined ? [flag] : [flag, value]), PLAIN]
      return expectRefusal(await refused(args), new RegExp(`^vxsniff: ${flag} goes with -i\n$`))
    }
    const shown = SHOWN[flag]
    if (shown !== undefined && !(flag === '-w' && name !== 'read')) return shown(name)
    const value = VALUES[long(option)]
    expect(value, `VALUES has no ${long(option)}: say how ${name} shows that it has an effect`).toBeDefined()
    const { words = [], file = PLAIN, files: others = {} } = value!
    expect(words.length > 0).toBe(option.required)
    const args = CALLS[name]!(others[name] ?? file, long(option))
    const [without, given] = await Promise.all([call(args), call([...args, flag, ...words])])
    // A quiz that nobody answers is not passed.
    expect(without.code).toBeLessThanOrEqual(name === 'quiz' ? 1 : 0)
    if (given.code === 2) expectRefusal(given, '')
    expect(given, `${name} ${flag} does nothing`).not.toEqual(without)
  })

  test('nothing is without effect but what says so', () => {
    const said = pairs.filter(([, , { description }]) => /which is so in any case/.test(description))
    expect(new Set(said.map(([, flag]) => flag))).toEqual(WITHOUT_EFFECT)
  })

  test('what belongs to a live capture says so', () => {
    const said = pairs.filter(([, , { description }]) => /^live\b/.test(description)).map(([, flag]) => flag)
    expect(new Set(said)).toEqual(LIVE)
  })
})

describe('live', () => {
  test('has the options of read but those for threads, and needs -i', async () => {
    const flags = ({ options }: Declared): string[] => options.map(flagOf)
    const of = (name: string): string[] => flags(COMMANDS.find((command) => command.name === name)!)
    expect(of('live')).toEqual(of('read').filter((flag) => !['--jobs', '--batch'].includes(flag)))
    for (const args of [['live'], ['live', '--json'], ['-v']]) expectRefusal(await call(args), /which interface\?/)
  })
})

describe('lab', () => {
  /** With no lab to be seen or touched: a folder of namespaces of its own. */
  const alone = (...args: readonly string[]) => {
    const script =
      'mkdir -p /run/netns && mount -t tmpfs none /run/netns && "$@"; code=$?; ls /run/netns >&2; exit $code'
    const { stdout, stderr, status } = spawnSync('unshare', [
      '-m',
      'sh',
      '-c',
      script,
      'sh',
      process.execPath,
      MAIN,
      ...args,
    ])
    return { stdout: stdout.toString(), stderr: stderr.toString(), code: status }
  }
  const isolated = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0
  const message = 'some options of lab are not tested: they need root and mount namespaces'
  if (!isolated && CI === 'true') throw new Error(message)
  if (!isolated) console.warn(message)

  const SHOWN: Readonly<Record<string, () => Promise<void> | void>> = {
    'lab list --lang': () => expectOther(['lab', 'list', 'p2p'], ['--lang', 'zh']),
    'lab up --lang': () => expectOther(['lab', 'up', 'p2p', '--dry-run', '--fault', 'vni-mismatch'], ['--lang', 'zh']),
    'lab up --fault': () => expectOther(['lab', 'up', 'p2p', '--dry-run'], ['--fault', 'vni-mismatch']),
    'lab up --dry-run': () => expectDryRun('up'),
    'lab down --lang': () => expectOtherAlone(['lab', 'down', 'p2p'], ['--lang', 'zh']),
    'lab down --all': () => expectOtherAlone(['lab', 'down'], ['--all']),
    'lab status --lang': () => expectOtherAlone(['lab', 'status'], ['--lang', 'zh']),
    'lab run --lang': () =>
      expectOther(['lab', 'run', 'p2p', '--dry-run', '--fault', 'vni-mismatch'], ['--lang', 'zh']),
    'lab run --fault': () => expectOther(['lab', 'run', 'p2p', '--dry-run'], ['--fault', 'vni-mismatch']),
    'lab run --dry-run': () => expectDryRun('run'),
    'lab run -w': () => expectOther(['lab', 'run', 'p2p', '--dry-run'], ['-w', 'elsewhere']),
  }

  async function expectOther(args: readonly string[], option: readonly string[]): Promise<void> {
    const given = await call([...args, ...option])
    expect(given.code).toBe(0)
    expect(given).not.toEqual(await call(args))
  }

  function expectOtherAlone(args: readonly string[], option: readonly string[]): void {
    if (!isolated) return
    const given = alone(...args, ...option)
    expect(given.code).toBe(0)
    expect(given).not.toEqual(alone(...args))
  }

  function expectDryRun(command: string): void {
    if (!isolated) return
    const { stdout, stderr, code } = alone('lab', command, 'p2p', '--dry-run')
    expect(stdout).toContain('ip netns add vxl-p2p-n1\n')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  }

  test.each(
    COMMANDS.filter(({ name }) => name.startsWith('lab ')).flatMap(({ name, options }) =>
      options.map((option) => `${name} ${flagOf(option)}`),
    ),
  )('%s', async (pair) => {
    expect(SHOWN[pair], `nothing shows what ${pair} does`).toBeDefined()
    await SHOWN[pair]!()
  })
})

describe('an empty word', () => {
  const valued = COMMANDS.flatMap((command) =>
    ownOptions(command)
      .filter(({ required }) => required)
      .map((option): [string, string] => [command.name, long(option)]),
  )

  test.each(valued)('%s %s "" is refused before anything is done', async (name, flag) => {
    const words = name.startsWith('lab ') ? ['p2p'] : name === 'explain' ? [PLAIN, '5'] : [PLAIN]
    for (const given of [[flag, ''], [`${flag}=`]]) {
      expectRefusal(await refused([...name.split(' '), ...words, ...given]), '')
    }
  })

  test.each(valued.slice(0, 3))('%s %s "" leaves nothing behind', (name, flag) => {
    const cwd = mkdtempSync(join(dir, 'empty-'))
    const { status } = spawnSync(process.execPath, [MAIN, name, PLAIN, flag, ''], { cwd })
    expect(status).toBe(Exit.Usage)
    expect(readdirSync(cwd)).toEqual([])
  })

  test.each([
    ['read', ''],
    ['flows', PLAIN, ''],
    ['explain', '', '5'],
    ['explain', PLAIN, ''],
    ['report', ''],
    ['quiz', ''],
    ['lab', 'list', ''],
    ['lab', 'up', '--dry-run', ''],
  ])('%s %s %s: an argument is refused', async (...args) => {
    expectRefusal(await call(args), /^vxsniff: an empty word is no argument; leave it out\n$/)
  })

  test('the page of before is left alone', async () => {
    const page = join(dir, 'kept.html')
    writeFileSync(page, 'kept')
    expectRefusal(await call(['report', PLAIN, '-o', page, '-o', '']), /-o is followed by an empty word; give <file>/)
    expect(statSync(page).size).toBe(4)
    expect(existsSync('report.html')).toBe(false)
  })
})
