import { describe, expect, test } from 'vitest'
import { ethernet, ipv4, type Part, tcp, text, u16, udp } from '../../fixtures/make/packets.js'
import { layersOf } from '../../src/present/layers.js'
import { APPLICATIONS, applicationOf, isApplication, shownKind } from '../../src/wire/applications.js'
import { Kind } from '../../src/wire/kind.js'
import type { Packet } from '../../src/wire/packet.js'
import { PROTOCOLS } from '../../src/wire/protocols/index.js'
import { bytes, packetOf } from '../helpers/octets.js'
import { A, B, frameOf, inVni, underlay } from '../helpers/packets.js'

/** The layer that is UDP or TCP. */
const TRANSPORT = 2

const octetsOf = (body: Part): Uint8Array =>
  frameOf(ethernet(B.mac, A.mac, ipv4({ source: A.ip, destination: B.ip }, body)).octets).octets

const datagram = (source: number, destination: number, data: Uint8Array): Uint8Array =>
  octetsOf(udp({ source, destination }, raw(data)))

const segment = (source: number, destination: number, data: Uint8Array): Uint8Array =>
  octetsOf(tcp({ source, destination, sequence: 1, acknowledgment: 1, flags: 0x18, data: Buffer.from(data) }))

function raw(data: Uint8Array): Part {
  return { octets: Buffer.from(data) }
}

const fieldsOf = (p: Packet): Readonly<Record<string, unknown>> => layersOf(p).at(-1)!.fields
const word = (p: Packet): string => APPLICATIONS[applicationOf(p, TRANSPORT)]!.word

/** Header by RFC 1035 §4.1.1's diagram, with one question: example.org A IN. */
const QUESTION = '07 6578616d706c65 03 6f7267 00 0001 0001'
const QUERY = bytes(`1234 0100 0001 0000 0000 0000 ${QUESTION}`)
/** An alias, whose name and end are pointers, and the address of what it stands for. */
const ANSWER = bytes(
  `1234 8180 0001 0002 0000 0000 ${QUESTION} c00c 0005 0001 0000003c 0006 03 777777 c00c c029 0001 0001 0000003c 0004 c0000201`,
)

/** The parts of a ClientHello in the order of RFC 8446 §4.1.2, with the lengths that they need. */
function clientHello(name: string, { session = 32, before = '' } = {}): Uint8Array {
  const host = Buffer.from(name)
  const list = Buffer.concat([Buffer.of(0), u16(host.length), host])
  const sni = Buffer.concat([u16(0, list.length + 2, list.length), list])
  const extensions = Buffer.concat([bytes(before), sni])
  const body = Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32, 0xaa),
    Buffer.of(session),
    Buffer.alloc(session, 0xbb),
    u16(4, 0x1301, 0x1302),
    Buffer.of(1, 0),
    u16(extensions.length),
    extensions,
  ])
  const message = Buffer.concat([Buffer.of(1, 0), u16(body.length), body])
  return Uint8Array.from(Buffer.concat([Buffer.of(22, 3, 1), u16(message.length), message]))
}

/** RFC 2131 §2, octet by octet: a Discover of 02:42:ac:11:00:02. */
const DISCOVER = bytes(
  `01 01 06 00 3903f326 0000 0000 ${'00000000'.repeat(4)} 0242ac110002 ${'00'.repeat(10 + 64 + 128)} 63825363 35 01 01 ff`,
)

describe('by port', () => {
  test.each(
    APPLICATIONS.flatMap(({ word, kind, udp = [], tcp = [] }) =>
      kind !== Kind.Payload
        ? []
        : [
            ...udp.map((port) => [word, 'UDP', port, datagram] as const),
            ...tcp.map((port) => [word, 'TCP', port, segment] as const),
          ],
    ),
  )('%s over %s has port %i, at either end', (expected, _, port, packet) => {
    expect(word(packetOf(packet(40000, port, bytes('00')), 1))).toBe(expected)
    expect(word(packetOf(packet(port, 40000, bytes('00')), 1))).toBe(expected)
  })

  test('the destination goes before the source', () => {
    expect(word(packetOf(datagram(123, 161, bytes('00')), 1))).toBe('SNMP')
    expect(word(packetOf(segment(6443, 2379, bytes('00')), 1))).toBe('etcd')
  })

  test('a tunnel whose source port is that of an application is none', () => {
    const p = packetOf(frameOf(ethernet(B.mac, A.mac, underlay(inVni(42, raw(bytes('45'))))).octets).octets, 1)
    expect(applicationOf(p, TRANSPORT)).toBe(0)
    const cut = packetOf(datagram(123, 4789, bytes('08000000')), 1)
    expect(applicationOf(cut, TRANSPORT)).toBe(0)
  })

  test('every application says who says so, and no port has two', () => {
    expect(APPLICATIONS.slice(1).filter(({ source, word }) => source === '' || word === '')).toEqual([])
    for (const transport of ['udp', 'tcp'] as const) {
      const ports = APPLICATIONS.flatMap((application) => application[transport] ?? [])
      expect(new Set(ports).size).toBe(ports.length)
    }
  })

  test('what an application is shown as is declared, and its data stay data', () => {
    const kinds = PROTOCOLS.map(({ kind }) => kind).filter(isApplication)
    expect(kinds).toEqual([Kind.Dns, Kind.Mdns, Kind.Llmnr, Kind.Dhcp, Kind.Tls, Kind.Http, Kind.Bgp])
    const p = packetOf(datagram(40000, 53, QUERY), 1)
    expect(p.layers[3]!.kind).toBe(Kind.Payload)
    expect(shownKind(p, 3)).toBe(Kind.Dns)
  })
})

describe('DNS, RFC 1035 §4.1', () => {
  test('a query has its question', () => {
    expect(fieldsOf(packetOf(datagram(40000, 53, QUERY), 1))).toEqual({
      'dns.id': 0x1234,
      'dns.flags.response': 0,
      'dns.flags.opcode': 0,
      'dns.qry.name': 'example.org',
      'dns.qry.type': 1,
    })
  })

  test('an answer has its addresses, behind names that are pointers', () => {
    expect(fieldsOf(packetOf(datagram(53, 40000, ANSWER), 1))).toMatchObject({
      'dns.flags.response': 1,
      'dns.flags.rcode': 0,
      'dns.qry.name': 'example.org',
      'dns.a': '192.0.2.1',
    })
  })

  test('a later question may point into an earlier one', () => {
    const two = bytes(`0000 0000 0002 0000 0000 0000 ${QUESTION} 01 62 c00c 001c 8001`)
    const fields = fieldsOf(packetOf(datagram(5353, 5353, two), 1))
    expect(fields).toMatchObject({ 'dns.qry.name': ['example.org', 'b.example.org'], 'dns.qry.type': [1, 28] })
  })

  test.each([
    [5353, 'mdns'],
    [5355, 'llmnr'],
  ])('port %i is %s', (port, name) => {
    expect(layersOf(packetOf(datagram(40000, port, QUERY), 1)).at(-1)!.protocol).toBe(name)
  })

  const changed = (at: number, ...octets: number[]): Uint8Array => {
    const other = QUERY.slice()
    other.set(octets, at)
    return other
  }
  test.each([
    ['the Z bit is set', changed(3, 0x40)],
    ['an opcode that nobody uses', changed(2, 0x78)],
    ['a query with a response code', changed(3, 3)],
    ['no question and no record', changed(4, 0, 0)],
    ['more questions than there is room for', changed(4, 0xff, 0xff)],
    ['a name that loops', changed(12, 0xc0, 12)],
    ['a class that is none', changed(QUERY.length - 2, 0x77, 0x77)],
    ['the class is cut off', QUERY.slice(0, -1)],
    ['nothing', bytes('')],
    ['words', Uint8Array.from(text('test payload of somebody'))],
  ])('no DNS: %s', (_, data) => {
    expect(applicationOf(packetOf(datagram(40000, 53, data), 1), TRANSPORT)).toBe(0)
  })
})

describe('DHCP, RFC 2131', () => {
  test('type, client and transaction', () => {
    expect(fieldsOf(packetOf(datagram(68, 67, DISCOVER), 1))).toEqual({
      'dhcp.type': 1,
      'dhcp.id': 0x3903f326,
      'dhcp.ip.your': '0.0.0.0',
      'dhcp.hw.mac_addr': '02:42:ac:11:00:02',
      'dhcp.option.dhcp': 1,
    })
  })

  test('options in front of the type are passed, and one that lies about its length ends them', () => {
    const options = (hex: string): Uint8Array => Uint8Array.from(Buffer.concat([DISCOVER.subarray(0, 240), bytes(hex)]))
    const typeOf = (hex: string) => fieldsOf(packetOf(datagram(68, 67, options(hex)), 1))['dhcp.option.dhcp']
    expect(typeOf('00 3d 07 01 0242ac110002 35 01 03 ff')).toBe(3)
    expect(typeOf('3d ff 35 01 03 ff')).toBeUndefined()
    expect(typeOf('ff 35 01 03')).toBeUndefined()
    expect(typeOf('35 02 03 04')).toBeUndefined()
  })

  test('without the cookie it is none', () => {
    const other = DISCOVER.slice()
    other[236] = 0
    expect(applicationOf(packetOf(datagram(68, 67, other), 1), TRANSPORT)).toBe(0)
  })
})

describe("TLS, a ClientHello's server name: RFC 8446 §4.1.2, RFC 6066 §3", () => {
  const nameOf = (data: Uint8Array) =>
    fieldsOf(packetOf(segment(40000, 443, data), 1))['tls.handshake.extensions_server_name']

  test('at any port, whatever is in front of it', () => {
    const p = packetOf(segment(40000, 31443, clientHello('shop.example.org')), 1)
    expect(fieldsOf(p)).toEqual({
      'tls.handshake.type': 1,
      'tls.handshake.extensions_server_name': 'shop.example.org',
    })
    expect(nameOf(clientHello('a.example', { session: 0, before: '0017 0000 ff01 0001 00' }))).toBe('a.example')
  })

  test('a hello that the segment cuts has its name as long as all of it is there', () => {
    const whole = clientHello('shop.example.org')
    expect(nameOf(whole.subarray(0, whole.length))).toBe('shop.example.org')
    expect(nameOf(whole.subarray(0, whole.length - 1))).toBeUndefined()
    expect(word(packetOf(segment(40000, 443, whole.subarray(0, 11)), 1))).toBe('TLS')
    expect(word(packetOf(segment(40000, 443, whole.subarray(0, 10)), 1))).toBe('')
  })

  test.each([
    ['another content type', 0, 23],
    ['another version', 1, 4],
    ['a longer record than may be', 3, 0xff],
    ['another handshake', 5, 2],
    ['a message of no octets', 7, 0],
    ['a session that is too long', 43, 33],
  ])('none: %s', (_, at, octet) => {
    const other = clientHello('shop.example.org').slice()
    other[at] = octet
    if (at === 7) other[8] = 0
    expect(applicationOf(packetOf(segment(40000, 443, other), 1), TRANSPORT)).toBe(0)
  })
})

describe('HTTP, the first line: RFC 9112 §3, §4', () => {
  const line = (data: string): Packet => packetOf(segment(40000, 8080, Uint8Array.from(text(data))), 1)

  test('of a request, at any port', () => {
    expect(fieldsOf(line('GET /a?b=c HTTP/1.1\r\nHost: shop\r\n\r\n'))).toEqual({
      'http.request.method': 'GET',
      'http.request.uri': '/a?b=c',
      'http.request.version': 'HTTP/1.1',
    })
  })

  test('of a response, with or without a phrase', () => {
    expect(fieldsOf(line('HTTP/1.0 404 Not Found\r\n'))).toEqual({
      'http.response.version': 'HTTP/1.0',
      'http.response.code': 404,
      'http.response.phrase': 'Not Found',
    })
    for (const end of [' \r\n', '\r\n', '\n']) {
      expect(fieldsOf(line(`HTTP/1.1 200${end}`))).toEqual({
        'http.response.version': 'HTTP/1.1',
        'http.response.code': 200,
      })
    }
  })

  test.each([
    'GET / HTTP/1.1',
    'GET / HTTP/2.0\r\n',
    'GET /a b HTTP/1.1\r\n',
    'GET  HTTP/1.1\r\n',
    'GET HTTP/1.1\r\n',
    'GETS / HTTP/1.1\r\n',
    'get / HTTP/1.1\r\n',
    'GET /\u0001 HTTP/1.1\r\n',
    'PRI * HTTP/2.0\r\n',
    'HTTP/1.1 20 OK\r\n',
    'HTTP/1.1 2000\r\n',
    'HTTP/1.x 200 OK\r\n',
    `GET /${'a'.repeat(8192)} HTTP/1.1\r\n`,
  ])('none: %j', (data) => {
    expect(applicationOf(line(data), TRANSPORT)).toBe(0)
  })
})

describe('cut anywhere', () => {
  test.each([
    ['a query', datagram(40000, 53, QUERY)],
    ['an answer', datagram(53, 40000, ANSWER)],
    ['DHCP', datagram(68, 67, DISCOVER)],
    ['a ClientHello', segment(40000, 443, clientHello('shop.example.org'))],
    ['a request', segment(40000, 80, Uint8Array.from(text('GET / HTTP/1.1\r\n\r\n')))],
    ['a response', segment(80, 40000, Uint8Array.from(text('HTTP/1.1 200 OK\r\n\r\n')))],
  ])('%s is shown as far as it goes, by the capture and by itself', (_, octets) => {
    for (let end = 0; end <= octets.length; end++) {
      // The octets behind the cut are not there at all: to read them would throw.
      const cut = octets.slice(0, end)
      expect(() => layersOf(packetOf(cut, 1, octets.length))).not.toThrow()
      expect(() => layersOf(packetOf(cut, 1))).not.toThrow()
    }
  })
})
