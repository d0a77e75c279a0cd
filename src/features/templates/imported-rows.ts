import { ExecutionPolicy } from '@/features/tasks'
import type { Work } from '@/platform/command'
import { importerOf } from './import-frame'
import { policyHere, withIds } from './rules/references'
import type { Bundle, Who } from './schema'
import type { RowFor } from './store'

type Ids = ReadonlyMap<string, string>
type Task = Bundle['tasks'][number]

/** New ids by what the bundle calls things, and the names of its agents, also of those that were left out. */
export type Maps = { agents: Ids; goals: Ids; projects: Ids; labels: Ids; names: Ids }

type Place = Maps & { id: string; mission: string; prefix: string; number: number }

/** A task as it was, in its new company. */
export function taskRow(
  work: Work,
  task: Task,
  { agents, goals, projects, id, mission, prefix, number }: Place,
): RowFor<'Task'> {
  const importer = importerOf(work)
  const { assignee, goal, project } = task
  const [creator, accountable] = [
    actorOf(work, task.createdBy, agents),
    actorOf(work, task.accountable ?? task.createdBy, agents),
  ]
  const createdAt = task.createdAt ?? work.now
  return {
    ...{
      id,
      companyId: work.companyId,
      number,
      identifier: `${prefix}-${number}`,
      title: task.title,
      description: task.description,
    },
    ...{
      state: task.state,
      priority: task.priority,
      complexity: task.complexity ?? null,
      requestDepth: task.requestDepth,
    },
    assigneeId: assignee && 'agent' in assignee ? (agents.get(assignee.agent) ?? null) : null,
    assigneePersonId: assignee && 'person' in assignee ? importer : null,
    ...{
      accountableKind: accountable.kind,
      accountableId: accountable.id,
      createdByKind: creator.kind,
      createdById: creator.id,
    },
    goalId: (goal && goals.get(goal)) || mission,
    projectId: (project && projects.get(project)) || null,
    ...{ dueAt: task.dueAt ?? null, notBefore: task.notBefore ?? null, billingCode: task.billingCode ?? null },
    ...{ originKind: task.originKind, originId: task.originId ?? null, hiddenAt: task.hiddenAt ?? null },
    executionPolicy: ExecutionPolicy.nullable().parse(policyHere(task.executionPolicy, agents, importer)),
    acceptance: withIds(task.acceptance, agents, importer ?? work.companyId),
    ...{
      blockedReason: task.blockedReason ?? null,
      completionSummary: task.completionSummary ?? null,
      messageCount: task.messages.length,
    },
    ...{
      createdAt,
      updatedAt: task.updatedAt ?? createdAt,
      startedAt: task.startedAt ?? null,
      completedAt: task.completedAt ?? null,
    },
  }
}

/** Who did something, in this company: an agent that came along, the importer for every person, else the product. */
function actorOf(work: Work, who: Who | null | undefined, agents: Ids): { kind: string; id: string } {
  const agentId = who && 'agent' in who ? agents.get(who.agent) : undefined
  if (agentId) return { kind: 'agent', id: agentId }
  const importer = importerOf(work)
  const isPerson = !who || 'person' in who
  return isPerson && importer ? { kind: 'person', id: importer } : { kind: 'system', id: work.companyId }
}

/** The name of an author who is not of this company stays with the message. */
export function messageRow(
  work: Work,
  taskId: string,
  message: Task['messages'][number],
  { agents, names }: Maps,
): RowFor<'Message'> {
  const { author, role, content, toolCalls, editedAt } = message
  const actor = actorOf(work, author, agents)
  const name =
    'person' in author
      ? author.person
      : 'agent' in author && actor.kind !== 'agent'
        ? (names.get(author.agent) ?? author.agent)
        : null
  return {
    ...{
      id: work.newId(),
      companyId: work.companyId,
      taskId,
      role,
      authorKind: actor.kind,
      authorId: actor.id,
      importedAuthor: name,
    },
    ...{ content, toolCalls, createdAt: message.createdAt ?? work.now, editedAt: editedAt ?? null },
  }
}

/** A document and its one revision. */
export function documentRows(work: Work, taskId: string, given: Task['documents'][number], agents: Ids) {
  const [id, revisionId] = [work.newId(), work.newId()]
  const { companyId } = work
  const [creator, editor] = [actorOf(work, given.createdBy, agents), actorOf(work, given.updatedBy, agents)]
  const { key, body, title = null, createdAt = work.now.toISOString(), updatedAt = createdAt } = given
  const document: RowFor<'Document'> = {
    ...{
      id,
      companyId,
      taskId,
      key,
      title,
      format: 'markdown',
      body,
      revisionId,
      revisionNumber: 1,
      createdAt,
      updatedAt,
    },
    ...{ createdByKind: creator.kind, createdById: creator.id, updatedByKind: editor.kind, updatedById: editor.id },
  }
  const revision: RowFor<'DocumentRevision'> = {
    ...{
      id: revisionId,
      companyId,
      documentId: id,
      number: 1,
      title,
      body,
      changeSummary: 'Imported.',
      authorKind: editor.kind,
    },
    ...{ authorId: editor.id, createdAt: updatedAt },
  }
  return { document, revision }
}

/** A work product; the run that told of it stays behind. */
export function productRow(
  work: Work,
  taskId: string,
  { createdBy, isPrimary = false, metadata = {}, ...product }: Task['workProducts'][number],
  agents: Ids,
): RowFor<'WorkProduct'> {
  const creator = actorOf(work, createdBy, agents)
  const { type, title, url = null, externalId = null, status = null, summary = null } = product
  const { createdAt = work.now.toISOString(), updatedAt = createdAt } = product
  return {
    ...{ id: work.newId(), companyId: work.companyId, taskId, type, title, url, externalId, status, summary },
    ...{ isPrimary, metadata, createdByKind: creator.kind, createdById: creator.id, createdAt, updatedAt },
  }
}
