/**
 * The capture, or one network in it, has only one direction of its conversations, though there were answers. It is no
 * fault of the network, and explains why so many questions seem unanswered.
 */

import { NO_NETWORK } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { isOneDirection, networksOfOneDirection } from '../evidence/one-direction.js'
import { isInVain } from '../evidence/unanswered-syns.js'
import { type Finder, type Finding, MAX_FRAMES } from '../finding.js'

export interface OneDirection {
  readonly packets: number
  readonly conversations: number
  /** The network that it is true of; `NO_NETWORK` for the whole capture. */
  readonly network: number
}

/** Packets of conversations that are too few to tell a direction. */
const FEW = 5

export const captureOneDirection: Finder<OneDirection> = {
  id: 'capture.one-direction',
  find(facts) {
    if (isOneDirection(facts)) return finding(facts, NO_NETWORK)
    return limited([...networksOfOneDirection(facts)].flatMap((network) => finding(facts, network)))
  },
}

function finding({ flows }: CheckFacts, network: number): readonly Finding<OneDirection>[] {
  const frames: number[] = []
  let packets = 0
  let conversations = 0
  for (const flow of flows.rows()) {
    if ((network !== NO_NETWORK && flow.network !== network) || isInVain(flow)) continue
    packets += flow.forth.packets + flow.back.packets
    conversations++
    if (frames.length < MAX_FRAMES) frames.push(flow.first.frame)
  }
  if (packets < FEW) return []
  return [
    {
      id: 'capture.one-direction',
      severity: 'info',
      confidence: 'medium',
      frames,
      count: packets,
      about: { packets, conversations, network },
    },
  ]
}
