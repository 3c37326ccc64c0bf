/** The tables that `check` keeps besides those of learning. Each takes every packet, and findings read it. */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { DuplicateFrames } from '../capture-points/duplicates.js'
import { Passages } from '../capture-points/passages.js'
import { EchoSizes } from '../flows/echo-sizes.js'
import type { Seen } from '../flows/flows.js'
import { TcpRetransmissions } from '../flows/tcp-retransmissions.js'
import { TcpStalls } from '../flows/tcp-stalls.js'
import { Fragments } from '../fragments/losses.js'
import { AddressMessages } from '../learning/address-messages.js'
import type { Learning } from '../learning/learning.js'
import { Column, type PathCache } from '../tables/path-cache.js'
import { CaptureQuality } from '../totals/capture-quality.js'
import { GreSequences } from '../tunnels/gre-sequence.js'
import { HeaderAnomalies } from '../tunnels/header-anomalies.js'
import { IcmpErrors } from '../tunnels/icmp-errors.js'
import { OuterVlanTags } from '../tunnels/outer-vlan-tags.js'
import { TunnelTraffic } from '../tunnels/tunnel-traffic.js'

export class CheckTables {
  readonly quality: CaptureQuality = new CaptureQuality()
  readonly tunnels: TunnelTraffic
  readonly sequences: GreSequences
  readonly errors: IcmpErrors
  readonly anomalies: HeaderAnomalies
  /** VLAN tags of the network underneath. */
  readonly outerVlanTags: OuterVlanTags
  readonly fragmentation: Fragments
  readonly echoSizes: EchoSizes
  readonly stalls: TcpStalls
  /** TCP segments that were sent again, and those that came late. */
  readonly segments: TcpRetransmissions
  readonly duplicates: DuplicateFrames
  /** Packets that left one place of the capture, and did not reach the next one. */
  readonly passages: Passages
  /** Who claims which address, and how fast stations ask. */
  readonly addressMessages: AddressMessages
  readonly #paths: PathCache

  /** `learning` has observed each packet before it comes here. */
  constructor({ networks, flows, copies }: Learning) {
    this.#paths = networks.paths
    this.tunnels = new TunnelTraffic(networks)
    this.sequences = new GreSequences(networks)
    this.errors = new IcmpErrors(networks)
    this.anomalies = new HeaderAnomalies(networks)
    this.outerVlanTags = new OuterVlanTags(networks)
    this.fragmentation = new Fragments(networks, this.quality)
    this.echoSizes = new EchoSizes(flows, copies)
    this.stalls = new TcpStalls(flows, copies)
    this.segments = new TcpRetransmissions(flows, copies)
    this.duplicates = new DuplicateFrames(copies)
    this.passages = new Passages(networks, copies)
    this.addressMessages = new AddressMessages(networks, copies)
  }

  /** Hot path: takes a decoded packet, and what it is to its flow. */
  observe(p: Packet, stack: TunnelStack, seen: Seen): void {
    this.tunnels.observe(p, stack, seen)
    this.sequences.observe(p, stack)
    this.errors.observe(p)
    this.anomalies.observe(p, stack)
    this.outerVlanTags.observe(p, stack)
    this.fragmentation.observe(p, stack)
    this.echoSizes.observe(p, stack)
    this.stalls.observe(p, stack)
    this.segments.observe(p)
    this.duplicates.observe(p)
    this.passages.observe(p, stack)
    this.addressMessages.observe(p, stack)
  }

  /** For an ordinary packet on a known path: the tables that note something of those too. */
  again(p: Packet, stack: TunnelStack): void {
    if (p.ordinary.outerKind === Kind.Gre) this.sequences.observe(p, stack)
    this.fragmentation.passed(p, stack)
    switch (p.ordinary.segmentKind) {
      case Kind.Tcp:
        this.stalls.observe(p, stack)
        this.segments.observe(p)
        break
      case Kind.Icmp:
        this.echoSizes.observe(p, stack)
        break
    }
    this.duplicates.observe(p)
    this.passages.observe(p, stack)
    this.addressMessages.passed(p, stack)
  }

  /** Hot path: whether none of the tables has anything to note of a packet on a known path but that it came. */
  canPass(p: Packet): boolean {
    if (!this.quality.canPass(p) || !this.fragmentation.canPass(p)) return false
    const { outerKind, segmentKind } = p.ordinary
    if (outerKind === Kind.Gre && !this.sequences.canPass(p)) return false
    if (segmentKind !== Kind.Tcp) return segmentKind === Kind.Udp
    const { rows, row } = this.#paths
    const way = rows[row + Column.Flow]!
    return this.stalls.canPass(way, p) && this.segments.canPass(way, p)
  }

  /** Hot path: takes such a packet. */
  pass(p: Packet): void {
    this.quality.pass(p)
    const { outerKind, segmentKind } = p.ordinary
    if (outerKind === Kind.Gre) this.sequences.pass(p)
    this.addressMessages.pass(p)
    if (segmentKind !== Kind.Tcp) return
    const { rows, row } = this.#paths
    const way = rows[row + Column.Flow]!
    this.stalls.pass(way, p)
    this.segments.pass(way, p)
  }

  /** What found no room in any table that findings read, except rows of tunnels. */
  signsDropped(): number {
    const { errors, anomalies, outerVlanTags, fragmentation, echoSizes, stalls } = this
    const { segments, passages, addressMessages } = this
    const { claims, questions, routers } = addressMessages
    const all = [errors, anomalies, outerVlanTags, fragmentation, echoSizes, stalls, segments, passages]
    return [...all, claims, questions, routers].reduce((sum, { dropped }) => sum + dropped, 0)
  }
}

/** The tables alone. */
export type Kept = Omit<CheckTables, 'observe' | 'again' | 'canPass' | 'pass' | 'signsDropped'>
