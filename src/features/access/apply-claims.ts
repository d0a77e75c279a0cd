import { systemSql } from '@/platform/database'
import { systemCaller } from './callers'
import { setClaimedRole } from './commands/set-claimed-role'
import { claimedRoles } from './rules/claims'

/** More companies than a person is likely to be in; the rest is seen at the next sign-in. */
const MOST_COMPANIES = 500

/**
 * Makes a person a member of the companies that the identity provider names, and of no other that it had named before.
 * @param claims as the provider sent them at this sign-in
 * @param path see `claimedRoles`
 */
export async function applyClaims(personId: string, claims: unknown, path: string): Promise<void> {
  const roles = claimedRoles(claims, path)
  const companies = await systemSql<{ id: string; slug: string }>(
    `SELECT c.id, c.slug FROM "Company" c LEFT JOIN "Membership" m ON m."companyId" = c.id AND m."personId" = $1
     WHERE c.slug = ANY($2) OR m."isClaimed" ORDER BY c.id LIMIT ${MOST_COMPANIES}`,
    [personId, [...roles.keys()]],
  )
  for (const { id, slug } of companies) {
    await setClaimedRole(systemCaller(id, 'sign-in'), { personId, role: roles.get(slug) ?? null })
  }
}
