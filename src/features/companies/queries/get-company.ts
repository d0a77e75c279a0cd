import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { type Gates, gatesOf } from '../rules/gates'
import type { CompanyView } from '../schema'

/** The caller's company. */
export const getCompany = defineQuery({
  name: 'getCompany',
  grant: 'company:read',
  input: z.object({}),
  async run({ sql, companyId }): Promise<CompanyView> {
    const [company] = await sql<Omit<CompanyView, 'gates'> & { gates: Gates }>(
      `SELECT id, name, slug, mission, status, "pauseReason", "removalDueAt", "timeZone", "taskPrefix", gates, "strategyApprovedAt", "failurePolicy",
              "queueOrder", "maxRequestDepth", "attachmentMaxBytes", "brandColor", "maxConcurrentRuns", "runLogDays", "runtimeLimits", "budgetsCount",
              "unknownModels", "budgetInvariant", "remindAfterHours", "createdAt", "updatedAt"
       FROM "Company" WHERE id = $1`,
      [companyId],
    )
    if (!company) throw notFound('company')
    return { ...company, gates: gatesOf(company.gates) }
  },
})
