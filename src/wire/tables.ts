/**
 * Which number leads to which decoder: one octet a number. User data, so that `--vxlan-port 8473` or
 * `-d udp.port==46354,vxlan` is one assignment.
 */
import { Kind } from './kind.js'

export interface Tables {
  /** EtherType (IEEE 802, RFC 9542) to decoder: Ethernet, VLAN tags, SNAP, cooked captures, Geneve. */
  readonly etherTypes: Uint8Array
  /** GRE Protocol Type (RFC 2784 §2.4) to decoder: the EtherTypes and a few of GRE's own. */
  readonly greProtocols: Uint8Array
  /** IP protocol number (IPv4 Protocol, IPv6 Next Header) to decoder. */
  readonly ipProtocols: Uint8Array
  /** UDP destination port to decoder. The source port of a tunnel is a hash and never decides. */
  readonly udpPorts: Uint8Array
  /**
   * UDP port of a server to decoder, where the destination port has none: its answers go to whatever port the client has.
   * Those decoders claim nothing that does not fit, as a client's port may be the same by chance.
   */
  readonly udpServers: Uint8Array
  /** LINKTYPE_ value of a capture to its first decoder. */
  readonly linkTypes: Uint8Array
  /** Whether fragments are kept back for reassembly; without it the first one is decoded as far as it goes. */
  reassemble: boolean
  /** Whether UDP to an unknown port is decoded as the tunnel that it looks like. */
  guess: boolean
  /** Whether checksums are verified. */
  verify: boolean
}

const table = (size: number): Uint8Array => new Uint8Array(size).fill(Kind.Payload)

/**
 * The registries' own numbers, which protocols declare (`reachedBy`) and `protocols/index.ts` enters. Shared by every packet that
 * was given no tables of its own: not to be changed.
 */
export const DEFAULT_TABLES: Tables = {
  etherTypes: table(0x10000),
  greProtocols: table(0x10000),
  ipProtocols: table(0x100),
  udpPorts: table(0x10000),
  udpServers: table(0x10000),
  linkTypes: table(0x10000),
  reassemble: true,
  guess: false,
  verify: true,
}
