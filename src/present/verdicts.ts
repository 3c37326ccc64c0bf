/** `_ws.malformed` and `_ws.short`, as tshark 4.0 raises them. */

import { isFragment } from '../wire/fragment.js'
import { Kind, Reason } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as ethernet from '../wire/protocols/ethernet.js'
import * as tcp from '../wire/protocols/tcp.js'
import * as udp from '../wire/protocols/udp.js'
import { wiresharkTitle } from './names.js'
import { literal, type Writer } from './writer.js'

const BAR = 124
const EXPERT = literal('_ws.malformed')
const MALFORMED = literal('[Malformed Packet: ')
const MALFORMED_END = literal(']|_ws.malformed')
const SHORT = literal('[Packet size limited during capture: ')
const SHORT_END = literal(' truncated]')

/**
 * An expert item for each length that claims more octets than there are, then an exception if octets are missing. The
 * octets that a fragment lacks are in other fragments, and a quoted packet is always short: neither is malformed.
 */
export function writeMalformed(p: Packet, w: Writer): void {
  const m = p.malformed
  const first = w.length
  if (p.captured > p.length) expert(w, first)
  const depth = Math.min(p.depth, p.quoted)
  let enclosing = p.start + p.length
  for (let i = 0; i < depth; i++) {
    const l = p.layers[i]!
    if (isFragment(p, i)) return
    if (claimedEnd(p, i) > enclosing) {
      expert(w, first)
      if (l.kind === Kind.Udp && l.payload === enclosing) exception(w, first, l.kind)
    }
    enclosing = l.claimed
  }
  if (m.reason === Reason.BadField && hasExpertItem(m.kind)) expert(w, first)
  if (m.reason !== Reason.Truncated) return
  if (m.have >= (LENGTH_KNOWN[m.kind] ?? Number.MAX_SAFE_INTEGER)) expert(w, first)
  exception(w, first, m.kind)
}

/** Layers whose Wireshark dissector also reads what follows them. */
const READS_ON: readonly Kind[] = [Kind.Udp, Kind.Chdlc, Kind.Mpls]

/** Octets that the snapshot length cut off, at the first header or payload that lacks them. */
export function writeShort(p: Packet, w: Writer): void {
  if (p.malformed.reason === Reason.Cut) short(w, p.malformed.kind)
  if (p.malformed.isStop || p.depth === 0) return
  const last = p.layers[p.depth - 1]!
  // The header is whole, but no octet of its payload was captured.
  if (READS_ON.includes(last.kind) && last.end === last.payload && last.claimed > last.end) {
    short(w, last.kind)
  }
}

function short(w: Writer, kind: Kind): void {
  w.put(SHORT)
  w.text(wiresharkTitle(kind))
  w.put(SHORT_END)
}

function exception(w: Writer, first: number, kind: Kind): void {
  if (w.length > first) w.char(BAR)
  w.put(MALFORMED)
  w.text(wiresharkTitle(kind))
  w.put(MALFORMED_END)
}

function expert(w: Writer, first: number): void {
  if (w.length > first) w.char(BAR)
  w.put(EXPERT)
}

/** If this many octets of a header are there, Wireshark complains of its length before it runs out of octets. */
const LENGTH_KNOWN: Readonly<Partial<Record<Kind, number>>> = {
  [Kind.Ipv6]: 0,
  [Kind.Tcp]: tcp.MIN_HEADER_LEN,
  [Kind.Udp]: 6,
}

/** Headers whose contradictions are malformed to Wireshark; others are protocol errors or undecoded. */
function hasExpertItem(kind: Kind): boolean {
  return kind === Kind.Udp || kind === Kind.Ipv6
}

/** Where a layer's own length field says that it ends, for the layers whose claims Wireshark complains about. */
function claimedEnd(p: Packet, i: number): number {
  const l = p.layers[i]!
  const v = p.view
  if (l.kind === Kind.Udp) return l.start + udp.length(v, l.start)
  if (l.kind !== Kind.Ethernet || ethernet.type(v, l.start) >= ethernet.MIN_ETHER_TYPE) return 0
  return l.payload + ethernet.type(v, l.start)
}
