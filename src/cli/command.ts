/** A command as the table in `program.ts` has it: what declares it, and what runs it, which is loaded when it is called. */
import type { Command } from 'commander'

/** Takes what was called, arguments and options; the exit code. */
export type Run<Called extends unknown[]> = (...called: Called) => number | Promise<number>

/** Adds a command with its options to the program. */
export type Declare = (program: Command) => void

/** Has a command run: its exit code is the program's. */
export function running<Called extends unknown[]>(run: Run<Called>): (...called: Called) => Promise<void> {
  return async (...called) => {
    process.exitCode = await run(...called)
  }
}
