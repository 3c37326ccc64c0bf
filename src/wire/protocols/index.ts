/** All protocols' declarations, by `Kind`, and what follows from them: each kind's decoder, and what leads to it. */

import type { Decoder, NumberTable, Protocol } from '../field.js'
import { KIND_COUNT, Kind, newKind } from '../kind.js'
import { DEFAULT_TABLES, type Tables } from '../tables.js'
import * as ah from './ah.js'
import * as arp from './arp.js'
import * as ayiya from './ayiya.js'
import * as bgp from './bgp.js'
import * as capwap from './capwap.js'
import * as chdlc from './chdlc.js'
import * as ciscoMetaData from './cisco-meta-data.js'
import * as dhcp from './dhcp.js'
import * as dns from './dns.js'
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
import * as http from './http.js'
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
import * as pktap from './pktap.js'
import * as ppp from './ppp.js'
import * as pppAuthentication from './ppp-authentication.js'
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
import * as tls from './tls.js'
import * as tzsp from './tzsp.js'
import * as udp from './udp.js'
import * as udpEncap from './udp-encap.js'
import * as vlan from './vlan.js'
import * as vntag from './vntag.js'
import * as vxlan from './vxlan.js'
import * as vxlanGpe from './vxlan-gpe.js'
import * as wireguard from './wireguard.js'

const PAYLOAD: Protocol = {
  kind: Kind.Payload,
  name: 'data',
  title: 'Data',
  short: 'Data',
  decode: (p, o, end) => (o < end ? p.push(Kind.Payload, o, end, end, Kind.None) : Kind.None),
  fields: [],
}

/** All of them, in the order of `Kind`. */
const ALL: Protocol[] = [
  PAYLOAD,
  ethernet.protocol,
  vlan.protocol,
  dot1ad.protocol,
  llc.protocol,
  nullLink.protocol,
  sll.protocol,
  sll2.protocol,
  ppp.protocol,
  chdlc.protocol,
  raw.protocol,
  pppoe.discoveryProtocol,
  pppoe.sessionProtocol,
  stp.protocol,
  lldp.protocol,
  arp.protocol,
  ipv4.protocol,
  ipv6.protocol,
  ipv6HopByHop.protocol,
  ipv6Routing.protocol,
  ipv6Fragment.protocol,
  ipv6Destination.protocol,
  ah.protocol,
  mpls.protocol,
  icmp.protocol,
  icmpv6.protocol,
  igmp.protocol,
  tcp.protocol,
  udp.protocol,
  vxlan.protocol,
  vxlanGpe.protocol,
  nsh.protocol,
  gre.protocol,
  erspan.protocol1,
  erspan.protocol2,
  erspan.protocol3,
  geneve.protocol,
  flannelUdp.protocol,
  pwControlWord.protocol,
  ciscoMetaData.protocol,
  garp.protocol,
  garp.gvrpProtocol,
  garp.gmrpProtocol,
  mrp.mvrpProtocol,
  mrp.mmrpProtocol,
  etherip.protocol,
  esp.protocol,
  ipcomp.protocol,
  udpEncap.protocol,
  wireguard.protocol,
  openvpn.protocol,
  macsec.protocol,
  dtls.protocol,
  gtp.protocol,
  vntag.protocol,
  etag.protocol,
  l2tp.protocol,
  l2tp.ipProtocol,
  gue.protocol,
  teredo.protocol,
  tzsp.protocol,
  lisp.protocol,
  ayiya.protocol,
  capwap.controlProtocol,
  capwap.dataProtocol,
  dns.protocol,
  dns.mdnsProtocol,
  dns.llmnrProtocol,
  dhcp.protocol,
  tls.protocol,
  http.protocol,
  bgp.protocol,
  pppControl.lcpProtocol,
  pppControl.ipcpProtocol,
  pppControl.ipv6cpProtocol,
  pppControl.ccpProtocol,
  pppAuthentication.papProtocol,
  pppAuthentication.chapProtocol,
  pppMultilink.protocol,
  pppCompressed.protocol,
  pppBridging.protocol,
  pktap.protocol,
  nflog.protocol,
  ipnet.protocol,
  juniper.protocol,
  nhrp.protocol,
]

/** All protocols that are known: those of this room, then those that were registered. */
export const PROTOCOLS: readonly Protocol[] = ALL

const BY_KIND: Protocol[] = (() => {
  const t = new Array<Protocol>(KIND_COUNT).fill(PAYLOAD)
  for (const p of PROTOCOLS) t[p.kind] = p
  return t
})()

/** Decoders by kind. The last one belongs to no protocol: it looks at what MPLS carries. */
const DECODER_OF: Decoder[] = (() => {
  const t = Array.from<unknown, Decoder>({ length: KIND_COUNT }, () => () => Kind.None)
  for (const { kind, decode } of PROTOCOLS) if (decode !== undefined) t[kind] = decode
  t[Kind.MplsPayload] = mplsPayload.decode
  return t
})()

export const DECODERS: readonly Decoder[] = DECODER_OF

for (const protocol of PROTOCOLS) reach(protocol)

/** Enters the numbers that lead to a protocol. */
function reach({ kind, reachedBy = {} }: Protocol): void {
  for (const [table, numbers] of Object.entries(reachedBy)) lead(DEFAULT_TABLES, table as NumberTable, numbers, kind)
}

/**
 * Makes a protocol of yours known to this process: it is decoded wherever one of its numbers (`reachedBy`) leads to it, and its
 * fields are in `layersOf`, `treeOf`, `jsonOf` and filters. Its `decode` notes the header by `Packet.push` and returns the kind
 * of what follows, or what `Packet.reject` returns. Call it before the first capture is opened. Returns its kind. Throws a
 * `RangeError` when the name is taken or 256 kinds are.
 */
export function registerProtocol(declaration: Omit<Protocol, 'kind'>): Kind {
  const { name, decode } = declaration
  if (PROTOCOLS.some((known) => known.name === name)) throw new RangeError(`there is a protocol ${name} already`)
  const protocol: Protocol = { ...declaration, kind: newKind() }
  ALL.push(protocol)
  BY_KIND[protocol.kind] = protocol
  if (decode !== undefined) DECODER_OF[protocol.kind] = decode
  reach(protocol)
  return protocol.kind
}

/** A fresh set of tables with the registries' own numbers, for a caller to change. */
export function defaultTables(): Tables {
  const t = DEFAULT_TABLES
  return {
    etherTypes: t.etherTypes.slice(),
    greProtocols: t.greProtocols.slice(),
    ipProtocols: t.ipProtocols.slice(),
    udpPorts: t.udpPorts.slice(),
    udpServers: t.udpServers.slice(),
    linkTypes: t.linkTypes.slice(),
    reassemble: t.reassemble,
    guess: t.guess,
    verify: t.verify,
  }
}

function lead(tables: Tables, table: NumberTable, numbers: readonly number[], kind: Kind): void {
  for (const number of numbers) {
    tables[table][number] = kind
    if (table === 'etherTypes') tables.greProtocols[number] = kind
    if (table === 'udpServers') tables.udpPorts[number] = kind
  }
}

/** The declaration of a kind; `data` for one that has none. */
export function protocolOf(kind: Kind): Protocol {
  return BY_KIND[kind]!
}
