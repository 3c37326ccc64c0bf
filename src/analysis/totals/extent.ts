/** What a capture is as a whole: packets, octets, the time that it spans, and whether its packets stand in order of time. */
import type { Packet } from '../../wire/packet.js'
import { NEVER, type Timestamp, timestampOf } from '../timestamps.js'
import { elapsed } from './traffic.js'

/** Interfaces whose packets are counted one by one; a file may declare any number. */
const INTERFACES = 1024

export class Extent {
  packets = 0
  /** Packets with a time. */
  timed = 0
  /** Octets on the wire, and those of them that were captured. */
  octets = 0
  captured = 0
  /** Whether no packet has a time before that of the one before it. */
  isInOrder = true
  /** By interface; of the first ones. */
  readonly byInterface: number[] = []
  #earliest: Timestamp = NEVER
  #latest: Timestamp = NEVER
  #seconds = 0
  #nanoseconds = 0

  /** Undefined where no packet has a time. */
  get earliest(): Timestamp | undefined {
    return this.timed === 0 ? undefined : this.#earliest
  }

  get latest(): Timestamp | undefined {
    return this.timed === 0 ? undefined : this.#latest
  }

  /** Nanoseconds between the two. */
  get duration(): number {
    return elapsed(this.#earliest, this.#latest)
  }

  /** Hot path. */
  observe(p: Packet): void {
    this.packets++
    this.octets += p.length
    this.captured += p.captured
    const id = p.interfaceId
    if (id < INTERFACES) {
      while (this.byInterface.length <= id) this.byInterface.push(0)
      this.byInterface[id]!++
    }
    if (p.hasTime) this.#time(p)
  }

  #time(p: Packet): void {
    const { tsSec, tsNsec } = p
    if (this.timed++ === 0) this.#earliest = this.#latest = timestampOf(p)
    else if (tsSec < this.#seconds || (tsSec === this.#seconds && tsNsec < this.#nanoseconds)) {
      this.isInOrder = false
      if (isBefore(p, this.#earliest)) this.#earliest = timestampOf(p)
    } else if (!isBefore(p, this.#latest)) this.#latest = timestampOf(p)
    this.#seconds = tsSec
    this.#nanoseconds = tsNsec
  }
}

function isBefore({ tsSec, tsNsec }: Packet, { seconds, nanoseconds }: Timestamp): boolean {
  return tsSec < seconds || (tsSec === seconds && tsNsec < nanoseconds)
}
