/** ICMP, ICMPv6 and IGMP as tcpdump words them. */
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as mld from '../../wire/protocols/icmpv6-mld.js'
import * as nd from '../../wire/protocols/icmpv6-nd.js'
import * as igmp from '../../wire/protocols/igmp.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as udp from '../../wire/protocols/udp.js'
import { type Literal, literal, type Writer } from '../writer.js'
import { writeCut, writeDump, writeInvalid } from './dump.js'

const ICMP_NAME = literal('icmp')
const ICMP6_NAME = literal('icmp6')
const IGMP_NAME = literal('igmp')
const ICMP = literal('ICMP ')
const ECHO_REQUEST = literal('echo request, id ')
const ECHO_REPLY = literal('echo reply, id ')
const SEQ = literal(', seq ')
const LENGTH = literal(', length ')
const UNREACHABLE = literal(' unreachable')
const TCP = 6
const UDP = 17
const CLOSE = 93

const TYPE_WORDS: Readonly<Record<number, string>> = {
  4: 'source quench',
  10: 'router solicitation',
  15: 'information request',
  16: 'information reply',
  17: 'address mask request',
}

/** What stands before and behind the destination that the quoted packet had. */
const UNREACHABLE_WORDS: Readonly<Record<number, readonly [string, string]>> = {
  0: ['net ', ' unreachable'],
  1: ['host ', ' unreachable'],
  5: ['', ' unreachable - source route failed'],
  6: ['net ', ' unreachable - unknown'],
  7: ['host ', ' unreachable - unknown'],
  8: ['', ' unreachable - source host isolated'],
  9: ['net ', ' unreachable - admin prohibited'],
  10: ['host ', ' unreachable - admin prohibited'],
  11: ['net ', ' unreachable - tos prohibited'],
  12: ['host ', ' unreachable - tos prohibited'],
  13: ['host ', ' unreachable - admin prohibited filter'],
  14: ['host ', ' unreachable - host precedence violation'],
  15: ['host ', ' unreachable - precedence cutoff'],
}
const REDIRECT_WORDS: Readonly<Record<number, readonly [string, string]>> = {
  0: ['redirect ', ' to net '],
  1: ['redirect ', ' to host '],
  2: ['redirect-tos ', ' to net '],
  3: ['redirect-tos ', ' to host '],
}

/** `end` is the first octet that was not captured, `length` the message's octets as claimed. */
export function writeIcmp(v: DataView, o: number, end: number, length: number, w: Writer): void {
  const from = w.length
  w.put(ICMP)
  if (writeIcmpMessage(v, o, end, w)) {
    w.put(LENGTH)
    w.dec(length)
    return
  }
  // tcpdump composes the whole message first, so it prints nothing of a message that is cut.
  w.length = from
  writeCut(w, ICMP_NAME)
}

/** False when the capture cut what is needed. */
function writeIcmpMessage(v: DataView, o: number, end: number, w: Writer): boolean {
  const have = end - o
  if (have < 2) return false
  const type = icmp.type(v, o)
  switch (type) {
    case icmp.TYPE_ECHO:
    case icmp.TYPE_ECHO_REPLY:
      if (have < icmp.HEADER_LEN) return false
      w.put(type === icmp.TYPE_ECHO ? ECHO_REQUEST : ECHO_REPLY)
      w.dec(icmp.identifier(v, o))
      w.put(SEQ)
      w.dec(icmp.sequenceNumber(v, o))
      return true
    case icmp.TYPE_UNREACHABLE:
      return writeUnreachable(v, o, end, w)
    case icmp.TYPE_REDIRECT: {
      if (have < icmp.HEADER_LEN + ipv4.MIN_HEADER_LEN) return false
      const words = REDIRECT_WORDS[icmp.code(v, o)]
      w.text(words === undefined ? `redirect-#${icmp.code(v, o)} ` : words[0])
      w.ipv4Value(ipv4.destination(v, o + icmp.HEADER_LEN))
      w.text(words === undefined ? ' to net ' : words[1])
      w.ipv4Value(icmp.gateway(v, o))
      return true
    }
    case icmp.TYPE_ROUTER_ADVERTISEMENT:
      return writeRouterAdvertisement(v, o, end, w)
    case icmp.TYPE_TIME_EXCEEDED: {
      if (have < icmp.HEADER_LEN + ipv4.MIN_HEADER_LEN) return false
      const code = icmp.code(v, o)
      if (code === 0) w.text('time exceeded in-transit')
      else if (code === 1) w.text('ip reassembly time exceeded')
      else w.text(`time exceeded-#${code}`)
      return true
    }
    case icmp.TYPE_PARAMETER_PROBLEM:
      if (icmp.code(v, o) !== 0) w.text(`parameter problem - code ${icmp.code(v, o)}`)
      else if (have < icmp.HEADER_LEN) return false
      else w.text(`parameter problem - octet ${icmp.pointer(v, o)}`)
      return true
    case icmp.TYPE_TIMESTAMP:
    case icmp.TYPE_TIMESTAMP_REPLY:
      return writeTimestamp(v, o, have, type === icmp.TYPE_TIMESTAMP_REPLY, w)
    case icmp.TYPE_ADDRESS_MASK_REPLY:
      if (have < icmp.ADDRESS_MASK_LEN) return false
      w.text('address mask is 0x')
      w.hex(icmp.addressMask(v, o), 8)
      return true
    default:
      w.text(TYPE_WORDS[type] ?? `type-#${type}`)
      return true
  }
}

function writeUnreachable(v: DataView, o: number, end: number, w: Writer): boolean {
  const quote = o + icmp.HEADER_LEN
  if (end - quote < ipv4.MIN_HEADER_LEN) return false
  const code = icmp.code(v, o)
  const destination = ipv4.destination(v, quote)
  if (code === icmp.CODE_PROTOCOL) {
    w.ipv4Value(destination)
    w.text(` protocol ${ipv4.protocolNumber(v, quote)}`)
    w.put(UNREACHABLE)
    return true
  }
  if (code === icmp.CODE_PORT) {
    const transport = quote + ipv4.headerLen(v, quote)
    if (end - transport < 4) return false
    w.ipv4Value(destination)
    writePort(ipv4.protocolNumber(v, quote), udp.destinationPort(v, transport), w)
    w.put(UNREACHABLE)
    return true
  }
  if (code === icmp.CODE_FRAGMENTATION_NEEDED) {
    w.ipv4Value(destination)
    w.text(' unreachable - need to frag')
    if (icmp.nextHopMtu(v, o) !== 0) w.text(` (mtu ${icmp.nextHopMtu(v, o)})`)
    return true
  }
  const words = UNREACHABLE_WORDS[code]
  w.text(words === undefined ? '' : words[0])
  w.ipv4Value(destination)
  w.text(words === undefined ? ` unreachable - #${code}` : words[1])
  return true
}

/** ` udp port 33437`, of the quoted packet; both protocols have their ports at the same place. */
function writePort(protocol: number, port: number, w: Writer): void {
  if (protocol === TCP) w.text(' tcp port ')
  else if (protocol === UDP) w.text(' udp port ')
  else w.text(` protocol ${protocol} port `)
  w.dec(port)
}

function writeRouterAdvertisement(v: DataView, o: number, end: number, w: Writer): boolean {
  if (end - o < icmp.HEADER_LEN) return false
  w.text('router advertisement lifetime ')
  const s = icmp.lifetime(v, o)
  if (s >= 3600) w.text(`${Math.floor(s / 3600)}:`)
  if (s < 60) w.dec(s)
  else {
    if (s >= 3600) w.digits(Math.floor((s % 3600) / 60), 2)
    else w.dec(Math.floor(s / 60))
    w.char(58)
    w.digits(s % 60, 2)
  }
  const count = icmp.addressCount(v, o)
  w.text(` ${count}:`)
  if (icmp.addressEntrySize(v, o) !== 2) {
    w.text(` [size ${icmp.addressEntrySize(v, o)}]`)
    return true
  }
  for (let i = 0; i < count; i++) {
    if (icmp.addressEntry(o, i) + 8 > end) return false
    w.text(' {')
    w.ipv4(v, icmp.addressEntry(o, i))
    w.text(` ${icmp.preferenceLevel(v, o, i)}}`)
  }
  return true
}

function writeTimestamp(v: DataView, o: number, have: number, isReply: boolean, w: Writer): boolean {
  if (have < (isReply ? icmp.TIMESTAMP_LEN : icmp.HEADER_LEN)) return false
  w.text(`time stamp ${isReply ? 'reply' : 'query'} id ${icmp.identifier(v, o)} seq ${icmp.sequenceNumber(v, o)}`)
  if (!isReply) return true
  w.text(': org ')
  writeTimeOfDay(icmp.originateTimestamp(v, o), w)
  w.text(', recv ')
  writeTimeOfDay(icmp.receiveTimestamp(v, o), w)
  w.text(', xmit ')
  writeTimeOfDay(icmp.transmitTimestamp(v, o), w)
  return true
}

/** Milliseconds since midnight UT; a set first bit means something else (RFC 792 "Timestamp"). */
function writeTimeOfDay(ms: number, w: Writer): void {
  w.digits(Math.floor(ms / 3_600_000), 2)
  w.char(58)
  w.digits(Math.floor(ms / 60_000) % 60, 2)
  w.char(58)
  w.digits(Math.floor(ms / 1000) % 60, 2)
  w.char(46)
  w.digits(ms % 1000, 3)
}

const ICMP6 = literal('ICMP6, ')
const ID = literal(', id ')
const WHO_HAS = literal(', who has ')
const TARGET_IS = literal(', tgt is ')

/** tcpdump's names of ICMPv6 types. */
const ICMP6_WORDS: ReadonlyMap<number, Literal> = new Map(
  (
    [
      [1, 'destination unreachable'],
      [2, 'packet too big'],
      [3, 'time exceeded in-transit'],
      [4, 'parameter problem'],
      [128, 'echo request'],
      [129, 'echo reply'],
      [130, 'multicast listener query'],
      [131, 'multicast listener report'],
      [132, 'multicast listener done'],
      [133, 'router solicitation'],
      [134, 'router advertisement'],
      [135, 'neighbor solicitation'],
      [136, 'neighbor advertisement'],
      [137, 'redirect'],
      [138, 'router renumbering'],
      [139, 'node information query'],
      [140, 'node information reply'],
      [141, 'inverse neighbor solicitation'],
      [142, 'inverse neighbor advertisement'],
      [143, 'multicast listener report v2'],
      [144, 'ha discovery request'],
      [145, 'ha discovery reply'],
      [146, 'mobile router solicitation'],
      [147, 'mobile router advertisement'],
      [155, 'RPL'],
    ] as const
  ).map(([type, name]) => [type, literal(name)]),
)

const UNREACHABLE6_WORDS: Readonly<Record<number, string>> = {
  0: ', unreachable route ',
  1: ',  unreachable prohibited ',
  2: ', beyond scope ',
  3: ', unreachable address ',
}

/** `end` is the first octet that was not captured, `length` the message's octets as claimed. */
export function writeIcmpv6(v: DataView, o: number, end: number, length: number, w: Writer): void {
  if (end - o < icmpv6.COMMON_LEN) return writeCut(w, ICMP6_NAME)
  w.put(ICMP6)
  const type = icmpv6.type(v, o)
  const name = ICMP6_WORDS.get(type)
  if (name === undefined) w.text(`unknown icmp6 type (${type})`)
  else w.put(name)
  if (!writeIcmpv6Details(v, o, end, length, w)) return writeCut(w, ICMP6_NAME)
  w.put(LENGTH)
  w.dec(length)
}

/** False when the capture cut what is needed. */
function writeIcmpv6Details(v: DataView, o: number, end: number, length: number, w: Writer): boolean {
  const have = end - o
  switch (icmpv6.type(v, o)) {
    case icmpv6.TYPE_UNREACHABLE:
      return writeUnreachable6(v, o, end, length, w)
    case icmpv6.TYPE_PACKET_TOO_BIG:
      if (have < icmpv6.HEADER_LEN) return false
      w.text(`, mtu ${icmpv6.mtu(v, o)}`)
      return true
    case icmpv6.TYPE_TIME_EXCEEDED:
      return writeTimeExceeded6(v, o, have, w)
    case icmpv6.TYPE_PARAMETER_PROBLEM: {
      if (have < icmpv6.HEADER_LEN + ipv6.HEADER_LEN) return false
      const what = [', erroneous', ', next header', ', option'][icmpv6.code(v, o)]
      w.text(what === undefined ? `, code-#${icmpv6.code(v, o)}` : `${what} - octet ${icmpv6.pointer(v, o)}`)
      return true
    }
    case icmpv6.TYPE_ECHO:
    case icmpv6.TYPE_ECHO_REPLY:
      if (have < icmpv6.HEADER_LEN) return false
      w.put(ID)
      w.dec(icmpv6.identifier(v, o))
      w.put(SEQ)
      w.dec(icmpv6.sequenceNumber(v, o))
      return true
    case nd.TYPE_NEIGHBOR_SOLICITATION:
      if (have < nd.TARGET_ADDRESS + 16) return false
      w.put(WHO_HAS)
      w.ipv6(v, o + nd.TARGET_ADDRESS)
      return true
    case nd.TYPE_NEIGHBOR_ADVERTISEMENT:
      if (have < nd.TARGET_ADDRESS + 16) return false
      w.put(TARGET_IS)
      w.ipv6(v, o + nd.TARGET_ADDRESS)
      return true
    case nd.TYPE_REDIRECT:
      if (have < nd.DESTINATION_ADDRESS + 16) return false
      w.text(', ')
      w.ipv6(v, o + nd.DESTINATION_ADDRESS)
      w.text(' to ')
      w.ipv6(v, o + nd.TARGET_ADDRESS)
      return true
    case mld.TYPE_QUERY:
      return writeListenerQuery(v, o, end, length, w)
    case mld.TYPE_REPORT_V1:
    case mld.TYPE_DONE:
      return writeListener(v, o, have, w)
    case mld.TYPE_REPORT_V2:
      if (length < icmpv6.HEADER_LEN) {
        w.text(` [invalid len ${length}]`)
        return true
      }
      if (have < icmpv6.HEADER_LEN) return false
      w.text(`, ${mld.recordCount(v, o)} group record(s)`)
      return true
    default:
      return true
  }
}

function writeUnreachable6(v: DataView, o: number, end: number, length: number, w: Writer): boolean {
  const quote = o + icmpv6.HEADER_LEN
  if (end - quote < ipv6.HEADER_LEN) return false
  const code = icmpv6.code(v, o)
  if (code === icmpv6.CODE_PORT) {
    const transport = quote + ipv6.HEADER_LEN
    const next = ipv6.nextHeader(v, quote)
    w.text(', unreachable port')
    if ((next !== TCP && next !== UDP) || end - transport < 4) return false
    w.text(', ')
    w.ipv6(v, quote + ipv6.DESTINATION)
    writePort(next, udp.destinationPort(v, transport), w)
    return true
  }
  const words = UNREACHABLE6_WORDS[code]
  if (words === undefined) {
    w.text(`, unknown unreach code (${code})`)
    writeDump(v, o, Math.min(end, o + length), w)
    return true
  }
  w.text(words)
  w.ipv6(v, quote + ipv6.DESTINATION)
  if (code === 2) {
    w.text(', source address ')
    w.ipv6(v, quote + ipv6.SOURCE)
  }
  return true
}

function writeTimeExceeded6(v: DataView, o: number, have: number, w: Writer): boolean {
  if (have < icmpv6.HEADER_LEN + ipv6.HEADER_LEN) return false
  const code = icmpv6.code(v, o)
  if (code === 0) {
    w.text(' for ')
    w.ipv6(v, o + icmpv6.HEADER_LEN + ipv6.DESTINATION)
  } else w.text(code === 1 ? ' (reassembly)' : `, unknown code (${code})`)
  return true
}

/** RFC 2710 §3: 24 octets; version 2 has 28 or more (RFC 3810 §8.1). */
function writeListenerQuery(v: DataView, o: number, end: number, length: number, w: Writer): boolean {
  if (length === mld.V1_LEN) return writeListener(v, o, end - o, w)
  if (length < mld.QUERY_V2_LEN) {
    w.text(` unknown-version (len ${length}) `)
    return true
  }
  w.text(' v2')
  if (end - o < mld.QUERY_V2_LEN) return false
  w.text(' [gaddr ')
  w.ipv6(v, o + mld.MULTICAST_ADDRESS)
  const sources = mld.sourceCount(v, o)
  if (sources > 0) {
    const fits = length >= mld.QUERY_V2_LEN + sources * 16
    w.text(fits ? `, ${sources} source(s)` : ` [invalid number of sources ${sources}]`)
  }
  w.char(CLOSE)
  return true
}

function writeListener(v: DataView, o: number, have: number, w: Writer): boolean {
  if (have < mld.V1_LEN) return false
  w.text(`max resp delay: ${mld.maximumResponseDelay(v, o)} addr: `)
  w.ipv6(v, o + mld.MULTICAST_ADDRESS)
  return true
}

/** `end` is the first octet that was not captured, `length` the message's octets as claimed. */
export function writeIgmp(v: DataView, o: number, end: number, length: number, quiet: boolean, w: Writer): void {
  if (quiet) return w.put(IGMP_NAME)
  const have = end - o
  if (have < 1) return writeCut(w, IGMP_NAME)
  const type = igmp.type(v, o)
  if (type === igmp.TYPE_QUERY) {
    w.text('igmp query')
    if (length >= igmp.QUERY_V3_LEN) writeQueryV3(v, o, have, length, w)
    else writeQuery(v, o, have, length, w)
    return
  }
  if (type === igmp.TYPE_REPORT_V3) return writeReportV3(v, o, have, length, w)
  const words = IGMP_WORDS[type]
  if (words === undefined) return w.text(`igmp-${type}`)
  if (have < igmp.MIN_HEADER_LEN) return writeCut(w, IGMP_NAME)
  w.text(words)
  w.ipv4Value(igmp.groupAddress(v, o))
  if (type === igmp.TYPE_REPORT_V1 && length !== igmp.MIN_HEADER_LEN) w.text(` [len ${length}]`)
}

const IGMP_WORDS: Readonly<Record<number, string>> = {
  [igmp.TYPE_REPORT_V1]: 'igmp v1 report ',
  [igmp.TYPE_REPORT_V2]: 'igmp v2 report ',
  [igmp.TYPE_LEAVE]: 'igmp leave ',
}

/** The usual response time in tenths of a second, which tcpdump does not print. */
const USUAL_RESPONSE_TIME = 100

function writeQuery(v: DataView, o: number, have: number, length: number, w: Writer): void {
  if (have < igmp.MIN_HEADER_LEN) return writeCut(w, IGMP_NAME)
  const code = igmp.maxRespCode(v, o)
  w.text(code === 0 ? ' v1' : ' v2')
  if (code !== 0 && code !== USUAL_RESPONSE_TIME) w.text(` [max resp time ${code}]`)
  if (igmp.groupAddress(v, o) !== 0) {
    w.text(' [gaddr ')
    w.ipv4Value(igmp.groupAddress(v, o))
    w.char(CLOSE)
  }
  if (length !== igmp.MIN_HEADER_LEN) w.text(` [len ${length}]`)
}

function writeQueryV3(v: DataView, o: number, have: number, length: number, w: Writer): void {
  w.text(' v3')
  if (length % 4 !== 0) return w.text(` [invalid len ${length}]`)
  if (have < igmp.QUERY_V3_LEN) return writeCut(w, IGMP_NAME)
  const code = igmp.maxRespCode(v, o)
  if (code !== USUAL_RESPONSE_TIME) {
    // RFC 3376 §4.1.1: a floating-point number from 128 on.
    const tenths = code < 128 ? code : ((code & 0x0f) | 0x10) << (((code & 0x70) >> 4) + 3)
    w.text(' [max resp time ')
    if (tenths < 600) w.text(`${(tenths / 10).toFixed(1)}s]`)
    else w.text(`${relativeTime(Math.floor(tenths / 10))}]`)
  }
  if (igmp.groupAddress(v, o) === 0) return
  w.text(' [gaddr ')
  w.ipv4Value(igmp.groupAddress(v, o))
  const sources = igmp.sourceCount(v, o)
  if (sources > 0) {
    const fits = length >= igmp.QUERY_V3_LEN + 4 * sources
    w.text(fits ? `, ${sources} source(s)` : ' [invalid number of sources]')
  }
  w.char(CLOSE)
}

/** `1h2m3s` */
function relativeTime(seconds: number): string {
  const h = Math.floor(seconds / 3600)
  const m = Math.floor(seconds / 60) % 60
  const s = seconds % 60
  return `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s > 0 ? `${s}s` : ''}`
}

function writeReportV3(v: DataView, o: number, have: number, length: number, w: Writer): void {
  w.text('igmp v3 report')
  if (length < 16 || length % 4 !== 0) return w.text(` [invalid len ${length}]`)
  if (have < igmp.MIN_HEADER_LEN) return writeCut(w, IGMP_NAME)
  w.text(`, ${igmp.recordCount(v, o)} group record(s)`)
}

/** ICMP in IPv6, or ICMPv6 in IPv4. */
export function writeWrongVersion(needed: number, w: Writer): void {
  w.text(`[icmp requires IPv${needed}]`)
  writeInvalid(w)
}
