/**
 * Echo requests (RFC 792, RFC 4443 §4) by their size: which were answered, and which were not. Requests of a path that
 * takes no large packets are answered as long as they are small. A reply has the size of its request. Bounded; what found
 * no room is counted.
 */

import { ipBelow } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { FRAMES_OCTETS, objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type LastTimestamp, stamp, type Timestamp, timestampOf } from '../timestamps.js'
import { isOuterUnbroken, isUnbroken, overheadOf } from '../tunnels/outer-headers.js'
import { echoLayer, isRequest } from './echo-round-trips.js'
import type { Flows } from './flows.js'

/** Requests of one size in one echo exchange. */
export interface EchoSize {
  /** The exchange: a row of `Flows`. */
  readonly flow: number
  /** Octets of the request with its IP header, whole. */
  readonly size: number
  readonly requests: number
  readonly answered: number
  /** Whether the first of them had no answer when the second one was sent. */
  readonly firstLost: boolean
  /** Whether they were sent in one piece that nobody may cut; whether nobody may cut the tunnel's packets. */
  readonly unbroken: boolean
  readonly tunnelUnbroken: boolean
  /** Whether they were sent in fragments, and whether a reply came in fragments. */
  readonly inPieces: boolean
  readonly replyInPieces: boolean
  /** Octets in front of it in the tunnel's packet, from the outer IP header on; 0 in no tunnel. */
  readonly overhead: number
  /** Of requests, the first few. */
  readonly frames: readonly number[]
  readonly first: Timestamp
  readonly last: Timestamp
}

type Row = { -readonly [K in keyof EchoSize]: EchoSize[K] } & {
  last: LastTimestamp
  frames: number[]
  sequence: number
}

const LIMIT = 1 << 14
const MAX_FRAMES = 8
const ROW_OCTETS = objectOctets(15) + FRAMES_OCTETS + 2 * TIMESTAMP_OCTETS

export class EchoSizes {
  readonly #flows: Flows
  readonly #copies: Copies
  /** The exchange's flow, and the size. */
  readonly #index: RowIndex
  readonly #rows: Row[] = []

  /** `flows` and `copies` have observed each packet before it comes here. */
  constructor(flows: Flows, copies: Copies) {
    this.#flows = flows
    this.#index = new RowIndex(LIMIT, flows.budget, ROW_OCTETS)
    this.#copies = copies
  }

  get rows(): readonly EchoSize[] {
    return this.#rows
  }

  /** Requests that found no room. */
  get dropped(): number {
    return this.#index.dropped
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const flow = this.#flows.lastRow
    if (flow === NO_ROW || (this.#copies.active && this.#copies.kind === Copy.Again)) return
    const i = echoLayer(p)
    if (i < 0) return
    if (isRequest(p, i)) this.#request(p, stack, flow, i)
    else this.#reply(p, flow, i)
  }

  #request(p: Packet, stack: TunnelStack, flow: number, i: number): void {
    const ip = ipBelow(p, i)
    const size = sizeOf(p, ip, i)
    const sequence = icmp.sequenceNumber(p.view, p.layers[i]!.start)
    const known = this.#index.count
    const index = this.#index.row(flow, size, 0, 0)
    if (index === NO_ROW) return
    if (index === known) this.#rows.push(newRow(p, stack, flow, ip, i))
    const row = this.#rows[index]!
    // The same packet, captured twice.
    if (row.sequence === sequence) return
    row.sequence = sequence
    if (++row.requests === 2) row.firstLost = row.answered === 0
    stamp(row.last, p)
    if (row.frames.length < MAX_FRAMES) row.frames.push(p.number)
  }

  #reply(p: Packet, flow: number, i: number): void {
    const ip = ipBelow(p, i)
    const index = this.#index.find(flow, sizeOf(p, ip, i), 0, 0)
    if (index === NO_ROW) return
    const row = this.#rows[index]!
    if (row.answered < row.requests) row.answered++
    if (isInPieces(p, ip, i)) row.replyInPieces = true
  }
}

function newRow(p: Packet, stack: TunnelStack, flow: number, ip: number, i: number): Row {
  const inPieces = isInPieces(p, ip, i)
  return {
    flow,
    size: sizeOf(p, ip, i),
    requests: 0,
    answered: 0,
    firstLost: false,
    unbroken: !inPieces && isUnbroken(p, stack, ip),
    tunnelUnbroken: isOuterUnbroken(p, stack),
    inPieces,
    replyInPieces: false,
    overhead: overheadOf(p, stack, ip),
    frames: [],
    first: timestampOf(p),
    last: timestampOf(p),
    sequence: -1,
  }
}

/** Octets of the packet from layer `ip` on, put together; an IPv6 fragment header is no part of it. */
function sizeOf(p: Packet, ip: number, i: number): number {
  const l = p.layers[ip]!
  let size = l.claimed - l.start
  for (let k = ip + 1; k < i; k++) {
    const { kind, start, payload } = p.layers[k]!
    if (kind === Kind.Ipv6Fragment) size -= payload - start
  }
  return size
}

/** Whether what layer `ip` carries was put together from fragments. */
function isInPieces(p: Packet, ip: number, i: number): boolean {
  for (let k = ip; k < i; k++) if (p.isWhole(p.layers[k]!.start)) return true
  return false
}
