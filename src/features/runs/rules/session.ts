/** What is known of a session that could be gone on with. */
export type KeptSession = { runtime: string; runs: number; tokens: number; createdAt: string }

/** A conversation only grows: each further call pays for all of it again. */
export const MOST_RUNS = 10
export const MOST_TOKENS = 2_000_000
export const LONGEST_DAYS = 3

/** Whether the next run goes on with it, or begins anew. Another runtime cannot read it. */
export function isWorthResuming(session: KeptSession, runtime: string, nowMs: number): boolean {
  if (session.runtime !== runtime) return false
  const ageDays = (nowMs - Date.parse(session.createdAt)) / 86_400_000
  return session.runs < MOST_RUNS && session.tokens < MOST_TOKENS && ageDays < LONGEST_DAYS
}
