/**
 * What an MPLS label stack carries. No field names it; the first nibble is a guess. RFC 4928 §3; an Ethernet
 * pseudowire (RFC 4448) starts with a control word, whose first nibble is 0 (RFC 4385 §3), or with a MAC address.
 */

import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import * as ethernet from './ethernet.js'
import * as pwControlWord from './pw-control-word.js'

/** First nibble of a pseudowire control word (RFC 4385 §3) and of an associated channel header (§5). */
const CONTROL_WORD = 0
const ASSOCIATED_CHANNEL = 1

/** Pushes no layer. Only returns the kind of what follows. */
export function decode(p: Packet, o: number, end: number): Kind {
  if (o >= end) return Kind.None
  const nibble = p.view.getUint8(o) >> 4
  if (nibble === 4) return Kind.Ipv4
  if (nibble === 6) return Kind.Ipv6
  if (nibble === CONTROL_WORD && looksLikeEthernet(p, o + pwControlWord.HEADER_LEN, end)) return Kind.PwControlWord
  // Without a control word in front the frame must also come from a single station (IEEE Std 802 §8.2).
  const isFrame = nibble !== ASSOCIATED_CHANNEL && looksLikeEthernet(p, o, end) && (p.view.getUint8(o + 6) & 1) === 0
  return isFrame ? Kind.Ethernet : Kind.Payload
}

/** Whether a frame with an EtherType that leads on stands at `o`. */
function looksLikeEthernet(p: Packet, o: number, end: number): boolean {
  if (end - o < ethernet.HEADER_LEN) return false
  const t = ethernet.type(p.view, o)
  return t >= ethernet.MIN_ETHER_TYPE && p.tables.etherTypes[t] !== Kind.Payload
}
