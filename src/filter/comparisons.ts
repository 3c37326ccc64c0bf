/** Wireshark's comparisons: a field, an operator, and what it is compared with. */
import { nearest } from '../wire/nearest.js'
import { FilterError, type Place } from './error.js'
import { type FieldRef, type FieldSource, fieldSource, filterFieldNames, type Slice, type ValueType } from './fields.js'
import * as literals from './literals.js'
import { Pattern, PatternError } from './pattern.js'
import { NAME, type Scanner, VALUE } from './scanner.js'
import type { Comparison, Operand, Prefix, Range, Tree } from './tree.js'
import { MOST, TAGS } from './words.js'

const COMPARISONS: readonly (readonly [string, Comparison])[] = [
  ['===', 'all =='],
  ['!==', 'any !='],
  ['~=', 'any !='],
  ['==', '=='],
  ['!=', '!='],
  ['<=', '<='],
  ['>=', '>='],
  ['=', '=='],
  ['<', '<'],
  ['>', '>'],
  ['~', 'matches'],
]
export const COMPARISON_WORDS: Readonly<Record<string, Comparison>> = {
  eq: '==',
  any_eq: '==',
  all_eq: 'all ==',
  ne: '!=',
  all_ne: '!=',
  any_ne: 'any !=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  contains: 'contains',
  matches: 'matches',
  in: 'in',
}

const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  number: 'number',
  'octet count': 'number of octets',
  flag: 'flag',
  time: 'time',
  date: 'date',
  ethernet: 'Ethernet address',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  octets: 'row of octets',
  text: 'text',
  'number of 64 bits': 'number of 64 bits',
  protocol: 'row of octets',
}

export class Comparisons {
  readonly #scanner: Scanner

  constructor(scanner: Scanner) {
    this.#scanner = scanner
  }

  /** Whether a name that is a word too is followed by what makes it a field. */
  isComparison(word: string): boolean {
    this.#scanner.skip()
    if (word === 'frame') return !/\d/.test(this.#scanner.peek())
    if (this.#scanner.peek() === '[' || this.#scanner.peek() === '#') return true
    if (COMPARISONS.some(([sign]) => this.#scanner.text.startsWith(sign, this.#scanner.at))) return true
    if (TAGS.has(word) && this.#scanner.isKeyword('in')) return false
    const next = Object.keys(COMPARISON_WORDS).find((keyword) => this.#scanner.isKeyword(keyword))
    return next !== undefined
  }

  comparison(name: string, source: FieldSource, start: number): Tree {
    const field = this.#field(name, source, start)
    this.#scanner.skip()
    const at = this.#scanner.at
    const operator = this.#comparisonSign()
    if (operator === undefined) {
      if (field.slice !== undefined) this.#scanner.failAtNext('expected', ['a comparison', this.#scanner.nextWord()])
      return this.#scanner.test({ is: 'field', field }, start)
    }
    const place = { at, length: this.#scanner.at - at }
    this.#scanner.skip()
    const type = field.slice === undefined ? source.type : 'octets'
    this.#check(field, operator, type, place)
    if (type === 'protocol') this.#refuseNumber(name)
    const operand = this.#operand(field, operator, type)
    return this.#scanner.test({ is: 'compare', field, operator, with: operand }, start)
  }

  #comparisonSign(): Comparison | undefined {
    for (const [sign, comparison] of COMPARISONS) {
      if (this.#scanner.sign(sign)) return comparison
    }
    const start = this.#scanner.at
    if (this.#scanner.keyword('not')) {
      this.#scanner.skip()
      if (this.#scanner.keyword('in')) return 'not in'
      this.#scanner.at = start
      return undefined
    }
    const word = COMPARISON_WORDS[this.#scanner.match(NAME)?.toLowerCase() ?? '']
    if (word === undefined) this.#scanner.at = start
    return word
  }

  #field(name: string, source: FieldSource, start: number): FieldRef {
    let layer = 0
    this.#scanner.skip()
    if (this.#scanner.sign('#')) {
      this.#scanner.skip()
      const isNegative = this.#scanner.sign('-')
      layer = this.#scanner.integer('the number of a layer', 128)
      if (layer === 0)
        throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noValue', ['0', 'number of a layer'])
      if (isNegative) layer = -layer
      this.#scanner.skip()
    }
    let slice: Slice | undefined
    if (this.#scanner.peek() === '[') {
      slice = this.#slice()
      if (!hasOctets(source)) throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noSlice', [name])
      this.#scanner.skip()
    }
    let mask: number | undefined
    if (this.#scanner.peek() === '&' && this.#scanner.text[this.#scanner.at + 1] !== '&') {
      if (slice !== undefined || !isNumber(source.type)) {
        throw new FilterError(this.#scanner.text, { at: this.#scanner.at, length: 1 }, 'noOperator', [
          '&',
          name,
          TYPE_WORDS[source.type],
        ])
      }
      this.#scanner.at++
      this.#scanner.skip()
      mask = this.#scanner.integer('a number', Math.min(source.most ?? 0xffffffff, 0xffffffff))
    }
    return { name, source, layer, slice, mask }
  }

  /** `[i]`, `[from:length]`, `[first-last]`, each end may be missing. */
  #slice(): Slice {
    const start = this.#scanner.at
    const [all, first, sign, second] =
      /^\[\s*(-?\d{1,5})?\s*([:-])?\s*(-?\d{1,5})?\s*\]/.exec(this.#scanner.text.slice(start, start + 40)) ?? []
    if (all === undefined || (first === undefined && second === undefined)) {
      throw new FilterError(this.#scanner.text, { at: start, length: 1 }, 'expected', [
        'octets, as in [0:3]',
        this.#scanner.text.slice(start, start + 5),
      ])
    }
    this.#scanner.at += all.length
    const from = Number(first ?? 0)
    if (sign === undefined) return { from, length: 1 }
    if (second === undefined) return { from, length: undefined }
    const length = sign === ':' ? Number(second) : Number(second) - from + 1
    if (length < 1) throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'badRange', [all])
    return { from, length }
  }

  isSliceOfProtocol(name: string): boolean {
    const at = this.#scanner.at
    this.#scanner.skip()
    const isSlice = /^\[\s*(-\d+|\d*\s*-\s*\d+|:\s*\d+|\d+\s*:)\s*\]|^\[\s*\d+\s*:\s*(?![0-4]\s*\])\d+\s*\]/.test(
      this.#scanner.text.slice(this.#scanner.at, this.#scanner.at + 40),
    )
    this.#scanner.at = at
    return isSlice && fieldSource(name) !== undefined
  }

  #check(field: FieldRef, operator: Comparison, type: ValueType, place: Place): void {
    const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>='
    const takes =
      operator === 'matches'
        ? type === 'text' || type === 'octets' || type === 'protocol'
        : operator === 'contains'
          ? type === 'text' || type === 'octets' || type === 'protocol' || type === 'ethernet' || type === 'ipv6'
          : !(isOrder && type === 'flag')
    const asks = field.source.is === 'analysis' && (operator === 'contains' || operator === 'matches')
    if (!takes || asks || (field.mask !== undefined && operator === 'contains')) {
      throw new FilterError(this.#scanner.text, place, 'noOperator', [operator, field.name, TYPE_WORDS[type]])
    }
  }

  /** `vxlan == 42`: a header's octets are compared with octets in quotes or with colons. */
  #refuseNumber(name: string): void {
    const start = this.#scanner.at
    const value = this.#scanner.match(VALUE) ?? ''
    const place = this.#scanner.since(start)
    this.#scanner.at = start
    if (!/^(0x[\da-f]+|\d+)$/i.test(value)) return
    throw new FilterError(this.#scanner.text, place, 'wholeHeader', [name, insteadOf(name, value)])
  }

  #operand(field: FieldRef, operator: Comparison, type: ValueType): Operand {
    if (operator === 'matches') return { is: 'pattern', pattern: this.#pattern() }
    if (operator === 'in' || operator === 'not in') {
      return together(this.#scanner.set(() => this.#value(field, type, true)))
    }
    const start = this.#scanner.at
    const name = this.#scanner.peek() === '"' || this.#scanner.peek() === "'" ? undefined : this.#scanner.match(NAME)
    const source = name === undefined ? undefined : fieldSource(name)
    if (source !== undefined && operator !== 'contains' && !this.#scanner.isValueChar() && source.is !== 'protocol') {
      const other = this.#field(name!, source, start)
      const otherType = other.slice === undefined ? source.type : 'octets'
      if (isNumber(type) !== isNumber(otherType)) {
        throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'notTogether', [field.name, name!])
      }
      return { is: 'field', field: other }
    }
    this.#scanner.at = start
    return this.#value(field, operator === 'contains' ? (type === 'text' ? 'text' : 'octets') : type, false)
  }

  #number(text: string, type: ValueType, { source }: FieldRef): number | undefined {
    switch (type) {
      case 'flag':
        return /^(true|yes)$/i.test(text) ? 1 : /^(false|no)$/i.test(text) ? 0 : literals.integer(text)
      case 'octet count':
        return literals.octetCount(text)
      case 'time':
        return literals.seconds(text)
      case 'date': {
        const date = literals.date(text)
        return date === undefined ? literals.seconds(text) : this.#scanner.universal(date)
      }
      default: {
        const named = Object.entries(source.names ?? {}).find(([, name]) => name.toLowerCase() === text.toLowerCase())
        return literals.integer(text) ?? (/^\d+$/.test(text) ? Number(text) : undefined) ?? (named && Number(named[0]))
      }
    }
  }

  #pattern(): Pattern {
    const start = this.#scanner.at
    const text = this.#scanner.quoted() ?? this.#scanner.match(VALUE)
    if (text === undefined)
      return this.#scanner.failAtNext('expected', ['a pattern in quotes', this.#scanner.nextWord()])
    try {
      return new Pattern(text)
    } catch (e) {
      if (e instanceof PatternError)
        throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'badPattern', [e.message])
      throw e
    }
  }

  #value(field: FieldRef, type: ValueType, isInSet: boolean): Operand {
    const start = this.#scanner.at
    const { source } = field
    const quoted = this.#scanner.quoted()
    let text = quoted ?? this.#scanner.match(VALUE)
    if (text === undefined)
      return this.#scanner.failAtNext('expected', [`a value, ${TYPE_WORDS[type]}`, this.#scanner.nextWord()])
    const fail = (value: string): never => {
      const names = Object.values(field.source.names ?? {})
      const near = names.length > 0 && /[a-z]/i.test(value) ? nearest(value, names) : []
      throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noValue', [value, TYPE_WORDS[type]], near)
    }
    if (isNumber(type) && type !== 'ethernet' && type !== 'ipv4') {
      let end: string | undefined
      if (isInSet && quoted === undefined) {
        const dots = text.indexOf('..')
        if (dots > 0) [text, end] = [text.slice(0, dots), text.slice(dots + 2)]
        else if (/^\d+-\d+$/.test(text)) [text, end] = text.split('-') as [string, string]
      }
      const from = this.#number(text, type, field) ?? fail(text)
      const to = end === undefined ? from : (this.#number(end, type, field) ?? fail(end))
      const largest = Math.max(from, to)
      if (source.most !== undefined && largest > source.most) {
        const value = largest === from ? text : (end ?? text)
        throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'tooLarge', [value, String(source.most)])
      }
      if (to < from)
        throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'badRange', [
          this.#scanner.text.slice(start, this.#scanner.at),
        ])
      return { is: 'numbers', ranges: [{ from, to }] }
    }
    switch (type) {
      case 'ethernet':
      case 'ipv4':
      case 'ipv6': {
        const octets = { ethernet: 6, ipv4: 4, ipv6: 16 }[type]
        const dots = isInSet && type === 'ipv4' ? text.indexOf('..') : -1
        if (dots > 0) {
          const from = literals.ipv4(text.slice(0, dots)) ?? fail(text)
          const to = literals.ipv4(text.slice(dots + 2)) ?? fail(text)
          return { is: 'numbers', ranges: [{ from: bigEndian(from), to: bigEndian(to) }] }
        }
        const prefix = literals.prefix(text)
        const isWhole = type !== 'ipv4' || /^\d+(\.\d+){3}(\/|$)/.test(text)
        if (prefix === undefined || prefix.octets.length !== octets || !isWhole) fail(text)
        return { is: 'prefixes', prefixes: [prefix!] }
      }
      case 'text':
        return { is: 'octets', octets: [quoted === undefined ? new TextEncoder().encode(text) : unescaped(quoted)] }
      case 'number of 64 bits':
        return { is: 'octets', octets: [sixtyFour(text) ?? fail(text)] }
      default: {
        if (quoted !== undefined) return { is: 'octets', octets: [unescaped(quoted)] }
        return { is: 'octets', octets: [literals.octets(text) ?? new TextEncoder().encode(text)] }
      }
    }
  }
}

/** Of a header the field that people call by its number. */
const NUMBERS: Readonly<Record<string, string>> = {
  arp: 'arp.opcode',
  eth: 'eth.type',
  icmp: 'icmp.type',
  icmpv6: 'icmpv6.type',
  ip: 'ip.proto',
  ipv6: 'ipv6.nxt',
}

/** What may have been meant by a header that is compared with a number. */
function insteadOf(name: string, value: string): string {
  if (name === 'vxlan' || name === 'geneve') return `vni ${value}`
  if (name === 'gre') return `key ${value}`
  if (MOST[name] !== undefined) return `${name} ${value}`
  if (name === 'frame') return `frame ${value}`
  if (name === 'tcp' || name === 'udp') return `${name}.port == ${value}`
  const field = NUMBERS[name] ?? filterFieldNames().find((other) => other.startsWith(`${name}.`)) ?? name
  return `${field} == ${value}`
}

function isNumber(type: ValueType): boolean {
  return !['ipv6', 'octets', 'text', 'number of 64 bits', 'protocol'].includes(type)
}

function hasOctets({ type, is }: FieldSource): boolean {
  return is !== 'analysis' && ['ethernet', 'ipv4', 'ipv6', 'octets', 'text', 'protocol'].includes(type)
}

function bigEndian(octets: Uint8Array): number {
  return octets.reduce((value, octet) => 256 * value + octet, 0)
}

function sixtyFour(text: string): Uint8Array | undefined {
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) return undefined
  const value = BigInt(text)
  if (value >> 64n !== 0n) return undefined
  const octets = new Uint8Array(8)
  new DataView(octets.buffer).setBigUint64(0, value)
  return octets
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '0': 0 }

/** The octets of a text in which `\` escapes: `\x41`, `\n`, `\\`. */
function unescaped(text: string): Uint8Array {
  const octets: number[] = []
  for (let i = 0; i < text.length; ) {
    const [all, hex, c] = /^\\(?:x([0-9a-f]{2})|(.))/is.exec(text.slice(i, i + 4)) ?? []
    if (all === undefined) {
      const character = String.fromCodePoint(text.codePointAt(i)!)
      octets.push(...new TextEncoder().encode(character))
      i += character.length
    } else {
      if (hex !== undefined) octets.push(Number.parseInt(hex, 16))
      else octets.push(ESCAPES[c!] ?? c!.codePointAt(0)! & 0xff)
      i += all.length
    }
  }
  return Uint8Array.from(octets)
}

/** The values of a set as one. */
function together(values: readonly Operand[]): Operand {
  const ranges: Range[] = []
  const prefixes: Prefix[] = []
  const octets: Uint8Array[] = []
  for (const value of values) {
    if (value.is === 'numbers') ranges.push(...value.ranges)
    else if (value.is === 'prefixes') prefixes.push(...value.prefixes)
    else if (value.is === 'octets') octets.push(...value.octets)
  }
  if (prefixes.length === 0) return ranges.length > 0 ? { is: 'numbers', ranges } : { is: 'octets', octets }
  return ranges.length === 0
    ? { is: 'prefixes', prefixes }
    : { is: 'numbers', ranges: [...ranges, ...prefixes.map(spanned)] }
}

/** The numbers that an IPv4 or Ethernet prefix spans. */
export function spanned({ octets, bits }: Prefix): Range {
  const size = 2 ** (8 * octets.length - bits)
  const from = Math.floor(bigEndian(octets) / size) * size
  return { from, to: from + size - 1 }
}
