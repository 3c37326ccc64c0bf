/** Where an address is: behind which end of a tunnel, since when, and where it was before. */
import { NO_ADDRESS } from '../tables/address-table.js'
import type { Timestamp } from '../timestamps.js'
import { NO_ENDPOINT, PLAIN } from '../tunnels/networks.js'
import { type Facts, isRouted, Mode, type Move } from './facts.js'
import type { Learning } from './learning.js'

/** What is looked for: a MAC address of 48 bits, or an IP address as `Networks.addresses` numbers it. */
export type Wanted = { readonly mac: number } | { readonly address: number }

/** A host that was heard. */
export interface Place {
  readonly network: number
  /** Undefined of one in a tunnel without Ethernet. */
  readonly mac: number | undefined
  /** Whether that is its router's: packets are routed into the network. */
  readonly isRouted: boolean
  readonly addresses: readonly number[]
  /** The end of the tunnel that it is behind; `NO_ADDRESS` in no tunnel. */
  readonly vtep: number
  /** The first packet from where it is now, the first of all, and the last. */
  readonly since: Timestamp
  readonly first: Timestamp
  readonly last: Timestamp
  readonly moves: readonly Move[]
}

/** A host that was never heard: where others send what is for it. */
export interface Target {
  readonly network: number
  readonly mac: number | undefined
  readonly from: number
  readonly to: number
  readonly first: Timestamp
  /** Whether `first` is a route of BGP's that says so, not a frame that was sent. */
  readonly isTold: boolean
}

export interface Whereabouts {
  readonly places: readonly Place[]
  /** Of what has no place. */
  readonly targets: readonly Target[]
  /** Networks of which it is an end itself. */
  readonly endOf: readonly number[]
  /** Where it is nowhere: those that are there, the nearest first. */
  readonly nearest: readonly Wanted[]
}

/** Nearest ones that are named. */
const NEAREST = 3

export function whereabouts(wanted: Wanted, learning: Learning, facts: Facts): Whereabouts {
  const stations = new Stations(learning)
  const heard = stations.having(wanted).map((station) => stationPlace(station, stations, learning, facts))
  const routed = 'address' in wanted ? routedPlaces(wanted.address, learning, heard) : NOTHING
  const places = [...heard, ...routed.places]
  const targets = places.length > 0 ? [] : [...knownTargets(wanted, facts), ...routed.targets]
  const endOf =
    'mac' in wanted
      ? []
      : facts.networks
          .filter(({ network, vteps }) => network !== PLAIN && vteps.some(({ address }) => address === wanted.address))
          .map(({ network }) => network)
  const isNowhere = places.length + targets.length + endOf.length === 0
  return { places, targets, endOf, nearest: isNowhere ? nearestOf(wanted, stations, learning) : [] }
}

const NOTHING: Pick<Whereabouts, 'places' | 'targets'> = { places: [], targets: [] }

/** Stations that have sent something, with their addresses. */
class Stations {
  readonly all: readonly number[]
  readonly addresses: ReadonlyMap<number, readonly number[]>
  /** The VLAN of those that send tagged frames alone. */
  readonly vlans: ReadonlyMap<number, number>
  readonly #learning: Learning

  constructor(learning: Learning) {
    this.#learning = learning
    const { stations } = learning.fdb
    this.all = Array.from({ length: stations.count }, (_, station) => station).filter(
      (station) => stations.vtepOf(station) !== NO_ENDPOINT,
    )
    this.addresses = stations.addressesOf(new Set(this.all))
    this.vlans = new Map(
      [...stations.vlans()]
        .filter(({ station }) => !stations.isUntagged(station))
        .map(({ station, network }) => [station, network]),
    )
  }

  having(wanted: Wanted): readonly number[] {
    const { stations } = this.#learning.fdb
    if ('mac' in wanted) return this.all.filter((station) => stations.macOf(station) === wanted.mac)
    return this.all.filter((station) => this.addresses.get(station)?.includes(wanted.address) === true)
  }
}

function stationPlace(station: number, { addresses, vlans }: Stations, learning: Learning, facts: Facts): Place {
  const { stations } = learning.fdb
  const [network, mac, first] = [stations.networkOf(station), stations.macOf(station), stations.first(station)]
  return {
    network: vlans.get(station) ?? network,
    mac,
    isRouted: isRouted(facts.networks[network]?.mode ?? Mode.Unknown),
    addresses: addresses.get(station) ?? [],
    vtep: learning.networks.addressOf(stations.vtepOf(station)),
    since: stations.lastMove(station)?.at ?? first,
    first,
    last: stations.last(station),
    moves: facts.moves.filter((move) => move.network === network && move.mac === mac),
  }
}

/** By the flows of an address in tunnels without Ethernet, and in none: those in which no station has it. */
function routedPlaces(
  address: number,
  { flows, networks }: Learning,
  heard: readonly Place[],
): Pick<Whereabouts, 'places' | 'targets'> {
  const known = new Set(heard.map(({ network }) => networks.overlayOf(network)))
  const places = new Map<string, Place>()
  const targets = new Map<number, Target>()
  for (const { row, network, a, b, forth, back } of flows.rows()) {
    if ((a !== address && b !== address) || known.has(networks.overlayOf(network))) continue
    // The tunnel's device, its bridge: the same packets again.
    if (network === PLAIN && heard.length > 0) continue
    const ends = flows.endsOf(row).map((end) => networks.addressOf(end)) as [number, number]
    const [own, other] = a === address ? [0, 1] : [1, 0]
    const { first, last } = a === address ? forth : back
    const [vtep, from] = [ends[own]!, ends[other]!]
    if (first === undefined || last === undefined) {
      if (network === PLAIN || forth.first === undefined || targets.has(network)) continue
      targets.set(network, { network, mac: undefined, from, to: vtep, first: forth.first, isTold: false })
      continue
    }
    const key = `${network} ${vtep}`
    const before = places.get(key) ?? { since: first, first, last }
    const since = earlier(before.since, first)
    const place = { network, mac: undefined, isRouted: false, addresses: [address], vtep, moves: [] }
    places.set(key, { ...place, since, first: since, last: later(before.last, last) })
  }
  return { places: [...places.values()], targets: [...targets.values()] }
}

function earlier(one: Timestamp, other: Timestamp): Timestamp {
  return one.frame < other.frame ? one : other
}

function later(one: Timestamp, other: Timestamp): Timestamp {
  return one.frame > other.frame ? one : other
}

/** What tables have of a station that never said anything. */
function knownTargets(wanted: Wanted, { fdb, neighbours }: Facts): readonly Target[] {
  const macs =
    'mac' in wanted
      ? new Set([wanted.mac])
      : new Set(neighbours.filter(({ ip }) => ip === wanted.address).map(({ mac }) => mac))
  return fdb
    .filter(({ mac, dst, shown }) => macs.has(mac) && dst !== NO_ADDRESS && shown.frame > 0)
    .map(({ network, mac, vtep, dst, shown, told }) => ({
      network,
      mac,
      from: vtep,
      to: dst,
      first: shown,
      isTold: told !== undefined,
    }))
}

function nearestOf(wanted: Wanted, { all, addresses }: Stations, learning: Learning): readonly Wanted[] {
  if ('mac' in wanted) {
    const { stations } = learning.fdb
    const macs = [...new Set(all.map((station) => stations.macOf(station)))]
    return closest(BigInt(wanted.mac), macs, BigInt).map((mac) => ({ mac }))
  }
  const table = learning.networks.addresses
  const isAlike = (address: number): boolean => table.isIpv6(address) === table.isIpv6(wanted.address)
  const found = new Set([...addresses.values()].flat())
  for (const { a, b } of learning.flows.rows()) found.add(a).add(b)
  const octets = new DataView(new ArrayBuffer(16))
  const bits = (address: number): bigint => {
    if (!table.isIpv6(address)) return BigInt(address)
    table.copyTo(address, octets, 0)
    return (octets.getBigUint64(0) << 64n) | octets.getBigUint64(8)
  }
  const others = [...found].filter(
    (address) => address !== NO_ADDRESS && isAlike(address) && !table.isMulticast(address),
  )
  return closest(bits(wanted.address), others, bits).map((address) => ({ address }))
}

/** Those that share the most bits with what is wanted. */
function closest(wanted: bigint, all: readonly number[], bits: (one: number) => bigint): readonly number[] {
  const far = (one: number): bigint => bits(one) ^ wanted
  return [...all].sort((x, y) => (far(x) < far(y) ? -1 : 1)).slice(0, NEAREST)
}
