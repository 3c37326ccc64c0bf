/**
 * `--format tcpdump`: the lines of `tcpdump -nn` 4.99.3, for whoever reads them by habit or by script.
 *
 * The layers are those that were decoded; the words, and the lengths that are printed, are tcpdump's: it believes the
 * innermost length field where the decoder believes the enclosing one. Protocols above UDP and TCP that tcpdump knows by
 * their ports get no words of their own. docs/tcpdump-differences.md lists what differs.
 */

import { isFragment } from '../wire/fragment.js'
import { KIND_COUNT, Kind } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import * as ah from '../wire/protocols/ah.js'
import * as esp from '../wire/protocols/esp.js'
import * as ethernet from '../wire/protocols/ethernet.js'
import * as geneve from '../wire/protocols/geneve.js'
import * as gre from '../wire/protocols/gre.js'
import { protocolOf } from '../wire/protocols/index.js'
import * as ipcomp from '../wire/protocols/ipcomp.js'
import * as ipv4 from '../wire/protocols/ipv4.js'
import * as ipv6 from '../wire/protocols/ipv6.js'
import * as ipv6Fragment from '../wire/protocols/ipv6-fragment.js'
import * as ipv6Routing from '../wire/protocols/ipv6-routing.js'
import * as mpls from '../wire/protocols/mpls.js'
import * as nsh from '../wire/protocols/nsh.js'
import * as nullLink from '../wire/protocols/null.js'
import * as ppp from '../wire/protocols/ppp.js'
import * as pppoe from '../wire/protocols/pppoe.js'
import * as sll from '../wire/protocols/sll.js'
import * as sll2 from '../wire/protocols/sll2.js'
import * as tcp from '../wire/protocols/tcp.js'
import * as udp from '../wire/protocols/udp.js'
import * as vlan from '../wire/protocols/vlan.js'
import * as vxlanGpe from '../wire/protocols/vxlan-gpe.js'
import { writeArp } from './tcpdump/arp.js'
import { behindLink, writeAscii, writeCut, writeDump, writeInvalid } from './tcpdump/dump.js'
import { ETHER_TYPE_WORDS } from './tcpdump/ether-types.js'
import { writeIcmp, writeIcmpv6, writeIgmp, writeWrongVersion } from './tcpdump/icmp.js'
import { Sequences } from './tcpdump/sequences.js'
import { type Connection, TCP, writeTcp } from './tcpdump/tcp.js'
import {
  writeGeneve,
  writeGre,
  writeGreProtocol,
  writeHex,
  writeLabel,
  writeNsh,
  writeUnknownNextProtocol,
  writeVxlan,
  writeVxlanGpe,
} from './tcpdump/tunnel.js'
import { type Clock, epoch, TimeStyle } from './time.js'
import { literal, type Writer } from './writer.js'

export interface TcpdumpOptions {
  /** The zone whose time is shown; tcpdump shows local time. */
  readonly clock: Clock
  /** tcpdump's `-t` letters; `TimeStyle.Readable` is the clock on every line. */
  readonly time: TimeStyle
  /** `-e`: the link-level headers too. */
  readonly linkLevel: boolean
  /** `-q`: less of each protocol. */
  readonly quiet: boolean
  /** `-S`: TCP's numbers as they are, not those of the connection's first segment less. */
  readonly absoluteNumbers?: boolean
  /** `--number`: the packet's number in front. */
  readonly number?: boolean
  /** What comes behind the line. */
  readonly octets?: Octets
  /** The name of an interface by `Packet.interfaceId`, on the machine that captures. */
  readonly interfaceName?: (id: number, frame: number) => string
}

/** The octets of a packet: `-x`, `-X` or `-A`, with the link layer where the letter is given twice. */
export interface Octets {
  readonly form: 'none' | 'hex' | 'hex-text' | 'text'
  readonly hasLink: boolean
}

const IP = literal('IP ')
const IP6 = literal('IP6 ')
const TO = literal(' > ')
const COLON_SPACE = literal(': ')
const TRUNCATED_IP = literal('truncated-ip - ')
const TRUNCATED_IP6 = literal('truncated-ip6 - ')
const BYTES_MISSING = literal(' bytes missing!')
const UDP_LENGTH = literal('UDP, length ')
const UDP_BAD_LENGTH = literal('UDP, bad length ')
const ETHERTYPE = literal(', ethertype ')
const UNKNOWN = literal('Unknown')
const LENGTH = literal(', length ')
const MPLS = literal('MPLS')
const IEEE_802_3 = literal(', 802.3')
const VLAN = literal('vlan ')
const IP_PROTO = literal('ip-proto-')
const HBH = literal('HBH ')
const DSTOPT = literal('DSTOPT ')

const ETHER_NAME = literal('ether')
const VLAN_NAME = literal('vlan')
const ARP_NAME = literal('arp')
const IP_NAME = literal('ip')
const IP6_NAME = literal('ip6')
const UDP_NAME = literal('udp')
const AH_NAME = literal('ah')
const HBH_NAME = literal('hbhopt')
const DSTOPT_NAME = literal('dstopt')
const FRAGMENT_NAME = literal('frag6')
const ROUTING_NAME = literal('rt6')
const MPLS_NAME = literal('mpls')
const PPP_NAME = literal('ppp')

const SPACE = 32
const DOT = 46
const COMMA = 44
const CLOSE = 41
const MINUS = 45

/** The largest Length/Type that tcpdump takes for a length. */
const MAX_802_3 = 1500

/** By kind: what tcpdump does not know, though it is decoded here: tunnels in IP, and tags. */
const NOT_DECODED = new Uint8Array(KIND_COUNT)
for (const kind of [Kind.EtherIp, Kind.L2tpIp, Kind.VnTag, Kind.ETag, Kind.Mvrp, Kind.Mmrp]) NOT_DECODED[kind] = 1

const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17
const PROTOCOL_DCCP = 33
const PROTOCOL_NONE = 59
const PROTOCOL_SCTP = 132

export class TcpdumpLines {
  readonly #o: TcpdumpOptions
  readonly #sequences4: Sequences = new Sequences(4)
  readonly #sequences6: Sequences = new Sequences(16)
  /** Microseconds of the packet that `-ttt` and `-ttttt` count from; undefined before the first. */
  #from: number | undefined

  // Where the line is.
  /** Octets of the next header and its payload, as tcpdump counts them: by the length field in front. */
  #length = 0
  /** Where the innermost IP packet ends, as far as it was captured: tcpdump's end of the octets. */
  #end = 0
  /** First octet of the innermost Ethernet header, and the frame's octets. */
  #frame = 0
  #frameLength = 0
  /** First octet of the innermost IP header, its version, and whether the transport header's line has its addresses. */
  #ip = 0
  #version = 0
  #ownAddresses = false
  #isFragment = false

  constructor(options: TcpdumpOptions) {
    this.#o = options
  }

  /** Writes the packet's line (VXLAN has two, unknown protocols add the octets), newline included. */
  write(p: Packet, w: Writer): void {
    if (p.captured === 0 || p.length < p.captured) return writeBadRecord(p, w)
    if (this.#o.number === true) writeNumber(p.number, w)
    this.#writeTime(p, w)
    this.#length = p.isReassembled ? p.end - p.start : p.length
    this.#end = p.end
    this.#isFragment = false
    let more = true
    for (let i = 0; i < p.depth && more; i++) more = this.#writeLayer(p, i, w)
    if (more && p.malformed.isStop) this.#writeMalformed(p, w)
    this.#writeRecord(p, w)
    w.newline()
  }

  /** The octets below the line, where they are asked for. */
  #writeRecord(p: Packet, w: Writer): void {
    const { octets } = this.#o
    if (octets === undefined) return
    const { form, hasLink } = octets
    const from = hasLink ? p.start : behindLink(p)
    if (form === 'text') writeAscii(p.view, from, p.end, w)
    else if (form !== 'none') writeDump(p.view, from, p.end, w, form === 'hex-text')
  }

  #writeTime(p: Packet, w: Writer): void {
    const { clock, time } = this.#o
    switch (time) {
      case TimeStyle.None:
        return
      case TimeStyle.Epoch:
        epoch(p, w)
        break
      case TimeStyle.DateTime:
        clock.dateTime(p, w)
        break
      case TimeStyle.SincePrevious:
      case TimeStyle.SinceFirst:
        this.#writeDelta(p, w)
        break
      default:
        clock.time(p, w)
    }
    w.char(SPACE)
  }

  /** ` 00:00:00.000123`, or with a minus; microseconds are cut, as they are when tcpdump reads them. */
  #writeDelta(p: Packet, w: Writer): void {
    const now = p.tsSec * 1e6 + Math.floor(p.tsNsec / 1000)
    const delta = now - (this.#from ?? now)
    if (this.#from === undefined || this.#o.time === TimeStyle.SincePrevious) this.#from = now
    const us = Math.abs(delta)
    const s = Math.floor(us / 1e6)
    w.char(delta < 0 ? MINUS : SPACE)
    w.digits(Math.floor(s / 3600) % 24, 2)
    w.char(58)
    w.digits(Math.floor(s / 60) % 60, 2)
    w.char(58)
    w.digits(s % 60, 2)
    w.char(DOT)
    w.digits(us % 1e6, 6)
  }

  /** What is the layer behind the `i`th, whether it could be decoded or not; `None` when there is no such. */
  #next(p: Packet, i: number): Kind {
    const kind = i + 1 < p.depth ? p.layers[i + 1]!.kind : p.malformed.isStop ? p.malformed.kind : Kind.None
    return NOT_DECODED[kind] === 1 ? Kind.Payload : kind
  }

  /** False when the line ends with this layer. */
  #writeLayer(p: Packet, i: number, w: Writer): boolean {
    const l = p.layers[i]!
    switch (l.kind) {
      case Kind.Ethernet:
        return this.#writeEthernet(p, i, l, w)
      case Kind.Ipv4:
        return this.#writeIpv4(p, i, l, w)
      case Kind.Udp:
        return this.#writeUdp(p, i, l, w)
      case Kind.Vxlan:
        return this.#pass(l, writeVxlan(p.view, l.start, l.end, this.#length, w))
      case Kind.Tcp:
        this.#writeTcp(p.view, l.start, this.#end, w)
        return false
      case Kind.Arp:
        writeArp(p.view, l.start, this.#end, this.#length, this.#o.linkLevel, w)
        return false
      case Kind.Icmp:
        this.#writeIcmp(p.view, l.start, w)
        return false
      case Kind.Gre:
        return this.#writeGre(p.view, l, w)
      case Kind.Vlan:
      case Kind.Dot1ad:
        return this.#writeVlan(p, i, l, w)
      case Kind.Ipv6:
        return this.#writeIpv6(p, i, l, w)
      case Kind.Ipv6HopByHop:
      case Kind.Ipv6Destination:
      case Kind.Ipv6Routing:
      case Kind.Ipv6Fragment:
      case Kind.Ah:
        return this.#writeExtension(p, i, l, w)
      case Kind.Icmpv6:
        this.#writeIcmpv6(p.view, l.start, w)
        return false
      case Kind.Igmp:
        writeIgmp(p.view, l.start, this.#end, this.#length, this.#o.quiet, w)
        return false
      default:
        return this.#writeOther(p, i, l, w)
    }
  }

  /** Layers that are not on the way of most packets. */
  #writeOther(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    switch (l.kind) {
      case Kind.Geneve:
        return this.#writeGeneve(p, i, l, w)
      case Kind.VxlanGpe:
        return this.#writeVxlanGpe(p, l, w)
      case Kind.Nsh:
        if (!writeNsh(v, l.start, l.end, w)) return false
        this.#length -= l.payload - l.start
        return isNextProtocol(nsh.nextProtocol(v, l.start)) || unknownNextProtocol(w)
      case Kind.Mpls:
        return this.#writeMpls(p, i, l, w)
      case Kind.Llc:
        return this.#writeLlc(p, i, l, w)
      case Kind.Null:
        return this.#writeNull(p, i, l, w)
      case Kind.Sll:
        return this.#writeSll(p, i, l, w)
      case Kind.Sll2:
        return this.#writeSll2(p, i, l, w)
      case Kind.Raw:
        return this.#writeRaw(p, i, l, w)
      case Kind.Ppp:
        return this.#writePpp(p, i, l, w)
      case Kind.Esp:
        w.text('ESP(spi=0x')
        w.hex(esp.securityParametersIndex(v, l.start), 8)
        w.text(',seq=0x')
        writeHex(esp.sequenceNumber(v, l.start), w)
        w.text(')')
        w.put(LENGTH)
        w.dec(this.#length)
        return false
      case Kind.Ipcomp:
        w.text('IPComp(cpi=0x')
        w.hex(ipcomp.parameterIndex(v, l.start), 4)
        w.text(')')
        return false
      case Kind.Nflog:
        return this.#pass(l, true)
      case Kind.PppoeSession:
        w.text('PPPoE ')
        w.text(' [ses 0x')
        writeHex(pppoe.sessionId(v, l.start), w)
        w.text('] ')
        return this.#pass(l, true)
      default:
        this.#writeName(l.kind, w)
        return false
    }
  }

  /** A protocol that has no words of its own here. */
  #writeName(kind: Kind, w: Writer): void {
    w.text(protocolOf(kind).name.toUpperCase())
    w.put(LENGTH)
    w.dec(this.#length)
  }

  /** Goes on behind the header, if at all. */
  #pass(l: Layer, more: boolean): boolean {
    this.#length -= l.payload - l.start
    return more
  }

  // Link layers

  #writeEthernet(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    if (!this.#startFrame(l.start, w)) return false
    if (this.#o.linkLevel) this.#writeEthernetHeader(v, w)
    this.#length -= ethernet.HEADER_LEN
    return this.#writeTyped(p, i, l, ethernet.type(v, l.start), w)
  }

  /** False when the frame's octets are fewer than tcpdump needs or than its own length says. */
  #startFrame(o: number, w: Writer): boolean {
    const have = this.#end - o
    if (this.#length < have) {
      w.text(`[length ${this.#length} < caplen ${have}]`)
      writeInvalid(w)
      return false
    }
    this.#frame = o
    this.#frameLength = this.#length
    if (have >= ethernet.HEADER_LEN) return true
    writeCut(w, ETHER_NAME)
    return false
  }

  #writeEthernetHeader(v: DataView, w: Writer): void {
    const o = this.#frame
    w.macValue(ethernet.sourceHi(v, o), ethernet.sourceLo(v, o))
    w.put(TO)
    w.macValue(ethernet.destinationHi(v, o), ethernet.destinationLo(v, o))
    const type = ethernet.type(v, o)
    let length = this.#frameLength
    if (type <= MAX_802_3) {
      w.put(IEEE_802_3)
      length = type
    } else if (this.#o.quiet) {
      w.char(COMMA)
      w.char(SPACE)
      writeQuietType(type, w)
    } else {
      w.put(ETHERTYPE)
      writeType(type, w)
    }
    w.put(LENGTH)
    w.dec(length)
    w.put(COLON_SPACE)
  }

  /** What an EtherType or length leads to. */
  #writeTyped(p: Packet, i: number, l: Layer, type: number, w: Writer): boolean {
    if (type <= MAX_802_3) {
      this.#length = Math.min(this.#length, type)
      return true
    }
    const next = this.#next(p, i)
    if (next !== Kind.None && next !== Kind.Payload) return true
    if (!this.#o.linkLevel) this.#writeEthernetHeader(p.view, w)
    this.#writeOctets(p.view, l.payload, w)
    return false
  }

  /** The octets from `o` on, which no decoder claims. */
  #writeOctets(v: DataView, o: number, w: Writer): void {
    if (this.#o.quiet) return
    writeDump(v, o, Math.min(this.#end, o + this.#length), w)
  }

  #writeVlan(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    this.#length -= vlan.HEADER_LEN
    const type = vlan.type(v, l.start)
    if (this.#o.linkLevel) {
      w.put(VLAN)
      w.dec(vlan.id(v, l.start))
      w.text(`, p ${vlan.priority(v, l.start)}${vlan.isDropEligible(v, l.start) ? ', DEI, ' : ', '}`)
      if (type > MAX_802_3) {
        if (this.#o.quiet) writeQuietType(type, w)
        else {
          w.text('ethertype ')
          writeType(type, w)
        }
        w.char(COMMA)
        w.char(SPACE)
      }
    }
    return this.#writeTyped(p, i, l, type, w)
  }

  #writeLlc(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const next = this.#next(p, i)
    if (next !== Kind.Ipv4 && next !== Kind.Ipv6 && next !== Kind.Arp && next !== Kind.Ethernet) {
      this.#writeName(next === Kind.Stp ? Kind.Stp : Kind.Llc, w)
      return false
    }
    return this.#pass(l, true)
  }

  #writeNull(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const next = this.#next(p, i)
    const isIp = next === Kind.Ipv4 || next === Kind.Ipv6
    if (this.#o.linkLevel || !isIp) {
      const family = nullLink.family(p.view, l.start)
      w.text(next === Kind.Ipv4 ? 'AF IPv4 (' : next === Kind.Ipv6 ? 'AF IPv6 (' : 'AF Unknown (')
      w.text(`${family})`)
      w.put(LENGTH)
      w.dec(this.#length)
      w.put(COLON_SPACE)
    }
    this.#length -= nullLink.HEADER_LEN
    if (!isIp) this.#writeOctets(p.view, l.payload, w)
    return isIp
  }

  #writeSll(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const o = l.start
    const length = this.#length
    if (this.#o.linkLevel) {
      w.text(packetTypeWord(sll.packetType(v, o)).padStart(3))
      w.char(SPACE)
      this.#writeCooked(v, sll.addressOffset(o), sll.addressLength(v, o), sll.protocolType(v, o), length, w)
    }
    this.#length -= sll.HEADER_LEN
    return this.#writeCookedPayload(p, i, l, w)
  }

  #writeSll2(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const o = l.start
    const length = this.#length
    // In a file the interface's number is another machine's, though tcpdump looks its name up on its own machine.
    w.text(this.#o.interfaceName?.(p.interfaceId, p.number).padEnd(5) ?? '?    ')
    w.char(SPACE)
    w.text(packetTypeWord(sll2.packetType(v, o)).padEnd(3))
    w.char(SPACE)
    if (this.#o.linkLevel) {
      w.text(`ifindex ${sll2.interfaceIndex(v, o)} `)
      this.#writeCooked(v, sll2.addressOffset(o), sll2.addressLength(v, o), sll2.protocolType(v, o), length, w)
    }
    this.#length -= sll2.HEADER_LEN
    return this.#writeCookedPayload(p, i, l, w)
  }

  #writeCooked(v: DataView, address: number, addressLen: number, type: number, length: number, w: Writer): void {
    if (addressLen === 6) {
      w.mac(v, address)
      w.char(SPACE)
    }
    if (this.#o.quiet) return
    w.text('ethertype ')
    writeType(type, w)
    w.put(LENGTH)
    w.dec(length)
    w.put(COLON_SPACE)
  }

  #writeCookedPayload(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const next = this.#next(p, i)
    if (next !== Kind.None && next !== Kind.Payload) return true
    this.#writeOctets(p.view, l.payload, w)
    return false
  }

  #writeRaw(p: Packet, i: number, l: Layer, w: Writer): boolean {
    if (this.#o.linkLevel) w.text('ip: ')
    const next = this.#next(p, i)
    if (next === Kind.Ipv4 || next === Kind.Ipv6) return true
    if (l.start === this.#end) w.text(`truncated-ip ${this.#length}`)
    else w.text(`unknown ip ${ipv4.version(p.view, l.start)}`)
    return false
  }

  #writePpp(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const number = l.payload > l.start ? ppp.protocolNumber(p.view, l.start) : 0
    const next = this.#next(p, i)
    if (next === Kind.Ipv4 || next === Kind.Ipv6 || next === Kind.Mpls) {
      if (this.#o.linkLevel) w.text(`${PPP_WORDS[number] ?? 'unknown'} (0x${hex4(number)}), length ${this.#length}: `)
      return this.#pass(l, true)
    }
    if (next === Kind.Chdlc) this.#writeName(Kind.Chdlc, w)
    else if (number === PPP_COMPRESSED) w.text('compressed PPP data')
    else if (PPP_WORDS[number] === undefined) w.text(`unknown PPP protocol (0x${hex4(number)})`)
    else w.text(`${PPP_WORDS[number]}, length ${this.#length}`)
    return false
  }

  // IP

  #writeIpv4(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const o = l.start
    if (!this.#o.linkLevel) w.put(IP)
    const hl = ipv4.headerLen(v, o)
    const total = ipv4.totalLength(v, o)
    const length = total === 0 || p.isWhole(o) ? this.#length : total
    if (this.#length < length) {
      w.put(TRUNCATED_IP)
      w.dec(length - this.#length)
      w.put(BYTES_MISSING)
      w.char(SPACE)
    }
    this.#length = length - hl
    this.#startIp(o, 4, l.end)
    this.#isFragment = isFragment(p, i)
    const protocol = ipv4.protocolNumber(v, o)
    if (this.#isFragment && ipv4.fragmentOffset(v, o) !== 0) {
      this.#writeAddresses(v, w)
      w.char(58)
      w.char(SPACE)
      w.put(IP_PROTO)
      w.dec(protocol)
      return false
    }
    return this.#writeProtocol(p, i, protocol, w)
  }

  #startIp(o: number, version: number, end: number): void {
    this.#ip = o
    this.#version = version
    this.#end = end
    this.#ownAddresses = false
  }

  #writeAddresses(v: DataView, w: Writer): void {
    const o = this.#ip
    if (this.#version === 4) {
      w.ipv4Value(ipv4.source(v, o))
      w.put(TO)
      w.ipv4Value(ipv4.destination(v, o))
    } else {
      w.ipv6(v, o + ipv6.SOURCE)
      w.put(TO)
      w.ipv6(v, o + ipv6.DESTINATION)
    }
  }

  /** The addresses, unless the transport protocol has them with its ports, and what tcpdump says without a decoder. */
  #writeProtocol(p: Packet, i: number, protocol: number, w: Writer): boolean {
    const hasPorts =
      protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP || protocol === PROTOCOL_DCCP || protocol === PROTOCOL_SCTP
    this.#ownAddresses = hasPorts
    if (!hasPorts) {
      this.#writeAddresses(p.view, w)
      w.put(COLON_SPACE)
    }
    return this.#writeNextProtocol(p, i, protocol, w)
  }

  #writeNextProtocol(p: Packet, i: number, protocol: number, w: Writer): boolean {
    const next = this.#next(p, i)
    if (next !== Kind.None && next !== Kind.Payload && !(this.#version === 4 && isExtension(next))) {
      if (next === Kind.Icmp && this.#version === 6) {
        writeWrongVersion(4, w)
        return false
      }
      return true
    }
    if (protocol === PROTOCOL_NONE) w.text('no next header')
    else {
      if (this.#ownAddresses) {
        this.#writeAddresses(p.view, w)
        w.put(COLON_SPACE)
      }
      w.char(SPACE)
      w.put(IP_PROTO)
      w.dec(protocol)
      w.char(SPACE)
      w.dec(this.#length)
    }
    return false
  }

  #writeIpv6(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const o = l.start
    if (!this.#o.linkLevel) w.put(IP6)
    const payload = ipv6.payloadLength(v, o)
    const length = payload === 0 || p.isReassembled ? this.#length : payload + ipv6.HEADER_LEN
    if (this.#length < length) {
      w.put(TRUNCATED_IP6)
      w.dec(length - this.#length)
      w.put(BYTES_MISSING)
    }
    this.#length = length - ipv6.HEADER_LEN
    this.#startIp(o, 6, l.end)
    this.#isFragment = false
    return this.#writeProtocol(p, i, ipv6.nextHeader(v, o), w)
  }

  #writeExtension(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const o = l.start
    this.#length -= l.payload - o
    switch (l.kind) {
      case Kind.Ipv6HopByHop:
        w.put(HBH)
        break
      case Kind.Ipv6Destination:
        w.put(DSTOPT)
        break
      case Kind.Ipv6Routing:
        if (!this.#writeRouting(v, l, w)) return false
        break
      case Kind.Ah:
        this.#writeAh(v, o, l.payload, w)
        w.text('): ')
        break
      default:
        if (!this.#writeFragment(v, o, w)) return false
    }
    if (l.payload === this.#end) return false
    return this.#writeNextProtocol(p, i, ipv6Fragment.nextHeader(v, o), w)
  }

  /** False for all fragments but the first. */
  #writeFragment(v: DataView, o: number, w: Writer): boolean {
    this.#isFragment = true
    const offset = ipv6Fragment.fragmentOffset(v, o)
    w.text('frag (')
    w.dec(offset)
    w.char(124)
    w.dec(this.#length)
    w.char(CLOSE)
    if (offset !== 0) return false
    w.char(SPACE)
    return true
  }

  #writeRouting(v: DataView, l: Layer, w: Writer): boolean {
    const o = l.start
    const type = ipv6Routing.routingType(v, o)
    w.text(`RT6 (len=${ipv6Routing.extensionLength(v, o)}, type=${type}`)
    if (type === 0) w.text(' [Deprecated]')
    w.text(`, segleft=${ipv6Routing.segmentsLeft(v, o)}`)
    let count = ipv6Routing.extensionLength(v, o) >> 1
    if (type === 4) {
      const last = ipv6Routing.lastEntry(v, o)
      w.text(`, last-entry=${last}`)
      if (ipv6Routing.srhFlags(v, o) !== 0) w.text(`, flags=0x${ipv6Routing.srhFlags(v, o).toString(16)}`)
      w.text(`, tag=${ipv6Routing.tag(v, o).toString(16)}`)
      count = last + 1
    } else if (type !== 0 && type !== 2) {
      w.text(' (unknown type)')
      return false
    }
    for (let n = 0; n < count && ipv6Routing.address(o, n) + 16 <= l.payload; n++) {
      w.text(`, [${n}]`)
      w.ipv6(v, ipv6Routing.address(o, n))
    }
    w.text(') ')
    return true
  }

  /** Up to the ICV, as far as there are octets before `end`. */
  #writeAh(v: DataView, o: number, end: number, w: Writer): void {
    w.text('AH(')
    if (ah.reserved(v, o) !== 0) w.text(`reserved=0x${ah.reserved(v, o).toString(16)}[MustBeZero],`)
    w.text('spi=0x')
    w.hex(ah.securityParametersIndex(v, o), 8)
    w.text(',seq=0x')
    writeHex(ah.sequenceNumber(v, o), w)
    w.text(',icv=0x')
    w.hexBytes(v, o + ah.MIN_HEADER_LEN, end - o - ah.MIN_HEADER_LEN)
  }

  // What IP carries

  #writeIcmp(v: DataView, o: number, w: Writer): void {
    writeIcmp(v, o, this.#end, this.#length, w)
  }

  #writeIcmpv6(v: DataView, o: number, w: Writer): void {
    writeIcmpv6(v, o, this.#end, this.#length, w)
  }

  /** `10.0.0.1.34062 > 10.0.0.2.4789: `; without the addresses where they stand before an extension header. */
  #writePorts(v: DataView, source: number, destination: number, w: Writer): void {
    if (!this.#ownAddresses) {
      w.dec(source)
      w.put(TO)
      w.dec(destination)
      w.put(COLON_SPACE)
      return
    }
    const o = this.#ip
    if (this.#version === 4) w.ipv4Value(ipv4.source(v, o))
    else w.ipv6(v, o + ipv6.SOURCE)
    w.char(DOT)
    w.dec(source)
    w.put(TO)
    if (this.#version === 4) w.ipv4Value(ipv4.destination(v, o))
    else w.ipv6(v, o + ipv6.DESTINATION)
    w.char(DOT)
    w.dec(destination)
    w.put(COLON_SPACE)
  }

  #writeTcp(v: DataView, o: number, end: number, w: Writer): void {
    if (end - o < 4) {
      this.#writeAddresses(v, w)
      w.char(58)
      writeCut(w, TCP)
      return
    }
    this.#writePorts(v, tcp.sourcePort(v, o), tcp.destinationPort(v, o), w)
    writeTcp(v, o, end, this.#length, this.#connection(), this.#o.quiet, w)
  }

  readonly #c: { -readonly [K in keyof Connection]: Connection[K] } = {
    isAbsolute: false,
    table: this.#sequences4,
    source: 0,
    destination: 0,
    addressLen: 4,
  }

  #connection(): Connection {
    const c = this.#c
    c.isAbsolute = this.#o.absoluteNumbers === true
    const is4 = this.#version === 4
    c.table = is4 ? this.#sequences4 : this.#sequences6
    c.source = this.#ip + (is4 ? ipv4.SOURCE : ipv6.SOURCE)
    c.destination = this.#ip + (is4 ? ipv4.DESTINATION : ipv6.DESTINATION)
    c.addressLen = is4 ? 4 : 16
    return c
  }

  #writeUdp(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const o = l.start
    this.#writePorts(v, udp.sourcePort(v, o), udp.destinationPort(v, o), w)
    const claimed = udp.length(v, o)
    if (claimed === 0 && this.#length <= 0xffff) {
      w.text('truncated-udplength 0')
      return false
    }
    const there = this.#length - udp.HEADER_LEN
    const data = claimed === 0 ? there : claimed - udp.HEADER_LEN
    this.#length = Math.min(there, data)
    if (!this.#o.quiet && this.#isTunnel(p, i, l, w)) return this.#next(p, i) !== Kind.None
    if (data > there && !this.#isFragment) {
      w.put(UDP_BAD_LENGTH)
      w.dec(data)
      w.put(TO)
      w.dec(there)
    } else {
      w.put(UDP_LENGTH)
      w.dec(data)
    }
    return false
  }

  /** Whether tcpdump words what the datagram carries; a datagram that carries none of it is worded here. */
  #isTunnel(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    const kind = this.#next(p, i)
    if (kind !== Kind.None && kind !== Kind.Payload) return isUdpTunnel(kind)
    const { payload } = l
    switch (p.tables.udpPorts[udp.destinationPort(v, l.start)]) {
      case Kind.Vxlan:
        writeVxlan(v, payload, payload, this.#length, w)
        return true
      case Kind.VxlanGpe:
        writeVxlanGpe(v, payload, payload, this.#length, w)
        return true
      case Kind.Geneve:
        writeGeneve(v, payload, payload, this.#length, this.#o.linkLevel, w)
        return true
      default:
        return false
    }
  }

  // Tunnels

  #writeGre(v: DataView, l: Layer, w: Writer): boolean {
    const o = l.start
    if (!writeGre(v, o, l.end, this.#length, this.#o.linkLevel, w)) return false
    const type = gre.protocolType(v, o)
    const isKnown = gre.version(v, o) === 0 ? GRE_TYPES.has(type) : type === gre.PPP
    if (!isKnown) {
      writeGreProtocol(type, w)
      return false
    }
    this.#length -= l.payload - o
    if (l.payload === this.#end) this.#writeNothing(type, w)
    return l.payload !== this.#end
  }

  /** What tcpdump says when a type leads on and no octets follow. */
  #writeNothing(type: number, w: Writer): void {
    switch (type) {
      case 0x0800:
        return writeCut(w, IP_NAME)
      case 0x86dd:
        return writeCut(w, IP6_NAME)
      case 0x0806:
        return writeCut(w, ARP_NAME)
      case gre.PPP:
        return writeCut(w, PPP_NAME)
      case 0x8847:
      case 0x8848:
        w.put(MPLS)
        return writeCut(w, MPLS_NAME)
      default:
        return writeCut(w, ETHER_NAME)
    }
  }

  #writeGeneve(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    if (!writeGeneve(v, l.start, l.end, this.#length, this.#o.linkLevel, w)) return false
    this.#length -= l.payload - l.start
    const next = this.#next(p, i)
    if (next !== Kind.None && next !== Kind.Payload) return true
    const type = geneve.protocolType(v, l.start)
    if (p.tables.etherTypes[type] !== Kind.Payload) this.#writeNothing(type, w)
    else {
      w.text('geneve-proto-0x')
      writeHex(type, w)
    }
    return false
  }

  #writeVxlanGpe(p: Packet, l: Layer, w: Writer): boolean {
    const v = p.view
    if (!writeVxlanGpe(v, l.start, l.end, this.#length, w)) return false
    this.#length -= vxlanGpe.HEADER_LEN
    const next = vxlanGpe.nextProtocol(v, l.start)
    return (isNextProtocol(next) && next !== NEXT_PROTOCOL_MPLS) || unknownNextProtocol(w)
  }

  #writeMpls(p: Packet, i: number, l: Layer, w: Writer): boolean {
    const v = p.view
    if (i === 0 || p.layers[i - 1]!.kind !== Kind.Mpls) w.put(MPLS)
    writeLabel(v, l.start, w)
    this.#length -= mpls.HEADER_LEN
    if (!mpls.isBottom(v, l.start)) return true
    const next = this.#next(p, i)
    // tcpdump wants a whole octet that IPv4 starts with, not its version alone.
    const isIpv4 = next === Kind.Ipv4 && ipv4.headerLen(v, l.payload) >= ipv4.MIN_HEADER_LEN
    if (isIpv4 || next === Kind.Ipv6) {
      w.char(SPACE)
      return true
    }
    if (l.payload === this.#end) writeCut(w, MPLS_NAME)
    else this.#writeOctets(v, l.payload, w)
    return false
  }

  // What could not be decoded

  /** The header that ended the decoding, as far as tcpdump shows it. */
  #writeMalformed(p: Packet, w: Writer): void {
    const v = p.view
    const { kind, offset: o } = p.malformed
    const end = this.#end
    switch (kind) {
      case Kind.Ethernet:
        if (this.#startFrame(o, w)) writeCut(w, ETHER_NAME)
        return
      case Kind.Vlan:
      case Kind.Dot1ad:
        return writeCut(w, VLAN_NAME)
      case Kind.Arp:
        return writeArp(v, o, end, this.#length, this.#o.linkLevel, w)
      case Kind.Ipv4:
        return this.#writeBadIpv4(v, o, end, w)
      case Kind.Ipv6:
        return this.#writeBadIpv6(v, o, end, w)
      case Kind.Ipv6HopByHop:
        return writeCut(w, HBH_NAME)
      case Kind.Ipv6Destination:
        return writeCut(w, DSTOPT_NAME)
      case Kind.Ipv6Fragment:
        return writeCut(w, FRAGMENT_NAME)
      case Kind.Ipv6Routing:
        return writeCut(w, ROUTING_NAME)
      case Kind.Ah:
        if (end - o >= ah.MIN_HEADER_LEN) this.#writeAh(v, o, end, w)
        return writeCut(w, AH_NAME)
      case Kind.Icmp:
        return this.#writeIcmp(v, o, w)
      case Kind.Icmpv6:
        return this.#writeIcmpv6(v, o, w)
      case Kind.Igmp:
        return writeIgmp(v, o, end, this.#length, this.#o.quiet, w)
      case Kind.Tcp:
        return this.#writeTcp(v, o, end, w)
      case Kind.Udp:
        return this.#writeBadUdp(v, o, end, w)
      default:
        this.#writeBadTunnel(v, kind, o, end, w)
    }
  }

  #writeBadTunnel(v: DataView, kind: Kind, o: number, end: number, w: Writer): void {
    switch (kind) {
      case Kind.Vxlan:
        writeVxlan(v, o, end, this.#length, w)
        return
      case Kind.VxlanGpe:
        writeVxlanGpe(v, o, end, this.#length, w)
        return
      case Kind.Geneve:
        writeGeneve(v, o, end, this.#length, this.#o.linkLevel, w)
        return
      case Kind.Gre:
        writeGre(v, o, end, this.#length, this.#o.linkLevel, w)
        return
      case Kind.Nsh:
        writeNsh(v, o, end, w)
        return
      case Kind.Mpls:
        w.put(MPLS)
        if (this.#length < mpls.HEADER_LEN) return writeInvalid(w)
        return writeCut(w, MPLS_NAME)
      default:
        writeCut(w, literal(protocolOf(kind).name))
    }
  }

  #writeBadIpv4(v: DataView, o: number, end: number, w: Writer): void {
    if (end <= o) return writeCut(w, IP_NAME)
    const version = ipv4.version(v, o)
    if (version !== 4) {
      w.text(version === 6 ? 'IP6, wrong link-layer encapsulation' : `IP${version}`)
      return writeInvalid(w)
    }
    if (!this.#o.linkLevel) w.put(IP)
    if (end - o < ipv4.MIN_HEADER_LEN) return writeCut(w, IP_NAME)
    const hl = ipv4.headerLen(v, o)
    if (hl < ipv4.MIN_HEADER_LEN) return w.text(`bad-hlen ${hl}`)
    const total = ipv4.totalLength(v, o)
    if (this.#length < total) {
      w.put(TRUNCATED_IP)
      w.dec(total - this.#length)
      w.put(BYTES_MISSING)
      w.char(SPACE)
    }
    if (total < hl && total !== 0) return w.text(`bad-len ${total}`)
    this.#startIp(o, 4, end)
    this.#writeAddresses(v, w)
    w.put(COLON_SPACE)
    if (ipv4.fragmentOffset(v, o) !== 0) return w.text(`ip-proto-${ipv4.protocolNumber(v, o)}`)
    w.text(` [remaining caplen(${end - o}) < header length(${hl})]`)
    writeCut(w, IP_NAME)
  }

  #writeBadIpv6(v: DataView, o: number, end: number, w: Writer): void {
    if (end - o < ipv6.HEADER_LEN) return writeCut(w, IP6_NAME)
    if (!this.#o.linkLevel) w.put(IP6)
    w.text(`version error: ${ipv6.version(v, o)} != 6`)
  }

  #writeBadUdp(v: DataView, o: number, end: number, w: Writer): void {
    if (end - o < 4) {
      if (this.#ownAddresses) {
        this.#writeAddresses(v, w)
        w.put(COLON_SPACE)
      }
      return writeCut(w, UDP_NAME)
    }
    this.#writePorts(v, udp.sourcePort(v, o), udp.destinationPort(v, o), w)
    if (this.#length < udp.HEADER_LEN) w.text(`truncated-udp ${this.#length}`)
    else if (end - o < udp.HEADER_LEN) writeCut(w, UDP_NAME)
    else w.text(`truncated-udplength ${udp.length(v, o)}`)
  }
}

/** A record that holds nothing, or more than there was; it has no time. */
function writeBadRecord(p: Packet, w: Writer): void {
  w.text('[Invalid header:')
  if (p.captured === 0) w.text(' caplen==0')
  if (p.captured === 0 && p.length === 0) w.char(COMMA)
  if (p.length === 0) w.text(' len==0')
  else if (p.length < p.captured) w.text(` len(${p.length}) < caplen(${p.captured})`)
  w.text(']\n')
}

/** Protocol Types that tcpdump decodes in GRE version 0. */
const GRE_TYPES: ReadonlySet<number> = new Set([0x0800, 0x86dd, 0x8847, 0x8848, gre.ETHERNET])

/** Whom a cooked packet was for. */
function packetTypeWord(type: number): string {
  return ['In', 'B', 'M', 'P', 'Out'][type] ?? '?'
}

/** Next Protocol of NSH; tcpdump does not know it in VXLAN-GPE. */
const NEXT_PROTOCOL_MPLS = 5

/** Next Protocol of VXLAN-GPE and NSH: IPv4, IPv6, Ethernet, NSH, MPLS. */
/** `    1  `, in five characters. */
function writeNumber(n: number, w: Writer): void {
  w.text(String(n).padStart(5))
  w.space(2)
}

function isNextProtocol(next: number): boolean {
  return next >= 1 && next <= NEXT_PROTOCOL_MPLS
}

/** Headers that only IPv6 has; in IPv4 tcpdump knows no such protocol. */
function isExtension(kind: Kind): boolean {
  return kind >= Kind.Ipv6HopByHop && kind <= Kind.Ipv6Destination
}

function unknownNextProtocol(w: Writer): boolean {
  writeUnknownNextProtocol(w)
  return false
}

function isUdpTunnel(kind: Kind): boolean {
  return kind === Kind.Vxlan || kind === Kind.VxlanGpe || kind === Kind.Geneve || kind === Kind.Mpls
}

/** `IPv4 (0x0800)` */
function writeType(type: number, w: Writer): void {
  w.put(ETHER_TYPE_WORDS.get(type) ?? UNKNOWN)
  w.text(' (0x')
  w.hex(type, 4)
  w.char(CLOSE)
}

function writeQuietType(type: number, w: Writer): void {
  const name = ETHER_TYPE_WORDS.get(type)
  if (name !== undefined) return w.put(name)
  w.text('Unknown Ethertype (0x')
  w.hex(type, 4)
  w.char(CLOSE)
}

const hex4 = (value: number): string => value.toString(16).padStart(4, '0')

const PPP_COMPRESSED = 0x00fd

/** tcpdump's names of PPP protocols. */
const PPP_WORDS: Readonly<Record<number, string>> = {
  0x0021: 'IP',
  0x0057: 'IP6',
  0x0281: 'MPLS',
  0x0283: 'MPLS',
  0x8021: 'IPCP',
  0x8057: 'IP6CP',
  0x80fd: 'CCP',
  0xc021: 'LCP',
  0xc023: 'PAP',
  0xc025: 'LQR',
  0xc223: 'CHAP',
  0xc227: 'EAP',
}
