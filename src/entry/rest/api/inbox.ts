import { z } from 'zod'
import { InboxItem, ListInbox, listInbox } from '@/features/reports'
import { Id, IdOrNull, Instant } from './fields'
import { limitOf, pointTo } from './page'
import { route } from './route'

const Item = InboxItem.omit({ taskId: true, budgetId: true })
  .extend({ id: Id, agentId: IdOrNull, at: Instant, issueId: IdOrNull })
  .meta({ id: 'InboxItem' })

export const inbox = [
  route({
    method: 'get',
    path: '/companies/{companyId}/inbox',
    name: 'listInbox',
    tag: 'Companies',
    summary: 'See all that needs a person, what stands still first',
    description:
      'Approvals, questions, halted budgets, issues that are blocked, to review, orphaned or failed, and late clocks.',
    query: limitOf(50, 200).extend({
      cursor: ListInbox.shape.after.meta({ description: '`X-Next-Cursor` of the page before.' }),
    }),
    answer: z.array(Item),
    run: async ({ caller, query: { limit, cursor: after }, ...asked }) => {
      const { items, nextAfter } = await listInbox(caller, { after, limit })
      if (nextAfter) pointTo(nextAfter, asked)
      return items.map(({ taskId: issueId, budgetId: _budget, ...item }) => ({ ...item, issueId }))
    },
  }),
]
