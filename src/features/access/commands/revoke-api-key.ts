import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { RevokeApiKey } from '../schema'

/** Ends a key at once: the next request that presents it gets 401. Revoking it again changes nothing. */
export const revokeApiKey = defineCommand({
  name: 'revokeApiKey',
  grant: 'key:write',
  input: RevokeApiKey,
  output: z.object({ id: z.uuid() }),
  records: ['key.revoked'],
  announces: ['key/revoked'],
  async run(work, { keyId }) {
    const { count } = await work.db.apiKey.updateMany({
      where: { id: keyId, revokedAt: null },
      data: { revokedAt: work.now },
    })
    if (count === 0) {
      if (!(await work.db.apiKey.findFirst({ where: { id: keyId }, select: { id: true } }))) throw notFound('key')
      work.unchanged()
      return { id: keyId }
    }
    work.record({ action: 'key.revoked', subject: { kind: 'key', id: keyId } })
    work.announce({ name: 'key/revoked', data: { keyId } })
    return { id: keyId }
  },
})
