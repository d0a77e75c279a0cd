import { MACHINERY } from './rules/machinery'
import type { ListAudit } from './schema'

/** Entries that are looked at for those that are no machinery. */
const MOST_LOOKED_AT = 2_000

/** A statement that chooses a page of entries, newest first: ids with `at` and `seq`, `$1` the company. */
export type Chosen = { text: string; values: unknown[] }

/**
 * The statement that finds the entries of a page. Every filter has an index that ends in (at, seq), so that a page costs what it shows.
 * @param companyId whose log
 */
export function choosePage(companyId: string, filter: ListAudit): Chosen {
  const values: unknown[] = [companyId]
  const where = conditions(filter, (value) => `$${values.push(value)}`)
  const { agentId, limit, withoutMachinery } = filter
  const most = `$${values.push(limit)}`
  const page = withoutMachinery ? deedsOf : pageOf
  if (!agentId) return { text: page(where, most), values }
  const agent = `$${values.push(agentId)}`
  // two indexes, one page from each: an OR could use neither
  const made = page([...where, `e."actorId" = ${agent}`, `e."actorKind" = 'agent'`], most)
  const about = page([...where, `e."subjectId" = ${agent}`, `e."subjectKind" = 'agent'`], most)
  return { text: `(${made}) UNION (${about}) ORDER BY at DESC, seq DESC LIMIT ${most}`, values }
}

function pageOf(where: string[], limit: string | number, columns = 'e.id, e.at, e.seq'): string {
  return `SELECT ${columns} FROM "AuditEntry" e WHERE ${where.join(' AND ')} ORDER BY e.at DESC, e.seq DESC LIMIT ${limit}`
}

/** The look ends with the page, or where nothing but machinery was found for long. */
function deedsOf(where: string[], limit: string): string {
  const looked = pageOf(where, MOST_LOOKED_AT, 'e.id, e.at, e.seq, e.action')
  return `SELECT id, at, seq FROM (${looked}) l WHERE action !~ '${MACHINERY}' ORDER BY at DESC, seq DESC LIMIT ${limit}`
}

function conditions(filter: ListAudit, add: (value: unknown) => string): string[] {
  const where = ['e."companyId" = $1']
  // a literal of a closed list, so that the planner sees the partial index
  if (filter.actorKind) where.push(`e."actorKind" = '${filter.actorKind}'`)
  if (filter.actorId) where.push(`e."actorId" = ${add(filter.actorId)}`)
  if (filter.subjectKind) where.push(`e."subjectKind" = ${add(filter.subjectKind)}`)
  if (filter.subjectId) where.push(`e."subjectId" = ${add(filter.subjectId)}`)
  if (filter.runId) where.push(`e."runId" = ${add(filter.runId)}`)
  if (filter.action) where.push(byAction(filter.action, add))
  if (filter.from) where.push(`e.at >= ${add(filter.from)}`)
  if (filter.to) where.push(`e.at < ${add(filter.to)}`)
  if (filter.before) {
    where.push(
      `(e.at, e.seq) < (SELECT at, seq FROM "AuditEntry" WHERE "companyId" = $1 AND id = ${add(filter.before)})`,
    )
  }
  return where
}

/** A range rather than LIKE, which row level security keeps away from the index. */
function byAction(action: string, add: (value: unknown) => string): string {
  const column = 'e.action COLLATE "C"'
  if (!action.endsWith('.')) return `${column} = ${add(action)}`
  // '/' is the character after '.'
  return `${column} >= ${add(action)} AND ${column} < ${add(`${action.slice(0, -1)}/`)}`
}
