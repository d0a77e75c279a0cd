import { z } from 'zod'
import { currentPeriod } from '@/features/budgets'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { withoutValues } from '../rules/runtime'
import type { AgentView } from '../schema'
import { ROW_COLUMNS, ROW_JOINS } from '../store'
import { chainOfCommand } from '../tree'

/** One agent with its settings, schedule and managers. */
export const getAgent = defineQuery({
  name: 'getAgent',
  grant: 'org:read',
  input: z.object({ agentId: z.uuid() }),
  async run(view, { agentId }): Promise<AgentView> {
    const [agent] = await view.sql<Omit<AgentView, 'chainOfCommand'>>(
      `SELECT ${ROW_COLUMNS}, a.capabilities, a."runtimeConfig", a.instructions, a.version, a.metadata,
              a."queueOrder", jsonb_build_object('mayHire', coalesce((a.permissions->>'mayHire')::boolean, false)) AS permissions, a."pausedAt",
              a."terminatedAt", a."lastSeenAt", a."updatedAt",
              (SELECT to_jsonb(x) FROM (SELECT "isEnabled", cron, "intervalSeconds", "timeZone", "catchUp", "catchUpCap",
                 "maxLatenessSeconds", "staggerSeconds", "officeHours", "nextWakeAt", "lastSlotAt"
               FROM "Schedule" WHERE "companyId" = $1 AND "agentId" = a.id) x) AS schedule
       FROM "Agent" a ${ROW_JOINS} WHERE a."companyId" = $1 AND a.id = $3`,
      [view.companyId, await currentPeriod(view), agentId],
    )
    if (!agent) throw notFound('agent')
    const runtimeConfig = view.grants.has('org:write') ? agent.runtimeConfig : withoutValues(agent.runtimeConfig)
    return { ...agent, runtimeConfig, chainOfCommand: await chainOfCommand(view, agentId) }
  },
})
