/**
 * The facts of learning, cut to the room in a page: those of the busiest networks, and those that the shown sequences
 * need. Networks and IPv6 addresses that nothing refers to any more are gone, so both are numbered anew.
 */

import type { Told as Route } from '../analysis/control/told-tables.js'
import { type Facts, type NetworkFacts, type Sequence, StepKind, type ToldOfStep } from '../analysis/learning/facts.js'
import { FIRST_IPV6 } from '../analysis/tables/address-table.js'
import { NumberMap } from '../analysis/tables/number-map.js'
import { NO_VLAN } from '../analysis/tunnels/networks.js'
import type { FactsData, Left } from './data.js'

const MAX_NETWORKS = 1000
/** Limits for all networks together, shared so that each network gets some. */
const MAX_VTEPS = 2000
const MAX_HOSTS = 2000
const MAX_MEMBERS = 2000
const MAX_SEQUENCES = 200
const MAX_ENTRIES = 2000
const MAX_EVENTS = 2000
const MAX_NEIGHBOURS = 1000
const MAX_NEIGHBOUR_EVENTS = 1000
/** Of moves, of questions that nobody answered, and of conflicts. */
const MAX_OTHERS = 200
/** Characters of JSON that networks, and sequences, may take. */
const NETWORK_CHARACTERS = 1_000_000
const SEQUENCE_CHARACTERS = 1_200_000

export interface TrimmedFacts {
  readonly facts: FactsData
  /** As `ReportData` has them. */
  readonly ipv6: readonly string[]
  readonly left: Pick<Left, 'sequences' | 'entries' | 'neighbours'>
  /** The number that a network has in the page; undefined for one that is not there. */
  readonly network: (network: number) => number | undefined
  /** The number that an address has in the page. */
  readonly address: (address: number) => number
}

export function trimmedFacts(facts: Facts): TrimmedFacts {
  const networks = someNetworks(facts.networks)
  const numbers = new Map(networks.map(({ network }, i) => [network, i]))
  const busy = [...networks].sort((x, y) => y.octets - x.octets)
  const places = new Map(busy.map(({ network }, i) => [network, i]))
  /** Picks items of the page's networks: first those that the sequences need, then those of the busiest networks. */
  const most = <T extends { readonly network: number }>(
    items: readonly T[],
    limit: number,
    isNeeded: (item: T) => boolean,
  ): readonly T[] => {
    const own = items.filter(({ network }) => numbers.has(network))
    if (own.length <= limit) return own
    const rank = (item: T): number => places.get(item.network)! - (isNeeded(item) ? places.size : 0)
    return first(own, limit, rank)
  }
  const sequences = someSequences(facts.sequences.filter(({ network }) => numbers.has(network)))
  const told = new Told(sequences, facts)
  const fdb = most(facts.fdb, MAX_ENTRIES, told.hasStation)
  const fdbEvents = most(facts.fdbEvents, MAX_EVENTS, told.hasStation)
  const moves = most(facts.moves, MAX_OTHERS, told.hasStation)
  const neighbours = most(facts.neighbours, MAX_NEIGHBOURS, told.hasPair)
  const neighbourEvents = most(facts.neighbourEvents, MAX_NEIGHBOUR_EVENTS, told.hasPair)
  const unanswered = most(facts.unanswered, MAX_OTHERS, told.hasPair)
  const conflicts = most(facts.conflicts, MAX_OTHERS, () => false)

  const { dropped } = facts
  const addresses = new AddressNumbers(facts.addresses)
  const { address } = addresses
  const network = (n: number): number | undefined => numbers.get(n)
  const renumbered = <T extends { readonly network: number }>(item: T): T => ({
    ...item,
    network: network(item.network)!,
  })
  const data: FactsData = {
    networks: networks.map((n) => renumberedNetwork(n, numbers, address)),
    fdb: fdb.map((e) => ({
      ...renumbered(e),
      ...renumberedRoutes(e, address),
      vtep: address(e.vtep),
      dst: address(e.dst),
    })),
    configured: most(facts.configured, MAX_ENTRIES, told.hasStation).map((e) => ({
      ...renumbered(e),
      vtep: address(e.vtep),
      dst: address(e.dst),
    })),
    usedLate: most(facts.usedLate, MAX_OTHERS, told.hasStation).map((e) => ({
      ...renumbered(e),
      vtep: address(e.vtep),
      dst: address(e.dst),
    })),
    ageing: facts.ageing,
    fdbEvents: fdbEvents.map((e) => ({
      ...renumbered(e),
      ...renumberedRoutes(e, address),
      vtep: address(e.vtep),
      dst: address(e.dst),
      before: address(e.before),
    })),
    moves: moves.map((m) => ({
      ...renumbered(m),
      ...renumberedRoutes(m, address),
      from: address(m.from),
      to: address(m.to),
    })),
    neighbours: neighbours.map((n) => ({
      ...renumbered(n),
      ...renumberedRoutes(n, address),
      host: address(n.host),
      ip: address(n.ip),
    })),
    neighbourEvents: neighbourEvents.map((n) => ({ ...renumbered(n), host: address(n.host), ip: address(n.ip) })),
    mappings: facts.mappings.slice(0, MAX_OTHERS).map((m) => ({ ...m, ip: address(m.ip), nbma: address(m.nbma) })),
    unanswered: unanswered.map((u) => ({ ...renumbered(u), host: address(u.host), ip: address(u.ip) })),
    // Their effects already stand in the tables.
    brokenWays: [],
    conflicts: conflicts.map((c) => ({ ...renumbered(c), ip: address(c.ip) })),
    sequences: sequences.map((s) => ({ ...renumbered(s), ...renumberedSequence(s, address) })),
    end: facts.end,
    dropped: {
      ...dropped,
      networks: dropped.networks + sum(facts.networks, packetsOf) - sum(networks, packetsOf),
      tables: dropped.tables + sum(facts.networks, vtepsOf) - sum(networks, vtepsOf),
      events:
        dropped.events +
        (facts.fdbEvents.length - fdbEvents.length) +
        (facts.neighbourEvents.length - neighbourEvents.length) +
        (facts.moves.length - moves.length),
      neighbours:
        dropped.neighbours +
        (facts.unanswered.length - unanswered.length) +
        (facts.conflicts.length - conflicts.length),
    },
    copies: facts.copies,
  }
  return {
    facts: data,
    // Read late, since collecting the rest of the page may add addresses.
    get ipv6() {
      return addresses.digits()
    },
    left: {
      sequences: facts.sequences.length - sequences.length,
      entries: facts.fdb.length - fdb.length,
      neighbours: facts.neighbours.length - neighbours.length,
    },
    network,
    address,
  }
}

// A VLAN's packets and VTEPs count for its overlay already.
const packetsOf = ({ packets, vlan }: NetworkFacts): number => (vlan === NO_VLAN ? packets : 0)
const vtepsOf = ({ vteps, vlan }: NetworkFacts): number => (vlan === NO_VLAN ? vteps.length : 0)

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}

/** The `limit` items of the lowest rank, in the order that they are in. */
function first<T>(items: readonly T[], limit: number, rank: (item: T, index: number) => number): readonly T[] {
  const ranks = items.map(rank)
  const order = ranks.map((_, i) => i).sort((x, y) => ranks[x]! - ranks[y]! || x - y)
  return order
    .slice(0, limit)
    .sort((x, y) => x - y)
    .map((i) => items[i]!)
}

/** Network 0 and the busiest others, as far as there is room. What carries a network is as busy, so it is there. */
function someNetworks(all: readonly NetworkFacts[]): readonly NetworkFacts[] {
  const order = [...all].sort(
    (x, y) => Number(y.network === 0) - Number(x.network === 0) || y.octets - x.octets || x.network - y.network,
  )
  const listed = order.slice(0, MAX_NETWORKS)
  const vteps = shares(listed.map(vtepsOf), MAX_VTEPS)
  const hosts = shares(
    listed.map((n) => n.hosts.length),
    MAX_HOSTS,
  )
  const members = shares(
    listed.map((n) => sum(n.groups, (group) => group.members.length)),
    MAX_MEMBERS,
  )
  const some: NetworkFacts[] = []
  const known = new Set<number>([0])
  let characters = 0
  for (const [i, n] of listed.entries()) {
    if (!known.has(n.parent) || (n.vlan !== NO_VLAN && !known.has(n.overlay))) continue
    const trimmed: NetworkFacts = {
      ...n,
      vteps: n.vteps.slice(0, vteps[i]),
      hosts: n.hosts.slice(0, hosts[i]),
      moreHosts: n.moreHosts + Math.max(0, n.hosts.length - hosts[i]!),
      groups: n.groups.map((group) => ({ ...group, members: group.members.slice(0, members[i]) })),
    }
    characters += JSON.stringify(trimmed).length
    if (characters > NETWORK_CHARACTERS) break
    some.push(trimmed)
    known.add(n.network)
  }
  return some.sort((x, y) => x.network - y.network)
}

/** Shares `total` fairly: small wishes are met first, and the larger ones share what is left equally. */
function shares(wanted: readonly number[], total: number): readonly number[] {
  const order = wanted.map((_, i) => i).sort((x, y) => wanted[x]! - wanted[y]!)
  const given: number[] = wanted.map(() => 0)
  let rest = total
  for (const [i, index] of order.entries()) {
    given[index] = Math.min(wanted[index]!, Math.floor(rest / (order.length - i)))
    rest -= given[index]!
  }
  return given
}

/** The most telling sequences, from as many networks as possible. */
function someSequences(all: readonly Sequence[]): readonly Sequence[] {
  const telling = all.map(({ steps }) => new Set(steps.map(({ kind }) => kind)).size)
  const order = all.map((_, i) => i).sort((x, y) => telling[y]! - telling[x]! || x - y)
  const seen = new Map<number, number>()
  const turns: number[] = []
  for (const i of order) {
    const { network } = all[i]!
    turns[i] = seen.get(network) ?? 0
    seen.set(network, turns[i]! + 1)
  }
  order.sort((x, y) => turns[x]! - turns[y]! || telling[y]! - telling[x]! || x - y)
  const some: number[] = []
  let characters = 0
  for (const i of order.slice(0, MAX_SEQUENCES)) {
    characters += JSON.stringify(all[i]).length
    if (characters > SEQUENCE_CHARACTERS) break
    some.push(i)
  }
  return some.sort((x, y) => x - y).map((i) => all[i]!)
}

/** Who has a part in the sequences that are told. */
class Told {
  readonly #stations: Set<string> = new Set()
  readonly #hosts: Set<string> = new Set()

  constructor(sequences: readonly Sequence[], { networks }: Facts) {
    for (const { network, initiator, target, initiatorMac, targetMac, steps } of sequences) {
      for (const host of [initiator, target]) this.#hosts.add(`${network} ${host}`)
      const overlay = networks[network]?.overlay ?? network
      for (const mac of [initiatorMac, targetMac]) this.#stations.add(`${overlay} ${mac}`)
      for (const { kind, mac } of steps) {
        if (kind === StepKind.Learn || kind === StepKind.Move) this.#stations.add(`${overlay} ${mac}`)
      }
      // The default destination is kept: without it no flood can be explained.
      this.#stations.add(`${overlay} 0`)
    }
  }

  readonly hasStation = ({ network, mac }: { readonly network: number; readonly mac: number }): boolean =>
    this.#stations.has(`${network} ${mac}`)

  /** Whether both talk with each other, as far as is told. */
  readonly hasPair = ({
    network,
    host,
    ip,
  }: {
    readonly network: number
    readonly host: number
    readonly ip: number
  }): boolean => this.#hosts.has(`${network} ${host}`) && this.#hosts.has(`${network} ${ip}`)
}

type Renumber = (address: number) => number

/** IPv6 addresses in the order in which they are first named. */
class AddressNumbers {
  readonly #table: Facts['addresses']
  readonly #numbers: NumberMap<number> = new NumberMap()

  constructor(table: Facts['addresses']) {
    this.#table = table
  }

  readonly address: Renumber = (address) => {
    if (!this.#table.isIpv6(address)) return address
    let number = this.#numbers.get(address)
    if (number === undefined) {
      number = FIRST_IPV6 + this.#numbers.size
      this.#numbers.set(address, number)
    }
    return number
  }

  digits(): readonly string[] {
    const octets = new DataView(new ArrayBuffer(16))
    return [...this.#numbers.keys()].map((address) => {
      this.#table.copyTo(address, octets, 0)
      return Array.from({ length: 16 }, (_, i) => octets.getUint8(i).toString(16).padStart(2, '0')).join('')
    })
  }
}

function renumberedNetwork(n: NetworkFacts, numbers: ReadonlyMap<number, number>, address: Renumber): NetworkFacts {
  return {
    ...n,
    network: numbers.get(n.network)!,
    parent: numbers.get(n.parent)!,
    overlay: numbers.get(n.overlay)!,
    a: address(n.a),
    b: address(n.b),
    vteps: n.vteps.map((vtep) => ({ ...vtep, address: address(vtep.address) })),
    groups: n.groups.map((group) => ({
      ...group,
      address: address(group.address),
      members: group.members.map((member) => ({ ...member, address: address(member.address) })),
    })),
    hosts: n.hosts.map((host) => ({ ...host, addresses: host.addresses.map(address), vtep: address(host.vtep) })),
    evidence: n.evidence.map((evidence) => ({ ...evidence, about: evidence.about.map(address) })),
  }
}

function renumberedSequence(
  { initiator, target, steps }: Sequence,
  address: Renumber,
): Pick<Sequence, 'initiator' | 'target' | 'steps'> {
  return {
    initiator: address(initiator),
    target: address(target),
    steps: steps.map((step) => ({
      ...step,
      from: address(step.from),
      to: address(step.to),
      fromVtep: address(step.fromVtep),
      toVteps: step.toVteps.map(address),
      ...(step.elsewhere === undefined ? {} : { elsewhere: address(step.elsewhere) }),
      ...(step.told === undefined ? {} : { told: renumberedTold(step.told, address) }),
    })),
  }
}

function renumberedTold(told: ToldOfStep, address: Renumber): ToldOfStep {
  return { ...told, hop: address(told.hop), ip: address(told.ip), before: address(told.before) }
}

interface Routes {
  readonly told?: Route
  readonly toldOthers?: Route
}

/** The routes that say so, of what BGP told. */
function renumberedRoutes({ told, toldOthers }: Routes, address: Renumber): Routes {
  const renumbered = (route: Route): Route => ({
    ...route,
    from: address(route.from),
    ip: address(route.ip),
  })
  return {
    ...(told === undefined ? {} : { told: renumbered(told) }),
    ...(toldOthers === undefined ? {} : { toldOthers: renumbered(toldOthers) }),
  }
}
