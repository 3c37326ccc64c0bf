/**
 * MACsec's SecTAG. IEEE Std 802.1AE-2018 §9.3; what follows the EtherType 0x88E5.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V|E|S|S|E|C|AN |0|0|    SL     |             PN                ~
 * | |S|C|C| | |   | | |           |                               ~
 * | | | |B| | |   | | |           |                               ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~             PN                |   SCI, 64 bits, where SC is set
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'
import { ETHER_TYPE_NAMES } from '../registries/ether-types.js'

/** Octets, without the SCI. */
const MIN_HEADER_LEN = 6
const SCI_LEN = 8
const TYPE_LEN = 2
/** Octets of the Integrity Check Value behind the data, of the cipher suites that there are (§14). */
const ICV_LEN = 16

const FLAG_V = 0x80
const FLAG_SC = 0x20
const FLAG_E = 0x08
const FLAG_C = 0x04
const SHORT_LENGTH = 0x3f

const tci = (v: DataView, o: number): number => v.getUint8(o)
const hasSci = (v: DataView, o: number): boolean => (tci(v, o) & FLAG_SC) !== 0
/** Whether the data are only protected, and stand there in the clear (§9.5). */
const isClear = (v: DataView, o: number): boolean => (tci(v, o) & (FLAG_E | FLAG_C)) === 0
/** Octets of the SecTAG. */
const tagLen = (v: DataView, o: number): number => MIN_HEADER_LEN + (hasSci(v, o) ? SCI_LEN : 0)
/** Octets of the data where they are fewer than 48, else 0 (§9.7). */
const shortLength = (v: DataView, o: number): number => v.getUint8(o + 1) & SHORT_LENGTH
/** EtherType of data in the clear. */
const etherTypeAt = (v: DataView, o: number): number => o + tagLen(v, o)

/** Counts the frames of a key, 32 bits. */
export const packetNumber = (v: DataView, o: number): number => v.getUint32(o + 2)

const SECTAG = 'IEEE 802.1AE §9.3'

export const protocol: Protocol = {
  kind: Kind.Macsec,
  name: 'macsec',
  title: 'MAC Security',
  short: 'MACsec',
  wireshark: 'MACSEC',
  etherType: 'macsec.etype',
  reachedBy: { etherTypes: [0x88e5] },
  decode,
  fields: [
    { name: 'macsec.TCI', label: 'TCI', bit: 0, bits: 6, form: Form.Hex, source: SECTAG },
    { name: 'macsec.TCI.V', label: 'V: Version', bit: 0, bits: 1, form: Form.Hex, source: SECTAG },
    { name: 'macsec.TCI.ES', label: 'ES: End Station', bit: 1, bits: 1, form: Form.Flag, source: SECTAG },
    { name: 'macsec.TCI.SC', label: 'SC: SCI is there', bit: 2, bits: 1, form: Form.Flag, source: SECTAG },
    { name: 'macsec.TCI.SCB', label: 'SCB: Single Copy Broadcast', bit: 3, bits: 1, form: Form.Flag, source: SECTAG },
    { name: 'macsec.TCI.E', label: 'E: Encryption', bit: 4, bits: 1, form: Form.Flag, source: SECTAG },
    { name: 'macsec.TCI.C', label: 'C: Changed Text', bit: 5, bits: 1, form: Form.Flag, source: SECTAG },
    { name: 'macsec.AN', label: 'AN: Association Number', bit: 6, bits: 2, form: Form.Hex, source: SECTAG },
    { name: 'macsec.SL', label: 'SL: Short Length', bit: 10, bits: 6, form: Form.Dec, source: SECTAG },
    {
      name: 'macsec.PN',
      label: 'PN: Packet Number',
      bit: 16,
      bits: 32,
      form: Form.Dec,
      get: packetNumber,
      source: SECTAG,
    },
    {
      name: 'macsec.SCI.system_identifier',
      label: 'SCI: System Identifier',
      bit: 48,
      bits: 48,
      form: Form.Mac,
      when: hasSci,
      source: SECTAG,
    },
    {
      name: 'macsec.SCI.port_identifier',
      label: 'SCI: Port Identifier',
      bit: 96,
      bits: 16,
      form: Form.Dec,
      when: hasSci,
      source: SECTAG,
    },
    {
      name: 'macsec.etype',
      label: 'EtherType of the data',
      bit: 0,
      bits: 16,
      form: Form.Hex,
      names: ETHER_TYPE_NAMES,
      at: etherTypeAt,
      when: isClear,
      source: SECTAG,
    },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < MIN_HEADER_LEN) return p.reject(Reason.Truncated, Kind.Macsec, o, MIN_HEADER_LEN, end - o)
  const v = p.view
  // There is no other version than 0 (§9.5).
  if ((tci(v, o) & FLAG_V) !== 0) return p.reject(Reason.BadField, Kind.Macsec, o, MIN_HEADER_LEN, end - o)
  const len = tagLen(v, o) + (isClear(v, o) ? TYPE_LEN : 0)
  if (len > end - o) return p.reject(Reason.Truncated, Kind.Macsec, o, len, end - o)
  // Without room for the check value it is no MACsec frame.
  if (p.claimed < o + len + ICV_LEN) return Kind.Payload
  if (!isClear(v, o)) return p.push(Kind.Macsec, o, o + len, end, Kind.Payload)
  const short = shortLength(v, o)
  const stop = short > 0 ? o + tagLen(v, o) + short : p.claimed - ICV_LEN
  const next = p.tables.etherTypes[v.getUint16(etherTypeAt(v, o))] as Kind
  return p.push(Kind.Macsec, o, o + len, Math.max(o + len, p.narrow(Math.max(o + len, stop))), next)
}
