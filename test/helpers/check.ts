/** Reads a capture through everything that `check` looks at, and tells what it finds. */

import { mayHoldCopies } from '../../src/analysis/capture-points/copies.js'
import { Check, findings } from '../../src/analysis/check/check.js'
import type { CaptureFacts, CheckFacts } from '../../src/analysis/check/check-facts.js'
import type { Finding } from '../../src/analysis/check/finding.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { openCapture } from '../../src/capture/file.js'
import { mergeCaptures } from '../../src/capture/merge.js'
import { FINDERS } from '../../src/present/check/kinds.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'

/**
 * Frames made for a test, with the time of each in milliseconds; `length` is what was on the wire, if that was more, `on`
 * the interface.
 */
export type Frames = readonly {
  readonly octets: Uint8Array
  readonly at: number
  readonly length?: number
  readonly on?: number
}[]

/** Files of several machines are told as one. */
export async function checkFile(...paths: string[]): Promise<readonly Finding[]> {
  return findings(await factsOfFile(...paths), FINDERS)
}

/** What one machine has sent of a capture of Ethernet, as `tcpdump 'src host ADDRESS'` takes it. */
export async function checkSentBy(address: string, path: string): Promise<readonly Finding[]> {
  const octets = Buffer.from(address.split('.').map(Number))
  const isFrom = ({ bytes, start }: Packet): boolean => {
    const type = (bytes[start + 12]! << 8) | bytes[start + 13]!
    const source = start + (type === 0x0806 ? 28 : 26)
    return (type === 0x0800 || type === 0x0806) && octets.equals(bytes.subarray(source, source + 4))
  }
  return findings(await factsOf([path], isFrom), FINDERS)
}

/** Ethernet frames, as a capture of one interface has them. */
export function checkFrames(frames: Frames): readonly Finding[] {
  return findings(factsOfFrames(frames), FINDERS)
}

export function factsOfFile(...paths: string[]): Promise<CheckFacts> {
  return factsOf(paths, () => true)
}

async function factsOf(paths: readonly string[], isKept: (p: Packet) => boolean): Promise<CheckFacts> {
  const captures = await Promise.all(paths.map((path) => openCapture(path)))
  const capture = captures.length === 1 ? captures[0]! : mergeCaptures(captures)
  const session = new Session()
  if (mayHoldCopies(capture)) session.lookForCopies()
  try {
    while (await capture.fill()) while (capture.next(session.packet)) if (isKept(session.packet)) session.take()
  } finally {
    capture.close()
  }
  return session.facts(capture.interfaces)
}

export function factsOfFrames(frames: Frames): CheckFacts {
  const session = new Session()
  if (frames.some(({ on = 0 }) => on > 0)) session.lookForCopies()
  const p = session.packet
  for (const [i, { octets, at, length = octets.length, on = 0 }] of frames.entries()) {
    p.linkType = 1
    p.record(new DataView(octets.buffer, octets.byteOffset, octets.length), octets, 0, octets.length, length)
    p.interfaceId = on
    p.number = i + 1
    p.tsSec = Math.floor(at / 1000)
    p.tsNsec = Math.round((at % 1000) * 1e6)
    session.take()
  }
  const interfaces = new Set(frames.map(({ on = 0 }) => on))
  return session.facts([...interfaces].map(() => ({ linkType: 1, snapLength: 0 })))
}

class Session {
  readonly packet: Packet = new Packet()
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #reassembler: Reassembler = new Reassembler()
  readonly #check: Check = new Check()

  lookForCopies(): void {
    this.#check.learning.copies.start()
  }

  take(): void {
    const p = this.packet
    decode(p)
    if (p.fragment !== -1) this.#reassembler.offer(p)
    this.#stack.fill(p)
    this.#check.observe(p, this.#stack)
  }

  facts(interfaces: CaptureFacts['interfaces']): CheckFacts {
    this.#check.finish()
    const { number, tsSec, tsNsec } = this.packet
    const end = { frame: number, seconds: tsSec, nanoseconds: tsNsec }
    return this.#check.facts({ live: false, interfaces, end }, this.#reassembler.counts)
  }
}
