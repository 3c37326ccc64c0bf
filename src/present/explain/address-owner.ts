/** Who has an address: a tunnel's end, a group, a host behind an end, or a well-known purpose such as broadcast. */
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { Form } from '../../wire/field.js'
import { EXPLAIN, type ExplainWords } from '../../words/screens/explain.js'
import { plainAddress, plainMac } from '../address-text.js'
import { aboutMac, hostAlias, macAlias } from '../aliases.js'
import type { Names } from '../learn/names.js'
import type { AnnotatedPacket, Who } from './annotate.js'

/** Where a group's address as a MAC address comes from. */
const IPV4_GROUP_MAC = 'RFC 1112 §6.4'
const IPV6_GROUP_MAC = 'RFC 2464 §7'
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
/** Between a name and what it is. */
const NAMED = ': '
const NO_MAC = '00:00:00:00:00:00'
/** RFC 919 §7. */
const IPV4_BROADCAST = '255.255.255.255'
const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '::'])
/** RFC 4291 §2.7.1: the last three octets are those of the address. */
const SOLICITED = /^ff02::1:ff([0-9a-f]{2}):([0-9a-f]{1,4})$/

/** What an address is in one network. */
interface Role {
  readonly network: number
  readonly text: string
}

/** The owners of a capture's addresses, by the address's text, which is no name. Made once for all packets. */
export class WhoIsWho {
  readonly #words: ExplainWords['who']
  readonly #names: Names
  /** Whether an address is a tunnel's end, and whether that is a VTEP. */
  readonly #ends: Map<string, boolean> = new Map()
  readonly #roles: Map<string, Role[]> = new Map()
  /** Groups by their MAC addresses. */
  readonly #groups: Map<string, string> = new Map()

  constructor(names: Names) {
    this.#names = names
    this.#words = EXPLAIN[names.view.language].who
    for (const { network, vteps, groups } of names.facts.networks) {
      for (const { address } of vteps) this.#end(address, network)
      for (const { address, members } of groups) this.#group(address, members, network)
    }
    for (const { network, hosts } of names.facts.networks) {
      for (const { mac, addresses, vtep } of hosts) this.#host(mac, addresses, vtep, network)
    }
  }

  /**
   * For the addresses of one packet, which is in these networks: the same address may be somebody else's in others. The
   * network card of a tunnel's end is told by the packet itself.
   */
  in(packet: AnnotatedPacket, networks: readonly number[]): Who {
    const own = this.#cards(packet)
    return (form, value) => {
      const isMac = form === Form.Mac
      const role =
        this.#known(value, networks) || (isMac ? own.get(value) || this.#anyMac(value) : this.#anyAddress(value))
      const name = isMac ? aboutMac(value) : hostAlias(value)
      return [...(name === value ? [] : [name]), ...(role === '' ? [] : [role])].join(NAMED)
    }
  }

  #plain(address: number): string {
    return plainAddress(this.#names.facts.addresses, address)
  }

  #known(value: string, networks: readonly number[]): string {
    const roles = this.#roles.get(value)
    const role = roles?.find(({ network }) => networks.includes(network)) ?? roles?.[0]
    return role?.text ?? ''
  }

  #add(value: string, network: number, text: string): void {
    const roles = this.#roles.get(value)
    if (roles === undefined) this.#roles.set(value, [{ network, text }])
    else roles.push({ network, text })
  }

  #end(address: number, network: number): void {
    const value = this.#plain(address)
    const isVtep = this.#names.hasVteps(network)
    this.#ends.set(value, isVtep || this.#ends.get(value) === true)
    this.#add(value, network, this.#words.end(this.#names.network(network), isVtep))
  }

  #group(address: number, members: readonly { readonly address: number }[], network: number): void {
    const value = this.#plain(address)
    this.#groups.set(macOfGroup(value), value)
    this.#add(value, network, this.#words.group(this.#names.addresses(members.map((member) => member.address))))
  }

  #host(mac: number, addresses: readonly number[], vtep: number, network: number): void {
    const texts = addresses.map((address) => this.#plain(address))
    const end = vtep === NO_ADDRESS ? '' : this.#names.address(vtep)
    const isVtep = this.#names.hasVteps(network)
    const card = texts.find((text) => this.#ends.has(text))
    const value = plainMac(mac)
    this.#add(
      value,
      network,
      end === '' && card !== undefined
        ? this.#words.card(hostAlias(card), this.#ends.get(card) === true)
        : this.#words.host(hostAlias(texts[0] ?? ''), end, isVtep),
    )
    for (const text of texts) {
      // A tunnel's end may also be a host; that it is an end says more.
      if (!this.#ends.has(text) || end !== '') this.#add(text, network, this.#words.host(macAlias(value), end, isVtep))
    }
  }

  /** The MAC addresses of the outer frame belong to the ends of the tunnel, or to routers on the way. */
  #cards({ layers }: AnnotatedPacket): ReadonlyMap<string, string> {
    const cards = new Map<string, string>()
    for (const [i, layer] of layers.entries()) {
      const ip = layers.slice(i + 1).find((l) => l.protocol !== 'vlan')
      if (layer.protocol !== 'eth' || ip === undefined) continue
      for (const way of ['src', 'dst']) {
        const mac = layer.fields.find((f) => f.name === `eth.${way}`)?.value
        const address = ip.fields.find((f) => f.name === `${ip.protocol}.${way}`)?.value
        if (mac === undefined || address === undefined) continue
        if (isMulticast(address)) cards.set(mac, this.#groupMac(mac, address))
        else if (this.#ends.has(address)) {
          cards.set(mac, this.#words.perhapsCard(hostAlias(address), this.#ends.get(address) === true))
        }
      }
    }
    return cards
  }

  #groupMac(mac: string, group: string): string {
    if (mac !== macOfGroup(group)) return ''
    return this.#words.groupMac(hostAlias(group), group.includes(':') ? IPV6_GROUP_MAC : IPV4_GROUP_MAC)
  }

  #anyMac(mac: string): string {
    const words = this.#words
    if (mac === BROADCAST) return words.everybody
    if (mac === NO_MAC) return words.nobody
    const known = words.known[mac]
    if (known !== undefined) return known
    const group = this.#groups.get(mac)
    if (group !== undefined) return this.#groupMac(mac, group)
    if (mac.startsWith('33:33:')) return words.anyGroupMac(IPV6_GROUP_MAC)
    if (/^01:00:5e:[0-7]/.test(mac)) return words.anyGroupMac(IPV4_GROUP_MAC)
    // IEEE 802 §8.2: the least significant bit of the first octet.
    return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 ? words.multicast : ''
  }

  #anyAddress(address: string): string {
    const words = this.#words
    const known = words.known[address]
    if (known !== undefined) return known
    if (UNSPECIFIED.has(address)) return words.unspecified
    if (address === IPV4_BROADCAST) return words.everybody
    const [, first, rest] = SOLICITED.exec(address) ?? []
    if (first !== undefined && rest !== undefined) return words.solicited(`${first}:${rest.padStart(4, '0')}`)
    return isMulticast(address) ? words.multicast : ''
  }
}

/** RFC 5771 §1, RFC 4291 §2.7. */
function isMulticast(address: string): boolean {
  if (address.includes(':')) return address.startsWith('ff')
  const first = Number.parseInt(address, 10)
  return first >= 224 && first < 240
}

/** RFC 1112 §6.4: the last 23 bits of an IPv4 group; RFC 2464 §7: the last four octets of an IPv6 group. */
function macOfGroup(address: string): string {
  if (!address.includes(':')) {
    const [, b = 0, c = 0, d = 0] = address.split('.').map(Number)
    return `01:00:5e:${[b & 0x7f, c, d].map(hex2).join(':')}`
  }
  const [front = '', back] = address.split('::')
  const groups = (back ?? front).split(':').map((group) => Number.parseInt(group, 16) || 0)
  const [high, low] = [groups.at(-2) ?? 0, groups.at(-1) ?? 0]
  return `33:33:${[high >> 8, high & 0xff, low >> 8, low & 0xff].map(hex2).join(':')}`
}

function hex2(value: number): string {
  return value.toString(16).padStart(2, '0')
}
