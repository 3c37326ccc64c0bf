/** Where a reader is, as an address says it. */
import { expect, test } from 'vitest'
import { hashOf, NOWHERE, placeFrom } from '../../src/page/place.js'

test('step, packet, filter and language stand behind the address, and lead there', () => {
  const place = placeFrom('#step=6&packet=5&lang=zh&filter=vni+42+%23+a%26b')
  expect(place).toEqual({ ...NOWHERE, step: 6, packet: 5, lang: 'zh', filter: 'vni 42 # a&b' })
  expect(placeFrom(hashOf(place))).toEqual(place)
})

test('everything that can be chosen comes back', () => {
  const place = {
    part: 'packets',
    network: 3,
    sequence: 2,
    step: 1,
    packet: 7,
    filter: 'inner tcp port 80 and vxlan.vni == 42',
    tunnel: 'vxlan 42',
    kinds: ['ARP', 'ICMP'],
    at: 'fd00::1 fd00::2 3',
    lang: 'en',
  } as const
  expect(placeFrom(hashOf(place))).toEqual(place)
})

test('where nothing is chosen there is nothing to say; a link within the page is a part of it', () => {
  expect(hashOf(NOWHERE)).toBe('#')
  expect(placeFrom('')).toEqual(NOWHERE)
  expect(placeFrom('#findings')).toEqual({ ...NOWHERE, part: 'findings' })
  expect(hashOf({ ...NOWHERE, part: 'findings', step: 2 })).toBe('#findings&step=2')
})

test.each([['#step=-1&packet=1e3&network=x&lang=fr'], ['#step=99999999999&packet=%00'], ['#step=6.5&sequence=0x10']])(
  'what is no number, and no language, is not there: %s',
  (hash) => {
    expect({ ...placeFrom(hash), part: '' }).toEqual(NOWHERE)
  },
)
