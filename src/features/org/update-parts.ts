import { setBudget } from '@/features/budgets'
import { SCHEDULE_POLICY, setSchedule } from '@/features/schedules'
import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import type { UpdateAgent } from './schema'
import type { LockedAgent } from './settings'

/*
 * The parts of a change that are no settings: a rollback leaves them as they are. Each answers its name when it changed something.
 */

type Change = typeof UpdateAgent._output

/** @throws Refusal forbidden without `budget:write`: whoever may change agents may not therefore raise what they spend */
export async function changeCap(work: Work, agentId: string, capMicros: Change['capMicros']) {
  if (capMicros === undefined) return null
  if (!work.grants.has('budget:write')) {
    throw new Refusal('forbidden', 'This needs the permission budget:write.', { needs: 'budget:write' })
  }
  await setBudget.within(work, { scopeKind: 'agent', scopeId: agentId, cap: capMicros })
  return 'capMicros'
}

/** @throws Refusal forbidden for whoever only asked for the change, where the company lets it pass: nobody gives itself rights */
export async function changePermissions(work: Work, agent: LockedAgent, change: Change['permissions']) {
  const mayHire = change?.mayHire
  if (mayHire === undefined || mayHire === (agent.permissions.mayHire ?? false)) return null
  requireMayPermit(work)
  await work.db.agent.updateMany({ where: { id: agent.id }, data: { permissions: { mayHire }, updatedAt: work.now } })
  return 'permissions'
}

/** @throws Refusal forbidden */
export function requireMayPermit(work: Work): void {
  if (work.grants.has('org:write')) return
  throw new Refusal('forbidden', 'Only people give permissions to agents. This needs the permission org:write.', {
    needs: 'org:write',
  })
}

/** What the change does not name stays; a schedule that is not there cannot be switched off, which is no fault. */
export async function changeSchedule(work: Work, agentId: string, change: Change['schedule']) {
  if (change === undefined) return null
  const before = await work.db.schedule.findFirst({ where: { agentId } })
  const wished = change ?? { isEnabled: false }
  const hasTiming = Boolean(wished.cron || wished.intervalSeconds)
  if (!before && !hasTiming && wished.isEnabled === false) return null
  await setSchedule.within(work, {
    agentId,
    cron: hasTiming ? wished.cron : before?.cron,
    intervalSeconds: hasTiming ? wished.intervalSeconds : before?.intervalSeconds,
    timeZone: wished.timeZone === undefined ? before?.timeZone : wished.timeZone,
    isEnabled: wished.isEnabled ?? before?.isEnabled,
    ...policyOf(wished, before),
  })
  return 'schedule'
}

/** What a schedule does with its slots: each part as it is wished, else as it was. */
function policyOf(wished: NonNullable<Change['schedule']>, before: object | null) {
  const named = Object.entries(wished).filter(([, value]) => value !== undefined)
  return SCHEDULE_POLICY.parse({ ...before, ...Object.fromEntries(named) })
}
