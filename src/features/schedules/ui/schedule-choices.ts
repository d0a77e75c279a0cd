export type Timing = { cron: string | null; intervalSeconds: number | null }

/** Schedules that most agents need; any other is typed as a cron expression. */
export const SCHEDULE_CHOICES: readonly { id: string; label: string; schedule: Timing | null }[] = [
  { id: 'none', label: 'No, only on events', schedule: null },
  { id: '15m', label: 'Every 15 minutes', schedule: { cron: null, intervalSeconds: 900 } },
  { id: '1h', label: 'Every hour', schedule: { cron: null, intervalSeconds: 3_600 } },
  { id: 'workdays', label: 'Workdays at 09:00', schedule: { cron: '0 9 * * 1-5', intervalSeconds: null } },
  { id: 'daily', label: 'Every day at 09:00', schedule: { cron: '0 9 * * *', intervalSeconds: null } },
  { id: 'weekly', label: 'Mondays at 09:00', schedule: { cron: '0 9 * * 1', intervalSeconds: null } },
]
