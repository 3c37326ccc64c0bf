/** `vxsniff stats`: its options. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { GROUPINGS, type Grouping, STATS_ORDERS, type StatsOrder } from '../../analysis/totals/order.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addTableOptions, type TableOptions } from './table-options.js'

export interface StatsOptions extends TableOptions<StatsOrder> {
  readonly by: Grouping | 'finding'
  /** Nanoseconds. */
  readonly interval?: number
}

const EXAMPLES = `
In front stand the capture's own facts, as capinfos has them: time, packets, octets, rates, interfaces, sha256. Then a row a
network: a packet counts in the innermost one that it is in; octets are those on the wire. Flooded is what a tunnel's end
sent to all; unanswered are requests for addresses, pings and SYNs. --by says what else has rows; the line at the end of
a row is its packets over time.

  network            the tenant, each VLAN in it by itself; below all of them the underlay
  vni                the same VNI wherever it is
  tunnel, vtep       between two ends, or what an end sends and receives; a packet in several tunnels counts in each
  host               what an address sends and receives inside, by network
  protocol, dscp     of the innermost header; outermost > innermost
  size               of the frames, in tshark's classes
  finding            what check finds, by kind

Members of --json, a line each: capture; then rows, with row, by, what they are about, packets, octets, share and times;
networks have flows, hosts, flooded, unanswered, retransmissions, segments, badChecksums; with --interval then interval,
startTime, row (null for all), packets, octets.

Examples:
  vxsniff stats capture.pcap                      which tenant has how much of it
  vxsniff stats --by host --sort sent --top 10 capture.pcap
  vxsniff stats --interval 1s -Y 'vni 42' capture.pcap
  vxsniff stats --by tunnel --csv capture.pcap > tunnels.csv
  sudo vxsniff stats -i eth0                      live; Ctrl-C ends it with the table`

export function declareStats(program: Command, run: Run<[words: string[], options: StatsOptions]>): void {
  const command = program
    .command('stats')
    .description('count packets and octets by network, tunnel, host, protocol … and over time')
    .addOption(new Option('--by <what>', 'what a row is').choices([...GROUPINGS, 'finding']).default('network'))
    .option('--interval <time>', 'how much in each 1s, 100ms, 5m, 1h', interval)
  addTableOptions(command, STATS_ORDERS)
  command
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => refuse(command))
    .action(running(run))
}

/** What only some rows have. */
const OF_NETWORKS: readonly Grouping[] = ['network', 'vni']
const OF_ENDS: readonly Grouping[] = ['tunnel', 'vtep', 'host']
const ROWS_WITH: Readonly<Partial<Record<StatsOrder, readonly Grouping[]>>> = {
  flows: OF_NETWORKS,
  hosts: OF_NETWORKS,
  flooded: OF_NETWORKS,
  unanswered: OF_NETWORKS,
  retransmissions: OF_NETWORKS,
  checksums: OF_NETWORKS,
  sent: OF_ENDS,
  received: OF_ENDS,
}

function refuse(command: Command): void {
  const { by, sort, interval: span } = command.opts<StatsOptions>()
  const of = ROWS_WITH[sort]
  if (by !== 'finding' && of !== undefined && !of.includes(by)) {
    throw new UsageError(`--sort ${sort} is for rows that have it: --by ${of.join(', ')}`)
  }
  if (by !== 'finding') return
  if (span !== undefined) throw new UsageError('--interval counts packets; it does not go with --by finding')
  if (command.getOptionValueSource('sort') === 'cli') throw new UsageError('findings come the worst first; no --sort')
}

const UNITS: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }

/** A number without a unit is seconds, as tshark takes it. */
function interval(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)?$/.exec(text) ?? []
  const span = Math.round(Number(digits) * UNITS[unit]!)
  if (!(span >= 1e3)) throw new InvalidArgumentError('Give a time with its unit: 1s, 100ms, 5m, 1h.')
  return span
}
