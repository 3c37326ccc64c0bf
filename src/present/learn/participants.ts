/** Who takes part in a sequence: the two hosts, the VTEPs that they are behind, a group, other VTEPs. */

import { type Sequence, type Step, StepKind, Via } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { Names } from './names.js'

export interface Participants {
  readonly sequence: Sequence
  /** Whether there is a host that is looked for; a probe and an announcement are for all. */
  readonly hasTarget: boolean
  /** Addresses of the VTEPs that the hosts are behind; `NO_ADDRESS` where no packet tells. */
  readonly initiatorVtep: number
  readonly targetVtep: number
  /** The other VTEPs, in the order in which they come in. */
  readonly others: readonly number[]
  readonly groups: readonly number[]
  /** Who tells VTEPs by BGP, and is none himself. */
  readonly speakers: readonly number[]
}

export const Side = {
  Initiator: 'initiator',
  Target: 'target',
} as const
export type Side = (typeof Side)[keyof typeof Side]

export function participantsOf(sequence: Sequence, names: Names): Participants {
  const { initiator, initiatorMac, target, targetMac, steps } = sequence
  const ends = new Set<number>()
  const groups = new Set<number>()
  const speakers = new Set<number>()
  const { vteps = [] } = names.facts.networks[names.overlay(sequence.network)] ?? {}
  const isVtep = (end: number): boolean => vteps.some(({ address }) => address === end)
  for (const step of steps) {
    if (step.told !== undefined) {
      for (const end of [step.fromVtep, ...step.toVteps, step.told.hop]) (isVtep(end) ? ends : speakers).add(end)
      continue
    }
    ends.add(step.fromVtep)
    for (const to of step.toVteps) (names.facts.addresses.isMulticast(to) ? groups : ends).add(to)
  }
  ends.delete(NO_ADDRESS)
  const initiatorVtep = vtepOf(Side.Initiator, sequence, ends, names)
  const targetVtep = vtepOf(Side.Target, sequence, ends, names)
  return {
    sequence,
    hasTarget: target === NO_ADDRESS ? targetMac !== 0 && targetMac !== initiatorMac : target !== initiator,
    initiatorVtep,
    targetVtep,
    others: [...ends].filter((end) => end !== initiatorVtep && end !== targetVtep),
    groups: [...groups],
    speakers: [...speakers],
  }
}

/** Which of the two hosts an address is, or else the MAC address: a host may have several IP addresses. */
export function sideOf(address: number, mac: number, sequence: Sequence): Side | undefined {
  if (address !== NO_ADDRESS && address === sequence.initiator) return Side.Initiator
  if (address !== NO_ADDRESS && address === sequence.target) return Side.Target
  if (mac === 0) return undefined
  if (mac === sequence.initiatorMac) return Side.Initiator
  return mac === sequence.targetMac ? Side.Target : undefined
}

/** Whether it is a packet that no host sends and no tunnel carries: an ICMP error about one, a route. */
export function isSignal(kind: StepKind): boolean {
  return kind === StepKind.Refused || kind === StepKind.Told
}

/** Whether the step is a packet that a host sends, and not what becomes of it. */
export function isSending({ kind }: Step): boolean {
  return (
    kind !== StepKind.OnLink &&
    kind !== StepKind.Flood &&
    kind !== StepKind.Receive &&
    kind !== StepKind.Learn &&
    kind !== StepKind.Move &&
    !isSignal(kind) &&
    kind !== StepKind.Missing
  )
}

/**
 * The VTEP that a host sends through, or else the one that receives frames to that host alone, or the one that the host
 * is behind at other times. If none of these tells, the VTEP is unknown: requests go to all VTEPs.
 */
function vtepOf(side: Side, sequence: Sequence, ends: ReadonlySet<number>, names: Names): number {
  const packets = sequence.steps.filter(isSending)
  const sent = packets.find((s) => s.fromVtep !== NO_ADDRESS && sideOf(s.from, s.fromMac, sequence) === side)
  if (sent !== undefined) return sent.fromVtep
  const got = packets.find(
    (s) =>
      s.kind !== StepKind.Request &&
      s.via === Via.Unicast &&
      s.elsewhere === undefined &&
      s.toVteps.length === 1 &&
      ends.has(s.toVteps[0]!) &&
      sideOf(s.to, s.toMac, sequence) === side,
  )
  const host = side === Side.Initiator ? sequence.initiator : sequence.target
  return got?.toVteps[0] ?? names.placeOf(sequence.network, host, sequence.steps[0]?.at.frame ?? 0)
}
