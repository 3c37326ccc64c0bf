/** What an IPFIX record tells: what went one way in a flow since the record before it. */
import type { TunnelType } from '../../wire/tunnel.js'

/** RFC 5102 §5.11.3, flowEndReason. */
export const End = { Idle: 1, Active: 2, EndOfFlow: 3, Forced: 4, NoRoom: 5 } as const
export type End = (typeof End)[keyof typeof End]

export interface IpfixRecord {
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** Addresses as numbers of an `AddressTable`. */
  readonly source: number
  readonly destination: number
  readonly protocol: number
  /** 0 where there are none. */
  readonly sourcePort: number
  readonly destinationPort: number
  /** Type times 256 and code; 0 for other protocols. */
  readonly icmp: number
  readonly tcpFlags: number
  readonly octets: number
  readonly packets: number
  /** 48 bits; 0 where no Ethernet header is. */
  readonly sourceMac: number
  readonly destinationMac: number
  readonly tunnel: TunnelType
  /** VNI, key of this direction, or whatever the network's number is called; 0 where it has none. */
  readonly id: number
  /** Tunnel ends, as addresses; `NO_ADDRESS` in no tunnel. */
  readonly near: number
  readonly far: number
  /** Of the header under the tunnel; 0 where there is none. */
  readonly outerProtocol: number
  readonly outerSourcePort: number
  readonly outerDestinationPort: number
  readonly reason: End
}
