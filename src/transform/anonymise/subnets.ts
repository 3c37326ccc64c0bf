/** Prefixes whose meaning an address must not lose, and how many leading bits of an address they keep. */

/** The first `bits` bits of `octets`. */
export interface Subnet {
  readonly octets: Uint8Array
  readonly bits: number
}

/** `10.0.0.0/8` or `fc00::/7` as octets. A `RangeError` for anything else. */
export function subnetFrom(text: string): Subnet {
  const [address = '', length, ...others] = text.split('/')
  const octets = address.includes(':') ? ipv6Octets(address) : ipv4Octets(address)
  const bits = length === undefined ? 8 * (octets?.length ?? 0) : /^\d{1,3}$/.test(length) ? Number(length) : -1
  if (octets === undefined || others.length > 0 || bits < 0 || bits > 8 * octets.length) {
    throw new RangeError(`"${text}" is no subnet; give 10.0.0.0/8 or fd00::/8`)
  }
  return { octets, bits }
}

function ipv4Octets(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  const isAddress = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 0xff)
  return isAddress ? Uint8Array.from(parts, Number) : undefined
}

function ipv6Octets(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [front, back] = halves.map(groupsOf)
  if (front === undefined || (halves.length === 2 && back === undefined)) return undefined
  const missing = 8 - front.length - (back?.length ?? 0)
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...front, ...new Array<number>(missing).fill(0), ...(back ?? [])]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined
}

/** Leading bits that two addresses have in common. */
function commonBits(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! ^ b[i]!
    if (difference !== 0) return 8 * i + Math.clz32(difference) - 24
  }
  return 8 * a.length
}

/**
 * How many leading bits of `address` stay, so that addresses in one of the subnets stay in it and no others get there. A
 * bit stays where the bits in front of it could still be those of the subnet.
 */
export function keptBits(address: Uint8Array, subnets: readonly Subnet[]): number {
  let kept = 0
  for (const { octets, bits } of subnets) kept = Math.max(kept, Math.min(commonBits(address, octets) + 1, bits))
  return kept
}
