/** In which order flows, tunnels and totals are listed: the most first, or the earliest; among equals the earlier one. */
import type { Flows } from '../flows/flows.js'
import type { TunnelRecord, TunnelTraffic } from '../tunnels/tunnel-traffic.js'
import { elapsed } from './traffic.js'

export const FLOW_ORDERS = ['packets', 'octets', 'start', 'duration', 'retries'] as const
export type FlowOrder = (typeof FLOW_ORDERS)[number]

export const TUNNEL_ORDERS = ['packets', 'octets', 'start', 'duration'] as const
export type TunnelOrder = (typeof TUNNEL_ORDERS)[number]

/** What totals are told apart by. */
export const GROUPINGS = ['network', 'vni', 'tunnel', 'vtep', 'host', 'protocol', 'dscp', 'size'] as const
export type Grouping = (typeof GROUPINGS)[number]

export const STATS_ORDERS = [
  'packets',
  'octets',
  'flows',
  'hosts',
  'flooded',
  'unanswered',
  'retransmissions',
  'checksums',
  'sent',
  'received',
  'first',
  'last',
  'key',
] as const
export type StatsOrder = (typeof STATS_ORDERS)[number]

/** The rows of `flows` that have packets, in this order. */
export function sortedFlows(flows: Flows, order: FlowOrder): readonly number[] {
  const rows: number[] = []
  const keys = new Float64Array(flows.count)
  for (let row = 0; row < flows.count; row++) {
    if (flows.packets(row) === 0) continue
    rows.push(row)
    keys[row] = flowKey(flows, row, order)
  }
  return rows.sort((x, y) => keys[y]! - keys[x]! || x - y)
}

/** The rows of `tunnels` in this order. */
export function sortedTunnels(tunnels: TunnelTraffic, order: TunnelOrder): readonly number[] {
  const keys: number[] = []
  for (const record of tunnels.records()) keys.push(tunnelKey(record, order))
  return [...keys.keys()].sort((x, y) => keys[y]! - keys[x]! || x - y)
}

function flowKey(flows: Flows, row: number, order: FlowOrder): number {
  switch (order) {
    case 'packets':
      return flows.packets(row)
    case 'octets':
      return flows.octets(row)
    case 'start':
      return -flows.first(row).frame
    case 'duration':
      return flows.duration(row)
    case 'retries':
      return flows.synRetries(row)
  }
}

function tunnelKey({ forth, back, first, last }: TunnelRecord, order: TunnelOrder): number {
  switch (order) {
    case 'packets':
      return forth.packets + back.packets
    case 'octets':
      return forth.octets + back.octets
    case 'start':
      return -first.frame
    case 'duration':
      return elapsed(first, last)
  }
}
