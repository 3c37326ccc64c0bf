/** What things are called in a story: hosts, VTEPs, networks, packets. Text is made once for each. */

import {
  type Facts,
  type Host,
  Learns,
  Mode,
  Origin,
  type Sequence,
  type Step,
  StepKind,
  type ToldOfStep,
} from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { NumberMap } from '../../analysis/tables/number-map.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import { type Network, PLAIN } from '../../analysis/tunnels/networks.js'
import { IP_PROTOCOL_NAMES } from '../../wire/registries/ip-protocols.js'
import { TunnelType } from '../../wire/tunnel.js'
import { LEARN, type LearnWords } from '../../words/screens/learn.js'
import { addressText, macText } from '../address-text.js'
import { ASCII, UNICODE } from '../glyphs.js'
import { networkName, onWay } from '../network-name.js'
import type { FdbLine } from './table-lines.js'
import { clockText, durationText, framesText, sinceText } from './text.js'
import type { LearnView } from './view.js'

/** The name of the default entry, which frames to unknown stations use. */
const DEFAULT_MAC = macText(0)
/** Names in a list before the rest is counted. */
const LISTED = 4

export class Names {
  readonly facts: Facts
  readonly view: LearnView
  readonly words: LearnWords
  readonly #addresses: NumberMap<string> = new NumberMap()
  readonly #networks: Map<number, string> = new Map()
  /** Hosts by network and address. */
  #hosts: ReadonlyMap<string, Host> | undefined
  /** All entries that forwarding tables ever had: network, VTEP, MAC address. */
  #entries: ReadonlyMap<string, number> | undefined

  constructor(facts: Facts, view: LearnView) {
    this.facts = facts
    this.view = view
    this.words = LEARN[view.language]
  }

  /** The title of a VTEP's forwarding table. */
  fdbOf({ vtep, network, mode, learns }: FdbLine): string {
    return this.words.fdbOf(vtep, network) + this.words.learning[learns](this.words.modes[mode])
  }

  /** The title of all forwarding tables of a network. */
  fdbIn({ network, mode, learns }: FdbLine): string {
    return this.words.fdbIn(network) + this.words.learning[learns](this.words.modes[mode])
  }

  /** What a line of a forwarding table rests on. */
  entry({ origin, doubt, mac, shown, cut, wouldTeach, learns, told, toldOthers }: FdbLine): string {
    const { words } = this
    if (told !== undefined) return words.told(told)
    if (toldOthers !== undefined) return words.toldOthers({ ...toldOthers, used: `#${shown}` })
    const text = words.entry({
      isUnsure: learns === Learns.Unsure,
      origin,
      doubt,
      isDefault: mac === DEFAULT_MAC,
      frame: shown === 0 ? '' : `#${shown}`,
      wouldTeach: wouldTeach === 0 ? '' : `#${wouldTeach}`,
    })
    return cut === 0 ? text : text + words.clause + words.cutSince(`#${cut}`)
  }

  /** The station's address, or the prefix, that BGP tells of; nothing without. */
  prefix(told: ToldOfStep | undefined): string {
    if (told === undefined) return ''
    const text = this.address(told.ip)
    return told.prefixLength < 0 ? text : `${text}/${told.prefixLength}`
  }

  /** Nothing for `NO_ADDRESS`. */
  address(address: number): string {
    let text = this.#addresses.get(address)
    if (text === undefined) {
      text = addressText(this.facts.addresses, address)
      this.#addresses.set(address, text)
    }
    return text
  }

  /** A host by its address, or by its MAC address as long as it has none. */
  host(address: number, mac: number): string {
    return address === NO_ADDRESS ? macText(mac) : this.address(address)
  }

  /** The first few, and how many more. */
  list(items: readonly string[], limit: number = LISTED): string {
    // A single remaining name is written out, not counted.
    const shown = this.view.all || items.length <= limit + 1 ? items.length : limit
    return this.words.list(items.slice(0, shown), items.length - shown)
  }

  addresses(addresses: readonly number[]): string {
    return this.list(addresses.map((address) => this.address(address)))
  }

  /** `vxlan 42`, `gre 7 › vxlan 42`. */
  network(number: number): string {
    let name = this.#networks.get(number)
    if (name === undefined) {
      name = this.#networkName(this.#of(number))
      this.#networks.set(number, name)
    }
    return name
  }

  /** The same for a packet from this address: `gre 0x111111` if each direction has its own key. */
  tunnel(number: number, from: number): string {
    const network = this.#of(number)
    const way = network === undefined ? undefined : onWay(network, from)
    return way === network ? this.network(number) : this.#networkName(way)
  }

  /** The overlay that a VLAN is in; any other network is its own overlay. */
  overlay(number: number): number {
    return this.#of(number)?.overlay ?? number
  }

  /**
   * Whether packets prove that a VTEP has an entry for a MAC address at a frame, learned or configured. Where BGP told it,
   * it had none before.
   */
  hasEntry(network: number, vtep: number, mac: number, frame: number): boolean {
    this.#entries ??= this.#sinceWhen()
    const since = this.#entries.get(entryKey(this.overlay(network), vtep, mac))
    return since !== undefined && since <= frame
  }

  /** The frame in which BGP told an entry first, 0 of all others; by entry. */
  #sinceWhen(): ReadonlyMap<string, number> {
    const { fdb, configured, fdbEvents } = this.facts
    const since = new Map<string, number>()
    for (const { network, vtep, mac, at, told } of fdbEvents) {
      const key = entryKey(network, vtep, mac)
      if (told !== undefined && !since.has(key)) since.set(key, at.frame)
    }
    for (const { network, vtep, mac, origin } of [...fdb, ...configured]) {
      const key = entryKey(network, vtep, mac)
      if (origin !== Origin.NotLearned && !since.has(key)) since.set(key, 0)
    }
    return since
  }

  /** The VTEP that this host is behind at a frame, or else the first one later; `NO_ADDRESS` if no packet tells. */
  placeOf(network: number, address: number, frame: number): number {
    this.#hosts ??= this.#hostsByAddress()
    const host = this.#hosts.get(hostKey(network, address))
    if (host === undefined) return NO_ADDRESS
    const left = this.facts.moves.find(
      (move) => move.mac === host.mac && move.network === this.overlay(network) && move.at.frame > frame,
    )
    return left?.from ?? host.vtep
  }

  #hostsByAddress(): ReadonlyMap<string, Host> {
    const hosts = new Map<string, Host>()
    for (const { network, hosts: all } of this.facts.networks) {
      for (const host of all) for (const address of host.addresses) hosts.set(hostKey(network, address), host)
    }
    return hosts
  }

  /** Whether the ends of this network's tunnels are called VTEPs. */
  hasVteps(number: number): boolean {
    const type = this.#of(number)?.type
    return type === TunnelType.Vxlan || type === TunnelType.VxlanGpe
  }

  /** What the mode of a network means. */
  modeMeans(number: number, mode: Mode): string {
    const hasNoTable = mode === Mode.PointToPoint && !this.hasVteps(number)
    return hasNoTable ? this.words.onePeer : this.words.modeMeans[mode]
  }

  /** The text in place of tables that do not exist. */
  get emptyTables(): string {
    const overlays = this.facts.networks.filter(({ network }) => network !== PLAIN)
    const keepsNone = overlays.length > 0 && !overlays.some(({ network }) => this.hasVteps(network))
    return keepsNone ? this.words.noTables : this.words.emptyTables
  }

  /** What the packet of a step is. */
  packet(step: Step, { ipv6, network }: Pick<Sequence, 'ipv6' | 'network'>): string {
    const { kind, protocol, isPort, at, mac } = step
    const { packets } = this.words
    switch (kind) {
      case StepKind.Request:
      case StepKind.Refresh:
        return ipv6 ? packets.solicitation : packets.request
      case StepKind.Reply:
      case StepKind.RefreshReply:
        return ipv6 ? packets.advertisement : packets.reply
      case StepKind.Told:
        return this.words.tells(
          this.facts.networks[network]?.mode === Mode.EvpnRouted ? this.prefix(step.told) : macText(mac),
        )
      case StepKind.Refused:
        return this.words.refusal(isPort === true, `#${at.frame}`)
      case StepKind.Probe:
        return packets.probe
      case StepKind.Announcement:
        return packets.announcement
      default:
        return protocol === 0 ? packets.packet : (IP_PROTOCOL_NAMES[protocol] ?? `IP ${protocol}`)
    }
  }

  clock(timestamp: Timestamp): string {
    return clockText(timestamp, this.view)
  }

  duration(nanoseconds: number): string {
    return durationText(nanoseconds, this.view.unicode)
  }

  since(nanoseconds: number): string {
    return sinceText(nanoseconds, this.view.unicode)
  }

  frames(frames: readonly number[]): string {
    return framesText(frames, this.view.unicode)
  }

  #of(number: number): Network | undefined {
    return this.facts.networks[number]
  }

  #networkName(network: Network | undefined): string {
    if (network === undefined || network.type === TunnelType.None) {
      return this.facts.networks.length > 1 ? this.words.underlay : this.words.noTunnel
    }
    const name = networkName(network)
    const glyphs = this.view.unicode ? UNICODE : ASCII
    return network.parent === PLAIN ? name : `${this.network(network.parent)}${glyphs.inside.text}${name}`
  }
}

function hostKey(network: number, address: number): string {
  return `${network} ${address}`
}

function entryKey(network: number, vtep: number, mac: number): string {
  return `${network} ${vtep} ${mac}`
}
