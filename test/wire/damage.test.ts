import { readdirSync, statSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { visitFields, visitPartial } from '../../src/wire/field.js'
import { Reason } from '../../src/wire/kind.js'
import type { Packet } from '../../src/wire/packet.js'
import { defaultTables, protocolOf } from '../../src/wire/protocols/index.js'
import { bytes, CORPUS, type Frame, framesOf, hasCorpus, packetOf } from '../helpers/octets.js'

/** Every property must hold for both. */
const TABLES = [true, false].map((reassemble) => ({ ...defaultTables(), reassemble, guess: true }))

const ETHERNET = 'ffffffffffff 001122334455'
const IPV4_UDP = '4500001c 00000000 40110000 0a000001 0a000002 04d2 0035 0008 0000'
const IPV6 = '6000000000183c40 20010db8000000000000000000000001 20010db8000000000000000000000002'

/** Frames with what the decoders here know, so that the property is tested without any capture. */
const BUILT: readonly Frame[] = [
  [1, `${ETHERNET} 88a8 0064 8100 00c8 0800 ${IPV4_UDP}`],
  [1, `${ETHERNET} 0024 aaaa03 000000 0800 ${IPV4_UDP}`],
  [1, `${ETHERNET} 0806 0001 0800 06 04 0001 001122334455 0a000001 000000000000 0a000002`],
  [1, `${ETHERNET} 8847 00010040 00011140 00000000 ${ETHERNET} 0800 ${IPV4_UDP}`],
  [1, `${ETHERNET} 8864 1100 0001 001e 0021 ${IPV4_UDP}`],
  [1, `${ETHERNET} 8863 1109 0000 000c 0101 0000 0103 0004 01020304`],
  [1, `${ETHERNET} 88cc 0207 04001122334455 0403 053132 0602 0078 0a03 616263 0000`],
  [1, `${ETHERNET} 0027 424203 0000 02 02 3c 8000001122334455 00000004 8000001122334455 8001 0000 1400 0200 0f00 00`],
  [1, '0180c2000021 001122334455 0011 424203 0001 01 02 00 04 01 0064 04 02 0065 00 00'],
  [1, '0180c2000020 001122334455 0016 424203 0001 01 08 02 01005e010203 02 00 00 02 03 04 01 00 00'],
  [1, '0180c2000021 001122334455 88f5 00 01 02 0003 0064 24 2001 00c8 6c 0000 0000'],
  [1, '0180c2000020 001122334455 88f6 00 01 01 0001 00 24 0000 02 06 2001 01005e010203 24 0000 0000'],
  [1, `${ETHERNET} 86dd ${IPV6} 2c00 0502 0000 0100 1100 0000 00000001 04d2 0035 0008 0000`],
  [1, `${ETHERNET} 86dd ${IPV6.replace('3c40', '2b40')} 3b02 0400 00000000 20010db8000000000000000000000009`],
  [101, '45000034 00000000 40330000 0a000001 0a000002 3b040000 00000001 00000002 000102030405060708090a0b'],
  [101, `4500003c 00000000 40110000 0a000001 0a000002 0001 205d 0028 0000 ${IPV4_UDP}`],
  [0, `02000000 ${IPV4_UDP}`],
  [9, `ff03 0021 ${IPV4_UDP}`],
  [9, 'ff03 c021 01 07 0015 01 04 05dc 03 05 c223 05 05 06 01020304 07 02'],
  [9, 'ff03 80fd 01 01 000a 12 06 01000041'],
  [9, 'ff03 c023 01 05 000d 03 626f62 04 70617373'],
  [9, 'ff03 c223 01 05 000a 02 abcd 626f62'],
  [9, `ff03 003d c0 000001 21 ${IPV4_UDP}`],
  [9, `ff03 0031 82 01 ${ETHERNET} 0800 ${IPV4_UDP} aabbccdd 0000`],
  [9, 'ff03 00fd 90015555'],
  [
    101,
    `45000040 00000000 40360000 0a000001 0a000002 0001 0800 0000000000 ff 0028 abcd 0000 01 03 04 00 04 04 c002 00000005 c0a87b02 ac107b02 ac107b01 00000000`,
  ],
  [239, `02 00 0014 0800 0100 0800 01 00 0600 0a00 6869 0000 0800 0400 00000002 2000 0900 ${IPV4_UDP}`],
  [226, `01 02 0002 00000014 00000003 00000000 00000001 00000002 ${IPV4_UDP}`],
  [178, `4d4743 81 0003 010105 ${ETHERNET} 0800 ${IPV4_UDP}`],
  [178, `4d4743 02 02000000 ${IPV4_UDP}`],
  [
    1,
    `${ETHERNET} 0800 4500005c 00000000 40110000 0a000001 0a000002 04d2 17c1 0048 0000 0700 0800 000000 00 014b 81 02 0a600064 1f90 0000 0108 03 01 deadbeef 0102 80 01 80018002 ${IPV4_UDP}`,
  ],
  [104, `0f00 0800 ${IPV4_UDP}`],
  [113, `0004 0001 0006 001122334455 0000 0800 ${IPV4_UDP}`],
  [276, `0800 0000 00000003 0001 04 06 001122334455 0000 ${IPV4_UDP}`],
  [
    1,
    `${ETHERNET} 0800 4500004e 00000000 40110000 0a000001 0a000002 04d2 12b5 003a 0000 0800000000007b00 ${ETHERNET} 0800 ${IPV4_UDP}`,
  ],
].map(([linkType, hex]) => {
  const octets = bytes(hex as string)
  return { octets, length: octets.length, linkType: linkType as number }
})

/** `expect` for millions of checks: makes its message only when it fails. */
function must(holds: boolean, message: () => string): void {
  if (!holds) throw new Error(message())
}

/** What holds for every decoded packet, whatever its octets are. */
function check(p: Packet): void {
  for (let i = 0; i < p.depth; i++) {
    const l = p.layers[i]!
    const protocol = protocolOf(l.kind)
    const first = i === 0 ? p.start : p.layers[i - 1]!.payload
    const isOrdered = first <= l.start && l.start <= l.payload && l.payload <= l.end && l.end <= p.end
    must(isOrdered && l.end <= l.claimed, () => `layer ${i}, ${protocol.name}: its offsets are out of order`)
    visitFields(protocol, p.view, l.start, l.payload, (f, v, at, size, o) => {
      must(at >= l.start && at + size <= l.payload, () => `${f.name} of layer ${i} is outside its header`)
      must(f.get === undefined || Number.isSafeInteger(f.get(v, o)), () => `${f.name} of layer ${i} is no integer`)
    })
  }
  must(p.fragment < p.depth, () => 'the fragment is no layer')
  const m = p.malformed
  if (m.reason === Reason.None) return
  // A length that claims too much is held against what was on the wire, however much of it was captured.
  const have = m.isStop ? m.have : 0
  must(m.offset >= p.start && m.offset + have <= p.end, () => 'what is malformed is outside the packet')
  visitPartial(protocolOf(m.kind), p.view, m.offset, p.end, (f, _v, at, size) => {
    must(at >= m.offset && at + size <= p.end, () => `${f.name} of what is left is outside the packet`)
  })
}

interface Damage {
  readonly at: number
  readonly value: number
}

/** The frame with some octets replaced, kept as far as `keep` of 1. */
function damaged(frame: Frame, damages: readonly Damage[], keep: number): Frame {
  const octets = frame.octets.slice(0, Math.round(frame.octets.length * keep))
  for (const d of damages) if (octets.length > 0) octets[d.at % octets.length] = d.value
  return { ...frame, octets }
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')

/** Headers are where the decisions are: most damage goes there. */
const DAMAGE = fc.record({
  at: fc.oneof({ weight: 3, arbitrary: fc.nat(120) }, { weight: 1, arbitrary: fc.nat(2000) }),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 4, 0x3f, 0x40, 0x45, 0x60, 0x7f, 0x80, 0xff)),
})

function holdsFor(frames: readonly Frame[], runs: number): void {
  const property = fc.property(
    fc.nat(frames.length - 1),
    fc.array(DAMAGE, { maxLength: 4 }),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    ),
    fc.boolean(),
    (n, damages, keep, isCut) => {
      const f = damaged(frames[n]!, damages, keep)
      for (const tables of TABLES) {
        try {
          check(packetOf(f.octets, f.linkType, isCut ? f.length : f.octets.length, tables))
        } catch (e) {
          throw new Error(`link type ${f.linkType}, octets ${hex(f.octets)}`, { cause: e })
        }
      }
    },
  )
  // A failure's message has fast-check's seed and path. A synchronous property gives no promise.
  void fc.assert(property, { numRuns: runs })
}

describe('a frame with damaged octets, cut anywhere', () => {
  test('frames built here are decoded without an error before any damage', () => {
    for (const f of BUILT) {
      const p = packetOf(f.octets, f.linkType)
      check(p)
      expect([p.malformed.reason, hex(f.octets)]).toEqual([Reason.None, hex(f.octets)])
    }
  })

  test('frames built here: nothing throws, every layer and field stays within its bounds', () => {
    holdsFor(BUILT, 10_000)
  }, 60_000)

  const runCorpus = hasCorpus('damage to frames of real captures')
  test.skipIf(!runCorpus)(
    'frames of real captures: the same',
    () => {
      const folder = `${CORPUS}files/`
      const small = readdirSync(folder).filter((f) => statSync(folder + f).size < 4096)
      const frames = small.flatMap((f) => framesOf(folder + f)).filter((f) => f.octets.length > 0)
      expect(frames.length).toBeGreaterThan(100)
      for (const f of frames) check(packetOf(f.octets, f.linkType, f.length))
      holdsFor(frames, 20_000)
    },
    60_000,
  )
})
