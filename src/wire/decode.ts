/**
 * The decoder: from the link layer to the innermost header, one `switch` on what comes next.
 * The only file that knows every protocol's `decode`.
 */

import * as ah from './ah.js'
import * as arp from './arp.js'
import * as ayiya from './ayiya.js'
import * as capwap from './capwap.js'
import * as chdlc from './chdlc.js'
import * as ciscoMetaData from './cisco-meta-data.js'
import * as dot1ad from './dot1ad.js'
import * as dtls from './dtls.js'
import * as erspan from './erspan.js'
import * as esp from './esp.js'
import * as etag from './etag.js'
import * as etherip from './etherip.js'
import * as ethernet from './ethernet.js'
import * as flannelUdp from './flannel-udp.js'
import * as garp from './garp.js'
import * as geneve from './geneve.js'
import * as gre from './gre.js'
import * as gtp from './gtp.js'
import * as gue from './gue.js'
import * as icmp from './icmp.js'
import * as icmpv6 from './icmpv6.js'
import * as igmp from './igmp.js'
import * as ipcomp from './ipcomp.js'
import * as ipnet from './ipnet.js'
import * as ipv4 from './ipv4.js'
import * as ipv6 from './ipv6.js'
import * as ipv6Destination from './ipv6-destination.js'
import * as ipv6Fragment from './ipv6-fragment.js'
import * as ipv6HopByHop from './ipv6-hop-by-hop.js'
import * as ipv6Routing from './ipv6-routing.js'
import * as juniper from './juniper.js'
import { Kind } from './kind.js'
import * as l2tp from './l2tp.js'
import * as lisp from './lisp.js'
import * as llc from './llc.js'
import * as lldp from './lldp.js'
import * as macsec from './macsec.js'
import * as mpls from './mpls.js'
import * as mplsPayload from './mpls-payload.js'
import * as mrp from './mrp.js'
import * as nflog from './nflog.js'
import * as nhrp from './nhrp.js'
import * as nsh from './nsh.js'
import * as nullLink from './null.js'
import * as openvpn from './openvpn.js'
import { decodeOrdinary } from './ordinary.js'
import type { Packet } from './packet.js'
import * as pktap from './pktap.js'
import * as ppp from './ppp.js'
import * as pppBridging from './ppp-bridging.js'
import * as pppCompressed from './ppp-compressed.js'
import * as pppControl from './ppp-control.js'
import * as pppMultilink from './ppp-multilink.js'
import * as pppoe from './pppoe.js'
import * as pwControlWord from './pw-control-word.js'
import * as raw from './raw.js'
import * as sll from './sll.js'
import * as sll2 from './sll2.js'
import * as stp from './stp.js'
import * as tcp from './tcp.js'
import * as teredo from './teredo.js'
import * as tzsp from './tzsp.js'
import * as udp from './udp.js'
import * as udpEncap from './udp-encap.js'
import * as vlan from './vlan.js'
import * as vntag from './vntag.js'
import * as vxlan from './vxlan.js'
import * as vxlanGpe from './vxlan-gpe.js'
import * as wireguard from './wireguard.js'

/**
 * Fills `p.layers` from the octets in [`p.start`, `p.end`). Never throws and never reads beyond: what cannot be decoded
 * stands in `p.malformed`, and the layers before it are valid.
 */
export function decode(p: Packet): void {
  if (!decodeOrdinary(p)) decodeLayers(p)
}

/** The same layer by layer, whatever the packet is. */
export function decodeLayers(p: Packet): void {
  p.reset()
  let kind = p.tables.linkTypes[p.linkType] as Kind
  while (kind !== Kind.None) kind = decodeLayer(p, kind, p.nextStart, p.nextEnd)
}

/** What most layers are, apart from the rest: V8 inlines the decoders that a small function calls. */
function decodeLayer(p: Packet, kind: Kind, o: number, end: number): Kind {
  switch (kind) {
    case Kind.Ethernet:
      return ethernet.decode(p, o, end)
    case Kind.Ipv4:
      return ipv4.decode(p, o, end)
    case Kind.Udp:
      return udp.decode(p, o, end)
    case Kind.Vxlan:
      return vxlan.decode(p, o, end)
    case Kind.Tcp:
      return tcp.decode(p, o, end)
    case Kind.Payload:
      return o < end ? p.push(Kind.Payload, o, end, end, Kind.None) : Kind.None
    default:
      return decodeOther(p, kind, o, end)
  }
}

function decodeOther(p: Packet, kind: Kind, o: number, end: number): Kind {
  switch (kind) {
    case Kind.Gre:
      return gre.decode(p, o, end)
    case Kind.Vlan:
      return vlan.decode(p, o, end)
    case Kind.Dot1ad:
      return dot1ad.decode(p, o, end)
    case Kind.Llc:
      return llc.decode(p, o, end)
    case Kind.Null:
      return nullLink.decode(p, o, end)
    case Kind.Sll:
      return sll.decode(p, o, end)
    case Kind.Sll2:
      return sll2.decode(p, o, end)
    case Kind.Ppp:
      return ppp.decode(p, o, end)
    case Kind.Raw:
      return raw.decode(p, o, end)
    case Kind.Chdlc:
      return chdlc.decode(p, o, end)
    case Kind.PppoeDiscovery:
      return pppoe.decodeDiscovery(p, o, end)
    case Kind.PppoeSession:
      return pppoe.decodeSession(p, o, end)
    case Kind.Stp:
      return stp.decode(p, o, end)
    case Kind.Lldp:
      return lldp.decode(p, o, end)
    case Kind.Arp:
      return arp.decode(p, o, end)
    case Kind.Ipv6:
      return ipv6.decode(p, o, end)
    case Kind.Ipv6HopByHop:
      return ipv6HopByHop.decode(p, o, end)
    case Kind.Ipv6Routing:
      return ipv6Routing.decode(p, o, end)
    case Kind.Ipv6Fragment:
      return ipv6Fragment.decode(p, o, end)
    case Kind.Ipv6Destination:
      return ipv6Destination.decode(p, o, end)
    case Kind.Ah:
      return ah.decode(p, o, end)
    case Kind.Mpls:
      return mpls.decode(p, o, end)
    case Kind.Icmp:
      return icmp.decode(p, o, end)
    case Kind.Icmpv6:
      return icmpv6.decode(p, o, end)
    case Kind.Igmp:
      return igmp.decode(p, o, end)
    case Kind.VxlanGpe:
      return vxlanGpe.decode(p, o, end)
    case Kind.Nsh:
      return nsh.decode(p, o, end)
    case Kind.Erspan1:
      return erspan.decode1(p, o, end)
    case Kind.Erspan2:
    case Kind.Erspan3:
      return erspan.decode(p, o, end)
    case Kind.Geneve:
      return geneve.decode(p, o, end)
    case Kind.CiscoMetaData:
      return ciscoMetaData.decode(p, o, end)
    case Kind.FlannelUdp:
      return flannelUdp.decode(p, o, end)
    case Kind.PwControlWord:
      return pwControlWord.decode(p, o, end)
    case Kind.MplsPayload:
      return mplsPayload.decode(p, o, end)
    case Kind.Garp:
      return garp.decode(p, o, end)
    case Kind.Mvrp:
    case Kind.Mmrp:
      return mrp.decode(p, kind, o, end)
    case Kind.EtherIp:
      return etherip.decode(p, o, end)
    case Kind.Esp:
      return esp.decode(p, o, end)
    case Kind.Ipcomp:
      return ipcomp.decode(p, o, end)
    case Kind.UdpEncap:
      return udpEncap.decode(p, o, end)
    case Kind.WireGuard:
      return wireguard.decode(p, o, end)
    case Kind.OpenVpn:
      return openvpn.decode(p, o, end)
    case Kind.Macsec:
      return macsec.decode(p, o, end)
    case Kind.Dtls:
      return dtls.decode(p, o, end)
    case Kind.Gtp:
      return gtp.decode(p, o, end)
    case Kind.VnTag:
      return vntag.decode(p, o, end)
    case Kind.ETag:
      return etag.decode(p, o, end)
    case Kind.L2tp:
      return l2tp.decode(p, o, end)
    case Kind.L2tpIp:
      return l2tp.decodeInIp(p, o, end)
    case Kind.Gue:
      return gue.decode(p, o, end)
    case Kind.Teredo:
      return teredo.decode(p, o, end)
    case Kind.Tzsp:
      return tzsp.decode(p, o, end)
    case Kind.Lisp:
      return lisp.decode(p, o, end)
    case Kind.Ayiya:
      return ayiya.decode(p, o, end)
    case Kind.CapwapControl:
      return capwap.decodeControl(p, o, end)
    case Kind.CapwapData:
      return capwap.decodeData(p, o, end)
    case Kind.Lcp:
    case Kind.Ipcp:
    case Kind.Ipv6cp:
    case Kind.Ccp:
    case Kind.Pap:
    case Kind.Chap:
      return pppControl.decode(p, kind, o, end)
    case Kind.Multilink:
      return pppMultilink.decode(p, o, end)
    case Kind.PppCompressed:
      return pppCompressed.decode(p, o, end)
    case Kind.Nhrp:
      return nhrp.decode(p, o, end)
    case Kind.Pktap:
      return pktap.decode(p, o, end)
    case Kind.Nflog:
      return nflog.decode(p, o, end)
    case Kind.Ipnet:
      return ipnet.decode(p, o, end)
    case Kind.Juniper:
      return juniper.decode(p, o, end)
    case Kind.PppBridging:
      return pppBridging.decode(p, o, end)
    default:
      return Kind.None
  }
}
