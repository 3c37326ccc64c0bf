/** `vxsniff flows`: its options. */

import type { Command } from 'commander'
import { FLOW_ORDERS, type FlowOrder } from '../../analysis/totals/order.js'
import { type AnonymousOptions, addAnonymousOptions } from '../anonymous-packets.js'
import { type Run, running } from '../command.js'
import { addIpfixOptions, type IpfixOptions } from '../ipfix-options.js'
import { addTableOptions, type TableOptions } from './table-options.js'

export type FlowsOptions = TableOptions<FlowOrder> & IpfixOptions & AnonymousOptions

const EXAMPLES = `
A flow is what has the same addresses, protocol and ports in the same stack of tunnels; the arrows are its two
directions, a being the side that sent first. Octets are those of the IP packets inside, headers included.

Members of --json: flow, network, tunnel, vni, tunnels (outermost first), protocol, a, portA, b, portB, identifier (of
ICMP echo), packets, octets, firstFrame, firstTime, lastFrame, lastTime, durationNs; forth and back, which have the same
for each direction, and tcpFlags; tcp: state, connections, synRetries, syns; echo: requests, answered, unanswered,
moreReplies, roundTrips; copyOf, the flow in a tunnel whose packets these are. What there is none of is null.
otherWay is there where another flow has the other direction, in another network of the same two ends: its number.

Examples:
  vxsniff flows capture.pcap                      who talks with whom, tenant by tenant
  vxsniff flows --sort octets --top 10 capture.pcap
  vxsniff flows --json capture.pcap | jq 'select(.vni == 42 and .tcp.state == "syn-sent")'
  vxsniff flows --csv capture.pcap > flows.csv
  sudo vxsniff flows -i eth0 udp port 4789        live; Ctrl-C ends it with the table
  sudo vxsniff flows -i eth0 --ipfix 192.0.2.9:4739   to a collector of IPFIX, as they end or each minute`

export function declareFlows(program: Command, run: Run<[words: string[], options: FlowsOptions]>): void {
  const command = program
    .command('flows')
    .description('list who talks with whom inside the tunnels, each tenant by itself')
  addTableOptions(command, FLOW_ORDERS)
  addIpfixOptions(command, 'send the flows there instead, by UDP or TCP', ['json', 'csv', 'sort', 'top'])
  addAnonymousOptions(command, 'ipfix')
  command.addHelpText('after', EXAMPLES).action(running(run))
}
