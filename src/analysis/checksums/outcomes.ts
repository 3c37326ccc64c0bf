/**
 * What became of packets with a wrong checksum, by the packets after them. A receiver that acknowledges exactly those
 * octets (RFC 9293 §3.4), or answers exactly that ping (RFC 792), has accepted the packet: the checksum was right on
 * arrival, or nobody checks it. A sender that has to send the octets again with right checksums, before they are
 * acknowledged, confirms that the packet was discarded.
 *
 * One packet of a direction of a connection is watched at a time. The memory is fixed; what is not followed proves nothing.
 */

import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { ownDepth } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { hash, SEED_WORDS, type Seed } from '../tables/hash.js'
import { NO_ROW } from '../tables/row-index.js'
import { type Networks, NO_NETWORK } from '../tunnels/networks.js'

/** Directions that are watched at a time, a power of two; and packets watched in all. */
const PLACES = 1 << 10
const MOST = 1 << 14

/**
 * Not a secret seed: a lookup takes one place whatever the key is, and every run must give up the same packets. Odd
 * words, as in Weyl's sequence.
 */
const SEED: Seed = Int32Array.from({ length: SEED_WORDS }, (_, n) => Math.imul(2 * n + 1, 0x9e3779b9))

// Columns of a watched packet. Its key: the network, with a bit for pings; the low 32 bits of the addresses; ports, or
// identifier and sequence number of a ping.
const NETWORK = 0
const SOURCE = 1
const DESTINATION = 2
const PORTS = 3
/** Its first sequence number, and the one behind its last. */
const SEQUENCE = 4
const END = 5
/** IPv4's identification. A packet with the same one is a copy made by the capture. */
const IDENT = 6
/** The row that its checksum is counted in. */
const ROW = 7
/** The packet's frame; 0 if no packet is watched. */
const FRAME = 8
/** The packet's place in `#crowds`. */
const CROWD = 9
const COLUMNS = 10

/** A power of two. */
const CROWDS = 1 << 12

const LENGTHENS = tcp.FLAG_SYN | tcp.FLAG_FIN

/** Is told what has become of a packet with a wrong checksum. */
export interface FateCounter {
  /** `answer` is the frame that acknowledges frame `frame`, or answers it. */
  taken(row: number, frame: number, answer: number): void
  repeated(row: number): void
  /** Whether a segment of the same octets has been seen before frame `frame`, and was right. */
  wasRight(source: number, destination: number, ports: number, sequence: number, frame: number): boolean
}

export class ChecksumOutcomes {
  readonly #networks: Networks
  readonly #counter: FateCounter
  readonly #watched: Int32Array = new Int32Array(PLACES * COLUMNS)
  /** Watched packets by a few bits of their conversation. Most segments share these bits with none of them. */
  readonly #crowds: Uint16Array = new Uint16Array(CROWDS)
  #waiting = 0
  #count = 0

  constructor(networks: Networks, counter: FateCounter) {
    this.#networks = networks
    this.#counter = counter
  }

  /** Whether no packet is watched. Then only packets with wrong checksums have to be taken. */
  get isIdle(): boolean {
    return this.#waiting === 0
  }

  /** Takes a packet; `row` counts its outermost wrong checksum, `NO_ROW` where none is wrong. */
  observe(p: Packet, row: number): void {
    if ((row === NO_ROW && this.#waiting === 0) || p.fragment !== -1 || this.#networks.inner === NO_NETWORK) return
    const last = ownDepth(p) - 1
    const i = last >= 0 && p.layers[last]!.kind === Kind.Payload ? last - 1 : last
    const ip = i < 0 ? -1 : ipBelow(p, i)
    if (ip < 0) return
    switch (p.layers[i]!.kind) {
      case Kind.Tcp:
        return this.#segment(p, i, ip, row)
      case Kind.Icmp:
        if (icmp.hasIdentifier(p.view, p.layers[i]!.start)) this.#echo(p, i, ip, row)
        return
      case Kind.Icmpv6:
        return this.#echo(p, i, ip, row)
    }
  }

  /** Hot path: whether an ordinary packet whose checksums are in order tells nothing of those that are watched. */
  canPass(p: Packet): boolean {
    if (this.#waiting === 0) return true
    const { segmentKind, segment, innerIp } = p.ordinary
    return (
      segmentKind === Kind.Udp ||
      (segmentKind === Kind.Tcp &&
        this.#crowds[crowdAt(p.view, innerIp + ipv4.SOURCE, innerIp + ipv4.DESTINATION, segment)] === 0)
    )
  }

  #segment(p: Packet, i: number, ip: number, row: number): void {
    const crowd = crowdOf(p, ip, i)
    if (row === NO_ROW && this.#crowds[crowd] === 0) return
    const v = p.view
    const { start, payload, claimed } = p.layers[i]!
    const [source, destination] = [this.#address(p, ip, false), this.#address(p, ip, true)]
    const [from, to] = [tcp.sourcePort(v, start), tcp.destinationPort(v, start)]
    const network = 2 * this.#networks.inner
    const flags = tcp.flags(v, start)
    if ((flags & tcp.FLAG_RST) !== 0) return
    const back = this.#find(network, destination, source, (to << 16) | from)
    if (back >= 0 && (flags & tcp.FLAG_ACK) !== 0) {
      const isTaken = ((tcp.acknowledgmentNumber(v, start) - this.#watched[back + END]!) | 0) >= 0
      if (isTaken) this.#taken(back, p.number)
    }
    const length = claimed - payload + ((flags & LENGTHENS) === 0 ? 0 : 1)
    if (length <= 0) return
    const ports = (from << 16) | to
    const sequence = tcp.sequenceNumber(v, start) | 0
    const ident = identification(p, ip)
    const at = this.#find(network, source, destination, ports)
    if (at >= 0) return this.#again(at, sequence, length, ident, row)
    if (row === NO_ROW || this.#isCopy || this.#count === MOST) return
    this.#count++
    if (this.#counter.wasRight(source, destination, ports, sequence, p.number)) return
    this.#watch(network, source, destination, ports, sequence, length, ident, row, p.number, crowd)
  }

  /** Takes another segment of a watched direction: it may repeat the octets. */
  #again(at: number, sequence: number, length: number, ident: number, row: number): void {
    const watched = this.#watched
    const ahead = (watched[at + SEQUENCE]! - sequence) | 0
    if (row !== NO_ROW || ahead < 0 || ahead >= length) return
    const isCopy = this.#isCopy || (ident > 0 && ident === watched[at + IDENT])
    if (!isCopy) this.#counter.repeated(watched[at + ROW]!)
    this.#drop(at)
  }

  #echo(p: Packet, i: number, ip: number, row: number): void {
    const v = p.view
    const { kind, start } = p.layers[i]!
    const type = icmp.type(v, start)
    const isRequest = type === (kind === Kind.Icmp ? icmp.TYPE_ECHO : icmpv6.TYPE_ECHO)
    if (!isRequest && type !== (kind === Kind.Icmp ? icmp.TYPE_ECHO_REPLY : icmpv6.TYPE_ECHO_REPLY)) return
    const [source, destination] = [this.#address(p, ip, false), this.#address(p, ip, true)]
    const which = v.getInt32(start + 4)
    const network = 2 * this.#networks.inner + 1
    if (!isRequest) {
      const at = this.#find(network, destination, source, which)
      if (at >= 0) this.#taken(at, p.number)
    } else if (row !== NO_ROW && !this.#isCopy) {
      this.#watch(network, source, destination, which, 0, 0, 0, row, p.number, crowdOf(p, ip, i))
    } else {
      // The same ping with a right checksum: a reply does not say which of the two it answers.
      const at = this.#find(network, source, destination, which)
      if (at >= 0) this.#drop(at)
    }
  }

  get #isCopy(): boolean {
    const { copies } = this.#networks
    return copies.active && copies.kind !== Copy.None
  }

  #address(p: Packet, ip: number, isDestination: boolean): number {
    const l = p.layers[ip]!
    return this.#networks.addresses.number(p.view, isDestination ? destinationAt(l) : sourceAt(l), l.kind) | 0
  }

  /** Where a packet with this key is watched, or -1. */
  #find(network: number, source: number, destination: number, ports: number): number {
    const at = placeOf(network, source, destination, ports)
    const w = this.#watched
    const isIt =
      w[at + FRAME] !== 0 &&
      w[at + NETWORK] === network &&
      w[at + SOURCE] === source &&
      w[at + DESTINATION] === destination &&
      w[at + PORTS] === ports
    return isIt ? at : -1
  }

  #watch(
    network: number,
    source: number,
    destination: number,
    ports: number,
    sequence: number,
    length: number,
    ident: number,
    row: number,
    frame: number,
    crowd: number,
  ): void {
    const at = placeOf(network, source, destination, ports)
    const w = this.#watched
    if (w[at + FRAME] !== 0) this.#drop(at)
    this.#waiting++
    this.#crowds[crowd]!++
    w[at + CROWD] = crowd
    w[at + NETWORK] = network
    w[at + SOURCE] = source
    w[at + DESTINATION] = destination
    w[at + PORTS] = ports
    w[at + SEQUENCE] = sequence
    w[at + END] = sequence + length
    w[at + IDENT] = ident
    w[at + ROW] = row
    w[at + FRAME] = frame
  }

  #taken(at: number, answer: number): void {
    this.#counter.taken(this.#watched[at + ROW]!, this.#watched[at + FRAME]! >>> 0, answer)
    this.#drop(at)
  }

  #drop(at: number): void {
    const w = this.#watched
    w[at + FRAME] = 0
    this.#crowds[w[at + CROWD]!]!--
    this.#waiting--
  }
}

/** Some bits of a conversation's addresses and of the two words that begin layer `i`, the same for both directions. */
function crowdOf(p: Packet, ip: number, i: number): number {
  const l = p.layers[ip]!
  // Of IPv6's addresses the low words, in which neighbours differ.
  const low = l.kind === Kind.Ipv4 ? 0 : 12
  return crowdAt(p.view, sourceAt(l) + low, destinationAt(l) + low, p.layers[i]!.start)
}

/** The same by where two words of the addresses are, and the segment. */
function crowdAt(v: DataView, source: number, destination: number, segment: number): number {
  const addresses = v.getInt32(source) ^ v.getInt32(destination)
  const bits = addresses ^ Math.imul(v.getUint16(segment) ^ v.getUint16(segment + 2), 0x9e3779b1)
  return (bits ^ (bits >>> 12) ^ (bits >>> 24)) & (CROWDS - 1)
}

/** IPv4's identification; 0 without. */
function identification(p: Packet, ip: number): number {
  const { kind, start } = p.layers[ip]!
  return kind === Kind.Ipv4 ? ipv4.identification(p.view, start) : 0
}

/** Where the columns of a packet with this key are, or would be. */
function placeOf(network: number, source: number, destination: number, ports: number): number {
  return (hash(SEED, network, source, destination, ports) & (PLACES - 1)) * COLUMNS
}
