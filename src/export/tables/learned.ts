/** Rows of what was learned: hosts, and the changes of forwarding and neighbour tables. */
import { type Facts, type FdbEvent, Origin } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { macText } from '../../present/address-text.js'
import { addressCell, timeCell } from '../cells.js'
import type { NetworkKeys } from '../network-keys.js'
import type { Row } from '../schema.js'

/** A row for each address of a host; one for a host without. */
export function* hostRows(capture: string, keys: NetworkKeys, { networks, addresses }: Facts): Generator<Row> {
  for (const { network, hosts } of networks) {
    for (const host of hosts) {
      const of = host.addresses.length === 0 ? [NO_ADDRESS] : host.addresses
      for (const address of of) {
        yield [
          capture,
          ...keys.of(network),
          macText(host.mac),
          addressCell(addresses, address),
          addressCell(addresses, host.vtep),
          timeCell(host.first),
          timeCell(host.last),
        ]
      }
    }
  }
}

export function* fdbEventRows(capture: string, keys: NetworkKeys, { fdbEvents, addresses }: Facts): Generator<Row> {
  for (const event of fdbEvents) {
    // Told again, or of a station that is the VTEP's own by now: the entry stays as it is.
    if (event.dst === event.before) continue
    yield [
      capture,
      ...keys.of(event.network),
      addressCell(addresses, event.vtep),
      macText(event.mac),
      addressCell(addresses, event.dst),
      addressCell(addresses, event.before),
      nameOf(event),
      event.origin,
      timeCell(event.at),
      event.at.frame,
    ]
  }
}

function nameOf({ dst, before, aged, origin }: FdbEvent): string {
  if (dst === NO_ADDRESS) return aged ? 'aged' : 'withdrawn'
  if (before !== NO_ADDRESS) return 'moved'
  return origin === Origin.ControlPlane ? 'told' : 'learned'
}

export function* neighbourEventRows(
  capture: string,
  keys: NetworkKeys,
  { neighbourEvents, addresses }: Facts,
): Generator<Row> {
  for (const { network, host, ip, mac, before, at, how } of neighbourEvents) {
    yield [
      capture,
      ...keys.of(network),
      addressCell(addresses, host),
      addressCell(addresses, ip),
      macText(mac),
      before === 0 ? null : macText(before),
      before === 0 ? 'learned' : 'moved',
      how,
      timeCell(at),
      at.frame,
    ]
  }
}
