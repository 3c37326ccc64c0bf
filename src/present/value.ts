/**
 * One field's value as text and as JSON.
 *
 * Text reads as `tshark -T fields` 4.0 prints it. Text from the wire never reaches a terminal unescaped: no control
 * character (C0, C1, DEL), no line separator, no bidirectional override.
 */

import { type Field, Form, fieldValue } from '../wire/field.js'
import { visitLabels } from '../wire/protocols/dns-name.js'
import { literal, type Writer } from './writer.js'

const QUOTE = 34
const COLON = 58
const JSON_EMPTY = literal('""')
/** A prefix with the octets that it does not have. */
const WHOLE = new DataView(new ArrayBuffer(16))

/** Hexadecimal digits that a field of `bits` bits is padded to. */
function hexDigits(bits: number): number {
  return (bits + 3) >> 2
}

/** The value of a field of at most 48 bits, by the shortest way for the widths that are common. */
export function numberOf(f: Field, v: DataView, at: number, o: number): number {
  if (f.get !== undefined) return f.get(v, o)
  if ((f.bit & 7) === 0) {
    if (f.bits === 8) return v.getUint8(at)
    if (f.bits === 16) return v.getUint16(at)
    if (f.bits === 32) return v.getUint32(at)
  } else {
    const through = (f.bit & 7) + f.bits
    if (through <= 8) return (v.getUint8(at) >> (8 - through)) & ((1 << f.bits) - 1)
    if (through <= 16) return (v.getUint16(at) >> (16 - through)) & ((1 << f.bits) - 1)
  }
  return fieldValue(f, v, o)
}

/** The registry's name for the value; undefined if the field has no registry, or the registry no name for it. */
export function wordsOf(f: Field, v: DataView, at: number, o: number): string | undefined {
  return f.names === undefined || f.form > Form.Flag ? undefined : f.names[numberOf(f, v, at, o)]
}

/**
 * As text. `at` is the field's first octet and `size` the octets it touches, `o` its header's (its item's) first octet,
 * as `visitFields` hands them out.
 */
export function writeText(w: Writer, f: Field, v: DataView, at: number, size: number, o: number): void {
  switch (f.form) {
    case Form.Hex:
      w.char(48)
      w.char(120)
      writeHex(w, numberOf(f, v, at, o), hexDigits(f.bits === 0 ? size * 8 : f.bits))
      return
    case Form.Mac:
      w.mac(v, at)
      return
    case Form.Ipv4:
      if (f.get === undefined) w.ipv4(v, at)
      else w.ipv4Value(f.get(v, o))
      return
    case Form.Ipv6:
      w.ipv6(v, at)
      return
    case Form.Ipv6Prefix:
      WHOLE.setBigUint64(0, 0n)
      WHOLE.setBigUint64(8, 0n)
      for (let i = 0; i < size && i < 16; i++) WHOLE.setUint8(i, v.getUint8(at + i))
      w.ipv6(WHOLE, 0)
      return
    case Form.Colons:
      for (let i = 0; i < size; i++) {
        if (i > 0) w.char(COLON)
        w.hexBytes(v, at + i, 1)
      }
      return
    case Form.Bytes:
      w.hexBytes(v, at, size)
      return
    case Form.Text:
      w.text(escapeText(decodeText(v, at, size)))
      return
    case Form.Dec64:
      writeDec64(w, v, at)
      return
    case Form.DomainName:
      w.text(escapeText(domainName(v, at, o)))
      return
    default:
      w.dec(numberOf(f, v, at, o))
  }
}

/** As JSON: numbers (flags are 1 and 0) are numbers, everything else and 64-bit values are strings. */
export function writeJson(w: Writer, f: Field, v: DataView, at: number, size: number, o: number): void {
  switch (f.form) {
    case Form.Dec:
    case Form.Hex:
    case Form.Flag:
      w.dec(numberOf(f, v, at, o))
      return
    case Form.Text:
      writeJsonString(w, decodeText(v, at, size))
      return
    case Form.DomainName:
      writeJsonString(w, domainName(v, at, o))
      return
    default:
      w.char(QUOTE)
      writeText(w, f, v, at, size, o)
      w.char(QUOTE)
  }
}

/** A JSON string, in ASCII where a terminal might act on a character. */
export function writeJsonString(w: Writer, text: string): void {
  if (text === '') w.put(JSON_EMPTY)
  else w.text(safeJson(text))
}

/** A value as JSON, in ASCII where a terminal might act on a character. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, unicodeEscape)
}

/** Lines of text, each fit for a terminal; what ends them stays. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n')
}

/** Text from a file or from the wire, fit for a terminal and for one cell of a table. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (c) => {
    const code = c.codePointAt(0)!
    if (code === 9) return '\\t'
    if (code === 10) return '\\n'
    if (code === 13) return '\\r'
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscape(c)
  })
}

/** The same in printable ASCII, for places where each character must take exactly one column. */
export function asciiText(text: string): string {
  return escapeText(text).replace(/[^\x20-\x7e]/gu, unicodeEscape)
}

/**
 * Characters that a terminal acts on: C0, DEL, C1 (Unicode 15 §23.1), soft hyphen, zero-width and bidirectional
 * controls (§23.2), line and paragraph separators, the byte order mark, interlinear annotation and tag characters.
 */
const UNSAFE_CLASS =
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb' +
  '\\u{e0000}-\\u{e007f}'
const UNSAFE = new RegExp(`[${UNSAFE_CLASS}]`, 'gu')

/** JSON that is safe on a terminal: characters that a terminal acts on are escaped as control characters are. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, unicodeEscape)
}

function unicodeEscape(c: string): string {
  let s = ''
  for (let i = 0; i < c.length; i++) s += `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`
  return s
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Octets as text. Invalid UTF-8 becomes U+FFFD. The zeros that pad a fixed width are left out. */
export function decodeText(v: DataView, at: number, size: number): string {
  let end = size
  while (end > 0 && v.getUint8(at + end - 1) === 0) end--
  return UTF8.decode(new Uint8Array(v.buffer, v.byteOffset + at, end))
}

/** Wireshark's text for a domain name without labels. */
const ROOT = '<Root>'

/** The domain name at `at` with dots between its labels, as far as it is whole; `message` is where the message starts. */
export function domainName(v: DataView, at: number, message: number): string {
  const labels: string[] = []
  visitLabels(v, at, message, v.byteLength, (label, length) => {
    labels.push(UTF8.decode(new Uint8Array(v.buffer, v.byteOffset + label, length)))
  })
  return labels.length === 0 ? ROOT : labels.join('.')
}

function writeHex(w: Writer, value: number, digits: number): void {
  if (digits <= 8) {
    w.hex(value, digits)
    return
  }
  w.hex(Math.floor(value / 0x100000000), digits - 8)
  w.hex(value % 0x100000000, 8)
}

/** Unsigned decimal of the 64 bits at `at`; without a `bigint` while they fit a double. */
function writeDec64(w: Writer, v: DataView, at: number): void {
  const hi = v.getUint32(at)
  if (hi < 0x200000) w.dec(hi * 0x100000000 + v.getUint32(at + 4))
  else w.text(v.getBigUint64(at).toString())
}
