/**
 * A record of Datagram Transport Layer Security, as CAPWAP has them. RFC 6347 §4.1.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ContentType  |        ProtocolVersion        |     epoch     ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~               |           sequence_number, 48 bits            ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~                                               |     length    ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets. */
const HEADER_LEN = 13

/** What the record is: 22 is a handshake's, 23 has data. */
export const contentType = (v: DataView, o: number): number => v.getUint8(o)

const RFC = 'RFC 6347 §4.1'

export const protocol: Protocol = {
  kind: Kind.Dtls,
  name: 'dtls',
  title: 'Datagram Transport Layer Security',
  short: 'DTLS',
  decode,
  fields: [
    {
      name: 'dtls.record.content_type',
      label: 'ContentType',
      bit: 0,
      bits: 8,
      form: Form.Dec,
      get: contentType,
      names: { 20: 'change cipher spec', 21: 'alert', 22: 'handshake', 23: 'application data' },
      source: RFC,
    },
    {
      name: 'dtls.record.version',
      label: 'ProtocolVersion',
      bit: 8,
      bits: 16,
      form: Form.Hex,
      names: { 0xfeff: 'DTLS 1.0', 0xfefd: 'DTLS 1.2' },
      source: RFC,
    },
    { name: 'dtls.record.epoch', label: 'epoch', bit: 24, bits: 16, form: Form.Dec, source: RFC },
    { name: 'dtls.record.sequence_number', label: 'sequence_number', bit: 40, bits: 48, form: Form.Dec, source: RFC },
    { name: 'dtls.record.length', label: 'length', bit: 88, bits: 16, form: Form.Dec, source: RFC },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < HEADER_LEN) return p.reject(Reason.Truncated, Kind.Dtls, o, HEADER_LEN, end - o)
  return p.push(Kind.Dtls, o, o + HEADER_LEN, end, Kind.Payload)
}
