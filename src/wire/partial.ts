/** What can be shown of a header that could not be decoded. */
import { type FieldVisitor, type Protocol, visitPartial } from './field.js'
import { Kind, Reason } from './kind.js'
import type { Packet } from './packet.js'
import * as ipv4 from './protocols/ipv4.js'

/**
 * How many octets of the header still mean what its diagram says: those up to the field that contradicts the others,
 * included. What follows may be anything.
 */
function trusted(p: Packet): number {
  const m = p.malformed
  switch (m.kind) {
    case Kind.Ipv4:
      // Either the first octet (version, IHL) is wrong, or the total length is.
      return ipv4.version(p.view, m.offset) !== 4 || ipv4.headerLen(p.view, m.offset) < ipv4.MIN_HEADER_LEN ? 1 : 4
    case Kind.Ipv6:
    case Kind.Erspan2:
      return 1
    case Kind.Udp:
      return 6
    case Kind.Tcp:
      return 13
    default:
      return Number.MAX_SAFE_INTEGER
  }
}

/** Visits what is left of the header that stopped the decoder. Visits nothing if the header is a layer already. */
export function visitMalformed(p: Packet, fields: Protocol, visit: FieldVisitor): void {
  const m = p.malformed
  if (!isPartial(p)) return
  const end = m.reason === Reason.BadField ? Math.min(p.nextEnd, m.offset + trusted(p)) : p.nextEnd
  visitPartial(fields, p.view, m.offset, end, visit)
}

/** Whether the decoder was stopped by a header that is not among the layers. */
export function isPartial(p: Packet): boolean {
  const m = p.malformed
  if (!m.isStop || m.reason === Reason.TooDeep) return false
  const last = p.depth > 0 ? p.layers[p.depth - 1]! : undefined
  return last === undefined || last.kind !== m.kind || last.start !== m.offset
}
