/**
 * Stations that have left the place where they spoke last, without a word, or are off. The VTEP there sends their
 * frames to another VTEP, as it learned before they came. It does not count if that VTEP only floods because it has
 * forgotten the station, or if it is told where to send.
 */

import { Learns, Origin } from '../../learning/facts.js'
import type { Gone } from '../../learning/silent-hosts.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { isMoving, movers } from './host-moves.js'
import { isLooping } from './loop-effects.js'
import { once } from './memo.js'
import { isMonitored } from './monitored-networks.js'
import { isOneDirection } from './one-direction.js'

/** A bridge that has forgotten a station floods a single frame: a station that is there answers. */
const MIN_FRAMES = 2
/** Nanoseconds between the frames in which a station that is there would have answered and been learned again. */
const LONG_ENOUGH = 1e8

export const gone: (facts: CheckFacts) => readonly Gone[] = once((facts) => {
  const all = facts.silentHosts.gone()
  if (all.length === 0 || isOneDirection(facts)) return []
  const { networks, learned } = facts
  const restless = new Set(movers(facts).flatMap((mover) => (isMoving(mover) ? [] : [`${mover.network} ${mover.mac}`])))
  return all.filter(({ network, mac, from, to, packets, first, last }) => {
    if (packets < MIN_FRAMES || elapsed(first, last) < LONG_ENOUGH) return false
    if (learned.networks[network]!.learns !== Learns.Yes || restless.has(`${network} ${mac}`)) return false
    if (isMonitored(facts, network) || isLooping(facts, network)) return false
    const dst = networks.addressOf(to)
    const entries = learned.entriesOf(network, from)
    return entries.some((entry) => entry.origin === Origin.Learned && entry.mac === mac && entry.dst === dst)
  })
})

/** Whether the host with this address in a network has left. */
export function isGone(facts: CheckFacts, network: number, ip: number): boolean {
  return hosts(facts).has(`${network} ${ip}`)
}

const hosts: (facts: CheckFacts) => ReadonlySet<string> = once((facts) => {
  const macs = new Set(gone(facts).map(({ network, mac }) => `${network} ${mac}`))
  if (macs.size === 0) return new Set()
  return new Set(
    facts.learned.networks.flatMap(({ network, overlay, hosts }) =>
      hosts
        .filter(({ mac }) => macs.has(`${overlay} ${mac}`))
        .flatMap(({ addresses }) => addresses.map((ip) => `${network} ${ip}`)),
    ),
  )
})
