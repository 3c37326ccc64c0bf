/**
 * Transport Layer Security, the ClientHello alone: it tells in the clear which server is wanted. RFC 8446 §4.1.2, §5.1;
 * the extension that has the server's name RFC 6066 §3.
 *
 * ```
 *  octets  0     ContentType, 22 is handshake
 *          1-2   legacy_record_version
 *          3-4   length of the record
 *          5     HandshakeType, 1 is client_hello
 *          6-8   length of the handshake message
 *          9-10  legacy_version
 *          11-42 random
 *          43    length of legacy_session_id, then itself; cipher_suites behind a length of two octets,
 *                legacy_compression_methods behind one of one, extensions behind one of two
 * ```
 */
import { Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'

export const CONTENT_TYPE_HANDSHAKE = 22
const VERSION_MAJOR = 3
/** RFC 8446 §5.1: octets of a record at most. */
const MAX_RECORD = 1 << 14
const CLIENT_HELLO = 1

const RECORD_VERSION = 1
const RECORD_LENGTH = 3
const HANDSHAKE_TYPE = 5
const BODY = 9
/** Octets of the smallest ClientHello: no session, one cipher suite, one compression method, no extensions. */
const MIN_BODY = 2 + 32 + 1 + 2 + 2 + 1 + 1
const SESSION_ID = 43
const MAX_SESSION_ID = 32

const EXTENSION_SERVER_NAME = 0
/** Octets of an extension's type and length. */
const EXTENSION_HEADER_LEN = 4
/** Octets in front of the first name in the extension: the list's length, the name's type and its length. */
const NAME_HEADER_LEN = 5
const HOST_NAME = 0
/** RFC 1035 §2.3.4. */
const MAX_HOST_NAME = 255

/**
 * Whether [`o`, `end`) begins with a ClientHello: what comes before its random octets must be there and make sense.
 */
export function isClientHello(v: DataView, o: number, end: number): boolean {
  if (end - o < BODY + 2 || v.getUint8(o) !== CONTENT_TYPE_HANDSHAKE) return false
  if (v.getUint8(o + RECORD_VERSION) !== VERSION_MAJOR || v.getUint8(o + RECORD_VERSION + 1) > 4) return false
  const record = v.getUint16(o + RECORD_LENGTH)
  if (record < BODY - HANDSHAKE_TYPE || record > MAX_RECORD || v.getUint8(o + HANDSHAKE_TYPE) !== CLIENT_HELLO)
    return false
  const length = v.getUint32(o + HANDSHAKE_TYPE) & 0xffffff
  if (length < MIN_BODY || v.getUint8(o + BODY) !== VERSION_MAJOR || v.getUint8(o + BODY + 1) > 4) return false
  return end <= o + SESSION_ID || v.getUint8(o + SESSION_ID) <= MAX_SESSION_ID
}

/**
 * Absolute offset of the server's name, whose length stands in the two octets before it; -1 where there is none, or it is
 * not wholly in front of `end` and in the record.
 */
export function serverNameAt(v: DataView, o: number, end: number): number {
  const body = o + BODY + (v.getUint32(o + HANDSHAKE_TYPE) & 0xffffff)
  const stop = Math.min(end, o + HANDSHAKE_TYPE + v.getUint16(o + RECORD_LENGTH), body)
  let at = o + SESSION_ID
  if (at >= stop) return -1
  at += 1 + v.getUint8(at)
  if (at + 2 > stop) return -1
  at += 2 + v.getUint16(at)
  if (at >= stop) return -1
  at += 1 + v.getUint8(at)
  if (at + 2 > stop) return -1
  const extensions = Math.min(stop, at + 2 + v.getUint16(at))
  at += 2
  while (at + EXTENSION_HEADER_LEN <= extensions) {
    const data = at + EXTENSION_HEADER_LEN
    const next = data + v.getUint16(at + 2)
    if (v.getUint16(at) === EXTENSION_SERVER_NAME) return hostNameAt(v, data, Math.min(next, extensions))
    at = next
  }
  return -1
}

/** The first name of a server_name extension, which is its only one (RFC 6066 §3). */
function hostNameAt(v: DataView, data: number, end: number): number {
  const name = data + NAME_HEADER_LEN
  if (name > end || v.getUint8(data + 2) !== HOST_NAME) return -1
  const length = v.getUint16(name - 2)
  return length > 0 && length <= MAX_HOST_NAME && name + length <= end ? name : -1
}

/** Octets of the server's name at `name`. */
export const serverNameLen = (v: DataView, name: number): number => v.getUint16(name - 2)

export const protocol: Protocol = {
  kind: Kind.Tls,
  name: 'tls',
  title: 'Transport Layer Security',
  short: 'TLS',
  fields: [
    {
      name: 'tls.handshake.type',
      label: 'HandshakeType',
      bit: 8 * HANDSHAKE_TYPE,
      bits: 8,
      form: Form.Dec,
      names: { [CLIENT_HELLO]: 'Client Hello' },
      source: 'RFC 8446 §4',
    },
    {
      name: 'tls.handshake.extensions_server_name',
      label: 'HostName',
      bit: 0,
      bits: 0,
      form: Form.Text,
      at: (v, o) => serverNameAt(v, o, v.byteLength),
      size: (v, o, end) => serverNameLen(v, serverNameAt(v, o, end)),
      when: (v, o, end) => serverNameAt(v, o, end) >= 0,
      source: 'RFC 6066 §3',
    },
  ],
}
