/**
 * Linux cooked capture version 2, LINKTYPE_LINUX_SLL2: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Protocol type         |         Reserved (MBZ)        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Interface index                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          ARPHRD_ type         |  Packet type  |  Addr. length |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Link-layer address                      |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { cookedFields, cookedNext } from './sll.js'

/** Octets. */
export const HEADER_LEN = 20

const PROTOCOL_TYPE = 0
const ARPHRD_TYPE = 8
/** ARPHRD_ type of the device, 16 bits. */
export const arphrdType = (v: DataView, o: number): number => v.getUint16(o + ARPHRD_TYPE)
/** The interface's number on the machine that captured. */
export const interfaceIndex = (v: DataView, o: number): number => v.getUint32(o + 4)
/** As in version 1, 8 bits. */
export const packetType = (v: DataView, o: number): number => v.getUint8(o + 10)
/** Octets of the sender's link-layer address. */
export const addressLength = (v: DataView, o: number): number => v.getUint8(o + 11)
/** Absolute offset of the sender's link-layer address. */
export const addressOffset = (o: number): number => o + 12
/** Protocol type, 16 bits: mostly an EtherType. */
export const protocolType = (v: DataView, o: number): number => v.getUint16(o + PROTOCOL_TYPE)

const SOURCE = 'LINKTYPE_LINUX_SLL2'

/** Wireshark has one protocol, `sll`, for both versions. */
export const protocol: Protocol = {
  kind: Kind.Sll2,
  name: 'sll',
  title: 'Linux cooked-mode capture v2',
  short: 'Cooked v2',
  wireshark: 'SLL',
  etherType: 'sll.etype',
  reachedBy: { linkTypes: [276] },
  decode,
  fields: [
    { name: 'sll.ifindex', label: 'Interface index', bit: 32, bits: 32, form: Form.Dec, source: SOURCE },
    ...cookedFields({
      packetType: 10,
      packetTypeLen: 1,
      arphrdType: ARPHRD_TYPE,
      addressLength: 11,
      addressLengthLen: 1,
      address: 12,
      protocolType: PROTOCOL_TYPE,
      source: SOURCE,
    }),
  ],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Sll2, o, HEADER_LEN, end - o)
  const v = p.view
  const next = cookedNext(p, arphrdType(v, o), protocolType(v, o), o + HEADER_LEN)
  return p.push(Kind.Sll2, o, o + HEADER_LEN, end, next)
}
