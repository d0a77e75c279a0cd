import { missionId } from '@/features/goals'
import type { Work } from '@/platform/command'
import { documentRows, type Maps, messageRow, productRow, taskRow } from './imported-rows'
import type { Bundle } from './schema'
import { insertRows, setParents, takeNumbers } from './store'

type Task = Bundle['tasks'][number]

/** Tasks whose threads are written with one batch of statements. */
const TASKS_A_BATCH = 200

/**
 * Adds tasks with their threads, documents, labels and blockers, as they were; no event wakes anybody. A new company keeps the
 * numbers, an old one gives its next ones in the same order.
 */
export async function importTasks(work: Work, bundle: Bundle, maps: Maps, isNew: boolean) {
  const { tasks } = bundle
  if (tasks.length === 0) return { tasks: 0, messages: 0 }
  const { before, prefix } = await takeNumbers(work, isNew ? tasks.at(-1)!.number : tasks.length)
  const mission = await missionId(work)
  const ids = new Map(tasks.map((task) => [task.number, work.newId()]))
  const rows = tasks.map((task, i) =>
    taskRow(work, task, {
      ...maps,
      id: ids.get(task.number)!,
      mission,
      prefix,
      number: isNew ? task.number : before + i + 1,
    }),
  )
  await insertRows(work, 'Task', rows)
  const below = tasks.flatMap(({ number, parent }) =>
    parent == null ? [] : [{ id: ids.get(number)!, parentId: ids.get(parent)! }],
  )
  if (below.length > 0) await setParents(work, below)
  for (let from = 0; from < tasks.length; from += TASKS_A_BATCH) {
    await addParts(work, tasks.slice(from, from + TASKS_A_BATCH), ids, maps)
  }
  await markRead(work, [...ids.values()])
  return { tasks: tasks.length, messages: rows.reduce((sum, row) => sum + Number(row.messageCount), 0) }
}

/** What came with the bundle is no news to who brought it. */
async function markRead(work: Work, taskIds: readonly string[]): Promise<void> {
  await work.sql(
    `UPDATE "TaskMark" SET "isUnread" = false, "readAt" = $3 WHERE "companyId" = $1 AND "taskId" = ANY($2) AND "isUnread"`,
    [work.companyId, taskIds, work.now],
  )
}

async function addParts(
  work: Work,
  tasks: readonly Task[],
  ids: ReadonlyMap<number, string>,
  maps: Maps,
): Promise<void> {
  const { companyId } = work
  const idOf = (task: Task) => ids.get(task.number)!
  const messages = tasks.flatMap((task) => task.messages.map((message) => messageRow(work, idOf(task), message, maps)))
  await insertRows(work, 'Message', messages)
  const documents = tasks.flatMap((task) =>
    task.documents.map((document) => documentRows(work, idOf(task), document, maps.agents)),
  )
  await insertRows(
    work,
    'Document',
    documents.map(({ document }) => document),
  )
  await insertRows(
    work,
    'DocumentRevision',
    documents.map(({ revision }) => revision),
  )
  const products = tasks.flatMap((task) =>
    task.workProducts.map((product) => productRow(work, idOf(task), product, maps.agents)),
  )
  await insertRows(work, 'WorkProduct', products)
  const labelled = tasks.flatMap((task) =>
    [...new Set(task.labels)].map((name) => ({ companyId, taskId: idOf(task), labelId: maps.labels.get(name) })),
  )
  await insertRows(
    work,
    'TaskLabel',
    labelled.filter(({ labelId }) => labelId),
  )
  const blocked = tasks.flatMap((task) =>
    [...new Set(task.blockedBy)].map((number) => ({
      companyId,
      taskId: idOf(task),
      blockerId: ids.get(number),
      createdAt: work.now,
    })),
  )
  await insertRows(work, 'TaskBlocker', blocked)
  // for the search and the screens; nobody is woken
  for (const taskId of tasks.map(idOf)) work.announce({ name: 'task/imported', data: { taskId } })
  for (const { id, taskId } of messages) work.announce({ name: 'message/imported', data: { messageId: id, taskId } })
  for (const { document } of documents) {
    work.announce({ name: 'document/imported', data: { documentId: document.id, taskId: document.taskId } })
  }
}
