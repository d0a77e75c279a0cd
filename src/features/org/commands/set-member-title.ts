import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'

/** What a person is called in the chart, as in Chair; empty for nothing. */
export const setMemberTitle = defineCommand({
  name: 'setMemberTitle',
  grant: 'org:write',
  input: z.object({ personId: z.uuid(), title: z.string().trim().max(120) }),
  output: z.object({ personId: z.uuid(), title: z.string() }),
  records: ['member.titled'],
  announces: ['member/titled'],
  async run(work, { personId, title }) {
    const { count } = await work.db.membership.updateMany({
      where: { companyId: work.companyId, personId },
      data: { title },
    })
    if (count === 0) throw notFound('person')
    work.record({ action: 'member.titled', subject: { kind: 'person', id: personId }, details: { title } })
    work.announce({ name: 'member/titled', data: { personId } })
    return { personId, title }
  },
})
