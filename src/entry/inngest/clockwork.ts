/**
 * The settings of a function that the clock starts: one at a time, however long it takes, because each does all that is due. A tick
 * that comes while the last one still works is left out.
 * @param cron five fields, in UTC
 */
export function clockwork(id: string, cron: string) {
  return { id, triggers: [{ cron }], retries: 3 as const, singleton: { mode: 'skip' as const } }
}
