/**
 * Locator/ID Separation Protocol, data. RFC 9300 §5.3; an IP packet follows, whose version tells which.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |N|L|E|V|I|R|K|K|            Nonce/Map-Version                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Instance ID/Locator-Status-Bits               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { fitsIp } from '../ip-length.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { dataLength } from './udp.js'

/** Octets. */
const HEADER_LEN = 8

const FLAG_N = 0x80
const FLAG_L = 0x40
const FLAG_V = 0x10
const FLAG_I = 0x08

const flags = (v: DataView, o: number): number => v.getUint8(o)
const has =
  (mask: number, bits: number): ((v: DataView, o: number) => boolean) =>
  (v, o) =>
    (flags(v, o) & mask) === bits
/** Whether an instance is named. */
export const hasInstance = (v: DataView, o: number): boolean => (flags(v, o) & FLAG_I) !== 0
/** Which of several networks with their own addresses it is, 24 bits. Meaningful only with `hasInstance`. */
export const instanceId = (v: DataView, o: number): number => v.getUint32(o + 4) >>> 8

const RFC = 'RFC 9300 §5.3'

export const protocol: Protocol = {
  kind: Kind.Lisp,
  name: 'lisp-data',
  title: 'Locator/ID Separation Protocol',
  short: 'LISP',
  wireshark: 'LISP Data',
  reachedBy: { udpPorts: [4341] },
  decode,
  fields: [
    { name: 'lisp-data.flags', label: 'Flags', bit: 0, bits: 8, form: Form.Hex, get: flags, source: RFC },
    { name: 'lisp-data.flags.nonce', label: 'N: Nonce is there', bit: 0, bits: 1, form: Form.Flag, source: RFC },
    { name: 'lisp-data.flags.lsb', label: 'L: Locator-Status-Bits', bit: 1, bits: 1, form: Form.Flag, source: RFC },
    { name: 'lisp-data.flags.enr', label: 'E: Echo-Nonce request', bit: 2, bits: 1, form: Form.Flag, source: RFC },
    { name: 'lisp-data.flags.mv', label: 'V: Map-Version is there', bit: 3, bits: 1, form: Form.Flag, source: RFC },
    { name: 'lisp-data.flags.iid', label: 'I: Instance ID is there', bit: 4, bits: 1, form: Form.Flag, source: RFC },
    { name: 'lisp-data.flags.res', label: 'R, KK', bit: 5, bits: 3, form: Form.Hex, source: RFC },
    {
      name: 'lisp-data.nonce',
      label: 'Nonce',
      bit: 8,
      bits: 24,
      form: Form.Dec,
      when: has(FLAG_N, FLAG_N),
      source: RFC,
    },
    {
      name: 'lisp-data.srcmapver',
      label: 'Source Map-Version',
      bit: 8,
      bits: 12,
      form: Form.Dec,
      when: has(FLAG_N | FLAG_V, FLAG_V),
      source: RFC,
    },
    {
      name: 'lisp-data.dstmapver',
      label: 'Destination Map-Version',
      bit: 20,
      bits: 12,
      form: Form.Dec,
      when: has(FLAG_N | FLAG_V, FLAG_V),
      source: RFC,
    },
    {
      name: 'lisp-data.iid',
      label: 'Instance ID',
      bit: 32,
      bits: 24,
      form: Form.Dec,
      get: instanceId,
      when: hasInstance,
      source: RFC,
    },
    {
      name: 'lisp-data.lsb8',
      label: 'Locator-Status-Bits',
      bit: 56,
      bits: 8,
      form: Form.Hex,
      when: has(FLAG_L | FLAG_I, FLAG_L | FLAG_I),
      source: RFC,
    },
    {
      name: 'lisp-data.lsb',
      label: 'Locator-Status-Bits',
      bit: 32,
      bits: 32,
      form: Form.Hex,
      when: has(FLAG_L | FLAG_I, FLAG_L),
      source: RFC,
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: an IP packet whose length fits must follow. */
function decode(p: Packet, o: number, end: number): Kind {
  if (end - o <= HEADER_LEN) return Kind.Payload
  const kind = fitsIp(p.view, o + HEADER_LEN, end, dataLength(p, o) - HEADER_LEN)
  return kind === Kind.Payload ? kind : p.push(Kind.Lisp, o, o + HEADER_LEN, end, kind)
}
