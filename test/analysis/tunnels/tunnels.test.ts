import { expect, test } from 'vitest'
import { gre, ipv4, ipv6, mpls, type Part } from '../../../fixtures/make/packets.js'
import { NO_ADDRESS } from '../../../src/analysis/tables/address-table.js'
import { Tunnels } from '../../../src/analysis/tunnels/tunnels.js'
import { Packet } from '../../../src/wire/packet.js'
import { NO_ID, TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, fixture, frame, inVni, ping, pong, replay, take, underlay } from '../../helpers/packets.js'

/** The tunnels of these frames, their endpoints in hexadecimal. */
function tunnelsOf(frames: readonly Frame[], tunnels = new Tunnels()) {
  const stack = new TunnelStack()
  replay(frames, (p) => {
    stack.fill(p)
    tunnels.observe(p, stack)
  })
  const hex = (number: number): string => {
    if (number === NO_ADDRESS) return ''
    const octets = new Uint8Array(tunnels.addresses.isIpv6(number) ? 16 : 4)
    tunnels.addresses.copyTo(number, new DataView(octets.buffer), 0)
    return Buffer.from(octets).toString('hex')
  }
  return [...tunnels.rows()].map((r) => ({ ...r, a: hex(r.a), b: hex(r.b) }))
}

const there = (body: Part) => frame(underlay(body))
const back = (body: Part) => frame(underlay(body, B.ip, A.ip))

test('packets are counted each way, the first sender is a', () => {
  const frames = [back(inVni(42, ping())), there(inVni(42, pong())), back(inVni(42, ping(2)))]
  expect(tunnelsOf(frames)).toEqual([
    {
      type: TunnelType.Vxlan,
      id: 42,
      idBack: 42,
      a: '0a000002',
      b: '0a000001',
      packetsAb: 2,
      packetsBa: 1,
      toGroup: false,
    },
  ])
})

test('a GRE tunnel has a key for each direction (RFC 2890 §2)', () => {
  const frames = [there(gre({ key: 1 }, ping())), back(gre({ key: 2 }, pong())), there(gre({ key: 1 }, ping(2)))]
  expect(tunnelsOf(frames)).toMatchObject([{ id: 1, idBack: 2, a: '0a000001', packetsAb: 2, packetsBa: 1 }])
})

test('another VNI and another pair of endpoints are other tunnels', () => {
  const frames = [there(inVni(42, ping())), there(inVni(43, ping())), frame(underlay(inVni(42, ping()), '10.0.0.3'))]
  expect(tunnelsOf(frames).map((r) => [r.id, r.a])).toEqual([
    [42, '0a000001'],
    [43, '0a000001'],
    [42, '0a000003'],
  ])
})

test('a group is told from a station', () => {
  expect(tunnelsOf([frame(underlay(inVni(42, ping()), A.ip, '239.1.1.1'))])[0]!.toGroup).toBe(true)
})

test('IPv6 endpoints', () => {
  const one = ipv6({ source: A.ip6, destination: B.ip6 }, inVni(42, ping()))
  const two = ipv6({ source: B.ip6, destination: A.ip6 }, inVni(42, pong()))
  expect(tunnelsOf([frame(one), frame(two)])).toMatchObject([
    { a: `fd${'0'.repeat(29)}1`, b: `fd${'0'.repeat(29)}2`, packetsAb: 1, packetsBa: 1 },
  ])
})

test('an IPv6 address is told from the IPv4 address with the same low 32 bits of its number', () => {
  const v6 = ipv6({ source: A.ip6, destination: B.ip6 }, inVni(42, ping()))
  const v4 = underlay(inVni(42, ping()), '0.0.0.0', '0.0.0.1')
  expect(tunnelsOf([frame(v6), frame(v4), frame(v6)]).map((r) => [r.a.length, r.packetsAb])).toEqual([
    [32, 2],
    [8, 1],
  ])
})

test('IP in IP has the outer addresses', () => {
  expect(tunnelsOf([there(ping())])).toMatchObject([
    { type: TunnelType.Ipv4InIpv4, id: NO_ID, a: '0a000001', b: '0a000002' },
  ])
})

test('of nested tunnels each has the addresses right around it', () => {
  const nested = inVni(42, ipv4({ source: '192.0.2.1', destination: '192.0.2.2' }, gre({ key: 7 }, ping())))
  expect(tunnelsOf([there(nested)])).toMatchObject([
    { type: TunnelType.Vxlan, a: '0a000001', b: '0a000002' },
    { type: TunnelType.Gre, id: 7, a: 'c0000201', b: 'c0000202' },
  ])
})

test('MPLS on Ethernet has no addresses', () => {
  expect(tunnelsOf([frame(mpls(100, ping()))])).toMatchObject([{ type: TunnelType.Mpls, id: 100, a: '', b: '' }])
})

test('GRE with the key 0xffffffff is not GRE without a key (RFC 2890 §2)', () => {
  const frames = [there(gre({ key: 0xffffffff }, ping())), there(gre({}, ping()))]
  expect(tunnelsOf(frames).map((r) => r.id)).toEqual([0xffffffff, NO_ID])
})

test("the kernel's three nodes: a group and unicast between pairs", () => {
  const rows = tunnelsOf(fixture('multicast-3nodes'))
  expect(rows.every((r) => r.type === TunnelType.Vxlan)).toBe(true)
  expect(rows.some((r) => r.toGroup && r.b === 'ef010101' && r.packetsBa === 0)).toBe(true)
  expect(rows.some((r) => !r.toGroup && r.packetsAb > 0 && r.packetsBa > 0)).toBe(true)
})

test('10,000 tunnels agree with a plain Map', () => {
  const tunnels = new Tunnels()
  const stack = new TunnelStack()
  const oracle = new Map<string, number>()
  const p = new Packet()
  const f = there(inVni(0, ping()))
  const view = new DataView(f.octets.buffer)
  for (let i = 0; i < 30_000; i++) {
    const n = (i * 7919) % 10_000
    view.setUint32(26, n % 100) // source address, with the header checksum left wrong: it is no fragment
    view.setUint32(14 + 20 + 8 + 4, Math.floor(n / 100) << 8)
    stack.fill(take(p, f, i))
    tunnels.observe(p, stack)
    const key = `${Math.floor(n / 100)} ${n % 100}`
    oracle.set(key, (oracle.get(key) ?? 0) + 1)
  }
  const found = new Map([...tunnels.rows()].map((r) => [`${r.id} ${r.a}`, r.packetsAb]))
  expect(found).toEqual(oracle)
  expect(tunnels.dropped).toBe(0)
})

test('what finds no room is counted, what has its row goes on', () => {
  const tunnels = new Tunnels(1)
  const frames = [there(inVni(1, ping())), there(inVni(2, ping())), back(inVni(1, pong())), there(inVni(3, ping()))]
  expect(tunnelsOf(frames, tunnels)).toMatchObject([{ id: 1, packetsAb: 1, packetsBa: 1 }])
  expect(tunnels.dropped).toBe(2)
})
