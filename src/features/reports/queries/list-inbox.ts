import { z } from 'zod'
import { GRANTS_OF_ROLE } from '@/features/access/rules/grants'
import { approvalsNamed } from '@/features/approvals'
import { defineQuery, type Subject, type View } from '@/platform/command'
import { NEEDS } from '../inbox-parts'
import { INBOX_KINDS, type InboxFacts, type InboxKind, inboxWords } from '../rules/inbox-text'

/** What a person needs to decide about it. */
const GRANT: Record<InboxKind, `${string}:${string}`> = {
  approval: 'approval:decide',
  question: 'task:write',
  budget: 'budget:write',
  review: 'task:write',
  blocked: 'task:write',
  orphan: 'task:write',
  failure: 'run:control',
  stall: 'run:control',
  unplaced: 'run:control',
  brake: 'run:control',
  overdue: 'org:write',
  schedule: 'org:write',
  routine: 'task:write',
}

const CURSOR = /^([0-3])_(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const isCursor = (text: string) => CURSOR.test(text) && !Number.isNaN(Date.parse(text.split('_')[1] ?? ''))

export const ListInbox = z.object({
  kinds: z.array(z.enum(INBOX_KINDS)).min(1).optional(),
  /** `nextAfter` of the page before. */
  after: z.string().refine(isCursor, 'is no cursor of this list').optional(),
  limit: z.int().min(1).max(200).default(50),
})

export const InboxItem = z.object({
  /** The same as long as the same thing waits. */
  key: z.string(),
  kind: z.enum(INBOX_KINDS),
  /** 0: work stands still until somebody acts; 1: somebody asked; 2: work waits; 3: worth a look. */
  urgency: z.number(),
  at: z.string(),
  /** Of the approval, interaction, incident, task, run, agent or trigger that it is. */
  id: z.uuid(),
  /** Who it is about, by name. */
  who: z.string(),
  agentId: z.uuid().nullable(),
  taskId: z.uuid().nullable(),
  identifier: z.string().nullable(),
  /** Of a budget's incident. */
  budgetId: z.uuid().nullable(),
  /** What is the matter, as it goes on behind the name. */
  text: z.string(),
  /** What deciding does. */
  effect: z.string(),
  /** Whether the caller may decide. */
  mayDecide: z.boolean(),
})
export type InboxItem = z.output<typeof InboxItem>

export const InboxPage = z.object({ items: z.array(InboxItem), nextAfter: z.string().nullable() })
export type InboxPage = z.output<typeof InboxPage>

type Row = Pick<InboxItem, 'kind' | 'urgency' | 'at' | 'id' | 'who' | 'agentId' | 'taskId'> & { facts: InboxFacts }

/** All that needs a person, what stands still first, then what somebody asked, newest first; at most 500 of a kind. */
export const listInbox = defineQuery({
  name: 'listInbox',
  grant: 'company:read',
  input: ListInbox,
  async run(view, { kinds, after, limit }): Promise<InboxPage> {
    const [urgency = null, at = null, id = null] = after?.split('_') ?? []
    const rows = await view.sql<Row>(
      `SELECT * FROM (${NEEDS}) n WHERE ($4::text[] IS NULL OR kind = ANY($4))
         AND ($5::int IS NULL OR urgency > $5 OR (urgency = $5 AND (at < $6::timestamptz OR (at = $6 AND id > $7::uuid))))
       ORDER BY urgency, at DESC, id, kind LIMIT $2`,
      [view.companyId, limit + 1, view.now, kinds ?? null, urgency, at, id],
    )
    const page = rows.slice(0, limit)
    const last = rows.length > limit ? page.at(-1) : undefined
    const nextAfter = last ? `${last.urgency}_${last.at}_${last.id}` : null
    return { items: await itemsOf(view, page), nextAfter }
  },
})

/** How much needs a person, and how much of it stands still or was asked; at most 500 of a kind. */
export const countInbox = defineQuery({
  name: 'countInbox',
  grant: 'company:read',
  input: z.object({}),
  async run(view): Promise<{ total: number; urgent: number }> {
    const [row] = await view.sql<{ total: number; urgent: number }>(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE urgency < 2)::int AS urgent FROM (${NEEDS}) n WHERE $2::int > 0`,
      [view.companyId, 1, view.now],
    )
    return row!
  },
})

/** More are not told outside at a time. */
const MOST_WAITING = 2_000

/** Roles, from the least, that decide something. */
const DECIDING = ['operator', 'admin', 'owner'] as const
type Deciding = (typeof DECIDING)[number]

export type Waiting = InboxItem & { decidedBy: Deciding[] }

/**
 * All that needs a person, for telling it outside: each with the roles that may decide about it, and without texts that runs and agents
 * wrote about errors and reasons.
 * @returns `isAll` is false when there is more
 */
export async function everythingWaiting(view: View): Promise<{ items: Waiting[]; isAll: boolean }> {
  const found = await view.sql<Row>(`SELECT * FROM (${NEEDS}) n ORDER BY urgency, at DESC, id, kind LIMIT $2`, [
    ...[view.companyId, MOST_WAITING + 1, view.now],
  ])
  const rows = found.slice(0, MOST_WAITING).map((row) => ({ ...row, facts: withoutReports(row) }))
  // one after the other, because they share one connection
  const byOperator = await itemsOf(viewAs(view, 'operator'), rows)
  const byAdmin = await itemsOf(viewAs(view, 'admin'), rows)
  const byOwner = await itemsOf(viewAs(view, 'owner'), rows)
  const items = byOwner.map((item, at) => {
    const may = { operator: byOperator[at]?.mayDecide, admin: byAdmin[at]?.mayDecide, owner: item.mayDecide }
    return { ...item, decidedBy: DECIDING.filter((role) => may[role]) }
  })
  return { items, isAll: found.length <= MOST_WAITING }
}

function withoutReports({ kind, facts }: Row): InboxFacts {
  const { error: _, ...rest } = facts
  return kind === 'blocked' ? { ...rest, reason: undefined } : rest
}

function viewAs(view: View, role: Deciding): View {
  const grants = GRANTS_OF_ROLE[role]
  return Object.create(view, {
    grants: { value: grants },
    grantsOfEach: { value: async (subjects: Subject[]) => subjects.map(() => grants) },
    actor: { value: { kind: 'person', id: '' } },
  })
}

/** What the command that settles it is about, as its `about` says; a role in a team does not count for the rest. */
function subjectsOf({ kind, id, agentId, taskId }: Row): Subject[] {
  switch (kind) {
    case 'question':
      return [['interaction', id]]
    case 'review':
    case 'blocked':
    case 'orphan':
      return [['task', id]]
    case 'failure':
      return [['agent', agentId], ...(taskId ? [['task', taskId] satisfies Subject] : [])]
    case 'stall':
    case 'unplaced':
      return [['run', id]]
    case 'brake':
    case 'overdue':
    case 'schedule':
      return [['agent', agentId]]
    default:
      return [['agent', null]]
  }
}

/** Of each row, whether the caller has the grant that it needs about all that it is about. */
async function mayDecideEach(view: View, rows: Row[]): Promise<boolean[]> {
  if (view.actor.kind === 'agent') return rows.map(() => false)
  const subjects = rows.flatMap((row, at) => subjectsOf(row).map((subject) => ({ at, subject })))
  const each = await view.grantsOfEach(subjects.map(({ subject }) => subject))
  const barred = new Set(subjects.flatMap(({ at }, index) => (each[index]?.has(GRANT[rows[at]!.kind]) ? [] : [at])))
  return rows.map((_, at) => !barred.has(at))
}

async function itemsOf(view: View, rows: Row[]): Promise<InboxItem[]> {
  const asked = rows.filter((row) => row.kind === 'approval').map((row) => row.id)
  const approvals = new Map((await approvalsNamed(view, asked)).map((each) => [each.id, each]))
  const mayDecide = await mayDecideEach(view, rows)
  return rows.map((row, at) => {
    const { facts, ...rest } = row
    const approval = approvals.get(row.id)
    const item = {
      ...rest,
      key: `${row.kind}-${row.id}${row.kind === 'brake' ? `-${row.agentId}` : ''}`,
      identifier: facts.identifier ?? null,
      budgetId: facts.budgetId ?? null,
      mayDecide: mayDecide[at] ?? false,
    }
    if (row.kind !== 'approval') return { ...item, ...inboxWords(row.kind, facts) }
    return {
      ...item,
      text: `asks: ${approval?.title ?? 'something'}${row.urgency === 0 ? '; work stands still until then' : ''}`,
      effect: approval?.effects.join(' ') ?? '',
      mayDecide: approval?.mayDecide ?? false,
    }
  })
}
