import { expect, test } from 'vitest'
import { ethernet, geneve, type Part, udp, vxlan, vxlanGpe } from '../../fixtures/make/packets.js'
import { writeMarks } from '../../src/present/marks.js'
import { Writer } from '../../src/present/writer.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, fixture, frame, frameOf, inVni, ping, replay, take, underlay } from '../helpers/packets.js'

function marksOf(p: Packet): string {
  const w = new Writer()
  w.text('x')
  writeMarks(p, w)
  return w.toString().slice(1)
}

const marks = (f: Frame): string => marksOf(take(new Packet(), f, 1))
const WHOLE = frame(underlay(inVni(42, ping()))).octets
const odd = (flags: number, reserved: number) =>
  frame(underlay(udp({ source: 1, destination: 4789 }, vxlan(42, ethernet(B.mac, A.mac, ping()), { flags, reserved }))))

test('nothing normal is marked', () => {
  for (const name of ['multicast', 'fragments', 'gre-seed', 'icmp-quoted', 'erspan3']) {
    replay(fixture(name), (p) => expect(marksOf(p)).toBe(''))
  }
})

test('what was left to the network card is said quietly, and not beside what is wrong', () => {
  replay(fixture('offload'), (p) => expect(marksOf(p)).toBe('(offload)'))
  const [f] = fixture('offload')
  const octets = Uint8Array.from(f!.octets)
  octets[14 + 8]! ^= 1
  expect(marks(frameOf(octets))).toBe('! bad ip checksum')
})

test.each([
  ['cut', { ...frameOf(WHOLE.slice(0, 20)), length: WHOLE.length }, '! ip cut by the snapshot length'],
  ['short', frameOf(WHOLE.slice(0, 20)), '! ip truncated: 6 of 20 octets'],
  [
    'too long',
    frameOf(Uint8Array.from([...WHOLE.slice(0, 12), 0x01, 0x90, 0x42, 0x42, 3, ...Array(43).fill(0)])),
    '! eth length claims 400 octets, there are 46',
  ],
  ['I clear', odd(0, 0), '! VXLAN I flag clear'],
  ['reserved bits', odd(0x08000000, 1), '! VXLAN reserved bits set'],
  ['both', odd(0, 1), '! VXLAN I flag clear; VXLAN reserved bits set'],
])('%s', (_, f, expected) => expect(marks(f)).toBe(expected))

test('VXLAN to a port that nobody knows', () => {
  expect(marks(fixture('vxlan-46354')[0]!)).toBe('! looks like vxlan 42')
})

test('VXLAN-GPE to such a port, and what Cisco ACI makes of VXLAN', () => {
  const to = (destination: number, body: Part) => frame(underlay(udp({ source: 1, destination }, body)))
  const inner = ethernet(B.mac, A.mac, ping())
  expect(marks(to(7777, vxlanGpe(5, 3, inner)))).toBe('! looks like vxlan-gpe 5')
  const policy = to(48879, vxlan(5, inner, { flags: 0xc8c08012, reserved: 0x80 }))
  expect(marks(policy)).toBe('! looks like vxlan 5')
  const told = new Packet({ ...defaultTables(), guess: true })
  expect(marksOf(take(told, policy, 1))).toBe('')
})

test('a single packet is not said to look like Geneve', () => {
  const inner = { ...ethernet(B.mac, A.mac, ping()), etherType: 0x6558 }
  expect(marks(frame(underlay(udp({ source: 1, destination: 7777 }, geneve(5, [], inner)))))).toBe('')
})

test('damaged checksums are marked by protocol', () => {
  const found = fixture('bad-checksum').map(marks)
  expect(found[0]).toBe('')
  expect(found.slice(1).every((m) => /^! bad (udp|tcp|ip|gre) checksum/.test(m))).toBe(true)
})
