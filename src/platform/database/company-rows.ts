import type pg from 'pg'
import { enginePool } from './pools'

/** A foreign key between two company tables, without its companyId. */
export type Reference = { from: string; to: string; pairs: { mine: string; theirs: string; isNullable: boolean }[] }

const TABLES = `
  SELECT quote_ident(c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind = 'r' AND EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'companyId' AND NOT a.attisdropped)`

const REFERENCES = `
  SELECT quote_ident(mine.relname) AS "from", quote_ident(theirs.relname) AS "to",
    json_agg(json_build_object('mine', quote_ident(a.attname), 'theirs', quote_ident(b.attname), 'isNullable', NOT a.attnotnull)) AS pairs
  FROM pg_constraint k JOIN pg_class mine ON mine.oid = k.conrelid JOIN pg_class theirs ON theirs.oid = k.confrelid
  CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (mine, theirs)
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.mine AND a.attname <> 'companyId'
  JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.theirs
  WHERE k.contype = 'f' AND quote_ident(mine.relname) = ANY($1) AND quote_ident(theirs.relname) = ANY($1)
  GROUP BY k.oid, mine.relname, theirs.relname ORDER BY k.oid`

const BATCH = 2000
/** One at a time removes rows of a company. */
const LOCK_CLASS = 132_200

/**
 * Removes rows of a company from every table that has a `companyId`, in batches, each a transaction: what refers to others before
 * what is referred to. To be called again until nothing is left; any stop in between does no harm. The company's own row stays.
 * @param until of `performance.now()`: when to leave the rest for another time
 * @returns how many rows went, and whether none is left
 */
export async function removeCompanyRows(companyId: string, until: number): Promise<{ rows: number; isDone: boolean }> {
  const client = await enginePool().connect()
  try {
    const { rows: lock } = await client.query<{ isMine: boolean }>(
      `SELECT pg_try_advisory_lock(${LOCK_CLASS}, hashtext($1)) AS "isMine", set_config('app.company_id', $1, false)`,
      [companyId],
    )
    if (!lock[0]?.isMine) return { rows: 0, isDone: false }
    const tables = (await client.query<{ name: string }>(TABLES)).rows.map(({ name }) => name)
    const references = (await client.query<Reference>(REFERENCES, [tables])).rows
    const groups = removalOrder(tables, references)
    let rows = 0
    // triggers may write to what was empty already: gone through until there is nothing
    for (;;) {
      let gone = 0
      for (const group of groups) gone += await empty(client, companyId, group, references, until)
      rows += gone
      if (performance.now() > until) return { rows, isDone: false }
      if (gone === 0) return { rows, isDone: true }
    }
  } finally {
    // the connection keeps its company and its lock: it is not used again
    client.release(true)
  }
}

/**
 * Tables in the order in which they can be emptied, those that refer to each other in a circle together.
 * A table comes after all that refer to it.
 */
export function removalOrder(tables: readonly string[], references: readonly Reference[]): string[][] {
  const groups: string[][] = []
  const left = new Set(tables)
  while (left.size > 0) {
    const circles = [...left].map((table) => referrersOf(table, left, references))
    const smallest = circles.reduce((least, each) => (each.size < least.size ? each : least))
    groups.push([...smallest])
    for (const table of smallest) left.delete(table)
  }
  return groups
}

/** The table, and all that refer to it, directly or not. */
function referrersOf(table: string, among: ReadonlySet<string>, references: readonly Reference[]): Set<string> {
  const found = new Set([table])
  for (const each of found) {
    for (const { from, to } of references) if (to === each && among.has(from)) found.add(from)
  }
  return found
}

async function empty(
  client: pg.PoolClient,
  companyId: string,
  group: readonly string[],
  references: readonly Reference[],
  until: number,
): Promise<number> {
  const inner = references.filter(({ from, to }) => group.includes(from) && group.includes(to))
  let total = 0
  while (performance.now() < until) {
    let gone = 0
    for (const table of group) gone += await removeUnreferred(client, companyId, table, inner)
    total += gone
    if (gone > 0) continue
    // what is left refers to each other in a circle of rows
    if ((await untie(client, companyId, inner)) === 0) break
  }
  return total
}

async function removeUnreferred(
  client: pg.PoolClient,
  companyId: string,
  table: string,
  inner: readonly Reference[],
): Promise<number> {
  const unreferred = inner
    .filter(({ to }) => to === table)
    .map(({ from, pairs }) => {
      const same = pairs.map(({ mine, theirs }) => `x.${mine} = t.${theirs}`).join(' AND ')
      return ` AND NOT EXISTS (SELECT 1 FROM ${from} x WHERE x."companyId" = t."companyId" AND ${same})`
    })
  const { rowCount } = await client.query(
    `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
       SELECT t.ctid FROM ${table} t WHERE t."companyId" = $1${unreferred.join('')} LIMIT ${BATCH}))`,
    [companyId],
  )
  return rowCount ?? 0
}

/** Takes back what may be taken back of the references in a circle. */
async function untie(client: pg.PoolClient, companyId: string, inner: readonly Reference[]): Promise<number> {
  let untied = 0
  for (const { from, pairs } of inner) {
    const column = pairs.find(({ isNullable }) => isNullable)?.mine
    if (!column) continue
    const { rowCount } = await client.query(
      `UPDATE ${from} SET ${column} = NULL WHERE ctid = ANY(ARRAY(
         SELECT t.ctid FROM ${from} t WHERE t."companyId" = $1 AND t.${column} IS NOT NULL LIMIT ${BATCH}))`,
      [companyId],
    )
    untied += rowCount ?? 0
  }
  return untied
}
