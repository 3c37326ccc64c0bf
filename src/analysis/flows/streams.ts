/**
 * Numbers of TCP and UDP streams as Wireshark gives them, from 0 on for each protocol in the order of first packets,
 * and TCP's relative numbers. Unlike Wireshark, a stream belongs to its network, so that tenants with the same
 * addresses never share one, and it is the innermost packet's. A SYN with a new number begins a new stream on the same
 * ports. Bounded; what found no room is counted.
 */
import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Networks, NO_NETWORK } from '../tunnels/networks.js'
import { ownTransport } from './own-transport.js'

const LIMIT = 1 << 18
/** No stream: of neither protocol, a fragment, or without room. */
export const NO_STREAM = -1

// The first word of a key: the network's 16 bits, then these.
const IS_TCP = 1 << 16
const IS_IPV6 = 1 << 17

// Columns of a row: its stream; and of each end the number that it began with, and whether that is known.
const STREAM = 0
const FIRST = 1
const KNOWN = 3
const COLUMNS = 4
const ROW_OCTETS = 4 * COLUMNS

export class Streams {
  /** Of the packet observed last: its stream in its protocol, `Kind.Tcp` or `Kind.Udp`. */
  stream: number = NO_STREAM
  kind: Kind = Kind.None
  /** Relative numbers of the TCP segment. Without ACK the acknowledgment number is what the field holds. */
  sequence = 0
  acknowledgment = 0
  readonly #networks: Networks
  readonly #index: RowIndex
  #numbers: Int32Array = new Int32Array(64 * COLUMNS)
  #tcpStreams = 0
  #udpStreams = 0
  #unplaced = 0

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks) {
    this.#networks = networks
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
  }

  /** Packets whose stream found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#unplaced
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    this.stream = NO_STREAM
    this.kind = Kind.None
    let i = ownTransport(p, Kind.Tcp)
    const isTcp = i >= 0
    if (!isTcp) i = ownTransport(p, Kind.Udp)
    if (i < 0) return
    const ip = ipBelow(p, i)
    const { inner, addresses } = this.#networks
    if (ip < 0 || inner === NO_NETWORK) return
    const v = p.view
    const { kind } = p.layers[ip]!
    const source = addresses.number(v, sourceAt(p.layers[ip]!), kind)
    const destination = addresses.number(v, destinationAt(p.layers[ip]!), kind)
    if (source === NO_ADDRESS || destination === NO_ADDRESS) {
      this.#unplaced++
      return
    }
    const o = p.layers[i]!.start
    // UDP has its ports where TCP has them.
    const [from, to] = [tcp.sourcePort(v, o), tcp.destinationPort(v, o)]
    const isTurned = source > destination || (source === destination && from > to)
    const word = inner | (isTcp ? IS_TCP : 0) | (kind === Kind.Ipv6 ? IS_IPV6 : 0)
    const known = this.#index.count
    const row = isTurned
      ? this.#index.row(word, destination, source, (to << 16) | from)
      : this.#index.row(word, source, destination, (from << 16) | to)
    if (row === NO_ROW) return
    this.#numbers = grown(this.#numbers, (row + 1) * COLUMNS)
    const at = row * COLUMNS
    if (row === known) this.#numbers[at + STREAM] = isTcp ? this.#tcpStreams++ : this.#udpStreams++
    if (isTcp) this.#segment(v, o, at, isTurned ? 1 : 0)
    this.stream = this.#numbers[at + STREAM]!
    this.kind = isTcp ? Kind.Tcp : Kind.Udp
  }

  /** `side` is the end that sends it. */
  #segment(v: DataView, o: number, at: number, side: number): void {
    const n = this.#numbers
    const flags = tcp.flags(v, o)
    const sequence = tcp.sequenceNumber(v, o) | 0
    const isSyn = (flags & tcp.FLAG_SYN) !== 0
    const hasAck = (flags & tcp.FLAG_ACK) !== 0
    const isKnown = (n[at + KNOWN]! & (1 << side)) !== 0
    if (isSyn && !hasAck && isKnown && n[at + FIRST + side] !== sequence) {
      n[at + STREAM] = this.#tcpStreams++
      n[at + KNOWN] = 0
    }
    // In a stream without its SYN, the first octet is number 1 too.
    if ((n[at + KNOWN]! & (1 << side)) === 0) this.#begin(at, side, isSyn ? sequence : sequence - 1)
    const acknowledged = tcp.acknowledgmentNumber(v, o) | 0
    const other = side ^ 1
    if (hasAck && (n[at + KNOWN]! & (1 << other)) === 0) this.#begin(at, other, acknowledged - 1)
    this.sequence = (sequence - n[at + FIRST + side]!) >>> 0
    this.acknowledgment = (hasAck ? acknowledged - n[at + FIRST + other]! : acknowledged) >>> 0
  }

  #begin(at: number, side: number, sequence: number): void {
    this.#numbers[at + FIRST + side] = sequence
    this.#numbers[at + KNOWN]! |= 1 << side
  }
}
