/**
 * NBMA Next Hop Resolution Protocol, RFC 2332 §5.2: by it the ends of a multipoint GRE tunnel (DMVPN) learn each other's outer
 * addresses. The fixed part, §5.2.1, and what most packets have behind it, §5.2.0.1; client information entries and
 * extensions follow unnamed.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            ar$afn             |          ar$pro.type          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          ar$pro.snap                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ar$pro.snap  |   ar$hopcnt   |            ar$pktsz           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           ar$chksum           |            ar$extoff          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | ar$op.version |   ar$op.type  |    ar$shtl    |    ar$sstl    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Src Proto Len | Dst Proto Len |           Flags               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Request ID                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~    Source NBMA Address, Subaddress, Source and Destination    ~
 *                        Protocol Address
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

/** Octets of the fixed part. */
const FIXED_LEN = 20
/** Octets of the common header behind it, without its addresses. */
const COMMON_LEN = 8
const PACKET_SIZE = 10
const TYPE = 17
/** Octets of an address. */
const IPV4_LEN = 4
const IPV6_LEN = 16

/** Types up to this one have flags and a Request ID. The two after it, an error and a traffic indication, do not. */
const LAST_REQUEST = 6
const LAST_TYPE = 8

/** Of `type`. */
export const Type = { ResolutionRequest: 1, ResolutionReply: 2, PurgeRequest: 5 } as const

/** What the packet asks or answers, 8 bits. */
export const type = (v: DataView, o: number): number => v.getUint8(o + TYPE)
/** EtherType of the inner protocol. */
const protocolType = (v: DataView, o: number): number => v.getUint16(o + 2)
/** Octets from the packet's first to its extensions; 0 where it has none. */
const extensionOffset = (v: DataView, o: number): number => v.getUint16(o + 14)
const packetSize = (v: DataView, o: number): number => v.getUint16(o + PACKET_SIZE)
/** Octets of the source's NBMA address and of its subaddress. */
const nbmaLen = (v: DataView, o: number): number => v.getUint8(o + 18) & 0x3f
const subaddressLen = (v: DataView, o: number): number => v.getUint8(o + 19) & 0x3f
const sourceLen = (v: DataView, o: number): number => v.getUint8(o + FIXED_LEN)
const destinationLen = (v: DataView, o: number): number => v.getUint8(o + FIXED_LEN + 1)

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'Resolution Request',
  2: 'Resolution Reply',
  3: 'Registration Request',
  4: 'Registration Reply',
  5: 'Purge Request',
  6: 'Purge Reply',
  7: 'Error Indication',
  8: 'Traffic Indication',
}

const RFC = 'RFC 2332 §5.2.1'
const COMMON_RFC = 'RFC 2332 §5.2.0.1'

const hasCommon = (v: DataView, o: number, end: number): boolean =>
  end - o >= FIXED_LEN + COMMON_LEN && type(v, o) > 0 && type(v, o) <= LAST_TYPE
const isRequest = (v: DataView, o: number, end: number): boolean => hasCommon(v, o, end) && type(v, o) <= LAST_REQUEST
const addresses = (o: number): number => o + FIXED_LEN + COMMON_LEN

const common = (name: string, label: string, bit: number, bits: number, form: Form = Form.Dec): Field => ({
  name: `nhrp.${name}`,
  label,
  bit: FIXED_LEN * 8 + bit,
  bits,
  form,
  when: hasCommon,
  source: COMMON_RFC,
})

/** An IPv4 address that stands behind other addresses. */
const address = (
  name: string,
  label: string,
  at: (v: DataView, o: number) => number,
  size: (v: DataView, o: number) => number,
): Field => ({
  name: `nhrp.${name}`,
  label,
  bit: 0,
  bits: 32,
  form: Form.Ipv4,
  at,
  when: (v, o, end) => hasCommon(v, o, end) && size(v, o) === IPV4_LEN,
  source: COMMON_RFC,
})

const behindNbma = (v: DataView, o: number): number => addresses(o) + nbmaLen(v, o) + subaddressLen(v, o)

/** Absolute offset of the destination's IPv4 address in the tunnel; -1 without one in [`o`, `end`). */
export function destinationAt(v: DataView, o: number, end: number): number {
  if (!hasCommon(v, o, end) || destinationLen(v, o) !== IPV4_LEN) return -1
  const at = behindNbma(v, o) + sourceLen(v, o)
  return at + IPV4_LEN <= end ? at : -1
}

/** Absolute offset of what follows the addresses. */
const behindAddresses = (v: DataView, o: number): number => behindNbma(v, o) + sourceLen(v, o) + destinationLen(v, o)

const isAddress = (octets: number): boolean => octets === IPV4_LEN || octets === IPV6_LEN

/** Octets of a client information entry in front of its addresses (§5.2.0.1). */
const CLIENT_LEN = 12

/**
 * Calls back for each address of the tunnel, IPv4 or IPv6, that the packet [`o`, `end`) says is behind an outer IPv4 address, with
 * where both stand and how long the first is: the source's own, and those of clients in an answer or a registration.
 */
export function visitMappings(
  v: DataView,
  o: number,
  end: number,
  visit: (protocolAt: number, octets: number, nbmaAt: number) => void,
): void {
  if (!isRequest(v, o, end)) return
  if (nbmaLen(v, o) === IPV4_LEN && isAddress(sourceLen(v, o)) && behindAddresses(v, o) <= end)
    visit(behindNbma(v, o), sourceLen(v, o), addresses(o))
  const stop = extensionOffset(v, o) === 0 ? end : Math.min(end, o + extensionOffset(v, o))
  for (let at = behindAddresses(v, o); at + CLIENT_LEN <= stop; ) {
    const nbma = v.getUint8(at + 8) & 0x3f
    const subaddress = v.getUint8(at + 9) & 0x3f
    const protocolLen = v.getUint8(at + 10)
    const protocolAt = at + CLIENT_LEN + nbma + subaddress
    if (protocolAt + protocolLen > stop) return
    if (nbma === IPV4_LEN && isAddress(protocolLen)) visit(protocolAt, protocolLen, at + CLIENT_LEN)
    at = protocolAt + protocolLen
  }
}

export const protocol: Protocol = {
  kind: Kind.Nhrp,
  name: 'nhrp',
  title: 'NBMA Next Hop Resolution Protocol',
  short: 'NHRP',
  reachedBy: { greProtocols: [0x2001], ipProtocols: [54] },
  decode,
  fields: [
    {
      name: 'nhrp.hdr.afn',
      label: 'ar$afn',
      bit: 0,
      bits: 16,
      form: Form.Hex,
      names: { 1: 'IPv4', 2: 'IPv6' },
      source: RFC,
    },
    {
      name: 'nhrp.hdr.pro.type',
      label: 'ar$pro.type',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      names: ETHER_TYPE_NAMES,
      source: RFC,
    },
    { name: 'nhrp.hdr.hopcnt', label: 'ar$hopcnt', bit: 72, bits: 8, form: Form.Dec, source: RFC },
    { name: 'nhrp.hdr.pktsz', label: 'ar$pktsz', bit: 80, bits: 16, form: Form.Dec, source: RFC },
    { name: 'nhrp.hdr.chksum', label: 'ar$chksum', bit: 96, bits: 16, form: Form.Hex, source: RFC },
    { name: 'nhrp.hdr.extoff', label: 'ar$extoff', bit: 112, bits: 16, form: Form.Dec, source: RFC },
    { name: 'nhrp.hdr.version', label: 'ar$op.version', bit: 128, bits: 8, form: Form.Dec, source: RFC },
    {
      name: 'nhrp.hdr.op.type',
      label: 'ar$op.type',
      bit: 136,
      bits: 8,
      form: Form.Dec,
      names: TYPE_NAMES,
      source: RFC,
    },
    { name: 'nhrp.hdr.shtl.len', label: 'ar$shtl: octets', bit: 146, bits: 6, form: Form.Dec, source: RFC },
    { name: 'nhrp.hdr.sstl.len', label: 'ar$sstl: octets', bit: 154, bits: 6, form: Form.Dec, source: RFC },
    common('src.prot.len', 'Src Proto Len', 0, 8),
    common('dst.prot.len', 'Dst Proto Len', 8, 8),
    { ...common('flags', 'Flags', 16, 16, Form.Hex), when: isRequest },
    { ...common('reqid', 'Request ID', 32, 32, Form.Hex), when: isRequest },
    address('src.nbma.addr', 'Source NBMA Address', (_, o) => addresses(o), nbmaLen),
    address('src.prot.addr', 'Source Protocol Address', behindNbma, sourceLen),
    address(
      'dst.prot.addr',
      'Destination Protocol Address',
      (v, o) => behindNbma(v, o) + sourceLen(v, o),
      destinationLen,
    ),
  ],
}

/**
 * The header is the packet, as far as it says that it goes. An error and a traffic indication (§5.2.7) quote the packet that
 * they are about, behind the addresses and in front of any extensions, as ICMP's errors do.
 */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < FIXED_LEN) return p.reject(Reason.Truncated, Kind.Nhrp, o, FIXED_LEN, end - o)
  const size = packetSize(p.view, o)
  if (size < FIXED_LEN) return p.reject(Reason.BadField, Kind.Nhrp, o, FIXED_LEN, end - o)
  if (size > end - o) return p.reject(Reason.Truncated, Kind.Nhrp, o, size, end - o)
  const quoteAt = isAboutPacket(p.view, o, o + size) ? behindAddresses(p.view, o) : o + size
  if (quoteAt >= o + size) return p.push(Kind.Nhrp, o, o + size, end, Kind.None)
  const next = p.push(Kind.Nhrp, o, quoteAt, end, p.tables.etherTypes[protocolType(p.view, o)] as Kind)
  p.quote()
  const stop = extensionOffset(p.view, o) > quoteAt - o ? extensionOffset(p.view, o) : size
  p.nextEnd = p.narrow(o + Math.min(stop, size))
  return next
}

const isAboutPacket = (v: DataView, o: number, end: number): boolean =>
  hasCommon(v, o, end) && type(v, o) > LAST_REQUEST
