/** A row a flow: both ends in the order that every capture has, who began, and what went either way. */
import type { FlowRow, Flows } from '../../analysis/flows/flows.js'
import type { TcpRetransmissions } from '../../analysis/flows/tcp-retransmissions.js'
import { NO_ROW } from '../../analysis/tables/row-index.js'
import type { Networks } from '../../analysis/tunnels/networks.js'
import { TCP_STATE_NAMES } from '../../present/flow-table.js'
import { addressCell, numberCell, ordered, timeCell } from '../cells.js'
import { isInOrder } from '../ends.js'
import type { NetworkKeys } from '../network-keys.js'
import type { Row } from '../schema.js'

/** Flows that are copies of others, which `twins` names, are left out: they would count twice. */
export function* flowRows(
  capture: string,
  keys: NetworkKeys,
  {
    networks,
    flows,
    segments,
    twins,
  }: {
    readonly networks: Networks
    readonly flows: Flows
    readonly segments: TcpRetransmissions
    readonly twins: Int32Array | undefined
  },
): Generator<Row> {
  const resent = resentOf(segments, flows.count)
  const { addresses } = networks
  for (const flow of flows.rows()) {
    if (twins !== undefined && twins[flow.row] !== NO_ROW) continue
    const { row, forth, back, tcp, echo } = flow
    const isForth = isInOrder(addresses, flow.a, flow.b, flow.portA, flow.portB)
    const [from, to] = flows.endsOf(row).map((end) => addressCell(addresses, networks.addressOf(end)))
    // The ends are those of the first packet, which need not be one from `a`: it may be the reply of an exchange.
    const [vtepA, vtepB] = beganForth(flow) ? [from!, to!] : [to!, from!]
    yield [
      capture,
      ...keys.of(flow.network),
      flow.protocol,
      ...ends(isForth, addressCell(addresses, flow.a), flow.portA, addressCell(addresses, flow.b), flow.portB),
      isForth ? 'a' : 'b',
      numberCell(flow.identifier),
      ...ordered(isForth, forth.packets, back.packets),
      ...ordered(isForth, forth.octets, back.octets),
      timeCell(flow.first),
      timeCell(flow.last),
      tcp === undefined ? null : TCP_STATE_NAMES[tcp.state],
      ...ordered(isForth, tcp?.flags[0] ?? null, tcp?.flags[1] ?? null),
      tcp?.synRetries ?? null,
      ...ordered(isForth, tcp ? resent[2 * row]! : null, tcp ? resent[2 * row + 1]! : null),
      echo?.requests ?? null,
      echo?.answered ?? null,
      echo?.roundTrips?.min ?? null,
      echo?.roundTrips === undefined ? null : Math.round(echo.roundTrips.average * echo.roundTrips.count),
      echo?.roundTrips?.max ?? null,
      echo?.roundTrips?.count ?? null,
      ...ordered(isForth, vtepA, vtepB),
    ]
  }
}

function beganForth({ forth, back }: FlowRow): boolean {
  return forth.first !== undefined && (back.first === undefined || forth.first.frame <= back.first.frame)
}

function ends(isForth: boolean, a: string | null, portA: number, b: string | null, portB: number): Row {
  const [first, second] = [
    [a, numberCell(portA)],
    [b, numberCell(portB)],
  ]
  return isForth ? [...first!, ...second!] : [...second!, ...first!]
}

/** Segments sent again, by flow and direction. */
function resentOf(segments: TcpRetransmissions, flows: number): Float64Array {
  const resent = new Float64Array(2 * flows)
  for (const row of segments.rows()) {
    resent[2 * row.flow + row.direction] = row.seen + row.unseen + row.needless + row.unplaced + row.overtaken
  }
  return resent
}
