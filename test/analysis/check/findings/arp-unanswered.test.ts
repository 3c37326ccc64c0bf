import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ethernet, ip6, ipv4, ipv6, type Part, u8, u32, udp } from '../../../../fixtures/make/packets.js'
import { Absent, type UnansweredQuestions } from '../../../../src/analysis/check/findings/arp-unanswered.js'
import { arpUnansweredWords } from '../../../../src/words/findings/arp-unanswered.js'
import { checkFile } from '../../../helpers/check.js'
import { LAB } from '../../../helpers/finding-captures.js'
import {
  answers,
  asks,
  between,
  found,
  greeting,
  type Host,
  host,
  pings,
  pongs,
  type Sent,
  toGroup,
  vtep,
} from '../../../helpers/overlay.js'
import { hasCases, inCase, inGre, saidOfCase } from '../../../helpers/tunnels.js'

const [X, Y, Z] = [host(2, 1), host(3, 2), host(4, 3)]
const ABSENT = '172.19.1.99'

/** The kernel asks three times, a second apart. */
const thrice = (who: Host, ip: string, from = 5000): readonly Sent[] =>
  [0, 1024, 2048].map((at) => toGroup(from + at, who, asks(who, ip)))

const unanswered = (sent: readonly Sent[]) =>
  found('arp.unanswered', sent).map((finding) => {
    const { absent } = finding.about as UnansweredQuestions
    return { absent, severity: finding.severity, frames: finding.frames, count: finding.count }
  })

test('an address that nobody has is told, and is no fault', () => {
  expect(unanswered([...greeting(0, X, Y), ...thrice(X, ABSENT)])).toEqual([
    { absent: Absent.Unknown, severity: 'info', frames: [5, 6, 7], count: 3 },
  ])
})

test('one question is no evidence', () => {
  expect(unanswered([...greeting(0, X, Y), toGroup(5000, X, asks(X, ABSENT))])).toEqual([])
})

test('a question that is answered when it is asked the third time was answered', () => {
  const late = between(7050, Z, X, answers(Z, X))
  expect(unanswered([...greeting(0, X, Y), ...thrice(X, Z.ip), late])).toEqual([])
})

test('an answer on another way is known by what follows it', () => {
  expect(
    unanswered([
      ...greeting(0, X, Y),
      ...thrice(X, Z.ip),
      between(7100, X, Z, pings(X, Z)),
      between(7101, Z, X, pongs(Z, X)),
    ]),
  ).toEqual([])
})

test('a host that is known, behind another VTEP, should have answered', () => {
  const sent = [...greeting(0, X, Y), ...greeting(100, Z, X), ...thrice(Y, Z.ip)]
  expect(unanswered(sent)).toEqual([{ absent: Absent.Known, severity: 'warning', frames: [9, 10, 11], count: 3 }])
})

test('where one VTEP alone is heard, the tunnel is what fails', () => {
  expect(unanswered(thrice(X, Y.ip).slice(0, 2))).toEqual([
    { absent: Absent.Overlay, severity: 'info', frames: [1, 2], count: 2 },
  ])
})

test('a host that asks for many is told once', () => {
  const scan = Array.from({ length: 60 }, (_, n) => thrice(X, `172.19.1.${100 + n}`, 5000 + 3 * n)).flat()
  scan.sort((x, y) => x.at - y.at)
  const findings = found('arp.unanswered', [...greeting(0, X, Y), ...scan])
  expect(findings.map(({ count, about }) => [count, (about as UnansweredQuestions).targetCount])).toEqual([[180, 60]])
})

describe('in no tunnel', () => {
  const [one, other] = [
    { ip: vtep(1), mac: '52:54:00:00:00:01', at: '' },
    { ip: vtep(2), mac: '52:54:00:00:00:02', at: '' },
  ]
  const plainly = (from: number, who: Host, ip: string): readonly Sent[] =>
    [0, 1024, 2048].map((at) => ({ at: from + at, frame: asks(who, ip) }))

  test('the far end of a tunnel that does not answer is an error', () => {
    const sent = [...greeting(0, X, Y), ...plainly(60000, one, other.ip)]
    expect(unanswered(sent)).toMatchObject([{ absent: Absent.TunnelEnd, severity: 'error', frames: [5, 6, 7] }])
  })

  test('it is there when it sends something afterwards', () => {
    const sent = [...greeting(0, X, Y), ...plainly(60000, one, other.ip), between(63000, Y, X, pings(Y, X))]
    expect(unanswered(sent)).toMatchObject([{ absent: Absent.Unknown, severity: 'info' }])
  })

  test('a host that hears nobody at all is a warning', () => {
    expect(unanswered(plainly(0, one, other.ip))).toMatchObject([{ absent: Absent.Everybody, severity: 'warning' }])
  })

  test('a host that somebody else is heard beside of is none', () => {
    const datagram = ipv4(
      { source: vtep(9), destination: vtep(8) },
      udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(9) }),
    )
    const sent = [...plainly(0, one, other.ip), { at: 3000, frame: ethernet(one.mac, other.mac, datagram) }]
    expect(unanswered(sent)).toMatchObject([{ absent: Absent.Unknown, severity: 'info' }])
  })
})

const CAPTURES = ['n1', 'n2', 'n3'].map((node) => `${LAB}02-multicast/${node}.pcap`)

describe.skipIf(!existsSync(CAPTURES[0]!))('of the real kernel', () => {
  // ping -c 1 172.17.1.99, which nobody has.
  test.each(CAPTURES.map((path) => [basename(path), path]))('%s of the multicast network', async (_, path) => {
    const findings = (await checkFile(path)).filter(({ id }) => id === 'arp.unanswered')
    expect(findings).toMatchObject([{ severity: 'info', count: 3, about: { absent: Absent.Unknown } }])
  })
})

/** What a DHCP client shouts before it has an address (RFC 2131 §4.1). */
const discover = (who: Host): Part =>
  ethernet(
    'ff:ff:ff:ff:ff:ff',
    who.mac,
    ipv4(
      { source: '0.0.0.0', destination: '255.255.255.255' },
      udp({ source: 68, destination: 67 }, { octets: Buffer.alloc(240) }),
    ),
  )

test('a DHCP server asks before it leases: nobody has the address yet', () => {
  const later = greeting(9000, Y, Z)
  const server = [...greeting(0, X, Y), ...thrice(X, Z.ip), ...later]
  expect(unanswered([toGroup(4000, Z, discover(Z)), ...server].sort((x, y) => x.at - y.at))).toMatchObject([
    { absent: Absent.Unleased, severity: 'info', count: 3 },
  ])
  // Without DHCP, or where the address was in use before, it should have answered.
  expect(unanswered(server)).toMatchObject([{ absent: Absent.Known, severity: 'warning' }])
  const before = [...greeting(100, Y, Z), toGroup(4000, Z, discover(Z)), ...server].sort((x, y) => x.at - y.at)
  expect(unanswered(before)).toMatchObject([{ absent: Absent.Known, severity: 'warning' }])
})

test.skipIf(!hasCases)('dnsmasq probes before it leases', async () => {
  const said = await saidOfCase('dhcp-probe')
  expect(said.filter((line) => !line.endsWith(' info'))).toEqual([])
  expect(await inCase('dhcp-probe', 'arp.unanswered')).toMatchObject([{ about: { absent: Absent.Unleased } }])
})

test('what is cited of IPv4 is of ARP, and of IPv6 of neighbour discovery', () => {
  expect(arpUnansweredWords.quotes.map(({ source }) => source)).toEqual([
    'RFC 1122 §2.3.2.1',
    'RFC 826, Packet Generation',
    'RFC 4861 §7.2.2',
  ])
})

describe('asked in ARP in vain, and answered in IPv6', () => {
  const [SIX_X, SIX_Y] = ['2001:db8::a', '2001:db8::b']
  /** RFC 4861 §4.3 and §4.4 with a link-layer address option (§4.6.1); S and O are set in the answer. */
  const discovery = (type: 135 | 136, target: string, option: 1 | 2, mac: string): Part => ({
    octets: Buffer.concat([
      u8(type, 0, 0, 0),
      u32(type === 136 ? 0x60000000 : 0),
      ip6(target),
      u8(option, 1),
      Buffer.from(mac.replaceAll(':', ''), 'hex'),
    ]),
    protocol: 58,
    checksumAt: 2,
  })
  const solicited = (at: number): readonly Sent[] => [
    between(
      at,
      X,
      Y,
      ethernet(
        '33:33:ff:00:00:0b',
        X.mac,
        ipv6({ source: SIX_X, destination: 'ff02::1:ff00:b', hopLimit: 255 }, discovery(135, SIX_Y, 1, X.mac)),
      ),
    ),
    between(
      at + 1,
      Y,
      X,
      ethernet(
        X.mac,
        Y.mac,
        ipv6({ source: SIX_Y, destination: SIX_X, hopLimit: 255 }, discovery(136, SIX_Y, 2, Y.mac)),
      ),
    ),
  ]
  const asked = [0, 1000, 2000, 3000].map((at) => between(at, X, Y, asks(X, Y.ip)))

  test('ARP is filtered or suppressed: a warning', () => {
    expect(unanswered([...asked, ...solicited(4000)])).toEqual([
      { absent: Absent.Filtered, severity: 'warning', frames: [1, 2, 3, 4], count: 4 },
    ])
  })

  test('but not where other ARP comes from there: nobody has the address', () => {
    expect(unanswered([...asked, ...solicited(4000), between(5000, Y, X, asks(Y, X.ip))])).toMatchObject([
      { absent: Absent.Known },
    ])
    const other = host(7, 2)
    expect(unanswered([...asked, ...solicited(4000), between(5000, other, X, asks(other, X.ip))])).toMatchObject([
      { absent: Absent.Unknown, severity: 'info' },
    ])
  })

  test.skipIf(!hasCases)('of a public report', async () => {
    const findings = (await inCase('b08-arp-lost-nd-ok')).filter(({ id }) => id === 'arp.unanswered')
    expect(findings).toMatchObject([{ severity: 'warning', frames: [1, 2, 3, 4], about: { absent: Absent.Filtered } }])
  })
})

describe('answered in the next tunnel with the same key', () => {
  const gretap = (at: number, from: string, to: string, key: number, frame: Part): Sent => ({
    at,
    frame: ethernet('52:54:00:00:00:02', '52:54:00:00:00:01', inGre({ from, to, key }, frame)),
  })
  const greeted = [
    gretap(0, vtep(1), vtep(2), 5, asks(X, Y.ip)),
    gretap(1, vtep(2), vtep(1), 5, answers(Y, X)),
    ...[1000, 2000, 3000].map((at) => gretap(at, vtep(1), vtep(2), 5, asks(X, Z.ip))),
  ]
  const next = (key: number): readonly Sent[] => [
    gretap(3001, vtep(1), vtep(3), key, asks(X, Z.ip)),
    gretap(3002, vtep(3), vtep(1), key, answers(Z, X)),
  ]

  test('is answered', () => {
    expect(unanswered([...greeted, ...next(5)])).toEqual([])
  })

  test('but not by another network', () => {
    expect(unanswered([...greeted, ...next(6)])).toMatchObject([{ absent: Absent.Unknown }])
  })

  test.skipIf(!hasCases)('of a real mesh', async () => {
    const findings = (await inCase('gre-mesh-answer-elsewhere')).filter(({ id }) => id === 'arp.unanswered')
    expect(findings).toEqual([])
  })
})
