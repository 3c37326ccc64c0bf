/** What is said of single packets: where they stand in the story, who is who, what they cost, what is covered. */
import { describe, expect, test } from 'vitest'
import { arp, ethernet, gre, ipv4 } from '../../../fixtures/make/packets.js'
import { annotate } from '../../../src/present/explain/annotate.js'
import { overheadOf } from '../../../src/present/explain/overhead.js'
import { screen } from '../../../src/present/explain/screen.js'
import { Explained } from '../../helpers/explain-captures.js'
import { ICMP_ERROR, VXLAN_ARP } from '../../helpers/frames.js'
import { packetOf } from '../../helpers/octets.js'
import { fixture, frame, INNER_A, INNER_B, inVni, ping, underlay } from '../../helpers/packets.js'

const ETHERNET = 1

function annotated(octets: Uint8Array, length = octets.length) {
  return annotate(packetOf(octets, ETHERNET, length), 'en')
}

/** The overhead of a frame, by what the layers are called. */
function costOf(octets: Uint8Array) {
  const o = overheadOf(annotated(octets))!
  return {
    tunnels: o.encapsulations.map((e) => `${e.tunnel} ${e.headers.map((h) => `${h.short} ${h.octets}`).join('+')}`),
    inner: `${o.inner.short} ${o.inner.octets}`,
    outside: o.outside,
    octets: o.octets,
    mtu: o.mtu,
  }
}

describe('multicast.pcap', () => {
  const explained = new Explained(fixture('multicast'))
  const en = explained.names()
  const zh = explained.names({ language: 'zh' })

  test('#5 is the question: five steps, one entry in a forwarding table and one in a neighbour table', () => {
    const e = explained.frame(5, en)
    expect(e.whereabouts.map(({ title, of, steps }) => [title, of, steps.map(({ step }) => step.number)])).toEqual([
      ['172.17.1.2 looks for 172.17.1.3', 11, [1, 2, 3, 4, 5]],
    ])
    // What the kernel of 10.65.132.188 had learned from it: fixtures/multicast.pcap.txt.
    expect(e.tables.fdb.find(({ of }) => of === '10.65.132.188')).toMatchObject({
      isChanged: true,
      entries: [
        // The default entry was there before.
        { sign: '', line: { mac: '00:00:00:00:00:00', dst: '224.1.1.1', origin: 'configured' } },
        { sign: '+', line: { mac: '4e:92:72:79:59:ed', dst: '10.65.132.187', origin: 'learned', shown: 5 } },
      ],
    })
    expect(e.tables.fdb.find(({ of }) => of === '10.65.132.187')).toMatchObject({
      isChanged: false,
      entries: [{ sign: '', line: { mac: '00:00:00:00:00:00', dst: '224.1.1.1' } }],
    })
    expect(e.tables.neighbours.find(({ of }) => of === '172.17.1.3')).toMatchObject({
      entries: [{ sign: '+', line: { ip: '172.17.1.2', mac: '4e:92:72:79:59:ed', how: 'request' } }],
    })
    expect(e.tables.neighbours.find(({ of }) => of === '172.17.1.2')).toMatchObject({ entries: [] })
  })

  test('#5 on the screen', () => {
    const text = screen(explained.frame(5, en), en)
    expect(text).toContain('Steps 1 to 5 of 11 of “172.17.1.2 looks for 172.17.1.3”, vxlan 42')
    expect(text).toMatch(/0000 {2}01 00 5e 01 01 01 .*224\.1\.1\.1 as a MAC address \(RFC 1112/)
    expect(text).toMatch(/002e {2}00 00 2a +VXLAN Network Identifier +42 /)
    expect(text).toMatch(/\.\.\.\. 1\.\.\. +I: VNI is valid +1 /)
    expect(text).toContain('50 octets carry 42: 54 % of the packet is encapsulation.')
    expect(text).toContain('1450 octets are left for an IP packet inside')
    expect(text).toMatch(/^ {4}\+ 4e:92:72:79:59:ed {2}dst 10\.65\.132\.187 {2}#5$/m)
  })

  test('#6 is the answer, #7 teaches nothing more', () => {
    const answer = screen(explained.frame(6, en), en)
    expect(answer).toContain('Steps 6 to 7 of 11')
    expect(answer).toMatch(/\+ ba:d8:43:67:8d:fb {2}dst 10\.65\.132\.188 {2}#6/)
    const later = explained.frame(7, en)
    expect(later.tables.isChanged).toBe(false)
    const text = screen(later, en)
    expect(text).toContain('Step 8 of 11')
    expect(text).toContain('Nothing changed in any table.')
    expect(text).toMatch(/ba:d8:43:67:8d:fb {2}dst 10\.65\.132\.188 {2}#6/)
    expect(text).toMatch(/host 172\.17\.1\.3 behind VTEP\s+10\.65\.132\.188/)
  })

  test('the same in Chinese', () => {
    const question = screen(explained.frame(5, zh), zh)
    expect(question).toContain('“172.17.1.2 寻找 172.17.1.3”的第 1 至 5 步，共 11 步')
    expect(question).toContain('224.1.1.1 对应的 MAC 地址')
    expect(question).toContain('封装 50 字节，承载 42 字节：封装占整个报文的 54%。')
    expect(question).toContain('10.65.132.188 的转发表，vxlan 42')
    expect(screen(explained.frame(6, zh), zh)).toContain('的第 6 至 7 步')
    expect(screen(explained.frame(7, zh), zh)).toContain('所有的表都没有变化。')
  })
})

describe('what it costs', () => {
  test('VXLAN over IPv4: 50 octets, and 1450 of 1500 are left (RFC 7348 §5)', () => {
    expect(costOf(VXLAN_ARP)).toEqual({
      tunnels: ['VXLAN Ethernet 14+IPv4 20+UDP 8+VXLAN 8'],
      inner: 'Ethernet 42',
      outside: 50,
      octets: 92,
      mtu: 1450,
    })
  })

  test('VXLAN in GRE: each tunnel has its own headers', () => {
    // 14 + 20 + 4 and 20 + 8 + 8.
    const nested = frame(underlay(gre({}, underlay(inVni(42, ping()), '192.0.2.1', '192.0.2.2'))))
    expect(costOf(nested.octets)).toMatchObject({
      tunnels: ['GRE Ethernet 14+IPv4 20+GRE 4', 'VXLAN IPv4 20+UDP 8+VXLAN 8'],
      outside: 74,
      inner: 'Ethernet 98',
    })
  })

  test('IP in IP has no header of its own', () => {
    const inner = ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, ping())
    expect(costOf(frame(underlay(inner)).octets)).toMatchObject({
      tunnels: ['IPv4 Ethernet 14+IPv4 20', 'IPv4 IPv4 20'],
      mtu: 1460,
    })
  })

  test('a packet that the capture cut is as long as it was on the wire', () => {
    expect(overheadOf(annotated(VXLAN_ARP.subarray(0, 60), 92))).toMatchObject({ octets: 92, inner: { octets: 42 } })
  })

  test('without a tunnel it costs nothing', () => {
    expect(overheadOf(annotated(ICMP_ERROR))).toBeUndefined()
  })
})

describe('octets', () => {
  test('padding behind a short message is no part of it', () => {
    const padded = new Uint8Array(60)
    const { octets } = ethernet(
      INNER_B.mac,
      INNER_A.mac,
      arp({
        operation: 'request',
        sender: [INNER_A.mac, INNER_A.ip],
        target: ['00:00:00:00:00:00', INNER_B.ip],
      }),
    )
    padded.set(octets)
    expect(annotated(padded).rest).toMatchObject([
      { start: 42, end: 60, what: 'padding', layer: 1, label: 'padding behind ARP' },
    ])
  })

  test('data of an unknown protocol is no layer', () => {
    const a = annotated(frame(underlay({ octets: Buffer.from('0102', 'hex'), protocol: 253 })).octets)
    expect(a.layers.map((l) => l.protocol)).toEqual(['eth', 'ip'])
    expect(a.rest).toMatchObject([{ start: 34, end: 36, what: 'data', layer: 1 }])
  })

  test('a header that cannot be tells which octets it has', () => {
    const a = annotated(VXLAN_ARP.subarray(0, 70))
    expect(a.malformed).toMatchObject({ reason: 'truncated', protocol: 'arp', start: 64, end: 70 })
    expect(a.malformed?.says).toContain('ARP at octet 64')
    expect(a.rest).toMatchObject([{ start: 64, end: 70, what: 'malformed' }])
    expect(a.malformed?.fields.map((f) => f.name)).toContain('arp.hw.type')
  })

  test('what an ICMP error quotes is where the error is, and has no checksum to be judged', () => {
    const quoted = annotated(ICMP_ERROR).layers.filter((l) => l.quoted)
    expect(quoted.map((l) => [l.protocol, l.place, l.checksum])).toEqual([
      ['ip', 'plain', undefined],
      ['udp', 'plain', undefined],
    ])
  })

  test('what is in no tunnel is not inside', () => {
    const places = annotated(frame(underlay({ octets: Buffer.from('0102', 'hex'), protocol: 253 })).octets).layers
    expect(places.map((l) => l.place)).toEqual(['plain', 'plain'])
  })

  test('places: underlay, tunnel, inner', () => {
    expect(annotated(VXLAN_ARP).layers.map((l) => l.place)).toEqual([
      'underlay',
      'underlay',
      'underlay',
      'tunnel',
      'inner',
      'inner',
    ])
  })
})

describe('checksums', () => {
  test("IPv4's covers its header, UDP's the addresses and all behind its first octet (RFC 791, RFC 768)", () => {
    const explained = new Explained(fixture('multicast'))
    const [, ip, udp] = explained.frame(5).packet.layers
    expect(ip?.checksum).toMatchObject({ status: 'good', covers: [{ start: 14, end: 34 }] })
    expect(udp?.checksum).toMatchObject({
      status: 'good',
      covers: [
        { start: 26, end: 34 },
        { start: 34, end: 92 },
      ],
    })
  })

  test('what is wrong says what it must be', () => {
    const explained = new Explained(fixture('bad-checksum'))
    const seen: string[] = []
    explained.explain(explained.names(), (e) => {
      for (const { checksum } of e.packet.layers) if (checksum?.status === 'bad') seen.push(checksum.says)
    })
    expect(seen.length).toBeGreaterThan(0)
    for (const says of seen)
      expect(says).toMatch(/^0x[0-9a-f]{4} is wrong: for these octets it would be 0x[0-9a-f]{4}$/)
  })
})

test('the last fragment is explained as the packet that it makes whole', () => {
  const explained = new Explained(fixture('fragments'))
  let whole = 0
  explained.explain(explained.names(), (e) => {
    if (e.packet.reassembledFrom.length === 0) return
    whole++
    expect(e.packet.size).toBe(e.octets.length)
    expect(screen(e, explained.names())).toContain('put together of')
  })
  expect(whole).toBeGreaterThan(0)
})
