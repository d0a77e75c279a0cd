import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { reassignTasks, reparentReports, requireSuccessor } from '../handover'
import { lockTree } from '../tree'

const Plan = z.object({
  /** Takes all open tasks. Absent: they stay with the terminated agent until somebody moves them. */
  reassignTasksTo: z.uuid().optional(),
  /** Becomes the manager of its reports. Absent: they stay below the terminated agent. */
  reparentReportsTo: z.uuid().optional(),
})

/**
 * Ends an agent for good: its keys and run tokens die now, its schedule is switched off, its live run is asked to stop by the engine.
 * What it leaves behind goes where the plan says, or stays, and shows among the orphans.
 * @throws Refusal illegal_transition when it is terminated already; broken_rule for a successor that takes nothing over
 */
export const terminateAgent = defineCommand({
  name: 'terminateAgent',
  grant: 'org:write',
  input: z.object({ agentId: z.uuid(), plan: Plan.default({}) }),
  output: z.object({
    status: z.string(),
    /** What there was, before the plan. */
    openTasks: z.number(),
    reports: z.number(),
    reassignedTasks: z.number(),
    reparentedReports: z.number(),
  }),
  records: ['agent.terminated', 'agent.updated', 'task.updated'],
  announces: ['agent/terminated', 'agent/updated', 'task/updated', 'task/assigned'],
  async run(work, { agentId, plan }) {
    await lockTree(work)
    const gone = await markTerminated(work, agentId)
    await work.db.apiKey.updateMany({ where: { agentId, revokedAt: null }, data: { revokedAt: work.now } })
    await work.db.schedule.updateMany({ where: { agentId }, data: { isEnabled: false, nextWakeAt: null } })
    const open = { assigneeId: agentId, state: { notIn: ['done', 'cancelled'] } }
    const impact = {
      openTasks: await work.db.task.count({ where: open }),
      reports: await work.db.agent.count({ where: { managerId: agentId, status: { not: 'terminated' } } }),
      ...(await carryOut(work, gone, plan)),
    }
    work.record({
      action: 'agent.terminated',
      subject: { kind: 'agent', id: agentId },
      details: { ...impact, ...plan },
    })
    work.announce({ name: 'agent/terminated', data: { companyId: work.companyId, agentId }, forEngine: true })
    return { status: 'terminated', ...impact }
  },
})

type Gone = { id: string; managerId: string | null }

async function markTerminated(work: Work, agentId: string): Promise<Gone> {
  const [gone] = await work.sql<Gone>(
    `UPDATE "Agent" SET status = 'terminated', "terminatedAt" = $3, "updatedAt" = $3
     WHERE "companyId" = $1 AND id = $2 AND status <> 'terminated' RETURNING id, "managerId"`,
    [work.companyId, agentId, work.now],
  )
  if (gone) return gone
  const agent = await work.db.agent.findFirst({ where: { id: agentId }, select: { id: true } })
  throw agent ? new Refusal('illegal_transition', 'The agent is terminated already.') : notFound('agent')
}

async function carryOut(work: Work, gone: Gone, plan: z.output<typeof Plan>) {
  const { reassignTasksTo: worker, reparentReportsTo: manager } = plan
  for (const successor of new Set([manager, worker])) {
    if (successor) await requireSuccessor(work, successor, gone.id)
  }
  return {
    reparentedReports: manager ? await reparentReports(work, gone, manager) : 0,
    reassignedTasks: worker ? await reassignTasks(work, gone.id, worker) : 0,
  }
}
