/** A ClickHouse server over HTTP, or several of one cluster, of which the next is asked where one is away. */
import { randomUUID } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { OpenError } from '../../capture/capture.js'

/** A table that goes with a question. */
export interface Attached {
  readonly name: string
  readonly structure: string
  /** Tab-separated rows. */
  readonly text: string
}

type Pieces = Iterable<string> | AsyncIterable<string>

export interface ServerAddress {
  /** As it is told to users. */
  readonly told: string
  readonly isSecure: boolean
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  readonly database: string
  readonly user: string
  readonly password?: string
}

/** The server has answered, and what it says is that it could not do it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  /** Its own number for what is wrong. */
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Nobody has answered, or not to the end, or somebody who says that it may be done later. */
class AwayError extends Error {
  override readonly name = 'AwayError'
}

/** ClickHouse's numbers of what passes: a node or ZooKeeper away, too much at a time. */
const PASSES: ReadonlySet<number> = new Set([
  3, 32, 74, 159, 202, 203, 209, 210, 225, 236, 241, 242, 244, 252, 279, 285, 286, 319, 415, 425, 999,
])
/** No such user, a wrong password, none given, no right to the database. */
const STRANGER: ReadonlySet<number> = new Set([192, 193, 194, 291, 516])
const NOT_ALLOWED = 497

/** Milliseconds in front of each further attempt: of who waits for an answer, and of who has something to bring. */
export const ASKING: readonly number[] = [100, 400, 1000]
export const BRINGING: readonly number[] = [...ASKING, 2000, 4000, 8000]
/** Milliseconds until somebody must have answered the call for a connection, and the question. */
const CONNECT = 10_000
const SILENCE = 600_000
/** HTTP's own for that nobody may ask. */
const UNAUTHORISED: readonly (number | undefined)[] = [401, 403]

export class Server {
  readonly #at: ServerAddress
  /** Which of the hosts is asked. */
  #host = 0

  constructor(at: ServerAddress) {
    this.#at = at
  }

  /** What it is called. */
  get told(): string {
    return this.#at.told
  }

  /**
   * Does something that may be done again, and does it again while the server is away. Throws a `RefusedError`, or an
   * `OpenError` when it was away for too long.
   */
  async persist<T>(pauses: readonly number[], work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work()
      } catch (e) {
        if (!(e instanceof AwayError)) throw e
        const pause = pauses[attempt]
        if (pause === undefined) throw new OpenError(this.told, 'EHOSTUNREACH', `does not answer: ${e.message}`)
        this.#host = (this.#host + 1) % this.#at.hosts.length
        await sleep(pause)
      }
    }
  }

  /** Sends a statement once, with what follows it; the answer's text. Throws an `AwayError` or a `RefusedError`. */
  async send(statement: string, settings: Readonly<Record<string, string>>, rows?: Pieces): Promise<string> {
    return await this.#sent(statement, settings, rows)
  }

  /** The same of a question that a table goes with. */
  async sendWith(
    { name, structure, text }: Attached,
    question: string,
    settings: Readonly<Record<string, string>>,
  ): Promise<string> {
    // As forms of web pages have files: each part behind a line that is in none of them.
    const line = randomUUID()
    const head = `Content-Disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n`
    const all = { ...settings, [`${name}_structure`]: structure, [`${name}_format`]: 'TabSeparated' }
    const type = `multipart/form-data; boundary=${line}`
    return await this.#sent(question, all, [`--${line}\r\n${head}`, text, `\r\n--${line}--\r\n`], type)
  }

  async #sent(
    statement: string,
    settings: Readonly<Record<string, string>>,
    rows: Pieces | undefined,
    type?: string,
  ): Promise<string> {
    const { database } = this.#at
    // Behind an answer that has begun nothing could be told of an error any more.
    const parameters = new URLSearchParams({ database, wait_end_of_query: '1', ...settings })
    if (rows !== undefined) parameters.set('query', statement)
    const { status, text } = await this.#post(parameters, rows ?? [statement], type)
    if (status === 200) return text
    const [, code = '0'] = /Code: (\d+)/.exec(text) ?? []
    throw this.#problem(status, Number(code), text)
  }

  #problem(status: number | undefined, code: number, text: string): Error {
    const { told, user, password } = this.#at
    if (code === NOT_ALLOWED) return new OpenError(told, 'EACCES', `does not let ${user} do this: ${plain(text)}`)
    if (STRANGER.has(code) || UNAUTHORISED.includes(status)) {
      const what = password === undefined ? `asks for the password of ${user}` : `refuses the password of ${user}`
      const how = 'CLICKHOUSE_USER and CLICKHOUSE_PASSWORD or CLICKHOUSE_PASSWORD_FILE say who asks'
      return new OpenError(told, 'EACCES', `${what}; ${how}`)
    }
    return PASSES.has(code) ? new AwayError(plain(text)) : new RefusedError(code, plain(text))
  }

  #post(
    parameters: URLSearchParams,
    body: Pieces,
    type: string | undefined,
  ): Promise<{ status: number | undefined; text: string }> {
    const { isSecure, hosts, user, password } = this.#at
    const { host, port } = hosts[this.#host]!
    const path = `/?${parameters}`
    const headers = {
      'X-ClickHouse-User': user,
      ...(password === undefined ? {} : { 'X-ClickHouse-Key': password }),
      ...(type === undefined ? {} : { 'Content-Type': type }),
    }
    return new Promise((resolve, reject) => {
      const away = (e: Error): void => reject(new AwayError(e.message, { cause: e }))
      // A connection each: those that wait for the next question are closed by the server at any time.
      const options = { host, port, path, headers, method: 'POST', agent: false, timeout: SILENCE } as const
      const call = isSecure ? httpsRequest(options) : httpRequest(options)
      const late = setTimeout(() => call.destroy(new Error(`no connection to ${host}:${port}`)), CONNECT)
      call.on('socket', (socket) => socket.once('connect', () => clearTimeout(late)))
      call.on('timeout', () => call.destroy(new Error(`no answer from ${host}:${port}`)))
      call.on('close', () => clearTimeout(late))
      call.on('error', away)
      call.on('response', (answer) => {
        textOf(answer).then((text) => resolve({ status: answer.statusCode, text }), away)
      })
      const rows = Readable.from(body)
      rows.on('error', (e) => {
        // What makes the rows is wrong, and not the server.
        reject(e)
        call.destroy()
      })
      rows.pipe(call)
    })
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of answer) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

/** What the server says of an error, without what only its makers can use. */
function plain(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line
    .replace(/^Code: \d+[,.] ?(e\.displayText\(\) = )?/, '')
    .replace(/^DB::Exception: /, '')
    .replace(/(, e\.what\(\) = .*| \(version [^)]*\).*)$/, '')
}
