/**
 * A tunnel's packets are longer than the underlay takes and are cut into fragments: the overlay's MTU leaves no room for
 * the tunnel's headers. It works as long as all fragments arrive; each lost one costs the whole packet, and each packet
 * costs two.
 *
 * Seen by the fragments themselves, outer ones. What offload has merged or not cut yet is long, and is no fragment. Not a
 * fault: what a mirror port sends, which has no say in the hosts' MTU, and fragments so short that somebody made them on
 * purpose.
 */
import { TunnelType } from '../../../wire/tunnel.js'
import type { CutTunnel } from '../../fragments/losses.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { isMirror } from '../evidence/mirror-tunnels.js'
import type { Finder, Finding } from '../finding.js'
import { someFrames } from '../finding.js'

/** Why a tunnel's packets were cut. */
export const Cut = {
  /** They are longer than the underlay takes. */
  TooLong: 'too-long',
  /** They are, and are copies of what others send to each other. */
  Mirror: 'mirror',
  /** The fragments are shorter than packets that every host must take (RFC 791 §3.1, RFC 8200 §5). */
  OnPurpose: 'on-purpose',
} as const
export type Cut = (typeof Cut)[keyof typeof Cut]

export interface OuterFragments {
  readonly cut: Cut
  /** `NO_NETWORK` where the capture shows no packet in whole. */
  readonly network: number
  readonly type: TunnelType
  /** The tunnel's ends, the one first that sent the longest packet. */
  readonly source: number
  readonly destination: number
  readonly bothWays: boolean
  readonly isIpv6: boolean
  // Of the longest packet, in octets: what it carries, the headers in front of that, and both together.
  readonly inner: number
  readonly overhead: number
  readonly length: number
  /** Octets that a packet of the underlay may have, as far as its fragments tell. */
  readonly underlay: number
  /** Octets that are left to a packet of the overlay: what to set; 0 where none are. */
  readonly fits: number
  /** Packets of which all fragments are there. */
  readonly whole: number
}

/** Octets of a packet that nobody has to cut: RFC 791 §3.1, RFC 8200 §5. */
const MIN_MTU = 576
const MIN_MTU_IPV6 = 1280

export const mtuOuterFragments: Finder<OuterFragments> = {
  id: 'mtu.outer-fragments',
  find(facts) {
    const tunnels = new Map<string, CutTunnel[]>()
    for (const cut of facts.fragmentation.cutTunnels) {
      const { source, destination, type } = cut
      const key = `${type} ${Math.min(source, destination)} ${Math.max(source, destination)}`
      const ways = tunnels.get(key)
      if (ways === undefined) tunnels.set(key, [cut])
      else ways.push(cut)
    }
    return limited([...tunnels.values()].map((ways) => finding(facts, ways)))
  },
}

function finding(facts: CheckFacts, ways: readonly CutTunnel[]): Finding<OuterFragments> {
  const longest = ways.reduce((x, y) => (y.length > x.length ? y : x))
  const narrowest = ways.reduce((x, y) => (underlayOf(y) < underlayOf(x) ? y : x))
  const { network, type, source, destination, isIpv6, inner, overhead, length } = longest
  const underlay = underlayOf(narrowest)
  const cut = reason(facts, longest, underlay)
  return {
    id: 'mtu.outer-fragments',
    severity: cut === Cut.TooLong ? 'warning' : 'info',
    confidence: 'high',
    frames: someFrames(ways.flatMap((way) => way.frames)),
    count: ways.reduce((count, way) => count + way.packets, 0),
    about: {
      ...{ cut, network, type, source, destination, isIpv6, inner, overhead, length, underlay },
      bothWays: ways.some((way) => way.source === destination),
      fits: Math.max(0, underlay - overhead),
      whole: ways.reduce((count, way) => count + way.whole, 0),
    },
  }
}

function underlayOf({ uncut, fragment }: CutTunnel): number {
  return Math.max(uncut, fragment)
}

function reason(facts: CheckFacts, { type, source, destination, isIpv6 }: CutTunnel, underlay: number): Cut {
  if (underlay < (isIpv6 ? MIN_MTU_IPV6 : MIN_MTU)) return Cut.OnPurpose
  const isErspan = type >= TunnelType.Erspan1 && type <= TunnelType.Erspan3
  return isErspan || isMirror(facts, source, destination) ? Cut.Mirror : Cut.TooLong
}
