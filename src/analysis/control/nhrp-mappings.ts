/**
 * What NHRP tells (RFC 2332): which outer address a tunnel address is behind, in a tunnel of many ends (DMVPN). Registrations
 * tell the hub of its spokes, resolutions the spokes of each other.
 */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as nhrp from '../../wire/protocols/nhrp.js'
import { type Budget, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { type Timestamp, timestampOf } from '../timestamps.js'
import type { Networks } from '../tunnels/networks.js'

export interface NhrpMapping {
  /** The network that carries the tunnel. */
  readonly carrier: number
  readonly ip: number
  readonly nbma: number
  /** The type of the packet that told it first, RFC 2332 §5.2.1. */
  readonly type: number
  readonly first: Timestamp
  last: Timestamp
}

const MAX_MAPPINGS = 1 << 13
const MAPPING_OCTETS = objectOctets(6) + 2 * TIMESTAMP_OCTETS + 80
/** Frames kept of those that show NHRP in a network. */
const MAX_FRAMES = 8
const PURGE_REQUEST = 5

export class NhrpMappings {
  dropped = 0
  /** By the network that NHRP was seen in, the first frames. */
  readonly seen: Map<number, number[]> = new Map()
  readonly #networks: Networks
  readonly #mappings: Map<string, NhrpMapping> = new Map()
  readonly #places: Places

  constructor(networks: Networks, budget: Budget) {
    this.#networks = networks
    this.#places = new Places(budget, MAX_MAPPINGS, MAPPING_OCTETS)
  }

  get mappings(): readonly NhrpMapping[] {
    return [...this.#mappings.values()]
  }

  /** Takes a packet of no known path: NHRP is in none. */
  observe(p: Packet): void {
    for (let i = 0; i < p.depth && i < p.quoted; i++) {
      if (p.layers[i]!.kind === Kind.Nhrp) return this.#message(p, p.layers[i]!.start, p.layers[i]!.end)
    }
  }

  #message(p: Packet, o: number, end: number): void {
    const { inner, addresses } = this.#networks
    const frames = this.seen.get(inner) ?? []
    if (frames.length === 0 && this.seen.size < MAX_MAPPINGS) this.seen.set(inner, frames)
    if (frames.length < MAX_FRAMES) frames.push(p.number)
    const type = nhrp.type(p.view, o)
    const carrier = this.#networks.parentOf(inner)
    const at = timestampOf(p)
    nhrp.visitMappings(p.view, o, end, (protocolAt, octets, nbmaAt) => {
      const ip = addresses.number(p.view, protocolAt, octets === 4 ? Kind.Ipv4 : Kind.Ipv6)
      const nbma = addresses.number(p.view, nbmaAt, Kind.Ipv4)
      const key = `${carrier} ${ip}`
      if (type === PURGE_REQUEST) {
        this.#mappings.delete(key)
        return
      }
      const known = this.#mappings.get(key)
      if (known !== undefined && known.nbma === nbma) known.last = at
      else if (known !== undefined || this.#places.has(this.#mappings.size))
        this.#mappings.set(key, { carrier, ip, nbma, type, first: at, last: at })
      else this.dropped++
    })
  }
}
