/**
 * Finds packets by an expression of `-Y`, or by words: numbers, addresses, protocols, tunnels, or whatever stands in their
 * rows.
 */
import { classify } from '../analysis/checksums/cause.js'
import { compileFilter, type Filter } from '../filter/compile.js'
import { FilterError } from '../filter/error.js'
import { fieldSource } from '../filter/fields.js'

import { writeText } from '../present/value.js'
import { Writer } from '../present/writer.js'
import { Form, visitFields } from '../wire/field.js'
import type { Packet } from '../wire/packet.js'
import { protocolOf } from '../wire/protocols/index.js'
import { Verdict } from '../wire/verify.js'
import type { Packets } from './restore.js'
import type { Row } from './rows.js'

/** Conditions besides the words; empty or undefined means any. */
export interface Choice {
  /** A tunnel's name; `NO_TUNNEL` for packets in none. */
  readonly tunnel: string
  /** Short names of the carried protocols. */
  readonly kinds: readonly string[]
  /** Addresses that it must all have, as text, and a tunnel's name, if that is one that packets have. */
  readonly ends?: readonly string[]
  readonly network?: string
}

export const NO_TUNNEL = '-'

interface Indexed {
  readonly row: Row
  /** All that a word may occur in, in lower case. */
  readonly text: string
  readonly tunnels: readonly string[]
  readonly addresses: ReadonlySet<string>
}

type Test = (packet: Indexed) => boolean

const MAC_WITH_DASHES = /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/
const VNI = /^vni[:=]?(\d+)?$/
const FRAME = /^#(\d+)$/
const NUMBER = /^\d+$/
/** Signs that only expressions have. `VNI=42` is a word all the same. */
const SIGNS = /[=<>&|!()[\]{}~]|(^|\s)(and|or|not|contains|matches|in|inner|outer|innermost)(\s|$)/i
const VNI_ALONE = /^\s*vni=\d*\s*$/i
/** Words of a search that count; nobody types more. */
const MAX_WORDS = 32

export interface Found {
  readonly rows: readonly Row[]
  /** What is wrong with an expression: then all rows are there. */
  readonly problem?: FilterError
}

const verdict = new Verdict()

export class PacketSearch {
  readonly #rows: readonly Row[]
  readonly #packets: Packets
  /** Seconds that the page's times are ahead of UTC. */
  readonly #utcOffset: number
  /** Made when it is needed: most readers never search. */
  #index: readonly Indexed[] | undefined
  readonly #protocols: ReadonlySet<string>
  readonly #tunnels: ReadonlySet<string>
  #addresses: ReadonlySet<string> = new Set()

  constructor(rows: readonly Row[], packets: Packets, utcOffset: number) {
    this.#rows = rows
    this.#packets = packets
    this.#utcOffset = utcOffset
    this.#protocols = new Set(rows.flatMap(({ protocol, kind }) => [protocol, kind.toLowerCase()]))
    this.#tunnels = new Set(rows.flatMap(({ tunnels }) => tunnels.map((tunnel) => tunnel.toLowerCase())))
  }

  /** Prepares the search by words, so that the first typed letter need not wait for it. */
  prepare(): void {
    this.#indexed()
  }

  find(words: string, { tunnel, kinds, ends = [], network = '' }: Choice): Found {
    const touching = ends.length === 0 ? undefined : this.#touching(ends, network)
    const rows = this.#rows.filter(
      ({ frame, tunnels, kind }) =>
        (touching === undefined || touching.has(frame)) &&
        (tunnel === '' || (tunnel === NO_TUNNEL ? tunnels.length === 0 : tunnels.includes(tunnel))) &&
        (kinds.length === 0 || kinds.includes(kind)),
    )
    if (words.trim() === '') return { rows }
    const chosen = new Set(rows)
    const filter = this.#expression(words)
    if (filter instanceof FilterError) return { rows, problem: filter }
    if (filter !== undefined) {
      const passing = this.#passing(filter)
      return { rows: rows.filter(({ frame }) => passing.has(frame)) }
    }
    const index = this.#indexed()
    const tests = this.#tests(words)
    const found = index.filter((packet) => chosen.has(packet.row) && tests.every((test) => test(packet)))
    return { rows: found.map(({ row }) => row) }
  }

  /** The frames that have all these addresses, in the tunnel if it has a name that packets have. */
  #touching(ends: readonly string[], network: string): ReadonlySet<number> {
    const name = network.toLowerCase()
    const isNamed = this.#tunnels.has(name)
    const found = this.#indexed().filter(
      ({ addresses, tunnels }) =>
        ends.every((end) => addresses.has(end)) && (!isNamed || tunnels.length === 0 || tunnels.includes(name)),
    )
    return new Set(found.map(({ row }) => row.frame))
  }

  /** The text as an expression, or what is wrong with it; undefined if the text is words. */
  #expression(text: string): Filter | FilterError | undefined {
    if (VNI_ALONE.test(text)) return undefined
    const word = text.trim()
    const source = fieldSource(word)
    const isOneWord = !/\s/.test(word) && !SIGNS.test(word)
    // An address alone is looked for wherever it stands, a protocol in what is carried.
    if (isOneWord && (source === undefined || source.is === 'protocol')) return undefined
    try {
      return compileFilter(text, {
        utcOffset: () => this.#utcOffset,
        checksum: (p, index) => {
          classify(p, index, verdict)
          return verdict.status
        },
      })
    } catch (e) {
      if (!(e instanceof FilterError)) throw e
      return SIGNS.test(text) || e.problem === 'notHere' ? e : undefined
    }
  }

  /** The frames that pass. */
  #passing({ accepts }: Filter): ReadonlySet<number> {
    const p = this.#packets.packet()
    const passing = new Set<number>()
    for (const { frame } of this.#rows) if (this.#packets.decode(frame, p) && accepts(p)) passing.add(frame)
    return passing
  }

  #indexed(): readonly Indexed[] {
    this.#index ??= this.#made()
    return this.#index
  }

  #tests(words: string): Test[] {
    const all = words
      .trim()
      .toLowerCase()
      .split(/[\s,;，、；]+/)
      .filter((word) => word !== '')
      .slice(0, MAX_WORDS)
    const tests: Test[] = []
    for (let i = 0; i < all.length; i++) {
      const word = all[i]!
      const next = all[i + 1] ?? ''
      const vni = VNI.exec(word)
      if (vni !== null) {
        const digits = vni[1] ?? (NUMBER.test(next) ? all[++i]! : '')
        const id = Number(digits)
        tests.push(({ row }) => (digits === '' ? row.vnis.length > 0 : row.vnis.includes(id)))
      } else if (this.#tunnels.has(`${word} ${next}`)) {
        i++
        tests.push(({ tunnels }) => tunnels.includes(`${word} ${next}`))
      } else {
        tests.push(this.#word(word))
      }
    }
    return tests
  }

  #word(word: string): Test {
    const frame = FRAME.exec(word)
    if (frame !== null) {
      const number = Number(frame[1])
      return ({ row }) => row.frame === number
    }
    // Such short words would also be found in addresses.
    if (word === 'bad' || word === 'offload') return ({ row }) => row.marks.includes(word)
    if (this.#protocols.has(word)) return ({ row }) => row.protocol === word || row.kind.toLowerCase() === word
    const mac = MAC_WITH_DASHES.test(word) ? word.replaceAll('-', ':') : word
    if (this.#addresses.has(mac)) return ({ addresses }) => addresses.has(mac)
    return ({ text }) => text.includes(mac)
  }

  #made(): readonly Indexed[] {
    const p = this.#packets.packet()
    const all = new Set<string>()
    const index = this.#rows.map((row) => {
      this.#packets.decode(row.frame, p)
      const addresses = addressesOf(p)
      for (const address of addresses) all.add(address)
      const { frame, time, underlay, inside, marks, tunnels } = row
      const cells = [`#${frame}`, time, tunnels.join(' › '), underlay, inside, marks].join(' ')
      return {
        row,
        text: `${cells} ${[...addresses].join(' ')}`.toLowerCase(),
        tunnels: tunnels.map((tunnel) => tunnel.toLowerCase()),
        addresses,
      }
    })
    this.#addresses = all
    return index
  }
}

/** Of all layers, as they are written. */
export function addressesOf(p: Packet): ReadonlySet<string> {
  const addresses = new Set<string>()
  const w = new Writer(64)
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    visitFields(protocolOf(l.kind), p.view, l.start, l.payload, (f, v, at, size, o) => {
      if (f.form !== Form.Mac && f.form !== Form.Ipv4 && f.form !== Form.Ipv6) return
      w.clear()
      writeText(w, f, v, at, size, o)
      addresses.add(w.toString())
    })
  }
  return addresses
}
