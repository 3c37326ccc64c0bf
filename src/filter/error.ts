/** What is wrong with an expression: a key with its words, so that it can be said in any language, and the place. */

export type Problem =
  | 'empty'
  | 'tooLong'
  | 'tooDeep'
  | 'unknown'
  | 'expected'
  | 'notClosed'
  | 'leftOver'
  | 'mixed'
  | 'noValue'
  | 'tooLarge'
  | 'badRange'
  | 'noName'
  | 'noOperator'
  | 'notTogether'
  | 'wholeHeader'
  | 'noSign'
  | 'byZero'
  | 'noSlice'
  | 'badPattern'
  | 'notHere'

/** In English. Other languages have the same keys (`words/screens/filter.ts`). */
const PROBLEMS: Readonly<Record<Problem, (...words: string[]) => string>> = {
  empty: () => 'there is no expression',
  tooLong: (most) => `the expression is longer than ${most} characters`,
  tooDeep: () => 'the parentheses are nested too deep',
  unknown: (word) => `nothing is called '${word}'`,
  expected: (what, got) => `${what} is expected here${got === '' ? '' : `, not '${got}'`}`,
  notClosed: (sign) => `'${sign}' is missing`,
  leftOver: (rest) => `'${rest}' cannot follow here; join tests with and, or`,
  mixed: (fromLeft, andFirst) => `and behind or needs parentheses: tcpdump reads ${fromLeft}, Wireshark ${andFirst}`,
  noValue: (value, type) => `'${value}' is no ${type}`,
  tooLarge: (value, most) => `${value} is too large; ${most} is the most`,
  badRange: (range) => `${range} is no range: its end is below its start`,
  noName: (name) => `'${name}' would have to be looked up; give the number`,
  noOperator: (operator, field, type) => `'${operator}' does not go with ${field}, which is ${type}`,
  notTogether: (a, b) => `'${a}' does not go with '${b}'`,
  wholeHeader: (header, example) => `'${header}' is a whole header, which equals no number; write ${example}`,
  noSign: (word, sign, example) => `'${word}' is followed by its value alone, without '${sign}'; write ${example}`,
  byZero: (sign) => `'${sign}' by 0 has no result`,
  noSlice: (field) => `${field} has no octets to take some of`,
  badPattern: (why) => `the pattern cannot be used: ${why}`,
  notHere: (word) => `'${word}' takes an analysis of the whole capture, which nobody makes here`,
}

export class FilterError extends Error {
  readonly code = 'FILTER_INVALID'
  /** The whole expression. */
  readonly text: string
  /** Characters of `text` in front of the part that is wrong, and the length of that part; 0 at the end of the text. */
  readonly at: number
  readonly length: number
  readonly problem: Problem
  readonly words: readonly string[]
  /** Names that may have been meant, the nearest first. */
  readonly suggestions: readonly string[]

  constructor(
    text: string,
    place: Place,
    problem: Problem,
    words: readonly string[] = [],
    suggestions: readonly string[] = [],
  ) {
    super(PROBLEMS[problem](...words) + (suggestions.length === 0 ? '' : `; there are ${suggestions.join(', ')}`))
    this.name = 'FilterError'
    this.text = text
    this.at = place.at
    this.length = place.length
    this.problem = problem
    this.words = words
    this.suggestions = suggestions
  }

  /** 1-based. */
  get column(): number {
    return this.at + 1
  }

  /** The expression, with carets below the part that is wrong. */
  get underlined(): string {
    return `${this.text}\n${' '.repeat(this.at)}${'^'.repeat(Math.max(1, this.length))}`
  }
}

/** A stretch of the expression, in characters. */
export interface Place {
  readonly at: number
  readonly length: number
}
