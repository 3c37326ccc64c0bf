/** `vxsniff tunnels`: from files or interfaces to a table of tunnels. */
import { Flows } from '../../analysis/flows/flows.js'
import { sortedTunnels } from '../../analysis/totals/order.js'
import { Rates, tunnelCounts } from '../../analysis/totals/rates.js'
import { GreSequences } from '../../analysis/tunnels/gre-sequence.js'
import { Networks } from '../../analysis/tunnels/networks.js'
import { TunnelTraffic } from '../../analysis/tunnels/tunnel-traffic.js'
import {
  TUNNEL_CSV_TITLES,
  type Tunnel,
  tunnelCsv,
  tunnelJson,
  tunnelTable,
  withSequences,
} from '../../present/tunnel-table.js'
import { FLOWS } from '../../words/screens/flows.js'
import { budgetFrom } from '../shared-options.js'
import { addressesDropped, type Rows, type Tabulator, tabulate } from './table-command.js'
import type { TunnelsOptions } from './tunnels-options.js'

/** Prints the tunnels; the exit code. */
export function tunnels(words: readonly string[], o: TunnelsOptions): Promise<number> {
  return tabulate(words, o, () => tabulatorOf(o))
}

function tabulatorOf(o: TunnelsOptions): Tabulator {
  const networks = new Networks(budgetFrom(o))
  const flows = new Flows(networks)
  const traffic = new TunnelTraffic(networks)
  const sequences = new GreSequences(networks)
  const rates = new Rates()
  return {
    total: FLOWS[o.lang].totals.tunnels,
    copies: networks.copies,
    packet(p, stack) {
      networks.observe(p, stack)
      traffic.observe(p, stack, flows.observe(p, stack))
      sequences.observe(p, stack)
    },
    tick: (seconds) => rates.look(tunnelCounts(traffic), seconds),
    rows(): Rows {
      const all = sortedTunnels(traffic, o.sort)
      function* first(limit: number) {
        for (const record of traffic.records(all.slice(0, limit))) yield withSequences(record, networks, sequences)
      }
      return {
        count: all.length,
        twins: 0,
        others: 0,
        dropped: {
          rows: traffic.dropped,
          networks: networks.dropped,
          addresses: addressesDropped(networks),
          sequences: sequences.dropped,
        },
        table(limit, start, view, isGrowing) {
          const shown = [...first(limit)]
          const numbers = new Map(shown.map((tunnel, i) => [tunnel, all[i]!]))
          const growth = isGrowing ? { rates, numberOf: (tunnel: Tunnel) => numbers.get(tunnel)! } : undefined
          return tunnelTable(shown, networks, start, view, { order: o.sort, growth })
        },
        *json(limit) {
          for (const tunnel of first(limit)) yield tunnelJson(tunnel, networks)
        },
        *csv(limit) {
          yield TUNNEL_CSV_TITLES
          for (const tunnel of first(limit)) yield tunnelCsv(tunnel, networks)
        },
      }
    },
  }
}
