import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import {
  arp,
  damaged,
  ethernet,
  icmpEcho,
  ipv4,
  ipv6,
  type Part,
  tcp,
  text,
  u8,
  u16,
  u32,
  udp,
  vxlan,
} from '../../../fixtures/make/packets.js'
import { COPY_WINDOW, Copies, Copy, HeldBack } from '../../../src/analysis/capture-points/copies.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { openCapture } from '../../../src/capture/file.js'
import { mergeCaptures } from '../../../src/capture/merge.js'
import { decode } from '../../../src/wire/decode.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, frame, frameOf, INNER_A, INNER_B, ping, take } from '../../helpers/packets.js'

const CARD = 0
const DEVICE = 1
const LINKTYPE_LINUX_SLL = 113
const LINKTYPE_LINUX_SLL2 = 276

/** A frame, when it came in nanoseconds, and on which interface. */
type Seen = readonly [at: number, on: number, f: Frame]

/** What each packet is a copy of: `-`, `inner of 1`, `again 1`; `resolves 1` when an earlier one turns out to be its copy. */
function compare(seen: readonly Seen[], copies = new Copies()): string[] {
  const networks = new Networks()
  const stack = new TunnelStack()
  const p = new Packet()
  const tickets = new Map<number, number>()
  return seen.map(([at, on, f], i) => {
    p.interfaceId = on
    take(p, f, i + 1, at)
    stack.fill(p)
    networks.observe(p, stack)
    const kind = copies.observe(p, stack, networks)
    if (kind === Copy.Inner) return `inner of ${copies.original} in ${copies.network}`
    if (kind === Copy.Again) return `again ${copies.original}`
    tickets.set(copies.ticket, i + 1)
    return copies.resolved > 0 ? `resolves ${tickets.get(copies.resolved)}` : '-'
  })
}

/** As `compare`, from a capture that is known to have several interfaces. */
function compareAll(...seen: readonly Seen[]): string[] {
  const copies = new Copies()
  copies.start()
  return compare(seen, copies)
}

/** The frame of an overlay's packet on the card, in a tunnel to `remote`. */
function carried(body: Part, identification = 1, remote = B.ip, vni = 42): Frame {
  const inner = ethernet(INNER_B.mac, INNER_A.mac, body)
  const datagram = udp({ source: 50000, destination: 4789 }, vxlan(vni, inner), true)
  return frame(ipv4({ source: A.ip, destination: remote, identification }, datagram))
}

const plain = (body: Part): Frame => frameOf(ethernet(INNER_B.mac, INNER_A.mac, body).octets)

/** A cooked frame of version 2 (LINKTYPE_LINUX_SLL2). */
function cooked2(index: number, body: Part): Frame {
  const header = Buffer.concat([u16(body.etherType ?? 0, 0), u32(index), u16(1), u8(4, 6), Buffer.alloc(8)])
  return { ...frameOf(Buffer.concat([header, body.octets])), linkType: LINKTYPE_LINUX_SLL2 }
}

/** A cooked frame of version 1 (LINKTYPE_LINUX_SLL). */
function cooked1(body: Part): Frame {
  const header = Buffer.concat([u16(4, 1, 6), Buffer.alloc(8), u16(body.etherType ?? 0)])
  return { ...frameOf(Buffer.concat([header, body.octets])), linkType: LINKTYPE_LINUX_SLL }
}

const request = arp({
  operation: 'request',
  sender: [INNER_A.mac, INNER_A.ip],
  target: ['00:00:00:00:00:00', INNER_B.ip],
})

test('a capture of one interface has no copies, and nothing is looked for', () => {
  const copies = new Copies()
  const same: Seen[] = [
    [0, 3, plain(ping())],
    [1, 3, carried(ping())],
    [2, 3, carried(ping())],
    [3, 3, plain(ping())],
  ]
  expect(compare(same, copies)).toEqual(['-', '-', '-', '-'])
  expect(copies).toMatchObject({ active: false, count: 0 })
})

test('comparing begins with the second interface', () => {
  const copies = new Copies()
  expect(
    compare(
      [
        [0, CARD, carried(ping())],
        [1, DEVICE, plain(request)],
        [2, CARD, carried(request)],
      ],
      copies,
    ),
  ).toEqual(['-', '-', 'resolves 2'])
  expect(copies.active).toBe(true)
})

test.each([
  ['ARP', request],
  ['ICMP', ping()],
  [
    'IPv6',
    ipv6({ source: INNER_A.ip6, destination: INNER_B.ip6 }, udp({ source: 1, destination: 2 }, { octets: text('x') })),
  ],
])('%s is seen on the device first where it is sent, and on the card first where it is received', (_, body) => {
  expect(compareAll([0, DEVICE, plain(body)], [9, CARD, carried(body)])).toEqual(['-', 'resolves 1'])
  expect(compareAll([0, CARD, carried(body)], [9, DEVICE, plain(body)])).toEqual(['-', 'inner of 1 in 1'])
})

test('a packet that passes device, bridge and port is one packet', () => {
  const copies = new Copies()
  copies.start()
  const seen: Seen[] = [
    [0, 5, plain(request)],
    [1, 6, plain(request)],
    [2, DEVICE, plain(request)],
    [3, CARD, carried(request)],
    [4, 4, plain(request)],
  ]
  expect(compare(seen, copies)).toEqual(['-', 'again 1', 'again 1', 'resolves 1', 'inner of 4 in 1'])
  expect(copies.count).toBe(4)
})

test('the same packet of a tunnel on another interface is a copy, on the same one a repetition', () => {
  expect(compareAll([0, CARD, carried(ping())], [9, 7, carried(ping())])).toEqual(['-', 'again 1'])
  expect(compareAll([0, CARD, carried(ping())], [9, CARD, carried(ping())])).toEqual(['-', '-'])
})

test('a flood that is replicated is a packet for each VTEP', () => {
  const seen: Seen[] = [
    [0, DEVICE, plain(request)],
    [1, CARD, carried(request, 1, '10.0.0.2')],
    [2, CARD, carried(request, 1, '10.0.0.3')],
    [3, 4, plain(request)],
  ]
  expect(compareAll(...seen)).toEqual(['-', 'resolves 1', '-', 'inner of 3 in 1'])
})

test('another identification of the outer header, or another network, is another packet', () => {
  const same = carried(ping())
  expect(compareAll([0, CARD, same], [1, 7, carried(ping(), 2)])).toEqual(['-', '-'])
  expect(compareAll([0, CARD, same], [1, 7, carried(ping(), 1, B.ip, 43)])).toEqual(['-', '-'])
})

test('a packet in two tunnels is what it is in the outer one', () => {
  const outer = carried(
    ipv4(
      { source: '192.0.2.1', destination: '192.0.2.2' },
      udp({ source: 1, destination: 4789 }, vxlan(7, ethernet(B.mac, A.mac, ping())), true),
    ),
  )
  const middle = plain(
    ipv4(
      { source: '192.0.2.1', destination: '192.0.2.2' },
      udp({ source: 1, destination: 4789 }, vxlan(7, ethernet(B.mac, A.mac, ping())), true),
    ),
  )
  expect(compareAll([0, CARD, outer], [1, DEVICE, middle], [2, 2, plain(ping())])).toEqual([
    '-',
    'inner of 1 in 2',
    'inner of 1 in 2',
  ])
})

test.each([
  ['in the window', COPY_WINDOW, 'resolves 1'],
  ['after the window', COPY_WINDOW + 1, '-'],
  ['before it, by another clock', -COPY_WINDOW, 'resolves 1'],
])('%s', (_, later, expected) => {
  expect(compareAll([1e9, DEVICE, plain(ping())], [1e9 + later, CARD, carried(ping())])[1]).toBe(expected)
})

test('a packet without a time is compared with none', () => {
  const p = new Packet()
  const stack = new TunnelStack()
  const networks = new Networks()
  const copies = new Copies()
  copies.start()
  for (const [on, f] of [plain(ping()), carried(ping())].entries()) {
    p.interfaceId = on
    take(p, f, on + 1)
    p.hasTime = false
    stack.fill(p)
    networks.observe(p, stack)
    copies.observe(p, stack, networks)
  }
  expect(copies).toMatchObject({ count: 0, ticket: 0 })
})

test('neither the TTL nor checksums are compared', () => {
  const octets = ping().octets
  const body = { ...ping(), octets }
  const lower = Buffer.from(octets)
  lower[8]!--
  // The checksums of IP and ICMP.
  for (const at of [10, 22]) lower.writeUInt16BE(0xbeef, at)
  expect(compareAll([0, DEVICE, plain({ ...body, octets: lower })], [1, CARD, carried(body)])[1]).toBe('resolves 1')
})

test.each([
  ['identification', 5],
  ['source', 15],
  ['destination', 19],
  ['protocol', 9],
  ['fragment offset', 7],
  ['ICMP identifier', 25],
  ['ICMP sequence number', 27],
  ['data', 30],
])('another %s is another packet', (_, at) => {
  const other = { ...ping(), octets: damaged(ping().octets, at) }
  expect(compareAll([0, DEVICE, plain(other)], [1, CARD, carried(ping())])[1]).toBe('-')
})

test('of segments that the device has as one the first is found', () => {
  const ports = { source: 40000, destination: 80, acknowledgment: 1, flags: 0x10 }
  const ends = { source: INNER_A.ip, destination: INNER_B.ip, identification: 9 }
  const whole = ipv4(ends, tcp({ ...ports, sequence: 100, data: Buffer.alloc(2000) }))
  const first = ipv4(ends, tcp({ ...ports, sequence: 100, data: Buffer.alloc(1000) }))
  const second = ipv4({ ...ends, identification: 10 }, tcp({ ...ports, sequence: 1100, data: Buffer.alloc(1000) }))
  const seen: Seen[] = [
    [0, CARD, carried(first)],
    [1, CARD, carried(second, 2)],
    [2, DEVICE, plain(whole)],
  ]
  expect(compareAll(...seen)).toEqual(['-', '-', 'inner of 1 in 1'])
})

test('datagrams of one flow without identification are told apart by their data', () => {
  const of = (data: string): Part =>
    ipv6({ source: INNER_A.ip6, destination: INNER_B.ip6 }, udp({ source: 1, destination: 2 }, { octets: text(data) }))
  const seen: Seen[] = [
    [0, DEVICE, plain(of('number 1'))],
    [1, DEVICE, plain(of('number 2'))],
    [2, CARD, carried(of('number 1'))],
    [3, CARD, carried(of('number 2'), 2)],
  ]
  expect(compareAll(...seen)).toEqual(['-', '-', 'resolves 1', 'resolves 2'])
})

test('version 2 of the cooked header tells the interface', () => {
  const copies = new Copies()
  const seen: Seen[] = [
    [0, 0, cooked2(3, ping())],
    [1, 0, cooked2(3, ping())],
    [2, 0, cooked2(4, ping())],
  ]
  expect(compare(seen, copies)).toEqual(['-', '-', 'again 2'])
  expect(copies.active).toBe(true)
})

test('version 1 does not: what is repeated within 5 ms is a copy', () => {
  expect(
    compare([
      [0, 0, cooked1(ping())],
      [5e6, 0, cooked1(ping())],
    ]),
  ).toEqual(['-', 'again 1'])
  expect(
    compare([
      [0, 0, cooked1(ping())],
      [5e6 + 1, 0, cooked1(ping())],
    ]),
  ).toEqual(['-', '-'])
})

test('a packet cut anywhere is compared as far as it goes', () => {
  const whole = carried(ping())
  for (let length = 0; length < whole.octets.length; length++) {
    const cut = { ...whole, octets: whole.octets.slice(0, length) }
    expect(compareAll([0, CARD, cut], [1, DEVICE, cut])[0]).toBe('-')
  }
})

test('more packets than it remembers do no harm', () => {
  const copies = new Copies()
  copies.start()
  const many: Seen[] = []
  for (let n = 0; n < 40_000; n++)
    many.push([
      n,
      DEVICE,
      plain(
        ipv4(
          { source: INNER_A.ip, destination: INNER_B.ip, identification: n & 0xffff },
          icmpEcho({ id: n >> 8, sequence: n & 0xff, length: 0 }),
        ),
      ),
    ])
  many.push([50_000, CARD, many.at(-1)![2]])
  expect(compare(many, copies).at(-1)).toBe('again 40000')
  expect(copies.count).toBe(1)
})

test('what is held back is due after the window, in order, and not if it was a copy', () => {
  const held = new HeldBack(4)
  const p = new Packet()
  const places: number[] = []
  for (const ticket of [3, 5, 8]) {
    p.tsNsec = ticket
    places.push(held.hold(p, ticket))
  }
  held.resolve(5)
  held.resolve(4)
  p.tsNsec = COPY_WINDOW + 3
  expect(held.due(p)).toBe(-1)
  p.tsNsec = COPY_WINDOW + 9
  expect([held.due(p), held.due(p), held.due(p)]).toEqual([places[0], places[2], -1])
  expect(held.count).toBe(0)
})

test('what is held back can be taken at the end', () => {
  const held = new HeldBack(2)
  const p = new Packet()
  const first = held.hold(p, 1)
  const second = held.hold(p, 2)
  expect(held.count).toBe(held.size)
  held.resolve(2)
  expect([held.take(), held.take()]).toEqual([first, -1])
  expect(held.hold(p, 3)).not.toBe(second)
})

/** Packets, and copies among them, of captures that are read as one. */
async function copiesOf(...paths: readonly string[]) {
  const capture = mergeCaptures(await Promise.all(paths.map((path) => openCapture(path))))
  const networks = new Networks()
  const copies = new Copies()
  const stack = new TunnelStack()
  const p = new Packet()
  if (paths.length > 1) copies.start()
  while (await capture.fill()) {
    while (capture.next(p)) {
      decode(p)
      stack.fill(p)
      networks.observe(p, stack)
      copies.observe(p, stack, networks)
    }
  }
  return [p.number, copies.count]
}

const FIXTURE = fileURLToPath(new URL('../../../fixtures/any-sll2.pcap', import.meta.url))

// Packets of the same content within 50 ms, counted from tshark's fields.
test("copies in the kernel's capture on any interface", async () => {
  expect(await copiesOf(FIXTURE)).toEqual([16, 8])
})

const LAB = fileURLToPath(new URL('../../../../shared/lab/', import.meta.url))
const hasLab = existsSync(LAB)
if (!hasLab) console.warn(`skipped: copies in captures on several interfaces: ${LAB} is not there`)

test.skipIf(!hasLab).each([
  ['n1.any.sll2.pcap', 117, 73],
  ['n2.any.sll.pcap', 89, 52],
])('%s of a bridged network: %i packets, %i copies', async (file, packets, copies) => {
  expect(await copiesOf(`${LAB}03-mcast-bridge/${file}`)).toEqual([packets, copies])
})

test.skipIf(!hasLab)('three machines that see each other', async () => {
  const files = ['n1', 'n2', 'n3'].map((n) => `${LAB}03-mcast-bridge/${n}.pcap`)
  expect(await copiesOf(...files)).toEqual([113, 66])
})

// Segmentation and checksums are left to the card (TSO on; off), and merged on arrival: each packet of the device is one
// of the card's.
test.skipIf(!hasLab).each([
  ['11-offload-udpcsum-on', 'n1', 248, 123],
  ['11-offload-udpcsum-on', 'n2', 248, 123],
  ['11-offload-udpcsum-off', 'n1', 326, 123],
  ['11-offload-udpcsum-off', 'n2', 326, 123],
])('%s, %s: all packets of the tunnel device are copies', async (network, node, packets, copies) => {
  const paths = [`${LAB}${network}/${node}.pcap`, `${LAB}${network}/${node}.vxlan0.pcap`]
  expect(await copiesOf(...paths)).toEqual([packets, copies])
})
