/**
 * flannel's UDP backend: a bare IP packet from a TUN device in UDP, port 8285. It has no header:
 * https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
 */
import type { Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import * as ipv4 from './ipv4.js'
import * as ipv6 from './ipv6.js'
import { ipKind } from './raw.js'

export const protocol: Protocol = {
  kind: Kind.FlannelUdp,
  name: 'flannel',
  title: 'flannel UDP backend',
  short: 'flannel UDP',
  path: '',
  reachedBy: { udpPorts: [8285] },
  decode,
  fields: [],
}

/** The port alone proves nothing: the inner packet must be exactly as long as the UDP data claims to be. */
function decode(p: Packet, o: number, end: number): Kind {
  const v = p.view
  const kind = ipKind(v, o, end)
  const claimed = p.claimed - o
  if (kind === Kind.Ipv4 && end - o >= ipv4.MIN_HEADER_LEN && ipv4.totalLength(v, o) === claimed) {
    return p.push(Kind.FlannelUdp, o, o, end, kind)
  }
  if (kind === Kind.Ipv6 && end - o >= ipv6.HEADER_LEN && ipv6.HEADER_LEN + ipv6.payloadLength(v, o) === claimed) {
    return p.push(Kind.FlannelUdp, o, o, end, kind)
  }
  return Kind.Payload
}
