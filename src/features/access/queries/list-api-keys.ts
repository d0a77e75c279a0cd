import { defineQuery } from '@/platform/command'
import { type ApiKeyView, ListApiKeys } from '../schema'

const MAX_KEYS = 500

/** The company's keys, newest first, those that were revoked included; never a token. */
export const listApiKeys = defineQuery({
  name: 'listApiKeys',
  grant: 'key:write',
  input: ListApiKeys,
  async run(view, { agentId }): Promise<{ keys: ApiKeyView[] }> {
    const keys = await view.sql<ApiKeyView>(
      `SELECT id, kind, "agentId", name, "lastFour", "createdBy", "createdAt", "lastUsedAt", "revokedAt",
         "expiresAt", role
       FROM "ApiKey" WHERE "companyId" = $1 AND ($2::uuid IS NULL OR "agentId" = $2)
       ORDER BY "createdAt" DESC, id DESC LIMIT ${MAX_KEYS}`,
      [view.companyId, agentId ?? null],
    )
    return { keys }
  },
})
