/** What a row of `vxsniff stats` is about: cells for a table, and members for machines. */
import { FIRST_IPV6 } from '../../analysis/tables/address-table.js'
import type { Grouping } from '../../analysis/totals/order.js'
import { NO_DSCP, NO_PROTOCOL, SIZES } from '../../analysis/totals/placing.js'
import type { TallyRow } from '../../analysis/totals/tally.js'
import { type Networks, PLAIN } from '../../analysis/tunnels/networks.js'
import type { Kind } from '../../wire/kind.js'
import { IP_PROTOCOL_NAMES } from '../../wire/registries/ip-protocols.js'
import { NO_ID } from '../../wire/tunnel.js'
import type { StatsWords } from '../../words/screens/stats.js'
import { addressText } from '../address-text.js'
import type { Cell } from '../csv.js'
import { ASCII, UNICODE } from '../glyphs.js'
import { shortTitle } from '../names.js'
import { networkJson, networkPath, shortNetworkPath } from '../network-name.js'

type Key = TallyRow['key']

/** The row of this key; `isTurned` has its two ends in the other order. */
export function keyCell(
  by: Grouping,
  key: Key,
  isTurned: boolean,
  networks: Networks,
  words: StatsWords,
  unicode: boolean,
): string {
  const { inside, bothWays } = unicode ? UNICODE : ASCII
  const [a, b, c] = key
  switch (by) {
    case 'network':
      return networkCell(networks, a, words, unicode)
    case 'vni':
      return a === NO_ID ? words.none : `${a}`
    case 'tunnel': {
      const ends = endsOf(key, isTurned).map((end) => endText(networks, end))
      return `${networkCell(networks, a, words, unicode)}  ${ends.join(bothWays.text)}`
    }
    case 'vtep':
      return endText(networks, a)
    case 'host': {
      const host = addressText(networks.addresses, hostAddress(b, c))
      return a === PLAIN ? host : `${host}  ${shortNetworkPath(networks, a, unicode)}`
    }
    case 'protocol':
      return protocolName(a as Kind, b)
    case 'dscp':
      return [...new Set([a, b])].map((dscp) => dscpName(dscp, words)).join(inside.text)
    case 'size':
      return sizeText(a)
  }
}

function networkCell(networks: Networks, network: number, words: StatsWords, unicode: boolean): string {
  if (network !== PLAIN) return shortNetworkPath(networks, network, unicode)
  return networks.count > 1 ? words.underlay : words.plain
}

function endsOf([, a, b]: Key, isTurned: boolean): readonly [number, number] {
  return isTurned ? [b, a] : [a, b]
}

function endText(networks: Networks, end: number): string {
  return addressText(networks.addresses, networks.addressOf(end))
}

function hostAddress(low: number, isIpv6: number): number {
  return isIpv6 === 1 ? FIRST_IPV6 + low : low >>> 0
}

/** `TCP`; `IPv4/UDP` when nothing after the IP header was decoded: fragments, cut packets, unknown protocols. */
function protocolName(kind: Kind, protocol: number): string {
  if (protocol === NO_PROTOCOL) return shortTitle(kind)
  return `${shortTitle(kind)}/${IP_PROTOCOL_NAMES[protocol] ?? protocol}`
}

/** IANA, Differentiated Services Field Codepoints: those with a name. */
const DSCP_NAMES: Readonly<Record<number, string>> = {
  0: 'CS0',
  1: 'LE',
  8: 'CS1',
  10: 'AF11',
  12: 'AF12',
  14: 'AF13',
  16: 'CS2',
  18: 'AF21',
  20: 'AF22',
  22: 'AF23',
  24: 'CS3',
  26: 'AF31',
  28: 'AF32',
  30: 'AF33',
  32: 'CS4',
  34: 'AF41',
  36: 'AF42',
  38: 'AF43',
  40: 'CS5',
  44: 'VA',
  46: 'EF',
  48: 'CS6',
  56: 'CS7',
}

function dscpName(dscp: number, words: StatsWords): string {
  if (dscp === NO_DSCP) return words.none
  const name = DSCP_NAMES[dscp]
  return name === undefined ? `${dscp}` : `${dscp} ${name}`
}

/** `40-79`, `5120-`: tshark's classes. */
export function sizeText(n: number): string {
  const next = SIZES[n + 1]
  return `${SIZES[n]}-${next === undefined ? '' : next - 1}`
}

/** The titles of `keyCsv`. */
export const KEY_TITLES: Readonly<Record<Grouping, readonly string[]>> = {
  network: ['network', 'tunnel', 'vni'],
  vni: ['vni'],
  tunnel: ['tunnel', 'a', 'b'],
  vtep: ['vtep'],
  host: ['tunnel', 'host'],
  protocol: ['protocol'],
  dscp: ['outer', 'inner'],
  size: ['from', 'to'],
}

export function keyCsv(by: Grouping, key: Key, isTurned: boolean, networks: Networks): readonly Cell[] {
  const json = keyJson(by, key, isTurned, networks) as Readonly<Record<string, Cell>>
  const { vni, a, b, host } = json
  const path = (network: number): string => networkPath(networks, network, false)
  switch (by) {
    case 'network':
      return [key[0], path(key[0]), vni]
    case 'tunnel':
      return [path(key[0]), a, b]
    case 'host':
      return [path(key[0]), host]
    default:
      return KEY_TITLES[by].map((name) => json[name])
  }
}

export function keyJson(
  by: Grouping,
  key: Key,
  isTurned: boolean,
  networks: Networks,
): Readonly<Record<string, unknown>> {
  const [a, b, c] = key
  switch (by) {
    case 'network':
      return networkJson(networks, a)
    case 'vni':
      return { vni: a === NO_ID ? null : a }
    case 'tunnel': {
      const [one, other] = endsOf(key, isTurned)
      return { ...networkJson(networks, a), a: endText(networks, one), b: endText(networks, other) }
    }
    case 'vtep':
      return { vtep: endText(networks, a) }
    case 'host':
      return { ...networkJson(networks, a), host: addressText(networks.addresses, hostAddress(b, c)) }
    case 'protocol':
      return { protocol: protocolName(a as Kind, b) }
    case 'dscp':
      return { outer: a === NO_DSCP ? null : a, inner: b === NO_DSCP ? null : b }
    case 'size':
      return { from: SIZES[a], to: SIZES[a + 1] === undefined ? null : SIZES[a + 1]! - 1 }
  }
}
