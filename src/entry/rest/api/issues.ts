import { z } from 'zod'
import { type DocumentView, getDocument, listDocuments } from '@/features/documents'
import { createTask, getTask, listProducts, listTasks, updateTask } from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { DocumentAnswer, DocumentListed, documentAnswer, documentListed } from './document-answers'
import { orNull } from './fields'
import { Issue, IssueListed, issueAnswer, issueListed } from './issue-answers'
import { changeOf, IssueChange, IssueFilter, NewIssue, taskOf } from './issue-fields'
import { byId, cut } from './page'
import { route } from './route'
import { productAnswer, WorkProduct } from './work-products'

const IssueDetail = Issue.extend({
  documentSummaries: z.array(DocumentListed),
  workProducts: z.array(WorkProduct).meta({ description: 'The first hundred.' }),
  planDocument: orNull(DocumentAnswer).meta({ description: 'The document with the key `plan`.' }),
}).meta({ id: 'IssueDetail' })

async function readIssue(caller: Caller, taskId: string): Promise<z.output<typeof IssueDetail>> {
  const [task, documents, products] = await Promise.all([
    getTask(caller, { taskId }),
    listDocuments(caller, { taskId }),
    listProducts(caller, { taskId, limit: 100 }),
  ])
  const hasPlan = documents.some((document) => document.key === 'plan')
  const plan: DocumentView | null = hasPlan ? await getDocument(caller, { taskId, key: 'plan' }) : null
  return {
    ...issueAnswer(task),
    documentSummaries: documents.map(documentListed),
    workProducts: products.map(productAnswer),
    planDocument: plan && documentAnswer(plan),
  }
}

function personAsked(caller: Caller, asked: string | undefined): string | undefined {
  if (asked !== 'me') return asked
  if (caller.actor.kind === 'person') return caller.actor.id
  throw new Refusal('forbidden', 'Only people are me; an agent asks with assigneeAgentId.')
}

export const issues = [
  route({
    method: 'get',
    path: '/companies/{companyId}/issues',
    name: 'listTasks',
    tag: 'Issues',
    summary: 'List issues, newest first',
    query: IssueFilter,
    answer: z.array(IssueListed),
    run: async ({ caller, query: { limit, cursor, status, assigneeAgentId, assigneeUserId, ...query }, ...asked }) => {
      const { touchedByUserId, unreadForUserId, inboxArchivedByUserId, ...rest } = query
      const rows = await listTasks(caller, {
        ...rest,
        isTouched: touchedByUserId && true,
        isUnread: unreadForUserId && true,
        // existing clients ask so for what is still in the inbox
        isArchived: inboxArchivedByUserId && false,
        states: status,
        assigneeId: assigneeAgentId,
        assigneePersonId: personAsked(caller, assigneeUserId),
        before: cursor,
        limit: limit + 1,
      })
      return cut(rows, limit, asked, byId).map(issueListed)
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/issues',
    name: 'createTask',
    tag: 'Issues',
    summary: 'Create an issue',
    body: NewIssue,
    status: 201,
    answer: Issue,
    refusals: ['broken_rule', 'illegal_transition'],
    run: async ({ caller, body, options }) => issueAnswer(await createTask(caller, taskOf(body), options)),
  }),
  route({
    method: 'post',
    path: '/issues/{id}/children',
    name: 'createTask',
    tag: 'Issues',
    summary: 'Create an issue below this one',
    body: NewIssue.omit({ parentId: true }).meta({ id: 'NewChildIssue' }),
    status: 201,
    answer: Issue,
    refusals: ['broken_rule', 'illegal_transition'],
    run: async ({ caller, id, body, options }) =>
      issueAnswer(await createTask(caller, taskOf({ ...body, parentId: id }), options)),
  }),
  route({
    method: 'get',
    path: '/issues/{id}',
    name: 'getTask',
    tag: 'Issues',
    summary: 'Read an issue with what it hangs on',
    answer: IssueDetail,
    run: ({ caller, id }) => readIssue(caller, id),
  }),
  route({
    method: 'patch',
    path: '/issues/{id}',
    name: 'updateTask',
    tag: 'Issues',
    summary: 'Change, comment on, complete or reopen an issue',
    description: '409 while another agent holds it.',
    body: IssueChange,
    answer: Issue,
    refusals: ['already_claimed', 'illegal_transition', 'broken_rule'],
    run: async ({ caller, id, body, options }) =>
      issueAnswer(await updateTask(caller, { taskId: id, ...changeOf(body) }, options)),
  }),
  route({
    method: 'delete',
    path: '/issues/{id}',
    name: 'updateTask',
    tag: 'Issues',
    summary: 'Put an issue away from lists; nothing is destroyed',
    description: 'For people. The same as a time as `hiddenAt`; PATCH with `hiddenAt` null brings it back.',
    answer: Issue,
    run: async ({ caller, id, options }) =>
      issueAnswer(await updateTask(caller, { taskId: id, isHidden: true }, options)),
  }),
]
