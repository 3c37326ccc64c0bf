/**
 * Addresses that are leased (DHCP, RFC 2131; DHCPv6, RFC 8415). Before a server leases an address it asks by ARP or
 * ping whether somebody has it (RFC 2131 §2.2). There, no answer is the good case.
 */
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { placeOf } from './vtep-pairs.js'

const PROTOCOL_UDP = 17
/** UDP ports of clients and servers: RFC 2131 §4.1, RFC 8415 §7.2. */
const LEASE_PORTS: readonly (readonly [client: number, server: number])[] = [
  [68, 67],
  [546, 547],
]

/** Whether an address in a network with leases was silent up to this frame and heard later. */
export function isLeasedAfter(facts: CheckFacts, network: number, ip: number, frame: number): boolean {
  return (
    leasing(facts).has(network) &&
    placeOf(facts, network, ip) !== undefined &&
    isFirstHeardAfter(facts, network, ip, frame)
  )
}

/** Networks in which addresses are leased. */
const leasing: (facts: CheckFacts) => ReadonlySet<number> = once(({ flows }) => {
  const found = new Set<number>()
  for (const { network, protocol, portA, portB } of flows.rows()) {
    const isLease = LEASE_PORTS.some(([client, server]) => {
      const isServer = portA === server || portB === server
      return isServer && [client, server].includes(portA) && [client, server].includes(portB)
    })
    if (protocol === PROTOCOL_UDP && isLease) found.add(network)
  }
  return found
})

/** Whether nothing came from an address before or in this frame. */
function isFirstHeardAfter({ flows, learned }: CheckFacts, network: number, ip: number, frame: number): boolean {
  const isEarly = learned.neighbours.some(
    (neighbour) => neighbour.network === network && neighbour.ip === ip && neighbour.learned.frame <= frame,
  )
  if (isEarly) return false
  for (const flow of flows.rows()) {
    if (flow.network !== network) continue
    const first = flow.a === ip ? flow.forth.first : flow.b === ip ? flow.back.first : undefined
    if (first !== undefined && first.frame <= frame) return false
  }
  return true
}
