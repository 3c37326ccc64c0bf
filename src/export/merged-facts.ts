/**
 * What the tables of many captures say together, as facts that findings are looked for in. Packets are not in them: lists of
 * signs that only packets give are empty, and findings that need those must not be asked for.
 */
import { Check } from '../analysis/check/check.js'
import type { CheckFacts } from '../analysis/check/check-facts.js'
import type { EchoFacts } from '../analysis/flows/echo-exchanges.js'
import { type FlowRow, Flows, NO_PORT } from '../analysis/flows/flows.js'
import { type TcpFacts, TcpState } from '../analysis/flows/tcp-connections.js'
import {
  type Host,
  Learns,
  Mode,
  type Neighbour,
  type Sequence,
  type Step,
  StepKind,
  Via,
} from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { NEVER, type Timestamp, timestamp } from '../analysis/timestamps.js'
import type { Way } from '../analysis/totals/traffic.js'
import { type Networks, PLAIN } from '../analysis/tunnels/networks.js'
import { type TunnelRecord, TunnelTraffic, type TunnelWay } from '../analysis/tunnels/tunnel-traffic.js'
import { TCP_STATE_NAMES } from '../present/flow-table.js'
import { NO_ID } from '../wire/tunnel.js'
import type { AnswerValue } from './answers.js'
import { type AddressOctets, NamedNetworks } from './named-networks.js'
import type { Dialect } from './views.js'

/** A row of an answer, as JSON has it: integers of 64 bits are texts. */
type Values = readonly AnswerValue[]
type Value = AnswerValue | undefined
/** Answers a question in SQL. */
export type Ask = (sql: string) => Promise<readonly Values[]>

/** Rows of a kind that are taken at most, as many as a check keeps flows. */
const LIMIT = 1 << 18
/** Who is asked by ARP in one network and answers in another, at most. */
const REPLIES = 1 << 14

const PATHS = `select distinct path from (select path from flows union all select path from tunnels union all select path from hosts)
where path is not null order by path`
const DROPS = 'select dropped from captures where dropped > 0 order by capture'
const FLOW = 'path, protocol, a, b, port_a, port_b, identifier'
const FLOW_COUNT = `select count(*) from (select distinct ${FLOW} from flows)`
const NEIGHBOURS = `select path, host, ip, origin = 'request' from neighbour_events where origin in ('reply', 'request')
group by path, host, ip, origin order by path, host, ip, origin limit ${REPLIES}`

function captures({ nanoseconds }: Dialect): string {
  return `select count(*), coalesce(sum(packets), 0), coalesce(sum(octets), 0), ${nanoseconds('max(last)')},
  coalesce(sum(left_out), 0), sum(case when damaged then 1 else 0 end) from captures`
}

function tunnels({ nanoseconds }: Dialect): string {
  return `select path, a, b, to_group, ${nanoseconds('min(first)')}, ${nanoseconds('max(last)')}, sum(packets_ab), sum(octets_ab),
  sum(packets_ba), sum(octets_ba) from tunnels where a is not null group by path, a, b, to_group order by min(first), path, a, b
limit ${LIMIT}`
}

function conversations({ nanoseconds, firstBy, lastBy, bits }: Dialect): string {
  return `select ${FLOW}, ${firstBy('initiator', 'first')} = 'a', ${firstBy('vtep_a', 'first')}, ${firstBy('vtep_b', 'first')},
  ${nanoseconds('min(first)')}, ${nanoseconds('max(last)')}, sum(packets_ab), sum(octets_ab), sum(packets_ba), sum(octets_ba),
  ${lastBy('tcp_state', 'last')}, ${bits('tcp_flags_ab')}, ${bits('tcp_flags_ba')}, sum(syn_retries), sum(echo_requests),
  sum(echo_answered) from flows group by ${FLOW} order by min(first), ${FLOW} limit ${LIMIT}`
}

/** Addresses behind each tunnel end, in one text. */
function behind({ joined }: Dialect): string {
  return `select path, vtep, ${joined('address')} from hosts
where path is not null and address is not null and vtep is not null group by path, vtep order by path, vtep limit ${LIMIT}`
}

/** How much there is. */
interface Extent {
  readonly captures: number
  /** Those of them that break off. */
  readonly damaged: number
}

export interface MergedFacts {
  readonly facts: CheckFacts
  readonly extent: Extent
}

/** Asks for everything. Rejects with what the engine says. */
export async function mergedFacts(ask: Ask, dialect: Dialect, octets: AddressOctets): Promise<MergedFacts> {
  const check = new Check()
  const { networks } = check.learning
  const named = new NamedNetworks(networks, octets)
  named.add((await ask(PATHS)).map(([path]) => String(path)))
  const [all = []] = await ask(captures(dialect))
  const [count, packets, inAll, last, leftOut, damaged] = all
  const flows = (await ask(conversations(dialect))).map((row, i) => flowRow(row, i, named))
  const [[different] = []] = await ask(FLOW_COUNT)
  const ways = (await ask(tunnels(dialect))).map((row) => tunnelRecord(row, named, networks))
  const hosts = hostsOf(await ask(behind(dialect)), named)
  const neighbours = await ask(NEIGHBOURS)
  const interfaces = (await ask(DROPS)).map(([drops]) => ({ linkType: 0, snapLength: 0, drops: Number(drops) }))
  check.census.add({ packets: Number(packets), octets: Number(inAll), malformed: 0, cut: 0, undecoded: [] })
  const end = at(last)
  const facts = check.facts({ live: false, interfaces, end }, NO_FRAGMENTS)
  const learned = {
    ...facts.learned,
    end,
    networks: Array.from({ length: networks.count }, (_, number) => ({
      ...networks.network(number),
      ...UNKNOWN,
      hosts: hosts.get(number) ?? [],
    })),
    neighbours: neighbours.filter(([, , , isAsked]) => isTrue(isAsked)).map((row) => neighbour(row, named)),
    sequences: [...questions(flows), ...answersAcross(neighbours, named, hosts)],
  }
  return {
    facts: {
      ...facts,
      tunnels: new MergedTunnels(networks, ways),
      flows: new MergedFlows(networks, flows),
      dropped: { ...facts.dropped, signs: Number(leftOut) + Number(different) - flows.length },
      learned,
    },
    extent: { captures: Number(count), damaged: Number(damaged) },
  }
}

const NO_FRAGMENTS = { completed: 0, refused: 0, abandoned: 0, waiting: 0 } as const
/** What tables do not say of a network. */
const UNKNOWN = {
  vteps: [],
  groups: [],
  moreHosts: 0,
  mode: Mode.Unknown,
  confidence: 'low',
  evidence: [],
  learns: Learns.Unsure,
} as const

class MergedTunnels extends TunnelTraffic {
  readonly #records: readonly TunnelRecord[]

  constructor(networks: Networks, records: readonly TunnelRecord[]) {
    super(networks)
    this.#records = records
  }

  override get count(): number {
    return this.#records.length
  }

  override *records(rows: Iterable<number> = this.#records.keys()): Generator<TunnelRecord> {
    for (const row of rows) yield this.#records[row]!
  }
}

class MergedFlows extends Flows {
  readonly #rows: readonly MergedFlow[]

  constructor(networks: Networks, rows: readonly MergedFlow[]) {
    super(networks)
    this.#rows = rows
  }

  override get count(): number {
    return this.#rows.length
  }

  override *rows(): Generator<FlowRow> {
    yield* this.#rows
  }
}

/** Tables do not number packets over many captures. */
function at(nanoseconds: Value): Timestamp {
  if (nanoseconds === null || nanoseconds === undefined) return NEVER
  const ns = BigInt(String(nanoseconds))
  return timestamp(1, Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n))
}

function way(packets: Value, octets: Value, first: Timestamp, last: Timestamp): Way {
  const count = Number(packets)
  if (count === 0) return { packets: 0, octets: 0, first: undefined, last: undefined }
  return { packets: count, octets: Number(octets), first, last }
}

function tunnelRecord(row: Values, named: NamedNetworks, networks: Networks): TunnelRecord {
  const [path, a, b, toGroup, begin, end, packets, octets, packetsBack, octetsBack] = row
  const network = Math.max(named.number(textOf(path)), PLAIN)
  const { type, id, idBack } = networks.network(network)
  const [first, last] = [at(begin), at(end)]
  const forth: TunnelWay = { ...NO_HEADERS, ...way(packets, octets, first, last), id }
  const back: TunnelWay = {
    ...NO_HEADERS,
    ...way(packetsBack, octetsBack, first, last),
    id: idBack === NO_ID ? id : idBack,
  }
  const [low, high] = [named.address(textOf(a)), named.address(textOf(b))]
  const common = { network, type, toGroup: isTrue(toGroup), groups: [], first, last }
  // The first end is one that sends.
  return forth.packets === 0
    ? { ...common, a: high, b: low, forth: back, back: forth }
    : { ...common, a: low, b: high, forth, back }
}

const NO_HEADERS = {
  ports: [],
  spread: { distinct: 0, isAtLeast: false, lowest: 0, highest: 0 },
  flows: 0,
  anyFlags: 0,
  allFlags: 0,
  fragmented: 0,
} as const

/** With the ends of the tunnel on the side of `a`, and on that of `b`. */
interface MergedFlow extends FlowRow {
  readonly ends: readonly [number, number]
}

function flowRow(row: Values, number: number, named: NamedNetworks): MergedFlow {
  const [path, protocol, a, b, portA, portB, identifier, isForth, vtepA, vtepB, begin, end, ...counts] = row
  const [packets, octets, packetsBack, octetsBack, state, flags, flagsBack, retries, requests, answered] = counts
  const [first, last] = [at(begin), at(end)]
  const ways = [way(packets, octets, first, last), way(packetsBack, octetsBack, first, last)] as const
  const sides = [
    { address: named.address(textOf(a)), port: portOf(portA), flags: Number(flags ?? 0), vtep: textOf(vtepA) },
    { address: named.address(textOf(b)), port: portOf(portB), flags: Number(flagsBack ?? 0), vtep: textOf(vtepB) },
  ] as const
  const [from, to] = isTrue(isForth) ? sides : [sides[1], sides[0]]
  const [forth, back] = isTrue(isForth) ? ways : [ways[1], ways[0]]
  return {
    row: number,
    network: named.number(textOf(path)),
    protocol: Number(protocol),
    a: from.address,
    b: to.address,
    portA: from.port,
    portB: to.port,
    identifier: portOf(identifier),
    ...{ forth, back, first, last },
    ends: [named.address(from.vtep), named.address(to.vtep)],
    tcp: tcpFacts(state, [from.flags, to.flags], retries),
    echo: echoFacts(requests, answered),
  }
}

function tcpFacts(state: Value, flags: readonly [number, number], retries: Value): TcpFacts | undefined {
  if (state === null || state === undefined) return undefined
  const number = Object.values(TcpState).find((one) => TCP_STATE_NAMES[one] === state) ?? TcpState.None
  return { state: number, connections: 1, flags, synRetries: Number(retries), syns: [] }
}

function echoFacts(requests: Value, answered: Value): EchoFacts | undefined {
  if (requests === null || requests === undefined) return undefined
  return { requests: Number(requests), answered: Number(answered), moreReplies: 0, roundTrips: undefined }
}

type Hosts = ReadonlyMap<number, readonly Host[]>

/** By network, one for all that are behind the same tunnel end. */
function hostsOf(rows: readonly Values[], named: NamedNetworks): Hosts {
  const found = new Map<number, Host[]>()
  for (const [path, vtep, addresses] of rows) {
    const network = named.number(textOf(path))
    const of = found.get(network) ?? []
    found.set(network, of)
    const all = String(addresses)
      .split(', ')
      .map((address) => named.address(address))
    of.push({ mac: 0, addresses: all, vtep: named.address(textOf(vtep)), first: NEVER, last: NEVER })
  }
  return found
}

function neighbour([path, host, ip]: Values, named: NamedNetworks): Neighbour {
  return {
    network: named.number(textOf(path)),
    host: named.address(textOf(host)),
    ip: named.address(textOf(ip)),
    ...{ hostMac: 0, mac: 0, learned: NEVER, last: NEVER, how: 'request', failed: false, stale: false },
  }
}

/** The way that hosts' packets take which hear nothing. */
function questions(flows: readonly MergedFlow[]): readonly Sequence[] {
  return flows
    .filter(({ network, back, ends }) => network > PLAIN && back.packets === 0 && ends[0] !== NO_ADDRESS)
    .map(({ network, a, b, ends: [from, to] }) =>
      sequence(network, a, b, [{ ...NO_STEP, kind: StepKind.Unicast, from: a, to: b, fromVtep: from, toVteps: [to] }]),
    )
}

/**
 * Answers of ARP and neighbour discovery in another network than the one that was asked in: who asks is a host of that one,
 * and who answers has learned nothing of the question in its own.
 */
function answersAcross(rows: readonly Values[], named: NamedNetworks, hosts: Hosts): readonly Sequence[] {
  const asked = new Set(rows.flatMap(([path, host, ip, isAsked]) => (isTrue(isAsked) ? [`${path} ${ip} ${host}`] : [])))
  const networksOf = new Map<number, Set<number>>()
  for (const [network, all] of hosts) {
    for (const { addresses } of all) {
      for (const address of addresses) networksOf.set(address, (networksOf.get(address) ?? new Set()).add(network))
    }
  }
  const [request, reply] = [StepKind.Request, StepKind.Reply].map((kind) => ({ ...NO_STEP, kind }))
  return rows.flatMap(([path, hostText, ipText, isAsked]) => {
    if (isTrue(isAsked) || asked.has(`${path} ${hostText} ${ipText}`)) return []
    const network = named.number(textOf(path))
    const [host, ip] = [named.address(textOf(hostText)), named.address(textOf(ipText))]
    const others = [...(networksOf.get(host) ?? [])].filter((other) => other !== network)
    return [sequence(network, host, ip, [reply!]), ...others.map((other) => sequence(other, host, ip, [request!]))]
  })
}

function sequence(network: number, initiator: number, target: number, steps: readonly Step[]): Sequence {
  return { network, initiator, target, initiatorMac: 0, targetMac: 0, ipv6: false, steps, moreSteps: 0 }
}

const NO_STEP: Step = {
  number: 1,
  kind: StepKind.Unicast,
  at: NEVER,
  sinceFirst: 0,
  sincePrevious: 0,
  from: NO_ADDRESS,
  to: NO_ADDRESS,
  fromMac: 0,
  toMac: 0,
  fromVtep: NO_ADDRESS,
  toVteps: [],
  via: Via.Unicast,
  mac: 0,
  protocol: 0,
  roundTrip: -1,
  retries: 0,
}

/** Not all engines have a type for truth. */
function isTrue(value: Value): boolean {
  return value === true || Number(value) === 1
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

function portOf(value: Value): number {
  return value === null || value === undefined ? NO_PORT : Number(value)
}
