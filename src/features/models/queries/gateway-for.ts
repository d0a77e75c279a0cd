import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { DIALECTS, type Dialect } from '../rules/endpoints'

/** The dialects in which an agent's runs find models at the gateway: none where its settings say that it calls its models itself. */
export const gatewayFor = defineQuery({
  name: 'gatewayFor',
  grant: 'run:report',
  input: z.object({ runtimeConfig: z.record(z.string(), z.unknown()) }),
  async run(view, { runtimeConfig }): Promise<{ dialects: Dialect[] }> {
    if (OptedOut.safeParse(runtimeConfig).success) return { dialects: [] }
    const rows = await view.sql<{ dialect: Dialect }>(
      `SELECT DISTINCT dialect FROM "ModelProvider" WHERE "companyId" = $1 AND "isEnabled"`,
      [view.companyId],
    )
    return { dialects: DIALECTS.filter((dialect) => rows.some((row) => row.dialect === dialect)) }
  },
})

const OptedOut = z.object({ gateway: z.object({ isOff: z.literal(true) }) })
