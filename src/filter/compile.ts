/**
 * From an expression to one tree of closures over the offsets of a decoded packet. Nothing is allocated per packet and
 * nothing becomes text.
 */
import type { Packet } from '../wire/packet.js'
import { comparisonTest, existenceTest } from './compile-fields.js'
import { Clock, compileWord, kindTest } from './compile-words.js'
import type { FilterContext } from './context.js'
import { FilterError, type Place } from './error.js'
import { type FieldRef, fieldSource } from './fields.js'
import { parse } from './parser.js'
import { type LayersTest, Levels, rest, scoped } from './scopes.js'
import type { Test, Tree } from './tree.js'

/** How much of a packet a filter needs decoded. */
export const Needs = {
  /** Nothing: number, time and length come from the record. */
  Record: 0,
  /** The headers in front of the outermost tunnel, and that tunnel's. */
  Outer: 1,
  All: 2,
} as const
export type Needs = (typeof Needs)[keyof typeof Needs]

export interface Filter {
  /** The expression. */
  readonly text: string
  readonly tree: Tree
  readonly needs: Needs
  /** Takes each packet of a capture in order, decoded as far as it `needs`. */
  readonly accepts: (p: Packet) => boolean
}

/** Compiles an expression; throws a `FilterError`. */
export function compileFilter(text: string, context: FilterContext = {}): Filter {
  const tree = parse(text, context.utcOffset)
  const needs = needsOf(tree, false)
  const compiler = new Compiler(text, context, needs === Needs.Outer)
  const test = compiler.compile(tree)
  const { levels, clock, isTimed } = compiler
  const accepts = acceptance(test, needs, levels, compiler.asksLevels)
  const timed = (p: Packet): boolean => {
    clock.take(p)
    return accepts(p)
  }
  return { text, tree, needs, accepts: isTimed ? timed : accepts }
}

/** The test of a whole packet. It fills `levels` only if the expression needs to know the tunnels. */
function acceptance(test: LayersTest, needs: Needs, levels: Levels, asksLevels: boolean): (p: Packet) => boolean {
  if (needs === Needs.Record) return (p) => test(p, 0, 0)
  if (needs === Needs.All) {
    return (p) => {
      levels.fill(p)
      rest.isSeen = levels.own === p.depth
      return test(p, 0, levels.own)
    }
  }
  return (p) => {
    // The fast path: most packets are in one ordinary tunnel, whose layer the decoder has noted.
    if (p.tunnel > 0 && !asksLevels) {
      rest.isSeen = false
      return test(p, 0, p.tunnel + 1)
    }
    levels.fill(p)
    rest.isSeen = levels.own === p.depth && levels.stack.depth === 0
    return test(p, 0, levels.end(0))
  }
}

/** Tests that ask where tunnels begin and end. */
const ASKING: ReadonlySet<Test['is']> = new Set(['relation', 'vtep', 'group', 'network', 'state'])

class Compiler {
  readonly levels: Levels = new Levels()
  readonly clock: Clock = new Clock()
  /** Whether it asks for the times of the packets before. */
  isTimed = false
  /** Whether it asks where tunnels begin and end. */
  asksLevels = false
  readonly #text: string
  readonly #context: FilterContext
  readonly #isOuter: boolean

  /** `isOuter`: no test looks below the outermost tunnel, so nothing below it has to be decoded. */
  constructor(text: string, context: FilterContext, isOuter: boolean) {
    this.#text = text
    this.#context = context
    this.#isOuter = isOuter
  }

  compile(tree: Tree): LayersTest {
    switch (tree.op) {
      case 'and': {
        const left = this.compile(tree.left)
        const right = this.compile(tree.right)
        return (p, from, to) => left(p, from, to) && right(p, from, to)
      }
      case 'or': {
        const left = this.compile(tree.left)
        const right = this.compile(tree.right)
        return (p, from, to) => left(p, from, to) || right(p, from, to)
      }
      case 'not': {
        const of = this.compile(tree.of)
        return (p, from, to) => !of(p, from, to)
      }
      case 'scope':
        if (this.#isOuter && tree.scope.is === 'outer') return this.compile(tree.of)
        this.asksLevels = true
        return scoped(tree.scope, this.compile(tree.of), this.levels)
      default:
        return this.#test(tree.test, tree.place)
    }
  }

  #test(test: Test, place: Place): LayersTest {
    if (ASKING.has(test.is)) this.asksLevels = true
    switch (test.is) {
      case 'protocol': {
        const source = fieldSource(test.name)
        return kindTest(source?.is === 'protocol' ? source.kinds : [])
      }
      case 'field':
        this.#check(test.field, place)
        return existenceTest(test.field, this.clock, this.#context)
      case 'compare':
        this.#check(test.field, place)
        if (test.with.is === 'field') this.#check(test.with.field, place)
        return comparisonTest(test.field, test.operator, test.with, this.clock, this.#context)
      case 'asked': {
        const asked = this.#context.asked?.(test.word, test.argument)
        if (asked === undefined) throw new FilterError(this.#text, place, 'notHere', [test.word])
        return asked
      }
      default:
        if (test.is === 'time') this.isTimed = true
        return compileWord(test, this.levels, this.clock, this.#context)
    }
  }

  #check({ source, name }: FieldRef, place: Place): void {
    if (source.is === 'frame' && (source.of === 'relative' || source.of === 'delta')) this.isTimed = true
    if (source.is === 'analysis' && this.#context.value?.(name) === undefined) {
      throw new FilterError(this.#text, place, 'notHere', [name])
    }
  }
}

function needsOf(tree: Tree, isOuter: boolean): Needs {
  switch (tree.op) {
    case 'and':
    case 'or':
      return Math.max(needsOf(tree.left, isOuter), needsOf(tree.right, isOuter)) as Needs
    case 'not':
      return needsOf(tree.of, isOuter)
    case 'scope':
      return needsOf(tree.of, isOuter || tree.scope.is === 'outer')
    default:
      return testNeeds(tree.test, isOuter)
  }
}

function testNeeds(test: Test, isOuter: boolean): Needs {
  switch (test.is) {
    case 'length':
    case 'frame':
    case 'time':
      return Needs.Record
    case 'field':
    case 'compare': {
      const isFrame = test.field.source.is === 'frame' && test.field.source.of !== 'octets'
      if (isFrame && (test.is === 'field' || test.with.is !== 'field')) return Needs.Record
      return isOuter && test.field.source.is !== 'analysis' ? Needs.Outer : Needs.All
    }
    // These ask for malformed headers further in, for the number of tunnels, or for the result of an analysis.
    case 'network':
    case 'asked':
    case 'state':
      return Needs.All
    default:
      return isOuter ? Needs.Outer : Needs.All
  }
}
