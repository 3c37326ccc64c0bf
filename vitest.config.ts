import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { counts } from './test/helpers/counts.js'

/** Tests that build networks, or look whether any are left: one at a time. */
const KERNEL = [
  'test/lab/**',
  'test/docs/**',
  'test/capture/live.test.ts',
  'test/cli/live.test.ts',
  'test/cli/commands/learn.test.ts',
  'test/cli/privileges.test.ts',
  'test/cli/live-options.test.ts',
  'test/cli/clock.test.ts',
  'test/export/live-parts.test.ts',
]

export default defineConfig({
  test: {
    reporters: ['default', counts],
    // Real tools run beside us, on machines of every speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Modules are loaded once for all files of a worker: a third of the time of small ones is loading.
    isolate: false,
    setupFiles: ['test/setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'kernel',
          include: KERNEL.map((path) => (path.endsWith('.ts') ? path : `${path}/*.test.ts`)),
          maxWorkers: 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'rest',
          include: ['test/**/*.test.ts'],
          exclude: KERNEL,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
