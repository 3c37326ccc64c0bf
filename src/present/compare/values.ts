/** What the numbers of a comparison are in words: tunnels, flows, and what became of packets. */
import type { ChangeOf } from '../../analysis/compare/changes.js'
import type { Forms } from '../../analysis/compare/forms.js'
import { ARP, hasEchoes, NOT_IP } from '../../analysis/compare/invariant.js'
import type { Feature } from '../../analysis/compare/losses.js'
import { IP_PROTOCOL_NAMES } from '../../wire/registries/ip-protocols.js'
import type { Language } from '../../words/language.js'
import { COMPARE, type CompareWords } from '../../words/screens/compare.js'
import { addressText, macText } from '../address-text.js'
import { tunnelIdText, tunnelKind, vlanText } from '../network-name.js'
import { sizeText } from '../stats/keys.js'

const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17

export class CompareValues {
  readonly #forms: Forms
  readonly #words: CompareWords

  constructor(forms: Forms, language: Language) {
    this.#forms = forms
    this.#words = COMPARE[language]
  }

  /** A value of what losses are counted by. */
  of(by: Feature, value: number): string {
    switch (by) {
      case 'network':
        return this.link(value)
      case 'fragment':
        return value === 1 ? this.#words.inFragments : this.#words.whole
      case 'size':
        return sizeText(value)
      case 'protocol':
        return protocolName(value)
      case 'flow':
        return this.flow(value)
      default:
        return `${value}`
    }
  }

  /** `vxlan 42`, by the number of a form's innermost tunnel. */
  link(link: number): string {
    const { type, id } = this.#forms.tunnelOf(link)
    return [tunnelKind(type), tunnelIdText(type, id)].join(' ').trimEnd()
  }

  /** `172.17.1.2:51312 → 172.17.1.3:80 TCP, vxlan 42`. */
  flow(flow: number): string {
    const { source, destination, ports, protocol, type, id } = this.#forms.flowOf(flow)
    const isPort = protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP
    const end = (address: number, port: number): string => {
      if (protocol === NOT_IP) return macText(address)
      const text = addressText(this.#forms.addresses, address)
      return isPort ? (text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`) : text
    }
    const tunnel = [tunnelKind(type), tunnelIdText(type, id)].join(' ').trim()
    const echo = hasEchoes(protocol) && ports !== 0 ? ` ${ports & 0xffff}` : ''
    const name = `${end(source, ports >>> 16)} → ${end(destination, ports & 0xffff)} ${protocolName(protocol)}${echo}`
    return tunnel === '' ? name : `${name}${this.#words.comma}${tunnel}`
  }

  /** What was changed, in words. */
  change(change: ChangeOf): string {
    const { kind, layer } = change
    const [from, to] = this.#ends(change)
    return this.#words.changes[kind](this.#words.layers[layer], from, to)
  }

  #ends({ kind, from, to, before, after }: ChangeOf): readonly [string, string] {
    switch (kind) {
      case 'ttl':
        return [from > 0 ? `−${from}` : `+${-from}`, '']
      case 'encapsulated':
        return ['', this.link(this.#forms.linkOf(after))]
      case 'decapsulated':
        return [this.link(this.#forms.linkOf(before)), '']
      case 'tunnel':
      case 'network':
        return [this.link(from), this.link(to)]
      case 're-encapsulated':
        return [this.#tunnelEnds(before), this.#tunnelEnds(after)]
      case 'source':
      case 'destination':
        return [addressText(this.#forms.addresses, from), addressText(this.#forms.addresses, to)]
      case 'translated':
        return [this.flow(from), this.flow(to)]
      case 'vlan-added':
      case 'vlan-removed':
      case 'vlan':
        return [vlanText(from), vlanText(to)]
      default:
        return [`${from}`, `${to}`]
    }
  }

  #tunnelEnds(form: number): string {
    const { source, destination } = this.#forms.formOf(form)
    const { addresses } = this.#forms
    return `${addressText(addresses, source)} → ${addressText(addresses, destination)}`
  }
}

function protocolName(protocol: number): string {
  if (protocol === ARP) return 'ARP'
  if (protocol === NOT_IP) return 'Ethernet'
  return IP_PROTOCOL_NAMES[protocol] ?? `IP ${protocol}`
}
