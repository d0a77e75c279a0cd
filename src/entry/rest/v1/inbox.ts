import { z } from 'zod'
import { InboxItem, ListInbox, listInbox } from '@/features/reports'
import { type IdKind, publicId } from '@/platform/ids'
import { commaList, Instant, NextCursor, shownId } from './fields'
import { route } from './route'

type Kind = InboxItem['kind']

/** What the id of an item is of, where this dialect has a prefix for it. */
const OF: Partial<Record<Kind, IdKind>> = {
  ...{ approval: 'approval', budget: 'incident', routine: 'trigger' },
  ...{ review: 'task', blocked: 'task', orphan: 'task', brake: 'task' },
  ...{ failure: 'run', stall: 'run', unplaced: 'run', overdue: 'agent', schedule: 'agent' },
}

const Item = z
  .object({
    key: z.string().meta({ description: 'The same as long as the same thing waits.' }),
    kind: InboxItem.shape.kind,
    urgency: z.int().meta({ description: '0: work stands still; 1: somebody asked; 2: work waits; 3: worth a look.' }),
    at: Instant,
    id: z.string().meta({ description: 'Of the approval, interaction, incident, task, run, agent or trigger.' }),
    who: z.string(),
    text: z.string().meta({ example: 'is blocked on NOT-12 Write the handbook' }),
    effect: z.string().meta({ description: 'What deciding does.' }),
    agent_id: shownId('agent').nullable(),
    task_id: shownId('task').nullable(),
    identifier: z.string().nullable(),
    may_decide: z.boolean(),
  })
  .meta({ id: 'InboxItem' })

function itemAnswer({ agentId, taskId, mayDecide, budgetId: _budget, ...item }: InboxItem): z.output<typeof Item> {
  const kind = OF[item.kind]
  return {
    ...item,
    id: kind ? publicId(kind, item.id) : item.id,
    agent_id: publicId('agent', agentId),
    task_id: publicId('task', taskId),
    may_decide: mayDecide,
  }
}

export const inbox = [
  route({
    method: 'get',
    path: '/companies/{company_id}/inbox',
    name: 'listInbox',
    tag: 'Record',
    summary: 'See all that needs a person, what stands still first',
    description:
      'Approvals, questions, halted budgets, work that is blocked, to review, orphaned or failed, and late clocks.',
    query: z.object({
      kind: commaList(InboxItem.shape.kind).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: ListInbox.shape.after.meta({ description: '`next_cursor` of the page before.' }),
    }),
    answer: z.object({ items: z.array(Item), next_cursor: NextCursor }),
    run: async ({ caller, query: { kind: kinds, cursor: after, limit } }) => {
      const page = await listInbox(caller, { kinds, after, limit })
      return { items: page.items.map(itemAnswer), next_cursor: page.nextAfter }
    },
  }),
]
