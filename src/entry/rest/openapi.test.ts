import { describe, expect, it } from 'vitest'
import * as api from './api'
import { API } from './api/dialect'
import { TABLE as API_TABLE } from './api/table'
import * as v1 from './v1'
import { V1 } from './v1/dialect'
import { TABLE as V1_TABLE } from './v1/table'

type Operation = {
  operationId: string
  summary: string
  parameters?: { name: string; in: string; required?: boolean }[]
  requestBody?: { content: Record<string, object> }
  responses: Record<string, { description: string; content?: object }>
}
type Document = {
  openapi: string
  security: object[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
}

const DIALECTS = [
  { dialect: V1, table: V1_TABLE, made: v1.openApiDocument() },
  { dialect: API, table: API_TABLE, made: api.openApiDocument() },
]

describe.each(DIALECTS)('the OpenAPI document of $dialect.base', ({ dialect, table, made }) => {
  const document = JSON.parse(JSON.stringify(made)) as Document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

  it('is of version 3.1, and has every route of the table and no other', () => {
    expect(document.openapi).toBe('3.1.0')
    const described = operations.map(({ method, path }) => `${method} ${path}`).sort()
    expect(described).toEqual(table.map((row) => `${row.method} ${row.path}`).sort())
  })

  it('names each operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('declares the parameters of each path, and only those', () => {
    for (const { path, method, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((each) => each.in === 'path')
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      expect([method, path, inPath.map((each) => each.name)]).toEqual([method, path, wanted])
      expect(inPath.every((each) => each.required === true)).toBe(true)
    }
  })

  it('tells what success and refusal look like', () => {
    for (const { path, method, operation } of operations) {
      const codes = Object.keys(operation.responses)
      expect([method, path, codes.filter((code) => code.startsWith('2'))]).toEqual([method, path, [expect.anything()]])
      expect(codes).toEqual(expect.arrayContaining(path.includes('{') ? ['401', '403', '404'] : ['401', '403']))
      expect(Object.entries(operation.responses).every(([code, each]) => code === '204' || each.content)).toBe(true)
      const invalid = String(dialect.statusOf('invalid_input'))
      if (operation.requestBody) expect([path, codes]).toEqual([path, expect.arrayContaining([invalid])])
      const { content } = operation.requestBody ?? {}
      // what is no JSON is read as a form, where one is taken
      if (content?.['application/json'] && !content['multipart/form-data']) {
        expect([path, codes]).toEqual([path, expect.arrayContaining(['400', '415'])])
      }
    }
  })

  it('refers to what it defines, and defines what it refers to', () => {
    const text = JSON.stringify(document)
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]))
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort())
    const secured = document.security.flatMap((each) => Object.keys(each))
    expect(secured).toEqual(Object.keys(document.components.securitySchemes))
  })
})
