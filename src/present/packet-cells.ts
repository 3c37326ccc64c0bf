/**
 * The cells of a packet's line: its tunnels, what is around the outermost, what is inside the innermost. The lines of
 * `read` are made of them, and so are the rows of a page.
 */
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as udp from '../wire/protocols/udp.js'
import * as vxlan from '../wire/protocols/vxlan.js'
import { isHeaderless, type TunnelStack, type TunnelType } from '../wire/tunnel.js'
import { hasAliases, withAliases } from './aliases.js'
import { type Detail, firstIp, isTag, writeEndpoints, writeFragments, writeInside, writeTag } from './sentence.js'
import { fraction } from './time.js'
import { writeTunnelName } from './tunnel-name.js'
import { literal, type Writer } from './writer.js'

const UTF8 = new TextDecoder()
const MS = literal(' ms')
/** Decimals of the seconds of elapsed time. */
const DECIMALS = 6
/** Characters of elapsed time without its whole seconds. */
const DELTA_LEN = DECIMALS + 2
/** How the elapsed time begins in so many characters; most packets follow soon. */
const BELOW_A_SECOND = Array.from({ length: 16 }, (_, width) => literal('+0.'.padStart(width - DECIMALS)))
const PLUS = 43
const MINUS = 45
const DOT = 46

/** The stack of tunnels, outermost first: `gre 7 › vxlan 42`. Nothing for a packet in none. */
export function writeTunnelCell(p: Packet, stack: TunnelStack, d: Detail, w: Writer): void {
  const start = w.length
  for (let n = 0; n < stack.depth; n++) {
    if (n > 0) w.put(d.glyphs.inside)
    writeTunnelAt(p, stack, n, d, w)
  }
  rename(start, w)
}

/** Tunnel `n` of the stack alone. */
export function writeTunnelAt(p: Packet, stack: TunnelStack, n: number, d: Detail, w: Writer): void {
  writeTunnelName(stack.types[n] as TunnelType, stack.ids[n]!, w, d.narrow, unusualPort(p, stack.layers[n]!))
}

/** The layer that the innermost packet starts with. */
export function insideOf(stack: TunnelStack): number {
  const { depth } = stack
  if (depth === 0) return 0
  return stack.layers[depth - 1]! + (isHeaderless(stack.types[depth - 1] as TunnelType) ? 0 : 1)
}

/**
 * The addresses of the outermost IP packet, and behind them the VLAN tags around a tunnel's: `10.65.132.187 → 10.65.132.188
 * vlan 100 vlan 20`, the outer one first. Those of a packet in no tunnel stand before what is inside. `depth` is `ownDepth`
 * of the packet.
 */
export function writeUnderlayCell(p: Packet, stack: TunnelStack, depth: number, d: Detail, w: Writer): void {
  const ip = firstIp(p, stack.depth > 0 ? stack.layers[0]! : depth)
  const start = w.length
  // The part of an address that differs has no name.
  if (ip !== -1) writeEndpoints(p, ip, d.narrow && hasAliases() ? { ...d, narrow: false } : d, w)
  rename(start, w)
  if (stack.depth === 0) return
  let isFirst = ip === -1
  const end = ip === -1 ? stack.layers[0]! : ip
  for (let i = 0; i < end; i++) {
    if (!isTag(p.layers[i]!.kind)) continue
    if (!isFirst) w.space()
    isFirst = false
    writeTag(p, i, w)
  }
}

/**
 * The packet from layer `inside` (`insideOf`) up to `depth` (`ownDepth`) in words, with the round trip, in nanoseconds or
 * -1, and the fragments that it was put together from.
 */
export function writeInsideCell(
  p: Packet,
  inside: number,
  depth: number,
  roundTrip: number,
  d: Detail,
  w: Writer,
): void {
  const start = w.length
  writeInside(p, inside, depth, d, w)
  rename(start, w)
  if (roundTrip >= 0) {
    w.space(2)
    writeMilliseconds(roundTrip, w)
  }
  if (p.isReassembled) writeFragments(p, d, w)
}

/** Puts the user's names into what was written from `start` on. */
function rename(start: number, w: Writer): void {
  if (!hasAliases()) return
  const text = UTF8.decode(w.bytes.subarray(start, w.length))
  const named = withAliases(text)
  if (named === text) return
  w.length = start
  w.text(named)
}

/** `+0.000147`, from nanoseconds, flush right in so many characters, 15 at most. */
export function writeDelta(nanoseconds: number, width: number, w: Writer): void {
  if (nanoseconds >= 0 && nanoseconds < 1e9) {
    w.put(BELOW_A_SECOND[width]!)
    w.digits((nanoseconds / 1e3) | 0, DECIMALS)
    return
  }
  const magnitude = Math.abs(nanoseconds)
  const seconds = magnitude < 1e9 ? 0 : Math.floor(magnitude / 1e9)
  w.space(Math.max(0, width - DELTA_LEN - decimals(seconds)))
  w.char(nanoseconds < 0 ? MINUS : PLUS)
  w.dec(seconds)
  w.char(DOT)
  fraction(magnitude - seconds * 1e9, w, DECIMALS)
}

/** Digits of a whole number. */
export function decimals(n: number): number {
  let d = 1
  for (let limit = 10; n >= limit; limit *= 10) d++
  return d
}

/** The UDP port of a VXLAN tunnel that does not use IANA's (RFC 7348 §5); 0 for one that does and for other tunnels. */
export function unusualPort(p: Packet, i: number): number {
  if (p.layers[i]!.kind !== Kind.Vxlan || i === 0 || p.layers[i - 1]!.kind !== Kind.Udp) return 0
  const port = udp.destinationPort(p.view, p.layers[i - 1]!.start)
  return port === vxlan.UDP_PORT ? 0 : port
}

/** `0.116 ms`, from nanoseconds, rounded down. */
function writeMilliseconds(nanoseconds: number, w: Writer): void {
  w.dec(Math.floor(nanoseconds / 1e6))
  w.char(DOT)
  w.digits(Math.floor(nanoseconds / 1e3) % 1000, 3)
  w.put(MS)
}
