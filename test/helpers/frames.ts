/** Frames that presenters are tested on, octet by octet. */
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { bytes } from './octets.js'

const OUTER = `
  02 00 00 00 00 02  02 00 00 00 00 01  08 00
  45 00 00 4e  1c 2e 40 00  40 11 00 00  0a 41 84 bb  0a 41 84 bc
  e7 9d 12 b5  00 3a 00 00
  08 00 00 00  00 00 2a 00`
const INNER = `
  ff ff ff ff ff ff  4e 92 72 79 59 ed  08 06
  00 01  08 00  06  04  00 01
  4e 92 72 79 59 ed  ac 11 01 02  00 00 00 00 00 00  ac 11 01 03`

/** VNI 42 from 10.65.132.187 to 10.65.132.188: who has 172.17.1.3? 92 octets. */
export const VXLAN_ARP: Uint8Array = bytes(OUTER + INNER)

/** An ICMP error that quotes an IPv4 header and the eight octets of UDP that RFC 792 asks for. */
export const ICMP_ERROR: Uint8Array = bytes(`
  02 00 00 00 00 02  02 00 00 00 00 01  08 00
  45 00 00 38  00 00 00 00  40 01 00 00  0a 00 00 02  0a 00 00 01
  03 03 00 00  00 00 00 00
  45 00 00 30  00 01 00 00  40 11 00 00  0a 00 00 01  0a 00 00 02
  12 34 12 b5  00 1c 00 00`)

/** The packet of these octets as an Ethernet frame; `length` octets were on the wire. */
export function ethernet(octets: Uint8Array, length: number = octets.length): Packet {
  const p = new Packet()
  p.record(new DataView(octets.buffer, octets.byteOffset, octets.byteLength), octets, 0, octets.length, length)
  p.number = 7
  p.tsSec = 1684735894
  p.tsNsec = 560469000
  p.linkType = 1
  decode(p)
  return p
}
