/** Addresses, networks and numbers of a capture, as findings name them. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import { NO_PORT } from '../../analysis/flows/flows.js'
import { NO_NETWORK, NO_VLAN, PLAIN } from '../../analysis/tunnels/networks.js'
import { Kind } from '../../wire/kind.js'
import { IP_PROTOCOL_NAMES } from '../../wire/registries/ip-protocols.js'
import { NO_ID, TunnelType } from '../../wire/tunnel.js'
import { countText } from '../../words/amounts.js'
import type { FindingText } from '../../words/findings/finding-words.js'
import type { Language, Words } from '../../words/language.js'
import { addressText, macText } from '../address-text.js'
import { lossSentence } from '../compare/loss-sentence.js'
import { CompareValues } from '../compare/values.js'
import { clockText, durationText } from '../learn/text.js'
import { shortTitle } from '../names.js'
import { shortNetworkPath, tunnelIdText, tunnelKind, vlanText } from '../network-name.js'
import type { UtcOffset } from '../time.js'
import { deviceType } from './device-type.js'
import { icmpCause, icmpName } from './icmp-cause.js'

const UNDERLAY: Words = { en: 'the underlay', zh: '底层网络' }
/** What network 0 is called in a capture without tunnels. */
const NETWORK: Words = { en: 'this network', zh: '本网络' }
const UNKNOWN: Words = { en: '', zh: '' }

/** The clock if none was chosen. */
const UTC: UtcOffset = () => 0

/** `unicode` is whether more than ASCII can be shown. */
export function findingText(
  { networks, capture }: CheckFacts,
  unicode: boolean,
  utcOffset: UtcOffset = UTC,
): FindingText {
  const overlay = (network: number): Words => {
    if (network === NO_NETWORK || network === PLAIN) return UNKNOWN
    const path = shortNetworkPath(networks, network, unicode)
    return { en: path, zh: path }
  }
  const point = (n: number): string => capture.points?.names[n] ?? `${n + 1}`
  return {
    address: (address) => addressText(networks.addresses, address),
    endpoint: (endpoint) => addressText(networks.addresses, networks.addressOf(endpoint)),
    mac: macText,
    network: (network) => (network !== PLAIN ? overlay(network) : networks.count > 1 ? UNDERLAY : NETWORK),
    overlay,
    tunnel: (type, id = NO_ID) => (id === NO_ID ? tunnelKind(type) : `${tunnelKind(type)} ${tunnelIdText(type, id)}`),
    tunnelId: tunnelIdText,
    tunnelIdName: (type) => (type === TunnelType.Gre || type === TunnelType.Gretap ? 'key' : 'VNI'),
    deviceType,
    deviceName: (name) => (PLAIN_NAME.test(name) ? name : 'DEVICE'),
    vlan: (tags) => (tags === NO_VLAN ? '' : vlanText(tags)),
    protocol: (kind) => (kind === Kind.None ? '' : shortTitle(kind)),
    ipProtocol: (protocol) => (protocol < 0 ? '' : (IP_PROTOCOL_NAMES[protocol] ?? `IP protocol ${protocol}`)),
    port: (port) => (port === NO_PORT ? '' : `${port}`),
    icmp: (message) => ({ name: icmpName(message), cause: icmpCause(message) }),
    time: (nanoseconds) => durationText(nanoseconds, unicode),
    clock: (timestamp) => clockText(timestamp, { utcOffset }),
    point,
    lostBetween: ({ points, comparison, forms }, direction) =>
      inBoth((language) =>
        lossSentence(
          comparison.directions[direction],
          comparison,
          points.map(point),
          new CompareValues(forms, language),
          { language, unicode, utcOffset },
        ),
      ),
    changed: ({ forms }, change) => inBoth((language) => new CompareValues(forms, language).change(change)),
    count: (n) => countText(n, unicode),
  }
}

function inBoth(make: (language: Language) => string): Words {
  return { en: make('en'), zh: make('zh') }
}

/** What a shell takes as it is. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_.@-]*$/
