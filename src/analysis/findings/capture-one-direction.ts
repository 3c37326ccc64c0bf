/**
 * The whole capture shows no answered conversation, though there were answers: it was taken where one direction passes.
 * It is no fault of the network, and explains why so much in it seems to be unanswered.
 */
import { type Finder, MAX_FRAMES } from '../check/finding.js'
import { isOneDirection } from './shared-one-direction.js'

export interface OneDirection {
  readonly packets: number
  readonly conversations: number
}

/** Packets of conversations that are too few to tell a direction. */
const FEW = 5

export const captureOneDirection: Finder<OneDirection> = {
  id: 'capture.one-direction',
  find(facts) {
    if (!isOneDirection(facts)) return []
    const frames: number[] = []
    let packets = 0
    let conversations = 0
    for (const { forth, back, first } of facts.flows.rows()) {
      packets += forth.packets + back.packets
      conversations++
      if (frames.length < MAX_FRAMES) frames.push(first.frame)
    }
    if (packets < FEW) return []
    return [
      {
        id: 'capture.one-direction',
        severity: 'info',
        confidence: 'medium',
        frames,
        count: packets,
        about: { packets, conversations },
      },
    ]
  },
}
