import { systemSql } from '@/platform/database'
import { masterKeysOrNone } from '@/platform/master-key'
import type { KeyInUse } from '../schema'
import { SEALED } from '../sealed-columns'

const COUNTS = `SELECT id, sum(n)::int AS values FROM (${SEALED.map(
  ({ table, keyId }) =>
    `SELECT "${keyId}" AS id, count(*) AS n FROM "${table}" WHERE "${keyId}" IS NOT NULL GROUP BY "${keyId}"`,
).join(' UNION ALL ')}) counted GROUP BY id ORDER BY id`

/**
 * The master keys of this server, the first one first, and those that it lacks although something is sealed with them. An older one with no
 * values may be taken away. For administrators of the installation: whoever calls has made sure of that.
 */
export async function keysInUse(): Promise<KeyInUse[]> {
  const counts = new Map((await systemSql<{ id: string; values: number }>(COUNTS)).map((row) => [row.id, row.values]))
  const here = masterKeysOrNone().map(({ id, source }, i) => {
    return { id, source, isFirst: i === 0, values: counts.get(id) ?? 0 }
  })
  const known = new Set(here.map(({ id }) => id))
  const lost = [...counts].filter(([id]) => !known.has(id))
  return [...here, ...lost.map(([id, values]) => ({ id, source: null, isFirst: false, values }))]
}
