/**
 * The last TCP segments, to find the earlier copy of one that is sent again. Fixed memory: the oldest gives way. Noting
 * a segment costs next to nothing; a search goes through them one by one, and is rare.
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

  /** The frame of the last segment with this sequence number in it; 0 if none is known. */
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
