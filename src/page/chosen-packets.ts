/**
 * Which packets stand in a page: those that show something, then those at the capture's beginning, as many as there is room
 * for. They are found in two passes: the first tells which frames are wanted, the second collects their octets.
 */
import { QuotedFrames } from '../analysis/tunnels/icmp-quotations.js'
import type { Remarks } from '../present/remarks.js'
import type { Packet } from '../wire/packet.js'
import type { PacketData, Quotation, ReportData } from './data.js'

/** Octets of all packets together. */
const MAX_OCTETS = 3_000_000
/** Octets of one, the first ones; fragments are kept whole. */
export const MAX_PACKET_OCTETS = 2048
/** Fragments of a datagram, and octets of its fragments, that are put together in a page. */
const MAX_FRAGMENTS = 64
const MAX_DATAGRAM_OCTETS = 1 << 14
/** Datagrams whose fragments are remembered between the passes. */
const MAX_DATAGRAMS = 1 << 16
/** ICMP errors whose packets are remembered between the passes: more than a page has room for. */
const MAX_QUOTATIONS = 1 << 16
/** Octets in memory during the second pass. */
const MAX_HELD = 1 << 26

/** Of the first pass: which packets were put together from fragments. */
export class FragmentFrames {
  readonly #frames: Map<number, readonly number[]> = new Map()

  /** Hot path: takes a decoded packet. */
  observe({ number, reassembledFrom }: Packet): void {
    if (reassembledFrom.length === 0 || reassembledFrom.length > MAX_FRAGMENTS) return
    if (this.#frames.size < MAX_DATAGRAMS) this.#frames.set(number, reassembledFrom)
  }

  /** The frames of a packet's fragments, its own frame last. None for most packets, or if that was not kept. */
  of(frame: number): readonly number[] {
    return this.#frames.get(frame) ?? []
  }
}

/** Of the first pass: which frames ICMP errors quote. */
export class ErrorFrames {
  readonly quotations: Quotation[] = []
  readonly #quoted: QuotedFrames = new QuotedFrames()

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    const quoted = this.#quoted.observe(p)
    if (quoted > 0 && this.quotations.length < MAX_QUOTATIONS) this.quotations.push([p.number, quoted])
  }
}

/** The frames that something in the page points to: steps first, then findings, then what the tables are made from. */
export function evidence({
  facts,
  findings,
  checksums,
  quotations,
}: Pick<ReportData, 'facts' | 'findings' | 'checksums' | 'quotations'>): readonly number[] {
  const frames = new Set<number>()
  const add = (...more: readonly number[]): void => {
    for (const frame of more) frames.add(frame)
  }
  for (const { steps } of facts.sequences) {
    for (const { at, knownSince } of steps) add(at.frame, knownSince?.frame ?? at.frame)
  }
  for (const finding of findings) add(...finding.frames)
  for (const { first, vteps, groups, evidence: shown } of facts.networks) {
    add(first.frame, ...vteps.map((vtep) => vtep.first.frame))
    for (const group of groups) add(group.first.frame, ...group.members.map(({ joined }) => joined.frame))
    for (const one of shown) add(...one.frames)
  }
  for (const { shown } of facts.fdb) add(shown.frame)
  for (const { learned } of facts.neighbours) add(learned.frame)
  for (const { at, lastBefore, staleFrames } of facts.moves) add(at.frame, lastBefore.frame, ...staleFrames)
  for (const question of facts.unanswered) add(...question.frames)
  for (const conflict of facts.conflicts) add(...conflict.frames)
  for (const checksum of checksums) add(...checksum.frames)
  for (const { at } of facts.fdbEvents) add(at.frame)
  for (const { at } of facts.neighbourEvents) add(at.frame)
  for (const { last } of facts.fdb) add(last.frame)
  for (const { last } of facts.neighbours) add(last.frame)
  for (const { hosts } of facts.networks) {
    for (const host of hosts) add(host.first.frame)
  }
  frames.delete(0)
  return withQuotations(frames, quotations)
}

/** The frames, each followed by the one it quotes and the first that quotes it; then all other ICMP errors' frames. */
function withQuotations(frames: ReadonlySet<number>, quotations: readonly Quotation[]): readonly number[] {
  const quotes = new Map(quotations)
  const quotedBy = new Map<number, number>()
  for (const [error, quoted] of quotations) if (!quotedBy.has(quoted)) quotedBy.set(quoted, error)
  const all = new Set<number>()
  for (const frame of [...frames, ...quotes.keys()]) {
    all.add(frame)
    for (const other of [quotes.get(frame), quotedBy.get(frame)]) if (other !== undefined) all.add(other)
  }
  return [...all]
}

/** A packet of the second pass. */
interface Held extends Omit<PacketData, 'octets' | 'fragments'> {
  readonly octets: Uint8Array
}

export class PacketCollector {
  readonly #count: number
  readonly #fragments: FragmentFrames
  /** In the order in which they are to be taken. */
  readonly #order: readonly number[]
  /** Frames to be held, and whether whole. */
  readonly #wanted: Map<number, boolean> = new Map()
  readonly #held: Map<number, Held> = new Map()
  #octets = 0
  /** The last wanted frame. */
  readonly lastFrame: number

  /** `shown` are the frames that something points to; `frames` is how many the capture has, of which `count` are wanted. */
  constructor(shown: readonly number[], fragments: FragmentFrames, frames: number, count: number) {
    this.#count = count
    this.#fragments = fragments
    const early = Array.from({ length: Math.min(frames, count) }, (_, i) => i + 1)
    this.#order = [...new Set([...shown.slice(0, count), ...early])]
    let last = 0
    for (const frame of this.#order) {
      if (frame > last) last = frame
      if (!this.#wanted.has(frame)) this.#wanted.set(frame, false)
      for (const fragment of fragments.of(frame)) this.#wanted.set(fragment, true)
    }
    this.lastFrame = last
  }

  /** Takes a record as it was read. */
  record(p: Packet, remarksOf: (p: Packet) => Remarks | undefined): void {
    const isWhole = this.#wanted.get(p.number)
    if (isWhole === undefined || this.#octets >= MAX_HELD) return
    const length = Math.min(p.captured, isWhole ? MAX_DATAGRAM_OCTETS : MAX_PACKET_OCTETS)
    this.#octets += length
    const remarks = remarksOf(p)
    this.#held.set(p.number, {
      frame: p.number,
      ...(p.hasTime ? { seconds: p.tsSec } : {}),
      nanoseconds: p.tsNsec,
      length: p.length,
      captured: p.captured,
      linkType: p.linkType,
      ...(remarks === undefined ? {} : { remarks }),
      octets: p.recordBytes.slice(p.recordStart, p.recordStart + length),
    })
  }

  /** By frame. */
  packets(): readonly PacketData[] {
    const chosen = new Map<number, PacketData>()
    let octets = 0
    for (const frame of this.#order) {
      if (this.#held.get(frame) === undefined) continue
      const datagram = this.#datagram(frame)
      const missing = (datagram ?? [frame]).filter((one) => !chosen.has(one))
      const packets = missing.map((one) => this.#data(one))
      const more = packets.reduce((sum, packet) => sum + keptOctets(packet), 0)
      if (chosen.size + packets.length > this.#count || octets + more > MAX_OCTETS) continue
      octets += more
      for (const packet of packets) chosen.set(packet.frame, packet)
      if (datagram !== undefined) chosen.set(frame, { ...chosen.get(frame)!, fragments: datagram })
    }
    return [...chosen.values()].sort((x, y) => x.frame - y.frame)
  }

  /** The frames that a packet is put together from, where all of them are there, whole. */
  #datagram(frame: number): readonly number[] | undefined {
    const frames = this.#fragments.of(frame)
    if (frames.length === 0) return undefined
    let octets = 0
    for (const one of frames) {
      const held = this.#held.get(one)
      if (held === undefined || held.octets.length < held.captured) return undefined
      octets += held.captured
    }
    return octets <= MAX_DATAGRAM_OCTETS ? frames : undefined
  }

  #data(frame: number): PacketData {
    const held = this.#held.get(frame)!
    return { ...held, octets: btoa(String.fromCharCode(...held.octets)), fragments: [] }
  }
}

/** Octets of a packet that are in the page. */
export function keptOctets({ octets }: Pick<PacketData, 'octets'>): number {
  return (octets.length / 4) * 3 - (octets.endsWith('==') ? 2 : octets.endsWith('=') ? 1 : 0)
}
