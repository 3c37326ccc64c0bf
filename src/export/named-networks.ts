/** Networks by the names that tables have for them: the other way round than `network-keys.ts`. */
import { type AddressTable, NO_ADDRESS, type PortableAddress } from '../analysis/tables/address-table.js'
import { type Networks, NO_NETWORK, PLAIN, VLAN_BITS } from '../analysis/tunnels/networks.js'
import { tunnelKind } from '../present/network-name.js'
import { UDP_PORT } from '../wire/protocols/vxlan.js'
import { isPair, NO_ID, TunnelType } from '../wire/tunnel.js'

/** 4 or 16 octets; undefined for what is no address. */
export type AddressOctets = (text: string) => Uint8Array | undefined

const INSIDE = '>'
/** Kind, port, number, number of the way back, the ends where it has two, VLAN. */
const NAME =
  /^([a-z\d-]+)(?:\/(\d+))?(?: (= nvgre )?([^ ]+?)(?: \/ ([^ ]+))?)??(?: ([^ ]+[.:][^ ]*) ([^ ]+))?(?: vlan ([\d.]+))?$/
/** By the first word; a key that may be NVGRE's has more. */
const TYPES: ReadonlyMap<string, TunnelType> = new Map(
  Object.values(TunnelType)
    .filter((type) => type !== TunnelType.GretapOrNvgre)
    .map((type) => [tunnelKind(type), type]),
)
const NVGRE_SHIFT = 256

export class NamedNetworks {
  readonly #networks: Networks
  readonly #octets: AddressOctets
  readonly #known: Map<string, number> = new Map()

  constructor(networks: Networks, octets: AddressOctets) {
    this.#networks = networks
    this.#octets = octets
  }

  /** The number of an address there; `NO_ADDRESS` for null. */
  address(text: string | null): number {
    const octets = text === null ? undefined : this.#octets(text)
    return octets === undefined ? NO_ADDRESS : numberIn(this.#networks.addresses, octets)
  }

  /** Places all networks with these paths. Those with a key each way come first: a key alone would be taken for theirs. */
  add(paths: Iterable<string>): void {
    const all = new Set<string>()
    for (const path of paths) {
      const names = path.split(INSIDE)
      for (let depth = 1; depth <= names.length; depth++) all.add(names.slice(0, depth).join(INSIDE))
    }
    const rank = (path: string): number =>
      2 * path.split(INSIDE).length + (path.slice(path.lastIndexOf(INSIDE) + 1).includes(' / ') ? 0 : 1)
    for (const path of [...all].sort((x, y) => rank(x) - rank(y))) this.#known.set(path, this.#place(path))
  }

  /** Of a path that was added; `PLAIN` for null, `NO_NETWORK` where there is no room, or the name is none of ours. */
  number(path: string | null): number {
    return path === null ? PLAIN : (this.#known.get(path) ?? NO_NETWORK)
  }

  #place(path: string): number {
    const at = path.lastIndexOf(INSIDE)
    const parent = at < 0 ? PLAIN : this.number(path.slice(0, at))
    const [, kind = '', port, nvgre, id, back, a, b, vlan] = NAME.exec(path.slice(at + 1)) ?? []
    const type = nvgre === undefined ? TYPES.get(kind) : TunnelType.GretapOrNvgre
    if (type === undefined || parent === NO_NETWORK) return NO_NETWORK
    const ends = [a, b].map((end) => this.#networks.endpoint(this.address(end ?? null)))
    const [from, to] = [ends[0]!, ends[1]!]
    const number = id === undefined ? NO_ID : Number(id) * (nvgre === undefined ? 1 : NVGRE_SHIFT)
    const udp = type === TunnelType.Vxlan ? Number(port ?? UDP_PORT) : 0
    const overlay = this.#networks.place(type, number, udp, parent, from, to)
    if (back !== undefined && isPair(type)) this.#networks.place(type, Number(back), udp, parent, to, from)
    return vlan === undefined || overlay === NO_NETWORK ? overlay : this.#networks.vlanIn(overlay, tagsOf(vlan))
  }
}

function tagsOf(vlan: string): number {
  return vlan.split('.').reduce((tags, tag) => (tags << VLAN_BITS) | Number(tag), 0)
}

function numberIn(addresses: AddressTable, octets: Uint8Array): number {
  const v = new DataView(octets.buffer, octets.byteOffset, octets.length)
  const portable: PortableAddress = octets.length === 4 ? v.getUint32(0) : [0, 4, 8, 12].map((o) => v.getInt32(o))
  return addresses.numberOf(portable)
}
