import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'

/** Forgets a provider; calls that were made there stay in the record, and its secret in the vault. */
export const removeProvider = defineCommand({
  name: 'removeProvider',
  grant: 'company:write',
  input: z.object({ providerId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['provider.removed'],
  announces: ['provider/removed'],
  async run(work, { providerId }) {
    const [gone] = await work.sql<{ name: string }>(
      `DELETE FROM "ModelProvider" WHERE "companyId" = $1 AND id = $2 RETURNING name`,
      [work.companyId, providerId],
    )
    if (!gone) throw notFound('provider')
    work.record({ action: 'provider.removed', subject: { kind: 'provider', id: providerId }, details: gone })
    work.announce({ name: 'provider/removed', data: { providerId } })
    return { id: providerId }
  },
})
