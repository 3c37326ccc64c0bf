import { expect, test } from 'vitest'
import { ethernet, gre, icmpEcho, ipv4, type Part, udp, vxlan } from '../../fixtures/make/packets.js'
import { Networks } from '../../src/analysis/tunnels/networks.js'
import { networkJson, networkPath, shortNetworkPath } from '../../src/present/network-name.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, replay, underlay } from '../helpers/packets.js'

/** Names of all networks of these frames, but network 0. */
function networksOf(frames: readonly Frame[]) {
  const networks = new Networks()
  const stack = new TunnelStack()
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
  })
  return { networks, names: Array.from({ length: networks.count - 1 }, (_, i) => networkPath(networks, i + 1, true)) }
}

const there = (body: Part): Frame => frame(underlay(body))
const back = (body: Part): Frame => frame(underlay(body, B.ip, A.ip))

test('network 0 has no name', () => expect(networkPath(networksOf([]).networks, 0, true)).toBe(''))

test('the port where it is not the one of RFC 7348 §5', () => {
  const onPort = (destination: number) =>
    there(udp({ source: 50_000, destination }, vxlan(1, ethernet(INNER_B.mac, INNER_A.mac, ping()))))
  expect(networksOf([onPort(4789), onPort(8472)]).names).toEqual(['vxlan 1', 'vxlan/8472 1'])
})

test('both keys of a GRE tunnel, where they differ', () => {
  const frames = (key: number) => [there(gre({ key: 0x222222 }, ping())), back(gre({ key }, ping()))]
  expect(networksOf(frames(0x111111)).names).toEqual(['gre 0x222222 / 0x111111'])
  expect(networksOf(frames(0x222222)).names).toEqual(['gre 0x222222'])
})

test('what may be NVGRE or gretap has both readings', () => {
  expect(networksOf(fixture('nvgre')).names).toEqual(['gretap = nvgre 5001'])
})

test('a tunnel in a tunnel, outermost first', () => {
  const inner = ipv4({ source: '192.0.2.1', destination: '192.0.2.2' }, inVni(42, ping()))
  const { networks, names } = networksOf([there(gre({ key: 7 }, inner))])
  expect(names).toEqual(['gre 7', 'gre 7 › vxlan 42'])
  expect(networkPath(networks, 2, false)).toBe('gre 7 / vxlan 42')
  expect(networkJson(networks, 2)).toEqual({
    network: 2,
    tunnel: 'vxlan',
    vni: 42,
    tunnels: [
      { network: 1, tunnel: 'gre', key: 7 },
      { network: 2, tunnel: 'vxlan', vni: 42, port: 4789 },
    ],
  })
})

test('of more tunnels in each other than anybody means so, those in the middle are counted for people', () => {
  let body = ping()
  for (let key = 64; key > 0; key--) body = underlay(gre({ key }, body))
  const { networks } = networksOf([frame(body)])
  const whole = networkPath(networks, networks.count - 1, true).split(' › ')
  expect(whole.length).toBe(networks.count - 1)
  const short = shortNetworkPath(networks, networks.count - 1, true).split(' › ')
  expect(short).toEqual([...whole.slice(0, 3), `…${whole.length - 6}…`, ...whole.slice(-3)])
  for (let network = 1; network < 8; network++) {
    expect(shortNetworkPath(networks, network, false)).toBe(networkPath(networks, network, false))
  }
})

test('in no tunnel', () => {
  const { networks } = networksOf([frame(ipv4({ source: A.ip, destination: B.ip }, icmpEcho({ id: 1, sequence: 1 })))])
  expect(networkJson(networks, 0)).toEqual({ network: 0, tunnel: null, vni: null, tunnels: [] })
})

test('the VLAN of the frame in a tunnel, of two tags both, and none of a tag that gives a priority alone', () => {
  const inside = (...ids: readonly number[]): Part =>
    ethernet(INNER_B.mac, INNER_A.mac, ping(), ...ids.map((id) => ({ type: 0x8100, id })))
  const frames = [[10], [100, 10], [0], [0, 10], []].map((ids) =>
    there(udp({ source: 50_000, destination: 4789 }, vxlan(42, inside(...ids)))),
  )
  expect(networksOf(frames).names).toEqual(['vxlan 42', 'vxlan 42 vlan 10', 'vxlan 42 vlan 100.10'])
  const gretap = networksOf([there(gre({ key: 7 }, inside(20))), back(gre({ key: 8 }, inside(20)))])
  expect(gretap.names).toEqual(['gretap 7 / 8', 'gretap 7 / 8 vlan 20'])
  expect(gretap.networks.overlayCount).toBe(1)
  expect(networkJson(networksOf(frames).networks, 2)).toMatchObject({
    network: 2,
    vni: 42,
    vlan: 10,
    tunnels: [{ network: 1, vni: 42 }],
  })
  expect(networkJson(networksOf(frames).networks, 3)).toMatchObject({ vlan: '100.10' })
})
