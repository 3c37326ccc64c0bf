/** `vxsniff routes`: its options. */
import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addInputOptions, type InputOptions } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface RoutesOptions extends SharedOptions, ColorOptions, InputOptions, LanguageOptions {
  readonly json: boolean
  readonly at?: string
  /** Two moments, and whatever words followed them. */
  readonly diff?: readonly string[]
}

const EXAMPLES = `
The routes that BGP told in the capture, EVPN and unicast, as \`show bgp l2vpn evpn\` of FRR has them, with the frames that told
each. What was withdrawn, and what a session took along that ended, is not there any more.

Members of --json: sessions (speakers, frame, whole, ended); routes with family, rd, prefix, type, mac, ip and paths
(nexthop, from, to, vni, l3vni, routeTargets, sequence, routerMac, asPath, frame and more).

Examples:
  vxsniff routes capture.pcap
  vxsniff routes --at +10 capture.pcap           as they were 10 s after the first packet; also '#51', 10:31:34
  vxsniff routes --diff 50 120 capture.pcap      what changed from frame 50 to frame 120
  vxsniff routes --json capture.pcap | jq -c '.routes[] | [.rd, .prefix, .paths[].nexthop]'
  sudo vxsniff routes -i eth0                    changes as they happen, the routes when it ends`

export function declareRoutes(program: Command, run: Run<[words: string[], options: RoutesOptions]>): void {
  const command = program
    .command('routes')
    .description('list the routes that BGP told: EVPN and unicast, by Route Distinguisher')
    .argument('[file...]', 'pcap or pcapng; - for standard input; with -i what to capture (pcap-filter)')
    .option('--json', 'one JSON object', false)
    .option('--at <moment>', 'the routes at a frame (#4) or a time')
    .option('--diff <moments...>', 'two moments: what changed between them')
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  command.addHelpText('after', EXAMPLES).action(running(run))
}
