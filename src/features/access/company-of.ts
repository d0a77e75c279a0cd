import { systemSql } from '@/platform/database'
import { parseId } from '@/platform/ids'

const TABLES = {
  agent: 'Agent',
  task: 'Task',
  goal: 'Goal',
  run: 'Run',
  key: 'ApiKey',
  project: 'Project',
  team: 'Team',
  label: 'Label',
  message: 'Message',
  interaction: 'Interaction',
  document: 'Document',
  attachment: 'Attachment',
  product: 'WorkProduct',
  approval: 'Approval',
  secret: 'Secret',
  routine: 'Routine',
  trigger: 'RoutineTrigger',
  memory: 'Memory',
  provider: 'ModelProvider',
  modelCall: 'ModelCall',
  channel: 'NotificationChannel',
  delivery: 'Delivery',
} as const

/** Things that a path may name without their company. */
export type OwnedKind = keyof typeof TABLES

const MAX_REMEMBERED = 20_000

/**
 * What never changes is asked once: ids do not move between companies, and a company's slug and prefix stay, until it is removed.
 * Oldest use leaves first.
 */
const remembered = new Map<string, string>()

async function remember(key: string, find: () => Promise<string | undefined>): Promise<string | null> {
  const known = remembered.get(key)
  const value = known ?? (await find())
  if (value === undefined) return null
  remembered.delete(key)
  remembered.set(key, value)
  if (remembered.size > MAX_REMEMBERED) {
    const oldest = remembered.keys().next()
    if (!oldest.done) remembered.delete(oldest.value)
  }
  return value
}

/** Asks again for what belonged to a company: it may have been removed, and its slug and prefix be another's. */
export function forgetCompany(companyId: string): void {
  for (const [key, id] of remembered) if (id === companyId) remembered.delete(key)
}

/**
 * The company that a thing belongs to. Says nothing about whether the caller may know it: follow with `callerFor`.
 * @param id plain or prefixed (`tsk_…`); null is answered for what does not exist or is no id
 */
export function companyOf(kind: OwnedKind, id: string): Promise<string | null> {
  const uuid = parseId(kind, id)
  if (!uuid) return Promise.resolve(null)
  return remember(`${kind}:${uuid}`, async () => {
    const [row] = await systemSql<{ companyId: string }>(`SELECT "companyId" FROM "${TABLES[kind]}" WHERE id = $1`, [
      uuid,
    ])
    return row?.companyId
  })
}

/** Finds a company by what people and scripts call it: id, `cmp_…`, slug or task prefix. Null when there is none. */
export function resolveCompany(text: string): Promise<string | null> {
  // no text in the database has this character, and it takes none
  if (text.includes('\0')) return Promise.resolve(null)
  const uuid = parseId('company', text)
  return remember(`company:${uuid ?? text}`, async () => {
    const [row] = uuid
      ? await systemSql<{ id: string }>(`SELECT id FROM "Company" WHERE id = $1`, [uuid])
      : await systemSql<{ id: string }>(`SELECT id FROM "Company" WHERE slug = $1 OR "taskPrefix" = $1`, [text])
    return row?.id
  })
}
