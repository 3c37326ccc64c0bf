/**
 * The engine for `matches`: our own, over octets, in one pass. Each octet advances all possible places of the pattern
 * at once (Thompson 1968), so the time is at worst the product of both lengths, whatever the pattern is. What would
 * need backtracking is missing: back references and lookaround. Letters match in either case, as in Wireshark.
 */

/** Places of a pattern at most. A counted repetition has as many places as it has copies. */
const MOST_PLACES = 2000
const MOST_PARTS = 10 * MOST_PLACES

const Op = { Octets: 0, Split: 1, Start: 2, End: 3, Match: 4, Boundary: 5, NoBoundary: 6 } as const
type Op = (typeof Op)[keyof typeof Op]

interface Place {
  op: Op
  /** The octets that lead on; 256 flags. */
  set: Uint8Array
  next: number
  other: number
}

/** Says why a pattern is not valid; `at` characters stand in front of the mistake. */
export class PatternError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const NONE: Uint8Array = new Uint8Array(256)

function setOf(isIn: (octet: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) => (isIn(octet) ? 1 : 0))
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57
const isWord = (c: number): boolean => isDigit(c) || c === 95 || (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13)

const CLASSES: Readonly<Record<string, Uint8Array>> = {
  d: setOf(isDigit),
  D: setOf((c) => !isDigit(c)),
  w: setOf(isWord),
  W: setOf((c) => !isWord(c)),
  s: setOf(isSpace),
  S: setOf((c) => !isSpace(c)),
}
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, e: 27, '0': 0 }
const ANY = setOf((c) => c !== 10)

/** A part of the pattern as it is read. */
type Part =
  | { readonly is: 'set'; readonly set: Uint8Array }
  | { readonly is: 'mark'; readonly op: Op }
  | { readonly is: 'row' | 'choice'; readonly of: readonly Part[] }
  | { readonly is: 'repeat'; readonly of: Part; readonly least: number; readonly most: number }

class Reader {
  at = 0
  readonly #text: string
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Part {
    const part = this.#choice()
    if (this.at < this.#text.length) throw new PatternError("')' without '('", this.at)
    return part
  }

  #choice(): Part {
    const of = [this.#row()]
    while (this.#take('|')) of.push(this.#row())
    return of.length === 1 ? of[0]! : { is: 'choice', of }
  }

  #row(): Part {
    const of: Part[] = []
    while (this.at < this.#text.length && !'|)'.includes(this.#text[this.at]!)) of.push(this.#repeated())
    return { is: 'row', of }
  }

  #repeated(): Part {
    let part = this.#one()
    for (;;) {
      const counts = this.#counts()
      if (counts === undefined) return part
      if (part.is === 'repeat') throw new PatternError('a repetition of a repetition', this.at - 1)
      // A lazy repetition matches the same texts as a greedy one, so its `?` is skipped.
      this.#take('?')
      part = { is: 'repeat', of: part, ...counts }
    }
  }

  #counts(): { readonly least: number; readonly most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { least: 1, most: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { least: 0, most: 1 }
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#text.slice(this.at, this.at + 12))
    if (match === null) return undefined
    const least = Number(match[1])
    const most = match[2] === undefined ? least : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])
    if (most < least) throw new PatternError('a repetition whose end is below its start', this.at)
    this.at += match[0].length
    return { least, most }
  }

  #one(): Part {
    const at = this.at
    const c = this.#next()
    switch (c) {
      case '(': {
        if (this.#take('?') && !this.#take(':')) throw new PatternError('groups are ( ) and (?: ) only', at)
        if (++this.#depth > 100) throw new PatternError('parentheses nested too deep', at)
        const part = this.#choice()
        if (!this.#take(')')) throw new PatternError("'(' without ')'", at)
        this.#depth--
        return part
      }
      case '[':
        return { is: 'set', set: this.#class(at) }
      case '.':
        return { is: 'set', set: ANY }
      case '^':
        return { is: 'mark', op: Op.Start }
      case '$':
        return { is: 'mark', op: Op.End }
      case '*':
      case '+':
      case '?':
        throw new PatternError(`nothing for '${c}' to repeat`, at)
      case '\\':
        if (this.#take('b')) return { is: 'mark', op: Op.Boundary }
        if (this.#take('B')) return { is: 'mark', op: Op.NoBoundary }
        return { is: 'set', set: bothCases(this.#escape(at)) }
      default:
        return this.#literal(c)
    }
  }

  /** A character beyond ASCII is several octets. */
  #literal(c: string): Part {
    const octets = [...new TextEncoder().encode(c)].map((octet): Part => ({ is: 'set', set: bothCases(single(octet)) }))
    return octets.length === 1 ? octets[0]! : { is: 'row', of: octets }
  }

  #class(at: number): Uint8Array {
    const isNot = this.#take('^')
    const set = new Uint8Array(256)
    for (let isFirst = true; isFirst || this.#text[this.at] !== ']'; isFirst = false) {
      if (this.at >= this.#text.length) throw new PatternError("'[' without ']'", at)
      const from = this.#classMember()
      if (this.#text[this.at] === '-' && this.#text[this.at + 1] !== ']' && this.at + 1 < this.#text.length) {
        this.at++
        const to = this.#classMember()
        const [a, b] = [from.indexOf(1), to.indexOf(1)]
        if (a > b) throw new PatternError('a range whose end is below its start', this.at)
        set.fill(1, a, b + 1)
      } else for (let i = 0; i < 256; i++) if (from[i] === 1) set[i] = 1
    }
    this.at++
    const both = bothCases(set)
    return isNot ? both.map((flag) => 1 - flag) : both
  }

  #classMember(): Uint8Array {
    const at = this.at
    const c = this.#next()
    if (c === '\\') return this.#escape(at)
    const code = c.codePointAt(0)!
    if (code > 0x7f) throw new PatternError('only ASCII between [ and ]', at)
    return single(code)
  }

  #escape(at: number): Uint8Array {
    if (this.at >= this.#text.length) throw new PatternError("nothing behind '\\'", at)
    const c = this.#next()
    const known = CLASSES[c]
    if (known !== undefined) return known
    if (c === 'x') {
      const digits = this.#text.slice(this.at, this.at + 2)
      if (!/^[0-9a-f]{2}$/i.test(digits)) throw new PatternError('\\x takes two hexadecimal digits', at)
      this.at += 2
      return single(Number.parseInt(digits, 16))
    }
    const control = CONTROLS[c]
    if (control !== undefined) return single(control)
    if (/[0-9a-z]/i.test(c)) throw new PatternError(`there is no \\${c}`, at)
    const code = c.codePointAt(0)!
    if (code > 0x7f) throw new PatternError(`there is no \\${c}`, at)
    return single(code)
  }

  #next(): string {
    const c = String.fromCodePoint(this.#text.codePointAt(this.at)!)
    this.at += c.length
    return c
  }

  #take(c: string): boolean {
    if (this.#text[this.at] !== c) return false
    this.at++
    return true
  }
}

function single(octet: number): Uint8Array {
  const set = new Uint8Array(256)
  set[octet] = 1
  return set
}

function bothCases(set: Uint8Array): Uint8Array {
  const both = set.slice()
  for (let c = 65; c <= 90; c++) if (set[c] === 1 || set[c + 32] === 1) both[c] = both[c + 32] = 1
  return both
}

/** A pattern, ready to be looked for. */
export class Pattern {
  readonly text: string
  readonly #places: readonly Place[]
  readonly #start: number
  // The places reached before and after an octet; for each place the last round that reached it.
  #now: Uint16Array
  #then: Uint16Array
  readonly #round: Uint32Array
  #rounds = 0
  readonly #stack: Uint16Array

  /** Throws a `PatternError`. */
  constructor(text: string) {
    this.text = text
    const places: Place[] = []
    const add = (op: Op, set: Uint8Array, next: number, other: number): number => {
      if (places.length === MOST_PLACES) throw new PatternError('it is too long with its repetitions written out', 0)
      places.push({ op, set, next, other })
      return places.length - 1
    }
    let parts = 0
    // Built from the end to the start, because a part needs to know the place that follows it.
    const put = (part: Part, next: number): number => {
      // Counts every part, also a repetition of nothing, which has no place of its own.
      if (++parts > MOST_PARTS) throw new PatternError('it is too long with its repetitions written out', 0)
      switch (part.is) {
        case 'set':
          return add(Op.Octets, part.set, next, 0)
        case 'mark':
          return add(part.op, NONE, next, 0)
        case 'row':
          return part.of.reduceRight((to, of) => put(of, to), next)
        case 'choice':
          return part.of.map((of) => put(of, next)).reduceRight((other, first) => add(Op.Split, NONE, first, other))
        default: {
          let to = next
          if (part.most === Number.POSITIVE_INFINITY) {
            to = add(Op.Split, NONE, 0, next)
            places[to]!.next = put(part.of, to)
          } else for (let i = part.least; i < part.most; i++) to = add(Op.Split, NONE, put(part.of, to), next)
          for (let i = 0; i < part.least; i++) to = put(part.of, to)
          return to
        }
      }
    }
    this.#start = put(new Reader(text).read(), add(Op.Match, NONE, 0, 0))
    this.#places = places
    this.#now = new Uint16Array(places.length)
    this.#then = new Uint16Array(places.length)
    this.#round = new Uint32Array(places.length)
    this.#stack = new Uint16Array(2 * places.length + 2)
  }

  /** Whether it is somewhere in the octets [`at`, `at + size`). */
  matches(v: DataView, at: number, size: number): boolean {
    let count = 0
    const end = at + size
    for (let o = at; ; o++) {
      // A match may begin here as well.
      if (o === at) this.#newRound()
      count = this.#reach(this.#now, count, this.#start, v, o, at, end)
      if (count < 0) return true
      if (o === end) return false
      const octet = v.getUint8(o)
      this.#newRound()
      let next = 0
      for (let i = 0; i < count; i++) {
        const place = this.#places[this.#now[i]!]!
        if (place.set[octet] === 0) continue
        next = this.#reach(this.#then, next, place.next, v, o + 1, at, end)
        if (next < 0) return true
      }
      const spare = this.#now
      this.#now = this.#then
      this.#then = spare
      count = next
    }
  }

  #newRound(): void {
    if (++this.#rounds === 0xffffffff) {
      this.#round.fill(0)
      this.#rounds = 1
    }
  }

  /** Adds to `list` all places that `place` leads to without an octet. Returns the new count, or -1 for a match. */
  #reach(list: Uint16Array, count: number, place: number, v: DataView, o: number, start: number, end: number): number {
    const stack = this.#stack
    let depth = 0
    let n = count
    stack[depth++] = place
    while (depth > 0) {
      const i = stack[--depth]!
      if (this.#round[i] === this.#rounds) continue
      this.#round[i] = this.#rounds
      const { op, next, other } = this.#places[i]!
      if (op === Op.Match) return -1
      if (op === Op.Octets) list[n++] = i
      else if (op === Op.Split) {
        stack[depth++] = other
        stack[depth++] = next
      } else if (holds(op, v, o, start, end)) stack[depth++] = next
    }
    return n
  }
}

function holds(op: Op, v: DataView, o: number, start: number, end: number): boolean {
  if (op === Op.Start) return o === start
  if (op === Op.End) return o === end
  const before = o > start && isWord(v.getUint8(o - 1))
  const after = o < end && isWord(v.getUint8(o))
  return (before !== after) === (op === Op.Boundary)
}
