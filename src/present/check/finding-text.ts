/** Addresses, networks and numbers of a capture, as findings name them. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import { PLAIN } from '../../analysis/tunnels/networks.js'
import { countText } from '../../words/amounts.js'
import type { FindingText } from '../../words/findings/finding-words.js'
import type { Words } from '../../words/language.js'
import { addressText, macText } from '../address-text.js'
import { clockText, durationText } from '../learn/text.js'
import { shortNetworkPath } from '../network-name.js'
import type { UtcOffset } from '../time.js'

const UNDERLAY: Words = { en: 'the underlay', zh: '底层网络' }
/** What network 0 is called in a capture without tunnels. */
const NETWORK: Words = { en: 'this network', zh: '本网络' }

/** Where nobody has said which clock is meant. */
const UTC: UtcOffset = () => 0

/** `unicode` is whether more than ASCII can be shown. */
export function findingText({ networks }: CheckFacts, unicode: boolean, utcOffset: UtcOffset = UTC): FindingText {
  return {
    address: (address) => addressText(networks.addresses, address),
    endpoint: (endpoint) => addressText(networks.addresses, networks.addressOf(endpoint)),
    mac: macText,
    network: (network) => {
      if (network === PLAIN) return networks.count > 1 ? UNDERLAY : NETWORK
      const path = shortNetworkPath(networks, network, unicode)
      return { en: path, zh: path }
    },
    time: (nanoseconds) => durationText(nanoseconds, unicode),
    clock: (moment) => clockText(moment, { utcOffset }),
    count: (n) => countText(n, unicode),
  }
}
