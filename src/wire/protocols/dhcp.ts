/**
 * Dynamic Host Configuration Protocol. RFC 2131 §2; its options RFC 2132. Without the option that tells the type it is
 * BOOTP (RFC 951).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     op (1)    |   htype (1)   |   hlen (1)    |   hops (1)    |
 * +---------------+---------------+---------------+---------------+
 * |                            xid (4)                            |
 * +-------------------------------+-------------------------------+
 * |           secs (2)            |           flags (2)           |
 * +-------------------------------+-------------------------------+
 * |                          ciaddr  (4)                          |
 * +---------------------------------------------------------------+
 * |                          yiaddr  (4)                          |
 * +---------------------------------------------------------------+
 * |                          siaddr  (4)                          |
 * +---------------------------------------------------------------+
 * |                          giaddr  (4)                          |
 * +---------------------------------------------------------------+
 * |                          chaddr  (16)                         |
 * +---------------------------------------------------------------+
 * |                          sname   (64)                         |
 * +---------------------------------------------------------------+
 * |                          file    (128)                        |
 * +---------------------------------------------------------------+
 * |                          options (variable)                   |
 * +---------------------------------------------------------------+
 */
import { Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'

const OP = 0
const HTYPE = 1
const HLEN = 2
const YOUR_ADDRESS = 16
const CLIENT_HARDWARE = 28
const COOKIE = 236
/** RFC 2132 §2: the magic cookie in front of the options. */
const MAGIC_COOKIE = 0x63825363
const OPTIONS = 240

const OP_REQUEST = 1
const OP_REPLY = 2
const HTYPE_ETHERNET = 1
const MAX_HLEN = 16
const MAC_LEN = 6

const OPTION_PAD = 0
const OPTION_MESSAGE_TYPE = 53
const OPTION_END = 255

/** RFC 2132 §9.6, RFC 3203, RFC 4388, RFC 6926, RFC 7724. */
export const MESSAGE_TYPES: Readonly<Record<number, string>> = {
  1: 'Discover',
  2: 'Offer',
  3: 'Request',
  4: 'Decline',
  5: 'ACK',
  6: 'NAK',
  7: 'Release',
  8: 'Inform',
  9: 'Force Renew',
  10: 'Lease query',
  11: 'Lease Unassigned',
  12: 'Lease Unknown',
  13: 'Lease Active',
  14: 'Bulk Lease Query',
  15: 'Lease Query Done',
  16: 'Active LeaseQuery',
  17: 'Lease Query Status',
  18: 'TLS',
}

/** Absolute offset of the address that the client gets; 0.0.0.0 where it gets none. */
export const yourAddressAt = (o: number): number => o + YOUR_ADDRESS
/** Absolute offset of the client's MAC address; meaningful where `hasMac`. */
export const macAt = (o: number): number => o + CLIENT_HARDWARE
export const hasMac = (v: DataView, o: number): boolean =>
  v.getUint8(o + HTYPE) === HTYPE_ETHERNET && v.getUint8(o + HLEN) === MAC_LEN

/** Absolute offset of the message's type among the options; -1 where there is none. */
function typeAt(v: DataView, o: number, end: number): number {
  let at = o + OPTIONS
  while (at + 2 < end && v.getUint8(at) !== OPTION_END) {
    if (v.getUint8(at) === OPTION_PAD) at++
    else if (v.getUint8(at) === OPTION_MESSAGE_TYPE) return v.getUint8(at + 1) === 1 ? at + 2 : -1
    else at += 2 + v.getUint8(at + 1)
  }
  return -1
}

/** The message's type; 0 where it has none. */
export function messageType(v: DataView, o: number, end: number): number {
  const at = typeAt(v, o, end)
  return at < 0 ? 0 : v.getUint8(at)
}

/** Whether [`o`, `end`) begins with a whole header and the cookie. */
export function isMessage(v: DataView, o: number, end: number): boolean {
  if (end - o < OPTIONS || v.getUint32(o + COOKIE) !== MAGIC_COOKIE) return false
  const op = v.getUint8(o + OP)
  return (op === OP_REQUEST || op === OP_REPLY) && v.getUint8(o + HLEN) <= MAX_HLEN
}

const RFC = 'RFC 2131 §2'

export const protocol: Protocol = {
  kind: Kind.Dhcp,
  name: 'dhcp',
  title: 'Dynamic Host Configuration Protocol',
  short: 'DHCP',
  fields: [
    {
      name: 'dhcp.type',
      label: 'op',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: { [OP_REQUEST]: 'Boot Request', [OP_REPLY]: 'Boot Reply' },
      source: RFC,
    },
    { name: 'dhcp.id', label: 'xid', bit: 32, bits: 32, form: Form.Hex, source: RFC },
    { name: 'dhcp.ip.your', label: 'yiaddr', bit: 128, bits: 32, form: Form.Ipv4, source: RFC },
    { name: 'dhcp.hw.mac_addr', label: 'chaddr', bit: 224, bits: 48, form: Form.Mac, when: hasMac, source: RFC },
    {
      name: 'dhcp.option.dhcp',
      label: 'DHCP Message Type',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      at: (v, o) => typeAt(v, o, v.byteLength),
      when: (v, o, end) => typeAt(v, o, end) >= 0,
      names: MESSAGE_TYPES,
      source: 'RFC 2132 §9.6',
    },
  ],
}
