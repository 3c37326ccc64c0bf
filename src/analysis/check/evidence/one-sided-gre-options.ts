/** GRE tunnels in which only one direction has a certain option in its headers. */
import { TunnelType } from '../../../wire/tunnel.js'
import type { TunnelRecord, TunnelWay } from '../../tunnels/tunnel-traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { lastAnswer } from './received-answers.js'
import { tunnelRecords } from './tunnel-records.js'
import { type Question, questionsOf } from './unanswered-requests.js'

export interface OneSided {
  readonly network: number
  readonly type: TunnelType
  /** Addresses: the end that sends the option, and the one that does not. */
  readonly sender: number
  readonly other: number
  /** The first packet of each direction. */
  readonly frames: readonly number[]
  /** Packets with the option, and without. */
  readonly withOption: number
  readonly without: number
  /** Whether either end answers the other. */
  readonly isAnswered: boolean
  /** Unanswered questions: those of the end with the option, then those of the end without it. */
  readonly asked: readonly Question[]
  readonly askedWithout: readonly Question[]
}

const GRE: ReadonlySet<TunnelType> = new Set([TunnelType.Gre, TunnelType.Gretap, TunnelType.GretapOrNvgre])

/** `flag` is one of `protocols/gre.ts`. All packets of one direction have it, and none of the other. */
export function oneSided(facts: CheckFacts, flag: number): readonly OneSided[] {
  const found: OneSided[] = []
  for (const record of tunnelRecords(facts)) {
    const { type, a, b, forth, back } = record
    if (!GRE.has(type) || forth.first === undefined || back.first === undefined) continue
    const isForth = (forth.allFlags & flag) !== 0 && (back.anyFlags & flag) === 0
    const isBack = (back.allFlags & flag) !== 0 && (forth.anyFlags & flag) === 0
    if (isForth) found.push(oneSide(facts, record, a, b, forth, back))
    else if (isBack) found.push(oneSide(facts, record, b, a, back, forth))
  }
  return found
}

function oneSide(
  facts: CheckFacts,
  { network, type }: TunnelRecord,
  sender: number,
  other: number,
  way: TunnelWay,
  wayBack: TunnelWay,
): OneSided {
  return {
    network,
    type,
    sender,
    other,
    frames: [way.first!.frame, wayBack.first!.frame],
    withOption: way.packets,
    without: wayBack.packets,
    isAnswered: lastAnswer(facts, network, sender, other) > 0 || lastAnswer(facts, network, other, sender) > 0,
    asked: questionsOf(facts, network, sender),
    askedWithout: questionsOf(facts, network, other),
  }
}
