import { defineConfig } from 'vitest/config'
import { counts } from './test/counts.js'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', counts],
    // Real tools run beside us, on machines of every speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
