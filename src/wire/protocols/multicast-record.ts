/**
 * Group records of IGMPv3 (RFC 3376 §4.2.3) and address records of MLDv2 (RFC 3810 §5.2): the same but for the length
 * of an address.
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Record Type  |  Aux Data Len |     Number of Sources (N)     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Multicast Address, then Source Address [1..N]      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Auxiliary Data                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

/** Octets before the multicast address. */
const FIXED_LEN = 4

/** RFC 3376 §4.2.12, RFC 3810 §5.2.12. */
export const RECORD_NAMES: Readonly<Record<number, string>> = {
  1: 'MODE_IS_INCLUDE',
  2: 'MODE_IS_EXCLUDE',
  3: 'CHANGE_TO_INCLUDE_MODE',
  4: 'CHANGE_TO_EXCLUDE_MODE',
  5: 'ALLOW_NEW_SOURCES',
  6: 'BLOCK_OLD_SOURCES',
}

export const TYPE_MODE_IS_EXCLUDE = 2
export const TYPE_CHANGE_TO_EXCLUDE = 4

/** Record Type of the record at absolute offset `at`. */
export const recordType = (v: DataView, at: number): number => v.getUint8(at)
/** Absolute offset of the multicast address of the record at `at`. */
export const recordAddress = (at: number): number => at + FIXED_LEN

/** Octets of the record at absolute offset `at`, of addresses of `addressLen`; 0 when `end` hides its length. */
export function recordSize(v: DataView, at: number, end: number, addressLen: number): number {
  if (end - at < FIXED_LEN) return 0
  return FIXED_LEN + addressLen * (1 + v.getUint16(at + 2)) + 4 * v.getUint8(at + 1)
}

/** Absolute offset behind the last of `count` records from `at` on; beyond `end` when they do not fit in. */
export function recordsEnd(v: DataView, at: number, end: number, count: number, addressLen: number): number {
  let next = at
  for (let i = 0; i < count; i++) {
    const size = recordSize(v, next, end, addressLen)
    if (size === 0) return next + FIXED_LEN + addressLen
    next += size
    if (next > end) break
  }
  return next
}
