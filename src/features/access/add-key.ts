import type { Work } from '@/platform/command'
import type { ApiKeyView } from './schema'

type NewKey = Pick<ApiKeyView, 'kind' | 'agentId' | 'name' | 'lastFour' | 'role' | 'expiresAt'> & { tokenHash: string }

/**
 * Stores a key that the acting person makes, and records it.
 * @param details what else the audit log should say
 */
export async function addKey(work: Work, key: NewKey, details: Record<string, unknown> = {}): Promise<ApiKeyView> {
  const { tokenHash, ...told } = key
  const row = { id: work.newId(), ...told, createdBy: work.actor.id, createdAt: work.now }
  await work.db.apiKey.create({ data: { ...row, tokenHash, companyId: work.companyId } })
  work.record({ action: 'key.created', subject: { kind: 'key', id: row.id }, details: { ...told, ...details } })
  work.announce({ name: 'key/created', data: { keyId: row.id } })
  return { ...row, createdAt: work.now.toISOString(), lastUsedAt: null, revokedAt: null }
}
