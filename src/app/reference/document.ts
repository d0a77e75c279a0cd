/** The parts of an OpenAPI 3.1 document that the page shows. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  allOf?: Schema[]
  description?: string
  example?: unknown
  default?: unknown
}

export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
type Content = { 'application/json'?: { schema?: Schema } }
type Response = { description: string; content?: Content }

export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  parameters?: Parameter[]
  requestBody?: { content: Content }
  responses: Record<string, Response>
  /** What the caller must be permitted. */
  'x-grant'?: string
  'x-only-for'?: 'administrators' | 'agents' | 'people'
}

export type ApiDocument = {
  info: { title: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const ONLY_FOR = {
  administrators: 'administrators of the installation',
  agents: 'agents',
  people: 'people who are signed in',
}

/** Who may call an operation, as a sentence in Markdown; empty where any valid key may. */
export function permissionText({ 'x-grant': grant, 'x-only-for': onlyFor }: Operation): string {
  const only = onlyFor ? `Only for ${ONLY_FOR[onlyFor]}.` : ''
  return grant && onlyFor !== 'administrators' ? `Needs \`${grant}\`. ${only}`.trim() : only
}

export type Field = { name: string; type: string; isRequired: boolean; description: string }

/** Follows a reference into the components. */
export function resolve(schema: Schema, document: ApiDocument): Schema {
  const name = schema.$ref?.split('/').at(-1)
  const target = name ? document.components.schemas[name] : undefined
  return target ? resolve(target, document) : schema
}

/** The fields of an object as rows; what lies inside an object follows it as `outer.inner`, one level deep. */
export function fieldsOf(schema: Schema, document: ApiDocument, prefix = ''): Field[] {
  const { properties = {}, required = [], allOf = [] } = resolve(schema, document)
  const own = Object.entries(properties).flatMap(([name, property]): Field[] => {
    const field = {
      name: prefix + name,
      type: typeOf(property, document),
      isRequired: required.includes(name),
      description: property.description ?? '',
    }
    const isOpened = prefix === '' && !property.$ref && property.properties
    return isOpened ? [field, ...fieldsOf(property, document, `${name}.`)] : [field]
  })
  return [...allOf.flatMap((part) => fieldsOf(part, document, prefix)), ...own]
}

/** A type in words: `string or null`, `list of Task`, `open, done or blocked`. */
export function typeOf(schema: Schema, document: ApiDocument): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? 'object'
  if (schema.allOf?.[0]) return typeOf(schema.allOf[0], document)
  if (schema.enum) return listed(schema.enum.map(String))
  const types = [schema.type ?? []].flat()
  const names = types.map((type) => {
    if (type === 'array' && schema.items) return `list of ${typeOf(schema.items, document)}`
    if (type === 'string' && schema.format === 'date-time') return 'time'
    return type === 'string' && schema.format === 'date' ? 'day' : type
  })
  return listed(names) || 'anything'
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** An example of a body: the fields that are required or have an example. */
export function exampleOf(schema: Schema, document: ApiDocument): unknown {
  const { properties, required = [], example, allOf } = resolve(schema, document)
  if (example !== undefined) return example
  if (allOf?.[0]) return exampleOf(allOf[0], document)
  if (!properties) return undefined
  const entries = Object.entries(properties).flatMap(([name, property]) => {
    const value = exampleOf(property, document)
    const shown = value ?? (required.includes(name) ? 'text' : undefined)
    return shown === undefined ? [] : [[name, shown]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** The call as a command line; ids of the path are filled with examples. */
export function curlOf(method: string, path: string, operation: Operation, document: ApiDocument): string {
  const filled = path.replace(/\{(\w+)\}/g, (all, name: string) => {
    const example = operation.parameters?.find((each) => each.name === name)?.schema?.example
    return typeof example === 'string' ? example : all
  })
  const schema = operation.requestBody?.content['application/json']?.schema
  const body = schema && exampleOf(schema, document)
  const verb = method === 'get' ? '' : ` -X ${method.toUpperCase()}`
  const lines = [
    `curl${verb} "$PAPERCLIP_BASE_URL${document.servers[0]?.url ?? ''}${filled}"`,
    '  -H "Authorization: Bearer $PAPERCLIP_API_KEY"',
    ...(body
      ? ['  -H "Content-Type: application/json"', `  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`]
      : []),
  ]
  return lines.join(' \\\n')
}
