/**
 * What a layer is, and why decoding stopped. Plain numbers: the hot path compares and indexes with them.
 *
 * A protocol names its successor by `Kind`, never by import, so protocols cannot form cycles.
 */

export const Kind = {
  /** Nothing follows: the packet is decoded to its end. */
  None: 0,
  /** Octets that no decoder here claims. Wireshark calls it `data`. */
  Payload: 1,

  // Link layers
  Ethernet: 2,
  Vlan: 3,
  Dot1ad: 4,
  /** With its extension SNAP, as Wireshark has it. */
  Llc: 5,
  /** The link types NULL and LOOP. */
  Null: 6,
  Sll: 7,
  Sll2: 8,
  Ppp: 9,
  Chdlc: 10,
  /** A bare IP packet: the version nibble decides. The link type RAW. */
  Raw: 11,
  PppoeDiscovery: 12,
  PppoeSession: 13,
  Stp: 14,
  Lldp: 15,

  // Network
  Arp: 16,
  Ipv4: 17,
  Ipv6: 18,
  Ipv6HopByHop: 19,
  Ipv6Routing: 20,
  Ipv6Fragment: 21,
  Ipv6Destination: 22,
  Ah: 23,
  Mpls: 24,

  // Transport and control
  Icmp: 25,
  Icmpv6: 26,
  Igmp: 27,
  Tcp: 28,
  Udp: 29,

  // Tunnels
  Vxlan: 30,
  VxlanGpe: 31,
  Nsh: 32,
  Gre: 33,
  Erspan1: 34,
  Erspan2: 35,
  Erspan3: 36,
  Geneve: 37,
  /** flannel's UDP backend: no header at all, a bare IP packet in UDP. */
  FlannelUdp: 38,
  /** Ethernet pseudowire control word, RFC 4448 §4.6. */
  PwControlWord: 39,
  /** What follows an MPLS bottom-of-stack label: its first nibble decides, RFC 4928 §3. Never a layer. */
  MplsPayload: 40,
  /** TrustSec's tag between GRE and what it carries. */
  CiscoMetaData: 41,

  // Registration of VLANs and groups among bridges
  Garp: 42,
  Gvrp: 43,
  Gmrp: 44,
  Mvrp: 45,
  Mmrp: 46,

  // Other tunnels, and what nobody but the two ends can read
  EtherIp: 47,
  Esp: 48,
  Ipcomp: 49,
  /** ESP or IKE in UDP, RFC 3948. */
  UdpEncap: 50,
  WireGuard: 51,
  OpenVpn: 52,
  Macsec: 53,
  /** A record of it in CAPWAP. */
  Dtls: 54,
  Gtp: 55,
  VnTag: 56,
  ETag: 57,
  /** In UDP. */
  L2tp: 58,
  /** Version 3 straight in IP. */
  L2tpIp: 59,
  Gue: 60,
  Teredo: 61,
  Tzsp: 62,
  /** Its data packets. */
  Lisp: 63,
  Ayiya: 64,
  CapwapControl: 65,
  CapwapData: 66,

  // Applications: never layers. Data are shown as one where somebody looks (`applications.ts`).
  Dns: 67,
  Mdns: 68,
  Llmnr: 69,
  Dhcp: 70,
  /** A ClientHello. */
  Tls: 71,
  /** The first line of a message. */
  Http: 72,

  // What PPP carries besides packets
  Lcp: 73,
  Ipcp: 74,
  Ipv6cp: 75,
  Ccp: 76,
  Pap: 77,
  Chap: 78,
  Multilink: 79,
  PppCompressed: 80,
  PppBridging: 81,

  // What capturing machines put in front of packets
  Nflog: 82,

  /** How the ends of a multipoint GRE tunnel find each other. */
  Nhrp: 83,

  /** An application too: messages that begin in a segment. */
  Bgp: 84,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** The length of a table by kind. A kind fits in one octet, because the number tables store it in one. */
export const KIND_COUNT = 256

let last = Math.max(...Object.values(Kind))

/**
 * A new kind for a protocol that no other file has to name: its declaration takes one. Throws a `RangeError` when an
 * octet has no more values left.
 */
export function newKind(): Kind {
  if (last + 1 === KIND_COUNT) throw new RangeError(`there is no room for more than ${KIND_COUNT} protocols`)
  return ++last as Kind
}

/** Why a layer could not be decoded. The packet is data all the same; layers before it stay valid. */
export const Reason = {
  None: 0,
  /** The capture's snapshot length ended the octets: the packet itself may be perfect. */
  Cut: 1,
  /** A length field around it, or the frame's own length, ended the octets: the packet contradicts itself. */
  Truncated: 2,
  /** A field has a value that makes the rest unreadable (an IP header length of 4, an unknown version). */
  BadField: 3,
  /** More layers than `MAX_LAYERS`. */
  TooDeep: 4,
  /** An ICMP error quoted no more of the packet: normal, RFC 792 asks for 8 octets only. */
  Quoted: 5,
  /** A length field claims more than there is. What is there has been decoded, as receivers do. */
  Overlong: 6,
} as const
export type Reason = (typeof Reason)[keyof typeof Reason]
