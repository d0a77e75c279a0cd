import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { SecretDetail } from '../schema'
import { providersOf, SECRET_COLUMNS, usersOf } from '../store'

/** One secret without its value: its newest 100 versions by number, and who uses it. */
export const getSecret = defineQuery({
  name: 'getSecret',
  grant: 'secret:read',
  input: z.object({ secretId: z.uuid() }),
  async run(view, { secretId }): Promise<SecretDetail> {
    const [secret] = await view.sql<Omit<SecretDetail, 'usedBy' | 'providers'>>(
      `SELECT ${SECRET_COLUMNS},
         (SELECT jsonb_agg(jsonb_build_object('version', v.version, 'createdAt', v."createdAt") ORDER BY v.version DESC) FROM
            (SELECT version, "createdAt" FROM "SecretVersion" WHERE "companyId" = $1 AND "secretId" = s.id
             ORDER BY version DESC LIMIT 100) v) AS versions
       FROM "Secret" s WHERE s."companyId" = $1 AND s.id = $2`,
      [view.companyId, secretId],
    )
    if (!secret) throw notFound('secret')
    const [usedBy, providers] = await Promise.all([usersOf(view, secretId), providersOf(view, secretId)])
    return { ...secret, usedBy, providers }
  },
})
