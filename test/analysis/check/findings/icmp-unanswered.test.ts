import { describe, expect, test } from 'vitest'
import { ethernet, icmpUnreachable, ipv4 } from '../../../../fixtures/make/packets.js'
import { findings } from '../../../../src/analysis/check/check.js'
import type { UnansweredPings } from '../../../../src/analysis/check/findings/icmp-unanswered.js'
import { addressText } from '../../../../src/present/address-text.js'
import { FINDERS } from '../../../../src/present/check/kinds.js'
import { answers, asks, found, host, inTunnel, pings, pongs, type Sent, toGroup } from '../../../helpers/overlay.js'
import { caseFacts, hasCases, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'icmp.unanswered'
const Z = host(4, 3)

const ping = (at: number, who = X, whom = Y): Sent => ({ at, frame: inTunnel(who.at, whom.at, pings(who, whom, at)) })
const pong = (at: number, who = Y, whom = X): Sent => ({
  at: at + 0.1,
  frame: inTunnel(who.at, whom.at, pongs(who, whom, at)),
})
const resolved: readonly Sent[] = [
  toGroup(0, X, asks(X, Y.ip)),
  { at: 0.1, frame: inTunnel(Y.at, X.at, answers(Y, X)) },
]
const inVain = [1000, 2000, 3000, 4000].map((at) => ping(at))

test('the neighbour is resolved and the pings are not answered: a warning, since the first of them', () => {
  const [finding] = found(ID, [...resolved, ...inVain])
  expect(finding).toMatchObject({
    severity: 'warning',
    confidence: 'high',
    count: 4,
    frames: [3, 4, 5, 6],
    about: { since: { frame: 3 }, answered: 0, answersOthers: false },
  })
  expect((finding!.about as { resolved: number }).resolved).toBeGreaterThan(0)
})

test('it answers others: a route, or a rule for this one', () => {
  const others = [ping(5000, Z, Y), pong(5000, Y, Z)]
  expect(found(ID, [...resolved, ...inVain, ...others])).toMatchObject([{ about: { answersOthers: true } }])
})

test('it did answer, and is heard no more', () => {
  const before = [ping(500), pong(500), ping(600), pong(600)]
  expect(found(ID, [...resolved, ...before, ...inVain])).toMatchObject([
    { count: 4, about: { answered: 6, since: { frame: 7 } } },
  ])
})

test.skipIf(!hasCases)('three pings to a neighbour that an advertisement resolved', async () => {
  const facts = await caseFacts('b17-una-source-lla')
  const [finding, ...others] = findings(facts, FINDERS).filter(({ id }) => id === ID)
  expect(others).toEqual([])
  expect(finding).toMatchObject({ severity: 'warning', count: 3, frames: [4, 5, 6], about: { resolved: 2 } })
  // #3 comes from somebody else who has the address, and teaches nothing: the pings go where #2 came from.
  const { place } = finding!.about as UnansweredPings
  expect(addressText(facts.networks.addresses, place!)).toBe('192.0.2.2')
})

describe('no fault, or that of something else', () => {
  test('all are answered, the last one not yet', () => {
    expect(told(ID, [...resolved, ping(1000), pong(1000), ping(2000), pong(2000), ping(3000)])).toEqual([])
  })

  test('two may be late', () => {
    expect(told(ID, [...resolved, ping(1000), ping(2000)])).toEqual([])
  })

  test('three at once at the end of the capture', () => {
    expect(told(ID, [...resolved, ping(1000), ping(1001), ping(1002)])).toEqual([])
  })

  test('an ICMP error says why', () => {
    const quoted = pings(X, Y, 1).octets.subarray(14, 14 + 28)
    const refusal = ethernet(X.mac, Y.mac, ipv4({ source: Y.ip, destination: X.ip }, icmpUnreachable(13, 0, quoted)))
    expect(told(ID, [...resolved, ...inVain, { at: 4001, frame: inTunnel(Y.at, X.at, refusal) }])).toEqual([])
  })

  test('the answers are in another VNI', () => {
    const elsewhere = [1000, 2000, 3000, 4000].map((at) => ({
      at: at + 0.1,
      frame: inTunnel(Y.at, X.at, pongs(Y, X, at), 43),
    }))
    const frames = [...resolved, ...inVain, ...elsewhere].sort((x, y) => x.at - y.at)
    expect(told(ID, frames)).toEqual([])
  })

  test('where one VTEP alone is heard the tunnel is to blame', () => {
    expect(told(ID, inVain)).toEqual([])
    expect(found('tunnel.one-way', inVain)).toMatchObject([{ severity: 'error' }])
  })
})
