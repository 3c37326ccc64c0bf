import { expect, test } from 'vitest'
import { ethernet, geneve, icmpEcho, ipv4, type Part, udp } from '../../../../fixtures/make/packets.js'
import type { MacFlapping } from '../../../../src/analysis/check/findings/mac-flapping.js'
import {
  announces,
  asks,
  between,
  found,
  greeting,
  type Host,
  host,
  pings,
  type Sent,
  toGroup,
  vtep,
} from '../../../helpers/overlay.js'
import { hasCases, inCase, saidOfCase } from '../../../helpers/tunnels.js'

const X = host(2, 1)
const Y = host(3, 2)
/** Another host with the MAC address of Y. */
const TWIN = host(4, 3, 3)

const severities = (sent: readonly Sent[]): readonly string[] =>
  found('mac.flapping', sent).map(({ severity }) => severity)

/** The two take turns, every so many milliseconds. */
const turns = (times: number, milliseconds: number, one: Host = Y, other: Host = TWIN): readonly Sent[] =>
  Array.from({ length: times }, (_, n) => {
    const who = n % 2 === 0 ? one : other
    return between(1000 + n * milliseconds, who, X, pings(who, X, n))
  })

test('two stations with one MAC address', () => {
  const sent = [...greeting(0, X, Y), ...turns(8, 500)]
  const [finding] = found('mac.flapping', sent)
  expect(finding).toMatchObject({ severity: 'error', count: 7 })
  // Frame 5 is of Y, 6 of its twin.
  expect(finding!.frames).toEqual([6, 7, 8, 9, 10, 11, 12])
  expect((finding!.about as MacFlapping).addresses).toHaveLength(2)
  expect(found('mac.moved', sent)).toEqual([])
})

test('RFC 7432 §15.1: five moves within three minutes', () => {
  expect(severities(turns(6, 30_000))).toEqual(['error'])
  expect(severities(turns(6, 50_000))).toEqual([])
})

test('there, back and there again within seconds', () => {
  expect(severities(turns(4, 1000))).toEqual(['warning'])
})

test('one move is none, nor is a packet from the old place that comes late', () => {
  expect(severities(turns(2, 1000))).toEqual([])
  const late = [...turns(1, 0), toGroup(5000, TWIN, announces(TWIN)), { ...turns(1, 0)[0]!, at: 5000.2 }]
  expect(severities([...late, between(5001, TWIN, X, pings(TWIN, X))])).toEqual([])
})

test('one change that is too quick for a move, with another IP address: two stations', () => {
  const one = (milliseconds: number, twin: Host): readonly Sent[] => [
    toGroup(1000, Y, asks(Y, X.ip)),
    toGroup(1000 + milliseconds, twin, asks(twin, X.ip)),
  ]
  const [finding] = found('mac.flapping', one(1, TWIN))
  expect(finding).toMatchObject({ severity: 'warning', count: 1, frames: [1, 2], about: { lasted: 1e6 } })
  expect(found('mac.moved', one(1, TWIN))).toEqual([])
  // A station that takes its address along, or some time, has moved.
  for (const moved of [one(1, { ...TWIN, ip: Y.ip }), one(500, TWIN)]) {
    expect(severities(moved)).toEqual([])
    expect(found('mac.moved', moved)).toHaveLength(1)
  }
})

test.skipIf(!hasCases)('h2 and h3 of 29-flap, of which n3 sees one frame each on their way to all', async () => {
  const told = (await inCase('group-own-frame')).filter(({ id }) => id.startsWith('mac.'))
  expect(told).toMatchObject([{ id: 'mac.flapping', severity: 'warning', frames: [1, 3] }])
  expect((told[0]!.about as MacFlapping).addresses).toHaveLength(2)
})

test('a virtual router may be everywhere', () => {
  const virtual = (at: number): Host => ({ ...host(1, at), mac: '00:00:5e:00:01:0a' })
  expect(severities(turns(20, 100, virtual(2), virtual(3)))).toEqual(['info'])
})

test('so may a gateway, from which packets of many hosts come', () => {
  const sent = Array.from({ length: 20 }, (_, n) => {
    const packet = ipv4({ source: `192.0.2.${n}`, destination: X.ip, ttl: 63 }, icmpEcho({ id: 1, sequence: n }))
    const from = n % 2 === 0 ? Y : TWIN
    return between(100 * n, from, X, ethernet(X.mac, from.mac, packet))
  })
  expect(severities(sent)).toEqual(['info'])
})

/** A packet that a router has passed on, in a frame of `from`. */
const routed = (from: Host, source: string, sequence: number): Part =>
  ethernet(X.mac, from.mac, ipv4({ source, destination: X.ip, ttl: 63 }, icmpEcho({ id: 1, sequence })))

test('a distributed anycast gateway is in several places at once: what it sends has been routed', () => {
  const sent = Array.from({ length: 8 }, (_, n) => {
    const from = n % 2 === 0 ? Y : TWIN
    return between(500 * n, from, X, routed(from, `192.0.2.${n % 2}`, n))
  })
  const [finding, ...others] = found('mac.flapping', sent)
  expect(others).toEqual([])
  expect(finding).toMatchObject({ severity: 'info', about: { isEverywhere: true, isGateway: true } })
  expect(found('mac.moved', sent)).toEqual([])
  expect(found('mac.stale-use', sent)).toEqual([])
})

test('it speaks from one address wherever it does; a second router with the same MAC address has its own', () => {
  const gateway = (at: number): Host => ({ ...host(1, at), mac: Y.mac })
  const [one, other] = [gateway(2), gateway(3)]
  const turn = (n: number, from: Host): Sent => between(500 * n, from, X, routed(from, '192.0.2.1', n))
  const same = Array.from({ length: 6 }, (_, n) => turn(n, n % 2 === 0 ? one : other))
  const asking = (second: Host): readonly Sent[] => [
    toGroup(9000, one, asks(one, X.ip)),
    toGroup(9500, second, asks(second, X.ip)),
  ]
  expect(severities([...same.slice(0, 4), ...asking(other)])).toEqual(['info'])
  expect(severities([...same.slice(0, 4), ...asking({ ...other, ip: '172.19.1.77' })])).toEqual(['error'])
})

test('a host behind one VTEP with the MAC address of a router behind another is no gateway', () => {
  const sent = Array.from({ length: 8 }, (_, n) =>
    n % 2 === 0 ? between(500 * n, Y, X, routed(Y, '192.0.2.1', n)) : between(500 * n, TWIN, X, pings(TWIN, X, n)),
  )
  expect(severities(sent)).toEqual(['error'])
})

test.skipIf(!hasCases)('the gateway of three VTEPs in one capture of the kernel', async () => {
  const said = await saidOfCase('anycast-gw')
  expect(said.filter((line) => !line.endsWith(' info'))).toEqual([])
  const [note] = await inCase('anycast-gw', 'vxlan.vni-one-way')
  expect(note).toMatchObject({ about: { proof: 'answered', isRouted: true } })
})

test('Geneve’s ends are told where stations are', () => {
  const sent = Array.from({ length: 20 }, (_, n) => {
    const body = udp({ source: 50000, destination: 6081 }, geneve(42, [], pings(Y, X, n)))
    const outer = ipv4({ source: vtep(2 + (n % 2)), destination: vtep(1) }, body)
    return { at: 100 * n, frame: ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', outer) }
  })
  expect(severities(sent)).toEqual(['info'])
})
