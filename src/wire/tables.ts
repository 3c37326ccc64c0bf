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
}

const ETHER_TYPES: ReadonlyArray<readonly [number, Kind]> = [
  [0x0800, Kind.Ipv4],
  [0x0806, Kind.Arp],
  [0x6558, Kind.Ethernet],
  [0x8035, Kind.Arp],
  [0x8100, Kind.Vlan],
  [0x86dd, Kind.Ipv6],
  [0x8847, Kind.Mpls],
  [0x8848, Kind.Mpls],
  [0x8863, Kind.PppoeDiscovery],
  [0x8864, Kind.PppoeSession],
  [0x88a8, Kind.Dot1ad],
  [0x88cc, Kind.Lldp],
  [0x88e5, Kind.Macsec],
  [0x88f5, Kind.Mvrp],
  [0x88f6, Kind.Mmrp],
  [0x8926, Kind.VnTag],
  [0x893f, Kind.ETag],
  [0x894f, Kind.Nsh],
  [0x9100, Kind.Vlan],
]

const GRE_PROTOCOLS: ReadonlyArray<readonly [number, Kind]> = [
  ...ETHER_TYPES,
  [0x2001, Kind.Nhrp],
  // MikroTik's Ethernet over IP, which has no RFC.
  [0x6400, Kind.Ethernet],
  [0x880b, Kind.Ppp],
  // WCCP redirects IPv4.
  [0x883e, Kind.Ipv4],
  [0x88be, Kind.Erspan2],
  // In Ethernet the tag of the same type has another layout.
  [0x8909, Kind.CiscoMetaData],
  [0x22eb, Kind.Erspan3],
]

const IP_PROTOCOLS: ReadonlyArray<readonly [number, Kind]> = [
  [0, Kind.Ipv6HopByHop],
  [1, Kind.Icmp],
  [2, Kind.Igmp],
  [4, Kind.Ipv4],
  [6, Kind.Tcp],
  [17, Kind.Udp],
  [41, Kind.Ipv6],
  [43, Kind.Ipv6Routing],
  [44, Kind.Ipv6Fragment],
  [47, Kind.Gre],
  [50, Kind.Esp],
  [51, Kind.Ah],
  [54, Kind.Nhrp],
  [58, Kind.Icmpv6],
  [60, Kind.Ipv6Destination],
  [97, Kind.EtherIp],
  [108, Kind.Ipcomp],
  [115, Kind.L2tpIp],
  [137, Kind.Mpls],
  [143, Kind.Ethernet],
]

const UDP_PORTS: ReadonlyArray<readonly [number, Kind]> = [
  [4341, Kind.Lisp],
  [4754, Kind.Gre],
  [4789, Kind.Vxlan],
  [4790, Kind.VxlanGpe],
  [6080, Kind.Gue],
  [6081, Kind.Geneve],
  [6635, Kind.Mpls],
  [8285, Kind.FlannelUdp],
  [8472, Kind.Vxlan],
  [37008, Kind.Tzsp],
]

/** Ports of protocols whose clients choose a port of their own: both directions are told by the server's. */
const UDP_SERVERS: ReadonlyArray<readonly [number, Kind]> = [
  [1194, Kind.OpenVpn],
  [1701, Kind.L2tp],
  [2123, Kind.Gtp],
  [2152, Kind.Gtp],
  [3544, Kind.Teredo],
  [4500, Kind.UdpEncap],
  [5072, Kind.Ayiya],
  [5246, Kind.CapwapControl],
  [5247, Kind.CapwapData],
  [51820, Kind.WireGuard],
]

const LINK_TYPES: ReadonlyArray<readonly [number, Kind]> = [
  [0, Kind.Null],
  [1, Kind.Ethernet],
  [9, Kind.Ppp],
  [12, Kind.Raw],
  [14, Kind.Raw],
  [50, Kind.Ppp],
  [51, Kind.PppoeSession],
  [101, Kind.Raw],
  [104, Kind.Chdlc],
  [108, Kind.Null],
  [113, Kind.Sll],
  // Apple's PKTAP before it had a number of its own.
  [149, Kind.Pktap],
  [178, Kind.Juniper],
  [179, Kind.Juniper],
  [181, Kind.Juniper],
  [226, Kind.Ipnet],
  [228, Kind.Ipv4],
  [229, Kind.Ipv6],
  [239, Kind.Nflog],
  [258, Kind.Pktap],
  [276, Kind.Sll2],
]

/** A fresh set of tables with the registries' own numbers, for a caller to change. */
export function defaultTables(): Tables {
  return {
    etherTypes: table(0x10000, ETHER_TYPES),
    greProtocols: table(0x10000, GRE_PROTOCOLS),
    ipProtocols: table(0x100, IP_PROTOCOLS),
    udpPorts: table(0x10000, [...UDP_PORTS, ...UDP_SERVERS]),
    udpServers: table(0x10000, UDP_SERVERS),
    linkTypes: table(0x10000, LINK_TYPES),
    reassemble: true,
    guess: false,
  }
}

function table(size: number, entries: ReadonlyArray<readonly [number, Kind]>): Uint8Array {
  const t = new Uint8Array(size).fill(Kind.Payload)
  for (const [number, kind] of entries) t[number] = kind
  return t
}

/** Shared by every packet that was given no tables of its own: not to be changed. */
export const DEFAULT_TABLES: Tables = defaultTables()
