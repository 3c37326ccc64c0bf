/**
 * UDP ports that are not decoded, with data that looks like a tunnel's: where there are any, whatever is said of a capture
 * is said without them. Bounded; packets to ports beyond the limit are counted together.
 */
import type { Packet } from '../wire/packet.js'
import { NO_PORT, vxlanLikePort } from './census.js'

/** What looks like VXLAN: the UDP destination port, and how many packets. */
export interface TunnelHint {
  readonly port: number
  readonly packets: number
}

/** Ports that are told apart. */
const LIMIT = 1024

export class TunnelHints {
  readonly #ports: Map<number, number> = new Map()
  /** Packets to ports beyond the limit. */
  others = 0

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    const port = vxlanLikePort(p)
    if (port === NO_PORT) return
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
