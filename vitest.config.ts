import path from 'node:path'
import { defineConfig } from 'vitest/config'

const resolve = { alias: { '@': path.resolve(import.meta.dirname, 'src') } }
/** Two cores shared with a database, and slower machines: time-outs only end what hangs. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 30_000 }

export default defineConfig({
  test: {
    // more than the two cores of a small machine: the tests of a running product wait for it most of their time
    maxWorkers: 3,
    projects: [
      {
        resolve,
        test: {
          name: 'rules',
          ...patience,
          include: ['src/**/*.test.{ts,tsx,mjs}'],
          exclude: ['src/**/*.db.test.ts', 'src/**/*.door.test.ts', 'node_modules/**'],
        },
      },
      {
        resolve,
        test: {
          name: 'database',
          ...patience,
          pool: 'forks',
          include: ['src/**/*.db.test.ts'],
          globalSetup: ['src/testing/cluster-per-run.ts'],
          setupFiles: ['src/testing/database-per-file.ts'],
        },
      },
      {
        resolve,
        test: {
          name: 'doors',
          ...patience,
          pool: 'forks',
          include: ['src/**/*.door.test.ts'],
          globalSetup: ['src/testing/cluster-per-run.ts'],
        },
      },
    ],
  },
})
