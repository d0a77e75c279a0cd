import { z } from 'zod'
import { search as find, Search, SearchHit } from '@/features/search'
import { IdOrNull, Instant, Text } from './fields'
import { entityOf } from './names'
import { byId, cut, limitOf } from './page'
import { route } from './route'

const Hit = z
  .object({
    entityType: z.string().meta({ description: 'issue, comment, document or heartbeat_run.' }),
    id: z.string(),
    issueId: IdOrNull,
    issueIdentifier: Text,
    title: z.string(),
    snippet: SearchHit.shape.snippet,
    createdAt: Instant,
  })
  .meta({ id: 'SearchHit' })

export const search = [
  route({
    method: 'get',
    path: '/companies/{companyId}/search',
    name: 'search',
    tag: 'Activity',
    summary: 'Find issues, comments, documents and run logs by their words, best first',
    query: limitOf(20, 99).extend({ q: Search.shape.q, cursor: z.uuid('is no cursor').optional() }),
    answer: z.array(Hit),
    run: async ({ caller, query: { q, cursor, limit }, ...asked }) => {
      const hits = await find(caller, { q, after: cursor, limit: limit + 1 })
      return cut(hits, limit, asked, byId).map(({ kind, id, taskId, taskIdentifier, title, snippet, at }) => ({
        ...{ entityType: entityOf(kind), id, issueId: taskId, issueIdentifier: taskIdentifier },
        ...{ title, snippet, createdAt: at },
      }))
    },
  }),
]
