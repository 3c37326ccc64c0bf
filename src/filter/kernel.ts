/**
 * The condition that the kernel can test before it hands a packet up, as a filter of libpcap. It may let more packets
 * through than the expression, never fewer: what libpcap cannot test counts as true. A BPF program drops a packet when
 * it reads beyond its end, so packets that are too short are let through first.
 */
import { isExtension } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Tables } from '../wire/tables.js'
import type { Direction, Prefix, Range, Scope, Test, Tree } from './tree.js'

/** What passes: all, none, or what the words say. */
type Condition = string | boolean

/** Octets in front of IP at most: an Ethernet header with two VLAN tags, or a cooked header. */
const LINK = 24
/** Octets of the shortest packet whose addresses can be read, with the link header. */
const SHORTEST = LINK + 40

/** Kinds whose UDP port leads into a tunnel with a VNI where VXLAN has it. */
const WITH_VNI: ReadonlySet<number> = new Set([Kind.Vxlan, Kind.VxlanGpe, Kind.Geneve])
/** Decoders of IP protocols that carry no other packet. */
const PLAIN: ReadonlySet<number> = new Set([Kind.Payload, Kind.Tcp, Kind.Udp, Kind.Icmp, Kind.Icmpv6, Kind.Igmp])

/** The condition, or undefined where it lets everything through. */
export function kernelCondition(tree: Tree, tables: Tables): string | undefined {
  // libpcap knows only the usual numbers. A user who changed what they lead to gets no kernel filter.
  const { etherTypes, ipProtocols } = tables
  const isUsual =
    etherTypes[0x0800] === Kind.Ipv4 &&
    etherTypes[0x86dd] === Kind.Ipv6 &&
    etherTypes[0x0806] === Kind.Arp &&
    ipProtocols[6] === Kind.Tcp &&
    ipProtocols[17] === Kind.Udp &&
    ipProtocols[1] === Kind.Icmp &&
    ipProtocols[58] === Kind.Icmpv6
  if (!isUsual) return undefined
  const writer = new Conditions(tables)
  const condition = writer.of(tree, false, false)
  if (condition === true) return undefined
  return writer.guarded(condition)
}

class Conditions {
  readonly #tables: Tables
  /** UDP ports, protocols of IP, and those among these that stand between IP and what it carries. */
  readonly #ports: readonly number[]
  readonly #servers: readonly number[]
  readonly #carriers: readonly number[]
  readonly #extensions: readonly number[]
  /** Octets behind the start of the UDP header that the words read. */
  #reach = LEAST

  constructor(tables: Tables) {
    this.#tables = tables
    const ports: number[] = []
    for (let port = 0; port < tables.udpPorts.length; port++) {
      if (tables.udpPorts[port] !== Kind.Payload || tables.udpServers[port] !== Kind.Payload) ports.push(port)
    }
    this.#ports = ports
    this.#servers = ports.filter((port) => tables.udpServers[port] !== Kind.Payload)
    const protocols = [...tables.ipProtocols.keys()]
    this.#extensions = protocols.filter((n) => isExtension(tables.ipProtocols[n] as Kind))
    this.#carriers = protocols.filter((n) => !PLAIN.has(tables.ipProtocols[n]!) && !this.#extensions.includes(n))
  }

  /** `isNot` asks for the opposite of the tree. `isOuter` looks only in front of the outermost tunnel. */
  of(tree: Tree, isNot: boolean, isOuter: boolean): Condition {
    switch (tree.op) {
      case 'and':
      case 'or': {
        const left = this.of(tree.left, isNot, isOuter)
        const right = this.of(tree.right, isNot, isOuter)
        return (tree.op === 'and') !== isNot ? both(left, right) : either(left, right)
      }
      case 'not':
        return this.of(tree.of, !isNot, isOuter)
      case 'scope':
        return this.#scoped(tree.scope, tree.of, isNot, isOuter)
      default:
        // The opposite of a test that lets too much through would let too little through. So all pass.
        return isNot ? true : this.#test(tree.test, isOuter)
    }
  }

  #scoped(scope: Scope, of: Tree, isNot: boolean, isOuter: boolean): Condition {
    switch (scope.is) {
      case 'outer':
        return this.of(of, isNot, true)
      case 'tunnel':
        // A packet in no tunnel cannot pass a test below one.
        return isNot ? true : both(this.#tunnels(), this.of(of, false, false))
      case 'innermost':
      case 'same':
        return isNot ? true : this.of(of, false, isOuter)
      default:
        return isNot ? true : either(words('icmp or icmp6'), this.#tunnels())
    }
  }

  #test(test: Test, isOuter: boolean): Condition {
    const outer = this.#outer(test)
    if (outer === true || isOuter) return outer
    const vnis = vnisOf(test)
    if (vnis !== undefined) return this.#vni(vnis, true)
    // A packet's length does not depend on its layers, so looking inside tunnels adds nothing.
    return test.is === 'length' ? outer : either(outer, this.#tunnels())
  }

  /** The test of the layers in front of the outermost tunnel, with that one's header. */
  #outer(test: Test): Condition {
    const vnis = vnisOf(test)
    if (vnis !== undefined) return this.#vni(vnis, false)
    switch (test.is) {
      case 'host':
        return hostWords(test.prefix, test.way, test.of === 'any' || test.of === 'ether' ? '' : `${test.of} `)
      case 'port':
        return portWords(test.of === 'any' ? '' : `${test.of} `, test.way, test.range)
      case 'proto':
        return protoWords(test.of, test.number)
      case 'length':
        return lengthWords(test.range)
      case 'id':
        return this.#gre()
      case 'vtep': {
        const way = test.way === 'any' ? 'src or dst' : test.way === 'from' ? 'src' : 'dst'
        return hostWords(test.prefix, way, '')
      }
      case 'group':
        return test.prefix === undefined
          ? words('ip multicast or ip6 multicast or dst host 255.255.255.255')
          : hostWords(test.prefix, 'dst', '')
      case 'tunnel':
      case 'network':
        return this.#tunnels()
      case 'protocol':
        return test.name === 'gre' ? this.#gre() : true
      case 'field':
      case 'compare':
        return this.#field(test)
      default:
        return true
    }
  }

  #field(test: Extract<Test, { readonly is: 'field' | 'compare' }>): Condition {
    const { name, source, slice, mask } = test.field
    if (test.is === 'compare' && test.operator === 'not in') return true
    if (source.is !== 'header' && source.is !== 'protocol' && source.is !== 'layer') return true
    const known = FIELD_WORDS[name]
    const isEqual = test.is === 'compare' && (test.operator === '==' || test.operator === 'in')
    if (known !== undefined && isEqual && slice === undefined && mask === undefined) {
      const { with: operand } = test
      if (operand.is === 'prefixes')
        return any(operand.prefixes.map((prefix) => hostWords(prefix, known.way, known.of)))
      if (operand.is === 'numbers' && operand.ranges.every(({ to }) => to <= MAX_PORT)) {
        return any(operand.ranges.map((range) => portWords(known.of, known.way, range)))
      }
    }
    // Whatever is asked of a field, its header must be there.
    const dot = name.indexOf('.')
    const owner = dot < 0 ? name : name.slice(0, dot)
    if (owner === 'vxlan' || owner === 'geneve') return this.#vni([], false)
    return owner === 'gre' ? this.#gre() : (NAMED_PROTOCOLS[owner] ?? true)
  }

  /** Whether a packet may be in a tunnel at all. */
  #tunnels(): Condition {
    return words(
      joined([...this.#byProtocol(), ...(this.#tables.guess ? ['udp'] : this.#ports.map((n) => `udp port ${n}`))]),
    )
  }

  /** Every tunnel that does not have a VNI where VXLAN has it. */
  #others(): string {
    const ports = this.#ports.filter((port) => !WITH_VNI.has(this.#tables.udpPorts[port]!))
    return joined([...this.#byProtocol(), ...ports.map((port) => `udp port ${port}`)])
  }

  #byProtocol(): readonly string[] {
    return this.#carriers.map((number) => `proto ${number}`)
  }

  #gre(): Condition {
    if (this.#tables.guess) return this.#tunnels()
    const protocols = this.#carriers.filter((n) => this.#tables.ipProtocols[n] === Kind.Gre)
    const ports = this.#ports.filter((port) => this.#tables.udpPorts[port] === Kind.Gre)
    return words(joined([...protocols.map((n) => `proto ${n}`), ...ports.map((port) => `udp dst port ${port}`)]))
  }

  /** The VNI of the outermost tunnel; with `isDeep` also the VNI of a tunnel inside it. */
  #vni(ids: readonly Range[], isDeep: boolean): Condition {
    if (this.#tables.guess) return this.#tunnels()
    const ports = this.#ports.filter((port) => WITH_VNI.has(this.#tables.udpPorts[port]!))
    const possible = ids.filter(({ from }) => from <= MAX_VNI)
    if (ports.length === 0 || (ids.length > 0 && possible.length === 0)) return isDeep ? this.#tunnels() : false
    this.#reach = Math.max(this.#reach, isDeep ? DEEP : VNI_END)
    const four = this.#vniIn(possible, isDeep, (at, size) => `udp[${at}:${size}]`)
    const six = this.#vniIn(possible, isDeep, (at, size) => `ip6[${IPV6_LEN + at}:${size}]`)
    const toPort = joined(ports.map((port) => `udp dst port ${port}`))
    const own = `(${toPort}) and ((ip and (${four})) or (ip6 and (${six})))`
    return words(isDeep ? `(${own}) or ${this.#others()}` : own)
  }

  #vniIn(ids: readonly Range[], isDeep: boolean, octets: (at: number, size: 1 | 2 | 4) => string): string {
    if (ids.length === 0) return '1 = 1'
    const vni = octets(VNI, 4)
    const tests = ids.map(({ from, to }) => {
      if (from === to) return `${vni} & 0xffffff00 = ${hex(from * 256)}`
      return `(${vni} >= ${hex(from * 256)} and ${vni} <= ${hex(Math.min(to, MAX_VNI) * 256 + 0xff)})`
    })
    return joined(isDeep ? [...tests, `not (${this.#plainInside(octets)})`] : tests)
  }

  /** Whether the frame in VXLAN holds no other tunnel: ARP, or IP with TCP, ICMP or UDP to a port of no tunnel. */
  #plainInside(octets: (at: number, size: 1 | 2 | 4) => string): string {
    const noTunnel = (at: number): string =>
      [
        ...this.#ports.map((port) => `${octets(at + 2, 2)} != ${port}`),
        // Answers of a server have its port as their source.
        ...this.#servers.map((port) => `${octets(at, 2)} != ${port}`),
      ].join(' and ')
    const isOneOf = (at: number, protocol: number): string => `${octets(at, 1)} = 6 or ${octets(at, 1)} = ${protocol}`
    const protocol4 = INNER + 9
    const udp4 = `${octets(protocol4, 1)} = 17 and ${octets(INNER + 6, 2)} & 0x3fff = 0 and ${noTunnel(INNER + 20)}`
    const four = `${octets(INNER, 1)} = 0x45 and (${isOneOf(protocol4, 1)} or (${udp4}))`
    const protocol6 = INNER + 6
    const udp6 = `${octets(protocol6, 1)} = 17 and ${noTunnel(INNER + IPV6_LEN)}`
    const six = `${isOneOf(protocol6, 58)} or (${udp6})`
    const type = octets(INNER - 2, 2)
    // Only plain VXLAN has the inner packet at a fixed place: Geneve has options, and GPE names other protocols.
    const ports = this.#ports.filter((port) => this.#tables.udpPorts[port] === Kind.Vxlan)
    const toVxlan = ports.length === 0 ? '1 = 0' : joined(ports.map((port) => `udp dst port ${port}`))
    const inside = `${type} = 0x0806 or (${type} = 0x0800 and ${four}) or (${type} = 0x86dd and (${six}))`
    return `(${toVxlan}) and (${inside})`
  }

  /** The condition, preceded by all packets that libpcap cannot look into. */
  guarded(condition: Condition): string {
    const udp = this.#reach
    const short = (protocol: number, reach: number): string =>
      `(ip proto ${protocol} and len < ((ip[0] & 0xf) << 2) + ${LINK + reach}) or (ip6 proto ${protocol} and len < ${LINK + IPV6_LEN + reach})`
    return joined([
      `less ${SHORTEST}`,
      // Packets with tags or anything else in front of IP.
      'not (ip or ip6 or arp or rarp)',
      'ip[6:2] & 0x3fff != 0',
      // libpcap does not look behind extension headers.
      ...this.#extensions.map((number) => `proto ${number}`),
      short(17, udp),
      short(6, LEAST),
      short(132, LEAST),
      ...(condition === false ? [] : [String(condition)]),
    ])
  }
}

/** Octets of a transport header that every filter may read: its ports. */
const LEAST = 4
const IPV6_LEN = 40
/** Octets from the UDP header to VXLAN's VNI (RFC 7348 §5), to its end, and to the inner packet behind Ethernet. */
const VNI = 12
const VNI_END = 16
const INNER = 30
/** Octets of the UDP header and what is read of the packet inside. */
const DEEP = INNER + IPV6_LEN + 4
const MAX_VNI = 0xffffff
const MAX_PORT = 0xffff

interface FieldWords {
  readonly of: string
  readonly way: Direction
}

const FIELD_WORDS: Readonly<Record<string, FieldWords>> = {
  'ip.src': { of: 'ip ', way: 'src' },
  'ip.dst': { of: 'ip ', way: 'dst' },
  'ip.addr': { of: 'ip ', way: 'src or dst' },
  'ip.host': { of: 'ip ', way: 'src or dst' },
  'ipv6.src': { of: 'ip6 ', way: 'src' },
  'ipv6.dst': { of: 'ip6 ', way: 'dst' },
  'ipv6.addr': { of: 'ip6 ', way: 'src or dst' },
  'eth.src': { of: 'ether ', way: 'src' },
  'eth.dst': { of: 'ether ', way: 'dst' },
  'eth.addr': { of: 'ether ', way: 'src or dst' },
  'tcp.srcport': { of: 'tcp ', way: 'src' },
  'tcp.dstport': { of: 'tcp ', way: 'dst' },
  'tcp.port': { of: 'tcp ', way: 'src or dst' },
  'udp.srcport': { of: 'udp ', way: 'src' },
  'udp.dstport': { of: 'udp ', way: 'dst' },
  'udp.port': { of: 'udp ', way: 'src or dst' },
}

/** By the name of a protocol, or of the one that a field belongs to. */
const NAMED_PROTOCOLS: Readonly<Record<string, string>> = {
  ip: words('ip'),
  ipv6: words('ip6'),
  arp: words('arp or rarp'),
  tcp: words('proto 6'),
  udp: words('proto 17'),
  icmp: words('ip proto 1'),
  icmpv6: words('ip6 proto 58'),
  igmp: words('ip proto 2'),
  dns: words('proto 17'),
  dhcp: words('proto 17'),
  http: words('proto 6'),
  tls: words('proto 6'),
}

function words(text: string): string {
  return `(${text})`
}

function both(a: Condition, b: Condition): Condition {
  if (a === false || b === false) return false
  if (a === true) return b
  return b === true ? a : `(${a} and ${b})`
}

function either(a: Condition, b: Condition): Condition {
  if (a === true || b === true) return true
  if (a === false) return b
  return b === false ? a : `(${a} or ${b})`
}

function any(conditions: readonly Condition[]): Condition {
  return conditions.reduce(either, false)
}

/** The VNIs that a test asks for, of VXLAN or Geneve; undefined where it asks for something else. */
function vnisOf(test: Test): readonly Range[] | undefined {
  if (test.is === 'id') return test.of === 'vni' ? test.ids : undefined
  if (test.is === 'tag') return test.of === 'vxlan' || test.of === 'geneve' ? test.ids : undefined
  if (test.is !== 'compare' || (test.field.name !== 'vxlan.vni' && test.field.name !== 'geneve.vni')) return undefined
  const isEqual = (test.operator === '==' || test.operator === 'in') && test.field.mask === undefined
  return isEqual && test.with.is === 'numbers' ? test.with.ranges : undefined
}

function joined(conditions: readonly string[]): string {
  return conditions.join(' or ')
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}

function hostWords({ octets, bits }: Prefix, way: Direction, of: string): Condition {
  if (bits === 0 && octets.length !== 6) return true
  if (octets.length === 6) {
    const mac = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':')
    return bits === 48 ? words(`ether ${way === 'src or dst' ? '' : `${way} `}host ${mac}`) : true
  }
  const whole = octets.map((octet, i) => octet & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * i))) & 0xff)
  const address =
    octets.length === 4
      ? whole.join('.')
      : Array.from({ length: 8 }, (_, i) => ((whole[2 * i]! << 8) | whole[2 * i + 1]!).toString(16)).join(':')
  return words(`${of}${way} net ${address}/${bits}`)
}

function portWords(of: string, way: Direction, { from, to }: Range): Condition {
  return words(`${of}${way} portrange ${from}-${to}`)
}

function protoWords(of: 'any' | 'ip' | 'ip6' | 'ether', number: number): Condition {
  if (of === 'ether') return words(`ether proto ${number}`)
  return words(`${of === 'any' ? '' : `${of} `}proto ${number}`)
}

function lengthWords({ from, to }: Range): Condition {
  if (from > 0x7fffffff) return false
  const least = from === 0 ? true : words(`greater ${from}`)
  return both(least, to > 0x7fffffff ? true : words(`less ${to}`))
}
