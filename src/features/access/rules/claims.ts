import { ROLES, type Role } from './grants'

/**
 * What an identity provider says a person is, by company. Each word of the claim is `<slug of a company>:<role>`, as in
 * `notegenius:operator`; of several for one company the highest counts, and what reads otherwise is passed over.
 * @param claims of the person, as the provider sent them
 * @param path name of the claim, with dots into objects, as in `realm_access.roles`
 */
export function claimedRoles(claims: unknown, path: string): Map<string, Role> {
  const roles = new Map<string, Role>()
  for (const word of wordsAt(claims, path)) {
    const at = word.lastIndexOf(':')
    const slug = word.slice(0, Math.max(at, 0))
    const role = ROLES.find((each) => each === word.slice(at + 1))
    if (!slug || !role) continue
    const known = roles.get(slug)
    if (!known || ROLES.indexOf(role) < ROLES.indexOf(known)) roles.set(slug, role)
  }
  return roles
}

function wordsAt(claims: unknown, path: string): string[] {
  let value = claims
  for (const name of path.split('.')) {
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : null
  }
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean)
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []
}
