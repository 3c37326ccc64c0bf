/** The screen of `vxsniff check`: how it fits a terminal, and what it never does. */
import { basename } from 'node:path'
import stringWidth from 'string-width'
import { beforeAll, describe, expect, test } from 'vitest'
import { ethernet } from '../../../fixtures/make/packets.js'
import { unansweredConversations } from '../../../src/analysis/check/evidence/one-direction.js'
import { inAscii } from '../../../src/present/check/ascii.js'
import { report } from '../../../src/present/check/report.js'
import { type Results, resultsOf, type Selection } from '../../../src/present/check/results.js'
import type { CheckView } from '../../../src/present/check/view.js'
import { ANSI, PLAIN } from '../../../src/present/palette.js'
import { LANGUAGES, type Language } from '../../../src/words/language.js'
import { factsOfFile, factsOfFrames } from '../../helpers/check.js'
import { capturesOf, FIXTURES, LAB } from '../../helpers/finding-captures.js'
import { answers, asks, host, inTunnel, opens, pings, pongs, type Sent, vtep } from '../../helpers/overlay.js'
import { exchange, inVxlan, sent, X, Y } from '../../helpers/tunnels.js'

const view = (columns: number, more: Partial<CheckView> = {}): CheckView => ({
  language: 'en',
  palette: PLAIN,
  unicode: true,
  columns,
  verbose: false,
  ...more,
})
const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const ALL = { only: [], ignore: [] }

const results = new Map<string, Results>()
const of = (name: string): Results => results.get(name)!
beforeAll(async () => {
  for (const capture of [...capturesOf(FIXTURES), ...capturesOf(LAB)]) {
    const name = capture.startsWith(FIXTURES) ? basename(capture) : capture.slice(LAB.length)
    results.set(name, resultsOf(await factsOfFile(capture), ALL))
  }
})

/** What no finding may explain, and nobody should call fine. */
function hasTrouble({ facts }: Results): boolean {
  return unansweredConversations(facts) > 0 || facts.census.malformed > 0 || facts.census.hints().length > 0
}

describe('every capture', () => {
  test.each([80, 140])('no line takes more than %d columns, unless a single word does', (columns) => {
    for (const language of LANGUAGES) {
      for (const verbose of [false, true]) {
        for (const [name, result] of results) {
          const wide = lines(report(result, view(columns, { language, verbose }))).filter(
            (line) => stringWidth(line) > columns && /\S\s+\S.*\s\S/.test(line.trim()),
          )
          expect(wide, `${name} in ${language}`).toEqual([])
        }
      }
    }
  })

  test('colour is never the only sign', () => {
    for (const [name, result] of results) {
      const coloured = report(result, view(100, { palette: ANSI }))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR sequences begin with one.
      expect(coloured.replace(/\x1b\[\d+m/g, ''), name).toBe(report(result, view(100)))
    }
  })

  test('English needs no more than ASCII where a terminal has no more', () => {
    for (const [name, result] of results) {
      expect(report(result, view(100, { unicode: false, verbose: true })), name).toMatch(/^[\n\x20-\x7e]*$/)
    }
  })

  test('what hurts more comes first, and those of a kind stand together', () => {
    for (const [name, { found }] of results) {
      const ranks = found.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity))
      expect(ranks, name).toEqual([...ranks].sort())
      const kinds = found.map(({ id, severity }) => `${severity} ${id}`)
      expect(kinds.filter((kind, i) => kind !== kinds[i - 1]).length, name).toBe(new Set(kinds).size)
    }
  })

  test('the sign of the verdict is that of the worst, and the counts are those of the list', () => {
    for (const [name, result] of results) {
      const text = report(result, view(100, { verbose: true }))
      const count = (severity: string): number => result.found.filter((finding) => finding.severity === severity).length
      const isDoubtful = count('warning') > 0 || result.facts.census.packets === 0 || hasTrouble(result)
      const sign = count('error') > 0 ? '✗' : isDoubtful ? '!' : '✓'
      expect(text, name).toMatch(new RegExp(`^\\${sign} `))
      const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
      expect(lines(text).at(-1), name).toContain(
        `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('info'), 'note')}.`,
      )
    }
  })
})

describe('one finding', () => {
  test('its lines hang below what they continue', () => {
    const [, , ...list] = lines(report(of('port-mismatch.pcap'), view(80)))
    const indents = list.slice(0, list.indexOf('')).map((line) => /^ */.exec(line)![0].length)
    // At the margin, at a label, behind it, or behind the longest id.
    const ids = of('port-mismatch.pcap').found.map(({ id }) => id.length)
    expect([0, 9, 16, 9 + Math.max(...ids) + 2]).toEqual(expect.arrayContaining([...new Set(indents)]))
  })

  test('a narrow terminal has the sentence below the id', () => {
    const [, , first, second] = lines(
      report({ ...of('port-mismatch.pcap'), ...ALL }, view(60)).replace(/^[\s\S]*?\n\n/, '\n\n'),
    )
    expect(first).toMatch(/^error {4}vxlan\.port-mismatch$/)
    expect(second).toMatch(/^ {9}\S/)
  })
})

describe('many of a kind', () => {
  const many = (): Results => {
    const { found, ...rest } = of('port-mismatch.pcap')
    return { ...rest, found: Array.from({ length: 8 }, () => found[0]!) }
  }

  test('five are shown and the rest is counted, unless all is asked for', () => {
    const { id } = many().found[0]!
    const short = report(many(), view(100))
    expect(short.split(`error    ${id} `)).toHaveLength(6)
    expect(short).toContain(`and 3 more: -v --only ${id}`)
    expect(report(many(), view(100, { verbose: true })).split(`error    ${id} `)).toHaveLength(9)
  })

  test('a cause that is the same is not said again', () => {
    expect(report(many(), view(100)).match(/^ +why /gm)).toHaveLength(1)
  })
})

test('signs have something that stands for them in ASCII', () => {
  expect(inAscii('1500 + 50 → “1550” × 2 … §4.3, 12 µs')).toBe('1500 + 50 -> "1550" x 2 .. section 4.3, 12 us')
})

describe('nothing green above trouble', () => {
  const first = (frames: readonly Sent[], selection: Selection = ALL, language: Language = 'en'): string => {
    const octets = frames.map(({ at, frame }) => ({ at, octets: Uint8Array.from(frame.octets) }))
    return lines(report(resultsOf(factsOfFrames(octets), selection), view(200, { language })))[0]!
  }
  const addressMessages = [
    { frame: asks(X, Y.ip) },
    { fromY: true, frame: answers(Y, X) },
    { frame: pings(X, Y) },
    { fromY: true, frame: pongs(Y, X) },
  ]

  test('all is answered: nothing is wrong', () => {
    expect(first(exchange(addressMessages))).toMatch(/^✓ Nothing is wrong/)
  })

  test('a conversation without an answer', () => {
    const open = first(exchange([...addressMessages, { frame: opens(X, Y, 80) }]))
    expect(open).toBe('! Nothing in this capture says why, but 1 of 2 conversations gets no answer.')
    expect(first(exchange([...addressMessages, { frame: opens(X, Y, 80) }]), ALL, 'zh')).toMatch(/^! .*无应答/)
  })

  test('but not in a capture of one direction', () => {
    expect(first(exchange([{ frame: asks(X, Y.ip) }, { frame: pings(X, Y) }]))).not.toMatch(/no answer/)
  })

  test('packets that contradict themselves', () => {
    const octets = Buffer.from(inVxlan({}, pings(X, Y)).octets)
    // RFC 791 §3.1: a Total Length shorter than the header.
    octets.writeUInt16BE(8, 2)
    expect(first([...exchange(addressMessages), ...sent([{ octets }])])).toMatch(/^! .*1 packet is malformed/)
  })

  test('what looks like a tunnel on a port that is not decoded', () => {
    // A single one: no finding speaks of it.
    expect(first([...exchange(addressMessages), ...sent([inVxlan({ port: 5555 }, asks(X, Y.ip))])])).toMatch(
      /^! .*not decoded/,
    )
  })

  test('what is not decoded otherwise is counted', () => {
    const unknown = ethernet(X.mac, Y.mac, { octets: Buffer.alloc(50, 7), etherType: 0x9999 })
    expect(first([...exchange(addressMessages), { at: 9000, frame: unknown }])).toMatch(
      /^✓ Nothing wrong in what could be read: .*; 1 packet not decoded\.$/,
    )
  })

  test('a filter that leaves errors out', () => {
    const silent = [1, 2, 3].map(() => ({ frame: asks(X, Y.ip) }))
    expect(first(exchange(silent))).toMatch(/^✗/)
    expect(first(exchange(silent), { only: ['mtu'], ignore: [] })).toMatch(/^! Not all was asked for: 1 error and/)
    expect(first(exchange(silent), { only: [], ignore: ['tunnel', 'vxlan', 'arp'] })).toMatch(/^! Not all/)
  })
})

describe('more than fifty of a kind', () => {
  /** Station `n` behind VTEP 1 asks in vain for an address of its own. */
  const frames = Array.from({ length: 60 }, (_, n) => host(n + 10, 1)).flatMap((who, n) =>
    [0, 1000, 2000].map((at) => ({ at: at + n, frame: inTunnel(vtep(1), vtep(2), asks(who, `172.20.0.${n}`)) })),
  )
  const octets = [...frames, ...exchange([{ frame: asks(X, Y.ip) }, { fromY: true, frame: answers(Y, X) }])]
    .sort((x, y) => x.at - y.at)
    .map(({ at, frame }) => ({ at, octets: Uint8Array.from(frame.octets) }))
  const facts = factsOfFrames(octets)
  const only = { only: ['arp.unanswered'], ignore: [] }

  test('the rest is one line that names nobody, and the sums are those of all', () => {
    const { found } = resultsOf(facts, only)
    expect(found).toHaveLength(51)
    expect(found[50]!.others).toHaveLength(10)
    expect(found.slice(0, 50).map(({ count }) => count)).toEqual(Array.from({ length: 50 }, () => 3))
    const text = report(resultsOf(facts, only), view(120, { verbose: true }))
    const rest = lines(text).find((line) => line.includes('from 10 other places'))!
    expect(rest).toMatch(/and 30 more from 10 other places: --limit 0 lists them$/)
    expect(rest).not.toMatch(/172\./)
    expect(text).toContain('60 notes.')
    expect(report(resultsOf(facts, only), view(120))).toContain('and 55 more: -v --only arp.unanswered')
  })

  test('all are there for --limit 0, and fewer for less', () => {
    expect(resultsOf(facts, { ...only, limit: 0 }).found.map(({ others }) => others)).toEqual(
      Array.from({ length: 60 }, () => undefined),
    )
    expect(resultsOf(facts, { ...only, limit: 7 }).found.at(-1)!.others).toHaveLength(53)
  })
})
