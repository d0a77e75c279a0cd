import type { Work } from '@/platform/command'
import type { Writer } from './bundle-writer'
import { documentsOf, messagesOf, type Names, type Part, productsOf, type TaskRow, taskPages, whoOf } from './collect'
import { withKeys } from './rules/references'

/** One file a task, a page at a time. */
export async function addTasks(work: Work, writer: Writer, names: Names): Promise<number> {
  let count = 0
  for await (const page of taskPages(work)) {
    const ids = page.map(({ id }) => id)
    const parts = {
      messages: byTask(await messagesOf(work, ids)),
      documents: byTask(await documentsOf(work, ids)),
      products: byTask(await productsOf(work, ids)),
    }
    for (const row of page) {
      writer.addJson(`tasks/${String(row.number).padStart(6, '0')}.json`, taskFile(names, row, parts))
      writer.seen(row.updatedAt)
    }
    count += page.length
  }
  return count
}

function byTask(parts: readonly Part[]): Map<string, Part[]> {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const group = groups.get(part.taskId)
    if (group) group.push(part)
    else groups.set(part.taskId, [part])
  }
  return groups
}

type Parts = Record<'messages' | 'documents' | 'products', Map<string, Part[]>>

function taskFile(names: Names, row: TaskRow, parts: Parts) {
  const [messages, documents] = [parts.messages.get(row.id) ?? [], parts.documents.get(row.id) ?? []]
  const products = parts.products.get(row.id) ?? []
  const { id: _id, messageCount: _count, goalId, projectId, executionPolicy, acceptance, ...rest } = row
  const { assigneeId, assigneePersonId, accountableKind, accountableId, createdByKind, createdById, ...plain } = rest
  const agent = names.agents.get(String(assigneeId))
  const person = assigneePersonId ? whoOf(names, 'person', assigneePersonId) : null
  return {
    ...plain,
    goal: names.goals.get(String(goalId)) ?? null,
    project: names.projects.get(String(projectId)) ?? null,
    labels: row.labels.filter((label) => names.labels.has(label)),
    assignee: agent ? { agent } : person,
    accountable: whoOf(names, accountableKind, accountableId),
    createdBy: whoOf(names, createdByKind, createdById),
    executionPolicy: withKeys(executionPolicy, names.agents, names.people),
    acceptance: withKeys(acceptance, names.agents, names.people),
    messages: messages.map(({ taskId: _task, authorKind, authorId, importedAuthor, ...message }) => ({
      ...{ author: whoOf(names, authorKind, authorId, importedAuthor), ...message },
    })),
    documents: documents.map(
      ({ taskId: _task, createdByKind, createdById, updatedByKind, updatedById, ...document }) => ({
        ...{
          ...document,
          createdBy: whoOf(names, createdByKind, createdById),
          updatedBy: whoOf(names, updatedByKind, updatedById),
        },
      }),
    ),
    workProducts: products.map(({ taskId: _task, createdByKind, createdById, ...product }) => ({
      ...{ ...product, createdBy: whoOf(names, createdByKind, createdById) },
    })),
  }
}
