/**
 * The forms that packets come in: what is around them and what changes on the way, each combination numbered once. Captures
 * that are compared share one of these, so that what became of a packet is told by two numbers. Beside it the conversations
 * that packets belong to.
 */
import { destinationAt, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as udp from '../../wire/protocols/udp.js'
import { NO_ID, ownDepth, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { placeOf } from '../capture-points/copies.js'
import { AddressTable, FIRST_IPV6, NO_ADDRESS } from '../tables/address-table.js'
import { type Budget, objectOctets } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { NO_VLAN, tagsOf } from '../tunnels/networks.js'
import { ARP, type Invariant, NOT_IP, Sum, sumState } from './invariant.js'

/** The headers that a form is made of. Numbers of addresses are the address table's. */
export interface Form {
  /** Tunnels around the packet, and what the innermost of them is; `TunnelType.None` outside of all. */
  readonly depth: number
  readonly type: TunnelType
  readonly id: number
  /** VLAN tags in front of everything, and inside the innermost tunnel, as `Network.vlan` has them. */
  readonly outerTags: number
  readonly innerTags: number
  /** Of the outermost IP header, which outside of tunnels is the packet's own; `NO_ADDRESS` without. */
  readonly source: number
  readonly destination: number
  /** Destination UDP port of the tunnel; 0 where there is none. */
  readonly port: number
  readonly outer: IpForm
  readonly inner: IpForm
  /** Whether it came in fragments. */
  readonly isFragmented: boolean
  readonly outerSum: Sum
  readonly innerSum: Sum
  readonly interfaceId: number
}

/** What routers may change in an IP header. */
export interface IpForm {
  readonly ttl: number
  readonly trafficClass: number
  readonly dontFragment: boolean
}

/** A conversation one way: what the innermost packet says of itself. */
export interface Flow {
  readonly source: number
  readonly destination: number
  readonly ports: number
  readonly protocol: number
  /** The innermost tunnel. */
  readonly type: TunnelType
  readonly id: number
}

/** 255.255.255.255, and the low half of the MAC address for all. */
const TO_ALL = 0xffffffff

const PROTOCOL_IGMP = 2
const PROTOCOL_ICMPV6 = 58

const FLOWS = 1 << 20
const HOSTS = 1 << 19
/** Below 2^20, as two numbers of forms make a key of 53 bits. */
const FORMS = 1 << 19
const LINKS = 1 << 19
const ENDS = 1 << 17

// Bits of a form's first word.
const OUTER_DF = 1
const INNER_DF = 2
const FRAGMENTED = 4
const OUTER_SUM = 3
const INNER_SUM = 5
const DEPTH = 8
const INTERFACE = 16
/** In place of it where the capture does not tell it. */
const NO_INTERFACE = 0xffff

/** The TTLs in a form's second word. */
const TTLS = 0xff00ff00 | 0
/** Bits of a flow's network. */
const NETWORK_MASK = 0xfffff

// Bits in a word beside two addresses.
const SOURCE_IS_IPV6 = 1
const DESTINATION_IS_IPV6 = 2
const HAS_SOURCE = 4
const HAS_DESTINATION = 8

export class Forms {
  readonly addresses: AddressTable
  /** Tunnel type and identifier, tags outside and inside. */
  readonly #links: RowIndex
  /** Outer addresses, their kinds and the port, link. */
  readonly #paths: RowIndex
  /** Flags, TTLs and traffic classes, path. */
  readonly #forms: RowIndex
  /** Addresses, ports, protocol with kinds of addresses and network. */
  readonly #flows: RowIndex
  /** Tunnel type and identifier. */
  readonly #networks: RowIndex
  /** Two addresses one way, kinds, network. */
  readonly #hosts: RowIndex
  /** Two outer addresses one way, and their kinds. */
  readonly #ends: RowIndex
  #hostsOfFlow: Int32Array = new Int32Array(256)
  #endsOfPath: Int32Array = new Int32Array(256)
  #networkOfLink: Int32Array = new Int32Array(256)

  // Of the packet taken last; `NO_ROW` where a table is full.
  form: number = NO_ROW
  flow: number = NO_ROW

  constructor(budget: Budget) {
    this.addresses = new AddressTable(1 << 18, budget)
    this.#links = new RowIndex(LINKS, budget, objectOctets(8))
    this.#paths = new RowIndex(LINKS, budget, objectOctets(8))
    this.#forms = new RowIndex(FORMS, budget, objectOctets(16))
    this.#flows = new RowIndex(FLOWS, budget, objectOctets(8))
    this.#networks = new RowIndex(LINKS, budget)
    this.#hosts = new RowIndex(HOSTS, budget, objectOctets(8))
    this.#ends = new RowIndex(ENDS, budget, objectOctets(8))
  }

  get count(): number {
    return this.#forms.count
  }

  get flows(): number {
    return this.#flows.count
  }

  get hosts(): number {
    return this.#hosts.count
  }

  get ends(): number {
    return this.#ends.count
  }

  /** What found no room. */
  get dropped(): number {
    return this.#forms.dropped + this.#flows.dropped + this.#hosts.dropped + this.#ends.dropped + this.addresses.dropped
  }

  /** Hot path: takes a decoded packet whose innermost packet `inside` has taken. */
  take(p: Packet, stack: TunnelStack, inside: Invariant): void {
    const { depth } = stack
    const type = depth === 0 ? TunnelType.None : stack.types[depth - 1]!
    const id = depth === 0 ? 0 : stack.ids[depth - 1]!
    const innerTags = depth === 0 ? NO_VLAN : tagsOf(p, stack.layers[depth - 1]! + 1)
    const link = this.#link(type, id, tagsOf(p, 0), innerTags)
    this.form = this.#form(p, depth, stack, inside, link)
    this.flow = this.#flow(inside, link === NO_ROW ? NO_ROW : this.#networkOfLink[link]!)
  }

  /** The hosts of a flow, one way. */
  hostsOf(flow: number): number {
    return flow === NO_ROW ? NO_ROW : this.#hostsOfFlow[flow]!
  }

  /** A number for the innermost tunnel of a flow. */
  networkOf(flow: number): number {
    return flow === NO_ROW ? NO_ROW : (this.#flows.word(flow, 3) >>> 4) & NETWORK_MASK
  }

  /**
   * Whether two forms of one packet are of two places: of two interfaces, in different tunnels or with different TTLs. What
   * is sent again, or to several places, comes in the same form.
   */
  isOtherPlace(one: number, other: number): boolean {
    const t = this.#forms
    const flags = t.word(one, 0) ^ t.word(other, 0)
    if (flags >>> DEPTH !== 0) return true
    return ((t.word(one, 1) ^ t.word(other, 1)) & TTLS) !== 0
  }

  /** Whether the capture does not tell interfaces apart: then what is alike may be of two. */
  isBlind(form: number): boolean {
    return this.#forms.word(form, 0) >>> INTERFACE === NO_INTERFACE
  }

  /**
   * Whether two forms of what a tunnel carries have one outer address in common and no router between them: then one end has
   * sent it to two others, or two ends have sent the same. A translation of addresses is made by a router.
   */
  areReplicas(one: number, other: number): boolean {
    if (this.ttl(one) !== this.ttl(other) || this.depth(one) === 0 || this.depth(one) !== this.depth(other))
      return false
    const [x, y] = [this.#forms.word(one, 2), this.#forms.word(other, 2)]
    return (this.#paths.word(x, 0) === this.#paths.word(y, 0)) !== (this.#paths.word(x, 1) === this.#paths.word(y, 1))
  }

  /** The two outer addresses of a form, one way. */
  endsOf(form: number): number {
    if (form === NO_ROW) return NO_ROW
    return this.#endsOfPath[this.#forms.word(form, 2)]!
  }

  /** The same hosts the other way. */
  hostsBack(hosts: number): number {
    const t = this.#hosts
    return t.find(t.word(hosts, 1), t.word(hosts, 0), turned(t.word(hosts, 2)), t.word(hosts, 3))
  }

  /** Whether packets between these ends have an IP header at all. */
  hasAddresses(ends: number): boolean {
    return (this.#ends.word(ends, 2) & (HAS_SOURCE | HAS_DESTINATION)) !== 0
  }

  /** Whether the sender has no address yet: anybody may be that. */
  isUnspecified(ends: number): boolean {
    const kinds = this.#ends.word(ends, 2)
    return (kinds & (HAS_SOURCE | SOURCE_IS_IPV6)) === HAS_SOURCE && this.#ends.word(ends, 0) === 0
  }

  /** Whether it is about membership in groups. */
  isMembership(flow: number): boolean {
    return flow !== NO_ROW && this.#flows.word(flow, 3) >>> 24 === PROTOCOL_IGMP
  }

  /** Whether packets are for several receivers, by their outermost header. */
  isToGroup(form: number, flow: number): boolean {
    if (form === NO_ROW || flow === NO_ROW) return false
    const { destination } = this.formOf(form)
    if (destination !== NO_ADDRESS) return this.addresses.isMulticast(destination) || destination === TO_ALL
    const hosts = this.hostsOf(flow)
    return hosts !== NO_ROW && this.#hosts.word(hosts, 1) >>> 0 === TO_ALL
  }

  /** Whether no two packets of the flow are alike as a rule: not so for what is said again and again. */
  isTelling(flow: number): boolean {
    const protocol = flow === NO_ROW ? NOT_IP : this.#flows.word(flow, 3) >>> 24
    return (
      protocol < ARP && protocol !== PROTOCOL_IGMP && (protocol !== PROTOCOL_ICMPV6 || this.#flows.word(flow, 2) !== 0)
    )
  }

  endsBack(ends: number): number {
    const t = this.#ends
    return t.find(t.word(ends, 1), t.word(ends, 0), turned(t.word(ends, 2)), 0)
  }

  /** Of the outermost IP header. */
  ttl(form: number): number {
    return this.#forms.word(form, 1) >>> 24
  }

  innerTtl(form: number): number {
    return (this.#forms.word(form, 1) >>> 8) & 0xff
  }

  depth(form: number): number {
    return (this.#forms.word(form, 0) >>> DEPTH) & 0xff
  }

  /** A number for the innermost tunnel of a form and the tags around it. */
  linkOf(form: number): number {
    return this.#paths.word(this.#forms.word(form, 2), 3)
  }

  /** The innermost tunnel by its number. */
  tunnelOf(link: number): Pick<Form, 'type' | 'id'> {
    const type = this.#links.word(link, 0) as TunnelType
    return { type, id: idOf(type, this.#links.word(link, 1)) }
  }

  innerSum(form: number): Sum {
    return ((this.#forms.word(form, 0) >>> INNER_SUM) & 3) as Sum
  }

  /** Whether two flows differ by nothing but the tunnel that they are in. */
  isSameConversation(one: number, other: number): boolean {
    const t = this.#flows
    const kinds = t.word(one, 3) ^ t.word(other, 3)
    return (kinds & ~(NETWORK_MASK << 4)) === 0 && [0, 1, 2].every((i) => t.word(one, i) === t.word(other, i))
  }

  /** Whether two flows have the source or the destination in common. */
  sharesAddress(one: number, other: number): boolean {
    const t = this.#flows
    return t.word(one, 0) === t.word(other, 0) || t.word(one, 1) === t.word(other, 1)
  }

  /** The same for all flows that differ by nothing but their tunnel. */
  conversation(flow: number): string {
    if (flow === NO_ROW) return ''
    const t = this.#flows
    return `${t.word(flow, 0)} ${t.word(flow, 1)} ${t.word(flow, 2)}`
  }

  formOf(form: number): Form {
    const flags = this.#forms.word(form, 0)
    const ips = this.#forms.word(form, 1)
    const path = this.#forms.word(form, 2)
    const kinds = this.#paths.word(path, 2)
    const link = this.#paths.word(path, 3)
    return {
      depth: this.depth(form),
      type: this.#links.word(link, 0) as TunnelType,
      id: idOf(this.#links.word(link, 0), this.#links.word(link, 1)),
      outerTags: this.#links.word(link, 2),
      innerTags: this.#links.word(link, 3),
      source: addressOf(this.#paths.word(path, 0), kinds & SOURCE_IS_IPV6, kinds & HAS_SOURCE),
      destination: addressOf(this.#paths.word(path, 1), kinds & DESTINATION_IS_IPV6, kinds & HAS_DESTINATION),
      port: kinds >>> 16,
      outer: ipForm(ips >>> 16, flags & OUTER_DF),
      inner: ipForm(ips & 0xffff, flags & INNER_DF),
      isFragmented: (flags & FRAGMENTED) !== 0,
      outerSum: ((flags >>> OUTER_SUM) & 3) as Sum,
      innerSum: ((flags >>> INNER_SUM) & 3) as Sum,
      interfaceId: flags >>> INTERFACE,
    }
  }

  flowOf(flow: number): Flow {
    const t = this.#flows
    const kinds = t.word(flow, 3)
    const network = (kinds >>> 4) & NETWORK_MASK
    const type = this.#networks.word(network, 0)
    return {
      source: addressOf(t.word(flow, 0), kinds & SOURCE_IS_IPV6, 1),
      destination: addressOf(t.word(flow, 1), kinds & DESTINATION_IS_IPV6, 1),
      ports: t.word(flow, 2),
      protocol: kinds >>> 24,
      type: type as TunnelType,
      id: idOf(type, this.#networks.word(network, 1)),
    }
  }

  #link(type: number, id: number, outerTags: number, innerTags: number): number {
    const before = this.#links.count
    const link = this.#links.row(type, id, outerTags, innerTags)
    if (link === before) {
      this.#networkOfLink = grown(this.#networkOfLink, link + 1)
      this.#networkOfLink[link] = this.#networks.row(type, id, 0, 0)
    }
    return link
  }

  #form(p: Packet, depth: number, stack: TunnelStack, inside: Invariant, link: number): number {
    if (link === NO_ROW) return NO_ROW
    const v = p.view
    const own = ownDepth(p)
    let first = 0
    while (first < own && !isIp(p.layers[first]!.kind)) first++
    const outer = first < own ? p.layers[first]! : undefined
    let flags = (depth << DEPTH) | (placeBits(p) << INTERFACE) | (inside.sum << INNER_SUM)
    let kinds = 0
    let source = 0
    let destination = 0
    let ips = 0
    if (outer !== undefined) {
      const from = this.addresses.number(v, sourceAt(outer), outer.kind)
      const to = this.addresses.number(v, destinationAt(outer), outer.kind)
      source = from | 0
      destination = to | 0
      kinds = kindsOf(from, to)
      ips = ttlAndClass(v, outer) << 16
      if (isWhole(v, outer)) flags |= OUTER_DF
    }
    if (inside.ip >= 0) {
      const inner = p.layers[inside.ip]!
      ips |= ttlAndClass(v, inner)
      if (isWhole(v, inner)) flags |= INNER_DF
    }
    if (p.isReassembled) flags |= FRAGMENTED
    if (depth > 0) {
      const carrier = stack.layers[0]! - 1
      if (carrier > 0 && p.layers[carrier]!.kind === Kind.Udp) {
        const { start, claimed } = p.layers[carrier]!
        const stored = udp.checksum(v, start)
        const length = udp.length(v, start) || claimed - start
        flags |= (stored === 0 ? Sum.Absent : sumState(p, carrier, stored, length)) << OUTER_SUM
        kinds |= udp.destinationPort(v, start) << 16
      }
    }
    const path = this.#path(source, destination, kinds, link)
    return path === NO_ROW ? NO_ROW : this.#forms.row(flags, ips, path, 0)
  }

  #path(source: number, destination: number, kinds: number, link: number): number {
    const before = this.#paths.count
    const path = this.#paths.row(source, destination, kinds, link)
    if (path === before) {
      this.#endsOfPath = grown(this.#endsOfPath, path + 1)
      this.#endsOfPath[path] = this.#ends.row(source, destination, kinds & 0xf, 0)
    }
    return path
  }

  #flow({ source, destination, ports, protocol }: Invariant, network: number): number {
    if (network === NO_ROW) return NO_ROW
    const kinds = kindsOf(source, destination) & (SOURCE_IS_IPV6 | DESTINATION_IS_IPV6)
    const before = this.#flows.count
    const flow = this.#flows.row(source | 0, destination | 0, ports, (protocol << 24) | (network << 4) | kinds)
    if (flow === before) {
      this.#hostsOfFlow = grown(this.#hostsOfFlow, flow + 1)
      this.#hostsOfFlow[flow] = this.#hostsRow(source, destination, ports, protocol, kinds, network)
    }
    return flow
  }

  /** ARP's are known by whom a frame is for: what is for one is not seen where what is for all is. */
  #hostsRow(
    source: number,
    destination: number,
    ports: number,
    protocol: number,
    kinds: number,
    network: number,
  ): number {
    return this.#hosts.row(source | 0, protocol === ARP ? ports : destination | 0, kinds, network)
  }
}

/** The interface of a packet, as far as the capture tells it. */
function placeBits(p: Packet): number {
  const place = placeOf(p)
  return place < 0 ? NO_INTERFACE : (p.interfaceId + place) & 0x7fff
}

function kindsOf(source: number, destination: number): number {
  return (
    (source >= FIRST_IPV6 ? SOURCE_IS_IPV6 : 0) |
    (destination >= FIRST_IPV6 ? DESTINATION_IS_IPV6 : 0) |
    (source === NO_ADDRESS ? 0 : HAS_SOURCE) |
    (destination === NO_ADDRESS ? 0 : HAS_DESTINATION)
  )
}

/** The kinds of two addresses in the other order. */
function turned(kinds: number): number {
  return ((kinds & 5) << 1) | ((kinds & 10) >> 1)
}

function addressOf(low: number, isIpv6: number, has: number): number {
  if (has === 0) return NO_ADDRESS
  return isIpv6 === 0 ? low >>> 0 : FIRST_IPV6 + (low >>> 0)
}

/** Identifiers have 32 bits at most, or are `NO_ID`. */
function idOf(type: number, word: number): number {
  return type === TunnelType.None || word === NO_ID ? NO_ID : word >>> 0
}

function ttlAndClass(v: DataView, l: Layer): number {
  if (l.kind === Kind.Ipv4) return (ipv4.timeToLive(v, l.start) << 8) | ipv4.typeOfService(v, l.start)
  return (ipv6.hopLimit(v, l.start) << 8) | ipv6.trafficClass(v, l.start)
}

const FLAG_DF = 0x4000

/** Whether routers may not fragment it, which IPv6 says of all packets. */
function isWhole(v: DataView, l: Layer): boolean {
  return l.kind === Kind.Ipv6 || (ipv4.flagsFragment(v, l.start) & FLAG_DF) !== 0
}

function ipForm(ip: number, dontFragment: number): IpForm {
  return { ttl: ip >>> 8, trafficClass: ip & 0xff, dontFragment: dontFragment !== 0 }
}
