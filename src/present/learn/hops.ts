/** The way of a packet through a sequence's lanes: from the host to its VTEP, through the tunnel, and to the other host. */

import { type Step, StepKind } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { isSending, isSignal, type Participants, Side, sideOf } from './participants.js'

/** A host, or the address of a VTEP or group. */
export type Point = Side | number

export interface Hop {
  readonly from: Point
  /** The receivers: one, or several if a group hands the packet on. */
  readonly to: readonly Point[]
  readonly inTunnel: boolean
}

/** Groups steps into rows: a packet with what becomes of it. Each thing learned, moved or missing has its own row. */
export function rowsOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const rows: Step[][] = []
  for (const step of steps) {
    const row = rows.at(-1)
    if (row !== undefined && joins(step, row)) row.push(step)
    else rows.push([step])
  }
  return rows
}

/** Whether the row is about a packet, not about its consequences. */
export function isPacketRow([first]: readonly Step[]): boolean {
  return first !== undefined && isPacket(first)
}

/** The hops of a row's packet; none if no step of the row says who sent it. */
export function hopsOf(row: readonly Step[], cast: Participants): readonly Hop[] {
  const signal = row.find((step) => isSignal(step.kind))
  if (signal !== undefined) return [{ from: signal.fromVtep, to: signal.toVteps, inTunnel: false }]
  const sending = row.find(isSending)
  const flood = row.find((step) => step.kind === StepKind.Flood)
  const carrier = flood ?? sending
  if (carrier === undefined) return []
  const from = sideOf(carrier.from, carrier.fromMac, cast.sequence)
  const to = receiverOf(carrier, cast)
  if (carrier.fromVtep === NO_ADDRESS) {
    return from === undefined || to === undefined ? [] : [{ from, to: [to], inTunnel: false }]
  }
  const hops: Hop[] = from === undefined ? [] : [{ from, to: [carrier.fromVtep], inTunnel: false }]
  // The way of a request beyond the VTEP is told by another step.
  if (carrier.kind === StepKind.Request) return hops
  const receivers = receiversOf(row, carrier, cast)
  const reached = new Set<number>()
  for (const end of carrier.toVteps) {
    hops.push({ from: carrier.fromVtep, to: [end], inTunnel: true })
    const isGroup = cast.groups.includes(end)
    if (isGroup && receivers.length > 0) hops.push({ from: end, to: receivers, inTunnel: true })
    for (const vtep of isGroup ? receivers : [end]) reached.add(vtep)
  }
  const last = to === Side.Target ? cast.targetVtep : cast.initiatorVtep
  const isTakenOut =
    flood === undefined
      ? carrier.isRefused !== true && carrier.isLost !== true
      : row.some((step) => step.kind === StepKind.Receive)
  if (to !== undefined && isTakenOut && reached.has(last)) hops.push({ from: last, to: [to], inTunnel: false })
  return hops
}

function joins(step: Step, row: readonly Step[]): boolean {
  const before = row.at(-1)!
  if (!isPacket(step) || !isPacket(before) || before.at.frame !== step.at.frame) return false
  return step.kind !== StepKind.Told && before.kind !== StepKind.Told && !(isSending(step) && row.some(isSending))
}

function isPacket({ kind }: Step): boolean {
  return kind !== StepKind.Learn && kind !== StepKind.Move && kind !== StepKind.Missing
}

/** The host that a packet is for. A packet for everybody is for the host that did not send it. */
function receiverOf(step: Step, { sequence, hasTarget }: Participants): Side | undefined {
  const from = sideOf(step.from, step.fromMac, sequence)
  const to = step.to === NO_ADDRESS ? undefined : sideOf(step.to, step.toMac, sequence)
  if (to !== undefined && to !== from) return to
  if (from === undefined || !hasTarget) return undefined
  return from === Side.Initiator ? Side.Target : Side.Initiator
}

/** The VTEPs that receive a packet to a group. If no step tells, those that learned from it. */
function receiversOf(row: readonly Step[], carrier: Step, { sequence }: Participants): readonly number[] {
  const receive = row.find((step) => step.kind === StepKind.Receive)
  if (receive !== undefined) return receive.toVteps
  if (carrier.kind === StepKind.Flood) return []
  const learned = sequence.steps.find(
    ({ kind, at }) => at.frame === carrier.at.frame && (kind === StepKind.Learn || kind === StepKind.Move),
  )
  return learned?.toVteps ?? []
}
