import type { View } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { MemoryScope } from './schema'

/** A scope that is there. */
export type Scope = { kind: MemoryScope; id: string }
type Wish = { scopeKind?: MemoryScope | undefined; scopeId?: string | null | undefined }

/**
 * What somebody means by a scope. An agent that names none means itself, everybody else the company.
 * @throws Refusal invalid_input without an id where one is needed; not_found
 */
export async function scopeOf(view: View, { scopeKind, scopeId }: Wish): Promise<Scope> {
  const own = view.actor.kind === 'agent' ? view.actor.id : null
  const kind = scopeKind ?? (own ? 'agent' : 'company')
  const id = scopeId ?? (kind === 'company' ? view.companyId : kind === 'agent' ? own : null)
  if (!id) throw new Refusal('invalid_input', `scopeId: says which ${kind}.`, { field: 'scopeId' })
  if (!(await isThere(view, { kind, id }))) throw notFound(kind)
  return { kind, id }
}

async function isThere(view: View, { kind, id }: Scope): Promise<boolean> {
  if (kind === 'company') return id === view.companyId
  const table = kind === 'team' ? 'Team' : 'Agent'
  const found = await view.sql(`SELECT 1 FROM "${table}" WHERE "companyId" = $1 AND id = $2`, [view.companyId, id])
  return found.length > 0
}

/** The scopes that an agent is given memories of: the company, its teams, itself. */
export async function scopesOf(view: View, agentId: string): Promise<string[]> {
  const teams = await view.sql<{ teamId: string }>(
    `SELECT DISTINCT "teamId" FROM "TeamMember" WHERE "companyId" = $1 AND "agentId" = $2`,
    [view.companyId, agentId],
  )
  return [view.companyId, agentId, ...teams.map((team) => team.teamId)]
}

/** The scopes that the caller may read; null for all of the company. */
export function readableScopes(view: View): Promise<string[] | null> {
  return view.actor.kind === 'agent' ? scopesOf(view, view.actor.id) : Promise.resolve(null)
}

/** @throws Refusal forbidden for an agent that is not in the scope */
export async function requireReadable(view: View, scope: Scope): Promise<void> {
  const readable = await readableScopes(view)
  if (readable && !readable.includes(scope.id)) {
    throw new Refusal(
      'forbidden',
      `An agent reads what it knows itself, what its teams know, and what the company knows.`,
    )
  }
}

/**
 * People write everywhere. An agent writes what it knows itself, and for its teams; for the whole company only the agent that leads it.
 * @throws Refusal forbidden
 */
export async function requireWritable(view: View, scope: Scope): Promise<void> {
  if (view.actor.kind !== 'agent') return
  await requireReadable(view, scope)
  if (scope.kind !== 'company') return
  const [agent] = await view.sql<{ managerId: string | null }>(
    `SELECT "managerId" FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [view.companyId, view.actor.id],
  )
  if (agent?.managerId === null) return
  const who = 'What the whole company remembers is written by people and by the agent that leads it.'
  throw new Refusal('forbidden', `${who} Remember it for yourself or for a team, or ask one of them.`)
}
