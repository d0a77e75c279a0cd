import { z } from 'zod'
import { createCompany, updateCompany } from '@/features/companies'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { slugFor } from '../free-slug'
import { importAgents } from '../import-agents'
import { importGoals, importLabels, importProjects, importTeams } from '../import-frame'
import { importTasks } from '../import-tasks'
import { importMemories } from '../memories'
import { selectParts } from '../rules/choice'
import { planImport } from '../rules/plan'
import { type Bundle, ImportInput, type ImportOptions, ImportPlan } from '../schema'
import { findExisting } from '../store'

/** By the keys of the bundle. Of what was skipped: what is there. */
const Imported = z.array(z.object({ key: z.string(), id: z.uuid() }))

/**
 * Brings a bundle in, all of it or nothing: for a founder as a new company, else into the caller's own. Agents arrive paused with their
 * schedules off, nobody is woken. Times, states, numbers (in a new company) and the order of threads are kept; people become the
 * importer, with their names kept beside what they wrote.
 * @throws Refusal invalid_input with everything that does not fit together; what the rooms' own commands refuse
 */
export const importCompany = defineCommand({
  name: 'importCompany',
  grant: 'company:write',
  input: ImportInput,
  output: z.object({
    companyId: z.uuid(),
    plan: ImportPlan,
    agents: Imported,
    projects: Imported,
  }),
  records: ['company.imported'],
  announces: ['company/imported', 'task/imported', 'message/imported', 'document/imported'],
  async run(work, { bundle: whole, ...options }) {
    const existing = await findExisting(work)
    const plan = planImport(whole, options, existing, existing?.slug ?? (await slugFor(whole.company, options)))
    if (plan.errors.length > 0) {
      throw new Refusal('invalid_input', `The bundle cannot be imported. ${plan.errors[0]}`, {
        rule: 'bundle_inconsistent',
        problems: plan.errors,
      })
    }
    if (!existing) plan.company.slug = await found(work, whole.company, options, plan.company.slug)
    const bundle = selectParts(whole, options)
    const isNew = existing === null
    const agents = await importAgents(work, bundle, plan.agents, isNew)
    const goals = await importGoals(work, bundle, agents, isNew)
    const projects = await importProjects(work, bundle, plan.projects, { agents, goals })
    const teams = await importTeams(work, bundle, plan.teams, agents)
    const skipped = new Set(plan.agents.flatMap(({ key, action }) => (action === 'skip' ? [key] : [])))
    await importMemories(work, bundle, { agents: new Map([...agents].filter(([key]) => !skipped.has(key))), teams })
    const labels = await importLabels(work, bundle, plan.labels)
    const names = new Map(whole.agents.map(({ key, name }) => [key, name]))
    const tasks = await importTasks(work, bundle, { agents, goals, projects, labels, names }, isNew)
    const counts = { agents: agents.size, goals: plan.goals, projects: projects.size, ...tasks }
    work.record({
      action: 'company.imported',
      subject: { kind: 'company', id: work.companyId },
      details: { from: whole.company.name, collisions: options.collisions, ...counts },
    })
    work.announce({ name: 'company/imported', data: { companyId: work.companyId } })
    return { companyId: work.companyId, plan, agents: rowsOf(agents), projects: rowsOf(projects) }
  },
})

function rowsOf(ids: ReadonlyMap<string, string>) {
  return [...ids].map(([key, id]) => ({ key, id }))
}

const MOST_TRIES = 5

/** @returns the slug: somebody else may have taken the planned one in between, and then it is the next free one */
async function found(work: Work, company: Bundle['company'], options: ImportOptions, planned: string): Promise<string> {
  const { gates, mission, timeZone, capMicros, slug: _slug, ...settings } = company
  const name = options.name ?? company.name
  for (let tries = 1, slug = planned; ; tries++) {
    const wish = { name, slug, mission, timeZone, capMicros }
    const { refusal } = await work.attempt(() => createCompany.within(work, wish))
    if (refusal && (refusal.code !== 'already_exists' || tries === MOST_TRIES)) throw refusal
    if (!refusal) {
      await updateCompany.within(work, { gates, ...settings, name })
      return slug
    }
    slug = await slugFor(company, options)
  }
}
