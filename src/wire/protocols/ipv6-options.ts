/**
 * What the Hop-by-Hop Options header and the Destination Options header of IPv6 share. RFC 8200 §4.2, §4.3 and §4.6.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Next Header  |  Hdr Ext Len  |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 * |                            Options                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * An option is Option Type, Opt Data Len, Option Data; Pad1 (0) is its type alone.
 */
import { type Field, Form, type Group, type Protocol } from '../field.js'
import { type Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'

/** Octets of every extension header, and the unit of Hdr Ext Len, which does not count the first 8 (§4.3). */
const EXTENSION_UNIT = 8
/** Octets before the options, and before an option's data. */
const FIXED_LEN = 2

const PAD1 = 0
const PADN = 1
const TUNNEL_ENCAPSULATION_LIMIT = 4
const ROUTER_ALERT = 5
const JUMBO_PAYLOAD = 0xc2
const HOME_ADDRESS = 0xc9

/** Octets of the extension header at `o`. */
const extensionLen = (v: DataView, o: number): number => (v.getUint8(o + 1) + 1) * EXTENSION_UNIT

const OPTION_RFC = 'RFC 8200 §4.2'

const dataLen = (_: DataView, o: number, end: number): number => end - o - FIXED_LEN
/** Whether the option is `type` with `length` octets of data. */
const isOption =
  (type: number, length: number): NonNullable<Field['when']> =>
  (v, o, end) =>
    v.getUint8(o) === type && end - o === FIXED_LEN + length
const isTunnelLimit = isOption(TUNNEL_ENCAPSULATION_LIMIT, 1)
const isRouterAlert = isOption(ROUTER_ALERT, 2)
const isJumboPayload = isOption(JUMBO_PAYLOAD, 4)
const isHomeAddress = isOption(HOME_ADDRESS, 16)
const isPadN: NonNullable<Field['when']> = (v, o) => v.getUint8(o) === PADN

/** RFC 8200 §4.2. */
const OPTIONS: Group = {
  label: 'Option',
  start: (_, o) => o + FIXED_LEN,
  end: (_v, _o, end) => end,
  size: (v, at, end) => {
    if (v.getUint8(at) === PAD1) return 1
    return at + 1 < end ? FIXED_LEN + v.getUint8(at + 1) : 0
  },
  fields: [
    {
      name: 'ipv6.opt.type',
      label: 'Option Type',
      bit: 0,
      bits: 8,
      form: Form.Hex,
      names: {
        0x00: 'Pad1',
        0x01: 'PadN',
        0x04: 'Tunnel Encapsulation Limit',
        0x05: 'Router Alert',
        0x07: 'CALIPSO',
        0x0f: 'PDM',
        0x26: 'Quick-Start',
        0x30: 'Minimum Path MTU',
        0x63: 'RPL',
        0x6d: 'MPL',
        0xc2: 'Jumbo Payload',
        0xc9: 'Home Address',
      },
      source: OPTION_RFC,
    },
    {
      name: 'ipv6.opt.length',
      label: 'Opt Data Len',
      bit: 8,
      bits: 8,
      form: Form.Dec,
      when: (v, o) => v.getUint8(o) !== PAD1,
      source: OPTION_RFC,
    },
    {
      name: 'ipv6.opt.padn',
      label: 'Padding',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: dataLen,
      when: isPadN,
      source: OPTION_RFC,
    },
    {
      name: 'ipv6.opt.tel',
      label: 'Tunnel Encapsulation Limit',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      when: isTunnelLimit,
      source: 'RFC 2473 §4.1.1',
    },
    {
      name: 'ipv6.opt.router_alert',
      label: 'Router Alert',
      bit: 16,
      bits: 16,
      form: Form.Dec,
      names: { 0: 'MLD', 1: 'RSVP', 2: 'Active Networks' },
      when: isRouterAlert,
      source: 'RFC 2711 §2.1',
    },
    {
      name: 'ipv6.opt.jumbo',
      label: 'Jumbo Payload Length',
      bit: 16,
      bits: 32,
      form: Form.Dec,
      when: isJumboPayload,
      source: 'RFC 2675 §2',
    },
    {
      name: 'ipv6.opt.mipv6.home_address',
      label: 'Home Address',
      bit: 16,
      bits: 128,
      form: Form.Ipv6,
      when: isHomeAddress,
      source: 'RFC 6275 §6.3',
    },
    {
      name: 'ipv6.opt.unknown',
      label: 'Option Data',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: dataLen,
      when: (v, o, end) =>
        v.getUint8(o) !== PAD1 &&
        !isPadN(v, o, end) &&
        !isTunnelLimit(v, o, end) &&
        !isRouterAlert(v, o, end) &&
        !isJumboPayload(v, o, end) &&
        !isHomeAddress(v, o, end),
      source: OPTION_RFC,
    },
  ],
}

/** The fields of a header of options; `source` is where the RFC defines it. */
export function optionsTable(name: string, source: string): Pick<Protocol, 'fields' | 'groups'> {
  return {
    fields: [
      {
        name: `${name}.nxt`,
        label: 'Next Header',
        bit: 0,
        bits: 8,
        form: Form.Dec,
        names: IP_PROTOCOL_NAMES,
        source,
      },
      { name: `${name}.len`, label: 'Hdr Ext Len', bit: 8, bits: 8, form: Form.Dec, source },
    ],
    groups: [OPTIONS],
  }
}

/** Notes an extension header that tells its own length in its second octet (§4.3, §4.4, §4.6). */
export function decodeExtension(p: Packet, kind: Kind, o: number, end: number): Kind {
  if (end - o < EXTENSION_UNIT) return p.reject(Reason.Truncated, kind, o, EXTENSION_UNIT, end - o)
  const v = p.view
  const len = extensionLen(v, o)
  if (end - o < len) return p.reject(Reason.Truncated, kind, o, len, end - o)
  return p.push(kind, o, o + len, end, p.tables.ipProtocols[v.getUint8(o)] as Kind)
}
