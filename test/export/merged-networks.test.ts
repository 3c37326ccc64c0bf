/** Tunnels with a key each way: what many captures say of them together, whatever order each has seen them in. */
import { expect, test } from 'vitest'
import { mergedNames, type SeenTunnel } from '../../src/export/merged-networks.js'

const ENDS = { a: '10.0.0.1', b: '10.0.0.2' } as const

/** `forth`, `back`, `both` ways; `talk` where a conversation goes both ways. */
function seen(name: string, ways: 'forth' | 'back' | 'both' | 'talk', around = ''): SeenTunnel {
  const isForth = ways !== 'back'
  const isBack = ways !== 'forth'
  return { path: `${around}${name} ${ENDS.a} ${ENDS.b}`, ...ENDS, isForth, isBack, isProven: ways === 'talk' }
}

/** What is called otherwise, each with who sends where that matters. */
function told(...tunnels: SeenTunnel[]): readonly string[] {
  const short = (path: string): string => path.replaceAll(` ${ENDS.a} ${ENDS.b}`, '')
  return mergedNames(tunnels).map(
    ({ written, sender, path, id }) =>
      `${short(written)}${sender === null ? '' : ` from ${sender}`} is ${short(path)}, ${id}`,
  )
}

test.each([
  ['one key, both keys', [seen('gre 7', 'forth'), seen('gre 7 / 9', 'talk')], ['gre 7 is gre 7 / 9, 7']],
  ['the other key alone', [seen('gre 9', 'back'), seen('gre 7 / 9', 'talk')], ['gre 9 is gre 7 / 9, 7']],
  ['a key that is meant the other way', [seen('gre 7', 'back'), seen('gre 7 / 9', 'talk')], []],
  [
    'each key in a capture of its own',
    [seen('gre 0x010007', 'forth'), seen('gre 9', 'back')],
    ['gre 0x010007 is gre 0x010007 / 9, 65543', 'gre 9 is gre 0x010007 / 9, 65543'],
  ],
  [
    'two keys forth, one back: nobody knows whose it is',
    [seen('gre 7', 'forth'), seen('gre 8', 'forth'), seen('gre 9', 'back')],
    [],
  ],
  [
    'the keys of two tunnels taken for one',
    [seen('gre 7 / 8', 'both'), seen('gre 8 / 7', 'both')],
    [
      'gre 7 / 8 from 10.0.0.1 is gre 7, 7',
      'gre 7 / 8 from 10.0.0.2 is gre 8, 8',
      'gre 8 / 7 from 10.0.0.1 is gre 8, 8',
      'gre 8 / 7 from 10.0.0.2 is gre 7, 7',
    ],
  ],
  ['the same, where conversations show that they are one', [seen('gre 7 / 8', 'talk'), seen('gre 8 / 7', 'talk')], []],
  [
    'conversations that contradict each other',
    [seen('gre 7 / 8', 'talk'), seen('gre 7 / 9', 'talk'), seen('gre 7', 'forth')],
    [],
  ],
  [
    'with a key and without',
    [seen('gretap', 'talk'), seen('gretap 7', 'forth'), seen('gretap 9', 'back')],
    ['gretap 7 is gretap 7 / 9, 7', 'gretap 9 is gretap 7 / 9, 7'],
  ],
  ['other kinds between the same ends', [seen('gre 7 / 9', 'talk'), seen('gretap 7', 'forth')], []],
  [
    'what lies within',
    [
      seen('gre 7', 'forth'),
      seen('gre 7 / 9', 'talk'),
      { ...seen('vxlan 42', 'both'), path: `gre 7 ${ENDS.a} ${ENDS.b}>vxlan 42` },
      seen('gretap 5', 'back', `gre 7 ${ENDS.a} ${ENDS.b}>`),
      seen('gretap 4', 'forth', `gre 7 / 9 ${ENDS.a} ${ENDS.b}>`),
    ],
    [
      'gre 7 is gre 7 / 9, 7',
      'gre 7>vxlan 42 is gre 7 / 9>vxlan 42, undefined',
      'gre 7>gretap 5 is gre 7 / 9>gretap 4 / 5, 4',
      'gre 7 / 9>gretap 4 is gre 7 / 9>gretap 4 / 5, 4',
    ],
  ],
] as const)('%s', (_, tunnels, names) => {
  expect(told(...tunnels)).toEqual(names)
})

test('captures in whatever order say the same', () => {
  const all = [seen('gre 7 / 8', 'both'), seen('gre 8', 'both'), seen('gre 7', 'talk'), seen('gre 5 / 6', 'both')]
  expect([...told(...all.toReversed())].sort()).toEqual([...told(...all)].sort())
})
