/**
 * What a VTEP floods, to a multicast group or to several others, brings nothing back: its hosts ask and nobody answers,
 * or they send to a MAC address that nobody has, so that each frame goes to all.
 *
 * The first is a fault: the others are not in the group, or the underlay does not carry it. It takes questions that
 * were asked again, in a network where no other VTEP is heard; where two ends do not agree on the number or the port,
 * or refuse the tunnel, that is the fault; where `tunnel.one-way` tells of it, it adds what is peculiar to groups. The
 * second is a waste: ten frames over two seconds at least, as the first ones to an idle host go to all in a healthy
 * network too. A tunnel of two ends has other findings.
 */
import { isPair } from '../../../wire/tunnel.js'
import type { FloodRow } from '../../learning/fdb.js'
import type { FloodedRow } from '../../learning/silent-hosts.js'
import { groupBy } from '../../tables/group-by.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { groupsOf } from '../evidence/grouping.js'
import { isRefused } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { once } from '../evidence/memo.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { isOneDirection } from '../evidence/one-direction.js'
import { oneWayTunnels } from '../evidence/one-way-tunnels.js'
import { isMismatched } from '../evidence/port-and-vni-mismatches.js'
import { heardIn } from '../evidence/speakers.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

/** What does not answer. */
export const Flood = {
  /** Any answer at all. */
  Nobody: 'nobody',
  /** The station with this MAC address. */
  Station: 'station',
} as const
export type Flood = (typeof Flood)[keyof typeof Flood]

export interface UnansweredFlood {
  readonly flood: Flood
  readonly network: number
  /** The address of the VTEP that floods. */
  readonly vtep: number
  /** Addresses of where to: the group, or the first few VTEPs. */
  readonly destinations: readonly number[]
  readonly toGroup: boolean
  /** Addresses of VTEPs that are known to have joined the group. */
  readonly members: readonly number[]
  /** Of `Flood.Station`: the first few MAC addresses, and how many. */
  readonly macs: readonly number[]
  readonly stations: number
  /** Nanoseconds from the first of the frames to the last. */
  readonly lasted: number
}

const MAX_NAMED = 4
/** Questions that are enough where no other VTEP is heard. */
const MIN_REQUESTS = 2
/** Frames for one station, and the nanoseconds that they take at least. */
const MIN_FRAMES = 10
const MIN_TIME = 2e9

export const bumUnansweredFlood: Finder<UnansweredFlood> = {
  id: 'bum.unanswered-flood',
  find(facts) {
    if (isOneDirection(facts)) return []
    return limited([...unansweredNetworks(facts), ...missingStations(facts)])
  },
}

function unansweredNetworks(facts: CheckFacts): readonly Finding<UnansweredFlood>[] {
  const floods = groupBy(facts.fdb.floods(), (flood) => flood.network)
  const questions = groupBy(facts.learned.unanswered, (unanswered) => unanswered.network)
  return [...questions].flatMap(([network, asked]) => {
    const { type } = facts.learned.networks[network]!
    const [vtep, other] = heardIn(facts, network)
    const rows = floods.get(facts.networks.overlayOf(network)) ?? []
    const repeated = asked.filter((unanswered) => unanswered.requests >= MIN_REQUESTS)
    if (vtep === undefined || other !== undefined || isPair(type) || repeated.length === 0) return []
    if (!isExplainedByNothing(facts, rows)) return []
    const about = { ...floodOf(facts, rows), flood: Flood.Nobody, network, vtep }
    const first = repeated.reduce((x, y) => (y.first.frame < x.first.frame ? y : x)).first
    const last = repeated.reduce((x, y) => (y.last.frame > x.last.frame ? y : x)).last
    return {
      id: 'bum.unanswered-flood',
      severity: toldOfTunnel(facts).has(vtepKey(network, vtep)) ? 'info' : 'error',
      // A host that asks for an absent address is alone too, without any fault.
      confidence: 'medium',
      frames: someFrames(repeated.flatMap((unanswered) => unanswered.frames)),
      count: repeated.reduce((count, unanswered) => count + unanswered.requests, 0),
      about: { ...about, macs: [], stations: 0, lasted: elapsed(first, last) },
    }
  })
}

/** Networks and VTEPs that `tunnel.one-way` tells of as an error. */
const toldOfTunnel: (facts: CheckFacts) => ReadonlySet<string> = once((facts) => {
  const silent = oneWayTunnels(facts).filter((silence) => !silence.isOthersTurn)
  return new Set(silent.map(({ network, from }) => vtepKey(network, from)))
})

function vtepKey(network: number, vtep: number): string {
  return `${network} ${vtep}`
}

/** Whether many are asked, none of them refuses the tunnel, and all agree on its number and port. */
function isExplainedByNothing(facts: CheckFacts, rows: readonly FloodRow[]): boolean {
  const { networks, fdb } = facts
  const [first] = rows
  if (first === undefined || isMonitored(facts, first.network)) return false
  const groups = fdb.groupsOf(first.network)
  if (rows.length < 2 && !rows.some((row) => groups.includes(row.destination))) return false
  return !rows.some(({ vtep, destination }) => {
    const [from, to] = [networks.addressOf(vtep), networks.addressOf(destination)]
    return isMismatched(facts, from, to) || isRefused(facts, from, to)
  })
}

function floodOf(
  { networks, learned }: CheckFacts,
  rows: readonly FloodRow[],
): Pick<UnansweredFlood, 'destinations' | 'toGroup' | 'members'> {
  const destinations = rows.map((row) => networks.addressOf(row.destination))
  const groups = learned.networks[rows[0]!.network]!.groups.filter((group) => destinations.includes(group.address))
  return {
    destinations: destinations.slice(0, MAX_NAMED),
    toGroup: groups.length > 0,
    members: groups.flatMap((group) => group.members.map((member) => member.address)).slice(0, MAX_NAMED),
  }
}

/** Frames for stations that nobody has heard of, by the VTEP that floods them. */
function missingStations(facts: CheckFacts): readonly Finding<UnansweredFlood>[] {
  const rows = facts.silentHosts
    .floodedInVain()
    .filter((row) => row.packets >= MIN_FRAMES && elapsed(row.first, row.last) >= MIN_TIME)
    .filter(({ network }) => !isMonitored(facts, network))
  return groupsOf(rows, ({ network, vtep }) => vtepKey(network, vtep)).map((group) => missing(facts, group))
}

function missing({ networks }: CheckFacts, rows: readonly [FloodedRow, ...FloodedRow[]]): Finding<UnansweredFlood> {
  const { network, vtep, destination, toGroup, first, last } = rows[0]
  return {
    id: 'bum.unanswered-flood',
    severity: 'warning',
    confidence: 'medium',
    frames: someFrames(rows.flatMap((row) => row.frames)),
    count: rows.reduce((count, row) => count + row.packets, 0),
    about: {
      ...{ flood: Flood.Station, network, toGroup, members: [] },
      vtep: networks.addressOf(vtep),
      destinations: [networks.addressOf(destination)],
      macs: rows.slice(0, MAX_NAMED).map((row) => row.mac),
      stations: rows.length,
      lasted: elapsed(first, last),
    },
  }
}
