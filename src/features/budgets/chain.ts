import type { ScopeKind } from './schema'

/** A budget of the chain agent → teams → project → company, with its counters after the statement. */
export type Counter = {
  budgetId: string
  scopeKind: ScopeKind
  scopeId: string
  capMicros: number | null
  warnPercent: number
  spentMicros: number
  reservedMicros: number
}

/** The order of the chain, in which budgets are locked (locks.ts); `b` is a budget. */
export const RANK = `array_position(ARRAY['agent', 'team', 'project', 'company'], b."scopeKind")`

/** The budgets that agent $2 spends from, for the task that `task` names: its own, its teams', the project's, the company's. */
export const chainFor = (task: string) => `
  SELECT b.id, b."scopeKind", b."scopeId", b."capMicros", b."warnPercent", ${RANK} AS rank FROM (
    SELECT 'agent' AS kind, $2::uuid AS id UNION ALL SELECT 'company', $1::uuid
    UNION ALL SELECT 'team', "teamId" FROM "TeamMember" WHERE "companyId" = $1 AND "agentId" = $2
    UNION ALL SELECT 'project', "projectId" FROM "Task" WHERE "companyId" = $1 AND id = ${task}::uuid
  ) scope JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = scope.kind AND b."scopeId" = scope.id ORDER BY rank, b.id`
