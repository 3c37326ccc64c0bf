/**
 * IP Authentication Header. RFC 4302 §2.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Next Header   |  Payload Len  |          RESERVED             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Security Parameters Index (SPI)               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Sequence Number Field                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                Integrity Check Value-ICV (variable)           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'

/** Octets, without the ICV. */
export const MIN_HEADER_LEN = 12

const PAYLOAD_LEN = 1

/** Octets of the header; the wire counts 32-bit words less 2 (§2.2). */
const headerLen = (v: DataView, o: number): number => (v.getUint8(o + PAYLOAD_LEN) + 2) * 4
/** 0 from senders that obey. */
export const reserved = (v: DataView, o: number): number => v.getUint16(o + 2)
/** SPI, 32 bits. */
export const securityParametersIndex = (v: DataView, o: number): number => v.getUint32(o + 4)
export const sequenceNumber = (v: DataView, o: number): number => v.getUint32(o + 8)

const RFC = 'RFC 4302 §2'

export const protocol: Protocol = {
  kind: Kind.Ah,
  name: 'ah',
  title: 'Authentication Header',
  short: 'AH',
  reachedBy: { ipProtocols: [51] },
  decode,
  fields: [
    {
      name: 'ah.next_header',
      label: 'Next Header',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      names: IP_PROTOCOL_NAMES,
      source: RFC,
    },
    { name: 'ah.length', label: 'Payload Len', bit: 8, bits: 8, form: Form.Dec, source: RFC },
    { name: 'ah.reserved', label: 'RESERVED', bit: 16, bits: 16, form: Form.Bytes, source: RFC },
    { name: 'ah.spi', label: 'Security Parameters Index', bit: 32, bits: 32, form: Form.Hex, source: RFC },
    { name: 'ah.sequence', label: 'Sequence Number', bit: 64, bits: 32, form: Form.Dec, source: RFC },
    {
      name: 'ah.icv',
      label: 'Integrity Check Value',
      bit: 96,
      bits: 0,
      form: Form.Bytes,
      size: (v, o) => headerLen(v, o) - MIN_HEADER_LEN,
      source: RFC,
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Ah, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  const len = headerLen(v, o)
  if (len < MIN_HEADER_LEN) return p.reject(Reason.BadField, Kind.Ah, o, MIN_HEADER_LEN, end - o)
  if (end - o < len) return p.reject(Reason.Truncated, Kind.Ah, o, len, end - o)
  return p.push(Kind.Ah, o, o + len, end, p.tables.ipProtocols[v.getUint8(o)] as Kind)
}
