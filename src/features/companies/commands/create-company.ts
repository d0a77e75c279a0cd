import { openBudget } from '@/features/budgets'
import { createMission } from '@/features/goals'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getCompany } from '../queries/get-company'
import { candidates } from '../rules/naming'
import { CompanyView, CreateCompany } from '../schema'

/**
 * Founds the company whose id the caller carries: its mission as root goal, its budget, its audit chain; the person who asks
 * becomes the owner.
 * @throws Refusal already_exists when the slug that was asked for is taken
 */
export const createCompany = defineCommand({
  name: 'createCompany',
  grant: 'company:write',
  input: CreateCompany,
  output: CompanyView,
  records: ['company.created'],
  announces: ['company/created'],
  async run(work, input) {
    const { slug } = await insertCompany(work, input)
    await work.sql(`INSERT INTO "AuditHead" ("companyId") VALUES ($1)`, [work.companyId])
    if (work.actor.kind === 'person') {
      await work.db.membership.create({
        data: { companyId: work.companyId, personId: work.actor.id, role: 'owner' },
      })
    }
    await createMission.within(work, { mission: input.mission || input.name })
    await openBudget.within(work, { scopeKind: 'company', scopeId: work.companyId, capMicros: input.capMicros ?? null })
    work.record({
      action: 'company.created',
      subject: { kind: 'company', id: work.companyId },
      details: { name: input.name, slug, mission: input.mission },
    })
    work.announce({ name: 'company/created', data: { companyId: work.companyId } })
    return getCompany.within(work, {})
  },
})

async function insertCompany(work: Work, input: typeof CreateCompany._output) {
  const suffix = work.newId().slice(-8)
  for (const { slug, prefix } of candidates(input.slug, input.name, suffix)) {
    const [row] = await work.sql<{ slug: string }>(
      `INSERT INTO "Company" (id, name, slug, mission, "timeZone", "taskPrefix", gates, "createdAt", "updatedAt")
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING RETURNING slug`,
      [work.companyId, input.name, slug, input.mission, input.timeZone, prefix, JSON.stringify(input.gates), work.now],
    )
    if (row) return row
  }
  throw new Refusal('already_exists', `The slug ${input.slug ?? ''} is taken. Choose another one.`, { field: 'slug' })
}
