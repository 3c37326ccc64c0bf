/**
 * IP Payload Compression. RFC 3173 §3.1.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Next Header  |     Flags     | Compression Parameter Index   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'

/** Octets. */
const HEADER_LEN = 4

/** How to unpack what follows, 16 bits. */
export const parameterIndex = (v: DataView, o: number): number => v.getUint16(o + 2)

const RFC = 'RFC 3173 §3.1'

export const protocol: Protocol = {
  kind: Kind.Ipcomp,
  name: 'ipcomp',
  title: 'IP Payload Compression',
  short: 'IPComp',
  reachedBy: { ipProtocols: [108] },
  decode,
  fields: [
    {
      name: 'ipcomp.next_header',
      label: 'Next Header',
      bit: 0,
      bits: 8,
      form: Form.Hex,
      names: IP_PROTOCOL_NAMES,
      source: RFC,
    },
    { name: 'ipcomp.flags', label: 'Flags', bit: 8, bits: 8, form: Form.Hex, source: RFC },
    {
      name: 'ipcomp.cpi',
      label: 'Compression Parameter Index',
      bit: 16,
      bits: 16,
      form: Form.Hex,
      get: parameterIndex,
      // IANA "IPComp transform identifiers", which are well-known indices (RFC 3173 §3.3).
      names: { 1: 'OUI', 2: 'DEFLATE', 3: 'LZS', 4: 'LZJH' },
      source: 'RFC 3173 §3.3',
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Ipcomp, o, HEADER_LEN, end - o)
  return p.push(Kind.Ipcomp, o, o + HEADER_LEN, end, Kind.Payload)
}
