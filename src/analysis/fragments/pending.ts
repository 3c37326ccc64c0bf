/**
 * Fragments that were counted before it was known whether their datagram would be put together. If it is, the table
 * that counted them finds them here by frame and corrects its count. Direct-mapped by frame number, because fragments
 * of a datagram are close together. A fragment that is not found stays counted.
 */
const SLOTS = 1 << 14

export class WaitingFragments {
  // Of the fragment taken last.
  row = 0
  direction = 0
  octets = 0
  /** Frame, row, direction and octets of each; made when the first fragment comes. */
  #noted: Float64Array = new Float64Array(0)

  /** `row` and `direction` say where it was counted, with so many octets. */
  note(frame: number, row: number, direction: number, octets: number): void {
    if (this.#noted.length === 0) this.#noted = new Float64Array(4 * SLOTS)
    const at = 4 * (frame % SLOTS)
    this.#noted[at] = frame
    this.#noted[at + 1] = row
    this.#noted[at + 2] = direction
    this.#noted[at + 3] = octets
  }

  /** Whether the frame was noted and not taken yet. If so, `row`, `direction` and `octets` say where it was counted. */
  take(frame: number): boolean {
    const at = 4 * (frame % SLOTS)
    if (this.#noted[at] !== frame) return false
    this.row = this.#noted[at + 1]!
    this.direction = this.#noted[at + 2]!
    this.octets = this.#noted[at + 3]!
    this.#noted[at] = 0
    return true
  }
}
