/**
 * Cells of held lines that are kept as numbers until their line is printed.
 *
 * The text of a line took 350 ns when it was made between two packets, and 150 when it was made for 64 of them in a row;
 * presumably since decoding, analysis and text together are more code than the processor's nearest cache holds (32 KiB).
 * So the numbers that most lines consist of are noted packet by packet, and become text one line after the other.
 */
import { applicationOf } from '../wire/applications.js'
import { destinationAt, isToGroup, sourceAt } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as tcp from '../wire/protocols/tcp.js'
import * as udp from '../wire/protocols/udp.js'
import type { TunnelStack, TunnelType } from '../wire/tunnel.js'
import { isOneWord, writeApplicationWord } from './application-words.js'
import type { Glyphs } from './glyphs.js'
import { insideOf, unusualPort, writeDelta } from './packet-cells.js'
import {
  type Detail,
  firstIp,
  lastHeader,
  writeIpv4Sockets,
  writePortPair,
  writeTcpWords,
  writeUdpWords,
} from './sentence.js'
import { writeTunnelName } from './tunnel-name.js'
import type { Writer } from './writer.js'

// The numbers of a line, 32 bits each.
const TUNNEL_TYPE = 0
const TUNNEL_PORT = 1
const UNDERLAY_SOURCE = 2
const UNDERLAY_DESTINATION = 3
const UNDERLAY_TO_GROUP = 4
const PROTOCOL = 5
const HAS_ADDRESSES = 6
const SOURCE = 7
const DESTINATION = 8
const SOURCE_PORT = 9
const DESTINATION_PORT = 10
const LENGTH = 11
const TCP_FLAGS = 12
const TCP_WINDOW = 13
const TCP_SEQUENCE = 14
const TCP_ACKNOWLEDGMENT = 15
const APPLICATION = 16
const NUMBERS = 17

// The same of double precision.
/** An identifier of a tunnel may be `NO_ID`. */
const TUNNEL_ID = 0
/** Nanoseconds. */
const ELAPSED = 1
const LARGE_NUMBERS = 2

const { Ethernet: ETHERNET, Ipv4: IPV4, Tcp: TCP, Udp: UDP } = Kind

/** What is kept of the lines, which are counted from 0. */
export class LateCells {
  readonly #glyphs: Glyphs
  readonly #segment: Detail['segment']
  readonly #numbers: Int32Array
  readonly #large: Float64Array

  constructor(lines: number, { glyphs, segment }: Pick<Detail, 'glyphs' | 'segment'>) {
    this.#glyphs = glyphs
    this.#segment = segment
    this.#numbers = new Int32Array(lines * NUMBERS)
    this.#large = new Float64Array(lines * LARGE_NUMBERS)
  }

  /** Notes the time since the packet before, for `writeDelta`. */
  noteElapsed(line: number, nanoseconds: number): void {
    this.#large[line * LARGE_NUMBERS + ELAPSED] = nanoseconds
  }

  writeElapsed(line: number, width: number, w: Writer): void {
    writeDelta(this.#large[line * LARGE_NUMBERS + ELAPSED]!, width, w)
  }

  /** Notes the tunnel of a packet that is in one; false for all others. */
  noteTunnel(line: number, p: Packet, stack: TunnelStack): boolean {
    if (stack.depth !== 1) return false
    const n = this.#numbers
    const at = line * NUMBERS
    n[at + TUNNEL_TYPE] = stack.types[0]!
    n[at + TUNNEL_PORT] = unusualPort(p, stack.layers[0]!)
    this.#large[line * LARGE_NUMBERS + TUNNEL_ID] = stack.ids[0]!
    return true
  }

  writeTunnel(line: number, w: Writer): void {
    const at = line * NUMBERS
    const type = this.#numbers[at + TUNNEL_TYPE] as TunnelType
    writeTunnelName(type, this.#large[line * LARGE_NUMBERS + TUNNEL_ID]!, w, false, this.#numbers[at + TUNNEL_PORT]!)
  }

  /** Notes the outermost addresses if they are IPv4 and have no VLAN tag beside them; false otherwise. */
  noteUnderlay(line: number, p: Packet, stack: TunnelStack, depth: number): boolean {
    const ip = firstIp(p, stack.depth > 0 ? stack.layers[0]! : depth)
    if (ip === -1 || (ip > 1 && stack.depth > 0)) return false
    const l = p.layers[ip]!
    if (l.kind !== IPV4) return false
    const v = p.view
    const n = this.#numbers
    const at = line * NUMBERS
    n[at + UNDERLAY_SOURCE] = v.getInt32(sourceAt(l))
    n[at + UNDERLAY_DESTINATION] = v.getInt32(destinationAt(l))
    n[at + UNDERLAY_TO_GROUP] = isToGroup(v, l) ? 1 : 0
    return true
  }

  writeUnderlay(line: number, w: Writer): void {
    const n = this.#numbers
    const at = line * NUMBERS
    const arrow = n[at + UNDERLAY_TO_GROUP] === 1 ? this.#glyphs.multicast : this.#glyphs.unicast
    w.ipv4Pair(n[at + UNDERLAY_SOURCE]!, arrow, n[at + UNDERLAY_DESTINATION]!)
  }

  /** Notes TCP or UDP over IPv4, with or without Ethernet, if the line says nothing else; false otherwise. */
  noteInside(line: number, p: Packet, stack: TunnelStack, depth: number): boolean {
    const from = insideOf(stack)
    const last = lastHeader(p, from, depth)
    if (last <= from || p.isReassembled) return false
    const ip = p.layers[last - 1]!
    if (ip.kind !== IPV4) return false
    if (last - 1 > from && (last - 2 > from || p.layers[from]!.kind !== ETHERNET)) return false
    const l = p.layers[last]!
    if (l.kind !== TCP && l.kind !== UDP) return false
    const application = applicationOf(p, last)
    if (application !== 0 && !isOneWord(application)) return false
    const v = p.view
    const n = this.#numbers
    const at = line * NUMBERS
    n[at + PROTOCOL] = l.kind
    n[at + APPLICATION] = application
    n[at + HAS_ADDRESSES] = from
    n[at + SOURCE] = v.getInt32(sourceAt(ip))
    n[at + DESTINATION] = v.getInt32(destinationAt(ip))
    n[at + LENGTH] = l.claimed - l.payload
    const o = l.start
    if (l.kind === UDP) {
      n[at + SOURCE_PORT] = udp.sourcePort(v, o)
      n[at + DESTINATION_PORT] = udp.destinationPort(v, o)
    } else {
      n[at + SOURCE_PORT] = tcp.sourcePort(v, o)
      n[at + DESTINATION_PORT] = tcp.destinationPort(v, o)
      n[at + TCP_FLAGS] = tcp.flags(v, o)
      n[at + TCP_WINDOW] = tcp.window(v, o)
      const known = this.#segment?.()
      n[at + TCP_SEQUENCE] = known === undefined ? tcp.sequenceNumber(v, o) : known.sequence
      n[at + TCP_ACKNOWLEDGMENT] = known === undefined ? tcp.acknowledgmentNumber(v, o) : known.acknowledgment
    }
    return true
  }

  writeInside(line: number, w: Writer): void {
    const n = this.#numbers
    const at = line * NUMBERS
    const sourcePort = n[at + SOURCE_PORT]!
    const destinationPort = n[at + DESTINATION_PORT]!
    if (n[at + HAS_ADDRESSES] === 0) writePortPair(sourcePort, destinationPort, w)
    else writeIpv4Sockets(n[at + SOURCE]!, sourcePort, n[at + DESTINATION]!, destinationPort, w)
    const length = n[at + LENGTH]!
    if (n[at + PROTOCOL] === UDP) writeUdpWords(length, w)
    else this.#writeTcp(at, length, w)
    const application = n[at + APPLICATION]!
    if (application !== 0) writeApplicationWord(application, w)
  }

  #writeTcp(at: number, length: number, w: Writer): void {
    const n = this.#numbers
    const sequence = n[at + TCP_SEQUENCE]! >>> 0
    const acknowledgment = n[at + TCP_ACKNOWLEDGMENT]! >>> 0
    writeTcpWords(n[at + TCP_FLAGS]!, sequence, acknowledgment, n[at + TCP_WINDOW]!, length, w)
  }
}
