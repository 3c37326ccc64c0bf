/**
 * A bare IP packet, LINKTYPE_RAW: https://www.tcpdump.org/linktypes.html. No header: the version in the packet's first
 * four bits decides.
 */
import type { Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'

export const protocol: Protocol = {
  kind: Kind.Raw,
  name: 'raw',
  title: 'Raw packet data',
  short: 'Raw IP',
  wireshark: 'Raw',
  reachedBy: { linkTypes: [12, 14, 101] },
  decode,
  fields: [],
}

function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Raw, o, o, end, ipKind(p.view, o, end))
}

/** Which IP version the first four bits of [`o`, `end`) tell; `Payload` for none. */
export function ipKind(v: DataView, o: number, end: number): Kind {
  if (o >= end) return Kind.Payload
  const version = v.getUint8(o) >> 4
  return version === 4 ? Kind.Ipv4 : version === 6 ? Kind.Ipv6 : Kind.Payload
}
