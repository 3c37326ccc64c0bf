/**
 * GRE Protocol Types by name: the EtherTypes (RFC 2784 §2.4), the list of RFC 1701, and numbers that are no EtherTypes or mean
 * something else there, as Wireshark has them.
 */
import { ETHER_TYPE_NAMES } from './ether-types.js'

/** What the first octet of an OSI packet says that it is: ISO/IEC TR 9577. */
export const OSI_NAMES: Readonly<Record<number, string>> = { 0x81: 'OSI CLNP', 0x82: 'OSI ES-IS', 0x83: 'OSI IS-IS' }
/** Protocol Type of OSI, which is no EtherType. */
export const OSI = 0x00fe

/** Aruba's WLAN controllers, a number for each of 24 uses, and one more. */
const ARUBA: readonly number[] = [...Array.from({ length: 24 }, (_, n) => 0x8200 + n * 0x10), 0x9000]

export const GRE_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  ...ETHER_TYPE_NAMES,
  0x0000: 'none (keepalive)',
  0x0004: 'SNA',
  [OSI]: 'OSI',
  0x0200: 'PUP',
  0x0804: 'Chaos',
  0x0808: 'Frame Relay ARP',
  0x0bae: 'VINES Loopback',
  0x2001: 'NHRP',
  0x22eb: 'ERSPAN III',
  0x6400: 'EoIP',
  0x8019: 'Apollo Domain',
  0x876b: 'Van Jacobson Compressed TCP/IP',
  0x876c: 'IP Autonomous Systems',
  0x876d: 'Secure Data',
  0x883e: 'WCCP',
  0x88be: 'ERSPAN I or II',
  0xb7ea: 'GRE bonding',
  0xfeae: 'Aerohive AP',
  ...Object.fromEntries(ARUBA.map((type) => [type, 'Aruba WLAN'])),
}
