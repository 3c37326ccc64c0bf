/**
 * VLAN tags around packets: of tunnels by their ends, of what is in no tunnel by its hosts. A tag in front of the outermost
 * IP header belongs to the network underneath (IEEE 802.1Q §6.9); what has none is not kept. Bounded; what found no room
 * is counted.
 */
import { destinationAt, isIp, sourceAt } from '../../wire/ip.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { objectOctets } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Networks, NO_NETWORK, NO_VLAN, PLAIN, tagsOf } from './networks.js'

/** What goes from one address to another, as `Networks` numbers them, with tags in front. */
export interface TagRow {
  /** The overlay of the outermost tunnel, or `PLAIN`. */
  readonly network: number
  readonly from: number
  readonly to: number
  /** Of the first packet, as `Network.vlan` has them. */
  readonly tags: number
  /** Packets with just these. */
  readonly packets: number
}

const LIMIT = 1 << 13
const ROW_OCTETS = objectOctets(5)

export class OuterVlanTags {
  readonly #networks: Networks
  /** Network, source, destination, and whether these are IPv6. */
  readonly #index: RowIndex
  readonly #rows: { -readonly [K in keyof TagRow]: TagRow[K] }[] = []

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks) {
    this.#networks = networks
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
  }

  get rows(): readonly TagRow[] {
    return this.#rows
  }

  get dropped(): number {
    return this.#index.dropped
  }

  /** Hot path: takes a decoded packet whose path is not known: what is tagged has none. */
  observe(p: Packet, stack: TunnelStack): void {
    const tags = tagsOf(p, 0)
    const { copies } = this.#networks
    if (tags === NO_VLAN || (copies.active && copies.kind !== Copy.None)) return
    if (stack.depth > 0) this.#tunnel(tags)
    else this.#plain(p, tags)
  }

  #tunnel(tags: number): void {
    const networks = this.#networks
    const network = networks.ids[0]!
    if (network === NO_NETWORK) return
    const [from, to] = [networks.addressOf(networks.sources[0]!), networks.addressOf(networks.destinations[0]!)]
    this.#note(networks.overlayOf(network), from, to, tags)
  }

  #plain(p: Packet, tags: number): void {
    let ip = 1
    const own = ownDepth(p)
    while (ip < own && !isIp(p.layers[ip]!.kind)) ip++
    if (ip === own) return
    const l = p.layers[ip]!
    const { addresses } = this.#networks
    const from = addresses.number(p.view, sourceAt(l), l.kind)
    this.#note(PLAIN, from, addresses.number(p.view, destinationAt(l), l.kind), tags)
  }

  #note(network: number, from: number, to: number, tags: number): void {
    const known = this.#index.count
    const row = this.#index.row(network, from, to, this.#networks.addresses.isIpv6(from) ? 1 : 0)
    if (row === NO_ROW) return
    if (row === known) this.#rows.push({ network, from, to, tags, packets: 0 })
    const entry = this.#rows[row]!
    if (entry.tags === tags) entry.packets++
  }
}
