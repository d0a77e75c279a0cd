/** A JSON schema, as far as the documents use it. */
export type Schema = {
  type?: string | string[]
  format?: string
  example?: unknown
  enum?: unknown[]
  minimum?: number
  minItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  $ref?: string
}

type Described = {
  parameters?: { name: string; in: string; schema: Schema }[]
  security?: object[]
  'x-grant'?: string
  'x-only-for'?: 'administrators' | 'agents' | 'people'
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, object>
}
type Document = {
  servers: { url: string }[]
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

export type Operation = {
  /** `/api` or `/api/v1`. */
  base: string
  /** `POST`. */
  method: string
  /** Behind the base, with its parameters: `/tasks/{task_id}`. */
  path: string
  query: string[]
  /** The schema of its JSON body. */
  body?: Schema
  /** Takes a form with a file. */
  isForm: boolean
  /** Says that it needs no credential. */
  isOpen: boolean
  /** What a caller must be permitted; absent where no grant decides. */
  grant?: string
  /** Everybody else is refused. */
  onlyFor?: 'administrators' | 'agents' | 'people'
}

/** Every operation of both dialects, from the documents that a server hands out; references in bodies are followed. */
export async function readOperations(serverUrl: string): Promise<Operation[]> {
  const documents = await Promise.all(
    ['/api', '/api/v1'].map(async (base) => (await fetch(`${serverUrl}${base}/openapi.json`)).json()),
  )
  return documents.flatMap((document) => operationsOf(document as Document))
}

function operationsOf(document: Document): Operation[] {
  const base = document.servers[0]?.url ?? ''
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], security, requestBody, ...described }]): Operation => {
      const body = requestBody?.content['application/json']?.schema
      return {
        base,
        method: method.toUpperCase(),
        path,
        query: parameters.filter((each) => each.in === 'query').map((each) => each.name),
        ...(body ? { body: followed(body, document) } : {}),
        isForm: requestBody !== undefined && body === undefined,
        isOpen: security?.length === 0,
        ...(described['x-grant'] ? { grant: described['x-grant'] } : {}),
        ...(described['x-only-for'] ? { onlyFor: described['x-only-for'] } : {}),
      }
    }),
  )
}

/** The schema without references. */
function followed(schema: Schema, document: Document): Schema {
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) return followed(document.components.schemas[name] ?? {}, document)
  const { properties, items, anyOf, oneOf } = schema
  const each = (schemas: Schema[]) => schemas.map((one) => followed(one, document))
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, followed(one, document)])),
    }),
    ...(items && { items: followed(items, document) }),
    ...(anyOf && { anyOf: each(anyOf) }),
    ...(oneOf && { oneOf: each(oneOf) }),
  }
}

/** `POST /api/v1/tasks/{task_id}/messages`: what failures and lists of exceptions call an operation. */
export function nameOf({ base, method, path }: Operation): string {
  return `${method} ${base}${path}`
}

/** Whether it ends something that other operations need, and so is best asked behind them. */
export function isEnding(operation: Operation): boolean {
  return /^DELETE |\/(terminate|archive|pause|halt|decline|cancel|leave|revoke-current)$/.test(nameOf(operation))
}

/** The names of a path's parameters: `/a/{b}/c/{d}` → b, d. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
}

/** A path with each parameter in place; what is not given stays as it is. */
export function filled(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? encodeURIComponent(values[name]!) : all))
}

/** Whether a schema takes a type, possibly beside others. */
export function takes(schema: Schema, type: string): boolean {
  if (schema.anyOf || schema.oneOf)
    return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some((s) => takes(s, type))
  return schema.type === undefined || [schema.type].flat().includes(type)
}

/** A value that fits a schema, as small as it can be: the example where there is one, of objects only what is required. */
export function smallest(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (choice) return smallest(choice)
  const type = [schema.type].flat()[0]
  if (type === 'string') return schema.format === 'date-time' ? '2027-01-01T00:00:00.000Z' : 'x'
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return true
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => smallest(schema.items ?? {}))
  const required = (schema.required ?? []).map((key) => [key, smallest(schema.properties?.[key] ?? {})])
  return Object.fromEntries(required)
}
