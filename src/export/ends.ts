/** The order of two ends, the same in every capture: IPv4 in front of IPv6, then the smaller address, then the port. */
import type { AddressTable } from '../analysis/tables/address-table.js'

const IPV6_LEN = 16
const X = new DataView(new ArrayBuffer(IPV6_LEN))
const Y = new DataView(new ArrayBuffer(IPV6_LEN))

/** Whether the end with address `x` comes first; `portX` and `portY` decide between equal addresses. */
export function isInOrder(addresses: AddressTable, x: number, y: number, portX = 0, portY = 0): boolean {
  if (x === y) return portX <= portY
  const isIpv6 = addresses.isIpv6(x)
  if (isIpv6 !== addresses.isIpv6(y)) return !isIpv6
  // An IPv4 address is its own number, an IPv6 address has one by when it came.
  if (!isIpv6) return x < y
  addresses.copyTo(x, X, 0)
  addresses.copyTo(y, Y, 0)
  const [high, other] = [X.getBigUint64(0), Y.getBigUint64(0)]
  return high === other ? X.getBigUint64(8) < Y.getBigUint64(8) : high < other
}
