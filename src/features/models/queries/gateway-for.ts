import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { DIALECTS, type Dialect } from '../rules/endpoints'

/** The dialects in which an agent's runs find models at the gateway: none where its settings say that it calls its models itself. */
export const gatewayFor = defineQuery({
  name: 'gatewayFor',
  grant: 'run:report',
  input: z.object({ agentId: z.uuid() }),
  async run(view, { agentId }): Promise<{ dialects: Dialect[] }> {
    const rows = await view.sql<{ dialect: Dialect }>(
      `SELECT DISTINCT p.dialect FROM "ModelProvider" p JOIN "Agent" a ON a."companyId" = $1 AND a.id = $2
       WHERE p."companyId" = $1 AND p."isEnabled" AND a."runtimeConfig" #> '{gateway,isOff}' IS DISTINCT FROM 'true'::jsonb`,
      [view.companyId, agentId],
    )
    return { dialects: DIALECTS.filter((dialect) => rows.some((row) => row.dialect === dialect)) }
  },
})
