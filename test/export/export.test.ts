/** Exported tables, read by an engine that is not ours, hold what the other commands tell. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asked, exported, filesBelow } from '../helpers/facts-directory.js'
import { isMissing } from '../helpers/programs.js'
import { vxsniff } from '../helpers/run.js'

const CAPTURES = ['multicast', 'gretap', 'tenants', 'ipv6-underlay', 'vlans', 'offload', 'any-sll2', 'gre-seed'].map(
  (name) => `fixtures/${name}.pcap`,
)
const dir = mkdtempSync(join(tmpdir(), 'vxsniff-export-'))
/** Of a name that neither SQL nor a pattern may take for more than a name. */
const facts = join(dir, "of [o'clock] *")
let db: DuckDBConnection

beforeAll(async () => {
  const { code, stderr } = await vxsniff(['export', ...CAPTURES, '--packets', '--to', facts])
  expect(code, stderr).toBe(0)
  db = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => {
  db.closeSync()
  rmSync(dir, { recursive: true })
})

type Value = string | number | boolean | null

/** Rows of a Parquet file, as DuckDB reads them. */
async function rowsOf(table: string, capture: string, columns: string, root = facts): Promise<Value[][]> {
  const path = filesBelow(root).find((file) => file.includes(`/${table}/`) && file.endsWith(`/${capture}.parquet`))!
  const name = path.replaceAll("'", "''").replace(/[*?[\]]/g, '[$&]')
  return (await db.runAndReadAll(`select ${columns} from read_parquet('${name}')`)).getRowsJson() as Value[][]
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

interface FlowJson {
  readonly copyOf: number | null
  readonly a: string
  readonly b: string
  readonly forth: { readonly packets: number; readonly octets: number }
  readonly back: { readonly packets: number; readonly octets: number }
  readonly firstTime: string
  readonly lastTime: string
}

test.each(CAPTURES.slice(1))('%s: flows are those of flows --json, to the nanosecond', async (path) => {
  const { stdout } = await vxsniff(['flows', '--json', path])
  const flows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FlowJson)
  const own = flows.filter(({ copyOf }) => copyOf === null)
  const told = own.map(({ a, b, forth, back, firstTime, lastTime }) =>
    [[a, b].sort().join(' '), forth.packets + back.packets, forth.octets + back.octets, firstTime, lastTime].join(' '),
  )
  const columns = 'a, b, packets_ab + packets_ba, octets_ab + octets_ba, epoch_ns(first), epoch_ns(last)'
  const rows = await rowsOf('flows', sha256(path).slice(0, 16), columns)
  const exported = rows.map(([a, b, packets, octets, first, last]) =>
    [[a, b].sort().join(' '), packets, octets, seconds(first!), seconds(last!)].join(' '),
  )
  expect(exported.sort()).toEqual(told.sort())
})

function seconds(ns: Value): string {
  return String(ns).replace(/(\d{9})$/, '.$1')
}

test('a capture is named by its octets, and dated by its first packet', async () => {
  const [path] = CAPTURES
  const whole = sha256(path!)
  const [row] = await rowsOf(
    'captures',
    whole.slice(0, 16),
    'capture, sha256, packets, damaged, link_type, first::date',
  )
  const tshark = isMissing('tshark', 'apt-get install tshark')
    ? undefined
    : execFileSync('tshark', ['-r', path!, '-T', 'fields', '-e', 'frame.number']).toString().trim().split('\n').length
  expect(row).toEqual([whole.slice(0, 16), whole, String(tshark ?? 12), false, 1, '2026-11-21'])
  expect(filesBelow(facts).filter((file) => file.includes('day=2026-11-21'))).not.toEqual([])
})

/** What tshark has the innermost value of; `data.data` and the like are not among them. */
const TSHARK = {
  frame: 'frame.number',
  length: 'frame.len',
  eth_src: 'eth.src',
  src: 'ip.src',
  dst: 'ip.dst',
  ttl: 'ip.ttl',
  arp_op: 'arp.opcode',
  icmp_type: 'icmp.type',
  tcp_seq: 'tcp.seq_raw',
  tcp_ack: 'tcp.ack_raw',
} as const

test.skipIf(isMissing('tshark', 'apt-get install tshark')).each(['multicast', 'tenants', 'vlans'])(
  '%s: packets are those that tshark sees innermost',
  async (name) => {
    const path = `fixtures/${name}.pcap`
    const fields = Object.values(TSHARK).flatMap((field) => ['-e', field])
    const told = execFileSync('tshark', ['-r', path, '-T', 'fields', '-E', 'occurrence=l', ...fields]).toString()
    const columns = Object.keys(TSHARK).join(', ')
    const rows = await rowsOf('packets', sha256(path).slice(0, 16), columns)
    expect(rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))).toEqual(
      told
        .replace(/\n$/, '')
        .split('\n')
        .map((line, i) => line.split('\t').map((cell, n) => (isOuter(rows[i]!, n) ? '' : cell))),
    )
  },
)

const NAMES = Object.keys(TSHARK)

/** Where something else than IPv4 is innermost, tshark's last address is an outer one. */
function isOuter(row: readonly Value[], column: number): boolean {
  return ['src', 'dst', 'ttl'].includes(NAMES[column]!) && row[NAMES.indexOf('src')] === null
}

test('every packet in a tunnel is in a network that tunnels have, whichever key came first', async () => {
  expect(
    await asked(
      facts,
      'select distinct path from packets where path is not null except (select path from tunnels union select path from hosts)',
    ),
  ).toEqual([])
  const keys = await asked(facts, "select distinct path from packets where tunnel = 'gre' and path like '%/%'")
  expect(keys).toEqual([[expect.stringMatching(/^gre \S+ \/ \S+ [\d.]+ [\d.]+$/)]])
})

test('a second export of the same captures changes no octet', async () => {
  const before = filesBelow(facts).map((file) => [file, sha256(file)])
  await vxsniff(['export', ...CAPTURES, '--packets', '--to', facts])
  expect(filesBelow(facts).map((file) => [file, sha256(file)])).toEqual(before)
})

test('parts of a capture add up to the whole, whoever began in them', async ({ skip }) => {
  if (isMissing('editcap', 'apt-get install wireshark-common')) return skip()
  const parts = join(dir, 'parts')
  const sum = `select path, protocol, a, port_a, b, port_b, identifier, sum(packets_ab), sum(packets_ba), sum(octets_ab),
    min(first), max(last) from flows group by all order by all`
  // GRE with a key each way: a capture of one packet knows one of them.
  for (const name of ['vlans', 'gretap', 'gre-seed']) {
    const path = `fixtures/${name}.pcap`
    mkdirSync(parts)
    execFileSync('editcap', ['-F', 'pcap', '-c', name === 'vlans' ? '15' : '1', path, join(parts, 'part.pcap')])
    const cut = readdirSync(parts).map((file) => join(parts, file))
    const [one, many] = [join(dir, 'one'), join(dir, 'many')]
    await Promise.all([vxsniff(['export', path, '--to', one]), vxsniff(['export', ...cut, '--to', many])])
    const whole = await asked(one, sum)
    expect(whole.length).toBeGreaterThan(0)
    expect(await asked(many, sum), name).toEqual(whole)
    for (const used of [parts, one, many]) rmSync(used, { recursive: true })
  }
})

test('what is not whole is not there, and what is there twice counts once', async () => {
  const root = join(dir, 'twice')
  const copy = join(dir, 'copy of multicast.pcap')
  copyFileSync(CAPTURES[0]!, copy)
  const { stderr } = await vxsniff(['export', CAPTURES[0]!, copy, CAPTURES[1]!, '--to', root])
  expect(stderr).toContain('the same octets as another file')
  const counts = 'select count(*) from captures; select count(distinct capture) from flows'
  expect(await asked(root, counts)).toEqual([['2'], ['2']])
  // As an export that was killed leaves it.
  const [captures] = filesBelow(root).filter((file) => file.includes('/captures/'))
  rmSync(captures!)
  writeFileSync(join(root, 'flows', 'day=2026-11-21', '0123456789abcdef.parquet.1.unfinished'), 'PAR1')
  expect(await asked(root, counts)).toEqual([['1'], ['1']])
})

test('a capture with other options takes the place of the one before, in all tables', async () => {
  const root = join(dir, 'options')
  await vxsniff(['export', CAPTURES[2]!, '--to', root])
  await vxsniff(['export', CAPTURES[2]!, '--to', root, '-Y', 'vni 42', '--tables', 'flows'])
  expect(await asked(root, 'select distinct vni from flows; select count(*) from hosts')).toEqual([[42], ['0']])
  const [row] = await rowsOf('captures', sha256(CAPTURES[2]!).slice(0, 16), 'options', root)
  expect(row).toEqual(['{"displayFilter":"vni 42","tables":["flows"]}'])
})

test('a damaged capture has the rows of what could be read, and says so', async () => {
  const path = join(dir, 'cut.pcap')
  writeFileSync(path, readFileSync(CAPTURES[2]!).subarray(0, -30))
  const root = join(dir, 'damaged')
  const { code } = await vxsniff(['export', path, '--to', root])
  expect(code).toBe(3)
  expect(await asked(root, 'select damaged, packets from captures')).toEqual([[true, '9']])
})

test('of a file that is still being written nothing is exported', async () => {
  const path = join(dir, 'growing.pcap')
  copyFileSync(CAPTURES[0]!, path)
  const root = join(dir, 'growing')
  const grow = setInterval(() => appendFileSync(path, readFileSync(CAPTURES[0]!).subarray(24, 24 + 16 + 54)), 5)
  const { code, stderr } = await vxsniff(['export', path, '--to', root])
  clearInterval(grow)
  expect(stderr).toContain('has changed while it was read, so nothing was exported')
  expect(code).toBe(2)
  expect(filesBelow(root).map((file) => file.slice(root.length))).toEqual(['/vxsniff.json'])
})

test('--to json has the same rows, an object each', async () => {
  const { stdout } = await vxsniff(['export', CAPTURES[2]!, '--to', 'json', '--tables', 'flows,hosts'])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Value>)
  const tables = new Set(rows.map(({ table }) => table))
  expect(tables).toEqual(new Set(['captures', 'flows', 'hosts']))
  const flows = rows.filter(({ table }) => table === 'flows').map(({ path, packets_ab }) => [path!, String(packets_ab)])
  expect(flows).toEqual(await rowsOf('flows', sha256(CAPTURES[2]!).slice(0, 16), 'path, packets_ab'))
})

test.each([
  ['another schema', '{"schema":99}\n', 'holds tables of schema 99'],
  ['a damaged mark', 'PAR1', 'is damaged: it should say {"schema":1}'],
])('%s is neither written to nor asked', async (_, mark, says) => {
  const root = mkdtempSync(join(dir, 'other-'))
  writeFileSync(join(root, 'vxsniff.json'), mark)
  const written = await vxsniff(['export', CAPTURES[0]!, '--to', root])
  expect([written.code, written.stderr]).toEqual([2, expect.stringContaining(says)])
  const asked = await vxsniff(['sql', root, 'select 1'])
  expect([asked.code, asked.stdout]).toEqual([2, ''])
  expect(readdirSync(root)).toEqual(['vxsniff.json'])
})

test('other directories, streams and unknown tables are refused with what to do', async () => {
  const calls: readonly [readonly string[], string][] = [
    [['export', CAPTURES[0]!, '--to', 'fixtures'], 'fixtures: holds other files; give a new or an empty directory'],
    [['export', '-', '--to', join(dir, 'new')], 'standard input cannot be read twice; write it to a file first'],
    [
      ['export', CAPTURES[0]!, '--to', join(dir, 'new'), '--tables', 'flow'],
      'There is no table "flow"; there are captures',
    ],
    [['sql', 'fixtures', 'select 1'], 'fixtures: has no tables; vxsniff export FILE… --to makes them'],
    [['sql', facts, 'selec 1'], 'syntax error at or near "selec"'],
    [['sql', facts, 'select 1', '-f', 'query.sql'], 'a query and -f are two questions; give one'],
  ]
  for (const [args, says] of calls) {
    const { code, stderr } = await vxsniff(args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  }
  expect(existsSync(join(dir, 'new'))).toBe(false)
})

test('a capture that finds no room leaves nothing', async () => {
  const root = join(dir, 'no room')
  await exported(root, [CAPTURES[1]!])
  const before = filesBelow(root)
  // In the way of a table that is written late.
  rmSync(join(root, 'finding_frames'), { recursive: true, force: true })
  writeFileSync(join(root, 'finding_frames'), '')
  const files = [CAPTURES[0]!, CAPTURES[2]!]
  await expect(exported(root, files)).rejects.toThrow(
    `nothing of ${CAPTURES[0]} was exported, nor of the files after it: E`,
  )
  const left = filesBelow(root).filter((file) => !before.includes(file) && !file.endsWith('/finding_frames'))
  expect(left).toEqual([])
  expect(await asked(root, 'select count(*) from captures')).toEqual([['1']])
})

test('a damaged Parquet file is named', async () => {
  const root = join(dir, 'broken')
  await vxsniff(['export', CAPTURES[0]!, '--to', root])
  const file = filesBelow(root).find((path) => path.includes('/flows/'))!
  writeFileSync(file, readFileSync(file).subarray(0, 40))
  const { code, stderr } = await vxsniff(['sql', root, 'select count(*) from flows'])
  expect([code, stderr]).toEqual([2, expect.stringContaining(file)])
})

test('what a killed run has left half written goes after a day, and what may still be written stays', async () => {
  const root = join(dir, 'abandoned')
  const [old, fresh] = ['0000.1.unfinished', '1111.1.unfinished'].map((name) => join(root, 'flows', name))
  await exported(root, [CAPTURES[1]!])
  for (const path of [old!, fresh!]) writeFileSync(path, 'half')
  const yesterday = Date.now() / 1000 - 25 * 3600
  utimesSync(old!, yesterday, yesterday)
  await exported(root, [CAPTURES[2]!])
  expect([existsSync(old!), existsSync(fresh!)]).toEqual([false, true])
})

test('sql only asks', async () => {
  const out = join(dir, 'out.csv')
  for (const text of [
    `copy flows to '${out}'`,
    'create table x as select 1',
    'set threads = 1',
    `attach '${out}' as x`,
    'drop view flows',
    `select 1; copy (select 1) to '${out}'`,
  ]) {
    await expect(asked(facts, text)).rejects.toThrow('only questions are asked here')
  }
  expect(existsSync(out)).toBe(false)
})

test.each([
  ['selec 1', /^Parser Error: syntax error at or near "selec"$/],
  ['select * from flow', /^Catalog Error: Table with name flow does not exist! Did you mean "flows"\?$/],
  ['select * from overlaps', /; overlaps is a word of SQL, the view is overlapping_addresses$/],
])('what is wrong with %s is said in one line', async (text, said) => {
  await expect(asked(facts, text)).rejects.toThrow(said)
})

test('questions one after the other from standard input; a wrong one does not end it', async () => {
  const { stdout, stderr, code } = await vxsniff(
    ['sql', facts, '--csv'],
    'selec 1;\nselect count(*) as n\nfrom captures;\nselect 2 as two\n',
  )
  expect([stdout, code]).toEqual(['n\n8\ntwo\n2\n', 0])
  expect(stderr).toContain('syntax error')
})

test('who was where at a moment is what learn --at tells', async () => {
  const path = CAPTURES[0]!
  const learned = await vxsniff(['learn', '--json', path])
  const { fdb } = JSON.parse(learned.stdout) as { fdb: { mac: string; dst: string; origin: string }[] }
  const taught = fdb.filter(({ origin }) => origin === 'learned').map(({ mac, dst }) => [mac, dst])
  const name = sha256(path).slice(0, 16)
  const rows = await asked(facts, `select mac, dst from fdb_at('2100-01-01') where capture = '${name}' order by all`)
  expect(rows).toEqual(taught.sort())
})
