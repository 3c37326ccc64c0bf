/** Plays a capture at its own pace: each packet comes when its time has come, on a clock whose speed can be chosen. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Capture, Interface, Note } from '../capture/capture.js'
import type { Packet } from '../wire/packet.js'

/** Milliseconds that a pause between packets lasts at most; longer ones are shortened. */
const LONGEST = 3000
/** Milliseconds between two looks at the clock. Keys are read and screens drawn in between. */
const STEP = 40

/** How far a capture has been played, in nanoseconds since its first packet; it outlives the opened file. */
export class PlayClock {
  readonly #speed: number
  #played = 0
  #since: number | undefined

  /** `speed` is how many times as fast as the capture was taken; infinite for all packets at once. */
  constructor(speed: number) {
    this.#speed = speed
  }

  get isRunning(): boolean {
    return this.#since !== undefined
  }

  get now(): number {
    const running = this.#since === undefined ? 0 : (performance.now() - this.#since) * 1e6 * this.#speed
    return this.#played + (Number.isNaN(running) ? 0 : running)
  }

  run(): void {
    this.#since ??= performance.now()
  }

  stop(): void {
    this.#played = this.now
    this.#since = undefined
  }

  /** Milliseconds until `time`. The clock skips all of a long pause but its end. */
  until(time: number): number {
    if (this.now >= time) return 0
    const left = (time - this.now) / (1e6 * this.#speed)
    if (left <= LONGEST) return left
    this.#played += (left - LONGEST) * 1e6 * this.#speed
    return LONGEST
  }
}

export class Player implements Capture {
  /** Whether all packets have come. */
  hasEnded = false
  readonly #capture: Capture
  readonly #clock: PlayClock
  /** A packet that was read, but whose time has not come yet. */
  #held: Packet | undefined
  #due = 0
  #first: readonly [seconds: number, nanoseconds: number] | undefined
  #isStopped = false

  constructor(capture: Capture, clock: PlayClock) {
    this.#capture = capture
    this.#clock = clock
  }

  get name(): string {
    return this.#capture.name
  }

  get interfaces(): readonly Interface[] {
    return this.#capture.interfaces
  }

  get parts(): number {
    return this.#capture.parts ?? 1
  }

  get notes(): readonly Note[] {
    return this.#capture.notes ?? []
  }

  get position(): number {
    return this.#capture.position
  }

  get size(): number | undefined {
    return this.#capture.size
  }

  /** Nothing comes any more. */
  stop(): void {
    this.#isStopped = true
  }

  async fill(): Promise<boolean> {
    // Keys and signals wait for as long as files are read.
    await setImmediate()
    while (!this.#isStopped && !this.#clock.isRunning) await setTimeout(STEP)
    if (this.#isStopped) return false
    if (this.#held !== undefined) {
      const left = this.#clock.until(this.#due)
      if (left > 0) await setTimeout(Math.min(left, STEP))
      return !this.#isStopped
    }
    this.hasEnded = !(await this.#capture.fill())
    return !this.hasEnded && !this.#isStopped
  }

  next(p: Packet): boolean {
    if (this.#isStopped || !this.#clock.isRunning) return false
    if (this.#held === p) {
      if (this.#clock.now < this.#due) return false
      this.#held = undefined
      return true
    }
    if (!this.#capture.next(p)) return false
    if (p.hasTime) this.#due = this.#since(p)
    if (this.#clock.now >= this.#due) return true
    this.#held = p
    return false
  }

  close(): void {
    this.#capture.close()
  }

  #since({ tsSec, tsNsec }: Packet): number {
    this.#first ??= [tsSec, tsNsec]
    return (tsSec - this.#first[0]) * 1e9 + (tsNsec - this.#first[1])
  }
}
