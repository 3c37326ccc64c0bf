/**
 * UDP encapsulation of IPsec, port 4500. RFC 3948 §2. It has no header: four octets that are no SPI stand before IKE, one
 * octet alone keeps a NAT's entry, and everything else is ESP.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                Non-ESP Marker, 0; then IKE (§2.2)             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+
 * |     0xFF      |  NAT-keepalive (§2.3)
 * +-+-+-+-+-+-+-+-+
 */

import { type Field, Form, type Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import * as esp from './esp.js'
import { dataLength } from './udp.js'

/** Octets of the marker. */
const MARKER_LEN = 4
const KEEPALIVE = 0xff
/** RFC 4303 §2.1: up to it SPIs are reserved. */
const MAX_RESERVED_SPI = 255

/** Whether the octets [`o`, `end`) of the layer are the marker; ESP has none in front. */
export const isMarker = (_: DataView, o: number, end: number): boolean => end - o === MARKER_LEN
const isKeepalive = (_: DataView, o: number, end: number): boolean => end - o === 1

export const protocol: Protocol = {
  kind: Kind.UdpEncap,
  name: 'udpencap',
  title: 'UDP Encapsulation of IPsec',
  short: 'IPsec in UDP',
  wireshark: 'UDPENCAP',
  reachedBy: { udpServers: [4500] },
  decode,
  fields: [
    {
      name: 'udpencap.marker',
      label: 'Non-ESP Marker',
      bit: 0,
      bits: 32,
      form: Form.Hex,
      when: isMarker,
      source: 'RFC 3948 §2.2',
    },
    {
      name: 'udpencap.keepalive',
      label: 'NAT-keepalive',
      bit: 0,
      bits: 8,
      form: Form.Hex,
      when: isKeepalive,
      source: 'RFC 3948 §2.3',
    },
  ] satisfies Field[],
}

/** The port alone proves nothing: data that are none of the three stay data. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  const length = dataLength(p, o)
  if (length === 1) {
    return end > o && v.getUint8(o) === KEEPALIVE ? p.push(Kind.UdpEncap, o, end, end, Kind.None) : Kind.Payload
  }
  if (length < esp.HEADER_LEN || end - o < MARKER_LEN) return Kind.Payload
  const spi = esp.securityParametersIndex(v, o)
  if (spi === 0) return p.push(Kind.UdpEncap, o, o + MARKER_LEN, end, Kind.Payload)
  return spi > MAX_RESERVED_SPI ? p.push(Kind.UdpEncap, o, o, end, Kind.Esp) : Kind.Payload
}
