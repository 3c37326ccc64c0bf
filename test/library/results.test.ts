/** The library's answers beside what the program prints, and captures wherever they are. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import {
  CaptureError,
  check,
  DisplayFilterError,
  FINDING_IDS,
  filter,
  flows,
  jsonOf,
  layersOf,
  learn,
  lineOf,
  OpenError,
  openCapture,
  Packet,
  packetsOf,
  stats,
  treeOf,
  tunnels,
  writeCapture,
} from '../../src/index.js'
import { FINDERS } from '../../src/present/check/kinds.js'
import { isMissing } from '../helpers/programs.js'
import { vxsniff } from '../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-test-'))
afterAll(() => rmSync(dir, { recursive: true }))

const CAPTURES = ['port-mismatch', 'gre-seed', 'any-sll2']

async function lines(...words: readonly string[]): Promise<readonly unknown[]> {
  const { stdout, code } = await vxsniff(words)
  expect(code).toBe(0)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

describe.each(CAPTURES)('of %s', (name) => {
  test('check says what vxsniff check --json says', async () => {
    const { findings, summary, damage } = await check(fixture(name))
    expect([...findings, { summary }]).toEqual(await lines('check', '--json', fixture(name)))
    expect(damage).toBeUndefined()
  })

  test('flows and tunnels are those of vxsniff flows --json and tunnels --json', async () => {
    expect((await flows(fixture(name))).flows).toEqual(await lines('flows', '--json', fixture(name)))
    expect((await tunnels(fixture(name))).tunnels).toEqual(await lines('tunnels', '--json', fixture(name)))
  })

  test('learn is what vxsniff learn --json says', async () => {
    const { damage, ...report } = await learn(fixture(name))
    const { stdout } = await vxsniff(['learn', '--json', fixture(name)])
    expect(report).toEqual(JSON.parse(stdout))
    expect(damage).toBeUndefined()
  })
})

test('stats is what vxsniff stats --json says, but for the hash of the file', async () => {
  const { capture, rows, intervals } = await stats(fixture('multicast'), { interval: 1e9 })
  const [first, ...rest] = await lines('stats', '--json', '--interval', '1s', fixture('multicast'))
  expect(first).toEqual({ capture: { ...capture, files: [expect.objectContaining({ path: fixture('multicast') })] } })
  expect([...rows, ...intervals]).toEqual(rest)
  const { rows: hosts } = await stats(fixture('multicast'), { by: 'host' })
  expect(hosts).toEqual((await lines('stats', '--json', '--by', 'host', fixture('multicast'))).slice(1))
})

describe('a capture is written to memory', () => {
  test.each(['pcap', 'pcapng'] as const)('as %s that tshark reads as it reads the file', async (format) => {
    for (const name of ['multicast', 'fragments', 'any-sll2']) {
      const capture = await openCapture(fixture(name))
      const writer = writeCapture(capture, format)
      const packet = new Packet()
      while (await capture.fill()) while (capture.next(packet)) writer.write(packet)
      capture.close()
      const octets = writer.octets()
      expect(writer.size).toBe(octets.length)
      const path = join(dir, `${name}.${format}`)
      const { stdout } = await vxsniff(['read', fixture(name), '-w', path])
      expect(stdout).toBe('')
      expect(Buffer.from(octets).equals(readFileSync(path)), name).toBe(true)
    }
  })

  test('also without packets, and larger than the first room for it', async () => {
    const empty = writeCapture({ interfaces: [] }, 'pcap').octets()
    expect(empty.length).toBe(24)
    const capture = await openCapture(fixture('multicast'))
    const writer = writeCapture(capture)
    const packet = new Packet()
    await capture.fill()
    capture.next(packet)
    for (let i = 0; i < 2000; i++) writer.write(packet)
    let count = 0
    for await (const { length } of packetsOf(writer.octets())) count += length
    expect(count).toBe(2000 * packet.length)
    expect(() => writeCapture(capture, 'pcap').write(Object.assign(packet, { hasTime: false }))).toThrow(
      /write to a \.pcapng/,
    )
  })
})

test('every kind of finding has its id in the list, and each id a kind', () => {
  expect(FINDERS.map(({ id }) => id).sort()).toEqual([...FINDING_IDS])
})

test('check selects findings, speaks Chinese, and takes ids that it knows', async () => {
  const { findings } = await check(fixture('port-mismatch'), { only: ['arp'], language: 'zh' })
  expect(findings.map(({ id }) => id)).toEqual(['arp.unanswered', 'arp.unanswered'])
  expect(findings[0]!.says).toMatch(/\p{Script=Han}/u)
  const { findings: others } = await check(fixture('port-mismatch'), { ignore: ['arp', 'tunnel', 'vxlan'] })
  expect(others).toEqual([])
})

describe('packets', () => {
  const path = fixture('multicast')
  const octets = readFileSync(path)

  async function numbers(packets: AsyncIterable<{ readonly number: number }>): Promise<readonly number[]> {
    const all: number[] = []
    for await (const { number } of packets) all.push(number)
    return all
  }

  test('come from a path, from octets, from several files in the order of time, and from an open capture', async () => {
    const twelve = Array.from({ length: 12 }, (_, i) => i + 1)
    expect(await numbers(packetsOf(path))).toEqual(twelve)
    expect(await numbers(packetsOf(octets))).toEqual(twelve)
    expect(await numbers(await openCapture(path))).toEqual(twelve)
    expect(await numbers(packetsOf([path, path]))).toHaveLength(24)
    const capture = await openCapture(octets)
    expect(await numbers(packetsOf(capture))).toEqual(twelve)
    capture.close()
  })

  test('are decoded, their fragments put together', async () => {
    const names: string[][] = []
    for await (const packet of packetsOf(fixture('fragments'))) {
      names.push(layersOf(packet).map(({ protocol }) => protocol))
    }
    expect(names.some((layers) => layers.includes('vxlan') && layers.at(-1) !== 'vxlan')).toBe(true)
    expect(names.filter((layers) => !layers.includes('vxlan')).length).toBeGreaterThan(0)
  })

  test('the loop can be left, and what was opened for it is closed', async () => {
    const packets = packetsOf(path)
    for await (const { number } of packets) if (number === 3) break
    expect(await packets.next()).toEqual({ done: true, value: undefined })
  })

  test('of a damaged capture come up to where it broke, and every answer tells all of them', async () => {
    const cut = octets.subarray(0, octets.length - 10)
    const seen: number[] = []
    const reading = (async () => {
      for await (const { number } of packetsOf(cut)) seen.push(number)
    })()
    await expect(reading).rejects.toMatchObject({ name: 'CaptureError', code: 'CAPTURE_DAMAGED' })
    expect(seen).toHaveLength(11)
    const { summary, damage } = await check(cut)
    expect(summary).toMatchObject({ packets: 11, damaged: true })
    expect(damage).toBeInstanceOf(CaptureError)
    // A record has 16 octets in front of its packet, and the last ones its captured length (draft-ietf-opsawg-pcap §5).
    expect(damage!.at).toBe(octets.length - 16 - octets.readUInt32LE(damage!.at! + 8))
    expect((await flows(cut)).damage!.message).toBe(damage!.message)
  })

  test('what is no capture, and what is not there, is an error with its code', async () => {
    await expect(check(fileURLToPath(import.meta.url))).rejects.toBeInstanceOf(CaptureError)
    await expect(check(Buffer.from('no capture\n'))).rejects.toThrow('octets: no capture but text')
    await expect(openCapture(fixture('gone'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(openCapture(fixture('gone'))).rejects.toBeInstanceOf(OpenError)
  })
})

describe('a filter', () => {
  test.skipIf(isMissing('tshark', 'apt-get install tshark')).each([
    ['inner icmp and not outer src 10.65.132.187', 'vxlan && icmp && ip.src != 10.65.132.187'],
    ['vxlan.vni == 42 && icmp.type == 8', 'vxlan.vni == 42 && icmp.type == 8'],
    ['arp', 'arp'],
  ])('%s picks what tshark picks', async (expression, theirs) => {
    const passes = filter(expression)
    const picked: number[] = []
    for await (const packet of packetsOf(fixture('multicast'))) if (passes(packet)) picked.push(packet.number)
    const fields = ['-r', fixture('multicast'), '-Y', theirs, '-T', 'fields', '-e', 'frame.number']
    const all = execFileSync('tshark', fields, { encoding: 'utf8' }).trim().split('\n')
    expect(picked.length).toBeGreaterThan(0)
    expect(picked).toEqual(all.map(Number))
  })

  test('that is wrong says where', () => {
    expect(() => filter('inner icmpx')).toThrow(DisplayFilterError)
    try {
      filter('inner icmpx')
    } catch (error) {
      expect(error).toMatchObject({ code: 'FILTER_INVALID', at: 6, length: 5 })
    }
  })
})

describe('a packet as text', () => {
  test('has the words of a line, the tree of -vv and the object of --json', async () => {
    const [read, tree, json] = await Promise.all([
      vxsniff(['read', fixture('nested')]),
      vxsniff(['read', '-vv', fixture('nested')]),
      vxsniff(['read', '--json', fixture('nested')]),
    ])
    const texts = { lines: [] as string[], tree: '', json: '' }
    for await (const packet of packetsOf(fixture('nested'))) {
      texts.lines.push(lineOf(packet))
      texts.tree += treeOf(packet)
      texts.json += jsonOf(packet)
    }
    const words = read.stdout.trimEnd().split('\n')
    expect(words.map((line) => line.replace(/^ *\d+ +\S+ +/, '').replaceAll(/ {2,}/g, '  '))).toEqual(texts.lines)
    expect(texts.tree).toBe(tree.stdout)
    expect(texts.json).toBe(json.stdout)
  })

  test('without arrows where there are none', async () => {
    for await (const packet of packetsOf(fixture('multicast')))
      expect(lineOf(packet, { ascii: true })).toMatch(/^[ -~]+$/)
  })
})
