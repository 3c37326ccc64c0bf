/**
 * The TCP segments that came last, to tell which one has passed before that is sent again. The memory is fixed: the oldest
 * gives way. To note one costs next to nothing; what is looked for is looked for one after the other, and seldom.
 */

/** A power of two: what was lost is sent again within some round trips. */
const PLACES = 1 << 12

// Columns of a segment.
const WAY = 0
const SEQUENCE = 1
const LENGTH = 2
const FRAME = 3
const COLUMNS = 4

export class TcpHistory {
  readonly #segments: Int32Array = new Int32Array(PLACES * COLUMNS)
  #next = 0

  /** Hot path: notes a segment of a direction, by whatever number that has. */
  add(way: number, sequence: number, length: number, frame: number): void {
    const at = this.#next * COLUMNS
    const s = this.#segments
    s[at + WAY] = way
    s[at + SEQUENCE] = sequence
    s[at + LENGTH] = length
    s[at + FRAME] = frame
    this.#next = (this.#next + 1) & (PLACES - 1)
  }

  /** The frame of the last one with this number in it; 0 where none is known. */
  find(way: number, sequence: number): number {
    const s = this.#segments
    for (let age = 1; age <= PLACES; age++) {
      const at = ((this.#next - age) & (PLACES - 1)) * COLUMNS
      if (s[at + WAY] !== way) continue
      const ahead = (sequence - s[at + SEQUENCE]!) | 0
      if (ahead >= 0 && ahead < s[at + LENGTH]!) return s[at + FRAME]! >>> 0
    }
    return 0
  }
}
