import { createHash } from 'node:crypto'

/** How far the wakes of a company are spread where nobody says otherwise. */
export const DEFAULT_STAGGER_SECONDS = 60

/**
 * How long after its slot an agent's wake is due: always the same for one agent, and spread over a window, so that the agents of a
 * company do not all start, and ask their models, in one moment. The window is never more than a tenth of an interval.
 * @param staggerSeconds the window; null means the default, 0 none
 * @returns milliseconds
 */
export function staggerMs(agentId: string, staggerSeconds: number | null, intervalSeconds: number | null): number {
  const asked = staggerSeconds ?? DEFAULT_STAGGER_SECONDS
  const window = intervalSeconds === null ? asked : Math.min(asked, intervalSeconds / 10)
  return createHash('sha256').update(agentId).digest().readUInt32BE(0) % Math.max(1, Math.floor(window * 1000))
}
