/**
 * tcpdump's words against libpcap: `outer (WORDS)` takes the same frames as its compiler's program. Without scope ours look
 * into tunnels as well, which libpcap cannot. The captures are those of fixtures/ and, where ../shared is there, a part of the
 * corpus; `npm run test:all` takes all of it.
 */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compileFilter } from '../../src/filter/compile.js'
import { decode } from '../../src/wire/decode.js'
import { Kind } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { isLibpcapMissing, libpcapFilter } from '../helpers/libpcap-filter.js'
import { type Frame, framesOf } from '../helpers/octets.js'
import { share } from '../helpers/share.js'
import { WORD_EXPRESSIONS } from './word-expressions.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const CORPUS = fileURLToPath(new URL('../../../shared/corpus/files/', import.meta.url))
/** Link types that libpcap and we both read. */
const LINK_TYPES: readonly number[] = [1, 12, 101, 113, 276]

interface Case {
  readonly words: string
  readonly frame: Frame
  /** Kinds of the layers up to the outermost tunnel's, and of a header that could not be decoded. */
  readonly kinds: readonly Kind[]
  readonly malformed: Kind
}

const BETWEEN: readonly Kind[] = [
  ...[Kind.Vlan, Kind.Dot1ad, Kind.VnTag, Kind.ETag, Kind.Macsec, Kind.Nsh, Kind.PppoeSession, Kind.Ppp, Kind.Mpls],
  ...[Kind.Llc, Kind.PppoeDiscovery],
]
const EXTENSIONS: readonly Kind[] = [
  ...[Kind.Ipv6HopByHop, Kind.Ipv6Routing, Kind.Ipv6Fragment, Kind.Ipv6Destination, Kind.Ah],
]

/** Where libpcap takes another frame, and why ours stands. */
const KNOWN: readonly { readonly why: string; readonly matches: (c: Case) => boolean }[] = [
  {
    why: 'libpcap looks behind a tag only where its word stands before: vlan and host …; ours do so always',
    matches: ({ kinds }) => kinds.some((kind) => BETWEEN.includes(kind)),
  },
  {
    why: "libpcap's tcp[], udp[] and icmp[] are of IPv4 alone, and its icmp6[] does not pass extension headers",
    matches: ({ words, kinds }) => kinds.includes(Kind.Ipv6) && /(tcp|udp|icmp6?|igmp) *\[/.test(words),
  },
  {
    why: "libpcap does not pass IPv6's extension headers",
    matches: ({ kinds }) => kinds.some((kind) => EXTENSIONS.includes(kind)),
  },
  {
    why: 'where octets are missing libpcap refuses the packet whatever else the expression says; ours say what is there',
    matches: ({ malformed }) => malformed !== Kind.None,
  },
  {
    why: 'libpcap takes ARP for one of IPv4 whatever its lengths say',
    matches: ({ kinds, frame }) => kinds.includes(Kind.Arp) && (frame.octets[18] !== 6 || frame.octets[19] !== 4),
  },
]

test('there are 300 expressions and more, each once', () => {
  expect(WORD_EXPRESSIONS.length).toBeGreaterThanOrEqual(300)
  expect(new Set(WORD_EXPRESSIONS).size).toBe(WORD_EXPRESSIONS.length)
})

describe.skipIf(isLibpcapMissing())("tcpdump's words take the frames that libpcap takes", () => {
  const ours = WORD_EXPRESSIONS.map((words) => compileFilter(`outer (${words})`))
  // Fragments as they are: nobody puts them together for libpcap.
  const tables = { ...defaultTables(), reassemble: false }

  function differences(paths: readonly string[]): {
    readonly compared: number
    readonly taken: number
    unknown: string[]
  } {
    const p = new Packet(tables)
    const programs = new Map<number, (((f: Frame) => boolean) | string)[]>()
    const result = { compared: 0, taken: 0, unknown: [] as string[] }
    for (const path of paths) {
      for (const [i, frame] of read(path).entries()) {
        const { linkType, octets, length } = frame
        if (!LINK_TYPES.includes(linkType)) continue
        if (!programs.has(linkType))
          programs.set(
            linkType,
            WORD_EXPRESSIONS.map((w) => libpcapFilter(w, linkType)),
          )
        p.record(new DataView(octets.buffer, octets.byteOffset, octets.length), octets, 0, octets.length, length)
        p.linkType = linkType
        p.number = i + 1
        decode(p)
        for (const [n, words] of WORD_EXPRESSIONS.entries()) {
          const theirs = programs.get(linkType)![n]!
          // Some words are for Ethernet alone.
          if (typeof theirs === 'string') continue
          result.compared++
          const isTaken = theirs(frame)
          if (isTaken) result.taken++
          if (ours[n]!.accepts(p) === isTaken) continue
          const known = KNOWN.some(({ matches }) => matches(caseOf(words, frame, p)))
          if (!known) result.unknown.push(`${path} #${i + 1}: ${words} is ${isTaken} to libpcap`)
        }
      }
    }
    return result
  }

  test('libpcap takes each of them for Ethernet', () => {
    expect(WORD_EXPRESSIONS.filter((words) => typeof libpcapFilter(words, 1) === 'string')).toEqual([])
  })

  test('of the fixtures', () => {
    const { compared, taken, unknown } = differences(capturesIn(FIXTURES))
    expect(unknown).toEqual([])
    expect(compared).toBeGreaterThan(100_000)
    expect(taken).toBeGreaterThan(10_000)
  })

  test.skipIf(isCorpusMissing())('of the corpus', { timeout: 300_000 }, () => {
    const { compared, taken, unknown } = differences(share(capturesIn(CORPUS), 12))
    expect(unknown).toEqual([])
    expect(compared).toBeGreaterThan(100_000)
    expect(taken).toBeGreaterThan(10_000)
  })
})

function isCorpusMissing(): boolean {
  if (existsSync(CORPUS)) return false
  console.warn(`${CORPUS} is not there: words are compared over the fixtures alone`)
  return true
}

function capturesIn(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => /\.(pcap|pcapng|cap)$/.test(name))
    .sort()
    .map((name) => dir + name)
}

/** The frames of a capture; none of one that is no such file. */
function read(path: string): readonly Frame[] {
  try {
    return framesOf(path)
  } catch {
    return []
  }
}

function caseOf(words: string, frame: Frame, p: Packet): Case {
  const own = p.layers.slice(0, Math.min(p.depth, p.quoted)).map(({ kind }) => kind)
  const tunnel = own.findIndex((kind, i) => i > 0 && kind >= Kind.Vxlan)
  const malformed = p.malformed.isStop ? p.malformed.kind : Kind.None
  return { words, frame, kinds: tunnel < 0 ? own : own.slice(0, tunnel + 1), malformed }
}
