/**
 * One VTEP alone tells of a VNI, while the others have VNIs as well: it has nobody to talk with there. That is so where a
 * tenant is in one place, and where somebody has configured another number than the others have.
 */
import { NO_NETWORK } from '../../tunnels/networks.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface EvpnOneSided {
  readonly network: number
  readonly vtep: number
  /** A VNI that another VTEP alone has, where a station is that is asked for here: the two are meant to be one; -1 without. */
  readonly other: number
  readonly otherVtep: number
  /** Another VNI that one VTEP alone has, and that VTEP: likely the same network, where each has but one; -1 without. */
  readonly alike: number
  readonly alikeVtep: number
  /** The station's address, and the frame that asks for it. */
  readonly asked: number
  readonly frame: number
}

export const evpnOneSided: Finder<EvpnOneSided> = {
  id: 'evpn.one-sided',
  find({ control, networks, learned }) {
    const { sessions, sessionsInPart, tables } = control
    if (sessions.length === 0 || sessionsInPart.length > 0) return []
    // Of those that are told in a session of this capture.
    const bridged = tables.networks.map((told) => ({ ...told, here: told.members.filter(({ floods }) => floods > 0) }))
    const speakers = new Set(bridged.flatMap(({ here }) => here.map(({ vtep }) => vtep)))
    const alone = bridged.filter(({ here }) => here.length === 1)
    if (speakers.size < 2) return []
    const homes = new Map<number, string>()
    for (const { network: carrier, route, paths } of control.rib.routes) {
      if (route.mac !== 0 && paths[0] !== undefined) homes.set(route.ip, `${carrier} ${paths[0].vni}`)
    }
    /** The network of one VTEP alone in which a station has this address, by what it says or BGP tells. */
    const homeOf = (ip: number): (typeof alone)[number] | undefined =>
      alone.find(({ network: carrier, vni, members }) => {
        const number = networks.told(vni, carrier, members[0]!.first)
        const isHost = learned.networks[number]?.hosts.some(({ addresses }) => addresses.includes(ip)) === true
        return isHost || homes.get(ip) === `${carrier} ${vni}`
      })
    return limited(
      alone.flatMap(({ network: carrier, vni, here }) => {
        const [{ vtep, first }] = here as [(typeof here)[number]]
        const network = networks.told(vni, carrier, first)
        if (network === NO_NETWORK) return []
        const question = learned.unanswered.find((one) => one.network === network && homeOf(one.ip) !== undefined)
        const other = question === undefined ? undefined : homeOf(question.ip)
        const isMistake = other !== undefined && other.here[0]!.vtep !== vtep
        const alike = alone.length === 2 ? alone.find(({ here: [one] }) => one!.vtep !== vtep) : undefined
        return [
          {
            id: 'evpn.one-sided',
            severity: isMistake ? 'warning' : 'info',
            confidence: isMistake ? 'high' : 'medium',
            frames: someFrames([first.frame, ...(isMistake ? question!.frames : [])]),
            count: 1,
            about: {
              network,
              vtep,
              other: isMistake ? other.vni : -1,
              otherVtep: isMistake ? other.here[0]!.vtep : -1,
              alike: alike?.vni ?? -1,
              alikeVtep: alike?.here[0]?.vtep ?? -1,
              asked: isMistake ? question!.ip : -1,
              frame: isMistake ? question!.first.frame : 0,
            },
          } as const,
        ]
      }),
    )
  },
}
