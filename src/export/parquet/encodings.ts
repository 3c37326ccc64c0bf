/** Encodings of Apache Parquet: https://parquet.apache.org/docs/file-format/data-pages/encodings/. */
import type { Octets } from './octets.js'

/** Values that are packed together, and at least as many equal ones as are told as a run. */
const PACKED = 8
/** Bits that go through the 32 of an integer with up to seven that wait. */
const PIECE = 24

/** Bits of the numbers from 0 to `max`. */
export function bitsFor(max: number): number {
  return max < 2 ** 31 ? 32 - Math.clz32(max) : 32 + bitsFor(Math.floor(max / 2 ** 32))
}

/** A run of `count` equal values of so many bits. */
export function run(to: Octets, value: number, count: number, bits: number): void {
  to.varint(2 * count)
  to.integer(value, (bits + 7) >> 3)
}

/** RLE: runs of equal values, and what lies between, packed. */
export function hybrid(to: Octets, values: Int32Array | Uint8Array, count: number, bits: number): void {
  let packedFrom = 0
  let at = 0
  while (at < count) {
    const value = values[at]!
    let end = at + 1
    while (end < count && values[end] === value) end++
    if (end - at < PACKED) {
      at += PACKED
      continue
    }
    packed(to, values, packedFrom, at, bits)
    run(to, value, end - at, bits)
    at = end
    packedFrom = end
  }
  packed(to, values, packedFrom, Math.min(at, count), bits)
}

/** Values in [`from`, `end`) in groups of eight, the last one filled up with zeros. */
function packed(to: Octets, values: Int32Array | Uint8Array, from: number, end: number, bits: number): void {
  if (end === from) return
  const groups = Math.ceil((end - from) / PACKED)
  to.varint(2 * groups + 1)
  to.ensure(groups * bits)
  const { bytes } = to
  let { length } = to
  let waiting = 0
  let many = 0
  for (let i = from; i < from + groups * PACKED; i++) {
    waiting |= (i < end ? values[i]! : 0) << many
    many += bits
    while (many >= 8) {
      bytes[length++] = waiting
      waiting >>>= 8
      many -= 8
    }
  }
  to.length = length
}

const BLOCK = 128
const MINIBLOCKS = 4
const MINIBLOCK: number = BLOCK / MINIBLOCKS

/**
 * DELTA_BINARY_PACKED. `deltas` are what each value but the first has more than the one before, of up to 52 bits;
 * `first` writes the first value.
 */
export function deltaPacked(to: Octets, deltas: Float64Array, count: number, first: (to: Octets) => void): void {
  to.varint(BLOCK)
  to.varint(MINIBLOCKS)
  to.varint(count)
  first(to)
  for (let from = 1; from < count; from += BLOCK) {
    const end = Math.min(from + BLOCK, count)
    let least = deltas[from]!
    for (let i = from + 1; i < end; i++) if (deltas[i]! < least) least = deltas[i]!
    to.zigzag(least)
    const widths = to.length
    to.integer(0, MINIBLOCKS)
    for (let m = 0; m < MINIBLOCKS; m++) {
      const start = from + m * MINIBLOCK
      let most = least
      for (let i = start; i < Math.min(start + MINIBLOCK, end); i++) if (deltas[i]! > most) most = deltas[i]!
      const bits = bitsFor(most - least)
      to.bytes[widths + m] = bits
      if (bits > 0) miniblock(to, deltas, start, end, least, bits)
    }
  }
}

/** What 32 values have more than the least one; those beyond the end are zeros. */
function miniblock(to: Octets, deltas: Float64Array, start: number, end: number, least: number, bits: number): void {
  to.ensure(bits * (MINIBLOCK / 8))
  const { bytes } = to
  let { length } = to
  let waiting = 0
  let many = 0
  for (let i = start; i < start + MINIBLOCK; i++) {
    let value = i < end ? deltas[i]! - least : 0
    for (let left = bits; left > 0; left -= PIECE) {
      const piece = left > PIECE ? value % 2 ** PIECE : value
      waiting |= piece << many
      many += Math.min(left, PIECE)
      value = Math.floor(value / 2 ** PIECE)
      while (many >= 8) {
        bytes[length++] = waiting
        waiting >>>= 8
        many -= 8
      }
    }
  }
  to.length = length
}
