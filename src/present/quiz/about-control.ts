/** Questions about what BGP tells: where frames go by it, what its routes are for, which number a move has. */

import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { RouteType } from '../../wire/protocols/evpn.js'
import { macText } from '../address-text.js'
import { chosen, type Maker, told } from './source.js'

/** Sections that the questions rest on. */
const NEXT_HOP = 'RFC 8365 §5.1.3'
const FLOODS = 'RFC 7432 §11.1'
const MOBILITY = 'RFC 7432 §15'

/** Who passes on a route, and where it leads, are easily taken for each other. */
export const evpnNextHop: Maker = function* (s) {
  for (const { network, vtep, mac, dst, at, told: route, overtaken } of s.facts.fdbEvents) {
    if (route?.type !== RouteType.MacIp || dst === NO_ADDRESS || overtaken !== undefined) continue
    const [own, hop, speaker] = [s.address(vtep), s.address(dst), s.address(route.from)]
    const others = s.facts.networks[network]?.vteps.map(({ address }) => s.address(address)) ?? []
    const parts = { frame: at.frame, mac: macText(mac), vtep: own, hop, speaker, network: s.names.network(network) }
    yield {
      ...told(s.words.questions['evpn-next-hop'], parts),
      source: NEXT_HOP,
      frames: [at.frame],
      right: hop,
      wrong: [speaker, own, ...others],
      form: 'address',
    }
  }
}

export const evpnFlood: Maker = function* (s) {
  for (const { network, vtep, mac, dst, at, told: route } of s.facts.fdbEvents) {
    if (route?.type !== RouteType.InclusiveMulticast || mac !== 0 || dst === NO_ADDRESS) continue
    const parts = { frame: at.frame, vtep: s.address(vtep), hop: s.address(dst), network: s.names.network(network) }
    yield { ...chosen(s.words.questions['evpn-flood'], parts), source: FLOODS, frames: [at.frame] }
  }
}

export const evpnSequence: Maker = function* (s) {
  for (const { mac, to, told: route } of s.facts.moves) {
    if (route === undefined || route.sequence === 0) continue
    const { frame } = route.at
    yield {
      ...told(s.words.questions['evpn-sequence'], { frame, mac: macText(mac), to: s.address(to) }),
      source: MOBILITY,
      frames: [frame],
      right: String(route.sequence),
      wrong: [],
      form: 'number',
    }
  }
}
