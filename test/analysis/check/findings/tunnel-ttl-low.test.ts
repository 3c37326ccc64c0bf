import { expect, test } from 'vitest'
import type { LowTtl } from '../../../../src/analysis/check/findings/tunnel-ttl-low.js'
import { NO_ADDRESS } from '../../../../src/analysis/tables/address-table.js'
import { asks, found, pings, pongs, toGroup, vtep } from '../../../helpers/overlay.js'
import { echo, expiry, hasLab, inGre, inLab, inVxlan, sent, told, X, Y } from '../../../helpers/tunnels.js'

const ID = 'tunnel.ttl-low'
const ROUTER = '10.65.0.254'

test('a tunnel made with ttl 1', () => {
  expect(told(ID, sent([inVxlan({ ttl: 1 }, pings(X, Y)), inVxlan({ ttl: 1 }, pings(X, Y, 2))]))).toEqual([
    'warning 2 #1,2',
  ])
})

test('it is enough while the far end answers', () => {
  const back = inVxlan({ from: vtep(2), to: vtep(1) }, pongs(Y, X))
  const frames = sent([inVxlan({ ttl: 4 }, pings(X, Y)), back, inVxlan({ ttl: 4 }, pings(X, Y, 2))])
  expect(found(ID, frames)).toMatchObject([{ severity: 'info', count: 2, about: { isEnough: true } }])
})

test('a router drops its packets', () => {
  const packet = inVxlan({ ttl: 2 }, pings(X, Y))
  const [finding] = found(ID, sent([packet, expiry(packet, ROUTER), packet]))
  expect(finding).toMatchObject({ severity: 'error', frames: [1, 2, 3] })
  expect(finding!.about as LowTtl).toMatchObject({ ttl: 2, isInherited: false })
  expect((finding!.about as LowTtl).router).not.toBe(NO_ADDRESS)
})

test('a traceroute through a tunnel that takes the TTL from inside', () => {
  const traced = [1, 2].map((ttl) => inGre({ ttl }, echo(ttl, false, ttl)))
  const packets = [...traced, expiry(traced[0]!, ROUTER), inGre({}, echo(9))]
  expect(told(ID, sent(packets))).toEqual(['info 3 #1,2,3'])
})

test('some packets of many', () => {
  const packets = [inVxlan({ ttl: 3 }, pings(X, Y)), inVxlan({}, pings(X, Y, 2))]
  expect(told(ID, sent(packets))).toEqual(['info 1 #1'])
})

test('packets to a group are not meant to go far', async () => {
  expect(told(ID, [toGroup(0, X, asks(X, Y.ip))])).toEqual([])
  // tshark: ip.ttl 1 in every packet to 224.1.1.1.
  if (hasLab) expect(await inLab('02-multicast/n1.pcap', ID)).toEqual([])
})

test("a ping whose own TTL runs out is not the tunnel's", () => {
  const packet = echo(1)
  expect(told(ID, sent([packet, expiry(packet, ROUTER)]))).toEqual([])
})
