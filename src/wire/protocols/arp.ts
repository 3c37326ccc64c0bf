/**
 * Address Resolution Protocol. RFC 826 "Packet format"; RARP, RFC 903, has the same format.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            ar$hrd             |            ar$pro             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    ar$hln     |    ar$pln     |            ar$op              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ar$sha (ar$hln octets), ar$spa (ar$pln octets), ar$tha, ar$tpa
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

/** Octets, without the addresses. */
export const MIN_HEADER_LEN = 8

const HARDWARE_TYPE = 0
const PROTOCOL_TYPE = 2
const HARDWARE_LENGTH = 4
const PROTOCOL_LENGTH = 5
const OPERATION = 6

// Where the addresses are when they are MAC and IPv4 ones.
const SENDER_MAC = 8
const SENDER_IP = 14
const TARGET_MAC = 18
const TARGET_IP = 24

export const OPERATION_REQUEST = 1
export const OPERATION_REPLY = 2
/** RFC 903. */
export const OPERATION_RARP_REQUEST = 3
export const OPERATION_RARP_REPLY = 4

const HARDWARE_ETHERNET = 1
const HARDWARE_IEEE_802 = 6
const PROTOCOL_IPV4 = 0x0800

/** ar$hrd: 1 is Ethernet. */
export const hardwareType = (v: DataView, o: number): number => v.getUint16(o + HARDWARE_TYPE)
/** ar$pro, an EtherType. */
export const protocolType = (v: DataView, o: number): number => v.getUint16(o + PROTOCOL_TYPE)
/** ar$hln: octets of a hardware address. */
export const hardwareLength = (v: DataView, o: number): number => v.getUint8(o + HARDWARE_LENGTH)
/** ar$pln: octets of a protocol address. */
export const protocolLength = (v: DataView, o: number): number => v.getUint8(o + PROTOCOL_LENGTH)
/** ar$op: `OPERATION_REQUEST`, `OPERATION_REPLY`, 3 and 4 for RARP. */
export const operation = (v: DataView, o: number): number => v.getUint16(o + OPERATION)

const hasMac = (v: DataView, o: number): boolean => {
  const t = hardwareType(v, o)
  return (t === HARDWARE_ETHERNET || t === HARDWARE_IEEE_802) && hardwareLength(v, o) === 6
}
const hasIpv4 = (v: DataView, o: number): boolean => protocolType(v, o) === PROTOCOL_IPV4 && protocolLength(v, o) === 4
/** Whether MAC addresses are resolved for IPv4 ones: only then are the getters below meaningful. */
export const isEthernetIpv4 = (v: DataView, o: number): boolean => hasMac(v, o) && hasIpv4(v, o)

/** Upper 24 bits of the sender's MAC address. */
export const senderMacHi = (v: DataView, o: number): number => v.getUint32(o + SENDER_MAC) >>> 8
/** Lower 24 bits of the sender's MAC address. */
export const senderMacLo = (v: DataView, o: number): number => v.getUint32(o + SENDER_MAC + 2) & 0xffffff
/** The sender's IPv4 address, unsigned 32 bits; 0 in a probe. */
export const senderIp = (v: DataView, o: number): number => v.getUint32(o + SENDER_IP)
/** Upper 24 bits of the target's MAC address; 0 in a request, which asks for it. */
export const targetMacHi = (v: DataView, o: number): number => v.getUint32(o + TARGET_MAC) >>> 8
/** Lower 24 bits of the target's MAC address. */
export const targetMacLo = (v: DataView, o: number): number => v.getUint32(o + TARGET_MAC + 2) & 0xffffff
/** The target's IPv4 address, unsigned 32 bits. */
export const targetIp = (v: DataView, o: number): number => v.getUint32(o + TARGET_IP)

const isAddressResolution = (v: DataView, o: number): boolean =>
  isEthernetIpv4(v, o) && (operation(v, o) === OPERATION_REQUEST || operation(v, o) === OPERATION_REPLY)
/** ARP Probe, RFC 5227 §1.1: a request without a sender's address asks whether somebody has the target's. */
export const isProbe = (v: DataView, o: number): boolean =>
  isAddressResolution(v, o) && operation(v, o) === OPERATION_REQUEST && senderIp(v, o) === 0 && targetIp(v, o) !== 0
/** Gratuitous ARP, RFC 5944 §4.6: request or reply in which the sender speaks of its own address. */
export const isGratuitous = (v: DataView, o: number): boolean =>
  isAddressResolution(v, o) && senderIp(v, o) !== 0 && senderIp(v, o) === targetIp(v, o)
/** ARP Announcement, RFC 5227 §1.1: a gratuitous request. */
export const isAnnouncement = (v: DataView, o: number): boolean =>
  isGratuitous(v, o) && operation(v, o) === OPERATION_REQUEST

/** Absolute offset of ar$sha. */
export const senderHardwareOffset = (o: number): number => o + MIN_HEADER_LEN
/** Absolute offset of ar$spa. */
export const senderProtocolOffset = (v: DataView, o: number): number => senderHardwareOffset(o) + hardwareLength(v, o)
/** Absolute offset of ar$tha. */
export const targetHardwareOffset = (v: DataView, o: number): number =>
  senderProtocolOffset(v, o) + protocolLength(v, o)
/** Absolute offset of ar$tpa. */
export const targetProtocolOffset = (v: DataView, o: number): number =>
  targetHardwareOffset(v, o) + hardwareLength(v, o)
/** Absolute offset of the first octet after the addresses. */
export const addressesEnd = (v: DataView, o: number): number => targetProtocolOffset(v, o) + protocolLength(v, o)
/** Whether any octet of ar$tha is not 0. In a request they are 0, because it asks for this address. */
export const hasTargetHardware = (v: DataView, o: number): boolean => {
  const end = targetProtocolOffset(v, o)
  for (let at = targetHardwareOffset(v, o); at < end; at++) if (v.getUint8(at) !== 0) return true
  return false
}

const RFC = 'RFC 826 "Packet format"'

/** An address of the sender or the target: as MAC or IPv4 address where it is one, as octets where not. */
function addressFields(who: 'src' | 'dst', label: string): readonly Field[] {
  const hardwareAt = who === 'src' ? (_: DataView, o: number) => senderHardwareOffset(o) : targetHardwareOffset
  const protocolAt = who === 'src' ? senderProtocolOffset : targetProtocolOffset
  const letter = who === 'src' ? 's' : 't'
  const hardware = { label: `${label} hardware address (ar$${letter}ha)`, bit: 0, at: hardwareAt, source: RFC }
  const protocol = { label: `${label} protocol address (ar$${letter}pa)`, bit: 0, at: protocolAt, source: RFC }
  return [
    { ...hardware, name: `arp.${who}.hw_mac`, bits: 48, form: Form.Mac, when: hasMac },
    {
      ...hardware,
      name: `arp.${who}.hw`,
      bits: 0,
      form: Form.Bytes,
      size: hardwareLength,
      when: (v, o) => !hasMac(v, o) && hardwareLength(v, o) > 0,
    },
    { ...protocol, name: `arp.${who}.proto_ipv4`, bits: 32, form: Form.Ipv4, when: hasIpv4 },
    {
      ...protocol,
      name: `arp.${who}.proto`,
      bits: 0,
      form: Form.Bytes,
      size: protocolLength,
      when: (v, o) => !hasIpv4(v, o) && protocolLength(v, o) > 0,
    },
  ]
}

/** A yes or no about the packet's values: a flag without bits of its own, present only if it is true. */
function verdict(name: string, label: string, holds: (v: DataView, o: number) => boolean, source: string): Field {
  return {
    name,
    label,
    bit: 0,
    bits: 0,
    form: Form.Flag,
    get: () => 1,
    when: (v, o, end) => end - o >= TARGET_IP + 4 && holds(v, o),
    source,
  }
}

export const protocol: Protocol = {
  kind: Kind.Arp,
  name: 'arp',
  title: 'Address Resolution Protocol',
  short: 'ARP',
  wireshark: 'ARP/RARP',
  reachedBy: { etherTypes: [0x0806, 0x8035] },
  decode,
  fields: [
    {
      name: 'arp.hw.type',
      label: 'Hardware type (ar$hrd)',
      bit: 0,
      bits: 16,
      form: Form.Dec,
      names: { 1: 'Ethernet', 6: 'IEEE 802', 15: 'Frame Relay', 24: 'IEEE 1394', 27: 'EUI-64', 32: 'InfiniBand' },
      source: RFC,
    },
    {
      name: 'arp.proto.type',
      label: 'Protocol type (ar$pro)',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      names: ETHER_TYPE_NAMES,
      source: RFC,
    },
    { name: 'arp.hw.size', label: 'Hardware size (ar$hln)', bit: 32, bits: 8, form: Form.Dec, source: RFC },
    { name: 'arp.proto.size', label: 'Protocol size (ar$pln)', bit: 40, bits: 8, form: Form.Dec, source: RFC },
    {
      name: 'arp.opcode',
      label: 'Opcode (ar$op)',
      bit: 48,
      bits: 16,
      form: Form.Dec,
      names: {
        1: 'request',
        2: 'reply',
        3: 'reverse request',
        4: 'reverse reply',
        5: 'DRARP request',
        6: 'DRARP reply',
        7: 'DRARP error',
        8: 'InARP request',
        9: 'InARP reply',
        10: 'ARP NAK',
      },
      source: RFC,
    },
    verdict('arp.isprobe', 'ARP Probe', isProbe, 'RFC 5227 §1.1'),
    verdict('arp.isgratuitous', 'Gratuitous ARP', isGratuitous, 'RFC 5944 §4.6'),
    verdict('arp.isannouncement', 'ARP Announcement', isAnnouncement, 'RFC 5227 §1.1'),
    ...addressFields('src', 'Sender'),
    ...addressFields('dst', 'Target'),
  ] satisfies Field[],
}

/** What follows the addresses is Ethernet padding and no payload. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Arp, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  const len = addressesEnd(v, o) - o
  if (end - o < len) return p.reject(Reason.Truncated, Kind.Arp, o, len, end - o)
  return p.push(Kind.Arp, o, o + len, end, Kind.None)
}
