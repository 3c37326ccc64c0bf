/** Signals that ask the program to end. */

/** Their numbers. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

export type StopSignal = keyof typeof NUMBERS
export const STOP_SIGNALS: readonly StopSignal[] = Object.keys(NUMBERS) as StopSignal[]

/** The exit code that says which of them has ended the program: what a shell reports is 128 and the signal's number. */
export function signalled(signal: StopSignal): number {
  return 128 + NUMBERS[signal]
}
