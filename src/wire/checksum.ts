/**
 * The Internet checksum. RFC 1071 §1: the one's complement sum of 16-bit words, an odd last octet padded on the right.
 */

/**
 * Folded, uncomplemented one's complement sum of `length` octets from `o`, added to `initial` (below 2^32).
 * A checksummed range whose checksum field is part of it sums to 0xffff when it is intact.
 */
export function foldedSum(v: DataView, o: number, length: number, initial: number): number {
  let lo = initial & 0xffff
  let hi = initial >>> 16
  let at = o
  // Four words a turn: the loop itself would cost as much as the sum.
  for (const blocks = o + (length & ~15); at < blocks; at += 16) {
    const a = v.getUint32(at)
    const b = v.getUint32(at + 4)
    const c = v.getUint32(at + 8)
    const d = v.getUint32(at + 12)
    hi += (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)
    lo += (a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff)
  }
  const words = o + (length & ~3)
  for (; at < words; at += 4) {
    const w = v.getUint32(at)
    hi += w >>> 16
    lo += w & 0xffff
  }
  if (length & 2) {
    lo += v.getUint16(at)
    at += 2
  }
  if (length & 1) lo += v.getUint8(at) << 8
  return fold(hi + lo)
}

/** Folds carries back in: the 16-bit one's complement sum. */
export function fold(sum: number): number {
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return sum
}
