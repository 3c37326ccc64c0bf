/**
 * IPv4 headers with the checksum 0, from somebody whose other checksums are all finished: left to a network card, which
 * most often is left the others too, or sent like that, and then every receiver discards the packet. The capture cannot
 * tell. Where nobody answers the sender it is a possible cause, and a warning.
 */

import type { ChecksumRow } from '../../checksums/census.js'
import type { CheckFacts } from '../check-facts.js'
import { uncertainZeros } from '../evidence/checksum-places.js'
import { groupsOf } from '../evidence/grouping.js'
import { once } from '../evidence/memo.js'
import { oneWayTunnels } from '../evidence/one-way-tunnels.js'
import { type Finder, someFrames } from '../finding.js'

export interface Ipv4Zeros {
  /** The endpoints that made them, the first few, and how many there are. */
  readonly senders: readonly number[]
  readonly senderCount: number
  /** Whether somebody asks through a tunnel from there, and gets no answer. */
  readonly isUnanswered: boolean
}

const MAX_SENDERS = 3

export const checksumIpZero: Finder<Ipv4Zeros> = {
  id: 'checksum.ip-zero',
  find(facts) {
    const isUnanswered = ({ sender }: ChecksumRow): boolean => silent(facts).has(facts.networks.addressOf(sender))
    const groups = groupsOf(uncertainZeros(facts), (row) => String(isUnanswered(row)))
    return groups.map((group) => {
      const senders = [...new Set(group.map(({ sender }) => sender))]
      return {
        id: 'checksum.ip-zero',
        severity: isUnanswered(group[0]) ? 'warning' : 'info',
        confidence: 'low',
        frames: someFrames(group.flatMap(({ frames }) => frames)),
        count: group.reduce((sum, { packets }) => sum + packets, 0),
        about: {
          senders: senders.slice(0, MAX_SENDERS),
          senderCount: senders.length,
          isUnanswered: isUnanswered(group[0]),
        },
      }
    })
  },
}

/** Addresses of those who get no answer. */
const silent: (facts: CheckFacts) => ReadonlySet<number> = once(
  (facts) => new Set(oneWayTunnels(facts).map(({ from }) => from)),
)
