import { describe, expect, test } from 'vitest'
import { fieldLabel, fieldMeans, protocolMeans, protocolTitle } from '../../src/present/field-words.js'
import { allGroups, type Field, Form, type Protocol } from '../../src/wire/field.js'
import { PROTOCOLS } from '../../src/wire/protocols/index.js'
import { FIELD_CATALOGUES, PROTOCOL_WORDS } from '../../src/words/fields/index.js'
import type { Words } from '../../src/words/language.js'

/** Characters that fit behind a field's value on a terminal. */
const MAX_LENGTH = 90
const CHINESE = /\p{Script=Han}/u
const NUMBERS: readonly Form[] = [Form.Dec, Form.Hex, Form.Flag]

const ENTRIES = FIELD_CATALOGUES.flatMap((c) => Object.entries(c))

const fieldsOf = (p: Protocol): readonly Field[] => [...p.fields, ...allGroups(p.groups).flatMap((g) => g.fields)]
const FIELDS: readonly Field[] = PROTOCOLS.flatMap(fieldsOf)

/** What is wrong with words that stand beside a field. */
function faults(w: Words): string[] {
  const found: string[] = []
  if (w.en.trim() === '' || w.en !== w.en.trim()) found.push('English is empty or has space around it')
  if (w.en.length > MAX_LENGTH) found.push(`English has ${w.en.length} characters`)
  if (CHINESE.test(w.en)) found.push('English has Chinese in it')
  if (!CHINESE.test(w.zh)) found.push('Chinese has no Chinese in it')
  if (/[.。]$/.test(w.en) || /[.。]$/.test(w.zh)) found.push('ends with a full stop')
  return found
}

/** Octets with all bits set: what a field reads there is the most it can say, where it counts other units than the wire. */
const ONES = new DataView(new Uint8Array(1024).fill(0xff).buffer)

/** Whether a value can stand in a field of that name. */
function fits(name: string, value: number): boolean {
  const most = FIELDS.filter((f) => f.name === name).map((f) => Math.max(2 ** f.bits - 1, f.get?.(ONES, 0) ?? 0))
  return Number.isInteger(value) && value >= 0 && value <= Math.max(...most)
}

describe('fields', () => {
  test.each(PROTOCOLS.map((p) => [p.title, p] as const))('every field of %s has words', (_, p) => {
    const without = fieldsOf(p).filter((f) => fieldMeans(f.name, undefined, 'en') === '')
    expect(without.map((f) => f.name)).toEqual([])
  })

  test('a name stands in one catalogue, and a protocol has it', () => {
    const known = new Set(FIELDS.map((f) => f.name))
    const names = ENTRIES.map(([name]) => name)
    expect(names.filter((name) => !known.has(name))).toEqual([])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  test('words come in both languages, short and without a full stop', () => {
    const bad = ENTRIES.flatMap(([name, w]) =>
      [w.means, ...Object.values(w.values ?? {})].flatMap((words) => faults(words).map((f) => `${name}: ${f}`)),
    )
    expect(bad).toEqual([])
    expect(ENTRIES.filter(([, w]) => w.label.trim() === '').map(([name]) => name)).toEqual([])
  })

  test('only numbers have words for single values, and those fit the field', () => {
    const withValues = ENTRIES.filter(([, w]) => w.values !== undefined)
    const noNumbers = FIELDS.filter((f) => !NUMBERS.includes(f.form)).map((f) => f.name)
    expect(withValues.map(([name]) => name).filter((name) => noNumbers.includes(name))).toEqual([])
    const tooWide = withValues.flatMap(([name, w]) =>
      Object.keys(w.values ?? {})
        .filter((value) => !fits(name, Number(value)))
        .map((value) => `${name} ${value}`),
    )
    expect(tooWide).toEqual([])
  })

  test('a flag of one bit that has words for one of its values has them for both', () => {
    const flags = new Set(FIELDS.filter((f) => f.form === Form.Flag && f.bits === 1).map((f) => f.name))
    const half = ENTRIES.filter(([name, w]) => flags.has(name) && w.values !== undefined).filter(
      ([, w]) => w.values?.[0] === undefined || w.values[1] === undefined,
    )
    expect(half.map(([name]) => name)).toEqual([])
  })

  test("a value's own words go before the field's", () => {
    expect(fieldMeans('vxlan.flag_i', 1, 'en')).toBe('the VNI is valid')
    expect(fieldMeans('vxlan.flag_i', 0, 'zh')).toBe('VNI 无效：接收方丢弃此报文')
    expect(fieldMeans('vxlan.vni', 42, 'en')).toBe(fieldMeans('vxlan.vni', undefined, 'en'))
  })

  test('in English a field is called what the table calls it, and so is one without words', () => {
    expect(fieldLabel('vlan.id', 'VLAN Identifier', 'en')).toBe('VLAN Identifier')
    expect(fieldLabel('vlan.id', 'VLAN Identifier', 'zh')).toBe('VLAN 编号（VID）')
    expect(fieldLabel('none.such', 'Such', 'zh')).toBe('Such')
    expect(fieldMeans('none.such', 1, 'zh')).toBe('')
  })
})

describe('protocols', () => {
  test('every protocol has words, and there are none for others', () => {
    const names = new Set(PROTOCOLS.map((p) => p.name))
    expect(Object.keys(PROTOCOL_WORDS).sort()).toEqual([...names].sort())
  })

  test('what a header is there for is a sentence in both languages', () => {
    const bad = Object.entries(PROTOCOL_WORDS).filter(
      ([, w]) =>
        !/^[A-Z].*[^.]\.$/.test(w.means.en) ||
        CHINESE.test(w.means.en) ||
        !/^.+[^。]。$/.test(w.means.zh) ||
        !CHINESE.test(w.means.zh) ||
        w.title.trim() === '',
    )
    expect(bad.map(([name]) => name)).toEqual([])
  })

  test('in English a protocol is called what its declaration calls it', () => {
    expect(protocolTitle('eth', 'Ethernet', 'en')).toBe('Ethernet')
    expect(protocolTitle('eth', 'Ethernet', 'zh')).toBe('以太网')
    expect(protocolTitle('none', 'Such', 'zh')).toBe('Such')
    expect(protocolMeans('none', 'en')).toBe('')
  })
})
