/**
 * ICMP errors that no other finding explains, with the packet that each of them is about. Most are how networks work: a
 * closed port, a trace of the route, a filter. They are told for those who look for what they hide. Only a host that has
 * waited in vain for the fragments of a tunnel's packet, or of one in a tunnel, tells of a loss.
 */
import * as icmp from '../../../wire/protocols/icmp.js'
import * as icmpv6 from '../../../wire/protocols/icmpv6.js'
import { TunnelType } from '../../../wire/tunnel.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import type { IcmpErrorRow } from '../../tunnels/icmp-errors.js'
import { PLAIN } from '../../tunnels/networks.js'
import { isRefusal } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { isToldTooLarge } from '../evidence/path-mtu.js'
import { type Finder, someFrames } from '../finding.js'

export interface IcmpError {
  readonly network: number
  readonly isIpv6: boolean
  readonly type: number
  readonly code: number
  /** Who says so. */
  readonly sender: number
  /** The packet it is about, the innermost that the quote shows: addresses, IP protocol, ports; -1 where it does not. */
  readonly source: number
  readonly destination: number
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
  /** The tunnel's ends, where that packet is in one; else `NO_ADDRESS`. */
  readonly tunnelSource: number
  readonly tunnelDestination: number
  /** Different packets of the same two hosts that it says this of, by their ports. */
  readonly flows: number
}

export const icmpErrors: Finder<IcmpError> = {
  id: 'icmp.errors',
  find(facts) {
    const groups = new Map<string, IcmpErrorRow[]>()
    for (const row of facts.errors.rows) {
      if (isToldTooLarge(facts, row) || isRefusal(row)) continue
      const { network, type, code, sender, source, destination, innerSource, innerDestination } = row
      const key = [network, type, code, sender, source, destination, innerSource, innerDestination].join(' ')
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [row])
      else group.push(row)
    }
    return limited(
      [...groups.values()].map((rows) => ({
        id: 'icmp.errors',
        severity: isFragmentLost(rows[0]!) ? 'warning' : 'info',
        confidence: 'high',
        frames: someFrames(rows.flatMap((row) => row.frames)),
        count: rows.reduce((sum, row) => sum + row.packets, 0),
        about: about(rows[0]!, rows.length),
      })),
    )
  },
}

function about(row: IcmpErrorRow, flows: number): IcmpError {
  const { network, isIpv6, type, code, sender, source, destination } = row
  const said = { network, isIpv6, type, code, sender, flows }
  if (row.innerSource === NO_ADDRESS) {
    const { protocol, sourcePort, destinationPort } = row
    const open = { tunnelSource: NO_ADDRESS, tunnelDestination: NO_ADDRESS }
    return { ...said, source, destination, protocol, sourcePort, destinationPort, ...open }
  }
  return {
    ...said,
    source: row.innerSource,
    destination: row.innerDestination,
    protocol: row.innerProtocol,
    sourcePort: row.innerSourcePort,
    destinationPort: row.innerDestinationPort,
    tunnelSource: source,
    tunnelDestination: destination,
  }
}

/** A host has waited in vain for fragments: RFC 792, RFC 4443 §3.3. What was in a tunnel is lost to the overlay. */
function isFragmentLost({ isIpv6, type, code, network, tunnel }: IcmpErrorRow): boolean {
  const isExceeded = type === (isIpv6 ? icmpv6.TYPE_TIME_EXCEEDED : icmp.TYPE_TIME_EXCEEDED)
  return isExceeded && code === 1 && (tunnel !== TunnelType.None || network !== PLAIN)
}
