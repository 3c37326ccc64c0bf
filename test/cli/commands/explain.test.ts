/** `vxsniff explain` as a user runs it: a frame by its number, languages, JSON, pipes, damaged files, mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vxsniff } from '../../helpers/run.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}.pcap`, import.meta.url))
const MULTICAST = fixture('multicast')
/** Octets of a pcap file's header and of a record's. */
const FILE_HEADER = 24
const RECORD_HEADER = 16

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vxsniff-explain-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Where each record of a capture begins, and where the last one ends. */
function records(file: Buffer): number[] {
  const starts = [FILE_HEADER]
  for (let at = FILE_HEADER; at < file.length; ) {
    at += RECORD_HEADER + file.readUInt32LE(at + 8)
    starts.push(at)
  }
  return starts
}

test('a frame by its number, with or without the sign', async () => {
  const { stdout, stderr, code } = await vxsniff(['explain', MULTICAST, '5'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^#5 {2}\d\d:\d\d:\d\d\.\d{6} {2}92 octets\n {2}Ethernet › IPv4 › UDP › VXLAN › Ethernet › ARP\n/,
  )
  expect(stdout).toContain('Steps 1 to 5 of 11')
  expect((await vxsniff(['explain', MULTICAST, '#5'])).stdout).toBe(stdout)
})

test('--lang zh', async () => {
  const { stdout } = await vxsniff(['explain', '--lang', 'zh', MULTICAST, '5'])
  expect(stdout).toContain('封装占整个报文的 54%')
  expect(stdout).toContain('#5 前后的表')
})

test('an ICMP error names the packet that it refuses, and where it quotes it; that packet names the error', async () => {
  const quoted = fixture('icmp-quoted')
  const { stdout: error } = await vxsniff(['explain', quoted, '2'])
  expect(error).toContain('  Ethernet › IPv4 › ICMP, quoting IPv4 › UDP › VXLAN')
  expect(error).toContain(
    '10.65.132.188 says with it that #1 was refused: ICMP port unreachable. From octet 42 on it quotes',
  )
  const { stdout: refused } = await vxsniff(['explain', quoted, '1'])
  expect(refused).toContain('It is refused: 10.65.132.188 says so in #2, which quotes it: ICMP port unreachable.')
  const { stdout: lost } = await vxsniff(['explain', '--json', quoted, '3'])
  expect(JSON.parse(lost)).toMatchObject({
    schema: 2,
    quotes: null,
    quotedBy: { frame: 4, about: 3, by: '10.65.132.1', isPort: false, isLost: true },
  })
})

test('--json: layers, overhead, sequences, tables', async () => {
  const { stdout } = await vxsniff(['explain', '--json', MULTICAST, '5'])
  const e = JSON.parse(stdout)
  expect(e.frame).toBe(5)
  expect(e.packet.layers.map((l: { protocol: string }) => l.protocol)).toEqual([
    'eth',
    'ip',
    'udp',
    'vxlan',
    'eth',
    'arp',
  ])
  expect(e.packet.layers[3].fields).toContainEqual(
    expect.objectContaining({ name: 'vxlan.vni', value: '42', start: 46, size: 3 }),
  )
  expect(e.octets.slice(92, 98)).toBe('00002a')
  expect(e.overhead).toMatchObject({ outside: 50, octets: 92, mtu: 1450 })
  expect(e.sequences[0].steps.map((s: { kind: string }) => s.kind)).toEqual([
    'on-link',
    'request',
    'flood',
    'receive',
    'learn',
  ])
  expect(e.tables.isChanged).toBe(true)
})

test('a pipe', async () => {
  const { stdout, code } = await vxsniff(['explain', '-', '6'], readFileSync(MULTICAST))
  expect(code).toBe(0)
  expect(stdout).toContain('Steps 6 to 7 of 11')
})

test('a fragment says where the whole is, and the last one is the whole', async () => {
  const file = fixture('fragments')
  const { stdout: all } = await vxsniff(['read', '-v', file])
  const [, last, first] = /^#(\d+) .*reassembled from #(\d+)/m.exec(all)!
  const { stdout: waits } = await vxsniff(['explain', file, first!])
  expect(waits).toContain(`a datagram that #${last} makes whole: explain #${last}`)
  const { stdout: whole } = await vxsniff(['explain', file, last!])
  expect(whole).toContain(`put together of #${first}`)
})

test('a packet put together twice, outside and inside, has the same layers as read shows', async () => {
  const file = fixture('fragments')
  const { stdout: all } = await vxsniff(['read', '--json', file])
  const rows = all
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const row of rows.filter((r) => (r.reassembledFrom ?? []).length > 0)) {
    const { stdout } = await vxsniff(['explain', '--json', file, String(row.frame)])
    expect(JSON.parse(stdout).packet.reassembledFrom).toEqual(row.reassembledFrom)
  }
})

test('a frame that is not there: which there are', async () => {
  const { stdout, stderr, code } = await vxsniff(['explain', MULTICAST, '13'])
  const count = records(readFileSync(MULTICAST)).length - 1
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toBe(`vxsniff: ${MULTICAST} has ${count} packets; there is no #13\n`)
})

test('what is no number, and what is missing', async () => {
  for (const frame of ['0', 'five', '1.5', '-1']) {
    const { stderr, code } = await vxsniff(['explain', MULTICAST, '--', frame])
    expect(code).toBe(2)
    expect(stderr).toBe(`vxsniff: "${frame}" is no packet's number; give one from 1 on, for example 5 or '#5'\n`)
  }
  const { stderr, code } = await vxsniff(['explain', MULTICAST])
  expect([code, stderr]).toEqual([2, "vxsniff: missing required argument 'frame'\n"])
  expect((await vxsniff(['explain', join(dir, 'none.pcap'), '1'])).code).toBe(2)
})

test('a damaged capture: the frame if it was read, and then the error', async () => {
  const file = readFileSync(MULTICAST)
  const cut = join(dir, 'cut.pcap')
  writeFileSync(cut, file.subarray(0, records(file)[6]! + RECORD_HEADER + 10))
  const { stdout, stderr, code } = await vxsniff(['explain', cut, '5'])
  expect(code).toBe(3)
  expect(stdout).toMatch(/^#5 /)
  expect(stdout).toContain('Steps 1 to 5')
  expect(stderr).toMatch(/^vxsniff: .*cut\.pcap: octet \d+: .*\n$/)
  const { stdout: nothing, code: damaged } = await vxsniff(['explain', cut, '9'])
  expect([nothing, damaged]).toEqual(['', 3])
})

test('ports that the user names', async () => {
  const { stdout } = await vxsniff(['explain', '--vxlan-port', '46354', fixture('vxlan-46354'), '1'])
  expect(stdout).toMatch(/^VXLAN {2}/m)
})

test('colours are asked for, and say nothing that the text does not', async () => {
  const { stdout: plain } = await vxsniff(['explain', MULTICAST, '5'])
  const { stdout: coloured } = await vxsniff(['explain', '--color', 'always', MULTICAST, '5'])
  expect(coloured).toContain('\x1b[36mVXLAN\x1b[0m')
  expect(['\x1b[0m', '\x1b[1m', '\x1b[2m', '\x1b[36m'].reduce((text, c) => text.replaceAll(c, ''), coloured)).toBe(
    plain,
  )
})
