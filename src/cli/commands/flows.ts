/** `vxsniff flows`: from files or interfaces to a table of who talks with whom. */
import { mayHoldCopies } from '../../analysis/capture-points/copies.js'
import { Flows } from '../../analysis/flows/flows.js'
import { NO_ROW } from '../../analysis/tables/row-index.js'
import { sortedFlows } from '../../analysis/totals/order.js'
import { flowCounts, Rates } from '../../analysis/totals/rates.js'
import { Networks } from '../../analysis/tunnels/networks.js'
import type { Capture } from '../../capture/capture.js'
import { FLOW_CSV_TITLES, flowCsv, flowJson, flowTable } from '../../present/flow-table.js'
import { FLOWS } from '../../words/screens/flows.js'
import { budgetFrom } from '../shared-options.js'
import { sendFlows } from './flows-ipfix.js'
import type { FlowsOptions } from './flows-options.js'
import { addressesDropped, type Rows, type Tabulator, tabulate } from './table-command.js'

/** Prints the flows; the exit code. */
export function flows(words: readonly string[], o: FlowsOptions): Promise<number> {
  const { ipfix } = o
  if (ipfix !== undefined) return sendFlows(words, { ...o, ipfix })
  return tabulate(words, o, ({ capture }) => tabulatorOf(capture, o))
}

function tabulatorOf(capture: Capture, o: FlowsOptions): Tabulator {
  const networks = new Networks(budgetFrom(o))
  const table = new Flows(networks)
  const rates = new Rates()
  return {
    total: FLOWS[o.lang].totals.flows,
    copies: networks.copies,
    packet(p, stack) {
      networks.observe(p, stack)
      table.observe(p, stack)
    },
    tick: (seconds) => rates.look(flowCounts(table), seconds),
    rows(): Rows {
      const all = sortedFlows(table, o.sort)
      const copies = mayHoldCopies(capture) ? table.copies() : new Int32Array(table.count).fill(NO_ROW)
      const across = table.across()
      const own = all.filter((row) => copies[row] === NO_ROW)
      return {
        count: own.length,
        twins: all.length - own.length,
        others: table.others,
        dropped: { rows: table.dropped, networks: networks.dropped, addresses: addressesDropped(networks) },
        table: (limit, start, view, isGrowing) =>
          flowTable(
            own.slice(0, limit).map((row) => table.row(row)),
            networks,
            start,
            view,
            {
              otherWay: ({ row }) => table.networkAt(across[row]!),
              order: o.sort,
              rates: isGrowing ? rates : undefined,
            },
          ),
        *json(limit) {
          for (const row of all.slice(0, limit)) yield flowJson(table.row(row), networks, copies[row]!, across[row]!)
        },
        *csv(limit) {
          yield FLOW_CSV_TITLES
          for (const row of all.slice(0, limit)) yield flowCsv(table.row(row), networks, copies[row]!)
        },
      }
    },
  }
}
