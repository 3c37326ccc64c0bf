/** The rows of each level of a live screen: networks, the tunnels of one, its flows, the packets of a flow. */
import type { FlowRow } from '../../analysis/flows/flows.js'
import { NO_ROW } from '../../analysis/tables/row-index.js'
import type { NetworkTotals } from '../../analysis/totals/network-totals.js'
import type { Rates } from '../../analysis/totals/rates.js'
import type { Network } from '../../analysis/tunnels/networks.js'
import type { TunnelRecord } from '../../analysis/tunnels/tunnel-traffic.js'
import { decode } from '../../wire/decode.js'
import { Packet } from '../../wire/packet.js'
import type { Tables } from '../../wire/tables.js'
import { TunnelStack } from '../../wire/tunnel.js'
import { insideText } from '../inside-text.js'
import type { TopData } from './data.js'

export const SORTS = ['rate', 'packets', 'octets', 'first'] as const
export type Sort = (typeof SORTS)[number]

/** A row that grows. */
export interface LiveRow<About> {
  readonly id: number
  readonly about: About
  readonly packets: number
  readonly octets: number
  /** Packets and octets a second, and packets at each of the last looks. */
  readonly packetRate: number
  readonly octetRate: number
  readonly history: () => readonly number[]
  /** The frame of its first packet. */
  readonly first: number
}

export interface NetworkAbout {
  readonly network: Network
  readonly totals: NetworkTotals | undefined
}

export function networkRows({ check, networks: rates, totals }: TopData, sort: Sort): readonly LiveRow<NetworkAbout>[] {
  const { networks } = check.learning
  const rows: LiveRow<NetworkAbout>[] = []
  for (let id = 0; id < networks.count; id++) {
    const network = networks.network(id)
    const { packets, octets, first } = network
    if (packets === 0) continue
    rows.push({
      id,
      about: { network, totals: totals.get(id) },
      packets,
      octets,
      first: first.frame,
      ...rate(rates, id),
    })
  }
  return sorted(rows, sort)
}

/** The tunnels of an overlay, which its VLANs use as well. */
export function tunnelRows(
  { check, tunnels: rates }: TopData,
  network: number,
  sort: Sort,
): readonly LiveRow<TunnelRecord>[] {
  const overlay = check.learning.networks.overlayOf(network)
  const rows: LiveRow<TunnelRecord>[] = []
  let id = -1
  for (const about of check.tables.tunnels.records()) {
    id++
    if (about.network !== overlay) continue
    const { forth, back, first } = about
    const [packets, octets] = [forth.packets + back.packets, forth.octets + back.octets]
    rows.push({ id, about, packets, octets, first: first.frame, ...rate(rates, id) })
  }
  return sorted(rows, sort)
}

/** The flows of a network; or of the tunnel between two addresses, with what of them went through it. */
export function flowRows(
  { check, flows: rates, parts, partRates }: TopData,
  network: number,
  ends: readonly [number, number] | undefined,
  sort: Sort,
): readonly LiveRow<number>[] {
  const { flows, networks } = check.learning
  const rows: LiveRow<number>[] = []
  for (let id = 0; id < flows.count; id++) {
    const of = flows.networkAt(id)
    if ((of !== network && networks.overlayOf(of) !== network) || flows.packets(id) === 0) continue
    const part = ends === undefined ? NO_ROW : parts.between(id, ends)
    if (ends !== undefined && part === NO_ROW) continue
    if (part !== NO_ROW && parts.isSplit(id)) {
      rows.push({ ...parts.part(part), id, about: id, ...rate(partRates, part) })
    } else {
      const [packets, octets, first] = [flows.packets(id), flows.octets(id), flows.first(id).frame]
      rows.push({ id, about: id, packets, octets, first, ...rate(rates, id) })
    }
  }
  return sorted(rows, sort)
}

export interface PacketRow {
  readonly id: number
  readonly seconds: number
  readonly nanoseconds: number
  readonly length: number
  readonly text: string
}

/** The last packets of a flow that are kept, up to a limit, the newest first; those in a tunnel where one is given. */
export function packetRows(
  { recent, parts }: TopData,
  flow: number,
  ends: readonly [number, number] | undefined,
  tables: Tables,
  most: number,
  unicode: boolean,
): PacketRow[] {
  const stack = new TunnelStack()
  const rows: PacketRow[] = []
  const part = ends === undefined || !parts.isSplit(flow) ? undefined : parts.between(flow, ends)
  for (const p of recent.of(flow, part, new Packet(tables))) {
    if (rows.length === most) break
    decode(p)
    stack.fill(p)
    const { sequence, acknowledgment } = recent
    const segment = Number.isNaN(sequence) ? undefined : { sequence, acknowledgment }
    const { number: id, tsSec: seconds, tsNsec: nanoseconds, length } = p
    rows.push({ id, seconds, nanoseconds, length, text: insideText(p, stack, unicode, segment) })
  }
  return rows
}

export function flowOf({ check }: TopData, id: number): FlowRow {
  return check.learning.flows.row(id)
}

function rate(rates: Rates, id: number): Pick<LiveRow<unknown>, 'packetRate' | 'octetRate' | 'history'> {
  return { packetRate: rates.packets(id), octetRate: rates.octets(id), history: () => rates.history(id) }
}

/** Sorts the largest first, or the earliest first; of equal rows the earlier one comes first. */
function sorted<About>(rows: LiveRow<About>[], sort: Sort): readonly LiveRow<About>[] {
  const key = (row: LiveRow<About>): number =>
    sort === 'rate' ? row.packetRate : sort === 'first' ? -row.first : row[sort]
  return rows.sort((x, y) => key(y) - key(x) || x.first - y.first || x.id - y.id)
}
