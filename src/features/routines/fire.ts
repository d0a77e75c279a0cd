import { createTask } from '@/features/tasks'
import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { fillIn, showsPayload, type Values, valuesOf } from './rules/variables'
import { type Locked, ORIGIN, openTask } from './store'

export type Firing = {
  runId: string
  source: string
  payload: unknown
  /** In place of the variables' defaults. */
  given: Values
  /** The slot, else now. */
  at: Date
  /** In place of the routine's own. */
  projectId?: string | null | undefined
  assigneeId?: string | null | undefined
}

type Outcome = {
  status: 'coalesced' | 'skipped' | 'issue_created' | 'failed'
  reason?: string
  taskId?: string
  coalescedIntoId?: string
}

/**
 * Makes the task of a run that was received, or stores why there is none. The routine is locked, so that of two firings at once the
 * second one sees the task of the first.
 */
export async function settle(work: Work, routine: Locked, firing: Firing): Promise<void> {
  const { status, reason = null, taskId = null, coalescedIntoId = null } = await outcomeOf(work, routine, firing)
  await work.sql(
    `UPDATE "RoutineRun" SET status = $3, reason = $4, "taskId" = $5, "coalescedIntoId" = $6, "settledAt" = $7
     WHERE "companyId" = $1 AND id = $2 AND status = 'received'`,
    [work.companyId, firing.runId, status, reason, taskId, coalescedIntoId, work.now],
  )
  work.record({
    action: 'routine.fired',
    subject: { kind: 'routine', id: routine.id },
    details: { runId: firing.runId, source: firing.source, status, reason, taskId },
  })
  work.announce({ name: 'routine/run.settled', data: { routineId: routine.id, runId: firing.runId } })
}

async function outcomeOf(work: Work, routine: Locked, firing: Firing): Promise<Outcome> {
  const stop = await stopOf(work, routine, firing)
  if (stop) return { status: 'skipped', reason: stop }
  const open = routine.concurrency === 'always_enqueue' ? null : await openTask(work, routine.id)
  if (open && routine.concurrency === 'coalesce_if_active') {
    return { status: 'coalesced', coalescedIntoId: open.runId, reason: `${open.identifier} is open and stands for it.` }
  }
  if (open) return { status: 'skipped', reason: `${open.identifier} is still open.` }
  const { values, problems } = valuesOf(routine.variables, firing.given)
  const [problem] = problems
  if (problem) return { status: 'failed', reason: `The variable ${problem.name} ${problem.problem}.` }
  const { refusal, value: task } = await work.attempt(() => makeTask(work, routine, firing, values))
  return refusal ? { status: 'failed', reason: refusal.message } : { status: 'issue_created', taskId: task.id }
}

/** Why nothing may fire now. A person who runs a paused routine means it. */
async function stopOf(work: Work, { status }: Locked, { source }: Firing): Promise<string | null> {
  const isByHand = work.actor.kind !== 'agent' && (source === 'manual' || source === 'api')
  if (status === 'archived' || (status === 'paused' && !isByHand)) return `The routine is ${status}.`
  const [company] = await work.sql<{ status: string }>(`SELECT status FROM "Company" WHERE id = $1`, [work.companyId])
  return company?.status === 'active' ? null : `The company is ${company?.status}.`
}

/** Most of a payload that is put under a description that does not show it. */
const MOST_PAYLOAD = 20_000

async function makeTask(work: Work, routine: Locked, firing: Firing, own: Values): Promise<{ id: string }> {
  const at = firing.at.toISOString()
  const values = { ...own, date: at.slice(0, 10), timestamp: at, payload: firing.payload }
  const isUnseen = firing.payload !== null && !showsPayload(routine.title) && !showsPayload(routine.description)
  const delivered = isUnseen ? `\n\nDelivered with it:\n\n${fenced(firing.payload)}` : ''
  return createTask.within(work, {
    title: oneLine(fillIn(routine.title, values)) || oneLine(routine.title),
    description: `${fillIn(routine.description, values)}${delivered}`.slice(0, 100_000).trim(),
    ...{ priority: routine.priority, goalId: routine.goalId, parentId: routine.parentId },
    assigneeId: firing.assigneeId ?? routine.assigneeId,
    // null would say that it is in no project, though the task above is in one
    projectId: firing.projectId ?? routine.projectId ?? undefined,
    ...{ originKind: ORIGIN, originId: routine.id },
    accountable: await accountableOf(work, routine),
  })
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 300)

/** JSON has no line of three backticks: its line breaks inside of texts are written out. */
function fenced(payload: unknown): string {
  return `\`\`\`json\n${JSON.stringify(payload, null, 2).slice(0, MOST_PAYLOAD)}\n\`\`\``
}

/** What fires by itself is answered for by whoever made the routine, as long as they are there. Else the caller answers. */
async function accountableOf(work: Work, { createdByKind: kind, createdById: id }: Locked) {
  if (work.actor.kind !== 'system' || (kind !== 'person' && kind !== 'agent')) return undefined
  const table =
    kind === 'person' ? `"Membership" WHERE "companyId" = $1 AND "personId"` : `"Agent" WHERE "companyId" = $1 AND id`
  const rows = await work.sql(`SELECT 1 FROM ${table} = $2`, [work.companyId, id])
  return rows.length > 0 ? ({ kind, id } as const) : undefined
}

/** @throws Refusal invalid_input that names what is missing or wrong */
export function requireValues(routine: Locked, given: Values): void {
  const { problems } = valuesOf(routine.variables, given)
  const [first] = problems
  if (!first) return
  const fields = problems.map(({ name, problem }) => ({ field: `variables.${name}`, problem }))
  throw new Refusal('invalid_input', `variables.${first.name}: ${first.problem}`, { fields })
}
