/**
 * Next Protocol numbers, the same in a Network Service Header (RFC 8300 §2.2) and in VXLAN-GPE
 * (draft-ietf-nvo3-vxlan-gpe-13 §3): one octet that names what follows where no EtherType fits.
 */
import { Kind } from '../kind.js'

const IPV4 = 1
const IPV6 = 2
const ETHERNET = 3
const NSH = 4
const MPLS = 5

export const NEXT_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  [IPV4]: 'IPv4',
  [IPV6]: 'IPv6',
  [ETHERNET]: 'Ethernet',
  [NSH]: 'NSH',
  [MPLS]: 'MPLS',
}

/** The decoder of a Next Protocol; octets for one that is unassigned. */
export function nextProtocolKind(nextProtocol: number): Kind {
  switch (nextProtocol) {
    case IPV4:
      return Kind.Ipv4
    case IPV6:
      return Kind.Ipv6
    case ETHERNET:
      return Kind.Ethernet
    case NSH:
      return Kind.Nsh
    case MPLS:
      return Kind.Mpls
    default:
      return Kind.Payload
  }
}
