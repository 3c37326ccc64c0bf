/**
 * How the ends of a PPP link agree on it: LCP (RFC 1661 §5) and its kin for what the link carries: IPCP (RFC 1332), IPV6CP
 * (RFC 5072), CCP (RFC 1962), all of one format.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Code      |  Identifier   |            Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Data ...
 * +-+-+-+-+
 *
 * The Data of Configure packets are options (§6):
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |    Length     |    Data ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { PPP_PROTOCOL_NAMES } from '../registries/ppp-protocols.js'

/** Octets of Code, Identifier and Length. */
const HEADER_LEN = 4
const LENGTH = 2
/** Octets of an option's Type and Length. */
const OPTION_HEADER_LEN = 2

const CONFIGURE_REQUEST = 1
const CONFIGURE_REJECT = 4
const PROTOCOL_REJECT = 8
const ECHO_REQUEST = 9
const TIME_REMAINING = 13

/** What the packet does, 8 bits. */
export const code = (v: DataView, o: number): number => v.getUint8(o)
/** Matches an answer to its question, 8 bits. */
export const identifier = (v: DataView, o: number): number => v.getUint8(o + 1)
/** Octets of the packet, from Code on. */
const length = (v: DataView, o: number): number => v.getUint16(o + LENGTH)

export const CODE_NAMES: Readonly<Record<number, string>> = {
  0: 'Vendor Specific',
  1: 'Configure-Request',
  2: 'Configure-Ack',
  3: 'Configure-Nak',
  4: 'Configure-Reject',
  5: 'Terminate-Request',
  6: 'Terminate-Ack',
  7: 'Code-Reject',
  8: 'Protocol-Reject',
  9: 'Echo-Request',
  10: 'Echo-Reply',
  11: 'Discard-Request',
  12: 'Identification',
  13: 'Time-Remaining',
  14: 'Reset-Request',
  15: 'Reset-Ack',
}

/** The three fields that every control and authentication packet of PPP starts with. */
export function headFields(prefix: string, names: Readonly<Record<number, string>>, source: string): Field[] {
  return [
    { name: `${prefix}.code`, label: 'Code', bit: 0, bits: 8, form: Form.Dec, names, source },
    { name: `${prefix}.identifier`, label: 'Identifier', bit: 8, bits: 8, form: Form.Dec, source },
    { name: `${prefix}.length`, label: 'Length', bit: 16, bits: 16, form: Form.Dec, source },
  ]
}

const HEAD = headFields('ppp', CODE_NAMES, 'RFC 1661 §5')

const isConfigure = (v: DataView, o: number): boolean =>
  code(v, o) >= CONFIGURE_REQUEST && code(v, o) <= CONFIGURE_REJECT

/** Whether an option of a type has so many octets, those of Type and Length included. */
const isOption =
  (type: number, octets: number) =>
  (v: DataView, at: number, end: number): boolean =>
    v.getUint8(at) === type && end - at >= octets

function optionsOf(
  prefix: string,
  names: Readonly<Record<number, string>>,
  source: string,
  fields: readonly Field[],
): Group {
  return {
    label: 'Option',
    start: (_, o) => o + HEADER_LEN,
    end: (v, o, end) => (isConfigure(v, o) ? end : o + HEADER_LEN),
    // One that is shorter than its own head ends the list.
    size: (v, at, end) =>
      end - at < OPTION_HEADER_LEN || v.getUint8(at + 1) < OPTION_HEADER_LEN ? 0 : v.getUint8(at + 1),
    fields: [
      { name: `${prefix}.opt.type`, label: 'Type', bit: 0, bits: 8, form: Form.Dec, names, source },
      { name: `${prefix}.opt.length`, label: 'Length', bit: 8, bits: 8, form: Form.Dec, source },
      ...fields,
    ],
  }
}

/** The value of an option of one type, right behind its head. */
function value(name: string, label: string, type: number, bits: number, form: Form, source: string): Field {
  return { name, label, bit: 16, bits, form, when: isOption(type, OPTION_HEADER_LEN + bits / 8), source }
}

const LCP_OPTIONS: Readonly<Record<number, string>> = {
  1: 'Maximum Receive Unit',
  2: 'Async Control Character Map',
  3: 'Authentication Protocol',
  4: 'Quality Protocol',
  5: 'Magic Number',
  7: 'Protocol Field Compression',
  8: 'Address and Control Field Compression',
  9: 'FCS Alternatives',
  10: 'Self-Describing Pad',
  11: 'Numbered Mode',
  13: 'Callback',
  17: 'Multilink MRRU',
  18: 'Multilink Short Sequence Number',
  19: 'Multilink Endpoint Discriminator',
  23: 'Link Discriminator',
}
const LCP_RFC = 'RFC 1661 §6'
const CHAP = 0xc223

const hasMagic = (v: DataView, o: number, end: number): boolean =>
  code(v, o) >= ECHO_REQUEST && code(v, o) <= TIME_REMAINING && end - o >= HEADER_LEN + 4

export const lcpProtocol: Protocol = {
  kind: Kind.Lcp,
  name: 'lcp',
  title: 'PPP Link Control Protocol',
  short: 'LCP',
  wireshark: 'PPP LCP',
  decode,
  fields: [
    ...HEAD,
    {
      name: 'lcp.rej_proto',
      label: 'Rejected-Protocol',
      bit: 32,
      bits: 16,
      form: Form.Hex,
      names: PPP_PROTOCOL_NAMES,
      when: (v, o, end) => code(v, o) === PROTOCOL_REJECT && end - o >= HEADER_LEN + 2,
      source: 'RFC 1661 §5.7',
    },
    {
      name: 'lcp.magic_number',
      label: 'Magic-Number',
      bit: 32,
      bits: 32,
      form: Form.Hex,
      when: hasMagic,
      source: 'RFC 1661 §5.8',
    },
  ],
  groups: [
    optionsOf('lcp', LCP_OPTIONS, LCP_RFC, [
      value('lcp.opt.mru', 'Maximum-Receive-Unit', 1, 16, Form.Dec, LCP_RFC),
      value('lcp.opt.asyncmap', 'ACCM', 2, 32, Form.Hex, 'RFC 1662 §7.1'),
      {
        ...value('lcp.opt.auth_protocol', 'Authentication-Protocol', 3, 16, Form.Hex, LCP_RFC),
        names: PPP_PROTOCOL_NAMES,
      },
      {
        name: 'lcp.opt.algorithm',
        label: 'Algorithm',
        bit: 32,
        bits: 8,
        form: Form.Dec,
        names: { 5: 'MD5', 6: 'SHA-1', 128: 'MS-CHAP', 129: 'MS-CHAP-2' },
        when: (v, at, end) => isOption(3, 5)(v, at, end) && v.getUint16(at + OPTION_HEADER_LEN) === CHAP,
        source: 'RFC 1994 §3',
      },
      { ...value('lcp.opt.quality_protocol', 'Quality-Protocol', 4, 16, Form.Hex, LCP_RFC), names: PPP_PROTOCOL_NAMES },
      value('lcp.opt.magic_number', 'Magic-Number', 5, 32, Form.Hex, LCP_RFC),
      value('lcp.opt.mrru', 'Max-Receive-Reconstructed-Unit', 17, 16, Form.Dec, 'RFC 1990 §5.1.1'),
      {
        ...value('lcp.opt.ep_disc_class', 'Class', 19, 8, Form.Dec, 'RFC 1990 §5.1.3'),
        names: { 0: 'null', 1: 'locally assigned', 2: 'IP', 3: 'IEEE 802.1', 4: 'magic number', 5: 'directory number' },
      },
    ]),
  ],
}

const IPCP_OPTIONS: Readonly<Record<number, string>> = {
  1: 'IP Addresses (deprecated)',
  2: 'IP Compression Protocol',
  3: 'IP Address',
  129: 'Primary DNS Server Address',
  130: 'Primary NBNS Server Address',
  131: 'Secondary DNS Server Address',
  132: 'Secondary NBNS Server Address',
}
const IPCP_RFC = 'RFC 1332 §3'
const SERVERS_RFC = 'RFC 1877 §1'

export const ipcpProtocol: Protocol = {
  kind: Kind.Ipcp,
  name: 'ipcp',
  title: 'PPP IP Control Protocol',
  short: 'IPCP',
  wireshark: 'PPP IPCP',
  decode,
  fields: HEAD,
  groups: [
    optionsOf('ipcp', IPCP_OPTIONS, IPCP_RFC, [
      {
        ...value('ipcp.opt.compress_proto', 'IP-Compression-Protocol', 2, 16, Form.Hex, IPCP_RFC),
        names: PPP_PROTOCOL_NAMES,
      },
      value('ipcp.opt.ip_address', 'IP-Address', 3, 32, Form.Ipv4, IPCP_RFC),
      value('ipcp.opt.pri_dns_address', 'Primary-DNS-Address', 129, 32, Form.Ipv4, SERVERS_RFC),
      value('ipcp.opt.pri_nbns_address', 'Primary-NBNS-Address', 130, 32, Form.Ipv4, SERVERS_RFC),
      value('ipcp.opt.sec_dns_address', 'Secondary-DNS-Address', 131, 32, Form.Ipv4, SERVERS_RFC),
      value('ipcp.opt.sec_nbns_address', 'Secondary-NBNS-Address', 132, 32, Form.Ipv4, SERVERS_RFC),
    ]),
  ],
}

const IPV6CP_RFC = 'RFC 5072 §4'

export const ipv6cpProtocol: Protocol = {
  kind: Kind.Ipv6cp,
  name: 'ipv6cp',
  title: 'PPP IPv6 Control Protocol',
  short: 'IPV6CP',
  wireshark: 'PPP IPV6CP',
  decode,
  fields: HEAD,
  groups: [
    optionsOf('ipv6cp', { 1: 'Interface Identifier', 2: 'IPv6 Compression' }, IPV6CP_RFC, [
      value('ipv6cp.interface_identifier', 'Interface-Identifier', 1, 64, Form.Bytes, 'RFC 5072 §4.1'),
    ]),
  ],
}

const CCP_OPTIONS: Readonly<Record<number, string>> = {
  0: 'OUI',
  1: 'Predictor type 1',
  2: 'Predictor type 2',
  3: 'Puddle Jumper',
  16: 'Hewlett-Packard PPC',
  17: 'Stac LZS',
  18: 'MPPE/MPPC',
  19: 'Gandalf FZA',
  20: 'V.42bis',
  21: 'BSD Compress',
  23: 'LZS-DCP',
  24: 'MVRCA',
  26: 'Deflate',
  27: 'V.44/LZJH',
}
/** Microsoft's option for encryption (MPPE) and compression (MPPC). */
const MPPE = 18
const MPPE_RFC = 'RFC 3078 §2'

const mppeFlag = (name: string, label: string, bit: number): Field => ({
  name: `ccp.opt.supported_bits.${name}`,
  label,
  bit: 16 + bit,
  bits: 1,
  form: Form.Flag,
  when: isOption(MPPE, 6),
  source: MPPE_RFC,
})

export const ccpProtocol: Protocol = {
  kind: Kind.Ccp,
  name: 'ccp',
  title: 'PPP Compression Control Protocol',
  short: 'CCP',
  wireshark: 'PPP CCP',
  decode,
  fields: HEAD,
  groups: [
    optionsOf('ccp', CCP_OPTIONS, 'RFC 1962 §4', [
      value('ccp.opt.supported_bits', 'Supported Bits', MPPE, 32, Form.Hex, MPPE_RFC),
      mppeFlag('h', 'H: stateless mode', 7),
      mppeFlag('m', 'M: 56-bit encryption', 24),
      mppeFlag('s', 'S: 128-bit encryption', 25),
      mppeFlag('l', 'L: 40-bit encryption', 26),
      mppeFlag('d', 'D: obsolete', 27),
      mppeFlag('c', 'C: compression', 31),
    ]),
  ],
}

/** A packet of Code, Identifier, Length and Data; what follows it is padding (RFC 1661 §5). */
export function decode(p: Packet, o: number, end: number, kind: Kind): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, kind, o, HEADER_LEN, end - o)
  const len = length(p.view, o)
  if (len < HEADER_LEN) return p.reject(Reason.BadField, kind, o, HEADER_LEN, end - o)
  if (len > end - o) return p.reject(Reason.Truncated, kind, o, len, end - o)
  return p.push(kind, o, o + len, o + len, Kind.None)
}
