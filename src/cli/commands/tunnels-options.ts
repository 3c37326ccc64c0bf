/** `vxsniff tunnels`: its options. */

import type { Command } from 'commander'
import { TUNNEL_ORDERS, type TunnelOrder } from '../../analysis/totals/order.js'
import { type Run, running } from '../command.js'
import { addTableOptions, type TableOptions } from './table-options.js'

export type TunnelsOptions = TableOptions<TunnelOrder>

const EXAMPLES = `
A row is a tunnel between two ends, both directions together, also where each has a GRE key of its own; the arrows are
its two directions, a being the end that sent first. Octets are those of whole frames on the wire.

Members of --json: tunnel, network, vni or key and keyBack or another identifier, inside (the tunnels around it), a, b,
toGroup, groups, ports, packets, octets, firstFrame, firstTime, lastFrame, lastTime, durationNs; forth and back, which
have the same for each direction, and sourcePorts (how many distinct ones, from lowest to highest), flowIds of NVGRE,
flows, fragmented, flags and flagsInAll of GRE, sequence. What there is none of is null.

Examples:
  vxsniff tunnels capture.pcap                    kinds, VNIs and keys, endpoints, packets
  vxsniff tunnels --json capture.pcap | jq 'select(.back.packets == 0)'
  vxsniff tunnels --sort octets --top 10 capture.pcap
  sudo vxsniff tunnels -i eth0                    live; Ctrl-C ends it with the table`

export function declareTunnels(program: Command, run: Run<[words: string[], options: TunnelsOptions]>): void {
  const command = program
    .command('tunnels')
    .description('list the tunnels: kind, VNI or keys, endpoints, traffic each way')
  addTableOptions(command, TUNNEL_ORDERS)
  command.addHelpText('after', EXAMPLES).action(running(run))
}
