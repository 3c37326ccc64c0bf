/**
 * Domain names in DNS messages. RFC 1035 §3.1: labels, each behind its length, up to one of no octets. §4.1.4: instead of
 * its last labels a name may have a pointer to where they have occurred before.
 *
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * | 1  1|                OFFSET                   |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *
 * All offsets are absolute, `message` is that of the message's first octet.
 */

/** Octets of a pointer. */
const POINTER_LEN = 2
/** RFC 1035 §2.3.4: octets of a name, its lengths and the last, empty label included. */
const MAX_NAME_LEN = 255
const MAX_LABEL_LEN = 63
/** The two upper bits of a length: a label has none, a pointer both. RFC 6891 §5: nobody uses the others any more. */
const POINTER = 0xc0

/**
 * Where the length of the next label is, `at` or where pointers lead from there; -1 where none is in front of `end`. A
 * pointer leads to a prior occurrence, so that pointers alone make no loop.
 */
function labelAt(v: DataView, at: number, message: number, end: number): number {
  let o = at
  while (o < end && v.getUint8(o) >= POINTER) {
    if (o + POINTER_LEN > end) return -1
    const to = message + (v.getUint16(o) & 0x3fff)
    if (to >= o) return -1
    o = to
  }
  return o < end && v.getUint8(o) <= MAX_LABEL_LEN && o + 1 + v.getUint8(o) <= end ? o : -1
}

/** Where the name ends that stands at `at`: behind its empty label or its pointer; -1 where that is not in front of `end`. */
export function nameEnd(v: DataView, at: number, end: number): number {
  let o = at
  while (o < end) {
    const length = v.getUint8(o)
    if (length === 0) return o + 1
    if (length >= POINTER) return o + POINTER_LEN <= end ? o + POINTER_LEN : -1
    if (length > MAX_LABEL_LEN) return -1
    o += 1 + length
  }
  return -1
}

/** Calls back for each label of a name with its first octet and its length; whether the name is whole and no longer than may be. */
export function visitLabels(
  v: DataView,
  at: number,
  message: number,
  end: number,
  visit?: (label: number, length: number) => void,
): boolean {
  let octets = 1
  for (let o = labelAt(v, at, message, end); o >= 0; ) {
    const length = v.getUint8(o)
    if (length === 0) return true
    octets += 1 + length
    if (octets > MAX_NAME_LEN) return false
    visit?.(o + 1, length)
    o = labelAt(v, o + 1 + length, message, end)
  }
  return false
}
