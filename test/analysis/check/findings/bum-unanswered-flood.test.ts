import { expect, test } from 'vitest'
import { ethernet, ipv4, u8, u16, u32 } from '../../../../fixtures/make/packets.js'
import { Flood, type UnansweredFlood } from '../../../../src/analysis/check/findings/bum-unanswered-flood.js'
import {
  asks,
  found,
  GROUP,
  greeting,
  host,
  inTunnel,
  type Sent,
  says,
  toGroup,
  vtep,
} from '../../../helpers/overlay.js'

const [X, Y, Z] = [host(2, 1), host(3, 2), host(4, 3)]

/** Of a network that is silent altogether `tunnel.one-way` tells the fault. */
const SEVERITY = 'info'

const floods = (sent: readonly Sent[]) =>
  found('bum.unanswered-flood', sent).map(({ severity, count, about }) => {
    const { flood, toGroup: isToGroup, members, destinations } = about as UnansweredFlood
    return { flood, severity, count, isToGroup, members: members.length, destinations: destinations.length }
  })

const thrice = (at = 0): readonly Sent[] => [0, 1024, 2048].map((n) => toGroup(at + n, X, asks(X, Y.ip)))

test('questions to a group in which no other VTEP is heard', () => {
  expect(floods(thrice())).toEqual([
    { flood: Flood.Nobody, severity: SEVERITY, count: 3, isToGroup: true, members: 0, destinations: 1 },
  ])
})

test('it is told as an error once, be it here or as a tunnel that is silent', () => {
  for (const id of ['bum.unanswered-flood', 'tunnel.one-way', 'arp.unanswered']) {
    const severities = found(id, thrice()).map(({ severity }) => severity)
    expect(severities).toEqual([id === 'tunnel.one-way' ? 'error' : 'info'])
  }
})

test('a VTEP that joined and does not answer is named', () => {
  // IGMPv2 report (RFC 2236 §2): type 0x16, checksum, group.
  const octets = Buffer.concat([u8(0x16, 0), u16(0), u32(0xef010101)])
  octets.writeUInt16BE(0xffff - ((0x1600 + 0xef01 + 0x0101) % 0xffff), 2)
  const report = ipv4({ source: vtep(2), destination: GROUP, ttl: 1 }, { octets, protocol: 2 })
  const join = { at: 0, frame: ethernet('01:00:5e:01:01:01', '52:54:00:00:00:02', report) }
  expect(floods([join, ...thrice(100)])).toMatchObject([{ flood: Flood.Nobody, members: 1 }])
})

test('a copy for each of several VTEPs, none of which is heard', () => {
  const sent = thrice().flatMap(({ at }) =>
    [vtep(2), vtep(3)].map((remote, n) => ({ at: at + n / 10, frame: inTunnel(X.at, remote, asks(X, Y.ip)) })),
  )
  expect(floods(sent)).toMatchObject([{ flood: Flood.Nobody, severity: SEVERITY, isToGroup: false, destinations: 2 }])
})

test('a flood to the one other end is a matter of that tunnel', () => {
  const sent = [0, 1024, 2048].map((at) => ({ at, frame: inTunnel(X.at, vtep(2), asks(X, Y.ip)) }))
  expect(floods(sent)).toEqual([])
})

test('in a network that works, an address that nobody has is no fault of the group', () => {
  expect(floods([...greeting(0, X, Y), ...thrice(1000).map((s) => toGroup(s.at, X, asks(X, '172.19.1.99')))])).toEqual(
    [],
  )
})

test('a host that only announces itself asks for nothing', () => {
  expect(floods([0, 1000, 2000].map((at) => toGroup(at, X, asks(X, X.ip))))).toEqual([])
})

/** Syslog to a host, once every half a second, whose place nobody knows. */
const syslog = (times: number, ms = 500): readonly Sent[] =>
  Array.from({ length: times }, (_, n) => toGroup(1000 + ms * n, X, says(X, Z.ip, Z.mac, n + 1)))

test('each frame for a host that is never heard goes to all', () => {
  expect(floods([...greeting(0, X, Y), ...syslog(20)])).toMatchObject([
    { flood: Flood.Station, severity: 'warning', count: 20 },
  ])
})

test('until the host says something', () => {
  const heard = toGroup(30000, Z, asks(Z, X.ip))
  expect(floods([...greeting(0, X, Y), ...syslog(20), heard])).toEqual([])
})

test('a few frames to an idle host are what flooding is for', () => {
  expect(floods([...greeting(0, X, Y), ...syslog(9)])).toEqual([])
  expect(floods([...greeting(0, X, Y), ...syslog(50, 1)])).toEqual([])
})
