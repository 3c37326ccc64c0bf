/** Whether a VTEP accepts a VXLAN packet, as far as the packet shows. A refused packet teaches the VTEP nothing. */
import { ipBelow } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import { ChecksumStatus, Verdict } from '../../wire/verify.js'
import { classify } from '../checksums/cause.js'
import { portOf } from '../tunnels/networks.js'

export const Acceptance = {
  Taken: 0,
  /** It depends on how the receiver is set up: reserved bits, a group policy, no UDP checksum over IPv6. */
  Doubtful: 1,
  Refused: 2,
} as const
export type Acceptance = (typeof Acceptance)[keyof typeof Acceptance]

const VERDICT = new Verdict()

/** Judges the packet of tunnel layer `i`. Sums up the octets, so ask only where the answer changes something. */
export function acceptanceOf(p: Packet, i: number): Acceptance {
  const l = p.layers[i]!
  const v = p.view
  let answer: Acceptance = Acceptance.Taken
  if (l.kind === Kind.Vxlan) {
    const flags = vxlan.flags(v, l.start)
    // RFC 7348 §5.
    if ((flags & vxlan.FLAG_I) === 0) return Acceptance.Refused
    // Linux refuses bits that it was not set up for, though RFC 7348 §5 says to ignore them.
    const isIvxlan = portOf(p, i) === vxlan.IVXLAN_UDP_PORT
    if (!isIvxlan && !vxlan.isPlain(v, l.start)) answer = Acceptance.Doubtful
  }
  const below = p.layers[i - 1]
  if (below?.kind !== Kind.Udp) return answer
  // RFC 6935 §5: a receiver over IPv6 refuses it unless told otherwise (`udp6zerocsumrx`).
  if (udp.checksum(v, below.start) === 0) {
    return p.layers[ipBelow(p, i - 1)]?.kind === Kind.Ipv6 ? Acceptance.Doubtful : answer
  }
  classify(p, i - 1, VERDICT)
  return VERDICT.status === ChecksumStatus.Bad ? Acceptance.Refused : answer
}
