/** TCP connections in small: segments of two hosts in a tunnel, with the identification that IPv4 gives each packet. */
import { ethernet, ipv4, type Part, tcp } from '../../fixtures/make/packets.js'
import { type Host, inTunnel, type Sent } from './overlay.js'
import { X, Y } from './tunnels.js'

const SYN = 0x02
const ACK = 0x10
/** Octets of a segment. */
const SIZE = 100
/** The client's first number, and the server's. */
const FIRST = 1000
const SERVERS = 9000

interface Segment {
  readonly sequence: number
  readonly acknowledgment: number
  readonly flags: number
  readonly octets?: number
  readonly identification?: number
}

function from(at: number, who: Host, whom: Host, { octets = 0, identification = 0, ...header }: Segment): Sent {
  const ports = who === X ? { source: 40000, destination: 80 } : { source: 80, destination: 40000 }
  const segment = tcp({ ...ports, ...header, data: Buffer.alloc(octets) })
  const packet: Part = ipv4({ source: who.ip, destination: whom.ip, identification }, segment)
  return { at, frame: inTunnel(who.at, whom.at, ethernet(whom.mac, who.mac, packet)) }
}

/** The handshake: three frames; the client counts its packets from 1 on. */
export const OPENING: readonly Sent[] = [
  from(0, X, Y, { sequence: FIRST - 1, acknowledgment: 0, flags: SYN, identification: 1 }),
  from(0.1, Y, X, { sequence: SERVERS - 1, acknowledgment: FIRST, flags: SYN | ACK }),
  from(0.2, X, Y, { sequence: FIRST, acknowledgment: SERVERS, flags: ACK, identification: 2 }),
]

/** The `k`th segment of the client, as packet `identification` of it; 0 where it does not count. */
export const data = (at: number, k: number, identification: number): Sent =>
  from(at, X, Y, {
    sequence: FIRST + k * SIZE,
    acknowledgment: SERVERS,
    flags: ACK,
    octets: SIZE,
    identification,
  })

/** The server has all segments in front of the `k`th one. */
export const acknowledges = (at: number, k: number): Sent =>
  from(at, Y, X, { sequence: SERVERS, acknowledgment: FIRST + k * SIZE, flags: ACK })

/** Segments from `k` on until `end`, a millisecond apart, each acknowledged; the identification is `k` and `skew`. */
export const flow = (at: number, k: number, end: number, skew: number): readonly Sent[] =>
  Array.from({ length: end - k }, (_, n) => [
    data(at + n, k + n, k + n + skew),
    acknowledges(at + n + 0.1, k + n + 1),
  ]).flat()
