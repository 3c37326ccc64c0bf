/** What one host pings another one, all exchanges of the two together, in the order of time: answered, lost, or open. */
import type { EchoLosses, EchoLossRow } from '../flows/echo-losses.js'
import type { Flows } from '../flows/flows.js'
import { NO_ROW } from '../tables/row-index.js'
import { someFrames } from '../tables/some-frames.js'
import type { Timestamp } from '../timestamps.js'

/** Of several exchanges what `EchoLosses` tells of one. */
export interface Pings extends Omit<EchoLossRow, 'flow'> {
  readonly network: number
  /** Addresses: who asks, and who is asked. */
  readonly a: number
  readonly b: number
  /** Rows of `Flows`. */
  readonly flows: readonly number[]
}

type Mutable = { -readonly [K in keyof Pings]: Pings[K] } & { flows: number[] }

/** `hasCopies` where packets were seen more than once. */
export function pingsOf(flows: Flows, echoLosses: EchoLosses, hasCopies: boolean): readonly Pings[] {
  // Seen on the tunnel's device, it is the exchange in the tunnel once more.
  const copies = hasCopies ? flows.copies() : undefined
  const pairs = new Map<string, Mutable>()
  for (const row of echoLosses.rows()) {
    if (copies !== undefined && copies[row.flow] !== NO_ROW) continue
    const { network, a, b } = flows.row(row.flow)
    const key = `${network} ${a} ${b}`
    const pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, begin(row, network, a, b))
    else add(pair, row)
  }
  return [...pairs.values()]
}

function begin({ flow, ...row }: EchoLossRow, network: number, a: number, b: number): Mutable {
  return { ...row, network, a, b, flows: [flow] }
}

function add(pair: Mutable, row: EchoLossRow): void {
  const lastAnswer = later(pair.lastAnswer, row.lastAnswer)
  const all = [openOf(pair), openOf(row)]
  const isOver = ({ since }: Open): boolean => since !== undefined && since.frame < (lastAnswer?.frame ?? 0)
  const open = all.filter((one) => one.open > 0 && !isOver(one))
  const over = all.filter(isOver)
  pair.requests += row.requests
  pair.answered += row.answered
  pair.lost = pair.lost + row.lost + over.reduce((sum, one) => sum + one.open, 0)
  pair.gaps += row.gaps + over.length
  pair.lostFrames = someFrames(
    [pair, row].flatMap((one) => one.lostFrames).concat(over.flatMap((one) => one.openFrames)),
  )
  pair.open = open.reduce((sum, one) => sum + one.open, 0)
  pair.openFrames = someFrames(open.flatMap((one) => one.openFrames))
  pair.openSize = Math.max(pair.openSize, row.openSize)
  pair.answeredSize = Math.max(pair.answeredSize, row.answeredSize)
  pair.since = open.reduce<Timestamp | undefined>((first, { since }) => earlier(first, since), undefined)
  pair.lastAnswer = lastAnswer
  pair.lastRequest = later(pair.lastRequest, row.lastRequest)!
  pair.flows.push(row.flow)
}

type Open = Pick<Pings, 'open' | 'since' | 'openFrames'>

function openOf({ open, since, openFrames }: Open): Open {
  return { open, since, openFrames }
}

function later(x: Timestamp | undefined, y: Timestamp | undefined): Timestamp | undefined {
  if (x === undefined || y === undefined) return x ?? y
  return x.frame > y.frame ? x : y
}

function earlier(x: Timestamp | undefined, y: Timestamp | undefined): Timestamp | undefined {
  if (x === undefined || y === undefined) return x ?? y
  return x.frame < y.frame ? x : y
}
