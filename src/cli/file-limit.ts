/** What happens beyond the limit of `ulimit -f`. */
import { PLATFORM } from '../capture/platform.js'

/** Beyond the limit a write fails: the program can say so and remove the half-written file. SIGXFSZ would end it. */
export function failBeyondFileLimit(): void {
  if (PLATFORM.hasFileLimit && process.listenerCount('SIGXFSZ') === 0) process.on('SIGXFSZ', () => {})
}
