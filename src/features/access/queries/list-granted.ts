import { z } from 'zod'
import { defineQuery, type Subject } from '@/platform/command'
import { GRANTS } from '../rules/grants'
import { SUBJECT_KINDS } from '../team-roles'

/** About which of these things the caller may do something, by the company's role or by one in their team: for lists of things. */
export const listGranted = defineQuery({
  name: 'listGranted',
  grant: 'company:read',
  input: z.object({
    grant: z.enum(GRANTS),
    kind: z.enum(SUBJECT_KINDS),
    ids: z.array(z.uuid()).min(1).max(100),
  }),
  async run(view, { grant, kind, ids }): Promise<string[]> {
    const each = await view.grantsOfEach(ids.map((id): Subject => [kind, id]))
    return ids.filter((_, at) => each[at]?.has(grant))
  },
})
