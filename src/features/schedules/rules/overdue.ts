/** What has been due for this long, and was not claimed, will not fire by itself: somebody has to look. */
export const OVERDUE_SECONDS = 300

/** Whether a schedule that is switched on stands still. It always has a next slot. */
export function isOverdue(nextAt: string | null, now: Date): boolean {
  return nextAt === null || now.getTime() - Date.parse(nextAt) > OVERDUE_SECONDS * 1000
}
