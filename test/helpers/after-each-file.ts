/**
 * What helpers clean up after each file of tests. A helper is loaded once for all files of a worker, so that a hook of its own
 * would be the first file's alone; `test/setup.ts` is run for each.
 */
const CLEANUPS: (() => Promise<void>)[] = []

export function afterEachFile(cleanup: () => Promise<void>): void {
  CLEANUPS.push(cleanup)
}

export async function cleanUp(): Promise<void> {
  for (const cleanup of CLEANUPS) await cleanup()
}
