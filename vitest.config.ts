import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real tools run beside us, on machines of every speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
