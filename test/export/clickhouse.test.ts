/** What is said to a ClickHouse server and made of its answers. `.ci/cluster` does the same with real ones. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { clickhouseAddress } from '../../src/cli/clickhouse.js'
import type { Answer } from '../../src/export/answers.js'
import { ClickHouse } from '../../src/export/clickhouse/database.js'
import { clickhouseTables } from '../../src/export/clickhouse/tables.js'
import { answerOf, rowsText } from '../../src/export/clickhouse/text.js'
import { ParquetTable } from '../../src/export/parquet/parquet.js'
import { type Cell, columnsOf, type Row, TABLE_NAMES, type TableName } from '../../src/export/schema.js'

interface Asked {
  readonly statement: string
  readonly rows: string
  readonly settings: URLSearchParams
}

const THERE = 'schema\treadonly\nUInt8\tString\n1\t0\n'
const NONE = 'version\toptions\tdamaged\nString\tString\tUInt8\n'

beforeEach(() => {
  for (const name of ['USER', 'PASSWORD', 'PASSWORD_FILE']) vi.stubEnv(`CLICKHOUSE_${name}`, undefined)
  return () => vi.unstubAllEnvs()
})

/** A server that answers as told; what it was asked for so far, and where it is. */
async function serverThat(
  answers: (asked: Asked, response: ServerResponse) => string | undefined,
): Promise<{ readonly asked: Asked[]; readonly url: string }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const settings = new URL(request.url!, 'http://x').searchParams
      const query = settings.get('query')
      const one = { statement: query ?? body, rows: query === null ? '' : body, settings }
      asked.push(one)
      const isOpening = one.statement.includes('vxsniff_schema')
      const text = answers(one, response) ?? (isOpening ? THERE : one.statement.startsWith('select') ? NONE : '')
      if (!response.destroyed) response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { asked, url: `clickhouse://127.0.0.1:${(server.address() as AddressInfo).port}/vx` }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request) body += String(piece)
  return body
}

const open = (url: string): Promise<ClickHouse> => ClickHouse.open(clickhouseAddress(url))

async function answers(url: string, text: string): Promise<Answer[]> {
  const all: Answer[] = []
  for await (const answer of (await open(url)).ask(text)) all.push(answer)
  return all
}

const row = (table: TableName, cells: Readonly<Record<string, Cell>>): Row =>
  columnsOf(table).map(({ name }) => cells[name] ?? null)
const CAPTURE = {
  capture: '0123456789abcdef',
  day: '2026-11-30',
  about: { version: '1', options: '{}' },
  packets: undefined,
  tables: () =>
    new Map<TableName, Iterable<Row>>([
      [
        'flows',
        [1, 2].map((n) => row('flows', { capture: '0123456789abcdef', path: "'; drop\ttable", packets_ab: n })),
      ],
      ['tunnels', []],
      [
        'captures',
        [row('captures', { capture: '0123456789abcdef', first: 1_795_245_159_628_657_001n, damaged: true })],
      ],
    ]),
}

test('values come back as they went', () => {
  const cells: Row = ["a\t'b\\n\n\r\0\b\f\\N", '\\N', '', '名', 2n ** 62n, -1, true, null]
  const types = [
    'String',
    'String',
    'Nullable(String)',
    'String',
    'Int64',
    'Nullable(Int32)',
    'UInt8',
    'Nullable(Int64)',
  ]
  const names = types.map((_, i) => `c${i}`)
  const text = [...rowsText([cells], [])].join('')
  const answer = answerOf(`${names.join('\t')}\n${types.join('\t')}\n${text}`)
  expect(answer).toEqual({ names, rows: [[...cells.slice(0, 4), (2n ** 62n).toString(), -1, 1, null]] })
})

test('one insert a table, captures last, all of one load; no value is in a statement', async () => {
  const { asked, url } = await serverThat(() => undefined)
  expect(await (await open(url)).store(CAPTURE)).toBe(3)
  const [, has, ...inserts] = asked
  expect(has!.statement).toContain("capture = '0123456789abcdef'")
  expect(inserts.map(({ statement }) => /into (\w+) /.exec(statement)![1])).toEqual(['stored_flows', 'stored_captures'])
  expect(inserts.every(({ statement }) => !statement.includes("'"))).toBe(true)
  const rows = inserts.flatMap(({ rows }) => rows.trimEnd().split('\n'))
  expect(new Set(rows.map((line) => line.split('\t')[0])).size).toBe(1)
  expect(rows[0]).toMatch(/^\d+\t2026-11-30\t0123456789abcdef\t.*'; drop\\ttable/)
  expect(rows[2]).toContain('\t1795245159628657001\t')
})

test('rows of packets come out of their Parquet file, in front of all others', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vxsniff-clickhouse-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const packets = join(dir, 'packets')
  const table = new ParquetTable(packets, 'packets', CAPTURE.about)
  const cells = [
    { capture: CAPTURE.capture, frame: 1, ts: 1_795_245_159_628_657_001n, outer_df: true, tcp_seq: 4_294_967_295 },
    { capture: CAPTURE.capture, frame: 2, path: 'a\tb', id: 2n ** 62n, malformed: false },
  ]
  for (const one of cells) table.rows.add(row('packets', one))
  table.finish()
  const { asked, url } = await serverThat(() => undefined)
  expect(await (await open(url)).store({ ...CAPTURE, packets })).toBe(5)
  const [first, ...others] = asked.filter(({ rows }) => rows !== '')
  expect(others.map(({ statement }) => /into (\w+) /.exec(statement)![1])).toEqual(['stored_flows', 'stored_captures'])
  const load = BigInt(others[1]!.rows.split('\t')[0]!)
  expect(first!.statement).toContain('into stored_packets (load, day, capture, frame, ts,')
  expect(first!.rows).toBe(
    [
      ...rowsText(
        cells.map((one) => row('packets', one)),
        [load, CAPTURE.day],
      ),
    ].join(''),
  )
})

test('where a connection breaks, all is done again as another load', async () => {
  let breaks = 2
  const { asked, url } = await serverThat(({ statement }, response) => {
    // Nobody knows whether it was inserted.
    if (statement.includes('into stored_captures') && breaks-- > 0) response.destroy()
    return undefined
  })
  expect(await (await open(url)).store(CAPTURE)).toBe(3)
  const loads = asked.filter(({ rows }) => rows !== '').map(({ rows }) => BigInt(rows.split('\t')[0]!))
  expect(loads).toHaveLength(6)
  expect([loads[0], loads[2], loads[4]]).toEqual([loads[1], loads[3], loads[5]])
  expect(loads[0]! < loads[2]! && loads[2]! < loads[4]!).toBe(true)
})

test('what is there with the same options is left alone, with others it is written again', async () => {
  const { asked, url } = await serverThat(({ statement }) =>
    statement.startsWith('select version') ? `${NONE}1\t{}\t1\n` : undefined,
  )
  const server = await open(url)
  expect(await server.store(CAPTURE)).toBe(undefined)
  expect(asked).toHaveLength(2)
  // Damage is to be told again.
  expect(await server.has(CAPTURE.capture, CAPTURE.about)).toBe(false)
  expect(await server.store({ ...CAPTURE, about: { version: '1', options: '{"tail":1}' } })).toBe(3)
})

test('where captures call a tunnel differently, its names go with the question, and tables are written out', async () => {
  const path = 'gretap 1 10.0.0.1 10.0.0.2'
  const { asked, url } = await serverThat(({ statement, rows }) => {
    if (statement.startsWith('select path, a, b,')) {
      const types = 'path\ta\tb\tf\tr\nString\tString\tString\tUInt8\tUInt8\n'
      return `${types}${path}\t10.0.0.1\t10.0.0.2\t1\t0\ngretap 2 10.0.0.1 10.0.0.2\t10.0.0.1\t10.0.0.2\t0\t1\n`
    }
    if (statement.startsWith('select distinct')) return 'path\nString\n'
    return rows === '' ? undefined : 'n\nUInt8\n1\n'
  })
  const said = "'from flows'"
  await answers(url, `select ${said}, f.path from flows f join written_hosts using path; select * from networks`)
  const [first, second] = asked.filter(({ rows }) => rows !== '')
  expect(first!.settings.get('merged_names_structure')).toBe('key String, path String, id Int64, is UInt8')
  expect(first!.settings.get('readonly')).toBe('1')
  expect(first!.rows).toContain('gretap 1 / 2 10.0.0.1 10.0.0.2')
  expect(first!.statement).toMatch(
    /^select 'from flows', f\.path from \(select capture, .* from flows\)\)\) f join hosts as hosts using/s,
  )
  // Nothing that a packet says is in a question.
  expect(asked.every(({ statement }) => !statement.includes('10.0.0.1'))).toBe(true)
  expect(second!.statement).toMatch(
    /^ select \* from \(select tunnel, vni, .* from \(select capture, .*\) as networks$/s,
  )
})

test('a question is sent so that it cannot write, statement by statement', async () => {
  const { asked, url } = await serverThat(({ statement }) =>
    statement.includes('vxsniff_schema')
      ? undefined
      : 'n\tm\nUInt64\tNullable(Float64)\n18446744073709551615\tinf\n\\N\t1.5\n',
  )
  const got = await answers(
    url,
    `select ';' -- no; end\n; select "a;", "it''s" /* ; */ from fdb_at('2026-11-21 10:31:34.5');`,
  )
  expect(got).toHaveLength(2)
  expect(got[0]).toEqual({
    names: ['n', 'm'],
    rows: [
      ['18446744073709551615', 'inf'],
      [null, 1.5],
    ],
  })
  expect(asked.slice(1).every(({ settings }) => settings.get('readonly') === '1')).toBe(true)
  expect(asked[1]!.statement.trim()).toBe("select ';'")
  expect(asked.at(-1)!.statement).toContain('from fdb_events where ts <= 1795257094500000000 order by')
  await expect(answers(url, "select * from fdb_at('yesterday')")).rejects.toThrow('"yesterday" is no time')
})

test('who may only read does not say so', async () => {
  const { asked, url } = await serverThat(({ statement }) =>
    statement.includes('vxsniff_schema') ? THERE.replace('\t0\n', '\t1\n') : undefined,
  )
  await answers(url, 'select 1')
  expect(asked[1]!.settings.has('readonly')).toBe(false)
})

const REFUSALS: readonly (readonly [what: string, status: number, answer: string, says: string])[] = [
  [
    'no password',
    401,
    'Code: 194, e.displayText() = DB::Exception: Password required',
    'asks for the password of default',
  ],
  [
    'no tables',
    404,
    "Code: 60. DB::Exception: Table vx.vxsniff_schema doesn't exist. (UNKNOWN_TABLE)",
    'has no tables; vxsniff schema --engine clickhouse --database vx',
  ],
  [
    'no database',
    404,
    "Code: 81, e.displayText() = DB::Exception: Database vx doesn't exist, e.what() = DB::Exception",
    'has no tables',
  ],
  ['another schema', 200, THERE.replace('\n1\t', '\n99\t'), 'has tables of schema 99, and this version has 1'],
  ['another program', 200, '<html>\n', 'does not answer as ClickHouse does'],
  [
    'a server that is too busy',
    500,
    'Code: 202, e.displayText() = DB::Exception: Too many simultaneous queries, e.what() = DB::Exception',
    'does not answer: Too many simultaneous queries',
  ],
]

test.concurrent.each(REFUSALS)('%s: a sentence', async (_, status, answer, says) => {
  const { url } = await serverThat((_asked, response) => {
    response.statusCode = status
    return answer
  })
  await expect(open(url)).rejects.toThrow(`${url}: ${says}`)
})

test('the next host is asked where one is away', async () => {
  const { url } = await serverThat(() => undefined)
  const [, host] = /\/\/([^/]+)/.exec(url)!
  expect(await (await open(`clickhouse://127.0.0.1:9,${host}/vx`)).store(CAPTURE)).toBe(3)
})

test.each([
  ['clickhouse://me:secret@127.0.0.1/vx', 'who asks does not stand in the call'],
  ['clickhouse://127.0.0.1', 'give clickhouse://HOST:8123/DATABASE'],
  ['clickhouse://127.0.0.1:8123/a;drop', 'give clickhouse://HOST:8123/DATABASE'],
  ['clickhouses://a,/vx', 'give clickhouses://HOST:8443/DATABASE'],
])('%s is refused', (where, says) => {
  expect(() => clickhouseAddress(where)).toThrow(says)
})

test.each([undefined, 'two'])('the tables have every column of schema 1; cluster %s', (cluster) => {
  const statements = clickhouseTables({ database: 'vx', ...(cluster === undefined ? {} : { cluster }) })
  for (const table of TABLE_NAMES) {
    const text = statements.filter((statement) => new RegExp(`vx\\.(stored|local)_${table} `).test(statement))[0]!
    for (const { name } of columnsOf(table)) expect(text).toMatch(new RegExp(`\n {2}${name} \\w`))
  }
  expect(statements.every((statement) => statement.includes(' ON CLUSTER two') === (cluster !== undefined))).toBe(true)
})
