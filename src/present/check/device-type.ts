/** What makes a tunnel in Linux. */
import { TunnelType } from '../../wire/tunnel.js'

/** The type of the device, as `ip link show type` takes it. */
export function deviceType(type: TunnelType): string {
  switch (type) {
    case TunnelType.Gretap:
    case TunnelType.GretapOrNvgre:
      return 'gretap'
    case TunnelType.Gre:
      return 'gre'
    case TunnelType.Geneve:
      return 'geneve'
    case TunnelType.Ipv4InIpv4:
      return 'ipip'
    case TunnelType.Ipv6InIpv4:
      return 'sit'
    case TunnelType.Ipv4InIpv6:
    case TunnelType.Ipv6InIpv6:
      return 'ip6tnl'
    case TunnelType.Pptp:
      return 'ppp'
    case TunnelType.Erspan1:
    case TunnelType.Erspan2:
    case TunnelType.Erspan3:
      return 'erspan'
    case TunnelType.Vxlan:
    case TunnelType.VxlanGpe:
      return 'vxlan'
    default:
      return 'tun'
  }
}
