/** The stream of a packet and TCP's relative numbers, for whoever has no networks of his own. */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import type { Budget } from '../tables/budget.js'
import { Networks } from '../tunnels/networks.js'
import { ownTransport } from './own-transport.js'
import { NO_STREAM, Streams } from './streams.js'

export class StreamNumbers {
  readonly #budget: Budget
  readonly #isTcpAlone: boolean
  /** Made for the first packet that has a stream. */
  #networks: Networks | undefined
  #streams: Streams | undefined
  #isKnown = false

  /** `isTcpAlone` where nobody asks for streams of UDP, whose packets then cost nothing. */
  constructor(budget: Budget, isTcpAlone: boolean) {
    this.#budget = budget
    this.#isTcpAlone = isTcpAlone
  }

  /** Takes each decoded packet of a capture in its order. */
  observe(p: Packet, stack: TunnelStack): void {
    this.#isKnown = false
    if (this.#isTcpAlone && ownTransport(p, Kind.Tcp) < 0) return
    this.#networks ??= new Networks(this.#budget)
    this.#streams ??= new Streams(this.#networks)
    this.#networks.observe(p, stack)
    this.#streams.observe(p)
    this.#isKnown = this.#streams.stream !== NO_STREAM
  }

  /** What is known of the packet observed last, in the protocol `kind`; undefined where nothing is. */
  of(kind: Kind): Pick<Streams, 'stream' | 'sequence' | 'acknowledgment'> | undefined {
    return this.#isKnown && this.#streams?.kind === kind ? this.#streams : undefined
  }
}
