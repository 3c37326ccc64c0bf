/**
 * BGP extended communities, RFC 4360 §2, and those of EVPN and VXLAN: encapsulation (RFC 9012 §4.1), MAC mobility
 * (RFC 7432 §7.7), ES-Import (§7.6), Router's MAC (RFC 9135 §8.1).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |I|T|   Type    |   Sub-Type    |           Value               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form } from '../field.js'

/** Octets of each. */
export const COMMUNITY_LEN = 8

/** Type and sub-type of those that are asked for. */
export const Community = {
  RouteTargetAs2: 0x0002,
  RouteTargetIpv4: 0x0102,
  RouteTargetAs4: 0x0202,
  MacMobility: 0x0600,
  RouterMac: 0x0603,
  DefaultGateway: 0x030d,
} as const

export const communityType = (v: DataView, at: number): number => v.getUint16(at)
/** Whether the station must not move (RFC 7432 §15.2). */
export const isSticky = (v: DataView, at: number): boolean => (v.getUint8(at + 2) & 1) === 1
/** How often the station has moved (RFC 7432 §7.7). */
export const mobilitySequence = (v: DataView, at: number): number => v.getUint32(at + 4)
export const routerMacAt = (at: number): number => at + 2

const TYPES: Readonly<Record<number, string>> = {
  0x00: 'Transitive 2-Octet AS-Specific',
  0x01: 'Transitive IPv4-Address-Specific',
  0x02: 'Transitive 4-Octet AS-Specific',
  0x03: 'Transitive Opaque',
  0x06: 'EVPN',
  0x40: 'Non-Transitive 2-Octet AS-Specific',
  0x41: 'Non-Transitive IPv4-Address-Specific',
  0x42: 'Non-Transitive 4-Octet AS-Specific',
  0x43: 'Non-Transitive Opaque',
  0x80: 'Generic Transitive Experimental',
}

const SPECIFIC: Readonly<Record<number, string>> = {
  0x02: 'Route Target',
  0x03: 'Route Origin',
  0x05: 'OSPF Domain Identifier',
  0x08: 'BGP Data Collection',
  0x09: 'Source AS',
  0x0a: 'L2VPN Identifier',
  0x0b: 'VRF Route Import',
}

const OPAQUE: Readonly<Record<number, string>> = {
  0x01: 'Cost',
  0x06: 'OSPF Route Type',
  0x0b: 'Color',
  0x0c: 'Encapsulation',
  0x0d: 'Default Gateway',
}

const EVPN: Readonly<Record<number, string>> = {
  0x00: 'MAC Mobility',
  0x01: 'ESI Label',
  0x02: 'ES-Import Route Target',
  0x03: "Router's MAC",
  0x04: 'Layer 2 Attributes',
  0x05: 'E-Tree',
  0x06: 'DF Election',
  0x08: 'ARP/ND Extension',
}

const TUNNELS: Readonly<Record<number, string>> = {
  1: 'L2TPv3 over IP',
  2: 'GRE',
  7: 'IP in IP',
  8: 'VXLAN',
  9: 'NVGRE',
  10: 'MPLS',
  11: 'MPLS in GRE',
  12: 'VXLAN-GPE',
  13: 'MPLS in UDP',
  19: 'Geneve',
}

const RFC = 'RFC 4360 §2'

/** Whether the first octet, and where it matters the second, are these. */
const isType =
  (type: number, sub?: number) =>
  (v: DataView, o: number): boolean =>
    v.getUint8(o) === type && (sub === undefined || v.getUint8(o + 1) === sub)

const isOneOf =
  (...types: number[]) =>
  (v: DataView, o: number): boolean =>
    types.includes(v.getUint8(o))

const isUnknown = (v: DataView, o: number): boolean => TYPES[v.getUint8(o)] === undefined

function subType(name: string, type: number, names: Readonly<Record<number, string>>): Field {
  return {
    name: `bgp.ext_com.stype_${name}`,
    label: 'Sub-Type',
    bit: 8,
    bits: 8,
    form: Form.Hex,
    names,
    when: isType(type),
    source: RFC,
  }
}

function value(
  name: string,
  label: string,
  [bit, bits]: readonly [number, number],
  form: Form,
  when: (v: DataView, o: number) => boolean,
  source: string = RFC,
): Field {
  return { name: `bgp.${name}`, label, bit, bits, form, when, source }
}

export const COMMUNITY_FIELDS: readonly Field[] = [
  { name: 'bgp.ext_com.type', label: 'Type', bit: 0, bits: 8, form: Form.Hex, names: TYPES, source: RFC },
  {
    name: 'bgp.ext_com.type.auth',
    label: 'I: first come, first served',
    bit: 0,
    bits: 1,
    form: Form.Flag,
    source: RFC,
  },
  { name: 'bgp.ext_com.type.tran', label: 'T: not across ASes', bit: 1, bits: 1, form: Form.Flag, source: RFC },
  subType('tr_as2', 0x00, SPECIFIC),
  subType('tr_IP4', 0x01, SPECIFIC),
  subType('tr_as4', 0x02, SPECIFIC),
  subType('tr_opaque', 0x03, OPAQUE),
  subType('tr_evpn', 0x06, EVPN),
  subType('ntr_as2', 0x40, SPECIFIC),
  subType('ntr_IP4', 0x41, SPECIFIC),
  subType('ntr_as4', 0x42, SPECIFIC),
  subType('ntr_opaque', 0x43, OPAQUE),
  { ...subType('unknown', 0, {}), when: isUnknown },
  value('ext_com.value_as2', 'Global Administrator: 2-octet AS', [16, 16], Form.Dec, isOneOf(0x00, 0x40)),
  value('ext_com.value_an4', 'Local Administrator', [32, 32], Form.Dec, isOneOf(0x00, 0x40)),
  value('ext_com.value_IP4', 'Global Administrator: IPv4 address', [16, 32], Form.Ipv4, isOneOf(0x01, 0x41)),
  value(
    'ext_com.value_as4',
    'Global Administrator: 4-octet AS',
    [16, 32],
    Form.Dec,
    isOneOf(0x02, 0x42),
    'RFC 5668 §2',
  ),
  value('ext_com.value_an2', 'Local Administrator', [48, 16], Form.Dec, isOneOf(0x01, 0x41, 0x02, 0x42)),
  {
    ...value('ext_com.tunnel_type', 'Tunnel Type', [48, 16], Form.Dec, isType(0x03, 0x0c), 'RFC 9012 §4.1'),
    names: TUNNELS,
  },
  value('ext_com_evpn.mmac.flags', 'Flags', [16, 8], Form.Hex, isType(0x06, 0x00), 'RFC 7432 §7.7'),
  value('ext_com_evpn.mmac.flags.sticky', 'Sticky', [23, 1], Form.Flag, isType(0x06, 0x00), 'RFC 7432 §7.7'),
  value('ext_com_evpn.mmac.seq', 'Sequence Number', [32, 32], Form.Dec, isType(0x06, 0x00), 'RFC 7432 §7.7'),
  value('ext_com_evpn.esi.rt', 'ES-Import', [16, 48], Form.Mac, isType(0x06, 0x02), 'RFC 7432 §7.6'),
  value('ext_com_evpn.esi.router_mac', "Router's MAC", [16, 48], Form.Mac, isType(0x06, 0x03), 'RFC 9135 §8.1'),
]
