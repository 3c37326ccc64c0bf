/**
 * Linux cooked capture, LINKTYPE_LINUX_SLL: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Packet type          |          ARPHRD_ type         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Link-layer address length   |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 * |                       Link-layer address                      |
 * +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               |         Protocol type         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'
import { GRE_PROTOCOL_NAMES } from '../registries/gre-protocols.js'
import { kindByVersion } from './erspan.js'
import { MIN_ETHER_TYPE } from './ethernet.js'

/** Octets. */
export const HEADER_LEN = 16
/** Octets of the link-layer address field, here and in version 2. */
const ADDRESS_LEN = 8

const ARPHRD_IPGRE = 778
const ARPHRD_IP6GRE = 823
const ARPHRD_NETLINK = 824
/** IEEE 802.11, with Prism or radiotap headers or none, and IEEE 802.15.4 with its monitor. */
const FIRST_WIRELESS = 801
const LAST_WIRELESS = 805

/** Whether the device is a GRE tunnel: the protocol type is GRE's then. */
export const isGreDevice = (arphrdType: number): boolean => arphrdType === ARPHRD_IPGRE || arphrdType === ARPHRD_IP6GRE

const isWireless = (arphrd: number): boolean => arphrd >= FIRST_WIRELESS && arphrd <= LAST_WIRELESS

/** Where the two versions of the header keep the same things; octets from the header's first. */
interface Layout {
  /** 1 or 2 octets. */
  readonly packetType: number
  readonly packetTypeLen: number
  readonly arphrdType: number
  /** 1 or 2 octets. */
  readonly addressLength: number
  readonly addressLengthLen: number
  readonly address: number
  readonly protocolType: number
  /** What defines it. */
  readonly source: string
}

const LAYOUT: Layout = {
  packetType: 0,
  packetTypeLen: 2,
  arphrdType: 2,
  addressLength: 4,
  addressLengthLen: 2,
  address: 6,
  protocolType: 14,
  source: 'LINKTYPE_LINUX_SLL',
}
/** Whom the packet was for: 0 us, 1 everybody, 2 a group, 3 somebody else; 4 was sent by us. */
export const packetType = (v: DataView, o: number): number => v.getUint16(o + LAYOUT.packetType)
/** Octets of the sender's link-layer address. */
export const addressLength = (v: DataView, o: number): number => v.getUint16(o + LAYOUT.addressLength)
/** Absolute offset of the sender's link-layer address. */
export const addressOffset = (o: number): number => o + LAYOUT.address
/** ARPHRD_ type of the device, 16 bits. */
export const arphrdType = (v: DataView, o: number): number => v.getUint16(o + LAYOUT.arphrdType)
/** Protocol type, 16 bits: mostly an EtherType. */
export const protocolType = (v: DataView, o: number): number => v.getUint16(o + LAYOUT.protocolType)

const PACKET_TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'to us',
  1: 'broadcast',
  2: 'multicast',
  3: 'to another host',
  4: 'sent by us',
}

const ARPHRD_NAMES: Readonly<Record<number, string>> = {
  1: 'Ethernet',
  32: 'InfiniBand',
  280: 'CAN',
  512: 'PPP',
  513: 'Cisco HDLC',
  519: 'raw IP',
  768: 'IPIP tunnel',
  769: 'IPv6 tunnel',
  772: 'loopback',
  776: 'SIT tunnel',
  778: 'GRE over IPv4',
  779: 'PIM register',
  801: 'IEEE 802.11',
  802: 'IEEE 802.11 with Prism header',
  803: 'IEEE 802.11 with radiotap header',
  804: 'IEEE 802.15.4',
  805: 'IEEE 802.15.4 monitor',
  823: 'GRE over IPv6',
  824: 'netlink',
  825: '6LoWPAN',
  826: 'vsock monitor',
  65534: 'none',
}

/** Protocol types below 0x0600 that are no EtherTypes. */
const LINUX_TYPE_NAMES: Readonly<Record<number, string>> = {
  0x0001: 'Novell 802.3',
  0x0003: 'Ethernet',
  0x0004: '802.2 LLC',
  0x0007: 'PPP HDLC',
  0x000c: 'CAN',
  0x000d: 'CAN FD',
  0x0017: 'IrDA LAP',
  0x00f5: 'ISI',
  0x00f6: 'IEEE 802.15.4',
}

/** The registry that names what a cooked header carries, and the number in it. */
export function cookedName(arphrd: number, protocol: number): [Readonly<Record<number, string>>, number] {
  if (isGreDevice(arphrd)) return [GRE_PROTOCOL_NAMES, protocol]
  if (arphrd === ARPHRD_NETLINK || isWireless(arphrd)) return [ARPHRD_NAMES, arphrd]
  return [protocol >= MIN_ETHER_TYPE ? ETHER_TYPE_NAMES : LINUX_TYPE_NAMES, protocol]
}

/** The fields that both versions of the header have, at the places where `at` says. */
export function cookedFields(at: Layout): readonly Field[] {
  const { source } = at
  const hatype = (v: DataView, o: number): number => v.getUint16(o + at.arphrdType)
  const type = (v: DataView, o: number): number => v.getUint16(o + at.protocolType)
  const halen = (v: DataView, o: number): number =>
    at.addressLengthLen === 1 ? v.getUint8(o + at.addressLength) : v.getUint16(o + at.addressLength)
  /** Octets of the address that are there; the field has room for 8. */
  const kept = (v: DataView, o: number): number => Math.min(halen(v, o), ADDRESS_LEN)
  const isPlain = (v: DataView, o: number): boolean => !isGreDevice(hatype(v, o)) && hatype(v, o) !== ARPHRD_NETLINK
  const isEtherType = (v: DataView, o: number): boolean => isPlain(v, o) && type(v, o) >= MIN_ETHER_TYPE
  const isLinuxType = (v: DataView, o: number): boolean => isPlain(v, o) && type(v, o) < MIN_ETHER_TYPE
  const typeField = { label: 'Protocol type', bit: at.protocolType * 8, bits: 16, form: Form.Hex, source }
  return [
    {
      name: 'sll.pkttype',
      label: 'Packet type',
      bit: at.packetType * 8,
      bits: at.packetTypeLen * 8,
      form: Form.Dec,
      names: PACKET_TYPE_NAMES,
      source,
    },
    {
      name: 'sll.hatype',
      label: 'ARPHRD_ type',
      bit: at.arphrdType * 8,
      bits: 16,
      form: Form.Dec,
      names: ARPHRD_NAMES,
      source,
    },
    {
      name: 'sll.halen',
      label: 'Link-layer address length',
      bit: at.addressLength * 8,
      bits: at.addressLengthLen * 8,
      form: Form.Dec,
      source,
    },
    {
      name: 'sll.src.eth',
      label: 'Link-layer address',
      bit: at.address * 8,
      bits: 48,
      form: Form.Mac,
      when: (v, o) => halen(v, o) === 6,
      source,
    },
    {
      name: 'sll.src.ipv4',
      label: 'Link-layer address',
      bit: at.address * 8,
      bits: 32,
      form: Form.Ipv4,
      when: (v, o) => halen(v, o) === 4,
      source,
    },
    {
      name: 'sll.src.other',
      label: 'Link-layer address',
      bit: at.address * 8,
      bits: 0,
      form: Form.Bytes,
      size: kept,
      when: (v, o) => halen(v, o) !== 4 && halen(v, o) !== 6 && halen(v, o) !== 0,
      source,
    },
    {
      name: 'sll.unused',
      label: 'Unused',
      bit: 0,
      bits: 0,
      form: Form.Bytes,
      at: (v, o) => o + at.address + kept(v, o),
      size: (v, o) => ADDRESS_LEN - kept(v, o),
      when: (v, o) => kept(v, o) < ADDRESS_LEN,
      source,
    },
    { ...typeField, name: 'sll.etype', names: ETHER_TYPE_NAMES, when: isEtherType },
    { ...typeField, name: 'sll.ltype', names: LINUX_TYPE_NAMES, when: isLinuxType },
    {
      ...typeField,
      name: 'sll.gretype',
      names: GRE_PROTOCOL_NAMES,
      when: (v, o) => isGreDevice(hatype(v, o)),
    },
  ]
}

export const protocol: Protocol = {
  kind: Kind.Sll,
  name: 'sll',
  title: 'Linux cooked-mode capture',
  short: 'Cooked',
  wireshark: 'SLL',
  etherType: 'sll.etype',
  reachedBy: { linkTypes: [113] },
  decode,
  fields: cookedFields(LAYOUT),
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Sll, o, HEADER_LEN, end - o)
  const v = p.view
  const next = cookedNext(p, arphrdType(v, o), protocolType(v, o), o + HEADER_LEN)
  return p.push(Kind.Sll, o, o + HEADER_LEN, end, next)
}

/** What follows a cooked header: the protocol type means what the device's ARPHRD_ type says that it means. */
export function cookedNext(p: Packet, arphrd: number, protocol: number, payload: number): Kind {
  if (arphrd === ARPHRD_NETLINK) return Kind.Payload
  if (isGreDevice(arphrd)) {
    const next = p.tables.greProtocols[protocol] as Kind
    return next === Kind.Erspan2 ? kindByVersion(p.view, payload, p.nextEnd) : next
  }
  if (protocol >= MIN_ETHER_TYPE) return p.tables.etherTypes[protocol] as Kind
  if (isWireless(arphrd)) return Kind.Payload
  switch (protocol) {
    case 0x0003:
      return Kind.Ethernet
    case 0x0004:
      return Kind.Llc
    case 0x0007:
      return Kind.Ppp
    default:
      return Kind.Payload
  }
}
