/**
 * User Datagram Protocol. RFC 768; over IPv6, RFC 8200 §8.1.
 *
 *  0      7 8     15 16    23 24    31
 * +--------+--------+--------+--------+
 * |     Source      |   Destination   |
 * |      Port       |      Port       |
 * +--------+--------+--------+--------+
 * |                 |                 |
 * |     Length      |    Checksum     |
 * +--------+--------+--------+--------+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { tunnelLike } from '../tunnel-like.js'

/** Octets. */
export const HEADER_LEN = 8

const SOURCE_PORT = 0
const DESTINATION_PORT = 2
const LENGTH = 4
const CHECKSUM = 6

export const sourcePort = (v: DataView, o: number): number => v.getUint16(o + SOURCE_PORT)
export const destinationPort = (v: DataView, o: number): number => v.getUint16(o + DESTINATION_PORT)
/** Octets of header and data; 0 in an IPv6 jumbogram and in a super-frame that offload has not cut yet. */
export const length = (v: DataView, o: number): number => v.getUint16(o + LENGTH)
/** 0 means that the sender made none. */
export const checksum = (v: DataView, o: number): number => v.getUint16(o + CHECKSUM)

const RFC = 'RFC 768'

export const protocol: Protocol = {
  kind: Kind.Udp,
  name: 'udp',
  title: 'User Datagram Protocol',
  short: 'UDP',
  reachedBy: { ipProtocols: [17] },
  decode,
  fields: [
    { name: 'udp.srcport', label: 'Source Port', bit: 0, bits: 16, form: Form.Dec, source: RFC },
    { name: 'udp.dstport', label: 'Destination Port', bit: 16, bits: 16, form: Form.Dec, source: RFC },
    { name: 'udp.length', label: 'Length', bit: 32, bits: 16, form: Form.Dec, source: RFC },
    { name: 'udp.checksum', label: 'Checksum', bit: 48, bits: 16, form: Form.Hex, source: RFC },
  ] satisfies Field[],
}

/**
 * The destination port decides what follows, because a tunnel's source port is a hash (RFC 7348 §5). Only if that port
 * is unknown, the source port may be a server's.
 */
export function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Udp, o, HEADER_LEN, end - o)
  const v = p.view
  const len = length(v, o)
  const payload = o + HEADER_LEN
  if (len !== 0 && len < HEADER_LEN) return p.reject(Reason.BadField, Kind.Udp, o, HEADER_LEN, len)
  const stop = len === 0 ? end : p.narrow(o + len)
  if (stop === payload) return p.push(Kind.Udp, o, payload, stop, Kind.None)
  const port = destinationPort(v, o)
  let next = p.tables.udpPorts[port] as Kind
  if (next === Kind.Payload) next = p.tables.udpServers[sourcePort(v, o)] as Kind
  if (next === Kind.Payload && p.tables.guess) next = tunnelLike(v, port, payload, stop, p.claimed)
  return p.push(Kind.Udp, o, payload, stop, next)
}

/**
 * Octets of data from `o` on, as the UDP header in front claims; in the first of several fragments there are fewer.
 * Without a UDP header, as the enclosing lengths claim. For protocols that are recognized by fitting lengths.
 */
export function dataLength(p: Packet, o: number): number {
  const below = p.depth > 0 ? p.layers[p.depth - 1]! : undefined
  const claim = below?.kind === Kind.Udp ? length(p.view, below.start) : 0
  return claim === 0 ? p.claimed - o : claim - HEADER_LEN
}
