/**
 * Hypertext Transfer Protocol 1.x, the first line of a message alone. RFC 9112 §3, §4:
 *
 * ```
 *  request-line = method SP request-target SP HTTP-version CRLF
 *  status-line  = HTTP-version SP status-code SP [ reason-phrase ] CRLF
 * ```
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'

/** Octets of a first line at most; RFC 9112 §3 asks for 8000 at least. */
const MAX_LINE = 8192
/** RFC 9110 §9, RFC 5789. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']
/** And a digit. */
const VERSION = 'HTTP/1.'
const VERSION_LEN = 8
/** Offset and octets of a response's status code. */
const CODE = 9
const CODE_LEN = 3

const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const DEL = 127
const ZERO = 48

/** The characters that a first line begins with. */
export const FIRST_CHARACTERS: ReadonlySet<number> = new Set([...METHODS, VERSION].map((word) => word.charCodeAt(0)))

function begins(v: DataView, o: number, end: number, word: string): boolean {
  if (o + word.length > end) return false
  for (let i = 0; i < word.length; i++) if (v.getUint8(o + i) !== word.charCodeAt(i)) return false
  return true
}

const isDigit = (c: number): boolean => c >= ZERO && c < ZERO + 10

const isVersion = (v: DataView, o: number, end: number): boolean =>
  o + VERSION_LEN <= end && begins(v, o, end, VERSION) && isDigit(v.getUint8(o + VERSION_LEN - 1))

/** Octets of the method that stands at `o` with a space behind it; 0 for none. */
function methodLen(v: DataView, o: number, end: number): number {
  for (const method of METHODS) {
    if (begins(v, o, end - 1, method) && v.getUint8(o + method.length) === SPACE) return method.length
  }
  return 0
}

/** Where the line at `o` ends, without what ends it; -1 where it is not whole, or has control characters in it. */
export function lineEnd(v: DataView, o: number, end: number): number {
  const stop = Math.min(end, o + MAX_LINE)
  for (let at = o; at < stop; at++) {
    const c = v.getUint8(at)
    if (c === NEWLINE) return at
    if (c === RETURN && at + 1 < stop && v.getUint8(at + 1) === NEWLINE) return at
    if (c < SPACE || c === DEL) return -1
  }
  return -1
}

const isResponse = (v: DataView, o: number): boolean => isVersion(v, o, v.byteLength)
const isRequest = (v: DataView, o: number): boolean => !isResponse(v, o)

/** Whether [`o`, `end`) begins with the whole first line of a message. */
export function isMessage(v: DataView, o: number, end: number): boolean {
  if (isVersion(v, o, end)) return isStatusLine(v, o, lineEnd(v, o, end))
  const method = methodLen(v, o, end)
  if (method === 0) return false
  const line = lineEnd(v, o, end)
  const target = o + method + 1
  const version = line - VERSION_LEN
  if (version <= target + 1 || v.getUint8(version - 1) !== SPACE || !isVersion(v, version, line)) return false
  for (let at = target; at < version - 1; at++) if (v.getUint8(at) === SPACE) return false
  return true
}

function isStatusLine(v: DataView, o: number, line: number): boolean {
  const behind = o + CODE + CODE_LEN
  if (behind > line || v.getUint8(o + VERSION_LEN) !== SPACE) return false
  for (let at = o + CODE; at < behind; at++) if (!isDigit(v.getUint8(at))) return false
  // RFC 9112 §4: a server should send the space even without a phrase, and some do not.
  return behind === line || v.getUint8(behind) === SPACE
}

const method = (v: DataView, o: number): number => methodLen(v, o, v.byteLength)
const code = (v: DataView, o: number): number =>
  (v.getUint8(o) - ZERO) * 100 + (v.getUint8(o + 1) - ZERO) * 10 + v.getUint8(o + 2) - ZERO
/** Octets of the phrase behind the status code. */
const phraseLen = (v: DataView, o: number, end: number): number => lineEnd(v, o, end) - o - CODE - CODE_LEN - 1

const REQUEST = 'RFC 9112 §3'
const STATUS = 'RFC 9112 §4'
const text = { bit: 0, bits: 0, form: Form.Text } as const

const FIELDS: readonly Field[] = [
  { ...text, name: 'http.request.method', label: 'method', size: method, when: isRequest, source: REQUEST },
  {
    ...text,
    name: 'http.request.uri',
    label: 'request-target',
    at: (v, o) => o + method(v, o) + 1,
    size: (v, o, end) => lineEnd(v, o, end) - VERSION_LEN - 1 - (o + method(v, o) + 1),
    when: isRequest,
    source: REQUEST,
  },
  {
    ...text,
    name: 'http.request.version',
    label: 'HTTP-version',
    at: (v, o) => lineEnd(v, o, v.byteLength) - VERSION_LEN,
    size: () => VERSION_LEN,
    when: isRequest,
    source: REQUEST,
  },
  {
    ...text,
    name: 'http.response.version',
    label: 'HTTP-version',
    size: () => VERSION_LEN,
    when: isResponse,
    source: STATUS,
  },
  {
    name: 'http.response.code',
    label: 'status-code',
    bit: 8 * CODE,
    bits: 8 * CODE_LEN,
    form: Form.Dec,
    get: (v, o) => code(v, o + CODE),
    when: isResponse,
    source: STATUS,
  },
  {
    ...text,
    name: 'http.response.phrase',
    label: 'reason-phrase',
    bit: 8 * (CODE + CODE_LEN + 1),
    size: phraseLen,
    when: (v, o, end) => isResponse(v, o) && phraseLen(v, o, end) > 0,
    source: STATUS,
  },
]

export const protocol: Protocol = {
  kind: Kind.Http,
  name: 'http',
  title: 'Hypertext Transfer Protocol',
  short: 'HTTP',
  fields: FIELDS,
}
