/** What the layers that make tunnels have in common: which they are, and the number that names one. */

import { isExtension, isIp } from './ip.js'
import { Kind } from './kind.js'
import { MAX_LAYERS, type Packet } from './packet.js'
import * as ayiya from './protocols/ayiya.js'
import * as capwap from './protocols/capwap.js'
import * as erspan from './protocols/erspan.js'
import * as geneve from './protocols/geneve.js'
import * as gre from './protocols/gre.js'
import * as gtp from './protocols/gtp.js'
import * as gue from './protocols/gue.js'
import * as l2tp from './protocols/l2tp.js'
import * as lisp from './protocols/lisp.js'
import * as mpls from './protocols/mpls.js'
import { is6to4 } from './protocols/six-to-four.js'
import * as tzsp from './protocols/tzsp.js'
import * as vxlan from './protocols/vxlan.js'

/** What a user would call the tunnel. Finer than `Kind`: GRE has many uses, and IP in IP has no header of its own. */
export const TunnelType = {
  /** Not a tunnel. */
  None: 0,
  Vxlan: 1,
  VxlanGpe: 2,
  Geneve: 3,
  /** GRE that carries network-layer packets. */
  Gre: 4,
  /** GRE that carries Ethernet frames. */
  Gretap: 5,
  /** Gretap with a key alone, which NVGRE is too (RFC 7637 §3.2), and whose VSID is not a reserved one. */
  GretapOrNvgre: 6,
  /** GRE version 1 (RFC 2637). */
  Pptp: 7,
  Erspan1: 8,
  Erspan2: 9,
  Erspan3: 10,
  FlannelUdp: 11,
  Mpls: 12,
  Ipv4InIpv4: 13,
  Ipv6InIpv4: 14,
  Ipv4InIpv6: 15,
  Ipv6InIpv6: 16,
  /** RFC 3056: IPv6 in IPv4 whose inner address holds the outer one. */
  SixToFour: 17,
  /** MikroTik's Ethernet over IP. */
  Eoip: 18,
  /** RFC 3378. */
  EtherIp: 19,
  /** The user plane of a mobile network. */
  Gtp: 20,
  /** Version 2, which carries PPP. */
  L2tp: 21,
  /** Version 3, which carries Ethernet frames as a rule. */
  L2tpv3: 22,
  Gue: 23,
  Teredo: 24,
  /** Mirrored frames. */
  Tzsp: 25,
  Lisp: 26,
  Ayiya: 27,
  Capwap: 28,
} as const
export type TunnelType = (typeof TunnelType)[keyof typeof TunnelType]

/** The identifier of a tunnel that has none: GRE without a key, IP in IP, flannel's UDP backend. */
export const NO_ID = -1

/** RFC 7637 §3.2: VSIDs up to 0xfff are reserved, 0xffffff is for vendors. */
const MIN_VSID = 0x1000
const MAX_VSID = 0xfffffe

const PROTOCOL_IPV4 = 4
const PROTOCOL_IPV6 = 41
const PROTOCOL_GRE = 47

/**
 * The tunnels that a packet is in, outermost first: only the packet's own, not those of a quoted packet. One object is
 * filled for each packet and shared by all readers.
 */
export class TunnelStack {
  depth = 0
  readonly types: Uint8Array = new Uint8Array(MAX_LAYERS)
  /** As `tunnelId` gives them. */
  readonly ids: Float64Array = new Float64Array(MAX_LAYERS)
  /** Index of the layer that makes the tunnel. */
  readonly layers: Uint8Array = new Uint8Array(MAX_LAYERS)

  fill(p: Packet): void {
    if (p.tunnel > 0) {
      this.#put(p, 0, p.tunnel, tunnelType(p, p.tunnel))
      this.depth = 1
      return
    }
    const own = ownDepth(p)
    let n = 0
    for (let i = 0; i < own; i++) {
      const { kind } = p.layers[i]!
      // Most layers make no tunnel: those below the first tunnel kind, except IP right behind IP.
      if (kind < Kind.Mpls && (i === 0 || !isIp(kind) || !isIpOrExtension(p.layers[i - 1]!.kind))) continue
      const type = tunnelType(p, i)
      if (type === TunnelType.None) continue
      this.#put(p, n++, i, type)
    }
    this.depth = n
  }

  #put(p: Packet, n: number, i: number, type: TunnelType): void {
    this.types[n] = type
    this.ids[n] = tunnelId(p, i)
    this.layers[n] = i
  }
}

/** What tunnel layer `i` makes; `TunnelType.None` for most layers. */
export function tunnelType(p: Packet, i: number): TunnelType {
  // A function of its own, because V8 inlines only small ones.
  return p.layers[i]!.kind === Kind.Vxlan ? TunnelType.Vxlan : otherTunnelType(p, i)
}

function otherTunnelType(p: Packet, i: number): TunnelType {
  const l = p.layers[i]!
  switch (l.kind) {
    case Kind.Ipv4:
    case Kind.Ipv6:
      return i === 0 ? TunnelType.None : ipInIp(p, i)
    case Kind.Gre:
      return greUse(p.view, l.start)
    case Kind.VxlanGpe:
      return TunnelType.VxlanGpe
    case Kind.Geneve:
      return TunnelType.Geneve
    case Kind.Erspan1:
      return TunnelType.Erspan1
    case Kind.Erspan2:
      return TunnelType.Erspan2
    case Kind.Erspan3:
      return TunnelType.Erspan3
    case Kind.FlannelUdp:
      return TunnelType.FlannelUdp
    case Kind.Mpls:
      return TunnelType.Mpls
    case Kind.L2tp:
      return l2tpType(p.view, l.start)
    case Kind.L2tpIp:
      return l2tp.sessionIdInIp(p.view, l.start) === 0 ? TunnelType.None : TunnelType.L2tpv3
    case Kind.Gue:
      return gue.isMessage(p.view, l.start, l.payload) ? TunnelType.None : TunnelType.Gue
    case Kind.Teredo:
      return TunnelType.Teredo
    case Kind.Tzsp:
      return tzsp.isData(p.view, l.start) ? TunnelType.Tzsp : TunnelType.None
    case Kind.Lisp:
      return TunnelType.Lisp
    case Kind.Ayiya:
      return ayiya.isData(p.view, l.start) ? TunnelType.Ayiya : TunnelType.None
    case Kind.CapwapData:
      return capwap.isData(p.view, l.start) ? TunnelType.Capwap : TunnelType.None
    case Kind.Gtp:
      return gtp.isData(p.view, l.start) ? TunnelType.Gtp : TunnelType.None
    case Kind.EtherIp:
      return TunnelType.EtherIp
    default:
      return TunnelType.None
  }
}

/**
 * The number of the tunnel that layer `i` makes: VNI, GRE key (PPTP: call id; EoIP: tunnel id), ERSPAN session id, MPLS
 * label, TEID, L2TP session (version 2: with the tunnel's id above), LISP instance; `NO_ID` where there is none.
 */
export function tunnelId(p: Packet, i: number): number {
  const l = p.layers[i]!
  return l.kind === Kind.Vxlan ? vxlan.vni(p.view, l.start) : otherTunnelId(p, i)
}

function otherTunnelId(p: Packet, i: number): number {
  const l = p.layers[i]!
  const v = p.view
  switch (l.kind) {
    case Kind.VxlanGpe:
      return vxlan.vni(v, l.start)
    case Kind.Geneve:
      return geneve.vni(v, l.start)
    case Kind.Gre:
      if ((gre.flagsAndVersion(v, l.start) & gre.FLAG_K) === 0) return NO_ID
      return greId(v, l.start)
    case Kind.Erspan2:
    case Kind.Erspan3:
      return erspan.sessionId(v, l.start)
    case Kind.Mpls:
      return mpls.label(v, l.start)
    case Kind.Gtp:
      return gtp.tunnelEndpointIdentifier(v, l.start)
    case Kind.L2tp:
      return l2tp.version(v, l.start) === 2 ? l2tp.tunnelAndSession(v, l.start) : l2tp.sessionIdInUdp(v, l.start)
    case Kind.L2tpIp:
      return l2tp.sessionIdInIp(v, l.start)
    case Kind.Lisp:
      return lisp.hasInstance(v, l.start) ? lisp.instanceId(v, l.start) : NO_ID
    default:
      return NO_ID
  }
}

/**
 * The tunnel that begins at `o` by the IP `protocol`, when an ICMP error quotes too little for its whole header (RFC
 * 792: 8 octets); `TunnelType.None` for other protocols.
 */
export function quotedTunnelType(v: DataView, o: number, end: number, protocol: number, outer: Kind): TunnelType {
  if (protocol === PROTOCOL_IPV4) return outer === Kind.Ipv4 ? TunnelType.Ipv4InIpv4 : TunnelType.Ipv4InIpv6
  if (protocol === PROTOCOL_IPV6) return outer === Kind.Ipv4 ? TunnelType.Ipv6InIpv4 : TunnelType.Ipv6InIpv6
  if (protocol !== PROTOCOL_GRE) return TunnelType.None
  if (end - o < gre.MIN_HEADER_LEN) return TunnelType.Gre
  if (gre.isEnhanced(v, o)) return TunnelType.Pptp
  if (gre.isEoip(v, o)) return TunnelType.Eoip
  switch (gre.protocolType(v, o)) {
    case gre.ETHERNET:
      return TunnelType.Gretap
    case gre.ERSPAN:
      return (gre.flagsAndVersion(v, o) & gre.FLAG_S) === 0 ? TunnelType.Erspan1 : TunnelType.Erspan2
    case gre.ERSPAN3:
      return TunnelType.Erspan3
    default:
      return TunnelType.Gre
  }
}

/** The key or call id of such a GRE header; `NO_ID` if it has none, or if the quote ends in front of it. */
export function quotedTunnelId(v: DataView, o: number, end: number, protocol: number): number {
  if (protocol !== PROTOCOL_GRE || end - o < gre.MIN_HEADER_LEN) return NO_ID
  if ((gre.flagsAndVersion(v, o) & gre.FLAG_K) === 0 || end < gre.keyOffset(v, o) + 4) return NO_ID
  return greId(v, o)
}

/** Whether the tunnel has no header of its own: the inner packet's IP header is the layer that makes it. */
export function isHeaderless(type: TunnelType): boolean {
  return type >= TunnelType.Ipv4InIpv4 && type <= TunnelType.SixToFour
}

/**
 * Whether a tunnel of this type has exactly two ends, which name it. A VNI may join any number of VTEPs.
 */
export function isPair(type: TunnelType): boolean {
  return PAIRS.has(type)
}

const PAIRS: ReadonlySet<TunnelType> = new Set([
  TunnelType.Gre,
  TunnelType.Gretap,
  TunnelType.Pptp,
  TunnelType.Ipv4InIpv4,
  TunnelType.Ipv6InIpv4,
  TunnelType.Ipv4InIpv6,
  TunnelType.Ipv6InIpv6,
  TunnelType.Eoip,
  TunnelType.EtherIp,
  TunnelType.Gtp,
  TunnelType.L2tp,
  TunnelType.L2tpv3,
  TunnelType.Gue,
  TunnelType.Teredo,
  TunnelType.Ayiya,
  TunnelType.Capwap,
  TunnelType.SixToFour,
])

/** Whether such a tunnel carries copies of frames to a listener. Nobody answers through it. */
export function isMirrorType(type: TunnelType): boolean {
  return (type >= TunnelType.Erspan1 && type <= TunnelType.Erspan3) || type === TunnelType.Tzsp
}

/** Whether the receiver has chosen the number in the header, so that each direction may have its own. */
export function hasIdEachWay(type: TunnelType): boolean {
  return WITH_ID_EACH_WAY.has(type) || isSession(type)
}

/**
 * The number that tells networks of this type apart. A mobile network and an L2TP server give each session two numbers,
 * and no packet says which belong together, so all sessions between the same two ends are one network. RFC 7637 §3.2:
 * the last octet of a key names a flow, not a network.
 */
export function networkId(type: TunnelType, id: number): number {
  if (type === TunnelType.GretapOrNvgre) return id >>> 8
  return isSession(type) ? NO_ID : id
}

const WITH_ID_EACH_WAY: ReadonlySet<TunnelType> = new Set([
  TunnelType.Gre,
  TunnelType.Gretap,
  TunnelType.Pptp,
  TunnelType.L2tpv3,
])

function isSession(type: TunnelType): boolean {
  return type === TunnelType.Gtp || type === TunnelType.L2tp
}

function l2tpType(v: DataView, o: number): TunnelType {
  if (!l2tp.isData(v, o)) return TunnelType.None
  return l2tp.version(v, o) === 2 ? TunnelType.L2tp : TunnelType.L2tpv3
}

/** Layers that are the packet's own, not quoted by an ICMP error. */
export function ownDepth(p: Packet): number {
  return Math.min(p.depth, p.quoted)
}

/** RFC 2003, RFC 4213 §3, RFC 2473: an IP header carried directly by another, extension headers aside. */
function ipInIp(p: Packet, i: number): TunnelType {
  let below = i - 1
  while (below > 0 && isExtension(p.layers[below]!.kind)) below--
  const outer = p.layers[below]!.kind
  const inner = p.layers[i]!.kind
  if (outer === Kind.Ipv4) {
    if (inner === Kind.Ipv4) return TunnelType.Ipv4InIpv4
    return is6to4(p.view, p.layers[i]!) ? TunnelType.SixToFour : TunnelType.Ipv6InIpv4
  }
  if (outer === Kind.Ipv6) return inner === Kind.Ipv4 ? TunnelType.Ipv4InIpv6 : TunnelType.Ipv6InIpv6
  return TunnelType.None
}

/** The number in a key that is there. */
function greId(v: DataView, o: number): number {
  if (gre.isEnhanced(v, o)) return gre.callId(v, o)
  return gre.isEoip(v, o) ? gre.eoipTunnelId(v, o) : gre.key(v, o)
}

function greUse(v: DataView, o: number): TunnelType {
  if (gre.isEnhanced(v, o)) return TunnelType.Pptp
  if (gre.isEoip(v, o)) return TunnelType.Eoip
  switch (gre.protocolType(v, o)) {
    case gre.ETHERNET:
      if (!gre.isNvgre(v, o)) return TunnelType.Gretap
      return gre.vsid(v, o) >= MIN_VSID && gre.vsid(v, o) <= MAX_VSID ? TunnelType.GretapOrNvgre : TunnelType.Gretap
    case gre.ERSPAN:
    case gre.ERSPAN3:
      // The ERSPAN header behind it names the tunnel.
      return TunnelType.None
    default:
      return TunnelType.Gre
  }
}

function isIpOrExtension(kind: Kind): boolean {
  return isIp(kind) || isExtension(kind)
}
