/**
 * The Internet checksum. RFC 1071 §1: the one's complement sum of 16-bit words, an odd last octet padded on the right.
 */

/** Octets whose 32-bit words add up to less than 2^53, which a number holds exactly. */
const EXACT_LEN = 1 << 22

/**
 * Folded, uncomplemented one's complement sum of `length` octets from `o`, added to `initial` (below 2^32).
 * A checksummed range whose checksum field is part of it sums to 0xffff when it is intact.
 */
export function foldedSum(v: DataView, o: number, length: number, initial: number): number {
  return fold(wordSum(v, o, length) + initial)
}

/** The same without anything to add to. */
export function wordSum(v: DataView, o: number, length: number): number {
  if (length > EXACT_LEN) return foldedSum(v, o + EXACT_LEN, length - EXACT_LEN, wordSum(v, o, EXACT_LEN))
  // Reads little-endian, as most machines are. Uses two sums, so that an addition need not wait for the one before it.
  let sum = 0
  let other = 0
  let at = o
  // Sums four words per turn, because the loop costs as much as one addition.
  for (const blocks = o + (length & ~15); at < blocks; at += 16) {
    sum += v.getUint32(at, true) + v.getUint32(at + 4, true)
    other += v.getUint32(at + 8, true) + v.getUint32(at + 12, true)
  }
  if (length & 8) {
    sum += v.getUint32(at, true)
    other += v.getUint32(at + 4, true)
    at += 8
  }
  if (length & 4) {
    sum += v.getUint32(at, true)
    at += 4
  }
  if (length & 2) {
    sum += v.getUint16(at, true)
    at += 2
  }
  if (length & 1) sum += v.getUint8(at)
  sum += other
  const low = sum >>> 0
  // RFC 1071 §2 (B): octets may be swapped in the sum instead of in each word.
  return swapped(foldInt((low & 0xffff) + (low >>> 16) + (sum - low) / 0x1_0000_0000))
}

/** Folds carries back in: the 16-bit one's complement sum. */
export function fold(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return folded
}

/** The same for sums below 2^31: two foldings are enough. */
export function foldInt(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16)
  return (once & 0xffff) + (once >>> 16)
}

/** Folded sum of two ranges from the folded sums of both; the second starts `distance` octets behind the first. */
export function joined(first: number, second: number, distance: number): number {
  return foldInt(first + (distance & 1 ? swapped(second) : second))
}

function swapped(folded: number): number {
  return ((folded & 0xff) << 8) | (folded >>> 8)
}
