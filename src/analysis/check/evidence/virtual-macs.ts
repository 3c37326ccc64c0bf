/** MAC addresses that belong to several machines by design: those of virtual routers. */

/** The upper octets, and how many bits of them; the rest is the group's number. */
const RANGES: readonly (readonly [prefix: number, bits: number])[] = [
  // VRRP for IPv4 and IPv6 (RFC 9568 §7.3), which CARP uses too.
  [0x00005e0001, 40],
  [0x00005e0002, 40],
  // HSRP versions 1 and 2, HSRP for IPv6.
  [0x00000c07ac, 40],
  [0x00000c9ff, 36],
  [0x000573a0, 32],
  // GLBP.
  [0x0007b400, 32],
]

/** `mac` has 48 bits. */
export function isVirtualRouter(mac: number): boolean {
  return RANGES.some(([prefix, bits]) => Math.floor(mac / 2 ** (48 - bits)) === prefix)
}
