import { startTestCluster } from './cluster'

/** Vitest's global set-up: one cluster a run; what it returns is the tear-down. */
export default function setup(): Promise<() => Promise<void>> {
  return startTestCluster()
}
