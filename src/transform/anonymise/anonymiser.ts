/**
 * One packet to another that says the same of other machines: same layers, same lengths, other addresses and names, and
 * nothing of what the packet carries. The packet is taken as it was captured: fragments stay fragments.
 */

import { bareIp } from '../../analysis/tunnels/header-anomalies.js'
import { shownKind } from '../../wire/applications.js'
import { foldedSum } from '../../wire/checksum.js'
import { decode } from '../../wire/decode.js'
import { isFragment } from '../../wire/fragment.js'
import { Kind } from '../../wire/kind.js'
import { type Layer, Packet } from '../../wire/packet.js'
import { isPartial } from '../../wire/partial.js'
import * as arp from '../../wire/protocols/arp.js'
import * as geneve from '../../wire/protocols/geneve.js'
import * as gre from '../../wire/protocols/gre.js'
import * as icmp from '../../wire/protocols/icmp.js'
import { protocolOf } from '../../wire/protocols/index.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as tcp from '../../wire/protocols/tcp.js'
import type { Tables } from '../../wire/tables.js'
import { Addresses, type AddressOptions } from './addresses.js'
import { ChecksumKeeper } from './checksums.js'
import { DhcpMessages } from './dhcp.js'
import { DnsMessages, type Octets } from './dns.js'
import { Headers, LINKTYPE_RAW } from './header.js'
import { Names } from './names.js'
import { Numbers } from './numbers.js'
import type { Secrets } from './secrets.js'

/** What becomes of what the packets carry: it is zeroed, stays as it is, or is cut off. */
export type PayloadUse = 'zero' | 'keep' | 'cut'

export interface AnonymiserOptions extends AddressOptions {
  readonly payload?: PayloadUse
  /** Whether VNIs, keys and other tunnels' numbers are mapped. */
  readonly numbers?: boolean
  /** Whether every header goes by its table, the common ones as well: for tests. */
  readonly byTable?: boolean
}

/** GRE without a list of routes, and its own version. */
const GRE_PLAIN = 0xffff & ~(gre.FLAG_C | gre.FLAG_K | gre.FLAG_S)
const VNI = 4
const TEID = 4
const IPV4_ADDRESSES = 12
const IPV6_ADDRESSES = 8
/** Octets that packets have as a rule. */
const USUAL_LEN = 1 << 16
/** Octets of a packet's options at most. */
const OPTIONS_ROOM = 1 << 10

export class Anonymiser {
  /** The packet that was rewritten last. It has the record's number, time and interface, and no options. */
  readonly packet: Packet
  readonly #read: Packet
  readonly #addresses: Addresses
  readonly #names: Names
  readonly #numbers: Numbers | undefined
  readonly #headers: Headers
  readonly #dns: DnsMessages
  readonly #dhcp: DhcpMessages
  readonly #checksums: ChecksumKeeper = new ChecksumKeeper()
  readonly #inner: () => Anonymiser
  readonly #payload: PayloadUse
  readonly #byTable: boolean
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(this.#bytes.buffer)
  #into: Uint8Array = new Uint8Array(0)
  #intoView: DataView = new DataView(this.#into.buffer)

  /** `tables` are the decoder's; a copy of them is used that looks into unknown tunnels, too. */
  constructor(secrets: Secrets, tables: Tables, o: AnonymiserOptions = {}, shared?: Addresses) {
    const own = { ...tables, reassemble: false, guess: true }
    this.packet = new Packet(own)
    this.#read = new Packet(own)
    this.#addresses = shared ?? new Addresses(secrets, o)
    this.#names = new Names(secrets.names)
    this.#numbers = o.numbers === true ? new Numbers(secrets.numbers) : undefined
    this.#payload = o.payload ?? 'zero'
    this.#byTable = o.byTable ?? false
    let inner: Anonymiser | undefined
    this.#inner = () => {
      inner ??= new Anonymiser(
        secrets,
        tables,
        { ...o, payload: this.#payload === 'keep' ? 'keep' : 'zero' },
        this.#addresses,
      )
      return inner
    }
    this.#headers = new Headers(this.#addresses, this.#names, (_, at, size, linkType) =>
      this.#rewriteInner(at, size, linkType),
    )
    this.#dns = new DnsMessages(this.#addresses, this.#names)
    this.#dhcp = new DhcpMessages(this.#addresses, this.#names, (v, at) => this.#headers.mac(v, at))
  }

  /** Rewrites the record that `p` holds; the result is in `packet` until the next call. */
  rewrite(p: Packet): void {
    const { captured } = p
    this.#reserve(captured)
    this.#bytes.set(p.recordBytes.subarray(p.recordStart, p.recordStart + captured))
    const read = this.#read
    read.record(this.#view, this.#bytes, 0, captured, p.length)
    read.linkType = p.linkType
    decode(read)
    this.#into.fill(0, 0, captured)
    this.#checksums.observe(read)
    const kept = this.#layers(read)
    read.view = this.#intoView
    this.#checksums.restore(read)
    const { packet } = this
    packet.record(this.#intoView, this.#into, 0, kept, p.length)
    packet.identifyAs(p)
    packet.optionsStart = 0
    packet.optionsEnd = 0
  }

  /** Gives the packet options, which stand behind it as in a pcapng file. Too many of them are left out. */
  attach(options: Uint8Array): void {
    const { packet } = this
    if (options.length > OPTIONS_ROOM) return
    this.#into.set(options, packet.captured)
    packet.optionsStart = packet.captured
    packet.optionsEnd = packet.captured + options.length
  }

  /** Makes room for a record and its options. */
  #reserve(captured: number): void {
    if (captured + OPTIONS_ROOM <= this.#bytes.length) return
    const length = Math.max(USUAL_LEN, 2 * (captured + OPTIONS_ROOM))
    this.#bytes = new Uint8Array(length)
    this.#view = new DataView(this.#bytes.buffer)
    this.#into = new Uint8Array(length)
    this.#intoView = new DataView(this.#into.buffer)
    const headers = this.#headers
    headers.bytes = this.#bytes
    headers.into = this.#intoView
    headers.intoBytes = this.#into
  }

  /** Rewrites all layers. Returns how many octets of the packet are kept. */
  #layers(p: Packet): number {
    let cut = p.end
    let behind = 0
    for (let i = 0; i < p.depth; i++) {
      const l = p.layers[i]!
      if (this.#payload === 'keep') this.#keep(behind, l.start)
      if (l.kind === Kind.Ethernet && isBareIp(p, i)) {
        // The decoder sees a frame, as receivers do.
        const { end } = p.layers[i - 1]!
        this.#rewriteInner(l.start, end - l.start, LINKTYPE_RAW)
        behind = end
        break
      }
      if (l.kind === Kind.Payload) cut = Math.min(cut, this.#data(p, i))
      else this.#header(l)
      behind = l.payload
      this.#number(p, l)
    }
    if (isPartial(p)) {
      this.#headers.malformed(p)
      behind = Math.max(behind, p.nextEnd)
    }
    if (this.#payload === 'keep') this.#keep(behind, p.end)
    return this.#payload === 'cut' ? cut : p.captured
  }

  /** Writes what becomes of the data that layer `i` is. Returns where they begin, if they may be cut off. */
  #data(p: Packet, i: number): number {
    const { start, end } = p.layers[i]!
    switch (shownKind(p, i)) {
      case Kind.Dns:
      case Kind.Mdns:
      case Kind.Llmnr:
        this.#dns.rewrite(this.#octets, start, end)
        return p.end
      case Kind.Dhcp:
        this.#dhcp.rewrite(this.#octets, start, end)
        return p.end
      default:
        if (this.#payload === 'keep') this.#keep(start, end)
        // Novell's frames have it where others have an LLC header.
        else if (i > 0 && p.layers[i - 1]!.kind === Kind.Ethernet && isNovell(this.#view, start, end))
          this.#keep(start, start + 2)
        else if (this.#payload === 'zero' && i > 0 && isFragment(p, i - 1)) this.#balance(p.layers[i - 1]!, start, end)
        return start
    }
  }

  /**
   * A later fragment is covered by checksums in an earlier one, which has been written by now: its octets go on to add up to
   * what they did.
   */
  #balance(header: Layer, start: number, end: number): void {
    if (end - start < 2 || header.claimed > end || !isLater(this.#view, header)) return
    const last = start + ((end - start - 2) & ~1)
    this.#intoView.setUint16(last, foldedSum(this.#view, start, end - start, 0))
  }

  #header(l: Layer): void {
    if (this.#byTable || !this.#common(l)) this.#headers.whole(protocolOf(l.kind), this.#view, l.start, l.payload)
  }

  /** Rewrites the headers that most packets have. Their tables name every bit of them. */
  #common(l: Layer): boolean {
    const { kind, start, payload } = l
    const v = this.#view
    switch (kind) {
      case Kind.Ethernet:
        this.#keep(start + 12, payload)
        this.#headers.mac(v, start)
        this.#headers.mac(v, start + 6)
        return true
      case Kind.Ipv4:
        if (payload - start !== ipv4.MIN_HEADER_LEN) return false
        this.#keep(start, start + IPV4_ADDRESSES)
        this.#ipv4(start + IPV4_ADDRESSES)
        this.#ipv4(start + IPV4_ADDRESSES + 4)
        return true
      case Kind.Ipv6:
        this.#keep(start, start + IPV6_ADDRESSES)
        this.#addresses.ipv6(v, start + IPV6_ADDRESSES, this.#intoView)
        this.#addresses.ipv6(v, start + IPV6_ADDRESSES + 16, this.#intoView)
        return true
      case Kind.Tcp:
        if (!hasPlainOptions(v, start + tcp.MIN_HEADER_LEN, payload)) return false
        break
      case Kind.Icmp:
        if (payload - start !== icmp.HEADER_LEN) return false
        if (icmp.type(v, start) !== icmp.TYPE_ECHO && icmp.type(v, start) !== icmp.TYPE_ECHO_REPLY) return false
        break
      case Kind.Gre:
        if ((gre.flagsAndVersion(v, start) & GRE_PLAIN) !== 0) return false
        break
      case Kind.Geneve:
        if (payload - start !== geneve.MIN_HEADER_LEN) return false
        break
      case Kind.Arp:
        if (!arp.isEthernetIpv4(v, start)) return false
        this.#keep(start, start + 8)
        this.#headers.mac(v, start + 8)
        this.#ipv4(start + 14)
        this.#headers.mac(v, start + 18)
        this.#ipv4(start + 24)
        return true
      case Kind.Vlan:
      case Kind.Udp:
      case Kind.Vxlan:
        break
      default:
        return false
    }
    this.#keep(start, payload)
    return true
  }

  #ipv4(at: number): void {
    this.#intoView.setUint32(at, this.#addresses.ipv4(this.#view.getUint32(at)))
  }

  /** Maps the number of the tunnel that the layer makes. */
  #number(p: Packet, l: Layer): void {
    const numbers = this.#numbers
    if (numbers === undefined) return
    const v = p.view
    const into = this.#intoView
    switch (l.kind) {
      case Kind.Vxlan:
      case Kind.VxlanGpe:
      case Kind.Geneve: {
        const at = l.start + VNI
        into.setUint32(at, numbers.vni(v.getUint32(at) >>> 8) * 0x100 + v.getUint8(at + 3))
        break
      }
      case Kind.Gre: {
        const hasKey = (gre.flagsAndVersion(v, l.start) & gre.FLAG_K) !== 0
        if (!hasKey || gre.isEnhanced(v, l.start) || gre.isEoip(v, l.start)) break
        const at = gre.keyOffset(v, l.start)
        into.setUint32(at, numbers.key(v.getUint32(at)))
        break
      }
      case Kind.Gtp:
        into.setUint32(l.start + TEID, numbers.key(v.getUint32(l.start + TEID)))
        break
    }
  }

  #keep(start: number, end: number): void {
    const from = this.#bytes
    const into = this.#into
    for (let at = start; at < end; at++) into[at] = from[at]!
  }

  /** A packet that stands in a field. */
  #rewriteInner(at: number, size: number, linkType: number): void {
    const record = new Packet(this.#read.tables)
    record.record(this.#view, this.#bytes, at, size, size)
    record.linkType = linkType
    const inner = this.#inner()
    inner.rewrite(record)
    this.#into.set(inner.packet.bytes.subarray(0, size), at)
  }

  get #octets(): Octets {
    return { view: this.#view, bytes: this.#bytes, into: this.#intoView, intoBytes: this.#into }
  }
}

/** Whether VXLAN carries an IP packet where a frame should be. */
function isBareIp(p: Packet, i: number): boolean {
  return i > 0 && p.layers[i - 1]!.kind === Kind.Vxlan && bareIp(p, i) !== 0
}

function isNovell(v: DataView, start: number, end: number): boolean {
  return end - start >= 2 && v.getUint16(start) === 0xffff
}

/** Whether an IP header, or IPv6's for fragments, is one of a fragment that is not the first. */
function isLater(v: DataView, { kind, start }: Layer): boolean {
  return kind === Kind.Ipv4 ? ipv4.fragmentOffset(v, start) > 0 : v.getUint16(start + 2) >> 3 > 0
}

/** Maximum segment size, window scale, SACK permitted, SACK and time stamps: RFC 9293 §3.2, RFC 7323, RFC 2018. */
const PLAIN_OPTIONS: Readonly<Record<number, true>> = { 2: true, 3: true, 4: true, 5: true, 8: true }

/** Whether the TCP options in [`start`, `end`) are numbers and nothing else. */
function hasPlainOptions(v: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const option = v.getUint8(at)
    if (option === 1) {
      at++
      continue
    }
    if (PLAIN_OPTIONS[option] === undefined || at + 1 === end) return false
    const length = v.getUint8(at + 1)
    if (length < 2 || at + length > end) return false
    at += length
  }
  return true
}
