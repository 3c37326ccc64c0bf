/**
 * Attacks on all tables at once: no capture, however many of whatever it holds, makes the program larger than the memory
 * that it was given for its tables and what a program needs besides; and what found no room is named, and how many.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { type Pieces, type Survived, survive } from '../helpers/attack.js'
import { description, enhanced, file, option, readAll, section, temporary, text } from '../helpers/capture-octets.js'
import { MASS, massOf, mixed } from '../helpers/mass.js'
import { frame, ping } from '../helpers/packets.js'
import { vxsniff } from '../helpers/run.js'

/** Megabytes that a program needs besides its tables, with what waits for the collector: of one run 233 to 265 in 100. */
const BESIDES = 190
const DEFAULT = 300

const figures: string[] = []
afterAll(() => console.info(figures.join('\n')))

async function attack(words: readonly string[], pieces: Pieces, memory = DEFAULT): Promise<Survived> {
  const option = memory === DEFAULT ? [] : ['--memory', String(memory)]
  const survived = await survive([...words, ...option, '-'], pieces)
  figures.push(`${survived.peak} MB ${survived.seconds.toFixed(1)} s  ${expect.getState().currentTestName}`)
  expect(survived.stderr).not.toContain('defect')
  expect(survived.code, survived.stderr).toBe(0)
  expect(survived.peak).toBeLessThan(memory + BESIDES)
  return survived
}

const folder = mkdtempSync(join(tmpdir(), 'vxsniff-budget-'))
afterAll(() => rmSync(folder, { recursive: true }))
const page = join(folder, 'page.html')

describe('nine kinds of packets', () => {
  test('1.35 million: check on two threads', async () => {
    const path = join(folder, 'mixed.pcap')
    const fd = openSync(path, 'w')
    for (const piece of mixed(150_000)) writeSync(fd, piece)
    closeSync(fd)
    const { stdout, stderr, code, peak } = await survive(['check', '--json', path], [])
    figures.push(`${peak} MB  check on two threads`)
    rmSync(path)
    expect(code, stderr).toBe(0)
    expect(peak).toBeLessThan(DEFAULT + BESIDES)
    const { summary } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { summary: { dropped: object } }
    const dropped = Object.entries(summary.dropped).filter(([, count]) => count > 0)
    expect(dropped.map(([table]) => table)).toEqual(
      expect.arrayContaining(['networks', 'endpoints', 'stations', 'neighbours', 'sequences', 'flows', 'tunnels']),
    )
  }, 300_000)

  test('450,000: report in 100 MB', async () => {
    await attack(['report', '-o', page], mixed(50_000), 100)
  }, 300_000)
})

describe('270,000 packets of nine kinds in 100 MB', () => {
  test.each([
    ['check', /findings may be missing: .*neighbours not kept/s],
    ['check --lang zh', /未保留/],
    ['learn', /^\d+ neighbours not kept$/m],
    ['flows', /^\d+ packets of networks beyond those kept$/m],
    ['tunnels', /^\d+ packets in rows beyond those kept$/m],
    ['quiz --answers', /^\d+ neighbours not kept$/m],
  ])(
    '%s says what it let go',
    async (words, says) => {
      const many = words.startsWith('quiz') ? undefined : mixed(30_000)
      if (many !== undefined) {
        const { stdout, stderr } = await attack(words.split(' '), many, 100)
        expect(stdout + stderr).toMatch(says)
        return
      }
      const path = join(folder, 'quiz.pcap')
      const fd = openSync(path, 'w')
      for (const piece of mixed(30_000)) writeSync(fd, piece)
      closeSync(fd)
      const { stderr, code } = await vxsniff([...words.split(' '), '--memory', '100', path])
      expect(code, stderr).toBe(0)
      expect(stderr).toMatch(says)
    },
    120_000,
  )
})

test('300,000 tunnel ends: the page', async () => {
  await attack(['report', '-o', page], massOf('vteps', 300_000))
}, 120_000)

describe('20,000 of each kind in 30 MB: check', () => {
  test.each(Object.keys(MASS))(
    '%s',
    async (kind) => {
      const { stdout } = await attack(['check', '--json'], massOf(kind, 20_000), 30)
      const { summary } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { summary: { packets: number } }
      expect(summary.packets).toBe(20_000)
    },
    60_000,
  )
})

describe('texts of a file', () => {
  const place = temporary()
  const name = 'n'.repeat(60_000)
  const bomb = (): Uint8Array => {
    const one = description(1, 0, option(2, text(name)))
    const many = new Uint8Array(2000 * one.length)
    for (let i = 0; i < 2000; i++) many.set(one, i * one.length)
    return gzipSync(Buffer.concat([file(section()), many, file(enhanced([...frame(ping()).octets]))]))
  }
  test.each(['check', 'learn', 'flows', 'tunnels', 'read', `report -o ${page}`])(
    '2,000 interfaces with names of 60,000 octets: %s',
    async (words) => {
      const { stderr } = await attack(words.split(' '), [bomb()], 30)
      expect(stderr).toMatch(/^2000 texts of the file, names and the like, cut to 256 octets$/m)
    },
    60_000,
  )

  test('a name is cut between two characters and says so; -w copies it in full', async () => {
    const long = `${'a'.repeat(255)}é${'b'.repeat(100)}`
    const packet = enhanced([...frame(ping()).octets])
    const path = place('long.pcapng', file(section(), description(1, 0, option(2, text(long))), packet))
    const { capture } = await readAll(path)
    expect(capture!.interfaces[0]!.name).toBe(`${'a'.repeat(255)}…`)
    expect(capture!.texts).toMatchObject({ cut: 1, leftOut: 0 })
    const copy = place('copy.pcapng')
    expect((await vxsniff(['read', '-w', copy, path])).code).toBe(0)
    const copied = (await readAll(copy)).capture!.interfaces[0]!
    expect(new TextDecoder().decode(copied.options!)).toContain(long)
  })

  test('beyond four megabytes texts are left out', async () => {
    const one = description(1, 0, [...option(2, text('n'.repeat(256))), ...option(3, text('d'.repeat(256)))])
    const blocks = new Uint8Array(10_000 * one.length)
    for (let i = 0; i < 10_000; i++) blocks.set(one, i * one.length)
    const path = place('many.pcapng', Buffer.concat([file(section()), blocks]))
    const { stderr } = await vxsniff(['flows', '--lang', 'zh', path])
    // 20,000 of 256 octets, of which 2^22 octets are 16,384.
    expect(stderr).toContain('文件中有 3616 段文字（名称等）过多，未保留')
  })
})

test.each(['29', 'x', '0'])('--memory %s is refused', async (memory) => {
  const { code, stderr } = await vxsniff(['flows', '--memory', memory, page])
  expect(code).toBe(2)
  expect(stderr).toContain('--memory')
})
