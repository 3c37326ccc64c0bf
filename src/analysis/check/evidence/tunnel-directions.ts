/** The ways between the ends of tunnels: what each of two ends sends to the other, in which network, to which port. */
import { TunnelType } from '../../../wire/tunnel.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import type { Timestamp } from '../../timestamps.js'
import { Anomaly } from '../../tunnels/header-anomalies.js'
import type { TunnelRecord, TunnelWay } from '../../tunnels/tunnel-traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { tunnelRecords } from './tunnel-records.js'

/** One direction of a tunnel to a single end. Addresses are numbers of `Networks.addresses`. */
export interface Way {
  /** The network. For VXLAN to a port of no known tunnel, the network that carries it. */
  readonly network: number
  readonly type: TunnelType
  /** VNI or key; `NO_ID` without. */
  readonly id: number
  /** UDP destination port; 0 for others. */
  readonly port: number
  readonly from: number
  readonly to: number
  readonly packets: number
  readonly first: Timestamp
  readonly last: Timestamp
}

/** Two ends in the same network underneath, and everything that goes from one to the other. */
export interface Link {
  readonly a: number
  readonly b: number
  readonly there: readonly Way[]
  readonly back: readonly Way[]
}

/** What `Anomaly.UnknownPort` puts in front of the VNI. */
const VNI_RANGE = 0x1000000

export const links: (facts: CheckFacts) => readonly Link[] = once((facts) => {
  const found = new Map<string, { a: number; b: number; there: Way[]; back: Way[] }>()
  const add = (way: Way | undefined, parent: number): void => {
    if (way === undefined || way.from === NO_ADDRESS || way.from === way.to) return
    const key = `${parent} ${Math.min(way.from, way.to)} ${Math.max(way.from, way.to)}`
    let link = found.get(key)
    if (link === undefined) {
      link = { a: way.from, b: way.to, there: [], back: [] }
      found.set(key, link)
    }
    if (way.from === link.a) link.there.push(way)
    else link.back.push(way)
  }
  for (const record of tunnelRecords(facts)) {
    if (record.toGroup || record.type === TunnelType.Mpls) continue
    const parent = facts.networks.parentOf(record.network)
    add(wayOf(facts, record, record.forth, record.a, record.b), parent)
    add(wayOf(facts, record, record.back, record.b, record.a), parent)
  }
  for (const { oddity, network, source, destination, packets, first, value } of facts.anomalies.rows) {
    if (oddity !== Anomaly.UnknownPort) continue
    const [from, to] = [facts.networks.addressOf(source), facts.networks.addressOf(destination)]
    const [id, port] = [value % VNI_RANGE, Math.floor(value / VNI_RANGE)]
    add({ network, type: TunnelType.Vxlan, id, port, from, to, packets, first, last: first }, network)
  }
  return [...found.values()]
})

function wayOf(
  { networks }: CheckFacts,
  { network, type }: TunnelRecord,
  { packets, first, last, id }: TunnelWay,
  from: number,
  to: number,
): Way | undefined {
  if (first === undefined || last === undefined) return undefined
  return { network, type, id, port: networks.network(network).port, from, to, packets, first, last }
}
