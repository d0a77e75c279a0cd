import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const resolve = { alias: { '@': path.resolve(import.meta.dirname, 'src') } }
/** Two cores shared with a database, and slower machines: time-outs only end what hangs. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, teardownTimeout: 30_000 }
/** A process runs many files: to load all packages for each would take a third of the time. `forgetModules` keeps them apart. */
const shared = { pool: 'forks', isolate: false } as const

/** Test files that take long, most of it waiting: begun first, they end beside the others, and not after them. */
const LONG = [
  ...['testing/kill-campaign.door', 'testing/kill-web.door', 'testing/kill-worker.door', 'gateway/money.door'],
  ...['testing/several-servers.door', 'engine/kill.db', 'schedules/week.db', 'tasks/chaos.db', 'org/tree.db'],
  ...['keeping/keeping.db', 'database/embedded-postgres.db', 'keeping/keeping.door'],
]

/** What is known to be long before all others, which are in Vitest's own order: the largest first. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(`/${name}.test.ts`))
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    // more than the two cores of a small machine: the tests of a running product wait for it most of their time
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        resolve,
        test: {
          name: 'rules',
          ...patience,
          ...shared,
          setupFiles: ['src/testing/modules-per-file.ts'],
          include: ['src/**/*.test.{ts,tsx,mjs}'],
          exclude: ['src/**/*.db.test.ts', 'src/**/*.door.test.ts', 'node_modules/**'],
        },
      },
      {
        resolve,
        test: {
          name: 'database',
          ...patience,
          ...shared,
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
          ...shared,
          include: ['src/**/*.door.test.ts'],
          globalSetup: ['src/testing/cluster-per-run.ts'],
          setupFiles: ['src/testing/modules-per-file.ts'],
        },
      },
    ],
  },
})
