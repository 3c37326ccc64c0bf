/** ClickHouse's newest engine, in this process, behind a port as a server has it: `chdb.ts NODE_MODULES PORT DIR DATABASE`. */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { clickhouseTables } from '../../src/export/clickhouse/tables.js'

interface Session {
  query(statement: string, format?: string): string
}

const [modules, port, dir, database] = process.argv.slice(2)
const { Session } = createRequire(`${modules}/`)('chdb') as { Session: new (path: string) => Session }
const session = new Session(dir!)
for (const statement of clickhouseTables({ database: database! })) session.query(statement)
session.query(`use ${database}`)

createServer(async (request, response) => {
  let body = ''
  for await (const piece of request) body += String(piece)
  const settings = new URL(request.url!, 'http://x').searchParams
  const query = settings.get('query')
  try {
    const attached = attach(request.headers['content-type'], settings, body)
    const statement = query === null ? body : attached ? query : `${query}\n${body}`
    response.end(session.query(statement, settings.get('default_format') ?? 'TabSeparated'))
  } catch (e) {
    response.statusCode = 500
    response.end((e as Error).message)
  }
}).listen(Number(port), '127.0.0.1')

/** Whether a question comes with a table, as a form has a file; the engine in the process gets it as a table of its own. */
function attach(type: string | undefined, settings: URLSearchParams, body: string): boolean {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(type ?? '')?.[1]
  const [, name, text] = /name="([^"]+)"[^\n]*\r\n\r\n([\s\S]*)$/.exec(body) ?? []
  if (boundary === undefined || name === undefined || text === undefined) return false
  const rows = text.slice(0, text.lastIndexOf(`\r\n--${boundary}`))
  session.query(`create or replace table ${name} (${settings.get(`${name}_structure`)}) engine = Memory`)
  if (rows !== '') session.query(`insert into ${name} format TabSeparated\n${rows}`)
  return true
}
