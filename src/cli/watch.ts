/** When a live capture is analyzed: soon after packets came or something fell due, and never for most of the time. */

/** Milliseconds from the first new packet to the look: packets that belong together are seen together. */
const SOON = 50
/** A look that computes for no more milliseconds needs no rest after it: findings are told within 300 ms. */
const BRIEF = 50
/** After a longer look, the rest is this many times what exceeds `BRIEF`: packets come first. */
const REST = 10

export class Watch {
  readonly #look: () => number
  readonly #gap: number
  #timer: NodeJS.Timeout | undefined
  /** When the timer goes off, and the earliest time for it, in milliseconds of a clock that nobody sets. */
  #due: number = Number.POSITIVE_INFINITY
  #earliest = 0

  /**
   * `look` says after how many milliseconds it wants to look again although no packet has come: infinite when nothing can
   * change by itself. There are `gap` milliseconds between two looks at least.
   */
  constructor(look: () => number, gap: number) {
    this.#look = look
    this.#gap = gap
  }

  /** Packets have come. */
  packets(): void {
    this.#schedule(SOON)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #schedule(ms: number): void {
    const now = performance.now()
    const due = Math.max(now + ms, this.#earliest)
    if (due >= this.#due) return
    this.#due = due
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#wake, due - now)
  }

  readonly #wake = (): void => {
    // CPU time counts, not the clock: on a busy machine a look may last long without taking time away from packets.
    const start = process.cpuUsage()
    const next = this.#look()
    const { user, system } = process.cpuUsage(start)
    this.#due = Number.POSITIVE_INFINITY
    this.#earliest = performance.now() + Math.max(this.#gap, REST * ((user + system) / 1000 - BRIEF))
    if (next < Number.POSITIVE_INFINITY) this.#schedule(next)
  }
}
