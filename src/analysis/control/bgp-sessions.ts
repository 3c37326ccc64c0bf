/**
 * BGP connections (RFC 4271 §8): each direction in its order, by the network that it runs in, its two ends and their ports.
 * Bounded: so many connections, and so many octets that wait in all of them together.
 */
import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { errorCode, errorName } from '../../wire/protocols/bgp.js'
import { MessageType, messageType, PORT } from '../../wire/protocols/bgp-message.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { ownDepth } from '../../wire/tunnel.js'
import { ByteStream } from '../streams/byte-stream.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampOf } from '../timestamps.js'
import { BACK, FORTH } from '../totals/traffic.js'
import type { Networks } from '../tunnels/networks.js'
import { BgpReader } from './bgp-reader.js'

/** How a session ended. */
export interface SessionEnd {
  readonly at: Timestamp
  readonly how: 'notification' | 'reset' | 'closed' | 'replaced'
  /** Who ended it; and what a NOTIFICATION says. */
  readonly by: number
  readonly error: string
  readonly code: number
}

/** A connection between two speakers, `ends[FORTH]` the one whose packet came first. */
export interface BgpSession {
  readonly number: number
  readonly network: number
  readonly ends: readonly [number, number]
  readonly first: Timestamp
  /** Whether the capture has its beginning: without it, routes were told that nobody sees here. */
  readonly isWhole: boolean
  /**
   * Whether it has all that both ends have said since then: nothing that was lost, left out or cut by a snapshot length, and
   * both directions. Without it, what was told, or withdrawn, may be missing here.
   */
  readonly isComplete: boolean
  /** The autonomous system of each end, 0 as long as no OPEN says it. */
  readonly as: [number, number]
  end: SessionEnd | undefined
  /** Messages read of it; a connection that was refused has none. */
  messages: number
}

/** What takes the messages. `way` is `FORTH` or `BACK`. */
export interface SessionSink {
  update(
    session: BgpSession,
    way: number,
    v: DataView,
    o: number,
    end: number,
    source: Timestamp,
    frames: readonly number[],
  ): void
  ended(session: BgpSession): void
}

const MAX_SESSIONS = 1 << 10
/** Two streams, two readers with their first room. */
const SESSION_OCTETS = 2 * 8192 + objectOctets(24) + 2 * TIMESTAMP_OCTETS
/** Octets that wait for others, of all connections together. */
const MAX_HELD = 8 << 20
/** The capability with an AS of four octets, and where an OPEN's optional parameters begin. */
const FOUR_OCTET_AS = 65
const OPEN_PARAMETERS = 29

interface Connection {
  readonly session: BgpSession
  /** The port of the end whose packet came first. */
  readonly port: number
  readonly streams: readonly [ByteStream, ByteStream]
  readonly readers: readonly [BgpReader, BgpReader]
  held: number
}

export class BgpSessions {
  readonly #networks: Networks
  readonly #sink: SessionSink
  /** Network, the numbers of both ends, and their ports. */
  readonly #index: RowIndex
  readonly #connections: Connection[] = []
  #held = 0

  constructor(networks: Networks, sink: SessionSink) {
    this.#networks = networks
    this.#sink = sink
    this.#index = new RowIndex(MAX_SESSIONS, networks.budget, SESSION_OCTETS)
  }

  get sessions(): readonly BgpSession[] {
    return this.#connections.map(({ session }) => session)
  }

  /** Packets of connections that found no room. */
  get dropped(): number {
    return this.#index.dropped
  }

  /** Takes the segment that layer `i` is, whose network was observed. */
  observe(p: Packet, i: number): void {
    const { kind, start: o, payload, end, claimed } = p.layers[i]!
    const ip = ipBelow(p, i)
    if (kind !== Kind.Tcp || ip < 0) return
    const l = p.layers[ip]!
    const { addresses } = this.#networks
    const from = addresses.number(p.view, sourceAt(l), l.kind)
    const to = addresses.number(p.view, destinationAt(l), l.kind)
    if (from === NO_ADDRESS || to === NO_ADDRESS) return
    const ports = [tcp.sourcePort(p.view, o), tcp.destinationPort(p.view, o)] as const
    const flags = tcp.flags(p.view, o)
    const connection = this.#connection(p, from, to, ports, flags)
    if (connection === undefined) return
    const { session, streams, readers } = connection
    const way = session.ends[FORTH] === from && connection.port === ports[0] ? FORTH : BACK
    const source = timestampOf(p)
    const stream = streams[way]
    const sequence = tcp.sequenceNumber(p.view, o)
    if ((flags & tcp.FLAG_SYN) !== 0) stream.begin(sequence, source)
    const first = (flags & tcp.FLAG_SYN) === 0 ? sequence : sequence + 1
    stream.segment(first, p.bytes, payload, end, Math.max(end, claimed) - payload, source)
    if ((flags & tcp.FLAG_ACK) !== 0) streams[way ^ 1]!.acknowledged(tcp.acknowledgmentNumber(p.view, o), source)
    if ((flags & (tcp.FLAG_RST | tcp.FLAG_FIN)) !== 0) this.#close(connection, flags, way, source)
    this.#bound(connection, readers, source)
  }

  #connection(
    p: Packet,
    from: number,
    to: number,
    [fromPort, toPort]: readonly [number, number],
    flags: number,
  ): Connection | undefined {
    const [a, b] = [this.#networks.endpoint(from), this.#networks.endpoint(to)]
    const isInOrder = a < b || (a === b && fromPort <= toPort)
    const [low, high] = isInOrder ? [a, b] : [b, a]
    const ports = isInOrder ? (fromPort << 16) | toPort : (toPort << 16) | fromPort
    const known = this.#index.count
    const row = this.#index.row(this.#networks.inner, low, high, ports)
    if (row === NO_ROW) return undefined
    const isNew = row === known
    const isSyn = (flags & tcp.FLAG_SYN) !== 0
    // The same ports again: another connection, after the end of the one before.
    if (isNew || (isSyn && this.#connections[row]!.session.end !== undefined)) {
      this.#connections[row] = this.#open(row, p, from, to, fromPort, isSyn)
    }
    return this.#connections[row]
  }

  #open(number: number, p: Packet, from: number, to: number, fromPort: number, isWhole: boolean): Connection {
    const session: BgpSession = {
      number,
      network: this.#networks.inner,
      ends: [from, to],
      first: timestampOf(p),
      isWhole,
      // What waits for octets in front of it may get them yet, or they are lost.
      get isComplete() {
        return readers.every((one) => one.isComplete && one.held === 0) && streams.every(({ held }) => held === 0)
      },
      as: [0, 0],
      end: undefined,
      messages: 0,
    }
    const reader = (way: number): BgpReader =>
      new BgpReader({
        message: (v, o, end, source, frames) => this.#message(session, way, v, o, end, source, frames),
      })
    const readers = [reader(FORTH), reader(BACK)] as const
    const streams = [new ByteStream(readers[FORTH]), new ByteStream(readers[BACK])] as const
    return { session, port: fromPort, readers, streams, held: 0 }
  }

  #message(
    session: BgpSession,
    way: number,
    v: DataView,
    o: number,
    end: number,
    source: Timestamp,
    frames: readonly number[],
  ): void {
    session.messages++
    switch (messageType(v, o)) {
      case MessageType.Open:
        session.as[way] = asOf(v, o, end)
        return
      case MessageType.Update:
        if (session.end === undefined) this.#sink.update(session, way, v, o, end, source, frames)
        return
      case MessageType.Notification:
        this.#end(session, {
          at: source,
          how: 'notification',
          by: session.ends[way]!,
          error: errorName(v, o, end),
          code: errorCode(v, o, end),
        })
    }
  }

  #close({ session, streams }: Connection, flags: number, way: number, source: Timestamp): void {
    // What waits came before the end.
    for (const stream of streams) stream.end(source)
    const how = (flags & tcp.FLAG_RST) === 0 ? 'closed' : 'reset'
    this.#end(session, { at: source, how, by: session.ends[way]!, error: '', code: 0 })
  }

  /** Ends a session because a new one has taken its place. */
  replace(session: BgpSession, at: Timestamp, by: number): void {
    this.#end(session, { at, how: 'replaced', by, error: '', code: 0 })
  }

  #end(session: BgpSession, end: SessionEnd): void {
    if (session.end !== undefined) return
    session.end = end
    this.#sink.ended(session)
  }

  /** Where too much waits, what is missing is given up. */
  #bound(connection: Connection, readers: readonly BgpReader[], source: Timestamp): void {
    const held = (): number =>
      connection.streams.reduce((sum, stream) => sum + stream.held, 0) +
      readers.reduce((sum, reader) => sum + reader.held, 0)
    const before = connection.held
    connection.held = held()
    this.#held += connection.held - before
    if (this.#held <= MAX_HELD || connection.held === 0) return
    for (const stream of connection.streams) stream.end(source)
    for (const reader of readers) reader.forget()
    this.#held -= connection.held
    connection.held = 0
  }
}

/** The layer of a packet that is TCP of BGP's port, or -1. Hot path. */
export function bgpLayer(p: Packet): number {
  let i = ownDepth(p) - 1
  if (i > 0 && p.layers[i]!.kind === Kind.Payload) i--
  if (i < 0 || p.layers[i]!.kind !== Kind.Tcp) return -1
  return isBgp(p.view, p.layers[i]!.start) ? i : -1
}

/** The same of an ordinary packet: whether it has such a layer. */
export function isOrdinaryBgp(p: Packet): boolean {
  const { segment, segmentKind } = p.ordinary
  return segmentKind === Kind.Tcp && isBgp(p.view, segment)
}

function isBgp(v: DataView, o: number): boolean {
  return tcp.sourcePort(v, o) === PORT || tcp.destinationPort(v, o) === PORT
}

/** The sender's AS: of four octets where a capability has it (RFC 6793 §4.1). */
function asOf(v: DataView, o: number, end: number): number {
  if (end - o < OPEN_PARAMETERS) return 0
  for (let at = o + OPEN_PARAMETERS; at + 2 <= end; at += 2 + v.getUint8(at + 1)) {
    const stop = Math.min(end, at + 2 + v.getUint8(at + 1))
    for (let c = at + 2; c + 2 <= stop; c += 2 + v.getUint8(c + 1)) {
      if (v.getUint8(c) === FOUR_OCTET_AS && c + 6 <= stop) return v.getUint32(c + 2)
    }
  }
  return v.getUint16(o + OPEN_PARAMETERS - 9)
}
