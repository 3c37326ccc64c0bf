/** How a capture's packets follow each other: whether its clock runs backwards, and what its snapshot length has cut. */
import type { Packet } from '../../wire/packet.js'
import { type Timestamp, timestampOf } from '../timestamps.js'

const MAX_FRAMES = 8

export class CaptureQuality {
  packets = 0
  /** Packets with a time, and without. */
  timed = 0
  /** Packets with a time before that of the packet before them, and the largest step back in nanoseconds. */
  backwards = 0
  largestStep = 0
  readonly backwardsFrames: number[] = []
  /** Packets of which the capture kept fewer octets than there were. */
  cut = 0
  readonly cutFrames: number[] = []
  #seconds = 0
  #nanoseconds = 0
  #first: Timestamp | undefined

  get first(): Timestamp | undefined {
    return this.#first
  }

  /** Hot path. */
  observe(p: Packet): void {
    this.packets++
    if (p.captured < p.length) {
      this.cut++
      if (this.cutFrames.length < MAX_FRAMES) this.cutFrames.push(p.number)
    }
    if (!p.hasTime) return
    if (this.timed++ === 0) this.#first = timestampOf(p)
    else if (this.#isBefore(p)) this.#back(p)
    this.#seconds = p.tsSec
    this.#nanoseconds = p.tsNsec
  }

  /** Hot path: whether a whole packet with a time comes after others, by its time as well. */
  canPass(p: Packet): boolean {
    return this.timed > 0 && !this.#isBefore(p)
  }

  /** Hot path: takes such a packet. */
  pass(p: Packet): void {
    this.packets++
    this.timed++
    this.#seconds = p.tsSec
    this.#nanoseconds = p.tsNsec
  }

  #isBefore(p: Packet): boolean {
    return p.tsSec < this.#seconds || (p.tsSec === this.#seconds && p.tsNsec < this.#nanoseconds)
  }

  #back(p: Packet): void {
    this.backwards++
    const step = (this.#seconds - p.tsSec) * 1e9 + (this.#nanoseconds - p.tsNsec)
    if (step > this.largestStep) this.largestStep = step
    if (this.backwardsFrames.length < MAX_FRAMES) this.backwardsFrames.push(p.number)
  }
}
