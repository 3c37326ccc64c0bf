/** `vxsniff interfaces`: its options. */

import type { Command } from 'commander'
import { type Run, running } from '../command.js'

export interface InterfacesOptions {
  readonly json: boolean
}

export function declareInterfaces(program: Command, run: Run<[options: InterfacesOptions]>): void {
  program
    .command('interfaces')
    .description('list the interfaces to capture on, and the tunnels that end on them')
    .option('--json', 'a JSON object an interface', false)
    .action(running(run))
}
