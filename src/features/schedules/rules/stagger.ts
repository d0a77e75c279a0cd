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
  return hashOf(agentId) % Math.max(1, Math.floor(window * 1000))
}

/** 32 bits that ids which differ little share no part of: FNV-1a, mixed once more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
