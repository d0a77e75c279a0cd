import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { selectTeams } from '../teams'

/** Teams, oldest first; `after` is the id of the last one of the page before. */
export const listTeams = defineQuery({
  name: 'listTeams',
  grant: 'org:read',
  input: z.object({ after: z.uuid().optional(), limit: z.int().min(1).max(500).default(200) }),
  run: (view, page) => selectTeams(view, page),
})
