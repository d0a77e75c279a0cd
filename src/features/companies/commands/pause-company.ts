import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'

const Answer = z.object({ status: z.string() })

/** No agent of the company starts a run until it is resumed; runs that go on are asked to stop by the engine. */
export const pauseCompany = defineCommand({
  name: 'pauseCompany',
  grant: 'company:write',
  input: z.object({ reason: z.string().trim().max(500).default('') }),
  output: Answer,
  records: ['company.paused'],
  announces: ['company/paused'],
  async run(work, input) {
    const rows = await work.sql(
      `UPDATE "Company" SET status = 'paused', "pauseReason" = 'manual', "pausedAt" = $2, "updatedAt" = $2
       WHERE id = $1 AND status = 'active' RETURNING id`,
      [work.companyId, work.now],
    )
    if (rows.length === 0) throw new Refusal('illegal_transition', 'Only an active company can be paused.')
    work.record({
      action: 'company.paused',
      subject: { kind: 'company', id: work.companyId },
      details: { reason: input.reason },
    })
    work.announce({ name: 'company/paused', data: { companyId: work.companyId }, forEngine: true })
    return { status: 'paused' }
  },
})
