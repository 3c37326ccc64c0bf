/**
 * The networks that packets belong to: an overlay by its kind and number, with the network that carries it; and number 0
 * for what is in no tunnel. Two tenants with the same addresses are in different networks, the two directions of a GRE
 * tunnel with different keys in the same. Frames with a VLAN tag inside a tunnel are in a network of their own as well,
 * within the overlay's (IEEE 802.1Q §6.9: a VLAN is its own broadcast domain). Bounded; what found no room is counted.
 */
import { destinationAt, ipBelow, isToGroup, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vlan from '../../wire/protocols/vlan.js'
import { hasIdEachWay, isPair, NO_ID, networkId, ownDepth, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { Copies, Copy } from '../capture-points/copies.js'
import { AddressTable, NO_ADDRESS } from '../tables/address-table.js'
import { Budget, FRAMES_OCTETS, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { seed } from '../tables/hash.js'
import { NumberMap } from '../tables/number-map.js'
import { Column, PathCache, Sum } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampAt } from '../timestamps.js'

/** What is in no tunnel: the underlay, or a capture without any. */
export const PLAIN = 0
/** There was no room for the network. */
export const NO_NETWORK = -1
/** The VLAN of what has no tag, or one that gives a priority alone. */
export const NO_VLAN = 0
/** The endpoint of what no IP header carries. */
export const NO_ENDPOINT = 0

export interface Network {
  /** Its number here. */
  readonly network: number
  /** `TunnelType.None` for network 0. */
  readonly type: TunnelType
  /** VNI, VSID, session id, label, or the key of the direction from `a` to `b`; `NO_ID` where there is none. */
  readonly id: number
  /** The key from `b` to `a`, where each direction may have its own; `NO_ID` as long as none was seen. */
  readonly idBack: number
  /** UDP destination port of VXLAN, Geneve and flannel's UDP backend; 0 for others. */
  readonly port: number
  /** The network that carries it: `PLAIN` for most. */
  readonly parent: number
  /** Of a VLAN in an overlay its identifiers, 12 bits each, the inner tag's in the low bits; `NO_VLAN` of all others. */
  readonly vlan: number
  /** The overlay that a VLAN is in, which counts its packets too; of all others the network itself. */
  readonly overlay: number
  /** Addresses of the two ends where a network has no more (GRE, IP in IP), `a` the one that sent first. */
  readonly a: number
  readonly b: number
  readonly packets: number
  /** Octets on the wire. */
  readonly octets: number
  readonly first: Timestamp
  readonly last: Timestamp
}

/** Where a VNI goes to of which no packet is there: VXLAN's port (RFC 7348 §5). */
const VXLAN_PORT = 4789
/** Four times the 4094 VLANs that a switch has to make VNIs of; of each of them much is told at the end. */
const LIMIT = 1 << 14
/** Ends of tunnels, and hosts in them that make checksums. */
const ENDPOINT_LIMIT = 1 << 17
const RECENT_BITS = 10
/** In the first word of a network's key, above type and parent: it has a number, which may have any 32 bits. */
const HAS_ID = 1 << 30
/** In the first word of the key of a VLAN, above its overlay. */
const IS_VLAN = 1 << 29
/** Tags that name a network: a customer's inside a provider's (IEEE 802.1ad). */
const MAX_TAGS = 2
export const VLAN_BITS = 12
/** Tunnels between the same two ends that may wait for their way back at a time. */
const MAX_OPEN = 64
/** Frame, seconds, nanoseconds of the first packet and of the last. */
const TIMESTAMP_COLUMNS = 6
/** Of a network: its columns, what waits for its way back, and the facts about it with a piece of evidence and a host. */
const NETWORK_OCTETS =
  108 + FRAMES_OCTETS + 2 * objectOctets(24) + 4 * TIMESTAMP_OCTETS + objectOctets(4) + objectOctets(5) + FRAMES_OCTETS

export class Networks {
  /** For the tables of all who observe packets after this one. */
  readonly budget: Budget
  readonly addresses: AddressTable
  /** The path of the packet observed last. */
  readonly paths: PathCache
  /** Tells whether that packet was there before. One on another interface is counted once, here and by all after this. */
  readonly copies: Copies = new Copies()
  /** Of the packet observed last: the network of each of its tunnels, outermost first, and the endpoints' numbers. */
  readonly ids: Int32Array = new Int32Array(MAX_LAYERS)
  readonly sources: Int32Array = new Int32Array(MAX_LAYERS)
  readonly destinations: Int32Array = new Int32Array(MAX_LAYERS)
  /** Whether the tunnel's packet is addressed to a multicast or broadcast address. */
  readonly toGroup: Uint8Array = new Uint8Array(MAX_LAYERS)
  /** The network that the innermost packet is in, or `NO_NETWORK`. */
  inner: number = PLAIN
  /** Networks known, network 0 among them: they are numbered from 0. */
  count = 0
  /** Networks that found no room. */
  #refused = 0

  /** Type and parent, identifier, then port and -1, or source and destination; beside it the network found by it. */
  readonly #index: RowIndex
  readonly #places: Places
  #found: Int32Array = new Int32Array(64)
  #types: Uint8Array = new Uint8Array(64)
  #parents: Int32Array = new Int32Array(64)
  #ports: Int32Array = new Int32Array(64)
  #ids: Float64Array = new Float64Array(64)
  #idsBack: Float64Array = new Float64Array(64)
  #a: Int32Array = new Int32Array(64)
  #b: Int32Array = new Int32Array(64)
  #packets: Float64Array = new Float64Array(64)
  #octets: Float64Array = new Float64Array(64)
  #timestamps: Float64Array = new Float64Array(64 * TIMESTAMP_COLUMNS)
  /** Networks between two ends of which one direction is known, by the two ends. */
  readonly #open: NumberMap<number[]> = new NumberMap()
  /** The low 32 bits and the family; the row is one less than the endpoint's number. */
  readonly #endpoints: RowIndex
  #endpointAddresses: Float64Array = new Float64Array(64)
  /** IPv4 addresses and their endpoints, by some bits of the address times a secret odd number. */
  readonly #factor: number = seed()[0]! | 1
  readonly #recentAddresses: Int32Array = new Int32Array(1 << RECENT_BITS)
  readonly #recentEndpoints: Int32Array = new Int32Array(1 << RECENT_BITS)
  #vlans: Int32Array = new Int32Array(64)
  #overlays: Int32Array = new Int32Array(64)
  /** Networks that are VLANs of others. */
  #vlanCount = 0
  /** Networks that a control plane told of before any packet did. */
  readonly #told: number[] = []
  // How the last packet's outermost network was found, because most packets have the same one.
  #lastKind = -1
  #lastId = 0
  #lastPort = 0
  #last: number = NO_NETWORK

  constructor(budget: Budget = new Budget(), paths: PathCache = new PathCache()) {
    this.budget = budget
    this.addresses = new AddressTable(undefined, budget)
    this.paths = paths
    this.#index = new RowIndex(2 * LIMIT, budget, 4)
    this.#places = new Places(budget, LIMIT, NETWORK_OCTETS)
    this.#endpoints = new RowIndex(ENDPOINT_LIMIT, budget, 8)
    this.paths.onSettle((row, sum) => this.#settle(row, sum))
    this.#add(TunnelType.None, PLAIN, NO_ID, 0, NO_ENDPOINT, NO_ENDPOINT)
  }

  /** Overlays of which there are packets: networks without network 0, and without the VLANs in them. */
  get overlayCount(): number {
    this.paths.settle()
    const silent = this.#told.filter((network) => this.#packets[network] === 0)
    return this.count - 1 - this.#vlanCount - silent.length
  }

  /** Networks that found no room. */
  get dropped(): number {
    return this.#refused + this.#index.dropped
  }

  /** Endpoints that found no room. */
  get endpointsDropped(): number {
    return this.#endpoints.dropped
  }

  /** The address of an endpoint as `addresses` numbers it; `NO_ADDRESS` for `NO_ENDPOINT`. */
  addressOf(endpoint: number): number {
    return endpoint === NO_ENDPOINT ? NO_ADDRESS : this.#endpointAddresses[endpoint - 1]!
  }

  /** The number, from 1 on, of the endpoint with this address; `NO_ENDPOINT` where there is none or no room for it. */
  endpoint(address: number): number {
    if (address === NO_ADDRESS) return NO_ENDPOINT
    const known = this.#endpoints.count
    const row = this.#endpoints.row(address, this.addresses.isIpv6(address) ? 1 : 0, 0, 0)
    if (row === known) {
      this.#endpointAddresses = grown(this.#endpointAddresses, row + 1)
      this.#endpointAddresses[row] = address
    }
    return row + 1
  }

  /** Hot path: finds the networks of a decoded packet. Counts it in each, unless another interface saw it before. */
  observe(p: Packet, stack: TunnelStack): void {
    const { paths } = this
    paths.observe(p)
    if (paths.isKnown) this.recall()
    else this.#look(p, stack)
    if (this.copies.observe(p, stack, this) === Copy.Again) return paths.leave()
    if (paths.isKnown) return paths.count(p)
    this.#count(p, stack.depth)
    if (paths.isThere) this.#remember()
  }

  /** Hot path: takes what was found for the path's first packet. */
  recall(): void {
    const { rows, row } = this.paths
    const network = rows[row + Column.Network]!
    this.ids[0] = network
    this.sources[0] = rows[row + Column.Source]!
    this.destinations[0] = rows[row + Column.Destination]!
    this.toGroup[0] = 0
    this.inner = network
  }

  #remember(): void {
    const { paths } = this
    if (this.inner === NO_NETWORK) return paths.refuse()
    const { rows, row } = paths
    rows[row + Column.Network] = this.inner
    rows[row + Column.Source] = this.sources[0]!
    rows[row + Column.Destination] = this.destinations[0]!
  }

  #look(p: Packet, stack: TunnelStack): void {
    let network: number = PLAIN
    for (let n = 0; n < stack.depth; n++) {
      const layer = stack.layers[n]!
      this.#ends(p, n, ipBelow(p, layer))
      if (network !== NO_NETWORK)
        network = this.place(
          stack.types[n] as TunnelType,
          stack.ids[n]!,
          portOf(p, layer),
          network,
          this.sources[n]!,
          this.destinations[n]!,
        )
      this.ids[n] = network
    }
    const isIn = stack.depth > 0 && network !== NO_NETWORK
    this.inner = isIn ? this.#vlanOf(p, stack.layers[stack.depth - 1]! + 1, network) : network
  }

  /** The network of the frame that layer `e` is: a VLAN of the overlay where it has a tag. */
  #vlanOf(p: Packet, e: number, overlay: number): number {
    return this.vlanIn(overlay, tagsOf(p, e))
  }

  /** The network of a VLAN by its tags' identifiers in an overlay, a new one where there is none. */
  vlanIn(overlay: number, tags: number): number {
    if (tags === NO_VLAN) return overlay
    const known = this.#index.count
    const row = this.#index.row(IS_VLAN | overlay, tags, 0, -1)
    if (row === NO_ROW) return NO_NETWORK
    if (row === known) this.#enter(row, this.#addVlan(overlay, tags))
    return this.#found[row]!
  }

  #addVlan(overlay: number, tags: number): number {
    const type = this.#types[overlay] as TunnelType
    const [id, port] = [this.#ids[overlay]!, this.#ports[overlay]!]
    const network = this.#add(type, this.#parents[overlay]!, id, port, this.#a[overlay]!, this.#b[overlay]!)
    if (network === NO_NETWORK) return NO_NETWORK
    this.#vlans[network] = tags
    this.#overlays[network] = overlay
    this.#vlanCount++
    return network
  }

  #count(p: Packet, depth: number): void {
    for (let n = 0; n < depth; n++) if (this.ids[n] !== NO_NETWORK) this.#note(p, this.ids[n]!)
    if (depth === 0) this.#note(p, PLAIN)
    else if (this.inner !== this.ids[depth - 1] && this.inner !== NO_NETWORK) this.#note(p, this.inner)
  }

  network(network: number): Network {
    this.paths.settle()
    return {
      network,
      type: this.#types[network] as TunnelType,
      id: this.#ids[network]!,
      // A VLAN may be known before the key of the way back is.
      idBack: this.#idsBack[this.#overlays[network]!]!,
      port: this.#ports[network]!,
      parent: this.#parents[network]!,
      vlan: this.#vlans[network]!,
      overlay: this.#overlays[network]!,
      a: this.addressOf(this.#a[network]!),
      b: this.addressOf(this.#b[network]!),
      packets: this.#packets[network]!,
      octets: this.#octets[network]!,
      first: timestampAt(this.#timestamps, network * TIMESTAMP_COLUMNS),
      last: timestampAt(this.#timestamps, network * TIMESTAMP_COLUMNS + 3),
    }
  }

  /** The network of this kind, number, port and carrier that is there, or `NO_NETWORK`; not for those with two ends. */
  find(type: TunnelType, id: number, port: number, parent: number): number {
    const row = this.#index.find(kindOf(type, parent, id), id, port, -1)
    return row === NO_ROW ? NO_NETWORK : this.#found[row]!
  }

  /**
   * The VXLAN network with this VNI that the carrier has, or the one that a control plane tells of at `at` and no packet
   * has shown yet; `NO_NETWORK` where there is no room.
   */
  told(vni: number, parent: number, at: Timestamp): number {
    let port = VXLAN_PORT
    for (let network = 1; network < this.count; network++) {
      if (this.#types[network] !== TunnelType.Vxlan || this.#parents[network] !== parent) continue
      if (this.#ids[network] === vni && this.#overlays[network] === network) return network
      port = this.#ports[network]!
    }
    const network = this.place(TunnelType.Vxlan, vni, port, parent, NO_ENDPOINT, NO_ENDPOINT)
    if (network === NO_NETWORK) return NO_NETWORK
    this.#told.push(network)
    const m = this.#timestamps
    for (const from of [0, 3]) {
      m[network * TIMESTAMP_COLUMNS + from] = at.frame
      m[network * TIMESTAMP_COLUMNS + from + 1] = at.seconds
      m[network * TIMESTAMP_COLUMNS + from + 2] = at.nanoseconds
    }
    return network
  }

  /** The network that carries one. */
  parentOf(network: number): number {
    return this.#parents[network]!
  }

  /** The overlay that a VLAN is in; of all others the network itself. */
  overlayOf(network: number): number {
    return this.#overlays[network]!
  }

  /** The network of what the `n`th tunnel of the packet observed last carries, of `depth`: that of its VLAN, if it is the last. */
  networkIn(n: number, depth: number): number {
    return n === depth - 1 ? this.inner : this.ids[n]!
  }

  /** The kind of tunnel a network is. */
  typeOf(network: number): TunnelType {
    return this.#types[network] as TunnelType
  }

  #ends(p: Packet, n: number, ip: number): void {
    if (ip < 0) {
      this.sources[n] = NO_ENDPOINT
      this.destinations[n] = NO_ENDPOINT
      this.toGroup[n] = 0
      return
    }
    const l = p.layers[ip]!
    this.sources[n] = this.#endpointAt(p.view, sourceAt(l), l.kind)
    this.destinations[n] = this.#endpointAt(p.view, destinationAt(l), l.kind)
    this.toGroup[n] = isToGroup(p.view, l) ? 1 : 0
  }

  /** A tunnel's ends are few: most are found in a small table by the address's bits alone. */
  #endpointAt(v: DataView, o: number, kind: Kind): number {
    if (kind !== Kind.Ipv4) return this.endpoint(this.addresses.number(v, o, kind))
    const address = v.getInt32(o)
    const slot = Math.imul(address, this.#factor) >>> (32 - RECENT_BITS)
    if (this.#recentEndpoints[slot] !== NO_ENDPOINT && this.#recentAddresses[slot] === address) {
      return this.#recentEndpoints[slot]!
    }
    const endpoint = this.endpoint(address >>> 0)
    this.#recentAddresses[slot] = address
    this.#recentEndpoints[slot] = endpoint
    return endpoint
  }

  /**
   * The network of a tunnel from one endpoint to another, a new one where none fits; `NO_NETWORK` where there is no room.
   * `tunnelId` is what the packet says, `port` the UDP destination port or 0.
   */
  place(type: TunnelType, tunnelId: number, port: number, parent: number, source: number, destination: number): number {
    const id = networkId(type, tunnelId)
    if (isPair(type)) return this.#findPair(type, parent, id, source, destination)
    const kind = kindOf(type, parent, id)
    if (kind === this.#lastKind && id === this.#lastId && port === this.#lastPort) return this.#last
    const known = this.#index.count
    const row = this.#index.row(kind, id, port, -1)
    if (row === NO_ROW) return NO_NETWORK
    if (row === known) this.#enter(row, this.#add(type, parent, id, port, NO_ENDPOINT, NO_ENDPOINT))
    this.#lastKind = kind
    this.#lastId = id
    this.#lastPort = port
    this.#last = this.#found[row]!
    return this.#last
  }

  #findPair(type: TunnelType, parent: number, id: number, source: number, destination: number): number {
    const known = this.#index.count
    const row = this.#index.row(kindOf(type, parent, id), id, source, destination)
    if (row === NO_ROW) return NO_NETWORK
    if (row === known)
      this.#enter(
        row,
        this.#wayBack(type, parent, id, source, destination) ?? this.#way(type, parent, id, source, destination),
      )
    return this.#found[row]!
  }

  #enter(row: number, network: number): void {
    this.#found = grown(this.#found, row + 1)
    this.#found[row] = network
  }

  /** The network whose other direction is known, and may be this one's: with the same key, or else with another. */
  #wayBack(type: TunnelType, parent: number, id: number, source: number, destination: number): number | undefined {
    const open = this.#open.get(pairKey(source, destination)) ?? []
    const fits = (network: number): boolean =>
      this.#types[network] === type && this.#parents[network] === parent && this.#b[network] === source
    const same = open.find((n) => fits(n) && this.#ids[n] === id)
    const network = same ?? (hasIdEachWay(type) ? open.find(fits) : undefined)
    if (network === undefined) return undefined
    open.splice(open.indexOf(network), 1)
    this.#idsBack[network] = id
    return network
  }

  #way(type: TunnelType, parent: number, id: number, source: number, destination: number): number {
    const network = this.#add(type, parent, id, 0, source, destination)
    if (network === NO_NETWORK) return NO_NETWORK
    const key = pairKey(source, destination)
    const open = this.#open.get(key) ?? []
    if (open.length === 0) this.#open.set(key, open)
    if (open.length < MAX_OPEN) open.push(network)
    return network
  }

  #add(type: TunnelType, parent: number, id: number, port: number, a: number, b: number): number {
    if (!this.#places.has(this.count)) {
      this.#refused++
      return NO_NETWORK
    }
    const network = this.count++
    const length = this.count
    this.#types = grown(this.#types, length)
    this.#parents = grown(this.#parents, length)
    this.#ports = grown(this.#ports, length)
    this.#ids = grown(this.#ids, length)
    this.#idsBack = grown(this.#idsBack, length)
    this.#a = grown(this.#a, length)
    this.#b = grown(this.#b, length)
    this.#packets = grown(this.#packets, length)
    this.#octets = grown(this.#octets, length)
    this.#timestamps = grown(this.#timestamps, length * TIMESTAMP_COLUMNS)
    this.#vlans = grown(this.#vlans, length)
    this.#overlays = grown(this.#overlays, length)
    this.#overlays[network] = network
    this.#types[network] = type
    this.#parents[network] = parent
    this.#ports[network] = port
    this.#ids[network] = id
    this.#idsBack[network] = NO_ID
    this.#a[network] = a
    this.#b[network] = b
    return network
  }

  #settle(row: number, sum: number): void {
    const { rows, sums } = this.paths
    const network = rows[row + Column.Network]!
    this.#packets[network]! += sums[sum + Sum.Packets]!
    this.#octets[network]! += sums[sum + Sum.Octets]!
    const at = network * TIMESTAMP_COLUMNS + 3
    const m = this.#timestamps
    if (sums[sum + Sum.Frame]! <= m[at]!) return
    m[at] = sums[sum + Sum.Frame]!
    m[at + 1] = sums[sum + Sum.Seconds]!
    m[at + 2] = sums[sum + Sum.Nanoseconds]!
  }

  #note(p: Packet, network: number): void {
    const m = this.#timestamps
    const at = network * TIMESTAMP_COLUMNS
    if (this.#packets[network]!++ === 0) {
      m[at] = p.number
      m[at + 1] = p.tsSec
      m[at + 2] = p.tsNsec
    }
    m[at + 3] = p.number
    m[at + 4] = p.tsSec
    m[at + 5] = p.tsNsec
    this.#octets[network]! += p.length
  }
}

function kindOf(type: TunnelType, parent: number, id: number): number {
  return type | (parent << 8) | (id === NO_ID ? 0 : HAS_ID)
}

/** The identifiers of the tags behind Ethernet layer `e`, as `Network.vlan` has them. */
export function tagsOf(p: Packet, e: number): number {
  const own = ownDepth(p)
  if (e >= own || p.layers[e]!.kind !== Kind.Ethernet) return NO_VLAN
  let tags: number = NO_VLAN
  const first = e + 1 < own && isPortTag(p.layers[e + 1]!.kind) ? e + 2 : e + 1
  for (let i = first; i < first + MAX_TAGS && i < own; i++) {
    const { kind, start } = p.layers[i]!
    if (kind !== Kind.Vlan && kind !== Kind.Dot1ad) break
    tags = (tags << VLAN_BITS) | vlan.id(p.view, start)
  }
  return tags
}

/** A tag that says through which port of an extender a frame goes, and nothing of its network. */
function isPortTag(kind: Kind): boolean {
  return kind === Kind.VnTag || kind === Kind.ETag
}

/** The UDP destination port in front of tunnel layer `layer`; 0 where there is none. */
export function portOf(p: Packet, layer: number): number {
  const below = p.layers[layer - 1]
  return layer > 0 && below!.kind === Kind.Udp ? udp.destinationPort(p.view, below!.start) : 0
}

function pairKey(x: number, y: number): number {
  return Math.min(x, y) * ENDPOINT_LIMIT * 2 + Math.max(x, y)
}
