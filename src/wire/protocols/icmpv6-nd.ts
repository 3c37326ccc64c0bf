/**
 * Neighbor Discovery messages and options. RFC 4861 §4; router preference and Route Information: RFC 4191 §2;
 * RDNSS and DNSSL: RFC 8106 §5; PREF64: RFC 8781 §4.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Cur Hop Limit |M|O|H|Prf|P|Rsv|       Router Lifetime         |  134 Router Advertisement
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |              Reachable Time, then Retrans Timer               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |R|S|O|                     Reserved                            |  135 Solicitation, 136 Advertisement, 137 Redirect
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Target Address; in a Redirect, then Destination Address   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |    Length     |              ...              |  Options, length in units of 8 octets
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Group } from '../field.js'

const TYPE_ROUTER_SOLICITATION = 133
const TYPE_ROUTER_ADVERTISEMENT = 134
export const TYPE_NEIGHBOR_SOLICITATION = 135
export const TYPE_NEIGHBOR_ADVERTISEMENT = 136
export const TYPE_REDIRECT = 137

export const OPTION_SOURCE_LINK_LAYER = 1
export const OPTION_TARGET_LINK_LAYER = 2
const OPTION_PREFIX = 3
const OPTION_REDIRECTED = 4
const OPTION_MTU = 5
const OPTION_ROUTE = 24
const OPTION_RDNSS = 25
const OPTION_DNSSL = 31

/** Octets of the messages without their options, from type 133 on. */
const LENGTHS: readonly number[] = [8, 16, 24, 24, 40]
/** Octets from the message's first to the flags of an advertisement: R, S and O in the upper three bits (RFC 4861 §4.4). */
export const ADVERTISEMENT_FLAGS = 4
/** Octets from the message's first to the target address of a solicitation, an advertisement or a redirect. */
export const TARGET_ADDRESS = 8
/** Octets from the message's first to the destination of a redirect. */
export const DESTINATION_ADDRESS = 24

/** Octets of the Neighbor Discovery message at `o` before its options; 0 when it is no such message. */
export const ndLen = (v: DataView, o: number): number => LENGTHS[v.getUint8(o) - TYPE_ROUTER_SOLICITATION] ?? 0

/** Octets of the option at absolute offset `at`. */
function optionSize(v: DataView, at: number, end: number): number {
  return at + 1 < end ? 8 * v.getUint8(at + 1) : 0
}

/** Absolute offset of the first option of a type in the message [`o`, `end`), or -1. */
export function findOption(v: DataView, o: number, end: number, option: number): number {
  let at = o + ndLen(v, o)
  while (at < end) {
    const size = optionSize(v, at, end)
    if (size < 1 || at + size > end) return -1
    if (v.getUint8(at) === option) return at
    at += size
  }
  return -1
}

/** Whether the first octet, the type of a message or an option, is this one. */
function isType(type: number): (v: DataView, o: number) => boolean {
  return (v, o) => v.getUint8(o) === type
}

const isRouterAdvertisement = isType(TYPE_ROUTER_ADVERTISEMENT)
const isAdvertisement = isType(TYPE_NEIGHBOR_ADVERTISEMENT)
const isRedirect = isType(TYPE_REDIRECT)
const isPrefix = isType(OPTION_PREFIX)
const isRoute = isType(OPTION_ROUTE)

const PREFERENCE_NAMES: Readonly<Record<number, string>> = { 0: 'medium', 1: 'high', 2: 'reserved', 3: 'low' }

const RA = 'RFC 4861 §4.2'
const RA_PREFERENCE = 'RFC 4191 §2.2'
const NA = 'RFC 4861 §4.4'
const REDIRECT = 'RFC 4861 §4.5'
const OPTION = 'RFC 4861 §4.6'
const LINK_LAYER = 'RFC 4861 §4.6.1'
const PREFIX = 'RFC 4861 §4.6.2'
const ROUTE = 'RFC 4191 §2.3'
const RDNSS = 'RFC 8106 §5.1'
const DNSSL = 'RFC 8106 §5.2'

/** Fields of the messages. */
export const ndFields: readonly Field[] = [
  {
    name: 'icmpv6.nd.ra.cur_hop_limit',
    label: 'Cur Hop Limit',
    bit: 32,
    bits: 8,
    form: Form.Dec,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ra.flag',
    label: 'Flags',
    bit: 40,
    bits: 8,
    form: Form.Hex,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ra.flag.m',
    label: 'M: Managed address configuration',
    bit: 40,
    bits: 1,
    form: Form.Flag,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ra.flag.o',
    label: 'O: Other configuration',
    bit: 41,
    bits: 1,
    form: Form.Flag,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ra.flag.h',
    label: 'H: Home Agent',
    bit: 42,
    bits: 1,
    form: Form.Flag,
    when: isRouterAdvertisement,
    source: 'RFC 6275 §7.1',
  },
  {
    name: 'icmpv6.nd.ra.flag.prf',
    label: 'Prf: Default Router Preference',
    bit: 43,
    bits: 2,
    form: Form.Dec,
    names: PREFERENCE_NAMES,
    when: isRouterAdvertisement,
    source: RA_PREFERENCE,
  },
  {
    name: 'icmpv6.nd.ra.flag.p',
    label: 'P: Proxy',
    bit: 45,
    bits: 1,
    form: Form.Flag,
    when: isRouterAdvertisement,
    source: 'RFC 4389 §4.1.3.3',
  },
  {
    name: 'icmpv6.nd.ra.router_lifetime',
    label: 'Router Lifetime (s)',
    bit: 48,
    bits: 16,
    form: Form.Dec,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ra.reachable_time',
    label: 'Reachable Time (ms)',
    bit: 64,
    bits: 32,
    form: Form.Dec,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ra.retrans_timer',
    label: 'Retrans Timer (ms)',
    bit: 96,
    bits: 32,
    form: Form.Dec,
    when: isRouterAdvertisement,
    source: RA,
  },
  {
    name: 'icmpv6.nd.ns.target_address',
    label: 'Target Address',
    bit: 64,
    bits: 128,
    form: Form.Ipv6,
    when: isType(TYPE_NEIGHBOR_SOLICITATION),
    source: 'RFC 4861 §4.3',
  },
  {
    name: 'icmpv6.nd.na.flag.r',
    label: 'R: Router',
    bit: 32,
    bits: 1,
    form: Form.Flag,
    when: isAdvertisement,
    source: NA,
  },
  {
    name: 'icmpv6.nd.na.flag.s',
    label: 'S: Solicited',
    bit: 33,
    bits: 1,
    form: Form.Flag,
    when: isAdvertisement,
    source: NA,
  },
  {
    name: 'icmpv6.nd.na.flag.o',
    label: 'O: Override',
    bit: 34,
    bits: 1,
    form: Form.Flag,
    when: isAdvertisement,
    source: NA,
  },
  {
    name: 'icmpv6.nd.na.target_address',
    label: 'Target Address',
    bit: 64,
    bits: 128,
    form: Form.Ipv6,
    when: isAdvertisement,
    source: NA,
  },
  {
    name: 'icmpv6.nd.rd.target_address',
    label: 'Target Address',
    bit: 64,
    bits: 128,
    form: Form.Ipv6,
    when: isRedirect,
    source: REDIRECT,
  },
  {
    name: 'icmpv6.rd.na.destination_address',
    label: 'Destination Address',
    bit: 192,
    bits: 128,
    form: Form.Ipv6,
    when: isRedirect,
    source: REDIRECT,
  },
]

/** Options with fields of their own below. */
const KNOWN_OPTIONS: readonly number[] = [
  OPTION_SOURCE_LINK_LAYER,
  OPTION_TARGET_LINK_LAYER,
  OPTION_PREFIX,
  OPTION_REDIRECTED,
  OPTION_MTU,
  OPTION_ROUTE,
  OPTION_RDNSS,
  OPTION_DNSSL,
]

/** Options of the five messages; they go on to the message's end. */
export const ndOptions: Group = {
  label: 'Option',
  start: (v, o, end) => {
    const len = ndLen(v, o)
    return len === 0 ? end : o + len
  },
  end: (_, __, end) => end,
  size: optionSize,
  fields: [
    {
      name: 'icmpv6.opt.type',
      label: 'Option Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: {
        1: 'source link-layer address',
        2: 'target link-layer address',
        3: 'prefix information',
        4: 'redirected header',
        5: 'MTU',
        7: 'advertisement interval',
        8: 'home agent information',
        14: 'nonce',
        24: 'route information',
        25: 'recursive DNS server',
        26: 'RA flags extension',
        31: 'DNS search list',
        37: 'captive portal',
        38: 'PREF64',
      },
      source: OPTION,
    },
    { name: 'icmpv6.opt.length', label: 'Option Length', bit: 8, bits: 8, form: Form.Dec, source: OPTION },
    {
      name: 'icmpv6.opt.linkaddr',
      label: 'Link-Layer Address',
      bit: 16,
      bits: 48,
      form: Form.Mac,
      when: (v, o) => v.getUint8(o) === OPTION_SOURCE_LINK_LAYER || v.getUint8(o) === OPTION_TARGET_LINK_LAYER,
      source: LINK_LAYER,
    },
    {
      name: 'icmpv6.opt.prefix.length',
      label: 'Prefix Length',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      when: (v, o) => isPrefix(v, o) || isRoute(v, o),
      source: PREFIX,
    },
    {
      name: 'icmpv6.opt.prefix.flag.l',
      label: 'L: On-link',
      bit: 24,
      bits: 1,
      form: Form.Flag,
      when: isPrefix,
      source: PREFIX,
    },
    {
      name: 'icmpv6.opt.prefix.flag.a',
      label: 'A: Autonomous address-configuration',
      bit: 25,
      bits: 1,
      form: Form.Flag,
      when: isPrefix,
      source: PREFIX,
    },
    {
      name: 'icmpv6.opt.prefix.flag.r',
      label: 'R: Router address',
      bit: 26,
      bits: 1,
      form: Form.Flag,
      when: isPrefix,
      source: 'RFC 6275 §7.2',
    },
    {
      name: 'icmpv6.opt.prefix.valid_lifetime',
      label: 'Valid Lifetime (s)',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: isPrefix,
      source: PREFIX,
    },
    {
      name: 'icmpv6.opt.prefix.preferred_lifetime',
      label: 'Preferred Lifetime (s)',
      bit: 64,
      bits: 32,
      form: Form.Dec,
      when: isPrefix,
      source: PREFIX,
    },
    {
      name: 'icmpv6.opt.prefix',
      label: 'Prefix',
      bit: 128,
      bits: 128,
      form: Form.Ipv6,
      when: isPrefix,
      source: PREFIX,
    },
    {
      name: 'icmpv6.opt.redirected_packet',
      label: 'IP header + data',
      bit: 64,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 8,
      when: isType(OPTION_REDIRECTED),
      source: 'RFC 4861 §4.6.3',
    },
    {
      name: 'icmpv6.opt.mtu',
      label: 'MTU',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: isType(OPTION_MTU),
      source: 'RFC 4861 §4.6.4',
    },
    {
      name: 'icmpv6.opt.route_info.flag.route_preference',
      label: 'Prf: Route Preference',
      bit: 27,
      bits: 2,
      form: Form.Dec,
      names: PREFERENCE_NAMES,
      when: isRoute,
      source: ROUTE,
    },
    {
      name: 'icmpv6.opt.route_lifetime',
      label: 'Route Lifetime (s)',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: isRoute,
      source: ROUTE,
    },
    {
      name: 'icmpv6.opt.route_info.prefix',
      label: 'Prefix (first octets of an address)',
      bit: 64,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 8,
      when: (v, o, end) => isRoute(v, o) && end - o > 8,
      source: ROUTE,
    },
    {
      name: 'icmpv6.opt.rdnss.lifetime',
      label: 'Lifetime (s)',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: isType(OPTION_RDNSS),
      source: RDNSS,
    },
    {
      name: 'icmpv6.opt.rdnss',
      label: 'Recursive DNS Server',
      bit: 64,
      bits: 128,
      form: Form.Ipv6,
      when: isType(OPTION_RDNSS),
      count: (_, o, end) => (end - o - 8) >> 4,
      source: RDNSS,
    },
    {
      name: 'icmpv6.opt.dnssl.lifetime',
      label: 'Lifetime (s)',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      when: isType(OPTION_DNSSL),
      source: DNSSL,
    },
    {
      name: 'icmpv6.opt.dnssl',
      label: 'Domain Names of DNS Search List',
      bit: 64,
      bits: 0,
      form: Form.Text,
      size: (_, o, end) => end - o - 8,
      when: (v, o, end) => v.getUint8(o) === OPTION_DNSSL && end - o > 8,
      source: DNSSL,
    },
    {
      name: 'icmpv6.opt.data',
      label: 'Option Data',
      bit: 16,
      bits: 0,
      form: Form.Bytes,
      size: (_, o, end) => end - o - 2,
      when: (v, o) => !KNOWN_OPTIONS.includes(v.getUint8(o)),
      source: OPTION,
    },
  ],
}
