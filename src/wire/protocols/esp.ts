/**
 * IP Encapsulating Security Payload. RFC 4303 §2. What follows the two numbers is mostly encrypted, and no packet says
 * whether it is.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |               Security Parameters Index (SPI)                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Sequence Number                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Payload Data* (variable)                   |
 * ~                                                               ~
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets in the clear. */
export const HEADER_LEN = 8

/** SPI, 32 bits; 1 to 255 are reserved, 0 is never on the wire (§2.1). */
export const securityParametersIndex = (v: DataView, o: number): number => v.getUint32(o)
export const sequenceNumber = (v: DataView, o: number): number => v.getUint32(o + 4)

const RFC = 'RFC 4303 §2'

export const protocol: Protocol = {
  kind: Kind.Esp,
  name: 'esp',
  title: 'Encapsulating Security Payload',
  short: 'ESP',
  reachedBy: { ipProtocols: [50] },
  decode,
  fields: [
    {
      name: 'esp.spi',
      label: 'Security Parameters Index',
      bit: 0,
      bits: 32,
      form: Form.Hex,
      get: securityParametersIndex,
      source: RFC,
    },
    {
      name: 'esp.sequence',
      label: 'Sequence Number',
      bit: 32,
      bits: 32,
      form: Form.Dec,
      get: sequenceNumber,
      source: RFC,
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Esp, o, HEADER_LEN, end - o)
  return p.push(Kind.Esp, o, o + HEADER_LEN, end, Kind.Payload)
}
