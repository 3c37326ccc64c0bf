/** Whether octets are an IP packet, by its version and length: for protocols that carry one without saying so. */

import { Kind } from './kind.js'
import * as ipv4 from './protocols/ipv4.js'
import * as ipv6 from './protocols/ipv6.js'
import { ipKind } from './protocols/raw.js'

/**
 * `Kind.Ipv4` or `Kind.Ipv6` if an IP packet stands at `o` that is no longer than the `claimed` octets on the wire.
 * `Kind.Payload` for anything else, and where the octets that tell are missing.
 */
export function fitsIp(v: DataView, o: number, end: number, claimed: number): Kind {
  const kind = ipKind(v, o, end)
  if (kind === Kind.Ipv4) {
    if (end - o < ipv4.MIN_HEADER_LEN || ipv4.headerLen(v, o) < ipv4.MIN_HEADER_LEN) return Kind.Payload
    const total = ipv4.totalLength(v, o)
    return total >= ipv4.headerLen(v, o) && total <= claimed ? kind : Kind.Payload
  }
  if (kind !== Kind.Ipv6 || end - o < ipv6.HEADER_LEN) return Kind.Payload
  return ipv6.HEADER_LEN + ipv6.payloadLength(v, o) <= claimed ? kind : Kind.Payload
}
