/** What happens beyond the limit of `ulimit -f`. */

/** A write shall fail there, so that it can be told and what is half written taken back; a signal would end the program. */
export function failBeyondFileLimit(): void {
  if (process.platform !== 'win32' && process.listenerCount('SIGXFSZ') === 0) process.on('SIGXFSZ', () => {})
}
