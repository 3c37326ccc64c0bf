/**
 * Two VTEPs send their VXLAN to different UDP ports, so that neither hears the other: 4789 by the standard, 8472 by Linux's
 * default, or either of them with its octets swapped. Seen from both sides, or as a guess by a VTEP that answers VXLAN
 * with ICMP port unreachable; a swapped port is told even where both use it. No fault: different ports of conversations
 * that are answered; what is refused only until the far end's device is up.
 */

import { UDP_PORT } from '../../../wire/protocols/vxlan.js'
import { TunnelType } from '../../../wire/tunnel.js'
import { NO_PORT } from '../../flows/flows.js'
import { Refusal, type Refused, refusals } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { merged } from '../evidence/merging.js'
import { type Mismatch, Proof, portMismatches } from '../evidence/port-and-vni-mismatches.js'
import { type Link, links } from '../evidence/tunnel-directions.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface PortMismatch {
  readonly vni: number
  /** Addresses of the two VTEPs. */
  readonly a: number
  readonly b: number
  /** What `a` sends to, and what `b` sends to; `NO_PORT` where that is not seen. */
  readonly portOfA: number
  readonly portOfB: number
  /** The usual port that one of them is with its two octets swapped, or `NO_PORT`. */
  readonly swapped: number
  /** Packets that a VTEP answered with ICMP port unreachable. */
  readonly refused: number
}

/** Linux's own, from before RFC 7348; also flannel's. */
const LINUX_PORT = 8472

export const vxlanPortMismatch: Finder<PortMismatch> = {
  id: 'vxlan.port-mismatch',
  find(facts) {
    const refused = refusals(facts).filter(isPortOfVxlan)
    const seen = portMismatches(facts).filter(({ proof }) => proof !== Proof.Answered)
    const known = new Set(seen.flatMap(({ there: { from, to } }) => [endsKey(from, to), endsKey(to, from)]))
    const guessed = refused.filter((one) => isLikely(one) && !known.has(endsKey(one.from, one.to)))
    const told = new Set([...known, ...guessed.flatMap(({ from, to }) => [endsKey(from, to), endsKey(to, from)])])
    const swapped = links(facts).filter(({ a, b }) => !told.has(endsKey(a, b)))
    const all = [
      ...seen.map((mismatch) => mismatched(mismatch, refused)),
      ...guessed.map(guess),
      ...swapped.flatMap(misconfigured),
    ]
    return limited(merged(all, ({ a, b, portOfA }) => `${a} ${b} ${portOfA}`))
  },
}

function isPortOfVxlan({ refusal, type, sender, to }: Refused): boolean {
  return refusal === Refusal.Port && type === TunnelType.Vxlan && sender === to
}

/** A device that is coming up refuses for a moment only. A swapped port is wrong from the start. */
function isLikely({ isOver, isLasting, port }: Refused): boolean {
  return !isOver && (isLasting || swappedFrom(port) !== undefined)
}

function mismatched({ there, back, proof, questions }: Mismatch, all: readonly Refused[]): Finding<PortMismatch> {
  const isOf = ({ from, to, port }: Refused): boolean =>
    (from === there.from && to === there.to && port === there.port) ||
    (from === back.from && to === back.to && port === back.port)
  const refused = all.filter(isOf)
  const isLost = refused.length > 0 || proof !== Proof.None
  const frames = [there, back].flatMap((way) => [way.first.frame, way.last.frame])
  return {
    id: 'vxlan.port-mismatch',
    severity: isLost ? 'error' : 'warning',
    confidence: isLost ? 'high' : 'medium',
    frames: someFrames([
      there.first.frame,
      back.first.frame,
      ...refused.flatMap((r) => r.frames).slice(0, 2),
      ...questions.flatMap((question) => question.frames),
      ...frames,
    ]),
    count: there.packets + back.packets,
    about: {
      vni: there.id,
      a: there.from,
      b: there.to,
      portOfA: there.port,
      portOfB: back.port,
      swapped: swappedFrom(there.port) ?? swappedFrom(back.port) ?? NO_PORT,
      refused: refused.reduce((sum, r) => sum + r.packets, 0),
    },
  }
}

/** A port on which nobody listens, while the right one is not seen. */
function guess({ id, from, to, port, packets, frames }: Refused): Finding<PortMismatch> {
  const swapped = swappedFrom(port) ?? NO_PORT
  return {
    id: 'vxlan.port-mismatch',
    severity: 'warning',
    confidence: swapped === NO_PORT ? 'low' : 'high',
    frames: someFrames(frames),
    count: packets,
    about: { vni: id, a: from, b: to, portOfA: port, portOfB: NO_PORT, swapped, refused: packets },
  }
}

/** Two ends that agree on a port that is a mistake. */
function misconfigured({ there, back }: Link): readonly Finding<PortMismatch>[] {
  const way = [...there, ...back].find(({ type, port }) => type === TunnelType.Vxlan && swappedFrom(port) !== undefined)
  if (way === undefined) return []
  const { id: vni, from: a, to: b, port: portOfA } = way
  const answer = [...there, ...back].find((other) => other.from === b && other.port === portOfA && other.id === vni)
  const swapped = swappedFrom(portOfA)!
  return [
    {
      id: 'vxlan.port-mismatch',
      severity: 'warning',
      confidence: 'high',
      frames: someFrames([way.first.frame, ...(answer === undefined ? [] : [answer.first.frame])]),
      count: way.packets + (answer?.packets ?? 0),
      about: { vni, a, b, portOfA, portOfB: answer?.port ?? NO_PORT, swapped, refused: 0 },
    },
  ]
}

/** The usual port that is this one with its octets swapped. */
function swappedFrom(port: number): number | undefined {
  const swapped = ((port & 0xff) << 8) | (port >> 8)
  return swapped === UDP_PORT || swapped === LINUX_PORT ? swapped : undefined
}

function endsKey(from: number, to: number): string {
  return `${from} ${to}`
}
