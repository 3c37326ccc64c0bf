/** `vxsniff interfaces`: its options. */
import type { Command } from 'commander'

export interface InterfacesOptions {
  readonly json: boolean
}

export function addInterfacesCommand(program: Command): void {
  program
    .command('interfaces')
    .description('list the interfaces to capture on, and the tunnels that end on them')
    .option('--json', 'a JSON object an interface', false)
    .action(async (options: InterfacesOptions) => {
      const { interfaces } = await import('./interfaces.js')
      process.exitCode = interfaces(options)
    })
}
