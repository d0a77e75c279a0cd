import { type Furnished, kindOf, kindOfName, kindOfPrefixed, TEXTS, written } from './furnish'
import { filled, type Operation, parametersOf, type Schema, smallest } from './operations'

export type Body = Record<string, unknown>

/** An import names a company only where it is the target. */
const INTO_COMPANY = {
  source: { type: 'inline', files: { 'COMPANY.md': '---\nname: Wallaby\n---\n' } },
  target: { mode: 'existing_company', companyId: 'the company' },
}

const AGAIN = { kind: 'webhook' }
const WHY = { reason: 'Counted twice' }

/** What a body must say beyond its schema, because its rules are in no schema. */
const SPECIAL: Record<string, Body> = {
  'POST /companies/{companyId}/approvals': { type: 'request_board_approval', payload: { title: 'A wish' } },
  'POST /companies/{company_id}/approvals': { type: 'request_board_approval', payload: { title: 'A wish' } },
  'POST /companies/{companyId}/model-providers': { name: 'own', dialect: 'openai' },
  'POST /companies/{company_id}/model-providers': { name: 'own', dialect: 'openai' },
  'POST /companies/{companyId}/budgets/policies': { scopeType: 'agent' },
  'POST /companies/{companyId}/cost-events/{costId}/void': WHY,
  'POST /companies/{companyId}/cost-events/{costId}/adjust': { ...WHY, costCents: 2 },
  'POST /companies/{company_id}/costs/{cost_id}/void': WHY,
  'POST /companies/{company_id}/costs/{cost_id}/adjust': { ...WHY, cost_usd: 0.02 },
  'POST /companies/{companyId}/schedule-estimate': { cron: '0 9 * * *' },
  'POST /companies/{company_id}/schedule-estimate': { cron: '0 9 * * *' },
  'POST /companies/import': INTO_COMPANY,
  'POST /companies/import/preview': INTO_COMPANY,
  'POST /companies/{companyId}/imports/preview': INTO_COMPANY,
  'POST /companies/{companyId}/imports/apply': INTO_COMPANY,
  'POST /routines/{id}/triggers': AGAIN,
  'POST /routines/{routine_id}/triggers': AGAIN,
  'POST /companies/{companyId}/budget-incidents/{incidentId}/resolve': { amount: 1_000_000 },
  'POST /companies/{company_id}/invitations': { role: 'viewer' },
  'POST /tasks/{task_id}/checkout': { agent_id: 'the agent' },
  'POST /issues/{id}/interactions': { kind: 'request_confirmation', payload: { prompt: 'Go?' } },
  'POST /tasks/{task_id}/interactions': { kind: 'request_confirmation', payload: { prompt: 'Go?' } },
}

/** What must be in the query to be answered at all. */
const QUERIES: Record<string, string> = {
  '/companies/{companyId}/search': '?q=x',
  '/companies/{company_id}/search': '?q=x',
  '/companies/{company_id}/agents/suggest': '?text=x',
  '/companies/{companyId}/model-price': '?model=x',
  '/companies/{company_id}/model-price': '?model=x',
  '/companies/{company_id}/spend': '?by=agent',
  '/companies/{company_id}/audit/proof': '?position=1',
  '/companies/{company_id}/budgets': '?scope=agent&scope_id=x',
  '/companies/{company_id}/compliance': '?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z',
}
/** The query that an operation needs, with its question mark; empty for most. */
export const queryOf = ({ path }: Operation): string => QUERIES[path] ?? ''

/** A body that an operation takes, naming things of this company; undefined where it takes none. */
export function bodyFor(operation: Operation, company: Furnished): Body | undefined {
  if (!operation.body) return undefined
  const special = SPECIAL[`${operation.method} ${operation.path}`]
  const body = { ...(smallest(operation.body) as Body), ...structuredClone(special) }
  for (const { at, kind } of idsIn(operation)) {
    if (valueAt(body, at) !== undefined) setAt(body, at, written(operation.base, kind, company.ids[kind] ?? ''))
  }
  return body
}

/** The path of an operation with the things of a company, or for some parameters with others. */
export function pathFor(operation: Operation, company: Furnished, others: Record<string, string> = {}): string {
  const names = parametersOf(operation.path)
  const values = names.map((name) => {
    const kind = kindOf(operation, name)
    return [name, kind ? written(operation.base, kind, company.ids[kind] ?? '') : TEXTS[name]]
  })
  return filled(operation.path, { ...Object.fromEntries(values), ...others })
}

/** An id in a body: where it is, `0` standing for the one entry of a list, and of what. */
export type IdIn = { at: string[]; kind: string }

/** Every id in an operation's body that its schema tells of. */
export function idsIn(operation: Operation): IdIn[] {
  return operation.body ? within(operation.body, [], operation) : []
}

function within(schema: Schema, at: string[], operation: Operation): IdIn[] {
  const kind = idKind(schema, at, operation)
  if (kind) return [{ at, kind }]
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => within(each, [...at, name], operation)),
    ...(schema.items ? within(schema.items, [...at, '0'], operation) : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((each) => within(each, at, operation)),
  ]
}

/** Of what an id is, by its example in `/api/v1`, and by its name in `/api`, where all ids look the same. */
function idKind(schema: Schema, at: string[], { base, path }: Operation): string | undefined {
  if (base === '/api/v1') return kindOfPrefixed(String(schema.example))
  if (schema.format !== 'uuid') return undefined
  const name = at.filter((word) => word !== '0').at(-1) ?? ''
  if (name === 'parentId') return path.includes('goals') ? 'goal' : 'task'
  const found = OTHER_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? kindOfName(name)
  if (!found) throw new Error(`What does ${name} name? Call it after a kind of thing, or add it to OTHER_NAMES.`)
  return found
}

/** Fields of `/api` that are not called after the kind of thing that they name. */
const OTHER_NAMES: [RegExp, string][] = [
  [/user/i, 'person'],
  [/issue/i, 'task'],
  [/revision/i, 'documentRevision'],
  [/To$|^scopeId$/, 'agent'],
]

/** What is at a place of a body. */
export function valueAt(body: unknown, [first, ...rest]: string[]): unknown {
  if (first === undefined) return body
  if (typeof body !== 'object' || body === null) return undefined
  return valueAt((body as Body)[first], rest)
}

/** Puts a value at a place of a body, and makes what is missing on the way. */
export function setAt(body: Body | unknown[], at: string[], value: unknown): void {
  const [first = '', ...rest] = at
  const target = body as Body
  if (rest.length === 0) {
    target[first] = value
    return
  }
  if (typeof target[first] !== 'object' || target[first] === null) target[first] = rest[0] === '0' ? [] : {}
  setAt(target[first] as Body, rest, value)
}
