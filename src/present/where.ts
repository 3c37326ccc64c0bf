/** `vxsniff where`: what is known of an address, as text and as a JSON object. */
import type { Move } from '../analysis/learning/facts.js'
import type { Place, Target, Wanted, Whereabouts } from '../analysis/learning/whereabouts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import type { Timestamp } from '../analysis/timestamps.js'
import { type Networks, PLAIN } from '../analysis/tunnels/networks.js'
import { WHERE, type WhereWords } from '../words/screens/where.js'
import { addressText, macText } from './address-text.js'
import { clockText, framesText, wrap } from './learn/text.js'
import type { LearnView } from './learn/view.js'
import { networkJson, shortNetworkPath } from './network-name.js'
import { epochText } from './timestamp-text.js'

/** What is known of a frame besides its time: the packet in words, if it was kept. */
export type PacketWords = (frame: number) => string | undefined

/** Spaces between an address and what is said of it. */
const GAP = 2

export class WhereText {
  readonly #networks: Networks
  readonly #packet: PacketWords
  readonly #view: LearnView
  readonly #words: WhereWords

  constructor(networks: Networks, packet: PacketWords, view: LearnView) {
    this.#networks = networks
    this.#packet = packet
    this.#view = view
    this.#words = WHERE[view.language]
  }

  /** Some lines, each with a newline. */
  text(wanted: Wanted, { places, targets, endOf, nearest }: Whereabouts): string {
    const words = this.#words
    const said = [
      ...places.flatMap((place) => this.#place(place, wanted)),
      ...targets.map((target) => this.#target(target, wanted)),
      ...(endOf.length === 0 ? [] : [words.endOf(this.#list(endOf.map((network) => this.#network(network))))]),
    ]
    if (said.length === 0) said.push(this.#nowhere(nearest))
    const name = this.name(wanted)
    const indent = name.length + GAP
    return said
      .flatMap((sentence) => wrap(sentence, Math.max(MIN_COLUMNS, this.#view.columns - indent)))
      .map((line, i) => `${(i === 0 ? name : '').padEnd(indent)}${line}\n`)
      .join('')
  }

  name(wanted: Wanted): string {
    return 'mac' in wanted ? macText(wanted.mac) : this.#address(wanted.address)
  }

  #nowhere(nearest: readonly Wanted[]): string {
    const { nowhere, nearest: told, comma } = this.#words
    return nearest.length === 0 ? nowhere : nowhere + comma + told(this.#list(nearest.map((one) => this.name(one))))
  }

  #place(place: Place, wanted: Wanted): readonly string[] {
    const words = this.#words
    const { network, mac, vtep, since, last, moves } = place
    const names = this.#others(place, wanted)
    const sentence = [
      network === PLAIN ? words.inNone : words.inNetwork(this.#network(network)),
      ...(place.isRouted && mac !== undefined ? [this.#router(mac, names, wanted)] : names),
      ...(vtep === NO_ADDRESS ? [] : [words.behind(this.#address(vtep))]),
      words.since(this.#frame(since)),
      words.lastHeard(this.#frame(last, false)),
    ].join(words.comma)
    return [sentence, ...this.#moves(moves, since.frame)]
  }

  /** The IP addresses of a MAC address, or the MAC addresses of an IP address. */
  #others({ mac, addresses }: Place, wanted: Wanted): readonly string[] {
    if ('address' in wanted) return mac === undefined ? [] : [macText(mac)]
    return addresses.map((address) => this.#address(address))
  }

  /** A host's router, or whose router it is. */
  #router(mac: number, names: readonly string[], wanted: Wanted): string {
    return 'mac' in wanted ? this.#words.routerOf(this.#list(names)) : this.#words.routedBy(macText(mac))
  }

  /** The packet of frame `said` has been told. */
  #moves(moves: readonly Move[], said: number): readonly string[] {
    const words = this.#words
    const restless = moves.filter(({ isRestless }) => isRestless)
    const [first, last] = [restless[0], restless.at(-1)]
    const toAndFro =
      first === undefined ? [] : [words.restless(restless.length, this.#frame(first.at), this.#frame(last!.at, false))]
    const told = moves
      .filter(({ isRestless }) => !isRestless)
      .map(({ from, at, lastBefore, staleUses, staleFrames, isByBgpAlone }) =>
        [
          isByBgpAlone === true
            ? words.movedByBgp(this.#address(from), this.#frame(at))
            : words.moved(
                this.#address(from),
                `#${lastBefore.frame}`,
                at.frame === said ? `#${said}` : this.#frame(at),
              ),
          ...(staleUses === 0 ? [] : [words.astray(staleUses, framesText(staleFrames, this.#view.unicode))]),
        ].join(words.comma),
      )
    return [...told, ...toAndFro]
  }

  #target({ network, mac, from, to, first, isTold }: Target, wanted: Wanted): string {
    const { comma } = this.#words
    const target = isTold ? this.#words.told : this.#words.target
    const other = 'address' in wanted && mac !== undefined ? macText(mac) + comma : ''
    return other + target(this.#network(network), this.#address(from), this.#address(to), this.#frame(first))
  }

  /** `#6 (07:12:34.121371, ARP 172.19.1.3 is-at …)`. */
  #frame(at: Timestamp, withPacket = true): string {
    const packet = withPacket ? this.#packet(at.frame) : undefined
    const time = clockText(at, this.#view)
    return `#${at.frame} (${packet === undefined ? time : time + this.#words.comma + packet})`
  }

  #network(network: number): string {
    return network === PLAIN ? this.#words.inNone : shortNetworkPath(this.#networks, network, this.#view.unicode)
  }

  #address(address: number): string {
    return addressText(this.#networks.addresses, address)
  }

  #list(items: readonly string[]): string {
    return items.join(this.#words.comma)
  }
}

/** Below it a line holds less than an address. */
const MIN_COLUMNS = 40

/** Grows when a member changes its meaning. */
const SCHEMA = 1

/** One line. What there is none of is null. */
export function whereJson(
  wanted: Wanted,
  { places, targets, endOf, nearest }: Whereabouts,
  networks: Networks,
  packet: PacketWords,
): string {
  const address = (number: number): string | null => addressText(networks.addresses, number) || null
  const mac = (number: number | undefined): string | null => (number === undefined ? null : macText(number))
  const name = (one: Wanted): string | null => ('mac' in one ? macText(one.mac) : address(one.address))
  const at = (timestamp: Timestamp) => {
    const { frame } = timestamp
    return { frame, time: epochText(timestamp), packet: packet(frame) ?? null }
  }
  return `${JSON.stringify({
    wanted: name(wanted),
    places: places.map((place) => ({
      ...networkJson(networks, place.network),
      mac: mac(place.mac),
      addresses: place.addresses.map(address),
      vtep: address(place.vtep),
      since: at(place.since),
      first: at(place.first),
      last: at(place.last),
      moves: place.moves.map((move) => ({
        from: address(move.from),
        to: address(move.to),
        lastBefore: at(move.lastBefore),
        at: at(move.at),
        restless: move.isRestless,
        astray: move.staleUses,
        astrayFrames: move.staleFrames,
      })),
    })),
    targets: targets.map((target) => ({
      ...networkJson(networks, target.network),
      mac: mac(target.mac),
      from: address(target.from),
      to: address(target.to),
      first: at(target.first),
    })),
    endOf: endOf.map((network) => networkJson(networks, network)),
    nearest: nearest.map(name),
    schema: SCHEMA,
  })}\n`
}
