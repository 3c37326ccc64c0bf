/**
 * Point-to-Point Protocol. RFC 1661 §2; in HDLC-like framing, RFC 1662 §3.1, behind Address and Control.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Address 0xff  | Control 0x03  |       Protocol (1 or 2)       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Address and Control are left out inside PPPoE, in PPTP, and by RFC 1662 §3.2. The Protocol's first octet is even and
 * its last one odd, so that a compressed one (RFC 1661 §6.5), which is the last octet alone, shows.
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { PPP_PROTOCOL_NAMES } from '../registries/ppp-protocols.js'
import { looksLikeChdlc } from './chdlc.js'

/** The address of all stations. No Protocol begins with this octet, so it shows that Address and Control are there. */
const ALL_STATIONS = 0xff
const ADDRESS_CONTROL_LEN = 2

const hasAddress = (v: DataView, o: number): boolean => v.getUint8(o) === ALL_STATIONS
/** Absolute offset of Protocol. */
const protocolAt = (v: DataView, o: number): number => (hasAddress(v, o) ? o + ADDRESS_CONTROL_LEN : o)
/** Octets of the Protocol that starts at `at`. */
const protocolLen = (v: DataView, at: number): number => ((v.getUint8(at) & 1) === 1 ? 1 : 2)
/** The Protocol of the header at `o`, 16 bits. */
export const protocolNumber = (v: DataView, o: number): number => {
  const at = protocolAt(v, o)
  return protocolLen(v, at) === 1 ? v.getUint8(at) : v.getUint16(at)
}

const RFC = 'RFC 1662 §3.1'

export const protocol: Protocol = {
  kind: Kind.Ppp,
  name: 'ppp',
  title: 'Point-to-Point Protocol',
  short: 'PPP',
  reachedBy: { greProtocols: [0x880b], linkTypes: [9, 50] },
  decode,
  fields: [
    { name: 'ppp.address', label: 'Address', bit: 0, bits: 8, form: Form.Hex, when: hasAddress, source: RFC },
    { name: 'ppp.control', label: 'Control', bit: 8, bits: 8, form: Form.Hex, when: hasAddress, source: RFC },
    {
      name: 'ppp.protocol',
      label: 'Protocol',
      bit: 0,
      bits: 16,
      form: Form.Hex,
      at: protocolAt,
      size: (v, o) => protocolLen(v, protocolAt(v, o)),
      get: protocolNumber,
      names: PPP_PROTOCOL_NAMES,
      source: 'RFC 1661 §2',
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (o >= end) return p.reject(Reason.Truncated, Kind.Ppp, o, 1, 0)
  const v = p.view
  // A serial line may use Cisco HDLC instead. Then PPP is a layer without octets, as in Wireshark.
  if (p.depth === 0 && looksLikeChdlc(v, o, end)) return p.push(Kind.Ppp, o, o, end, Kind.Chdlc)
  const at = protocolAt(v, o)
  if (at >= end) return p.reject(Reason.Truncated, Kind.Ppp, o, at + 1 - o, end - o)
  const payload = at + protocolLen(v, at)
  if (payload > end) return p.reject(Reason.Truncated, Kind.Ppp, o, payload - o, end - o)
  return p.push(Kind.Ppp, o, payload, end, nextKind(protocolNumber(v, o)))
}

function nextKind(number: number): Kind {
  switch (number) {
    case 0x0021:
      return Kind.Ipv4
    case 0x0057:
      return Kind.Ipv6
    case 0x0281:
    case 0x0283:
      return Kind.Mpls
    case 0x0031:
      return Kind.PppBridging
    case 0x003d:
      return Kind.Multilink
    case 0x00fd:
      return Kind.PppCompressed
    case 0x8021:
      return Kind.Ipcp
    case 0x8057:
      return Kind.Ipv6cp
    case 0x80fd:
      return Kind.Ccp
    case 0xc021:
      return Kind.Lcp
    case 0xc023:
      return Kind.Pap
    case 0xc223:
      return Kind.Chap
    default:
      return Kind.Payload
  }
}
