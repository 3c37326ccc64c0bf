/**
 * Link Layer Discovery Protocol. IEEE Std 802.1AB-2016 §8.4: a list of TLVs that an End Of LLDPDU TLV ends.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  TLV type   | information len |  TLV information string ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets of type and length. */
const TLV_HEADER_LEN = 2

const END_OF_LLDPDU = 0
const CHASSIS_ID = 1
const PORT_ID = 2
const TIME_TO_LIVE = 3
const PORT_DESCRIPTION = 4
const SYSTEM_NAME = 5
const SYSTEM_DESCRIPTION = 6
const SYSTEM_CAPABILITIES = 7
const MANAGEMENT_ADDRESS = 8
const ORGANIZATION = 127

/** Subtypes of chassis and port identifiers that are MAC addresses (§8.5.2.2, §8.5.3.2). */
const CHASSIS_MAC = 4
const PORT_MAC = 3
/** IANA address family number of IPv4 in a management address. */
const FAMILY_IPV4 = 1

/** TLV type, 7 bits. */
const tlvType = (v: DataView, at: number): number => v.getUint8(at) >> 1
/** Octets of a TLV with its header. */
const tlvLen = (v: DataView, at: number): number => TLV_HEADER_LEN + (v.getUint16(at) & 0x1ff)

/** Whether the item is a TLV of `type` with at least `length` octets of information. */
const isTlv =
  (type: number, length: number): NonNullable<Field['when']> =>
  (v, o, end) =>
    tlvType(v, o) === type && end - o >= TLV_HEADER_LEN + length

/** The same, with a `subtype` in the information's octet `at`. */
const isTlvOf =
  (type: number, length: number, at: number, subtype: number): NonNullable<Field['when']> =>
  (v, o, end) =>
    isTlv(type, length)(v, o, end) && v.getUint8(o + TLV_HEADER_LEN + at) === subtype

const isChassisMac = isTlvOf(CHASSIS_ID, 7, 0, CHASSIS_MAC)
const isPortMac = isTlvOf(PORT_ID, 7, 0, PORT_MAC)

const RFC = 'IEEE 802.1AB §8.4'
const TLV_RFC = 'IEEE 802.1AB §8.5'

/** All of the information, as text. */
const text = { bit: 16, bits: 0, form: Form.Text, source: TLV_RFC } as const
const rest = (_: DataView, o: number, end: number): number => end - o - TLV_HEADER_LEN
const restOfId = (_: DataView, o: number, end: number): number => end - o - TLV_HEADER_LEN - 1

const TLVS: Group = {
  label: 'TLV',
  start: (_, o) => o,
  end: (_v, _o, end) => end,
  size: (v, at, end) => (end - at < TLV_HEADER_LEN ? 0 : tlvLen(v, at)),
  fields: [
    {
      name: 'lldp.tlv.type',
      label: 'TLV type',
      bit: 0,
      bits: 7,
      form: Form.Dec,
      names: {
        0: 'End of LLDPDU',
        1: 'Chassis Id',
        2: 'Port Id',
        3: 'Time to Live',
        4: 'Port Description',
        5: 'System Name',
        6: 'System Description',
        7: 'System Capabilities',
        8: 'Management Address',
        127: 'Organization Specific',
      },
      source: RFC,
    },
    { name: 'lldp.tlv.len', label: 'TLV information string length', bit: 7, bits: 9, form: Form.Dec, source: RFC },
    {
      name: 'lldp.chassis.subtype',
      label: 'Chassis Id Subtype',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      names: {
        1: 'chassis component',
        2: 'interface alias',
        3: 'port component',
        4: 'MAC address',
        5: 'network address',
        6: 'interface name',
        7: 'locally assigned',
      },
      when: isTlv(CHASSIS_ID, 1),
      source: TLV_RFC,
    },
    {
      name: 'lldp.chassis.id.mac',
      label: 'Chassis Id',
      bit: 24,
      bits: 48,
      form: Form.Mac,
      when: isChassisMac,
      source: TLV_RFC,
    },
    {
      name: 'lldp.chassis.id',
      label: 'Chassis Id',
      bit: 24,
      bits: 0,
      form: Form.Bytes,
      size: restOfId,
      when: (v, o, end) => isTlv(CHASSIS_ID, 2)(v, o, end) && !isChassisMac(v, o, end),
      source: TLV_RFC,
    },
    {
      name: 'lldp.port.subtype',
      label: 'Port Id Subtype',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      names: {
        1: 'interface alias',
        2: 'port component',
        3: 'MAC address',
        4: 'network address',
        5: 'interface name',
        6: 'agent circuit ID',
        7: 'locally assigned',
      },
      when: isTlv(PORT_ID, 1),
      source: TLV_RFC,
    },
    {
      name: 'lldp.port.id.mac',
      label: 'Port Id',
      bit: 24,
      bits: 48,
      form: Form.Mac,
      when: isPortMac,
      source: TLV_RFC,
    },
    {
      name: 'lldp.port.id',
      label: 'Port Id',
      bit: 24,
      bits: 0,
      form: Form.Text,
      size: restOfId,
      when: (v, o, end) => isTlv(PORT_ID, 2)(v, o, end) && !isPortMac(v, o, end),
      source: TLV_RFC,
    },
    {
      name: 'lldp.time_to_live',
      label: 'Time to Live',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      when: isTlv(TIME_TO_LIVE, 2),
      source: TLV_RFC,
    },
    { ...text, name: 'lldp.port.desc', label: 'Port Description', size: rest, when: isTlv(PORT_DESCRIPTION, 1) },
    { ...text, name: 'lldp.tlv.system.name', label: 'System Name', size: rest, when: isTlv(SYSTEM_NAME, 1) },
    {
      ...text,
      name: 'lldp.tlv.system.desc',
      label: 'System Description',
      size: rest,
      when: isTlv(SYSTEM_DESCRIPTION, 1),
    },
    {
      name: 'lldp.tlv.system_cap',
      label: 'System Capabilities',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      when: isTlv(SYSTEM_CAPABILITIES, 4),
      source: TLV_RFC,
    },
    {
      name: 'lldp.tlv.enable_system_cap',
      label: 'Enabled Capabilities',
      bit: 32,
      bits: 16,
      form: Form.Hex,
      when: isTlv(SYSTEM_CAPABILITIES, 4),
      source: TLV_RFC,
    },
    {
      name: 'lldp.mgn.address.subtype',
      label: 'Management Address Subtype',
      bit: 24,
      bits: 8,
      form: Form.Dec,
      names: { 1: 'IPv4', 2: 'IPv6', 6: '802' },
      when: isTlv(MANAGEMENT_ADDRESS, 2),
      source: TLV_RFC,
    },
    {
      name: 'lldp.mgn.addr.ip4',
      label: 'Management Address',
      bit: 32,
      bits: 32,
      form: Form.Ipv4,
      when: isTlvOf(MANAGEMENT_ADDRESS, 6, 1, FAMILY_IPV4),
      source: TLV_RFC,
    },
    {
      name: 'lldp.orgtlv.oui',
      label: 'Organizationally Unique Identifier',
      bit: 16,
      bits: 24,
      form: Form.Hex,
      names: { 0x00120f: 'IEEE 802.3', 0x0080c2: 'IEEE 802.1', 0x0012bb: 'TIA-MED' },
      when: isTlv(ORGANIZATION, 3),
      source: 'IEEE 802.1AB §8.6',
    },
  ],
}

export const protocol: Protocol = {
  kind: Kind.Lldp,
  name: 'lldp',
  title: 'Link Layer Discovery Protocol',
  short: 'LLDP',
  reachedBy: { etherTypes: [0x88cc] },
  decode,
  fields: [],
  groups: [TLVS],
}

/** The header is the TLVs as far as the one that ends them; what follows is padding. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  let at = o
  while (at < end) {
    const have = end - at
    const need = have < TLV_HEADER_LEN ? TLV_HEADER_LEN : tlvLen(v, at)
    if (have < need) return p.reject(Reason.Truncated, Kind.Lldp, o, at + need - o, end - o)
    const isLast = tlvType(v, at) === END_OF_LLDPDU
    at += need
    if (isLast) break
  }
  return p.push(Kind.Lldp, o, at, end, Kind.None)
}
