import { expect, test } from 'vitest'
import { escapeText, numberOf, writeJson, writeJsonString, writeText } from '../../src/present/value.js'
import { Writer } from '../../src/present/writer.js'
import { type Field, Form, fieldSize, fieldStart, fieldValue } from '../../src/wire/field.js'
import { bytes } from '../helpers/octets.js'

const field = (bit: number, bits: number, form: Form, more: Partial<Field> = {}): Field => ({
  name: 'x.y',
  label: 'Y',
  bit,
  bits,
  form,
  source: 'RFC 1',
  ...more,
})

function both(f: Field, hex: string): [string, string] {
  const octets = bytes(hex)
  const v = new DataView(octets.buffer)
  const [at, size] = [fieldStart(f, v, 0), fieldSize(f, v, 0, octets.length)]
  const text = new Writer()
  writeText(text, f, v, at, size, 0)
  const json = new Writer()
  writeJson(json, f, v, at, size, 0)
  return [text.toString(), json.toString()]
}

const rest = { size: (_: DataView, o: number, end: number): number => end - o }

test.each([
  ['decimal', field(0, 16, Form.Dec), '12b5', '4789', '4789'],
  ['decimal of four bits', field(4, 4, Form.Dec), '45', '5', '5'],
  ['hexadecimal is padded to the width', field(0, 16, Form.Hex), '0800', '0x0800', '2048'],
  ['hexadecimal of 24 bits', field(0, 24, Form.Hex), '00002a', '0x00002a', '42'],
  ['hexadecimal of 20 bits has five digits', field(4, 20, Form.Hex), '612345', '0x12345', '74565'],
  ['hexadecimal of 40 bits', field(0, 40, Form.Hex), '0102030405', '0x0102030405', '4328719365'],
  ['a flag', field(1, 1, Form.Flag), '40', '1', '1'],
  ['a flag that is clear', field(1, 1, Form.Flag), 'bf', '0', '0'],
  ['a MAC address', field(0, 48, Form.Mac), '0242ac110002', '02:42:ac:11:00:02', '"02:42:ac:11:00:02"'],
  ['an IPv4 address', field(0, 32, Form.Ipv4), 'ac110002', '172.17.0.2', '"172.17.0.2"'],
  ['an IPv6 address', field(0, 128, Form.Ipv6), `20010db8${'0'.repeat(23)}1`, '2001:db8::1', '"2001:db8::1"'],
  ['octets', field(0, 0, Form.Bytes, rest), 'deadbeef', 'deadbeef', '"deadbeef"'],
  ['64 bits are exact', field(0, 64, Form.Dec64), 'ffffffffffffffff', '18446744073709551615', '"18446744073709551615"'],
  ['64 small bits', field(0, 64, Form.Dec64), '0000000000000064', '100', '"100"'],
  ['text', field(0, 0, Form.Text, rest), '7377697463682d31', 'switch-1', '"switch-1"'],
  ['text without the zeros that pad it', field(0, 0, Form.Text, rest), '61620000', 'ab', '"ab"'],
])('%s', (_, f, hex, text, json) => {
  expect(both(f, hex)).toEqual([text, json])
})

test.each([
  ['escape sequences', '\x1b[31m', '\\x1b[31m', '"\\u001b[31m"'],
  ['line ends and tabs, which part the output', 'a\nb\tc\r', 'a\\nb\\tc\\r', '"a\\nb\\tc\\r"'],
  ['C1 controls', 'a\u009bb', 'a\\x9bb', '"a\\u009bb"'],
  ['DEL', 'a\x7f', 'a\\x7f', '"a\\u007f"'],
  ['bidirectional overrides', 'a\u202eb', 'a\\u202eb', '"a\\u202eb"'],
  ['bidirectional isolates', 'a\u2066b', 'a\\u2066b', '"a\\u2066b"'],
  ['tag characters', 'a\u{e0041}', 'a\\udb40\\udc41', '"a\\udb40\\udc41"'],
])('text never reaches a terminal with %s', (_, raw, text, json) => {
  expect(escapeText(raw)).toBe(text)
  const w = new Writer()
  writeJsonString(w, raw)
  expect(w.toString()).toBe(json)
  expect(JSON.parse(w.toString())).toBe(raw)
})

test('text in other scripts stays as it is', () => {
  expect(escapeText('交换机 ö')).toBe('交换机 ö')
})

test('octets that are no UTF-8 are replaced', () => {
  expect(both(field(0, 0, Form.Text, rest), '61ff62')).toEqual(['a\ufffdb', '"a\ufffdb"'])
})

test('the short ways to a number agree with the long one', () => {
  const octets = bytes('9a7b5c3d1e2f40516273')
  const v = new DataView(octets.buffer)
  for (let bit = 0; bit < 32; bit++) {
    for (let bits = 1; bits <= 48; bits++) {
      const f = field(bit, bits, Form.Dec)
      expect(numberOf(f, v, fieldStart(f, v, 0), 0)).toBe(fieldValue(f, v, 0))
    }
  }
})
