/**
 * A VTEP tells of a station that another one has told to be in its place for good (sticky, RFC 7432 §15.2). The others stay
 * with the sticky one, so whoever is at the new place hears nothing: a second station has the address, or it was brought
 * there without a change of what is configured.
 */
import { NO_NETWORK } from '../../tunnels/networks.js'
import { limited } from '../evidence/limit.js'
import { isVirtualRouter } from '../evidence/virtual-macs.js'
import { type Finder, someFrames } from '../finding.js'

export interface EvpnStickyMoved {
  readonly network: number
  readonly mac: number
  /** The VTEP where it is to stay, and the other one. */
  readonly sticky: number
  readonly other: number
  /** The frames in which each was told. */
  readonly stuck: number
  readonly told: number
}

export const evpnStickyMoved: Finder<EvpnStickyMoved> = {
  id: 'evpn.sticky-moved',
  find({ control, networks }) {
    return limited(
      control.tables.strays.flatMap(({ network: carrier, vni, mac, first, second }) => {
        const network = networks.told(vni, carrier, second.told.at)
        if (network === NO_NETWORK || isVirtualRouter(mac)) return []
        const [stuck, told] = [first.told.at.frame, second.told.at.frame]
        return [
          {
            id: 'evpn.sticky-moved',
            severity: 'warning',
            confidence: 'high',
            frames: someFrames([stuck, told]),
            count: 2,
            about: { network, mac, sticky: first.hop, other: second.hop, stuck, told },
          } as const,
        ]
      }),
    )
  },
}
