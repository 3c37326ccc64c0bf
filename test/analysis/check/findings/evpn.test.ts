/** Faults of EVPN fabrics, each beside one that looks like it and is none. */
import { describe, expect, test } from 'vitest'
import { ethernet, ipv4, type Part } from '../../../../fixtures/make/packets.js'
import type { Finding } from '../../../../src/analysis/check/finding.js'
import {
  attribute,
  floodRoute,
  KEEPALIVE,
  macRoute,
  message,
  mobility,
  open,
  reach,
  replication,
  vxlan,
  withdraw,
} from '../../../helpers/bgp.js'
import { Speakers } from '../../../helpers/bgp-speakers.js'
import { checkFrames } from '../../../helpers/check.js'
import { asks, host, inTunnel, pings, pongs, vtep } from '../../../helpers/overlay.js'

const HOPS = ['', '0a410001', '0a410002', '0a410003'] as const
type Leaf = 1 | 2 | 3
interface Sent {
  readonly octets: Uint8Array
  readonly at: number
}

/** Leaf `a` and leaf `b`, whose session stands. */
const pair = (a: Leaf, b: Leaf, port = 40000): Speakers =>
  new Speakers(vtep(a), vtep(b), port)
    .open()
    .say(0, open(65000, HOPS[a]) + KEEPALIVE)
    .say(1, open(65000, HOPS[b]) + KEEPALIVE)
const floods = (leaf: Leaf, vni = 42): string =>
  reach(HOPS[leaf], floodRoute(HOPS[leaf], vni), vxlan(vni), replication(vni, HOPS[leaf]))
const station = (leaf: Leaf, mac: string, vni = 42): string => macRoute({ rd: HOPS[leaf], mac, vni })
const tells = (leaf: Leaf, mac: string, more = '', vni = 42): string =>
  reach(HOPS[leaf], station(leaf, mac, vni), vxlan(vni) + more)

/** Frames at a time each, in milliseconds; those of BGP first. */
const timed = (speakers: readonly Speakers[], overlay: readonly (readonly [at: number, Part])[] = []): Sent[] => [
  ...speakers.flatMap(({ frames }) => frames).map(({ octets }, at) => ({ octets, at })),
  ...overlay.map(([at, { octets }]) => ({ octets: Uint8Array.from(octets), at })),
]
const found = (id: string, sent: readonly Sent[]): readonly Finding[] =>
  checkFrames(sent).filter((one) => one.id === id)
const severities = (id: string, sent: readonly Sent[]): readonly string[] =>
  found(id, sent).map(({ severity }) => severity)

const MAC = '02000000010a'

describe('evpn.duplicate-mac', () => {
  const both = (second: string, ...after: string[]): Sent[] => {
    const three = pair(3, 1, 50000).say(0, floods(3) + second)
    for (const hex of after) three.say(0, hex)
    return timed([pair(2, 1).say(0, floods(2) + tells(2, MAC)), three])
  }

  test('two VTEPs tell of one station', () => {
    expect(found('evpn.duplicate-mac', both(tells(3, MAC)))).toMatchObject([
      { severity: 'warning', about: { sequence: 0, vteps: [0x0a410002, 0x0a410003] } },
    ])
  })

  test.each([
    ['a station that has moved', both(tells(3, MAC, mobility(1)))],
    ['a gateway that is everywhere', both(tells(3, MAC, '030d000000000000'))],
    ['a virtual router', both(tells(3, '00005e000101'))],
    ['one that was told by mistake, and withdrawn', both(tells(3, MAC), withdraw(station(3, MAC)))],
    ['another station', both(tells(3, '02000000010b'))],
  ])('not %s', (_, sent) => expect(found('evpn.duplicate-mac', sent)).toEqual([]))

  test('not a station with several ways: both tell of its segment (RFC 7432 §5)', () => {
    const segment = (hex: string): string => hex.replace(`0002${'00'.repeat(10)}`, `0002${'00'.repeat(9)}07`)
    const sent = timed([pair(2, 1).say(0, segment(tells(2, MAC))), pair(3, 1, 50000).say(0, segment(tells(3, MAC)))])
    expect(found('evpn.duplicate-mac', sent)).toEqual([])
  })
})

describe('bgp.session-ended', () => {
  const ended = (hex: string): Speakers =>
    pair(2, 1)
      .say(0, floods(2) + tells(2, MAC))
      .say(1, hex)

  test('its routes are gone with it', () => {
    expect(found('bgp.session-ended', timed([ended(message(3, '0400'))]))).toMatchObject([
      { severity: 'warning', count: 2, about: { routes: 2, again: 0, end: { error: 'Hold Timer Expired' } } },
    ])
  })

  test('one that comes back is a note', () => {
    const again = pair(2, 1, 50000).say(0, floods(2))
    expect(found('bgp.session-ended', timed([ended(message(3, '0604')), again]))).toMatchObject([
      { severity: 'info', about: { again: 8 } },
    ])
  })

  test.each([
    [
      'of two connections at a time the one that is closed (RFC 4271 §6.8)',
      timed([pair(2, 1).say(1, message(3, '0607')), pair(1, 2, 50000).say(0, floods(1))]),
    ],
    ['a session that stands', timed([pair(2, 1).say(0, floods(2))])],
  ])('not %s', (_, sent) => expect(found('bgp.session-ended', sent)).toEqual([]))
})

describe('evpn.flood-missing', () => {
  const [X, Y, Z] = [host(1, 1), host(2, 2), host(3, 3)]
  const flooded = [
    [1000, inTunnel(vtep(1), vtep(2), asks(X, Y.ip))],
    [1000.01, inTunnel(vtep(1), vtep(3), asks(X, Y.ip))],
  ] as const
  const three = (second: string): readonly Speakers[] => [
    pair(2, 1).say(1, floods(1)).say(0, second),
    pair(3, 1, 50000).say(1, floods(1)).say(0, floods(3)),
  ]

  test('stations are told and no floods', () => {
    expect(found('evpn.flood-missing', timed(three(tells(2, MAC))))).toMatchObject([
      { severity: 'warning', about: { vtep: 0x0a410002, from: -1 } },
    ])
  })

  test('floods go where nobody asked for them', () => {
    expect(found('evpn.flood-missing', timed(three(floods(2, 43)), flooded))).toMatchObject([
      { severity: 'warning', about: { vtep: 0x0a410002, from: 0x0a410001 } },
    ])
  })

  test.each([
    ['VTEPs that have told what they have', timed(three(floods(2) + tells(2, MAC)), flooded)],
    ['a capture that began later', timed(three(tells(2, MAC))).slice(4)],
  ])('not %s', (_, sent) => expect(found('evpn.flood-missing', sent)).toEqual([]))

  test('hosts of the story are behind their VTEPs', () =>
    expect([X.at, Y.at, Z.at]).toEqual([vtep(1), vtep(2), vtep(3)]))
})

describe('evpn.one-sided', () => {
  const [X, Y] = [host(1, 1), host(2, 2)]
  const question = (at: number): readonly [number, Part] => [at, inTunnel(vtep(1), vtep(2), asks(X, Y.ip), 42)]
  const questions = [question(1000), question(2000), question(3000), question(4000)]
  const ipOf = (vni: number): string =>
    reach(HOPS[2], macRoute({ rd: HOPS[2], mac: '020000000102', ip: 'ac130102', vni }), vxlan(vni))

  test('two numbers that were meant to be one', () => {
    const sent = timed(
      [
        pair(2, 1)
          .say(1, floods(1, 42))
          .say(0, floods(2, 43) + ipOf(43)),
      ],
      questions,
    )
    expect(severities('evpn.one-sided', sent)).toEqual(['warning', 'info'])
  })

  test('tenants in one place each are a note', () => {
    const sent = timed([
      pair(2, 1)
        .say(1, floods(1, 42) + floods(1, 7))
        .say(0, floods(2, 43) + floods(2, 7)),
    ])
    expect(severities('evpn.one-sided', sent)).toEqual(['info', 'info'])
  })

  test('not what both have', () => {
    const sent = timed([pair(2, 1).say(1, floods(1)).say(0, floods(2))])
    expect(found('evpn.one-sided', sent)).toEqual([])
  })
})

describe('evpn.withdrawn-use', () => {
  const [X, Y, Z] = [host(1, 1), host(2, 2), host(3, 3)]
  const macOf = (mac: string): string => mac.replaceAll(':', '')
  const leaves = (): readonly [Speakers, Speakers] => [
    pair(2, 1)
      .say(1, floods(1))
      .say(0, floods(2) + tells(2, macOf(Y.mac))),
    pair(3, 1, 50000).say(0, floods(3) + tells(3, macOf(Z.mac))),
  ]
  const sends = (at: number, whom: typeof Y): readonly [number, Part] => [
    at,
    inTunnel(vtep(1), whom.at, pings(X, whom, at)),
  ]
  const says = (at: number, who: typeof Y): readonly [number, Part] => [
    at,
    inTunnel(who.at, vtep(1), pongs(who, X, at)),
  ]
  const story = (withdrawAt: number | undefined, ...overlay: (readonly [number, Part])[]): Sent[] => {
    const [two, three] = leaves()
    const told = timed([two, three])
    const known = two.frames.length
    const gone = two.say(0, withdraw(station(2, macOf(Y.mac)))).frames.slice(known)
    const withdrawn = withdrawAt === undefined ? [] : gone.map(({ octets }) => ({ octets, at: withdrawAt }))
    return [...told, ...withdrawn, ...timed([], overlay)].sort((a, b) => a.at - b.at)
  }

  test('seconds later frames for it still go there', () => {
    const sent = story(2000, sends(1000, Y), says(1001, Y), sends(1100, Z), says(1101, Z), sends(6000, Y))
    expect(found('evpn.withdrawn-use', sent)).toMatchObject([
      { severity: 'warning', about: { vtep: 0x0a410001, dst: 0x0a410002 } },
    ])
  })

  test.each([
    [
      'frames that were under way',
      story(2000, sends(1000, Y), says(1001, Y), sends(1100, Z), says(1101, Z), sends(2100, Y)),
    ],
    [
      'a station that was not withdrawn',
      story(undefined, sends(1000, Y), says(1001, Y), sends(1100, Z), says(1101, Z), sends(6000, Y)),
    ],
    [
      'a copy of what is flooded: one other VTEP is all that is seen',
      story(2000, sends(1000, Y), says(1001, Y), sends(6000, Y)),
    ],
    [
      'what is flooded to all again',
      story(
        2000,
        sends(1000, Y),
        says(1001, Y),
        sends(1100, Z),
        says(1101, Z),
        [6000, inTunnel(vtep(1), vtep(2), pings(X, Y, 9))],
        [6000.01, inTunnel(vtep(1), vtep(3), pings(X, Y, 9))],
      ),
    ],
  ])('not %s', (_, sent) => expect(found('evpn.withdrawn-use', sent)).toEqual([]))
})

test('what is no BGP has no findings of it', () => {
  const sent = timed(
    [],
    [
      [
        0,
        ethernet(
          '02:00:00:00:00:02',
          '02:00:00:00:00:01',
          ipv4({ source: vtep(1), destination: vtep(2) }, { octets: Buffer.alloc(4) }),
        ),
      ],
    ],
  )
  expect(checkFrames(sent).filter(({ id }) => /^(evpn|bgp)\./.test(id))).toEqual([])
  expect(attribute(1, '00')).toBe('c0010100')
})
