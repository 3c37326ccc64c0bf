/** From an expression to its tree: tcpdump's words, Wireshark's comparisons and ours, in one grammar. */
import { nearest } from '../wire/nearest.js'
import { Comparisons } from './comparisons.js'
import { FilterError, type Place } from './error.js'
import { fieldSource } from './fields.js'
import * as literals from './literals.js'
import { Primitives } from './primitives.js'
import { Relations } from './relations.js'
import { ID, NAME, Scanner, type UtcOffset } from './scanner.js'
import type { Scope, Tree } from './tree.js'
import { allNames, DEEPEST, OPERATOR_WORDS, WITH_OCTETS, wordOf } from './words.js'

/** Characters of an expression, at most. */
const LONGEST = 20_000

/** Reads an expression; throws a `FilterError`. Dates that name no zone are local. */
export function parse(text: string, utcOffset: UtcOffset = () => 0): Tree {
  return new Parser(text, utcOffset).parse()
}

/** An `or` of the expression at hand, which begins at `start`; it ends at `at`. */
interface Or {
  readonly start: number
  readonly at: number
}

/** An `and` behind it: what is in front of it ends at `leftEnd`, what is behind it at `end`. */
interface Mix extends Or {
  readonly leftEnd: number
  readonly sign: Place
  readonly end: number
}

class Parser {
  readonly #scanner: Scanner
  readonly #comparisons: Comparisons
  readonly #relations: Relations
  readonly #words: Primitives

  constructor(text: string, utcOffset: UtcOffset) {
    this.#scanner = new Scanner(text, utcOffset)
    this.#comparisons = new Comparisons(this.#scanner)
    this.#relations = new Relations(this.#scanner, this.#comparisons)
    this.#words = new Primitives(this.#scanner)
  }

  parse(): Tree {
    if (this.#scanner.text.length > LONGEST) {
      throw new FilterError(this.#scanner.text.slice(0, 60), { at: 60, length: 0 }, 'tooLong', [String(LONGEST)])
    }
    this.#scanner.skip()
    if (this.#scanner.isEnd) this.#scanner.fail('empty')
    const tree = this.#expression()
    if (!this.#scanner.isEnd) this.#scanner.failAtNext('leftOver', [this.#scanner.nextWord()])
    return tree
  }

  #expression(): Tree {
    if (++this.#scanner.depth > DEEPEST) this.#scanner.fail('tooDeep')
    this.#scanner.skip()
    const start = this.#scanner.at
    let left = this.#term()
    let before: Or | undefined
    let mix: Mix | undefined
    for (;;) {
      const leftEnd = this.#scanner.at
      this.#scanner.skip()
      const at = this.#scanner.at
      const op = this.#scanner.join()
      if (op === undefined) break
      const sign = { at, length: this.#scanner.at - at }
      this.#scanner.skip()
      const right = this.#words.repeated() ?? this.#term()
      if (op === 'or') before = { start, at: sign.at + sign.length }
      else if (before !== undefined) mix ??= { ...before, leftEnd, sign, end: this.#scanner.at }
      left = { op, left, right }
    }
    if (mix !== undefined) this.#refuseMixed(mix)
    this.#scanner.depth--
    return left
  }

  /**
   * `and` behind `or`: tcpdump joins from left to right, Wireshark joins `and` first. Whoever comes from one of them would
   * be given other packets than he means, so that parentheses have to say it. In front of `or` both read the same.
   */
  #refuseMixed({ start, at, leftEnd, sign, end }: Mix): never {
    const { text } = this.#scanner
    const piece = (from: number, to: number): string => text.slice(from, to).trim()
    const and = piece(sign.at, end)
    const fromLeft = `(${piece(start, leftEnd)}) ${and}`
    const andFirst = `${piece(start, at)} (${piece(at, leftEnd)} ${and})`
    throw new FilterError(text, sign, 'mixed', [fromLeft, andFirst])
  }

  #term(): Tree {
    if (++this.#scanner.depth > DEEPEST) this.#scanner.fail('tooDeep')
    const tree = this.#anyTerm()
    this.#scanner.depth--
    return tree
  }

  #anyTerm(): Tree {
    this.#scanner.skip()
    if (this.#scanner.isEnd) this.#scanner.failAtNext('expected', ['a test', ''])
    if (
      (this.#scanner.peek() === '!' && this.#scanner.text[this.#scanner.at + 1] !== '=') ||
      this.#scanner.isKeyword('not')
    ) {
      if (!this.#scanner.sign('!')) this.#scanner.keyword('not')
      this.#scanner.skip()
      const of = this.#words.repeated() ?? this.#term()
      return { op: 'not', of }
    }
    if (this.#scanner.peek() === '(') {
      if (this.#isArithmeticParenthesis()) return this.#relations.relation()
      this.#scanner.at++
      const head = this.#words.head
      const tree = this.#expression()
      this.#scanner.close(')')
      this.#words.head = head
      return tree
    }
    const start = this.#scanner.at
    const name = this.#scanner.match(NAME)
    if (name === undefined || this.#isAddressBehind(start, name)) {
      this.#scanner.at = start
      if (/[\d-]/.test(this.#scanner.peek()) && this.#scanner.isNumberInRelation()) return this.#relations.relation()
      if (!/[\w\\.:*?%/-]/.test(this.#scanner.peek())) {
        this.#scanner.failAtNext('expected', ['a test', this.#scanner.nextWord()])
      }
      return this.#words.id({ of: undefined, way: 'src or dst', type: undefined })
    }
    const lower = name.toLowerCase()
    return this.#named(lower, name, start)
  }

  /** `fe80::1` and `c0:ff:ee:…` begin like names. */
  #isAddressBehind(start: number, name: string): boolean {
    if (this.#scanner.peek() !== ':') return false
    this.#scanner.at = start
    const id = this.#scanner.match(ID) ?? ''
    this.#scanner.at = start + name.length
    return literals.prefix(id) !== undefined
  }

  #named(lower: string, name: string, start: number): Tree {
    const place = { at: start, length: name.length }
    const scope = this.#scope(lower)
    if (scope !== undefined) {
      this.#scanner.skip()
      const of = this.#term()
      return { op: 'scope', scope, of }
    }
    if (
      lower === 'len' ||
      (WITH_OCTETS.has(lower) && this.#scanner.peekSolid() === '[' && !this.#comparisons.isSliceOfProtocol(lower))
    ) {
      this.#scanner.at = start
      return this.#relations.relation()
    }
    const source = fieldSource(name) ?? fieldSource(lower)
    const known = wordOf(lower)
    if (source !== undefined && (known === undefined || this.#comparisons.isComparison(lower))) {
      return this.#comparisons.comparison(fieldSource(name) === undefined ? lower : name, source, start)
    }
    if (known !== undefined) return this.#words.word(lower, start)
    if (literals.OCTET_NAMES[lower] !== undefined) {
      this.#scanner.at = start
      return this.#relations.relation()
    }
    if (OPERATOR_WORDS.includes(lower)) throw new FilterError(this.#scanner.text, place, 'expected', ['a test', name])
    throw new FilterError(this.#scanner.text, place, 'unknown', [name], nearest(lower, allNames()))
  }

  #scope(word: string): Scope | undefined {
    switch (word) {
      case 'outer':
      case 'innermost':
        return { is: word }
      case 'inner':
        return { is: 'tunnel', number: 1 }
      case 'same':
      case 'quoted':
        this.#scanner.skip()
        if (this.#scanner.peek() !== '(' && word === 'same')
          this.#scanner.failAtNext('expected', ["'('", this.#scanner.nextWord()])
        return { is: word }
      case 'tunnel': {
        this.#scanner.skip()
        const at = this.#scanner.at
        const number = this.#scanner.integer('a number from 1 on', 128)
        if (number === 0)
          throw new FilterError(this.#scanner.text, this.#scanner.since(at), 'noValue', ['0', 'number from 1 on'])
        return { is: 'tunnel', number }
      }
      default:
        return undefined
    }
  }

  /** Whether a parenthesis holds octets to compare and not tests. What follows its end shows which. */
  #isArithmeticParenthesis(): boolean {
    let depth = 0
    for (let i = this.#scanner.at; i < this.#scanner.text.length; i++) {
      const c = this.#scanner.text[i]
      if (c === '(') depth++
      else if (c === ')' && --depth === 0) {
        const rest = this.#scanner.text.slice(i + 1, i + 40).trimStart()
        return /^(==|!=|<=|>=|<<|>>|[=<>+*/%^-]|&(?!&)|\|(?!\|)|(eq|ne|lt|le|gt|ge)\b)/i.test(rest)
      }
    }
    return false
  }
}
