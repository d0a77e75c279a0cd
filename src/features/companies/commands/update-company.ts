import { defineCommand } from '@/platform/command'
import { getCompany } from '../queries/get-company'
import { CompanyView, UpdateCompany } from '../schema'

/** Changes settings of the company. The mission's text is mirrored by its root goal. */
export const updateCompany = defineCommand({
  name: 'updateCompany',
  grant: 'company:write',
  input: UpdateCompany,
  output: CompanyView,
  records: ['company.updated'],
  announces: ['company/updated'],
  async run(work, { gates, ...input }) {
    await work.db.company.updateMany({ where: { id: work.companyId }, data: { ...input, updatedAt: work.now } })
    if (gates) {
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
