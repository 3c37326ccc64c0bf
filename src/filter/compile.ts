/**
 * From an expression to one tree of closures over the offsets of a decoded packet. Nothing is allocated per packet and
 * nothing becomes text.
 */
import { MAX_LAYERS, type Packet } from '../wire/packet.js'
import { comparisonTest, existenceTest } from './compile-fields.js'
import { Clock, compileWord, kindTest } from './compile-words.js'
import type { FilterContext } from './context.js'
import { FilterError, type Place } from './error.js'
import { type FieldRef, fieldSource } from './fields.js'
import { parse } from './parser.js'
import { type LayersTest, Levels, rest, scoped } from './scopes.js'
import type { Arithmetic, Scope, Test, Tree } from './tree.js'

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
  readonly datagram: Datagram
}

/**
 * A fragment is decided by the whole datagram, and where a test is of the fragment itself by that: its number, its time, its
 * length, its flags and offset. So each test says one thing of a fragment, and what `not` selects are the others.
 */
export interface Datagram {
  /** What the tests of the fragment itself say; it has been given to `accepts` last. */
  readonly own: (p: Packet) => OwnTests
  /** Takes the whole datagram, once, before it is asked. */
  readonly begin: (p: Packet) => void
  /** Whether a fragment passes whose datagram it has taken. */
  readonly accepts: (p: Packet, own: OwnTests) => boolean
}

/** By test: whether it holds. `header` is the IP layer that is a fragment. */
export interface OwnTests {
  readonly header: number
  readonly holds: readonly boolean[]
}

/** Compiles an expression; throws a `FilterError`. */
export function compileFilter(text: string, context: FilterContext = {}): Filter {
  const tree = parse(text, context.utcOffset)
  const needs = needsOf(tree, false)
  const compiler = new Compiler(text, context, needs === Needs.Outer)
  const test = compiler.compile(tree)
  const { levels, clock, isTimed, fragment } = compiler
  const accepts = acceptance(test, needs, levels, compiler.asksLevels)
  const timed = (p: Packet): boolean => {
    clock.take(p)
    return accepts(p)
  }
  return { text, tree, needs, accepts: isTimed ? timed : accepts, datagram: datagramOf(accepts, fragment, levels) }
}

function datagramOf(accepts: (p: Packet) => boolean, fragment: FragmentTests, levels: Levels): Datagram {
  const { tests } = fragment
  return {
    own: (p) => {
      if (tests.length === 0) return { header: p.fragment, holds: [] }
      levels.fill(p)
      rest.isSeen = false
      return { header: p.fragment, holds: tests.map((test) => test(p, 0, p.fragment + 1)) }
    },
    begin: (p) => levels.fill(p),
    accepts: (p, own) => {
      fragment.own = own
      const passes = accepts(p)
      fragment.own = undefined
      return passes
    },
  }
}

/** The tests of fragments themselves, each with its scopes. */
class FragmentTests {
  readonly tests: LayersTest[] = []
  /** What they say of the fragment whose datagram is being asked; undefined where a packet speaks for itself. */
  own: OwnTests | undefined
}

/** The test of a whole packet. It fills `levels` only if the expression needs to know the tunnels. */
function acceptance(test: LayersTest, needs: Needs, levels: Levels, asksLevels: boolean): (p: Packet) => boolean {
  if (needs === Needs.Record) return (p) => test(p, 0, 0)
  if (needs === Needs.All) {
    return (p) => {
      levels.fill(p)
      rest.isSeen = isRestOwn(p)
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
    rest.isSeen = isRestOwn(p) && levels.stack.depth === 0
    return test(p, 0, levels.end(0))
  }
}

/** Whether a header that could not be decoded is the packet's own: in an ICMP error it may be the first that is quoted. */
function isRestOwn(p: Packet): boolean {
  return p.quoted === MAX_LAYERS || p.quoted > p.depth
}

/** Tests that ask where tunnels begin and end. */
const ASKING: ReadonlySet<Test['is']> = new Set(['relation', 'vtep', 'group', 'network', 'state'])

class Compiler {
  readonly levels: Levels = new Levels()
  readonly clock: Clock = new Clock()
  readonly fragment: FragmentTests = new FragmentTests()
  /** Whether it asks for the times of the packets before. */
  isTimed = false
  /** Whether it asks where tunnels begin and end. */
  asksLevels = false
  readonly #text: string
  readonly #context: FilterContext
  readonly #isOuter: boolean
  /** Those that the test at hand stands in, the outermost first. */
  readonly #scopes: Scope[] = []

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
        return scoped(tree.scope, this.#inside(tree.scope, tree.of), this.levels)
      default:
        return this.#ofFragment(tree.test, this.#test(tree.test, tree.place))
    }
  }

  #inside(scope: Scope, of: Tree): LayersTest {
    this.#scopes.push(scope)
    const test = this.compile(of)
    this.#scopes.pop()
    return test
  }

  /** A test that is asked of the fragment itself, also while the whole datagram is asked. */
  #ofFragment(test: Test, asks: LayersTest): LayersTest {
    const about = aboutFragment(test)
    if (about === undefined) return asks
    const { levels, fragment } = this
    const whole = this.#scopes.reduceRight((of, scope) => scoped(scope, of, levels), asks)
    const index = fragment.tests.push(whole) - 1
    return (p, from, to) => {
      const { own } = fragment
      if (own === undefined) return asks(p, from, to)
      return own.holds[index]! || (about === 'header' && whole(p, own.header + 1, levels.own))
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
    if (source.is === 'told' && this.#context.texts?.(name) === undefined) {
      throw new FilterError(this.#text, place, 'notHere', [name])
    }
  }
}

/** The numbers of an IP header that are a fragment's own. */
const OWN_FIELDS = /^(ip\.(flags|frag_offset|len|checksum)|ipv6\.(plen|fraghdr))\b/
const OWN_OCTETS: ReadonlySet<string> = new Set(['ip', 'ip6', 'ether'])

/** Whether a test is of a fragment itself: of its record, or of its header, behind which the datagram may have more. */
function aboutFragment(test: Test): 'record' | 'header' | undefined {
  switch (test.is) {
    case 'length':
    case 'frame':
    case 'time':
      return 'record'
    case 'field':
    case 'compare': {
      const { source, name } = test.field
      if (source.is === 'frame' && source.of !== 'octets') return 'record'
      return OWN_FIELDS.test(name) ? 'header' : undefined
    }
    case 'relation': {
      const of = [...octetsIn(test.left), ...octetsIn(test.right)]
      if (of.length === 0) return 'record'
      return of.every((header) => OWN_OCTETS.has(header)) ? 'header' : undefined
    }
    default:
      return undefined
  }
}

/** The headers whose octets an expression takes. */
function octetsIn(a: Arithmetic): readonly string[] {
  switch (a.op) {
    case 'number':
    case 'length':
      return []
    case 'octets':
      return [a.of, ...octetsIn(a.offset)]
    default:
      return [...octetsIn(a.left), ...octetsIn(a.right)]
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
      const { is } = test.field.source
      return isOuter && is !== 'analysis' && is !== 'told' ? Needs.Outer : Needs.All
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
