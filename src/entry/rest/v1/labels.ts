import { z } from 'zod'
import { createLabel, deleteLabel, type LabelView, listLabels, updateLabel } from '@/features/tasks'
import { publicId } from '@/platform/ids'
import { deleted, NextCursor } from './fields'
import { route } from './route'
import { Label, labelAnswer } from './task-answers'

const LabelAnswer = Label.extend({ label: Label }).meta({ id: 'LabelAnswer' })
const Fields = z.object({ name: z.string(), color: z.string().optional().meta({ example: '#3366ff' }) })

function hybrid(view: LabelView): z.output<typeof LabelAnswer> {
  const label = labelAnswer(view)
  return { ...label, label }
}

export const labels = [
  route({
    method: 'post',
    path: '/companies/{company_id}/labels',
    name: 'createLabel',
    tag: 'Tasks',
    summary: 'Make a label',
    body: Fields,
    status: 201,
    answer: LabelAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => hybrid(await createLabel(caller, body, options)),
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/labels',
    name: 'listLabels',
    tag: 'Tasks',
    summary: 'List the labels of a company by name',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(200).meta({ type: 'integer' }),
      cursor: z.string().optional(),
    }),
    answer: z.object({ labels: z.array(Label), next_cursor: NextCursor }),
    run: async ({ caller, query: { limit, cursor: after } }) => {
      const found = await listLabels(caller, { after, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { labels: page.map(labelAnswer), next_cursor: found.length > limit ? (page.at(-1)?.name ?? null) : null }
    },
  }),
  route({
    method: 'patch',
    path: '/labels/{label_id}',
    name: 'updateLabel',
    tag: 'Tasks',
    summary: 'Change a label',
    body: Fields.partial(),
    answer: LabelAnswer,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) => hybrid(await updateLabel(caller, { ...body, labelId: id }, options)),
  }),
  route({
    method: 'delete',
    path: '/labels/{label_id}',
    name: 'deleteLabel',
    tag: 'Tasks',
    summary: 'Take a label away, from its tasks too',
    answer: deleted('label'),
    run: async ({ caller, id, options }) => {
      await deleteLabel(caller, { labelId: id }, options)
      return { id: publicId('label', id), deleted: true }
    },
  }),
]
