/** Faults of EVPN fabrics, each beside one that looks like it and is none. */
import { fileURLToPath } from 'node:url'
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
  prefixRoute,
  reach,
  replication,
  routerMac,
  vxlan,
  withdraw,
} from '../../../helpers/bgp.js'
import { Speakers } from '../../../helpers/bgp-speakers.js'
import { checkFile, checkFrames } from '../../../helpers/check.js'
import { learnFrames } from '../../../helpers/learn.js'
import { accepts, asks, host, inTunnel, opens, pings, pongs, says, vtep } from '../../../helpers/overlay.js'

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

  test('a route that a reflector tells back is one', () => {
    const told = pair(2, 1).say(0, floods(2)).say(1, floods(2)).say(1, message(3, '0400'))
    expect(found('bgp.session-ended', timed([told]))).toMatchObject([{ about: { routes: 1 } }])
  })

  test('one without routes that a NOTIFICATION ended is told of too', () => {
    expect(found('bgp.session-ended', timed([pair(2, 1).say(1, message(3, '0609'))]))).toMatchObject([
      { severity: 'warning', count: 1, about: { routes: 0, end: { error: 'Cease: Hard Reset' } } },
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

  test('on a leaf, by what its reflector passes on: its peer withdraws the route for floods', () => {
    const passed = (hex: string): string => attribute(9, hex) + attribute(10, '0a410009')
    const of = (leaf: Leaf, more = ''): string =>
      reach(HOPS[leaf], floodRoute(HOPS[leaf], 42), vxlan(42), replication(42, HOPS[leaf]) + more)
    const leaf = (...after: string[]): Sent[] => {
      const session = new Speakers(vtep(9), vtep(1))
        .open()
        .say(0, open(65000, '0a410009') + KEEPALIVE)
        .say(1, open(65000, HOPS[1]) + KEEPALIVE + of(1))
        .say(0, of(2, passed(HOPS[2])) + reach(HOPS[2], station(2, MAC), vxlan(42), passed(HOPS[2])))
      for (const hex of after) session.say(0, hex)
      return timed([session])
    }
    expect(found('evpn.flood-missing', leaf())).toEqual([])
    expect(found('evpn.flood-missing', leaf(withdraw(floodRoute(HOPS[2], 42))))).toMatchObject([
      { about: { vtep: 0x0a410002, from: -1 } },
    ])
  })

  test('not where octets of BGP are missing: the route for floods may be among them', () => {
    const two = pair(2, 1).say(1, floods(1)).say(0, floods(2)).say(0, tells(2, MAC))
    const sent = timed([two, pair(3, 1, 50000).say(1, floods(1)).say(0, floods(3))])
    const lost = two.frames.at(-2)!
    expect(
      found(
        'evpn.flood-missing',
        sent.filter(({ octets }) => octets !== lost.octets),
      ),
    ).toEqual([])
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

  test('on a leaf, by what its reflector passes on', () => {
    const reflected = attribute(9, HOPS[2]) + attribute(10, '0a410009')
    const session = new Speakers(vtep(9), vtep(1))
      .open()
      .say(0, open(65000, '0a410009') + KEEPALIVE)
      .say(1, open(65000, HOPS[1]) + KEEPALIVE + floods(1, 42) + floods(1, 7))
      .say(0, reach(HOPS[2], floodRoute(HOPS[2], 7), vxlan(7), reflected + replication(7, HOPS[2])))
    expect(found('evpn.one-sided', timed([session]))).toMatchObject([{ about: { vtep: 0x0a410001 } }])
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

describe('evpn.mobility-storm', () => {
  /** Moves of a station to and fro between leaves 2 and 3, so many milliseconds apart. */
  const moves = (times: number, apart: number): Sent[] => {
    const [two, three] = [pair(2, 1).say(0, floods(2)), pair(3, 1, 50000).say(0, floods(3))]
    const sent = timed([two, three])
    for (let n = 0; n <= times; n++) {
      const leaf = n % 2 === 0 ? 2 : 3
      const speaker = leaf === 2 ? two : three
      const known = speaker.frames.length
      speaker.say(0, tells(leaf, MAC, n === 0 ? '' : mobility(n)))
      for (const { octets } of speaker.frames.slice(known)) sent.push({ octets, at: 1000 + n * apart })
    }
    return sent
  }

  test('five moves within 180 seconds (RFC 7432 §15.1)', () => {
    expect(found('evpn.mobility-storm', moves(5, 45_000))).toMatchObject([
      { severity: 'warning', count: 5, about: { vteps: [0x0a410002, 0x0a410003], sequences: [1, 5], time: 180e9 } },
    ])
  })

  test.each([
    ['four moves', moves(4, 1000)],
    ['five in a longer time', moves(5, 46_000)],
  ])('not %s', (_, sent) => expect(found('evpn.mobility-storm', sent)).toEqual([]))
})

describe('mac.moved', () => {
  test('a move that BGP had told before its first frame', async () => {
    const [moved] = (await checkFile(fileURLToPath(new URL('../../../../fixtures/evpn.pcap', import.meta.url)))).filter(
      ({ id }) => id === 'mac.moved',
    )
    // FRR's UPDATE in frame 32 has MAC mobility 1, as tshark shows it.
    expect(moved).toMatchObject({ severity: 'info', about: { told: 32, sequence: 1 } })
  })
})

describe('evpn.sticky-moved', () => {
  const both = (first: string, second: string, ...after: string[]): Sent[] => {
    const [two, three] = [pair(2, 1).say(0, floods(2) + first), pair(3, 1, 50000)]
    for (const hex of after) two.say(0, hex)
    return timed([two, three.say(0, floods(3) + second)])
  }
  const sticky = tells(2, MAC, mobility(0, true))

  test('another VTEP tells of it, whatever its sequence number', () => {
    for (const more of ['', mobility(1)]) {
      const sent = both(sticky, tells(3, MAC, more))
      expect(found('evpn.sticky-moved', sent)).toMatchObject([
        { severity: 'warning', about: { sticky: 0x0a410002, other: 0x0a410003 } },
      ])
      // It does not move: the sticky one counts.
      expect(found('evpn.duplicate-mac', sent)).toEqual([])
      expect(found('mac.moved', sent)).toEqual([])
    }
  })

  test.each([
    ['a station that may move', both(tells(2, MAC), tells(3, MAC, mobility(1)))],
    ['one that was given up before', both(sticky, tells(3, MAC), withdraw(station(2, MAC)))],
    ['a gateway that is everywhere', both(sticky, tells(3, MAC, '030d000000000000'))],
    ['another station', both(sticky, tells(3, '02000000010b'))],
  ])('not %s', (_, sent) => expect(found('evpn.sticky-moved', sent)).toEqual([]))
})

describe('evpn.route-target', () => {
  const [X, Y] = [host(1, 1), host(2, 2)]
  /** Leaves 1 and 2 tell the VNI with targets of these numbers. */
  const leaves = (one: string, other: string): Speakers => {
    const told = (leaf: Leaf, community: string): string =>
      reach(HOPS[leaf], floodRoute(HOPS[leaf], 42), `030c000000000008${community}`, replication(42, HOPS[leaf]))
    return pair(2, 1).say(1, told(1, one)).say(0, told(2, other))
  }
  const [FORTY_TWO, NINETY_NINE] = ['0002fde80000002a', '0002fde800000063']
  const elsewhere: readonly (readonly [number, Part])[] = [
    [1000, inTunnel(vtep(1), vtep(2), pings(X, Y), 7)],
    [1001, inTunnel(vtep(2), vtep(1), pongs(Y, X), 7)],
  ]

  test('each with its own, and frames in another network alone', () => {
    expect(found('evpn.route-target', timed([leaves(FORTY_TWO, NINETY_NINE)], elsewhere))).toMatchObject([
      {
        severity: 'warning',
        confidence: 'medium',
        about: { vtep: 0x0a410002, targets: ['65000:99'], otherTargets: ['65000:42'], isSeen: true },
      },
    ])
  })

  test.each([
    [NINETY_NINE, 'other-target'],
    [FORTY_TWO, ''],
  ])('what leaf 1 is told with %s is in its table, in doubt where it does not tell that target', (other, doubt) => {
    const { fdb } = learnFrames(timed([leaves(FORTY_TWO, other)]))
    const ofFirst = fdb.filter(({ vtep: one, dst }) => one === 0x0a410001 && dst === 0x0a410002)
    expect(ofFirst.map((entry) => [entry.mac, entry.doubt])).toEqual([[0, doubt]])
  })

  test('where no frames are seen it is a hint', () => {
    expect(found('evpn.route-target', timed([leaves(FORTY_TWO, NINETY_NINE)]))).toMatchObject([
      { severity: 'info', confidence: 'low', about: { isSeen: false } },
    ])
  })

  test.each([
    ['the same target', timed([leaves(FORTY_TWO, FORTY_TWO)], elsewhere)],
    ['one of several in common', timed([leaves(FORTY_TWO, NINETY_NINE + FORTY_TWO)], elsewhere)],
    [
      'an autonomous system for each leaf (RFC 8365 §5.1.2.1)',
      timed([leaves(FORTY_TWO, '0002fde90000002a')], elsewhere),
    ],
    [
      'hub and spoke: frames do go to and fro',
      timed(
        [leaves(FORTY_TWO, NINETY_NINE)],
        [
          [1000, inTunnel(vtep(1), vtep(2), pings(X, Y))],
          [1001, inTunnel(vtep(2), vtep(1), pongs(Y, X))],
        ],
      ),
    ],
  ])('not %s', (_, sent) => expect(found('evpn.route-target', sent)).toEqual([]))
})

describe('evpn.silent-next-hop', () => {
  const [X, Y, Z] = [host(1, 1), host(2, 2), host(3, 3)]
  const told = (): Speakers[] => [
    pair(2, 1)
      .say(1, floods(1))
      .say(0, floods(2) + tells(2, Y.mac.replaceAll(':', ''))),
    pair(3, 1, 50000)
      .say(1, floods(1))
      .say(0, floods(3) + tells(3, Z.mac.replaceAll(':', ''))),
  ]
  const opened = [1000, 2000, 4000].map((at) => [at, inTunnel(vtep(1), vtep(2), opens(X, Y, 80))] as const)
  const others = [
    [1100, inTunnel(vtep(1), vtep(3), pings(X, Z))],
    [1101, inTunnel(vtep(3), vtep(1), pongs(Z, X))],
  ] as const

  test('it is asked again and again, and says nothing', () => {
    const sent = timed(
      told(),
      [...opened, ...others].sort(([x], [y]) => x - y),
    )
    expect(found('evpn.silent-next-hop', sent)).toMatchObject([
      { severity: 'error', about: { from: 0x0a410001, to: 0x0a410002, type: 3, stands: true, since: 0 } },
    ])
    // It is told once.
    expect(found('tunnel.one-way', sent)).toEqual([])
  })

  test('what BGP did not name is a tunnel that nothing comes back through', () => {
    const sent = timed(
      [],
      [...opened, ...others].sort(([x], [y]) => x - y),
    )
    expect(found('evpn.silent-next-hop', sent)).toEqual([])
    expect(found('tunnel.one-way', sent)).toHaveLength(1)
  })

  test.each([
    ['one that answers', timed(told(), [...opened, [4001, inTunnel(vtep(2), vtep(1), accepts(Y, X, 80))]])],
    ['datagrams that want no answer', timed(told(), [[1000, inTunnel(vtep(1), vtep(2), says(X, Y.ip, Y.mac, 1))]])],
  ])('not %s', (_, sent) => expect(found('evpn.silent-next-hop', sent)).toEqual([]))
})

describe('evpn.router-mac', () => {
  const [X, Y] = [host(1, 1), host(2, 2)]
  const [ONE, TWO] = ['02aa00000141', '02aa00000241']
  const colons = (mac: string): string => mac.replace(/..(?=.)/g, '$&:')
  const router = (leaf: Leaf, mac: string, vni = 4001): string =>
    reach(HOPS[leaf], prefixRoute(HOPS[leaf], `ac1e0${leaf}00`, 24, vni), `${vxlan(vni)}${routerMac(mac)}`)
  const routed = (mac: string, at = 1000): readonly (readonly [number, Part])[] => [
    [at, inTunnel(vtep(1), vtep(2), pings({ ...X, mac: colons(ONE) }, { ...Y, mac: colons(mac) }), 4001)],
    [at + 1, inTunnel(vtep(2), vtep(1), pongs({ ...Y, mac: colons(TWO) }, { ...X, mac: colons(ONE) }), 4001)],
  ]
  const leaves = (more = ''): Speakers =>
    pair(2, 1)
      .say(1, router(1, ONE))
      .say(0, router(2, TWO) + more)

  test('frames for somebody else', () => {
    expect(found('evpn.router-mac', timed([leaves()], routed('02aa00000299')))).toMatchObject([
      {
        severity: 'warning',
        about: { vtep: 0x0a410001, dst: 0x0a410002, mac: 0x02aa00000299, told: 0x02aa00000241 },
      },
    ])
  })

  test.each([
    ['the router that was told', timed([leaves()], routed(TWO))],
    ['a router that was told later', timed([leaves(router(2, '02aa00000299'))], routed('02aa00000299'))],
    ['a network that is bridged as well', timed([leaves(floods(2, 4001))], routed('02aa00000299'))],
    ['a capture that began later', timed([leaves()], routed('02aa00000299')).slice(4)],
  ])('not %s', (_, sent) => expect(found('evpn.router-mac', sent)).toEqual([]))
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
