/** What stations say about addresses, each message read once: who claims which address, and how fast they ask. */
import * as ethernet from '../../wire/ethernet.js'
import { isIp, sourceAt } from '../../wire/ip.js'
import * as ipv4 from '../../wire/ipv4.js'
import * as ipv6 from '../../wire/ipv6.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { NO_ADDRESS } from '../address-table.js'
import { type Copies, Copy } from '../copies.js'
import { NeighbourMessage, readMessage } from '../learning/neighbour-message.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK, PLAIN } from '../networks.js'
import { Claims } from './claims.js'
import { Questions } from './questions.js'

export class NeighbourTalk {
  readonly claims: Claims
  readonly questions: Questions
  readonly #networks: Networks
  readonly #copies: Copies
  readonly #message: NeighbourMessage = new NeighbourMessage()

  /** `networks` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, copies: Copies) {
    this.#networks = networks
    this.#copies = copies
    this.claims = new Claims(networks)
    this.questions = new Questions(networks.budget)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const last = ownDepth(p) - 1
    if (last < 0) return
    const { kind } = p.layers[last]!
    if (kind === Kind.Arp || kind === Kind.Icmpv6) this.#take(p, last, stack)
    this.passed(p, stack)
  }

  /** Hot path: takes a packet that is no message of neighbours. */
  passed(p: Packet, stack: TunnelStack): void {
    if (this.claims.disputed === 0) return
    this.#spoke(p, 0, PLAIN)
    for (let n = 0; n < stack.depth; n++) this.#spoke(p, stack.layers[n]! + 1, this.#networks.ids[n]!)
  }

  /** The IP packet in the frame that layer `e` is, if it is one, and no router has passed it on. */
  #spoke(p: Packet, e: number, network: number): void {
    if (e >= p.depth || p.layers[e]!.kind !== Kind.Ethernet) return
    let ip = e + 1
    while (ip < p.depth && p.layers[ip]!.kind === Kind.Vlan) ip++
    const l = p.layers[ip]
    if (l === undefined || ip >= p.depth || !isIp(l.kind)) return
    const v = p.view
    const ttl = l.kind === Kind.Ipv4 ? ipv4.timeToLive(v, l.start) : ipv6.hopLimit(v, l.start)
    if (ttl !== 64 && ttl !== 128 && ttl !== 255) return
    const o = p.layers[e]!.start
    const address = this.#networks.addresses.number(v, sourceAt(l), l.kind)
    if (address !== NO_ADDRESS) this.claims.spoke(network, address, ethernet.sourceHi(v, o), ethernet.sourceLo(v, o))
  }

  #take(p: Packet, last: number, stack: TunnelStack): void {
    if (this.#copies.active && this.#copies.kind !== Copy.None) return
    const m = this.#message
    if (!readMessage(p, last, stack, this.#networks, m) || m.network === NO_NETWORK) return
    const n = stack.depth - 1
    this.questions.take(p, m, n < 0 ? NO_ENDPOINT : this.#networks.destinations[n]!)
    this.claims.take(m, n < 0 ? NO_ENDPOINT : this.#networks.sources[n]!)
  }
}
