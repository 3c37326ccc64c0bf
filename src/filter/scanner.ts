/** Reads the text of an expression from left to right: words, signs, numbers, texts in quotes; and says where it is wrong. */
import { FilterError, type Place, type Problem } from './error.js'
import * as literals from './literals.js'
import type { Range, Test, Tree } from './tree.js'

const BLANK = /\s*/y
/** A word: also `tcp-syn`, `mrp-mvrp.attribute_type`. */
export const NAME: RegExp = /[A-Za-z_][\w]*(?:[.-][\w]+)*/y
/** What stands for a value without quotes. */
export const VALUE: RegExp = /[^\s()[\]{},&|!<>=~"'#]+/y
/** A sign that is compared or joined with, as a whole. */
const SIGN = /[=!<>~]=|&&|\|\|/y
const INTEGER = /0[xb][0-9a-f]+|\d+/iy
/** What can be an address, a port or a number; names of ports as well. */
export const ID: RegExp = /\\?[A-Za-z0-9_.:\-/*?%]+/y

/** Seconds that the local time is ahead of UTC at a time since 1970. */
export type UtcOffset = (seconds: number) => number

export class Scanner {
  readonly text: string
  /** Characters that are read. */
  at = 0
  /** Parentheses that are open. */
  depth = 0
  readonly #utcOffset: UtcOffset

  /** Dates that name no zone are local. */
  constructor(text: string, utcOffset: UtcOffset) {
    this.text = text
    this.#utcOffset = utcOffset
  }

  get isEnd(): boolean {
    return this.at >= this.text.length
  }

  skip(): void {
    BLANK.lastIndex = this.at
    BLANK.test(this.text)
    this.at = BLANK.lastIndex
  }

  peek(): string {
    return this.text[this.at] ?? ''
  }

  /** The next character that is no blank. */
  peekSolid(): string {
    const at = this.at
    this.skip()
    const c = this.peek()
    this.at = at
    return c
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match === null) return undefined
    this.at = pattern.lastIndex
    return match[0]
  }

  sign(sign: string): boolean {
    this.skip()
    if (!this.text.startsWith(sign, this.at)) return false
    this.at += sign.length
    return true
  }

  isKeyword(word: string): boolean {
    const at = this.at
    const isNext = this.keyword(word)
    this.at = at
    return isNext
  }

  keyword(word: string): boolean {
    this.skip()
    const at = this.at
    if (this.match(NAME)?.toLowerCase() === word) return true
    this.at = at
    return false
  }

  isJoin(): boolean {
    return this.isKeyword('and') || this.isKeyword('or')
  }

  join(): 'and' | 'or' | undefined {
    if (this.sign('&&') || this.keyword('and')) return 'and'
    return this.sign('||') || this.keyword('or') ? 'or' : undefined
  }

  close(sign: string): void {
    this.skip()
    if (this.sign(sign)) return
    if (this.isEnd) this.failAtNext('notClosed', [sign])
    this.failAtNext('expected', [`'${sign}'`, this.nextWord()])
  }

  integer(what: string, most: number): number {
    const start = this.at
    const digits = this.match(INTEGER)
    if (digits === undefined) return this.failAtNext('expected', [what, this.nextWord()])
    const number = literals.integer(digits) ?? (/^(0x[\da-f]+|\d+)$/i.test(digits) ? Number(digits) : Number.NaN)
    if (Number.isNaN(number)) throw new FilterError(this.text, this.since(start), 'noValue', [digits, 'number'])
    if (number > most) {
      throw new FilterError(this.text, this.since(start), 'tooLarge', [digits, String(most)])
    }
    return number
  }

  oneRange(most: number): Range {
    const start = this.at
    const from = this.integer('a number', most)
    const before = this.at
    this.skip()
    if (!this.sign('..') && !this.sign('-')) {
      this.at = before
      return { from, to: from }
    }
    this.skip()
    const to = this.integer('the end of the range', most)
    if (to < from) {
      throw new FilterError(this.text, this.since(start), 'badRange', [this.text.slice(start, this.at)])
    }
    return { from, to }
  }

  ranges(most: number, isList: boolean): readonly Range[] {
    const all = [this.oneRange(most)]
    while (isList && this.sign(',')) {
      this.skip()
      all.push(this.oneRange(most))
    }
    return all
  }

  set<T>(one: () => T): readonly T[] {
    if (!this.sign('{')) this.failAtNext('expected', ["'{'", this.nextWord()])
    const all: T[] = []
    for (;;) {
      this.skip()
      if (this.sign('}')) break
      if (this.isEnd) this.failAtNext('notClosed', ['}'])
      all.push(one())
      this.skip()
      this.sign(',')
    }
    if (all.length === 0) throw new FilterError(this.text, this.since(this.at - 1), 'expected', ['a value', '}'])
    return all
  }

  /** A text in quotes, without the quotes. Only escaped quotes are unescaped here; the caller does the rest. */
  quoted(): string | undefined {
    const start = this.at
    if (/^r["']/.test(this.text.slice(start, start + 2))) this.at++
    const quote = this.peek()
    if (quote !== '"' && quote !== "'") return undefined
    let text = ''
    for (this.at++; this.at < this.text.length; this.at++) {
      const c = this.text[this.at]!
      if (c === quote) {
        this.at++
        return text
      }
      if (c === '\\' && this.at + 1 < this.text.length) {
        const next = this.text[++this.at]!
        text += next === quote ? next : c + next
      } else text += c
    }
    throw new FilterError(this.text, { at: start, length: this.text.length - start }, 'notClosed', [quote])
  }

  universal({ seconds, isLocal }: literals.Date1970): number {
    return isLocal ? seconds - this.#utcOffset(seconds) : seconds
  }

  isValueChar(): boolean {
    return /[^\s()[\]{},&|!<>=~"'#]/.test(this.peek())
  }

  isNumberInRelation(): boolean {
    return /^-?(0x[0-9a-f]+|\d+)\s*(==|!=|<=|>=|<<|>>|[=<>+*%^]|&(?!&)|\|(?!\|)|[-/]\s)/i.test(
      this.text.slice(this.at, this.at + 60),
    )
  }

  test(test: Test, start: number, says?: string): Tree {
    return { op: 'test', test, place: this.since(start), ...(says === undefined ? {} : { says }) }
  }

  since(start: number): Place {
    const text = this.text.slice(start, this.at)
    return { at: start, length: text.trimEnd().length }
  }

  /** The next word, to be named in a message. */
  nextWord(): string {
    const at = this.at
    this.skip()
    const word = this.match(VALUE) ?? this.match(SIGN) ?? this.peek()
    this.at = at
    return word
  }

  failAtNext(problem: Problem, words: readonly string[]): never {
    this.skip()
    throw new FilterError(this.text, { at: this.at, length: this.nextWord().length }, problem, words)
  }

  fail(problem: Problem): never {
    throw new FilterError(this.text, { at: Math.min(this.at, this.text.length), length: 0 }, problem)
  }
}
