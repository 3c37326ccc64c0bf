/**
 * DEFLATE, RFC 1951, that hands out every octet in front of damage. `node:zlib` keeps back up to 16 KiB of damaged
 * data, and how much depends on the sizes in which the data came.
 */

/** Octets that a copy may reach back, §2. */
const WINDOW_LEN = 1 << 15
/** Octets that come out at a time at most. */
const OUTPUT_LEN = 1 << 17
/** Octets of the longest copy, §3.2.5. */
const MAX_COPY = 258

/** Bits of the longest code, §3.2.7. */
const MAX_BITS = 15

/** Compressed octets: those in [`at`, `end`) are at hand. Behind `end` there are `SLACK` more, which may hold anything. */
export interface Compressed {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
}

/** Octets that may be read beyond the last one before that is noticed: the longest symbol, and bits read ahead. */
export const SLACK = 16

/** Why `run` has returned. */
export const Stop = {
  /** The octets at hand are used up. */
  Input: 0,
  /** `output` has to be taken. */
  Output: 1,
  /** The last block has ended; `Compressed.at` is behind it. */
  End: 2,
  /** What follows is not valid DEFLATE. */
  Damage: 3,
} as const
export type Stop = (typeof Stop)[keyof typeof Stop]

const Block = { Header: 0, Stored: 1, Codes: 2, None: 3 } as const
type Block = (typeof Block)[keyof typeof Block]

// §3.2.5: what the symbols from 257 on stand for, and those of distances.
const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
)
const LENGTH_BASE = Uint16Array.of(
  ...[
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ],
)
const DISTANCE_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
)
const DISTANCE_BASE = Uint16Array.of(
  ...[1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097],
  ...[6145, 8193, 12289, 16385, 24577],
)
/** §3.2.7: the order in which lengths of code lengths' codes stand. */
const LENGTHS_ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)

const LITERALS = 288
/** Symbols from 257 on that stand for a length: the fixed code has two more, which mean nothing (§3.2.6). */
const LENGTHS = LENGTH_BASE.length
const DISTANCES = 30
const END_OF_BLOCK = 256

/** A prefix code, §3.2.2: by the next `bits` bits, the symbol and how many of the bits are its code; 0 for no code. */
interface Code {
  readonly table: Uint16Array
  bits: number
}

/** A table's entry: symbol << LENGTH_BITS | length of its code. */
const LENGTH_BITS = 4
const LENGTH_MASK = (1 << LENGTH_BITS) - 1

const newCode = (): Code => ({ table: new Uint16Array(1 << MAX_BITS), bits: 0 })

/**
 * Makes the code with these lengths; false if they are not valid. As in zlib, some bits may mean nothing only in a code
 * with a single symbol, and never in the code of code lengths.
 */
function makeCode(code: Code, lengths: Uint8Array, from: number, to: number, isOfLengths = false): boolean {
  const counts = new Uint16Array(MAX_BITS + 1)
  for (let i = from; i < to; i++) counts[lengths[i]!]!++
  counts[0] = 0
  let bits = MAX_BITS
  while (bits > 0 && counts[bits] === 0) bits--
  const next = new Uint16Array(MAX_BITS + 2)
  let left = 1
  for (let length = 1; length <= MAX_BITS; length++) {
    left = 2 * left - counts[length]!
    if (left < 0) return false
    next[length + 1] = (next[length]! + counts[length]!) << 1
  }
  if (left > 0 && (bits > 1 || isOfLengths)) return false
  code.bits = bits
  const { table } = code
  table.fill(0, 0, 1 << bits)
  for (let i = from; i < to; i++) {
    const length = lengths[i]!
    if (length === 0) continue
    const entry = ((i - from) << LENGTH_BITS) | length
    for (let at = reversed(next[length]!++, length); at < 1 << bits; at += 1 << length) table[at] = entry
  }
  return true
}

function reversed(bits: number, length: number): number {
  let out = 0
  for (let i = 0; i < length; i++) out |= ((bits >>> i) & 1) << (length - 1 - i)
  return out
}

export class Inflate {
  readonly #bytes: Uint8Array = new Uint8Array(WINDOW_LEN + OUTPUT_LEN + MAX_COPY)
  /** The end of the octets that came out, and the end of those that were taken. */
  #end = 0
  #taken = 0

  #block: Block = Block.Header
  #isLast = false
  /** Octets of a stored block that are still to come. */
  #stored = 0
  readonly #literals: Code = newCode()
  readonly #distances: Code = newCode()
  readonly #lengths: Uint8Array = new Uint8Array(LITERALS + DISTANCES + 2)
  /** Bits taken from the input and not used yet, the next one lowest, and their number. */
  #hold = 0
  #held = 0

  /** Takes what came out; borrowed until `run` goes on. */
  take(): Uint8Array {
    const output = this.#bytes.subarray(this.#taken, this.#end)
    this.#taken = this.#end
    return output
  }

  get hasOutput(): boolean {
    return this.#end > this.#taken
  }

  /** Decompresses what is at hand. Everything that came out before must have been taken. */
  run(input: Compressed): Stop {
    for (;;) {
      if (this.#end >= WINDOW_LEN + OUTPUT_LEN) {
        if (this.hasOutput) return Stop.Output
        this.#slide()
      }
      let stop: Stop | undefined
      if (this.#block === Block.Codes) stop = this.#codes(input)
      else if (this.#block === Block.Stored) stop = this.#copyStored(input)
      else if (this.#block === Block.Header) stop = this.#header(input)
      else {
        // What is left of the octet is padding.
        this.#hold = 0
        this.#held = 0
        stop = Stop.End
      }
      if (stop !== undefined) return stop
    }
  }

  /** Keeps the octets that copies may reach. */
  #slide(): void {
    const from = this.#end - WINDOW_LEN
    this.#bytes.copyWithin(0, from, this.#end)
    this.#end = WINDOW_LEN
    this.#taken = WINDOW_LEN
  }

  /** So many bits, up to 16. */
  #bits(input: Compressed, count: number): number {
    while (this.#held < count) {
      this.#hold |= input.bytes[input.at++]! << this.#held
      this.#held += 8
    }
    const bits = this.#hold & ((1 << count) - 1)
    this.#hold >>>= count
    this.#held -= count
    return bits
  }

  /** Whether more octets have been used than there are. */
  #isBeyond(input: Compressed): boolean {
    return input.at - (this.#held >> 3) > input.end
  }

  /** Reads a block's header, §3.2.3. If it is not complete, nothing of it is used up. */
  #header(input: Compressed): Stop | undefined {
    const { at } = input
    const hold = this.#hold
    const held = this.#held
    const isGood = this.#readHeader(input)
    if (this.#isBeyond(input)) {
      input.at = at
      this.#hold = hold
      this.#held = held
      this.#block = Block.Header
      return Stop.Input
    }
    this.#giveBack(input)
    return isGood ? undefined : Stop.Damage
  }

  /** Gives whole octets that were read ahead back to the input. */
  #giveBack(input: Compressed): void {
    input.at -= this.#held >> 3
    this.#held &= 7
    this.#hold &= (1 << this.#held) - 1
  }

  #readHeader(input: Compressed): boolean {
    this.#isLast = this.#bits(input, 1) === 1
    const type = this.#bits(input, 2)
    if (type === 0) return this.#storedHeader(input)
    this.#block = Block.Codes
    if (type === 1) return this.#fixedCodes()
    return type === 2 && this.#dynamicCodes(input)
  }

  /** §3.2.4. */
  #storedHeader(input: Compressed): boolean {
    this.#bits(input, this.#held & 7)
    this.#stored = this.#bits(input, 16)
    this.#block = Block.Stored
    return (this.#stored ^ this.#bits(input, 16)) === 0xffff
  }

  /** §3.2.6. */
  #fixedCodes(): boolean {
    const lengths = this.#lengths
    lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, LITERALS)
    lengths.fill(5, LITERALS, LITERALS + DISTANCES + 2)
    makeCode(this.#literals, lengths, 0, LITERALS)
    return makeCode(this.#distances, lengths, LITERALS, LITERALS + DISTANCES + 2)
  }

  /** §3.2.7. */
  #dynamicCodes(input: Compressed): boolean {
    const literals = this.#bits(input, 5) + 257
    const distances = this.#bits(input, 5) + 1
    const count = this.#bits(input, 4) + 4
    if (literals > LITERALS - 2 || distances > DISTANCES) return false
    const lengths = this.#lengths
    lengths.fill(0)
    for (let i = 0; i < count; i++) lengths[LENGTHS_ORDER[i]!] = this.#bits(input, 3)
    const code = this.#literals
    if (!makeCode(code, lengths, 0, LENGTHS_ORDER.length, true)) return false
    if (!this.#codeLengths(input, literals + distances)) return false
    return (
      lengths[END_OF_BLOCK]! > 0 &&
      makeCode(this.#distances, lengths, literals, literals + distances) &&
      makeCode(this.#literals, lengths, 0, literals)
    )
  }

  /** Reads so many code lengths by the code in `#literals`. */
  #codeLengths(input: Compressed, count: number): boolean {
    const { table, bits } = this.#literals
    const lengths = this.#lengths
    lengths.fill(0)
    for (let i = 0; i < count; ) {
      if (this.#isBeyond(input)) return false
      const peeked = this.#bits(input, bits)
      const entry = table[peeked]!
      const length = entry & LENGTH_MASK
      if (length === 0) return false
      this.#hold = (this.#hold << (bits - length)) | (peeked >>> length)
      this.#held += bits - length
      const symbol = entry >>> LENGTH_BITS
      if (symbol < 16) {
        lengths[i++] = symbol
        continue
      }
      const repeated = symbol === 16 ? lengths[i - 1] : 0
      const times =
        symbol === 16 ? 3 + this.#bits(input, 2) : symbol === 17 ? 3 + this.#bits(input, 3) : 11 + this.#bits(input, 7)
      if (repeated === undefined || i + times > count) return false
      lengths.fill(repeated, i, i + times)
      i += times
    }
    return true
  }

  #copyStored(input: Compressed): Stop | undefined {
    const length = Math.min(this.#stored, input.end - input.at, WINDOW_LEN + OUTPUT_LEN - this.#end)
    this.#bytes.set(input.bytes.subarray(input.at, input.at + length), this.#end)
    input.at += length
    this.#end += length
    this.#stored -= length
    if (this.#stored === 0) this.#endOfBlock()
    else if (input.at === input.end) return Stop.Input
    return undefined
  }

  #endOfBlock(): void {
    this.#block = this.#isLast ? Block.None : Block.Header
  }

  /** Symbols of a block with codes, until it ends or something is missing. */
  #codes(input: Compressed): Stop | undefined {
    const from = input.bytes
    const { end } = input
    const to = this.#bytes
    const limit = WINDOW_LEN + OUTPUT_LEN
    const { table: literals, bits: literalBits } = this.#literals
    const { table: distances, bits: distanceBits } = this.#distances
    const literalMask = (1 << literalBits) - 1
    const distanceMask = (1 << distanceBits) - 1
    let { at } = input
    let hold = this.#hold
    let held = this.#held
    let o = this.#end
    let stop: Stop | undefined
    // The state at the beginning of the symbol, restored if the symbol is not complete.
    let holdBefore = hold
    let heldBefore = held
    let atBefore = at
    for (;;) {
      holdBefore = hold
      heldBefore = held
      atBefore = at
      if (o >= limit) break
      while (held < 24) {
        hold |= from[at++]! << held
        held += 8
      }
      let entry = literals[hold & literalMask]!
      let length = entry & LENGTH_MASK
      hold >>>= length
      held -= length
      let symbol = entry >>> LENGTH_BITS
      if (length === 0 || at - (held >> 3) > end) {
        stop = at > end ? Stop.Input : Stop.Damage
        break
      }
      if (symbol < END_OF_BLOCK) {
        to[o++] = symbol
        continue
      }
      if (symbol === END_OF_BLOCK) {
        this.#endOfBlock()
        holdBefore = hold
        heldBefore = held
        atBefore = at
        break
      }
      symbol -= END_OF_BLOCK + 1
      if (symbol >= LENGTHS) {
        stop = Stop.Damage
        break
      }
      const extra = LENGTH_EXTRA[symbol]!
      const copied = LENGTH_BASE[symbol]! + (hold & ((1 << extra) - 1))
      hold >>>= extra
      held -= extra
      while (held < 24) {
        hold |= from[at++]! << held
        held += 8
      }
      entry = distances[hold & distanceMask]!
      length = entry & LENGTH_MASK
      hold >>>= length
      held -= length
      symbol = entry >>> LENGTH_BITS
      if (length === 0 || symbol >= DISTANCES) {
        stop = at > end ? Stop.Input : Stop.Damage
        break
      }
      const distanceExtra = DISTANCE_EXTRA[symbol]!
      while (held < 16) {
        hold |= from[at++]! << held
        held += 8
      }
      const distance = DISTANCE_BASE[symbol]! + (hold & ((1 << distanceExtra) - 1))
      hold >>>= distanceExtra
      held -= distanceExtra
      if (distance > o || at - (held >> 3) > end) {
        stop = at > end ? Stop.Input : Stop.Damage
        break
      }
      const source = o - distance
      if (distance >= copied && copied > 32) to.copyWithin(o, source, source + copied)
      else for (let i = 0; i < copied; i++) to[o + i] = to[source + i]!
      o += copied
    }
    input.at = atBefore
    this.#hold = holdBefore
    this.#held = heldBefore
    this.#giveBack(input)
    this.#end = o
    return stop
  }
}
