/**
 * The kernel's condition is never narrower than the expression: what ours takes, libpcap's program of the condition takes as
 * well, over the fixtures and over packets that were damaged.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { gre, ipv4, tcp, text } from '../../fixtures/make/packets.js'
import { compileFilter } from '../../src/filter/compile.js'
import { kernelCondition } from '../../src/filter/kernel.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { isLibpcapMissing, libpcapFilter } from '../helpers/libpcap-filter.js'
import { type Frame, framesOf } from '../helpers/octets.js'
import { frame, inVni, ping, take, underlay } from '../helpers/packets.js'
import { JOINED } from './comparison-expressions.js'
import { WORD_EXPRESSIONS } from './word-expressions.js'

const OURS: readonly string[] = [
  'vni 42',
  'vni 40-49',
  'vni in {42, 5001}',
  'outer vni 42',
  'inner vni 42',
  'vxlan 42',
  'geneve',
  'vxlan.vni == 42',
  'vxlan.vni in {1, 40..50}',
  'vxlan.vni > 5',
  'key 0x222222',
  'vtep 10.65.132.187',
  'outer from vtep 10.65.132.187',
  'group',
  'flood',
  'vni 42 or tcp port 80',
  'vni 42 and tcp port 80',
  'outer (udp port 4789 and host 10.65.132.187) and inner icmp',
  'inner (icmp and host 172.17.1.3)',
  'outer (ip.src == 10.65.132.187)',
  'not vni 42',
  'not (vni 42 or arp)',
  'vni 42 or less 70',
  'outer (not tcp or port 80)',
  'quoted(udp port 4789)',
  'innermost tcp',
  'same (icmp and host 172.17.1.3)',
  "network 'vxlan 42'",
  'malformed or outer tcp',
  'outer (inner less 100)',
  'udp.port in {4789, 53..80}',
  'eth.addr == ff:ff:ff:ff:ff:ff',
]

const tables = defaultTables()
const PLAIN = { ...tables, reassemble: false }

function conditionOf(expression: string): string | undefined {
  return kernelCondition(compileFilter(expression).tree, tables)
}

describe('the condition', () => {
  test('has the VNI where it stands, on every port', () => {
    const condition = conditionOf('outer vni 42')!
    expect(condition).toContain('udp[12:4] & 0xffffff00 = 0x2a00')
    expect(condition).toContain('udp dst port 4789')
    expect(condition).toContain('udp dst port 8472')
    expect(condition).toContain('ip6[52:4] & 0xffffff00 = 0x2a00')
  })

  test.each(['not tcp', 'malformed', 'flood or tcp', 'frame.len > 5 or tcp', 'frame 1-5'])(
    'of %s is none',
    (expression) => {
      expect(conditionOf(expression)).toBeUndefined()
    },
  )

  test('goes by the ports that the user has given', () => {
    const own = { ...tables, udpPorts: tables.udpPorts.slice() }
    own.udpPorts[46354] = tables.udpPorts[4789]!
    expect(kernelCondition(compileFilter('vni 42').tree, own)).toContain('udp dst port 46354')
  })
})

describe.skipIf(isLibpcapMissing())('libpcap', () => {
  const all = [...OURS, ...WORD_EXPRESSIONS.map((words) => `outer (${words})`), ...WORD_EXPRESSIONS, ...JOINED].flatMap(
    (expression) => {
      const filter = compileFilter(expression)
      const condition = kernelCondition(filter.tree, tables)
      return condition === undefined ? [] : [{ expression, filter, condition, program: program(condition) }]
    },
  )

  function program(condition: string): (f: Frame) => boolean {
    const compiled = libpcapFilter(condition, 1)
    if (typeof compiled === 'string') throw new Error(`${compiled}: ${condition}`)
    return compiled
  }

  const fixtures = readdirSync(fileURLToPath(new URL('../../fixtures/', import.meta.url)))
    .filter((name) => name.endsWith('.pcap'))
    .flatMap((name) => framesOf(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))))
    .filter(({ linkType }) => linkType === 1)

  /** What ours takes and the program does not. */
  function narrower(frames: readonly Frame[]): string[] {
    const p = new Packet(PLAIN)
    const found: string[] = []
    for (const [i, f] of frames.entries()) {
      p.record(
        new DataView(f.octets.buffer, f.octets.byteOffset, f.octets.length),
        f.octets,
        0,
        f.octets.length,
        f.length,
      )
      p.linkType = f.linkType
      p.number = i + 1
      decode(p)
      for (const { expression, filter, program } of all) {
        if (!program(f) && filter.accepts(p)) found.push(`${expression}: ${Buffer.from(f.octets).toString('hex')}`)
      }
    }
    return found
  }

  test('takes hundreds of conditions', () => {
    expect(all.length).toBeGreaterThan(300)
  })

  test('takes what ours takes, of the fixtures', () => {
    expect(fixtures.length).toBeGreaterThan(400)
    expect(narrower(fixtures)).toEqual([])
  })

  test('and of damaged packets, cut and changed anywhere', () => {
    let seed = 20_261_130
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return (seed >>> 8) % n
    }
    const damaged = Array.from({ length: 1500 }, (): Frame => {
      const octets = Uint8Array.from(fixtures[random(fixtures.length)]!.octets)
      for (let n = random(4); n > 0; n--) octets[random(Math.min(octets.length, 90))] = random(256)
      const cut = random(3) === 0 ? octets.slice(0, random(octets.length + 1)) : octets
      return { octets: cut, length: cut.length, linkType: 1 }
    })
    expect(narrower(damaged)).toEqual([])
  })

  test('a condition keeps out what cannot be meant', () => {
    const other = frame(underlay(inVni(7, ping())))
    const plain = frame(
      underlay(
        tcp({ source: 1, destination: 80, sequence: 1, acknowledgment: 1, flags: 16, data: text('x'.repeat(100)) }),
      ),
    )
    const nested = frame(underlay(gre({}, ipv4({ source: '1.1.1.1', destination: '2.2.2.2' }, inVni(42, ping())))))
    const wanted = frame(underlay(inVni(42, ping())))
    const takes = program(conditionOf('vni 42')!)
    expect([other, plain, nested, wanted].map(takes)).toEqual([false, false, true, true])
    expect(compileFilter('vni 42').accepts(take(new Packet(), nested, 1))).toBe(true)
    const inner = program(conditionOf('inner (host 172.17.1.3)')!)
    expect([other, plain].map(inner)).toEqual([true, false])
  })
})
