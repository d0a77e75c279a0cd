import { z } from 'zod'
import { createLabel, deleteLabel, listLabels, updateLabel } from '@/features/tasks'
import { Label, labelAnswer } from './issue-answers'
import { cut, limitOf } from './page'
import { route } from './route'

const Name = z.string().trim().min(1, 'must not be empty').max(48)
const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'takes a colour as in #3366ff')

export const labels = [
  route({
    method: 'get',
    path: '/companies/{companyId}/labels',
    name: 'listLabels',
    tag: 'Labels',
    summary: 'List the labels of a company by name',
    query: limitOf(200, 499).extend({ cursor: z.string().max(60).optional() }),
    answer: z.array(Label),
    run: async ({ caller, query, ...asked }) => {
      const rows = await listLabels(caller, { after: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, (row) => row.name).map((row) => labelAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/labels',
    name: 'createLabel',
    tag: 'Labels',
    summary: 'Add a label',
    body: z.object({ name: Name, color: Color.optional() }),
    status: 201,
    answer: Label,
    refusals: ['already_exists'],
    run: async ({ caller, body, options }) => labelAnswer(caller.companyId, await createLabel(caller, body, options)),
  }),
  route({
    method: 'patch',
    path: '/labels/{id}',
    name: 'updateLabel',
    tag: 'Labels',
    summary: 'Rename or recolour a label',
    body: z.object({ name: Name.optional(), color: Color.optional() }),
    answer: Label,
    refusals: ['already_exists'],
    run: async ({ caller, id, body, options }) =>
      labelAnswer(caller.companyId, await updateLabel(caller, { labelId: id, ...body }, options)),
  }),
  route({
    method: 'delete',
    path: '/labels/{id}',
    name: 'deleteLabel',
    tag: 'Labels',
    summary: 'Delete a label, and take it from every issue',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, options }) => {
      await deleteLabel(caller, { labelId: id }, options)
      return { ok: true }
    },
  }),
]
