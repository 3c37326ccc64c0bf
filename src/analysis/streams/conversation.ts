/** Both directions of a flow, as octets: TCP in order, of UDP and ICMP the data of each packet as it comes. */
import { isIp } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { ownDepth } from '../../wire/tunnel.js'
import { NEVER, type Timestamp, timestampOf } from '../timestamps.js'
import { BACK, FORTH } from '../totals/traffic.js'
import { ByteStream, type Overlap, type StreamSink } from './byte-stream.js'

/** What takes the octets of a flow. `way` is `FORTH` or `BACK`. The memory is valid during the call. */
export interface ConversationSink {
  data(way: number, bytes: Uint8Array, start: number, end: number, source: Timestamp): void
  gap(way: number, octets: number, source: Timestamp): void
  /** The same hosts and ports begin another connection. */
  restart(source: Timestamp): void
}

export class Conversation {
  /** Octets that came again, and those of them that differ from what came first. */
  get repeated(): number {
    return this.#streams[FORTH]!.repeated + this.#streams[BACK]!.repeated
  }

  get differing(): number {
    return this.#streams[FORTH]!.differing + this.#streams[BACK]!.differing
  }

  /** Octets from before the first segment that was seen, which nobody can put in their place. */
  get inFront(): number {
    return this.#streams[FORTH]!.inFront + this.#streams[BACK]!.inFront
  }

  readonly #sink: ConversationSink
  readonly #streams: readonly ByteStream[]
  #last: Timestamp = NEVER

  constructor(sink: ConversationSink, overlap?: Overlap) {
    this.#sink = sink
    const restarts: [number, number] = [0, 0]
    const stream = (way: number): ByteStream => new ByteStream(this.#oneWay(way, restarts), overlap)
    this.#streams = [stream(FORTH), stream(BACK)]
  }

  /** Takes a packet of the flow, decoded. */
  packet(p: Packet, way: number): void {
    const source = timestampOf(p)
    this.#last = source
    for (let i = ownDepth(p) - 1; i >= 0; i--) {
      const { kind, start, payload, end, claimed } = p.layers[i]!
      if (kind === Kind.Tcp) return this.#segment(p, way, start, payload, end, Math.max(end, claimed), source)
      // What is around the innermost IP packet is none of its data.
      if (isIp(kind)) return
      if (kind !== Kind.Udp && kind !== Kind.Icmp && kind !== Kind.Icmpv6) continue
      if (end > payload) this.#sink.data(way, p.bytes, payload, end, source)
      if (claimed > end) this.#sink.gap(way, claimed - end, source)
      return
    }
  }

  /** What waits is handed on. */
  end(): void {
    for (const stream of this.#streams) stream.end(this.#last)
  }

  /** One direction; a connection begins in both, and is told once. `restarts` are those so far, by way. */
  #oneWay(way: number, restarts: [number, number]): StreamSink {
    const sink = this.#sink
    return {
      data: (bytes, start, end, source) => sink.data(way, bytes, start, end, source),
      gap: (octets, source) => sink.gap(way, octets, source),
      restart: (source) => {
        restarts[way]!++
        if (restarts[way]! > restarts[way ^ 1]!) sink.restart(source)
      },
    }
  }

  #segment(p: Packet, way: number, o: number, from: number, to: number, claimed: number, source: Timestamp): void {
    const stream = this.#streams[way]!
    const other = this.#streams[way ^ 1]!
    const flags = tcp.flags(p.view, o)
    const sequence = tcp.sequenceNumber(p.view, o)
    if ((flags & tcp.FLAG_SYN) !== 0) stream.begin(sequence, source)
    const first = (flags & tcp.FLAG_SYN) === 0 ? sequence : sequence + 1
    stream.segment(first, p.bytes, from, to, claimed - from, source)
    if ((flags & tcp.FLAG_ACK) !== 0) other.acknowledged(tcp.acknowledgmentNumber(p.view, o), source)
    if ((flags & (tcp.FLAG_FIN | tcp.FLAG_RST)) === tcp.FLAG_RST) stream.end(source)
  }
}
