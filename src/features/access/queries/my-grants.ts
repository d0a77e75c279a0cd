import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { SUBJECT_KINDS } from '../team-roles'

type MyGrants = {
  grants: string[]
  /** The teams in which the caller holds a role; screens ask again about a thing where there are any. */
  teamIds: string[]
}

/** What the caller may do in this company, as `<room>:<verb>`, or about one thing of it: screens leave out what is not in it. */
export const myGrants = defineQuery({
  name: 'myGrants',
  grant: 'company:read',
  input: z.object({ about: z.object({ kind: z.enum(SUBJECT_KINDS), id: z.uuid() }).optional() }),
  async run(view, { about }): Promise<MyGrants> {
    const grants = await view.grantsAbout(about ? [[about.kind, about.id]] : [])
    const held = await view.db.teamRole.findMany({
      where: { personId: view.actor.id },
      select: { teamId: true },
      orderBy: { teamId: 'asc' },
      take: 500,
    })
    return { grants: [...grants].sort(), teamIds: held.map(({ teamId }) => teamId) }
  },
})
