/**
 * What a network is called in every capture alike, whoever was seen first: its tunnels, outermost first, with ports, VLANs
 * and, where a tunnel has two ends and no more, these ends, the smaller address first.
 */
import { type Network, type Networks, NO_VLAN, PLAIN } from '../analysis/tunnels/networks.js'
import { addressText } from '../present/address-text.js'
import { idJson, networkName, tunnelKind, vlanText } from '../present/network-name.js'
import { isPair, NO_ID } from '../wire/tunnel.js'
import { isInOrder } from './ends.js'
import type { Cell } from './schema.js'

/** Stands between two tunnels, the outer one first. */
const INSIDE = '>'
const NO_TUNNEL: readonly Cell[] = [null, null, null, null]

export class NetworkKeys {
  readonly #networks: Networks
  readonly #known: (readonly Cell[])[] = []

  constructor(networks: Networks) {
    this.#networks = networks
  }

  /** The cells of `NETWORK_COLUMNS`. */
  of(number: number): readonly Cell[] {
    if (number <= PLAIN) return NO_TUNNEL
    this.#known[number] ??= this.#cells(number)
    return this.#known[number]
  }

  #cells(number: number): readonly Cell[] {
    const around: Network[] = []
    for (let n = number; n !== PLAIN; n = this.#networks.network(n).parent) around.unshift(this.#networks.network(n))
    const { type, id } = this.#inOrder(around.at(-1)!)
    const { vni } = idJson({ type, id, idBack: NO_ID })
    const path = around.map((network) => this.#name(network)).join(INSIDE)
    return [tunnelKind(type), vni ?? null, id === NO_ID ? null : id, path]
  }

  #name(network: Network): string {
    const { type, a, b } = network
    if (!isPair(type)) return networkName(network)
    const { addresses } = this.#networks
    const ends = (isInOrder(addresses, a, b) ? [a, b] : [b, a]).map((end) => addressText(addresses, end))
    const vlan = network.vlan === NO_VLAN ? '' : ` vlan ${vlanText(network.vlan)}`
    return `${networkName({ ...this.#inOrder(network), vlan: NO_VLAN })} ${ends.join(' ')}${vlan}`
  }

  /** The same network with the key of the way from the smaller end first. */
  #inOrder(network: Network): Network {
    const { type, id, idBack, a, b } = network
    if (!isPair(type) || isInOrder(this.#networks.addresses, a, b) || idBack === NO_ID) return network
    return { ...network, id: idBack, idBack: id }
  }
}
