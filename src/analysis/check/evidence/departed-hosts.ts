/**
 * Stations that are gone from where they spoke last: the VTEP there sends what is for them to another one itself, by what
 * it learned before they came. They have moved without a word, or are off. A VTEP that floods because it has forgotten
 * them is none of those, nor is one that is told where to send.
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

/** One frame may be flooded by a bridge that has forgotten a station that is there: the next one goes to it alone. */
const MIN_FRAMES = 2
/** Nanoseconds between them in which the station would have answered, and been learned anew. */
const LONG_ENOUGH = 1e8

export const gone: (facts: CheckFacts) => readonly Gone[] = once((facts) => {
  const all = facts.silentHosts.gone()
  if (all.length === 0 || isOneDirection(facts)) return []
  const { networks, learned } = facts
  const restless = new Set(movers(facts).flatMap((mover) => (isMoving(mover) ? [] : [`${mover.network} ${mover.mac}`])))
  const entries = new Set(
    learned.fdb
      .filter(({ origin }) => origin === Origin.Learned)
      .map(({ network, vtep, mac, dst }) => `${network} ${mac} ${vtep} ${dst}`),
  )
  return all.filter(({ network, mac, from, to, packets, first, last }) => {
    if (packets < MIN_FRAMES || elapsed(first, last) < LONG_ENOUGH) return false
    if (learned.networks[network]!.learns !== Learns.Yes || restless.has(`${network} ${mac}`)) return false
    if (isMonitored(facts, network) || isLooping(facts, network)) return false
    return entries.has(`${network} ${mac} ${networks.addressOf(from)} ${networks.addressOf(to)}`)
  })
})

/** Whether a host of a network is such a station, by its address. */
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
