import { followZone } from '@/features/schedules'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getCompany } from '../queries/get-company'
import { type GatedAction, type Gates, gatesOf } from '../rules/gates'
import { CompanyView, UpdateCompany } from '../schema'
import { mayPass } from '../store'

/**
 * Changes settings of the company. The mission's text is mirrored by its root goal; schedules without a zone of their own follow its zone. A gate is changed by whom it lets pass.
 * @throws Refusal forbidden for the gate of somebody with more say
 */
export const updateCompany = defineCommand({
  name: 'updateCompany',
  grant: 'company:write',
  input: UpdateCompany,
  output: CompanyView,
  records: ['company.updated'],
  announces: ['company/updated'],
  async run(work, { gates, ...input }) {
    await work.db.company.updateMany({ where: { id: work.companyId }, data: { ...input, updatedAt: work.now } })
    if (input.timeZone) await followZone(work, input.timeZone)
    if (gates) {
      await requireOwnGates(work, gates)
      await work.sql(`UPDATE "Company" SET gates = gates || $2::jsonb WHERE id = $1`, [
        work.companyId,
        JSON.stringify(gates),
      ])
    }
    if (input.mission) {
      await work.db.goal.updateMany({ where: { parentId: null }, data: { title: input.mission, updatedAt: work.now } })
    }
    work.record({
      action: 'company.updated',
      subject: { kind: 'company', id: work.companyId },
      details: { ...input, gates },
    })
    work.announce({ name: 'company/updated', data: { companyId: work.companyId } })
    return getCompany.within(work, {})
  },
})

async function requireOwnGates(work: Work, gates: Gates): Promise<void> {
  const [company] = await work.sql<{ gates: Gates }>(`SELECT gates FROM "Company" WHERE id = $1 FOR NO KEY UPDATE`, [
    work.companyId,
  ])
  const now = gatesOf(company?.gates ?? {})
  for (const [action, next] of Object.entries(gates)) {
    const gate = now[action as GatedAction]
    if (next === gate || mayPass(work, gate)) continue
    throw new Refusal('forbidden', 'An owner decides this, so only an owner changes who does.', { action, needs: gate })
  }
}
