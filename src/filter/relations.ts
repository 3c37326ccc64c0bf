/** tcpdump's expressions over octets: `tcp[tcpflags] & tcp-syn != 0`. */

import type { Comparisons } from './comparisons.js'
import { COMPARISON_WORDS } from './comparisons.js'
import { FilterError } from './error.js'
import { fieldSource } from './fields.js'
import * as literals from './literals.js'
import { NAME, type Scanner, VALUE } from './scanner.js'
import type { Arithmetic, Relation, Tree } from './tree.js'
import { DEEPEST, WITH_OCTETS } from './words.js'

/** Operators by precedence, lowest first. */
const ARITHMETIC = [
  ['|', '^', '&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
] as const

export class Relations {
  readonly #scanner: Scanner
  readonly #comparisons: Comparisons

  constructor(scanner: Scanner, comparisons: Comparisons) {
    this.#scanner = scanner
    this.#comparisons = comparisons
  }

  relation(): Tree {
    const start = this.#scanner.at
    const left = this.#arithmetic(0)
    this.#scanner.skip()
    const comparison = this.#relationSign()
    if (comparison === undefined) this.#scanner.failAtNext('expected', ['a comparison', this.#scanner.nextWord()])
    this.#scanner.skip()
    const at = this.#scanner.at
    if (left.op === 'octets' && (this.#scanner.peek() === '"' || this.#isOctetsWithColons())) {
      // Wireshark's syntax for octets: another parser reads it.
      this.#scanner.at = start
      const name = this.#scanner.match(NAME)!.toLowerCase()
      const source = fieldSource(name === 'ether' ? 'eth' : name)
      if (source === undefined) throw new FilterError(this.#scanner.text, { at, length: 0 }, 'noSlice', [name])
      return this.#comparisons.comparison(name === 'ether' ? 'eth' : name, source, start)
    }
    const right = this.#arithmetic(0)
    if (left.op === 'octets' && right.op === 'number') {
      const most = 2 ** (8 * left.size) - 1
      const place = { at, length: this.#scanner.at - at }
      if (right.value > most)
        throw new FilterError(this.#scanner.text, place, 'tooLarge', [String(right.value), String(most)])
    }
    return this.#scanner.test({ is: 'relation', left, operator: comparison!, right }, start)
  }

  #isOctetsWithColons(): boolean {
    const at = this.#scanner.at
    const value = this.#scanner.match(VALUE) ?? ''
    this.#scanner.at = at
    return /^[0-9a-f]{1,2}(:[0-9a-f]{1,2})+$/i.test(value)
  }

  #relationSign(): Relation | undefined {
    for (const sign of ['==', '!=', '<=', '>=', '=', '<', '>'] as const) {
      if (this.#scanner.sign(sign)) return sign === '=' ? '==' : sign
    }
    const start = this.#scanner.at
    const word = COMPARISON_WORDS[this.#scanner.match(NAME)?.toLowerCase() ?? '']
    if (word !== undefined && ['==', '!=', '<', '<=', '>', '>='].includes(word)) return word as Relation
    this.#scanner.at = start
    return undefined
  }

  /** Signs by precedence, as in libpcap's grammar. */
  #arithmetic(level: number): Arithmetic {
    if (level === ARITHMETIC.length) return this.#atom()
    if (++this.#scanner.depth > 8 * DEEPEST) this.#scanner.fail('tooDeep')
    let left = this.#arithmetic(level + 1)
    for (;;) {
      this.#scanner.skip()
      const op = ARITHMETIC[level]!.find((sign) => this.#isArithmeticSign(sign))
      if (op === undefined) break
      const sign = { at: this.#scanner.at, length: op.length }
      this.#scanner.at += op.length
      const right = this.#arithmetic(level + 1)
      if ((op === '/' || op === '%') && right.op === 'number' && right.value === 0) {
        throw new FilterError(this.#scanner.text, sign, 'byZero', [op])
      }
      left = { op, left, right }
    }
    this.#scanner.depth--
    return left
  }

  #isArithmeticSign(sign: string): boolean {
    if (!this.#scanner.text.startsWith(sign, this.#scanner.at)) return false
    const next = this.#scanner.text[this.#scanner.at + sign.length]
    return next !== sign || sign.length === 2
  }

  #atom(): Arithmetic {
    if (++this.#scanner.depth > 8 * DEEPEST) this.#scanner.fail('tooDeep')
    const atom = this.#anyAtom()
    this.#scanner.depth--
    return atom
  }

  #anyAtom(): Arithmetic {
    this.#scanner.skip()
    if (this.#scanner.sign('(')) {
      const inside = this.#arithmetic(0)
      this.#scanner.close(')')
      return inside
    }
    if (this.#scanner.sign('-')) return { op: '-', left: { op: 'number', value: 0 }, right: this.#atom() }
    const start = this.#scanner.at
    if (/\d/.test(this.#scanner.peek())) {
      const value = this.#scanner.integer('a number', 0xffffffff)
      return { op: 'number', value }
    }
    const name = this.#scanner.match(NAME)?.toLowerCase() ?? ''
    if (name === 'len') return { op: 'length' }
    const value = literals.OCTET_NAMES[name]
    if (value !== undefined) return { op: 'number', value }
    if (!WITH_OCTETS.has(name)) {
      this.#scanner.at = start
      return this.#scanner.failAtNext('expected', ['a number or octets, as in tcp[13]', this.#scanner.nextWord()])
    }
    this.#scanner.skip()
    if (!this.#scanner.sign('[')) this.#scanner.failAtNext('expected', ["'['", this.#scanner.nextWord()])
    const offset = this.#arithmetic(0)
    this.#scanner.skip()
    const size = this.#scanner.sign(':') ? this.#size() : 1
    this.#scanner.close(']')
    return { op: 'octets', of: name === 'link' ? 'ether' : name, offset, size }
  }

  #size(): 1 | 2 | 4 {
    this.#scanner.skip()
    const start = this.#scanner.at
    const size = this.#scanner.integer('1, 2 or 4', 0xffff)
    if (size !== 1 && size !== 2 && size !== 4) {
      throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noValue', [
        String(size),
        'size of octets, 1, 2 or 4',
      ])
    }
    return size
  }
}
