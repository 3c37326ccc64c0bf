/**
 * What UDP and TCP carry, in a few words behind their own: `UDP, length 29: DNS A example.org`,
 * `TCP [S], seq 1, win 64240, length 0: etcd`. An application that is known by its port alone is one word.
 */
import { APPLICATIONS, applicationOf } from '../wire/applications.js'
import { Kind } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import * as bgp from '../wire/protocols/bgp.js'
import * as message from '../wire/protocols/bgp-message.js'
import * as dhcp from '../wire/protocols/dhcp.js'
import * as dns from '../wire/protocols/dns.js'
import * as evpn from '../wire/protocols/evpn.js'
import * as http from '../wire/protocols/http.js'
import * as tls from '../wire/protocols/tls.js'
import type { Glyphs } from './glyphs.js'
import { asciiText, decodeText, domainName } from './value.js'
import { literal, type Writer } from './writer.js'

/** Characters shown of a name or of a line at most. */
const MAX_TEXT = 80

const SPACE = 32
const PLUS = 43

/** By the application's number. */
const WORDS = APPLICATIONS.map(({ word }) => literal(word))
const BEHIND = APPLICATIONS.map(({ word }) => literal(`: ${word}`))
const T = {
  colon: literal(': '),
  answers: literal(', answers '),
  bootp: literal('BOOTP'),
  clientHello: literal(' ClientHello'),
  for: literal(' for '),
  as: literal(' AS '),
  slash: literal('/'),
  withdraws: literal(' withdraws'),
  endOfRib: literal(' End-of-RIB'),
}

/** Whether the application is one word, which `writeApplicationWord` writes; `number` is not 0. */
export function isOneWord(number: number): boolean {
  return APPLICATIONS[number]!.kind === Kind.Payload
}

/** `: etcd`. */
export function writeApplicationWord(number: number, w: Writer): void {
  w.put(BEHIND[number]!)
}

/** What layer `i`, UDP or TCP, carries, behind a colon; nothing where nobody knows. */
export function writeApplication(p: Packet, i: number, glyphs: Glyphs, w: Writer): void {
  const number = applicationOf(p, i)
  if (number === 0) return
  w.put(T.colon)
  writeWords(p, p.layers[i]!, number, glyphs, w)
}

/** The same without a colon; whether there was anything to write. */
export function writeApplicationAlone(p: Packet, i: number, glyphs: Glyphs, w: Writer): boolean {
  const number = applicationOf(p, i)
  if (number !== 0) writeWords(p, p.layers[i]!, number, glyphs, w)
  return number !== 0
}

function writeWords(p: Packet, l: Layer, number: number, glyphs: Glyphs, w: Writer): void {
  const v = p.view
  switch (APPLICATIONS[number]!.kind) {
    case Kind.Dns:
    case Kind.Mdns:
    case Kind.Llmnr:
      w.put(WORDS[number]!)
      return writeDns(v, l, glyphs, w)
    case Kind.Dhcp:
      return writeDhcp(v, l, number, w)
    case Kind.Bgp:
      w.put(WORDS[number]!)
      return writeBgp(v, l, w)
    case Kind.Tls:
      w.put(WORDS[number]!)
      return writeClientHello(v, l, glyphs, w)
    case Kind.Http:
      // The line names its protocol.
      return writeClipped(decodeText(v, l.payload, http.lineEnd(v, l.payload, l.end) - l.payload), glyphs, w)
    default:
      return w.put(WORDS[number]!)
  }
}

/** ` A example.org`, of an answer with what it says: ` A example.org 192.0.2.1 +1`, ` A example.org NXDOMAIN`. */
function writeDns(v: DataView, { payload: o, end }: Layer, glyphs: Glyphs, w: Writer): void {
  const first = o + dns.HEADER_LEN
  const type = dns.typeOf(v, first, end)
  const operation = dns.OPCODE_NAMES[dns.opcode(v, o)]
  w.text(`${operation === undefined ? '' : ` ${operation}`} ${dns.TYPE_NAMES[type] ?? `TYPE${type}`} `)
  writeClipped(domainName(v, first, o), glyphs, w)
  writeMore(dns.questionCount(v, o) - 1, w)
  if (dns.isResponse(v, o)) writeAnswer(v, o, end, type, w)
}

/** The first address that was asked for, or else what the answer comes to. */
function writeAnswer(v: DataView, o: number, end: number, type: number, w: Writer): void {
  const code = dns.rcode(v, o)
  if (code !== 0) return w.text(` ${dns.RCODE_NAMES[code] ?? `RCODE${code}`}`)
  if (dns.questionCount(v, o) === 0) return writeMore(dns.answerCount(v, o) - 1, w)
  let found = 0
  if (type === dns.TYPE_A || type === dns.TYPE_AAAA) {
    dns.visitAddresses(v, o, end, type, (at) => {
      if (found++ > 0) return
      w.char(SPACE)
      if (type === dns.TYPE_A) w.ipv4(v, at)
      else w.ipv6(v, at)
    })
  }
  if (found > 0) writeMore(found - 1, w)
  else w.putDec(T.answers, dns.answerCount(v, o))
}

/** ` +2`: so many others. */
function writeMore(count: number, w: Writer): void {
  if (count <= 0) return
  w.char(SPACE)
  w.char(PLUS)
  w.dec(count)
}

/** `DHCP Offer 172.17.1.9 for 02:42:ac:11:00:02`. */
function writeDhcp(v: DataView, { payload: o, end }: Layer, number: number, w: Writer): void {
  const type = dhcp.messageType(v, o, end)
  w.put(type === 0 ? T.bootp : WORDS[number]!)
  if (type !== 0) w.text(` ${dhcp.MESSAGE_TYPES[type] ?? `type ${type}`}`)
  const your = dhcp.yourAddressAt(o)
  const isGiven = v.getUint32(your) !== 0
  if (isGiven) {
    w.char(SPACE)
    w.ipv4(v, your)
  }
  if (!dhcp.hasMac(v, o)) return
  if (isGiven) w.put(T.for)
  else w.char(SPACE)
  w.mac(v, dhcp.macAt(o))
}

/** ` UPDATE type 2 02:42:ac:11:00:02 172.17.0.2`, the first message, and how many others: ` KEEPALIVE +1`. */
function writeBgp(v: DataView, { payload: o, end }: Layer, w: Writer): void {
  let count = 0
  bgp.visitMessages(v, o, end, (at, to) => {
    if (count++ > 0) return
    const type = message.messageType(v, at)
    w.text(` ${bgp.TYPE_NAMES[type]}`)
    if (type === message.MessageType.Open) {
      w.putDec(T.as, v.getUint16(at + bgp.OPEN_AS))
      w.char(SPACE)
      w.ipv4(v, at + bgp.OPEN_IDENTIFIER)
    } else if (type === message.MessageType.Notification) w.text(` ${bgp.errorName(v, at, to)}`)
    else if (type === message.MessageType.Update) writeRoutes(v, at, to, w)
  })
  writeMore(count - 1, w)
}

/** The first route of an UPDATE, and how many others: ` withdraws 10.0.0.0/8 +2`. */
function writeRoutes(v: DataView, o: number, end: number, w: Writer): void {
  let count = 0
  bgp.visitRoutes(v, o, end, (route, at, to) => {
    if (count++ > 0) return
    if (route.isWithdrawn) w.put(T.withdraws)
    w.char(SPACE)
    if (route.family === 'evpn') writeEvpn(v, at, to, w)
    else writePrefix(v, at, route.family === 'ipv6', w)
  })
  if (count === 0) w.put(T.endOfRib)
  writeMore(count - 1, w)
}

function writeEvpn(v: DataView, at: number, end: number, w: Writer): void {
  w.text(`type ${evpn.routeType(v, at)}`)
  const mac = evpn.macAt(v, at, end)
  if (mac >= 0) {
    w.char(SPACE)
    w.mac(v, mac)
  }
  const size = evpn.ipSize(v, at, end)
  const length = evpn.ipLenAt(v, at, end)
  if (size === 0) return
  w.char(SPACE)
  if (size === 4) w.ipv4(v, length + 1)
  else w.ipv6(v, length + 1)
  if (evpn.routeType(v, at) === evpn.RouteType.IpPrefix) w.putDec(T.slash, v.getUint8(length))
}

function writePrefix(v: DataView, at: number, isIpv6: boolean, w: Writer): void {
  const prefix = new DataView(new ArrayBuffer(16))
  const bits = v.getUint8(at)
  for (let i = 0; i < (bits + 7) >> 3; i++) prefix.setUint8(i, v.getUint8(at + 1 + i))
  if (isIpv6) w.ipv6(prefix, 0)
  else w.ipv4(prefix, 0)
  w.putDec(T.slash, bits)
}

/** ` ClientHello example.org`. */
function writeClientHello(v: DataView, { payload: o, end }: Layer, glyphs: Glyphs, w: Writer): void {
  w.put(T.clientHello)
  const name = tls.serverNameAt(v, o, end)
  if (name < 0) return
  w.char(SPACE)
  writeClipped(decodeText(v, name, tls.serverNameLen(v, name)), glyphs, w)
}

/** Text from the wire, one column for each character, cut to what a line can hold. */
function writeClipped(text: string, { more }: Glyphs, w: Writer): void {
  const shown = asciiText(text)
  if (shown.length <= MAX_TEXT) return w.text(shown)
  w.text(shown.slice(0, MAX_TEXT))
  w.put(more)
}
