/** The fuzzer of `bench/fuzz.ts` for some seconds; `VXSNIFF_FUZZ_SECONDS=60` for more of them. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const FUZZ = fileURLToPath(new URL('../../bench/fuzz.ts', import.meta.url))
const { VXSNIFF_FUZZ_SECONDS = '3', VXSNIFF_FUZZ_SEED = '1' } = process.env
const seconds = Number(VXSNIFF_FUZZ_SECONDS)
/** Milliseconds to start and to finish the last file, on a busy machine. */
const REST = 60_000

test(
  `damaged captures for ${seconds} s: nothing throws, hangs, grows, or prints what a terminal would obey`,
  () => {
    // A program of its own: one that hangs can be ended.
    const args = ['--import', 'tsx', FUZZ, '--seconds', String(seconds), '--seed', VXSNIFF_FUZZ_SEED]
    const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: seconds * 1000 + REST,
      killSignal: 'SIGKILL',
    })
    expect(signal, `it hangs: ${stdout}`).toBeNull()
    expect(stdout + stderr).toMatch(/finds: 0\n$/)
    expect(status).toBe(0)
    expect(Number(/^cases (\d+)/m.exec(stdout)?.[1])).toBeGreaterThan(seconds)
  },
  seconds * 1000 + 2 * REST,
)
