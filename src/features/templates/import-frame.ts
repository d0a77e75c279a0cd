import { createGoal, createProject, missionId, updateProject } from '@/features/goals'
import { createTeam, setTeamMembers, updateTeam } from '@/features/org'
import type { Work } from '@/platform/command'
import type { Bundle, PlanRow, Who } from './schema'
import { insertRows, recolorLabels, type SettledGoal, settleGoals, settleProjects } from './store'

type Ids = ReadonlyMap<string, string>

/** The person who imports, and stands for all people of the bundle; null for the product. */
export function importerOf(work: Work): string | null {
  return work.actor.kind === 'person' ? work.actor.id : null
}

/**
 * Adds the goals of a bundle below the mission that is here, parents first.
 * @returns ids by the keys of the bundle
 */
export async function importGoals(
  work: Work,
  bundle: Bundle,
  agents: Ids,
  isNew: boolean,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const settled: SettledGoal[] = []
  for (const goal of parentsFirst(bundle.goals)) {
    const { key, parent, title, description, level, status, dueDate } = goal
    const id =
      parent === null
        ? await missionId(work)
        : (
            await createGoal.within(work, {
              title,
              description,
              level,
              status,
              dueDate,
              parentId: ids.get(parent),
              ownerAgentId: null,
            })
          ).id
    ids.set(key, id)
    if (parent === null && isNew)
      await work.db.goal.updateMany({
        where: { id },
        data: { title, description, level, status, dueDate: dueDate ? new Date(dueDate) : null },
      })
    if (parent !== null || isNew)
      settled.push({
        id,
        ...ownerOf(work, goal.owner, agents),
        createdAt: goal.createdAt ?? null,
        updatedAt: goal.updatedAt ?? null,
      })
  }
  if (settled.length > 0) await settleGoals(work, settled)
  return ids
}

function parentsFirst(goals: Bundle['goals']): Bundle['goals'] {
  const below = new Map<string | null, Bundle['goals']>()
  for (const goal of goals) {
    const siblings = below.get(goal.parent)
    if (siblings) siblings.push(goal)
    else below.set(goal.parent, [goal])
  }
  const sorted = [...(below.get(null) ?? [])]
  for (const goal of sorted) sorted.push(...(below.get(goal.key) ?? []))
  return sorted
}

function ownerOf(work: Work, who: Who | null | undefined, agents: Ids) {
  const ownerAgentId = who && 'agent' in who ? (agents.get(who.agent) ?? null) : null
  return { ownerAgentId, ownerPersonId: who && 'person' in who ? importerOf(work) : null }
}

/** Adds or replaces projects. @returns ids by the keys of the bundle */
export async function importProjects(
  work: Work,
  bundle: Bundle,
  plan: readonly PlanRow[],
  { agents, goals }: { agents: Ids; goals: Ids },
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const rows = new Map(plan.map((row) => [row.key, row]))
  const settled: Parameters<typeof settleProjects>[1][number][] = []
  for (const project of bundle.projects) {
    const row = rows.get(project.key)!
    const { description, status, targetDate, color, goal, lead, repositoryUrl, defaultBranch } = project
    const goalId = goal ? (goals.get(goal) ?? null) : null
    const input = { name: row.name, description, status, targetDate, color, goalId, repositoryUrl, defaultBranch }
    if (row.existingId) {
      ids.set(project.key, row.existingId)
      if (row.action === 'replace') await updateProject.within(work, { ...input, projectId: row.existingId })
      continue
    }
    const { id } = await createProject.within(work, input)
    ids.set(project.key, id)
    const { pausedAt = null, pauseReason = null, archivedAt = null, createdAt = null, updatedAt = null } = project
    settled.push({
      id,
      leadAgentId: lead ? (agents.get(lead) ?? null) : null,
      pausedAt,
      pauseReason,
      archivedAt,
      createdAt,
      updatedAt,
    })
  }
  if (settled.length > 0) await settleProjects(work, settled)
  return ids
}

/** Adds or replaces teams; people are not in a bundle's. @returns ids by the keys of the bundle, without those that were skipped */
export async function importTeams(
  work: Work,
  bundle: Bundle,
  plan: readonly PlanRow[],
  agents: Ids,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const rows = new Map(plan.map((row) => [row.key, row]))
  for (const team of bundle.teams) {
    const row = rows.get(team.key)!
    if (row.action === 'skip') continue
    const { description } = team
    const made = row.existingId
      ? await updateTeam.within(work, { teamId: row.existingId, name: row.name, description })
      : await createTeam.within(work, { name: row.name, description })
    const terminated = new Set(bundle.agents.filter(({ status }) => status === 'terminated').map(({ key }) => key))
    const agentIds = team.agents.flatMap((key) => (terminated.has(key) ? [] : (agents.get(key) ?? [])))
    if (agentIds.length > 0) await setTeamMembers.within(work, { teamId: made.id, agentIds })
    ids.set(team.key, made.id)
  }
  return ids
}

/** Adds labels. @returns ids by the names of the bundle */
export async function importLabels(work: Work, bundle: Bundle, plan: readonly PlanRow[]): Promise<Map<string, string>> {
  const rows = new Map(plan.map((row) => [row.key, row]))
  const placed = bundle.labels.map((label) => {
    const { existingId, action, name } = rows.get(label.name)!
    return {
      key: label.name,
      name,
      color: label.color,
      action,
      id: existingId ?? work.newId(),
      isNew: existingId === null,
    }
  })
  const { companyId, now: createdAt } = work
  const added = placed
    .filter(({ isNew }) => isNew)
    .map(({ id, name, color }) => ({ id, companyId, name, color, createdAt }))
  await insertRows(work, 'Label', added)
  const replaced = placed.filter(({ action }) => action === 'replace')
  if (replaced.length > 0) await recolorLabels(work, replaced)
  return new Map(placed.map(({ key, id }) => [key, id]))
}
