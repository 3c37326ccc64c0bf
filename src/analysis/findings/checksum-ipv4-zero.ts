/**
 * IPv4 headers with the checksum 0, from somebody whose other checksums are all finished: left to a network card, which
 * most often is left the others too, or sent like that, and then every receiver discards the packet. The capture cannot
 * tell. Where nobody answers the sender it is a possible cause, and a warning.
 */
import { Kind } from '../../wire/kind.js'
import type { CheckFacts } from '../check/check-facts.js'
import { type Finder, someFrames } from '../check/finding.js'
import { type ChecksumPlace, uncertainZeros } from './shared-checksums.js'
import { limited } from './shared-limited.js'
import { once } from './shared-once.js'
import { silences } from './shared-silences.js'

export interface Ipv4Zeros extends ChecksumPlace {
  readonly sender: number
  /** Whether somebody asks through a tunnel from there, and gets no answer. */
  readonly isUnanswered: boolean
}

export const checksumIpv4Zero: Finder<Ipv4Zeros> = {
  id: 'checksum.ipv4-zero',
  find(facts) {
    return limited(
      uncertainZeros(facts).map(({ tunnels, carries, sender, packets, frames }) => {
        const isUnanswered = silent(facts).has(facts.networks.addressOf(sender))
        return {
          id: 'checksum.ipv4-zero',
          severity: isUnanswered ? 'warning' : 'info',
          confidence: 'low',
          frames: someFrames(frames),
          count: packets,
          about: { kind: Kind.Ipv4, tunnels, carries, sender, isUnanswered },
        }
      }),
    )
  },
}

/** Addresses of those who get no answer. */
const silent: (facts: CheckFacts) => ReadonlySet<number> = once(
  (facts) => new Set(silences(facts).map(({ from }) => from)),
)
