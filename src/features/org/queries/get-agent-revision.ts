import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { type Difference, diff } from '../rules/diff'
import { withoutChangedValues, withoutValues } from '../rules/runtime'
import { type AgentSettings, RevisionName, type RevisionRow } from '../schema'
import { REVISION_COLUMNS } from './list-agent-revisions'

type Found = RevisionRow & { settings: AgentSettings }

export type RevisionView = Found & {
  /** The number that it is compared with; null for the first one. */
  against: number | null
  /** What changed from that one to this one, by path. Values that may be secrets are for those who may change them. */
  diff: Difference[]
}

/** One revision with its settings, and what differs from the one before, or from the one that was named. */
export const getAgentRevision = defineQuery({
  name: 'getAgentRevision',
  grant: 'org:read',
  input: RevisionName.safeExtend({ against: z.int().min(1).optional() }),
  async run(view, { against, ...name }): Promise<RevisionView> {
    const revision = await findRevision(view, name)
    const other = await findOther(view, revision, against)
    const differences = other ? diff(other.settings, revision.settings) : []
    const compared = { against: other?.number ?? null, diff: differences }
    if (view.grants.has('org:write')) return { ...revision, ...compared }
    const settings = { ...revision.settings, runtimeConfig: withoutValues(revision.settings.runtimeConfig) }
    return { ...revision, settings, against: compared.against, diff: withoutChangedValues(differences) }
  },
})

/** @throws Refusal not_found for an agent or a revision that is not there */
export async function findRevision(view: View, name: z.output<typeof RevisionName>): Promise<Found> {
  const [revision] = await view.sql<Found>(
    `SELECT ${REVISION_COLUMNS}, v.settings FROM "AgentRevision" v
     WHERE v."companyId" = $1 AND v."agentId" = $2 AND ($3::int IS NULL OR v.number = $3) AND ($4::uuid IS NULL OR v.id = $4)`,
    [view.companyId, name.agentId, name.number ?? null, name.revisionId ?? null],
  )
  if (!revision) throw notFound('revision')
  return revision
}

async function findOther(view: View, revision: Found, against: number | undefined): Promise<Found | null> {
  if (against !== undefined) return findRevision(view, { agentId: revision.agentId, number: against })
  const [before] = await view.sql<Found>(
    `SELECT ${REVISION_COLUMNS}, v.settings FROM "AgentRevision" v
     WHERE v."companyId" = $1 AND v."agentId" = $2 AND v.number < $3 ORDER BY v.number DESC LIMIT 1`,
    [view.companyId, revision.agentId, revision.number],
  )
  return before ?? null
}
