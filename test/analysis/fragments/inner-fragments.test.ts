import { expect, test } from 'vitest'
import { Reassembler } from '../../../src/analysis/fragments/reassembly.js'
import { decode } from '../../../src/wire/decode.js'
import { Packet } from '../../../src/wire/packet.js'
import { protocolOf } from '../../../src/wire/protocols/index.js'
import { ChecksumStatus, Verdict, verify } from '../../../src/wire/verify.js'
import { bytes } from '../../helpers/octets.js'

/** 24 octets of UDP from port 4660 to 22136, in an IPv4 packet that was fragmented before it was put into another. */
const OUTER = '45 00 00 38 00 01 00 00 40 04 66 7f 0a 00 00 01 0a 00 00 02'
const UDP = '12 34 56 78 00 18 00 00  01 02 03 04 05 06 07 08'
const FIRST = bytes(`${OUTER} 45 00 00 24 00 07 20 00 40 11 d9 6e c0 a8 00 01 c0 a8 00 02 ${UDP}`)
const LAST = bytes(
  `45 00 00 30 00 02 00 00 40 04 66 86 0a 00 00 01 0a 00 00 02
   45 00 00 1c 00 07 00 02 40 11 f9 74 c0 a8 00 01 c0 a8 00 02 09 0a 0b 0c 0d 0e 0f 10`,
)

function offer(r: Reassembler, p: Packet, octets: Uint8Array): boolean {
  p.record(new DataView(octets.buffer), octets, 0, octets.length, octets.length)
  p.number++
  p.linkType = 101
  decode(p)
  return p.fragment !== -1 && r.offer(p)
}

test('lengths in front of a reassembled payload tell of one fragment and do not cut it', () => {
  const p = new Packet()
  const r = new Reassembler()
  expect(offer(r, p, FIRST)).toBe(false)
  expect(offer(r, p, LAST)).toBe(true)
  const layers = p.layers
    .slice(0, p.depth)
    .map((l) => [protocolOf(l.kind).name, l.end - l.payload, l.claimed - l.payload])
  expect(layers.slice(-3)).toEqual([
    ['ip', 24, 24],
    ['udp', 16, 16],
    ['data', 0, 0],
  ])
  expect(p.reassembledFrom).toEqual([1, 2])
})

test('the checksum of a reassembled datagram is judged', () => {
  const p = new Packet()
  const r = new Reassembler()
  const first = FIRST.slice()
  first.set([0x12, 0x34], 46)
  offer(r, p, first)
  expect(offer(r, p, LAST)).toBe(true)
  const verdict = new Verdict()
  verify(p, p.depth - 2, verdict)
  expect(verdict.status).toBe(ChecksumStatus.Bad)
})

test('a fragment whose own octets are not all there is not kept', () => {
  const p = new Packet()
  const cut = FIRST.slice(0, -1)
  expect(offer(new Reassembler(), p, cut)).toBe(false)
  expect(p.fragment).toBe(-1)
})
