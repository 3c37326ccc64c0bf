/**
 * Two stations say that they have the same IP address. Their neighbours believe now one, now the other.
 *
 * Certainly two machines are: stations behind different VTEPs, and stations that both speak for themselves, which means
 * that they ask from the address, announce it, or send packets from it that no router has forwarded. No fault are: the
 * virtual routers of VRRP, HSRP and GLBP; link-local addresses that routers share; one machine that answers a question
 * on several interfaces with several MAC addresses (ARP flux); a takeover, after which the other station is silent; a
 * station that never speaks from the address but forwards packets, because it answers for the owner (proxy ARP, RFC
 * 1027) or sits in between.
 */

import type { Claim } from '../../learning/address-claims.js'
import type { Conflict } from '../../learning/facts.js'
import { distinct } from '../../tables/number-map.js'
import { NO_ENDPOINT, PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { isVirtualRouter } from '../evidence/virtual-macs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

/** Who the two are. */
export const Rivals = {
  /** Stations behind different VTEPs. */
  Places: 'places',
  /** Stations in the same place that both speak for themselves. */
  Speakers: 'speakers',
  /** They answer at different times, and nothing else is known: one may answer for the other (proxy ARP). */
  Answerers: 'answerers',
  /** One speaks from the address, the other answers for it and forwards packets: a router, or a man in the middle. */
  Forwarder: 'forwarder',
  /** They answer the same questions at once, and at most one of them speaks for itself: one machine. */
  Machine: 'machine',
  /** Virtual routers. */
  Virtual: 'virtual',
  /** An address that means the nearest router, as 169.254.1.1 does. */
  Shared: 'shared',
} as const
export type Rivals = (typeof Rivals)[keyof typeof Rivals]

export interface AddressConflict {
  readonly rivals: Rivals
  readonly network: number
  /** The first few addresses that these two claim. */
  readonly addresses: readonly number[]
  readonly addressCount: number
  readonly isIpv6: boolean
  readonly macs: readonly [number, number]
  /** Endpoints of the VTEPs that they are behind; `NO_ENDPOINT` in no tunnel. */
  readonly vteps: readonly [number, number]
  /** For `Rivals.Forwarder`: which of the two only answers for the address. */
  readonly forwarder: 0 | 1
}

interface Judged {
  readonly conflict: Conflict
  readonly rivals: Rivals
  readonly vteps: readonly [number, number]
  readonly forwarder: 0 | 1
}

const MAX_ADDRESSES = 4
/** 169.254.0.0/16 (RFC 3927). */
const LINK_LOCAL = 0xa9fe
const SILENT: Claim = { answers: 0, speaks: 0, together: 0, vtep: NO_ENDPOINT }

export const arpConflict: Finder<AddressConflict> = {
  id: 'arp.conflict',
  find(facts) {
    const all = facts.learned.conflicts.filter(({ network }) => !isMonitored(facts, network))
    const judged = all.map((conflict) => judge(facts, conflict))
    const pairs = groupsOf(judged, ({ rivals, conflict: { network, macs } }) =>
      [rivals, network, Math.min(...macs), Math.max(...macs)].join(' '),
    )
    return limited(pairs.map((pair) => finding(facts, pair)))
  },
}

function judge(facts: CheckFacts, conflict: Conflict): Judged {
  const { network, ip, macs } = conflict
  // A message between two ports of an overlay's bridge is seen outside of tunnels.
  const { claims: said } = facts.addressMessages
  const claims = macs.map((mac) => said.claim(network, ip, mac) ?? said.claim(PLAIN, ip, mac) ?? SILENT)
  const [one, other] = [claims[0]!, claims[1]!]
  const rivals = rivalsOf(facts, conflict, one, other)
  return { conflict, rivals, vteps: [one.vtep, other.vtep], forwarder: one.speaks === 0 ? 0 : 1 }
}

function rivalsOf(
  { networks, addressMessages }: CheckFacts,
  { network, ip, macs }: Conflict,
  one: Claim,
  other: Claim,
): Rivals {
  if (macs.some(isVirtualRouter)) return Rivals.Virtual
  if (!networks.addresses.isIpv6(ip) && Math.floor(ip / 2 ** 16) === LINK_LOCAL) return Rivals.Shared
  const arePlaces = one.vtep !== NO_ENDPOINT && other.vtep !== NO_ENDPOINT && one.vtep !== other.vtep
  if (!arePlaces && one.speaks > 0 && other.speaks > 0) return Rivals.Speakers
  if (!arePlaces && one.together > 0 && other.together > 0) return Rivals.Machine
  const answerer = one.speaks === 0 ? macs[0] : macs[1]
  const isOne = (one.speaks === 0) !== (other.speaks === 0)
  if (isOne && addressMessages.routers.isRouter(networks.overlayOf(network), answerer)) return Rivals.Forwarder
  return arePlaces ? Rivals.Places : Rivals.Answerers
}

const SEVERITIES = {
  [Rivals.Places]: 'error',
  [Rivals.Speakers]: 'error',
  [Rivals.Answerers]: 'warning',
  [Rivals.Forwarder]: 'info',
  [Rivals.Machine]: 'info',
  [Rivals.Virtual]: 'info',
  [Rivals.Shared]: 'info',
} as const

const CONFIDENCES = {
  [Rivals.Places]: 'high',
  [Rivals.Speakers]: 'high',
  [Rivals.Answerers]: 'low',
  [Rivals.Forwarder]: 'medium',
  [Rivals.Machine]: 'medium',
  [Rivals.Virtual]: 'high',
  [Rivals.Shared]: 'medium',
} as const

function finding({ networks }: CheckFacts, pair: readonly [Judged, ...Judged[]]): Finding<AddressConflict> {
  const { conflict, rivals, vteps, forwarder } = pair[0]
  const addresses = distinct(pair.map((judged) => judged.conflict.ip))
  return {
    id: 'arp.conflict',
    severity: SEVERITIES[rivals],
    confidence: CONFIDENCES[rivals],
    frames: someFrames(pair.flatMap((judged) => judged.conflict.frames)),
    count: addresses.length,
    about: {
      rivals,
      network: conflict.network,
      addresses: addresses.slice(0, MAX_ADDRESSES),
      addressCount: addresses.length,
      isIpv6: networks.addresses.isIpv6(conflict.ip),
      macs: conflict.macs,
      vteps,
      forwarder,
    },
  }
}
