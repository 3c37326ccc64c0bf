import { expect, test } from 'vitest'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { Census } from '../../src/analysis/totals/census.js'
import { Tunnels } from '../../src/analysis/tunnels/tunnels.js'
import { ASCII, UNICODE } from '../../src/present/glyphs.js'
import { summary } from '../../src/present/summary.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { fixture, frame, frameOf, inVni, ping, replay, underlay } from '../helpers/packets.js'

function summaryOf(
  frames: readonly Frame[],
  glyphs = UNICODE,
  tunnels = new Tunnels(),
  mayHoldCopies = false,
): string[] {
  const census = new Census()
  const stack = new TunnelStack()
  const reassembler = new Reassembler()
  replay(
    frames,
    (p) => {
      census.observe(p)
      stack.fill(p)
      tunnels.observe(p, stack)
    },
    reassembler,
  )
  return summary({ census, tunnels, fragments: reassembler.counts, mayHoldCopies }, glyphs, 'en').trimEnd().split('\n')
}

test('packets, tunnels and their ways', () => {
  const there = frame(underlay(inVni(42, ping())))
  const back = frame(underlay(inVni(42, ping()), '10.0.0.2', '10.0.0.1'))
  const group = frame(underlay(inVni(7, ping()), '10.0.0.1', '239.1.1.1'))
  expect(summaryOf([there, group, back, there])).toEqual([
    '4 packets, 2 tunnels',
    '  vxlan 42  10.0.0.1 ⇄ 10.0.0.2   3 packets (2 →, 1 ←)',
    '  vxlan 7   10.0.0.1 ⇒ 239.1.1.1  1 packet',
  ])
  expect(summaryOf([there, back], ASCII)[1]).toBe('  vxlan 42  10.0.0.1 <-> 10.0.0.2  2 packets (1 ->, 1 <-)')
})

test('where packets may be there again, that they count again is said of tunnels', () => {
  const there = frame(underlay(inVni(42, ping())))
  expect(summaryOf([there, there], UNICODE, new Tunnels(), true)).toEqual([
    '2 packets, 1 tunnel',
    '  vxlan 42  10.0.0.1 → 10.0.0.2  2 packets',
    '  if a packet was captured at several places it counts at each of them here, and once in vxsniff tunnels',
  ])
  expect(summaryOf([frame(ping())], UNICODE, new Tunnels(), true)).toEqual(['1 packet, no tunnels'])
})

test('no packets', () => expect(summaryOf([])).toEqual(['0 packets, no tunnels']))

test('a refused datagram is not incomplete as well', () => {
  expect(summaryOf(fixture('overlap-fragments')).at(-1)).toMatch(
    /^fragmented datagrams: 1 put together, 2 refused because/,
  )
})

test('an incomplete datagram', () => {
  expect(summaryOf(fixture('overlap-fragments').slice(0, 1)).at(-1)).toBe('fragmented datagrams: 1 incomplete')
})

test('what was not decoded, cut or malformed', () => {
  const esp = frame(underlay({ octets: Buffer.alloc(20, 1), protocol: 50 }))
  const short = frameOf(esp.octets.slice(0, 20))
  const text = summaryOf([esp, esp, short, { ...short, length: 90 }]).join('\n')
  expect(text).toMatch(/^not decoded: 2 ESP$/m)
  expect(text).toMatch(/^malformed: 1 packet/m)
  expect(text).toMatch(/^cut by the capture's snapshot length within a header: 1 packet$/m)
})

test('VXLAN to an unknown port comes with what to do', () => {
  const frames = fixture('vxlan-46354')
  expect(summaryOf(frames).at(-1)).toMatch(/^looks like VXLAN: \d+ packets? to UDP port 46354; .*46354,vxlan/)
})

test('tunnels beyond the list and beyond what is kept are counted', () => {
  const frames = Array.from({ length: 20 }, (_, i) => frame(underlay(inVni(i, ping()))))
  expect(summaryOf(frames).at(-1)).toMatch(/and 8 more/)
  expect(summaryOf(frames, UNICODE, new Tunnels(15)).at(-1)).toMatch(/5 packets in tunnels beyond the 15 kept/)
})
