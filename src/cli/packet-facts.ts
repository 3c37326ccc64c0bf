/** What earlier packets tell about a packet: for words and fields of `-Y` that a packet alone cannot answer. */
import { Copy } from '../analysis/capture-points/copies.js'
import { Flows } from '../analysis/flows/flows.js'
import { ownTransport } from '../analysis/flows/own-transport.js'
import { NO_STREAM, Streams } from '../analysis/flows/streams.js'
import { Order, TcpRetransmissions } from '../analysis/flows/tcp-retransmissions.js'
import type { Budget } from '../analysis/tables/budget.js'
import { Networks } from '../analysis/tunnels/networks.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as tcp from '../wire/protocols/tcp.js'
import { TunnelStack } from '../wire/tunnel.js'

const NOT_IN_WINDOW = tcp.FLAG_SYN | tcp.FLAG_FIN | tcp.FLAG_RST

export class PacketFacts {
  readonly #networks: Networks
  readonly #flows: Flows
  readonly #retransmissions: TcpRetransmissions
  readonly #streams: Streams
  readonly #stack: TunnelStack = new TunnelStack()

  /** `mayHoldCopies` is whether the capture may have a packet more than once. */
  constructor(budget: Budget, mayHoldCopies: boolean) {
    this.#networks = new Networks(budget)
    this.#flows = new Flows(this.#networks)
    this.#retransmissions = new TcpRetransmissions(this.#flows, this.#networks.copies)
    this.#streams = new Streams(this.#networks)
    if (mayHoldCopies) this.#networks.copies.start()
  }

  /** Takes each packet of a capture in its order, decoded, before it is asked for. */
  observe(p: Packet): void {
    this.#stack.fill(p)
    this.#networks.observe(p, this.#stack)
    this.#flows.observe(p, this.#stack)
    this.#retransmissions.observe(p)
    this.#streams.observe(p)
  }

  /** What a word asks of the packet observed last; undefined for a word that nothing here answers. */
  word(word: string): (() => boolean) | undefined {
    const { copies } = this.#networks
    switch (word) {
      case 'retransmission':
        return () => this.#retransmissions.order === Order.Again
      case 'copy':
        return () => copies.active && copies.kind !== Copy.None
      default:
        return undefined
    }
  }

  /** The value of a field in the packet observed last, not a number without one; undefined for other fields. */
  field(name: string): ((p: Packet) => number) | undefined {
    const s = this.#streams
    const inTcp = (value: () => number) => () => (s.kind === Kind.Tcp ? value() : Number.NaN)
    switch (name) {
      case 'tcp.stream':
        return inTcp(() => (s.stream === NO_STREAM ? Number.NaN : s.stream))
      case 'udp.stream':
        return () => (s.kind === Kind.Udp ? s.stream : Number.NaN)
      case 'tcp.seq':
        return inTcp(() => s.sequence)
      case 'tcp.ack':
        return inTcp(() => s.acknowledgment)
      case 'tcp.analysis.retransmission':
        return inTcp(() => (this.#retransmissions.order === Order.Again ? 1 : Number.NaN))
      case 'tcp.analysis.out_of_order':
        return inTcp(() => (this.#retransmissions.order === Order.Late ? 1 : Number.NaN))
      case 'tcp.analysis.zero_window':
        return (p) => {
          const i = ownTransport(p, Kind.Tcp)
          if (i < 0) return Number.NaN
          const { start } = p.layers[i]!
          return tcp.window(p.view, start) === 0 && (tcp.flags(p.view, start) & NOT_IN_WINDOW) === 0 ? 1 : Number.NaN
        }
      default:
        return undefined
    }
  }
}
