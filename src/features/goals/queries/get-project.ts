import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { selectProjects } from '../projects'
import type { ProjectView } from '../schema'

/** One project by its id or its key. */
export const getProject = defineQuery({
  name: 'getProject',
  grant: 'goal:read',
  input: z.union([z.object({ projectId: z.uuid() }), z.object({ key: z.string().max(200) })]),
  async run(view, input): Promise<ProjectView> {
    const [condition, value] = 'projectId' in input ? ['p.id = $2', input.projectId] : ['p.key = $2', input.key]
    const [project] = await selectProjects(view, condition, [value])
    if (!project) throw notFound('project')
    return project
  },
})
