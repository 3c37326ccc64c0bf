/** The source of questions: what was learned and the packets that were kept, with the look-ups that makers need. */

import { type Facts, isRouted, Mode, type NetworkFacts } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { TunnelType } from '../../wire/tunnel.js'
import { QUIZ, type QuizWords } from '../../words/screens/quiz.js'
import { macText } from '../address-text.js'
import type { Names } from '../learn/names.js'
import type { TunnelPacket, TunnelPackets } from './tunnel-packets.js'

/** A question before it is known whether it is asked, and in which order its choices stand. */
export interface Draft {
  readonly prompt: string
  readonly why: string
  readonly source: string
  readonly frames: readonly number[]
  readonly right: string
  /** Wrong answers to choose from. With fewer than two, the answer is typed, or the question is dropped. */
  readonly wrong: readonly string[]
  readonly form?: 'number' | 'mac' | 'address'
}

/** Makes the questions of one kind: only those whose answer the capture leaves no doubt about. */
export type Maker = (source: QuizSource) => Iterable<Draft>

/** Sections that several questions rest on. */
export const VXLAN_FORMAT = 'RFC 7348 §5'
export const VXLAN_LEARNING = 'RFC 7348 §4.1'
export const VXLAN_FLOODING = 'RFC 7348 §4.2'

/** The version in GRE's flags (RFC 2784 §2.3.1). */
const VERSION = 0x0007

export class QuizSource {
  readonly facts: Facts
  readonly names: Names
  readonly words: QuizWords
  readonly packets: readonly TunnelPacket[]
  /** The first frame that was not understood. A question about all frames may only be about those before it. */
  readonly firstObscure: number
  /** Networks of packets that are routed: their frames have the MAC addresses of routers, not of whose packets they are. */
  readonly routed: ReadonlySet<number>
  readonly #byFrame: ReadonlyMap<number, TunnelPacket>
  readonly #byNetwork: Map<number, TunnelPacket[]> = new Map()
  /** The first frames that went to groups, by network, inner and outer source. */
  readonly #flooded: Map<string, number> = new Map()

  constructor(names: Names, { list, firstObscure }: TunnelPackets) {
    this.facts = names.facts
    this.names = names
    this.words = QUIZ[names.view.language]
    this.packets = list
    this.firstObscure = firstObscure
    this.routed = new Set(names.facts.networks.filter(({ mode }) => isRouted(mode)).map(({ network }) => network))
    this.#byFrame = new Map(list.map((packet) => [packet.frame, packet]))
    for (const packet of list) {
      const others = this.#byNetwork.get(packet.network)
      if (others === undefined) this.#byNetwork.set(packet.network, [packet])
      else others.push(packet)
      const key = `${packet.network} ${packet.innerSourceMac} ${packet.source}`
      if (packet.toGroup && !this.#flooded.has(key)) this.#flooded.set(key, packet.frame)
    }
  }

  packet(frame: number): TunnelPacket | undefined {
    return this.#byFrame.get(frame)
  }

  /** The first frame that a VTEP sent to a group for a station; infinite when there was none. */
  firstFlooded(network: number, mac: number, vtep: number): number {
    return this.#flooded.get(`${network} ${mac} ${vtep}`) ?? Number.POSITIVE_INFINITY
  }

  /** The packets kept of a network, in the order of frames. */
  packetsOf(network: number): readonly TunnelPacket[] {
    return this.#byNetwork.get(network) ?? []
  }

  /** Networks that packets were kept of: those in one tunnel. */
  get networks(): readonly NetworkFacts[] {
    return [...this.#byNetwork.keys()].flatMap((network) => this.facts.networks[network] ?? [])
  }

  /** VTEPs and groups of a network, whoever they are. */
  endsOf({ vteps, groups }: NetworkFacts): readonly string[] {
    return [...vteps, ...groups].map(({ address }) => this.address(address))
  }

  address(address: number): string {
    return this.names.address(address)
  }

  /** The host's address, or its MAC address where it has none. */
  host(address: number, mac: number): string {
    return address === NO_ADDRESS || address === 0 ? macText(mac) : this.address(address)
  }
}

/** Whether the packet's tunnel is VXLAN of either kind. */
export function isVxlan({ type }: TunnelPacket): boolean {
  return type === TunnelType.Vxlan || type === TunnelType.VxlanGpe
}

/** Whether the packet's tunnel is GRE as RFC 2784 defines it. Other versions use its fields for other purposes. */
export function isGre({ type, greFlags }: TunnelPacket): boolean {
  const isKind = type === TunnelType.Gre || type === TunnelType.Gretap || type === TunnelType.GretapOrNvgre
  return isKind && (greFlags & VERSION) === 0
}

/**
 * Whether the VTEPs of a network surely learn from packets. In other modes entries may be configured, and the packets
 * would look the same.
 */
export function surelyLearns({ type, mode, confidence }: NetworkFacts): boolean {
  if (type !== TunnelType.Vxlan) return false
  return (mode === Mode.Multicast || mode === Mode.PointToPoint) && confidence === 'high'
}

/** `0x0800`. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

/** A question about `p` and its reason. */
export function told<P>(
  { prompt, why }: { readonly prompt: (p: P) => string; readonly why: (p: P) => string },
  p: P,
): Pick<Draft, 'prompt' | 'why'> {
  return { prompt: prompt(p), why: why(p) }
}

/** The same with its choices. */
export function chosen<P>(
  ask: {
    readonly prompt: (p: P) => string
    readonly why: (p: P) => string
    readonly choices: (p: P) => readonly [string, ...string[]]
  },
  p: P,
): Pick<Draft, 'prompt' | 'why' | 'right' | 'wrong'> {
  const [right, ...wrong] = ask.choices(p)
  return { ...told(ask, p), right, wrong }
}
