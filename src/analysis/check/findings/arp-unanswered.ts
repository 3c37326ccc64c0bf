/**
 * A host asks for the MAC address of an IP address, repeats it, and nobody answers: it cannot send there.
 *
 * One question is no evidence, as its answer may have taken another way than past the capture; who asks again a second
 * later got none. Where an address was never heard of, there is most likely nobody who has it: that is told, and is no
 * fault of the network. A fault it is where the address is known to exist, where it is the far end of a tunnel, and
 * where nobody but the one who asks is there at all. In a network of which one VTEP alone is heard, it is the tunnel
 * that fails. Where frames go round, so do questions. A DHCP server asks before it leases an address (RFC 2131 §2.2): who
 * speaks from it only afterwards did not have it yet.
 */
import { isPair } from '../../../wire/tunnel.js'
import { Missing, StepKind, type Unanswered } from '../../learning/facts.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { distinct, NumberMap } from '../../tables/number-map.js'
import { elapsed } from '../../totals/traffic.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { isLeasedAfter } from '../evidence/dhcp-leases.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { isLooping } from '../evidence/loop-effects.js'
import { once } from '../evidence/memo.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { isOneDirection } from '../evidence/one-direction.js'
import { isLonely } from '../evidence/speakers.js'
import { tunnelRecords } from '../evidence/tunnel-records.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

/** What is known about the address that does not answer. */
export const Absent = {
  /** Nothing: it may not exist. */
  Unknown: 'unknown',
  /** IPv6 neighbours answer from a VTEP from which no ARP ever comes. */
  Filtered: 'filtered',
  /** A host of this network has it, behind another VTEP. */
  Known: 'known',
  /** It did not exist yet: it was leased later. */
  Unleased: 'unleased',
  /** It is the far end of a tunnel. */
  TunnelEnd: 'tunnel-end',
  /** In this network only stations behind the asker's own VTEP are heard. */
  Overlay: 'overlay',
  /** In the whole capture only the asker is heard. */
  Everybody: 'everybody',
} as const
export type Absent = (typeof Absent)[keyof typeof Absent]

export interface UnansweredQuestions {
  readonly absent: Absent
  readonly network: number
  /** Who asks: its address, and its MAC address. */
  readonly host: number
  readonly hostMac: number
  /** The first few addresses that it asks for. */
  readonly targets: readonly number[]
  readonly targetCount: number
  readonly isIpv6: boolean
  /** The VTEP of the first address: where it is (`Absent.Known`), or the one that sends no ARP (`Absent.Filtered`). */
  readonly place: number | undefined
}

interface Judged {
  readonly unanswered: Unanswered
  readonly absent: Absent
  readonly place: number | undefined
}

const MAX_TARGETS = 4
/** Linux asks three times (`mcast_solicit`); twice will do where it is not told as a fault. */
const MIN_REQUESTS = 3
const MIN_HINTS = 2
/** Nanoseconds from the first question to the last: kernels ask once a second. */
const MIN_TIME = 9e8

export const arpUnanswered: Finder<UnansweredQuestions> = {
  id: 'arp.unanswered',
  find(facts) {
    if (isOneDirection(facts)) return []
    const seen = answeredUnseen(facts)
    const elsewhere = answeredElsewhere(facts)
    const judged = facts.learned.unanswered.flatMap((unanswered) =>
      seen.has(pairKey(unanswered.network, unanswered.host, unanswered.ip)) ||
      elsewhere.has(sameKey(facts, unanswered.network, unanswered.host, unanswered.ip)) ||
      isHeardAlike(facts, unanswered)
        ? []
        : judge(facts, unanswered),
    )
    const hosts = groupsOf(judged, ({ absent, unanswered: { network, hostMac, host } }) =>
      [absent, network, hostMac, facts.networks.addresses.isIpv6(host)].join(' '),
    )
    return limited(hosts.map((host) => finding(facts, host)))
  },
}

/** Questions whose answer took another way. The two hosts do talk, so no repair is needed. */
function answeredUnseen({ learned }: CheckFacts): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (const { network, initiator, target, steps } of learned.sequences) {
    const lacks = (what: Missing): boolean => steps.some(({ missing }) => missing === what)
    const isUsed = lacks(Missing.Reply) && steps.some(({ kind }) => kind === StepKind.Answer)
    if (isUsed || lacks(Missing.ReplyUnseen) || lacks(Missing.ReplyElsewhere)) {
      pairs.add(pairKey(network, initiator, target))
    }
  }
  return pairs
}

/** Questions that were answered in another tunnel with the same key: a bridge floods them to all its tunnels. */
function answeredElsewhere(facts: CheckFacts): ReadonlySet<string> {
  const overlays = facts.learned.neighbours.filter(({ network, how }) => network !== PLAIN && how === 'reply')
  return new Set(overlays.map(({ network, host, ip }) => sameKey(facts, network, host, ip)))
}

/** Whether the asked host is heard in another tunnel with the same key: the capture may not see its answer. */
function isHeardAlike(facts: CheckFacts, { network, ip }: Unanswered): boolean {
  const known = heardByKey(facts).get(sameKey(facts, network, NO_ADDRESS, ip))
  return known !== undefined && known !== network
}

/** Tunnels with two ends in which an address is heard; of several with the same key the last one. */
const heardByKey: (facts: CheckFacts) => ReadonlyMap<string, number> = once((facts) => {
  const found = new Map<string, number>()
  for (const { network, type, hosts } of facts.learned.networks) {
    if (!isPair(type)) continue
    for (const { addresses } of hosts) {
      for (const ip of addresses) found.set(sameKey(facts, network, NO_ADDRESS, ip), network)
    }
  }
  return found
})

/** A key that is the same in all tunnels of one kind with the same GRE key and inner VLAN. */
function sameKey({ networks }: CheckFacts, network: number, host: number, ip: number): string {
  const { type, id, parent, vlan } = networks.network(network)
  return `${type} ${id} ${parent} ${vlan} ${host} ${ip}`
}

function judge(facts: CheckFacts, unanswered: Unanswered): readonly Judged[] {
  const { network, ip, requests, first, last } = unanswered
  const told = (absent: Absent, least: number, place?: number): readonly Judged[] =>
    requests < least || elapsed(first, last) < MIN_TIME ? [] : [{ unanswered, absent, place }]
  if (network === PLAIN) {
    if (isTunnelEnd(facts, unanswered)) return told(Absent.TunnelEnd, MIN_REQUESTS)
    return isAlone(facts) ? told(Absent.Everybody, MIN_REQUESTS) : told(Absent.Unknown, MIN_HINTS)
  }
  if (isLooping(facts, network)) return []
  if (isMonitored(facts, network)) return told(Absent.Unknown, MIN_HINTS)
  if (isLonely(facts, network)) return told(Absent.Overlay, MIN_HINTS)
  const place = places(facts).get(placeKey(network, ip))
  if (place !== undefined) {
    return isLeasedAfter(facts, network, ip, last.frame)
      ? told(Absent.Unleased, MIN_HINTS)
      : told(Absent.Known, MIN_REQUESTS, place)
  }
  const filtered = withoutArp(facts, unanswered)
  return filtered !== undefined && requests >= MIN_REQUESTS
    ? told(Absent.Filtered, MIN_REQUESTS, filtered)
    : told(Absent.Unknown, MIN_HINTS)
}

/**
 * The VTEP from which IPv6 neighbours answer the asker but no host is known by an IPv4 address, so that ARP from there
 * seems to be filtered. Undefined if there is none, or if ARP comes from any other VTEP.
 */
function withoutArp(facts: CheckFacts, { network, hostMac, ip }: Unanswered): number | undefined {
  const { addresses } = facts.networks
  if (addresses.isIpv6(ip)) return undefined
  const { hosts } = facts.learned.networks[network]!
  const own = hosts.find(({ mac }) => mac === hostMac)?.vtep
  const others = hosts.filter(({ vtep }) => vtep !== own)
  if (own === undefined || others.some((host) => host.addresses.some((known) => !addresses.isIpv6(known))))
    return undefined
  const answering = facts.learned.neighbours.find(
    (entry) =>
      entry.network === network &&
      entry.hostMac === hostMac &&
      entry.how === 'reply' &&
      addresses.isIpv6(entry.ip) &&
      others.some(({ mac }) => mac === entry.mac),
  )
  return answering && others.find(({ mac }) => mac === answering.mac)?.vtep
}

/** The VTEP of each host by its address, in networks with unanswered questions. */
const places: (facts: CheckFacts) => NumberMap<number> = once(({ learned }) => {
  const found = new NumberMap<number>()
  for (const network of new Set(learned.unanswered.map((unanswered) => unanswered.network))) {
    for (const { addresses, vtep } of learned.networks[network]!.hosts) {
      for (const ip of addresses) found.set(placeKey(network, ip), vtep)
    }
  }
  return found
})

/** A key for `places`. Addresses have numbers of 33 bits at most. */
function placeKey(network: number, ip: number): number {
  return network * 2 ** 33 + ip
}

/** Whether one end of a tunnel asks for another end that has sent nothing since. */
function isTunnelEnd(facts: CheckFacts, { host, ip, first }: Unanswered): boolean {
  const last = tunnelEnds(facts).get(pairKey(PLAIN, host, ip))
  return last !== undefined && last < first.frame
}

/** By the two ends of a tunnel, in both orders: the last frame from the second end; 0 if it has sent none. */
const tunnelEnds: (facts: CheckFacts) => ReadonlyMap<string, number> = once((facts) => {
  const ends = new Map<string, number>()
  const note = (host: number, remote: number, last: number): void => {
    const key = pairKey(PLAIN, host, remote)
    ends.set(key, Math.max(ends.get(key) ?? 0, last))
  }
  for (const { network, a, b, toGroup, forth, back } of tunnelRecords(facts)) {
    if (toGroup || facts.networks.parentOf(network) !== PLAIN) continue
    note(a, b, back.last?.frame ?? 0)
    note(b, a, forth.last?.frame ?? 0)
  }
  return ends
})

/** Whether only one station is heard in the whole capture. */
const isAlone: (facts: CheckFacts) => boolean = once(({ networks, learned, flows, addressMessages }) => {
  if (networks.count > 1 || learned.neighbours.length > 0 || addressMessages.questions.stations > 1) return false
  const hosts = new NumberMap<true>()
  for (const { host } of learned.unanswered) hosts.set(host, true)
  for (const { a, back } of flows.rows()) if (back.packets > 0 || !hosts.has(a)) return false
  return true
})

/** What is nobody's fault, or told as the fault of a tunnel, is information. */
const SEVERITIES = {
  [Absent.Unknown]: 'info',
  [Absent.Filtered]: 'warning',
  [Absent.Known]: 'warning',
  [Absent.Unleased]: 'info',
  [Absent.TunnelEnd]: 'error',
  [Absent.Overlay]: 'info',
  [Absent.Everybody]: 'warning',
} as const

function finding({ networks }: CheckFacts, of: readonly [Judged, ...Judged[]]): Finding<UnansweredQuestions> {
  const { absent, place, unanswered } = of[0]
  const { network, host, hostMac } = unanswered
  const targets = distinct(of.map((judged) => judged.unanswered.ip))
  return {
    id: 'arp.unanswered',
    severity: SEVERITIES[absent],
    confidence: absent === Absent.TunnelEnd ? 'high' : 'medium',
    frames: someFrames(of.flatMap((judged) => judged.unanswered.frames)),
    count: of.reduce((count, judged) => count + judged.unanswered.requests, 0),
    about: {
      ...{ absent, network, host, hostMac, place },
      targets: targets.slice(0, MAX_TARGETS),
      targetCount: targets.length,
      isIpv6: networks.addresses.isIpv6(unanswered.ip),
    },
  }
}

function pairKey(network: number, host: number, ip: number): string {
  return `${network} ${host} ${ip}`
}
