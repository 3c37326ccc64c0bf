/** Names and sentences that several presenters share: one place for translations. */
import { type Kind, Reason } from '../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../wire/packet.js'
import { protocolOf } from '../wire/protocols/index.js'
import type { StopReason } from '../words/screens/explain.js'

/** What `read --json` calls the reasons. */
export const REASON_NAMES: Readonly<Record<Reason, StopReason>> = {
  [Reason.None]: 'none',
  [Reason.Cut]: 'cut',
  [Reason.Truncated]: 'truncated',
  [Reason.BadField]: 'bad-field',
  [Reason.TooDeep]: 'too-deep',
  [Reason.Quoted]: 'quoted',
  [Reason.Overlong]: 'overlong',
}

/** `IPv4`, `VXLAN`: short enough for a column. */
export function shortTitle(kind: Kind): string {
  return protocolOf(kind).short
}

/** Wireshark's short name, which `_ws.malformed` and `_ws.short` show. */
export function wiresharkTitle(kind: Kind): string {
  const { wireshark, short } = protocolOf(kind)
  return wireshark ?? short
}

/** Octets that no length field covers: Ethernet's padding, or a trailer. */
export const TRAILER = 'behind the packet'
/** Octets of a layer that no decoder reads. */
export const NOT_DECODED = 'not decoded'

/** What stopped the decoder, as a sentence; offsets in octets from the frame's first. */
export function malformedSentence(p: Packet): string {
  const m = p.malformed
  const name = shortTitle(m.kind)
  const at = m.offset - p.start
  const have = Math.max(0, m.have)
  switch (m.reason) {
    case Reason.Cut:
      return `${name} at octet ${at}: the capture ends after ${have} of ${m.need} octets; ${p.length} were on the wire`
    case Reason.Truncated:
      return `${name} at octet ${at}: ${m.need} octets are needed, ${have} are there by the lengths around it`
    case Reason.BadField:
      return `${name} at octet ${at}: its fields contradict each other or have a value that cannot be`
    case Reason.TooDeep:
      return `${name} at octet ${at}: more than ${MAX_LAYERS} layers, the rest is not decoded`
    case Reason.Quoted:
      return `${name} at octet ${at}: the ICMP error quotes only ${have} of its ${m.need} octets, as it may`
    case Reason.Overlong:
      return `${name} at octet ${at}: its length field claims ${m.need} octets, ${have} are there`
    default:
      return ''
  }
}
