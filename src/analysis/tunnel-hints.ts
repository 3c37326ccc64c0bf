/**
 * UDP ports that are not decoded, with data that looks like a tunnel's: where there are any, whatever is said of a capture
 * is said without them. Bounded; packets to ports beyond the limit are counted together.
 */
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { ownDepth } from '../wire/tunnel.js'
import * as udp from '../wire/udp.js'
import { looksLikeVxlan } from '../wire/vxlan.js'

/** What looks like VXLAN: the UDP destination port, and how many packets. */
export interface TunnelHint {
  readonly port: number
  readonly packets: number
}

/** Ports that are told apart. */
const LIMIT = 1024
/** The packet gives no hint. */
const NO_HINT = -1

export class TunnelHints {
  readonly #ports: Map<number, number> = new Map()
  /** Packets to ports beyond the limit. */
  others = 0

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    // An ordinary packet has been decoded to its end.
    if (p.tunnel > 0) return
    const port = hintedPort(p)
    if (port === NO_HINT) return
    const packets = this.#ports.get(port)
    if (packets === undefined && this.#ports.size === LIMIT) this.others++
    else this.#ports.set(port, (packets ?? 0) + 1)
  }

  /** The most frequent first. */
  hints(): readonly TunnelHint[] {
    return [...this.#ports]
      .map(([port, packets]) => ({ port, packets }))
      .sort((a, b) => b.packets - a.packets || a.port - b.port)
  }
}

/** The UDP destination port of a packet whose data nobody decoded and that looks like VXLAN; `NO_HINT` for others. */
function hintedPort(p: Packet): number {
  const depth = ownDepth(p)
  if (depth < 2 || p.fragment !== -1 || p.layers[depth - 1]!.kind !== Kind.Payload) return NO_HINT
  const { kind, start, payload, end } = p.layers[depth - 2]!
  if (kind !== Kind.Udp || !looksLikeVxlan(p.view, payload, end)) return NO_HINT
  return udp.destinationPort(p.view, start)
}
