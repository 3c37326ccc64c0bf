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
 * themselves. What is returned lets signals be again.
 */
export function endOnSignals(finish: () => void): () => void {
  const undone = STOP_SIGNALS.map((signal) => {
    const end = (): never => {
      finish()
      process.exit(signalled(signal))
    }
    process.once(signal, end)
    return () => process.off(signal, end)
  })
  return () => {
    for (const undo of undone) undo()
  }
}
