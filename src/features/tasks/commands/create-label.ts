import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { LabelColor, LabelName, LabelView } from '../schema'

/** The refusal of a name that another label of the company has. */
export const labelTaken = (name: string) =>
  new Refusal('already_exists', `There is a label ${name} already.`, { rule: 'label_name_taken', field: 'name' })

/** Adds a label to the company. @throws Refusal already_exists for a name that is taken */
export const createLabel = defineCommand({
  name: 'createLabel',
  grant: 'task:write',
  input: z.object({ name: LabelName, color: LabelColor.default('#6b7280') }),
  output: LabelView,
  records: ['label.created'],
  announces: ['label/created'],
  async run(work, { name, color }): Promise<LabelView> {
    const [label] = await work.sql<LabelView>(
      `INSERT INTO "Label" (id, "companyId", name, color, "createdAt") VALUES ($2, $1, $3, $4, $5)
       ON CONFLICT ("companyId", name) DO NOTHING RETURNING id, name, color`,
      [work.companyId, work.newId(), name, color, work.now],
    )
    if (!label) throw labelTaken(name)
    work.record({ action: 'label.created', subject: { kind: 'label', id: label.id }, details: { name, color } })
    work.announce({ name: 'label/created', data: { labelId: label.id } })
    return label
  },
})
