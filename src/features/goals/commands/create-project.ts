import { openBudget } from '@/features/budgets'
import { defineCommand } from '@/platform/command'
import { freeKey, requireFrame, requireRepositoryByPerson } from '../projects'
import { getProject } from '../queries/get-project'
import { CreateProject, ProjectView } from '../schema'

/**
 * Adds a project, with a key of its own made from the name.
 * @throws Refusal not_found for a goal or lead that is not of this company; broken_rule for a lead that is terminated
 */
export const createProject = defineCommand({
  name: 'createProject',
  grant: 'goal:write',
  input: CreateProject,
  output: ProjectView,
  records: ['project.created'],
  announces: ['project/created'],
  async run(work, { targetDate, ...input }) {
    requireRepositoryByPerson(work, input)
    await requireFrame(work, input)
    const id = work.newId()
    const key = await freeKey(work, input.name, id)
    await work.db.project.create({
      data: {
        ...input,
        ...{ id, key, companyId: work.companyId, goalId: input.goalId ?? null, leadAgentId: input.leadAgentId ?? null },
        ...{
          color: input.color ?? null,
          repositoryUrl: input.repositoryUrl ?? null,
          defaultBranch: input.defaultBranch ?? null,
          targetDate: targetDate ? new Date(targetDate) : null,
        },
        ...{ createdAt: work.now, updatedAt: work.now },
      },
    })
    await openBudget.within(work, { scopeKind: 'project', scopeId: id, capMicros: null })
    const details = { name: input.name, key, goalId: input.goalId ?? null }
    work.record({ action: 'project.created', subject: { kind: 'project', id }, details })
    work.announce({ name: 'project/created', data: { projectId: id } })
    return getProject.within(work, { projectId: id })
  },
})
