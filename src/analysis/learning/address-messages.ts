/**
 * What stations say about addresses, each message read once: who claims which address, how fast they ask, and who passes
 * on packets of others.
 */

import { isIp, isToGroup, isUnspecified, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { hasBeenRouted, isLessThanAtFirst } from '../tunnels/hop-limit.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK, PLAIN } from '../tunnels/networks.js'
import { AddressClaims } from './address-claims.js'
import { AddressRequests } from './address-requests.js'
import { Forwarders } from './forwarders.js'
import { NeighbourMessage, readMessage } from './neighbour-message.js'

export class AddressMessages {
  readonly claims: AddressClaims
  readonly questions: AddressRequests
  readonly routers: Forwarders
  readonly #networks: Networks
  readonly #copies: Copies
  readonly #message: NeighbourMessage = new NeighbourMessage()

  /** `networks` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, copies: Copies) {
    this.#networks = networks
    this.#copies = copies
    this.claims = new AddressClaims(networks)
    this.questions = new AddressRequests(networks.budget)
    this.routers = new Forwarders(networks.budget)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const last = ownDepth(p) - 1
    if (last < 0) return
    const { kind } = p.layers[last]!
    if (kind === Kind.Arp || kind === Kind.Icmpv6) this.#take(p, last, stack)
    this.passed(p, stack)
    for (let n = 0; n < stack.depth; n++) this.#sent(p, stack.layers[n]! + 1, n)
  }

  /** Hot path: takes a packet that is no message of neighbours. */
  passed(p: Packet, stack: TunnelStack): void {
    if (this.claims.disputed === 0) return
    this.#spoke(p, 0, PLAIN)
    for (let n = 0; n < stack.depth; n++) {
      this.#spoke(p, stack.layers[n]! + 1, this.#networks.networkIn(n, stack.depth))
    }
  }

  /** Hot path: takes a packet on a known path, of which `p.ordinary` says where its headers are. */
  pass(p: Packet): void {
    if (this.claims.disputed === 0) return
    const { ip, hasFrame, inner, innerIp } = p.ordinary
    this.#spokeAt(p.view, p.start, ip, PLAIN)
    if (hasFrame) this.#spokeAt(p.view, inner, innerIp, this.#networks.inner)
  }

  /** The IPv4 packet at `ip` in the frame at `o`. */
  #spokeAt(v: DataView, o: number, ip: number, network: number): void {
    if (isLessThanAtFirst(ipv4.timeToLive(v, ip))) return
    const address = this.#networks.addresses.number(v, ip + ipv4.SOURCE, Kind.Ipv4)
    this.claims.spoke(network, address, ethernet.sourceHi(v, o), ethernet.sourceLo(v, o))
  }

  /** The IP packet in the frame that layer `e` is, if it is one, and no router has passed it on. */
  #spoke(p: Packet, e: number, network: number): void {
    const ip = ipIn(p, e)
    if (ip < 0 || hasBeenRouted(p, ip)) return
    const o = p.layers[e]!.start
    const address = this.#addressOf(p, ip)
    if (address !== NO_ADDRESS)
      this.claims.spoke(network, address, ethernet.sourceHi(p.view, o), ethernet.sourceLo(p.view, o))
  }

  /** The same in tunnel `n`, whoever has sent it. */
  #sent(p: Packet, e: number, n: number): void {
    const network = this.#networks.ids[n]!
    const ip = network === NO_NETWORK ? -1 : ipIn(p, e)
    if (ip < 0 || isToGroup(p.view, p.layers[ip]!) || isUnspecified(p.view, p.layers[ip]!)) return
    const v = p.view
    const o = p.layers[e]!.start
    const [hi, lo] = [ethernet.sourceHi(v, o), ethernet.sourceLo(v, o)]
    const vtep = this.#networks.sources[n]!
    if (hasBeenRouted(p, ip)) this.routers.routed(network, hi, lo, vtep)
    else this.routers.spoke(network, hi, lo, vtep, this.#addressOf(p, ip))
  }

  #addressOf(p: Packet, ip: number): number {
    const l = p.layers[ip]!
    return this.#networks.addresses.number(p.view, sourceAt(l), l.kind)
  }

  #take(p: Packet, last: number, stack: TunnelStack): void {
    if (this.#copies.active && this.#copies.kind !== Copy.None) return
    const m = this.#message
    if (!readMessage(p, last, stack, this.#networks, m) || m.network === NO_NETWORK) return
    const n = stack.depth - 1
    this.questions.take(p, m, n < 0 ? NO_ENDPOINT : this.#networks.destinations[n]!)
    const vtep = n < 0 ? NO_ENDPOINT : this.#networks.sources[n]!
    this.claims.take(m, vtep)
    if (n >= 0 && m.namesMac) {
      const overlay = this.#networks.overlayOf(m.network)
      this.routers.spoke(overlay, Math.floor(m.senderMac / 2 ** 24), m.senderMac % 2 ** 24, vtep, m.sender)
    }
  }
}

/** The IP packet in the frame that layer `e` is, behind its VLAN tags; -1 where there is none. */
function ipIn(p: Packet, e: number): number {
  if (e >= p.depth || p.layers[e]!.kind !== Kind.Ethernet) return -1
  let ip = e + 1
  while (ip < p.depth && p.layers[ip]!.kind === Kind.Vlan) ip++
  return ip < p.depth && isIp(p.layers[ip]!.kind) ? ip : -1
}
