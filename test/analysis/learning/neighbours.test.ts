import { expect, test } from 'vitest'
import {
  arp,
  ethernet,
  icmpUnreachable,
  ipv4,
  ipv6,
  type Part,
  type Tag,
  u8,
  u32,
  udp,
  vxlan,
} from '../../../fixtures/make/packets.js'
import { Copies } from '../../../src/analysis/capture-points/copies.js'
import type { NeighbourMessage } from '../../../src/analysis/learning/neighbour-message.js'
import { Neighbours } from '../../../src/analysis/learning/neighbours.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import type { Frame } from '../../helpers/octets.js'
import { A, B, fixture, frame, frameOf, take } from '../../helpers/packets.js'

const SECOND = 1e9
const ALL = 'ff:ff:ff:ff:ff:ff'
const NOBODY = '00:00:00:00:00:00'

/** A station, whose MAC address ends as its IP addresses do. */
interface Station {
  readonly ip: string
  readonly mac: string
  readonly ip6: string
}
const station = (n: number, mac = n): Station => ({
  ip: `172.17.1.${n}`,
  mac: `02:00:00:00:01:0${mac}`,
  ip6: `fd00::${n}`,
})
const [X, Y, Z] = [station(2), station(3), station(4)]
/** The address of Y in another station. */
const OTHER_Y = station(3, 9)

// Messages, each in its Ethernet frame.
const asks = (who: Station, whom: Station, to = ALL): Part =>
  ethernet(to, who.mac, arp({ operation: 'request', sender: [who.mac, who.ip], target: [NOBODY, whom.ip] }))
const answers = (who: Station, whom: Station, to = whom.mac): Part =>
  ethernet(to, who.mac, arp({ operation: 'reply', sender: [who.mac, who.ip], target: [whom.mac, whom.ip] }))
const probes = (who: Station): Part =>
  ethernet(ALL, who.mac, arp({ operation: 'request', sender: [who.mac, '0.0.0.0'], target: [NOBODY, who.ip] }))
const announces = (who: Station): Part =>
  ethernet(ALL, who.mac, arp({ operation: 'request', sender: [who.mac, who.ip], target: [NOBODY, who.ip] }))
const claims = (who: Station, target = who.mac): Part =>
  ethernet(ALL, who.mac, arp({ operation: 'reply', sender: [who.mac, who.ip], target: [target, who.ip] }))

function ip6(address: string): Buffer {
  const [left = '', right = ''] = address.split('::')
  const groups = (s: string): string[] => (s === '' ? [] : s.split(':'))
  const zeros = new Array<string>(8 - groups(left).length - groups(right).length).fill('0')
  const hex = [...groups(left), ...zeros, ...groups(right)].map((g) => g.padStart(4, '0')).join('')
  return Buffer.from(hex, 'hex')
}

const SOLICITATION = 135
const ADVERTISEMENT = 136
const SOLICITED = 0x40000000
const OVERRIDE = 0x20000000

/** RFC 4861 §4.3, §4.4, with a link-layer address option (§4.6.1) when a MAC address is given. */
function discovery(type: number, target: string, mac?: string, flags = 0): Part {
  const option =
    mac === undefined ? [] : [u8(type === SOLICITATION ? 1 : 2, 1), Buffer.from(mac.replaceAll(':', ''), 'hex')]
  return { octets: Buffer.concat([u32(type * 2 ** 24, flags), ip6(target), ...option]), protocol: 58, checksumAt: 2 }
}

const ALL_NODES = 'ff02::1'
const SOLICITED_NODE = 'ff02::1:ff00:3'

function solicits(
  who: Station,
  whom: Station,
  { to = SOLICITED_NODE, from = who.ip6, hopLimit = 255, named = true } = {},
): Part {
  const body = discovery(SOLICITATION, whom.ip6, named ? who.mac : undefined)
  const mac = to.startsWith('ff') ? '33:33:ff:00:00:03' : whom.mac
  return ethernet(mac, who.mac, ipv6({ source: from, destination: to, hopLimit }, body))
}

function advertises(who: Station, to: string, flags = SOLICITED | OVERRIDE, named = true): Part {
  const body = discovery(ADVERTISEMENT, who.ip6, named ? who.mac : undefined, flags)
  const mac = to.startsWith('ff') ? '33:33:00:00:00:01' : to === Z.ip6 ? Z.mac : X.mac
  return ethernet(mac, who.mac, ipv6({ source: who.ip6, destination: to, hopLimit: 255 }, body))
}

/** The frame in VXLAN, from A to a remote. */
const carried = (inner: Part, { vni = 42, remote = B.ip, identification = 1, unchecked = true } = {}): Frame =>
  frame(
    ipv4(
      { source: A.ip, destination: remote, identification },
      udp({ source: 50000, destination: 4789 }, vxlan(vni, inner), unchecked),
    ),
  )

const bare = (inner: Part): Frame => frameOf(inner.octets)

/** A frame at a time in nanoseconds, on an interface. */
type Seen = readonly [at: number, what: Frame | Part, on?: number]

/** Reads packets, those that are no frames yet as frames of VNI 42, which is network 1; gives all that was found out. */
function read(seen: readonly Seen[], copies = new Copies()) {
  const networks = new Networks()
  const ip = (number: number): string => {
    if (number === -1) return '-'
    const octets = new Uint8Array(16)
    networks.addresses.copyTo(number, new DataView(octets.buffer), 0)
    if (networks.addresses.isIpv6(number))
      return Buffer.from(octets)
        .toString('hex')
        .replace(/^(.{4})0+(.)$/, '$1::$2')
    return octets.slice(0, 4).join('.')
  }
  const mac = (number: number): string =>
    number
      .toString(16)
      .padStart(12, '0')
      .replace(/..(?=.)/g, '$&:')
  const messages: (Omit<NeighbourMessage, 'sender' | 'target' | 'vtep' | 'remote'> & Record<string, unknown>)[] = []
  const neighbours = new Neighbours(networks, copies, (m) =>
    messages.push({ ...m, sender: ip(m.sender), target: ip(m.target), vtep: ip(m.vtep), remote: ip(m.remote) }),
  )
  const stack = new TunnelStack()
  const p = new Packet()
  for (const [i, [at, what, on = 0]] of seen.entries()) {
    p.interfaceId = on
    take(p, 'linkType' in what ? what : carried(what), i + 1, at)
    stack.fill(p)
    networks.observe(p, stack)
    copies.observe(p, stack, networks)
    neighbours.observe(p, stack)
  }
  neighbours.finish()
  const end = { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
  return {
    neighbours,
    messages,
    kinds: messages.map((m) => m.kind),
    /** `network host > neighbour mac how frame` */
    entries: neighbours
      .entries(end)
      .map(
        (e) =>
          `${e.network} ${ip(e.host)} > ${ip(e.ip)} ${mac(e.mac)} ${e.how} ${e.learned.frame}${e.failed ? ' failed' : ''}`,
      ),
    events: neighbours.events().map((e) => `${e.at.frame}: ${ip(e.host)} > ${ip(e.ip)} ${mac(e.before)} ${mac(e.mac)}`),
    unanswered: neighbours
      .unanswered()
      .map((u) => `${u.network} ${ip(u.host)} > ${ip(u.ip)} ${u.requests}: ${u.frames}`),
    conflicts: neighbours.conflicts().map((c) => `${c.network} ${ip(c.ip)} ${c.macs.map(mac).join(' ')}: ${c.frames}`),
  }
}

const X_KNOWS_Y = `1 ${X.ip} > ${Y.ip} ${Y.mac} reply 2`
const Y_KNOWS_X = `1 ${Y.ip} > ${X.ip} ${X.mac} request 1`
const GREETING: readonly Seen[] = [
  [0, asks(X, Y)],
  [50_000, answers(Y, X)],
]

test('a question and its answer teach both', () => {
  const { messages, entries, events } = read(GREETING)
  expect(messages).toMatchObject([
    {
      kind: 'request',
      network: 1,
      sender: X.ip,
      target: Y.ip,
      toStations: true,
      elapsed: -1,
      vtep: A.ip,
      remote: B.ip,
    },
    {
      kind: 'reply',
      network: 1,
      sender: Y.ip,
      target: X.ip,
      toStations: false,
      requestFrame: 1,
      elapsed: 50_000,
      retries: 0,
    },
  ])
  expect(entries).toEqual([X_KNOWS_Y, Y_KNOWS_X])
  expect(events).toEqual([`1: ${Y.ip} > ${X.ip} ${NOBODY} ${X.mac}`, `2: ${X.ip} > ${Y.ip} ${NOBODY} ${Y.mac}`])
})

test.each([
  ['request', asks(X, Y)],
  ['refresh', asks(X, Y, Y.mac)],
  ['reply', answers(Y, X)],
  ['probe', probes(X)],
  ['announcement', announces(X)],
  ['gratuitous-reply', claims(X)],
  ['request', solicits(X, Y)],
  ['refresh', solicits(X, Y, { to: Y.ip6 })],
  ['probe', solicits(X, X, { from: '::', named: false })],
  ['reply', advertises(Y, X.ip6)],
  ['announcement', advertises(Y, ALL_NODES, OVERRIDE)],
])('%s', (kind, message) => {
  expect(read([[0, message]]).kinds).toEqual([kind])
})

test('what a probe wants it does not say that it has', () => {
  const { messages, entries } = read([
    [0, probes(Y)],
    [1, solicits(Y, Y, { from: '::', named: false })],
  ])
  expect(messages).toMatchObject([
    { sender: '-', target: Y.ip, retries: 0 },
    { sender: '-', target: Y.ip6 },
  ])
  expect(entries).toEqual([])
})

test('a probe that is answered teaches nothing', () => {
  const answer = ethernet(
    X.mac,
    Y.mac,
    arp({ operation: 'reply', sender: [Y.mac, Y.ip], target: [OTHER_Y.mac, '0.0.0.0'] }),
  )
  const { messages, entries, conflicts } = read([
    [0, probes(OTHER_Y)],
    [1, answer],
  ])
  expect(messages[1]).toMatchObject({ kind: 'reply', sender: Y.ip, target: '-' })
  expect([entries, conflicts]).toEqual([[], []])
})

test('an answer belongs to the last of several questions', () => {
  const { messages, unanswered } = read([
    [0, asks(X, Y)],
    [SECOND, asks(X, Y)],
    [2 * SECOND, asks(X, Y)],
    [2 * SECOND + 70, answers(Y, X)],
  ])
  expect(messages.map((m) => m.retries)).toEqual([0, 1, 2, 2])
  expect(messages[3]).toMatchObject({ requestFrame: 3, elapsed: 70 })
  expect(unanswered).toEqual([])
})

test('questions that nobody answers', () => {
  const { messages, entries, unanswered } = read([
    [0, asks(X, Y)],
    [SECOND, asks(X, Y)],
    [2 * SECOND, asks(X, Y)],
    [9 * SECOND, asks(X, Y)],
    [10 * SECOND, asks(X, Y)],
  ])
  expect(messages.map((m) => m.retries)).toEqual([0, 1, 2, 0, 1])
  expect(unanswered).toEqual([`1 ${X.ip} > ${Y.ip} 5: 1,2,3,4`])
  expect(entries).toEqual([])
})

test('who asks but once had an answer that was not seen', () => {
  const { unanswered } = read([
    [0, asks(X, Y)],
    [30 * SECOND, asks(X, Y)],
    [60 * SECOND, asks(Z, Y)],
  ])
  expect(unanswered).toEqual([])
})

test('an answer after more than a minute answers nothing', () => {
  const { messages } = read([
    [0, asks(X, Y)],
    [60 * SECOND + 1, answers(Y, X)],
  ])
  expect(messages[1]).toMatchObject({ kind: 'reply', requestFrame: 0, elapsed: -1 })
})

test('the refresh after five seconds, and its answer', () => {
  const { messages, entries } = read([
    ...GREETING,
    [5.1 * SECOND, asks(Y, X, X.mac)],
    [5.1 * SECOND + 20_000, answers(X, Y)],
  ])
  expect(messages.slice(2)).toMatchObject([
    { kind: 'refresh', sender: Y.ip, target: X.ip, toStations: false, age: 5.1 * SECOND },
    { kind: 'refresh-reply', sender: X.ip, target: Y.ip, requestFrame: 3, elapsed: 20_000 },
  ])
  expect(entries).toEqual([X_KNOWS_Y, Y_KNOWS_X])
})

const REFRESHES: readonly Seen[] = [5, 6, 7].map((s) => [s * SECOND, asks(X, Y, Y.mac)] as const)

test.each([
  ['three without an answer, for three seconds', [...REFRESHES, [8 * SECOND, probes(Z)]], ' failed'],
  ['two, when the capture goes on for three seconds', [...REFRESHES.slice(0, 2), [8 * SECOND, probes(Z)]], ' failed'],
  ['the capture ends before the host gives up', REFRESHES, ''],
  ['one, whose answer was not seen', [REFRESHES[0]!, [9 * SECOND, probes(Z)]], ''],
  ['an answer to the next question', [...REFRESHES, [8 * SECOND, asks(X, Y)], [8.1 * SECOND, answers(Y, X)]], ''],
  ['an announcement', [...REFRESHES, [8 * SECOND, announces(Y)]], ''],
  ['a question for its own address', [...REFRESHES, [8 * SECOND, asks(Y, X)], [8.1 * SECOND, answers(X, Y)]], ''],
] as const)('an entry that its host refreshes: %s', (_, more, failed) => {
  expect(read([...GREETING, ...more]).entries).toContain(X_KNOWS_Y + failed)
})

test('a question that was not answered has taught nobody', () => {
  expect(
    read([
      [0, asks(X, Y)],
      [1, asks(X, Z)],
    ]).entries,
  ).toEqual([])
})

test.each([
  ['announcement', announces(OTHER_Y)],
  ['gratuitous-reply', claims(OTHER_Y)],
])('%s: changes what others know, and makes nothing known', (_, message) => {
  expect(read([[0, message]]).entries).toEqual([])
  const { entries, events, conflicts } = read([...GREETING, [2 * SECOND, message]])
  expect(entries).toEqual([`1 ${X.ip} > ${Y.ip} ${OTHER_Y.mac} announcement 3`, Y_KNOWS_X])
  expect(events.at(-1)).toBe(`3: ${X.ip} > ${Y.ip} ${Y.mac} ${OTHER_Y.mac}`)
  expect(conflicts).toEqual([])
})

test('at once if it is gratuitous, after a second if it is another ARP packet', () => {
  const soon = SECOND - 1
  const changed = `1 ${X.ip} > ${Y.ip} ${OTHER_Y.mac} announcement 3`
  expect(read([...GREETING, [soon, announces(OTHER_Y)]]).entries).toContain(changed)
  // Linux, arp_is_garp: a reply that is not for its sender is not gratuitous.
  expect(read([...GREETING, [soon, claims(OTHER_Y, ALL)]]).entries).toContain(X_KNOWS_Y)
  expect(read([...GREETING, [soon, asks(OTHER_Y, Z)]]).entries).toContain(X_KNOWS_Y)
  expect(read([...GREETING, [2 * SECOND, asks(OTHER_Y, Z)]]).entries).toContain(changed)
})

test('what is overheard answers an open question', () => {
  const { entries } = read([
    [0, asks(X, Y)],
    [SECOND, asks(Y, Z)],
  ])
  expect(entries).toEqual([`1 ${X.ip} > ${Y.ip} ${Y.mac} announcement 2`])
})

test('the first of two answers within a second counts, and they are a conflict', () => {
  const { messages, entries, conflicts } = read([...GREETING, [60_000, answers(OTHER_Y, X)]])
  expect(messages[2]).toMatchObject({ kind: 'reply', requestFrame: 1, elapsed: 60_000 })
  // Both have got the question.
  expect(entries).toEqual([X_KNOWS_Y, Y_KNOWS_X, Y_KNOWS_X])
  expect(conflicts).toEqual([`1 ${Y.ip} ${Y.mac} ${OTHER_Y.mac}: 2,3`])
})

const LATER = 20 * SECOND
test.each([
  ['one that takes over silently', [[LATER, asks(OTHER_Y, Z)]], 0],
  ['one that takes over at once and says so', [[100_000, announces(OTHER_Y)]], 0],
  [
    'the first speaks again',
    [
      [LATER, asks(OTHER_Y, Z)],
      [2 * LATER, asks(Y, Z)],
    ],
    1,
  ],
  [
    'the first speaks again after more than a minute',
    [
      [LATER, asks(OTHER_Y, Z)],
      [LATER + 61 * SECOND, asks(Y, Z)],
    ],
    0,
  ],
  [
    'the first defends its address',
    [
      [LATER, announces(OTHER_Y)],
      [LATER + 10 * SECOND, announces(Y)],
    ],
    1,
  ],
  [
    'the first takes its address over again',
    [
      [LATER, announces(OTHER_Y)],
      [LATER + 11 * SECOND, announces(Y)],
    ],
    0,
  ],
] as const)('conflicts: %s', (_, more, count) => {
  expect(read([...GREETING, ...more]).conflicts).toHaveLength(count)
})

test('a conflict is told once', () => {
  const dispute: Seen[] = [1, 2, 3, 4].map((n) => [n * LATER, asks(n % 2 === 0 ? Y : OTHER_Y, Z)])
  expect(read([...GREETING, ...dispute]).conflicts).toEqual([`1 ${Y.ip} ${OTHER_Y.mac} ${Y.mac}: 3,4`])
})

const GREETING6: readonly Seen[] = [
  [0, solicits(X, Y)],
  [50_000, advertises(Y, X.ip6)],
]
const X_KNOWS_Y6 = `1 ${X.ip6} > ${Y.ip6} ${Y.mac} reply 2`

test('neighbour discovery teaches both', () => {
  const { messages, entries } = read(GREETING6)
  expect(messages).toMatchObject([
    { kind: 'request', isIpv6: true, sender: X.ip6, target: Y.ip6, toStations: true },
    { kind: 'reply', isIpv6: true, sender: Y.ip6, target: X.ip6, requestFrame: 1, elapsed: 50_000 },
  ])
  expect(entries).toEqual([X_KNOWS_Y6, `1 ${Y.ip6} > ${X.ip6} ${X.mac} request 1`])
})

test('an advertisement changes an entry only with the override flag (RFC 4861 §7.2.5)', () => {
  const changed = `1 ${X.ip6} > ${Y.ip6} ${OTHER_Y.mac} announcement 3`
  expect(read([...GREETING6, [SECOND, advertises(OTHER_Y, ALL_NODES, 0)]]).entries).toContain(X_KNOWS_Y6)
  expect(read([...GREETING6, [SECOND, advertises(OTHER_Y, ALL_NODES, OVERRIDE)]]).entries).toContain(changed)
})

test('several may answer for an anycast address, without the override flag (RFC 4861 §7.2.7)', () => {
  const { conflicts } = read([
    [0, solicits(X, Y)],
    [50_000, advertises(Y, X.ip6, SOLICITED)],
    [60_000, advertises(OTHER_Y, X.ip6, SOLICITED)],
  ])
  expect(conflicts).toEqual([])
  expect(read([...GREETING6, [60_000, advertises(OTHER_Y, X.ip6)]]).conflicts).toHaveLength(1)
})

test('a host has one table for all of its addresses', () => {
  const { entries } = read([
    ...GREETING6,
    [SECOND, solicits({ ...X, ip6: 'fe80::2' }, Y, { to: Y.ip6 })],
    [SECOND + 1, advertises(Y, 'fe80::2')],
  ])
  expect(entries.filter((e) => e.includes(`> ${Y.ip6}`))).toEqual([X_KNOWS_Y6])
})

test('a capture without times is read all the same', () => {
  const p = new Packet()
  const stack = new TunnelStack()
  const networks = new Networks()
  const copies = compared()
  const kinds: string[] = []
  const neighbours = new Neighbours(networks, copies, (m) => kinds.push(m.kind))
  for (const [i, part] of [asks(X, Y), answers(Y, X)].entries()) {
    take(p, bare(part), i + 1)
    p.hasTime = false
    stack.fill(p)
    networks.observe(p, stack)
    copies.observe(p, stack, networks)
    neighbours.observe(p, stack)
  }
  expect(kinds).toEqual(['request', 'reply'])
})

test('a solicitation is for its target alone', () => {
  const { entries } = read([...GREETING6, [2 * SECOND, solicits(OTHER_Y, Z, { to: 'ff02::1:ff00:4' })]])
  expect(entries).toContain(X_KNOWS_Y6)
})

test('an answer to one station may leave the MAC address out (RFC 4861 §7.2.4)', () => {
  const { messages, entries, unanswered } = read([
    ...GREETING6,
    [5 * SECOND, solicits(X, Y, { to: Y.ip6 })],
    [5 * SECOND + 1, advertises(Y, X.ip6, SOLICITED, false)],
    [6 * SECOND, solicits(Z, Y, { to: Y.ip6 })],
    [6 * SECOND + 1, advertises(Y, Z.ip6, SOLICITED, false)],
  ])
  expect(messages.slice(2).map((m) => m.kind)).toEqual(['refresh', 'refresh-reply', 'refresh', 'refresh-reply'])
  expect(entries).toContain(X_KNOWS_Y6)
  // It asked a station that it knew.
  expect(entries).toContain(`1 ${Z.ip6} > ${Y.ip6} ${Y.mac} reply 6`)
  expect(unanswered).toEqual([])
})

test.each([
  ['from another link (RFC 4861 §7.1)', [solicits(X, Y, { hopLimit: 254 })]],
  ['solicited, and to a group (RFC 4861 §7.1.2)', [advertises(Y, ALL_NODES, SOLICITED)]],
  ['of another hardware type', [withOctet(asks(X, Y), 15, 32)]],
  ['RARP', [withOctet(asks(X, Y), 21, 3)]],
])('no message: %s', (_, [message]) => {
  expect(read([[0, message!]]).messages).toEqual([])
})

/** The frame with one octet of its own. */
function withOctet(part: Part, at: number, value: number): Part {
  const octets = Buffer.from(part.octets)
  octets[at] = value
  return { ...part, octets }
}

test('an ARP packet that an ICMP error quotes is no message', () => {
  const quoted = carried(asks(X, Y)).octets.subarray(14)
  expect(
    read([[0, frame(ipv4({ source: B.ip, destination: A.ip }, icmpUnreachable(3, 0, Buffer.from(quoted))))]]).messages,
  ).toEqual([])
})

test('networks do not learn from each other', () => {
  const { entries } = read([
    [0, carried(asks(X, Y), { vni: 42 })],
    [1, carried(answers(Y, X), { vni: 43 })],
    [2, bare(asks(X, Y))],
    [3, bare(answers(OTHER_Y, X))],
  ])
  expect(entries).toEqual([
    // The answer has a question, which was not seen.
    `2 ${X.ip} > ${Y.ip} ${Y.mac} reply 2`,
    `0 ${X.ip} > ${Y.ip} ${OTHER_Y.mac} reply 4`,
    `0 ${Y.ip} > ${X.ip} ${X.mac} request 3`,
  ])
})

test('nor do VLANs', () => {
  const tagged = (part: Part, id: number): Part => {
    const tag: Tag = { type: 0x8100, id }
    const body = { octets: part.octets.subarray(14), etherType: 0x0806 }
    const mac = (at: number): string => part.octets.toString('hex', at, at + 6).replace(/..(?=.)/g, '$&:')
    return ethernet(mac(0), mac(6), body, tag)
  }
  const { messages, entries, conflicts } = read([
    [0, tagged(asks(X, Y), 10)],
    [1, tagged(answers(Y, X), 10)],
    [2, tagged(asks(X, Y), 20)],
    [3, tagged(answers(OTHER_Y, X), 20)],
  ])
  expect(messages.map((m) => m.vlan)).toEqual([10, 10, 20, 20])
  // The overlay is network 1.
  expect(entries).toContain(`2 ${X.ip} > ${Y.ip} ${Y.mac} reply 2`)
  expect(entries).toContain(`3 ${X.ip} > ${Y.ip} ${OTHER_Y.mac} reply 4`)
  expect(conflicts).toEqual([])
})

test('a flood that is replicated is one question, and one announcement', () => {
  const flood = (message: Part): Seen[] =>
    ['10.0.0.2', '10.0.0.3', '10.0.0.4'].map((remote, n) => [n, carried(message, { remote })])
  expect(read(flood(asks(X, Y))).messages).toMatchObject([
    { isReplica: false, remote: '10.0.0.2', retries: 0 },
    { isReplica: true, remote: '10.0.0.3', retries: 0 },
    { isReplica: true, remote: '10.0.0.4', retries: 0 },
  ])
  expect(read(flood(asks(X, Y))).unanswered).toEqual([])
  for (const message of [probes(X), announces(X), claims(X), solicits(X, Y), answers(Y, X)]) {
    expect(read(flood(message)).messages.map((m) => m.isReplica)).toEqual([false, true, true])
  }
})

test('what its receiver refuses answers nothing', () => {
  const bad = carried(answers(Y, X), { unchecked: false })
  bad.octets[60]! ^= 1
  const { messages, entries } = read([
    [0, asks(X, Y)],
    [1, bad],
  ])
  expect(messages[1]).toMatchObject({ kind: 'reply', isRefused: true })
  // The one who answers got the question, though.
  expect(entries).toEqual([Y_KNOWS_X])
})

/** For captures that are known to have several interfaces. */
function compared(): Copies {
  const copies = new Copies()
  copies.start()
  return copies
}

test('the plain packets of a tunnel device are not counted, whichever comes first', () => {
  const sent = asks(X, Y)
  const received = answers(Y, X)
  const seen: readonly Seen[] = [
    [0, bare(probes(Z)), 1],
    [10, bare(sent), 1],
    [20, carried(sent)],
    [30, carried(received)],
    [40, bare(received), 1],
  ]
  const { messages, entries } = read(seen, compared())
  expect(messages.map((m) => [m.frame, m.kind, m.network])).toEqual([
    [3, 'request', 1],
    [4, 'reply', 1],
    [1, 'probe', 0],
  ])
  expect(entries).toEqual([`1 ${X.ip} > ${Y.ip} ${Y.mac} reply 4`, `1 ${Y.ip} > ${X.ip} ${X.mac} request 3`])
})

test('plain packets come when it is clear that they are no copies', () => {
  const { messages } = read([
    [0, carried(probes(X)), 0],
    [1, bare(probes(Y)), 1],
    [51e6, carried(probes(Z)), 0],
    [52e6, bare(claims(Y)), 1],
  ])
  expect(messages.map((m) => m.frame)).toEqual([1, 2, 3, 4])
})

test('a packet between two ports of the bridge is in the overlay that its stations are known in', () => {
  const asked = asks(X, Y)
  const answered = answers(Y, X)
  const seen: readonly Seen[] = [
    [1, bare(asked), 1],
    [2, carried(asked)],
    [3, bare(answered), 2],
    [4, bare(answered), 1],
    [5 * SECOND, bare(asks(Y, X, X.mac)), 2],
    [6 * SECOND, bare(asks(A, B)), 0],
  ]
  const { messages, entries } = read(seen, compared())
  expect(messages.map((m) => [m.frame, m.kind, m.network])).toEqual([
    [2, 'request', 1],
    [3, 'reply', 1],
    [5, 'refresh', 1],
    [6, 'request', 0],
  ])
  expect(entries).toEqual([`1 ${X.ip} > ${Y.ip} ${Y.mac} reply 3`, `1 ${Y.ip} > ${X.ip} ${X.mac} request 2`])
})

test('more hosts than there is room for are counted, and no announcement compares with all of them again and again', () => {
  const networks = new Networks()
  const neighbours = new Neighbours(networks, new Copies())
  const stack = new TunnelStack()
  const p = new Packet()
  const feed = (part: Part, n: number): void => {
    take(p, bare(part), n + 1, n * 1e7)
    stack.fill(p)
    networks.observe(p, stack)
    neighbours.observe(p, stack)
  }
  const ask = asks(X, Y)
  let n = 0
  for (; n < 70_000; n++) {
    const octets = Buffer.from(ask.octets)
    octets.writeUInt32BE(n, 24)
    octets.writeUInt32BE(0x0a000000 + n, 28)
    feed({ ...ask, octets }, n)
  }
  expect(neighbours.dropped).toBeGreaterThan(1000)
  const before = neighbours.dropped
  const began = Date.now()
  for (; n < 90_000; n++) feed(announces(n % 2 === 0 ? Y : OTHER_Y), n)
  expect(neighbours.dropped).toBeGreaterThan(before)
  // Each with each would be more than a thousand million comparisons.
  expect(Date.now() - began).toBeLessThan(5000)
})

test("the kernel's first ping, as tshark lists its ARP packets", () => {
  const { messages, conflicts, unanswered } = read(fixture('p2p-vni42').map((f, i) => [i * 1e6, f] as const))
  expect(messages.map((m) => [m.frame, m.kind, m.network])).toEqual([
    [1, 'request', 1],
    [2, 'reply', 1],
    [9, 'refresh', 1],
    [10, 'refresh-reply', 1],
  ])
  expect([conflicts, unanswered]).toEqual([[], []])
})
