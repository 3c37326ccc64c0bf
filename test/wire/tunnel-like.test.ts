import { describe, expect, test } from 'vitest'
import { arp, ethernet, geneve, ipv6, type Part, type Tag, udp, vxlan, vxlanGpe } from '../../fixtures/make/packets.js'
import { Kind } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { tunnelLike } from '../../src/wire/tunnel-like.js'
import { namesOf } from '../helpers/octets.js'
import { A, fixture, frame, INNER_A, INNER_B, ping, replay, take, underlay } from '../helpers/packets.js'

const PORT = 7777
const IVXLAN = 48879

const inner = (body: Part, ...tags: Tag[]): Part => ({
  ...ethernet(INNER_B.mac, INNER_A.mac, body, ...tags),
  etherType: 0x6558,
})
const ECHO = inner(ping())
const WHO_HAS = inner(
  arp({
    operation: 'request',
    sender: [INNER_A.mac, INNER_A.ip],
    target: ['00:00:00:00:00:00', INNER_B.ip],
  }),
)
const V6 = ipv6({ source: INNER_A.ip6, destination: INNER_B.ip6 }, ping())

/** The octets from `at` on become others. */
function changed(part: Part, at: number, ...octets: number[]): Part {
  const copy = Buffer.from(part.octets)
  copy.set(octets, at)
  return { ...part, octets: copy }
}

/** Of the data as a whole, or as a capture has them that keeps `captured` octets of each. */
function like({ octets }: Part, port = PORT, captured = octets.length): Kind {
  const copy = Uint8Array.from(octets.subarray(0, captured))
  return tunnelLike(new DataView(copy.buffer), port, 0, copy.length, octets.length)
}

describe('Geneve', () => {
  const options = [{ class: 0x0102, type: 0x80, data: Buffer.from([0, 1, 0, 2]) }]
  const header = geneve(5, options, ECHO)
  const bare = geneve(5, [], ECHO)

  test.each([
    ['a frame', bare],
    ['behind an option that is critical', header],
    ['an ARP request', geneve(5, [], WHO_HAS)],
    ['a control packet', geneve(5, [], ECHO, true)],
    ['a frame in a VLAN', geneve(5, [], inner(ping(), { type: 0x8100, id: 7 }))],
    ['IPv6 in a frame', geneve(5, [], inner(V6))],
    ['IPv4 without a frame', geneve(5, [], ping())],
    ['IPv6 without a frame', geneve(5, [], V6)],
  ])('%s', (_, part) => expect(like(part)).toBe(Kind.Geneve))

  test('the snapshot length is no contradiction', () => expect(like(bare, PORT, 60)).toBe(Kind.Geneve))

  test.each([
    ['another version', changed(bare, 0, 0x40)],
    ['a reserved bit', changed(bare, 1, 0x01)],
    ['the reserved octet', changed(bare, 7, 1)],
    ['another protocol', changed(bare, 2, 0x88, 0x47)],
    ['options beyond the end', changed(bare, 0, 0x3f)],
    ['an option beyond all of them', changed(header, 11, 2)],
    ['a group as the source station', changed(bare, 14, 0x03)],
    ['no station as the source', changed(bare, 14, 0, 0, 0, 0, 0, 0)],
    ['a frame of an unknown type', changed(bare, 20, 0x88, 0xb5)],
    ['IPv4 of another version', changed(bare, 22, 0x65)],
    ['IPv4 with half a header', changed(bare, 22, 0x44)],
    ['IPv4 that is longer than the datagram', changed(bare, 24, 0x05, 0xdc)],
    ['IPv4 shorter than its header', changed(bare, 24, 0, 19)],
    ['nothing behind the header', { octets: bare.octets.subarray(0, 8) }],
    ['zeros', { octets: Buffer.alloc(64) }],
  ])('not with %s', (_, part) => expect(like(part)).toBe(Kind.Payload))
})

describe('VXLAN', () => {
  const policy = (flags: number, reserved = 0) => vxlan(42, ECHO, { flags, reserved })

  test.each([
    ['plain', policy(0x08000000), PORT, Kind.Vxlan],
    ['with a group policy (draft-smith-vxlan-group-policy §2.1)', policy(0x88000123), PORT, Kind.Vxlan],
    ['with D and A as well', policy(0x88480222), PORT, Kind.Vxlan],
    ['with a policy that G does not announce', policy(0x08000123), PORT, Kind.Payload],
    ['with a policy and a reserved bit', policy(0x89000123), PORT, Kind.Payload],
    ['with a policy and the reserved octet', policy(0x88000123, 1), PORT, Kind.Payload],
    ['with a policy, and no frame', vxlan(42, ping(), { flags: 0x88000123 }), PORT, Kind.Payload],
    ['of Cisco ACI', policy(0xc8c08012, 0x80), IVXLAN, Kind.Vxlan],
    ['of Cisco ACI to another port', policy(0xc8c08012, 0x80), PORT, Kind.Payload],
    ['of Cisco ACI without a VNI', policy(0xc0c08012, 0x80), IVXLAN, Kind.Payload],
    ['of Cisco ACI, and no frame', vxlan(42, ping(), { flags: 0xc8c08012 }), IVXLAN, Kind.Payload],
  ])('%s', (_, part, port, expected) => expect(like(part, port)).toBe(expected))

  test.each([
    ['IPv4', vxlanGpe(42, 1, ping()), Kind.VxlanGpe],
    ['IPv6', vxlanGpe(42, 2, V6), Kind.VxlanGpe],
    ['Ethernet', vxlanGpe(42, 3, ECHO), Kind.VxlanGpe],
    ['a frame for many (B)', changed(vxlanGpe(42, 3, ECHO), 0, 0x0e), Kind.VxlanGpe],
    ['another than it names', vxlanGpe(42, 2, ping()), Kind.Payload],
    ['what nobody has assigned', vxlanGpe(42, 9, ECHO), Kind.Payload],
    ['a version that there is not', changed(vxlanGpe(42, 3, ECHO), 0, 0x1c), Kind.Payload],
    ['a reserved bit', changed(vxlanGpe(42, 3, ECHO), 2, 1), Kind.Payload],
  ])('with a next protocol: %s', (_, part, expected) => expect(like(part)).toBe(expected))
})

const unknown = [4789, 4790, 6081]
test.each([
  // Of the kernel; tshark: G is set in 4 of 12.
  ['gbp', Kind.Vxlan],
  ['geneve', Kind.Geneve],
])('all of %s, were its port unknown', (name, kind) => {
  const tables = defaultTables()
  for (const port of unknown) tables.udpPorts[port] = Kind.Payload
  const plain = new Packet(tables)
  const guessing = new Packet({ ...tables, guess: true })
  for (const [i, f] of fixture(name).entries()) {
    expect(namesOf(take(plain, f, i)).slice(0, 4)).toEqual(['eth', 'ip', 'udp', 'data'])
    take(guessing, f, i)
    expect(guessing.layers[3]!.kind).toBe(kind)
  }
})

test('what fixtures carry in tunnels, and beside them, is no tunnel', () => {
  for (const name of ['multicast', 'fragments', 'p2p-noise', 'gre-in-udp', 'flannel-udp', 'nested', 'icmp-quoted']) {
    replay(fixture(name), (p) => {
      const [below, last] = [p.layers[p.depth - 2], p.layers[p.depth - 1]]
      if (below?.kind !== Kind.Udp || last?.kind !== Kind.Payload) return
      const port = p.view.getUint16(below.start + 2)
      expect(tunnelLike(p.view, port, below.payload, below.end, below.claimed)).toBe(Kind.Payload)
    })
  }
})

test('with the option, in a tunnel as well', () => {
  const p = new Packet({ ...defaultTables(), guess: true })
  const within = udp({ source: 1, destination: PORT }, geneve(5, [], ECHO))
  const outer = udp(
    { source: 1, destination: 4789 },
    vxlan(42, ethernet(INNER_B.mac, INNER_A.mac, underlay(within, A.ip))),
  )
  expect(namesOf(take(p, frame(underlay(outer)), 1))).toEqual([
    'eth',
    'ip',
    'udp',
    'vxlan',
    'eth',
    'ip',
    'udp',
    'geneve',
    'eth',
    'ip',
    'icmp',
    'data',
  ])
})
