/**
 * A VTEP tells its part of a VNI with route targets that nobody else tells that VNI with, and no frame goes between it and the
 * others there. Who imports what no packet says, so this is a suspicion: as a rule a VTEP imports what it exports. Of targets
 * the last number counts, which speakers make of the VNI: in a fabric with an autonomous system for each leaf the first one
 * differs by design, and who makes his own imports by the last (RFC 8365 §5.1.2.1).
 */
import { RouteType } from '../../../wire/protocols/evpn.js'
import type { Timestamp } from '../../timestamps.js'
import { NO_NETWORK } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { tunnelRecords } from '../evidence/tunnel-records.js'
import { sentBetween } from '../evidence/vtep-pairs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface EvpnRouteTarget {
  readonly network: number
  readonly vtep: number
  readonly targets: readonly string[]
  /** Another VTEP of the VNI, and its targets. */
  readonly other: number
  readonly otherTargets: readonly string[]
  /** Whether the two talk in another network: then packets would be seen in this one. */
  readonly isSeen: boolean
}

interface Member {
  readonly vtep: number
  readonly targets: Set<string>
  readonly at: Timestamp
}

interface Told {
  readonly carrier: number
  readonly vni: number
  readonly members: Map<number, Member>
}

export const evpnRouteTarget: Finder<EvpnRouteTarget> = {
  id: 'evpn.route-target',
  find: (facts) => limited(toldNetworks(facts).flatMap((told) => strangers(facts, told))),
}

/** The VTEPs that want floods of each VNI (type 3), with all targets that they say so with. */
function toldNetworks({ control }: CheckFacts): readonly Told[] {
  const found = new Map<string, Told>()
  for (const { network: carrier, route, paths } of control.rib.routes) {
    if (route.type !== RouteType.InclusiveMulticast) continue
    for (const { vni, attributes, at } of paths) {
      if (vni < 0 || attributes.targets.length === 0) continue
      const key = `${carrier} ${vni}`
      const told = found.get(key) ?? { carrier, vni, members: new Map() }
      found.set(key, told)
      const member = told.members.get(attributes.nextHop) ?? {
        vtep: attributes.nextHop,
        targets: new Set(),
        at,
      }
      told.members.set(member.vtep, member)
      for (const target of attributes.targets) member.targets.add(target)
    }
  }
  return [...found.values()]
}

/** Those that have no target in common with the most. */
function strangers(facts: CheckFacts, { carrier, vni, members }: Told): readonly Finding<EvpnRouteTarget>[] {
  const groups = grouped([...members.values()])
  if (groups.length < 2) return []
  const isOfVni = (group: readonly Member[]): number =>
    group.some(({ targets }) => numbers(targets).has(`${vni}`)) ? 1 : 0
  const [most, ...others] = groups.sort((x, y) => y.length - x.length || isOfVni(y) - isOfVni(x))
  const [other] = most!
  const network = facts.networks.told(vni, carrier, other!.at)
  if (network === NO_NETWORK) return []
  return others.flatMap((group) => {
    const isUsed = group.some(({ vtep }) =>
      most!.some(
        (one) => sentBetween(facts, network, vtep, one.vtep) + sentBetween(facts, network, one.vtep, vtep) > 0,
      ),
    )
    const [{ vtep, targets, at }] = group as [Member]
    if (isUsed) return []
    const isSeen = tunnelRecords(facts).some(
      ({ a, b }) => (a === vtep && b === other!.vtep) || (b === vtep && a === other!.vtep),
    )
    return [
      {
        id: 'evpn.route-target',
        severity: isSeen ? 'warning' : 'info',
        confidence: isSeen ? 'medium' : 'low',
        frames: someFrames([other!.at.frame, at.frame]),
        count: group.length,
        about: {
          network,
          vtep,
          targets: [...targets],
          other: other!.vtep,
          otherTargets: [...other!.targets],
          isSeen,
        },
      } as const,
    ]
  })
}

/** Members that are joined by a target's number, the first ones first. */
function grouped(members: readonly Member[]): Member[][] {
  const groups: { members: Member[]; numbers: Set<string> }[] = []
  for (const member of members) {
    const own = numbers(member.targets)
    const joined = groups.filter((group) => [...own].some((one) => group.numbers.has(one)))
    const [first = { members: [], numbers: new Set<string>() }] = joined
    if (joined.length === 0) groups.push(first)
    first.members.push(member)
    for (const one of own) first.numbers.add(one)
    for (const group of joined.slice(1)) {
      first.members.push(...group.members)
      for (const one of group.numbers) first.numbers.add(one)
      groups.splice(groups.indexOf(group), 1)
    }
  }
  return groups.map((group) => group.members)
}

/** The last numbers of targets. */
const numbers = (targets: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...targets].map((target) => target.slice(target.lastIndexOf(':') + 1)))
