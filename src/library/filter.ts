/** Packets by an expression, in the words of `-Y`. */
import { compileFilter } from '../filter/compile.js'
import type { Packet } from '../wire/packet.js'

/**
 * A test for decoded packets: `filter('inner icmp and vni 42')`, `filter('vxlan.vni == 42 && icmp.type == 8')`. Throws a
 * `DisplayFilterError` with the place of the mistake; words that take an analysis of the whole capture, as `finding`, are one.
 */
export function filter(expression: string): (packet: Packet) => boolean {
  return compileFilter(expression).accepts
}
