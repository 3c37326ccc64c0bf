/** Checks captures in memory as several files of one network, as the command does with files. */

import { findings } from '../../src/analysis/check/check.js'
import type { Finding } from '../../src/analysis/check/finding.js'
import { type ComparedPoints, Points } from '../../src/analysis/compare/points.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { Budget } from '../../src/analysis/tables/budget.js'
import { FINDERS } from '../../src/present/check/kinds.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { factsOfFrames } from './check.js'
import { type TimedFrame, takeUp } from './records.js'

interface Placed extends TimedFrame {
  readonly on: number
}

/** What is found of the way between these places, and all else. Frames are numbered through them, in the order of time. */
export function checkPlaces(...places: readonly (readonly TimedFrame[])[]): readonly Finding[] {
  const frames = inOrder(places)
  const facts = factsOfFrames(
    frames.map(({ octets, on, seconds, nanoseconds }) => ({ octets, on, at: seconds * 1e3 + nanoseconds / 1e6 })),
  )
  const points = pointsOf(frames, places.length)
  return findings({ ...facts, capture: { ...facts.capture, points } }, FINDERS)
}

export function comparedPlaces(...places: readonly (readonly TimedFrame[])[]): ComparedPoints {
  return pointsOf(inOrder(places), places.length)
}

function inOrder(places: readonly (readonly TimedFrame[])[]): readonly Placed[] {
  return places
    .flatMap((frames, on) => frames.map((frame) => ({ ...frame, on })))
    .sort((x, y) => x.seconds - y.seconds || x.nanoseconds - y.nanoseconds)
}

function pointsOf(frames: readonly Placed[], count: number): ComparedPoints {
  const points = new Points(count, new Budget(1e9))
  const p = new Packet()
  const stack = new TunnelStack()
  const reassemblers = Array.from({ length: count }, () => new Reassembler())
  for (const [i, frame] of frames.entries()) {
    takeUp(p, frame, i + 1)
    p.interfaceId = frame.on
    decode(p)
    if (p.fragment !== -1) reassemblers[frame.on]!.offer(p)
    stack.fill(p)
    points.observe(p, stack, frame.on)
  }
  const each = Array.from({ length: count }, (_, n) => n)
  return { pairs: points.pairs(), names: each.map((n) => 'ABCDEF'[n]!), drops: each.map(() => 0), pointOf: each }
}
