import { WITHIN } from './ledger-period'

/** SQL for what entries `e` are added up by, as a JSON list. */
export const SPEND_GROUPS = {
  agent: `jsonb_build_array(e."agentId")`,
  agentModel: `jsonb_build_array(e."agentId", e.model)`,
  goal: `jsonb_build_array(e."goalId")`,
  project: `jsonb_build_array(e."projectId")`,
  task: `jsonb_build_array(e."taskId")`,
  team: `jsonb_build_array(CASE cardinality(e."teamIds") WHEN 0 THEN NULL WHEN 1 THEN e."teamIds"[1]::text ELSE 'several teams' END)`,
  provider: 'jsonb_build_array(e.provider)',
  model: 'jsonb_build_array(e.model)',
  billing: 'jsonb_build_array(e.billing)',
} as const

export type SpendGroup = keyof typeof SPEND_GROUPS

/** Each thing with all that counts on it, by what the entries remember: where things stood when it was spent. */
const remembered = (ids: string) => `below AS (
    SELECT jsonb_build_array(place) AS "group", sum(e."costMicros")::bigint AS micros FROM "CostEntry" e CROSS JOIN unnest(e."${ids}") place
    WHERE ${WITHIN} GROUP BY 1
  )`

/** SQL for `below`: what a thing comes to with what it includes; absent where things include nothing. */
export const SPEND_TREES: Partial<Record<SpendGroup, string>> = {
  goal: remembered('goalIds'),
  agent: remembered('managerIds'),
  team: remembered('teamIds'),
}

const named = (table: string, name: string) =>
  `(SELECT ${name} FROM "${table}" t WHERE t."companyId" = $1 AND t.id = (page."group" ->> 0)::uuid)`

/** SQL for the name of a line of `page`. */
export const SPEND_NAMES: Partial<Record<SpendGroup, string>> = {
  agent: named('Agent', 't.name'),
  agentModel: named('Agent', 't.name'),
  goal: named('Goal', 't.title'),
  project: named('Project', 't.name'),
  task: `(SELECT c."taskPrefix" || '-' || t.number || ' ' || t.title FROM "Task" t JOIN "Company" c ON c.id = $1
    WHERE t."companyId" = $1 AND t.id = (page."group" ->> 0)::uuid)`,
  team: `CASE WHEN page."group" ->> 0 <> 'several teams' THEN ${named('Team', 't.name')} END`,
}
