/**
 * A layer in words, for `-v`. The values come from the field tables; this file only says which of them matter and what
 * they are called.
 */
import { shownKind } from '../wire/applications.js'
import { type Field, type FieldVisitor, type Protocol, visitFields, withFields } from '../wire/field.js'
import { Kind } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import { protocolOf } from '../wire/protocols/index.js'
import * as ipnet from '../wire/protocols/ipnet.js'
import * as juniper from '../wire/protocols/juniper.js'
import * as pktap from '../wire/protocols/pktap.js'
import type { Glyphs } from './glyphs.js'
import { numberOf, wordsOf, writeText } from './value.js'
import { Writer } from './writer.js'

/** The fields of one layer by name, as text. If a field occurs several times, its first value. */
export class Facts {
  /** Octets the layer carries, by the length fields around it. */
  readonly carried: number
  /** The protocol's name in full. */
  readonly title: string
  /** Whether no decoder went on after this layer, so only its own fields tell what follows. */
  readonly isLast: boolean
  readonly #view: DataView
  readonly #layer: Layer
  readonly #protocol: Protocol
  // For the field asked for last: how often it occurs, and where first.
  #count = 0
  #field: Field | undefined
  #at = 0
  #size = 0
  #start = 0
  readonly #note: FieldVisitor = (f, _, at, size, o) => {
    if (this.#count++ > 0) return
    this.#field = f
    this.#at = at
    this.#size = size
    this.#start = o
  }

  constructor(p: Packet, index: number) {
    const l = p.layers[index]!
    this.carried = Math.max(0, l.claimed - (l.kind === Kind.Payload ? l.start : l.payload))
    this.isLast = index + 1 === p.depth || p.layers[index + 1]!.kind === Kind.Payload
    this.#view = p.view
    this.#layer = l
    this.#protocol = protocolOf(shownKind(p, index))
    this.title = this.#protocol.title
  }

  has(name: string): boolean {
    return this.count(name) > 0
  }

  /** Whether a flag is there and set. */
  isSet(name: string): boolean {
    const f = this.#find(name)
    return f !== undefined && numberOf(f, this.#view, this.#at, this.#start) === 1
  }

  /** The value as `--fields` prints it; empty where the layer has no such field. */
  text(name: string): string {
    const f = this.#find(name)
    return f === undefined ? '' : this.#textOf(f)
  }

  /** The registry's word for the value, or the value. */
  words(name: string): string {
    const f = this.#find(name)
    if (f === undefined) return ''
    return wordsOf(f, this.#view, this.#at, this.#start) ?? this.#textOf(f)
  }

  /** The same for each time that the field occurs. */
  allWords(name: string): string[] {
    const { start, payload } = this.#layer
    const fields = fieldNamed(this.#protocol, name)
    const found: string[] = []
    if (fields === undefined) return found
    visitFields(fields, this.#view, start, payload, (f, v, at, size, o) => {
      TEXT.clear()
      writeText(TEXT, f, v, at, size, o)
      found.push(wordsOf(f, v, at, o) ?? TEXT.toString())
    })
    return found
  }

  count(name: string): number {
    const { start, payload } = this.#layer
    const fields = fieldNamed(this.#protocol, name)
    this.#count = 0
    this.#field = undefined
    if (fields !== undefined) visitFields(fields, this.#view, start, payload, this.#note)
    return this.#count
  }

  /** The text of `f`, which is the field asked for last. */
  #textOf(f: Field): string {
    TEXT.clear()
    writeText(TEXT, f, this.#view, this.#at, this.#size, this.#start)
    return TEXT.toString()
  }

  #find(name: string): Field | undefined {
    this.count(name)
    return this.#field
  }
}

/** Options that are named one by one at most. */
const MAX_OPTIONS = 4

const TEXT: Writer = new Writer(128)

/** What `fieldNamed` has made, by protocol and name. */
const NAMED: Map<Protocol, Map<string, Protocol | undefined>> = new Map()

/** The protocol reduced to the field of this name; made once. */
function fieldNamed(protocol: Protocol, name: string): Protocol | undefined {
  let named = NAMED.get(protocol)
  if (named === undefined) {
    named = new Map()
    NAMED.set(protocol, named)
  }
  if (!named.has(name)) {
    const fields = withFields(protocol, (f) => f.name === name)
    named.set(name, fields)
  }
  return named.get(name)
}

type Summary = (f: Facts, to: string) => string[]

/** `flags 0x08 (I, D)`: the value and the names of the flags that are set, by the end of their fields' names. */
function flags(f: Facts, name: string, bits: Readonly<Record<string, string>>): string {
  const set = Object.keys(bits).filter((bit) => f.isSet(bit))
  const names = set.length === 0 ? '' : ` (${set.map((bit) => bits[bit]).join(', ')})`
  return `flags ${f.text(name)}${names}`
}

/** `word value` where the layer has the field. */
function given(f: Facts, word: string, name: string): string[] {
  return f.has(name) ? [`${word} ${f.text(name)}`] : []
}

function capwap(f: Facts): string[] {
  if (!f.has('capwap.header.rid')) return [f.words('capwap.preamble.type')]
  return [
    `radio ${f.text('capwap.header.rid')}`,
    ...(f.isSet('capwap.header.flags.t') ? ['a frame of the wireless link'] : []),
    ...(f.isSet('capwap.header.flags.f') ? [`part of ${f.text('capwap.header.fragment.id')}`] : []),
    ...(f.isSet('capwap.header.flags.k') ? ['keepalive'] : []),
    ...given(f, 'of', 'capwap.header.mac.eui48'),
  ]
}

function l2tp(f: Facts): string[] {
  return [
    ...(f.has('l2tp.avp.message_type') ? [f.words('l2tp.avp.message_type')] : []),
    ...given(f, 'tunnel', 'l2tp.tunnel'),
    ...given(f, 'session', 'l2tp.session'),
    ...given(f, 'session', 'l2tp.sid'),
    ...given(f, 'connection', 'l2tp.ccid'),
    ...given(f, 'Ns', 'l2tp.Ns'),
    ...given(f, 'Nr', 'l2tp.Nr'),
  ]
}

const TCP_FLAGS = {
  'tcp.flags.syn': 'SYN',
  'tcp.flags.fin': 'FIN',
  'tcp.flags.reset': 'RST',
  'tcp.flags.push': 'PSH',
  'tcp.flags.ack': 'ACK',
  'tcp.flags.urg': 'URG',
  'tcp.flags.ece': 'ECE',
  'tcp.flags.cwr': 'CWR',
  'tcp.flags.ae': 'AE',
}

const vlan =
  (prefix: string, type: string): Summary =>
  (f) => [
    `id ${f.text(`${prefix}.id`)}`,
    `priority ${f.text(`${prefix}.priority`)}`,
    ...(f.isSet(`${prefix}.dei`) ? ['drop eligible'] : []),
    f.has(type) ? f.words(type) : `length ${f.text(`${prefix}.len`)}`,
  ]

const cooked: Summary = (f) => [
  f.words('sll.pkttype'),
  ...given(f, 'from', 'sll.src.eth'),
  ...given(f, 'interface', 'sll.ifindex'),
  f.words(f.has('sll.etype') ? 'sll.etype' : 'sll.ltype'),
]

const dns: Summary = (f) => [
  f.isSet('dns.flags.response') ? 'response' : 'query',
  ...(f.text('dns.flags.opcode') === '0' ? [] : [f.words('dns.flags.opcode')]),
  `id ${f.text('dns.id')}`,
  `${f.words('dns.qry.type')} ${f.text('dns.qry.name')}`.trim(),
  ...(f.has('dns.flags.rcode') ? [f.words('dns.flags.rcode')] : []),
  ...given(f, 'address', 'dns.a'),
  ...given(f, 'address', 'dns.aaaa'),
]

/** Messages of a segment that are named one by one at most. */
const MAX_MESSAGES = 4

const bgp: Summary = (f) => {
  const types = f.allWords('bgp.type')
  const named = types.length > MAX_MESSAGES ? [`${types.length} messages`] : types
  return [
    ...named,
    ...given(f, 'AS', 'bgp.open.myas'),
    ...given(f, 'hold time', 'bgp.open.holdtime'),
    ...given(f, 'identifier', 'bgp.open.identifier'),
    ...(f.has('bgp.notify.major_error') ? [f.words('bgp.notify.major_error')] : []),
    ...evpnRoutes(f),
    ...given(f, 'next hop', 'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4'),
  ]
}

/** What they are, and whether they are withdrawn; of one alone also the station. */
function evpnRoutes(f: Facts): readonly string[] {
  const types = f.allWords('bgp.evpn.nlri.rt')
  if (types.length === 0) return []
  const kinds = [...new Set(types)].join(' and ')
  const isWithdrawn = f.has('bgp.update.path_attribute.mp_unreach_nlri.afi')
  const isTold = f.has('bgp.update.path_attribute.mp_reach_nlri.afi')
  const done = isWithdrawn ? [isTold ? 'told and withdrawn' : 'withdrawn'] : []
  if (types.length > 1) return [`${types.length} routes: ${kinds}`, ...done]
  return [kinds, ...done, ...given(f, 'MAC', 'bgp.evpn.nlri.mac_addr'), ...given(f, 'VNI', 'bgp.evpn.nlri.vni')]
}

const extension = (f: Facts, next: string): string[] => [`next ${f.words(next)}`]

const control = (f: Facts): string[] => [f.words('ppp.code'), `id ${f.text('ppp.identifier')}`]

/** Geneve's options: by name where the owner of their class tells it, else by class and type. */
function options(f: Facts): string[] {
  const types = f.allWords('geneve.option.type')
  const owners = f.allWords('geneve.option.class')
  if (types.length > MAX_OPTIONS) return [`${types.length} options`]
  return types.map((type, i) => (type.startsWith('0x') ? `option ${owners[i]} ${type}` : `option ${type}`))
}

const SUMMARIES: Readonly<Partial<Record<Kind, Summary>>> = {
  [Kind.Payload]: (f) => [`${f.carried} octets`],
  [Kind.Ethernet]: (f, to) => [
    `${f.text('eth.src')}${to}${f.text('eth.dst')}`,
    f.has('eth.type') ? f.words('eth.type') : `length ${f.text('eth.len')}`,
  ],
  [Kind.Vlan]: vlan('vlan', 'vlan.etype'),
  [Kind.Dot1ad]: vlan('ieee8021ad', 'ieee8021ah.etype'),
  [Kind.Llc]: (f) => [
    `dsap ${f.words('llc.dsap')}`,
    `ssap ${f.words('llc.ssap')}`,
    ...(f.has('llc.type') ? [f.words('llc.type')] : []),
  ],
  [Kind.Null]: (f) => [f.words(f.has('null.family') ? 'null.family' : 'null.type')],
  [Kind.Sll]: cooked,
  [Kind.Sll2]: cooked,
  [Kind.Ppp]: (f) => [f.words('ppp.protocol')],
  [Kind.PppoeDiscovery]: (f) => [f.words('pppoe.code'), `session ${f.text('pppoe.session_id')}`],
  [Kind.PppoeSession]: (f) => [`session ${f.text('pppoe.session_id')}`],
  [Kind.Stp]: (f) => [
    f.words('stp.type'),
    ...given(f, 'root', 'stp.root.hw'),
    ...given(f, 'bridge', 'stp.bridge.hw'),
    ...given(f, 'port', 'stp.port'),
  ],
  [Kind.Lldp]: (f) => [
    ...given(f, 'system', 'lldp.tlv.system.name'),
    ...given(f, 'chassis', 'lldp.chassis.id.mac'),
    ...given(f, 'time to live', 'lldp.time_to_live'),
  ],
  [Kind.Arp]: (f) => [
    f.words('arp.opcode'),
    `sender ${f.text('arp.src.proto_ipv4')} ${f.text('arp.src.hw_mac')}`.trimEnd(),
    `target ${f.text('arp.dst.proto_ipv4')} ${f.text('arp.dst.hw_mac')}`.trimEnd(),
  ],
  [Kind.Ipv4]: (f, to) => [
    `${f.text('ip.src')}${to}${f.text('ip.dst')}`,
    ...(f.isLast ? [f.words('ip.proto')] : []),
    `ttl ${f.text('ip.ttl')}`,
    `id ${f.text('ip.id')}`,
    ...(f.isSet('ip.flags.df') ? ['DF'] : []),
    ...(f.isSet('ip.flags.mf') ? ['MF'] : []),
    ...(f.text('ip.frag_offset') === '0' ? [] : [`fragment at ${Number(f.text('ip.frag_offset')) * 8}`]),
    `length ${f.text('ip.len')}`,
    ...(f.text('ip.dsfield') === '0x00' ? [] : [`dscp ${f.text('ip.dsfield.dscp')}`, f.words('ip.dsfield.ecn')]),
    ...(f.count('ip.opt.type') === 0 ? [] : [`${f.count('ip.opt.type')} options`]),
  ],
  [Kind.Ipv6]: (f, to) => [
    `${f.text('ipv6.src')}${to}${f.text('ipv6.dst')}`,
    ...(f.isLast ? [f.words('ipv6.nxt')] : []),
    `hop limit ${f.text('ipv6.hlim')}`,
    `flow ${f.text('ipv6.flow')}`,
    `payload ${f.text('ipv6.plen')}`,
  ],
  [Kind.Ipv6HopByHop]: (f) => extension(f, 'ipv6.hopopts.nxt'),
  [Kind.Ipv6Destination]: (f) => extension(f, 'ipv6.dstopts.nxt'),
  [Kind.Ipv6Routing]: (f) => [
    `type ${f.words('ipv6.routing.type')}`,
    `${f.text('ipv6.routing.segleft')} segments left`,
    ...extension(f, 'ipv6.routing.nxt'),
  ],
  [Kind.Ipv6Fragment]: (f) => [
    `id ${f.text('ipv6.fraghdr.ident')}`,
    `at ${Number(f.text('ipv6.fraghdr.offset')) * 8}`,
    ...(f.isSet('ipv6.fraghdr.more') ? ['more follow'] : ['the last']),
    ...extension(f, 'ipv6.fraghdr.nxt'),
  ],
  [Kind.Ah]: (f) => [`spi ${f.text('ah.spi')}`, `sequence ${f.text('ah.sequence')}`, ...extension(f, 'ah.next_header')],
  [Kind.Mpls]: (f) => [
    `label ${f.words('mpls.label')}`,
    `exp ${f.text('mpls.exp')}`,
    `ttl ${f.text('mpls.ttl')}`,
    ...(f.isSet('mpls.bottom') ? ['bottom of stack'] : []),
  ],
  [Kind.Icmp]: (f) => [
    f.words('icmp.type'),
    ...(f.text('icmp.code') === '0' ? [] : [f.words('icmp.code')]),
    ...given(f, 'id', 'icmp.ident'),
    ...given(f, 'seq', 'icmp.seq'),
    ...given(f, 'mtu', 'icmp.mtu'),
    `${f.carried} octets of data`,
  ],
  [Kind.Icmpv6]: (f) => [
    f.words('icmpv6.type'),
    ...(f.text('icmpv6.code') === '0' ? [] : [f.words('icmpv6.code')]),
    ...given(f, 'id', 'icmpv6.echo.identifier'),
    ...given(f, 'seq', 'icmpv6.echo.sequence_number'),
    ...given(f, 'mtu', 'icmpv6.mtu'),
    ...given(f, 'target', 'icmpv6.nd.ns.target_address'),
    ...given(f, 'target', 'icmpv6.nd.na.target_address'),
    ...given(f, 'link address', 'icmpv6.opt.linkaddr'),
    ...given(f, 'group', 'icmpv6.mld.multicast_address'),
    ...given(f, 'group', 'icmpv6.mldr.mar.multicast_address'),
  ],
  [Kind.Igmp]: (f) => [
    f.words('igmp.type'),
    ...given(f, 'group', 'igmp.maddr'),
    ...(f.has('igmp.record_type') ? [f.words('igmp.record_type')] : []),
  ],
  [Kind.Tcp]: (f, to) => [
    `${f.text('tcp.srcport')}${to}${f.text('tcp.dstport')}`,
    flags(f, 'tcp.flags', TCP_FLAGS),
    `seq ${f.text('tcp.seq_raw')}`,
    ...(f.isSet('tcp.flags.ack') ? [`ack ${f.text('tcp.ack_raw')}`] : []),
    `window ${f.text('tcp.window_size_value')}`,
    `${f.carried} octets of data`,
  ],
  [Kind.Udp]: (f, to) => [`${f.text('udp.srcport')}${to}${f.text('udp.dstport')}`, `length ${f.text('udp.length')}`],
  [Kind.Vxlan]: (f) => [
    `vni ${f.text('vxlan.vni')}`,
    flags(f, 'vxlan.flags', {
      'vxlan.flag_g': 'G',
      'vxlan.flag_i': 'I',
      'vxlan.flag_d': 'D',
      'vxlan.flag_a': 'A',
    }),
    ...(f.isSet('vxlan.flag_g') ? [`group policy id ${f.text('vxlan.gbp')}`] : []),
    ...(f.isSet('vxlan.flag_i') ? [] : ['no I flag: the vni does not count']),
    ...(/[1-9a-f]/.test(f.text('vxlan.flags_reserved').slice(2)) || f.text('vxlan.reserved8') !== '0'
      ? ['reserved bits are set']
      : []),
  ],
  [Kind.VxlanGpe]: (f) => [
    `vni ${f.text('vxlan.vni')}`,
    flags(f, 'vxlan.flags', {
      'vxlan.i_bit': 'I',
      'vxlan.p_bit': 'P',
      'vxlan.b_bit': 'B',
      'vxlan.o_bit': 'O',
    }),
    `next ${f.words('vxlan.next_proto')}`,
  ],
  [Kind.Nsh]: (f) => [
    `path ${f.text('nsh.spi')}`,
    `index ${f.text('nsh.si')}`,
    `next ${f.words('nsh.nextproto')}`,
    `ttl ${f.text('nsh.ttl')}`,
  ],
  [Kind.Gre]: (f) => [
    f.words('gre.proto'),
    flags(f, 'gre.flags_and_version', {
      'gre.flags.checksum': 'C',
      'gre.flags.routing': 'R',
      'gre.flags.key': 'K',
      'gre.flags.sequence_number': 'S',
      'gre.flags.ack': 'A',
    }),
    ...given(f, 'key', 'gre.key'),
    ...(f.has('gre.key.vsid') ? [`as NVGRE: vsid ${f.text('gre.key.vsid')} flow ${f.text('gre.key.flowid')}`] : []),
    ...given(f, 'call', 'gre.key.call_id'),
    ...given(f, 'as EoIP: tunnel', 'gre.key.eoip_tunnel_id'),
    ...given(f, 'sequence', 'gre.sequence_number'),
    ...given(f, 'ack', 'gre.ack_number'),
  ],
  [Kind.Erspan2]: (f) => [
    `session ${f.text('erspan.spanid')}`,
    `vlan ${f.text('erspan.vlan')}`,
    `cos ${f.text('erspan.cos')}`,
    `index ${f.text('erspan.index')}`,
    ...(f.isSet('erspan.truncated') ? ['the mirrored frame was cut'] : []),
  ],
  [Kind.Erspan3]: (f) => [
    `session ${f.text('erspan.spanid')}`,
    `vlan ${f.text('erspan.vlan')}`,
    f.words('erspan.direction'),
    `timestamp ${f.text('erspan.timestamp')}`,
    ...(f.isSet('erspan.truncated') ? ['the mirrored frame was cut'] : []),
  ],
  [Kind.Geneve]: (f) => [
    `vni ${Number(f.text('geneve.vni'))}`,
    f.words('geneve.proto_type'),
    flags(f, 'geneve.flags', { 'geneve.flags.oam': 'O', 'geneve.flags.critical': 'C' }),
    ...options(f),
  ],
  [Kind.PwControlWord]: (f) => [`sequence ${f.text('pweth.cw.sequence_number')}`],
  [Kind.Lcp]: (f) => [
    ...control(f),
    ...given(f, 'mru', 'lcp.opt.mru'),
    ...(f.has('lcp.opt.auth_protocol') ? [`authentication ${f.words('lcp.opt.auth_protocol')}`] : []),
    ...(f.has('lcp.rej_proto') ? [f.words('lcp.rej_proto')] : []),
  ],
  [Kind.Ipcp]: (f) => [...control(f), ...given(f, 'address', 'ipcp.opt.ip_address')],
  [Kind.Ipv6cp]: (f) => [...control(f), ...given(f, 'interface', 'ipv6cp.interface_identifier')],
  [Kind.Ccp]: (f) => [...control(f), ...(f.has('ccp.opt.type') ? [f.words('ccp.opt.type')] : [])],
  [Kind.Pap]: (f) => [
    f.words('pap.code'),
    `id ${f.text('pap.identifier')}`,
    ...given(f, 'peer', 'pap.peer_id'),
    ...given(f, 'says', 'pap.message'),
  ],
  [Kind.Chap]: (f) => [
    f.words('chap.code'),
    `id ${f.text('chap.identifier')}`,
    ...given(f, 'name', 'chap.name'),
    ...given(f, 'says', 'chap.message'),
  ],
  [Kind.Multilink]: (f) => [
    `sequence ${f.text('mp.seq')}`,
    f.isSet('mp.first') ? (f.isSet('mp.last') ? 'whole' : 'the first') : f.isSet('mp.last') ? 'the last' : 'in between',
  ],
  [Kind.PppBridging]: (f) => [f.words('bcp_bpdu.mac_type')],
  [Kind.Nhrp]: (f) => [
    f.words('nhrp.hdr.op.type'),
    ...given(f, 'id', 'nhrp.reqid'),
    ...given(f, 'from', 'nhrp.src.prot.addr'),
    ...given(f, 'at', 'nhrp.src.nbma.addr'),
    ...given(f, 'to', 'nhrp.dst.prot.addr'),
  ],
  [pktap.KIND]: (f: Facts) => [
    f.words('pktap.dlt'),
    ...given(f, 'interface', 'pktap.ifname'),
    ...given(f, 'process', 'pktap.pid'),
    f.text('pktap.cmdname'),
  ],
  [Kind.Nflog]: (f) => [
    f.words('nflog.family'),
    ...(f.has('nflog.hook') ? [f.words('nflog.hook')] : []),
    ...given(f, 'in', 'nflog.ifindex_indev'),
    ...given(f, 'out', 'nflog.ifindex_outdev'),
    ...given(f, 'prefix', 'nflog.prefix'),
  ],
  [ipnet.KIND]: (f: Facts) => [
    f.words('ipnet.family'),
    f.words('ipnet.htype'),
    `zone ${f.text('ipnet.zsrc')} to ${f.text('ipnet.zdst')}`,
  ],
  [juniper.KIND]: (f: Facts) => [
    f.words('juniper.direction'),
    ...(f.has('juniper.proto') ? [f.words('juniper.proto')] : []),
  ],
  [Kind.Gvrp]: (f) => [
    ...(f.has('gvrp.attribute_event') ? [f.words('gvrp.attribute_event')] : []),
    ...given(f, 'vlan', 'gvrp.attribute_value'),
  ],
  [Kind.Gmrp]: (f) => [
    ...(f.has('gmrp.attribute_event') ? [f.words('gmrp.attribute_event')] : []),
    ...given(f, 'group', 'gmrp.attribute_value_group_membership'),
  ],
  [Kind.Mvrp]: (f) => [
    ...(f.has('mrp-mvrp.three_packed_event') ? [f.words('mrp-mvrp.three_packed_event')] : []),
    ...given(f, 'vlan', 'mrp-mvrp.vid'),
  ],
  [Kind.CiscoMetaData]: (f) => [f.words('cmd.type'), `security group ${f.text('cmd.sgt')}`],
  [Kind.Esp]: (f) => [`spi ${f.text('esp.spi')}`, `sequence ${f.text('esp.sequence')}`],
  [Kind.Ipcomp]: (f) => [`next ${f.words('ipcomp.next_header')}`, `method ${f.words('ipcomp.cpi')}`],
  [Kind.UdpEncap]: (f) => [
    f.has('udpencap.keepalive') ? 'NAT-keepalive' : f.has('udpencap.marker') ? 'key exchange (IKE)' : 'ESP',
  ],
  [Kind.WireGuard]: (f) => [
    f.words('wg.type'),
    ...given(f, 'sender', 'wg.sender'),
    ...given(f, 'receiver', 'wg.receiver'),
    ...given(f, 'counter', 'wg.counter'),
  ],
  [Kind.OpenVpn]: (f) => [
    f.words('openvpn.opcode'),
    ...given(f, 'session', 'openvpn.sessionid'),
    ...given(f, 'peer', 'openvpn.peerid'),
  ],
  [Kind.Macsec]: (f) => [
    f.isSet('macsec.TCI.E') ? 'encrypted' : 'in the clear',
    `association ${f.text('macsec.AN')}`,
    `packet ${f.text('macsec.PN')}`,
  ],
  [Kind.Dtls]: (f) => [
    f.words('dtls.record.content_type'),
    `epoch ${f.text('dtls.record.epoch')}`,
    `sequence ${f.text('dtls.record.sequence_number')}`,
  ],
  [Kind.Gtp]: (f) => [
    f.words('gtp.message'),
    `teid ${f.text('gtp.teid')}`,
    ...given(f, 'sequence', 'gtp.seq_number'),
    ...given(f, 'qos flow', 'gtp.ext_hdr.pdu_ses_con.qos_flow_id'),
  ],
  [Kind.VnTag]: (f) => [
    `from port ${f.text('vntag.src')}`,
    `to ${f.isSet('vntag.ptr') ? 'list' : 'port'} ${f.text('vntag.dst')}`,
  ],
  [Kind.ETag]: (f) => [
    `from ${f.text('etag.iecid_base')}`,
    `to ${f.text('etag.ecid_base')}`,
    `group ${f.text('etag.group')}`,
  ],
  [Kind.L2tp]: l2tp,
  [Kind.L2tpIp]: l2tp,
  [Kind.Gue]: (f) => (f.has('gue.proto') ? [f.words('gue.proto'), `flags ${f.text('gue.flags')}`] : ['no header']),
  [Kind.Teredo]: (f) => [
    ...given(f, 'nonce', 'teredo.auth.nonce'),
    ...given(f, 'origin', 'teredo.orig.addr'),
    ...given(f, 'port', 'teredo.orig.port'),
  ],
  [Kind.Tzsp]: (f) => [
    f.words('tzsp.type'),
    f.words('tzsp.encap'),
    ...given(f, 'packet', 'tzsp.packet_id'),
    ...given(f, 'of originally', 'tzsp.original_length'),
  ],
  [Kind.Lisp]: (f) => [...given(f, 'instance', 'lisp-data.iid'), ...given(f, 'nonce', 'lisp-data.nonce')],
  [Kind.Ayiya]: (f) => [f.words('ayiya.opcode'), `next ${f.words('ayiya.nextheader')}`],
  [Kind.CapwapControl]: capwap,
  [Kind.CapwapData]: capwap,
  [Kind.Dns]: dns,
  [Kind.Mdns]: dns,
  [Kind.Llmnr]: dns,
  [Kind.Dhcp]: (f) => [
    f.words(f.has('dhcp.option.dhcp') ? 'dhcp.option.dhcp' : 'dhcp.type'),
    `id ${f.text('dhcp.id')}`,
    ...given(f, 'client', 'dhcp.hw.mac_addr'),
    ...(f.text('dhcp.ip.your') === '0.0.0.0' ? [] : given(f, 'address', 'dhcp.ip.your')),
  ],
  [Kind.Bgp]: bgp,
  [Kind.Tls]: (f) => [f.words('tls.handshake.type'), ...given(f, 'server', 'tls.handshake.extensions_server_name')],
  [Kind.Http]: (f) => [
    [
      'http.request.method',
      'http.request.uri',
      'http.request.version',
      'http.response.version',
      'http.response.code',
      'http.response.phrase',
    ]
      .map((name) => f.text(name))
      .filter((text) => text !== '')
      .join(' '),
  ],
}

/** The layer's facts in words, for a comma between them. */
export function summarize(kind: Kind, facts: Facts, glyphs: Glyphs): string[] {
  const summary = SUMMARIES[kind]
  const parts = summary === undefined ? [facts.title] : summary(facts, glyphs.unicast.text)
  return parts.filter((part) => part !== '')
}
