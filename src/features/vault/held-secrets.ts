import type { View } from '@/platform/command'
import { withoutPasswords } from './rules/secret-names'
import { openVersions } from './store'

/** Shorter values stand in ordinary texts by chance. */
const LEAST_CHARACTERS = 6

/**
 * Whether a text gives a secret away: the newest value of one that the company keeps, or an address with a password in it.
 * For texts that others will read long after who wrote them.
 */
export async function holdsSecret(view: View, text: string): Promise<boolean> {
  if (withoutPasswords(text) !== text) return true
  const kept = await view.sql<{ secretId: string }>(`SELECT id AS "secretId" FROM "Secret" WHERE "companyId" = $1`, [
    view.companyId,
  ])
  if (kept.length === 0) return false
  const opened = await openVersions(
    view,
    kept.map(({ secretId }) => ({ secretId, version: 'latest' as const })),
  )
  return opened.some(({ value }) => value.length >= LEAST_CHARACTERS && text.includes(value))
}
