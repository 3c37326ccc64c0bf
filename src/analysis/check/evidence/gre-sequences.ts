/** The sequence numbers of each direction of a tunnel that has any. */
import { TunnelType } from '../../../wire/tunnel.js'
import type { SequenceFacts, SequenceFault } from '../../tunnels/gre-sequence.js'
import type { TunnelRecord } from '../../tunnels/tunnel-traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { type Finding, someFrames } from '../finding.js'
import type { FindingId } from '../finding-ids.js'
import { once } from './memo.js'
import { tunnelRecords } from './tunnel-records.js'

export interface NumberedWay {
  readonly network: number
  readonly type: TunnelType
  /** Key, call id or session; `NO_ID` without. */
  readonly id: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  readonly sequence: SequenceFacts
}

export const numberedWays: (facts: CheckFacts) => readonly NumberedWay[] = once((facts) => {
  const found: NumberedWay[] = []
  const add = ({ network, type }: TunnelRecord, id: number, from: number, to: number): void => {
    const carrier = facts.networks.network(network).parent
    const sequence = facts.sequences.facts(type, id, carrier, from, to)
    if (sequence !== undefined) found.push({ network, type, id, from, to, sequence })
  }
  for (const record of tunnelRecords(facts)) {
    if (record.forth.packets > 0) add(record, record.forth.id, record.a, record.b)
    if (record.back.packets > 0) add(record, record.back.id, record.b, record.a)
  }
  return found
})

/** Whether nobody checks the order: the receiver of a mirror takes every packet. */
export function isMirrored({ type }: NumberedWay): boolean {
  return type === TunnelType.Erspan2 || type === TunnelType.Erspan3
}

/** What all findings about sequence numbers tell. */
export interface Numbered {
  readonly network: number
  readonly type: TunnelType
  readonly id: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** Packets with a number. */
  readonly numbered: number
  /** The first number out of order, and the number that was expected. */
  readonly found: number
  readonly expected: number
}

/** The finding about one direction, with the packets that have this fault. */
export function numbered(
  id: FindingId,
  { sequence, ...way }: NumberedWay,
  fault: SequenceFault,
  count: number,
  verdict: Pick<Finding, 'severity' | 'confidence'>,
): Finding<Numbered> {
  const events = sequence.events.filter((event) => event.fault === fault)
  const { found = 0, expected = 0 } = events[0] ?? {}
  return {
    id,
    ...verdict,
    frames: someFrames(events.map((event) => event.at.frame)),
    count,
    about: { ...way, numbered: sequence.numbered, found, expected },
  }
}
