/**
 * Anything In Anything, port 5072. draft-massar-v6ops-ayiya-02 §3.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | IDLen | IDType| SigLen|HshMeth|AutMeth| OpCode|  Next Header  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           Epoch Time                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * :           Identity (2^IDLen octets)                           :
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * :           Signature (SigLen 32-bit words)                     :
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { IP_PROTOCOL_NAMES } from '../registries/ip-protocols.js'
import { dataLength } from './udp.js'

/** Octets, without identity and signature. */
const MIN_HEADER_LEN = 8

const FORWARD = 1
const ECHO_AND_FORWARD = 3
const MAX_OPCODE = 7
/** No identity is longer: it is an IPv6 address or a name. */
const MAX_ID_BITS = 8

const idLenBits = (v: DataView, o: number): number => v.getUint8(o) >> 4
/** Octets of the identity. */
const idLen = (v: DataView, o: number): number => 1 << idLenBits(v, o)
/** Octets of the signature. */
const signatureLen = (v: DataView, o: number): number => (v.getUint8(o + 1) >> 4) * 4
/** What is to be done, 4 bits. */
export const opCode = (v: DataView, o: number): number => v.getUint8(o + 2) & 0xf
const nextHeader = (v: DataView, o: number): number => v.getUint8(o + 3)
/** Whether a packet follows. */
export const isData = (v: DataView, o: number): boolean => opCode(v, o) === FORWARD || opCode(v, o) === ECHO_AND_FORWARD
const signatureAt = (v: DataView, o: number): number => o + MIN_HEADER_LEN + idLen(v, o)

const DRAFT = 'draft-massar-v6ops-ayiya-02 §3'

export const protocol: Protocol = {
  kind: Kind.Ayiya,
  name: 'ayiya',
  title: 'Anything In Anything',
  short: 'AYIYA',
  reachedBy: { udpServers: [5072] },
  decode,
  fields: [
    { name: 'ayiya.idlen', label: 'IDLen (power of two)', bit: 0, bits: 4, form: Form.Hex, source: DRAFT },
    {
      name: 'ayiya.idtype',
      label: 'IDType',
      bit: 4,
      bits: 4,
      form: Form.Hex,
      names: { 0: 'none', 1: 'integer', 2: 'string' },
      source: DRAFT,
    },
    { name: 'ayiya.siglen', label: 'SigLen (32-bit words)', bit: 8, bits: 4, form: Form.Hex, source: DRAFT },
    {
      name: 'ayiya.hashmethod',
      label: 'HshMeth',
      bit: 12,
      bits: 4,
      form: Form.Hex,
      names: { 0: 'none', 1: 'MD5', 2: 'SHA1', 3: 'UMAC' },
      source: DRAFT,
    },
    {
      name: 'ayiya.authmethod',
      label: 'AutMeth',
      bit: 16,
      bits: 4,
      form: Form.Hex,
      names: { 0: 'none', 1: 'shared secret', 2: 'key pair' },
      source: DRAFT,
    },
    {
      name: 'ayiya.opcode',
      label: 'OpCode',
      bit: 20,
      bits: 4,
      form: Form.Hex,
      get: opCode,
      names: {
        0: 'noop',
        [FORWARD]: 'forward',
        2: 'echo request',
        [ECHO_AND_FORWARD]: 'echo request and forward',
        4: 'echo response',
        5: 'message of the day',
        6: 'query request',
        7: 'query response',
      },
      source: DRAFT,
    },
    {
      name: 'ayiya.nextheader',
      label: 'Next Header',
      bit: 24,
      bits: 8,
      form: Form.Hex,
      names: IP_PROTOCOL_NAMES,
      source: DRAFT,
    },
    { name: 'ayiya.seconds', label: 'Epoch Time', bit: 32, bits: 32, form: Form.Dec, source: DRAFT },
    {
      name: 'ayiya.identity',
      label: 'Identity',
      bit: 64,
      bits: 0,
      form: Form.Bytes,
      size: idLen,
      source: DRAFT,
    },
    {
      name: 'ayiya.signature',
      label: 'Signature',
      bit: 0,
      bits: 0,
      form: Form.Bytes,
      at: signatureAt,
      size: signatureLen,
      when: (v, o) => signatureLen(v, o) > 0,
      source: DRAFT,
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: data with an unknown operation, or an impossible length or protocol, stay data. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  if (end - o < MIN_HEADER_LEN || opCode(v, o) > MAX_OPCODE || idLenBits(v, o) > MAX_ID_BITS) return Kind.Payload
  const len = MIN_HEADER_LEN + idLen(v, o) + signatureLen(v, o)
  if (len > dataLength(p, o)) return Kind.Payload
  const next = p.tables.ipProtocols[nextHeader(v, o)] as Kind
  if (isData(v, o) && next === Kind.Payload) return Kind.Payload
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Ayiya, o, len, end - o)
  return p.push(Kind.Ayiya, o, o + len, end, isData(v, o) ? next : Kind.Payload)
}
