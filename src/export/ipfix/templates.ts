/**
 * Templates and how a record is written by them: RFC 7011 §3.4, elements of RFC 7012 and IANA's registry.
 *
 * A network's number is in layer2SegmentId, where it belongs, and in ingressVRFID and egressVRFID, where collectors show it.
 */
import { type AddressTable, NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { TunnelType } from '../../wire/tunnel.js'
import type { IpfixRecord } from './record.js'

/** Writes to `v` at `o`; how many octets. */
type Write = (r: IpfixRecord, v: DataView, o: number, addresses: AddressTable) => number

interface Field {
  readonly element: number
  /** Octets; `VARIABLE` for what says so itself. */
  readonly length: number
  readonly enterprise?: number
  readonly write: Write
}

/** RFC 7011 §7. */
const VARIABLE = 0xffff
/** The number of an enterprise's element has the highest bit set. */
const ENTERPRISE_BIT = 0x8000
/** VMware's Private Enterprise Number, under which Open vSwitch tells of tunnels. */
const VMWARE = 6876

const ETHER_TYPE_IPV4 = 0x0800
const ETHER_TYPE_IPV6 = 0x86dd
const OCTET = 0xff
/** IANA, layer2SegmentId: what kind of number the other seven octets are. */
const SEGMENT_VXLAN = 0x01
const SEGMENT_NVGRE = 0x02

const SEGMENTS: Readonly<Partial<Record<TunnelType, number>>> = {
  [TunnelType.Vxlan]: SEGMENT_VXLAN,
  [TunnelType.VxlanGpe]: SEGMENT_VXLAN,
  [TunnelType.GretapOrNvgre]: SEGMENT_NVGRE,
}

/** Open vSwitch's tunnelType, and the octets of a key. */
const KINDS: Readonly<Partial<Record<TunnelType, readonly [kind: number, keyLength: number]>>> = {
  [TunnelType.Vxlan]: [1, 3],
  [TunnelType.VxlanGpe]: [1, 3],
  [TunnelType.Gre]: [2, 4],
  [TunnelType.Gretap]: [2, 4],
  [TunnelType.GretapOrNvgre]: [2, 4],
  [TunnelType.Lisp]: [3, 3],
  [TunnelType.Geneve]: [7, 3],
}
const OTHER_KIND: readonly [number, number] = [0, 4]

function unsigned(element: number, length: 1 | 2 | 4, of: (r: IpfixRecord) => number, enterprise?: number): Field {
  const write: Write = (r, v, o) => {
    if (length === 1) v.setUint8(o, of(r))
    else if (length === 2) v.setUint16(o, of(r))
    else v.setUint32(o, of(r))
    return length
  }
  return { element, length, write, ...(enterprise === undefined ? {} : { enterprise }) }
}

/** Of 64 bits: counters and milliseconds, which a double has exactly. */
function long(element: number, of: (r: IpfixRecord) => number): Field {
  return {
    element,
    length: 8,
    write(r, v, o) {
      v.setBigUint64(o, BigInt(of(r)))
      return 8
    },
  }
}

function address(element: number, isIpv6: boolean, of: (r: IpfixRecord) => number, enterprise?: number): Field {
  const length = isIpv6 ? 16 : 4
  const write: Write = (r, v, o, addresses) => {
    const number = of(r)
    if (number === NO_ADDRESS) for (let i = 0; i < length; i++) v.setUint8(o + i, 0)
    else addresses.copyTo(number, v, o)
    return length
  }
  return { element, length, write, ...(enterprise === undefined ? {} : { enterprise }) }
}

function mac(element: number, of: (r: IpfixRecord) => number): Field {
  return {
    element,
    length: 6,
    write(r, v, o) {
      v.setUint16(o, Math.floor(of(r) / 2 ** 32))
      v.setUint32(o + 2, of(r) % 2 ** 32)
      return 6
    },
  }
}

const SEGMENT: Field = {
  element: 351,
  length: 8,
  write(r, v, o) {
    const kind = SEGMENTS[r.tunnel] ?? 0
    v.setUint32(o, kind << 24)
    v.setUint32(o + 4, kind === 0 ? 0 : r.id)
    return 8
  },
}

const TUNNEL_KEY: Field = {
  element: 892,
  length: VARIABLE,
  enterprise: VMWARE,
  write(r, v, o) {
    const [, length] = KINDS[r.tunnel] ?? OTHER_KIND
    v.setUint8(o, length)
    for (let i = 0; i < length; i++) v.setUint8(o + 1 + i, (r.id >>> (8 * (length - 1 - i))) & OCTET)
    return 1 + length
  },
}

/** Elements by their numbers; a comment names those that the number does not tell. */
function fieldsOf(isIpv6: boolean, isOuterIpv6: boolean, hasTunnel: boolean): readonly Field[] {
  return [
    // flowStartMilliseconds, flowEndMilliseconds
    long(152, (r) => r.start),
    long(153, (r) => r.end),
    // Source and destination address.
    address(isIpv6 ? 27 : 8, isIpv6, (r) => r.source),
    address(isIpv6 ? 28 : 12, isIpv6, (r) => r.destination),
    // protocolIdentifier, source and destination port
    unsigned(4, 1, (r) => r.protocol),
    unsigned(7, 2, (r) => r.sourcePort),
    unsigned(11, 2, (r) => r.destinationPort),
    // icmpTypeCodeIPv6, icmpTypeCodeIPv4
    unsigned(isIpv6 ? 139 : 32, 2, (r) => r.icmp),
    // tcpControlBits: of its two octets the lower, as RFC 7011 §6.2 allows, since pmacct shows 0 for two.
    unsigned(6, 1, (r) => r.tcpFlags & OCTET),
    // octetDeltaCount, packetDeltaCount
    long(1, (r) => r.octets),
    long(2, (r) => r.packets),
    // sourceMacAddress, destinationMacAddress
    mac(56, (r) => r.sourceMac),
    mac(80, (r) => r.destinationMac),
    // ethernetType
    unsigned(256, 2, () => (isIpv6 ? ETHER_TYPE_IPV6 : ETHER_TYPE_IPV4)),
    SEGMENT,
    // ingressVRFID, egressVRFID
    unsigned(234, 4, (r) => r.id),
    unsigned(235, 4, (r) => r.id),
    // ipNextHop and bgpNextHop: the tunnel end that it goes to, and the one that it comes from.
    address(isOuterIpv6 ? 62 : 15, isOuterIpv6, (r) => r.far),
    address(isOuterIpv6 ? 63 : 18, isOuterIpv6, (r) => r.near),
    // flowEndReason
    unsigned(136, 1, (r) => r.reason),
    ...(hasTunnel ? tunnelFields(isOuterIpv6) : []),
  ]
}

/** Open vSwitch's elements; it has none for ends that are IPv6. */
function tunnelFields(isOuterIpv6: boolean): readonly Field[] {
  return [
    unsigned(891, 1, (r) => (KINDS[r.tunnel] ?? OTHER_KIND)[0], VMWARE),
    TUNNEL_KEY,
    ...(isOuterIpv6 ? [] : [address(893, false, (r) => r.near, VMWARE), address(894, false, (r) => r.far, VMWARE)]),
    unsigned(895, 1, (r) => r.outerProtocol, VMWARE),
    unsigned(896, 2, (r) => r.outerSourcePort, VMWARE),
    unsigned(897, 2, (r) => r.outerDestinationPort, VMWARE),
  ]
}

export class Template {
  readonly id: number
  readonly #fields: readonly Field[]

  constructor(id: number, fields: readonly Field[]) {
    this.id = id
    this.#fields = fields
  }

  /** Writes a template record; how many octets. */
  writeTo(v: DataView, o: number): number {
    v.setUint16(o, this.id)
    v.setUint16(o + 2, this.#fields.length)
    let at = o + 4
    for (const { element, length, enterprise } of this.#fields) {
      v.setUint16(at, enterprise === undefined ? element : element | ENTERPRISE_BIT)
      v.setUint16(at + 2, length)
      if (enterprise !== undefined) v.setUint32(at + 4, enterprise)
      at += enterprise === undefined ? 4 : 8
    }
    return at - o
  }

  /** Writes a data record; how many octets. */
  write(r: IpfixRecord, v: DataView, o: number, addresses: AddressTable): number {
    let at = o
    for (const { write } of this.#fields) at += write(r, v, at, addresses)
    return at - o
  }
}

/** IPv4 inside and around it; IPv6 inside; IPv6 around it, with IPv4 inside and with IPv6. */
const FIRST_TEMPLATE = 300

export class Templates {
  readonly all: readonly Template[]

  /** `hasTunnel`: with Open vSwitch's elements besides. */
  constructor(hasTunnel: boolean) {
    this.all = [false, true].flatMap((isOuterIpv6) =>
      [false, true].map((isIpv6) => {
        const id = FIRST_TEMPLATE + 2 * Number(isOuterIpv6) + Number(isIpv6)
        return new Template(id, fieldsOf(isIpv6, isOuterIpv6, hasTunnel))
      }),
    )
  }

  of(r: IpfixRecord, addresses: AddressTable): Template {
    const isOuterIpv6 = r.far !== NO_ADDRESS && addresses.isIpv6(r.far)
    return this.all[2 * Number(isOuterIpv6) + Number(addresses.isIpv6(r.source))]!
  }
}
