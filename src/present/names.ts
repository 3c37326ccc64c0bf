/** Names and sentences that several presenters share: one place for translations. */
import { Kind, Reason } from '../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../wire/packet.js'

/** What `read --json` calls the reasons. */
export const REASON_NAMES: Readonly<Record<Reason, string>> = {
  [Reason.None]: 'none',
  [Reason.Cut]: 'cut',
  [Reason.Truncated]: 'truncated',
  [Reason.BadField]: 'bad-field',
  [Reason.TooDeep]: 'too-deep',
  [Reason.Quoted]: 'quoted',
  [Reason.Overlong]: 'overlong',
}

/** What people call a protocol, for the left column of the tree. */
const SHORT_TITLES: Readonly<Partial<Record<Kind, string>>> = {
  [Kind.Payload]: 'Data',
  [Kind.Ethernet]: 'Ethernet',
  [Kind.Vlan]: 'VLAN',
  [Kind.Dot1ad]: 'VLAN (S)',
  [Kind.Llc]: 'LLC',
  [Kind.Null]: 'Loopback',
  [Kind.Sll]: 'Cooked',
  [Kind.Sll2]: 'Cooked v2',
  [Kind.Ppp]: 'PPP',
  [Kind.Raw]: 'Raw IP',
  [Kind.Chdlc]: 'Cisco HDLC',
  [Kind.PppoeDiscovery]: 'PPPoE',
  [Kind.PppoeSession]: 'PPPoE',
  [Kind.Stp]: 'STP',
  [Kind.Lldp]: 'LLDP',
  [Kind.Arp]: 'ARP',
  [Kind.Ipv4]: 'IPv4',
  [Kind.Ipv6]: 'IPv6',
  [Kind.Ipv6HopByHop]: 'Hop-by-Hop',
  [Kind.Ipv6Routing]: 'Routing',
  [Kind.Ipv6Fragment]: 'Fragment',
  [Kind.Ipv6Destination]: 'Destination',
  [Kind.Ah]: 'AH',
  [Kind.Mpls]: 'MPLS',
  [Kind.Icmp]: 'ICMP',
  [Kind.Icmpv6]: 'ICMPv6',
  [Kind.Igmp]: 'IGMP',
  [Kind.Tcp]: 'TCP',
  [Kind.Udp]: 'UDP',
  [Kind.Vxlan]: 'VXLAN',
  [Kind.VxlanGpe]: 'VXLAN-GPE',
  [Kind.Nsh]: 'NSH',
  [Kind.Gre]: 'GRE',
  [Kind.Erspan1]: 'ERSPAN I',
  [Kind.Erspan2]: 'ERSPAN II',
  [Kind.Erspan3]: 'ERSPAN III',
  [Kind.Geneve]: 'Geneve',
  [Kind.FlannelUdp]: 'flannel UDP',
  [Kind.PwControlWord]: 'PW control',
  [Kind.CiscoMetaData]: 'Cisco MD',
  [Kind.CapwapData]: 'CAPWAP',
  [Kind.CapwapControl]: 'CAPWAP control',
  [Kind.Ayiya]: 'AYIYA',
  [Kind.Lisp]: 'LISP',
  [Kind.Tzsp]: 'TZSP',
  [Kind.Teredo]: 'Teredo',
  [Kind.Gue]: 'GUE',
  [Kind.L2tpIp]: 'L2TPv3',
  [Kind.L2tp]: 'L2TP',
  [Kind.Garp]: 'GARP',
  [Kind.Gvrp]: 'GVRP',
  [Kind.Gmrp]: 'GMRP',
  [Kind.Mvrp]: 'MVRP',
  [Kind.Mmrp]: 'MMRP',
  [Kind.ETag]: 'E-TAG',
  [Kind.VnTag]: 'VN-Tag',
  [Kind.Gtp]: 'GTP',
  [Kind.Dtls]: 'DTLS',
  [Kind.Macsec]: 'MACsec',
  [Kind.OpenVpn]: 'OpenVPN',
  [Kind.WireGuard]: 'WireGuard',
  [Kind.UdpEncap]: 'IPsec in UDP',
  [Kind.Ipcomp]: 'IPComp',
  [Kind.Esp]: 'ESP',
  [Kind.EtherIp]: 'EtherIP',
  [Kind.Dns]: 'DNS',
  [Kind.Mdns]: 'mDNS',
  [Kind.Llmnr]: 'LLMNR',
  [Kind.Dhcp]: 'DHCP',
  [Kind.Tls]: 'TLS',
  [Kind.Http]: 'HTTP',
  [Kind.Lcp]: 'LCP',
  [Kind.Ipcp]: 'IPCP',
  [Kind.Ipv6cp]: 'IPV6CP',
  [Kind.Ccp]: 'CCP',
  [Kind.Pap]: 'PAP',
  [Kind.Chap]: 'CHAP',
  [Kind.Multilink]: 'Multilink',
  [Kind.PppCompressed]: 'Compressed',
  [Kind.PppBridging]: 'Bridged PDU',
  [Kind.Pktap]: 'PKTAP',
  [Kind.Nflog]: 'NFLOG',
  [Kind.Ipnet]: 'IPNET',
  [Kind.Juniper]: 'Juniper',
  [Kind.Nhrp]: 'NHRP',
}

/** `IPv4`, `VXLAN`: short enough for a column. */
export function shortTitle(kind: Kind): string {
  return SHORT_TITLES[kind] ?? 'Data'
}

/** Where Wireshark's short protocol name, which `_ws.malformed` and `_ws.short` show, is not `shortTitle`. */
const WIRESHARK_TITLES: Readonly<Partial<Record<Kind, string>>> = {
  [Kind.Dot1ad]: 'IEEE 802.1AD',
  [Kind.Null]: 'Null',
  [Kind.Sll]: 'SLL',
  [Kind.Sll2]: 'SLL',
  [Kind.Chdlc]: 'CHDLC',
  [Kind.PppoeDiscovery]: 'PPPoED',
  [Kind.PppoeSession]: 'PPPoES',
  [Kind.Raw]: 'Raw',
  [Kind.Arp]: 'ARP/RARP',
  [Kind.Ipv6HopByHop]: 'IPv6 Hop-by-Hop',
  [Kind.Ipv6Routing]: 'IPv6 Routing',
  [Kind.Ipv6Fragment]: 'IPv6 Fragment',
  [Kind.Ipv6Destination]: 'IPv6 Destination',
  [Kind.VxlanGpe]: 'VXLAN',
  [Kind.PwControlWord]: 'Ethernet PW (with CW)',
  [Kind.CiscoMetaData]: 'Cisco MetaData',
  [Kind.CapwapData]: 'CAPWAP',
  [Kind.CapwapControl]: 'CAPWAP',
  [Kind.Lisp]: 'LISP Data',
  [Kind.L2tpIp]: 'L2TP',
  [Kind.ETag]: 'ETAG',
  [Kind.VnTag]: 'VNTAG',
  [Kind.Macsec]: 'MACSEC',
  [Kind.UdpEncap]: 'UDPENCAP',
  [Kind.EtherIp]: 'ETHERIP',
  [Kind.Erspan1]: 'ERSPAN',
  [Kind.Erspan2]: 'ERSPAN',
  [Kind.Erspan3]: 'ERSPAN',
  [Kind.Mvrp]: 'MRP-MVRP',
  [Kind.Mmrp]: 'MRP-MMRP',
  [Kind.Lcp]: 'PPP LCP',
  [Kind.Ipcp]: 'PPP IPCP',
  [Kind.Ipv6cp]: 'PPP IPV6CP',
  [Kind.Ccp]: 'PPP CCP',
  [Kind.Pap]: 'PPP PAP',
  [Kind.Chap]: 'PPP CHAP',
  [Kind.Multilink]: 'PPP MP',
  [Kind.PppCompressed]: 'PPP Comp',
  [Kind.PppBridging]: 'PPP BCP BPDU',
}

export function wiresharkTitle(kind: Kind): string {
  return WIRESHARK_TITLES[kind] ?? shortTitle(kind)
}

/** Octets behind everything that a length field covers: Ethernet's padding, or a trailer. */
export const TRAILER = 'behind the packet'
/** Octets of a layer that nothing here reads. */
export const NOT_DECODED = 'not decoded'

/** What stopped the decoder, as a sentence; offsets in octets from the frame's first. */
export function malformedSentence(p: Packet): string {
  const m = p.malformed
  const name = shortTitle(m.kind)
  const at = m.offset - p.start
  const have = Math.max(0, m.have)
  switch (m.reason) {
    case Reason.Cut:
      return `${name} at octet ${at}: the capture ends after ${have} of ${m.need} octets; ${p.length} were on the wire`
    case Reason.Truncated:
      return `${name} at octet ${at}: ${m.need} octets are needed, ${have} are there by the lengths around it`
    case Reason.BadField:
      return `${name} at octet ${at}: its fields contradict each other or have a value that cannot be`
    case Reason.TooDeep:
      return `${name} at octet ${at}: more than ${MAX_LAYERS} layers, the rest is not decoded`
    case Reason.Quoted:
      return `${name} at octet ${at}: the ICMP error quotes only ${have} of its ${m.need} octets, as it may`
    case Reason.Overlong:
      return `${name} at octet ${at}: its length field claims ${m.need} octets, ${have} are there`
    default:
      return ''
  }
}
