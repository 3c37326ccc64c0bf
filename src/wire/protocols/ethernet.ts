/**
 * Ethernet II and IEEE 802.3 frames. IEEE Std 802.3 §3.1.1; the Length/Type rule is §3.2.6.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Destination Address                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Destination Address      |         Source Address        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Source Address                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Length/Type          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { isInFragment } from '../fragment.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

/** Octets. */
export const HEADER_LEN = 14
/** A Length/Type value from here on is an EtherType; below, the 802.3 frame's length in octets (§3.2.6). */
export const MIN_ETHER_TYPE = 0x0600

const DESTINATION = 0
const SOURCE = 6
const TYPE = 12

/** Upper 24 bits of the destination address. */
export const destinationHi = (v: DataView, o: number): number => v.getUint32(o + DESTINATION) >>> 8
/** Lower 24 bits of the destination address. */
export const destinationLo = (v: DataView, o: number): number => v.getUint32(o + DESTINATION + 2) & 0xffffff
/** Upper 24 bits of the source address. */
export const sourceHi = (v: DataView, o: number): number => v.getUint32(o + SOURCE) >>> 8
/** Lower 24 bits of the source address. */
export const sourceLo = (v: DataView, o: number): number => v.getUint32(o + SOURCE + 2) & 0xffffff
/** Whether the source address is one station's: no group's, and not all zeros. */
export const isFromStation = (v: DataView, o: number): boolean =>
  (v.getUint8(o + SOURCE) & 1) === 0 && (sourceHi(v, o) | sourceLo(v, o)) !== 0
/** Length/Type, 16 bits. */
export const type = (v: DataView, o: number): number => v.getUint16(o + TYPE)
/** Whether the frame is for a group: the I/G bit, the first on the wire (IEEE Std 802 §8.2). */
export const isGroup = (v: DataView, o: number): boolean => (v.getUint8(o + DESTINATION) & 1) === 1

/** A Length/Type field at bit `bit`, under the name of what it is (§3.2.6); `get` reads it from the header's start. */
export function lengthTypeFields(
  typeName: string,
  lengthName: string,
  bit: number,
  get: (v: DataView, o: number) => number,
): readonly Field[] {
  const common = { bit, bits: 16, get, source: 'IEEE 802.3 §3.2.6' }
  return [
    {
      ...common,
      name: typeName,
      label: 'Type',
      form: Form.Hex,
      names: ETHER_TYPE_NAMES,
      when: (v, o) => get(v, o) >= MIN_ETHER_TYPE,
    },
    { ...common, name: lengthName, label: 'Length', form: Form.Dec, when: (v, o) => get(v, o) < MIN_ETHER_TYPE },
  ]
}

export const protocol: Protocol = {
  kind: Kind.Ethernet,
  name: 'eth',
  title: 'Ethernet',
  short: 'Ethernet',
  etherType: 'eth.type',
  // MikroTik's Ethernet over IP, which has no RFC.
  reachedBy: { etherTypes: [0x6558], greProtocols: [0x6400], ipProtocols: [143], linkTypes: [1] },
  decode,
  fields: [
    { name: 'eth.dst', label: 'Destination Address', bit: 0, bits: 48, form: Form.Mac, source: 'IEEE 802.3 §3.2.4' },
    { name: 'eth.src', label: 'Source Address', bit: 48, bits: 48, form: Form.Mac, source: 'IEEE 802.3 §3.2.5' },
    ...lengthTypeFields('eth.type', 'eth.len', 96, type),
  ] satisfies Field[],
}

export function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Ethernet, o, HEADER_LEN, end - o)
  return pushTyped(p, Kind.Ethernet, o, o + HEADER_LEN, end)
}

/**
 * Notes a header that ends in a Length/Type field in front of `payload`. An EtherType leads on by the table. A length
 * (§3.2.6) ends the frame in front of its padding and leads to LLC; a length beyond the frame is reported.
 */
export function pushTyped(p: Packet, kind: Kind, o: number, payload: number, end: number): Kind {
  const t = p.view.getUint16(payload - 2)
  if (t >= MIN_ETHER_TYPE) return p.push(kind, o, payload, end, p.tables.etherTypes[t] as Kind)
  const there = p.claimed - payload
  if (t > there && !isInFragment(p)) p.overlong(kind, o, t, there)
  return p.push(kind, o, payload, p.narrow(payload + t), Kind.Llc)
}
