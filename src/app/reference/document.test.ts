import { describe, expect, it } from 'vitest'
import { type ApiDocument, curlOf, fieldsOf, type Operation, permissionText, typeOf } from './document'

const document: ApiDocument = {
  info: { title: 'T', description: '' },
  servers: [{ url: '/api/v1' }],
  tags: [],
  paths: {},
  components: {
    schemas: { Task: { type: 'object', required: ['id'], properties: { id: { type: 'string', example: 'tsk_1' } } } },
  },
}
const Body = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', example: "Ada's" },
    due: { type: ['string', 'null'], format: 'date-time' },
    budget: { type: 'object', properties: { monthly_usd: { type: 'number', example: 5, description: 'Cap.' } } },
    tasks: { type: 'array', items: { $ref: '#/components/schemas/Task' } },
  },
}

describe('fieldsOf', () => {
  it('lists fields, opens objects once, and names what is defined elsewhere', () => {
    expect(fieldsOf(Body, document).map((field) => [field.name, field.type, field.isRequired])).toEqual([
      ['name', 'string', true],
      ['due', 'time or null', false],
      ['budget', 'object', false],
      ['budget.monthly_usd', 'number', false],
      ['tasks', 'list of Task', false],
    ])
  })

  it('follows references', () => {
    expect(fieldsOf({ $ref: '#/components/schemas/Task' }, document)).toMatchObject([{ name: 'id', isRequired: true }])
  })
})

it.each([
  [{ enum: ['open', 'done', 'blocked'] }, 'open, done or blocked'],
  [{ type: 'string', format: 'date' }, 'day'],
  [{}, 'anything'],
])('%o reads as %s', (schema, words) => expect(typeOf(schema, document)).toBe(words))

it('says who may call an operation', () => {
  const operation = { operationId: 'x', tags: [], summary: '', responses: {} }
  expect(permissionText(operation)).toBe('')
  expect(permissionText({ ...operation, 'x-grant': 'task:write' })).toBe('Needs `task:write`.')
  const asked = { ...operation, 'x-grant': 'task:write', 'x-only-for': 'agents' as const }
  expect(permissionText(asked)).toBe('Needs `task:write`. Only for agents.')
})

it('writes a call that a shell understands, also with quotes in it', () => {
  const operation: Operation = {
    ...{ operationId: 'x', tags: [], summary: '', responses: {} },
    parameters: [{ name: 'task_id', in: 'path', schema: { type: 'string', example: 'tsk_1' } }],
    requestBody: { content: { 'application/json': { schema: Body } } },
  }
  const curl = curlOf('patch', '/tasks/{task_id}', operation, document)
  expect(curl).toContain('curl -X PATCH "$PAPERCLIP_BASE_URL/api/v1/tasks/tsk_1" \\\n')
  expect(curl).toContain(`"name": "Ada'\\''s"`)
  expect(curl).toContain('"monthly_usd": 5')
})
