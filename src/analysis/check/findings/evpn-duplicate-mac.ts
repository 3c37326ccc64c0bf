/**
 * Two VTEPs tell of one MAC address at a time, and neither by a higher sequence number: two stations have the address, or one
 * is in two places (RFC 7432 §15.1). A gateway that is everywhere says so, and the VTEPs of a station with several ways tell
 * of one segment.
 */
import { NO_NETWORK } from '../../tunnels/networks.js'
import { limited } from '../evidence/limit.js'
import { isVirtualRouter } from '../evidence/virtual-macs.js'
import { type Finder, someFrames } from '../finding.js'

export interface EvpnDuplicateMac {
  readonly network: number
  readonly mac: number
  /** The VTEPs, and the frames in which each was told first. */
  readonly vteps: readonly [number, number]
  readonly sequence: number
}

export const evpnDuplicateMac: Finder<EvpnDuplicateMac> = {
  id: 'evpn.duplicate-mac',
  find({ control, networks }) {
    return limited(
      control.tables.rivals.flatMap(({ network: carrier, vni, mac, first, second }) => {
        const network = networks.told(vni, carrier, second.told.at)
        if (network === NO_NETWORK || isVirtualRouter(mac)) return []
        return [
          {
            id: 'evpn.duplicate-mac',
            severity: 'warning',
            confidence: 'high',
            frames: someFrames([first.told.at.frame, second.told.at.frame]),
            count: 2,
            about: { network, mac, vteps: [first.hop, second.hop], sequence: second.told.sequence },
          } as const,
        ]
      }),
    )
  },
}
