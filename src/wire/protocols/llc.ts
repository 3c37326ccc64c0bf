/**
 * Logical Link Control, IEEE Std 802.2 (ISO/IEC 8802-2) §3.2 and §5.2, with its extension the Subnetwork Access
 * Protocol, IEEE Std 802 §9.2. One layer, as Wireshark has it.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     DSAP      |     SSAP      |        Control (1 or 2)       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * With both SAPs 0xaa and Control 0x03 follows
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      OUI                      |      Protocol Identifier      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'
import { MIN_ETHER_TYPE } from './ethernet.js'
import { PROTOCOL_ID as GARP } from './garp.js'

/** Octets, with a Control field of one octet. */
const MIN_HEADER_LEN = 3

const DSAP = 0
const SSAP = 1
const CONTROL = 2
const OUI = 3
const PID = 6
/** Octets of LLC and SNAP. */
const SNAP_LEN = 8

const SAP_IP = 0x06
const SAP_BPDU = 0x42
/** Where DSAP and SSAP would be in Novell's frames, which have no LLC: IPX's checksum, never used. */
const NOVELL = 0xffff
/** DSAP, SSAP and Control that announce SNAP. */
const SNAP = 0xaaaa03

/** RFC 1042: the PID is an EtherType. */
const OUI_ETHER_TYPE = 0x000000
/** IEEE Std 802.1H §2.3: the PID is an EtherType of a frame that was bridged. */
const OUI_BRIDGED = 0x0000f8
const OUI_CISCO = 0x00000c
/** IEEE 802.1, RFC 2684 §5.2: the PID says which kind of frame or BPDU was bridged. */
const OUI_802_1 = 0x0080c2

const CISCO_PVST = 0x010b
const BRIDGED_ETHERNET_FCS = 0x0001
const BRIDGED_ETHERNET = 0x0007
const BRIDGED_BPDU = 0x000e

/** Octets of Control: 1 in the unnumbered format, else 2 (§5.2). */
const controlLen = (v: DataView, o: number): number => ((v.getUint8(o + CONTROL) & 3) === 3 ? 1 : 2)
/** Control; in its formats of two octets the first one is the lower (§5.3.2). */
const control = (v: DataView, o: number): number =>
  controlLen(v, o) === 1 ? v.getUint8(o + CONTROL) : v.getUint16(o + CONTROL, true)
const isSnap = (v: DataView, o: number, end: number): boolean => end - o >= SNAP_LEN && v.getUint32(o) >>> 8 === SNAP
const oui = (v: DataView, o: number): number => v.getUint32(o + OUI) >>> 8
const isEtherType = (v: DataView, o: number): boolean => oui(v, o) === OUI_ETHER_TYPE || oui(v, o) === OUI_BRIDGED

const RFC = 'IEEE 802.2 §3.2'
const SNAP_RFC = 'IEEE 802 §9.2'

const SAP_NAMES: Readonly<Record<number, string>> = {
  0x00: 'NULL LSAP',
  0x06: 'IP',
  0x42: 'Spanning Tree BPDU',
  0xaa: 'SNAP',
  0xe0: 'NetWare',
  0xf0: 'NetBIOS',
  0xfe: 'ISO Network Layer',
  0xff: 'Global DSAP',
}

export const protocol: Protocol = {
  kind: Kind.Llc,
  name: 'llc',
  title: 'Logical-Link Control',
  short: 'LLC',
  decode,
  fields: [
    { name: 'llc.dsap', label: 'DSAP', bit: 0, bits: 8, form: Form.Hex, names: SAP_NAMES, source: RFC },
    { name: 'llc.dsap.ig', label: 'DSAP is a group', bit: 7, bits: 1, form: Form.Flag, source: RFC },
    { name: 'llc.ssap', label: 'SSAP', bit: 8, bits: 8, form: Form.Hex, names: SAP_NAMES, source: RFC },
    { name: 'llc.ssap.cr', label: 'Response', bit: 15, bits: 1, form: Form.Flag, source: RFC },
    {
      name: 'llc.control',
      label: 'Control',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      get: control,
      size: controlLen,
      names: { 0x03: 'UI', 0xaf: 'XID response', 0xbf: 'XID', 0xe3: 'TEST', 0xf3: 'TEST, poll/final' },
      source: 'IEEE 802.2 §5.2',
    },
    {
      name: 'llc.oui',
      label: 'Organizationally Unique Identifier',
      bit: 24,
      bits: 24,
      form: Form.Hex,
      when: isSnap,
      names: { 0x000000: 'EtherType', 0x0000f8: 'Bridge-Tunnel', 0x00000c: 'Cisco', 0x0080c2: 'IEEE 802.1' },
      source: SNAP_RFC,
    },
    {
      name: 'llc.type',
      label: 'Type',
      bit: 48,
      bits: 16,
      form: Form.Hex,
      names: ETHER_TYPE_NAMES,
      when: (v, o, end) => isSnap(v, o, end) && isEtherType(v, o),
      source: 'RFC 1042',
    },
    {
      name: 'llc.cisco_pid',
      label: 'Protocol Identifier',
      bit: 48,
      bits: 16,
      form: Form.Hex,
      names: { 0x010b: 'PVST+', 0x0111: 'UDLD', 0x2000: 'CDP', 0x2003: 'VTP', 0x2004: 'DTP' },
      when: (v, o, end) => isSnap(v, o, end) && oui(v, o) === OUI_CISCO,
      source: SNAP_RFC,
    },
    {
      name: 'llc.pid',
      label: 'Protocol Identifier',
      bit: 48,
      bits: 16,
      form: Form.Hex,
      when: (v, o, end) => isSnap(v, o, end) && !isEtherType(v, o) && oui(v, o) !== OUI_CISCO,
      source: SNAP_RFC,
    },
  ] satisfies Field[],
}

/** Only the unnumbered format carries protocols that are decoded here; the numbered ones are acknowledged links. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Llc, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  if (v.getUint16(o) === NOVELL) return Kind.Payload
  const payload = o + CONTROL + controlLen(v, o)
  if (payload > end) return p.reject(Reason.Truncated, Kind.Llc, o, payload - o, end - o)
  if (payload - o !== MIN_HEADER_LEN) return p.push(Kind.Llc, o, payload, end, Kind.Payload)
  const dsap = v.getUint8(o + DSAP)
  if (dsap === 0xaa && v.getUint8(o + SSAP) === 0xaa && v.getUint8(o + CONTROL) === 3) return decodeSnap(p, o, end)
  const next = dsap === SAP_BPDU ? bridgeKind(v, payload, end) : dsap === SAP_IP ? Kind.Ipv4 : Kind.Payload
  return p.push(Kind.Llc, o, payload, end, next)
}

/** Bridges speak GARP too, at the address of the spanning tree; the Protocol Identifier tells. */
function bridgeKind(v: DataView, o: number, end: number): Kind {
  return end - o >= 2 && v.getUint16(o) === GARP ? Kind.Garp : Kind.Stp
}

function decodeSnap(p: Packet, o: number, end: number): Kind {
  if (end - o < SNAP_LEN) return p.reject(Reason.Truncated, Kind.Llc, o, SNAP_LEN, end - o)
  return p.push(Kind.Llc, o, o + SNAP_LEN, end, snapNext(p, o, end))
}

function snapNext(p: Packet, o: number, end: number): Kind {
  const v = p.view
  const pid = v.getUint16(o + PID)
  switch (oui(v, o)) {
    case OUI_ETHER_TYPE:
    case OUI_BRIDGED:
      return pid >= MIN_ETHER_TYPE ? (p.tables.etherTypes[pid] as Kind) : Kind.Payload
    case OUI_CISCO:
      return pid === CISCO_PVST ? Kind.Stp : Kind.Payload
    case OUI_802_1:
      if (pid === BRIDGED_BPDU) return bridgeKind(v, o + SNAP_LEN, end)
      return pid === BRIDGED_ETHERNET || pid === BRIDGED_ETHERNET_FCS ? Kind.Ethernet : Kind.Payload
    default:
      return Kind.Payload
  }
}
