import { describe, expect, test } from 'vitest'
import { ethernet, icmpEcho, ipv4, type Part, tcp, u8, udp } from '../../../../fixtures/make/packets.js'
import { esp, IKE, ipcomp, openvpn, wireguard } from '../../../../fixtures/make/tunnels.js'
import type { OneWay } from '../../../../src/analysis/check/findings/tunnel-one-way.js'
import { Kind } from '../../../../src/wire/kind.js'
import {
  answers,
  asks,
  found,
  host,
  inTunnel,
  opens,
  pings,
  pongs,
  type Sent,
  toGroup,
  vtep,
} from '../../../helpers/overlay.js'
import {
  echo,
  exchange,
  hasCases,
  hasCorpus,
  hasLab,
  inCase,
  inCorpus,
  inGre,
  inLab,
  inShort,
  inVxlan,
  refusal,
  sent,
  told,
  X,
  Y,
} from '../../../helpers/tunnels.js'

const ID = 'tunnel.one-way'

const thrice = (frame: Part): readonly Sent[] => exchange([{ frame }, { frame }, { frame }])

describe.skipIf(!hasLab)('of the real kernel', () => {
  test('the far end is down: three ARP requests, and nothing else', async () => {
    const findings = await inLab('10-fault-down-silent/n1.pcap', ID)
    expect(inShort(findings)).toEqual(['error 3 #1,2,3'])
    expect(findings[0]!.about).toMatchObject({ hosts: 1, isAlive: false, isOthersTurn: false })
  })

  test.each(['01-p2p-vni42/n1', '02-multicast/n1', '07-static-fdb/n3', '08-arp-proxy/n2', '09-flannel/n3'])(
    '%s: all is answered, or what is not goes between two others',
    async (name) => {
      expect(await inLab(`${name}.pcap`, ID)).toEqual([])
    },
  )

  test('what is refused is told there', async () => {
    expect(await inLab('10-fault-port/n1.pcap', ID)).toEqual([])
  })
})

describe('who asks again has no answer', () => {
  test('ARP', () => {
    expect(told(ID, thrice(asks(X, Y.ip)))).toEqual(['error 3 #1,2,3'])
  })

  test('TCP', () => {
    expect(told(ID, thrice(opens(X, Y, 80)))).toEqual(['error 3 #1,3'])
  })

  test('ping says less: it goes on in any case', () => {
    const [finding] = found(ID, sent([1, 2, 3].map((n) => inGre({}, echo(n)))))
    expect(finding).toMatchObject({ severity: 'error', confidence: 'low', count: 3 })
  })
})

test('a single question is no evidence, nor are datagrams that want no answer', () => {
  const datagram = (n: number): Part =>
    ethernet(
      Y.mac,
      X.mac,
      ipv4({ source: X.ip, destination: Y.ip }, udp({ source: 5000, destination: 5000 + n }, { octets: u8(n) })),
    )
  expect(told(ID, exchange([{ frame: asks(X, Y.ip) }]))).toEqual([])
  expect(told(ID, exchange([1, 2, 3, 4].map((n) => ({ frame: datagram(n) }))))).toEqual([])
})

test('a host that is not there, behind a VTEP that is', () => {
  const addressMessages = [
    { frame: asks(X, Y.ip) },
    { fromY: true, frame: answers(Y, X) },
    { frame: pings(X, Y) },
    { fromY: true, frame: pongs(Y, X) },
  ]
  const absent = { frame: asks(X, '172.19.1.99') }
  expect(told(ID, exchange([...addressMessages, absent, absent, absent]))).toEqual([])
})

describe('a group', () => {
  const [Z, W] = [host(4, 3), host(5, 4)]

  test('of which nobody else ever sends', () => {
    const [finding] = found(
      ID,
      [0, 1000, 2000].map((at) => toGroup(at, X, asks(X, Y.ip))),
    )
    expect(finding).toMatchObject({ severity: 'error', frames: [1, 2, 3] })
    expect((finding!.about as OneWay).isGroup).toBe(true)
  })

  test('where others answer: nobody may have the address', () => {
    const answered = [
      toGroup(0, X, asks(X, Z.ip)),
      { at: 1, frame: inTunnel(Z.at, X.at, answers(Z, X)) },
      toGroup(2, Z, asks(Z, W.ip)),
    ]
    expect(told(ID, [...answered, ...[1000, 2000, 3000].map((at) => toGroup(at, X, asks(X, Y.ip)))])).toEqual([])
  })
})

test('copies for several of which one is silent: a hint', () => {
  const Z = host(4, 3)
  const flood = (at: number, ip: string): readonly Sent[] =>
    [Y.at, Z.at].map((to) => ({ at, frame: inTunnel(X.at, to, asks(X, ip)) }))
  const frames = [
    ...flood(0, Z.ip),
    { at: 1, frame: inTunnel(Z.at, X.at, answers(Z, X)) },
    ...flood(1000, Y.ip),
    ...flood(2000, Y.ip),
    ...flood(3000, Y.ip),
  ]
  const [finding] = found(ID, frames)
  expect(finding).toMatchObject({ severity: 'info', confidence: 'low', count: 3 })
  expect((finding!.about as OneWay).isOthersTurn).toBe(true)
})

describe('no fault of the tunnel', () => {
  test.skipIf(!hasCorpus)('a mirror, and packets that somebody looks at on their way', async () => {
    expect(await inCorpus('zeek__vxlan-encapsulated-http.pcap', ID)).toEqual([])
    expect(await inCorpus('networklessons__erspan-encapsulated-icmp-request.pcapng', ID)).toEqual([])
    // Packets from the Internet to the host that pings 8.8.8.8 go the same way as its pings.
    expect(await inCorpus('tx-gwlb-for-demo__geneve.pcap', ID)).toEqual([])
  })

  test('a capture of one direction: acknowledgments of what is not seen', () => {
    const acknowledgment = ethernet(
      Y.mac,
      X.mac,
      ipv4(
        { source: X.ip, destination: Y.ip },
        tcp({ source: 40001, destination: 80, sequence: 1, acknowledgment: 1, flags: 0x10 }),
      ),
    )
    const frames = [...thrice(opens(X, Y, 22)), { at: 4000, frame: inTunnel(X.at, Y.at, acknowledgment) }]
    expect(told(ID, frames)).toEqual([])
  })

  test('an ICMP error that says why', () => {
    const packet = inVxlan({}, asks(X, Y.ip))
    expect(told(ID, sent([packet, refusal(1, packet, '10.65.0.254'), packet, packet]))).toEqual([])
  })

  test('answers that come through a tunnel with another number', () => {
    const packets = [1, 2, 3].flatMap((n) => [
      inVxlan({ vni: 10 }, pings(X, Y, n)),
      inVxlan({ vni: 11, from: vtep(2), to: vtep(1) }, pongs(Y, X, n)),
    ])
    expect(told(ID, sent(packets))).toEqual([])
  })
})

/** X behind VTEP 1, Y behind VTEP 2, Z behind VTEP 3. */
const Z = host(4, 3)
const ping = (at: number, who = X, whom = Y, n = at): Sent => ({
  at,
  frame: inTunnel(who.at, whom.at, pings(who, whom, n)),
})
const pong = (at: number, who = Y, whom = X, n = Math.floor(at)): Sent => ({
  at: at + 0.1,
  frame: inTunnel(who.at, whom.at, pongs(who, whom, n)),
})
const addressMessages = (at: number, who: typeof X, whom: typeof X): readonly Sent[] => [
  ping(at, who, whom),
  pong(at, whom, who),
]

describe('each two VTEPs by themselves', () => {
  test.skipIf(!hasCases)('10.200.1.1 is never answered by .2, which talks with a third one', async () => {
    const [finding] = (await inCase('one-way-pair')).filter(({ id }) => id === ID)
    expect(finding).toMatchObject({ severity: 'error', about: { isPair: true, since: undefined, hosts: 1 } })
    // #3 to #6 are its pings, #14 to #21 its SYNs.
    expect(finding!.count).toBe(10)
    expect(finding!.frames[0]).toBe(3)
  })

  test('silent to one, and heard by another', () => {
    const frames = [ping(0), ping(1000), ping(2000), ping(3000), ...addressMessages(4000, Y, Z)]
    const [finding] = found(ID, frames)
    expect(finding).toMatchObject({ severity: 'error', count: 4, about: { isPair: true } })
    expect(found('vxlan.vni-one-way', frames)).toEqual([])
  })

  test('whoever is asked for is not heard at all: the host is what is missing', () => {
    expect(told(ID, [ping(0), ping(1000), ping(2000), ping(3000), ...addressMessages(4000, host(9, 2), Z)])).toEqual([])
  })

  test('ARP is answered, pings are not: both ways work', () => {
    const greeted = [
      { at: 0, frame: inTunnel(X.at, Y.at, asks(X, Y.ip)) },
      { at: 1, frame: inTunnel(Y.at, X.at, answers(Y, X)) },
    ]
    expect(told(ID, [...greeted, ping(1000), ping(2000), ping(3000), ...addressMessages(4000, Y, Z)])).toEqual([])
  })
})

describe('from some packet on', () => {
  test.skipIf(!hasCases)('nothing of .1 arrives at .2 any more since #19, the last answer was #11', async () => {
    const [finding, ...more] = (await inCase('one-way-from-then-on')).filter(({ id }) => id === ID)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ severity: 'error', confidence: 'high', about: { lastProof: 11 } })
    // 12:41:55.967 UTC.
    expect((finding!.about as OneWay).since).toMatchObject({ frame: 19, seconds: 1795956115, nanoseconds: 967092000 })
    const syns = (await inCase('one-way-from-then-on')).filter(({ id }) => id === 'tcp.syn-backoff')
    expect(syns).toMatchObject([{ severity: 'info', about: { isSilent: true } }])
  })

  const before = [...addressMessages(0, X, Y), ...addressMessages(1000, X, Y)]
  const after = [ping(2000), ping(3000), ping(4000), ping(5000)]

  test('who had answered does so no more, and goes on asking itself', () => {
    const asked = { at: 4500, frame: inTunnel(Y.at, X.at, asks(Y, X.ip)) }
    const [finding] = found(ID, [...before, ...after.slice(0, 3), asked, after[3]!])
    expect(finding).toMatchObject({ severity: 'error', count: 4, about: { since: { frame: 5 }, lastProof: 4 } })
  })

  test('who is not heard any more may be off: the way is not to blame', () => {
    expect(told(ID, [...before, ...after])).toEqual([])
  })

  test('another host behind the same VTEP still answers: the way works', () => {
    const W = host(5, 2)
    const asked = { at: 4500, frame: inTunnel(Y.at, X.at, asks(Y, X.ip)) }
    expect(told(ID, [...before, ...after.slice(0, 3), asked, after[3]!, ...addressMessages(6000, X, W)])).toEqual([])
  })

  test('two pings that are late, or the capture’s end, are no silence', () => {
    const asked = { at: 2500, frame: inTunnel(Y.at, X.at, asks(Y, X.ip)) }
    expect(told(ID, [...before, ping(2000), asked, ping(3000)])).toEqual([])
  })
})

test.skipIf(!hasCases)('acknowledged: the answers arrive elsewhere', async () => {
  const found = await inCase('one-interface-of-two')
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  const [finding] = found.filter(({ id }) => id === 'capture.one-direction')
  expect(finding).toMatchObject({ severity: 'info' })
})

test.skipIf(!hasCases)('VXLAN one way, and ESP the other way between the same two', async () => {
  expect(await inCase('b28-clear-one-way-esp-other', 'tunnel.one-way')).toMatchObject([
    { severity: 'error', about: { opaque: Kind.Esp } },
  ])
  expect(await inCase('b28-clear-one-way-esp-other', 'vxlan.vni-one-way')).toEqual([])
})

describe('what nobody else can read', () => {
  const asked = [1, 2, 3].map(() => inVxlan({}, asks(X, Y.ip)))
  const about = (answer: Part, to = vtep(1)): unknown => {
    const packets = [...asked, ipv4({ source: vtep(2), destination: to }, answer)]
    return found('tunnel.one-way', sent(packets))[0]?.about
  }

  test('the other way is a cause, to somebody else it is none', () => {
    expect(about(esp(1, 1))).toMatchObject({ opaque: Kind.Esp })
    expect(about(esp(1, 1), '10.65.0.9')).toMatchObject({ opaque: Kind.None })
  })

  test.each([
    ['ESP in UDP', 4500, esp(0xc0ffee01, 1), Kind.Esp],
    ['WireGuard', 51820, wireguard(4), Kind.WireGuard],
    ['OpenVPN', 1194, openvpn(6, Buffer.alloc(0)), Kind.OpenVpn],
    ['key exchange alone', 4500, IKE, Kind.None],
    ['what only has the port', 51820, { octets: Buffer.alloc(40, 1) }, Kind.None],
  ])('%s', (_, port, body, opaque) => {
    expect(about(udp({ source: port, destination: 40000 }, body))).toMatchObject({ opaque })
  })

  test('IPComp', () => {
    expect(about(ipcomp(17))).toMatchObject({ opaque: Kind.Ipcomp })
  })
})

describe('a VLAN tag around the tunnel’s packets alone', () => {
  test.skipIf(!hasCases)('as people report it: #1 #4 #7 #10 have the tag 1, nothing else has one', async () => {
    expect(await inCase('b15-outer-vlan1', ID)).toMatchObject([
      { severity: 'error', count: 4, frames: [1, 4, 7, 10], about: { tags: { tunnel: 1, others: 0 } } },
    ])
    expect(await inCase('b15-outer-vlan1', 'vxlan.vni-one-way')).toEqual([])
  })

  const tagged = (id: number, packet: Part): Part =>
    ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', packet, { type: 0x8100, id })
  const asked = inVxlan({}, asks(X, Y.ip))
  const pinged = (n: number, to = vtep(2)): Part =>
    ipv4({ source: vtep(1), destination: to }, icmpEcho({ id: 9, sequence: n }))
  const answered = (n: number): Part =>
    ipv4({ source: vtep(2), destination: vtep(1) }, icmpEcho({ id: 9, sequence: n, reply: true }))
  const about = (tunnel: number, plain: number, to?: string): unknown =>
    found(
      ID,
      [1, 2, 3].flatMap((n) => [
        { at: n * 1000, frame: tagged(plain, pinged(n, to)) },
        { at: n * 1000 + 1, frame: tagged(plain, answered(n)) },
        { at: n * 1000 + 2, frame: tagged(tunnel, asked) },
      ]),
    )[0]?.about

  test('another tag than what else goes there, or none', () => {
    expect(about(20, 10)).toMatchObject({ tags: { tunnel: 20, others: 10 } })
    // A tag that gives a priority alone is of no VLAN.
    expect(about(0, 10)).toMatchObject({ tags: { tunnel: 0, others: 10 } })
  })

  test('the same tag around everything, or others only around what goes elsewhere', () => {
    expect(about(10, 10)).toMatchObject({ tags: undefined })
    expect(about(20, 10, vtep(3))).toMatchObject({ tags: undefined })
  })

  test('to a group: than what its sender sends to anybody', () => {
    const flooded = inVxlan({ to: '239.1.1.1' }, asks(X, Y.ip))
    const packets = [1, 2, 3].flatMap((n) => [
      { at: n * 1000, frame: ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', pinged(n)) },
      { at: n * 1000 + 1, frame: ethernet('52:54:00:00:00:01', '52:54:00:00:00:02', answered(n)) },
      { at: n * 1000 + 2, frame: tagged(20, flooded) },
    ])
    expect(found(ID, packets)[0]?.about).toMatchObject({ isGroup: true, tags: { tunnel: 20, others: 0 } })
  })
})
