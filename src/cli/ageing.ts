/** How long VTEPs remember: `--ageing`. */
import type { Command } from 'commander'
import { wholeFrom1 } from './input-options.js'

export interface AgeingOptions {
  /** Seconds. */
  readonly ageing: number
}

/** Seconds after which Linux forgets what a VTEP learned (`ageing`). */
const DEFAULT_AGEING = 300

export function addAgeingOption(command: Command): Command {
  return command.option(
    '--ageing <seconds>',
    'seconds after which a VTEP forgets what it learned',
    wholeFrom1,
    DEFAULT_AGEING,
  )
}
