/** A row a tunnel between two ends of a network, or from an end to a group. */

import type { Networks } from '../../analysis/tunnels/networks.js'
import type { TunnelTraffic } from '../../analysis/tunnels/tunnel-traffic.js'
import { addressCell, ordered, timeCell } from '../cells.js'
import { isInOrder } from '../ends.js'
import type { NetworkKeys } from '../network-keys.js'
import type { Row } from '../schema.js'

export function* tunnelRows(
  capture: string,
  keys: NetworkKeys,
  { addresses }: Networks,
  tunnels: TunnelTraffic,
): Generator<Row> {
  for (const { network, a, b, toGroup, forth, back, first, last } of tunnels.records()) {
    // A group sends nothing: it stays behind who sends to it.
    const isForth = toGroup || isInOrder(addresses, a, b)
    yield [
      capture,
      ...keys.of(network),
      ...ordered(isForth, addressCell(addresses, a), addressCell(addresses, b)),
      toGroup,
      forth.ports[0] ?? back.ports[0] ?? null,
      ...ordered(isForth, forth.packets, back.packets),
      ...ordered(isForth, forth.octets, back.octets),
      ...ordered(isForth, forth.fragmented, back.fragmented),
      timeCell(first),
      timeCell(last),
    ]
  }
}
