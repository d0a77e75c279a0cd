import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { LabelColor, LabelName, LabelView } from '../schema'
import { labelTaken } from './create-label'

/** Renames or recolours a label, on every task that has it. @throws Refusal not_found, or already_exists for a name that is taken */
export const updateLabel = defineCommand({
  name: 'updateLabel',
  grant: 'task:write',
  input: z.object({ labelId: z.uuid(), name: LabelName.optional(), color: LabelColor.optional() }),
  output: LabelView,
  records: ['label.updated'],
  announces: ['label/updated'],
  async run(work, { labelId, name, color }): Promise<LabelView> {
    const [label] = await work
      .sql<LabelView>(
        `UPDATE "Label" SET name = coalesce($3, name), color = coalesce($4, color) WHERE "companyId" = $1 AND id = $2
         RETURNING id, name, color`,
        [work.companyId, labelId, name ?? null, color ?? null],
      )
      .catch((error: { constraint?: string }) => {
        throw error.constraint === 'Label_companyId_name_key' ? labelTaken(name ?? '') : error
      })
    if (!label) throw notFound('label')
    work.record({ action: 'label.updated', subject: { kind: 'label', id: labelId }, details: { name, color } })
    work.announce({ name: 'label/updated', data: { labelId } })
    return label
  },
})
