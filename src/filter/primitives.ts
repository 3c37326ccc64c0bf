/** tcpdump's primitives, `src host 10.0.0.1`, `port 80 or 443`, and the words of ours that are like them: `vni 40-49`. */
import { nearest } from '../wire/nearest.js'
import { FilterError, type Place } from './error.js'
import * as literals from './literals.js'
import { ID, NAME, type Scanner, VALUE } from './scanner.js'
import type {
  AddressOf,
  Direction,
  Instant,
  PathStep,
  PortOf,
  Prefix,
  Range,
  State,
  Tag,
  Test,
  Tree,
  TunnelWord,
} from './tree.js'
import { allNames, DEEPEST, MOST, TAGS } from './words.js'

/** The qualifiers before a value; a value after `or` alone repeats them: `port 80 or 443`. */
export interface Head {
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
const TUNNEL_WORDS: ReadonlySet<string> = new Set(['nvgre', 'gretap', 'erspan', 'flannel'])
const ID_WORDS: ReadonlySet<string> = new Set(['vni', 'key', 'vsid'])
const CLASSES: ReadonlySet<string> = new Set(['flood', 'malformed', 'fragment'])

/** Names of the tunnels that a path can have. */
const PATH_TYPES: readonly string[] = [
  ...['vxlan', 'vxlan-gpe', 'geneve', 'gre', 'gretap', 'nvgre', 'pptp', 'erspan', 'flannel', 'mpls', 'ipip', 'eoip'],
  ...['etherip', 'gtp', 'l2tp', 'gue', 'teredo', 'tzsp', 'lisp', 'ayiya', 'capwap'],
]

export class Primitives {
  /** The qualifiers that a value alone repeats: those of the last test that had a value. */
  head: Head | undefined
  readonly #scanner: Scanner

  constructor(scanner: Scanner) {
    this.#scanner = scanner
  }

  word(word: string, start: number): Tree {
    if (PROTOCOL_WORDS.has(word)) return this.#qualified(word, start)
    this.#scanner.skip()
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
        return this.#scanner.test({ is: 'cast', of: 'ether', to: word }, start)
      case 'less':
        return this.#scanner.test({ is: 'length', range: { from: 0, to: this.#octets() } }, start)
      case 'greater':
        return this.#scanner.test({ is: 'length', range: { from: this.#octets(), to: Number.MAX_SAFE_INTEGER } }, start)
      case 'vtep':
        return this.#scanner.test({ is: 'vtep', way: 'any', prefix: this.#address() }, start)
      case 'from':
      case 'to': {
        if (!this.#scanner.keyword('vtep')) this.#scanner.failAtNext('expected', ["'vtep'", this.#scanner.nextWord()])
        this.#scanner.skip()
        return this.#scanner.test({ is: 'vtep', way: word, prefix: this.#address() }, start)
      }
      case 'group': {
        const prefix = /[\da-f]/i.test(this.#scanner.peek()) && !this.#scanner.isJoin() ? this.#address() : undefined
        return this.#scanner.test({ is: 'group', prefix }, start)
      }
      case 'network':
        return this.#scanner.test({ is: 'network', path: this.#path() }, start)
      case 'frame':
        return this.#scanner.test({ is: 'frame', ranges: this.#scanner.ranges(Number.MAX_SAFE_INTEGER, true) }, start)
      case 'time':
        return this.#scanner.test(this.#times(), start)
      case 'checksum': {
        for (const which of ['bad', 'offload'] as const) {
          if (this.#scanner.keyword(which)) return this.#scanner.test({ is: 'state', name: `checksum ${which}` }, start)
        }
        return this.#scanner.failAtNext('expected', ["'bad' or 'offload'", this.#scanner.nextWord()])
      }
      case 'retransmission':
      case 'copy':
        return this.#scanner.test({ is: 'asked', word, argument: '' }, start)
      case 'finding': {
        const argument = this.#scanner.match(NAME)
        if (argument === undefined)
          return this.#scanner.failAtNext('expected', ['the name of a finding', this.#scanner.nextWord()])
        return this.#scanner.test({ is: 'asked', word, argument }, start)
      }
      case 'step':
        return this.#scanner.test(
          { is: 'asked', word, argument: String(this.#scanner.integer('a number', Number.MAX_SAFE_INTEGER)) },
          start,
        )
      default:
        break
    }
    if (TAGS.has(word))
      return this.#scanner.test({ is: 'tag', of: word as Tag, ids: this.#idRanges(word, false) }, start)
    if (ID_WORDS.has(word)) {
      return this.#scanner.test(
        { is: 'id', of: word as 'vni' | 'key' | 'vsid', ids: this.#idRanges(word, true) },
        start,
      )
    }
    if (CLASSES.has(word)) return this.#scanner.test({ is: 'state', name: word as State }, start)
    if (TUNNEL_WORDS.has(word)) return this.#scanner.test({ is: 'tunnel', of: word as TunnelWord }, start)
    return this.#scanner.test({ is: 'protocol', name: word }, start)
  }

  #qualified(of: string, start: number): Tree {
    this.#scanner.skip()
    for (const to of ['broadcast', 'multicast'] as const) {
      if (['ether', 'link', 'ip', 'ip6'].includes(of) && this.#scanner.keyword(to)) {
        if (of === 'ip6' && to === 'broadcast') {
          throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'notTogether', [of, to])
        }
        return this.#scanner.test(
          { is: 'cast', of: of === 'link' ? 'ether' : (of as 'ether' | 'ip' | 'ip6'), to },
          start,
        )
      }
    }
    const way =
      this.#scanner.isKeyword('src') || this.#scanner.isKeyword('dst')
        ? this.#scanner.match(NAME)!.toLowerCase()
        : undefined
    if (way !== undefined) {
      this.#scanner.skip()
      return this.#ids(this.#typed(of, this.#direction(way as 'src' | 'dst')))
    }
    const head = this.#typed(of, 'src or dst')
    if (head.type !== undefined) return this.#ids(head)
    if (of === 'ether' || of === 'link') return this.#ids({ of, way: 'src or dst', type: 'host' })
    return this.#scanner.test(protocolTest(of), start)
  }

  #direction(first: 'src' | 'dst'): Direction {
    const before = this.#scanner.at
    const join = this.#scanner.keyword('or') ? 'or' : this.#scanner.keyword('and') ? 'and' : undefined
    this.#scanner.skip()
    if (join !== undefined && this.#scanner.keyword(first === 'src' ? 'dst' : 'src')) {
      this.#scanner.skip()
      return join === 'or' ? 'src or dst' : 'src and dst'
    }
    this.#scanner.at = before
    return first
  }

  #typed(of: string | undefined, way: Direction): Head {
    for (const type of ['host', 'net', 'portrange', 'port', 'proto'] as const) {
      if (this.#scanner.keyword(type)) {
        this.#scanner.skip()
        return { of, way, type }
      }
    }
    if (this.#scanner.keyword('protochain')) {
      this.#scanner.skip()
      return { of, way, type: 'proto' }
    }
    if (this.#scanner.isKeyword('gateway')) this.#scanner.failAtNext('noName', ['gateway'])
    return { of, way, type: undefined }
  }

  /** The values that qualifiers apply to: one, or several in parentheses. */
  #ids(head: Head): Tree {
    this.#scanner.skip()
    if (this.#scanner.isKeyword('not') || this.#scanner.peek() === '!') return this.#notId(head)
    if (!this.#scanner.sign('(')) return this.id(head)
    this.#scanner.skip()
    let left = this.#notId(head)
    for (let op = this.#scanner.join(); op !== undefined; op = this.#scanner.join()) {
      this.#scanner.skip()
      left = { op, left, right: this.#notId(head) }
    }
    this.#scanner.close(')')
    return left
  }

  #notId(head: Head): Tree {
    if (++this.#scanner.depth > DEEPEST) this.#scanner.fail('tooDeep')
    this.#scanner.skip()
    const isNot = this.#scanner.sign('!') || this.#scanner.keyword('not')
    const of = isNot ? this.#notId(head) : this.#ids(head)
    this.#scanner.depth--
    return isNot ? { op: 'not', of } : of
  }

  /** After `and`, `or` or `not`: a value alone repeats the qualifiers in front of it. */
  repeated(): Tree | undefined {
    if (this.head === undefined || this.#scanner.peek() === '(') return undefined
    const start = this.#scanner.at
    const isNot = this.#scanner.sign('!') || this.#scanner.keyword('not')
    this.#scanner.skip()
    const at = this.#scanner.at
    const id = this.#scanner.match(ID)
    this.#scanner.at = at
    if (id === undefined || !this.#isBareId(id)) {
      this.#scanner.at = start
      return undefined
    }
    const of = this.id(this.head)
    return isNot ? { op: 'not', of } : of
  }

  #isBareId(id: string): boolean {
    if (/^\d/.test(id)) return !this.#scanner.isNumberInRelation()
    if (literals.prefix(id) !== undefined) return true
    const { type } = this.head!
    if (type === 'port') return literals.PORT_NAMES[id.toLowerCase()] !== undefined
    if (type === 'proto') return id.startsWith('\\')
    return false
  }

  id(head: Head): Tree {
    const start = this.#scanner.at
    const id = this.#scanner.match(ID)
    if (id === undefined) this.#scanner.failAtNext('expected', [whatOf(head), this.#scanner.nextWord()])
    const test = this.#idTest(head, id!, start)
    this.head = head
    return this.#scanner.test(
      test,
      start,
      [...wordsOf(head), this.#scanner.text.slice(start, this.#scanner.at)].join(' '),
    )
  }

  #idTest(head: Head, id: string, start: number): Test {
    const { type, of, way } = head
    const place = { at: start, length: id.length }
    if (type === 'port' || type === 'portrange') {
      if (of !== undefined && !['tcp', 'udp', 'sctp', 'ip', 'ip6'].includes(of)) {
        throw new FilterError(this.#scanner.text, place, 'notTogether', [of, type])
      }
      return { is: 'port', of: portOf(of), way, range: this.#portRange(id, place) }
    }
    if (type === 'proto') return this.#protoTest(of, id, place)
    let prefix = literals.prefix(id)
    if (prefix === undefined) {
      const isName = /^[A-Za-z]/.test(id)
      const near = isName ? nearest(id.toLowerCase(), allNames()) : []
      if (isName)
        throw new FilterError(this.#scanner.text, place, type === undefined ? 'unknown' : 'noName', [id], near)
      throw new FilterError(this.#scanner.text, place, 'noValue', [id, 'address'])
    }
    if (of !== undefined && ADDRESS_OF[of] === undefined) {
      throw new FilterError(this.#scanner.text, place, 'notTogether', [of, type ?? id])
    }
    prefix = this.#masked(prefix)
    const length = { ether: 6, ip: 4, ip6: 16, arp: 4, rarp: 4, any: 0 }[ADDRESS_OF[of ?? ''] ?? 'any']
    if (length !== 0 && length !== prefix.octets.length) {
      throw new FilterError(this.#scanner.text, place, 'notTogether', [of!, id])
    }
    const host = prefix.octets.length === 6 ? 'ether' : (ADDRESS_OF[of ?? ''] ?? 'any')
    return { is: 'host', of: host, way, prefix }
  }

  #masked(prefix: Prefix): Prefix {
    const before = this.#scanner.at
    this.#scanner.skip()
    if (!this.#scanner.keyword('mask')) {
      this.#scanner.at = before
      return prefix
    }
    this.#scanner.skip()
    const start = this.#scanner.at
    const id = this.#scanner.match(ID) ?? ''
    const mask = literals.ipv4(id)
    const bits = mask && literals.maskBits(mask)
    if (bits === undefined || prefix.octets.length !== 4) {
      throw new FilterError(this.#scanner.text, { at: start, length: id.length }, 'noValue', [id, 'mask'])
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
      throw new FilterError(this.#scanner.text, place, isName ? 'noName' : 'noValue', isName ? [id] : [id, 'port'])
    }
    if (Math.max(from, to) > 0xffff) throw new FilterError(this.#scanner.text, place, 'tooLarge', [id, '65535'])
    // tcpdump takes the ends of a range in either order.
    return { from: Math.min(from, to), to: Math.max(from, to) }
  }

  #protoTest(of: string | undefined, id: string, place: Place): Test {
    const name = id.replace(/^\\/, '').toLowerCase()
    if (of === 'ether' || of === 'link') {
      const number = literals.ETHER_TYPES[name] ?? literals.integer(name)
      if (number === undefined) throw new FilterError(this.#scanner.text, place, 'noValue', [id, 'EtherType'])
      if (number > 0xffff) throw new FilterError(this.#scanner.text, place, 'tooLarge', [id, '0xffff'])
      return { is: 'proto', of: 'ether', number }
    }
    if (of !== undefined && of !== 'ip' && of !== 'ip6') {
      throw new FilterError(this.#scanner.text, place, 'notTogether', [of, 'proto'])
    }
    const number = literals.IP_PROTOCOLS[name] ?? literals.integer(name)
    if (number === undefined) {
      const near = nearest(name, Object.keys(literals.IP_PROTOCOLS))
      throw new FilterError(this.#scanner.text, place, 'noValue', [id, 'protocol of IP'], near)
    }
    if (number > 0xff) throw new FilterError(this.#scanner.text, place, 'tooLarge', [id, '255'])
    return { is: 'proto', of: of ?? 'any', number }
  }

  #address(): Prefix {
    const start = this.#scanner.at
    const id = this.#scanner.match(ID)
    const prefix = id === undefined ? undefined : literals.prefix(id)
    if (prefix === undefined || prefix.octets.length === 6) {
      if (id === undefined) return this.#scanner.failAtNext('expected', ['an address', this.#scanner.nextWord()])
      throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noValue', [id, 'IP address'])
    }
    return prefix
  }

  #octets(): number {
    const start = this.#scanner.at
    const id = this.#scanner.match(VALUE)
    const count = id === undefined ? undefined : literals.octetCount(id)
    if (count === undefined) {
      if (id === undefined)
        return this.#scanner.failAtNext('expected', ['a number of octets', this.#scanner.nextWord()])
      throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noValue', [id, 'number of octets'])
    }
    return count
  }

  /** `42`, `40-49` or `in {1,42}`; an empty list where no number is needed. */
  #idRanges(word: string, isNeeded: boolean): readonly Range[] {
    const before = this.#scanner.at
    const most = MOST[word]!
    this.#scanner.skip()
    if (isNeeded) this.#refuseSign(word)
    if (this.#scanner.keyword('in')) {
      this.#scanner.skip()
      return this.#scanner.set(() => this.#scanner.oneRange(most))
    }
    if (/\d/.test(this.#scanner.peek())) return [this.#scanner.oneRange(most)]
    if (isNeeded) this.#scanner.failAtNext('expected', ['a number', this.#scanner.nextWord()])
    this.#scanner.at = before
    return []
  }

  /** `vni == 42` is what people write who compare fields. */
  #refuseSign(word: string): void {
    const start = this.#scanner.at
    const sign = this.#scanner.match(/==|=|\beq\b/y)
    if (sign === undefined) return
    const place = this.#scanner.since(start)
    this.#scanner.skip()
    const value = this.#scanner.match(VALUE) ?? '42'
    throw new FilterError(this.#scanner.text, place, 'noSign', [word, sign, `${word} ${value}`])
  }

  /** `'gre 7 > vxlan 42'`, outermost first. */
  #path(): readonly PathStep[] {
    const start = this.#scanner.at
    const text = this.#scanner.quoted()
    if (text === undefined)
      return this.#scanner.failAtNext('expected', ["a path in quotes, 'gre 7 > vxlan 42'", this.#scanner.nextWord()])
    return text.split('>').map((step): PathStep => {
      const [, type, id] = /^\s*([a-z0-9-]+)(?:\s+(0x[0-9a-f]+|\d+))?\s*$/i.exec(step) ?? []
      if (type === undefined || !PATH_TYPES.includes(type.toLowerCase())) {
        const near = nearest((type ?? step.trim()).toLowerCase(), PATH_TYPES)
        throw new FilterError(
          this.#scanner.text,
          this.#scanner.since(start),
          'noValue',
          [type ?? step.trim(), 'tunnel'],
          near,
        )
      }
      return { type: type.toLowerCase(), id: id === undefined ? undefined : Number(id) }
    })
  }

  /** `10:31:34 - 10:32` or `+5 - +8.2`. A missing end stands for the capture's start or end. */
  #times(): Test {
    const start = this.#scanner.at
    const from = this.#instant()
    this.#scanner.skip()
    const isRange = this.#scanner.sign('-') || this.#scanner.sign('..')
    this.#scanner.skip()
    const to = isRange ? this.#instant() : from
    if (from === undefined && to === undefined) {
      return this.#scanner.failAtNext('expected', ['a time, 10:31:34 or +5.2', this.#scanner.nextWord()])
    }
    if (from !== undefined && to?.since === from.since && to.seconds < from.seconds) {
      throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'badRange', [
        this.#scanner.text.slice(start, this.#scanner.at),
      ])
    }
    return { is: 'time', from, to }
  }

  #instant(): Instant | undefined {
    const start = this.#scanner.at
    const quoted = this.#scanner.quoted()
    const text =
      quoted ??
      this.#scanner.match(
        /\d{4}-\d\d-\d\d(?:T[\d:.]+Z?| \d\d?:[\d:.]+Z?)?|\+[\d.]+(?:ns|us|µs|ms|s|min|h)?|[\d:]+(?:\.\d+)?/y,
      )
    if (text === undefined) return undefined
    const since = text.startsWith('+') ? literals.seconds(text.slice(1)) : undefined
    if (since !== undefined) return { since: 'first', seconds: since }
    const clock = literals.clock(text)
    if (clock !== undefined) return { since: 'midnight', seconds: clock }
    const epoch = literals.epoch(text)
    if (epoch !== undefined) return { since: '1970', seconds: epoch }
    const date = literals.date(text)
    if (date === undefined)
      throw new FilterError(this.#scanner.text, this.#scanner.since(start), 'noValue', [text, 'time'])
    return { since: '1970', seconds: this.#scanner.universal(date) }
  }
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

/** The qualifiers as an expression has them. */
function wordsOf({ of, way, type }: Head): readonly string[] {
  return [of, way === 'src or dst' ? undefined : way, type].filter((word) => word !== undefined)
}

function whatOf({ type, of }: Head): string {
  if (type === 'port' || type === 'portrange') return 'a port'
  if (type === 'proto') return of === 'ether' ? 'an EtherType' : 'a protocol of IP'
  return 'an address'
}
