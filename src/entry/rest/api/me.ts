import { z } from 'zod'
import type { Identity } from '@/features/access'
import { getAgent } from '@/features/org'
import { listRuns } from '@/features/runs'
import { listAgentWork } from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { callerIn } from '../../caller'
import { Agent, agentAnswer } from './agent-answers'
import { Id } from './fields'
import { IssueListed, issueListed } from './issue-answers'
import { rootRoute } from './route'
import { LIVE } from './runs'

const InboxRow = IssueListed.pick({
  ...{ id: true, identifier: true, title: true, status: true, priority: true, projectId: true, goalId: true },
  ...{ parentId: true, updatedAt: true, dependencyReady: true, unresolvedBlockerCount: true },
})
  .extend({ activeRun: z.object({ id: Id, status: z.string() }).nullable() })
  .meta({ id: 'InboxRow' })

/** The caller that an agent's key or run token is. @throws Refusal forbidden for people */
async function itself(identity: Identity): Promise<{ caller: Caller; agentId: string }> {
  if (identity.kind !== 'agent') throw new Refusal('forbidden', 'Only an agent asks for itself: send its key.')
  return { caller: await callerIn(identity, identity.companyId), agentId: identity.agentId }
}

async function inboxOf(caller: Caller, agentId: string): Promise<z.output<typeof InboxRow>[]> {
  const [rows, [run]] = await Promise.all([
    listAgentWork(caller, { agentId }),
    listRuns(caller, { agentId, states: [...LIVE], limit: 1 }),
  ])
  return rows.map((row) => {
    const { id, identifier, title, status, priority, projectId, goalId, ...rest } = issueListed(row)
    const { parentId, updatedAt, dependencyReady, unresolvedBlockerCount } = rest
    return {
      ...{ id, identifier, title, status, priority, projectId, goalId },
      ...{ parentId, updatedAt, dependencyReady, unresolvedBlockerCount },
      activeRun: run?.taskId === id ? { id: run.id, status: run.state } : null,
    }
  })
}

export const me = [
  rootRoute({
    method: 'get',
    path: '/agents/me',
    name: 'getAgent',
    isOnlyFor: 'agents',
    tag: 'Agents',
    summary: 'Read the agent that asks',
    answer: Agent,
    run: async ({ identity }) => {
      const { caller, agentId } = await itself(identity)
      return agentAnswer(await getAgent(caller, { agentId }))
    },
  }),
  rootRoute({
    method: 'get',
    path: '/agents/me/inbox-lite',
    name: 'listAgentWork',
    isOnlyFor: 'agents',
    tag: 'Agents',
    summary: 'Read what the agent that asks can do now, in the order in which it should be done',
    answer: z.array(InboxRow),
    run: async ({ identity }) => {
      const { caller, agentId } = await itself(identity)
      return inboxOf(caller, agentId)
    },
  }),
]
