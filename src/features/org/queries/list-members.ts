import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { MemberView } from '../schema'

const MOST_MEMBERS = 500

/** The people of the company, owners first; at most 500. */
export const listMembers = defineQuery({
  name: 'listMembers',
  grant: 'org:read',
  input: z.object({}),
  async run(view): Promise<MemberView[]> {
    const people = await view.sql<MemberView>(
      `SELECT p.id, p.name, p.email, m.role, m.title, coalesce((
         SELECT jsonb_agg(jsonb_build_object('teamId', t.id, 'teamName', t.name, 'role', r.role) ORDER BY t.name, t.id)
         FROM "TeamRole" r JOIN "Team" t ON t."companyId" = $1 AND t.id = r."teamId"
         WHERE r."companyId" = $1 AND r."personId" = p.id), '[]') AS "teamRoles"
       FROM "Membership" m JOIN "Person" p ON p.id = m."personId"
       WHERE m."companyId" = $1 ORDER BY array_position(ARRAY['owner', 'admin', 'operator', 'viewer'], m.role), m."createdAt", p.id
       LIMIT ${MOST_MEMBERS}`,
      [view.companyId],
    )
    return view.actor.kind === 'agent' ? people.map((person) => ({ ...person, email: null })) : people
  },
})
