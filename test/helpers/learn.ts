/** Reads a capture through everything that learns. */

import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import type { Facts, FdbEntry, NetworkFacts, Sequence } from '../../src/analysis/learning/facts.js'
import { Learning } from '../../src/analysis/learning/learning.js'
import { openCapture } from '../../src/capture/file.js'
import { addressText, macText } from '../../src/present/address-text.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'

/** Frames made for a test, with the time of each in milliseconds. */
export type Frames = Iterable<{ readonly octets: Uint8Array; readonly at: number }>

/** Of the packets of one sender alone, where his IPv4 address is given; `several` where it was taken on several interfaces. */
export async function learnFile(
  path: string,
  ageing?: number,
  sender?: number,
  several: boolean = false,
): Promise<Facts> {
  const capture = await openCapture(path)
  const lesson = new Lesson(ageing)
  if (several) lesson.seeksCopies()
  try {
    while (await capture.fill()) {
      while (capture.next(lesson.packet)) if (sender === undefined || isFrom(lesson.packet, sender)) lesson.take()
    }
  } finally {
    capture.close()
  }
  return lesson.facts()
}

/** Ethernet frames, as a capture of one interface has them. */
export function learnFrames(frames: Frames, ageing?: number): Facts {
  const lesson = new Lesson(ageing)
  const p = lesson.packet
  let i = 0
  for (const { octets, at } of frames) {
    p.linkType = 1
    p.record(new DataView(octets.buffer, octets.byteOffset, octets.length), octets, 0, octets.length, octets.length)
    p.number = ++i
    p.tsSec = Math.floor(at / 1000)
    p.tsNsec = Math.floor((at % 1000) * 1e6)
    lesson.take()
  }
  return lesson.facts()
}

/** Whether the Ethernet frame carries IPv4 from this address. */
function isFrom({ view, start, end }: Packet, sender: number): boolean {
  return end - start >= 34 && view.getUint16(start + 12) === 0x0800 && view.getUint32(start + 26) === sender
}

class Lesson {
  readonly packet: Packet = new Packet()
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #reassembler: Reassembler = new Reassembler()
  readonly #learning: Learning

  constructor(ageing: number | undefined) {
    this.#learning = new Learning(ageing)
  }

  seeksCopies(): void {
    this.#learning.copies.start()
  }

  take(): void {
    decode(this.packet)
    if (this.packet.fragment !== -1) this.#reassembler.offer(this.packet)
    this.#stack.fill(this.packet)
    this.#learning.observe(this.packet, this.#stack)
  }

  facts(): Facts {
    this.#learning.finish()
    return this.#learning.facts()
  }
}

/** `MAC@VTEP` of one VTEP's table in one VNI, in alphabetical order: the entries that packets have taught. */
export function learnedBy(facts: Facts, vtep: string, vni: number): readonly string[] {
  const isHis = (entry: FdbEntry): boolean =>
    entry.mac !== 0 &&
    entry.origin === 'learned' &&
    facts.networks[entry.network]!.id === vni &&
    addressText(facts.addresses, entry.vtep) === vtep
  return facts.fdb
    .filter(isHis)
    .map((entry) => `${macText(entry.mac)}@${addressText(facts.addresses, entry.dst)}`)
    .sort()
}

/** The overlays, without network 0. */
export function overlays(facts: Facts): readonly NetworkFacts[] {
  return facts.networks.slice(1)
}

/** A sequence in short: who for whom, and its steps by kind and frame. */
export function inShort(facts: Facts, { initiator, target, steps }: Sequence): string {
  const told = steps.map(({ kind, missing, at }) => `${missing === undefined ? kind : `no ${missing}`} ${at.frame}`)
  return `${addressText(facts.addresses, initiator)} ${addressText(facts.addresses, target)}: ${told.join(', ')}`
}
