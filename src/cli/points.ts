/** Several files as capture points of the same traffic: they are read once more, each for itself. */
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { type ComparedPoints, Points } from '../analysis/compare/points.js'
import { limitsWithin, Reassembler } from '../analysis/fragments/reassembly.js'
import type { Budget } from '../analysis/tables/budget.js'
import { type Capture, CaptureError } from '../capture/capture.js'
import { decode } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'
import { TunnelStack } from '../wire/tunnel.js'

/** With more files, each two of them are too many to compare. */
const MOST_POINTS = 8

/**
 * What the files of a merged capture, which has been read, say of the way between them; undefined where some go on from
 * others. `reopen` opens them again, in the same order.
 */
export async function comparePoints(
  capture: Capture,
  reopen: () => Promise<Capture>,
  tables: Tables,
  budget: Budget,
): Promise<ComparedPoints | undefined> {
  const paths = pathsOf(capture)
  const names = [...new Set(paths)]
  if (paths.includes(undefined) || names.length < 2 || names.length > MOST_POINTS) return undefined
  const pointOf = paths.map((path) => names.indexOf(path))
  let points = new Points(names.length, budget)
  await read(points, pointOf, await reopen(), tables, budget)
  const { reach } = points
  if (reach < points.compared) {
    points.release()
    points = new Points(names.length, budget, reach)
    await read(points, pointOf, await reopen(), tables, budget)
  }
  const drops = names.map((_, point) =>
    capture.interfaces.reduce((sum, one, id) => sum + (pointOf[id] === point ? (one.drops ?? 0) : 0), 0),
  )
  return { pairs: points.pairs(), names: namesOf(names as readonly string[]), drops, pointOf }
}

/** The file of each interface; undefined where several files are its. */
function pathsOf(capture: Capture): readonly (string | undefined)[] {
  return capture.interfaces.map((_, id) => {
    const path = capture.pathOf?.(id)
    return path === capture.pathOf?.(id, Number.POSITIVE_INFINITY) ? path : undefined
  })
}

async function read(
  points: Points,
  pointOf: readonly number[],
  capture: Capture,
  tables: Tables,
  budget: Budget,
): Promise<void> {
  // The same fragments come by at several points, and belong together at each.
  const reassemblers = pointOf.map(() => new Reassembler(limitsWithin(budget)))
  const p = new Packet(tables)
  const stack = new TunnelStack()
  try {
    while (await capture.fill()) {
      while (capture.next(p)) {
        const point = pointOf[p.interfaceId]!
        decode(p)
        if (p.fragment !== -1) reassemblers[point]!.offer(p)
        stack.fill(p)
        points.observe(p, stack, point)
      }
    }
  } catch (e) {
    // Said when it was read first.
    if (!(e instanceof CaptureError)) throw e
  } finally {
    capture.close()
  }
}

/** Whether a file can be read twice. */
export function isPlainFile(path: string): boolean {
  return path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** The last part of each path, if no other one ends the same. */
export function namesOf(paths: readonly string[]): readonly string[] {
  const names = paths.map((path) => basename(path))
  return names.map((name, i) => (names.indexOf(name) === names.lastIndexOf(name) ? name : paths[i]!))
}
