/** What the tunnels around a packet do to its size. */
import { ipBelow } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import type { TunnelStack } from '../../wire/tunnel.js'

/** Of the 16 bits of flags and fragment offset: RFC 791 §3.1. */
const FLAG_DF = 0x4000

/** Octets from the outermost tunnel's IP header to layer `ip`, which it carries: what the tunnel costs. 0 in no tunnel. */
export function overheadOf(p: Packet, stack: TunnelStack, ip: number): number {
  const outer = outerOf(p, stack)
  return outer < 0 ? 0 : p.layers[ip]!.start - p.layers[outer]!.start
}

/** Whether nobody on the way may cut the packet of layer `ip`, or the tunnel's packet that carries it. */
export function isUnbroken(p: Packet, stack: TunnelStack, ip: number): boolean {
  return mayNotBeCut(p, ip) || mayNotBeCut(p, outerOf(p, stack))
}

/** Whether nobody on the way may cut the outermost tunnel's packet. */
export function isOuterUnbroken(p: Packet, stack: TunnelStack): boolean {
  return mayNotBeCut(p, outerOf(p, stack))
}

function outerOf(p: Packet, stack: TunnelStack): number {
  return stack.depth === 0 ? -1 : ipBelow(p, stack.layers[0]!)
}

/** RFC 791 §3.1, Don't Fragment; no router cuts IPv6 packets (RFC 8200 §4.5). */
function mayNotBeCut(p: Packet, ip: number): boolean {
  if (ip < 0) return false
  const { kind, start } = p.layers[ip]!
  return kind === Kind.Ipv6 || (ipv4.flagsFragment(p.view, start) & FLAG_DF) !== 0
}
