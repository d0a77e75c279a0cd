import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { LabelView } from '../schema'

/** Removes a label from the company and from every task that has it. For people. @throws Refusal not_found, or forbidden */
export const deleteLabel = defineCommand({
  name: 'deleteLabel',
  grant: 'task:write',
  input: z.object({ labelId: z.uuid() }),
  output: LabelView,
  records: ['label.deleted'],
  announces: ['label/deleted'],
  async run(work, { labelId }): Promise<LabelView> {
    if (work.actor.kind === 'agent') throw new Refusal('forbidden', 'Labels are deleted by people.')
    // first the label, so that no task is given it meanwhile
    await work.sql(`SELECT 1 FROM "Label" WHERE "companyId" = $1 AND id = $2 FOR UPDATE`, [work.companyId, labelId])
    await work.sql(`DELETE FROM "TaskLabel" WHERE "companyId" = $1 AND "labelId" = $2`, [work.companyId, labelId])
    const [label] = await work.sql<LabelView>(
      `DELETE FROM "Label" WHERE "companyId" = $1 AND id = $2 RETURNING id, name, color`,
      [work.companyId, labelId],
    )
    if (!label) throw notFound('label')
    work.record({ action: 'label.deleted', subject: { kind: 'label', id: labelId }, details: { name: label.name } })
    work.announce({ name: 'label/deleted', data: { labelId } })
    return label
  },
})
