/** Signals that ask the program to end. */

/** Their numbers. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

export type StopSignal = keyof typeof NUMBERS
export const STOP_SIGNALS: readonly StopSignal[] = Object.keys(NUMBERS) as StopSignal[]

/** The exit code of a program that a signal has ended: 128 plus the signal's number, as shells report it. */
export function signalled(signal: StopSignal): number {
  return 128 + NUMBERS[signal]
}

/**
 * A signal ends the program between two batches: what was read is dealt with as a whole. Live captures handle signals
 * themselves.
 */
export function endOnSignals(finish: () => void): void {
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => {
      finish()
      process.exit(signalled(signal))
    })
  }
}
