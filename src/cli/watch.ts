/** When a live capture is looked at: soon after packets came or something fell due, and for a part of the time at most. */

/** Milliseconds from the first packet of many to the look at them: what belongs together comes together. */
const SOON = 50
/** Milliseconds of computing that a look takes without a rest: what packets show is told within 300 ms of them. */
const BRIEF = 50
/** How many times as long as a look computed beyond that nobody looks again: packets come first. */
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
    // Not by the clock: where others have the processor, a look lasts long that leaves packets all the time they need.
    const start = process.cpuUsage()
    const next = this.#look()
    const { user, system } = process.cpuUsage(start)
    this.#due = Number.POSITIVE_INFINITY
    this.#earliest = performance.now() + Math.max(this.#gap, REST * ((user + system) / 1000 - BRIEF))
    if (next < Number.POSITIVE_INFINITY) this.#schedule(next)
  }
}
