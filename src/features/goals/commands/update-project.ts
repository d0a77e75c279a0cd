import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import { freeKey, requireFrame, requireProject, requireRepositoryByPerson } from '../projects'
import { getProject } from '../queries/get-project'
import { ProjectView, UpdateProject } from '../schema'

/**
 * Changes a project; pauses, resumes, archives or restores it. A new name brings a new key.
 * @throws Refusal not_found; forbidden for an agent that does not lead it, or that would pause or archive it; broken_rule for a lead
 * that is terminated
 */
export const updateProject = defineCommand({
  name: 'updateProject',
  grant: 'goal:write',
  input: UpdateProject,
  output: ProjectView,
  records: ['project.updated'],
  announces: ['project/updated'],
  async run(work, { projectId, targetDate, isPaused, pauseReason, isArchived, ...input }) {
    const { name } = await requireProject(work, projectId)
    if (work.actor.kind === 'agent' && (isPaused !== undefined || isArchived !== undefined)) {
      throw new Refusal('forbidden', 'Projects are paused and archived by people.')
    }
    requireRepositoryByPerson(work, input)
    await requireFrame(work, input)
    const isRenamed = input.name !== undefined && keyOf(input.name) !== keyOf(name)
    const key = isRenamed ? { key: await freeKey(work, input.name ?? name, projectId) } : {}
    const day = targetDate === undefined ? {} : { targetDate: targetDate ? new Date(targetDate) : null }
    await work.db.project.updateMany({
      where: { id: projectId },
      data: { ...input, ...key, ...day, updatedAt: work.now },
    })
    await setStops(work, projectId, { isPaused, pauseReason: pauseReason ?? 'manual', isArchived })
    work.record({
      action: 'project.updated',
      subject: { kind: 'project', id: projectId },
      details: { ...input, ...key, targetDate, isPaused, isArchived },
    })
    work.announce({ name: 'project/updated', data: { projectId } })
    return getProject.within(work, { projectId })
  },
})

type Stops = { isPaused: boolean | undefined; pauseReason: string; isArchived: boolean | undefined }

/** What is paused or archived already keeps its time. */
async function setStops(work: Work, projectId: string, { isPaused, pauseReason, isArchived }: Stops): Promise<void> {
  if (isPaused === undefined && isArchived === undefined) return
  await work.sql(
    `UPDATE "Project" SET
       "pausedAt" = CASE $3::boolean WHEN true THEN coalesce("pausedAt", $5) WHEN false THEN NULL ELSE "pausedAt" END,
       "pauseReason" = CASE $3::boolean WHEN true THEN $6 WHEN false THEN NULL ELSE "pauseReason" END,
       "archivedAt" = CASE $4::boolean WHEN true THEN coalesce("archivedAt", $5) WHEN false THEN NULL ELSE "archivedAt" END
     WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, projectId, isPaused ?? null, isArchived ?? null, work.now, pauseReason],
  )
}
