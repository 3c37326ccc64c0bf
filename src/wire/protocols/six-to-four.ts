/** 6to4: IPv6 in IPv4 between addresses that hold the IPv4 address of their tunnel's end. RFC 3056 §2. */
import { destinationAt, sourceAt } from '../ip.js'
import type { Layer } from '../packet.js'

/** The first 16 bits of a 6to4 address; the IPv4 address follows. */
const PREFIX = 0x2002
/** Octets in front of that. */
const PREFIX_LEN = 2

/** Whether an IPv6 packet comes from a 6to4 address or goes to one: a relay passes the packets of all others on (§5.2). */
export function is6to4(v: DataView, inner: Layer): boolean {
  return v.getUint16(sourceAt(inner)) === PREFIX || v.getUint16(destinationAt(inner)) === PREFIX
}

/**
 * Absolute offset of the IPv4 address in the inner source if the outer packet does not come from it, which receivers
 * must take for forged (RFC 3964 §5.1); else 0.
 */
export function strangeSource(v: DataView, outer: Layer, inner: Layer): number {
  return strange(v, sourceAt(outer), sourceAt(inner))
}

/** The same for the inner and outer destination. */
export function strangeDestination(v: DataView, outer: Layer, inner: Layer): number {
  return strange(v, destinationAt(outer), destinationAt(inner))
}

function strange(v: DataView, outer: number, inner: number): number {
  const at = inner + PREFIX_LEN
  return v.getUint16(inner) === PREFIX && v.getInt32(at) !== v.getInt32(outer) ? at : 0
}
