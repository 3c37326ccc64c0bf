/** From an expression to its tree: tcpdump's words, Wireshark's comparisons and ours, in one grammar. */
import { nearest } from '../wire/nearest.js'
import { FilterError, type Place, type Problem } from './error.js'
import { type FieldRef, type FieldSource, fieldSource, filterFieldNames, type Slice, type ValueType } from './fields.js'
import * as literals from './literals.js'
import { Pattern, PatternError } from './pattern.js'
import {
  type AddressOf,
  type Arithmetic,
  type Comparison,
  type Direction,
  Habit,
  type Instant,
  type Operand,
  type PathStep,
  type PortOf,
  type Prefix,
  type Range,
  type Relation,
  type Scope,
  type State,
  type Tag,
  type Test,
  type Tree,
  type TunnelWord,
} from './tree.js'
import { OPERATOR_WORDS, WORDS, wordOf } from './words.js'

/** Characters of an expression, and parentheses in one another, at most. */
const LONGEST = 20_000
const DEEPEST = 100

/** What tcpdump's qualifiers said, which what follows `or` repeats: `port 80 or 443`. */
interface Head {
  readonly of: string | undefined
  readonly way: Direction
  readonly type: 'host' | 'net' | 'port' | 'portrange' | 'proto' | undefined
}

const PROTOCOL_WORDS: ReadonlySet<string> = new Set([
  ...['ether', 'link', 'ip', 'ip6', 'arp', 'rarp', 'icmp', 'icmp6', 'igmp', 'tcp', 'udp', 'sctp', 'ah', 'esp', 'pim'],
  ...['vrrp', 'igrp'],
])
const ADDRESS_OF: Readonly<Record<string, AddressOf>> = {
  ether: 'ether',
  link: 'ether',
  ip: 'ip',
  ip6: 'ip6',
  arp: 'arp',
  rarp: 'rarp',
}
/** Whose octets can be taken by their place. */
const WITH_OCTETS: ReadonlySet<string> = new Set([
  ...['ether', 'link', 'ip', 'ip6', 'arp', 'rarp', 'icmp', 'icmp6', 'igmp', 'tcp', 'udp', 'gre', 'vxlan', 'geneve'],
])
const TAGS: ReadonlySet<string> = new Set(['vlan', 'mpls', 'pppoes', 'geneve', 'vxlan'])
const TUNNEL_WORDS: ReadonlySet<string> = new Set(['nvgre', 'gretap', 'erspan', 'flannel'])
const ID_WORDS: ReadonlySet<string> = new Set(['vni', 'key', 'vsid'])
const CLASSES: ReadonlySet<string> = new Set(['flood', 'malformed', 'fragment'])

/** Names of the tunnels that a path can have. */
const PATH_TYPES: readonly string[] = [
  ...['vxlan', 'vxlan-gpe', 'geneve', 'gre', 'gretap', 'nvgre', 'pptp', 'erspan', 'flannel', 'mpls', 'ipip', 'eoip'],
  ...['etherip', 'gtp', 'l2tp', 'gue', 'teredo', 'tzsp', 'lisp', 'ayiya', 'capwap'],
]

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
const COMPARISON_WORDS: Readonly<Record<string, Comparison>> = {
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

const BLANK = /\s*/y
/** A word: also `tcp-syn`, `mrp-mvrp.attribute_type`. */
const NAME = /[A-Za-z_][\w]*(?:[.-][\w]+)*/y
/** What stands for a value without quotes. */
const VALUE = /[^\s()[\]{},&|!<>=~"'#]+/y
const INTEGER = /0[xb][0-9a-f]+|\d+/iy
/** What can be an address, a port or a number; names of ports as well. */
const ID = /\\?[A-Za-z0-9_.:\-/*?%]+/y

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

/** Seconds that the local time is ahead of UTC at a time since 1970. */
export type UtcOffset = (seconds: number) => number

/** Reads an expression; throws a `FilterError`. Dates that name no zone are local. */
export function parse(text: string, utcOffset: UtcOffset = () => 0): Tree {
  return new Parser(text, utcOffset).parse()
}

class Parser {
  readonly #text: string
  #at = 0
  #depth = 0
  #head: Head | undefined

  readonly #utcOffset: UtcOffset

  constructor(text: string, utcOffset: UtcOffset) {
    this.#text = text
    this.#utcOffset = utcOffset
  }

  parse(): Tree {
    if (this.#text.length > LONGEST) {
      throw new FilterError(this.#text.slice(0, 60), { at: 60, length: 0 }, 'tooLong', [String(LONGEST)])
    }
    this.#skip()
    if (this.#isEnd) this.#fail('empty')
    const tree = this.#expression()
    if (!this.#isEnd) this.#failAtNext('leftOver', [this.#nextWord()])
    return tree
  }

  // Tests, joined

  #expression(): Tree {
    if (++this.#depth > DEEPEST) this.#fail('tooDeep')
    const parts: Tree[] = [this.#term()]
    const joins: ('and' | 'or')[] = []
    let firstMix: Place | undefined
    for (;;) {
      const at = this.#at
      const join = this.#join()
      if (join === undefined) break
      if (join === 'and' && joins.includes('or')) firstMix ??= { at, length: this.#at - at }
      joins.push(join)
      this.#skip()
      parts.push(this.#repeated() ?? this.#term())
    }
    this.#depth--
    return this.#joined(parts, joins, firstMix)
  }

  #join(): 'and' | 'or' | undefined {
    if (this.#sign('&&') || this.#keyword('and')) return 'and'
    return this.#sign('||') || this.#keyword('or') ? 'or' : undefined
  }

  /** tcpdump joins from left to right, Wireshark takes `and` first: who uses both must say. */
  #joined(parts: readonly Tree[], joins: readonly ('and' | 'or')[], mix: Place | undefined): Tree {
    const habit = parts.reduce<number>((all, part) => all | part.habit, 0) as Habit
    if (mix === undefined || habit === Habit.Words) {
      return joins.reduce((left, op, i): Tree => ({ op, left, right: parts[i + 1]!, habit }), parts[0]!)
    }
    if (habit === Habit.Both) throw new FilterError(this.#text, mix, 'mixed')
    const rows: Tree[] = [parts[0]!]
    for (const [i, op] of joins.entries()) {
      const right = parts[i + 1]!
      if (op === 'or') rows.push(right)
      else rows.push({ op, left: rows.pop()!, right, habit })
    }
    return rows.reduce((left, right): Tree => ({ op: 'or', left, right, habit }))
  }

  #term(): Tree {
    if (++this.#depth > DEEPEST) this.#fail('tooDeep')
    const tree = this.#anyTerm()
    this.#depth--
    return tree
  }

  #anyTerm(): Tree {
    this.#skip()
    if (this.#isEnd) this.#failAtNext('expected', ['a test', ''])
    if ((this.#peek() === '!' && this.#text[this.#at + 1] !== '=') || this.#isKeyword('not')) {
      if (!this.#sign('!')) this.#keyword('not')
      this.#skip()
      const of = this.#repeated() ?? this.#term()
      return { op: 'not', of, habit: of.habit }
    }
    if (this.#peek() === '(') {
      if (this.#isArithmeticParenthesis()) return this.#relation()
      this.#at++
      const head = this.#head
      const tree = this.#expression()
      this.#close(')')
      this.#head = head
      return tree
    }
    const start = this.#at
    const name = this.#match(NAME)
    if (name === undefined || this.#isAddressBehind(start, name)) {
      this.#at = start
      if (/[\d-]/.test(this.#peek()) && this.#isNumberInRelation()) return this.#relation()
      return this.#id({ of: undefined, way: 'src or dst', type: undefined })
    }
    const lower = name.toLowerCase()
    return this.#named(lower, name, start)
  }

  /** `fe80::1` and `c0:ff:ee:…` begin like names. */
  #isAddressBehind(start: number, name: string): boolean {
    if (this.#peek() !== ':') return false
    this.#at = start
    const id = this.#match(ID) ?? ''
    this.#at = start + name.length
    return literals.prefix(id) !== undefined
  }

  #named(lower: string, name: string, start: number): Tree {
    const place = { at: start, length: name.length }
    const scope = this.#scope(lower, start)
    if (scope !== undefined) {
      this.#skip()
      const of = this.#term()
      return { op: 'scope', scope, of, habit: of.habit }
    }
    if (lower === 'len' || (WITH_OCTETS.has(lower) && this.#peekSolid() === '[' && !this.#isSliceOfProtocol(lower))) {
      this.#at = start
      return this.#relation()
    }
    const source = fieldSource(name) ?? fieldSource(lower)
    const known = wordOf(lower)
    if (source !== undefined && (known === undefined || this.#isComparison(lower))) {
      return this.#comparison(fieldSource(name) === undefined ? lower : name, source, start)
    }
    if (known !== undefined) return this.#word(lower, start)
    if (literals.OCTET_NAMES[lower] !== undefined) {
      this.#at = start
      return this.#relation()
    }
    if (OPERATOR_WORDS.includes(lower)) throw new FilterError(this.#text, place, 'expected', ['a test', name])
    throw new FilterError(this.#text, place, 'unknown', [name], nearest(lower, allNames()))
  }

  #scope(word: string, start: number): Scope | undefined {
    switch (word) {
      case 'outer':
      case 'innermost':
        return { is: word }
      case 'inner':
        return { is: 'tunnel', number: 1 }
      case 'same':
      case 'quoted':
        this.#skip()
        if (this.#peek() !== '(' && word === 'same') this.#failAtNext('expected', ["'('", this.#nextWord()])
        return { is: word }
      case 'tunnel': {
        this.#skip()
        const number = this.#integer('a number from 1 on', 128)
        if (number === 0) throw new FilterError(this.#text, this.#since(start), 'noValue', ['0', 'number from 1 on'])
        return { is: 'tunnel', number }
      }
      default:
        return undefined
    }
  }

  // tcpdump's words

  #word(word: string, start: number): Tree {
    if (PROTOCOL_WORDS.has(word)) return this.#qualified(word, start)
    this.#skip()
    switch (word) {
      case 'host':
      case 'net':
      case 'port':
      case 'portrange':
      case 'proto':
        return this.#ids({ of: undefined, way: 'src or dst', type: word })
      case 'protochain':
        return this.#ids({ of: undefined, way: 'src or dst', type: 'proto' })
      case 'src':
      case 'dst':
        return this.#ids(this.#typed(undefined, this.#direction(word)))
      case 'broadcast':
      case 'multicast':
        return this.#test({ is: 'cast', of: 'ether', to: word }, start)
      case 'less':
        return this.#test({ is: 'length', range: { from: 0, to: this.#octets() } }, start)
      case 'greater':
        return this.#test({ is: 'length', range: { from: this.#octets(), to: Number.MAX_SAFE_INTEGER } }, start)
      case 'vtep':
        return this.#test({ is: 'vtep', way: 'any', prefix: this.#address() }, start)
      case 'from':
      case 'to': {
        if (!this.#keyword('vtep')) this.#failAtNext('expected', ["'vtep'", this.#nextWord()])
        this.#skip()
        return this.#test({ is: 'vtep', way: word, prefix: this.#address() }, start)
      }
      case 'group': {
        const prefix = /[\da-f]/i.test(this.#peek()) && !this.#isJoin() ? this.#address() : undefined
        return this.#test({ is: 'group', prefix }, start)
      }
      case 'network':
        return this.#test({ is: 'network', path: this.#path() }, start)
      case 'frame':
        return this.#test({ is: 'frame', ranges: this.#ranges(Number.MAX_SAFE_INTEGER, true) }, start)
      case 'time':
        return this.#test(this.#times(), start)
      case 'checksum': {
        for (const which of ['bad', 'offload'] as const) {
          if (this.#keyword(which)) return this.#test({ is: 'state', name: `checksum ${which}` }, start)
        }
        return this.#failAtNext('expected', ["'bad' or 'offload'", this.#nextWord()])
      }
      case 'retransmission':
      case 'copy':
        return this.#test({ is: 'asked', word, argument: '' }, start)
      case 'finding': {
        const argument = this.#match(NAME)
        if (argument === undefined) return this.#failAtNext('expected', ['the name of a finding', this.#nextWord()])
        return this.#test({ is: 'asked', word, argument }, start)
      }
      case 'step':
        return this.#test(
          { is: 'asked', word, argument: String(this.#integer('a number', Number.MAX_SAFE_INTEGER)) },
          start,
        )
      default:
        break
    }
    if (TAGS.has(word)) return this.#test({ is: 'tag', of: word as Tag, ids: this.#idRanges(false) }, start)
    if (ID_WORDS.has(word)) {
      return this.#test({ is: 'id', of: word as 'vni' | 'key' | 'vsid', ids: this.#idRanges(true) }, start)
    }
    if (CLASSES.has(word)) return this.#test({ is: 'state', name: word as State }, start)
    if (TUNNEL_WORDS.has(word)) return this.#test({ is: 'tunnel', of: word as TunnelWord }, start)
    return this.#test({ is: 'protocol', name: word }, start)
  }

  #qualified(of: string, start: number): Tree {
    this.#skip()
    for (const to of ['broadcast', 'multicast'] as const) {
      if (['ether', 'link', 'ip', 'ip6'].includes(of) && this.#keyword(to)) {
        if (of === 'ip6' && to === 'broadcast') {
          throw new FilterError(this.#text, this.#since(start), 'notTogether', [of, to])
        }
        return this.#test({ is: 'cast', of: of === 'link' ? 'ether' : (of as 'ether' | 'ip' | 'ip6'), to }, start)
      }
    }
    const way = this.#isKeyword('src') || this.#isKeyword('dst') ? this.#match(NAME)!.toLowerCase() : undefined
    if (way !== undefined) {
      this.#skip()
      return this.#ids(this.#typed(of, this.#direction(way as 'src' | 'dst')))
    }
    const head = this.#typed(of, 'src or dst')
    if (head.type !== undefined) return this.#ids(head)
    if (of === 'ether' || of === 'link') return this.#ids({ of, way: 'src or dst', type: 'host' })
    return this.#test(protocolTest(of), start)
  }

  #direction(first: 'src' | 'dst'): Direction {
    const before = this.#at
    const join = this.#keyword('or') ? 'or' : this.#keyword('and') ? 'and' : undefined
    this.#skip()
    if (join !== undefined && this.#keyword(first === 'src' ? 'dst' : 'src')) {
      this.#skip()
      return join === 'or' ? 'src or dst' : 'src and dst'
    }
    this.#at = before
    return first
  }

  #typed(of: string | undefined, way: Direction): Head {
    for (const type of ['host', 'net', 'portrange', 'port', 'proto'] as const) {
      if (this.#keyword(type)) {
        this.#skip()
        return { of, way, type }
      }
    }
    if (this.#keyword('protochain')) {
      this.#skip()
      return { of, way, type: 'proto' }
    }
    if (this.#isKeyword('gateway')) this.#failAtNext('noName', ['gateway'])
    return { of, way, type: undefined }
  }

  /** What qualifiers are said of: one, or several in parentheses. */
  #ids(head: Head): Tree {
    this.#skip()
    if (this.#isKeyword('not') || this.#peek() === '!') return this.#notId(head)
    if (!this.#sign('(')) return this.#id(head)
    this.#skip()
    let left = this.#notId(head)
    for (let op = this.#join(); op !== undefined; op = this.#join()) {
      this.#skip()
      left = { op, left, right: this.#notId(head), habit: Habit.Words }
    }
    this.#close(')')
    return left
  }

  #notId(head: Head): Tree {
    if (++this.#depth > DEEPEST) this.#fail('tooDeep')
    this.#skip()
    const isNot = this.#sign('!') || this.#keyword('not')
    const of = isNot ? this.#notId(head) : this.#ids(head)
    this.#depth--
    return isNot ? { op: 'not', of, habit: Habit.Words } : of
  }

  /** Behind `and`, `or` or `not`: a value alone repeats what was said before it. */
  #repeated(): Tree | undefined {
    if (this.#head === undefined || this.#peek() === '(') return undefined
    const start = this.#at
    const isNot = this.#sign('!') || this.#keyword('not')
    this.#skip()
    const at = this.#at
    const id = this.#match(ID)
    this.#at = at
    if (id === undefined || !this.#isBareId(id)) {
      this.#at = start
      return undefined
    }
    const of = this.#id(this.#head)
    return isNot ? { op: 'not', of, habit: Habit.Words } : of
  }

  #isBareId(id: string): boolean {
    if (/^\d/.test(id)) return !this.#isNumberInRelation()
    if (literals.prefix(id) !== undefined) return true
    const { type } = this.#head!
    if (type === 'port') return literals.PORT_NAMES[id.toLowerCase()] !== undefined
    if (type === 'proto') return id.startsWith('\\')
    return false
  }

  #id(head: Head): Tree {
    const start = this.#at
    const id = this.#match(ID)
    if (id === undefined) this.#failAtNext('expected', [whatOf(head), this.#nextWord()])
    const test = this.#idTest(head, id!, start)
    this.#head = head
    return this.#test(test, start)
  }

  #idTest(head: Head, id: string, start: number): Test {
    const { type, of, way } = head
    const place = { at: start, length: id.length }
    if (type === 'port' || type === 'portrange') {
      if (of !== undefined && !['tcp', 'udp', 'sctp', 'ip', 'ip6'].includes(of)) {
        throw new FilterError(this.#text, place, 'notTogether', [of, type])
      }
      return { is: 'port', of: portOf(of), way, range: this.#portRange(id, place) }
    }
    if (type === 'proto') return this.#protoTest(of, id, place)
    let prefix = literals.prefix(id)
    if (prefix === undefined) {
      const isName = /^[A-Za-z]/.test(id)
      const near = isName ? nearest(id.toLowerCase(), allNames()) : []
      if (isName) throw new FilterError(this.#text, place, type === undefined ? 'unknown' : 'noName', [id], near)
      throw new FilterError(this.#text, place, 'noValue', [id, 'address'])
    }
    if (of !== undefined && ADDRESS_OF[of] === undefined) {
      throw new FilterError(this.#text, place, 'notTogether', [of, type ?? id])
    }
    prefix = this.#masked(prefix)
    const length = { ether: 6, ip: 4, ip6: 16, arp: 4, rarp: 4, any: 0 }[ADDRESS_OF[of ?? ''] ?? 'any']
    if (length !== 0 && length !== prefix.octets.length) {
      throw new FilterError(this.#text, place, 'notTogether', [of!, id])
    }
    const host = prefix.octets.length === 6 ? 'ether' : (ADDRESS_OF[of ?? ''] ?? 'any')
    return { is: 'host', of: host, way, prefix }
  }

  #masked(prefix: Prefix): Prefix {
    const before = this.#at
    this.#skip()
    if (!this.#keyword('mask')) {
      this.#at = before
      return prefix
    }
    this.#skip()
    const start = this.#at
    const id = this.#match(ID) ?? ''
    const mask = literals.ipv4(id)
    const bits = mask && literals.maskBits(mask)
    if (bits === undefined || prefix.octets.length !== 4) {
      throw new FilterError(this.#text, { at: start, length: id.length }, 'noValue', [id, 'mask'])
    }
    return { octets: prefix.octets, bits }
  }

  #portRange(id: string, place: Place): Range {
    const named = literals.PORT_NAMES[id.toLowerCase()]
    if (named !== undefined) return { from: named, to: named }
    const [a, b] = id.split('-')
    const from = literals.PORT_NAMES[a!] ?? (/^\d{1,6}$/.test(a!) ? Number(a) : literals.integer(a!))
    const to = b === undefined ? from : (literals.PORT_NAMES[b] ?? (/^\d{1,6}$/.test(b) ? Number(b) : undefined))
    if (from === undefined || to === undefined) {
      const isName = /^[a-z]/i.test(id)
      throw new FilterError(this.#text, place, isName ? 'noName' : 'noValue', isName ? [id] : [id, 'port'])
    }
    if (Math.max(from, to) > 0xffff) throw new FilterError(this.#text, place, 'tooLarge', [id, '65535'])
    // tcpdump takes the ends of a range in either order.
    return { from: Math.min(from, to), to: Math.max(from, to) }
  }

  #protoTest(of: string | undefined, id: string, place: Place): Test {
    const name = id.replace(/^\\/, '').toLowerCase()
    if (of === 'ether' || of === 'link') {
      const number = literals.ETHER_TYPES[name] ?? literals.integer(name)
      if (number === undefined) throw new FilterError(this.#text, place, 'noValue', [id, 'EtherType'])
      if (number > 0xffff) throw new FilterError(this.#text, place, 'tooLarge', [id, '0xffff'])
      return { is: 'proto', of: 'ether', number }
    }
    if (of !== undefined && of !== 'ip' && of !== 'ip6') {
      throw new FilterError(this.#text, place, 'notTogether', [of, 'proto'])
    }
    const number = literals.IP_PROTOCOLS[name] ?? literals.integer(name)
    if (number === undefined) {
      const near = nearest(name, Object.keys(literals.IP_PROTOCOLS))
      throw new FilterError(this.#text, place, 'noValue', [id, 'protocol of IP'], near)
    }
    if (number > 0xff) throw new FilterError(this.#text, place, 'tooLarge', [id, '255'])
    return { is: 'proto', of: of ?? 'any', number }
  }

  #address(): Prefix {
    const start = this.#at
    const id = this.#match(ID)
    const prefix = id === undefined ? undefined : literals.prefix(id)
    if (prefix === undefined || prefix.octets.length === 6) {
      if (id === undefined) return this.#failAtNext('expected', ['an address', this.#nextWord()])
      throw new FilterError(this.#text, this.#since(start), 'noValue', [id, 'IP address'])
    }
    return prefix
  }

  #octets(): number {
    const start = this.#at
    const id = this.#match(VALUE)
    const count = id === undefined ? undefined : literals.octetCount(id)
    if (count === undefined) {
      if (id === undefined) return this.#failAtNext('expected', ['a number of octets', this.#nextWord()])
      throw new FilterError(this.#text, this.#since(start), 'noValue', [id, 'number of octets'])
    }
    return count
  }

  // Ours

  /** `42`, `40-49`, `in {1,42}`; none where there need not be any. */
  #idRanges(isNeeded: boolean): readonly Range[] {
    const before = this.#at
    this.#skip()
    if (this.#keyword('in')) {
      this.#skip()
      return this.#set(() => this.#oneRange(0xffffffff))
    }
    if (/\d/.test(this.#peek())) return [this.#oneRange(0xffffffff)]
    if (isNeeded) this.#failAtNext('expected', ['a number', this.#nextWord()])
    this.#at = before
    return []
  }

  #set<T>(one: () => T): readonly T[] {
    if (!this.#sign('{')) this.#failAtNext('expected', ["'{'", this.#nextWord()])
    const all: T[] = []
    for (;;) {
      this.#skip()
      if (this.#sign('}')) break
      if (this.#isEnd) this.#failAtNext('notClosed', ['}'])
      all.push(one())
      this.#skip()
      this.#sign(',')
    }
    if (all.length === 0) throw new FilterError(this.#text, this.#since(this.#at - 1), 'expected', ['a value', '}'])
    return all
  }

  #ranges(most: number, isList: boolean): readonly Range[] {
    const all = [this.#oneRange(most)]
    while (isList && this.#sign(',')) {
      this.#skip()
      all.push(this.#oneRange(most))
    }
    return all
  }

  #oneRange(most: number): Range {
    const start = this.#at
    const from = this.#integer('a number', most)
    const before = this.#at
    this.#skip()
    if (!this.#sign('..') && !this.#sign('-')) {
      this.#at = before
      return { from, to: from }
    }
    this.#skip()
    const to = this.#integer('the end of the range', most)
    if (to < from) {
      throw new FilterError(this.#text, this.#since(start), 'badRange', [this.#text.slice(start, this.#at)])
    }
    return { from, to }
  }

  #integer(what: string, most: number): number {
    const start = this.#at
    const digits = this.#match(INTEGER)
    if (digits === undefined) return this.#failAtNext('expected', [what, this.#nextWord()])
    const number = literals.integer(digits) ?? (/^\d+$/.test(digits) ? Number(digits) : Number.NaN)
    if (Number.isNaN(number)) throw new FilterError(this.#text, this.#since(start), 'noValue', [digits, 'number'])
    if (number > most) {
      throw new FilterError(this.#text, this.#since(start), 'tooLarge', [digits, String(most)])
    }
    return number
  }

  /** `'gre 7 > vxlan 42'`, outermost first. */
  #path(): readonly PathStep[] {
    const start = this.#at
    const text = this.#quoted()
    if (text === undefined)
      return this.#failAtNext('expected', ["a path in quotes, 'gre 7 > vxlan 42'", this.#nextWord()])
    return text.split('>').map((step): PathStep => {
      const [, type, id] = /^\s*([a-z0-9-]+)(?:\s+(0x[0-9a-f]+|\d+))?\s*$/i.exec(step) ?? []
      if (type === undefined || !PATH_TYPES.includes(type.toLowerCase())) {
        const near = nearest((type ?? step.trim()).toLowerCase(), PATH_TYPES)
        throw new FilterError(this.#text, this.#since(start), 'noValue', [type ?? step.trim(), 'tunnel'], near)
      }
      return { type: type.toLowerCase(), id: id === undefined ? undefined : Number(id) }
    })
  }

  /** `10:31:34 - 10:32`, `+5 - +8.2`; what is missing is the start or the end. */
  #times(): Test {
    const start = this.#at
    const from = this.#instant()
    this.#skip()
    const isRange = this.#sign('-') || this.#sign('..')
    this.#skip()
    const to = isRange ? this.#instant() : from
    if (from === undefined && to === undefined) {
      return this.#failAtNext('expected', ['a time, 10:31:34 or +5.2', this.#nextWord()])
    }
    if (from !== undefined && to?.since === from.since && to.seconds < from.seconds) {
      throw new FilterError(this.#text, this.#since(start), 'badRange', [this.#text.slice(start, this.#at)])
    }
    return { is: 'time', from, to }
  }

  #instant(): Instant | undefined {
    const start = this.#at
    const quoted = this.#quoted()
    const text =
      quoted ?? this.#match(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?|\+[\d.]+(?:ns|us|µs|ms|s|min|h)?|[\d:]+(?:\.\d+)?/y)
    if (text === undefined) return undefined
    const since = text.startsWith('+') ? literals.seconds(text.slice(1)) : undefined
    if (since !== undefined) return { since: 'first', seconds: since }
    const clock = literals.clock(text)
    if (clock !== undefined) return { since: 'midnight', seconds: clock }
    const date = literals.date(text)
    if (date === undefined) throw new FilterError(this.#text, this.#since(start), 'noValue', [text, 'time'])
    return { since: '1970', seconds: this.#universal(date) }
  }

  #universal({ seconds, isLocal }: literals.Date1970): number {
    return isLocal ? seconds - this.#utcOffset(seconds) : seconds
  }

  // tcpdump's expressions over octets

  #relation(): Tree {
    const start = this.#at
    const left = this.#arithmetic(0)
    this.#skip()
    const comparison = this.#relationSign()
    if (comparison === undefined) this.#failAtNext('expected', ['a comparison', this.#nextWord()])
    this.#skip()
    const at = this.#at
    if (left.op === 'octets' && (this.#peek() === '"' || this.#isOctetsWithColons())) {
      // The octets themselves: Wireshark's way.
      this.#at = start
      const name = this.#match(NAME)!.toLowerCase()
      const source = fieldSource(name === 'ether' ? 'eth' : name)
      if (source === undefined) throw new FilterError(this.#text, { at, length: 0 }, 'noSlice', [name])
      return this.#comparison(name === 'ether' ? 'eth' : name, source, start)
    }
    const right = this.#arithmetic(0)
    return this.#test({ is: 'relation', left, operator: comparison!, right }, start)
  }

  #isOctetsWithColons(): boolean {
    const at = this.#at
    const value = this.#match(VALUE) ?? ''
    this.#at = at
    return /^[0-9a-f]{1,2}(:[0-9a-f]{1,2})+$/i.test(value)
  }

  #relationSign(): Relation | undefined {
    for (const sign of ['==', '!=', '<=', '>=', '=', '<', '>'] as const) {
      if (this.#sign(sign)) return sign === '=' ? '==' : sign
    }
    const start = this.#at
    const word = COMPARISON_WORDS[this.#match(NAME)?.toLowerCase() ?? '']
    if (word !== undefined && ['==', '!=', '<', '<=', '>', '>='].includes(word)) return word as Relation
    this.#at = start
    return undefined
  }

  /** By how tight signs bind, as libpcap's grammar has it. */
  #arithmetic(level: number): Arithmetic {
    if (level === ARITHMETIC.length) return this.#atom()
    if (++this.#depth > 8 * DEEPEST) this.#fail('tooDeep')
    let left = this.#arithmetic(level + 1)
    for (;;) {
      this.#skip()
      const op = ARITHMETIC[level]!.find((sign) => this.#isArithmeticSign(sign))
      if (op === undefined) break
      this.#at += op.length
      left = { op, left, right: this.#arithmetic(level + 1) }
    }
    this.#depth--
    return left
  }

  #isArithmeticSign(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false
    const next = this.#text[this.#at + sign.length]
    return next !== sign || sign.length === 2
  }

  #atom(): Arithmetic {
    if (++this.#depth > 8 * DEEPEST) this.#fail('tooDeep')
    const atom = this.#anyAtom()
    this.#depth--
    return atom
  }

  #anyAtom(): Arithmetic {
    this.#skip()
    if (this.#sign('(')) {
      const inside = this.#arithmetic(0)
      this.#close(')')
      return inside
    }
    if (this.#sign('-')) return { op: '-', left: { op: 'number', value: 0 }, right: this.#atom() }
    const start = this.#at
    if (/\d/.test(this.#peek())) {
      const value = this.#integer('a number', 0xffffffff)
      return { op: 'number', value }
    }
    const name = this.#match(NAME)?.toLowerCase() ?? ''
    if (name === 'len') return { op: 'length' }
    const value = literals.OCTET_NAMES[name]
    if (value !== undefined) return { op: 'number', value }
    if (!WITH_OCTETS.has(name)) {
      this.#at = start
      return this.#failAtNext('expected', ['a number or octets, as in tcp[13]', this.#nextWord()])
    }
    this.#skip()
    if (!this.#sign('[')) this.#failAtNext('expected', ["'['", this.#nextWord()])
    const offset = this.#arithmetic(0)
    this.#skip()
    const size = this.#sign(':') ? this.#size() : 1
    this.#close(']')
    return { op: 'octets', of: name === 'link' ? 'ether' : name, offset, size }
  }

  #size(): 1 | 2 | 4 {
    this.#skip()
    const start = this.#at
    const size = this.#integer('1, 2 or 4', 0xffff)
    if (size !== 1 && size !== 2 && size !== 4) {
      throw new FilterError(this.#text, this.#since(start), 'noValue', [String(size), 'size of octets, 1, 2 or 4'])
    }
    return size
  }

  // Comparisons

  /** Whether a name that is a word too is followed by what makes it a field. */
  #isComparison(word: string): boolean {
    this.#skip()
    if (word === 'frame') return !/\d/.test(this.#peek())
    if (this.#peek() === '[' || this.#peek() === '#') return true
    if (COMPARISONS.some(([sign]) => this.#text.startsWith(sign, this.#at))) return true
    if (TAGS.has(word) && this.#isKeyword('in')) return false
    const next = Object.keys(COMPARISON_WORDS).find((keyword) => this.#isKeyword(keyword))
    return next !== undefined
  }

  #comparison(name: string, source: FieldSource, start: number): Tree {
    const field = this.#field(name, source, start)
    this.#skip()
    const at = this.#at
    const operator = this.#comparisonSign()
    if (operator === undefined) {
      if (field.slice !== undefined) this.#failAtNext('expected', ['a comparison', this.#nextWord()])
      return this.#test({ is: 'field', field }, start, Habit.Comparisons)
    }
    const place = { at, length: this.#at - at }
    this.#skip()
    const type = field.slice === undefined ? source.type : 'octets'
    this.#check(field, operator, type, place)
    const operand = this.#operand(field, operator, type)
    return this.#test({ is: 'compare', field, operator, with: operand }, start, Habit.Comparisons)
  }

  #comparisonSign(): Comparison | undefined {
    for (const [sign, comparison] of COMPARISONS) {
      if (this.#sign(sign)) return comparison
    }
    const start = this.#at
    if (this.#keyword('not')) {
      this.#skip()
      if (this.#keyword('in')) return 'not in'
      this.#at = start
      return undefined
    }
    const word = COMPARISON_WORDS[this.#match(NAME)?.toLowerCase() ?? '']
    if (word === undefined) this.#at = start
    return word
  }

  #field(name: string, source: FieldSource, start: number): FieldRef {
    let layer = 0
    this.#skip()
    if (this.#sign('#')) {
      this.#skip()
      const isNegative = this.#sign('-')
      layer = this.#integer('the number of a layer', 128)
      if (layer === 0) throw new FilterError(this.#text, this.#since(start), 'noValue', ['0', 'number of a layer'])
      if (isNegative) layer = -layer
      this.#skip()
    }
    let slice: Slice | undefined
    if (this.#peek() === '[') {
      slice = this.#slice()
      if (!hasOctets(source)) throw new FilterError(this.#text, this.#since(start), 'noSlice', [name])
      this.#skip()
    }
    let mask: number | undefined
    if (this.#peek() === '&' && this.#text[this.#at + 1] !== '&') {
      if (slice !== undefined || !isNumber(source.type)) {
        throw new FilterError(this.#text, { at: this.#at, length: 1 }, 'noOperator', [
          '&',
          name,
          TYPE_WORDS[source.type],
        ])
      }
      this.#at++
      this.#skip()
      mask = this.#integer('a number', 0xffffffff)
    }
    return { name, source, layer, slice, mask }
  }

  /** `[i]`, `[from:length]`, `[first-last]`, each end may be missing. */
  #slice(): Slice {
    const start = this.#at
    const [all, first, sign, second] =
      /^\[\s*(-?\d{1,5})?\s*([:-])?\s*(-?\d{1,5})?\s*\]/.exec(this.#text.slice(start, start + 40)) ?? []
    if (all === undefined || (first === undefined && second === undefined)) {
      throw new FilterError(this.#text, { at: start, length: 1 }, 'expected', [
        'octets, as in [0:3]',
        this.#text.slice(start, start + 5),
      ])
    }
    this.#at += all.length
    const from = Number(first ?? 0)
    if (sign === undefined) return { from, length: 1 }
    if (second === undefined) return { from, length: undefined }
    const length = sign === ':' ? Number(second) : Number(second) - from + 1
    if (length < 1) throw new FilterError(this.#text, this.#since(start), 'badRange', [all])
    return { from, length }
  }

  #isSliceOfProtocol(name: string): boolean {
    const at = this.#at
    this.#skip()
    const isSlice = /^\[\s*(-\d+|\d*\s*-\s*\d+|:\s*\d+|\d+\s*:)\s*\]|^\[\s*\d+\s*:\s*(?![0-4]\s*\])\d+\s*\]/.test(
      this.#text.slice(this.#at, this.#at + 40),
    )
    this.#at = at
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
      throw new FilterError(this.#text, place, 'noOperator', [operator, field.name, TYPE_WORDS[type]])
    }
  }

  #operand(field: FieldRef, operator: Comparison, type: ValueType): Operand {
    if (operator === 'matches') return { is: 'pattern', pattern: this.#pattern() }
    if (operator === 'in' || operator === 'not in') {
      return together(this.#set(() => this.#value(field, type, true)))
    }
    const start = this.#at
    const name = this.#peek() === '"' || this.#peek() === "'" ? undefined : this.#match(NAME)
    const source = name === undefined ? undefined : fieldSource(name)
    if (source !== undefined && operator !== 'contains' && !this.#isValueChar() && source.is !== 'protocol') {
      const other = this.#field(name!, source, start)
      const otherType = other.slice === undefined ? source.type : 'octets'
      if (isNumber(type) !== isNumber(otherType)) {
        throw new FilterError(this.#text, this.#since(start), 'notTogether', [field.name, name!])
      }
      return { is: 'field', field: other }
    }
    this.#at = start
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
        return date === undefined ? literals.seconds(text) : this.#universal(date)
      }
      default: {
        const named = Object.entries(source.names ?? {}).find(([, name]) => name.toLowerCase() === text.toLowerCase())
        return literals.integer(text) ?? (/^\d+$/.test(text) ? Number(text) : undefined) ?? (named && Number(named[0]))
      }
    }
  }

  #isValueChar(): boolean {
    return /[^\s()[\]{},&|!<>=~"'#]/.test(this.#peek())
  }

  #pattern(): Pattern {
    const start = this.#at
    const text = this.#quoted() ?? this.#match(VALUE)
    if (text === undefined) return this.#failAtNext('expected', ['a pattern in quotes', this.#nextWord()])
    try {
      return new Pattern(text)
    } catch (e) {
      if (e instanceof PatternError) throw new FilterError(this.#text, this.#since(start), 'badPattern', [e.message])
      throw e
    }
  }

  #value(field: FieldRef, type: ValueType, isInSet: boolean): Operand {
    const start = this.#at
    const quoted = this.#quoted()
    let text = quoted ?? this.#match(VALUE)
    if (text === undefined) return this.#failAtNext('expected', [`a value, ${TYPE_WORDS[type]}`, this.#nextWord()])
    const fail = (value: string): never => {
      const names = Object.values(field.source.names ?? {})
      const near = names.length > 0 && /[a-z]/i.test(value) ? nearest(value, names) : []
      throw new FilterError(this.#text, this.#since(start), 'noValue', [value, TYPE_WORDS[type]], near)
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
      if (to < from)
        throw new FilterError(this.#text, this.#since(start), 'badRange', [this.#text.slice(start, this.#at)])
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

  /** A text in quotes, without them; what `\` escapes but a quote is left to whoever reads the text. */
  #quoted(): string | undefined {
    const start = this.#at
    if (/^r["']/.test(this.#text.slice(start, start + 2))) this.#at++
    const quote = this.#peek()
    if (quote !== '"' && quote !== "'") return undefined
    let text = ''
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at]!
      if (c === quote) {
        this.#at++
        return text
      }
      if (c === '\\' && this.#at + 1 < this.#text.length) {
        const next = this.#text[++this.#at]!
        text += next === quote ? next : c + next
      } else text += c
    }
    throw new FilterError(this.#text, { at: start, length: this.#text.length - start }, 'notClosed', [quote])
  }

  // Places

  get #isEnd(): boolean {
    return this.#at >= this.#text.length
  }

  #skip(): void {
    BLANK.lastIndex = this.#at
    BLANK.test(this.#text)
    this.#at = BLANK.lastIndex
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  /** The next character that is no blank. */
  #peekSolid(): string {
    const at = this.#at
    this.#skip()
    const c = this.#peek()
    this.#at = at
    return c
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#at = pattern.lastIndex
    return match[0]
  }

  #sign(sign: string): boolean {
    this.#skip()
    if (!this.#text.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  #isKeyword(word: string): boolean {
    const at = this.#at
    const isNext = this.#keyword(word)
    this.#at = at
    return isNext
  }

  #keyword(word: string): boolean {
    this.#skip()
    const at = this.#at
    if (this.#match(NAME)?.toLowerCase() === word) return true
    this.#at = at
    return false
  }

  #isJoin(): boolean {
    return this.#isKeyword('and') || this.#isKeyword('or')
  }

  #close(sign: string): void {
    this.#skip()
    if (this.#sign(sign)) return
    if (this.#isEnd) this.#failAtNext('notClosed', [sign])
    this.#failAtNext('expected', [`'${sign}'`, this.#nextWord()])
  }

  /** Whether a parenthesis holds octets to compare, not tests: what follows its end tells. */
  #isArithmeticParenthesis(): boolean {
    let depth = 0
    for (let i = this.#at; i < this.#text.length; i++) {
      const c = this.#text[i]
      if (c === '(') depth++
      else if (c === ')' && --depth === 0) {
        const rest = this.#text.slice(i + 1, i + 40).trimStart()
        return /^(==|!=|<=|>=|<<|>>|[=<>+*/%^-]|&(?!&)|\|(?!\|)|(eq|ne|lt|le|gt|ge)\b)/i.test(rest)
      }
    }
    return false
  }

  #isNumberInRelation(): boolean {
    return /^-?(0x[0-9a-f]+|\d+)\s*(==|!=|<=|>=|<<|>>|[=<>+*%^]|&(?!&)|\|(?!\|)|[-/]\s)/i.test(
      this.#text.slice(this.#at, this.#at + 60),
    )
  }

  #test(test: Test, start: number, habit: Habit = Habit.Words): Tree {
    return { op: 'test', test, place: this.#since(start), habit }
  }

  #since(start: number): Place {
    const text = this.#text.slice(start, this.#at)
    return { at: start, length: text.trimEnd().length }
  }

  /** What stands next, for a message. */
  #nextWord(): string {
    const at = this.#at
    this.#skip()
    const word = this.#match(VALUE) ?? this.#peek()
    this.#at = at
    return word
  }

  #failAtNext(problem: Problem, words: readonly string[]): never {
    this.#skip()
    throw new FilterError(this.#text, { at: this.#at, length: this.#nextWord().length }, problem, words)
  }

  #fail(problem: Problem): never {
    throw new FilterError(this.#text, { at: Math.min(this.#at, this.#text.length), length: 0 }, problem)
  }
}

const ARITHMETIC = [
  ['|', '^', '&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
] as const

/** Every name there is. */
function allNames(): readonly string[] {
  return [...WORDS.map(({ word }) => word), ...filterFieldNames()]
}

function protocolTest(word: string): Test {
  switch (word) {
    case 'ip':
      return { is: 'proto', of: 'ether', number: 0x0800 }
    case 'ip6':
      return { is: 'proto', of: 'ether', number: 0x86dd }
    case 'arp':
      return { is: 'proto', of: 'ether', number: 0x0806 }
    case 'rarp':
      return { is: 'proto', of: 'ether', number: 0x8035 }
    case 'icmp':
    case 'igmp':
      return { is: 'proto', of: 'ip', number: literals.IP_PROTOCOLS[word]! }
    case 'icmp6':
      return { is: 'proto', of: 'ip6', number: literals.IP_PROTOCOLS[word]! }
    default:
      return { is: 'proto', of: 'any', number: literals.IP_PROTOCOLS[word]! }
  }
}

function portOf(word: string | undefined): PortOf {
  return word === 'tcp' || word === 'udp' || word === 'sctp' ? word : 'any'
}

function whatOf({ type, of }: Head): string {
  if (type === 'port' || type === 'portrange') return 'a port'
  if (type === 'proto') return of === 'ether' ? 'an EtherType' : 'a protocol of IP'
  return 'an address'
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
