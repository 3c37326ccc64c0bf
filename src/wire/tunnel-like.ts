/**
 * Which tunnel UDP data on an unknown port look like. A plain VXLAN header has 40 fixed bits. Other headers have fewer,
 * and Geneve's is mostly zeros: there, what the tunnel carries must make sense too.
 */

import { Kind } from './kind.js'
import * as arp from './protocols/arp.js'
import * as ethernet from './protocols/ethernet.js'
import * as geneve from './protocols/geneve.js'
import * as ipv4 from './protocols/ipv4.js'
import * as ipv6 from './protocols/ipv6.js'
import * as vxlan from './protocols/vxlan.js'
import * as vxlanGpe from './protocols/vxlan-gpe.js'
import { nextProtocolKind } from './registries/next-protocols.js'

/** Octets of the shortest header, which all have: Geneve's without options. */
const HEADER_LEN = 8

const ETHER_TYPE_IPV4 = 0x0800
const ETHER_TYPE_ARP = 0x0806
const ETHER_TYPE_BRIDGED = 0x6558
const ETHER_TYPE_VLAN = 0x8100
const ETHER_TYPE_IPV6 = 0x86dd
const ETHER_TYPE_DOT1AD = 0x88a8
/** Octets of an 802.1Q tag; a frame has at most two (IEEE 802.1ad). */
const TAG_LEN = 4
const MAX_TAGS = 2

/**
 * The tunnel's kind, or `Kind.Payload` for none. The data at `o` go to `port`; they end at `end` in the capture and at
 * `claimed` on the wire.
 */
export function tunnelLike(v: DataView, port: number, o: number, end: number, claimed: number): Kind {
  if (end - o <= HEADER_LEN) return Kind.Payload
  if (vxlan.looksLikeVxlan(v, o, end)) return Kind.Vxlan
  const inner = o + HEADER_LEN
  if (vxlan.hasPolicy(v, o, port)) return isFrame(v, inner, end, claimed) ? Kind.Vxlan : Kind.Payload
  if (vxlanGpe.namesNext(v, o)) {
    const next = nextProtocolKind(vxlanGpe.nextProtocol(v, o))
    return carries(next, v, inner, end, claimed) ? Kind.VxlanGpe : Kind.Payload
  }
  const next = geneveNext(v, o)
  if (next === Kind.Payload || !geneve.isSound(v, o, end)) return Kind.Payload
  return carries(next, v, inner + geneve.optionsLen(v, o), end, claimed) ? Kind.Geneve : Kind.Payload
}

/** Only what tenants send is looked for. Other EtherTypes would cost false guesses. */
function geneveNext(v: DataView, o: number): Kind {
  switch (geneve.protocolType(v, o)) {
    case ETHER_TYPE_BRIDGED:
      return Kind.Ethernet
    case ETHER_TYPE_IPV4:
      return Kind.Ipv4
    case ETHER_TYPE_IPV6:
      return Kind.Ipv6
    default:
      return Kind.Payload
  }
}

function carries(kind: Kind, v: DataView, o: number, end: number, claimed: number): boolean {
  switch (kind) {
    case Kind.Ethernet:
      return isFrame(v, o, end, claimed)
    case Kind.Ipv4:
      return isIpv4(v, o, end, claimed)
    case Kind.Ipv6:
      return isIpv6(v, o, end, claimed)
    default:
      return false
  }
}

/** Whether a single station's frame stands at `o`, tagged or not, with an IP or ARP packet that fits in. */
function isFrame(v: DataView, o: number, end: number, claimed: number): boolean {
  if (end - o < ethernet.HEADER_LEN || !ethernet.isFromStation(v, o)) return false
  let next = o + ethernet.HEADER_LEN
  let type = ethernet.type(v, o)
  for (let tags = 0; isTag(type) && tags < MAX_TAGS && end - next >= TAG_LEN; tags++) {
    type = v.getUint16(next + 2)
    next += TAG_LEN
  }
  if (type === ETHER_TYPE_IPV4) return isIpv4(v, next, end, claimed)
  if (type === ETHER_TYPE_IPV6) return isIpv6(v, next, end, claimed)
  return type === ETHER_TYPE_ARP && isArp(v, next, end)
}

function isTag(etherType: number): boolean {
  return etherType === ETHER_TYPE_VLAN || etherType === ETHER_TYPE_DOT1AD
}

function isIpv4(v: DataView, o: number, end: number, claimed: number): boolean {
  if (end - o < ipv4.MIN_HEADER_LEN || ipv4.version(v, o) !== 4) return false
  const header = ipv4.headerLen(v, o)
  const length = ipv4.totalLength(v, o)
  return header >= ipv4.MIN_HEADER_LEN && length >= header && length <= claimed - o
}

function isIpv6(v: DataView, o: number, end: number, claimed: number): boolean {
  if (end - o < ipv6.HEADER_LEN || ipv6.version(v, o) !== 6) return false
  return ipv6.HEADER_LEN + ipv6.payloadLength(v, o) <= claimed - o
}

function isArp(v: DataView, o: number, end: number): boolean {
  return end - o >= arp.MIN_HEADER_LEN && arp.isEthernetIpv4(v, o)
}
