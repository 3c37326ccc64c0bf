/**
 * BSD loopback, LINKTYPE_NULL and LINKTYPE_LOOP: https://www.tcpdump.org/linktypes.html
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Protocol family                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * LOOP writes it in network order, NULL in that of the host that captured. The families are small numbers, so the
 * order shows; an EtherType may stand there instead.
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'
import { MIN_ETHER_TYPE } from './ethernet.js'

/** Octets. */
export const HEADER_LEN = 4

const FAMILY_INET = 2

/** AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const isInet6 = (f: number): boolean => f === 10 || f === 24 || f === 28 || f === 30

/** The protocol family in whichever order makes it a number of 16 bits. */
export const family = (v: DataView, o: number): number => {
  const little = v.getUint32(o, true)
  return little > 0xffff ? v.getUint32(o) : little
}

const isEtherType = (f: number): boolean => f >= MIN_ETHER_TYPE && f <= 0xffff

const SOURCE = 'LINKTYPE_NULL'

export const protocol: Protocol = {
  kind: Kind.Null,
  name: 'null',
  title: 'Null/Loopback',
  short: 'Loopback',
  wireshark: 'Null',
  reachedBy: { linkTypes: [0, 108] },
  decode,
  fields: [
    {
      name: 'null.family',
      label: 'Protocol family',
      bit: 0,
      bits: 32,
      form: Form.Dec,
      get: family,
      names: { 2: 'IPv4', 7: 'OSI', 10: 'IPv6', 23: 'IPX', 24: 'IPv6', 28: 'IPv6', 30: 'IPv6' },
      when: (v, o) => !isEtherType(family(v, o)),
      source: SOURCE,
    },
    {
      name: 'null.type',
      label: 'Type',
      bit: 0,
      bits: 32,
      form: Form.Hex,
      get: family,
      names: ETHER_TYPE_NAMES,
      when: (v, o) => isEtherType(family(v, o)),
      source: SOURCE,
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Null, o, HEADER_LEN, end - o)
  const f = family(p.view, o)
  let next: Kind = Kind.Payload
  if (f === FAMILY_INET) next = Kind.Ipv4
  else if (isInet6(f)) next = Kind.Ipv6
  else if (isEtherType(f)) next = p.tables.etherTypes[f] as Kind
  return p.push(Kind.Null, o, o + HEADER_LEN, end, next)
}
