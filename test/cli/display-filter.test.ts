/** `-Y`, as every command has it: which packets are left, in which order, and that each command says it saw a part. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { ethernet, ipv4Fragments, udp, vxlan } from '../../fixtures/make/packets.js'
import { Budget } from '../../src/analysis/tables/budget.js'
import { Selection } from '../../src/cli/selection.js'
import { compileFilter } from '../../src/filter/compile.js'
import type { FilterError } from '../../src/filter/error.js'
import { WORDS } from '../../src/filter/words.js'
import { Packet } from '../../src/wire/packet.js'
import { DEFAULT_TABLES } from '../../src/wire/tables.js'
import { FILTER_EXAMPLES, PROBLEMS_ZH, WORD_HELP } from '../../src/words/screens/filter.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, frame, frameOf, inVni, ping, underlay } from '../helpers/packets.js'
import { isMissing } from '../helpers/programs.js'
import { recordsOf } from '../helpers/records.js'
import { vxsniff } from '../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
afterAll(() => rmSync(dir, { recursive: true }))
const FRAGMENTS = fixture('fragments.pcap')
const TENANTS = fixture('tenants.pcap')

const numbers = (stdout: string): number[] => stdout.trimEnd().split('\n').slice(1).map(Number)

describe('read', () => {
  test('takes what passes, and counts that for -c', async () => {
    const all = await vxsniff(['read', '-Y', 'icmp', '--fields', 'frame.number', '--no-reassemble', TENANTS])
    const some = await vxsniff([
      'read',
      '-Y',
      'icmp',
      '-c',
      '2',
      '--fields',
      'frame.number',
      '--no-reassemble',
      TENANTS,
    ])
    expect(numbers(some.stdout)).toEqual(numbers(all.stdout).slice(0, 2))
    expect(all.stderr).toMatch(/Only \d+ of \d+ packets were looked at, those that pass -Y "icmp"/)
  })

  test.each(['vni 42', 'vxlan.vni == 42 && tcp.flags.syn == 1', 'inner tcp port 80', 'frame 3-7, 11'])(
    'writes for %s what it prints',
    async (expression) => {
      const out = join(dir, 'written.pcap')
      const { stdout } = await vxsniff(['read', '-Y', expression, '--fields', 'frame.number', TENANTS])
      expect(await vxsniff(['read', '-Y', expression, '-w', out, TENANTS])).toMatchObject({ code: 0, stdout: '' })
      const wanted = numbers(stdout)
      const all = await recordsOf(TENANTS)
      expect(wanted.length).toBeGreaterThan(0)
      expect((await recordsOf(out)).map(({ octets }) => Buffer.from(octets).toString('hex'))).toEqual(
        wanted.map((n) => Buffer.from(all[n - 1]!.octets).toString('hex')),
      )
    },
  )

  test('takes all fragments of a packet that passes, in their order', async () => {
    // By tshark: #5 and #6 are one request, #7 and #8 the answer, inner ones #9 to #11 and #12 to #14.
    const icmp = await vxsniff([
      'read',
      '-Y',
      'inner (icmp[icmptype] = icmp-echo)',
      '--fields',
      'frame.number',
      FRAGMENTS,
    ])
    expect(numbers(icmp.stdout)).toEqual([3, 5, 6, 9, 10, 11])
    const arp = await vxsniff(['read', '-Y', 'arp', '--fields', 'frame.number', FRAGMENTS])
    expect(numbers(arp.stdout)).toEqual([1, 2])
    const alone = await vxsniff(['read', '-Y', 'inner icmp', '--no-reassemble', '--fields', 'frame.number', FRAGMENTS])
    expect(numbers(alone.stdout)).not.toContain(6)
  })

  test('says the same on any number of threads', async () => {
    const args = ['read', '-Y', 'vni 42', '--json', '--batch', '2000', TENANTS]
    const one = await vxsniff([...args, '--jobs', '1'])
    expect(one.stdout.length).toBeGreaterThan(0)
    expect(await vxsniff([...args, '--jobs', '3'])).toEqual(one)
  })

  test('keeps what pcapng says of a packet that had to wait', async () => {
    const out = join(dir, 'waited.pcapng')
    await vxsniff(['read', '-w', out, FRAGMENTS])
    const again = join(dir, 'again.pcapng')
    await vxsniff(['read', '-Y', 'inner icmp', '-w', again, out])
    const whole = (await recordsOf(out)).slice(2)
    expect(await recordsOf(again)).toEqual(whole)
  })

  test('refuses an expression that is none before it opens anything', async () => {
    const { code, stderr } = await vxsniff(['read', '-Y', 'vxlan.vnii == 42', 'no-such-file.pcap'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      "vxsniff: -Y, column 1: nothing is called 'vxlan.vnii'; there are vxlan.vni, vxlan.ver, vxlan.b_bit, vxlan.gbp, vxlan.i_bit\n  vxlan.vnii == 42\n  ^^^^^^^^^^\n",
    )
    const chinese = await vxsniff(['read', '-Y', 'vni', 'no-such-file.pcap'], '', { LANG: 'zh_CN.UTF-8' })
    expect(chinese.stderr).toContain('此处应为')
  })
})

describe('a part', () => {
  test('is no whole to check', async () => {
    const clean = await vxsniff(['check', '-Y', 'arp', FRAGMENTS])
    expect(clean.stdout.replace(/\s+/g, ' ')).toMatch(
      /Nothing is wrong as far as these packets show: .*\. Only 2 of 14 packets were looked at/,
    )
    expect(clean.stdout).not.toContain('this capture shows')
    const json = await vxsniff(['check', '--json', '-Y', 'arp', FRAGMENTS])
    expect(JSON.parse(json.stdout.trimEnd().split('\n').at(-1)!).summary.part).toEqual({
      expression: 'arp',
      seen: 14,
      wanted: 2,
    })
    const zh = await vxsniff(['check', '--lang', 'zh', '-Y', 'arp', FRAGMENTS])
    expect(zh.stdout).toContain('就这些报文所见')
  })

  test('is what learn says first', async () => {
    const { stdout } = await vxsniff(['learn', '-Y', 'arp', FRAGMENTS])
    expect(stdout).toMatch(/^Only 2 of 14 packets were looked at/)
    const json = await vxsniff(['learn', '--json', '-Y', 'arp', FRAGMENTS])
    expect(JSON.parse(json.stdout).part).toEqual({ expression: 'arp', seen: 14, wanted: 2 })
  })

  test.each(['flows', 'tunnels'])('has its own %s', async (command) => {
    const all = await vxsniff([command, '--json', TENANTS])
    const some = await vxsniff([command, '--json', '-Y', 'vni 42', TENANTS])
    const lines = (text: string): string[] => text.trimEnd().split('\n')
    expect(lines(some.stdout).length).toBeLessThan(lines(all.stdout).length)
    expect(lines(some.stdout).length).toBeGreaterThan(0)
    expect(some.stderr).toContain('packets were looked at')
  })

  test('is what a report is of', async () => {
    const out = join(dir, 'page.html')
    const { code, stderr } = await vxsniff(['report', '-Y', 'arp', '-o', out, FRAGMENTS])
    expect({ code }).toEqual({ code: 0 })
    expect(stderr).toContain('packets were looked at')
    expect(readFileSync(out, 'utf8')).toContain('Only 2 of 14 packets were looked at')
  })

  test('is what a quiz asks of', async () => {
    const all = await vxsniff(['quiz', '--seed', '1', '--answers', TENANTS])
    const some = await vxsniff(['quiz', '--seed', '1', '--answers', '-Y', 'vni 42', TENANTS])
    expect(some.code).toBe(0)
    expect(some.stdout).not.toBe(all.stdout)
  })
})

describe('explain', () => {
  test('takes the first that passes, or the next one from a frame on', async () => {
    const first = await vxsniff(['explain', '-Y', 'icmp', FRAGMENTS])
    expect(first.stdout).toMatch(/^#3 /)
    const next = await vxsniff(['explain', '-Y', 'icmp', FRAGMENTS, '5'])
    expect(next.stdout).toMatch(/^#5 |^#6 /)
    // The tables have learned from all packets.
    const whole = await vxsniff(['explain', FRAGMENTS, '3'])
    expect(first.stdout).toBe(whole.stdout)
    expect(await vxsniff(['explain', '-Y', 'arp', FRAGMENTS, '5'])).toMatchObject({ code: 2, stdout: '' })
    expect(await vxsniff(['explain', FRAGMENTS])).toMatchObject({ code: 2 })
  })
})

describe('help', () => {
  test('has every word, in both languages', async () => {
    expect(Object.keys(WORD_HELP).sort()).toEqual(WORDS.map(({ word }) => word).sort())
    const { stdout } = await vxsniff(['help', 'filter'])
    expect(await vxsniff(['filter'])).toMatchObject({ stdout, code: 0 })
    for (const { word } of WORDS) expect(stdout).toMatch(new RegExp(`^  ${word} `, 'm'))
    expect((await vxsniff(['filter', '--lang', 'zh'])).stdout).toContain('查看范围')
  })

  test('has thirty examples, each of which is an expression', async () => {
    expect(FILTER_EXAMPLES.length).toBeGreaterThanOrEqual(30)
    const { stdout } = await vxsniff(['filter'])
    for (const [example, { en, zh }] of FILTER_EXAMPLES) {
      expect(() => compileFilter(example), example).not.toThrow()
      expect(stdout).toContain(example)
      expect(en.length * zh.length).toBeGreaterThan(0)
    }
  })

  test('says what is wrong in both languages', () => {
    const seen = new Set<string>()
    for (const wrong of [
      '',
      'x'.repeat(30_000),
      '('.repeat(500),
      'prot',
      'vni',
      '(tcp',
      'tcp)',
      'tcp or ip.src and udp',
      'port a b',
      'port 99999',
      'vni 2-1',
      'host a.b',
      'ip.src contains 1',
      'ether host 10.0.0.1',
      'ip.ttl[0] == 1',
      'http.request.uri matches "("',
      'copy',
      'ip.src == 1',
      'tcp or ip.src == 1.2.3.4 and udp',
      'vxlan == 42',
      'vni == 42',
      'ip[0] / 0 = 1',
    ]) {
      try {
        compileFilter(wrong)
      } catch (e) {
        seen.add((e as FilterError).problem)
        expect(PROBLEMS_ZH[(e as FilterError).problem]!(...(e as FilterError).words)).toMatch(/[一-鿿]/)
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(PROBLEMS_ZH).sort())
  })
})

const fragments = ipv4Fragments(
  { source: A.ip, destination: B.ip, identification: 7 },
  udp(
    { source: 50_000, destination: 4789 },
    vxlan(42, ethernet('02:00:00:00:01:02', '02:00:00:00:01:01', ping(1, 800))),
  ),
  [
    [0, 400],
    [400, 2000],
  ],
).map((part) => frameOf(ethernet(B.mac, A.mac, part).octets))
const other = frame(underlay(inVni(42, ping())))
const unwanted = frame(underlay(inVni(7, ping())))

/** The numbers of what is handed on, and after which packet. */
function selected(
  frames: readonly (readonly [Frame, number])[],
  expression = 'vni 42',
  ends: { readonly head?: number; readonly tail?: number } = {},
): [number, number][] {
  const selection = new Selection(compileFilter(expression), ends, DEFAULT_TABLES, new Budget(1e9), false)
  const p = new Packet()
  const taken: [number, number][] = []
  const release = (after: number): void => {
    for (let q = selection.released(); q !== undefined; q = selection.released()) taken.push([q.number, after])
  }
  for (const [i, [f, second]] of frames.entries()) {
    p.record(
      new DataView(f.octets.buffer, f.octets.byteOffset, f.octets.length),
      f.octets,
      0,
      f.octets.length,
      f.length,
    )
    p.linkType = f.linkType
    p.number = i + 1
    p.tsSec = second
    p.tsNsec = 0
    release(i)
    if (selection.admits(p)) taken.push([p.number, i + 1])
    release(i + 1)
  }
  selection.end()
  release(frames.length + 1)
  return taken
}

describe('packets that wait for fragments', () => {
  test('come in their order', () => {
    expect(
      selected([
        [fragments[0]!, 0],
        [other, 0],
        [unwanted, 0],
        [fragments[1]!, 0],
        [other, 0],
      ]),
    ).toEqual([
      [1, 4],
      [2, 4],
      [4, 4],
      [5, 5],
    ])
  })

  test('go on without what never comes', () => {
    expect(
      selected([
        [fragments[0]!, 0],
        [other, 1],
        [other, 62],
      ]),
    ).toEqual([
      [2, 3],
      [3, 3],
    ])
    expect(
      selected([
        [fragments[0]!, 0],
        [other, 1],
      ]),
    ).toEqual([[2, 3]])
  })

  test('count alone as well: a fragment is one', () => {
    expect(
      selected(
        [
          [fragments[0]!, 0],
          [other, 1],
        ],
        'fragment',
      ).map(([n]) => n),
    ).toEqual([1])
  })
})

describe('a fragment', () => {
  const at0 = (f: Frame): [Frame, number] => [f, 0]
  const all = [fragments[0]!, other, fragments[1]!, unwanted].map(at0)
  const numbersOf = (expression: string): number[] => selected(all, expression).map(([n]) => n)

  test.each([
    ['vxlan', [1, 2, 3, 4]],
    ['vni 42', [1, 2, 3]],
    ['inner icmp', [1, 2, 3, 4]],
    ['fragment', [1, 3]],
    // Of the fragment itself; as tshark has them.
    ['ip.frag_offset > 0', [3]],
    ['ip.flags.mf == 1', [1]],
    ['outer (ip.flags.mf == 1)', [1]],
    ['inner (ip.flags.mf == 1)', []],
    ['ip[6:2] & 0x1fff != 0', [3]],
    ['frame 2-3', [2, 3]],
    ['frame.number > 1', [2, 3, 4]],
    ['vni 42 and ip.flags.mf == 1', [1]],
    ['greater 480', [3]],
  ])('%s: each packet passes it or its opposite, and none both', (expression, numbers) => {
    expect(numbersOf(expression)).toEqual(numbers)
    expect(numbersOf(`not (${expression})`)).toEqual([1, 2, 3, 4].filter((n) => !numbers.includes(n)))
  })
})

test('the last of the first ones', () => {
  const all = Array.from({ length: 10 }, (): [Frame, number] => [other, 0])
  expect(selected(all, 'icmp', { head: 3, tail: 2 }).map(([n]) => n)).toEqual([2, 3])
  expect(selected(all, 'frame 4-10', { head: 3, tail: 5 }).map(([n]) => n)).toEqual([4, 5, 6])
})

describe.skipIf(isMissing('tshark', 'apt-get install tshark'))('tshark', () => {
  test.each(['vxlan.vni == 42', 'tcp.flags.syn == 1', 'icmp'])('writes the same packets for %s', async (expression) => {
    const [ours, theirs] = [join(dir, 'ours.pcap'), join(dir, 'theirs.pcap')]
    await vxsniff(['read', '-Y', expression, '-w', ours, TENANTS])
    spawnSync('tshark', ['-r', TENANTS, '-Y', expression, '-F', 'pcap', '-w', theirs], { stdio: 'ignore' })
    expect(await recordsOf(ours)).toEqual(await recordsOf(theirs))
  })
})
