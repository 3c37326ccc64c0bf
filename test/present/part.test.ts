/** What is said of a part of the packets. */
import { expect, test } from 'vitest'
import { partLine } from '../../src/present/part.js'

test.each([
  [
    { expression: 'arp', seen: 9, wanted: 2 },
    'Only 2 of 9 packets were looked at, those that pass -Y "arp"; what the others show is not known.',
  ],
  [
    { expression: 'arp', seen: 9, wanted: 1 },
    'Only 1 of 9 packets was looked at, those that pass -Y "arp"; what the others show is not known.',
  ],
  [
    { expression: 'arp', first: true, seen: 1, wanted: 1 },
    'Only the first packet was looked at: it passes -Y "arp"; what the others show is not known.',
  ],
  [{ expression: 'arp', seen: 4, wanted: 4 }, 'All 4 packets were looked at: they pass -Y "arp".'],
  [
    { expression: 'frame 2-4', selectedBy: '--frames 2-4', first: true, seen: 4, wanted: 3 },
    'Only 3 of the first 4 packets were looked at, those that pass --frames 2-4; what the others show is not known.',
  ],
  [{ tail: 2, seen: 9, wanted: 2 }, 'Only 2 of 9 packets were looked at, the last; what the others show is not known.'],
] as const)('%j', (part, said) => {
  expect(partLine(part, 'en')).toBe(said)
  expect(partLine(part, 'zh')).toMatch(/个报文/)
})
