import { describe, expect, test } from 'vitest'
import { found, type Sent } from '../../../helpers/overlay.js'
import { acknowledges, data, flow, OPENING } from '../../../helpers/tcp-segments.js'

const ID = 'tcp.reordering'

/** Segments 0 to 39, a millisecond apart, of which each of these comes behind so many later ones. */
function swapped(late: readonly number[], behind: number, isCounting: boolean, apart = 1): readonly Sent[] {
  const order = Array.from({ length: 40 }, (_, k) => k)
  for (const k of late) {
    order.splice(order.indexOf(k), 1)
    order.splice(order.indexOf(k + behind) + 1, 0, k)
  }
  return [...OPENING, ...order.map((k, n) => data(10 + n * apart, k, isCounting ? k + 3 : 0))]
}

test('behind later ones: a warning with the depth and the frames', () => {
  // The 5th comes after the 9th: four later ones, and 4 ms. Three frames before: #13.
  expect(found(ID, swapped([5, 15, 25], 4, true))).toMatchObject([
    { severity: 'warning', count: 3, frames: [13, 23, 33], about: { segments: 41, depth: 4, lateness: 4e6 } },
  ])
})

test('nothing is sent again then', () => {
  expect(found('tcp.retransmissions', swapped([5, 15, 25], 4, true))).toEqual([])
})

test('a first one may come behind the one that was sent in its place', () => {
  const late = (k: number, at: number, again: number): readonly Sent[] => [
    data(at, k + 1, k + 4),
    data(at + 0.1, k, again),
    acknowledges(at + 0.2, k + 2),
    data(at + 5, k, k + 3),
  ]
  const sent = [...OPENING, ...flow(10, 0, 5, 3), ...late(5, 20, 20), ...flow(40, 7, 12, 20)]
  expect(found(ID, sent)).toMatchObject([{ severity: 'info', count: 1, about: { overtaken: 1 } }])
  expect(found('tcp.retransmissions', sent)).toMatchObject([
    { severity: 'info', count: 1, about: { overtaken: 1, unseen: 0, cause: 'order' } },
  ])
})

describe('where the sender does not count its packets', () => {
  test('within three milliseconds it is late', () => {
    expect(found(ID, swapped([5, 15, 25], 2, false))).toMatchObject([{ severity: 'warning', count: 3 }])
  })

  test('later it was lost, and sent again', () => {
    const sent = swapped([5, 15, 25], 2, false, 10)
    expect(found(ID, sent)).toEqual([])
    expect(found('tcp.retransmissions', sent)).toMatchObject([{ count: 3, about: { unseen: 3 } }])
  })

  test('what the receiver has asked for three times was lost', () => {
    const sent = [...OPENING, data(10, 0, 0), acknowledges(10.1, 1)]
    const asked = [2, 3, 4].flatMap((k) => [data(11 + k / 10, k, 0), acknowledges(11.05 + k / 10, 1)])
    const again = [data(11.6, 1, 0), acknowledges(11.7, 5)]
    expect(found(ID, [...sent, ...asked, ...again])).toEqual([])
    expect(found('tcp.retransmissions', [...sent, ...asked, ...again])).toMatchObject([{ about: { unseen: 1 } }])
  })
})

test('one or two are information', () => {
  expect(found(ID, swapped([5], 4, true))).toMatchObject([{ severity: 'info', count: 1 }])
  expect(found(ID, swapped([5, 15], 4, true))).toMatchObject([{ severity: 'info', count: 2 }])
})
