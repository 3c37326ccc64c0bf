/** Whether something encrypted comes from one end to another: what a tunnel lacks may be in it. */
import type { CheckFacts } from '../check/check-facts.js'
import { PLAIN } from '../networks.js'
import { once } from './shared-once.js'

/** RFC 4303; and in UDP (RFC 3948). */
const PROTOCOL_ESP = 50
const PROTOCOL_UDP = 17
const PORT_NAT_TRAVERSAL = 4500

/** `from to`, by their addresses. */
const encrypted: (facts: CheckFacts) => ReadonlySet<string> = once(({ flows }) => {
  const found = new Set<string>()
  for (const { network, protocol, a, b, portA, portB, forth, back } of flows.rows()) {
    const isInUdp = protocol === PROTOCOL_UDP && portA === PORT_NAT_TRAVERSAL && portB === PORT_NAT_TRAVERSAL
    if (network !== PLAIN || (protocol !== PROTOCOL_ESP && !isInUdp)) continue
    if (forth.packets > 0) found.add(`${a} ${b}`)
    if (back.packets > 0) found.add(`${b} ${a}`)
  }
  return found
})

/** Whether any of `from` sends ESP to `to`. */
export function sendsEsp(facts: CheckFacts, from: readonly number[], to: number): boolean {
  return from.some((end) => encrypted(facts).has(`${end} ${to}`))
}
