import { z } from 'zod'
import { startedBy } from '@/features/org'
import { defineQuery, type View } from '@/platform/command'
import { labelsOf, whyNoWorker } from '../rules/placement'
import { livePlaces } from './list-workers'

/** Agents that no connected worker can run, for one reason. */
export type Unplaced = {
  runtime: string
  /** A sentence. */
  reason: string
  count: number
  /** The first of them, by name. */
  agents: { id: string; name: string }[]
}

const NAMED = 5

type Kind = { runtime: string; config: Record<string, unknown>; count: number; agents: Unplaced['agents'] }

/** What would wait for ever: active agents that no connected worker can run, gathered by the reason. */
export const listUnplaced = defineQuery({
  name: 'listUnplaced',
  grant: 'run:read',
  input: z.object({}),
  async run(view): Promise<Unplaced[]> {
    const places = await livePlaces(view)
    const byReason = new Map<string, Unplaced>()
    for (const { config, count, agents, ...kind } of await kindsOf(view)) {
      const runtime = startedBy(kind.runtime, config)
      const reason = runtime && whyNoWorker({ runtime, workerLabels: labelsOf(config) }, places)
      if (!reason) continue
      const known = byReason.get(reason) ?? { runtime, reason, count: 0, agents: [] }
      const named = [...known.agents, ...agents].slice(0, NAMED)
      byReason.set(reason, { ...known, count: known.count + count, agents: named })
    }
    return [...byReason.values()].sort((a, b) => b.count - a.count)
  },
})

/** Active agents, counted by what decides on who could run them: of their settings, only whether they are there. */
function kindsOf(view: View): Promise<Kind[]> {
  const beginning = (name: string) =>
    `'${name}', CASE WHEN jsonb_typeof("runtimeConfig"->'${name}') = 'string' THEN left("runtimeConfig"->>'${name}', 4) END`
  return view.sql<Kind>(
    `SELECT runtime, config, count(*)::int AS count,
       to_jsonb((array_agg(jsonb_build_object('id', id, 'name', name) ORDER BY name, id))[1:${NAMED}]) AS agents
     FROM (SELECT id, name, runtime, jsonb_build_object(${['command', 'endpoint', 'baseUrl', 'model'].map(beginning).join(', ')},
             'workerLabels', "runtimeConfig"->'workerLabels') AS config
           FROM "Agent" WHERE "companyId" = $1 AND status = 'active') a
     GROUP BY runtime, config ORDER BY runtime LIMIT 1000`,
    [view.companyId],
  )
}
