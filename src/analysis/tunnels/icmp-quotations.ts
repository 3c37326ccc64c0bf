/**
 * Which packet an ICMP error quotes, and which error quotes a packet (RFC 792, RFC 4443 §2.4 (c)): by what an IP header and
 * the first octets behind it say that routers leave as it is.
 */
import { destinationAt, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'

/** Packets in front of an error among which the quoted one is looked for: some milliseconds of a fast link. */
const REMEMBERED = 1 << 13
/** 16-bit words behind the IP header that are compared: of UDP ports and length, which no checksum offload changes. */
const WORDS = 3
/** 16-bit words of an address. */
const IPV4_WORDS = 2
const IPV6_WORDS = 8

/** Of one packet, while all of a capture pass by. */
export class Quotations {
  /** The last frame that has what the packet quotes; 0 for none. */
  quoted = 0
  #number: number
  readonly #before: Map<string, number> = new Map()
  readonly #own: Set<string> = new Set()

  constructor(number: number) {
    this.#number = number
  }

  /** It is about this packet, which has not been taken yet; until then about none that has. */
  choose(number: number): void {
    this.#number = number
  }

  /** Takes the next packet; true for an ICMP error that quotes the one that this is about. */
  observe(p: Packet): boolean {
    const quote = quoteOf(p)
    if (p.number > this.#number) return quote !== undefined && this.#own.has(keyOf(p, quote))
    for (let i = 0; i < Math.min(p.depth, p.quoted); i++) {
      const l = p.layers[i]!
      if (!isIp(l.kind)) continue
      if (p.number === this.#number) this.#own.add(keyOf(p, l))
      else this.#remember(keyOf(p, l), p.number)
    }
    if (p.number === this.#number && quote !== undefined) this.quoted = this.#before.get(keyOf(p, quote)) ?? 0
    return false
  }

  #remember(key: string, frame: number): void {
    // The last place is that of the latest.
    this.#before.delete(key)
    this.#before.set(key, frame)
    if (this.#before.size <= REMEMBERED) return
    for (const oldest of this.#before.keys()) {
      this.#before.delete(oldest)
      return
    }
  }
}

/** The IP header that an ICMP error quotes. */
function quoteOf(p: Packet): Layer | undefined {
  const l = p.quoted < p.depth ? p.layers[p.quoted] : undefined
  return l !== undefined && isIp(l.kind) ? l : undefined
}

function keyOf({ view, end }: Packet, l: Layer): string {
  const isV4 = l.kind === Kind.Ipv4
  const words = isV4 ? IPV4_WORDS : IPV6_WORDS
  const key = isV4
    ? [ipv4.protocolNumber(view, l.start), ipv4.identification(view, l.start)]
    : [ipv6.nextHeader(view, l.start)]
  for (const at of [sourceAt(l), destinationAt(l)]) {
    for (let i = 0; i < words; i++) key.push(view.getUint16(at + 2 * i))
  }
  for (let i = 0; i < WORDS && l.payload + 2 * i + 2 <= end; i++) key.push(view.getUint16(l.payload + 2 * i))
  return key.join(' ')
}
