import { describe, expect, test } from 'vitest'
import {
  between,
  edited,
  hop,
  INNER,
  OUTER,
  segment,
  talk,
  type Way,
  withClass,
  withoutDf,
  withSource,
  withVni,
} from '../../../helpers/on-the-way.js'
import { checkPlaces } from '../../../helpers/points.js'

const TALK = talk(200)
const rewritten = (pass: NonNullable<Way['pass']>, packets = TALK) =>
  checkPlaces(...between(packets, { pass }))
    .filter(({ id }) => id === 'points.rewritten')
    .map(({ severity, count, frames, about }) => [
      (about as { change: { kind: string } }).change.kind,
      severity,
      count,
      frames.slice(0, 2),
    ])
/** Forth alone something is done. */
const forth =
  (edit: (octets: Uint8Array) => Uint8Array): NonNullable<Way['pass']> =>
  (octets, _, { isForth }) => [isForth ? edit(octets) : octets]

describe('a device on the way', () => {
  test('translates VNIs between the same ends', () => {
    expect(rewritten(forth((octets) => withVni(octets, 43)))).toEqual([['network', 'warning', 100, [1, 2]]])
  })

  test('is a gateway with a tunnel of its own: nothing', () => {
    const own = forth((octets) => {
      const other = withSource(withVni(octets, 43), 0x0a420001)
      return edited(other, (v) => v.setUint32(OUTER + 16, 0x0a420002), OUTER)
    })
    expect(rewritten(own)).toEqual([])
  })

  test('breaks checksums', () => {
    const broken = forth((octets) => edited(octets, (v) => v.setUint16(INNER + 26, v.getUint16(INNER + 26) ^ 0x0f0f)))
    expect(rewritten(broken)).toEqual([['checksum-broken', 'warning', 100, [1, 2]]])
  })

  test('mends them, or they were wrong before: nothing', () => {
    const wrong = TALK.map(({ isForth, octets }) => ({
      isForth,
      octets: edited(octets, (v) => v.setUint16(INNER + 26, v.getUint16(INNER + 26) ^ 0x0f0f)),
    }))
    expect(rewritten((octets) => [octets], wrong)).toEqual([])
    expect(rewritten((_, n) => [TALK[n]!.octets], wrong)).toEqual([])
  })

  test('clears DF, or clamps the segment size: information', () => {
    expect(rewritten(forth((octets) => withoutDf(octets, INNER)))).toEqual([['df-cleared', 'info', 100, [1, 2]]])
    const syn = segment(300, true, 100, 0x02, Buffer.alloc(4))
    const mss = (octets: Uint8Array, size: number) =>
      edited(octets, (v) => {
        v.setUint8(INNER + 20 + 12, 0x60)
        v.setUint32(INNER + 20 + 20, 0x02040000 | size)
      })
    const packets = [...TALK.slice(0, 50), { ...syn, octets: mss(syn.octets, 1460) }, ...TALK.slice(50)]
    const clamp: Way['pass'] = (octets, n) => [n === 50 ? mss(octets, 1410) : octets]
    expect(rewritten(clamp, packets)).toMatchObject([['mss', 'info', 1, [101, 102]]])
  })

  test('routes, marks and tells congestion: nothing', () => {
    expect(rewritten(forth((octets) => withClass(hop(octets), (46 << 2) | 3)))).toEqual([])
  })
})
