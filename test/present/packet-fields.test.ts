/** Fields that no header has, as tshark prints them; and which layer's value is taken. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openCapture } from '../../src/capture/file.js'
import { fieldTable, listedFields } from '../../src/present/field-list.js'
import { FieldColumns, fieldNames, LAYOUT, type Layout } from '../../src/present/fields.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { LANGUAGES } from '../../src/words/language.js'
import { ourRows } from '../conformance/compare.js'

const { CI } = process.env
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url))
const hasTshark = spawnSync('tshark', ['--version']).status === 0
if (!hasTshark && CI === 'true') throw new Error('tshark is missing')

/** What tshark shows of a capture with `-T fields`, in UTC. */
function theirs(name: string, fields: readonly string[], occurrence: string): string[][] {
  const args = ['-n', '-r', fixture(name), '-o', 'ip.defragment:FALSE', '-o', 'tcp.desegment_tcp_streams:FALSE']
  const wanted = [...fields.flatMap((field) => ['-e', field]), '-E', `occurrence=${occurrence}`, '-E', 'aggregator=|']
  const { stdout } = spawnSync('tshark', [...args, '-T', 'fields', ...wanted], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  })
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

async function ours(name: string, fields: readonly string[], layout: Partial<Layout> = {}): Promise<string[][]> {
  const tables = defaultTables()
  tables.reassemble = false
  return ourRows(await openCapture(fixture(name)), new FieldColumns(fields, { ...LAYOUT, ...layout }), tables)
}

/** Rows as objects, so that a difference names its field. */
const named = (fields: readonly string[], rows: readonly (readonly string[])[]): Record<string, string>[] =>
  rows.map((row) => Object.fromEntries(fields.map((field, i) => [field, row[i] ?? ''])))

const TIMES = ['frame.number', 'frame.time', 'frame.time_relative', 'frame.time_delta']
const ENDS = ['ip.addr', 'ipv6.addr', 'eth.addr', 'tcp.port', 'udp.port']
const CONTENTS = ['tcp.len', 'tcp.flags.str', 'tcp.payload', 'udp.payload']
/** Of an echo that has a time in it tshark leaves that out. */
const DATA = 'data.data'

describe.skipIf(!hasTshark)('as tshark shows them', () => {
  test.each([
    ['tenants', [...TIMES, ...ENDS, ...CONTENTS]],
    ['nested', [...TIMES, ...ENDS, ...CONTENTS, DATA]],
    ['offload', ['tcp.stream', 'tcp.seq', 'tcp.ack', ...CONTENTS]],
    ['ipv6-underlay', [...TIMES, ...ENDS]],
    ['icmp-quoted', [...TIMES, ...ENDS]],
  ])('%s', async (name, fields) => {
    expect(named(fields, await ours(name, fields))).toEqual(named(fields, theirs(name, fields, 'a')))
  })

  test('the first layer and the last', async () => {
    const name = 'nested'
    const fields = ['ip.src', 'udp.dstport', 'vxlan.vni']
    const of = (number: number): string[] => fields.map((field) => `${field}#${number}`)
    const first = theirs(name, fields, 'f')
    const last = theirs(name, fields, 'l')
    expect(first).not.toEqual(last)
    expect(await ours(name, of(1))).toEqual(first)
    expect(await ours(name, of(-1))).toEqual(last)
    expect(await ours(name, fields, { innermost: true })).toEqual(last)
    expect(await ours(name, fields, { occurrence: 'f' })).toEqual(first)
    expect(await ours(name, fields, { occurrence: 'l' })).toEqual(last)
  })
})

test('the second of several layers, and one that there is not', async () => {
  const rows = await ours('nested', ['ip.src', 'ip.src#2', 'ip.src#9', 'ip.src#-9', 'tcp.len#2'])
  const [all, second, ninth, lastButEight] = rows[0]!
  expect(second).toBe(all!.split('|')[1])
  expect([ninth, lastButEight]).toEqual(['', ''])
})

test('tenants with the same addresses have streams of their own', async () => {
  const rows = await ours('tenants', ['vxlan.vni', 'tcp.stream', 'tcp.seq'])
  const streams = new Map(rows.map(([vni, stream]) => [stream, vni]))
  streams.delete('')
  expect([...streams.values()].sort()).toEqual(['42', '43'])
})

test('the words of the line', async () => {
  const [row] = await ours('vxlan_vni_1', ['_ws.col.info', '_ws.col.Info'])
  expect(row).toEqual(Array(2).fill('ARP who-has 10.0.0.107 tell 10.0.0.106'))
})

test.each(['frame.number#1', 'ip.src#0', 'ip.src#', '#1'])('%s is no field', (name) => {
  expect(() => new FieldColumns([name])).toThrow(`no field is called '${name}'`)
})

describe('the list', () => {
  test('says of every name what it is, in both languages', () => {
    for (const language of LANGUAGES) {
      const fields = listedFields([], language)
      expect(fields.map(({ name }) => name)).toEqual(fieldNames())
      expect(fields.filter(({ text }) => text === '').map(({ name }) => name)).toEqual([])
    }
  })

  test('has those with all the words, and where they are defined', () => {
    const [vni, ...others] = listedFields(['vxlan', 'identifier'], 'en').filter(({ name }) => name === 'vxlan.vni')
    expect(others).toEqual([])
    expect(vni!.source).toBe('RFC 7348 §5')
    expect(listedFields(['no such word'], 'en')).toEqual([])
    expect(fieldTable(listedFields(['tcp.flags.str'], 'zh'), 'zh', 0)).toMatch(/^tcp\.flags\.str {4}以字母表示的标志\n/)
  })
})
