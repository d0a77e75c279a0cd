import { startTestCluster } from './cluster'

/** The global set-up of Vitest and of Playwright: one cluster a run; what it returns is the tear-down. */
export default function setup(): Promise<() => Promise<void>> {
  return startTestCluster()
}
