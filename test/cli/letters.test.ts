/** The options of tcpdump and tshark: each is known, taken as it is meant or answered in a line. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, type Option } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { declareLive, declareRead, type ReadOptions } from '../../src/cli/commands/read-options.js'
import { layoutFrom } from '../../src/cli/layout.js'
import { answerTo, asDeclared, asStatistic, partsOf } from '../../src/cli/letters.js'
import { letterTable } from '../../src/present/letters.js'
import { LETTERS, STATISTICS } from '../../src/words/screens/letters.js'
import { vxsniff } from '../helpers/run.js'

const { CI } = process.env
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const CAPTURE = fixture('vxlan_vni_1.pcap')
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** What a program prints for `--help`; undefined where there is no such program. */
function helpOf(program: string): string | undefined {
  const { stdout, error } = spawnSync(program, ['--help'], { encoding: 'utf8' })
  return error === undefined ? stdout : undefined
}

/** Every option in it: letters apart, and those that tcpdump names together. */
function optionsIn(help: string): ReadonlySet<string> {
  const together = [...help.matchAll(/\[-([A-Za-z#]{5,})\]/g)].flatMap(([, letters]) => [...letters!])
  const apart = [...help.matchAll(/(?<![\w<-])(--[a-z][a-z-]+|-[A-Za-z0-9#])(?![\w#-]|=)/g)].map(([, flag]) => flag!)
  // Where a value stands without a space; and what the examples in tshark's text are.
  const close = [...help.matchAll(/^ {2}(-[A-Za-z])</gm)].map(([, flag]) => flag!)
  return new Set([...together.map((letter) => `-${letter}`), ...apart, ...close])
}

describe.each(['tcpdump', 'tshark'] as const)('%s', (program) => {
  const help = helpOf(program)
  if (help === undefined && CI === 'true') throw new Error(`${program} is missing`)

  test.skipIf(help === undefined)('every option that its help shows is in the table, and no other', () => {
    const known = LETTERS[program].flatMap(({ flags }) => flags)
    // The usage line of tcpdump has no word of its own for help.
    const shown = new Set([...optionsIn(help!), ...(program === 'tcpdump' ? ['--help'] : [])])
    expect([...shown].filter((flag) => !known.includes(flag))).toEqual([])
    expect(known.filter((flag) => !shown.has(flag))).toEqual([])
    expect(new Set(known).size).toBe(known.length)
  })
})

/** The command with its options, and what a call of it comes to. */
function commands(): { readonly program: Command; readonly calls: [words: string[], o: ReadOptions][] } {
  const calls: [string[], ReadOptions][] = []
  const run = (words: string[], o: ReadOptions): number => {
    calls.push([words, o])
    return 0
  }
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} })
  declareRead(program, run)
  declareLive(program, run)
  return { program, calls }
}

const optionsOf = (name: string): readonly Option[] =>
  commands().program.commands.find((command) => command.name() === name)!.options

/** What a call comes to: its words, and the options that are given. */
async function called(name: string, ...args: readonly string[]): Promise<{ words: string[]; o: ReadOptions }> {
  const { program, calls } = commands()
  await program.parseAsync([name, ...asDeclared(args, optionsOf(name), () => false)], { from: 'user' })
  const [words, o] = calls[0]!
  return { words, o }
}

describe('each letter', () => {
  const all = Object.entries(LETTERS).flatMap(([program, letters]) =>
    letters.flatMap((letter) => letter.flags.map((flag) => ({ program, flag, standing: letter.standing }))),
  )
  const declared = ['read', 'live'].map((name) => optionsOf(name))
  const isDeclared = (flag: string): boolean =>
    declared.every((options) => options.some(({ short, long }) => short === flag || long === flag))
  /** What commander and the program itself take, and what depends on what stands in front. */
  const ELSEWHERE = ['-h', '--help', '--version', '-V', '-E']

  test.each(all.filter(({ standing }) => standing !== 'answered'))('$program $flag is taken', ({ flag }) => {
    expect(ELSEWHERE.includes(flag) || isDeclared(flag)).toBe(true)
  })

  // Another program's letter may be the one that is taken.
  const refused = all.filter(({ flag, standing }) => standing === 'answered' && flag !== '-T')
  test.each(refused)('$program $flag is answered', async ({ flag }) => {
    for (const name of ['read', 'live']) {
      const error = await called(name, flag).then(
        () => undefined,
        (e: unknown) => e as Error,
      )
      expect(error?.name).toBe('UsageError')
      expect(error?.message).toMatch(/^(tcpdump|tshark)'s -\S+ \(.+\) is not here: [^\n]+$/)
    }
  })

  test('in Chinese as well', () => {
    expect(answerTo('-E', 'aes:1', 'zh')).toBe('没有 tcpdump 的 -E（解密 ESP）：ESP 只显示 SPI 和序号')
    expect(letterTable([], 'zh')).not.toMatch(/undefined/)
  })

  test('a statistic of tshark is a command here', () => {
    for (const [begins] of STATISTICS) expect(answerTo('-z', `${begins}x`, 'en')).toMatch(/^-z \S+: vxsniff /)
    expect(answerTo('-z', 'conv,ip', 'en')).toBe('-z conv,ip: vxsniff flows')
    expect(answerTo('-z', 'gzip', 'en')).toMatch(/^tcpdump's -z .*; tshark's -z /)
  })
})

describe('words', () => {
  const read = optionsOf('read')
  test.each<[string[], string[]]>([
    [
      ['-T', 'fields', '-e', 'ip.src', '-eip.dst', 'x'],
      ['--fields', 'ip.src,ip.dst'],
    ],
    [
      ['-Tfields', '-nE', 'separator=,', '-e', 'ip.src'],
      ['--layout', 'separator=,'],
    ],
    [
      ['-e', '-T', 'json', 'e'],
      ['-e', '-T', 'json', 'e'],
    ],
    [
      ['-t', 'e', '-nnt', 'ad'],
      ['-tt', '-n', '-n', '-tttt'],
    ],
    [['-tte'], ['-t', '-t', '-e']],
    [['-nVc3'], ['-n', '-v', '-c', '3']],
    [
      ['-Y', '-V', '--fields', '-e'],
      ['-Y', '-V', '--fields', '-e'],
    ],
    [
      ['-n', '--', '-V'],
      ['-n', '--', '-V'],
    ],
  ])('%j', (args, expected) => {
    expect(asDeclared(args, read, () => false).join(' ')).toContain(expected.join(' '))
  })

  test("names of fields may stand in front of -T fields, and -e alone is tcpdump's", () => {
    expect(asDeclared(['-e', 'ip.src', '-T', 'fields', 'x'], read, () => false).slice(0, 2)).toEqual([
      '--fields',
      'ip.src',
    ])
    expect(asDeclared(['-e', '-r', 'x'], read, () => false)).toEqual(['-e', '-r', 'x'])
    expect(asDeclared(['-e', 'some.pcap'], read, () => true)).toEqual(['-e', 'some.pcap'])
  })

  test.each<[string[], string[] | undefined]>([
    [
      ['-q', '-z', 'io,stat,1', '-r', 'x'],
      ['stats', '--interval', '1s', 'x'],
    ],
    [
      ['-r', 'x', '-qz', 'io,stat,0'],
      ['stats', 'x'],
    ],
    [
      ['-z', 'io,stat,1,icmp', '-c', '5', 'x'],
      ['stats', '--interval', '1s', '-c', '5', '-Y', 'icmp', 'x'],
    ],
    [
      ['-z', 'conv,ip', '-r', 'x', 'vni', '42'],
      ['flows', '-Y', 'vni 42', 'x'],
    ],
    [
      ['-z', 'conv,ip,arp', '-r', 'x', 'vni', '42'],
      ['flows', '-Y', '(arp) and (vni 42)', 'x'],
    ],
    [
      ['-z', 'io,phs', 'x', 'y'],
      ['stats', '--by', 'protocol', 'x', 'y'],
    ],
    [['-z', 'follow,tcp,ascii,1', '-r', 'x'], undefined],
    [['-r', 'x'], undefined],
  ])('a statistic is a call of a command: %j', (args, call) => {
    expect(asStatistic(args, read)).toEqual(call)
  })

  test('a file that is called as a form of time is a file', () => {
    expect(asDeclared(['-t', 'e'], read, () => true)).toEqual(['-t', 'e'])
  })

  test.each([
    [['-T', 'fields'], /-T fields goes with -e NAME/],
    [['-t', 'u'], /there is no -t u, but -t e, /],
    [['-r', 'x', '-T', 'json', '-e', 'ip.src'], /^-e ip\.src goes with -T fields/],
    [['-r', 'x', '-eip.src'], /^-e ip\.src goes with -T fields/],
  ])('%j is refused', (args, why) => {
    expect(() => asDeclared(args, read, () => false)).toThrow(why)
  })

  test.each<[string[], string[], string[]]>([
    [['-nnr', 'x', 'icmp'], ['n', 'r'], ['icmp']],
    [['--read-file=x'], ['read-file'], []],
    [['-i', '-r'], ['i'], []],
    [['-c', '3', 'x', '-Y', 'y'], ['c', 'Y'], ['x']],
  ])('%j has %j and the words %j', (args, given, words) => {
    expect(partsOf(args, read)).toEqual({ given: new Set(given), words })
  })
})

describe('what a call comes to', () => {
  const FILTER = join(dir, 'filter')
  writeFileSync(FILTER, '# of tenants\nicmp\n  and ip.src#1 == 10.0.0.1\n')

  test('the words behind -r FILE are an expression', async () => {
    expect((await called('read', '-r', 'x', 'inner', 'icmp')).o).toMatchObject({
      readFile: ['x'],
      displayFilter: 'inner icmp',
    })
  })

  test('-F has the expression of files, and the filter of interfaces', async () => {
    const text = 'icmp\n  and ip.src#1 == 10.0.0.1'
    expect((await called('read', '-r', 'x', '-F', FILTER)).o).toMatchObject({ displayFilter: text })
    expect((await called('live', '-i', 'x', '-F', FILTER)).o).toMatchObject({ captureFilter: text })
    expect((await called('live', '-i', 'x', '-f', 'icmp', '-Y', 'icmp')).o).toMatchObject({ captureFilter: 'icmp' })
  })

  test('-a tells when to stop', async () => {
    const { o } = await called(
      'live',
      '-i',
      'x',
      '-w',
      'y',
      '-a',
      'packets:7',
      '-a',
      'duration:2',
      '-a',
      'filesize:3',
      '-c',
      '9',
    )
    expect(o.autostop).toEqual({ packets: 7, seconds: 2, octets: 3000 })
    expect(o.max).toBe(7)
  })

  test.each([
    [['-r', 'x', '-i', 'y'], /^-r and -i: choose one$/],
    [['-r', 'x', '-Y', 'arp', 'icmp'], /^the words and -Y are a filter each/],
    [['-i', 'x', '-f', 'arp', 'icmp'], /^-f and the words are a filter each/],
    [['x', '-f', 'arp'], /^-f goes with -i/],
    [['x', '-a', 'files:3'], /^-a files:3: -W 3 with -G/],
    [['x', '-a', 'hours:3'], /duration:N, packets:N or filesize:N/],
    [['x', '-T', 'pdml'], /^there are -T fields, json, ek and text, no pdml/],
    [['x', '--no-header'], /^--no-header goes with --fields$/],
    [['x', '-Y', 'arp', '-Y', 'icmp'], /^-Y is there twice; give one: -Y '\(arp\) and \(icmp\)'$/],
    [['x', '-F', '/nowhere'], /^-F \/nowhere: no such file$/],
    [['x', '-a', 'duration:2'], /^-a duration goes with -i$/],
    [['x', '-a', 'filesize:2'], /^-a filesize goes with -w$/],
  ])('%j is refused', async (args, why) => {
    await expect(called('read', ...args)).rejects.toThrow(why)
  })
})

describe('the program', () => {
  const SMALL = readFileSync(`${CAPTURE}.txt`, 'utf8')

  test('a file alone is read, and so is standard input', async () => {
    expect((await vxsniff([CAPTURE])).stdout).toBe(SMALL)
    expect((await vxsniff(['-'], readFileSync(CAPTURE))).stdout).toBe(SMALL)
    expect((await vxsniff(['nowhere.pcap'])).stderr).toBe('vxsniff: nowhere.pcap: no such file\n')
  })

  test('as tshark is called, its text comes', async () => {
    const fields = ['frame.number', 'ip.src', 'udp.dstport'].flatMap((name) => ['-e', name])
    const layout = ['header=y', 'separator=,', 'quote=d', 'occurrence=l'].flatMap((item) => ['-E', item])
    const args = ['-r', CAPTURE, '-c', '4', '-T', 'fields', ...fields, ...layout]
    const tshark = spawnSync('tshark', args, { encoding: 'utf8' })
    if (tshark.error !== undefined && CI !== 'true') return
    expect((await vxsniff(args)).stdout).toBe(tshark.stdout)
    const one = { layout: ['header=y,separator=,,quote=d,occurrence=l'] }
    const each = { layout: layout.filter((item) => item !== '-E') }
    expect(layoutFrom(one)).toEqual(layoutFrom(each))
  })

  test.each([
    ['--count'],
    ['-nnxx#', '--format', 'tcpdump'],
    ['-nnXtttt', '--format', 'tcpdump'],
    ['-nnAS', '--format', 'tcpdump'],
  ])('as tcpdump is called, its text comes: %s', async (letters, ...ours) => {
    const args = [letters, '-r', fixture('tcp-resend.pcap')]
    const tcpdump = spawnSync('tcpdump', args, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })
    if (tcpdump.error !== undefined && CI !== 'true') return
    expect((await vxsniff([...args, ...ours])).stdout).toBe(tcpdump.stdout)
  })
})
