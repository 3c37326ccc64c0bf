/** `vxsniff report` as a user meets it: the page, its place, messages, exit codes. */

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pcap, temporary } from '../../helpers/capture-octets.js'
import { MAIN, vxsniff } from '../../helpers/run.js'
import { dataIn, dataOf } from '../../helpers/written-page.js'

const MULTICAST = fileURLToPath(new URL('../../../fixtures/multicast.pcap', import.meta.url))
const GRE = fileURLToPath(new URL('../../../fixtures/gre-seed.pcap', import.meta.url))
const file = temporary()
/** A folder of its own, with nothing in it. */
function folder(name: string): string {
  const path = file(name)
  mkdirSync(path)
  return path
}

test('the page goes where -o says, and standard error says what it is', async () => {
  const page = join(folder('here'), 'overlay.html')
  const { stdout, stderr, code } = await vxsniff(['report', MULTICAST, '-o', page])
  expect([stdout, code]).toEqual(['', 0])
  expect(stderr).toMatch(/^\S*overlay\.html: 12 packets, \d+ kB; open it in a browser\n$/)
  expect(readFileSync(page, 'utf8')).toMatch(
    /^<!doctype html>\n<html lang="en" data-language="open">[\s\S]*<\/html>\n$/,
  )
  expect(readdirSync(dirname(page))).toEqual(['overlay.html'])
})

test('without -o it is report.html in the working directory', () => {
  const cwd = folder('working')
  const { stderr } = spawnSync(process.execPath, [MAIN, 'report', MULTICAST], { cwd, encoding: 'utf8' })
  expect(stderr).toMatch(/^report\.html: 12 packets/)
  expect(readdirSync(cwd)).toEqual(['report.html'])
})

test('-o - is standard output', async () => {
  const { stdout, stderr, code } = await vxsniff(['report', MULTICAST, '-o', '-'])
  expect(dataOf(stdout).packetCount).toBe(12)
  expect([stderr.replace(/\d+ kB/, 'n kB'), code]).toEqual(['12 packets, n kB\n', 0])
})

test('--lang zh: the page begins in Chinese, and so does the message', async () => {
  const { stdout, stderr } = await vxsniff(['report', MULTICAST, '-o', '-', '--lang', 'zh'])
  expect(stdout).toContain('<html lang="zh-CN">')
  expect(stderr).toMatch(/^12 个报文，\d+ kB\n$/)
})

test('standard input is read as a file is, and is kept nowhere', async () => {
  const tmp = folder('tmp')
  const octets = readFileSync(MULTICAST)
  const piped = await vxsniff(['report', '-', '-o', '-'], octets, { TMPDIR: tmp })
  const named = await vxsniff(['report', MULTICAST, '-o', '-'])
  expect(piped.code).toBe(0)
  expect(readdirSync(tmp)).toEqual([])
  const [fromPipe, fromFile] = [dataOf(piped.stdout), dataOf(named.stdout)]
  expect(fromPipe.files).toEqual(['stdin'])
  expect({ ...fromPipe, files: fromFile.files }).toEqual(fromFile)
})

test('several files are one capture, in order of time', async () => {
  const { stdout } = await vxsniff(['report', MULTICAST, GRE, '-o', '-'])
  const { files, packetCount, packets } = dataOf(stdout)
  expect(files).toEqual(['multicast.pcap', 'gre-seed.pcap'])
  expect(packetCount).toBe(18)
  const times = packets.map(({ seconds, nanoseconds }) => seconds! * 1e3 + nanoseconds / 1e6)
  expect(times).toEqual([...times].sort((x, y) => x - y))
})

test('a page is replaced as a whole, what a link points to as well', async () => {
  const there = folder('there')
  writeFileSync(join(there, 'page.html'), 'before')
  symlinkSync('page.html', join(there, 'link.html'))
  const { code } = await vxsniff(['report', MULTICAST, '-o', join(there, 'link.html')])
  expect(code).toBe(0)
  expect(readFileSync(join(there, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/)
  expect(readdirSync(there).sort()).toEqual(['link.html', 'page.html'])
})

test('a device stays a device', async () => {
  expect((await vxsniff(['report', MULTICAST, '-o', '/dev/null'])).code).toBe(0)
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
})

test.each([
  ['a folder', () => folder('folder'), 'is a directory'],
  ['a folder that is not there', () => join(file('nowhere'), 'page.html'), 'no such file'],
  [
    'the capture itself',
    () => file('own.pcap', readFileSync(MULTICAST)),
    'is the file being read; write to another one',
  ],
])('%s is no place for a page', async (_, make, why) => {
  const path = make()
  const input = path.endsWith('.pcap') ? path : MULTICAST
  const { stdout, stderr, code } = await vxsniff(['report', input, '-o', path])
  expect([stdout, stderr, code]).toEqual(['', `vxsniff: ${path}: ${why}\n`, 2])
  if (input === path) expect(readFileSync(path)).toEqual(readFileSync(MULTICAST))
})

test.skipIf(process.getuid?.() === 0)('nor is a folder that nobody may write to', async () => {
  const locked = folder('locked')
  chmodSync(locked, 0o500)
  const path = join(locked, 'page.html')
  const { stderr, code } = await vxsniff(['report', MULTICAST, '-o', path])
  expect([stderr, code]).toEqual([`vxsniff: ${path}: permission denied\n`, 2])
})

test('of a damaged capture the page has what could be read, and says where it broke', async () => {
  const whole = readFileSync(MULTICAST)
  const damaged = file('damaged.pcap', whole.subarray(0, whole.length - 20))
  const page = file('damaged.html')
  const { stderr, code } = await vxsniff(['report', damaged, '-o', page])
  expect(code).toBe(3)
  const lines = stderr.split('\n')
  expect(lines[0]).toMatch(/damaged\.html: 11 packets/)
  expect(lines[1]).toMatch(/^vxsniff: \S*damaged\.pcap: octet \d+: the file ends \d+ octets into record 12/)
  const data = dataIn(page)
  expect(data.packets).toHaveLength(11)
  // The folder is nobody else's business.
  expect(data.damage).toBe(lines[1]!.slice('vxsniff: '.length).replace(damaged, 'damaged.pcap'))
})

test('damage on standard input is called by that name', async () => {
  const whole = readFileSync(MULTICAST)
  const { stdout, stderr, code } = await vxsniff(['report', '-', '-o', '-'], whole.subarray(0, whole.length - 20))
  expect(code).toBe(3)
  expect(stderr).toMatch(/^11 packets, \d+ kB\nvxsniff: -: octet \d+: the file ends/)
  expect(dataOf(stdout).damage).toMatch(/^stdin: octet \d+/)
})

test('what is no capture, or is not there, has no page', async () => {
  const page = file('none.html')
  const text = await vxsniff(['report', file('text.pcap', Buffer.from('no capture')), '-o', page])
  expect([text.code, text.stderr]).toEqual([3, expect.stringContaining('no capture but text')])
  const missing = await vxsniff(['report', file('missing.pcap'), '-o', page])
  expect([missing.code, missing.stderr]).toEqual([2, `vxsniff: ${file('missing.pcap')}: no such file\n`])
  expect(existsSync(page)).toBe(false)
})

test('a capture without packets has a page that says so', async () => {
  const { stdout, stderr, code } = await vxsniff(['report', file('empty.pcap', pcap([])), '-o', '-'])
  const { packetCount, packets, first, verdict, timeline } = dataOf(stdout)
  expect([code, stderr.replace(/\d+ kB/, 'n kB')]).toEqual([0, '0 packets, n kB\n'])
  expect([packetCount, packets, first, timeline.series]).toEqual([0, [], undefined, []])
  expect(stdout).toContain(verdict.en.text)
})

test('-c stops there, --packets keeps so many', async () => {
  const { stdout, stderr } = await vxsniff(['report', MULTICAST, '-c', '8', '--packets', '5', '-o', '-'])
  expect(stderr).toMatch(/^8 packets, 5 of them to be looked at, /)
  expect([dataOf(stdout).packetCount, dataOf(stdout).packets.length]).toEqual([8, 5])
})

test('without JavaScript the verdict and the story are there to be read', async () => {
  const { stdout } = await vxsniff(['report', MULTICAST, '-o', '-'])
  const body = /<div id="page">([\s\S]*?)<script/.exec(stdout)![1]!
  const text = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#?\w+;/g, ' ')
    .replace(/\s+/g, ' ')
  const data = dataOf(stdout)
  expect(text).toContain(data.verdict.en.text)
  expect(text).toContain('172.17.1.2')
  expect(text).toMatch(/learn/i)
})
