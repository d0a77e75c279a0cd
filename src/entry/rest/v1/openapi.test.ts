import { describe, expect, it } from 'vitest'
import { openApiDocument } from '.'
import { TABLE } from './table'

type Operation = {
  operationId: string
  summary: string
  parameters?: { name: string; in: string; required?: boolean }[]
  requestBody?: object
  responses: Record<string, { description: string; content?: object }>
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  openapi: string
  security: object[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('the OpenAPI document', () => {
  it('is of version 3.1, and has every route of the table and no other', () => {
    expect(document.openapi).toBe('3.1.0')
    const described = operations.map(({ method, path }) => `${method} ${path}`).sort()
    expect(described).toEqual(TABLE.map((row) => `${row.method} ${row.path}`).sort())
  })

  it('names each operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
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
      expect(codes).toEqual(expect.arrayContaining(path === '/companies' ? ['401', '403'] : ['401', '403', '404']))
      expect(Object.values(operation.responses).every((each) => each.content && each.description)).toBe(true)
      if (operation.requestBody) expect(codes).toEqual(expect.arrayContaining(['400', '415', '422']))
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
