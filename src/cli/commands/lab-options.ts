/** `vxsniff lab`: its commands and their options. */

import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export interface LabOptions extends LanguageOptions {
  readonly fault?: string
  readonly dryRun?: boolean
  readonly write?: string
  readonly all?: boolean
}

const EXAMPLES = `
Examples:
  vxsniff lab list                         the networks, and what this kernel can build of them
  vxsniff lab list multicast               one of them, with its nodes, its lesson and its faults
  sudo vxsniff lab run multicast           build it, capture everywhere, run its traffic, show it, take it down
  sudo vxsniff lab run p2p --fault vni-mismatch
  vxsniff lab up p2p --dry-run             the commands, to be read or pasted
  sudo vxsniff lab up p2p; sudo ip netns exec vxl-p2p-n1 ping 172.17.1.3; sudo vxsniff lab down p2p`

/** What runs each of them. */
export interface LabRuns {
  readonly list: Run<[name: string | undefined, options: LabOptions]>
  readonly up: Run<[name: string, options: LabOptions]>
  readonly down: Run<[names: string[], options: LabOptions]>
  readonly status: Run<[options: LabOptions]>
  readonly run: Run<[name: string, options: LabOptions]>
}

export function declareLab(program: Command, runs: LabRuns): void {
  const lab = program
    .command('lab')
    .description('workshop networks in namespaces of their own, healthy or with a fault')
    .addHelpText('after', EXAMPLES)

  add(lab, 'list', 'the networks; with a name, one of them in full').argument('[network]').action(running(runs.list))
  withFault(add(lab, 'up', 'build a network and leave it standing'))
    .argument('<network>')
    .action(running(runs.up))
  add(lab, 'down', 'take networks down, also what a killed run has left')
    .argument('[network...]')
    .option('--all', 'all of them')
    .action(running(runs.down))
  add(lab, 'status', 'what stands').action(running(runs.status))
  withFault(add(lab, 'run', 'build, capture on every node, run the traffic, show and save it, take down'))
    .argument('<network>')
    .option('-w, --write <dir>', 'where captures and tables go (default: ./vxsniff-lab-NETWORK)')
    .action(running(runs.run))
}

function add(lab: Command, name: string, description: string): Command {
  return addLanguageOption(lab.command(name).description(description))
}

function withFault(command: Command): Command {
  return command
    .option('--fault <name>', 'with this fault in it; `lab list NETWORK` names them')
    .option('--dry-run', 'print the commands instead of running them', false)
}
