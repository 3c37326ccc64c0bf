/** What BGP tells, as stories of speakers: frames in, routes and tables out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Control } from '../../../src/analysis/control/control.js'
import { listenerOf, tellerOf } from '../../../src/analysis/control/rib.js'
import { Budget } from '../../../src/analysis/tables/budget.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { addressText, macText } from '../../../src/present/address-text.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
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
  update,
  vxlan,
  withdraw,
} from '../../helpers/bgp.js'
import { Speakers } from '../../helpers/bgp-speakers.js'
import type { Frame } from '../../helpers/octets.js'
import { replay } from '../../helpers/packets.js'

const [ONE, TWO, REFLECTOR] = ['192.0.2.1', '192.0.2.2', '192.0.2.9']
const HOP_ONE = 'c0000201'
const HOP_TWO = 'c0000202'
const MAC = '024200000002'
const STATION = macRoute({ rd: HOP_TWO, mac: MAC, ip: '0a010102', vni: 100 })
const TOLD = reach(HOP_TWO, STATION, vxlan(100))
const FLOOD = reach(HOP_TWO, floodRoute(HOP_TWO), vxlan(100), replication(100, HOP_TWO))
const OPENED = `${open(65000, HOP_TWO)}${KEEPALIVE}`

function heard(
  frames: readonly Frame[],
  budget = new Budget(),
): Control & { readonly name: (address: number) => string } {
  const networks = new Networks(budget)
  const control = new Control(networks)
  const stack = new TunnelStack()
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    control.observe(p)
  })
  return Object.assign(control, { name: (address: number) => addressText(networks.addresses, address) })
}

/** `[2]:… > 192.0.2.2 #5` */
function routesOf({ rib, name }: ReturnType<typeof heard>): readonly string[] {
  return [...rib.routes].flatMap(({ route, paths }) =>
    paths.map((path) => `${route.rd} ${route.prefix} > ${name(path.attributes.nextHop)} #${path.at.frame}`),
  )
}

/** `192.0.2.1: 100 02:… > 192.0.2.2` */
function tableOf({ tables, name }: ReturnType<typeof heard>, subject = 'station'): readonly string[] {
  return tables.entries
    .filter((entry) => entry.subject === subject)
    .map(({ listener, vni, mac, dst }) => `${name(listener)}: ${vni} ${macText(mac)} > ${name(dst)}`)
}

const leaves = (): Speakers =>
  new Speakers(TWO, ONE)
    .open()
    .say(0, OPENED)
    .say(1, open(65000, HOP_ONE) + KEEPALIVE)

describe('routes', () => {
  test('are there once they are told, with what is said of them', () => {
    const control = heard(leaves().say(0, TOLD + FLOOD).frames)
    expect(routesOf(control)).toEqual([
      '192.0.2.2:2 [2]:[0]:[48]:[02:42:00:00:00:02]:[32]:[10.1.1.2] > 192.0.2.2 #6',
      '192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2] > 192.0.2.2 #6',
    ])
    const [path] = [...control.rib.routes][0]!.paths
    expect(path).toMatchObject({ vni: 100, attributes: { targets: ['65000:100'], encapsulation: 8, sequence: 0 } })
    expect([tellerOf(path!), listenerOf(path!)].map(control.name)).toEqual([TWO, ONE])
    expect(control.sessions).toMatchObject([{ as: [65000, 65000], isWhole: true, end: undefined }])
  })

  test('are gone when they are withdrawn, and nothing else with them', () => {
    const control = heard(
      leaves()
        .say(0, TOLD + FLOOD)
        .say(0, withdraw(STATION)).frames,
    )
    expect(routesOf(control)).toEqual(['192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2] > 192.0.2.2 #6'])
    expect(control.rib.events.map(({ kind, at }) => `${kind} ${at.frame}`)).toEqual(['told 6', 'told 6', 'withdrawn 7'])
  })

  test.each([
    [
      'a NOTIFICATION',
      (s: Speakers) => s.say(1, message(3, '0602')),
      { how: 'notification', error: 'Cease: Administrative Shutdown' },
    ],
    ['a reset', (s: Speakers) => s.reset(1), { how: 'reset', error: '' }],
  ])('are gone with their session, by %s', (_, ends, end) => {
    const control = heard(ends(leaves().say(0, TOLD)).frames)
    expect(routesOf(control)).toEqual([])
    expect(control.sessions[0]!.end).toMatchObject(end)
    expect(control.rib.events.at(-1)).toMatchObject({ kind: 'ended' })
    expect(tableOf(control)).toEqual([])
  })

  test('a refused second connection takes none of the first one along (RFC 4271 §6.8)', () => {
    const second = new Speakers(ONE, TWO, 50000).open().say(0, open(65000, HOP_ONE)).say(1, message(3, '0607'))
    expect(routesOf(heard([...leaves().say(0, TOLD).frames, ...second.frames]))).toHaveLength(1)
  })

  test('a later session takes the place of one whose end nobody saw', () => {
    const again = new Speakers(TWO, ONE, 50000).open().say(0, OPENED + FLOOD)
    const control = heard([...leaves().say(0, TOLD).frames, ...again.frames])
    expect(routesOf(control)).toEqual(['192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2] > 192.0.2.2 #10'])
    expect(control.sessions.map(({ end }) => end?.how)).toEqual(['replaced', undefined])
  })

  test('told again as they are, they are since the first time', () => {
    expect(heard(leaves().say(0, TOLD).say(0, TOLD).frames).rib.changes).toBe(1)
  })

  test('unicast ones have prefixes as names', () => {
    const prefixes = update(attribute(2, '0201 0000fde9') + attribute(3, HOP_TWO), '18 c63364 00')
    const ipv6 = update(attribute(14, `0002 01 10 20010db8${'00'.repeat(11)}01 00 20 20010db8`))
    const control = heard(leaves().say(0, prefixes + ipv6).frames)
    expect(routesOf(control)).toEqual([
      ' 198.51.100.0/24 > 192.0.2.2 #6',
      ' 0.0.0.0/0 > 192.0.2.2 #6',
      ' 2001:db8::/32 > 2001:db8::1 #6',
    ])
  })
})

describe('tables of who is told', () => {
  test('have stations, floods and neighbours by the next hop, and nothing of the VTEP itself', () => {
    const control = heard(
      leaves()
        .say(1, reach(HOP_ONE, floodRoute(HOP_ONE), vxlan(100), replication(100, HOP_ONE)))
        .say(0, TOLD + FLOOD).frames,
    )
    expect(tableOf(control)).toEqual(['192.0.2.1: 100 02:42:00:00:00:02 > 192.0.2.2'])
    expect(tableOf(control, 'flood')).toEqual([
      '192.0.2.2: 100 00:00:00:00:00:00 > 192.0.2.1',
      '192.0.2.1: 100 00:00:00:00:00:00 > 192.0.2.2',
    ])
    expect(tableOf(control, 'neighbour')).toEqual(['192.0.2.1: 100 02:42:00:00:00:02 > 192.0.2.2'])
  })

  test('by a reflector the next hop counts, not who tells (RFC 8365 §9)', () => {
    const reflected = attribute(9, HOP_TWO) + attribute(10, 'c0000209')
    const s = new Speakers(REFLECTOR, ONE).open().say(0, open(65000, 'c0000209') + KEEPALIVE)
    const control = heard(s.say(0, reach(HOP_TWO, STATION, vxlan(100), reflected)).frames)
    expect(tableOf(control)).toEqual(['192.0.2.1: 100 02:42:00:00:00:02 > 192.0.2.2'])
    expect(control.tables.entries[0]!.told).toMatchObject({ type: 2, sequence: 0 })
    expect(control.name(control.tables.entries[0]!.told.from)).toBe(REFLECTOR)
    expect(control.tables.vtepOf(0, control.tables.entries[0]!.told.from)).toBe(-1)
  })

  test('the higher sequence number counts, then the lower address (RFC 7432 §15.1), and a move is told', () => {
    const moved = reach('c0000203', macRoute({ rd: 'c0000203', mac: MAC, vni: 100 }), vxlan(100) + mobility(1))
    const three = new Speakers('192.0.2.3', ONE, 50000).open().say(0, OPENED)
    const control = heard([...leaves().say(0, TOLD).frames, ...three.say(0, moved).frames])
    expect(tableOf(control)).toEqual(['192.0.2.1: 100 02:42:00:00:00:02 > 192.0.2.3'])
    expect(control.tables.moves).toMatchObject([{ vni: 100, told: { sequence: 1 } }])
    expect(control.tables.rivals).toEqual([])
  })

  test('an entry stays when its VTEP tells of the station itself: nobody takes it out, as FRR and the kernel show', () => {
    const own = reach(HOP_ONE, macRoute({ rd: HOP_ONE, mac: MAC, vni: 100 }), vxlan(100) + mobility(1))
    const control = heard(leaves().say(0, TOLD).say(1, own).say(0, withdraw(STATION)).frames)
    expect(control.tables.entries.filter(({ listener }) => control.name(listener) === ONE)).toMatchObject([
      { subject: 'station', overtaken: 7 },
    ])
    expect(tableOf(control)).toContain('192.0.2.2: 100 02:42:00:00:00:02 > 192.0.2.1')
  })

  test('two that tell of one station without a sequence number are rivals', () => {
    const other = reach('c0000203', macRoute({ rd: 'c0000203', mac: MAC, vni: 100 }), vxlan(100))
    const three = new Speakers('192.0.2.3', ONE, 50000).open().say(0, OPENED)
    const control = heard([...leaves().say(0, TOLD).frames, ...three.say(0, other).frames])
    expect(tableOf(control)).toEqual(['192.0.2.1: 100 02:42:00:00:00:02 > 192.0.2.2'])
    expect(control.tables.rivals).toHaveLength(1)
    expect(control.tables.moves).toEqual([])
  })
})

describe('octets in whatever order', () => {
  const whole = (): Speakers => leaves().say(0, TOLD + FLOOD + withdraw(STATION) + TOLD, 50)
  const expected = routesOf(heard(leaves().say(0, TOLD + FLOOD + withdraw(STATION) + TOLD).frames)).map((r) =>
    r.replace(/#\d+$/, ''),
  )

  test('a message that spans segments is told by the last, which names the others', () => {
    const control = heard(leaves().say(0, TOLD, 40).frames)
    const [path] = [...control.rib.routes][0]!.paths
    expect(path!.at.frame).toBe(path!.frames.at(-1))
    expect(path!.frames).toEqual([6, 7, 8])
  })

  test('reordered, repeated and overlapping segments tell the same', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([5, 6, 7, 8, 9, 10], { minLength: 6 }),
        fc.array(fc.integer({ min: 5, max: 10 })),
        (order, again) => {
          const { frames } = whole()
          const mixed = [
            ...frames.slice(0, 5),
            ...order.map((i) => frames[i]!),
            ...again.map((i) => frames[i]!),
            ...frames.slice(5),
          ]
          expect(routesOf(heard(mixed)).map((r) => r.replace(/#\d+$/, ''))).toEqual(expected)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a lost segment costs its messages, and reading goes on at the next marker', () => {
    const { frames } = leaves()
      .say(0, TOLD)
      .say(0, FLOOD)
      .say(0, KEEPALIVE)
      .say(0, FLOOD.replaceAll('000064', '0000c8'))
    const without = [...frames.slice(0, 5), ...frames.slice(6)]
    // The other side confirms what the capture does not have.
    const confirmed = new Speakers(TWO, ONE)
      .open()
      .say(0, OPENED)
      .say(0, TOLD)
      .say(0, FLOOD)
      .say(0, KEEPALIVE)
      .say(0, FLOOD.replaceAll('000064', '0000c8'))
      .say(1, KEEPALIVE)
    expect(routesOf(heard([...without, confirmed.frames.at(-1)!]))).toEqual([
      '192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2] > 192.0.2.2 #8',
    ])
  })

  test('a capture that begins in the middle of a message begins with the next one, and says so', () => {
    const { frames } = leaves().say(0, TOLD + FLOOD, 40)
    const control = heard(frames.slice(6))
    expect(routesOf(control)).toEqual([`192.0.2.2:2 [3]:[0]:[32]:[192.0.2.2] > 192.0.2.2 #${frames.length - 6}`])
    expect(control.sessions).toMatchObject([{ isWhole: false }])
  })

  test('a session is complete with all octets of both directions, and not where some are lost, cut or not there', () => {
    const { frames } = leaves().say(0, TOLD).say(0, FLOOD).say(1, KEEPALIVE)
    const isComplete = (some: readonly Frame[]): boolean => heard(some).sessions[0]!.isComplete
    expect(isComplete(frames)).toBe(true)
    const told = frames.at(-3)!
    expect(isComplete(frames.filter((frame) => frame !== told))).toBe(false)
    const cut = { ...told, octets: told.octets.subarray(0, told.octets.length - 8), length: told.octets.length }
    expect(isComplete(frames.map((frame) => (frame === told ? cut : frame)))).toBe(false)
    // A source address of the outer IPv4 header, RFC 791 §3.1.
    const from = (frame: Frame): string => Buffer.from(frame.octets.subarray(26, 30)).toString('hex')
    expect(isComplete(frames.filter((frame) => from(frame) === from(frames[0]!)))).toBe(false)
  })

  test('damaged messages do no harm', () => {
    const { frames } = leaves().say(0, TOLD + FLOOD)
    const last = frames.at(-1)!
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 54, max: last.octets.length - 1 }), fc.nat(255)), { maxLength: 6 }),
        (damage) => {
          const octets = Uint8Array.from(last.octets)
          for (const [at, value] of damage) octets[at] = value
          heard([...frames.slice(0, -1), { ...last, octets }])
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('bounded', () => {
  const many = (count: number): Speakers => {
    const s = leaves()
    for (let at = 0; at < count; at += 40) {
      const routes = Array.from({ length: 40 }, (_, i) =>
        macRoute({ rd: HOP_TWO, mac: `02${(at + i).toString(16).padStart(10, '0')}`, vni: 100 }),
      )
      const value = `0019 46 04 ${HOP_TWO} 00 ${routes.join('')}`
      const octets = value.replace(/\s+/g, '').length / 2
      s.say(0, update(`d00e${octets.toString(16).padStart(4, '0')}${value}${attribute(16, vxlan(100))}`))
    }
    return s
  }

  test('routes beyond the budget are counted', () => {
    const control = heard(many(8000).frames, new Budget(24e6))
    expect(control.dropped).toBeGreaterThan(0)
    expect([...control.rib.routes].length).toBeGreaterThan(200)
    expect([...control.rib.routes].length).toBeLessThan(8000)
  })

  test('what waits for octets that never come is given up', () => {
    const { frames } = leaves().say(0, `${'ff'.repeat(16)}ffff02${'00'.repeat(60_000)}`)
    const holed = frames.filter((_, i) => i < 5 || i % 7 !== 0)
    expect(() => heard([...holed, ...leaves().say(0, TOLD).frames])).not.toThrow()
  })
})
